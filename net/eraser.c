#include "net/eraser.h"

#include <stdlib.h>

#include "net/worker.h"

enum {
    ORDERS_MAX = 64,       /* carried out in one commit */
    MARK_EVERY = 4096,     /* entries of the registry, when they order nothing */
    SLICE_BYTES = 8 << 20, /* scoured at a time: so long does an append wait */
    DELAY_MS = 50,         /* what is ordered within it is erased together */
    RETRY_MS = 1000,
    NONE = SY_KEPT_LOGS_MAX
};

/* An order, and what came of it. */
struct outcome {
    struct sy_log_erasure what;
    struct sy_buffer residue;
    enum sy_err err;
    bool known; /* it was carried out before */
};

struct sy_eraser {
    struct sy_eraser_options options;
    struct sy_timer *timer; /* NULL once stopped */
    bool armed;
    bool busy;    /* on a worker, or waiting for a quiet moment */
    bool look;    /* something has grown since it last began with the first log */
    bool waiting; /* an order names an entry that some log does not have yet */
    size_t log;   /* the one it is at; NONE */
    bool scouring;
    bool impossible[SY_KEPT_LOGS_MAX]; /* to scour, as LMDB is now */
    uint64_t seen[SY_KEPT_LOGS_MAX];   /* "ordered", log by log */
    struct sy_log_scour scour;
    enum sy_err noted; /* in the node's log */
    /* Of the worker while busy. */
    struct sy_order_position at;
    uint64_t stored;  /* the registry's entries below need not be looked at again: on disk */
    uint64_t ordered; /* and as far as is known */
    struct outcome outcomes[ORDERS_MAX];
    size_t count;
    bool begun; /* "at" and "ordered" are this log's */
    bool held;  /* an order of this log waits */
    bool owes;
    enum sy_err err;
};

static struct sy_kept_log *log_of(const struct sy_eraser *eraser)
{
    return &eraser->options.logs->log[eraser->log];
}

static enum sy_err load(struct sy_eraser *eraser)
{
    struct sy_log_snapshot *snapshot;
    enum sy_err err = sy_log_snapshot(log_of(eraser)->log, &snapshot);

    if (err != SY_OK)
        return err;
    if (!eraser->begun) {
        err = sy_log_ordered(snapshot, &eraser->stored);
        eraser->ordered = eraser->stored;
        if (eraser->ordered < eraser->seen[eraser->log])
            eraser->ordered = eraser->seen[eraser->log];
        eraser->at = (struct sy_order_position){.index = eraser->ordered};
        eraser->held = false;
        eraser->begun = err == SY_OK;
    }
    sy_log_release(snapshot);
    return err;
}

static enum sy_err ask(struct sy_eraser *eraser)
{
    struct sy_order orders[ORDERS_MAX] = {0};
    enum sy_err err = SY_OK;

    if (eraser->options.orders != NULL)
        err = eraser->options.orders(eraser->options.ctx, sy_text(log_of(eraser)->vkey.name),
                                     &eraser->at, orders, ORDERS_MAX, &eraser->count);
    for (size_t i = 0; i < ORDERS_MAX; i++)
        eraser->outcomes[i] = (struct outcome){orders[i].what, orders[i].residue, SY_OK, false};
    for (size_t i = 0; err == SY_OK && i < eraser->count; i++) {
        err = eraser->outcomes[i].residue.err;
        eraser->outcomes[i].what.residue = sy_buffer_bytes(&eraser->outcomes[i].residue);
    }
    return err;
}

static void close_residues(struct sy_eraser *eraser)
{
    for (size_t i = 0; i < ORDERS_MAX; i++)
        sy_buffer_close(&eraser->outcomes[i].residue);
}

/* What was carried out before, and what waits for its entry: neither needs a commit. */
static enum sy_err find_known(struct sy_eraser *eraser)
{
    struct sy_log_snapshot *snapshot;
    enum sy_err err = sy_log_snapshot(log_of(eraser)->log, &snapshot);

    if (err != SY_OK)
        return err;
    for (size_t i = 0; err == SY_OK && i < eraser->count; i++) {
        struct outcome *outcome = &eraser->outcomes[i];
        const struct sy_log_erasure *what = &outcome->what;
        enum sy_part_state state;
        uint64_t order;

        if (what->index >= sy_log_head(snapshot)->tree.size) {
            outcome->err = SY_NOT_YET;
            continue;
        }
        err =
            sy_log_part_state(snapshot, what->index, what->record, what->kind, &state, &order);
        outcome->known = err == SY_OK && state == SY_PART_ERASED;
        err = err == SY_NOT_FOUND ? SY_OK : err;
    }
    sy_log_release(snapshot);
    return err;
}

static bool is_refusal(enum sy_err err)
{
    return err == SY_NOT_FOUND || err == SY_VOID || err == SY_DENIED;
}

static bool is_due(const struct outcome *outcome)
{
    return !outcome->known && outcome->err != SY_NOT_YET;
}

