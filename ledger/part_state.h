/* part_state.h - whether a store has a part, and why not: never silently absent.
 *
 * Source   design section 3, V6.
 */
#ifndef SY_PART_STATE_H
#define SY_PART_STATE_H

/* As they stand in a log's rows and travel between nodes. */
enum sy_part_state {
    SY_PART_HERE = 0,
    SY_PART_ERASED = 1,         /* by a registry order */
    SY_PART_NOT_SUBSCRIBED = 2, /* this store is not meant to hold it */
    SY_PART_AGED_OUT = 3,       /* it was dropped, or never asked for, since it is old */
    SY_PART_WANTED = 4, /* this store is meant to hold it, and nobody has given it yet */
    SY_PART_ABSENT = 5, /* nothing says why: it was lost, or never looked for */
    SY_PART_STATES
};

/* "here", "erased", "not_subscribed", ...: stable words. */
const char *sy_part_state_name(enum sy_part_state state);

#endif
