#include "net/earlier.h"

static bool is_whole(struct sy_log_snapshot *snapshot, uint64_t size,
                     const struct sy_hash *root)
{
    const struct sy_merkle *tree = &sy_log_head(snapshot)->tree;
    struct sy_hash held = sy_merkle_root(tree);

    return tree->size == size && sy_hash_equal(&held, root);
}

enum sy_err sy_earlier_open(const struct sy_kept_log *log, struct sy_earlier *out)
{
    enum sy_err err = SY_OK;

    out->count = 0;
    while (log->earlier != NULL && err == SY_OK) {
        struct sy_log_snapshot **snapshot = &out->snapshot[out->count];

        err = sy_log_snapshot(log->earlier->log, snapshot);
        if (err != SY_OK)
            break;
        out->log[out->count++] = log->earlier;
        if (!is_whole(*snapshot, log->earlier_size, &log->earlier_root))
            err = SY_NOT_YET;
        log = log->earlier;
    }
    if (err != SY_OK)
        sy_earlier_close(out);
    return err;
}

enum sy_err sy_earlier_find(const struct sy_earlier *earlier, int64_t signed_at,
                            const struct sy_hash *id, size_t *which, uint64_t *index)
{
    enum sy_err err = SY_NOT_FOUND;

    for (size_t i = 0; i < earlier->count && err == SY_NOT_FOUND; i++) {
        err = sy_log_find(earlier->snapshot[i], signed_at, id, index);
        *which = i;
    }
    return err;
}

void sy_earlier_close(struct sy_earlier *earlier)
{
    for (size_t i = 0; i < earlier->count; i++)
        sy_log_release(earlier->snapshot[i]);
    earlier->count = 0;
}
