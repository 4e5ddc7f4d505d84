#include "net/worker.h"

#include <stdlib.h>

#include "net/loop_uv.h"

struct work {
    uv_work_t uv;
    void (*run)(void *data);
    void (*done)(void *data);
    void *data;
};

static void run_work(uv_work_t *uv)
{
    struct work *work = uv->data;

    work->run(work->data);
}

static void end_work(uv_work_t *uv, int status)
{
    struct work *work = uv->data;

    /* Work is never cancelled, so it has run. */
    sy_assert(status == 0);
    work->done(work->data);
    free(work);
}

enum sy_err sy_worker_submit(struct sy_loop *loop, void (*run)(void *data),
                             void (*done)(void *data), void *data)
{
    struct work *work = calloc(1, sizeof(*work));

    if (work == NULL)
        return SY_NO_MEMORY;
    *work = (struct work){.run = run, .done = done, .data = data};
    work->uv.data = work;
    if (uv_queue_work(&loop->uv, &work->uv, run_work, end_work) != 0) {
        free(work);
        return SY_NO_MEMORY;
    }
    return SY_OK;
}
