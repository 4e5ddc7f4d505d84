#include "tools/clock.h"

#include <time.h>

#include "proto/base.h"

static int64_t read_us(clockid_t clock)
{
    struct timespec now;
    int failed = clock_gettime(clock, &now);

    /* It fails only for a clock that does not exist; these two do on every Linux. */
    sy_assert(failed == 0);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t sy_clock_us(void)
{
    return read_us(CLOCK_REALTIME);
}

int64_t sy_clock_steady_us(void)
{
    return read_us(CLOCK_MONOTONIC);
}
