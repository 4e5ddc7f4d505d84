/* capture_part.h - which part a member goes into: the table's policies, carried out.
 *
 * Pure     no allocation.
 */
#ifndef SY_CAPTURE_PART_H
#define SY_CAPTURE_PART_H

#include "ledger/capture_walk.h"

/* Does the signer open members of this name. */
bool sy_capture_part_opens(const struct sy_capture_walk *walk, struct sy_bytes name);

/* What is in a member is not wider than the member; then, chain and commercial give way to the
 * signer's wish, personal never. */
enum sy_part_kind sy_capture_part_settle(const struct sy_capture_walk *walk,
                                         enum sy_part_kind kind);

/* The part of a member of the standard; node is its value, or NULL. */
enum sy_part_kind sy_capture_part_of(const struct sy_capture_walk *walk,
                                     const struct sy_epcis_row *row,
                                     const struct sy_json *node);

/* The part of an element of bizTransactionList: papers whose numbers anyone may check are open,
 * papers of the trade are not. */
enum sy_part_kind sy_capture_part_of_transaction(const struct sy_capture_walk *walk,
                                                 const struct sy_json *element);

#endif
