#include "ledger/registry_rows.h"

#include <string.h>

enum sy_err sy_registry_load_u64(struct sy_store_txn *txn, unsigned table, struct sy_bytes key,
                                 uint64_t *out)
{
    struct sy_bytes row;
    enum sy_err err = sy_store_get(txn, table, key, &row);

    if (err == SY_NOT_FOUND) {
        *out = 0;
        return SY_OK;
    }
    if (err == SY_OK && row.len != 8)
        err = SY_CORRUPT;
    if (err == SY_OK)
        *out = sy_get_u64be(row.data);
    return err;
}

enum sy_err sy_registry_save_u64(struct sy_store_txn *txn, unsigned table, struct sy_bytes key,
                                 uint64_t value)
{
    uint8_t row[8];

    sy_put_u64be(row, value);
    return sy_store_put(txn, table, key, (struct sy_bytes){row, 8});
}

enum sy_err sy_registry_load_mark(struct sy_store_txn *txn, struct sy_registry_mark *out)
{
    struct sy_bytes row;
    enum sy_err err = sy_store_get(txn, SY_REGISTRY_STATE, sy_text("applied"), &row);

    *out = (struct sy_registry_mark){0};
    if (err == SY_NOT_FOUND)
        return SY_OK;
    if (err == SY_OK && row.len != 8 + SY_HASH_BYTES)
        err = SY_CORRUPT;
    if (err == SY_OK) {
        out->size = sy_get_u64be(row.data);
        memcpy(out->leaf.bytes, row.data + 8, SY_HASH_BYTES);
    }
    return err;
}

enum sy_err sy_registry_save_mark(struct sy_store_txn *txn, const struct sy_registry_mark *mark)
{
    uint8_t row[8 + SY_HASH_BYTES];

    sy_put_u64be(row, mark->size);
    memcpy(row + 8, mark->leaf.bytes, SY_HASH_BYTES);
    return sy_store_put(txn, SY_REGISTRY_STATE, sy_text("applied"),
                        (struct sy_bytes){row, sizeof(row)});
}

enum sy_err sy_registry_organisation_at(struct sy_store_txn *txn, struct sy_bytes subject,
                                        uint64_t size, bool *admitted)
{
    struct sy_bytes row;
    enum sy_err err = sy_store_get(txn, SY_REGISTRY_ORGANISATIONS, subject, &row);

    *admitted = false;
    if (err == SY_NOT_FOUND)
        return SY_OK;
    if (err == SY_OK && row.len != 8)
        err = SY_CORRUPT;
    if (err == SY_OK)
        *admitted = sy_get_u64be(row.data) < size;
    return err;
}

enum sy_err sy_registry_key_at(struct sy_store_txn *txn, struct sy_bytes key, uint64_t size,
                               struct sy_key_state *out)
{
    struct sy_bytes row;
    enum sy_err err = sy_store_get(txn, SY_REGISTRY_KEYS, key, &row);

    *out = (struct sy_key_state){0};
    if (err == SY_NOT_FOUND)
        return SY_OK;
    while (err == SY_OK && row.len > 0) {
        size_t len = row.len < SY_REGISTRY_KEY_ROW_FIXED_BYTES
                         ? 0
                         : row.data[SY_REGISTRY_KEY_ROW_FIXED_BYTES - 1];

        if (row.len < SY_REGISTRY_KEY_ROW_FIXED_BYTES + len)
            return SY_CORRUPT;
        if (sy_get_u64be(row.data) >= size)
            break;
        if (row.data[8] == SY_ACT_KEY_ADDED) {
            out->added = true;
            out->index = sy_get_u64be(row.data);
            out->uses = row.data[9];
            out->organisation =
                (struct sy_bytes){row.data + SY_REGISTRY_KEY_ROW_FIXED_BYTES, len};
        } else if (row.data[8] == SY_ACT_KEY_RETIRED) {
            out->retired = true;
        } else {
            out->revoked = true;
            out->since = (int64_t)sy_get_u64be(row.data + 10);
        }
        row.data += SY_REGISTRY_KEY_ROW_FIXED_BYTES + len;
        row.len -= SY_REGISTRY_KEY_ROW_FIXED_BYTES + len;
    }
    return err;
}
