/* journey.h - an item's events in order, with those of what contained it, while it did.
 *
 * Shape    steps in order of event time, then position. Containment follows aggregation: ADD
 *          puts the item into its parent, DELETE (of the item, or of the parent without
 *          children: all out) ends it, OBSERVE says that it is in it; containers within
 *          containers likewise, to CONTAINERS deep. The same record reported again is one step,
 *          its other places listed. An event that its own principal has declared wrong stays,
 *          marked, moves nothing, and stands beside the declaration and the events that replace
 *          it; somebody else's declaration is a claim.
 * Access   a reader finds only what stands in a part that he may have: access_case.h decides
 *          for each record that names the item in another part than the open one.
 * Life     the view's snapshot is taken before those of the logs, so that they hold all it
 *          names.
 * Pure     what the view and the logs hold in, steps out; bounded by limit.
 */
#ifndef SY_JOURNEY_H
#define SY_JOURNEY_H

#include "ledger/access_case.h"

enum { SY_JOURNEY_STEPS_MAX = 10000, SY_JOURNEY_CONTAINERS_MAX = 64, SY_JOURNEY_DEPTH_MAX = 8 };

enum sy_standing {
    SY_STANDING_PLAIN = 0,
    SY_STANDING_WITHDRAWN = 1,   /* its principal has declared it wrong: regarding is where */
    SY_STANDING_DECLARATION = 2, /* declares the event regarding wrong, and may */
    SY_STANDING_CLAIM = 3        /* declares somebody else's event regarding wrong: no effect */
};

struct sy_journey_event {
    struct sy_position position;
    int64_t time;
    uint64_t roles;     /* bit 1 << enum sy_role of the item, or of what contained it */
    uint32_t container; /* 0 the item itself, else containers[container] */
    enum sy_standing standing;
    bool has_regarding;
    struct sy_position regarding;
    uint8_t identity[SY_VIEW_IDENTITY_BYTES];
    uint32_t again; /* how many of the following events are the same record, reported again */
};

/* What contained the item, and what contained that. */
struct sy_journey_container {
    size_t name_at; /* into names */
    size_t name_len;
    uint32_t inner; /* what it contained: 0 the item */
};

/* All zero holds nothing. */
struct sy_journey {
    struct sy_buffer item; /* canonical */
    struct sy_buffer names;
    uint32_t container_count; /* [0] is the item */
    struct sy_journey_container containers[SY_JOURNEY_CONTAINERS_MAX];
    struct sy_buffer events; /* struct sy_journey_event one behind the other */
    size_t count;
    bool cut; /* there was more than limit, or more containers than are followed */
};

struct sy_journey_ask {
    struct sy_bytes item;                /* as typed */
    struct sy_access *access;            /* the reader's sight */
    bool direct;                         /* without what contained it */
    uint32_t limit;                      /* events; 0 and more than the maximum: the maximum */
    struct sy_log_snapshot *const *logs; /* as the view counts them */
    size_t log_count;
};

/* SY_BAD_IDENTIFIER, SY_PERSONAL, SY_LIMIT for the item; SY_NOT_FOUND when no event that the
 * reader may know names it; faults. Close it in every case. */
SY_MUST_USE enum sy_err sy_journey_open(struct sy_view_snapshot *view,
                                        const struct sy_journey_ask *ask,
                                        struct sy_journey *out);

/* Step i, below the count; it lives as long as the journey. */
const struct sy_journey_event *sy_journey_at(const struct sy_journey *journey, size_t i);

/* The name of a container, borrowed. */
struct sy_bytes sy_journey_name(const struct sy_journey *journey, uint32_t container);

/* NULL and twice are fine. */
void sy_journey_close(struct sy_journey *journey);

#endif
