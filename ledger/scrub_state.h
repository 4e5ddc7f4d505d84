/* scrub_state.h - how far the passes over a log have come, what they found that is not put
 * right yet, and what was put right last: kept in the log, so that it outlives a restart.
 *
 * Shape    the first SY_SCRUB_BAD_MAX bad entries by index; of more it is known from where on
 *          they begin, and they are found again when there is room for them.
 * Pure     the rows are put and read within the caller's transaction.
 */
#ifndef SY_SCRUB_STATE_H
#define SY_SCRUB_STATE_H

#include "ledger/log_scrub.h"
#include "ledger/network.h"

enum { SY_SCRUB_BAD_MAX = 8 };

struct sy_scrub_bad {
    uint64_t index;
    enum sy_flaw_kind kind; /* what was found first */
    int64_t since;
};

/* The last one that was put right. */
struct sy_scrub_repair {
    uint64_t index;
    enum sy_flaw_kind kind;
    int64_t at;
    char node[SY_NODE_CODE_BYTES + 1]; /* who gave it; "": the log itself had it */
};

struct sy_scrub_state {
    uint64_t next;        /* of the pass under way */
    uint64_t finished_at; /* the last whole pass, microseconds since the epoch; 0: none yet */
    size_t bad_count;
    struct sy_scrub_bad bad[SY_SCRUB_BAD_MAX]; /* ascending */
    bool more;                                 /* others are bad, */
    uint64_t more_from;                        /* from there on */
    uint64_t repair_count;                     /* since the log was made */
    struct sy_scrub_repair repair;
};

/* The bad entry of that index; NULL. */
const struct sy_scrub_bad *sy_scrub_state_bad(const struct sy_scrub_state *state,
                                              uint64_t index);

/* Something is wrong with an entry. False when that was known, and nothing changes. */
bool sy_scrub_state_found(struct sy_scrub_state *state, const struct sy_scrub_bad *bad);

/* The entries [from, to) were read, and are as they were. True when one of them was bad. When
 * there is room again for what had none, the pass goes back to it. */
bool sy_scrub_state_sound(struct sy_scrub_state *state, uint64_t from, uint64_t to);

/* An entry that was bad has been put right. */
void sy_scrub_state_repaired(struct sy_scrub_state *state,
                             const struct sy_scrub_repair *repair);

/* All zero when none was kept, or what was kept cannot be read. */
SY_MUST_USE enum sy_err sy_log_scrub_state(struct sy_log_snapshot *snapshot,
                                           struct sy_scrub_state *out);

/* Within the writer's transaction. */
SY_MUST_USE enum sy_err sy_log_put_scrub_state(struct sy_log_writer *writer,
                                               const struct sy_scrub_state *state);

#endif
