/* tree.h - for tests: a tree whose nodes are kept in memory, and RFC 6962's definition
 * itself. */
#ifndef SY_TESTS_TREE_H
#define SY_TESTS_TREE_H

#include "ledger/merkle_proof.h"
#include "tests/check.h"

enum { TREE_NODES_MAX = 1024 };

struct tree {
    struct sy_merkle frontier;
    uint64_t reads; /* by the source, so far */
    struct sy_hash node[TREE_NODES_MAX];
};

/* A leaf that no other number has. */
static inline struct sy_hash tree_leaf(uint64_t number)
{
    uint8_t bytes[8];

    sy_put_u64be(bytes, number);
    return sy_hash_leaf((struct sy_bytes){bytes, sizeof(bytes)});
}

static inline void tree_append_hash(struct tree *t, struct sy_hash leaf)
{
    struct sy_merkle_completed completed;

    check_err(sy_merkle_append_nodes(&t->frontier, &leaf, &completed), SY_OK);
    for (size_t i = 0; i < completed.count; i++) {
        uint64_t at = sy_merkle_stored_index(completed.node[i].level, completed.node[i].index);

        assert_true(at < TREE_NODES_MAX);
        t->node[at] = completed.node[i].hash;
    }
}

static inline void tree_append(struct tree *t, struct sy_bytes entry)
{
    tree_append_hash(t, sy_hash_leaf(entry));
}

static inline enum sy_err tree_read(void *context, unsigned level, uint64_t index,
                                    struct sy_hash *out)
{
    struct tree *t = context;
    uint64_t at = sy_merkle_stored_index(level, index);

    t->reads++;
    if (at >= sy_merkle_stored_count(t->frontier.size))
        return SY_CORRUPT;
    *out = t->node[at];
    return SY_OK;
}

static inline struct sy_merkle_source tree_source(struct tree *t)
{
    return (struct sy_merkle_source){tree_read, t};
}

/* MTH(D[count]) as section 2.1 of RFC 6962 writes it down. */
static inline struct sy_hash tree_hash(const struct sy_hash *leaves, size_t count)
{
    struct sy_hash left;
    struct sy_hash right;
    size_t k = 1;

    if (count == 0)
        return sy_hash_of((struct sy_bytes){NULL, 0});
    if (count == 1)
        return leaves[0];
    while (2 * k < count)
        k *= 2;
    left = tree_hash(leaves, k);
    right = tree_hash(leaves + k, count - k);
    return sy_hash_node(&left, &right);
}

#endif