static enum sy_err erase_all(struct sy_eraser *eraser, struct sy_log_writer *writer)
{
    enum sy_err err = SY_OK;

    for (size_t i = 0; err == SY_OK && i < eraser->count; i++) {
        struct outcome *outcome = &eraser->outcomes[i];

        if (!is_due(outcome))
            continue;
        outcome->err = sy_log_erase(writer, &outcome->what);
        err = is_refusal(outcome->err) ? SY_OK : outcome->err;
    }
    return err;
}

/* How far the orders are carried out after these. One that waits keeps the mark below itself;
 * those behind it are carried out all the same. */
static uint64_t mark_of(struct sy_eraser *eraser)
{
    uint64_t mark = eraser->held ? eraser->ordered : eraser->at.index;

    for (size_t i = 0; i < eraser->count; i++) {
        const struct outcome *outcome = &eraser->outcomes[i];

        if (outcome->err != SY_NOT_YET)
            continue;
        eraser->held = true;
        mark = outcome->what.order < mark ? outcome->what.order : mark;
    }
    return mark < eraser->ordered ? eraser->ordered : mark; /* the view is being built again */
}

/* One commit: the erasures, and the mark; none when there is nothing to erase. */
static enum sy_err carry_out(struct sy_eraser *eraser)
{
    uint64_t mark = mark_of(eraser);
    bool anything = mark - eraser->stored >= MARK_EVERY;
    struct sy_log_writer *writer;
    enum sy_err err;

    for (size_t i = 0; i < eraser->count; i++)
        anything = anything || is_due(&eraser->outcomes[i]);
    if (anything) {
        err = sy_log_begin(log_of(eraser)->log, &writer);
        if (err != SY_OK)
            return err;
        err = erase_all(eraser, writer);
        if (err == SY_OK)
            err = sy_log_put_ordered(writer, mark);
        if (err == SY_OK)
            err = sy_log_commit(writer);
        else
            sy_log_abort(writer);
        if (err != SY_OK)
            return err;
        eraser->stored = mark;
    }
    eraser->ordered = mark;
    eraser->seen[eraser->log] = mark;
    return SY_OK;
}

static enum sy_err find_owed(struct sy_eraser *eraser)
{
    struct sy_log_snapshot *snapshot;
    enum sy_err err = sy_log_snapshot(log_of(eraser)->log, &snapshot);

    if (err != SY_OK)
        return err;
    err = sy_log_owes_scour(snapshot, &eraser->owes);
    sy_log_release(snapshot);
    return err;
}

static void run_orders(void *data)
{
    struct sy_eraser *eraser = data;
    enum sy_err err = load(eraser);

    eraser->count = 0;
    if (err == SY_OK)
        err = ask(eraser);
    if (err == SY_OK)
        err = find_known(eraser);
    if (err == SY_OK)
        err = carry_out(eraser);
    if (err == SY_OK)
        err = find_owed(eraser);
    close_residues(eraser);
    eraser->err = err;
}

static void run_slice(void *data)
{
    struct sy_eraser *eraser = data;

    eraser->err = sy_log_scour(log_of(eraser)->log, &eraser->scour, SLICE_BYTES);
}

static void go_on(struct sy_eraser *eraser);

static void arm(struct sy_eraser *eraser, uint64_t delay_ms)
{
    if (eraser->armed || eraser->busy || eraser->timer == NULL)
        return;
    eraser->armed = true;
    sy_timer_again(eraser->timer, delay_ms, 0);
}

/* A line when it begins to fail, or fails otherwise. An old reader in the way is no failure. */
static void note(struct sy_eraser *eraser)
{
    enum sy_err err = eraser->err;

    if (err != SY_OK && err != eraser->noted)
        sy_log_line(eraser->options.logger, err == SY_BUSY ? SY_LOG_INFO : SY_LOG_ERROR,
                    err == SY_BUSY ? "scour_waits" : "erase_failed", "origin=%s error=%s",
                    log_of(eraser)->vkey.name, sy_err_name(err));
    eraser->noted = err;
}

static void note_outcomes(struct sy_eraser *eraser)
{
    for (size_t i = 0; i < eraser->count; i++) {
        const struct outcome *outcome = &eraser->outcomes[i];
        const struct sy_log_erasure *what = &outcome->what;

        if (outcome->known || outcome->err == SY_NOT_YET)
            continue;
        sy_log_line(eraser->options.logger,
                    outcome->err == SY_OK ? SY_LOG_INFO : SY_LOG_WARNING,
                    outcome->err == SY_OK ? "erased" : "not_erased",
                    "origin=%s index=%llu record=%u kind=%u order=%llu error=%s",
                    log_of(eraser)->vkey.name, (unsigned long long)what->index, what->record,
                    what->kind, (unsigned long long)what->order, sy_err_name(outcome->err));
    }
}

static void submit(struct sy_eraser *eraser, void (*run)(void *data), void (*done)(void *data))
{
    eraser->busy = eraser->timer != NULL &&
                   sy_worker_submit(eraser->options.loop, run, done, eraser) == SY_OK;
    if (!eraser->busy)
        arm(eraser, RETRY_MS);
}

