/* residue.h - what views read of an event whose open or chain part was erased by order: what
 * the order has left in its place.
 *
 * Source   design section 3, "Erasure".
 */
#ifndef SY_RESIDUE_H
#define SY_RESIDUE_H

#include "ledger/epcis_event.h"
#include "ledger/log.h"

/* Adds to the bodies that are here the residues of those parts of the record that are not; they
 * live as long as the snapshot. */
SY_MUST_USE enum sy_err sy_residue_add(struct sy_log_snapshot *snapshot, uint64_t index,
                                       const struct sy_record_share *record,
                                       struct sy_epcis_parts *parts);

#endif
