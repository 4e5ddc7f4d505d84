/* merkle_proof.h - proofs that an entry is in a tree, and that one tree continues another.
 *
 * Shape    the hashes of a proof as RFC 6962 orders them, nearest to the leaf first.
 * Source   RFC 6962 section 2.1; RFC 9162 sections 2.1.3.2 and 2.1.4.2.
 * Pure     no allocation; stored hashes come through the reader that is passed in.
 */
#ifndef SY_MERKLE_PROOF_H
#define SY_MERKLE_PROOF_H

#include "ledger/merkle.h"
#include "proto/limits.h"

_Static_assert(SY_MERKLE_LEVEL_MAX + 1 <= SY_PROOF_HASHES_MAX, "the longest consistency proof");

struct sy_merkle_proof {
    size_t count;
    struct sy_hash hash[SY_PROOF_HASHES_MAX];
};

/* Where stored hashes come from: read gives the hash of node (level, index), see merkle.h. */
struct sy_merkle_source {
    enum sy_err (*read)(void *context, unsigned level, uint64_t index, struct sy_hash *out);
    void *context;
};

/* SY_BAD_PROOF unless the proof shows that leaf is entry number index of the tree (size,
 * root). */
SY_MUST_USE enum sy_err sy_merkle_verify_inclusion(const struct sy_hash *root, uint64_t size,
                                                   uint64_t index, const struct sy_hash *leaf,
                                                   const struct sy_hash *proof, size_t count);

/* SY_BAD_PROOF unless the proof shows that the tree (to_size, to) starts with the tree
 * (from_size, from). The empty tree proves nothing and is refused: its continuation needs
 * none. */
SY_MUST_USE enum sy_err sy_merkle_verify_consistency(const struct sy_hash *from,
                                                     uint64_t from_size,
                                                     const struct sy_hash *to, uint64_t to_size,
                                                     const struct sy_hash *proof, size_t count);

/* The root over the first size entries: SY_NOT_FOUND above SY_TREE_SIZE_MAX, or the source's
 * error. */
SY_MUST_USE enum sy_err sy_merkle_root_at(const struct sy_merkle_source *source, uint64_t size,
                                          struct sy_hash *out);

/* Prove that entry index is in the tree of size entries: SY_NOT_FOUND when it is not, or the
 * source's error. */
SY_MUST_USE enum sy_err sy_merkle_prove_inclusion(const struct sy_merkle_source *source,
                                                  uint64_t size, uint64_t index,
                                                  struct sy_merkle_proof *out);

/* Prove that the tree of to_size entries starts with that of from_size: SY_NOT_FOUND when
 * from_size is 0 or above to_size, or the source's error. */
SY_MUST_USE enum sy_err sy_merkle_prove_consistency(const struct sy_merkle_source *source,
                                                    uint64_t from_size, uint64_t to_size,
                                                    struct sy_merkle_proof *out);

/* The inclusion proof of leaf index among leaf hashes that are all in memory, in O(count):
 * SY_NOT_FOUND when index is not below count. */
SY_MUST_USE enum sy_err sy_merkle_path_of(const struct sy_hash *leaves, size_t count,
                                          size_t index, struct sy_merkle_proof *out);

#endif
