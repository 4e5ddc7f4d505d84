#include "ledger/store_scour.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ledger/store_file.h"
#include "ledger/store_page.h"

enum {
    TREES_MAX = SY_STORE_TABLES_MAX + 4,
    CHUNK_BYTES = 256 << 10,
    WINDOW_PAGES = 1 << 20 /* of free pages looked for at a time: 4 GiB of file */
};

struct level {
    struct sy_store_page page;
    unsigned at; /* the child that the walk is in */
    uint8_t *bytes;
};

/* One piece of work, under the write lock. */
struct piece {
    struct sy_store_scour *scour;
    struct sy_store_file file;
    struct sy_store_meta meta;
    uint64_t bytes_left;
    bool wrote;
    uint8_t *memory; /* the levels' pages, a page made clean, a chunk */
    uint8_t *clean;
    uint8_t *chunk;
    struct level levels[SY_STORE_DEPTH_MAX];
    /* What the visit of the main tree finds. */
    unsigned tree_count;
    struct sy_store_tree trees[TREES_MAX];
    /* What the visit of the free tree fills: the free pages from scour->next_page on. */
    uint8_t *window;
};

/* A tree, and what is to be done with each of its rows. */
struct walk {
    const struct sy_store_tree *tree;
    bool lists; /* its values are lists of free pages */
    enum sy_err (*visit)(struct piece *piece, const struct sy_store_node *node);
};

static enum sy_err of_errno(void)
{
    return errno == ENOSPC || errno == EDQUOT ? SY_NO_SPACE : SY_IO;
}

/* Reads len bytes; zeros where the file ends before. */
static enum sy_err read_at(struct piece *piece, uint64_t at, size_t len, uint8_t *out)
{
    size_t have = 0;

    while (have < len) {
        ssize_t got = pread(piece->file.fd, out + have, len - have, (off_t)(at + have));

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return SY_IO;
        if (got == 0)
            break;
        have += (size_t)got;
    }
    memset(out + have, 0, len - have);
    piece->scour->read_bytes += len;
    piece->bytes_left -= len < piece->bytes_left ? len : piece->bytes_left;
    return SY_OK;
}

static enum sy_err write_at(struct piece *piece, uint64_t at, const uint8_t *data, size_t len)
{
    piece->wrote = true;
    piece->scour->cleared_bytes += len;
    while (len > 0) {
        ssize_t put = pwrite(piece->file.fd, data, len, (off_t)at);

        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return of_errno();
        data += put;
        at += (uint64_t)put;
        len -= (size_t)put;
    }
    return SY_OK;
}

/* Writes what differs from what stands there, from the first such byte to the last. */
static enum sy_err write_changes(struct piece *piece, uint64_t at, const uint8_t *is,
                                 const uint8_t *wanted, size_t len)
{
    size_t from = 0;

    if (memcmp(is, wanted, len) == 0)
        return SY_OK;
    while (is[from] == wanted[from])
        from++;
    while (is[len - 1] == wanted[len - 1])
        len--;
    return write_at(piece, at + from, wanted + from, len - from);
}

/* Zeros, where there is something else, in a part of the file that nothing uses. */
static enum sy_err clear(struct piece *piece, uint64_t from, uint64_t to)
{
    static const uint8_t zeros[CHUNK_BYTES];
    enum sy_err err = SY_OK;

    while (from < to && err == SY_OK) {
        size_t len = to - from < CHUNK_BYTES ? (size_t)(to - from) : CHUNK_BYTES;

        err = read_at(piece, from, len, piece->chunk);
        if (err == SY_OK)
            err = write_changes(piece, from, piece->chunk, zeros, len);
        from += len;
    }
    return err;
}

static bool is_page(const struct piece *piece, uint64_t number)
{
    return number >= SY_STORE_METAS && number <= piece->meta.last_page;
}

