#include "ledger/log_rows.h"

#include <stdlib.h>
#include <string.h>

static const char *const table_names[SY_LOG_TABLES] = {
    "state", "entries", "hashes", "statements", "digests", "parts", "trees"};

static void put_identity(const struct sy_log_identity *identity, struct sy_buffer *to)
{
    size_t len = strlen(identity->origin);
    uint8_t prefix[2];

    sy_put_u16be(prefix, (uint16_t)len);
    sy_buffer_put(to, prefix, 2);
    sy_buffer_put(to, identity->origin, len);
    sy_buffer_put(to, identity->network_id.bytes, SY_HASH_BYTES);
    sy_buffer_put(to, identity->store_id, SY_STORE_ID_BYTES);
}

static enum sy_err read_identity(struct sy_bytes row, struct sy_log_identity *out)
{
    size_t len = row.len < 2 ? 0 : sy_get_u16be(row.data);

    if (len == 0 || len > SY_NAME_BYTES_MAX ||
        row.len != 2 + len + SY_HASH_BYTES + SY_STORE_ID_BYTES)
        return SY_CORRUPT;
    memcpy(out->origin, row.data + 2, len);
    out->origin[len] = 0;
    memcpy(out->network_id.bytes, row.data + 2 + len, SY_HASH_BYTES);
    memcpy(out->store_id, row.data + 2 + len + SY_HASH_BYTES, SY_STORE_ID_BYTES);
    return SY_OK;
}

static enum sy_err write_identity(struct sy_log *log)
{
    struct sy_buffer row = {0};
    struct sy_store_txn *txn;
    enum sy_err err = sy_store_write(log->store, &txn);

    if (err != SY_OK)
        return err;
    put_identity(&log->identity, &row);
    err = row.err;
    if (err == SY_OK)
        err = sy_store_put(txn, SY_LOG_STATE, sy_text("identity"), sy_buffer_bytes(&row));
    sy_buffer_close(&row);
    if (err == SY_OK)
        return sy_store_commit(txn);
    sy_store_end(txn);
    return err;
}

static enum sy_err load_identity(struct sy_store *store, struct sy_log_identity *out)
{
    struct sy_store_txn *txn;
    struct sy_bytes row;
    enum sy_err err = sy_store_read(store, &txn);

    if (err != SY_OK)
        return err;
    err = sy_store_get(txn, SY_LOG_STATE, sy_text("identity"), &row);
    if (err == SY_OK)
        err = read_identity(row, out);
    sy_store_end(txn);
    return err;
}

static enum sy_err open_store(const char *path, enum sy_store_mode mode, uint64_t map_bytes,
                              struct sy_log **out)
{
    struct sy_log *log = calloc(1, sizeof(*log));
    enum sy_err err;

    if (log == NULL)
        return SY_NO_MEMORY;
    err = sy_store_open(path, mode, map_bytes, table_names, SY_LOG_TABLES, &log->store);
    if (err != SY_OK) {
        free(log);
        return err;
    }
    *out = log;
    return SY_OK;
}

enum sy_err sy_log_open(const char *path, uint64_t map_bytes,
                        const struct sy_log_identity *identity, struct sy_log **out)
{
    struct sy_log *log = NULL;
    enum sy_err err = open_store(path, SY_STORE_CREATE, map_bytes, &log);

    if (err != SY_OK)
        return err;
    err = load_identity(log->store, &log->identity);
    if (err == SY_NOT_FOUND) {
        log->identity = *identity;
        log->made = true;
        err = write_identity(log);
    } else if (err == SY_OK && strcmp(log->identity.origin, identity->origin) != 0) {
        err = SY_WRONG_PLACE;
    } else if (err == SY_OK &&
               !sy_hash_equal(&log->identity.network_id, &identity->network_id)) {
        err = SY_WRONG_NETWORK;
    }
    if (err == SY_OK)
        *out = log;
    else
        sy_log_close(log);
    return err;
}

enum sy_err sy_log_reopen(struct sy_log *log)
{
    struct sy_log_identity identity;
    enum sy_err err = sy_store_reopen(log->store);

    if (err == SY_OK)
        err = load_identity(log->store, &identity);
    if (err == SY_OK && strcmp(log->identity.origin, identity.origin) != 0)
        err = SY_WRONG_PLACE;
    if (err == SY_OK)
        log->identity = identity;
    return err;
}

enum sy_err sy_log_open_read(const char *path, uint64_t map_bytes,
                             struct sy_log_identity *identity, struct sy_log **out)
{
    struct sy_log *log = NULL;
    enum sy_err err = open_store(path, SY_STORE_READ, map_bytes, &log);

    if (err != SY_OK)
        return err;
    err = load_identity(log->store, &log->identity);
    if (err == SY_OK) {
        *identity = log->identity;
        *out = log;
    } else {
        sy_log_close(log);
    }
    return err;
}

void sy_log_close(struct sy_log *log)
{
    if (log == NULL)
        return;
    sy_store_close(log->store);
    free(log);
}

uint64_t sy_log_disk_bytes(struct sy_log *log)
{
    return sy_store_disk_bytes(log->store);
}

uint64_t sy_log_map_bytes(struct sy_log *log)
{
    return sy_store_map_bytes(log->store);
}

const uint8_t *sy_log_store_id(const struct sy_log *log)
{
    return log->identity.store_id;
}

bool sy_log_was_made(const struct sy_log *log)
{
    return log->made;
}
