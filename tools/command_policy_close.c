/* suyuan policy close, suyuan policy succeed */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/origin.h"
#include "tools/command.h"
#include "tools/file.h"
#include "tools/log_histories_show.h"
#include "tools/open.h"
#include "tools/policies.h"
#include "tools/policy_document.h"
#include "tools/policy_draft.h"
#include "tools/report.h"

enum { NUMBER_BYTES = 24, SUCCESSOR_BYTES = SY_NAME_BYTES_MAX + 16 };

/* A log that is to end, and what all say of it; too large for the stack. */
struct closing {
    struct sy_output *output;
    const struct sy_options *options;
    const char *origin;
    struct sy_network known; /* whom to ask */
    struct sy_log_histories histories;
    struct sy_log_end end;
    bool ended; /* end says where */
    struct sy_policy_document document;
};

static const char *number(uint64_t value, char text[NUMBER_BYTES])
{
    snprintf(text, NUMBER_BYTES, "%" PRIu64, value);
    return text;
}

static bool cuts_off(const struct closing *c)
{
    return sy_options_value(c->options, "cut-off") != NULL;
}

/* ---- where it ends ---- */

static enum sy_exit refuse(struct closing *c, enum sy_exit status,
                           const struct sy_saying *saying)
{
    sy_output_error(c->output, saying);
    return status;
}

static enum sy_exit end_of_file(struct closing *c, const char *path,
                                struct sy_log_claim **asked)
{
    struct sy_buffer note = {.max = SY_NOTE_BYTES_MAX};
    struct sy_signed_checkpoint checkpoint;
    enum sy_err err = sy_file_read(path, &note);
    char size[NUMBER_BYTES];
    bool read = err == SY_OK;
    bool good =
        read && sy_signed_checkpoint_open(sy_buffer_bytes(&note), &c->histories.log->vkey,
                                          &checkpoint) == SY_OK;

    sy_buffer_close(&note);
    if (!read)
        return sy_report_file(c->output, err, path);
    if (!good)
        return refuse(c, SY_EXIT_USAGE, SY_SAY(CLOSE_BAD_CHECKPOINT, path, c->origin));
    err = sy_log_end_at(&c->histories, &checkpoint.checkpoint, &c->end, asked);
    if (err == SY_NOT_FOUND)
        return refuse(c, SY_EXIT_NO,
                      SY_SAY(CLOSE_UNHELD, path, number(checkpoint.checkpoint.size, size)));
    return err == SY_OK ? SY_EXIT_YES : sy_peer_report((*asked)->peer);
}

static enum sy_exit end_of_node(struct closing *c, const char *code,
                                struct sy_log_claim **asked)
{
    struct sy_log_histories *h = &c->histories;

    for (size_t i = 0; i < h->claim_count; i++) {
        if (strcmp(h->claims[i].code, code) == 0 && h->claims[i].holds)
            return sy_log_end_at(h, &h->claims[i].held.checkpoint, &c->end, asked) == SY_OK
                       ? SY_EXIT_YES
                       : sy_peer_report((*asked)->peer);
    }
    return refuse(c, SY_EXIT_USAGE, SY_SAY(CLOSE_NODE_HOLDS_NONE, code, c->origin));
}

static enum sy_exit find_end(struct closing *c)
{
    const char *path = sy_options_value(c->options, "checkpoint");
    const char *code = sy_options_value(c->options, "held-by");
    struct sy_log_claim *asked = NULL;
    enum sy_err err;

    if (path != NULL && code != NULL)
        return refuse(c, SY_EXIT_USAGE, SY_SAY(CLOSE_ONE_END, NULL));
    if (path != NULL)
        return end_of_file(c, path, &asked);
    if (code != NULL)
        return end_of_node(c, code, &asked);
    err = sy_log_end_find(&c->histories, &c->end, &asked);
    if (err == SY_NOT_FOUND)
        return refuse(c, SY_EXIT_NO, SY_SAY(CLOSE_NOTHING, c->origin));
    if (err == SY_BAD_CHAIN)
        return refuse(c, SY_EXIT_NO, SY_SAY(CLOSE_FORKED, c->origin));
    return err == SY_OK ? SY_EXIT_YES : sy_peer_report(asked->peer);
}

