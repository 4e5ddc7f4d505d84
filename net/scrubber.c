#include "net/scrubber.h"

#include <stdlib.h>

#include "ledger/checkpoint.h"
#include "ledger/log_repair.h"
#include "net/clock.h"
#include "net/worker.h"

enum {
    SLICE_BYTES = 1 << 20,
    FIRST_MS = 2000,          /* after the start others come first */
    PAUSE_MS = 20,            /* at least, between slices */
    LONGEST_MS = 3600 * 1000, /* at most */
    BUSY_MS = 1000,           /* looks again whether the node is less busy */
    SAVE_MS = 60000           /* the position is kept so often */
};

struct scrubbed {
    struct sy_scrub_state state;
    bool loaded;
    bool clean;        /* nothing bad was found in the pass under way, which began at 0 */
    enum sy_err noted; /* in the node's log */
};

struct sy_scrubber {
    struct sy_scrubber_options options;
    struct sy_timer *timer; /* NULL once stopped */
    bool busy;              /* on a worker */
    size_t log;             /* whose turn it is */
    struct scrubbed logs[SY_KEPT_LOGS_MAX];
    uint64_t saved_ms;
    struct sy_buffer given; /* from elsewhere, for the log given_log */
    size_t given_log;
    /* Of the worker while busy. */
    struct sy_shared_note *note;
    struct scrubbed work;
    struct sy_log_scrub pass;
    struct sy_log_flaw flaw;
    bool flawed;   /* the slice has found one */
    bool repaired; /* and has put it right */
    bool finished; /* the slice has ended a pass */
    bool save;
    int64_t now_us;
    enum sy_err err;
};

static struct sy_kept_log *log_of(const struct sy_scrubber *scrubber)
{
    return &scrubber->options.logs->log[scrubber->log];
}

/* What the note promises is what is read again. */
static enum sy_err begin_pass(struct sy_scrubber *s, struct sy_log_snapshot *snapshot)
{
    const struct sy_kept_log *log = log_of(s);
    struct sy_checkpoint checkpoint;
    enum sy_err err =
        sy_checkpoint_open(sy_shared_note_bytes(s->note), &log->vkey, &checkpoint);

    if (err == SY_OK && !s->work.loaded)
        err = sy_log_scrub_state(snapshot, &s->work.state);
    if (err != SY_OK)
        return err;
    s->work.loaded = true;
    if (s->work.state.next > checkpoint.size)
        s->work.state.next = 0;
    s->work.clean = s->work.clean || s->work.state.next == 0;
    s->pass = (struct sy_log_scrub){.scope = log->scope,
                                    .size = checkpoint.size,
                                    .root = checkpoint.root,
                                    .whole = log->owned,
                                    .next = s->work.state.next};
    return SY_OK;
}

static enum sy_err put_right(struct sy_scrubber *s, struct sy_bytes message, uint64_t *rows)
{
    struct sy_entry_share share;
    struct sy_log_writer *writer;
    enum sy_err err = sy_entry_share_read(message, &share);

    if (err == SY_OK)
        err = sy_log_begin(log_of(s)->log, &writer);
    if (err != SY_OK)
        return err;
    err = sy_log_repair(writer, &s->pass, &share, NULL, rows);
    if (err == SY_OK && *rows > 0)
        return sy_log_commit(writer);
    sy_log_abort(writer);
    return err;
}

/* From what the log itself still has. */
static bool repair(struct sy_scrubber *s, struct sy_log_snapshot *snapshot)
{
    struct sy_buffer own = {0};
    uint64_t rows = 0;
    enum sy_err err = sy_log_share(snapshot, s->flaw.index, &own);

    if (err == SY_OK)
        err = put_right(s, sy_buffer_bytes(&own), &rows);
    sy_buffer_close(&own);
    return err == SY_OK && rows > 0;
}

static bool is_still_bad(struct sy_scrubber *s)
{
    struct sy_log_scrub again = s->pass;
    struct sy_log_snapshot *snapshot;
    struct sy_log_flaw flaw;
    enum sy_err err = sy_log_snapshot(log_of(s)->log, &snapshot);

    if (err != SY_OK)
        return true;
    err = sy_log_scrub(snapshot, &again, 1, &flaw);
    sy_log_release(snapshot);
    return err == SY_CORRUPT && flaw.index == s->flaw.index;
}

