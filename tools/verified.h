/* verified.h - an entry and its records as a node sends them, checked from a trusted checkpoint
 * down to each part that is here.
 *
 * Shape    what says which check failed: a static English sentence, NULL for a fault.
 * Source   design section 3: V1, V2 (index), V4, V6, V8. Authority (V5) is directory.h's.
 * Pure     borrowed bytes; no allocation.
 */
#ifndef SY_VERIFIED_H
#define SY_VERIFIED_H

#include "ledger/merkle_proof.h"
#include "ledger/network.h"
#include "ledger/trust.h"
#include "proto/entry.h"
#include "proto/message.h"
#include "proto/share.h"
#include "proto/statement.h"

struct sy_verified {
    struct sy_entry entry;
    struct sy_statement statement;
    struct sy_hash id; /* of the statement */
};

/* The entry stands in the log that the checkpoint was signed for, at the index it says, and its
 * signers signed it. path is a list of hashes. The error of the check that failed. */
SY_MUST_USE enum sy_err sy_verified_entry(const struct sy_network *network,
                                          const struct sy_trust *trust, struct sy_bytes entry,
                                          const struct sy_list *path, struct sy_verified *out,
                                          const char **what);

/* The same without the proof, for an entry that is checked with its log. */
SY_MUST_USE enum sy_err sy_verified_statement(const struct sy_network *network,
                                              struct sy_bytes origin, struct sy_bytes entry,
                                              struct sy_verified *out, const char **what);

/* The hashes of a list that is a path. SY_BAD_PROOF when they are none, or too many. */
SY_MUST_USE enum sy_err sy_verified_path(const struct sy_list *list,
                                         struct sy_merkle_proof *path);

/* The record is one of the statement's, by its path, and its parts are canonical. */
SY_MUST_USE enum sy_err sy_verified_record(const struct sy_statement *statement,
                                           const struct sy_record_share *record,
                                           const char **what);

/* These are all of the statement's records, in order, without paths. */
SY_MUST_USE enum sy_err sy_verified_records(const struct sy_statement *statement,
                                            const struct sy_list *records, const char **what);

#endif
