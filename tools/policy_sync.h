/* policy_sync.h - the policies that a node has and this folder has not: fetched, verified,
 * kept.
 *
 * Rule     the chain is verified from network.json, whatever the node says. What is known never
 *          goes back: a node that follows an older version is told of, and what is known holds.
 */
#ifndef SY_POLICY_SYNC_H
#define SY_POLICY_SYNC_H

#include "tools/peer.h"

/* Bring peer->network up to the version the node follows. On anything but SY_EXIT_YES it has
 * been said: SY_EXIT_NO when what the node offers does not verify. */
SY_MUST_USE enum sy_exit sy_policy_sync(struct sy_peer *peer, const char *network_path);

#endif