static void found(struct sy_scrubber *s, struct sy_log_snapshot *snapshot)
{
    struct sy_scrub_state *state = &s->work.state;

    s->flawed = true;
    s->repaired = s->flaw.kind != SY_FLAW_END && repair(s, snapshot) && !is_still_bad(s);
    if (s->repaired)
        return;
    s->save = true;
    s->work.clean = false;
    if (!state->bad || s->flaw.index <= state->bad_index) {
        state->bad = true;
        state->bad_index = s->flaw.index;
        state->bad_kind = s->flaw.kind;
    }
    s->pass.next++; /* what is behind it is read all the same */
}

/* What was given, before the next slice is read. Whether all is right now a new look says. */
static enum sy_err take_given(struct sy_scrubber *s)
{
    struct sy_log_snapshot *snapshot;
    uint64_t rows = 0;
    enum sy_err err;

    if (s->given.len == 0 || s->given_log != s->log)
        return SY_OK;
    err = sy_log_snapshot(log_of(s)->log, &snapshot);
    if (err != SY_OK)
        return err;
    err = begin_pass(s, snapshot);
    sy_log_release(snapshot);
    if (err == SY_OK && put_right(s, sy_buffer_bytes(&s->given), &rows) == SY_OK && rows > 0) {
        if (s->work.state.bad)
            s->work.state.next = s->work.state.bad_index;
        s->work.state.bad = false;
        s->save = true;
    }
    sy_buffer_close(&s->given);
    return err;
}

static void finish_pass(struct sy_scrubber *s)
{
    s->finished = true;
    s->save = true;
    s->work.state.finished_at = (uint64_t)s->now_us;
    if (s->work.clean)
        s->work.state.bad = false; /* it was put right, or what it was about is gone */
    s->pass.next = 0;
}

static enum sy_err save(struct sy_scrubber *s)
{
    struct sy_log_writer *writer;
    enum sy_err err = sy_log_begin(log_of(s)->log, &writer);

    if (err != SY_OK)
        return err;
    err = sy_log_put_scrub_state(writer, &s->work.state);
    if (err == SY_OK)
        return sy_log_commit(writer);
    sy_log_abort(writer);
    return err;
}

static enum sy_err read_slice(struct sy_scrubber *s)
{
    struct sy_log_snapshot *snapshot;
    enum sy_err err = sy_log_snapshot(log_of(s)->log, &snapshot);

    if (err != SY_OK)
        return err;
    err = begin_pass(s, snapshot);
    if (err == SY_OK)
        err = sy_log_scrub(snapshot, &s->pass, SLICE_BYTES, &s->flaw);
    if (err == SY_CORRUPT && s->flaw.what != NULL) {
        found(s, snapshot);
        err = SY_OK;
    }
    sy_log_release(snapshot);
    return err;
}

static void run(void *data)
{
    struct sy_scrubber *s = data;

    s->flaw = (struct sy_log_flaw){.what = NULL};
    s->err = take_given(s);
    if (s->err == SY_OK)
        s->err = read_slice(s);
    if (s->err == SY_OK && s->pass.next >= s->pass.size && !s->repaired)
        finish_pass(s);
    if (s->err == SY_OK)
        s->work.state.next = s->pass.next;
    if (s->err == SY_OK && s->save)
        s->err = save(s);
}

static void say(struct sy_scrubber *s)
{
    const struct sy_log_flaw *flaw = &s->flaw;
    const char *origin = log_of(s)->vkey.name;

    if (s->err != SY_OK && s->err != s->logs[s->log].noted)
        sy_log_line(s->options.logger, SY_LOG_ERROR, "scrub_failed",
                    "origin=%s next=%llu error=%s%s", origin, (unsigned long long)s->pass.next,
                    sy_err_name(s->err),
                    s->err == SY_CORRUPT
                        ? " reason=\"the file itself is damaged: stop the node, delete the "
                          "log's folder where others mirror it, and start again\""
                        : "");
    s->logs[s->log].noted = s->err;
    if (s->flawed)
        sy_log_line(s->options.logger, s->repaired ? SY_LOG_WARNING : SY_LOG_ERROR,
                    s->repaired ? "flaw_repaired" : "flaw",
                    "origin=%s index=%llu kind=%s record=%u reason=\"%s\"", origin,
                    (unsigned long long)flaw->index, sy_flaw_name(flaw->kind), flaw->record,
                    flaw->what);
    if (s->finished)
        sy_log_line(s->options.logger, SY_LOG_INFO, "scrubbed", "origin=%s size=%llu bad=%d",
                    origin, (unsigned long long)s->pass.size, s->work.state.bad);
}

