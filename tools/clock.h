/* clock.h - the time, for those who pass it on to the core. */
#ifndef SY_CLOCK_H
#define SY_CLOCK_H

#include <stdint.h>

/* Microseconds since the epoch, UTC. */
int64_t sy_clock_us(void);

/* Microseconds that never go back, from an arbitrary start: for durations. */
int64_t sy_clock_steady_us(void);

#endif
