#include "tools/registry_act.h"

#include <stdio.h>
#include <stdlib.h>

#include "ledger/compose.h"
#include "ledger/registry.h"
#include "net/clock.h"
#include "tools/open.h"
#include "tools/peer.h"
#include "tools/receipt_file.h"

struct post {
    struct sy_output *output;
    struct sy_peer *peer;
    struct sy_key_file file; /* of the first authority: its nonce secret counts */
    struct sy_secret_key keys[SY_SIGNERS_MAX];
    size_t key_count;
    struct sy_buffer submission;
};

/* ---- keys ---- */

/* One --key: it must be an authority's of this network. */
static enum sy_exit add_key(struct post *post, const char *path)
{
    struct sy_key_file file;
    struct sy_secret_key *key = &post->keys[post->key_count];
    enum sy_exit status = SY_EXIT_YES;

    if (post->key_count == SY_SIGNERS_MAX) {
        sy_output_error(post->output, SY_SAY(NOT_AN_AUTHORITY, path));
        return SY_EXIT_USAGE;
    }
    if (!sy_open_key(post->output, path, &file))
        return SY_EXIT_UNASKED;
    if (sy_key_file_secret(&file, SY_KEY_AUTHORITY, NULL, key) != SY_OK ||
        !sy_network_is_authority(&post->peer->network, &key->public_key)) {
        sy_output_error(post->output, SY_SAY(NOT_AN_AUTHORITY, path));
        status = SY_EXIT_USAGE;
    } else if (post->key_count++ == 0) {
        post->file = file;
    }
    sy_key_file_wipe(&file);
    return status;
}

static enum sy_exit add_keys(struct post *post, const struct sy_options *options)
{
    const char *path;
    size_t cursor = 0;
    enum sy_exit status = SY_EXIT_YES;

    while (status == SY_EXIT_YES && (path = sy_options_each(options, "key", &cursor)) != NULL)
        status = add_key(post, path);
    if (status == SY_EXIT_YES && post->key_count < post->peer->network.authority_k) {
        char needed[24];
        char given[24];

        snprintf(needed, sizeof(needed), "%llu",
                 (unsigned long long)post->peer->network.authority_k);
        snprintf(given, sizeof(given), "%zu", post->key_count);
        sy_output_error(post->output, SY_SAY(TOO_FEW_AUTHORITIES, given, needed));
        status = SY_EXIT_USAGE;
    }
    return status;
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

static enum sy_err compose(struct post *post, const struct sy_acts *acts)
{
    const struct sy_key_line *nonce = sy_key_file_find(&post->file, SY_KEY_NONCE, NULL);
    const struct sy_network *network = &post->peer->network;
    struct sy_composition how = {
        .scope = {sy_text(network->registry.vkey.name), network->id},
        .kind = SY_KIND_REGISTRY,
        .signed_at = sy_clock_us(),
        .keys = post->keys,
        .key_count = post->key_count,
    };
    struct sy_composer composer;
    struct sy_buffer body = {0};
    struct sy_hash id;
    enum sy_err err = SY_OK;

    sy_assert(nonce != NULL);
    sy_composer_init(&composer, sy_text(SY_AUTHORITY), nonce->seed);
    for (size_t i = 0; i < acts->count && err == SY_OK; i++) {
        struct sy_draft draft = {.type = acts->act[i].type};

        sy_buffer_clear(&body);
        sy_act_write(&acts->act[i], &body);
        draft.bodies[SY_PART_OPEN - 1] = sy_buffer_bytes(&body);
        err = body.err == SY_OK ? sy_composer_add(&composer, &draft, 0) : body.err;
    }
    if (err == SY_OK)
        err = sy_composer_finish(&composer, &how, &post->submission, &id);
    sy_buffer_close(&body);
    sy_composer_close(&composer);
    return err;
}

/* ---- the answer ---- */

static enum sy_exit refused(struct post *post)
{
    const char *detail = sy_buffer_text(&post->peer->detail);

    if (post->peer->err != SY_VOID || !post->peer->refused)
        return sy_peer_report(post->peer);
    sy_output_error(post->output, SY_SAY(ACT_VOID, detail));
    return SY_EXIT_NO;
}

static enum sy_exit check(struct post *post, struct sy_bytes reply, uint64_t *index)
{
    const struct sy_network *network = &post->peer->network;
    struct sy_taken taken = {0};
    struct sy_receipt_problem why;
    enum sy_exit status = SY_EXIT_YES;
    enum sy_err err = sy_taken_read(network, sy_text(network->registry.vkey.name),
                                    sy_buffer_bytes(&post->submission), reply, &taken, &why);

    if (err != SY_OK) {
        sy_output_error(post->output, SY_SAY(ANSWER_WRONG, post->peer->node->code, why.what,
                                             sy_err_name(err)));
        status = SY_EXIT_NO;
    } else {
        *index = taken.receipt.entry.index;
    }
    sy_taken_close(&taken);
    return status;
}

static enum sy_exit send_acts(struct post *post, uint64_t *index)
{
    struct sy_append ask = {.origin = sy_text(post->peer->network.registry.vkey.name),
                            .submission = sy_buffer_bytes(&post->submission)};
    struct sy_frame_message message;
    struct sy_buffer payload = {0};
    enum sy_exit status;
    enum sy_err err;

    sy_append_write(&ask, &payload);
    err = payload.err;
    if (err == SY_OK)
        err = sy_peer_call(post->peer, SY_FRAME_APPEND, sy_buffer_bytes(&payload), &message);
    sy_buffer_close(&payload);
    if (err != SY_OK)
        return refused(post);
    status = check(post, sy_buffer_bytes(&message.payload), index);
    sy_frame_message_close(&message);
    return status;
}

static enum sy_exit run(struct post *post, const struct sy_options *options,
                        struct sy_acts *acts, uint64_t *index)
{
    enum sy_exit status =
        sy_peer_open_unnamed(post->output, sy_options_value(options, "network"),
                             sy_options_value(options, "node"), &post->peer);

    if (status == SY_EXIT_YES)
        status = add_keys(post, options);
    for (size_t i = 0; i < acts->count && status == SY_EXIT_YES; i++) {
        if (ask_after(post, &acts->act[i]) != SY_OK)
            status = sy_peer_report(post->peer);
    }
    if (status != SY_EXIT_YES)
        return status;
    if (compose(post, acts) != SY_OK) {
        sy_output_error(post->output, SY_SAY(NO_MEMORY, NULL));
        return SY_EXIT_UNASKED;
    }
    return send_acts(post, index);
}

enum sy_exit sy_acts_post(struct sy_output *o, const struct sy_options *options,
                          struct sy_acts *acts, uint64_t *index)
{
    struct post *post = calloc(1, sizeof(*post));
    enum sy_exit status;

    if (post == NULL) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        return SY_EXIT_UNASKED;
    }
    post->output = o;
    status = run(post, options, acts, index);
    for (size_t i = 0; i < post->key_count; i++)
        sy_secret_key_wipe(&post->keys[i]);
    sy_key_file_wipe(&post->file);
    sy_buffer_close(&post->submission);
    sy_peer_close(post->peer);
    free(post);
    return status;
}