static void next_log(struct sy_eraser *eraser)
{
    eraser->log++;
    if (eraser->log >= sy_kept_logs_count(eraser->options.logs))
        eraser->log = NONE;
    eraser->begun = false;
    eraser->scouring = false;
    go_on(eraser);
}

static void slice_done(void *data)
{
    struct sy_eraser *eraser = data;

    eraser->busy = false;
    note(eraser);
    if (eraser->err == SY_UNIMPLEMENTED) {
        eraser->impossible[eraser->log] = true; /* until a program that knows how is started */
        next_log(eraser);
    } else if (eraser->err != SY_OK) {
        arm(eraser, RETRY_MS);
    } else if (eraser->scour.done) {
        sy_log_line(eraser->options.logger, SY_LOG_INFO, "scoured",
                    "origin=%s erasures=%llu read=%llu cleared=%llu", log_of(eraser)->vkey.name,
                    (unsigned long long)eraser->scour.owed,
                    (unsigned long long)eraser->scour.store.read_bytes,
                    (unsigned long long)eraser->scour.store.cleared_bytes);
        next_log(eraser);
    } else {
        go_on(eraser);
    }
}

/* No work is under way, so nobody has a snapshot of the log or writes to it. */
static void begin_scour(void *data)
{
    struct sy_eraser *eraser = data;

    eraser->busy = false;
    if (eraser->timer == NULL)
        return;
    eraser->err = sy_log_scour_begin(log_of(eraser)->log, &eraser->scour);
    note(eraser);
    eraser->scouring = eraser->err == SY_OK;
    if (eraser->scouring)
        go_on(eraser);
    else
        arm(eraser, RETRY_MS);
}

static void wait_for_quiet(struct sy_eraser *eraser)
{
    enum sy_err err;

    eraser->busy = true;
    err = sy_worker_quiet(eraser->options.loop, begin_scour, eraser);
    if (err == SY_OK)
        return;
    eraser->busy = false;
    arm(eraser, RETRY_MS);
}

static void orders_done(void *data)
{
    struct sy_eraser *eraser = data;

    eraser->busy = false;
    note(eraser);
    if (eraser->err != SY_OK) {
        arm(eraser, RETRY_MS);
        return;
    }
    note_outcomes(eraser);
    eraser->waiting = eraser->waiting || eraser->held;
    if (eraser->count == ORDERS_MAX)
        go_on(eraser);
    else if (eraser->owes && !eraser->impossible[eraser->log])
        wait_for_quiet(eraser);
    else
        next_log(eraser);
}

/* What is next: a piece of the scour, the next orders of this log, or the first log again. */
static void go_on(struct sy_eraser *eraser)
{
    if (eraser->busy || eraser->timer == NULL)
        return;
    if (eraser->log != NONE) {
        if (eraser->scouring)
            submit(eraser, run_slice, slice_done);
        else
            submit(eraser, run_orders, orders_done);
        return;
    }
    if (!eraser->look)
        return;
    arm(eraser, eraser->waiting ? RETRY_MS : DELAY_MS);
}

static void due(void *data)
{
    struct sy_eraser *eraser = data;

    eraser->armed = false;
    if (eraser->log == NONE && eraser->look) {
        eraser->look = false;
        eraser->waiting = false;
        eraser->log = 0;
        eraser->begun = false;
    }
    go_on(eraser);
}

void sy_eraser_grown(struct sy_eraser *eraser)
{
    eraser->look = true;
    if (eraser->log == NONE)
        go_on(eraser);
}

void sy_eraser_forget(struct sy_eraser *eraser, size_t log)
{
    eraser->seen[log] = 0;
    eraser->impossible[log] = false;
    if (eraser->log == log) {
        eraser->begun = false;
        eraser->scouring = false;
    }
    sy_eraser_grown(eraser);
}

bool sy_eraser_idle(const struct sy_eraser *eraser)
{
    return eraser->log == NONE && !eraser->look;
}

enum sy_err sy_eraser_open(const struct sy_eraser_options *options, struct sy_eraser **out)
{
    struct sy_eraser *eraser = calloc(1, sizeof(*eraser));
    enum sy_err err;

    if (eraser == NULL)
        return SY_NO_MEMORY;
    eraser->options = *options;
    eraser->log = NONE;
    eraser->look = true;
    eraser->armed = true;
    err = sy_timer_open(options->loop, DELAY_MS, 0, due, eraser, &eraser->timer);
    if (err == SY_OK)
        *out = eraser;
    else
        free(eraser);
    return err;
}

void sy_eraser_stop(struct sy_eraser *eraser)
{
    if (eraser == NULL)
        return;
    sy_timer_close(eraser->timer);
    eraser->timer = NULL;
}

void sy_eraser_close(struct sy_eraser *eraser)
{
    sy_eraser_stop(eraser);
    free(eraser);
}
