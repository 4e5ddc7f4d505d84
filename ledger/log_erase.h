/* log_erase.h - takes the bytes of a part out of a log, by a registry order, for good.
 *
 * Shape    the row of an erased part holds a mark instead: which registry entry ordered it. Its
 *          hash stays in the record's digest, so every root, proof, receipt and audit is as it
 *          was. There are two steps: sy_log_erase removes the bytes from what can be read and
 *          notes, in the same commit, that a scour is owed; sy_log_scour then overwrites what
 *          is left of them in the data file, a piece at a time. Whoever opens a log that owes a
 *          scour does it again from its beginning.
 * Source   design section 3, "Erasure" and V6; store_scour.h.
 * Errors   those of log.h.
 */
#ifndef SY_LOG_ERASE_H
#define SY_LOG_ERASE_H

#include "ledger/log.h"
#include "ledger/part_state.h"
#include "ledger/store_scour.h"

/* What an order says about a part of one log. */
struct sy_log_erasure {
    uint64_t index; /* entry */
    uint32_t record;
    uint8_t kind;
    struct sy_hash part_hash;
    uint64_t order; /* index of the registry's entry that orders it */
    struct sy_bytes
        residue; /* what views read instead; none: data NULL. Kept as far as the part
                                says it, too: all of it or nothing */
};

/* Erases the part, within the writer's transaction; again is fine, and the first order stays.
 * SY_NOT_YET when the log is not that long, SY_NOT_FOUND when its entry has no such record or
 * part, SY_VOID when that part has another hash, SY_DENIED when it is an open part of the
 * registry's own log: the writer has then put nothing. On another error it can only be aborted.
 */
SY_MUST_USE enum sy_err sy_log_erase(struct sy_log_writer *writer,
                                     const struct sy_log_erasure *erasure);

/* The state of a part; order is set when it was erased. SY_NOT_FOUND when the record has no
 * part of that kind. */
SY_MUST_USE enum sy_err sy_log_part_state(struct sy_log_snapshot *snapshot, uint64_t index,
                                          uint32_t record, uint8_t kind,
                                          enum sy_part_state *out, uint64_t *order);

/* What an order has left of an erased part for views to read: the type of its record, and the
 * body, which lives as long as the snapshot. SY_NOT_FOUND when the part was not erased, or
 * nothing of it is left. */
SY_MUST_USE enum sy_err sy_log_residue(struct sy_log_snapshot *snapshot, uint64_t index,
                                       uint32_t record, uint8_t kind, uint32_t *type,
                                       struct sy_bytes *body);

/* The size of the registry up to which its orders were carried out in this log; 0 at first. */
SY_MUST_USE enum sy_err sy_log_ordered(struct sy_log_snapshot *snapshot, uint64_t *out);
SY_MUST_USE enum sy_err sy_log_put_ordered(struct sy_log_writer *writer, uint64_t size);

/* Is there a scour to be done? */
SY_MUST_USE enum sy_err sy_log_owes_scour(struct sy_log_snapshot *snapshot, bool *out);

/* A scour of the log, from its beginning to its end. */
struct sy_log_scour {
    struct sy_store_scour store;
    uint64_t owed; /* erasures that it is for */
    bool done;
};

/* Begins one. The log is closed and opened again, and whoever holds it goes on with it: nothing
 * else may use it during this call, on no thread. SY_BUSY when a snapshot or writer is open:
 * nothing has happened. After another error the log refuses everything until this succeeds. */
SY_MUST_USE enum sy_err sy_log_scour_begin(struct sy_log *log, struct sy_log_scour *out);

/* The next piece, of about bytes_max of the data file; writers wait meanwhile. When it is the
 * last, what was owed is struck off; what has been erased since is owed still. What
 * sy_store_scour refuses. */
SY_MUST_USE enum sy_err sy_log_scour(struct sy_log *log, struct sy_log_scour *scour,
                                     uint64_t bytes_max);

#endif
