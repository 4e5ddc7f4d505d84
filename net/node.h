/* node.h - a node: the network's logs, those it owns and those it mirrors, their views, and
 * what each request does to them.
 *
 * Shape    data folder: lock, logs/<origin, '/' written '+'>/, views/registry/, views/items/.
 *          Everything below views/ can be deleted: it is built again from the logs.
 * Thread   every function on the loop's thread.
 */
#ifndef SY_NODE_H
#define SY_NODE_H

#include "ledger/addresses.h"
#include "ledger/key_file.h"
#include "ledger/network.h"
#include "ledger/subscription.h"
#include "net/loop.h"
#include "net/server.h"

struct sy_node;

struct sy_node_options {
    const struct sy_network *network;     /* as long as the node */
    const struct sy_addresses *addresses; /* of the nodes; as long as the node */
    const struct sy_key_file *keys;       /* of this node; not needed after open */
    const char
        *key_path;    /* of their file, beside which a node of several writes which stores it
                             signs for; as long as the node */
    const char *data; /* folder; made when its parent is there */
    const char *host; /* address to listen on */
    uint16_t port;
    const struct sy_subscription *subscription; /* which parts of other nodes' logs it keeps;
                                                   NULL: all; not needed after open */
    uint64_t scrub_ms; /* how long it takes to read a log again; 0: SY_SCRUB_PASS_S */
    struct sy_server_limits limits;
    struct sy_logger logger;
    uint8_t store_id[16]; /* random: for logs that are made now */
    uint8_t chance[8];    /* random: spreads what many nodes do at the same time */
};

/* What could not be opened, for people. */
struct sy_node_problem {
    const char *what; /* static */
    char path[512];
};

/* Opens the logs, brings the registry's view up to date, and listens. SY_BUSY when another
 * process has the data folder; SY_UNKNOWN_KEY when the key file is not that of a node of this
 * network; SY_LIMIT for one of more logs than a node can keep; what the stores and the server
 * refuse: *why says. */
SY_MUST_USE enum sy_err sy_node_open(struct sy_loop *loop,
                                     const struct sy_node_options *options,
                                     struct sy_node **out, struct sy_node_problem *why);

/* The port it listens on, also when any that is free was asked for. */
uint16_t sy_node_port(const struct sy_node *node);

/* "310000" */
const char *sy_node_code(const struct sy_node *node);

/* Finishes what is under way and closes; the loop then has nothing left to do. */
void sy_node_stop(struct sy_node *node);

/* After the loop has run out. */
void sy_node_close(struct sy_node *node);

#endif
