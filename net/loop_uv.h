/* loop_uv.h - the loop as libuv's, for the files of net/ that need it. */
#ifndef SY_LOOP_UV_H
#define SY_LOOP_UV_H

#include <uv.h>

#include "net/loop.h"

struct sy_work;
struct sy_lookups;

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
    struct sy_lookups *lookups;
    uv_signal_t signals[2];
    size_t signals_open;
    void (*stop)(void *data);
    void *stop_data;
};

/* What all lookups of a loop have in common; of lookup.c. SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_lookups_open(struct sy_lookups **out);

/* The threads that are still at work keep it as long as they need it. NULL is fine. */
void sy_lookups_close(struct sy_lookups *lookups);

#endif
