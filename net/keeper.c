#include "net/keeper.h"

#include <stdlib.h>

#include "net/clock.h"
#include "net/worker.h"

enum {
    STEP_PARTS = 4096, /* looked at in one commit */
    FIRST_MS = 100,    /* after the start */
    REST_MIN_MS = 500, /* when all is in line; a sixteenth of the shortest age */
    REST_MAX_MS = 60 * 1000,
    RETRY_MS = 1000
};

struct sy_keeper {
    struct sy_keeper_options options;
    struct sy_timer *timer; /* NULL once stopped */
    size_t log;             /* whose turn it is */
    bool changed;           /* something of this log was, since its turn began */
    enum sy_err noted;      /* in the node's log */
    /* Of the worker while busy. */
    bool busy;
    bool begins; /* a round: what time it is is found out first */
    struct sy_log_keep keep;
    int64_t now;
    bool step_changed;
    bool more;
    struct sy_log_kept kept;
    enum sy_err err;
};

static struct sy_kept_log *log_of(const struct sy_keeper *keeper)
{
    return &keeper->options.logs->log[keeper->log];
}

/* The earlier of the clock and the latest entry of the others. */
static enum sy_err find_time(struct sy_keeper *keeper)
{
    int64_t latest = 0; /* nothing is as old */
    enum sy_err err = SY_OK;

    for (size_t i = 0; err == SY_OK && i < sy_kept_logs_count(keeper->options.logs); i++) {
        struct sy_log_snapshot *snapshot;

        if (keeper->options.logs->log[i].owned)
            continue;
        err = sy_log_snapshot(keeper->options.logs->log[i].log, &snapshot);
        if (err != SY_OK)
            break;
        if (sy_log_head(snapshot)->sequenced_at > latest)
            latest = sy_log_head(snapshot)->sequenced_at;
        sy_log_release(snapshot);
    }
    keeper->now = sy_clock_us();
    if (latest < keeper->now)
        keeper->now = latest;
    return err;
}

static enum sy_err take_step(struct sy_keeper *keeper)
{
    struct sy_log_snapshot *snapshot;
    struct sy_log_writer *writer;
    enum sy_err err = sy_log_begin(log_of(keeper)->log, &writer);

    if (err != SY_OK)
        return err;
    err = sy_log_keep(writer, &keeper->keep, STEP_PARTS, &keeper->more, &keeper->step_changed);
    if (err == SY_OK && keeper->step_changed)
        err = sy_log_commit(writer);
    else
        sy_log_abort(writer);
    if (err == SY_OK)
        err = sy_log_snapshot(log_of(keeper)->log, &snapshot);
    if (err != SY_OK)
        return err;
    err = sy_log_kept(snapshot, &keeper->kept);
    sy_log_release(snapshot);
    return err;
}

static void run(void *data)
{
    struct sy_keeper *keeper = data;

    keeper->more = false;
    keeper->step_changed = false;
    keeper->err = keeper->begins ? find_time(keeper) : take_step(keeper);
}

/* A line when it begins to fail, or fails otherwise. */
static void note(struct sy_keeper *keeper)
{
    if (keeper->err != SY_OK && keeper->err != keeper->noted)
        sy_log_line(keeper->options.logger, SY_LOG_ERROR, "keep_failed", "origin=%s error=%s",
                    log_of(keeper)->vkey.name, sy_err_name(keeper->err));
    keeper->noted = keeper->err;
}

static void note_changed(const struct sy_keeper *keeper)
{
    const struct sy_log_kept *kept = &keeper->kept;

    sy_log_line(keeper->options.logger, SY_LOG_INFO, "parts_kept",
                "origin=%s kinds=%u age_s=%u not_subscribed=%llu aged_out=%llu wanted=%llu",
                log_of(keeper)->vkey.name, kept->kinds, kept->age_s,
                (unsigned long long)kept->not_subscribed, (unsigned long long)kept->aged_out,
                (unsigned long long)kept->wanted);
}

static uint64_t rest_ms(const struct sy_keeper *keeper)
{
    uint64_t rest = REST_MAX_MS;

    for (size_t i = 0; i < sy_kept_logs_count(keeper->options.logs); i++) {
        uint64_t age_ms = (uint64_t)keeper->options.logs->log[i].keep.age_s * 1000;

        if (age_ms > 0 && age_ms / 16 < rest)
            rest = age_ms / 16;
    }
    return rest < REST_MIN_MS ? REST_MIN_MS : rest;
}

static void go_on(struct sy_keeper *keeper);

static void done(void *data)
{
    struct sy_keeper *keeper = data;

    keeper->busy = false;
    note(keeper);
    if (keeper->timer == NULL)
        return;
    if (keeper->err != SY_OK) {
        sy_timer_again(keeper->timer, RETRY_MS, 0);
        return;
    }
    if (keeper->begins) {
        keeper->begins = false;
        for (size_t i = 0; i < sy_kept_logs_count(keeper->options.logs); i++)
            keeper->options.logs->log[i].keep.now = keeper->now;
        go_on(keeper);
        return;
    }
    keeper->changed = keeper->changed || keeper->step_changed;
    if (keeper->step_changed && keeper->kept.wanted > 0)
        keeper->options.wanted(keeper->options.ctx, keeper->log);
    if (!keeper->more) {
        if (keeper->changed)
            note_changed(keeper);
        keeper->changed = false;
        keeper->log++;
    }
    go_on(keeper);
}

/* The step that is next; behind the last log a rest, and a new round. */
static void go_on(struct sy_keeper *keeper)
{
    while (!keeper->begins && keeper->log < sy_kept_logs_count(keeper->options.logs) &&
           log_of(keeper)->owned)
        keeper->log++;
    if (keeper->log == sy_kept_logs_count(keeper->options.logs)) {
        keeper->log = 0;
        keeper->begins = true;
        sy_timer_again(keeper->timer, rest_ms(keeper), 0);
        return;
    }
    keeper->keep = log_of(keeper)->keep;
    keeper->busy = sy_worker_submit(keeper->options.loop, run, done, keeper) == SY_OK;
    if (!keeper->busy)
        sy_timer_again(keeper->timer, RETRY_MS, 0);
}

static void due(void *data)
{
    go_on(data);
}

enum sy_err sy_keeper_open(const struct sy_keeper_options *options, struct sy_keeper **out)
{
    struct sy_keeper *keeper = calloc(1, sizeof(*keeper));
    enum sy_err err;

    if (keeper == NULL)
        return SY_NO_MEMORY;
    keeper->options = *options;
    keeper->begins = true;
    err = sy_timer_open(options->loop, FIRST_MS, 0, due, keeper, &keeper->timer);
    if (err == SY_OK)
        *out = keeper;
    else
        free(keeper);
    return err;
}

void sy_keeper_stop(struct sy_keeper *keeper)
{
    if (keeper == NULL)
        return;
    sy_timer_close(keeper->timer);
    keeper->timer = NULL;
}

void sy_keeper_close(struct sy_keeper *keeper)
{
    sy_keeper_stop(keeper);
    free(keeper);
}
