#include "ledger/view_signed.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/view_rows.h"

enum { ROW_BYTES = SY_VIEW_SIGNED_KEY_BYTES + 1 };

static const uint64_t sign_bit = (uint64_t)1 << 63;

static void put_time(uint8_t *row, int64_t time)
{
    sy_put_u64be(row + SY_PUBLIC_KEY_BYTES, (uint64_t)time ^ sign_bit);
}

void sy_view_signed_add(struct sy_buffer *rows, uint32_t log, const struct sy_entry *entry,
                        const struct sy_statement *statement)
{
    for (size_t i = 0; i < statement->signer_count; i++) {
        uint8_t row[ROW_BYTES];

        if (statement->signers[i].key.len != SY_PUBLIC_KEY_BYTES)
            continue; /* of a kind that this program does not know */
        memcpy(row, statement->signers[i].key.data, SY_PUBLIC_KEY_BYTES);
        put_time(row, entry->sequenced_at);
        sy_put_u16be(row + SY_PUBLIC_KEY_BYTES + 8, (uint16_t)log);
        sy_put_u64be(row + SY_PUBLIC_KEY_BYTES + 10, entry->index);
        row[SY_VIEW_SIGNED_KEY_BYTES] = (uint8_t)i;
        sy_buffer_put(rows, row, sizeof(row));
    }
}

static int compare(const void *a, const void *b)
{
    return memcmp(a, b, ROW_BYTES);
}

enum sy_err sy_view_signed_save(struct sy_store_txn *txn, struct sy_buffer *rows)
{
    size_t count = rows->len / ROW_BYTES;
    enum sy_err err = rows->err;

    if (err == SY_OK && count > 1)
        qsort(rows->data, count, ROW_BYTES, compare);
    for (size_t i = 0; i < count && err == SY_OK; i++) {
        const uint8_t *row = rows->data + i * ROW_BYTES;

        err =
            sy_store_put(txn, SY_VIEW_SIGNED, (struct sy_bytes){row, SY_VIEW_SIGNED_KEY_BYTES},
                         (struct sy_bytes){row + SY_VIEW_SIGNED_KEY_BYTES, 1});
    }
    sy_buffer_clear(rows);
    return err;
}

enum sy_err sy_view_next_signed(struct sy_view_snapshot *snapshot, struct sy_bytes key,
                                int64_t since, struct sy_view_signed *at)
{
    uint8_t from[SY_VIEW_SIGNED_KEY_BYTES + 1] = {0};
    size_t from_len = SY_PUBLIC_KEY_BYTES + 8;
    struct sy_store_cursor *cursor;
    struct sy_bytes found;
    struct sy_bytes value;
    enum sy_err err;

    if (key.len != SY_PUBLIC_KEY_BYTES)
        return SY_NOT_FOUND;
    if (at->begun) { /* the least key behind that one */
        memcpy(from, at->row, sizeof(at->row));
        from_len = sizeof(from);
    } else {
        memcpy(from, key.data, SY_PUBLIC_KEY_BYTES);
        put_time(from, since);
    }
    err = sy_store_cursor_open(snapshot->txn, SY_VIEW_SIGNED, &cursor);
    if (err != SY_OK)
        return err;
    err = sy_store_seek(cursor, (struct sy_bytes){from, from_len}, &found, &value);
    sy_store_cursor_close(cursor);
    if (err == SY_OK && found.len != sizeof(at->row))
        return SY_CORRUPT;
    if (err == SY_OK && memcmp(found.data, key.data, SY_PUBLIC_KEY_BYTES) != 0)
        err = SY_NOT_FOUND;
    if (err != SY_OK)
        return err;
    memcpy(at->row, found.data, sizeof(at->row));
    at->begun = true;
    at->at = (int64_t)(sy_get_u64be(found.data + SY_PUBLIC_KEY_BYTES) ^ sign_bit);
    at->log = sy_get_u16be(found.data + SY_PUBLIC_KEY_BYTES + 8);
    at->index = sy_get_u64be(found.data + SY_PUBLIC_KEY_BYTES + 10);
    return SY_OK;
}
