/* loop_uv.h - the loop as libuv's, for the files of net/ that need it. */
#ifndef SY_LOOP_UV_H
#define SY_LOOP_UV_H

#include <uv.h>

#include "net/loop.h"

struct sy_work;

/* Work under way, and what waits for a moment without any; only worker.c touches it. */
struct sy_work_state {
    unsigned running;
    struct sy_work *held;       /* submitted while a quiet moment is waited for */
    struct sy_work **held_last; /* NULL at first */
    void (*quiet)(void *data);
    void *quiet_data;
};

struct sy_loop {
    uv_loop_t uv;
    struct sy_work_state work;
    uv_signal_t signals[2];
    size_t signals_open;
    void (*stop)(void *data);
    void *stop_data;
};

#endif
