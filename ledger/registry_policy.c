/* The chain of policies in the registry's view, and the authority that each one makes. */
#include <stdlib.h>
#include <string.h>

#include "ledger/registry_rows.h"
#include "proto/record_type.h"

enum { ROW_FIXED_BYTES = 16 };

/* A row of the table, and the entry that it stands for. */
struct policy_row {
    uint64_t index;
    uint64_t version;
    struct sy_authority authority;
};

void sy_authority_of(const struct sy_network *network, struct sy_authority *out)
{
    *out = (struct sy_authority){network->authority_k, network->authority_count, {{{0}}}};
    memcpy(out->keys, network->authority_keys, sizeof(out->keys));
}

enum sy_err sy_registry_read_signatures(struct sy_bytes body, struct sy_policy_signatures *out)
{
    struct sy_wire wire = sy_wire_open(body);
    struct sy_wire_field field;

    out->count = 0;
    while (sy_body_each(&wire, SY_POLICY_SIGNATURES, &field)) {
        if (out->count == SY_POLICY_SIGNATURES_MAX ||
            field.bytes.len != SY_POLICY_SIGNATURE_BYTES)
            return SY_LIMIT;
        memcpy(out->item[out->count++], field.bytes.data, field.bytes.len);
    }
    return SY_OK;
}

static enum sy_err read_row(struct sy_bytes key, struct sy_bytes row, struct policy_row *out)
{
    size_t keys_len;

    if (key.len != 8 || row.len < ROW_FIXED_BYTES)
        return SY_CORRUPT;
    keys_len = row.len - ROW_FIXED_BYTES;
    if (keys_len % SY_PUBLIC_KEY_BYTES != 0 || keys_len > sizeof(out->authority.keys))
        return SY_CORRUPT;
    *out =
        (struct policy_row){.index = sy_get_u64be(key.data), .version = sy_get_u64be(row.data)};
    out->authority.k = sy_get_u64be(row.data + 8);
    out->authority.count = keys_len / SY_PUBLIC_KEY_BYTES;
    memcpy(out->authority.keys, row.data + ROW_FIXED_BYTES, keys_len);
    return SY_OK;
}

/* The last one below a size. SY_NOT_FOUND while the genesis is in force. */
static enum sy_err load_row(struct sy_store_txn *txn, uint64_t size, struct policy_row *out)
{
    uint8_t before[8];
    struct sy_store_cursor *cursor;
    struct sy_bytes key;
    struct sy_bytes row;
    enum sy_err err = sy_store_cursor_open(txn, SY_REGISTRY_POLICIES, &cursor);

    if (err != SY_OK)
        return err;
    sy_put_u64be(before, size);
    err = sy_store_seek_before(cursor, (struct sy_bytes){before, sizeof(before)}, &key, &row);
    if (err == SY_OK)
        err = read_row(key, row, out);
    sy_store_cursor_close(cursor);
    return err;
}

static enum sy_err save_row(struct sy_store_txn *txn, uint64_t index,
                            const struct sy_network *network)
{
    uint8_t key[8];
    uint8_t row[ROW_FIXED_BYTES + sizeof(network->authority_keys)];
    size_t keys_len = (size_t)network->authority_count * SY_PUBLIC_KEY_BYTES;

    sy_put_u64be(key, index);
    sy_put_u64be(row, network->version);
    sy_put_u64be(row + 8, network->authority_k);
    memcpy(row + ROW_FIXED_BYTES, network->authority_keys, keys_len);
    return sy_store_append(txn, SY_REGISTRY_POLICIES, (struct sy_bytes){key, sizeof(key)},
                           (struct sy_bytes){row, ROW_FIXED_BYTES + keys_len});
}

enum sy_err sy_registry_save_policy(struct sy_store_txn *txn, uint64_t index,
                                    struct sy_bytes text)
{
    struct sy_policy *policy = calloc(1, sizeof(*policy));
    enum sy_err err = SY_NO_MEMORY;

    if (policy == NULL)
        return err;
    err = sy_policy_parse(text, policy, NULL);
    if (err == SY_OK)
        err = save_row(txn, index, &policy->network);
    else if (err != SY_NO_MEMORY)
        err = SY_INTERNAL; /* it was checked */
    free(policy);
    return err;
}

enum sy_err sy_registry_load_authority(struct sy_store_txn *txn,
                                       const struct sy_registry *registry, uint64_t size,
                                       struct sy_authority *out)
{
    struct policy_row row;
    enum sy_err err = load_row(txn, size, &row);

    if (err == SY_OK)
        *out = row.authority;
    if (err != SY_NOT_FOUND)
        return err;
    sy_authority_of(registry->genesis, out);
    return SY_OK;
}

enum sy_err sy_registry_policy_version(struct sy_registry_snapshot *snapshot, uint64_t size,
                                       uint64_t *out)
{
    struct policy_row row;
    enum sy_err err = load_row(snapshot->txn, size, &row);

    if (err != SY_OK && err != SY_NOT_FOUND)
        return err;
    *out = err == SY_OK ? row.version : 0;
    return SY_OK;
}

enum sy_err sy_registry_policy(struct sy_registry_snapshot *snapshot, uint64_t size,
                               struct sy_policy *out)
{
    struct sy_registry_state state;
    enum sy_err err = sy_registry_load(snapshot->txn, sy_text(SY_POLICY_SUBJECT), size, &state);

    if (err == SY_NOT_FOUND) {
        sy_policy_of_genesis(snapshot->registry->genesis, out);
        return SY_OK;
    }
    if (err == SY_OK)
        err = sy_policy_parse(sy_body_bytes(state.body, SY_POLICY_TEXT), out, NULL);
    return err == SY_OK || sy_err_class(err) == SY_CLASS_FAULT ? err : SY_CORRUPT;
}

/* The entry that adopted a version: one row a version, in order. */
static enum sy_err find_version(struct sy_store_txn *txn, uint64_t version, uint64_t *index)
{
    static const uint8_t from[8];
    struct sy_store_cursor *cursor;
    struct policy_row row = {0};
    struct sy_bytes key;
    struct sy_bytes bytes;
    enum sy_err err = sy_store_cursor_open(txn, SY_REGISTRY_POLICIES, &cursor);

    if (err != SY_OK)
        return err;
    err = sy_store_seek(cursor, (struct sy_bytes){from, sizeof(from)}, &key, &bytes);
    while (err == SY_OK) {
        err = read_row(key, bytes, &row);
        if (err != SY_OK || row.version == version)
            break;
        err = sy_store_next(cursor, &key, &bytes);
    }
    sy_store_cursor_close(cursor);
    if (err == SY_OK)
        *index = row.index;
    return err;
}

enum sy_err sy_registry_policy_document(struct sy_registry_snapshot *snapshot, uint64_t version,
                                        struct sy_bytes *text,
                                        struct sy_policy_signatures *signatures,
                                        uint64_t *index)
{
    struct sy_registry_state state;
    enum sy_err err = find_version(snapshot->txn, version, index);

    if (err != SY_OK)
        return err;
    err = sy_registry_load(snapshot->txn, sy_text(SY_POLICY_SUBJECT), *index + 1, &state);
    if (err == SY_OK)
        err = sy_registry_read_signatures(state.body, signatures);
    if (err != SY_OK)
        return sy_err_class(err) == SY_CLASS_FAULT ? err : SY_CORRUPT;
    *text = sy_body_bytes(state.body, SY_POLICY_TEXT);
    return SY_OK;
}
