/* peers.h - the other nodes of the network, each with a link of this node's own to it.
 *
 * Shape    peers are numbered as the network has its nodes; this node's own number has no link.
 * Thread   every function on the loop's thread.
 */
#ifndef SY_PEERS_H
#define SY_PEERS_H

#include "ledger/key_file.h"
#include "ledger/network.h"
#include "net/peer_link.h"

struct sy_peers;

struct sy_peers_options {
    struct sy_loop *loop;
    const struct sy_network *network; /* this and the others live as long as the peers */
    const char *code;                 /* of this node */
    const struct sy_addresses *addresses;
    const struct sy_logger *logger;
    const uint8_t *transport_seed; /* not needed after open */
    uint64_t seed;                 /* random */

    /* A peer has come or gone. */
    void (*changed)(void *ctx, size_t peer, bool up);
    void *ctx;
};

/* Makes the links, which dial by themselves. SY_NO_MEMORY, SY_INTERNAL. */
SY_MUST_USE enum sy_err sy_peers_open(const struct sy_peers_options *options,
                                      struct sy_peers **out);

/* The link to a peer; NULL to this node itself. */
struct sy_peer_link *sy_peers_link(const struct sy_peers *peers, size_t peer);

/* Of the network's nodes. */
size_t sy_peers_count(const struct sy_peers *peers);

/* Hangs up; asks under way fail. Twice is fine. */
void sy_peers_stop(struct sy_peers *peers);

/* Stopped, and the loop has run out. NULL is fine. */
void sy_peers_close(struct sy_peers *peers);

#endif
