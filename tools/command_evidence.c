/* suyuan evidence check */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "ledger/evidence.h"
#include "tools/command.h"
#include "tools/file.h"
#include "tools/open.h"
#include "tools/report.h"

enum { NUMBER_BYTES = 24 };

/* A file under check; too large for the stack. */
struct exhibit {
    struct sy_network network;
    struct sy_evidence evidence;
    struct sy_buffer file;
    const char *path;
    const char *what; /* what is proved, or why nothing is */
    enum sy_err err;
};

static const char *number(uint64_t value, char text[NUMBER_BYTES])
{
    snprintf(text, NUMBER_BYTES, "%" PRIu64, value);
    return text;
}

/* Why a text is no evidence of this network. */
static const char *why_unread(enum sy_err err)
{
    switch ((int)err) {
    case SY_BAD_VERSION:
        return "the file is no evidence, or of a newer version of this program";
    case SY_LIMIT:
        return "the file is larger than evidence can be";
    case SY_UNKNOWN_KEY:
        return "it is about a log that this network does not have";
    case SY_BAD_SIGNATURE:
        return "the log did not sign what it shows";
    default:
        return "the text is not as evidence is written";
    }
}

static enum sy_exit examine(struct sy_output *o, struct exhibit *x)
{
    x->file.max = SY_EVIDENCE_BYTES_MAX;
    x->err = sy_file_read(x->path, &x->file);
    if (x->err != SY_OK && x->err != SY_LIMIT)
        return sy_report_file(o, x->err, x->path);
    if (x->err == SY_OK)
        x->err = sy_evidence_read(&x->network, sy_buffer_bytes(&x->file), &x->evidence);
    if (x->err == SY_OK)
        x->err = sy_evidence_check(&x->network, &x->evidence, NULL, &x->what);
    else if (sy_err_class(x->err) != SY_CLASS_FAULT)
        x->what = why_unread(x->err);
    if (x->err == SY_OK)
        return SY_EXIT_YES;
    if (x->err == SY_NOT_YET) {
        sy_output_error(o, SY_SAY(EVIDENCE_NEEDS_REGISTRY, x->path));
        return SY_EXIT_UNASKED;
    }
    if (x->what == NULL)
        return sy_report_file(o, x->err, x->path);
    sy_output_error(o, SY_SAY(EVIDENCE_FAILS, x->path, x->what, sy_err_name(x->err)));
    return SY_EXIT_NO;
}

/* The rule as the pages name it: V4. */
static const char *rule_name(const struct sy_evidence *evidence, char out[NUMBER_BYTES])
{
    snprintf(out, NUMBER_BYTES, "V%u", evidence->rule);
    return out;
}

/* ---- for people ---- */

static void say_tree(struct sy_output *o, const struct sy_evidence_tree *tree)
{
    char size[NUMBER_BYTES];
    char root[2 * SY_HASH_BYTES + 1];

    sy_hash_hex(&tree->checkpoint.checkpoint.root, root);
    sy_output_say(o,
                  SY_SAY(EVIDENCE_TREE, number(tree->checkpoint.checkpoint.size, size), root));
    for (size_t i = 0; i < tree->step_count; i++) {
        sy_hash_hex(&tree->steps[i].root, root);
        sy_output_say(o, SY_SAY(EVIDENCE_STEP, number(tree->steps[i].size, size), root));
    }
}

static void say_log(const struct exhibit *x, struct sy_output *o)
{
    const struct sy_network_log *log =
        sy_network_log(&x->network, sy_text(sy_evidence_origin(&x->evidence)));
    const struct sy_network_log *next;
    struct sy_buffer vkey = {0};
    char size[NUMBER_BYTES];

    sy_assert(log != NULL);
    sy_vkey_put(&log->vkey, &vkey);
    if (sy_buffer_text(&vkey) == NULL)
        o->failed = true;
    else
        sy_output_say(o, SY_SAY(EVIDENCE_SIGNED, log->node, sy_buffer_text(&vkey)));
    sy_buffer_close(&vkey);
    next = sy_network_successor(&x->network, log);
    if (log->closed)
        sy_output_say(o, SY_SAY(EVIDENCE_CLOSED, number(log->final_size, size),
                                next == NULL ? "-" : next->vkey.name));
    else
        sy_output_say(o, SY_SAY(EVIDENCE_OPEN, NULL));
}

