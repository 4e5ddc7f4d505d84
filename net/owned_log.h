/* owned_log.h - a log that this node sequences: with its key, and the checkpoints it signs.
 *
 * Rule     persist and sync, then sign, then publish. A note is a function of size and root, so
 *          a node that was killed after the sync signs the very same note when it starts again.
 */
#ifndef SY_OWNED_LOG_H
#define SY_OWNED_LOG_H

#include "ledger/checkpoint.h"
#include "net/kept_log.h"

enum { SY_OWN_NOTE_BYTES_MAX = 1024 }; /* origin, size, root and one signature */

/* A note of our own, small enough to be copied. */
struct sy_own_note {
    size_t len;
    uint64_t size; /* of the tree it promises */
    uint8_t data[SY_OWN_NOTE_BYTES_MAX];
};

/* Gives the log that was opened its key; seed is the log key's. What was kept beside it with
 * the network's quorum is served again. */
SY_MUST_USE enum sy_err sy_owned_log_begin(struct sy_kept_log *log,
                                           const struct sy_network *network,
                                           const uint8_t seed[SY_SEED_BYTES]);

/* Signs its present state, which is then its note. */
SY_MUST_USE enum sy_err sy_owned_log_sign_present(struct sy_kept_log *log);

/* Signs the head of a snapshot: what it shows is on disk. */
SY_MUST_USE enum sy_err sy_owned_log_sign(const struct sy_kept_log *log,
                                          const struct sy_log_head *head,
                                          struct sy_own_note *out);

/* The note's bytes, as long as the struct. */
struct sy_bytes sy_own_note_bytes(const struct sy_own_note *note);

#endif
