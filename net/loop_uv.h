/* loop_uv.h - the loop as libuv's, for the files of net/ that need it. */
#ifndef SY_LOOP_UV_H
#define SY_LOOP_UV_H

#include <uv.h>

#include "net/loop.h"

struct sy_loop {
    uv_loop_t uv;
    uv_signal_t signals[2];
    size_t signals_open;
    void (*stop)(void *data);
    void *stop_data;
};

#endif
