#include "ledger/merkle_proof.h"

/* The way from a leaf up to the root: number of the node on its level, and of the last one. */
struct climb {
    uint64_t node;
    uint64_t last;
};

/* True when the next hash of the proof stands to the left. A last node without a sibling
 * moves up unchanged until it has one. */
static bool sibling_is_left(struct climb *c)
{
    if ((c->node & 1) == 0 && c->node != c->last)
        return false;
    while ((c->node & 1) == 0 && c->node != 0) {
        c->node >>= 1;
        c->last >>= 1;
    }
    return true;
}

static void up(struct climb *c)
{
    c->node >>= 1;
    c->last >>= 1;
}

enum sy_err sy_merkle_verify_inclusion(const struct sy_hash *root, uint64_t size,
                                       uint64_t index, const struct sy_hash *leaf,
                                       const struct sy_hash *proof, size_t count)
{
    struct climb c = {index, size - 1};
    struct sy_hash hash = *leaf;

    if (index >= size || size > SY_TREE_SIZE_MAX)
        return SY_BAD_PROOF;
    for (size_t i = 0; i < count; i++) {
        if (c.last == 0)
            return SY_BAD_PROOF;
        if (sibling_is_left(&c))
            hash = sy_hash_node(&proof[i], &hash);
        else
            hash = sy_hash_node(&hash, &proof[i]);
        up(&c);
    }
    return c.last == 0 && sy_hash_equal(&hash, root) ? SY_OK : SY_BAD_PROOF;
}

/* The steps of both trees at once, from a node that is whole in both: start. */
static enum sy_err climb_both(struct climb c, const struct sy_hash *start,
                              const struct sy_hash *from, const struct sy_hash *to,
                              const struct sy_hash *proof, size_t count)
{
    struct sy_hash old = *start;
    struct sy_hash new = *start;

    for (size_t i = 0; i < count; i++) {
        if (c.last == 0)
            return SY_BAD_PROOF;
        if (sibling_is_left(&c)) {
            old = sy_hash_node(&proof[i], &old);
            new = sy_hash_node(&proof[i], &new);
        } else {
            new = sy_hash_node(&new, &proof[i]);
        }
        up(&c);
    }
    if (c.last != 0 || !sy_hash_equal(&old, from))
        return SY_BAD_PROOF;
    return sy_hash_equal(&new, to) ? SY_OK : SY_BAD_PROOF;
}

enum sy_err sy_merkle_verify_consistency(const struct sy_hash *from, uint64_t from_size,
                                         const struct sy_hash *to, uint64_t to_size,
                                         const struct sy_hash *proof, size_t count)
{
    struct climb c = {from_size - 1, to_size - 1};

    if (from_size == 0 || from_size > to_size || to_size > SY_TREE_SIZE_MAX)
        return SY_BAD_PROOF;
    if (from_size == to_size)
        return count == 0 && sy_hash_equal(from, to) ? SY_OK : SY_BAD_PROOF;
    if (count == 0)
        return SY_BAD_PROOF;
    while ((c.node & 1) != 0)
        up(&c);
    /* A power of two is one whole node of the longer tree: its root is not repeated. */
    if ((from_size & (from_size - 1)) == 0)
        return climb_both(c, from, from, to, proof, count);
    return climb_both(c, &proof[0], from, to, proof + 1, count - 1);
}

/* RFC 6962's k: the largest power of two below n. */
static uint64_t split(uint64_t n)
{
    sy_assert(n > 1);
    return (uint64_t)1 << (63 - __builtin_clzll(n - 1));
}

/* MTH(D[from:to]) of a range that is a node of some tree: whole nodes, each half as wide as
 * the one to its left or less, folded from the right. */
static enum sy_err range_hash(const struct sy_merkle_source *source, uint64_t from, uint64_t to,
                              struct sy_hash *out)
{
    struct sy_hash whole[SY_MERKLE_PEAKS_MAX];
    size_t count = 0;
    struct sy_hash hash;

    sy_assert(from < to);
    while (from < to) {
        unsigned level = 63u - (unsigned)__builtin_clzll(to - from);
        enum sy_err err = source->read(source->context, level, from >> level, &whole[count]);

        if (err != SY_OK)
            return err;
        count++;
        from += (uint64_t)1 << level;
    }
    hash = whole[--count];
    while (count > 0)
        hash = sy_hash_node(&whole[--count], &hash);
    *out = hash;
    return SY_OK;
}

