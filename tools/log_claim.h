/* log_claim.h - what one node says of a log: how much of it is all there, under which signed
 * checkpoint, and behind how much of it a quorum stands.
 *
 * Shape    every node is asked by itself, and one that cannot be is no failure of the command:
 *          its claim then says why. Nothing is believed but what the log's own key signed.
 */
#ifndef SY_LOG_CLAIM_H
#define SY_LOG_CLAIM_H

#include "ledger/signed_checkpoint.h"
#include "ledger/trust.h"
#include "tools/peer.h"

/* Keep its address while it is in use; all zero holds nothing. */
struct sy_log_claim {
    char code[SY_NODE_CODE_BYTES + 1]; /* whose claim it is */
    bool owner;                        /* of the log */
    struct sy_peer *peer;              /* NULL: it could not be asked */
    struct sy_buffer why;              /* then, or when what it shows does not hold */
    bool holds;                        /* entries: held is what they are */
    struct sy_signed_checkpoint held;
    struct sy_checkpoint proved; /* the quorum stands behind it; size 0: behind nothing */
    uint64_t votes;              /* that proved has */
    uint64_t histories;          /* a bit for each that it belongs to; log_histories.h */
};

/* Connect to the node; a newer policy that it has is kept on the way. */
void sy_log_claim_open(struct sy_output *o, const char *network_path, const char *code,
                       struct sy_log_claim *out);

/* Ask what it holds of the log, in the network as the newest policy has it. */
void sy_log_claim_ask(struct sy_log_claim *claim, const struct sy_network *network,
                      const struct sy_network_log *log);

/* Whether the tree of that size is the beginning of what the node holds, as it proves. What
 * cannot be asked is SY_UNREACHABLE and the like, kept for sy_peer_report. */
SY_MUST_USE enum sy_err sy_log_claim_continues(struct sy_log_claim *claim,
                                               const struct sy_checkpoint *from, bool *yes);

/* Whether the node gives out the last entry of a tree that it holds, with its proof. Errors
 * likewise; SY_BAD_PROOF when it gives another. */
SY_MUST_USE enum sy_err sy_log_claim_last(struct sy_log_claim *claim,
                                          const struct sy_checkpoint *tree);

/* Twice is fine. */
void sy_log_claim_close(struct sy_log_claim *claim);

#endif
