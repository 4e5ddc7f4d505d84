#include "ledger/merkle.h"

#include <string.h>

static unsigned peaks_of(uint64_t size)
{
    return (unsigned)__builtin_popcountll(size);
}

/* Who wants to know of the nodes that a leaf completes. */
struct listener {
    struct sy_merkle_completed *completed; /* NULL: nobody */
    struct sy_buffer *hashes;              /* likewise */
};

static void tell(const struct listener *listener, const struct sy_merkle_node *node)
{
    if (listener->completed != NULL)
        listener->completed->node[listener->completed->count++] = *node;
    if (listener->hashes != NULL)
        sy_buffer_put(listener->hashes, node->hash.bytes, SY_HASH_BYTES);
}

/* Put the leaf beside the peaks and merge equals: as many times as size ends in one bits. */
static void grow(struct sy_merkle *m, const struct sy_hash *leaf,
                 const struct listener *listener)
{
    struct sy_merkle_node node = {0, m->size, *leaf};
    unsigned peaks = peaks_of(m->size);

    tell(listener, &node);
    while ((node.index & 1) != 0) {
        sy_assert(peaks > 0);
        node.hash = sy_hash_node(&m->peak[--peaks], &node.hash);
        node.index >>= 1;
        node.level++;
        tell(listener, &node);
    }
    m->peak[peaks] = node.hash;
    m->size++;
    sy_assert(peaks + 1 == peaks_of(m->size));
}

enum sy_err sy_merkle_append(struct sy_merkle *m, const struct sy_hash *leaf)
{
    if (m->size >= SY_TREE_SIZE_MAX)
        return SY_FULL;
    grow(m, leaf, &(struct listener){0});
    return SY_OK;
}

enum sy_err sy_merkle_append_nodes(struct sy_merkle *m, const struct sy_hash *leaf,
                                   struct sy_merkle_completed *out)
{
    if (m->size >= SY_TREE_SIZE_MAX)
        return SY_FULL;
    out->count = 0;
    grow(m, leaf, &(struct listener){.completed = out});
    return SY_OK;
}

enum sy_err sy_merkle_append_to(struct sy_merkle *m, const struct sy_hash *leaf,
                                struct sy_buffer *nodes)
{
    if (m->size >= SY_TREE_SIZE_MAX)
        return SY_FULL;
    grow(m, leaf, &(struct listener){.hashes = nodes});
    return SY_OK;
}

struct sy_hash sy_merkle_root(const struct sy_merkle *m)
{
    unsigned i = peaks_of(m->size);
    struct sy_hash root;

    if (i == 0)
        return sy_hash_of((struct sy_bytes){NULL, 0});
    root = m->peak[--i];
    while (i > 0)
        root = sy_hash_node(&m->peak[--i], &root);
    return root;
}

struct sy_hash sy_merkle_root_of(const struct sy_hash *leaves, size_t count)
{
    struct sy_merkle m;

    sy_assert(count <= SY_TREE_SIZE_MAX);
    m.size = 0;
    for (size_t i = 0; i < count; i++)
        grow(&m, &leaves[i], &(struct listener){0});
    return sy_merkle_root(&m);
}

/* Before leaf n stand n leaves, n/2 nodes of level 1, n/4 of level 2 and so on: 2n less the one
 * bits of n. A node of level l stands l places behind the last leaf under it. */
uint64_t sy_merkle_stored_index(unsigned level, uint64_t index)
{
    uint64_t leaf;

    sy_assert(level <= SY_MERKLE_LEVEL_MAX);
    sy_assert(index < SY_TREE_SIZE_MAX >> level);
    leaf = ((index + 1) << level) - 1;
    return sy_merkle_stored_count(leaf) + level;
}

uint64_t sy_merkle_stored_count(uint64_t size)
{
    sy_assert(size <= SY_TREE_SIZE_MAX);
    return 2 * size - peaks_of(size);
}

void sy_merkle_put(const struct sy_merkle *m, struct sy_buffer *out)
{
    uint8_t size[8];

    sy_put_u64be(size, m->size);
    sy_buffer_put(out, size, sizeof(size));
    sy_buffer_put(out, m->peak, peaks_of(m->size) * sizeof(m->peak[0]));
}

enum sy_err sy_merkle_restore(struct sy_bytes bytes, struct sy_merkle *out)
{
    uint64_t size;

    if (bytes.len < sizeof(size))
        return SY_BAD_ENCODING;
    size = sy_get_u64be(bytes.data);
    if (size > SY_TREE_SIZE_MAX)
        return SY_BAD_ENCODING;
    if (bytes.len != sizeof(size) + peaks_of(size) * sizeof(out->peak[0]))
        return SY_BAD_ENCODING;
    *out = (struct sy_merkle){.size = size};
    memcpy(out->peak, bytes.data + sizeof(size), bytes.len - sizeof(size));
    return SY_OK;
}
