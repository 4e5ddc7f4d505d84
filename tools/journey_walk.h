/* journey_walk.h - the steps of a journey as a node sends them, each verified before anybody
 * sees it.
 *
 * Shape    open asks, and checks the checkpoints of the logs that the steps come from; next
 *          gives one step after another. A step that does not verify ends the walk.
 * Life     a step's bytes live until the next one.
 */
#ifndef SY_JOURNEY_WALK_H
#define SY_JOURNEY_WALK_H

#include "ledger/epcis_event.h"
#include "ledger/journey.h"
#include "ledger/json.h"
#include "tools/directory.h"
#include "tools/erased.h"
#include "tools/keeping.h"

enum { SY_WALK_LOGS_MAX = 129 };

struct sy_walk_log {
    struct sy_trust trust;
    uint64_t as_of;  /* entries that the node's view had read */
    uint64_t unread; /* records of which the node does not have the parts that views read */
};

struct sy_walk_step {
    uint64_t number; /* from 1 */
    const struct sy_walk_log *log;
    struct sy_journey_step message;
    struct sy_verified evidence;
    struct sy_record_share record;
    struct sy_epcis_parts parts;              /* of an event, as far as they are here */
    unsigned withheld;                        /* bit 1 << kind, those that were erased too */
    unsigned erased;                          /* bit 1 << kind; the orders are in erasures */
    enum sy_part_state states[SY_PART_KINDS]; /* of those that the node does not have, why */
    struct sy_erasure erasures[SY_PART_KINDS];
    struct sy_epcis_view view;
    const struct sy_json *event; /* the same as a tree; NULL: the node has nothing of it */
    bool names_item;             /* the event itself names the item, or what contained it */
};

/* All zero but for peer and directory before open. */
struct sy_walk {
    struct sy_peer *peer;
    struct sy_directory *directory;
    uint64_t id;
    bool ended;
    struct sy_buffer item; /* canonical */
    size_t log_count;
    struct sy_walk_log *logs;
    uint64_t steps;
    struct sy_frame_message frame;
    struct sy_buffer text; /* of the event */
    struct sy_json_document document;
};

/* Ask. SY_EXIT_NO when the node knows no such item or its checkpoints do not verify;
 * SY_EXIT_USAGE when it is no identifier. It has been said. Close it in every case. */
SY_MUST_USE enum sy_exit sy_walk_open(struct sy_walk *walk, const struct sy_get_journey *ask);

/* The next step; *done when there was none. SY_EXIT_NO, and said, when it does not verify. */
SY_MUST_USE enum sy_exit sy_walk_next(struct sy_walk *walk, struct sy_walk_step *out,
                                      bool *done);

/* Twice is fine. */
void sy_walk_close(struct sy_walk *walk);

#endif
