/* shares.h - records of a statement as they travel, checked against the root that was signed.
 *
 * Shape    a message that has RecordShares in one of its fields. Where all records are there
 *          they have no paths, and the root is computed over all; where some are, each has its
 *          path.
 * Source   log.proto: RecordShare; design section 3, "Receipt".
 * Pure     borrowed bytes; no allocation.
 */
#ifndef SY_SHARES_H
#define SY_SHARES_H

#include "ledger/receipt_problem.h"
#include "proto/share.h"
#include "proto/statement.h"

/* How many fields of that number the message has. */
uint32_t sy_shares_count(struct sy_bytes message, uint32_t number);

/* The records stand in order, each is one of those that were signed, and each part that is here
 * is a canonical one of its type. The error of the check that failed; *why says which. */
SY_MUST_USE enum sy_err sy_shares_check(struct sy_bytes message, uint32_t number,
                                        const struct sy_statement *statement,
                                        struct sy_receipt_problem *why);

#endif
