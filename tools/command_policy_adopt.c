/* suyuan policy adopt */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/record_type.h"
#include "tools/command.h"
#include "tools/log_histories.h"
#include "tools/peer.h"
#include "tools/policies.h"
#include "tools/registry_act.h"
#include "tools/report.h"

enum { NUMBER_BYTES = 24 };

/* The document, and the policy it follows; too large for the stack. */
struct adopting {
    const struct sy_options *options;
    struct sy_output *output;
    const char *path;
    const char *network;
    struct sy_policy before;
    struct sy_policy next;
    struct sy_policy_signatures signatures;
    struct sy_buffer file;
    struct sy_bytes text;
};

static const char *number(uint64_t value, char text[NUMBER_BYTES])
{
    snprintf(text, NUMBER_BYTES, "%llu", (unsigned long long)value);
    return text;
}

static void say_in_force(struct adopting *a, const uint64_t *index)
{
    struct sy_output *o = a->output;
    char version[NUMBER_BYTES];
    char entry[NUMBER_BYTES];

    number(a->next.network.version, version);
    if (index != NULL)
        sy_output_say(o, SY_SAY(POLICY_ADOPTED, version, number(*index, entry)));
    else
        sy_output_say(o, SY_SAY(POLICY_UP_TO_DATE, version));
    if (!o->json)
        return;
    sy_json_begin_object(sy_output_json(o));
    sy_output_number(o, "version", a->next.network.version);
    if (index != NULL)
        sy_output_number(o, "entry", *index);
    sy_json_end_object(sy_output_json(o));
}

/* The first claim for which that end is not safe; NULL. Where nobody who could be asked holds
 * the end, it can only be seen whether somebody has more. */
static enum sy_err find_cut(struct sy_log_histories *h, const struct sy_network_log *log,
                            struct sy_log_claim **cut, struct sy_log_claim **asked)
{
    struct sy_log_end end;
    struct sy_checkpoint checkpoint;
    enum sy_err err = sy_checkpoint_make(sy_text(log->vkey.name), log->final_size,
                                         &log->final_root, &checkpoint);

    *cut = NULL;
    if (err == SY_OK)
        err = sy_log_end_at(h, &checkpoint, &end, asked);
    if (err == SY_OK)
        return sy_log_end_cuts(h, &end, cut, asked);
    for (size_t i = 0; i < h->claim_count && err == SY_NOT_FOUND && *cut == NULL; i++) {
        const struct sy_checkpoint *proved = &h->claims[i].proved;

        if (proved->size > log->final_size ||
            (proved->size == log->final_size && proved->size > 0 &&
             !sy_hash_equal(&proved->root, &log->final_root)))
            *cut = &h->claims[i];
    }
    return err == SY_NOT_FOUND ? SY_OK : err;
}

/* A log that the policy ends must not have more, or other, of what a quorum stands behind,
 * wherever that is: it is valid no more. A node that has less has lost what others hold. */
static enum sy_exit check_end(struct adopting *a, struct sy_log_histories *h,
                              const struct sy_network_log *was,
                              const struct sy_network_log *log)
{
    struct sy_log_claim *cut;
    struct sy_log_claim *asked = NULL;
    char has[NUMBER_BYTES];
    char end[NUMBER_BYTES];
    enum sy_exit status;
    enum sy_err err;

    sy_log_histories_open(h, a->output, a->network, &a->before.network);
    status = sy_log_histories_ask(h, &a->before.network, was);
    if (status != SY_EXIT_YES)
        return status;
    err = find_cut(h, log, &cut, &asked);
    if (err != SY_OK)
        return asked == NULL ? sy_report_file(a->output, err, a->path)
                             : sy_peer_report(asked->peer);
    if (cut == NULL)
        return SY_EXIT_YES; /* as far as can be seen from here */
    sy_output_error(a->output,
                    SY_SAY(POLICY_CUTS_OFF, log->vkey.name, number(cut->proved.size, has),
                           number(log->final_size, end), cut->code));
    return SY_EXIT_NO;
}

static enum sy_exit check_ends(struct adopting *a)
{
    const struct sy_network *next = &a->next.network;
    struct sy_log_histories *h;
    enum sy_exit status = SY_EXIT_YES;

    if (sy_options_value(a->options, "cut-off") != NULL)
        return SY_EXIT_YES;
    for (uint64_t i = 0; i < next->log_count && status == SY_EXIT_YES; i++) {
        const struct sy_network_log *was =
            sy_network_log(&a->before.network, sy_text(next->logs[i].vkey.name));

        if (!next->logs[i].closed || was == NULL || was->closed)
            continue;
        h = calloc(1, sizeof(*h));
        if (h == NULL) {
            sy_output_error(a->output, SY_SAY(NO_MEMORY, NULL));
            return SY_EXIT_UNASKED;
        }
        status = check_end(a, h, was, &next->logs[i]);
        sy_log_histories_close(h);
        free(h);
    }
    return status;
}

/* Everything that the node would refuse it for, in better words. */
static enum sy_exit check(struct adopting *a, bool *done)
{
    struct sy_problem why = {0};
    struct sy_peer *peer;
    enum sy_exit status = sy_peer_open_unnamed(a->output, a->network,
                                               sy_options_value(a->options, "node"), &peer);

