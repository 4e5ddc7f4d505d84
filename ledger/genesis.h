/* genesis.h - a new network and the secret keys that go with it.
 *
 * Shape    every node owns the log NAME/CODE and two cosigners; the first also NAME/registry.
 *          Each purpose takes one seed, in a fixed order, so equal seeds found equal networks.
 * Pure     the seeds are passed in.
 */
#ifndef SY_GENESIS_H
#define SY_GENESIS_H

#include "ledger/key_file.h"
#include "ledger/network.h"

enum {
    SY_GENESIS_SEEDS_PER_NODE = 5,
    SY_GENESIS_SEEDS_PER_AUTHORITY = 3,
    SY_GENESIS_SEEDS_MAX = 1 + SY_GENESIS_SEEDS_PER_NODE * SY_NETWORK_NODES_MAX +
                           SY_GENESIS_SEEDS_PER_AUTHORITY * SY_NETWORK_AUTHORITIES_MAX
};

/* What is to be founded; faults counts when there is more than one node. */
struct sy_genesis {
    struct sy_bytes name;
    uint64_t node_count;
    char codes[SY_NETWORK_NODES_MAX][SY_NODE_CODE_BYTES + 1];
    uint64_t authority_count, authority_k;
    uint64_t faults;
};

/* How many seeds sy_genesis_make takes. */
size_t sy_genesis_seeds(const struct sy_genesis *genesis);

/* The most liars at which the quorum is still reached while they say nothing: floor((n - 1) /
 * 3) of n = nodes - 1 votes. */
uint64_t sy_genesis_faults(uint64_t node_count);

/* Make the network (its id is zero until it is written), a key file a node and one an
 * authority. SY_BAD_NAME for a name too long for its logs; SY_BAD_FILE, SY_NO_MEMORY from the
 * network's check, *why filled. On any error the key files are wiped and *network means
 * nothing. */
SY_MUST_USE enum sy_err
sy_genesis_make(const struct sy_genesis *genesis, const uint8_t (*seeds)[SY_SEED_BYTES],
                struct sy_network *network, struct sy_key_file *node_files,
                struct sy_key_file *authority_files, struct sy_problem *why);

#endif
