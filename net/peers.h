/* peers.h - the other nodes of the network, each with a link of this node's own to it.
 *
 * Shape    a peer has a number for as long as it is one; that of one that has left is given to
 *          another only when there is none left that nobody has had.
 * Thread   every function on the loop's thread.
 */
#ifndef SY_PEERS_H
#define SY_PEERS_H

#include "ledger/addresses.h"
#include "ledger/network.h"
#include "net/peer_link.h"

struct sy_peers;

struct sy_peers_options {
    struct sy_loop *loop;
    const struct sy_hash *network_id; /* this and the others live as long as the peers */
    const char *code;                 /* of this node */
    const struct sy_logger *logger;
    const uint8_t *transport_seed; /* not needed after open */
    uint64_t seed;                 /* random */

    /* A peer has come or gone. */
    void (*changed)(void *ctx, size_t peer, bool up);
    void *ctx;
};

/* A node as the network and the registry have it now. */
struct sy_peer_node {
    struct sy_public_key transport;
    struct sy_node_addresses at; /* its code; count 0 when no address is known */
};

/* Without any peer. SY_NO_MEMORY, SY_INTERNAL. */
SY_MUST_USE enum sy_err sy_peers_open(const struct sy_peers_options *options,
                                      struct sy_peers **out);

/* These are the nodes now, this one among them or not: who is new is dialled, who has another
 * key or address is dialled anew, who is not there any more is hung up on. Not to be called
 * from what a link calls. SY_NO_MEMORY: those behind it are as they were. */
SY_MUST_USE enum sy_err sy_peers_follow(struct sy_peers *peers,
                                        const struct sy_peer_node *nodes, size_t count);

/* The link to a peer; NULL when there is none of that number. */
struct sy_peer_link *sy_peers_link(const struct sy_peers *peers, size_t peer);

/* Numbers are below. */
size_t sy_peers_count(const struct sy_peers *peers);

/* The code of the peer, also of one that has left. */
const char *sy_peers_code(const struct sy_peers *peers, size_t peer);

/* The number of the peer of that code. SY_NOT_FOUND when it is none, or this node itself. */
SY_MUST_USE enum sy_err sy_peers_find(const struct sy_peers *peers, struct sy_bytes code,
                                      size_t *out);

/* Hangs up; asks under way fail. Twice is fine. */
void sy_peers_stop(struct sy_peers *peers);

/* Stopped, and the loop has run out. NULL is fine. */
void sy_peers_close(struct sy_peers *peers);

#endif
