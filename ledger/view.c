#include "ledger/view_rows.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/hash.h"

/* The number is that of the layout: a view that an older program made begins anew. */
static const char *const table_names[SY_VIEW_TABLES] = {"state 3", "items", "disclosures",
                                                        "signed"};
static const uint64_t sign_bit = (uint64_t)1 << 63;

enum sy_err sy_view_open(const char *path, uint64_t map_bytes, struct sy_view **out)
{
    struct sy_view *view = calloc(1, sizeof(*view));
    enum sy_err err;

    if (view == NULL)
        return SY_NO_MEMORY;
    err = sy_store_open(path, SY_STORE_DERIVED, map_bytes, table_names, SY_VIEW_TABLES,
                        &view->store);
    if (err == SY_OK)
        *out = view;
    else
        free(view);
    return err;
}

enum sy_err sy_view_clear(struct sy_view *view)
{
    struct sy_store_txn *txn;
    enum sy_err err = sy_store_write(view->store, &txn);

    if (err != SY_OK)
        return err;
    for (unsigned table = 0; table < SY_VIEW_TABLES && err == SY_OK; table++)
        err = sy_store_clear(txn, table);
    if (err == SY_OK)
        return sy_store_commit(txn);
    sy_store_end(txn);
    return err;
}

void sy_view_stop(struct sy_view *view)
{
    atomic_store(&view->stopping, true);
}

void sy_view_close(struct sy_view *view)
{
    if (view == NULL)
        return;
    sy_store_close(view->store);
    free(view);
}

uint64_t sy_view_disk_bytes(struct sy_view *view)
{
    return sy_store_disk_bytes(view->store);
}

void sy_view_principal(struct sy_bytes subject, uint8_t out[SY_VIEW_PRINCIPAL_BYTES])
{
    struct sy_hash hash = sy_hash_of(subject);

    memcpy(out, hash.bytes, SY_VIEW_PRINCIPAL_BYTES);
}

static size_t name_key(struct sy_bytes name, uint8_t key[SY_VIEW_NAME_KEY_BYTES_MAX])
{
    struct sy_hash hash;

    if (name.len <= SY_VIEW_NAME_KEPT_BYTES) {
        memcpy(key, name.data, name.len);
        return name.len;
    }
    hash = sy_hash_of(name);
    memcpy(key, name.data, SY_VIEW_NAME_KEPT_BYTES);
    key[SY_VIEW_NAME_KEPT_BYTES] = 1;
    memcpy(key + SY_VIEW_NAME_KEPT_BYTES + 1, hash.bytes, SY_HASH_BYTES);
    return SY_VIEW_NAME_KEY_BYTES_MAX;
}

struct sy_bytes sy_view_row_key(struct sy_bytes name, int64_t time,
                                const struct sy_position *position,
                                uint8_t key[SY_VIEW_ROW_KEY_BYTES_MAX])
{
    size_t len = name_key(name, key);

    key[len++] = 0;
    sy_put_u64be(key + len, (uint64_t)time ^ sign_bit);
    sy_put_u16be(key + len + 8, (uint16_t)position->log);
    sy_put_u64be(key + len + 10, position->index);
    sy_put_u32be(key + len + 18, position->record);
    return (struct sy_bytes){key, len + SY_VIEW_TAIL_BYTES - 1};
}

enum sy_err sy_view_load_mark(struct sy_store_txn *txn, struct sy_bytes origin,
                              struct sy_view_mark *out)
{
    struct sy_bytes row;
    enum sy_err err = sy_store_get(txn, SY_VIEW_STATE, origin, &row);

    if (err == SY_NOT_FOUND)
        return SY_OK;
    if (err == SY_OK && row.len != SY_VIEW_MARK_BYTES)
        err = SY_CORRUPT;
    if (err == SY_OK) {
        out->log = sy_get_u32be(row.data);
        out->size = sy_get_u64be(row.data + 4);
        memcpy(out->leaf.bytes, row.data + 12, SY_HASH_BYTES);
    }
    return err;
}

enum sy_err sy_view_snapshot(struct sy_view *view, struct sy_view_snapshot **out)
{
    struct sy_view_snapshot *snapshot = calloc(1, sizeof(*snapshot));
    enum sy_err err;

    if (snapshot == NULL)
        return SY_NO_MEMORY;
    err = sy_store_read(view->store, &snapshot->txn);
    if (err == SY_OK)
        *out = snapshot;
    else
        free(snapshot);
    return err;
}

void sy_view_release(struct sy_view_snapshot *snapshot)
{
    if (snapshot == NULL)
        return;
    sy_store_end(snapshot->txn);
    free(snapshot);
}

enum sy_err sy_view_watermark(struct sy_view_snapshot *snapshot, struct sy_bytes origin,
                              uint64_t *out)
{
    struct sy_view_mark mark = {0};
    enum sy_err err = sy_view_load_mark(snapshot->txn, origin, &mark);

    if (err == SY_OK)
        *out = mark.size;
    return err;
}

static enum sy_err read_row(struct sy_bytes key, struct sy_bytes value, struct sy_view_row *out)
{
    const uint8_t *tail = key.data + key.len - (SY_VIEW_TAIL_BYTES - 1);
    const uint8_t *at = value.data;
    size_t len;

