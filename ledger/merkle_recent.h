/* merkle_recent.h - a stored tree whose nodes are remembered for a while: proofs of neighbours
 * are made of almost the same ones.
 *
 * Rule     of one tree as of one moment: nodes that are whole never change, but a log that was
 *          put back from an older copy has others.
 * Pure     no allocation; the base is borrowed.
 */
#ifndef SY_MERKLE_RECENT_H
#define SY_MERKLE_RECENT_H

#include "ledger/merkle_proof.h"

enum { SY_MERKLE_RECENT_NODES = 256 };

struct sy_merkle_recent_node {
    bool known;
    unsigned level;
    uint64_t index;
    struct sy_hash hash;
};

struct sy_merkle_recent {
    struct sy_merkle_source base;
    struct sy_merkle_recent_node nodes[SY_MERKLE_RECENT_NODES];
};

/* The nodes of the base, as long as recent, which is all zero but for base. */
struct sy_merkle_source sy_merkle_recent_source(struct sy_merkle_recent *recent);

#endif
