/* suyuan evidence list, suyuan evidence show */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/trust.h"
#include "tools/command.h"
#include "tools/exhibit.h"
#include "tools/file.h"
#include "tools/open.h"
#include "tools/peer.h"
#include "tools/report.h"

enum { PUBLIC_FILE_MODE = 0644, NUMBER_BYTES = 24, ROOT_SHOWN = 16 };

/* ---- list ---- */

/* One answer of one node; NO when it is evidence that holds. */
static enum sy_exit list_one(struct sy_output *o, struct sy_peer *peer, struct sy_bytes text)
{
    struct sy_exhibit *x = calloc(1, sizeof(*x));
    const char *kind;
    bool proves;

    if (x == NULL) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        return SY_EXIT_UNASKED;
    }
    sy_exhibit_open(&peer->network, NULL, text, peer->node->code, x);
    proves = x->err == SY_OK || x->err == SY_NOT_YET; /* one that holds with the registry */
    kind = x->evidence.kind == SY_EVIDENCE_FORK ? "fork" : "entry";
    if (o->json && proves) {
        sy_json_begin_object(sy_output_json(o));
        sy_output_value(o, "at", peer->node->code);
        sy_exhibit_put(x, o);
        sy_json_end_object(sy_output_json(o));
    } else if (proves) {
        sy_output_trouble(o, SY_SAY(EVIDENCE_LISTED, sy_evidence_origin(&x->evidence), kind,
                                    peer->node->code));
    } else {
        sy_output_error(o, SY_SAY(EVIDENCE_FAILS, peer->node->code,
                                  x->what == NULL ? "" : x->what, sy_err_name(x->err)));
    }
    sy_exhibit_close(x);
    free(x);
    return SY_EXIT_NO;
}

static enum sy_exit list_log(struct sy_output *o, struct sy_peer *peer, const char *origin)
{
    struct sy_buffer text = {0};
    enum sy_exit status = SY_EXIT_YES;
    enum sy_err err = sy_peer_evidence(peer, origin, &text);

    if (err != SY_OK)
        status = sy_peer_report(peer);
    else if (text.len > 0)
        status = list_one(o, peer, sy_buffer_bytes(&text));
    sy_buffer_close(&text);
    return status;
}

static enum sy_exit list_node(struct sy_output *o, struct sy_peer *peer)
{
    const struct sy_network *network = &peer->network;
    enum sy_exit worst = list_log(o, peer, network->registry.vkey.name);

    for (uint64_t i = 0; i < network->log_count && worst != SY_EXIT_UNASKED; i++) {
        enum sy_exit one = list_log(o, peer, network->logs[i].vkey.name);

        worst = one > worst ? one : worst;
    }
    return worst;
}

/* Every node that can be reached; who cannot be is said, and is no failure. */
static enum sy_exit list_all(struct sy_output *o, const struct sy_options *options)
{
    const char *path = sy_options_value(options, "network");
    struct sy_network *network = calloc(1, sizeof(*network));
    enum sy_exit worst = SY_EXIT_UNASKED;

    if (network == NULL || !sy_open_network(o, path, network)) {
        free(network);
        return worst;
    }
    for (uint64_t i = 0; i < network->node_count; i++) {
        struct sy_buffer why = {0};
        struct sy_peer *peer = NULL;
        enum sy_exit one;

        o->unsaid = &why;
        one = sy_peer_open_unnamed(o, path, network->nodes[i].code, &peer);
        o->unsaid = NULL;
        if (one == SY_EXIT_YES) {
            one = list_node(o, peer);
            sy_peer_close(peer);
            if (worst == SY_EXIT_UNASKED || one == SY_EXIT_NO)
                worst = one;
        } else {
            sy_output_say(o, SY_SAY(EVIDENCE_UNASKED, network->nodes[i].code,
                                    sy_buffer_text(&why) == NULL ? "" : sy_buffer_text(&why)));
        }
        sy_buffer_close(&why);
    }
    if (worst == SY_EXIT_UNASKED)
        sy_output_error(o, SY_SAY(EVIDENCE_NOBODY, NULL));
    free(network);
    return worst;
}

static enum sy_exit run_list(const struct sy_options *options, struct sy_output *o)
{
    const char *node = sy_options_value(options, "node");
    struct sy_peer *peer;
    enum sy_exit status;

    if (o->json) {
        sy_json_begin_object(sy_output_json(o));
        sy_json_name(sy_output_json(o), "evidence");
        sy_json_begin_list(sy_output_json(o));
    }
    if (node == NULL) {
        status = list_all(o, options);
    } else {
        status = sy_peer_open_unnamed(o, sy_options_value(options, "network"), node, &peer);
        if (status == SY_EXIT_YES) {
            status = list_node(o, peer);
            sy_peer_close(peer);
        }
    }
    if (o->json) {
        sy_json_end_list(sy_output_json(o));
        sy_json_end_object(sy_output_json(o));
    } else if (status == SY_EXIT_YES) {
        sy_output_say(o, SY_SAY(EVIDENCE_NONE, NULL));
    }
    return status;
}

/* ---- show ---- */

static void put_cosigners(const struct sy_trust *trust, struct sy_buffer *to)
{
    for (size_t i = 0; i < trust->cosigner_count; i++)
        sy_buffer_printf(to, "%s%s", i == 0 ? "" : ", ", trust->cosigners[i]->vkey.name);
}