enum sy_err sy_merkle_root_at(const struct sy_merkle_source *source, uint64_t size,
                              struct sy_hash *out)
{
    if (size > SY_TREE_SIZE_MAX)
        return SY_NOT_FOUND;
    if (size == 0) {
        *out = sy_hash_of((struct sy_bytes){NULL, 0});
        return SY_OK;
    }
    return range_hash(source, 0, size, out);
}

/* Ranges of entries whose hashes are a proof, in the order found: from the root down. */
struct ranges {
    size_t count;
    struct {
        uint64_t from, to;
    } range[SY_PROOF_HASHES_MAX];
};

static void add_range(struct ranges *r, uint64_t from, uint64_t to)
{
    sy_assert(r->count < SY_PROOF_HASHES_MAX);
    r->range[r->count].from = from;
    r->range[r->count].to = to;
    r->count++;
}

/* RFC 6962 section 2.1.1, PATH(m, D[n]). */
static void inclusion_ranges(uint64_t size, uint64_t index, struct ranges *out)
{
    uint64_t from = 0;
    uint64_t to = size;

    out->count = 0;
    while (to - from > 1) {
        uint64_t middle = from + split(to - from);

        if (index < middle) {
            add_range(out, middle, to);
            to = middle;
        } else {
            add_range(out, from, middle);
            from = middle;
        }
    }
}

/* RFC 6962 section 2.1.2, SUBPROOF(m, D[n], true). */
static void consistency_ranges(uint64_t from_size, uint64_t to_size, struct ranges *out)
{
    uint64_t from = 0;
    uint64_t to = to_size;

    out->count = 0;
    while (to != from_size) {
        uint64_t middle = from + split(to - from);

        if (from_size <= middle) {
            add_range(out, middle, to);
            to = middle;
        } else {
            add_range(out, from, middle);
            from = middle;
        }
    }
    /* The verifier holds the root of [0, from_size) and of nothing else. */
    if (from != 0)
        add_range(out, from, to);
}

/* Fill the proof from the leaf's end. */
static enum sy_err hash_ranges(const struct sy_merkle_source *source, const struct ranges *r,
                               struct sy_merkle_proof *out)
{
    struct sy_merkle_proof proof = {.count = r->count};

    for (size_t i = 0; i < r->count; i++) {
        size_t last = r->count - 1 - i;
        enum sy_err err =
            range_hash(source, r->range[last].from, r->range[last].to, &proof.hash[i]);

        if (err != SY_OK)
            return err;
    }
    *out = proof;
    return SY_OK;
}

enum sy_err sy_merkle_prove_inclusion(const struct sy_merkle_source *source, uint64_t size,
                                      uint64_t index, struct sy_merkle_proof *out)
{
    struct ranges ranges;

    if (index >= size || size > SY_TREE_SIZE_MAX)
        return SY_NOT_FOUND;
    inclusion_ranges(size, index, &ranges);
    return hash_ranges(source, &ranges, out);
}

enum sy_err sy_merkle_prove_consistency(const struct sy_merkle_source *source,
                                        uint64_t from_size, uint64_t to_size,
                                        struct sy_merkle_proof *out)
{
    struct ranges ranges;

    if (from_size == 0 || from_size > to_size || to_size > SY_TREE_SIZE_MAX)
        return SY_NOT_FOUND;
    consistency_ranges(from_size, to_size, &ranges);
    return hash_ranges(source, &ranges, out);
}

enum sy_err sy_merkle_path_of(const struct sy_hash *leaves, size_t count, size_t index,
                              struct sy_merkle_proof *out)
{
    struct ranges ranges;

    if (index >= count || count > SY_TREE_SIZE_MAX)
        return SY_NOT_FOUND;
    inclusion_ranges(count, index, &ranges);
    out->count = ranges.count;
    for (size_t i = 0; i < ranges.count; i++) {
        size_t last = ranges.count - 1 - i;

        out->hash[i] = sy_merkle_root_of(leaves + ranges.range[last].from,
                                         ranges.range[last].to - ranges.range[last].from);
    }
    return SY_OK;
}
