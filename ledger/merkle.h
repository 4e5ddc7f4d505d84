/* merkle.h - the hash tree over a log, kept as its frontier.
 *
 * Shape    one peak per set bit of size, widest first; a peak covers 2^k entries. A node of the
 *          tree is (level, index) and covers the entries [index * 2^level, (index + 1) *
 *          2^level). Stored one behind the other in the order in which they become complete,
 *          the nodes have the positions that golang.org/x/mod/sumdb/tlog gives them.
 * Source   RFC 6962 section 2.1; roots equal those of any Certificate Transparency log.
 * Pure     no I/O, no allocation, no clock; equal inputs give equal bytes.
 */
#ifndef SY_MERKLE_H
#define SY_MERKLE_H

#include "ledger/hash.h"
#include "proto/buffer.h"

enum { SY_MERKLE_LEVEL_MAX = 62, SY_MERKLE_PEAKS_MAX = SY_MERKLE_LEVEL_MAX + 1 };

/* No proof in a tree up to this size is longer than the 63 hashes that the wire formats
 * allow. */
#define SY_TREE_SIZE_MAX ((uint64_t)1 << SY_MERKLE_LEVEL_MAX)

struct sy_merkle {
    uint64_t size; /* entries so far; all zero is the empty tree */
    struct sy_hash peak[SY_MERKLE_PEAKS_MAX];
};

struct sy_merkle_node {
    unsigned level;
    uint64_t index;
    struct sy_hash hash;
};

/* The nodes that one entry completes, level 0 (the entry itself) first. */
struct sy_merkle_completed {
    size_t count;
    struct sy_merkle_node node[SY_MERKLE_PEAKS_MAX];
};

/* Add the leaf hash of entry number m->size. SY_FULL at SY_TREE_SIZE_MAX entries. */
SY_MUST_USE enum sy_err sy_merkle_append(struct sy_merkle *m, const struct sy_hash *leaf);

/* The same, and hand out the nodes that it completes, for whoever stores them. */
SY_MUST_USE enum sy_err sy_merkle_append_nodes(struct sy_merkle *m, const struct sy_hash *leaf,
                                               struct sy_merkle_completed *out);

/* The same, and put their hashes behind the nodes of the tree so far: one behind the other, as
 * nodes are stored. The buffer keeps the error. */
SY_MUST_USE enum sy_err sy_merkle_append_to(struct sy_merkle *m, const struct sy_hash *leaf,
                                            struct sy_buffer *nodes);

/* The root over all m->size entries; H() for the empty tree. */
struct sy_hash sy_merkle_root(const struct sy_merkle *m);

/* The root over leaf hashes that are all in memory, in O(count) and no further memory. */
struct sy_hash sy_merkle_root_of(const struct sy_hash *leaves, size_t count);

/* Position of a node among the stored ones; the node is within SY_TREE_SIZE_MAX entries. */
uint64_t sy_merkle_stored_index(unsigned level, uint64_t index);

/* How many nodes a tree of size entries has stored. */
uint64_t sy_merkle_stored_count(uint64_t size);

/* Append the frontier as bytes: u64be size and the peaks; the buffer keeps the error. */
void sy_merkle_put(const struct sy_merkle *m, struct sy_buffer *out);

/* The frontier of such bytes; SY_BAD_ENCODING for a size too large or a length that is not
 * its. */
SY_MUST_USE enum sy_err sy_merkle_restore(struct sy_bytes bytes, struct sy_merkle *out);

#endif
