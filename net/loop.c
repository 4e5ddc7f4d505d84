#include "net/loop_uv.h"

#include <signal.h>
#include <stdlib.h>

struct sy_timer {
    uv_timer_t uv;
    void (*fire)(void *data);
    void *data;
};

enum sy_err sy_loop_open(struct sy_loop **out)
{
    struct sy_loop *loop = calloc(1, sizeof(*loop));

    if (loop == NULL)
        return SY_NO_MEMORY;
    if (sy_lookups_open(&loop->lookups) != SY_OK || uv_loop_init(&loop->uv) != 0) {
        sy_lookups_close(loop->lookups);
        free(loop);
        return SY_NO_MEMORY;
    }
    /* More than the cores: checks, a writer a log, the views and readers wait for different
     * things, and none of them shall wait for another's disk. Whoever runs the node may say
     * otherwise. */
    setenv("UV_THREADPOOL_SIZE", "8", 0);
    /* A peer that has gone shows as an error of the write, not as a signal. */
    signal(SIGPIPE, SIG_IGN);
    *out = loop;
    return SY_OK;
}

void sy_loop_run(struct sy_loop *loop)
{
    uv_run(&loop->uv, UV_RUN_DEFAULT);
}

uint64_t sy_loop_now_ms(const struct sy_loop *loop)
{
    return uv_now(&loop->uv);
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct sy_loop *loop = handle->data;

    (void)number;
    loop->stop(loop->stop_data);
}

enum sy_err sy_loop_on_signal(struct sy_loop *loop, void (*stop)(void *data), void *data)
{
    static const int numbers[] = {SIGTERM, SIGINT};

    if (loop->signals_open > 0)
        return SY_EXISTS;
    loop->stop = stop;
    loop->stop_data = data;
    for (; loop->signals_open < 2; loop->signals_open++) {
        uv_signal_t *handle = &loop->signals[loop->signals_open];

        if (uv_signal_init(&loop->uv, handle) != 0)
            return SY_NO_MEMORY;
        handle->data = loop;
        uv_unref((uv_handle_t *)handle);
        if (uv_signal_start(handle, on_signal, numbers[loop->signals_open]) != 0) {
            uv_close((uv_handle_t *)handle, NULL);
            return SY_NO_MEMORY;
        }
    }
    return SY_OK;
}

void sy_loop_close(struct sy_loop *loop)
{
    int closed;

    if (loop == NULL)
        return;
    for (size_t i = 0; i < loop->signals_open; i++)
        uv_close((uv_handle_t *)&loop->signals[i], NULL);
    uv_run(&loop->uv, UV_RUN_DEFAULT);
    closed = uv_loop_close(&loop->uv);
    sy_assert(closed == 0);
    sy_lookups_close(loop->lookups);
    free(loop);
}

static void on_timer(uv_timer_t *handle)
{
    struct sy_timer *timer = handle->data;

    timer->fire(timer->data);
}

enum sy_err sy_timer_open(struct sy_loop *loop, uint64_t first_ms, uint64_t repeat_ms,
                          void (*fire)(void *data), void *data, struct sy_timer **out)
{
    struct sy_timer *timer = calloc(1, sizeof(*timer));

    if (timer == NULL)
        return SY_NO_MEMORY;
    uv_timer_init(&loop->uv, &timer->uv);
    timer->uv.data = timer;
    timer->fire = fire;
    timer->data = data;
    uv_timer_start(&timer->uv, on_timer, first_ms, repeat_ms);
    *out = timer;
    return SY_OK;
}

void sy_timer_again(struct sy_timer *timer, uint64_t first_ms, uint64_t repeat_ms)
{
    uv_timer_start(&timer->uv, on_timer, first_ms, repeat_ms);
}

static void free_timer(uv_handle_t *handle)
{
    free(handle->data);
}

void sy_timer_close(struct sy_timer *timer)
{
    if (timer != NULL)
        uv_close((uv_handle_t *)&timer->uv, free_timer);
}
