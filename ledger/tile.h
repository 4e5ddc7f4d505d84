/* tile.h - a log as files that never change: hash tiles and entry bundles.
 *
 * Shape    hash i of tile (level, index) is node (8 * level, 256 * index + i) of the tree;
 *          bundle index holds entries 256 * index and on. A tile that is not full has its
 *          width, 1..255, in its path. A bundle is, for every entry, u16be length and the
 *          entry.
 * Source   C2SP tlog-tiles.
 * Pure     stored hashes come through the reader that is passed in.
 */
#ifndef SY_TILE_H
#define SY_TILE_H

#include "ledger/merkle_proof.h"

enum {
    SY_TILE_BITS = 8,
    SY_TILE_WIDTH = 1 << SY_TILE_BITS, /* hashes or entries of a full one */
    SY_TILE_PATH_BYTES = 64            /* of the longest path with its NUL, and some more */
};

struct sy_tile {
    unsigned level;
    uint64_t index;
    unsigned width; /* 1..256 */
};

/* The first hash tile of a tree of size entries; false when it is empty. */
SY_MUST_USE bool sy_tile_first(uint64_t size, struct sy_tile *out);

/* The tile behind *tile of the same tree, level by level; false, *tile unchanged, after the
 * last. Those of level 0 are the entry bundles too. */
SY_MUST_USE bool sy_tile_next(uint64_t size, struct sy_tile *tile);

/* "tile/0/x001/x234/067" or "tile/0/000.p/8", NUL-terminated. */
void sy_tile_path(const struct sy_tile *tile, char out[SY_TILE_PATH_BYTES]);

/* "tile/entries/000.p/8" of a tile of level 0, NUL-terminated. */
void sy_tile_bundle_path(const struct sy_tile *tile, char out[SY_TILE_PATH_BYTES]);

/* Append the hashes of a tile: the source's error, SY_LIMIT or SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_tile_put(const struct sy_merkle_source *source,
                                    const struct sy_tile *tile, struct sy_buffer *out);

/* Append an entry to a bundle: SY_LIMIT when it is longer than a u16 says, SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_tile_put_entry(struct sy_buffer *bundle, struct sy_bytes entry);

/* Take the next entry off *bundle; SY_BAD_ENCODING, *bundle unchanged, when it is cut short.
 * The entry lives as long as the bundle's bytes. */
SY_MUST_USE enum sy_err sy_tile_take_entry(struct sy_bytes *bundle, struct sy_bytes *entry);

#endif