/* Somebody who is to sign will ask again: here it is seen that the entries are there. */
static enum sy_exit check_holder(struct closing *c)
{
    struct sy_log_histories *h = &c->histories;
    size_t i = 0;
    enum sy_err err;

    while ((c->end.holders >> i & 1) == 0)
        i++;
    err = sy_log_claim_last(&h->claims[i], &c->end.checkpoint);
    if (err == SY_BAD_PROOF)
        return refuse(c, SY_EXIT_NO, SY_SAY(CLOSE_NOT_THERE, h->claims[i].code));
    return err == SY_OK ? SY_EXIT_YES : sy_peer_report(h->claims[i].peer);
}

/* Nothing that a quorum stands behind is to be valid no more. */
static enum sy_exit check_safe(struct closing *c)
{
    struct sy_log_histories *h = &c->histories;
    struct sy_log_claim *cut = NULL;
    struct sy_log_claim *asked = NULL;
    char text[4][NUMBER_BYTES];

    number(c->end.checkpoint.size, text[0]);
    if (sy_log_end_cuts(h, &c->end, &cut, &asked) != SY_OK)
        return sy_peer_report(asked->peer);
    if (cut != NULL && !cuts_off(c))
        return refuse(
            c, SY_EXIT_NO,
            SY_SAY(CLOSE_CUTS_OFF, text[0], number(cut->proved.size, text[1]), cut->code));
    if (sy_log_histories_asked(h) >= sy_log_histories_needed(h) || cuts_off(c))
        return SY_EXIT_YES;
    return refuse(c, SY_EXIT_UNASKED,
                  SY_SAY(CLOSE_TOO_FEW, number(sy_log_histories_asked(h), text[1]),
                         number(h->network->quorum_of, text[2]),
                         number(sy_log_histories_needed(h), text[3]), text[0]));
}

/* ---- the document ---- */

/* The name of the generation behind a log. */
static void name_successor(const char *origin, char out[SUCCESSOR_BYTES])
{
    struct sy_bytes place = sy_origin_place(sy_text(origin));

    snprintf(out, SUCCESSOR_BYTES, "%.*s/%" PRIu64, (int)place.len, (const char *)place.data,
             sy_origin_generation(sy_text(origin)) + 1);
}

/* The successor, where its key is given. */
static enum sy_exit open_successor(struct sy_output *o, const char *origin, const char *value,
                                   struct sy_network *network)
{
    char name[SUCCESSOR_BYTES];
    struct sy_vkey vkey;

    name_successor(origin, name);
    if (sy_vkey_parse(sy_text(value), &vkey) == SY_OK && strcmp(vkey.name, name) == 0 &&
        sy_policy_draft_open(network, sy_text(value)))
        return SY_EXIT_YES;
    sy_output_error(o, SY_SAY(SUCCESSOR_WRONG, value, name));
    return SY_EXIT_USAGE;
}

static enum sy_exit write_end(struct closing *c)
{
    struct sy_policy_document *d = &c->document;
    const char *vkey = sy_options_value(c->options, "open-log");
    enum sy_exit status = SY_EXIT_YES;

    d->next = d->before;
    sy_policy_draft_begin(&d->next);
    if (!sy_policy_draft_close(&d->next.network, c->origin, c->end.checkpoint.size,
                               &c->end.checkpoint.root))
        return refuse(c, SY_EXIT_USAGE, SY_SAY(CLOSE_NOT_OPEN, c->origin));
    if (vkey != NULL)
        status = open_successor(c->output, c->origin, vkey, &d->next.network);
    return status == SY_EXIT_YES ? sy_policy_document_write(c->output, d) : status;
}

static enum sy_exit ask(struct closing *c)
{
    const char *path = c->document.network_path;
    const struct sy_network *network = &c->document.before.network;
    const struct sy_network_log *log;

