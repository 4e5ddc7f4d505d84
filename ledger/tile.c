#include "ledger/tile.h"

#include <inttypes.h>
#include <stdio.h>

#include "proto/buffer.h"

/* Seven groups of three digits hold any index; each but the last has an 'x' before and a '/'
 * behind. */
enum { GROUPS_MAX = 7, INDEX_TEXT_BYTES = GROUPS_MAX * 5 };

_Static_assert(SY_TILE_PATH_BYTES >=
                   sizeof("tile/entries/") + INDEX_TEXT_BYTES + sizeof(".p/255"),
               "a path fits");

/* How many hashes the tree's tiles have at a level. */
static uint64_t hashes_at(uint64_t size, unsigned level)
{
    unsigned bits = level * SY_TILE_BITS;

    return bits > SY_MERKLE_LEVEL_MAX ? 0 : size >> bits;
}

/* The tile at (level, index) if the tree has one. */
static bool tile_at(uint64_t size, unsigned level, uint64_t index, struct sy_tile *out)
{
    uint64_t hashes = hashes_at(size, level);
    uint64_t left;

    if (index >= (hashes >> SY_TILE_BITS) + (hashes % SY_TILE_WIDTH != 0))
        return false;
    left = hashes - index * SY_TILE_WIDTH;
    out->level = level;
    out->index = index;
    out->width = left < SY_TILE_WIDTH ? (unsigned)left : SY_TILE_WIDTH;
    return true;
}

bool sy_tile_first(uint64_t size, struct sy_tile *out)
{
    return tile_at(size, 0, 0, out);
}

bool sy_tile_next(uint64_t size, struct sy_tile *tile)
{
    return tile_at(size, tile->level, tile->index + 1, tile) ||
           tile_at(size, tile->level + 1, 0, tile);
}

/* 1234067 is "x001/x234/067". */
static void index_text(uint64_t index, char out[INDEX_TEXT_BYTES])
{
    unsigned group[GROUPS_MAX];
    size_t groups = 0;
    size_t len = 0;

    do {
        group[groups++] = (unsigned)(index % 1000);
        index /= 1000;
    } while (index > 0);
    while (groups > 1) {
        groups--;
        len += (size_t)snprintf(out + len, INDEX_TEXT_BYTES - len, "x%03u/", group[groups]);
    }
    snprintf(out + len, INDEX_TEXT_BYTES - len, "%03u", group[0]);
}

static void path(const struct sy_tile *tile, const char *kind, char out[SY_TILE_PATH_BYTES])
{
    char index[INDEX_TEXT_BYTES];
    int len;

    sy_assert(tile->width >= 1);
    sy_assert(tile->width <= SY_TILE_WIDTH);
    index_text(tile->index, index);
    if (tile->width == SY_TILE_WIDTH)
        len = snprintf(out, SY_TILE_PATH_BYTES, "tile/%s/%s", kind, index);
    else
        len = snprintf(out, SY_TILE_PATH_BYTES, "tile/%s/%s.p/%u", kind, index, tile->width);
    sy_assert(len > 0);
    sy_assert(len < SY_TILE_PATH_BYTES);
}

void sy_tile_path(const struct sy_tile *tile, char out[SY_TILE_PATH_BYTES])
{
    char level[4];

    sy_assert(tile->level <= SY_MERKLE_LEVEL_MAX / SY_TILE_BITS);
    snprintf(level, sizeof(level), "%u", tile->level);
    path(tile, level, out);
}

void sy_tile_bundle_path(const struct sy_tile *tile, char out[SY_TILE_PATH_BYTES])
{
    sy_assert(tile->level == 0);
    path(tile, "entries", out);
}

enum sy_err sy_tile_put(const struct sy_merkle_source *source, const struct sy_tile *tile,
                        struct sy_buffer *out)
{
    size_t before = out->len;
    enum sy_err err = SY_OK;

    sy_assert(tile->level <= SY_MERKLE_LEVEL_MAX / SY_TILE_BITS);
    for (unsigned i = 0; err == SY_OK && i < tile->width; i++) {
        struct sy_hash hash;

        err = source->read(source->context, tile->level * SY_TILE_BITS,
                           tile->index * SY_TILE_WIDTH + i, &hash);
        if (err == SY_OK) {
            sy_buffer_put(out, hash.bytes, sizeof(hash.bytes));
            err = out->err;
        }
    }
    if (err != SY_OK)
        out->len = before;
    return err;
}

enum sy_err sy_tile_put_entry(struct sy_buffer *bundle, struct sy_bytes entry)
{
    uint8_t len[2];
    size_t before = bundle->len;

    if (entry.len > UINT16_MAX)
        return SY_LIMIT;
    sy_put_u16be(len, (uint16_t)entry.len);
    sy_buffer_put(bundle, len, sizeof(len));
    sy_buffer_put_bytes(bundle, entry);
    if (bundle->err != SY_OK)
        bundle->len = before;
    return bundle->err;
}

enum sy_err sy_tile_take_entry(struct sy_bytes *bundle, struct sy_bytes *entry)
{
    size_t len;

    if (bundle->len < 2)
        return SY_BAD_ENCODING;
    len = sy_get_u16be(bundle->data);
    if (bundle->len - 2 < len)
        return SY_BAD_ENCODING;
    *entry = (struct sy_bytes){bundle->data + 2, len};
    bundle->data += 2 + len;
    bundle->len -= 2 + len;
    return SY_OK;
}