/* So long a slice is followed by a pause that the whole log takes pass_ms. */
static uint64_t pause_ms(const struct sy_scrubber *s)
{
    uint64_t slices = 1 + sy_log_disk_bytes(log_of(s)->log) / SLICE_BYTES;
    uint64_t pause = s->options.pass_ms / slices / sy_kept_logs_count(s->options.logs);

    return pause < PAUSE_MS ? PAUSE_MS : pause > LONGEST_MS ? LONGEST_MS : pause;
}

static void done(void *data)
{
    struct sy_scrubber *s = data;
    bool stays = s->flawed && s->repaired; /* there may be more at the same entry */

    s->busy = false;
    sy_shared_note_release(s->note);
    s->note = NULL;
    if (s->err == SY_OK) {
        s->logs[s->log] = s->work;
        if (s->save)
            s->saved_ms = sy_loop_now_ms(s->options.loop);
    }
    say(s);
    if (s->flawed && !s->repaired && s->flaw.kind != SY_FLAW_END && s->options.wanted != NULL)
        s->options.wanted(s->options.ctx, s->log, s->flaw.index);
    if (s->timer == NULL)
        return;
    sy_timer_again(s->timer, stays ? PAUSE_MS : pause_ms(s), 0);
    if (!stays)
        s->log = (s->log + 1) % sy_kept_logs_count(s->options.logs);
}

static void due(void *data)
{
    struct sy_scrubber *s = data;
    uint64_t now_ms = sy_loop_now_ms(s->options.loop);

    if (s->options.busy != NULL && s->options.busy(s->options.ctx)) {
        sy_timer_again(s->timer, BUSY_MS, 0);
        return;
    }
    s->note = sy_shared_note_use(sy_kept_log_served(log_of(s)));
    s->work = s->logs[s->log];
    s->flawed = s->repaired = s->finished = false;
    s->save = now_ms - s->saved_ms >= SAVE_MS;
    s->now_us = sy_clock_us();
    if (s->note != NULL)
        s->busy = sy_worker_submit(s->options.loop, run, done, s) == SY_OK;
    if (s->busy)
        return;
    sy_shared_note_release(s->note);
    s->note = NULL;
    s->log = (s->log + 1) % sy_kept_logs_count(s->options.logs);
    sy_timer_again(s->timer, BUSY_MS, 0);
}

enum sy_err sy_scrubber_open(const struct sy_scrubber_options *options,
                             struct sy_scrubber **out)
{
    struct sy_scrubber *s = calloc(1, sizeof(*s));
    uint64_t first_ms = options->pass_ms < FIRST_MS ? options->pass_ms : FIRST_MS;
    enum sy_err err;

    sy_assert(sy_kept_logs_count(options->logs) > 0);
    if (s == NULL)
        return SY_NO_MEMORY;
    s->options = *options;
    s->saved_ms = sy_loop_now_ms(options->loop);
    err = sy_timer_open(options->loop, first_ms, 0, due, s, &s->timer);
    if (err == SY_OK)
        *out = s;
    else
        free(s);
    return err;
}

enum sy_err sy_scrubber_give(struct sy_scrubber *scrubber, size_t log,
                             struct sy_bytes entry_share)
{
    sy_assert(log < sy_kept_logs_count(scrubber->options.logs));
    if (scrubber->given.len > 0 || scrubber->busy)
        return SY_BUSY;
    sy_buffer_put_bytes(&scrubber->given, entry_share);
    scrubber->given_log = log;
    return scrubber->given.err;
}

struct sy_scrub_state sy_scrubber_state(const struct sy_scrubber *scrubber, size_t log)
{
    sy_assert(log < sy_kept_logs_count(scrubber->options.logs));
    return scrubber->logs[log].state;
}

void sy_scrubber_stop(struct sy_scrubber *scrubber)
{
    if (scrubber == NULL)
        return;
    sy_timer_close(scrubber->timer);
    scrubber->timer = NULL;
}

void sy_scrubber_close(struct sy_scrubber *scrubber)
{
    if (scrubber == NULL)
        return;
    sy_scrubber_stop(scrubber);
    sy_buffer_close(&scrubber->given);
    sy_shared_note_release(scrubber->note);
    free(scrubber);
}
