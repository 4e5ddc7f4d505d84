#include "net/scrubber.h"

#include <stdlib.h>
#include <string.h>

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

/* Entries of a log that are to be looked at before its turn comes. */
struct looks {
    size_t count;
    struct look {
        uint64_t index;
        char node[SY_NODE_CODE_BYTES + 1]; /* who gave what puts it right; "": nobody */
    } list[SY_SCRUB_BAD_MAX];
};

struct scrubbed {
    bool loaded;
    struct sy_scrub_state state;
    struct looks looks;
    enum sy_err fault; /* why it cannot be read; in the node's log already */
};

struct sy_scrubber {
    struct sy_scrubber_options options;
    struct sy_timer *timer; /* NULL once stopped */
    bool busy;              /* on a worker */
    size_t turn;            /* of the log that is read on next */
    struct scrubbed logs[SY_KEPT_LOGS_MAX];
    uint64_t saved_ms;
    /* Of the worker while busy. */
    size_t log;
    struct sy_shared_note *note;
    bool looking; /* at one entry, out of turn */
    struct look look;
    struct sy_scrub_state work;
    struct sy_log_scrub pass;
    struct sy_log_flaw flaw;
    bool flawed;   /* the slice has found one */
    bool repaired; /* and has put it right */
    bool given;    /* or somebody else has, and it is as it was */
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
static enum sy_err begin_slice(struct sy_scrubber *s)
{
    const struct sy_kept_log *log = log_of(s);
    struct sy_checkpoint checkpoint;
    enum sy_err err =
        sy_checkpoint_open(sy_shared_note_bytes(s->note), &log->vkey, &checkpoint);

    if (err != SY_OK)
        return err;
    if (s->work.next > checkpoint.size)
        s->work.next = 0;
    s->pass = (struct sy_log_scrub){.scope = log->scope,
                                    .size = checkpoint.size,
                                    .root = checkpoint.root,
                                    .whole = log->owned,
                                    .next = s->looking ? s->look.index : s->work.next};
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

static void note_repair(struct sy_scrubber *s, enum sy_flaw_kind kind, const char *node)
{
    struct sy_scrub_repair repair = {.index = s->flaw.index, .kind = kind, .at = s->now_us};

    memcpy(repair.node, node, sizeof(repair.node));
    sy_scrub_state_repaired(&s->work, &repair);
    s->save = true;
}

static void found(struct sy_scrubber *s, struct sy_log_snapshot *snapshot)
{
    static const char itself[SY_NODE_CODE_BYTES + 1] = "";
    struct sy_scrub_bad bad = {
        .index = s->flaw.index, .kind = s->flaw.kind, .since = s->now_us};

    s->flawed = true;
    s->repaired = s->flaw.kind != SY_FLAW_END && repair(s, snapshot) && !is_still_bad(s);
    if (s->repaired) {
        note_repair(s, s->flaw.kind, itself);
        return;
    }
    s->save = sy_scrub_state_found(&s->work, &bad) || s->save;
    s->pass.next++; /* what is behind it is read all the same */
}

/* Of the entry that was looked at. */
static void looked(struct sy_scrubber *s)
{
    const struct sy_scrub_bad *bad = sy_scrub_state_bad(&s->work, s->look.index);

    if (bad == NULL)
        return;
    s->flaw = (struct sy_log_flaw){.kind = bad->kind, .index = bad->index};
    s->given = s->look.node[0] != 0;
    if (s->given)
        note_repair(s, bad->kind, s->look.node);
}

/* The entries [from, to) are as they were. */
static void sound(struct sy_scrubber *s, uint64_t from, uint64_t to)
{
    if (s->looking && from < to)
        looked(s);
    s->save = sy_scrub_state_sound(&s->work, from, to) || s->save;
}

static void finish_pass(struct sy_scrubber *s)
{
    s->finished = true;
    s->save = true;
    s->work.finished_at = (uint64_t)s->now_us;
    s->work.next = 0;
}

static enum sy_err save(struct sy_scrubber *s)
{
    struct sy_log_writer *writer;
    enum sy_err err = sy_log_begin(log_of(s)->log, &writer);

    if (err != SY_OK)
        return err;
    err = sy_log_put_scrub_state(writer, &s->work);
    if (err == SY_OK)
        return sy_log_commit(writer);
    sy_log_abort(writer);
    return err;
}

static enum sy_err read_slice(struct sy_scrubber *s)
{
    struct sy_log_snapshot *snapshot;
    uint64_t from;
    uint64_t to;
    enum sy_err err = begin_slice(s);

