#include "net/mirrored_parts.h"

#include "ledger/log_fill.h"

enum sy_err sy_mirrored_parts_find(const struct sy_kept_log *log, uint64_t from, uint64_t max,
                                   uint64_t *first, uint64_t *to)
{
    struct sy_log_snapshot *snapshot;
    enum sy_err err = sy_log_snapshot(log->log, &snapshot);

    if (err != SY_OK)
        return err;
    err = sy_log_wanted(snapshot, from, max, first, to);
    if (err == SY_NOT_FOUND) {
        *first = *to = from;
        err = SY_OK;
    }
    sy_log_release(snapshot);
    return err;
}

static enum sy_err fill(struct sy_log_writer *writer, const struct sy_mirrored_parts *parts,
                        uint64_t *filled)
{
    enum sy_err err = SY_OK;

    for (uint64_t i = parts->from; err == SY_OK && i < parts->to; i++) {
        struct sy_entry_share share;

        err = sy_entry_share_read(parts->shares[i - parts->from], &share);
        if (err != SY_OK)
            return SY_BAD_ROOT;
        err = sy_log_fill(writer, i, &share.records, filled);
    }
    return err;
}

enum sy_err sy_mirrored_parts_fill(const struct sy_kept_log *log,
                                   const struct sy_mirrored_parts *parts, uint64_t *filled,
                                   bool *wanted)
{
    struct sy_log_writer *writer;
    uint64_t first;
    uint64_t to;
    enum sy_err err = sy_log_begin(log->log, &writer);

    *filled = 0;
    if (err != SY_OK)
        return err;
    err = fill(writer, parts, filled);
    if (err == SY_OK && *filled > 0)
        err = sy_log_commit(writer);
    else
        sy_log_abort(writer);
    if (err == SY_OK)
        err = sy_mirrored_parts_find(log, parts->from, 1, &first, &to);
    *wanted = err == SY_OK && first < to && first < parts->to;
    return err;
}
