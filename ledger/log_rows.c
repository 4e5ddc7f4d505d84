#include "ledger/log_rows.h"

#include <string.h>

enum { HEAD_FIXED_BYTES = SY_HASH_BYTES + 24, ID_KEPT_BYTES = 16 };

static const uint64_t sign_bit = (uint64_t)1 << 63;

struct sy_bytes sy_log_index_key(uint64_t index, uint8_t key[8])
{
    sy_put_u64be(key, index);
    return (struct sy_bytes){key, 8};
}

struct sy_bytes sy_log_digest_key(uint64_t index, uint32_t record,
                                  uint8_t key[SY_LOG_DIGEST_KEY_BYTES])
{
    sy_put_u64be(key, index);
    sy_put_u32be(key + 8, record);
    return (struct sy_bytes){key, SY_LOG_DIGEST_KEY_BYTES};
}

struct sy_bytes sy_log_part_key(uint64_t index, uint32_t record, uint8_t kind,
                                uint8_t key[SY_LOG_PART_KEY_BYTES])
{
    sy_log_digest_key(index, record, key);
    key[SY_LOG_DIGEST_KEY_BYTES] = kind;
    return (struct sy_bytes){key, SY_LOG_PART_KEY_BYTES};
}

struct sy_bytes sy_log_statement_key(int64_t signed_at, const struct sy_hash *id,
                                     uint8_t key[SY_LOG_STATEMENT_KEY_BYTES])
{
    sy_put_u64be(key, (uint64_t)signed_at ^ sign_bit);
    memcpy(key + 8, id->bytes, ID_KEPT_BYTES);
    return (struct sy_bytes){key, SY_LOG_STATEMENT_KEY_BYTES};
}

void sy_log_mark_write(const struct sy_log_mark *mark, struct sy_buffer *to)
{
    uint8_t fixed[SY_LOG_MARK_BYTES] = {0, (uint8_t)mark->state}; /* no Part begins with 0 */

    sy_assert(mark->state > SY_PART_HERE);
    sy_assert(mark->state < SY_PART_ABSENT);
    if (mark->state != SY_PART_ERASED) {
        sy_buffer_put(to, fixed, SY_LOG_GAP_BYTES);
        return;
    }
    sy_put_u64be(fixed + 2, mark->order);
    sy_put_u32be(fixed + 10, mark->type);
    sy_buffer_put(to, fixed, sizeof(fixed));
    sy_buffer_put_bytes(to, mark->residue);
}

bool sy_log_mark_read(struct sy_bytes row, struct sy_log_mark *out)
{
    if (row.len < SY_LOG_GAP_BYTES || row.data[0] != 0)
        return false;
    if (row.len == SY_LOG_GAP_BYTES && row.data[1] > SY_PART_ERASED &&
        row.data[1] < SY_PART_ABSENT) {
        *out = (struct sy_log_mark){.state = (enum sy_part_state)row.data[1]};
        return true;
    }
    if (row.len < SY_LOG_MARK_BYTES || row.data[1] != SY_PART_ERASED)
        return false;
    out->state = SY_PART_ERASED;
    out->order = sy_get_u64be(row.data + 2);
    out->type = sy_get_u32be(row.data + 10);
    out->residue = (struct sy_bytes){row.data + SY_LOG_MARK_BYTES, row.len - SY_LOG_MARK_BYTES};
    return true;
}

enum sy_err sy_log_save_head(struct sy_store_txn *txn, const struct sy_log_head *head,
                             struct sy_buffer *row)
{
    uint8_t fixed[24];

    sy_put_u64be(fixed, (uint64_t)head->sequenced_at);
    sy_put_u64be(fixed + 8, head->registry_size);
    sy_put_u64be(fixed + 16, head->record_count);
    sy_buffer_clear(row);
    sy_buffer_put(row, head->last_leaf.bytes, SY_HASH_BYTES);
    sy_buffer_put(row, fixed, sizeof(fixed));
    sy_merkle_put(&head->tree, row);
    if (row->err != SY_OK)
        return row->err;
    return sy_store_put(txn, SY_LOG_STATE, sy_text("head"), sy_buffer_bytes(row));
}

enum sy_err sy_log_load_head(struct sy_store_txn *txn, const struct sy_log *log,
                             struct sy_log_head *out)
{
    struct sy_bytes row;
    enum sy_err err = sy_store_get(txn, SY_LOG_STATE, sy_text("head"), &row);

    if (err == SY_NOT_FOUND) {
        *out = (struct sy_log_head){.sequenced_at = INT64_MIN};
        out->last_leaf =
            sy_log_genesis(sy_text(log->identity.origin), &log->identity.network_id);
        return SY_OK;
    }
    if (err != SY_OK)
        return err;
    if (row.len < HEAD_FIXED_BYTES)
        return SY_CORRUPT;
    memcpy(out->last_leaf.bytes, row.data, SY_HASH_BYTES);
    out->sequenced_at = (int64_t)sy_get_u64be(row.data + SY_HASH_BYTES);
    out->registry_size = sy_get_u64be(row.data + SY_HASH_BYTES + 8);
    out->record_count = sy_get_u64be(row.data + SY_HASH_BYTES + 16);
    row = (struct sy_bytes){row.data + HEAD_FIXED_BYTES, row.len - HEAD_FIXED_BYTES};
    return sy_merkle_restore(row, &out->tree) == SY_OK ? SY_OK : SY_CORRUPT;
}

enum sy_err sy_log_find_row(struct sy_store_txn *txn, int64_t signed_at,
                            const struct sy_hash *id, uint64_t *out)
{
    uint8_t key[SY_LOG_STATEMENT_KEY_BYTES];
    struct sy_bytes row;
    enum sy_err err =
        sy_store_get(txn, SY_LOG_STATEMENTS, sy_log_statement_key(signed_at, id, key), &row);

    if (err != SY_OK)
        return err;
    if (row.len != 8)
        return SY_CORRUPT;
    *out = sy_get_u64be(row.data);
    return SY_OK;
}

enum sy_err sy_log_read_hash(struct sy_store_txn *txn, unsigned level, uint64_t index,
                             struct sy_hash *out)
{
    uint8_t key[8];
    struct sy_bytes row;
    enum sy_err err = sy_store_get(
        txn, SY_LOG_HASHES, sy_log_index_key(sy_merkle_stored_index(level, index), key), &row);

    if (err == SY_OK && row.len != SY_HASH_BYTES)
        err = SY_CORRUPT;
    if (err == SY_OK)
        memcpy(out->bytes, row.data, SY_HASH_BYTES);
    return err;
}

struct sy_bytes sy_log_beside_key(enum sy_log_beside_what what)
{
    return sy_text(what == SY_LOG_MIRROR ? "mirror" : "evidence");
}
