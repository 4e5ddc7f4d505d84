#include "tools/log_claim.h"

#include <stdio.h>
#include <string.h>

#include "ledger/merkle_proof.h"
#include "tools/entries.h"
#include "tools/verified.h"

void sy_log_claim_open(struct sy_output *o, const char *network_path, const char *code,
                       struct sy_log_claim *out)
{
    snprintf(out->code, sizeof(out->code), "%s", code);
    o->unsaid = &out->why;
    if (sy_peer_open_unnamed(o, network_path, code, &out->peer) != SY_EXIT_YES)
        out->peer = NULL;
    else
        sy_buffer_clear(&out->why); /* of a policy that it is behind with */
    o->unsaid = NULL;
}

/* What it shows is not to be relied on, and so it shows nothing. */
static void disbelieve(struct sy_log_claim *claim, const char *why)
{
    claim->holds = false;
    claim->proved.size = 0;
    sy_buffer_put_text(&claim->why, why);
}

static void take(struct sy_log_claim *claim, const struct sy_network *network,
                 const struct sy_network_log *log, const struct sy_log_status *status)
{
    struct sy_bytes held = status->held_note.len > 0 ? status->held_note : status->note;
    struct sy_trust trust;

    if (held.len == 0)
        return;
    if (sy_signed_checkpoint_open(held, &log->vkey, &claim->held) != SY_OK) {
        disbelieve(claim, "the log has not signed what it shows");
        return;
    }
    claim->holds = claim->held.checkpoint.size > 0;
    if (status->note.len > 0 && sy_trust_open(network, status->note, &trust) == SY_OK &&
        trust.log == log && trust.checkpoint.size <= claim->held.checkpoint.size) {
        claim->proved = trust.checkpoint;
        claim->votes = trust.votes;
    }
}

static enum sy_err read_status(struct sy_log_claim *claim, const struct sy_network *network,
                               const struct sy_network_log *log, struct sy_bytes payload)
{
    struct sy_log_status one;
    struct sy_status status;
    struct sy_bytes message;
    struct sy_wire cursor;

    if (sy_status_read(payload, &status) != SY_OK)
        return sy_peer_malformed(claim->peer);
    cursor = sy_list_open(&status.logs);
    while (sy_list_next(&status.logs, &cursor, &message)) {
        if (sy_log_status_read(message, &one) != SY_OK)
            return sy_peer_malformed(claim->peer);
        if (sy_bytes_equal(one.origin, sy_text(log->vkey.name)))
            take(claim, network, log, &one);
    }
    return SY_OK;
}

void sy_log_claim_ask(struct sy_log_claim *claim, const struct sy_network *network,
                      const struct sy_network_log *log)
{
    struct sy_frame_message message;
    struct sy_output *o;
    enum sy_err err;

    claim->owner = strcmp(claim->code, log->node) == 0;
    if (claim->peer == NULL)
        return;
    err = sy_peer_call(claim->peer, SY_FRAME_GET_STATUS, (struct sy_bytes){NULL, 0}, &message);
    if (err == SY_OK) {
        err = read_status(claim, network, log, sy_buffer_bytes(&message.payload));
        sy_frame_message_close(&message);
    }
    if (err == SY_OK)
        return;
    o = claim->peer->output;
    o->unsaid = &claim->why;
    (void)sy_peer_report(claim->peer);
    o->unsaid = NULL;
    sy_peer_close(claim->peer);
    claim->peer = NULL;
}

static enum sy_err ask_proof(struct sy_log_claim *claim, const struct sy_get_proof *ask,
                             struct sy_merkle_proof *out)
{
    struct sy_frame_message message;
    struct sy_buffer payload = {0};
    struct sy_proof proof;
    enum sy_err err;

    out->count = 0;
    sy_get_proof_write(ask, &payload);
    err = sy_peer_call(claim->peer, SY_FRAME_GET_PROOF, sy_buffer_bytes(&payload), &message);
    sy_buffer_close(&payload);
    if (err != SY_OK)
        return err;
    if (sy_proof_read(sy_buffer_bytes(&message.payload), &proof) != SY_OK ||
        sy_verified_path(&proof.path, out) != SY_OK)
        err = sy_peer_malformed(claim->peer);
    sy_frame_message_close(&message);
    return err;
}

enum sy_err sy_log_claim_continues(struct sy_log_claim *claim, const struct sy_checkpoint *from,
                                   bool *yes)
{
    const struct sy_checkpoint *to = &claim->held.checkpoint;
    struct sy_get_proof ask = {sy_text(to->origin), to->size, {false, 0}, {true, from->size}};
    struct sy_merkle_proof proof;
    enum sy_err err;

    sy_assert(claim->holds);
    *yes = from->size == 0 || sy_checkpoint_same(from, to);
    if (*yes || from->size >= to->size)
        return SY_OK;
    err = ask_proof(claim, &ask, &proof);
    if (err == SY_OK)
        *yes = sy_merkle_verify_consistency(&from->root, from->size, &to->root, to->size,
                                            proof.hash, proof.count) == SY_OK;
    return err;
}

static enum sy_err ask_leaf(struct sy_log_claim *claim, const struct sy_checkpoint *tree,
                            struct sy_hash *out)
{
    struct sy_frame_message message;
    struct sy_entry_share share;
    struct sy_entries entries;
    enum sy_err err = sy_entries_ask(&entries, claim->peer, sy_text(tree->origin),
                                     tree->size - 1, tree->size, false);

    if (err == SY_OK)
        err = sy_entries_next(&entries, &message);
    if (err != SY_OK)
        return err;
    if (sy_entry_share_read(sy_buffer_bytes(&message.payload), &share) == SY_OK)
        *out = sy_hash_leaf(share.entry);
    else
        err = sy_peer_malformed(claim->peer);
    sy_frame_message_close(&message);
    return err;
}

enum sy_err sy_log_claim_last(struct sy_log_claim *claim, const struct sy_checkpoint *tree)
{
    struct sy_get_proof ask = {
        sy_text(tree->origin), tree->size, {true, tree->size - 1}, {false, 0}};
    struct sy_merkle_proof proof;
    struct sy_hash leaf;
    enum sy_err err;

    sy_assert(tree->size > 0);
    err = ask_leaf(claim, tree, &leaf);
    if (err == SY_OK)
        err = ask_proof(claim, &ask, &proof);
    return err != SY_OK ? err
                        : sy_merkle_verify_inclusion(&tree->root, tree->size, tree->size - 1,
                                                     &leaf, proof.hash, proof.count);
}

void sy_log_claim_close(struct sy_log_claim *claim)
{
    sy_peer_close(claim->peer);
    sy_buffer_close(&claim->why);
    *claim = (struct sy_log_claim){.holds = false};
}