    if (err != SY_OK || (s->looking && s->look.index >= s->pass.size))
        return err;
    err = sy_log_snapshot(log_of(s)->log, &snapshot);
    if (err != SY_OK)
        return err;
    from = s->pass.next;
    err = sy_log_scrub(snapshot, &s->pass, s->looking ? 1 : SLICE_BYTES, &s->flaw);
    to = s->pass.next;
    if (err == SY_CORRUPT && s->flaw.what != NULL) {
        found(s, snapshot);
        err = SY_OK;
    } else if (err == SY_OK && to == s->pass.size) {
        to = UINT64_MAX; /* the end, too */
    }
    sy_log_release(snapshot);
    if (err != SY_OK)
        return err;
    if (!s->looking)
        s->work.next = s->pass.next;
    sound(s, from, to);
    return SY_OK;
}

static void run(void *data)
{
    struct sy_scrubber *s = data;

    s->flaw = (struct sy_log_flaw){.what = NULL};
    s->err = read_slice(s);
    if (s->err == SY_OK && !s->looking && s->work.next >= s->pass.size && !s->repaired)
        finish_pass(s);
    if (s->err == SY_OK && s->save)
        s->err = save(s);
}

static void say_flaw(const struct sy_scrubber *s)
{
    const struct sy_log_flaw *flaw = &s->flaw;
    const char *origin = log_of(s)->vkey.name;

    if (s->given)
        sy_log_line(s->options.logger, SY_LOG_WARNING, "flaw_repaired",
                    "origin=%s index=%llu kind=%s from=%s", origin,
                    (unsigned long long)flaw->index, sy_flaw_name(flaw->kind), s->look.node);
    else if (s->flawed)
        sy_log_line(s->options.logger, s->repaired ? SY_LOG_WARNING : SY_LOG_ERROR,
                    s->repaired ? "flaw_repaired" : "flaw",
                    "origin=%s index=%llu kind=%s record=%u reason=\"%s\"", origin,
                    (unsigned long long)flaw->index, sy_flaw_name(flaw->kind), flaw->record,
                    flaw->what);
}

static void say(struct sy_scrubber *s)
{
    const char *origin = log_of(s)->vkey.name;

    if (s->err != SY_OK && s->err != s->logs[s->log].fault)
        sy_log_line(s->options.logger, SY_LOG_ERROR, "scrub_failed",
                    "origin=%s next=%llu error=%s%s", origin, (unsigned long long)s->pass.next,
                    sy_err_name(s->err),
                    s->err == SY_CORRUPT
                        ? " reason=\"the file itself is damaged: stop the node, delete the "
                          "log's folder where others mirror it, and start again\""
                        : "");
    s->logs[s->log].fault = s->err;
    if (s->err == SY_OK)
        say_flaw(s);
    if (s->finished)
        sy_log_line(s->options.logger, SY_LOG_INFO, "scrubbed", "origin=%s size=%llu bad=%zu",
                    origin, (unsigned long long)s->pass.size, s->work.bad_count);
}

/* So long a slice is followed by a pause that the whole log takes pass_ms. */
static uint64_t pause_ms(const struct sy_scrubber *s)
{
    uint64_t slices = 1 + sy_log_disk_bytes(log_of(s)->log) / SLICE_BYTES;
    uint64_t pause = s->options.pass_ms / slices / sy_kept_logs_count(s->options.logs);

    return pause < PAUSE_MS ? PAUSE_MS : pause > LONGEST_MS ? LONGEST_MS : pause;
}

/* What is bad is known to whoever gives entries to others. */
static void tell_bad(struct sy_scrubber *s, size_t log)
{
    const struct sy_scrub_state *state = &s->logs[log].state;
    struct sy_kept_log *kept = &s->options.logs->log[log];

    kept->bad_count = 0;
    for (size_t i = 0; i < state->bad_count; i++) {
        if (state->bad[i].kind != SY_FLAW_END)
            kept->bad[kept->bad_count++] = state->bad[i].index;
    }
}

/* A log with an entry to look at, and something that was promised; log_count when there is
 * none. */
static size_t log_to_look_at(const struct sy_scrubber *s)
{
    size_t log = 0;

    while (log < sy_kept_logs_count(s->options.logs) &&
           (s->logs[log].looks.count == 0 ||
            sy_kept_log_served(&s->options.logs->log[log]) == NULL))
        log++;
    return log;
}

static void done(void *data)
{
    struct sy_scrubber *s = data;
    bool stays = s->flawed && s->repaired; /* there may be more at the same entry */
    bool hurry = stays || s->looking;

    s->busy = false;
    sy_shared_note_release(s->note);
    s->note = NULL;
    if (s->err == SY_OK) {
        s->logs[s->log].state = s->work;
        tell_bad(s, s->log);
        if (s->save)
            s->saved_ms = sy_loop_now_ms(s->options.loop);
    }
    say(s);
    if (s->flawed && !s->repaired && s->flaw.kind != SY_FLAW_END && s->options.wanted != NULL)
        s->options.wanted(s->options.ctx, s->log, s->flaw.index);
    if (s->timer == NULL)
        return;
    if (!hurry)
        s->turn = (s->log + 1) % sy_kept_logs_count(s->options.logs);
    hurry = hurry || log_to_look_at(s) < sy_kept_logs_count(s->options.logs);
    sy_timer_again(s->timer, hurry ? PAUSE_MS : pause_ms(s), 0);
}

/* Whether a worker reads it. */
static bool begin(struct sy_scrubber *s, size_t log)
{
    struct looks *looks = &s->logs[log].looks;
    uint64_t now_ms = sy_loop_now_ms(s->options.loop);

    s->log = log;
    s->looking = looks->count > 0;
    if (s->looking)
        s->look = looks->list[looks->count - 1];
    s->note = sy_shared_note_use(sy_kept_log_served(log_of(s)));
    s->work = s->logs[log].state;
    s->flawed = s->repaired = s->given = s->finished = false;
    s->save = now_ms - s->saved_ms >= SAVE_MS;
    s->now_us = sy_clock_us();
    if (s->note != NULL)
        s->busy = sy_worker_submit(s->options.loop, run, done, s) == SY_OK;
    if (s->busy && s->looking)
        looks->count--;
    if (!s->busy) {
        sy_shared_note_release(s->note);
        s->note = NULL;
    }
    return s->busy;
}

/* What was bad is asked for again from the start on. Where the state cannot be read, a pass
 * begins. */
static void load(struct sy_scrubber *s, size_t log)
{
    static const char nobody[SY_NODE_CODE_BYTES + 1] = "";
    struct sy_scrub_state *state = &s->logs[log].state;
    struct sy_log_snapshot *snapshot;

    if (s->logs[log].loaded)
        return;
    s->logs[log].loaded = true;
    if (sy_log_snapshot(s->options.logs->log[log].log, &snapshot) != SY_OK)
        return;
    if (sy_log_scrub_state(snapshot, state) != SY_OK)
        *state = (struct sy_scrub_state){0};
    sy_log_release(snapshot);
    tell_bad(s, log);
    for (size_t i = 0; i < s->options.logs->log[log].bad_count; i++)
        sy_scrubber_look(s, log, s->options.logs->log[log].bad[i], nobody);
}

static void due(void *data)
{
    struct sy_scrubber *s = data;
    size_t count = sy_kept_logs_count(s->options.logs);
    size_t log;
    bool look;

    for (size_t i = 0; i < count; i++)
        load(s, i); /* one that was added since, too */
    log = log_to_look_at(s);
    look = log < count;
    if (!look && s->options.busy != NULL && s->options.busy(s->options.ctx)) {
        sy_timer_again(s->timer, BUSY_MS, 0);
        return;
    }
    if (begin(s, look ? log : s->turn))
        return;
    if (!look)
        s->turn = (s->turn + 1) % sy_kept_logs_count(s->options.logs);
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
    for (size_t i = 0; i < sy_kept_logs_count(options->logs); i++)
        load(s, i);
    err = sy_timer_open(options->loop, first_ms, 0, due, s, &s->timer);
    if (err == SY_OK)
        *out = s;
    else
        free(s);
    return err;
}

void sy_scrubber_look(struct sy_scrubber *scrubber, size_t log, uint64_t index,
                      const char *node)
{
    struct looks *looks = &scrubber->logs[log].looks;
    size_t at = 0;

    sy_assert(log < sy_kept_logs_count(scrubber->options.logs));
    while (at < looks->count && looks->list[at].index != index)
        at++;
    if (at == SY_SCRUB_BAD_MAX)
        return; /* a pass comes to it */
    if (at == looks->count)
        looks->list[looks->count++] = (struct look){.index = index};
    if (node[0] != 0)
        memcpy(looks->list[at].node, node, sizeof(looks->list[at].node));
    if (scrubber->timer != NULL && !scrubber->busy)
        sy_timer_again(scrubber->timer, PAUSE_MS, 0);
}

void sy_scrubber_forget(struct sy_scrubber *scrubber, size_t log)
{
    scrubber->logs[log] = (struct scrubbed){.loaded = false};
    scrubber->options.logs->log[log].bad_count = 0;
}

const struct sy_scrub_state *sy_scrubber_state(const struct sy_scrubber *scrubber, size_t log)
{
    sy_assert(log < sy_kept_logs_count(scrubber->options.logs));
    return &scrubber->logs[log].state;
}

enum sy_err sy_scrubber_fault(const struct sy_scrubber *scrubber, size_t log)
{
    sy_assert(log < sy_kept_logs_count(scrubber->options.logs));
    return scrubber->logs[log].fault;
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
    sy_shared_note_release(scrubber->note);
    free(scrubber);
}
