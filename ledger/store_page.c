#include "ledger/store_page.h"

#include <string.h>

_Static_assert(sizeof(size_t) == 8, "LMDB's page numbers and sizes are 64 bits wide here");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "a node's size is kept low half first");

enum {
    FORMAT = 1,
    BRANCH = 1,
    LEAF = 2,
    OVERFLOW = 4,
    META = 8,
    NODE_HEAD_BYTES = 8,
    OFFSET_BYTES = 2,
    NODE_LARGE = 1,
    NODE_TREE = 2,
    INTEGER_KEYS = 8 /* the only flag of the free tree; the others have none */
};

static const uint32_t magic = 0xBEEFC0DE;
static const uint64_t no_root = UINT64_MAX;

static uint16_t u16(const uint8_t *at)
{
    uint16_t value;

    memcpy(&value, at, sizeof(value));
    return value;
}

static uint32_t u32(const uint8_t *at)
{
    uint32_t value;

    memcpy(&value, at, sizeof(value));
    return value;
}

uint64_t sy_store_u64(const uint8_t *at)
{
    uint64_t value;

    memcpy(&value, at, sizeof(value));
    return value;
}

static enum sy_err read_tree(const uint8_t *at, uint16_t flags, struct sy_store_tree *out)
{
    out->flags = u16(at + 4);
    out->depth = u16(at + 6);
    out->root = sy_store_u64(at + 40);
    if (out->flags != flags)
        return SY_UNIMPLEMENTED; /* keys in another order, or several values a key */
    if (out->root == no_root)
        out->depth = 0;
    else if (out->depth == 0 || out->depth > SY_STORE_DEPTH_MAX)
        return SY_CORRUPT;
    return SY_OK;
}

enum sy_err sy_store_tree_read(struct sy_bytes row, struct sy_store_tree *out)
{
    return row.len == SY_STORE_TREE_BYTES ? read_tree(row.data, 0, out) : SY_CORRUPT;
}

enum sy_err sy_store_meta_read(const uint8_t bytes[SY_STORE_META_BYTES],
                               struct sy_store_meta *out)
{
    const uint8_t *meta = bytes + SY_STORE_PAGE_HEAD_BYTES;
    enum sy_err err;

    if (u16(bytes + 10) != META || u32(meta) != magic || u32(meta + 4) != FORMAT)
        return SY_UNIMPLEMENTED;
    out->page_bytes = u32(meta + 24);
    out->last_page = sy_store_u64(meta + 120);
    out->txn = sy_store_u64(meta + 128);
    if (out->page_bytes < SY_STORE_PAGE_BYTES_MIN ||
        out->page_bytes > SY_STORE_PAGE_BYTES_MAX ||
        (out->page_bytes & (out->page_bytes - 1)) != 0)
        return SY_UNIMPLEMENTED;
    if (out->last_page < SY_STORE_METAS - 1 ||
        out->last_page > UINT64_MAX / out->page_bytes - 2)
        return SY_CORRUPT;
    err = read_tree(meta + 24, INTEGER_KEYS, &out->free);
    return err == SY_OK ? read_tree(meta + 72, 0, &out->main) : err;
}

enum sy_err sy_store_page_read(const uint8_t *bytes, uint32_t page_bytes, uint64_t number,
                               struct sy_store_page *out)
{
    unsigned flags = u16(bytes + 10);
    unsigned lower = u16(bytes + 12);
    unsigned upper = u16(bytes + 14);

    if (sy_store_u64(bytes) != number || (flags != BRANCH && flags != LEAF) ||
        lower < SY_STORE_PAGE_HEAD_BYTES || lower > upper || upper > page_bytes ||
        lower % OFFSET_BYTES != 0)
        return SY_CORRUPT;
    out->bytes = bytes;
    out->page_bytes = page_bytes;
    out->leaf = flags == LEAF;
    out->count = (lower - SY_STORE_PAGE_HEAD_BYTES) / OFFSET_BYTES;
    return SY_OK;
}

