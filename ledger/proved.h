/* proved.h - an entry that stands in a log, by a signed checkpoint, and its signatures.
 *
 * Source   design section 3: V1, V2 (index), V4, V8; RFC 6962.
 * Pure     borrowed bytes; no allocation but the note's.
 */
#ifndef SY_PROVED_H
#define SY_PROVED_H

#include "ledger/merkle_proof.h"
#include "ledger/network.h"
#include "ledger/receipt_problem.h"
#include "ledger/trust.h"
#include "proto/entry.h"
#include "proto/statement.h"

struct sy_proved {
    struct sy_entry entry;
    struct sy_statement statement;
    struct sy_hash statement_id;
};

/* The note is a checkpoint that the network stands behind, and nobody else has signed it. The
 * errors of sy_trust_open; SY_UNKNOWN_KEY. */
SY_MUST_USE enum sy_err sy_proved_note(const struct sy_network *network, struct sy_bytes note,
                                       struct sy_trust *out, struct sy_receipt_problem *why);

/* The entry is in the log of the checkpoint at the index that it says, its statement's signers
 * signed it, and not too long before or after. SY_BAD_ENCODING, SY_BAD_PROOF, SY_BAD_KEY,
 * SY_BAD_SIGNATURE, SY_BAD_TIME. */
SY_MUST_USE enum sy_err sy_proved_entry(const struct sy_network *network,
                                        const struct sy_trust *trust, struct sy_bytes entry,
                                        const struct sy_merkle_proof *path,
                                        struct sy_proved *out, struct sy_receipt_problem *why);

#endif
