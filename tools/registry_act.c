#include "tools/registry_act.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/hash.h"
#include "proto/part.h"
#include "proto/submission.h"
#include "tools/act_statement.h"
#include "tools/command.h"
#include "tools/file.h"
#include "tools/receipt_file.h"
#include "tools/refusal_file.h"
#include "tools/report.h"

enum { NUMBER_BYTES = 24, FILE_MODE = 0600 };

const struct sy_option sy_act_option_outbox = {
    .name = "outbox",
    .value = "DIR",
    .help = {"where signed statements wait; by default ~/.local/state/suyuan/outbox",
             "已签申报的等待目录；默认 ~/.local/state/suyuan/outbox"}};

struct post {
    struct sy_output *output;
    struct sy_peer *peer;
    struct sy_act_signers signers;
    struct sy_outbox outbox;
    struct sy_buffer submission;
};

static struct sy_bytes registry_of(const struct sy_network *network)
{
    return sy_text(network->registry.vkey.name);
}

/* ---- sending ---- */

enum sy_exit sy_acts_outbox(struct sy_output *o, const struct sy_options *options,
                            const struct sy_network *network, struct sy_outbox *out)
{
    const char *base = sy_options_value(options, "outbox");
    char own[SY_OUTBOX_PATH_BYTES];
    enum sy_err err;

    if (base == NULL) {
        if (sy_outbox_default(options->environment, own, sizeof(own)) != SY_OK) {
            sy_output_error(o, SY_SAY(NO_OUTBOX, NULL));
            return SY_EXIT_USAGE;
        }
        base = own;
    }
    err = sy_outbox_open(base, &network->id, registry_of(network), out);
    return err == SY_OK ? SY_EXIT_YES : sy_report_file(o, err, base);
}

/* The node decided against it, and will again. */
static bool is_final(const struct sy_peer *peer)
{
    enum sy_grpc grpc = sy_err_grpc(peer->err);

    return peer->refused &&
           (grpc == SY_GRPC_PERMISSION_DENIED || grpc == SY_GRPC_UNAUTHENTICATED ||
            grpc == SY_GRPC_INVALID_ARGUMENT || peer->err == SY_VOID ||
            peer->err == SY_BAD_TIME);
}

static enum sy_exit refused(struct sy_peer *peer, const struct sy_outbox *outbox,
                            const struct sy_outbox_name *name, struct sy_bytes submission)
{
    char folder[SY_OUTBOX_PATH_BYTES + 16];
    enum sy_exit status;

    if (!is_final(peer)) {
        status = sy_peer_report(peer);
        sy_output_error(peer->output, SY_SAY(STATEMENTS_WAIT, "1", outbox->folder));
        return status;
    }
    if (peer->err == SY_VOID)
        sy_output_error(peer->output, SY_SAY(ACT_VOID, sy_buffer_text(&peer->detail),
                                             sy_buffer_text(&peer->member)));
    else
        (void)sy_peer_report(peer);
    snprintf(folder, sizeof(folder), "%s/refused", outbox->folder);
    if (sy_outbox_refuse(outbox, name) != SY_OK)
        sy_report_file(peer->output, SY_IO, outbox->folder);
    else
        sy_refusal_keep(peer, registry_of(&peer->network), submission, folder);
    return SY_EXIT_NO;
}

/* The act is in the registry, but the quorum has not confirmed it. It stays in the outbox. */
static enum sy_err say_short(struct sy_peer *peer, const struct sy_taken *taken)
{
    char index[24];
    char reached[24];
    char asked[24];

    snprintf(index, sizeof(index), "%llu", (unsigned long long)taken->receipt.entry.index);
    snprintf(reached, sizeof(reached), "%llu", (unsigned long long)taken->witnesses);
    snprintf(asked, sizeof(asked), "%llu", (unsigned long long)peer->network.quorum_needed);
    sy_output_error(peer->output,
                    SY_SAY(ACT_SHORT, peer->network.registry.vkey.name, index, reached, asked));
    return SY_QUORUM;
}

