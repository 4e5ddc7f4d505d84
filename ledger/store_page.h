/* store_page.h - how LMDB 0.9 lays its data file out; for store_scour.c only.
 *
 * Shape    pages of page_bytes. Pages 0 and 1 are the metas: the roots of two commits. Every
 *          other page up to last_page is either in a tree (branch, leaf, or a run of overflow
 *          pages for one large value) or in a list of the free tree, keyed by the commit that
 *          freed it. A branch or leaf is a header, then the offsets of its nodes growing up,
 *          then a gap, then the nodes growing down. What stands in gaps, in the odd byte behind
 *          a node, behind a large value, and in free pages is whatever was there before.
 * Source   LMDB 0.9.24, file format 1, on a 64-bit little-endian machine. Anything else is
 *          SY_UNIMPLEMENTED: better no scouring than a wrong one. SY_CORRUPT where pages do not
 *          fit this shape.
 * Pure     no I/O.
 */
#ifndef SY_STORE_PAGE_H
#define SY_STORE_PAGE_H

#include "proto/base.h"
#include "proto/err.h"

enum {
    SY_STORE_PAGE_HEAD_BYTES = 16,
    SY_STORE_PAGE_BYTES_MIN = 512,
    SY_STORE_PAGE_BYTES_MAX = 32768,
    SY_STORE_META_BYTES = 152, /* of a meta page that mean something */
    SY_STORE_METAS = 2,
    SY_STORE_TREE_BYTES = 48, /* a tree, as the value of its name */
    SY_STORE_DEPTH_MAX = 32
};

struct sy_store_tree {
    uint16_t flags;
    uint16_t depth; /* 0: empty */
    uint64_t root;
};

struct sy_store_meta {
    uint32_t page_bytes;
    uint64_t last_page;
    uint64_t txn;
    struct sy_store_tree free; /* commit -> list of pages */
    struct sy_store_tree main; /* name -> tree */
};

/* A meta page, from its first bytes. */
SY_MUST_USE enum sy_err sy_store_meta_read(const uint8_t bytes[SY_STORE_META_BYTES],
                                           struct sy_store_meta *out);

/* A tree of ours, from its row in the main tree. */
SY_MUST_USE enum sy_err sy_store_tree_read(struct sy_bytes row, struct sy_store_tree *out);

/* A branch or leaf, over bytes that live longer. */
struct sy_store_page {
    const uint8_t *bytes;
    uint32_t page_bytes;
    bool leaf;
    unsigned count;
};

/* The branch or leaf that is page number number. */
SY_MUST_USE enum sy_err sy_store_page_read(const uint8_t *bytes, uint32_t page_bytes,
                                           uint64_t number, struct sy_store_page *out);

struct sy_store_node {
    struct sy_bytes key;
    uint64_t child;        /* of a branch: page number */
    bool is_tree;          /* of a leaf: the value is a tree */
    bool is_large;         /* of a leaf: the value stands in overflow pages */
    uint32_t value_bytes;  /* of a leaf */
    struct sy_bytes value; /* of a leaf, when it is not large */
    uint64_t overflow;     /* of a leaf, when it is large: the first of its pages */
};

/* The i-th node of count; it borrows from the page. */
SY_MUST_USE enum sy_err sy_store_page_node(const struct sy_store_page *page, unsigned i,
                                           struct sy_store_node *out);

/* The page made again from its header, offsets and nodes; everything else zero. clean has room
 * for it. lists: the values are lists of the free tree, and what stands behind their count is
 * nothing. */
SY_MUST_USE enum sy_err sy_store_page_clean(const struct sy_store_page *page, bool lists,
                                            uint8_t *clean);

/* Bytes in use of a list with room for value_bytes. */
SY_MUST_USE enum sy_err sy_store_list_bytes(uint64_t count, uint32_t value_bytes,
                                            uint64_t *out);

/* The pages of a run for a value of value_bytes, from the header of its first page. */
SY_MUST_USE enum sy_err sy_store_overflow_read(const uint8_t head[SY_STORE_PAGE_HEAD_BYTES],
                                               uint64_t number, uint32_t value_bytes,
                                               uint32_t page_bytes, uint64_t *pages);

/* Integers as this machine keeps them. */
uint64_t sy_store_u64(const uint8_t *at);

#endif
