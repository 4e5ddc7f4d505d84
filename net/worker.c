#include "net/worker.h"

#include <stdlib.h>

#include "net/loop_uv.h"

struct sy_work {
    uv_work_t uv;
    struct sy_loop *loop;
    struct sy_work *next; /* while it is held */
    void (*run)(void *data);
    void (*done)(void *data);
    void *data;
};

static void run_work(uv_work_t *uv)
{
    struct sy_work *work = uv->data;

    work->run(work->data);
}

static void begin_work(struct sy_work *work);

/* The quiet moment, if one is waited for and this is one. */
static void be_quiet(struct sy_loop *loop)
{
    struct sy_work_state *state = &loop->work;
    void (*quiet)(void *data) = state->quiet;
    struct sy_work *held;

    if (quiet == NULL || state->running > 0)
        return;
    quiet(state->quiet_data);
    state->quiet = NULL;
    held = state->held;
    state->held = NULL;
    while (held != NULL) {
        struct sy_work *next = held->next;

        begin_work(held);
        held = next;
    }
}

static void end_work(uv_work_t *uv, int status)
{
    struct sy_work *work = uv->data;
    struct sy_loop *loop = work->loop;

    /* Work is never cancelled, so it has run. */
    sy_assert(status == 0);
    work->done(work->data);
    free(work);
    sy_assert(loop->work.running > 0);
    loop->work.running--;
    be_quiet(loop);
}

static void begin_work(struct sy_work *work)
{
    int refused = uv_queue_work(&work->loop->uv, &work->uv, run_work, end_work);

    sy_assert(refused == 0); /* it refuses only what has nothing to run */
    work->loop->work.running++;
}

static void hold_work(struct sy_work *work)
{
    struct sy_work_state *state = &work->loop->work;

    if (state->held == NULL)
        state->held_last = &state->held;
    *state->held_last = work;
    state->held_last = &work->next;
}

enum sy_err sy_worker_submit(struct sy_loop *loop, void (*run)(void *data),
                             void (*done)(void *data), void *data)
{
    struct sy_work *work = calloc(1, sizeof(*work));

    if (work == NULL)
        return SY_NO_MEMORY;
    *work = (struct sy_work){.loop = loop, .run = run, .done = done, .data = data};
    work->uv.data = work;
    if (loop->work.quiet == NULL)
        begin_work(work);
    else
        hold_work(work);
    return SY_OK;
}

enum sy_err sy_worker_quiet(struct sy_loop *loop, void (*quiet)(void *data), void *data)
{
    if (loop->work.quiet != NULL)
        return SY_BUSY;
    loop->work.quiet = quiet;
    loop->work.quiet_data = data;
    be_quiet(loop);
    return SY_OK;
}
