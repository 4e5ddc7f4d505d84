#include "ledger/merkle_recent.h"

/* Neighbours of a level, and levels of a tree, have places of their own. */
enum { NEIGHBOURS = 8 };

static enum sy_err read_node(void *context, unsigned level, uint64_t index, struct sy_hash *out)
{
    struct sy_merkle_recent *recent = context;
    struct sy_merkle_recent_node *node =
        &recent->nodes[(level * NEIGHBOURS + index % NEIGHBOURS) % SY_MERKLE_RECENT_NODES];
    enum sy_err err;

    if (node->known && node->level == level && node->index == index) {
        *out = node->hash;
        return SY_OK;
    }
    err = recent->base.read(recent->base.context, level, index, out);
    if (err == SY_OK)
        *node = (struct sy_merkle_recent_node){true, level, index, *out};
    return err;
}

struct sy_merkle_source sy_merkle_recent_source(struct sy_merkle_recent *recent)
{
    return (struct sy_merkle_source){read_node, recent};
}
