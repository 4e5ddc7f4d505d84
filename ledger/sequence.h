/* sequence.h - gives a checked statement its place at the end of a log.
 *
 * Source   design section 3: V2, V3 and V8.
 * Pure     time is what the caller says it is, in microseconds; it may go back, the log does
 *          not.
 */
#ifndef SY_SEQUENCE_H
#define SY_SEQUENCE_H

#include "ledger/log.h"

#define SY_SIGNED_BEFORE_MAX_US ((int64_t)30 * 86400 * 1000000) /* V8 */
#define SY_SIGNED_AFTER_MAX_US  ((int64_t)10 * 60 * 1000000)

struct sy_sequence {
    bool registry;          /* the log is a registry's */
    int64_t now;            /* of the node's clock */
    uint64_t registry_size; /* against which the signers were checked; not of a registry log */
    struct sy_hash registry_root;
};

/* V8. SY_BAD_TIME when it was signed too long before or after. */
SY_MUST_USE enum sy_err sy_sequence_check_time(int64_t signed_at, int64_t sequenced_at);

/* The bytes of the next entry behind head, into the empty buffer, and the same as a struct that
 * borrows from it. SY_BAD_TIME as above, SY_LIMIT when the entry would be too long. */
SY_MUST_USE enum sy_err sy_sequence_entry(const struct sy_log_head *head,
                                          const struct sy_sequence *how,
                                          const struct sy_submission *submission,
                                          int64_t signed_at, struct sy_buffer *out,
                                          struct sy_entry *read);

#endif