static enum sy_err load_page(struct piece *piece, const struct walk *walk, unsigned depth,
                             uint64_t number)
{
    struct level *level = &piece->levels[depth];
    uint32_t page_bytes = piece->meta.page_bytes;
    uint64_t at = number * page_bytes;
    enum sy_err err;

    if (!is_page(piece, number))
        return SY_CORRUPT;
    level->at = 0;
    err = read_at(piece, at, page_bytes, level->bytes);
    if (err == SY_OK)
        err = sy_store_page_read(level->bytes, page_bytes, number, &level->page);
    if (err == SY_OK &&
        (level->page.leaf != (depth + 1U == walk->tree->depth) || level->page.count == 0))
        err = SY_CORRUPT;
    if (err == SY_OK)
        err = sy_store_page_clean(&level->page, walk->lists, piece->clean);
    if (err == SY_OK)
        err = write_changes(piece, at, level->bytes, piece->clean, page_bytes);
    return err;
}

static int compare(struct sy_bytes a, struct sy_bytes b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len == 0 ? 0 : memcmp(a.data, b.data, len);

    if (order != 0)
        return order;
    return a.len < b.len ? -1 : a.len > b.len;
}

/* The child that key lies in: the last one whose first key is not greater. */
static enum sy_err find_child(struct level *level, struct sy_bytes key)
{
    struct sy_store_node node;
    enum sy_err err = SY_OK;

    while (err == SY_OK && level->at + 1 < level->page.count) {
        err = sy_store_page_node(&level->page, level->at + 1, &node);
        if (err == SY_OK && compare(node.key, key) > 0)
            break;
        if (err == SY_OK)
            level->at++;
    }
    return err;
}

/* Down to a leaf: the one that key lies in, or the first. */
static enum sy_err descend(struct piece *piece, const struct walk *walk, unsigned depth,
                           uint64_t number, struct sy_bytes key)
{
    struct sy_store_node node;
    enum sy_err err;

    while ((err = load_page(piece, walk, depth, number)) == SY_OK &&
           depth + 1U < walk->tree->depth) {
        struct level *level = &piece->levels[depth++];

        if (key.len > 0)
            err = find_child(level, key);
        if (err == SY_OK)
            err = sy_store_page_node(&level->page, level->at, &node);
        if (err != SY_OK)
            break;
        number = node.child;
    }
    return err;
}

/* Where the next leaf hangs; SY_NOT_FOUND after the last. */
static enum sy_err next_leaf(struct piece *piece, const struct walk *walk, unsigned *depth,
                             struct sy_store_node *out)
{
    for (unsigned d = walk->tree->depth - 1U; d-- > 0;) {
        struct level *level = &piece->levels[d];

        if (level->at + 1 < level->page.count) {
            *depth = d + 1;
            return sy_store_page_node(&level->page, ++level->at, out);
        }
    }
    return SY_NOT_FOUND;
}

static enum sy_err find_overflow(struct piece *piece, const struct sy_store_node *node,
                                 uint64_t *from, uint64_t *to)
{
    uint8_t head[SY_STORE_PAGE_HEAD_BYTES];
    uint64_t pages;
    enum sy_err err;

    if (!is_page(piece, node->overflow))
        return SY_CORRUPT;
    *from = node->overflow * piece->meta.page_bytes;
    err = read_at(piece, *from, sizeof(head), head);
    if (err == SY_OK)
        err = sy_store_overflow_read(head, node->overflow, node->value_bytes,
                                     piece->meta.page_bytes, &pages);
    if (err == SY_OK && pages > piece->meta.last_page - node->overflow + 1)
        err = SY_CORRUPT;
    if (err == SY_OK)
        *to = *from + pages * piece->meta.page_bytes;
    return err;
}

/* What stands behind a large value. */
static enum sy_err clear_tail(struct piece *piece, bool list, const struct sy_store_node *node)
{
    uint64_t used = node->value_bytes;
    uint8_t count[sizeof(uint64_t)];
    uint64_t from;
    uint64_t to;
    enum sy_err err = find_overflow(piece, node, &from, &to);

