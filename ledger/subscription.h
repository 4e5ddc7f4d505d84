/* subscription.h - which parts of other nodes' logs a node keeps, as its operator writes it.
 *
 * Shape    a text, a line a log:
 *            # whose log, which parts, how long
 *            default all
 *            310115 open chain for 90 days
 *            310101 none
 *          "default" is for every log that no line names, and is "all" without such a line; a
 *          code is for all generations of that node's log. Parts are all, none, or some of
 *          open, chain, commercial, personal; how long in days, hours, minutes or seconds.
 *          Entries are kept of every log, and of its own log and the registry a node keeps
 *          all, as it does of notices.
 * Source   design sections 3 (V6), 6 and 11.
 * Pure     fixed size, no allocation.
 */
#ifndef SY_SUBSCRIPTION_H
#define SY_SUBSCRIPTION_H

#include "ledger/log_keep.h"
#include "ledger/network.h"

enum {
    SY_SUBSCRIPTION_FILE_BYTES_MAX = 64 << 10,
    SY_SUBSCRIPTION_LINE_BYTES_MAX = 400,
    SY_SUBSCRIPTION_DAYS_MAX = 36500 /* so that its seconds fit 32 bits */
};

/* What is kept of a log. */
struct sy_subscribed {
    uint32_t kinds; /* as in sy_log_keep */
    uint32_t age_s; /* 0: for ever */
};

struct sy_subscription {
    struct sy_subscribed others; /* of logs that are not named */
    size_t count;
    struct {
        char code[SY_NODE_CODE_BYTES + 1];
        struct sy_subscribed what;
    } named[SY_NETWORK_NODES_MAX];
};

/* All of everything: what a node keeps that was told nothing. */
void sy_subscription_init(struct sy_subscription *out);

/* SY_BAD_FILE with *why filled, which may be NULL, and *out unchanged. */
SY_MUST_USE enum sy_err sy_subscription_parse(struct sy_bytes file, struct sy_subscription *out,
                                              struct sy_problem *why);

/* What the node with that code keeps of a log: all of its own and of the registry's. */
struct sy_subscribed sy_subscription_of(const struct sy_subscription *subscription,
                                        const char *node, const char *owner,
                                        struct sy_bytes origin);

#endif