static void say_exhibit(const struct exhibit *x, struct sy_output *o)
{
    const struct sy_evidence *e = &x->evidence;
    char index[NUMBER_BYTES];
    char rule[NUMBER_BYTES];

    sy_output_say(o, SY_SAY(EVIDENCE_HOLDS, x->path, sy_evidence_origin(e)));
    if (e->kind == SY_EVIDENCE_FORK)
        sy_output_say(o, SY_SAY(EVIDENCE_FORK, NULL));
    else
        sy_output_say(o, SY_SAY(EVIDENCE_ENTRY, number(e->entries[0].index, index),
                                rule_name(e, rule), x->what));
    for (size_t i = 0; i < e->tree_count; i++)
        say_tree(o, &e->trees[i]);
    say_log(x, o);
}

/* ---- for programs ---- */

static void put_root(struct sy_output *o, uint64_t size, const struct sy_hash *root)
{
    char hex[2 * SY_HASH_BYTES + 1];

    sy_hash_hex(root, hex);
    sy_output_number(o, "size", size);
    sy_output_value(o, "root", hex);
}

static void put_tree(struct sy_output *o, const struct sy_evidence_tree *tree)
{
    struct sy_json_writer *w = sy_output_json(o);

    sy_json_begin_object(w);
    put_root(o, tree->checkpoint.checkpoint.size, &tree->checkpoint.checkpoint.root);
    sy_json_name(w, "note");
    sy_json_put_text(w, sy_signed_checkpoint_note(&tree->checkpoint));
    sy_json_name(w, "starts_with");
    sy_json_begin_list(w);
    for (size_t i = 0; i < tree->step_count; i++) {
        sy_json_begin_object(w);
        put_root(o, tree->steps[i].size, &tree->steps[i].root);
        sy_json_end_object(w);
    }
    sy_json_end_list(w);
    sy_json_end_object(w);
}

/* What was read, whether it holds or not. */
static void put_exhibit(const struct exhibit *x, struct sy_output *o)
{
    const struct sy_evidence *e = &x->evidence;
    struct sy_json_writer *w = sy_output_json(o);
    const struct sy_network_log *log =
        sy_network_log(&x->network, sy_text(sy_evidence_origin(e)));
    char rule[NUMBER_BYTES];

    sy_output_value(o, "log", sy_evidence_origin(e));
    if (log != NULL)
        sy_output_value(o, "node", log->node);
    sy_json_name(w, "closed");
    sy_json_put_bool(w, log != NULL && log->closed);
    sy_output_value(o, "kind", e->kind == SY_EVIDENCE_FORK ? "fork" : "entry");
    if (e->kind == SY_EVIDENCE_ENTRY) {
        sy_output_value(o, "rule", rule_name(e, rule));
        sy_output_number(o, "index", e->entries[0].index);
    }
    sy_json_name(w, "trees");
    sy_json_begin_list(w);
    for (size_t i = 0; i < e->tree_count; i++)
        put_tree(o, &e->trees[i]);
    sy_json_end_list(w);
}

static void put_answer(const struct exhibit *x, struct sy_output *o)
{
    struct sy_json_writer *w = sy_output_json(o);

    sy_json_begin_object(w);
    sy_output_value(o, "file", x->path);
    sy_json_name(w, "proves");
    sy_json_put_bool(w, x->err == SY_OK);
    if (x->what != NULL)
        sy_output_value(o, "what", x->what);
    if (x->err != SY_OK)
        sy_output_value(o, "error", sy_err_name(x->err));
    if (x->evidence.tree_count > 0)
        put_exhibit(x, o);
    sy_json_end_object(w);
}

/* ---- the command ---- */

static enum sy_exit run_evidence(const struct sy_options *options, struct sy_output *o)
{
    struct exhibit *x = calloc(1, sizeof(*x));
    enum sy_exit status = SY_EXIT_UNASKED;

    if (x == NULL) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        return status;
    }
    x->path = options->operands[0];
    if (sy_open_network(o, sy_options_value(options, "network"), &x->network)) {
        status = examine(o, x);
        if (o->json)
            put_answer(x, o);
        else if (status == SY_EXIT_YES)
            say_exhibit(x, o);
    }
    sy_evidence_close(&x->evidence);
    sy_buffer_close(&x->file);
    free(x);
    return status;
}

static const struct sy_option *const evidence_options[] = {&sy_option_network, NULL};

const struct sy_command sy_command_evidence_check = {
    .name = "evidence check",
    .usage = {.options = evidence_options,
              .operands = "FILE",
              .operands_min = 1,
              .operands_max = 1},
    .summary = {"check, with no network, that a log broke its promise",
                "脱网核验日志违背承诺的证据"},
    .examples = {"  suyuan evidence check --network demo/network.json fork.evidence\n",
                 "  suyuan evidence check --network demo/network.json fork.evidence\n"},
    .run = run_evidence};