    if (err != SY_OK)
        return err;
    from += SY_STORE_PAGE_HEAD_BYTES;
    if (list) {
        err = read_at(piece, from, sizeof(count), count);
        if (err == SY_OK)
            err = sy_store_list_bytes(sy_store_u64(count), node->value_bytes, &used);
    }
    return err == SY_OK ? clear(piece, from + used, to) : err;
}

static enum sy_err visit_leaf(struct piece *piece, const struct walk *walk)
{
    const struct sy_store_page *page = &piece->levels[walk->tree->depth - 1].page;
    struct sy_store_node node;
    enum sy_err err = SY_OK;

    for (unsigned i = 0; i < page->count && err == SY_OK; i++) {
        err = sy_store_page_node(page, i, &node);
        if (err == SY_OK && node.is_large)
            err = clear_tail(piece, walk->lists, &node);
        if (err == SY_OK && walk->visit != NULL)
            err = walk->visit(piece, &node);
        else if (err == SY_OK && node.is_tree)
            err = SY_UNIMPLEMENTED;
    }
    return err;
}

/* Every leaf from key on; with resume, until the piece is full: then SY_NOT_YET, and the scour
 * says where to go on. */
static enum sy_err walk_tree(struct piece *piece, const struct walk *walk, bool resume)
{
    struct sy_store_scour *scour = piece->scour;
    struct sy_bytes key = {scour->key, resume ? scour->key_len : 0};
    struct sy_store_node node = {.child = walk->tree->root};
    unsigned depth = 0;
    enum sy_err err = SY_OK;

    if (walk->tree->depth == 0)
        return SY_OK;
    while (err == SY_OK) {
        err = descend(piece, walk, depth, node.child, key);
        if (err == SY_OK)
            err = visit_leaf(piece, walk);
        if (err == SY_OK)
            err = next_leaf(piece, walk, &depth, &node);
        key.len = 0;
        if (err != SY_OK || !resume || piece->bytes_left > 0)
            continue;
        if (node.key.len > sizeof(scour->key))
            return SY_CORRUPT;
        memcpy(scour->key, node.key.data, node.key.len);
        scour->key_len = (uint16_t)node.key.len;
        return SY_NOT_YET;
    }
    return err == SY_NOT_FOUND ? SY_OK : err;
}

static enum sy_err note_tree(struct piece *piece, const struct sy_store_node *node)
{
    if (!node->is_tree)
        return SY_OK; /* a row of the main tree itself: not ours, but no harm */
    if (piece->tree_count == TREES_MAX)
        return SY_UNIMPLEMENTED;
    return sy_store_tree_read(node->value, &piece->trees[piece->tree_count++]);
}

/* What was put behind the last page and never committed belongs to nobody. */
static enum sy_err clear_behind(struct piece *piece)
{
    off_t end = lseek(piece->file.fd, 0, SEEK_END);

    if (end < 0)
        return SY_IO;
    return clear(piece, (piece->meta.last_page + 1) * piece->meta.page_bytes, (uint64_t)end);
}

static enum sy_err walk_on(struct piece *piece)
{
    struct sy_store_scour *scour = piece->scour;
    struct walk names = {.tree = &piece->meta.main, .visit = note_tree};
    struct walk lists = {.tree = &piece->meta.free, .lists = true};
    enum sy_err err = walk_tree(piece, &names, false);

    for (; err == SY_OK && scour->tree < piece->tree_count; scour->tree++) {
        struct walk rows = {.tree = &piece->trees[scour->tree]};

        err = walk_tree(piece, &rows, true);
        if (err != SY_OK)
            return err;
        scour->key_len = 0;
    }
    /* The main and the free tree change with every commit: they come last, and together with
     * what lies behind the last page, within one lock. */
    if (err == SY_OK)
        err = walk_tree(piece, &lists, false);
    if (err == SY_OK)
        err = clear_behind(piece);
    if (err != SY_OK)
        return err;
    scour->walked = piece->file.txn - 1;
    scour->next_page = SY_STORE_METAS;
    scour->phase = SY_SCOUR_FREEING;
    return SY_OK;
}