/* Where a node stands, and how many bytes of it are in use. */
static enum sy_err place_node(const struct sy_store_page *page, unsigned i, size_t *at,
                              size_t *len)
{
    size_t value;
    unsigned upper = u16(page->bytes + 14);

    sy_assert(i < page->count);
    *at = u16(page->bytes + SY_STORE_PAGE_HEAD_BYTES + i * OFFSET_BYTES);
    if (*at < upper || *at + NODE_HEAD_BYTES > page->page_bytes)
        return SY_CORRUPT;
    value = u32(page->bytes + *at);
    if (!page->leaf)
        value = 0;
    else if ((u16(page->bytes + *at + 4) & NODE_LARGE) != 0)
        value = sizeof(uint64_t);
    *len = NODE_HEAD_BYTES + u16(page->bytes + *at + 6) + value;
    return *len > page->page_bytes - *at ? SY_CORRUPT : SY_OK;
}

enum sy_err sy_store_page_node(const struct sy_store_page *page, unsigned i,
                               struct sy_store_node *out)
{
    const uint8_t *node;
    unsigned flags;
    size_t at;
    size_t len;
    enum sy_err err = place_node(page, i, &at, &len);

    if (err != SY_OK)
        return err;
    node = page->bytes + at;
    flags = u16(node + 4);
    *out = (struct sy_store_node){.key = {node + NODE_HEAD_BYTES, u16(node + 6)}};
    if (!page->leaf) {
        out->child = (uint64_t)u32(node) | (uint64_t)flags << 32;
        return SY_OK;
    }
    if (flags > NODE_TREE) /* both at once, or what only several values a key need */
        return SY_UNIMPLEMENTED;
    out->is_large = flags == NODE_LARGE;
    out->is_tree = flags == NODE_TREE;
    out->value_bytes = u32(node);
    if (out->is_large)
        out->overflow = sy_store_u64(out->key.data + out->key.len);
    else
        out->value = (struct sy_bytes){out->key.data + out->key.len, out->value_bytes};
    return SY_OK;
}

enum sy_err sy_store_list_bytes(uint64_t count, uint32_t value_bytes, uint64_t *out)
{
    if (value_bytes < sizeof(uint64_t) || count >= value_bytes / sizeof(uint64_t))
        return SY_CORRUPT;
    *out = (count + 1) * sizeof(uint64_t);
    return SY_OK;
}

/* What of the node is in use: less than it takes, where its value is a list with room. */
static enum sy_err used_bytes(const struct sy_store_page *page, unsigned i, size_t *len)
{
    struct sy_store_node node;
    uint64_t used;
    enum sy_err err = sy_store_page_node(page, i, &node);

    if (err != SY_OK || node.is_large)
        return err;
    if (node.value_bytes < sizeof(uint64_t))
        return SY_CORRUPT;
    err = sy_store_list_bytes(sy_store_u64(node.value.data), node.value_bytes, &used);
    if (err == SY_OK)
        *len -= node.value_bytes - (size_t)used;
    return err;
}

enum sy_err sy_store_page_clean(const struct sy_store_page *page, bool lists, uint8_t *clean)
{
    enum sy_err err = SY_OK;
    size_t at;
    size_t len;

    memset(clean, 0, page->page_bytes);
    memcpy(clean, page->bytes, SY_STORE_PAGE_HEAD_BYTES + (size_t)page->count * OFFSET_BYTES);
    for (unsigned i = 0; i < page->count && err == SY_OK; i++) {
        err = place_node(page, i, &at, &len);
        if (err == SY_OK && lists && page->leaf)
            err = used_bytes(page, i, &len);
        if (err == SY_OK)
            memcpy(clean + at, page->bytes + at, len);
    }
    return err;
}

enum sy_err sy_store_overflow_read(const uint8_t head[SY_STORE_PAGE_HEAD_BYTES],
                                   uint64_t number, uint32_t value_bytes, uint32_t page_bytes,
                                   uint64_t *pages)
{
    uint64_t needed =
        ((uint64_t)value_bytes + SY_STORE_PAGE_HEAD_BYTES + page_bytes - 1) / page_bytes;

    if (sy_store_u64(head) != number || u16(head + 10) != OVERFLOW || u32(head + 12) < needed)
        return SY_CORRUPT;
    *pages = u32(head + 12);
    return SY_OK;
}