    if (value.len < SY_VIEW_ROW_FIXED_BYTES)
        return SY_CORRUPT;
    out->role_count = at[3];
    len = SY_VIEW_ROW_FIXED_BYTES + 2 * out->role_count + SY_VIEW_ROW_TAIL_BYTES;
    if (out->role_count > SY_VIEW_ROLES_MAX || value.len < len)
        return SY_CORRUPT;
    out->time = (int64_t)(sy_get_u64be(tail) ^ sign_bit);
    out->position.log = sy_get_u16be(tail + 8);
    out->position.index = sy_get_u64be(tail + 10);
    out->position.record = sy_get_u32be(tail + 18);
    out->event_bit = at[0];
    out->action = (enum sy_action)at[1];
    out->has_children = (at[2] & SY_VIEW_FLAG_CHILDREN) != 0;
    out->declares_error = (at[2] & SY_VIEW_FLAG_DECLARES) != 0;
    at += SY_VIEW_ROW_FIXED_BYTES;
    for (size_t i = 0; i < out->role_count; i++, at += 2) {
        out->roles[i].role = (enum sy_role)at[0];
        out->roles[i].kind = at[1];
    }
    memcpy(out->principal, at, sizeof(out->principal));
    at += sizeof(out->principal);
    memcpy(out->identity, at, sizeof(out->identity));
    at += sizeof(out->identity);
    memcpy(out->content, at, sizeof(out->content));
    out->parent = (struct sy_bytes){NULL, 0};
    out->parent_kind = 0;
    if (value.len > len) {
        out->parent_kind = value.data[len];
        out->parent = (struct sy_bytes){value.data + len + 1, value.len - len - 1};
    }
    return SY_OK;
}

enum sy_err sy_view_scan(struct sy_view_snapshot *snapshot, struct sy_bytes item, int64_t from,
                         int64_t to, bool (*row)(void *ctx, const struct sy_view_row *row),
                         void *ctx)
{
    uint8_t start[SY_VIEW_ROW_KEY_BYTES_MAX];
    struct sy_bytes wanted = sy_view_row_key(item, from, &(struct sy_position){0}, start);
    size_t name_len = wanted.len - (SY_VIEW_TAIL_BYTES - 1);
    struct sy_store_cursor *cursor;
    struct sy_view_row read;
    struct sy_bytes key;
    struct sy_bytes value;
    enum sy_err err;

    if (item.len == 0 || item.len > SY_ITEM_BYTES_MAX)
        return SY_LIMIT;
    err = sy_store_cursor_open(snapshot->txn, SY_VIEW_ITEMS, &cursor);
    if (err != SY_OK)
        return err;
    err = sy_store_seek(cursor, wanted, &key, &value);
    while (err == SY_OK && key.len == wanted.len &&
           memcmp(key.data, wanted.data, name_len) == 0) {
        err = read_row(key, value, &read);
        if (err != SY_OK || read.time >= to || !row(ctx, &read))
            break;
        err = sy_store_next(cursor, &key, &value);
    }
    sy_store_cursor_close(cursor);
    return err == SY_NOT_FOUND ? SY_OK : err;
}

/* The name at the front of a row's key; false when it was cut. */
static bool name_of_key(struct sy_bytes key, struct sy_bytes *out)
{
    const uint8_t *end = memchr(key.data, 0, key.len);

    if (end == NULL || (size_t)(end - key.data) + SY_VIEW_TAIL_BYTES != key.len)
        return false;
    *out = (struct sy_bytes){key.data, (size_t)(end - key.data)};
    return memchr(key.data, 1, out->len) == NULL;
}

enum sy_err sy_view_names(struct sy_view_snapshot *snapshot, struct sy_bytes prefix,
                          bool (*name)(void *ctx, struct sy_bytes name), void *ctx)
{
    uint8_t start[SY_VIEW_ROW_KEY_BYTES_MAX];
    struct sy_store_cursor *cursor;
    struct sy_bytes wanted = prefix;
    struct sy_bytes found;
    struct sy_bytes key;
    struct sy_bytes value;
    enum sy_err err;

    if (prefix.len == 0 || prefix.len > SY_VIEW_NAME_KEPT_BYTES)
        return SY_LIMIT;
    err = sy_store_cursor_open(snapshot->txn, SY_VIEW_ITEMS, &cursor);
    if (err != SY_OK)
        return err;
    while ((err = sy_store_seek(cursor, wanted, &key, &value)) == SY_OK &&
           key.len >= prefix.len && memcmp(key.data, prefix.data, prefix.len) == 0) {
        size_t len = key.len - (SY_VIEW_TAIL_BYTES - 1);

        if (name_of_key(key, &found) && !name(ctx, found))
            break;
        /* Behind the last row of this name: the byte after it is 00, so 01 is past all of
         * them. */
        memcpy(start, key.data, len - 1);
        start[len - 1] = 1;
        wanted = (struct sy_bytes){start, len};
    }
    sy_store_cursor_close(cursor);
    return err == SY_NOT_FOUND ? SY_OK : err;
}