    if (status != SY_EXIT_YES)
        return status;
    *done = false;
    if (!sy_policies_open(a->output, a->network, a->next.network.version - 1, &a->before)) {
        status = SY_EXIT_UNASKED;
    } else if (sy_policy_check(&a->before, a->text, &a->signatures, &a->next, &why) != SY_OK) {
        sy_report_problem(a->output, a->path, &why);
        status = SY_EXIT_NO;
    } else if (peer->network.version >= a->next.network.version) {
        struct sy_problem other = {.kind = SY_PROBLEM_POLICY_VERSION};

        *done = sy_policies_open(a->output, a->network, a->next.network.version, &a->before) &&
                sy_hash_equal(&a->before.hash, &a->next.hash);
        snprintf(other.detail, sizeof(other.detail), "%llu",
                 (unsigned long long)peer->network.version + 1);
        if (!*done)
            sy_report_problem(a->output, a->path, &other);
        status = *done ? SY_EXIT_YES : SY_EXIT_NO;
    } else {
        status = check_ends(a);
    }
    sy_peer_close(peer);
    return status;
}

static enum sy_exit post(struct adopting *a, struct sy_posted *posted)
{
    struct sy_acts acts = {.count = 1};
    struct sy_act_draft *act = &acts.act[0];

    *act = sy_act_draft(SY_TYPE_POLICY, sy_text(SY_POLICY_SUBJECT), 0, SY_POLICY_ADOPTED);
    sy_act_draft_uint(act, SY_POLICY_VERSION, a->next.network.version);
    sy_act_draft_bytes(act, SY_POLICY_PREVIOUS,
                       (struct sy_bytes){a->next.previous.bytes, SY_HASH_BYTES});
    sy_act_draft_bytes(act, SY_POLICY_TEXT, a->text);
    for (size_t i = 0; i < a->signatures.count; i++)
        sy_act_draft_bytes(act, SY_POLICY_SIGNATURES,
                           (struct sy_bytes){a->signatures.item[i], SY_POLICY_SIGNATURE_BYTES});
    return sy_acts_post(a->output, a->options, &acts, posted);
}

static bool opens_logs(const struct adopting *a)
{
    const struct sy_network *next = &a->next.network;

    for (uint64_t i = 0; i < next->log_count; i++) {
        if (sy_network_log(&a->before.network, sy_text(next->logs[i].vkey.name)) == NULL)
            return true;
    }
    return false;
}

static enum sy_exit adopt(struct adopting *a)
{
    struct sy_problem why = {0};
    struct sy_posted posted = {0};
    bool done;
    enum sy_exit status;

    if (!sy_policy_open(a->output, a->path, &a->file, &a->text, &a->signatures))
        return SY_EXIT_UNASKED;
    if (sy_policy_parse(a->text, &a->next, &why) != SY_OK) {
        sy_report_problem(a->output, a->path, &why);
        return SY_EXIT_NO;
    }
    status = check(a, &done);
    if (status == SY_EXIT_YES && done)
        say_in_force(a, NULL);
    if (status != SY_EXIT_YES || done)
        return status;
    status = post(a, &posted);
    if (status != SY_EXIT_YES || posted.prepared)
        return status;
    sy_policies_keep(a->output, a->network, a->next.network.version, a->text, &a->signatures);
    say_in_force(a, &posted.index);
    if (opens_logs(a))
        sy_output_next(a->output, SY_SAY(NEXT_POLICY_NODES, NULL));
    return SY_EXIT_YES;
}

static enum sy_exit run_adopt(const struct sy_options *options, struct sy_output *o)
{
    struct adopting *a = calloc(1, sizeof(*a));
    enum sy_exit status;

    if (a == NULL) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        return SY_EXIT_UNASKED;
    }
    a->options = options;
    a->output = o;
    a->path = options->operands[0];
    a->network = sy_options_value(options, "network");
    status = adopt(a);
    sy_buffer_close(&a->file);
    free(a);
    return status;
}

static const struct sy_option option_cut_off = {
    .name = "cut-off",
    .help = {"even though a log has entries behind the end that the policy gives it",
             "即使日志在规则所定终点之后还有条目"}};

static const struct sy_option *const adopt_options[] = {SY_ACT_OPTIONS, &option_cut_off, NULL};

const struct sy_command sy_command_policy_adopt = {
    .name = "policy adopt",
    .usage = {.options = adopt_options,
              .operands = "FILE",
              .operands_min = 1,
              .operands_max = 1},
    .summary = {"put a policy in force that enough authorities have signed",
                "使已有足够签名的规则生效"},
    .examples = {"  suyuan policy adopt next.policy --network demo --key demo/authority.key\n"
                 "  suyuan policy adopt next.policy --network demo --key org.key "
                 "--as uscc:91310112087994932F\n",
                 "  suyuan policy adopt next.policy --network demo --key demo/authority.key\n"
                 "  suyuan policy adopt next.policy --network demo --key org.key "
                 "--as uscc:91310112087994932F\n"},
    .run = run_adopt};
