#include "ledger/log_repair.h"
#include "net/mirrored_log.h"

/* A path leads to the root of the checkpoint under which it was given; to another root the
 * nodes that are stored here lead. */
static const struct sy_merkle_proof *path_of(const struct sy_stretch *stretch,
                                             const struct sy_checkpoint *promised)
{
    bool same = sy_checkpoint_same(&stretch->checkpoint.checkpoint, promised);

    return same && stretch->path.count > 0 ? &stretch->path : NULL;
}

static struct sy_log_scrub scrub_of(const struct sy_kept_log *log,
                                    const struct sy_checkpoint *promised, uint64_t index)
{
    return (struct sy_log_scrub){.scope = log->scope,
                                 .size = promised->size,
                                 .root = promised->root,
                                 .whole = log->owned,
                                 .next = index};
}

static enum sy_err put(const struct sy_kept_log *log, const struct sy_checkpoint *promised,
                       const struct sy_mirrored_stretch *stretch)
{
    struct sy_log_scrub scrub = scrub_of(log, promised, stretch->stretch.from);
    struct sy_entry_share share;
    struct sy_log_writer *writer;
    uint64_t rows = 0;
    enum sy_err err = sy_entry_share_read(stretch->shares[0], &share);

    if (err == SY_OK)
        err = sy_log_begin(log->log, &writer);
    if (err != SY_OK)
        return err;
    err = sy_log_repair(writer, &scrub, &share, path_of(&stretch->stretch, promised), &rows);
    if (err == SY_OK && rows > 0)
        return sy_log_commit(writer);
    sy_log_abort(writer);
    return err;
}

static enum sy_err look(const struct sy_kept_log *log, const struct sy_checkpoint *promised,
                        uint64_t index, bool *whole)
{
    struct sy_log_scrub scrub = scrub_of(log, promised, index);
    struct sy_log_snapshot *snapshot;
    struct sy_log_flaw flaw = {.what = NULL};
    enum sy_err err = sy_log_snapshot(log->log, &snapshot);

    if (err != SY_OK)
        return err;
    err = sy_log_scrub(snapshot, &scrub, 1, &flaw);
    sy_log_release(snapshot);
    if (err == SY_CORRUPT && flaw.what != NULL) {
        *whole = flaw.index != index;
        return SY_OK;
    }
    *whole = err == SY_OK;
    return err;
}

enum sy_err sy_mirrored_log_repair(const struct sy_kept_log *log,
                                   const struct sy_checkpoint *promised,
                                   const struct sy_mirrored_stretch *stretch,
                                   enum sy_stretch_verdict *out)
{
    bool whole = false;
    enum sy_err err = put(log, promised, stretch);

    if (sy_err_class(err) == SY_CLASS_REFUSAL) {
        *out = SY_STRETCH_FALSE;
        return SY_OK;
    }
    if (err == SY_OK)
        err = look(log, promised, stretch->stretch.from, &whole);
    if (err == SY_OK)
        *out = whole ? SY_STRETCH_FOLLOWS : SY_STRETCH_WAITS;
    return err;
}
