/* residue.h - what views read of a record whose open or chain part was erased by order: what
 * the order has left in its place.
 *
 * Shape    of an event what, when, where, why, who and how much, and nothing that somebody
 *          wrote freely: no extensions but the numbers of lots and certificates, no
 *          measurements, no @context. Of a disclosure what it opens, and to whom. Of another
 *          type nothing: no view reads one. What is left of what was left is the same again.
 * Source   design section 3, "Erasure".
 */
#ifndef SY_RESIDUE_H
#define SY_RESIDUE_H

#include "ledger/epcis_event.h"
#include "ledger/view.h"

/* What an order leaves of the body of an open or chain part, into the buffer: a canonical body
 * of that type, or nothing. The body is canonical, too. */
void sy_residue_write(uint32_t type, struct sy_bytes body, struct sy_buffer *out);

/* Whether an order leaves nothing but what it may of that body: some of the fields of
 * sy_residue_write, in their order. Then views may believe it. SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_residue_fits(uint32_t type, struct sy_bytes body,
                                        struct sy_bytes residue, bool *out);

/* Adds to the bodies that are here the residues of those parts of the record that are not; they
 * live as long as the snapshot. */
SY_MUST_USE enum sy_err sy_residue_add(struct sy_log_snapshot *snapshot, uint64_t index,
                                       const struct sy_record_share *record,
                                       struct sy_epcis_parts *parts);

/* The body that an erased part of that type has left; the same life. SY_NOT_FOUND when the part
 * is here, was not erased, or left nothing. */
SY_MUST_USE enum sy_err sy_residue_of(struct sy_log_snapshot *snapshot,
                                      const struct sy_position *position,
                                      const struct sy_part_share *share, uint32_t type,
                                      struct sy_bytes *body);

#endif
