#include "tools/exhibit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NUMBER_BYTES = 24 };

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

void sy_exhibit_open(const struct sy_network *network,
                     const struct sy_evidence_registry *registry, struct sy_bytes text,
                     const char *name, struct sy_exhibit *out)
{
    *out = (struct sy_exhibit){.network = network, .name = name};
    out->err = sy_evidence_read(network, text, &out->evidence);
    if (out->err == SY_OK)
        out->err = sy_evidence_check(network, &out->evidence, registry, &out->what);
    else if (sy_err_class(out->err) != SY_CLASS_FAULT)
        out->what = why_unread(out->err);
}

/* The rule as the pages name it: V4. */
static const char *rule_name(const struct sy_evidence *evidence, char out[NUMBER_BYTES])
{
    snprintf(out, NUMBER_BYTES, "V%u", evidence->rule);
    return out;
}

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

static void say_log(const struct sy_exhibit *x, struct sy_output *o)
{
    const struct sy_network_log *log =
        sy_network_log(x->network, sy_text(sy_evidence_origin(&x->evidence)));
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
    next = sy_network_successor(x->network, log);
    if (log->closed)
        sy_output_say(o, SY_SAY(EVIDENCE_CLOSED, number(log->final_size, size),
                                next == NULL ? "-" : next->vkey.name));
    else
        sy_output_say(o, SY_SAY(EVIDENCE_OPEN, NULL));
}

void sy_exhibit_say(const struct sy_exhibit *x, struct sy_output *o)
{
    const struct sy_evidence *e = &x->evidence;
    char index[NUMBER_BYTES];
    char rule[NUMBER_BYTES];

    sy_output_say(o, SY_SAY(EVIDENCE_HOLDS, x->name, sy_evidence_origin(e)));
    if (e->kind == SY_EVIDENCE_FORK)
        sy_output_say(o, SY_SAY(EVIDENCE_FORK, NULL));
    else
        sy_output_say(o, SY_SAY(EVIDENCE_ENTRY, number(e->entries[0].index, index),
                                rule_name(e, rule), x->what));
    for (size_t i = 0; i < e->tree_count; i++)
        say_tree(o, &e->trees[i]);
    say_log(x, o);
}

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

void sy_exhibit_put(const struct sy_exhibit *x, struct sy_output *o)
{
    const struct sy_evidence *e = &x->evidence;
    struct sy_json_writer *w = sy_output_json(o);
    const struct sy_network_log *log =
        sy_network_log(x->network, sy_text(sy_evidence_origin(e)));
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

void sy_exhibit_close(struct sy_exhibit *exhibit)
{
    sy_evidence_close(&exhibit->evidence);
}