/* Which of the histories this node serves, and who stands behind it. */
static void say_served(struct sy_output *o, struct sy_peer *peer, const char *origin)
{
    struct sy_trust *trust = calloc(1, sizeof(*trust));
    struct sy_buffer names = {0};
    struct sy_buffer note = {0};
    char size[NUMBER_BYTES];
    char root[2 * SY_HASH_BYTES + 1];
    enum sy_err err =
        trust == NULL ? SY_NO_MEMORY : sy_peer_checkpoint(peer, sy_text(origin), &note);

    if (err == SY_OK)
        err = sy_trust_open(&peer->network, sy_buffer_bytes(&note), trust);
    if (err == SY_OK || err == SY_QUORUM) {
        put_cosigners(trust, &names);
        snprintf(size, sizeof(size), "%" PRIu64, trust->checkpoint.size);
        sy_hash_hex(&trust->checkpoint.root, root);
        root[ROOT_SHOWN] = 0;
        sy_output_say(o, SY_SAY(EVIDENCE_SERVED, peer->node->code, size, root,
                                trust->cosigner_count == 0 ? "-" : sy_buffer_text(&names)));
    }
    sy_buffer_close(&names);
    sy_buffer_close(&note);
    free(trust);
}

static enum sy_exit keep(struct sy_output *o, const char *path, struct sy_bytes text)
{
    enum sy_err err = sy_file_replace(path, PUBLIC_FILE_MODE, text);

    return err == SY_OK ? SY_EXIT_YES : sy_report_file(o, err, path);
}

/* "suyuan.example+test+310115.evidence" */
static void name_of(const char *origin, char out[SY_NAME_BYTES_MAX + 16])
{
    snprintf(out, SY_NAME_BYTES_MAX + 16, "%s.evidence", origin);
    for (char *c = out; *c != 0; c++)
        *c = *c == '/' ? '+' : *c;
}

static enum sy_exit show(struct sy_output *o, const struct sy_options *options,
                         struct sy_peer *peer, struct sy_bytes text)
{
    const char *path = sy_options_value(options, "out");
    const char *origin = options->operands[0];
    struct sy_exhibit *x = calloc(1, sizeof(*x));
    char name[SY_NAME_BYTES_MAX + 16];
    enum sy_exit status;

    if (x == NULL) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        return SY_EXIT_UNASKED;
    }
    name_of(origin, name);
    path = path == NULL ? name : path;
    sy_exhibit_open(&peer->network, NULL, text, path, x);
    if (x->err != SY_OK && x->err != SY_NOT_YET) {
        sy_output_error(o, SY_SAY(EVIDENCE_FAILS, peer->node->code,
                                  x->what == NULL ? "" : x->what, sy_err_name(x->err)));
        status = SY_EXIT_NO;
    } else {
        status = keep(o, path, text);
    }
    if (status == SY_EXIT_YES && o->json) {
        sy_json_begin_object(sy_output_json(o));
        sy_output_value(o, "file", path);
        sy_output_value(o, "at", peer->node->code);
        sy_exhibit_put(x, o);
        sy_json_end_object(sy_output_json(o));
    } else if (status == SY_EXIT_YES) {
        sy_exhibit_say(x, o);
        say_served(o, peer, origin);
        sy_output_next(o, SY_SAY(NEXT_EVIDENCE, path, origin));
    }
    sy_exhibit_close(x);
    free(x);
    return status;
}

static enum sy_exit run_show(const struct sy_options *options, struct sy_output *o)
{
    const char *origin = options->operands[0];
    struct sy_buffer text = {0};
    struct sy_peer *peer;
    enum sy_exit status = sy_peer_open_unnamed(o, sy_options_value(options, "network"),
                                               sy_options_value(options, "node"), &peer);
    enum sy_err err;

    if (status != SY_EXIT_YES)
        return status;
    err = sy_peer_evidence(peer, origin, &text);
    if (err != SY_OK) {
        status = sy_peer_report(peer);
    } else if (text.len == 0) {
        sy_output_error(o, SY_SAY(EVIDENCE_UNKNOWN, peer->node->code, origin));
        status = SY_EXIT_NO;
    } else {
        status = show(o, options, peer, sy_buffer_bytes(&text));
    }
    sy_buffer_close(&text);
    sy_peer_close(peer);
    return status;
}

/* Not by SUYUAN_NODE: whoever asks whether a log has forked asks everybody. */
static const struct sy_option list_node_option = {
    .name = "node",
    .value = "CODE",
    .help = {"ask this node alone; else all that can be reached",
             "只问此节点；否则问所有能连上的节点"}};
static const struct sy_option out_option = {
    .name = "out",
    .value = "FILE",
    .help = {"keep the evidence there; else in ORIGIN.evidence",
             "证据存入该文件；否则存入 日志名.evidence"}};

static const struct sy_option *const list_options[] = {&sy_option_network, &list_node_option,
                                                       NULL};
static const struct sy_option *const show_options[] = {
    &sy_option_network, &sy_option_registry_node, &out_option, NULL};

const struct sy_command sy_command_evidence_list = {
    .name = "evidence list",
    .usage = {.options = list_options},
    .summary =
        {"which logs broke their promise, as the nodes have it; exit status 1 when one did",
         "列出违背承诺的日志；有则退出码为 1"},
    .examples = {"  suyuan evidence list --network demo\n"
                 "  suyuan evidence list --network demo --node 310115 --json\n",
                 "  suyuan evidence list --network demo\n"
                 "  suyuan evidence list --network demo --node 310115 --json\n"},
    .run = run_list};

const struct sy_command sy_command_evidence_show = {
    .name = "evidence show",
    .usage = {.options = show_options,
              .operands = "ORIGIN",
              .operands_min = 1,
              .operands_max = 1},
    .summary = {"what a node has against a log, told and kept as a file",
                "说明节点持有的针对某日志的证据，并存为文件"},
    .examples = {"  suyuan evidence show --network demo --node 310115 "
                 "suyuan.example/test/310000\n",
                 "  suyuan evidence show --network demo --node 310115 "
                 "suyuan.example/test/310000\n"},
    .run = run_show};
