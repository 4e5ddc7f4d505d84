/* erasure.h - the registry's orders to erase: which part of which log, by whom, on what ground.
 *
 * Shape    an order is an act on a subject of its own, "erasure:<origin>:<index>:<record>:
 *          <kind>", so a part is ordered to be erased once, and whoever misses a part can ask
 *          for its order by name.
 * Source   design section 3, "Erasure"; registry.proto, ErasureOrder.
 */
#ifndef SY_ERASURE_H
#define SY_ERASURE_H

#include "ledger/log_erase.h"
#include "ledger/registry.h"

/* An order; the bytes are borrowed from the body it was read from, data NULL when absent. */
struct sy_erasure {
    struct sy_bytes origin; /* of the log */
    struct sy_log_erasure what;
    struct sy_bytes ground;
    struct sy_bytes reason;
    struct sy_bytes document;
};

/* The subject of the order for a part, into the empty buffer. */
void sy_erasure_subject(struct sy_bytes origin, uint64_t index, uint32_t record, uint8_t kind,
                        struct sy_buffer *out);

/* An ErasureOrder that stands in entry order of the registry. SY_BAD_ENCODING when it lacks
 * what names a part. */
SY_MUST_USE enum sy_err sy_erasure_read(struct sy_bytes body, uint64_t order,
                                        struct sy_erasure *out);

/* The first order for that log at or behind *at, which is then behind it. SY_NOT_FOUND when
 * there is no more: *at is then the registry's end. The bytes live as long as the snapshot. */
SY_MUST_USE enum sy_err sy_erasure_next(struct sy_registry_snapshot *snapshot,
                                        struct sy_bytes origin, struct sy_registry_position *at,
                                        struct sy_erasure *out);

#endif