static enum sy_err check(struct sy_peer *peer, struct sy_bytes submission,
                         struct sy_bytes reply, uint64_t *index)
{
    struct sy_taken taken = {0};
    struct sy_receipt_problem why;
    enum sy_err err = sy_taken_read(&peer->network, registry_of(&peer->network), submission,
                                    reply, &taken, &why);

    if (err != SY_OK)
        sy_output_error(peer->output,
                        SY_SAY(ANSWER_WRONG, peer->node->code, why.what, sy_err_name(err)));
    else if (taken.witnesses < peer->network.quorum_needed)
        err = say_short(peer, &taken);
    else
        *index = taken.receipt.entry.index;
    sy_taken_close(&taken);
    return err == SY_OK ? SY_OK : SY_BAD_PROOF;
}

static enum sy_err exchange(struct sy_peer *peer, struct sy_bytes submission, uint64_t *index)
{
    struct sy_append ask = {.origin = registry_of(&peer->network), .submission = submission};
    struct sy_frame_message message;
    struct sy_buffer payload = {0};
    enum sy_err err;

    sy_append_write(&ask, &payload);
    err = payload.err;
    if (err == SY_OK) {
        do {
            err = sy_peer_call(peer, SY_FRAME_APPEND, sy_buffer_bytes(&payload), &message);
        } while (err != SY_OK && sy_peer_await_start(peer));
    }
    sy_buffer_close(&payload);
    if (err != SY_OK)
        return err;
    err = check(peer, submission, sy_buffer_bytes(&message.payload), index);
    sy_frame_message_close(&message);
    return err;
}

enum sy_err sy_acts_deliver(struct sy_peer *peer, const struct sy_outbox *outbox,
                            const struct sy_outbox_name *name, struct sy_bytes submission,
                            uint64_t *index)
{
    enum sy_err err = sy_outbox_stage(outbox, name, submission);

    peer->err = SY_OK;
    if (err == SY_OK)
        err = sy_outbox_keep(outbox, name);
    if (err == SY_OK)
        err = exchange(peer, submission, index);
    sy_outbox_drop(outbox, name);
    return err;
}

enum sy_exit sy_acts_send(struct sy_peer *peer, const struct sy_outbox *outbox,
                          struct sy_bytes submission, uint64_t *index)
{
    struct sy_outbox_name name;
    enum sy_err err = sy_act_statement_name(submission, &name);

    sy_assert(err == SY_OK);
    err = sy_acts_deliver(peer, outbox, &name, submission, index);
    if (err == SY_OK)
        err = sy_outbox_remove(outbox, &name);
    else if (err == SY_BAD_PROOF && peer->err == SY_OK)
        return SY_EXIT_NO;
    else if (peer->err != SY_OK)
        return refused(peer, outbox, &name, submission);
    return err == SY_OK ? SY_EXIT_YES : sy_report_file(peer->output, err, outbox->folder);
}

/* ---- the statement ---- */

static enum sy_err ask_after(struct post *post, struct sy_act_draft *act)
{
    struct sy_get_subject ask = {act->fields[0].bytes};
    struct sy_subject_reply reply;
    struct sy_frame_message message;
    struct sy_buffer payload = {0};
    enum sy_err err;

    sy_get_subject_write(&ask, &payload);
    err = sy_peer_call(post->peer, SY_FRAME_GET_SUBJECT, sy_buffer_bytes(&payload), &message);
    sy_buffer_close(&payload);
    if (err != SY_OK)
        return err;
    if (sy_subject_reply_read(sy_buffer_bytes(&message.payload), &reply) == SY_OK)
        sy_act_draft_after(act, reply.after);
    else
        err = sy_peer_malformed(post->peer);
    sy_frame_message_close(&message);
    return err;
}

/* The bodies of an act's parts; the personal one says of the first fields what the open one
 * does. */
static enum sy_err write_bodies(struct sy_acts *acts, size_t i, struct sy_buffer *open,
                                struct sy_buffer *personal)
{
    sy_buffer_clear(open);
    sy_buffer_clear(personal);
    sy_act_write(&acts->act[i], open);
    if (acts->personal[i].type != 0)
        sy_act_write(&acts->personal[i], personal);
    return open->err == SY_OK ? personal->err : open->err;
}

