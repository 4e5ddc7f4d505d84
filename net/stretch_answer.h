/* stretch_answer.h - the answer to a GET_STRETCH as it comes in, message by message: what is in
 * order is kept, and what is not is named.
 *
 * Shape    StretchStart, then an EntryShare an index, the last one flagged. Whether it is true,
 *          ledger/stretch.h decides once all of it is here.
 * Bounds   as many entries as are asked for; bytes are whoever counts the connection's.
 * Pure     no socket, no clock.
 */
#ifndef SY_STRETCH_ANSWER_H
#define SY_STRETCH_ANSWER_H

#include "net/mirrored_log.h"

struct sy_stretch_answer {
    bool begun;              /* its first message has come */
    struct sy_buffer shares; /* EntryShare messages, one behind the other */
    size_t count;
    size_t ends[SY_MIRROR_STRETCH_ENTRIES]; /* where each ends */
    struct sy_mirrored_stretch read;        /* whole once it is done */
};

/* Empty: ends and read are left as they are. */
void sy_stretch_answer_init(struct sy_stretch_answer *answer);

/* The next message; end: it is the last. NULL, or, in static English, why it cannot be part of
 * an answer. After the last one the stretch can be read, until the answer is closed. */
const char *sy_stretch_answer_take(struct sy_stretch_answer *answer, const struct sy_vkey *log,
                                   uint8_t type, struct sy_bytes payload, bool end);

/* Gives back what came. Twice is fine. */
void sy_stretch_answer_close(struct sy_stretch_answer *answer);

#endif