static uint64_t oldest(const struct piece *piece)
{
    uint64_t latest = piece->file.txn - 1;

    return piece->file.oldest_reader < latest ? piece->file.oldest_reader : latest;
}

static enum sy_err take_free(struct piece *piece, const uint8_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t page = sy_store_u64(numbers + i * sizeof(uint64_t));

        if (!is_page(piece, page))
            return SY_CORRUPT;
        if (page < piece->scour->next_page || page - piece->scour->next_page >= WINDOW_PAGES)
            continue;
        page -= piece->scour->next_page;
        piece->window[page / 8] |= (uint8_t)(1U << page % 8);
    }
    return SY_OK;
}

static enum sy_err take_large_list(struct piece *piece, const struct sy_store_node *node)
{
    uint64_t used = sizeof(uint64_t);
    uint64_t from;
    uint64_t to;
    enum sy_err err = find_overflow(piece, node, &from, &to);

    if (err != SY_OK)
        return err;
    from += SY_STORE_PAGE_HEAD_BYTES;
    err = read_at(piece, from, sizeof(uint64_t), piece->chunk);
    if (err == SY_OK)
        err = sy_store_list_bytes(sy_store_u64(piece->chunk), node->value_bytes, &used);
    for (uint64_t at = sizeof(uint64_t); err == SY_OK && at < used; at += CHUNK_BYTES) {
        size_t len = used - at < CHUNK_BYTES ? (size_t)(used - at) : CHUNK_BYTES;

        err = read_at(piece, from + at, len, piece->chunk);
        if (err == SY_OK)
            err = take_free(piece, piece->chunk, len / sizeof(uint64_t));
    }
    return err;
}

/* A list: the pages that one commit freed. */
static enum sy_err note_free(struct piece *piece, const struct sy_store_node *node)
{
    uint64_t used;
    enum sy_err err;

    if (node->key.len != sizeof(uint64_t))
        return SY_CORRUPT;
    if (sy_store_u64(node->key.data) >= oldest(piece))
        return SY_OK; /* still needed; what it frees was clean when it was freed */
    if (node->is_large)
        return take_large_list(piece, node);
    if (node->value.len < sizeof(uint64_t))
        return SY_CORRUPT;
    err = sy_store_list_bytes(sy_store_u64(node->value.data), node->value_bytes, &used);
    if (err != SY_OK)
        return err;
    return take_free(piece, node->value.data + sizeof(uint64_t),
                     (size_t)used / sizeof(uint64_t) - 1);
}

static enum sy_err clear_window(struct piece *piece)
{
    struct sy_store_scour *scour = piece->scour;
    uint64_t first = scour->next_page;
    uint64_t at = 0;
    enum sy_err err = SY_OK;

    while (err == SY_OK && at < WINDOW_PAGES && first + at <= piece->meta.last_page) {
        uint64_t begin = at;

        while (at < WINDOW_PAGES && (piece->window[at / 8] >> at % 8 & 1) != 0 &&
               (at - begin) * piece->meta.page_bytes < CHUNK_BYTES)
            at++;
        if (at > begin)
            err = clear(piece, (first + begin) * piece->meta.page_bytes,
                        (first + at) * piece->meta.page_bytes);
        else
            at++;
        if (err == SY_OK)
            scour->next_page = first + at;
        if (piece->bytes_left == 0 && (piece->window[begin / 8] >> begin % 8 & 1) != 0)
            break; /* something was cleared, so there is progress */
    }
    if (err == SY_OK && scour->next_page > piece->meta.last_page)
        scour->phase = SY_SCOUR_DONE;
    return err;
}

static enum sy_err free_on(struct piece *piece)
{
    struct walk lists = {.tree = &piece->meta.free, .lists = true, .visit = note_free};
    enum sy_err err;

