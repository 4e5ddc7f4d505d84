/* addresses.h - where nodes can be reached: nodes.json, beside network.json and not hashed.
 *
 * Shape    each node has one address or several, none of them with port 0.
 * Pure     fixed size, no allocation kept; names are not resolved here.
 */
#ifndef SY_ADDRESSES_H
#define SY_ADDRESSES_H

#include "ledger/address.h"
#include "ledger/network.h"

enum { SY_ADDRESSES_PER_NODE_MAX = 8 };

#define SY_ADDRESSES_FORMAT "suyuan-nodes/v1"

struct sy_node_addresses {
    char code[SY_NODE_CODE_BYTES + 1];
    uint64_t count;
    struct sy_address address[SY_ADDRESSES_PER_NODE_MAX]; /* to be tried in this order */
};

struct sy_addresses {
    uint64_t count;
    struct sy_node_addresses node[SY_NETWORK_NODES_MAX];
};

/* Read nodes.json. Errors as sy_network_parse. */
SY_MUST_USE enum sy_err sy_addresses_parse(struct sy_bytes file, struct sy_addresses *out,
                                           struct sy_problem *why);

/* Append nodes.json, ending in a newline; the buffer keeps the error. */
void sy_addresses_write(const struct sy_addresses *addresses, struct sy_buffer *out);

/* The addresses of a node; NULL. */
const struct sy_node_addresses *sy_addresses_of(const struct sy_addresses *addresses,
                                                struct sy_bytes code);

#endif
