/* Logs that end while the replica runs: where a policy has closed them, or because the store is
 * another one. */
#include <stdlib.h>
#include <string.h>

#include "net/replica_state.h"

static bool is_end(const struct sy_kept_log *log, const struct sy_checkpoint *checkpoint)
{
    return log->closed && checkpoint->size == log->end_size &&
           sy_hash_equal(&checkpoint->root, &log->end_root);
}

void sy_replica_learn_end(struct sy_replica_log *log, struct sy_bytes note,
                          const struct sy_signed_checkpoint *checkpoint)
{
    const struct sy_mirror_event vouched = {.type = SY_MIRROR_VOUCHED,
                                            .checkpoint = checkpoint};

    if (!is_end(log->log, &checkpoint->checkpoint))
        return;
    /* What is whole has this root: sy_node_end_log and the mirror have seen to it. */
    if (log->mirror.store.size == checkpoint->checkpoint.size &&
        sy_hash_equal(&log->mirror.store.root, &checkpoint->checkpoint.root) &&
        sy_shared_note_size(log->log->note) < checkpoint->checkpoint.size &&
        sy_kept_log_set_note(&log->log->note, note, checkpoint->checkpoint.size) != SY_OK)
        return; /* the next one will be set */
    sy_replica_feed(log, &vouched);
}

/* The end, if its checkpoint is among what this node has had: so that others learn it from
 * it. */
static void recall(struct sy_replica_log *log, struct sy_bytes note)
{
    struct sy_signed_checkpoint checkpoint;

    if (note.len == 0 ||
        sy_signed_checkpoint_open(note, &log->log->vkey, &checkpoint) != SY_OK ||
        !is_end(log->log, &checkpoint.checkpoint))
        return;
    if (sy_replica_learn(log, note, &checkpoint) != SY_OK)
        return; /* whoever else has it shows it */
}

void sy_replica_recall_end(struct sy_replica_log *log)
{
    struct sy_mirror_held held = log->mirror.store;
    struct sy_shared_note *proved = sy_shared_note_use(log->log->proved);

    recall(log, sy_shared_note_bytes(proved));
    sy_shared_note_release(proved);
    recall(log, sy_signed_checkpoint_note(&held.full));
    recall(log, sy_signed_checkpoint_note(&held.cover.checkpoint));
}

void sy_replica_end(struct sy_replica *replica, size_t index)
{
    struct sy_replica_log *log = replica->logs[index];
    const struct sy_kept_log *kept = replica->options.logs->log + index;
    struct sy_signed_checkpoint latest;

    if (index >= replica->log_count)
        return;
    if (log->offer != NULL) {
        sy_replica_end_waits(log);
        free(log->offer);
        log->offer = NULL;
    }
    log->deciding = false;
    log->lost = false;
    latest = replica->gossip.logs[index].latest;
    sy_shared_note_release(log->candidate);
    log->candidate = NULL;
    sy_gossip_forget(&replica->gossip, (uint32_t)index);
    sy_mirror_end(&log->mirror, kept->end_size, &kept->end_root);
    if (replica->peers == NULL)
        return;
    sy_replica_tell_held(log);
    recall(log, sy_signed_checkpoint_note(&latest));
    sy_replica_recall_end(log);
    sy_replica_settle_offer(log);
}

void sy_replica_reset(struct sy_replica *replica, size_t index)
{
    struct sy_replica_log *log = replica->logs[index];
    struct sy_mirror_held held;
    enum sy_err err;

    if (index >= replica->log_count)
        return;
    sy_replica_forget_stretches(log);
    err = sy_mirrored_log_load(log->log, &held);
    if (err != SY_OK) {
        log->log->refusing = err;
        sy_log_line(replica->options.logger, SY_LOG_ERROR, "mirror_failed",
                    "origin=%s error=%s", log->log->vkey.name, sy_err_name(err));
        return;
    }
    log->mirror.offer_open = false;
    sy_replica_settle_offer(log);
    sy_mirror_init(&log->mirror, &held, replica->options.seed + index);
    log->unasked_count = 0;
    log->uncompared = false;
    sy_shared_note_release(log->candidate);
    log->candidate = NULL;
    if (replica->peers != NULL)
        sy_replica_meet_peers(log);
}