    if (!sy_open_network(c->output, path, &c->known))
        return SY_EXIT_UNASKED;
    log = sy_network_log(&c->known, sy_text(c->origin));
    if (log == &c->known.registry)
        return refuse(c, SY_EXIT_USAGE, SY_SAY(CLOSE_REGISTRY, c->origin));
    if (log != NULL && log->closed && sy_network_successor(&c->known, log) != NULL)
        return refuse(c, SY_EXIT_USAGE,
                      SY_SAY(CLOSE_SUCCEEDED, c->origin,
                             sy_network_successor(&c->known, log)->vkey.name));
    if (log == NULL || log->closed)
        return refuse(c, SY_EXIT_USAGE, SY_SAY(CLOSE_NOT_OPEN, c->origin));
    sy_log_histories_open(&c->histories, c->output, path, &c->known);
    /* The newest policy that any of them had. */
    if (!sy_policies_open(c->output, path, UINT64_MAX, &c->document.before))
        return SY_EXIT_UNASKED;
    log = sy_network_log(network, sy_text(c->origin));
    if (log == NULL || log->closed)
        return refuse(c, SY_EXIT_USAGE, SY_SAY(CLOSE_NOT_OPEN, c->origin));
    return sy_log_histories_ask(&c->histories, network, log);
}

static enum sy_exit decide(struct closing *c)
{
    enum sy_exit status;

    if (!c->output->json)
        sy_log_histories_say(c->output, &c->histories);
    status = find_end(c);
    c->ended = status == SY_EXIT_YES;
    if (status == SY_EXIT_YES)
        status = check_holder(c);
    if (status == SY_EXIT_YES)
        status = check_safe(c);
    if (status == SY_EXIT_YES)
        sy_log_end_say(c->output, &c->histories, &c->end);
    return status == SY_EXIT_YES ? write_end(c) : status;
}

static void put_all(struct closing *c, enum sy_exit status)
{
    struct sy_json_writer *w = sy_output_json(c->output);

    sy_json_begin_object(w);
    sy_log_histories_put(c->output, &c->histories, c->ended ? &c->end : NULL);
    if (status == SY_EXIT_YES)
        sy_policy_document_show(c->output, &c->document);
    sy_json_end_object(w);
}

static enum sy_exit close_log(struct closing *c)
{
    char name[SUCCESSOR_BYTES];
    enum sy_exit status = ask(c);

    if (status != SY_EXIT_YES)
        return status;
    status = decide(c);
    if (c->output->json) {
        put_all(c, status);
    } else if (status == SY_EXIT_YES) {
        name_successor(c->origin, name);
        if (sy_options_value(c->options, "open-log") == NULL)
            sy_output_say(c->output, SY_SAY(CLOSE_WITHOUT_SUCCESSOR, name, c->origin));
        sy_policy_document_show(c->output, &c->document);
    }
    return status;
}

static enum sy_exit run_close(const struct sy_options *options, struct sy_output *o)
{
    struct closing *c = calloc(1, sizeof(*c));
    enum sy_exit status;

    if (c == NULL) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        return SY_EXIT_UNASKED;
    }
    c->output = o;
    c->options = options;
    c->origin = options->operands[0];
    c->document.network_path = sy_options_value(options, "network");
    c->document.path = sy_options_value(options, "out");
    status = close_log(c);
    sy_log_histories_close(&c->histories);
    free(c);
    return status;
}

static enum sy_exit succeed(const struct sy_options *options, struct sy_output *o,
                            struct sy_policy_document *d)
{
    const char *origin = options->operands[0];
    const struct sy_network_log *log;
    enum sy_exit status;

    d->network_path = sy_options_value(options, "network");
    d->path = sy_options_value(options, "out");
    if (!sy_policies_open(o, d->network_path, UINT64_MAX, &d->before))
        return SY_EXIT_UNASKED;
    log = sy_network_log(&d->before.network, sy_text(origin));
    if (log == &d->before.network.registry) {
        sy_output_error(o, SY_SAY(CLOSE_REGISTRY, origin));
        return SY_EXIT_USAGE;
    }
    if (log == NULL || !log->closed) {
        sy_output_error(o, SY_SAY(SUCCEED_NOT_CLOSED, origin));
        return SY_EXIT_USAGE;
    }
    d->next = d->before;
    sy_policy_draft_begin(&d->next);
    status = open_successor(o, origin, sy_options_value(options, "open-log"), &d->next.network);
    if (status == SY_EXIT_YES)
        status = sy_policy_document_write(o, d);
    if (status != SY_EXIT_YES)
        return status;
    if (o->json)
        sy_json_begin_object(sy_output_json(o));
    sy_policy_document_show(o, d);
    if (o->json)
        sy_json_end_object(sy_output_json(o));
    return SY_EXIT_YES;
}

