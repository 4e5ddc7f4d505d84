/* promises.h - what a node has given out, read off the tape: its signed checkpoints and its
 * receipts; and whether a folder keeps it.
 */
#ifndef SY_PROMISES_H
#define SY_PROMISES_H

#include "ledger/network.h"
#include "tests/power/tape.h"

struct promises;

/* The network outlives them. */
struct promises *promises_open(const struct sy_network *network);
void promises_close(struct promises *promises);

/* The next record of the tape. What a node signed must not contradict what it signed before. */
void promises_take(struct promises *promises, const struct tape_record *record);

/* Receipts given out so far. */
size_t promises_count(const struct promises *promises);

/* What the data folder of a stopped node breaks; NULL when it keeps them all: every log is as
 * long as was promised, with that root, has each entry that a receipt was given for, and every
 * row of it is as it should be. */
const char *promises_broken(const struct promises *promises, const char *data);

#endif