    if (oldest(piece) <= piece->scour->walked)
        return SY_BUSY;
    piece->window = calloc(WINDOW_PAGES / 8, 1);
    if (piece->window == NULL)
        return SY_NO_MEMORY;
    err = walk_tree(piece, &lists, false);
    if (err == SY_OK)
        err = clear_window(piece);
    free(piece->window);
    return err;
}

/* The latest commit, as its meta page tells it. */
static enum sy_err read_meta(struct piece *piece)
{
    uint8_t bytes[SY_STORE_META_BYTES];
    struct sy_store_meta other;
    enum sy_err err = read_at(piece, 0, sizeof(bytes), bytes);

    if (err == SY_OK)
        err = sy_store_meta_read(bytes, &piece->meta);
    if (err == SY_OK)
        err = read_at(piece, piece->meta.page_bytes, sizeof(bytes), bytes);
    if (err == SY_OK)
        err = sy_store_meta_read(bytes, &other);
    if (err != SY_OK)
        return err;
    if (other.page_bytes != piece->meta.page_bytes)
        return SY_UNIMPLEMENTED;
    if (other.txn > piece->meta.txn)
        piece->meta = other;
    return piece->meta.txn + 1 == piece->file.txn ? SY_OK : SY_UNIMPLEMENTED;
}

static enum sy_err make_room(struct piece *piece)
{
    size_t page_bytes = piece->meta.page_bytes;

    piece->memory = malloc((SY_STORE_DEPTH_MAX + 1) * page_bytes + CHUNK_BYTES);
    if (piece->memory == NULL)
        return SY_NO_MEMORY;
    for (size_t i = 0; i < SY_STORE_DEPTH_MAX; i++)
        piece->levels[i].bytes = piece->memory + i * page_bytes;
    piece->clean = piece->memory + SY_STORE_DEPTH_MAX * page_bytes;
    piece->chunk = piece->clean + page_bytes;
    return SY_OK;
}

static enum sy_err run_piece(struct piece *piece, struct sy_store_txn *txn)
{
    enum sy_err err = sy_store_file(txn, &piece->file);

    if (err == SY_OK)
        err = read_meta(piece);
    if (err == SY_OK)
        err = make_room(piece);
    if (err == SY_OK)
        err = piece->scour->phase == SY_SCOUR_WALKING ? walk_on(piece) : free_on(piece);
    free(piece->memory);
    return err == SY_NOT_YET ? SY_OK : err;
}

/* One commit more than those that were walked, unless there is one: then both of the latest
 * two come after them. */
static enum sy_err age(struct sy_store *store, const struct sy_store_scour *scour)
{
    struct sy_store_file file;
    struct sy_store_txn *txn;
    enum sy_err err = sy_store_write(store, &txn);

    if (err != SY_OK)
        return err;
    err = sy_store_file(txn, &file);
    sy_store_end(txn);
    if (err != SY_OK || file.txn - 1 > scour->walked)
        return err;
    return sy_store_age(store);
}

enum sy_err sy_store_scour(struct sy_store *store, struct sy_store_scour *scour,
                           uint64_t bytes_max)
{
    struct sy_store_scour next = *scour;
    struct piece piece = {.scour = &next, .bytes_left = bytes_max};
    struct sy_store_txn *txn;
    enum sy_err err = SY_OK;

    if (scour->phase == SY_SCOUR_DONE)
        return SY_OK;
    if (scour->phase == SY_SCOUR_FREEING)
        err = age(store, scour);
    if (err == SY_OK)
        err = sy_store_write(store, &txn);
    if (err != SY_OK)
        return err;
    err = run_piece(&piece, txn);
    sy_store_end(txn);
    if (piece.wrote && fdatasync(piece.file.fd) != 0 && err == SY_OK)
        err = of_errno();
    if (err == SY_OK)
        *scour = next;
    return err;
}
