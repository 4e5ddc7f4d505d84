/* trust.h - is this note a checkpoint that the network stands behind.
 *
 * Source   design sections 3 and 6: the log's own signature, and at least the quorum of
 *          districts other than the owner's; each true cosignature is one the network names.
 *          A log without entries needs none: there is one empty tree, and nothing to hold.
 * Pure     bytes and a network in, a verdict out.
 */
#ifndef SY_TRUST_H
#define SY_TRUST_H

#include "ledger/checkpoint.h"
#include "ledger/network.h"

struct sy_trust {
    struct sy_checkpoint checkpoint;
    const struct sy_network_log *log;
    size_t cosigner_count; /* verified cosignatures */
    const struct sy_network_cosigner *cosigners[SY_NETWORK_COSIGNERS_MAX];
    uint64_t cosigned_at_s[SY_NETWORK_COSIGNERS_MAX];
    uint64_t votes;       /* districts other than the owner among them */
    size_t unknown_count; /* signature lines of keys that the network does not name */
    const char *what;     /* on an error: which check failed, a static English sentence */
};

/* SY_BAD_NOTE, SY_BAD_CHECKPOINT, SY_BAD_SIGNATURE; SY_UNKNOWN_KEY for a log the network does
 * not have or that did not sign; SY_CLOSED as sy_trust_stands; SY_QUORUM, but not
 * of where a policy has closed the log; SY_LIMIT, SY_NO_MEMORY. Of *out only what is set
 * then. */
SY_MUST_USE enum sy_err sy_trust_open(const struct sy_network *network, struct sy_bytes note,
                                      struct sy_trust *out);

/* Whether a checkpoint that an earlier policy stood behind still stands: SY_CLOSED when it goes
 * beyond where the network has closed its log since, or has another root there; *what, which
 * may be NULL, then says so. */
SY_MUST_USE enum sy_err sy_trust_stands(const struct sy_network *network,
                                        const struct sy_checkpoint *checkpoint,
                                        const char **what);

#endif
