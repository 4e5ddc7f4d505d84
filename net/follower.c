#include "net/follower.h"

#include <stdlib.h>

#include "ledger/log_fill.h"
#include "net/worker.h"

enum {
    APPLY_MAX = 2048, /* entries in one transaction */
    DELAY_MS = 20,    /* what comes within it is applied together */
    RETRY_MS = 1000
};

struct sy_follower {
    struct sy_follower_options options;
    struct sy_timer *timer; /* NULL once stopped */
    bool armed;
    bool busy;   /* on a worker */
    bool behind; /* a log has grown since the worker looked */
    /* Of the worker while busy. */
    bool more; /* it has applied something: there may be more */
    enum sy_err err;
    size_t log_count; /* when it began */
    uint64_t next_size[SY_KEPT_LOGS_MAX];
    /* Of the loop. */
    uint64_t size[SY_KEPT_LOGS_MAX];
    enum sy_err noted; /* in the log */
};

static enum sy_err apply_one(struct sy_follower *follower, size_t i)
{
    struct sy_kept_log *log = &follower->options.logs->log[i];
    struct sy_bytes origin = sy_text(log->vkey.name);
    struct sy_log_snapshot *snapshot;
    struct sy_view_snapshot *view;
    uint64_t applied = 0;
    enum sy_err err = sy_log_snapshot(log->log, &snapshot);

    if (err != SY_OK)
        return err;
    err = sy_view_apply(follower->options.view, (uint32_t)i, origin, snapshot, APPLY_MAX,
                        &applied);
    sy_log_release(snapshot);
    follower->more = follower->more || applied > 0; /* it may have stopped at a bound */
    if (err == SY_OK)
        err = sy_view_snapshot(follower->options.view, &view);
    if (err != SY_OK)
        return err;
    err = sy_view_watermark(view, origin, &follower->next_size[i]);
    sy_view_release(view);
    return err;
}

/* Which entries are to be read again, noted in the log: false when none are. */
static enum sy_err begin_again(struct sy_log *log, struct sy_view_again *again, bool *some)
{
    struct sy_log_snapshot *snapshot;
    struct sy_log_writer *writer;
    enum sy_err err = sy_log_snapshot(log, &snapshot);

    *some = false;
    if (err != SY_OK)
        return err;
    err = sy_log_refilled(snapshot, some);
    sy_log_release(snapshot);
    if (err != SY_OK || !*some)
        return err;
    err = sy_log_begin(log, &writer);
    if (err != SY_OK)
        return err;
    err = sy_log_begin_refilled(writer, &again->from, &again->to);
    if (err == SY_OK)
        return sy_log_commit(writer);
    sy_log_abort(writer);
    return err;
}

static enum sy_err end_again(struct sy_log *log, uint64_t done)
{
    struct sy_log_writer *writer;
    enum sy_err err = sy_log_begin(log, &writer);

    if (err != SY_OK)
        return err;
    err = sy_log_end_refilled(writer, done);
    if (err == SY_OK)
        return sy_log_commit(writer);
    sy_log_abort(writer);
    return err;
}

/* Entries that have got parts since they were applied, a bounded number of them. */
static enum sy_err apply_again(struct sy_follower *follower, size_t i)
{
    struct sy_kept_log *log = &follower->options.logs->log[i];
    struct sy_view_again again = {
        .log = (uint32_t)i, .origin = sy_text(log->vkey.name), .max = APPLY_MAX};
    struct sy_log_snapshot *snapshot;
    uint64_t done = 0;
    bool some;
    enum sy_err err = begin_again(log->log, &again, &some);

    if (err != SY_OK || !some)
        return err;
    err = sy_log_snapshot(log->log, &snapshot); /* behind the note: it has what was filled */
    if (err != SY_OK)
        return err;
    err = sy_view_apply_again(follower->options.view, &again, snapshot, &done);
    sy_log_release(snapshot);
    if (err == SY_OK)
        err = end_again(log->log, done);
    follower->more = true;
    return err;
}

static void run(void *data)
{
    struct sy_follower *follower = data;

    follower->more = false;
    follower->err = SY_OK;
    follower->log_count = sy_kept_logs_count(follower->options.logs);
    for (size_t i = 0; i < follower->log_count && follower->err == SY_OK; i++)
        follower->err = apply_one(follower, i);
    for (size_t i = 0; i < follower->log_count && follower->err == SY_OK; i++)
        follower->err = apply_again(follower, i);
}

static void arm(struct sy_follower *follower, uint64_t delay_ms)
{
    if (follower->armed || follower->busy || follower->timer == NULL)
        return;
    follower->armed = true;
    sy_timer_again(follower->timer, delay_ms, 0);
}

/* A line when it begins to fail, or fails otherwise, and one when that is over. */
static void note(struct sy_follower *follower)
{
    if (follower->err == follower->noted)
        return;
    if (follower->err == SY_OK)
        sy_log_line(follower->options.logger, SY_LOG_INFO, "view_again", "%s", "");
    else
        sy_log_line(follower->options.logger, SY_LOG_ERROR, "view_failed", "error=%s",
                    sy_err_name(follower->err));
    follower->noted = follower->err;
}

static void start(struct sy_follower *follower);

static void done(void *data)
{
    struct sy_follower *follower = data;

    follower->busy = false;
    note(follower);
    for (size_t i = 0; i < follower->log_count; i++)
        follower->size[i] = follower->next_size[i];
    if (follower->err != SY_OK) {
        follower->behind = true;
        arm(follower, RETRY_MS);
    } else if (follower->more) {
        follower->behind = true;
        start(follower);
    } else if (follower->behind) {
        arm(follower, DELAY_MS);
    }
}

static void start(struct sy_follower *follower)
{
    if (follower->busy || !follower->behind || follower->timer == NULL)
        return;
    follower->behind = false;
    follower->busy = sy_worker_submit(follower->options.loop, run, done, follower) == SY_OK;
    if (!follower->busy) {
        follower->behind = true;
        arm(follower, RETRY_MS);
    }
}

static void due(void *data)
{
    struct sy_follower *follower = data;

    follower->armed = false;
    start(follower);
}

void sy_follower_grown(struct sy_follower *follower)
{
    follower->behind = true;
    arm(follower, DELAY_MS);
}

uint64_t sy_follower_size(const struct sy_follower *follower, size_t log)
{
    sy_assert(log < SY_KEPT_LOGS_MAX);
    return follower->size[log];
}

enum sy_err sy_follower_open(const struct sy_follower_options *options,
                             struct sy_follower **out)
{
    struct sy_follower *follower = calloc(1, sizeof(*follower));
    enum sy_err err;

    if (follower == NULL)
        return SY_NO_MEMORY;
    follower->options = *options;
    follower->behind = true;
    follower->armed = true;
    err = sy_timer_open(options->loop, DELAY_MS, 0, due, follower, &follower->timer);
    if (err == SY_OK)
        *out = follower;
    else
        free(follower);
    return err;
}

void sy_follower_stop(struct sy_follower *follower)
{
    if (follower == NULL)
        return;
    sy_view_stop(follower->options.view);
    sy_timer_close(follower->timer);
    follower->timer = NULL;
}

void sy_follower_close(struct sy_follower *follower)
{
    sy_follower_stop(follower);
    free(follower);
}
