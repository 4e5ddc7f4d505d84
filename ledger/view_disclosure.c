#include "ledger/view_disclosure.h"

#include <string.h>

#include "ledger/residue.h"
#include "proto/disclosure.h"
#include "proto/record_type.h"

enum {
    TO_AT = SY_HASH_BYTES,
    WHO_AT = TO_AT + SY_VIEW_PRINCIPAL_BYTES,
    POSITION_AT = WHO_AT + SY_VIEW_PRINCIPAL_BYTES,
    POSITION_BYTES = SY_VIEW_DISCLOSURE_KEY_BYTES - POSITION_AT,
    VALUE_FIXED_BYTES = 1 + 8
};

/* The front of the keys of a record's disclosures to somebody; the rest is zero. */
static void start_key(const struct sy_hash *record, struct sy_bytes to,
                      uint8_t key[SY_VIEW_DISCLOSURE_KEY_BYTES])
{
    memset(key, 0, SY_VIEW_DISCLOSURE_KEY_BYTES);
    memcpy(key, record->bytes, SY_HASH_BYTES);
    if (to.len > 0)
        sy_view_principal(to, key + TO_AT);
}

enum sy_err sy_view_any_disclosure(struct sy_view_snapshot *snapshot, bool *out)
{
    uint64_t count;
    enum sy_err err = sy_store_count(snapshot->txn, SY_VIEW_DISCLOSURES, &count);

    if (err == SY_OK)
        *out = count > 0;
    return err;
}

/* The key to seek: behind the one at hand, or behind all of who made it. */
static void next_key(bool skip, const struct sy_view_disclosure *at,
                     uint8_t key[SY_VIEW_DISCLOSURE_KEY_BYTES + 1])
{
    memcpy(key, at->key, SY_VIEW_DISCLOSURE_KEY_BYTES);
    key[SY_VIEW_DISCLOSURE_KEY_BYTES] = 0;
    if (skip)
        memset(key + POSITION_AT, 0xff, POSITION_BYTES + 1);
}

enum sy_err sy_view_next_disclosure(struct sy_view_snapshot *snapshot,
                                    const struct sy_hash *record, struct sy_bytes to, bool skip,
                                    struct sy_view_disclosure *at)
{
    uint8_t from[SY_VIEW_DISCLOSURE_KEY_BYTES + 1] = {0};
    struct sy_bytes wanted = {from, SY_VIEW_DISCLOSURE_KEY_BYTES};
    struct sy_store_cursor *cursor;
    struct sy_bytes key;
    struct sy_bytes value;
    enum sy_err err;

    start_key(record, to, from);
    if (at->begun) {
        next_key(skip, at, from);
        wanted.len++;
    }
    err = sy_store_cursor_open(snapshot->txn, SY_VIEW_DISCLOSURES, &cursor);
    if (err != SY_OK)
        return err;
    err = sy_store_seek(cursor, wanted, &key, &value);
    sy_store_cursor_close(cursor);
    if (err == SY_OK && (key.len != sizeof(at->key) || value.len <= VALUE_FIXED_BYTES))
        err = SY_CORRUPT;
    if (err == SY_OK && memcmp(key.data, from, WHO_AT) != 0)
        err = SY_NOT_FOUND;
    if (err != SY_OK)
        return err;
    at->begun = true;
    memcpy(at->key, key.data, sizeof(at->key));
    at->kind = value.data[0];
    at->registry_size = sy_get_u64be(value.data + 1);
    at->principal =
        (struct sy_bytes){value.data + VALUE_FIXED_BYTES, value.len - VALUE_FIXED_BYTES};
    return SY_OK;
}

static enum sy_err put(struct sy_store_txn *txn, const struct sy_view_disclosed *at,
                       const struct sy_disclosure *disclosure)
{
    uint8_t value[VALUE_FIXED_BYTES + SY_SUBJECT_BYTES_MAX];
    uint8_t key[SY_VIEW_DISCLOSURE_KEY_BYTES];
    struct sy_hash record;

    sy_assert(at->principal.len <= SY_SUBJECT_BYTES_MAX);
    memcpy(record.bytes, disclosure->record_hash.data, SY_HASH_BYTES);
    start_key(&record, disclosure->to, key);
    sy_view_principal(at->principal, key + WHO_AT);
    sy_put_u16be(key + POSITION_AT, (uint16_t)at->position.log);
    sy_put_u64be(key + POSITION_AT + 2, at->position.index);
    sy_put_u32be(key + POSITION_AT + 10, at->position.record);
    value[0] = (uint8_t)disclosure->kind;
    sy_put_u64be(value + 1, at->registry_size);
    memcpy(value + VALUE_FIXED_BYTES, at->principal.data, at->principal.len);
    return sy_store_put(txn, SY_VIEW_DISCLOSURES, (struct sy_bytes){key, sizeof(key)},
                        (struct sy_bytes){value, VALUE_FIXED_BYTES + at->principal.len});
}

/* The body of a disclosure in that part, or what is left of one; SY_NOT_FOUND. */
static enum sy_err body_of(struct sy_log_snapshot *log, const struct sy_position *position,
                           const struct sy_part_share *share, const struct sy_part *parts,
                           struct sy_bytes *out)
{
    if (share->part.data == NULL)
        return sy_residue_of(log, position, share, SY_TYPE_DISCLOSURE, out);
    if (share->kind > SY_PART_CHAIN || parts[share->kind - 1].type != SY_TYPE_DISCLOSURE)
        return SY_NOT_FOUND;
    *out = parts[share->kind - 1].body;
    return SY_OK;
}

enum sy_err sy_view_disclose(struct sy_store_txn *txn, struct sy_log_snapshot *log,
                             const struct sy_view_disclosed *at,
                             const struct sy_record_share *record,
                             const struct sy_part parts[SY_PART_CHAIN])
{
    for (size_t i = 0; i < record->part_count; i++) {
        struct sy_disclosure disclosure;
        struct sy_bytes body;
        enum sy_err err = body_of(log, &at->position, &record->parts[i], parts, &body);

        if (err == SY_OK && sy_disclosure_read(body, &disclosure) == SY_OK)
            return put(txn, at, &disclosure);
        if (err != SY_OK && err != SY_NOT_FOUND)
            return err;
    }
    return SY_OK;
}