static enum sy_exit run_succeed(const struct sy_options *options, struct sy_output *o)
{
    struct sy_policy_document *d = calloc(1, sizeof(*d));
    enum sy_exit status = SY_EXIT_UNASKED;

    if (d == NULL)
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
    else
        status = succeed(options, o, d);
    free(d);
    return status;
}

static const struct sy_option option_checkpoint = {
    .name = "checkpoint",
    .value = "FILE",
    .help = {"end it at this signed checkpoint, which some node must hold",
             "止于此签名检查点；须有节点持有其全部条目"}};
static const struct sy_option option_held_by = {
    .name = "held-by",
    .value = "CODE",
    .help = {"end it where this node's copy ends: which history of a fork counts",
             "止于此节点副本的末尾：分叉时以哪一份历史为准"}};
static const struct sy_option option_cut_off = {
    .name = "cut-off",
    .help = {"even though receipts that have the quorum lie, or may lie, beyond the end",
             "即使终点之后有或可能有已获法定票数的回执"}};
static const struct sy_option option_open_log = {
    .name = "open-log",
    .value = "VKEY",
    .help = {"open its successor at once: the vkey of 'suyuan key renew --log'",
             "同时开设后继：由“suyuan key renew --log”给出的 vkey"}};
static const struct sy_option option_successor = {
    .name = "open-log",
    .value = "VKEY",
    .required = true,
    .help = {"the successor: the vkey of 'suyuan key renew --log'",
             "后继：由“suyuan key renew --log”给出的 vkey"}};

static const struct sy_option *const close_options[] = {&sy_option_network,
                                                        &sy_option_policy_out,
                                                        &option_open_log,
                                                        &option_checkpoint,
                                                        &option_held_by,
                                                        &option_cut_off,
                                                        NULL};
static const struct sy_option *const succeed_options[] = {
    &sy_option_network, &sy_option_policy_out, &option_successor, NULL};

#define CLOSE_EXAMPLES(vkey)                                                                   \
    "  suyuan policy close suyuan.example/demo/310115 --network demo --out next.policy \\\n"   \
    "      --open-log " vkey "\n"                                                              \
    "  suyuan policy close suyuan.example/demo/310115 --network demo --out next.policy \\\n"   \
    "      --held-by 310101\n"
#define SUCCEED_EXAMPLES(vkey)                                                                 \
    "  suyuan policy succeed suyuan.example/demo/310115 --network demo --out next.policy "     \
    "\\\n"                                                                                     \
    "      --open-log " vkey "\n"

const struct sy_command sy_command_policy_close = {
    .name = "policy close",
    .usage = {.options = close_options,
              .operands = "ORIGIN",
              .operands_min = 1,
              .operands_max = 1},
    .summary = {"ask all nodes where a log that its owner has lost, or forked, can end; write "
                "the policy",
                "询问各节点：所有者已丢失或已分叉的日志可止于何处；并拟定规则"},
    .details =
        {"Every node is asked how much of the log it holds. The log ends where the most of "
         "it ends that\nanybody holds; of a fork, in the history that a quorum stands "
         "behind, else in the one that you\nname. Nothing happens before k authorities "
         "have signed what is written, and it is adopted.\n",
         "向每个节点询问它持有该日志的多少条目。日志止于有人持有的最长部分的末尾；分叉时取有法"
         "定票数"
         "的\n那一份历史，否则由你指定。所写文件经 k "
         "个管理机构签名并生效之前，什么都不会改变。\n"},
    .examples = {CLOSE_EXAMPLES("VKEY"), CLOSE_EXAMPLES("VKEY")},
    .run = run_close};

const struct sy_command sy_command_policy_succeed = {
    .name = "policy succeed",
    .usage = {.options = succeed_options,
              .operands = "ORIGIN",
              .operands_min = 1,
              .operands_max = 1},
    .summary = {"open the successor of a log that is closed; write the policy",
                "开设已关闭日志的后继；并拟定规则"},
    .examples = {SUCCEED_EXAMPLES("VKEY"), SUCCEED_EXAMPLES("VKEY")},
    .run = run_succeed};
