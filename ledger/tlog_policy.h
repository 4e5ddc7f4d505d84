/* tlog_policy.h - whom to trust, as a C2SP tlog-policy that programs of others read.
 *
 * Shape    one policy a log, since a log's owner has no vote on it: its log line, a witness
 *          line for each cosigner of the other nodes, "any" group of each node (one vote a
 *          node), and over those a group that needs as many as the network's quorum.
 * Source   C2SP tlog-policy; design section 6.
 */
#ifndef SY_TLOG_POLICY_H
#define SY_TLOG_POLICY_H

#include "ledger/network.h"

/* Append the policy of a log, the registry's or any of network->logs; the buffer keeps the
 * error. */
void sy_tlog_policy_put(const struct sy_network *network, const struct sy_network_log *log,
                        struct sy_buffer *out);

#endif
