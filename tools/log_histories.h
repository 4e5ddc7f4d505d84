/* log_histories.h - what all nodes say of a log, set against each other, and where that log is
 * to end.
 *
 * Shape    a history is what some claims hold that continue each other; its head is the largest
 *          of them. One history is a log in order. Two or more are a fork: no checkpoint of
 *          the one continues the other's. Claims on what came before the fork belong to both.
 * Rule     an end is safe when nothing that a quorum stands behind lies beyond it or beside it.
 *          A quorum of q among n others, f of whom may lie, has at least q + r - n - f honest
 *          members among any r others, so that many must have been asked for it to be seen.
 */
#ifndef SY_LOG_HISTORIES_H
#define SY_LOG_HISTORIES_H

#include "tools/log_claim.h"

struct sy_log_histories {
    const struct sy_network *network;
    const struct sy_network_log *log; /* in network */
    size_t claim_count;
    struct sy_log_claim claims[SY_NETWORK_NODES_MAX]; /* in the network's order */
    size_t count;                                     /* of histories */
    size_t heads[SY_NETWORK_NODES_MAX];               /* the claim of each */
};

/* Where the log is to end, and who says so. */
struct sy_log_end {
    struct sy_checkpoint checkpoint;
    uint64_t histories; /* a bit for each that it belongs to */
    uint64_t holders;   /* a bit for each claim that holds all of it */
};

/* Connect to every node that the policy known here names. */
void sy_log_histories_open(struct sy_log_histories *h, struct sy_output *o,
                           const char *network_path, const struct sy_network *known);

/* Ask them all; network is as the newest policy has it that any of them knew. Said, and
 * SY_EXIT_UNASKED, when a node that answered before does so no more. */
SY_MUST_USE enum sy_exit sy_log_histories_ask(struct sy_log_histories *h,
                                              const struct sy_network *network,
                                              const struct sy_network_log *log);

/* The largest end: of the only history, or of the only one that has a quorum which the others
 * have not. SY_NOT_FOUND when nobody holds anything, SY_BAD_CHAIN when it is not for a program
 * to say which history counts; of a peer, kept there, what could not be asked: *asked. */
SY_MUST_USE enum sy_err sy_log_end_find(struct sy_log_histories *h, struct sy_log_end *out,
                                        struct sy_log_claim **asked);

/* That end. SY_NOT_FOUND when nobody who was asked holds it; likewise. */
SY_MUST_USE enum sy_err sy_log_end_at(struct sy_log_histories *h,
                                      const struct sy_checkpoint *checkpoint,
                                      struct sy_log_end *out, struct sy_log_claim **asked);

/* A claim that has a quorum for what the end cuts off; NULL. The errors likewise. */
SY_MUST_USE enum sy_err sy_log_end_cuts(struct sy_log_histories *h,
                                        const struct sy_log_end *end, struct sy_log_claim **cut,
                                        struct sy_log_claim **asked);

/* How many nodes other than the owner were asked, and how many it takes to see every quorum. */
uint64_t sy_log_histories_asked(const struct sy_log_histories *h);
uint64_t sy_log_histories_needed(const struct sy_log_histories *h);

/* All peers. */
void sy_log_histories_close(struct sy_log_histories *h);

#endif
