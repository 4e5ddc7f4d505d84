/* append_log.h - the log that takes what is reported to a node: the open one of the node's
 * place, whichever generation that is.
 *
 * Why      a statement names the place, not the log: what was signed for a log that has been
 *          closed since goes to its successor as it is.
 * Errors   said to the user; the functions then give what the command ends with.
 */
#ifndef SY_APPEND_LOG_H
#define SY_APPEND_LOG_H

#include "tools/options.h"
#include "tools/peer.h"

/* The open log of the --node that is given, in *network. Where the policy that is known has
 * closed it and opened no other, the node is asked for a newer one, which then takes the place
 * of *network. */
SY_MUST_USE enum sy_exit sy_append_log_find(struct sy_output *o,
                                            const struct sy_options *options,
                                            struct sy_network *network,
                                            const struct sy_network_log **out);

/* The latest log of a node that has none open: what a policy has closed last. NULL when it
 * never had one. */
const struct sy_network_log *sy_append_log_closed(const struct sy_network *network,
                                                  struct sy_bytes code);

/* What the node's policy says of the log, where it is newer than ours: it takes the place of
 * *network, and a successor that of *log, which is said. Whatever was borrowed from the network
 * before is to be taken anew. */
void sy_append_log_follow(struct sy_peer *peer, struct sy_network *network,
                          const struct sy_network_log **log);

#endif
