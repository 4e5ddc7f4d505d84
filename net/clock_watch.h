/* clock_watch.h - is this node's clock ahead of the others'?
 *
 * Why      what a node sequences carries its time, and others hold it against theirs: a node
 *          whose clock leads would date entries into a future that its own next entries may not
 *          go behind, for as long as its log lives.
 * Rule     it leads when it is surely SY_CLOCK_LEAD_US before the clocks of SY_CLOCK_DISTRICTS
 *          other districts: one alone may be the one that is wrong. What the way of a question
 *          and its answer took is uncertain, and left out.
 * Source   design section 6; issue of the mirrors.
 * Pure     readings in, a verdict out.
 */
#ifndef SY_CLOCK_WATCH_H
#define SY_CLOCK_WATCH_H

#include "proto/base.h"

enum {
    SY_CLOCK_DISTRICTS = 2,
    SY_CLOCK_LEAD_US = 5 * 60 * 1000000,
    SY_CLOCK_COMPARE_MS = 60 * 1000, /* so often, however lively a link is */
    SY_CLOCK_RETRY_MS = 5 * 1000     /* while it leads */
};

/* Another node's clock, as it was compared last. */
struct sy_clock_reading {
    bool here;        /* it is connected, and has been asked */
    int64_t lead_us;  /* of its clock before ours, at the middle of the way */
    int64_t error_us; /* half of what the way took */
};

/* How many clocks ours surely leads by so much. */
size_t sy_clock_watch_led(const struct sy_clock_reading *readings, size_t count);

/* Whether that is enough. */
bool sy_clock_watch_ahead(const struct sy_clock_reading *readings, size_t count);

#endif