/* Every act composed; or, with other bytes given, whether they are of the same acts. */
static enum sy_err compose(struct post *post, struct sy_acts *acts,
                           struct sy_composer *composer)
{
    struct sy_buffer open = {0};
    struct sy_buffer personal = {0};
    enum sy_err err = SY_OK;

    for (size_t i = 0; i < acts->count && err == SY_OK; i++) {
        struct sy_draft draft = {.type = acts->act[i].type};

        err = write_bodies(acts, i, &open, &personal);
        draft.bodies[SY_PART_OPEN - 1] = sy_buffer_bytes(&open);
        if (personal.len > 0)
            draft.bodies[SY_PART_PERSONAL - 1] = sy_buffer_bytes(&personal);
        if (err == SY_OK)
            err = sy_composer_add(composer, &draft, 0);
    }
    sy_buffer_close(&open);
    sy_buffer_close(&personal);
    if (err == SY_OK) {
        struct sy_scope scope = {registry_of(&post->peer->network), post->peer->network.id};

        err = sy_act_signers_sign(&post->signers, &scope, composer, &post->submission);
    }
    return err;
}

static enum sy_exit make(struct post *post, struct sy_acts *acts)
{
    const struct sy_key_line *nonce = sy_key_file_find(&post->signers.file, SY_KEY_NONCE, NULL);
    struct sy_composer composer;
    enum sy_err err;

    sy_assert(nonce != NULL);
    for (size_t i = 0; i < acts->count; i++) {
        if (ask_after(post, &acts->act[i]) != SY_OK)
            return sy_peer_report(post->peer);
        for (size_t k = 0; acts->personal[i].type != 0 && k < acts->act[i].count; k++) {
            if (acts->act[i].fields[k].number == SY_ACT_AFTER)
                sy_act_draft_after(&acts->personal[i], acts->act[i].fields[k].value);
        }
    }
    sy_composer_init(&composer, sy_text(post->signers.principal), nonce->seed);
    err = compose(post, acts, &composer);
    sy_composer_close(&composer);
    if (err == SY_OK)
        return SY_EXIT_YES;
    if (err == SY_NO_MEMORY)
        sy_output_error(post->output, SY_SAY(NO_MEMORY, NULL));
    else
        sy_output_error(post->output, SY_SAY(ACT_TOO_LARGE, NULL));
    return err == SY_NO_MEMORY ? SY_EXIT_UNASKED : SY_EXIT_USAGE;
}

/* ---- what an earlier run left ---- */

/* Whether a record of the submission is that act, whatever its "after". */
static bool is_act(const struct sy_record_share *record, struct sy_bytes open,
                   struct sy_bytes personal)
{
    const struct sy_bytes wanted[] = {open, personal};
    struct sy_buffer zero = {0};
    struct sy_buffer body = {0};
    bool same = record->part_count == (personal.len > 0 ? 2u : 1u);

    sy_wire_put_uint(&zero, SY_ACT_AFTER, 0);
    for (size_t i = 0; i < record->part_count && same; i++) {
        struct sy_part part;

        same = sy_part_read(record->parts[i].part, &part) == SY_OK;
        sy_buffer_clear(&body);
        if (same)
            sy_body_overlay(part.body, sy_buffer_bytes(&zero), &body);
        same = same && body.err == SY_OK && sy_bytes_equal(sy_buffer_bytes(&body), wanted[i]);
    }
    sy_buffer_close(&zero);
    sy_buffer_close(&body);
    return same;
}

/* The drafts still have "after" 0. */
static bool is_same(const struct post *post, struct sy_acts *acts, struct sy_bytes bytes)
{
    struct sy_submission submission;
    struct sy_statement statement;
    struct sy_record_share record;
    struct sy_buffer open = {0};
    struct sy_buffer personal = {0};
    struct sy_wire wire;
    size_t i = 0;
    bool same = sy_submission_read(bytes, &submission) == SY_OK &&
                sy_statement_read(submission.statement, &statement) == SY_OK &&
                statement.record_count == acts->count &&
                sy_bytes_equal(statement.principal, sy_text(post->signers.principal));

    wire = sy_wire_open(bytes);
    while (same && i < acts->count &&
           sy_record_share_next(&wire, SY_SUBMISSION_RECORDS, &record) == SY_OK) {
        same = write_bodies(acts, i, &open, &personal) == SY_OK &&
               is_act(&record, sy_buffer_bytes(&open), sy_buffer_bytes(&personal));
        i++;
    }
    sy_buffer_close(&open);
    sy_buffer_close(&personal);
    return same && i == acts->count;
}

