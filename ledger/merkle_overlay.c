#include "ledger/merkle_overlay.h"

/* A node that lies behind the base in part or as a whole is made of the two below it: not
 * deeper than the tree is high. */
static enum sy_err read_node(void *context, unsigned level, uint64_t index, struct sy_hash *out)
{
    const struct sy_merkle_overlay *overlay = context;
    uint64_t end = (index + 1) << level;
    struct sy_hash left;
    struct sy_hash right;
    enum sy_err err;

    if (end <= overlay->size)
        return overlay->base.read(overlay->base.context, level, index, out);
    if (end - overlay->size > overlay->count)
        return SY_NOT_FOUND;
    if (level == 0) {
        *out = overlay->leaves[index - overlay->size];
        return SY_OK;
    }
    err = read_node(context, level - 1, 2 * index, &left);
    if (err == SY_OK)
        err = read_node(context, level - 1, 2 * index + 1, &right);
    if (err == SY_OK)
        *out = sy_hash_node(&left, &right);
    return err;
}

struct sy_merkle_source sy_merkle_overlay_source(struct sy_merkle_overlay *overlay)
{
    return (struct sy_merkle_source){read_node, overlay};
}
