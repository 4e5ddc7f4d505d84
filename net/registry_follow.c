#include "net/registry_follow.h"

enum { APPLY_MAX = 4096 }; /* entries in one transaction */

static enum sy_err size_of(struct sy_registry *registry, uint64_t *out)
{
    struct sy_registry_snapshot *snapshot;
    enum sy_err err = sy_registry_snapshot(registry, &snapshot);

    if (err != SY_OK)
        return err;
    *out = sy_registry_size(snapshot);
    sy_registry_release(snapshot);
    return SY_OK;
}

/* Another worker may be at it too: the view is looked at again after each step. */
static enum sy_err follow(struct sy_registry *registry, struct sy_log_snapshot *log,
                          uint64_t size, uint64_t *at)
{
    uint64_t applied = 0;
    enum sy_err err;

    /* Applying nothing still tells whether the view was made from this log. */
    do {
        uint64_t left;

        err = size_of(registry, at);
        if (err != SY_OK)
            return err;
        left = size > *at ? size - *at : 0;
        err = sy_registry_apply(registry, log, left < APPLY_MAX ? left : APPLY_MAX, &applied);
    } while (err == SY_OK && applied > 0);
    return err == SY_OK ? size_of(registry, at) : err;
}

enum sy_err sy_registry_follow(struct sy_registry *registry, struct sy_log *log, uint64_t size,
                               uint64_t *size_out)
{
    struct sy_log_snapshot *snapshot;
    uint64_t at = 0;
    enum sy_err err = sy_log_snapshot(log, &snapshot);

    if (err != SY_OK)
        return err;
    err = follow(registry, snapshot, size, &at);
    sy_log_release(snapshot);
    if (err == SY_OK && size_out != NULL)
        *size_out = at;
    return err;
}