/* The statement of the same acts that a run which was broken off has left goes into the
 * submission; SY_NOT_FOUND. */
static enum sy_err find_earlier(struct post *post, struct sy_acts *acts)
{
    struct sy_outbox_list list = {0};
    enum sy_err err = sy_outbox_list(&post->outbox, &list);
    bool found = false;

    for (size_t i = 0; i < list.count && err == SY_OK && !found; i++) {
        sy_buffer_clear(&post->submission);
        err = sy_outbox_read(&post->outbox, &list.names[i], &post->submission);
        if (err == SY_NOT_FOUND || err == SY_CORRUPT)
            err = SY_OK; /* another process is at it; a damaged one is not ours to judge */
        else
            found = is_same(post, acts, sy_buffer_bytes(&post->submission));
    }
    sy_outbox_list_close(&list);
    if (!found)
        sy_buffer_clear(&post->submission);
    return err != SY_OK ? err : found ? SY_OK : SY_NOT_FOUND;
}

static enum sy_exit prepare(struct post *post, const char *path)
{
    enum sy_err err = sy_file_create(path, FILE_MODE, sy_buffer_bytes(&post->submission));
    char missing[NUMBER_BYTES];

    if (err != SY_OK)
        return sy_report_file(post->output, err, path);
    snprintf(missing, sizeof(missing), "%zu", post->signers.elsewhere);
    sy_output_say(post->output, SY_SAY(PREPARED, path, missing));
    if (post->signers.elsewhere > 0)
        sy_output_next(post->output, SY_SAY(NEXT_SIGN, path));
    else
        sy_output_next(post->output, SY_SAY(NEXT_SEND, path));
    return SY_EXIT_YES;
}

static enum sy_exit run(struct post *post, const struct sy_options *options,
                        struct sy_acts *acts, struct sy_posted *out)
{
    const char *path = sy_options_value(options, "prepare");
    enum sy_err err = SY_NOT_FOUND;
    enum sy_exit status =
        sy_peer_open_unnamed(post->output, sy_options_value(options, "network"),
                             sy_options_value(options, "node"), &post->peer);

    if (status == SY_EXIT_YES)
        status =
            sy_act_signers_open(post->output, options, &post->peer->network, &post->signers);
    if (status == SY_EXIT_YES && path == NULL)
        status = sy_acts_outbox(post->output, options, &post->peer->network, &post->outbox);
    if (status == SY_EXIT_YES && path == NULL)
        err = find_earlier(post, acts);
    if (status == SY_EXIT_YES && err == SY_NOT_FOUND)
        status = make(post, acts);
    else if (status == SY_EXIT_YES && err != SY_OK)
        status = sy_report_file(post->output, err, post->outbox.folder);
    if (status != SY_EXIT_YES)
        return status;
    out->prepared = path != NULL;
    if (path != NULL)
        return prepare(post, path);
    return sy_acts_send(post->peer, &post->outbox, sy_buffer_bytes(&post->submission),
                        &out->index);
}

enum sy_exit sy_acts_post(struct sy_output *o, const struct sy_options *options,
                          struct sy_acts *acts, struct sy_posted *out)
{
    struct post *post = calloc(1, sizeof(*post));
    enum sy_exit status;

    sy_assert(acts->count <= SY_ACTS_MAX);
    if (post == NULL) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        return SY_EXIT_UNASKED;
    }
    *out = (struct sy_posted){0};
    post->output = o;
    post->submission.max = SY_SUBMISSION_BYTES_MAX;
    status = run(post, options, acts, out);
    sy_act_signers_close(&post->signers);
    sy_buffer_close(&post->submission);
    sy_peer_close(post->peer);
    free(post);
    return status;
}
