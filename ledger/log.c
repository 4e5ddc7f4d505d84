/* Rows (all integers big-endian, so that keys ascend):
 *   state       "identity": origin length u16, origin, network id, store id
 *               "head": last leaf, sequenced_at, registry_size, record_count, frontier
 *               "note": the latest signed checkpoint that was kept
 *   entries     index -> Entry
 *   hashes      position of a tree node (merkle.h) -> hash
 *   statements  signed_at (sign bit flipped), id[0..16] -> index: neighbours in time share
 *               pages
 *   digests     index, record u32 -> (kind, hash) of each part: never erased
 *   parts       index, record u32, kind -> Part
 *   trees       index -> the nodes of the statement's tree, above TREE_STORED_ABOVE records */
#include "ledger/log.h"

#include <stdlib.h>
#include <string.h>

enum {
    STATE,
    ENTRIES,
    HASHES,
    STATEMENTS,
    DIGESTS,
    PARTS,
    TREES,
    TABLES,
    TREE_STORED_ABOVE = 16,
    ID_KEPT_BYTES = 16,
    STATEMENT_KEY_BYTES = 8 + ID_KEPT_BYTES,
    DIGEST_KEY_BYTES = 12,
    PART_KEY_BYTES = 13,
    HEAD_FIXED_BYTES = SY_HASH_BYTES + 24
};

static const char *const table_names[TABLES] = {"state",   "entries", "hashes", "statements",
                                                "digests", "parts",   "trees"};
static const uint64_t sign_bit = (uint64_t)1 << 63;

struct sy_log {
    struct sy_store *store;
    struct sy_log_identity identity;
};

struct sy_log_snapshot {
    struct sy_store_txn *txn;
    struct sy_log_head head;
};

struct sy_log_writer {
    struct sy_store_txn *txn;
    struct sy_log_head head;
    struct sy_buffer scratch;
};

/* ---- keys ---- */

static struct sy_bytes index_key(uint64_t index, uint8_t key[8])
{
    sy_put_u64be(key, index);
    return (struct sy_bytes){key, 8};
}

static struct sy_bytes digest_key(uint64_t index, uint32_t record,
                                  uint8_t key[DIGEST_KEY_BYTES])
{
    sy_put_u64be(key, index);
    sy_put_u32be(key + 8, record);
    return (struct sy_bytes){key, DIGEST_KEY_BYTES};
}

static struct sy_bytes part_key(uint64_t index, uint32_t record, uint8_t kind,
                                uint8_t key[PART_KEY_BYTES])
{
    digest_key(index, record, key);
    key[DIGEST_KEY_BYTES] = kind;
    return (struct sy_bytes){key, PART_KEY_BYTES};
}

static struct sy_bytes statement_key(int64_t signed_at, const struct sy_hash *id,
                                     uint8_t key[STATEMENT_KEY_BYTES])
{
    sy_put_u64be(key, (uint64_t)signed_at ^ sign_bit);
    memcpy(key + 8, id->bytes, ID_KEPT_BYTES);
    return (struct sy_bytes){key, STATEMENT_KEY_BYTES};
}

/* ---- identity and head ---- */

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

static enum sy_err save_head(struct sy_log_writer *writer)
{
    struct sy_buffer *row = &writer->scratch;
    uint8_t fixed[24];

    sy_put_u64be(fixed, (uint64_t)writer->head.sequenced_at);
    sy_put_u64be(fixed + 8, writer->head.registry_size);
    sy_put_u64be(fixed + 16, writer->head.record_count);
    sy_buffer_clear(row);
    sy_buffer_put(row, writer->head.last_leaf.bytes, SY_HASH_BYTES);
    sy_buffer_put(row, fixed, sizeof(fixed));
    sy_merkle_put(&writer->head.tree, row);
    if (row->err != SY_OK)
        return row->err;
    return sy_store_put(writer->txn, STATE, sy_text("head"), sy_buffer_bytes(row));
}

static enum sy_err load_head(struct sy_store_txn *txn, const struct sy_log *log,
                             struct sy_log_head *out)
{
    struct sy_bytes row;
    enum sy_err err = sy_store_get(txn, STATE, sy_text("head"), &row);

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

/* ---- opening ---- */

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
        err = sy_store_put(txn, STATE, sy_text("identity"), sy_buffer_bytes(&row));
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
    err = sy_store_get(txn, STATE, sy_text("identity"), &row);
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
    err = sy_store_open(path, mode, map_bytes, table_names, TABLES, &log->store);
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

/* ---- reading ---- */

enum sy_err sy_log_snapshot(struct sy_log *log, struct sy_log_snapshot **out)
{
    struct sy_log_snapshot *snapshot = calloc(1, sizeof(*snapshot));
    enum sy_err err;

    if (snapshot == NULL)
        return SY_NO_MEMORY;
    err = sy_store_read(log->store, &snapshot->txn);
    if (err == SY_OK)
        err = load_head(snapshot->txn, log, &snapshot->head);
    if (err == SY_OK)
        *out = snapshot;
    else
        sy_log_release(snapshot);
    return err;
}

void sy_log_release(struct sy_log_snapshot *snapshot)
{
    if (snapshot == NULL)
        return;
    sy_store_end(snapshot->txn);
    free(snapshot);
}

const struct sy_log_head *sy_log_head(const struct sy_log_snapshot *snapshot)
{
    return &snapshot->head;
}

enum sy_err sy_log_entry(struct sy_log_snapshot *snapshot, uint64_t index, struct sy_bytes *out)
{
    uint8_t key[8];

    return sy_store_get(snapshot->txn, ENTRIES, index_key(index, key), out);
}

static enum sy_err find(struct sy_store_txn *txn, int64_t signed_at, const struct sy_hash *id,
                        uint64_t *out)
{
    uint8_t key[STATEMENT_KEY_BYTES];
    struct sy_bytes row;
    enum sy_err err = sy_store_get(txn, STATEMENTS, statement_key(signed_at, id, key), &row);

    if (err != SY_OK)
        return err;
    if (row.len != 8)
        return SY_CORRUPT;
    *out = sy_get_u64be(row.data);
    return SY_OK;
}

enum sy_err sy_log_find(struct sy_log_snapshot *snapshot, int64_t signed_at,
                        const struct sy_hash *id, uint64_t *out)
{
    return find(snapshot->txn, signed_at, id, out);
}

enum sy_err sy_log_digest(struct sy_log_snapshot *snapshot, uint64_t index, uint32_t record,
                          struct sy_record_digest *out)
{
    uint8_t key[DIGEST_KEY_BYTES];
    struct sy_bytes row;
    enum sy_err err =
        sy_store_get(snapshot->txn, DIGESTS, digest_key(index, record, key), &row);

    return err == SY_OK ? sy_digest_read(row, out) : err;
}

/* A part by its bytes, or by its hash from the digest row, which lives as long. */
static enum sy_err read_share(struct sy_log_snapshot *snapshot, uint64_t index, uint32_t record,
                              const uint8_t *digest, struct sy_part_share *out)
{
    uint8_t key[PART_KEY_BYTES];
    enum sy_err err;

    *out = (struct sy_part_share){.kind = digest[0]};
    err =
        sy_store_get(snapshot->txn, PARTS, part_key(index, record, digest[0], key), &out->part);
    if (err != SY_NOT_FOUND)
        return err;
    out->hash = (struct sy_bytes){digest + 1, SY_HASH_BYTES};
    return SY_OK;
}

enum sy_err sy_log_record(struct sy_log_snapshot *snapshot, uint64_t index, uint32_t record,
                          struct sy_record_share *out)
{
    enum { ROW = 1 + SY_HASH_BYTES };
    uint8_t key[DIGEST_KEY_BYTES];
    struct sy_record_digest digest;
    struct sy_bytes row;
    enum sy_err err =
        sy_store_get(snapshot->txn, DIGESTS, digest_key(index, record, key), &row);

    if (err == SY_OK)
        err = sy_digest_read(row, &digest);
    if (err != SY_OK)
        return err;
    out->index = record;
    out->path_count = 0;
    out->part_count = digest.part_count;
    for (size_t i = 0; i < digest.part_count && err == SY_OK; i++)
        err = read_share(snapshot, index, record, row.data + i * ROW, &out->parts[i]);
    return err;
}

/* The nodes of a statement's tree as they were stored, in the positions of merkle.h. */
static enum sy_err read_tree_node(void *context, unsigned level, uint64_t index,
                                  struct sy_hash *out)
{
    const struct sy_bytes *nodes = context;
    uint64_t position = sy_merkle_stored_index(level, index);

    if (position >= nodes->len / SY_HASH_BYTES)
        return SY_CORRUPT;
    memcpy(out->bytes, nodes->data + position * SY_HASH_BYTES, SY_HASH_BYTES);
    return SY_OK;
}

/* A small statement's path, from the digests of its records. */
static enum sy_err small_path(struct sy_log_snapshot *snapshot, uint64_t index, uint32_t record,
                              uint32_t count, struct sy_merkle_proof *out)
{
    struct sy_hash leaves[TREE_STORED_ABOVE];
    struct sy_record_digest digest;
    enum sy_err err;

    for (uint32_t i = 0; i < count; i++) {
        err = sy_log_digest(snapshot, index, i, &digest);
        if (err != SY_OK)
            return err == SY_NOT_FOUND ? SY_CORRUPT : err;
        leaves[i] = sy_record_hash(&digest);
    }
    return sy_merkle_path_of(leaves, count, record, out);
}

enum sy_err sy_log_record_path(struct sy_log_snapshot *snapshot, uint64_t index,
                               uint32_t record, uint32_t count, struct sy_record_share *out)
{
    struct sy_merkle_proof proof;
    enum sy_err err;

    if (record >= count)
        return SY_NOT_FOUND;
    if (count <= TREE_STORED_ABOVE) {
        err = small_path(snapshot, index, record, count, &proof);
    } else {
        struct sy_bytes nodes;
        struct sy_merkle_source source = {read_tree_node, &nodes};
        uint8_t key[8];

        err = sy_store_get(snapshot->txn, TREES, index_key(index, key), &nodes);
        if (err == SY_OK)
            err = sy_merkle_prove_inclusion(&source, count, record, &proof);
        else if (err == SY_NOT_FOUND)
            err = SY_CORRUPT;
    }
    if (err != SY_OK)
        return err;
    if (proof.count > SY_RECORD_PATH_MAX)
        return SY_CORRUPT;
    out->path_count = proof.count;
    memcpy(out->path, proof.hash, proof.count * sizeof(struct sy_hash));
    return SY_OK;
}

static enum sy_err read_hash(struct sy_store_txn *txn, unsigned level, uint64_t index,
                             struct sy_hash *out)
{
    uint8_t key[8];
    struct sy_bytes row;
    enum sy_err err =
        sy_store_get(txn, HASHES, index_key(sy_merkle_stored_index(level, index), key), &row);

    if (err == SY_OK && row.len != SY_HASH_BYTES)
        err = SY_CORRUPT;
    if (err == SY_OK)
        memcpy(out->bytes, row.data, SY_HASH_BYTES);
    return err;
}

static enum sy_err read_snapshot_hash(void *context, unsigned level, uint64_t index,
                                      struct sy_hash *out)
{
    const struct sy_log_snapshot *snapshot = context;

    return read_hash(snapshot->txn, level, index, out);
}

static enum sy_err read_writer_hash(void *context, unsigned level, uint64_t index,
                                    struct sy_hash *out)
{
    const struct sy_log_writer *writer = context;

    return read_hash(writer->txn, level, index, out);
}

struct sy_merkle_source sy_log_source(struct sy_log_snapshot *snapshot)
{
    return (struct sy_merkle_source){read_snapshot_hash, snapshot};
}

enum sy_err sy_log_leaf(struct sy_log_snapshot *snapshot, uint64_t size, struct sy_hash *out)
{
    if (size == 0) {
        *out = (struct sy_hash){{0}};
        return SY_OK;
    }
    return read_hash(snapshot->txn, 0, size - 1, out);
}

enum sy_err sy_log_continues(struct sy_log_snapshot *snapshot, uint64_t size,
                             const struct sy_hash *leaf)
{
    struct sy_hash own;
    enum sy_err err;

    if (size > snapshot->head.tree.size)
        return SY_BAD_CHAIN;
    err = sy_log_leaf(snapshot, size, &own);
    if (err == SY_NOT_FOUND)
        return SY_CORRUPT;
    return err == SY_OK && !sy_hash_equal(&own, leaf) ? SY_BAD_CHAIN : err;
}

enum sy_err sy_log_note(struct sy_log_snapshot *snapshot, struct sy_bytes *out)
{
    return sy_store_get(snapshot->txn, STATE, sy_text("note"), out);
}

/* ---- appending ---- */

enum sy_err sy_log_begin(struct sy_log *log, struct sy_log_writer **out)
{
    struct sy_log_writer *writer = calloc(1, sizeof(*writer));
    enum sy_err err;

    if (writer == NULL)
        return SY_NO_MEMORY;
    err = sy_store_write(log->store, &writer->txn);
    if (err == SY_OK)
        err = load_head(writer->txn, log, &writer->head);
    if (err == SY_OK)
        *out = writer;
    else
        sy_log_abort(writer);
    return err;
}

const struct sy_log_head *sy_log_writer_head(const struct sy_log_writer *writer)
{
    return &writer->head;
}

enum sy_err sy_log_writer_find(struct sy_log_writer *writer, int64_t signed_at,
                               const struct sy_hash *id, uint64_t *out)
{
    return find(writer->txn, signed_at, id, out);
}

struct sy_merkle_source sy_log_writer_source(struct sy_log_writer *writer)
{
    return (struct sy_merkle_source){read_writer_hash, writer};
}

static enum sy_err put_leaf(struct sy_log_writer *writer, const struct sy_hash *leaf)
{
    struct sy_merkle_completed completed;
    enum sy_err err = sy_merkle_append_nodes(&writer->head.tree, leaf, &completed);

    for (size_t i = 0; i < completed.count && err == SY_OK; i++) {
        const struct sy_merkle_node *node = &completed.node[i];
        uint8_t key[8];

        err = sy_store_append(writer->txn, HASHES,
                              index_key(sy_merkle_stored_index(node->level, node->index), key),
                              (struct sy_bytes){node->hash.bytes, SY_HASH_BYTES});
    }
    return err;
}

static enum sy_err put_digests(struct sy_log_writer *writer, uint64_t index,
                               const struct sy_checked *checked)
{
    const uint8_t *at = checked->digests.data;
    enum sy_err err = SY_OK;

    for (uint32_t i = 0; i < checked->statement.record_count && err == SY_OK; i++) {
        size_t len = (size_t)at[0] * (1 + SY_HASH_BYTES);
        uint8_t key[DIGEST_KEY_BYTES];

        err = sy_store_append(writer->txn, DIGESTS, digest_key(index, i, key),
                              (struct sy_bytes){at + 1, len});
        at += 1 + len;
    }
    return err;
}

static enum sy_err put_parts(struct sy_log_writer *writer, uint64_t index,
                             const struct sy_checked *checked)
{
    struct sy_wire wire = sy_wire_open(checked->submission.message);
    struct sy_record_share record;
    enum sy_err err;

    while ((err = sy_record_share_next(&wire, SY_SUBMISSION_RECORDS, &record)) == SY_OK) {
        for (size_t i = 0; i < record.part_count; i++) {
            uint8_t key[PART_KEY_BYTES];

            if (record.parts[i].part.data == NULL)
                continue; /* withheld: its digest stands for it */
            err = sy_store_append(
                writer->txn, PARTS,
                part_key(index, record.index, (uint8_t)record.parts[i].kind, key),
                record.parts[i].part);
            if (err != SY_OK)
                return err;
        }
    }
    return err == SY_NOT_FOUND ? SY_OK : err;
}

static enum sy_err put_tree(struct sy_log_writer *writer, uint64_t index,
                            const struct sy_checked *checked)
{
    struct sy_buffer *nodes = &writer->scratch;
    struct sy_merkle tree = {0};
    uint8_t key[8];

    if (checked->statement.record_count <= TREE_STORED_ABOVE)
        return SY_OK;
    sy_buffer_clear(nodes);
    for (uint32_t i = 0; i < checked->statement.record_count; i++) {
        struct sy_merkle_completed completed;
        enum sy_err err = sy_merkle_append_nodes(&tree, &checked->leaves[i], &completed);

        if (err != SY_OK)
            return err;
        for (size_t n = 0; n < completed.count; n++)
            sy_buffer_put(nodes, completed.node[n].hash.bytes, SY_HASH_BYTES);
    }
    if (nodes->err != SY_OK)
        return nodes->err;
    return sy_store_append(writer->txn, TREES, index_key(index, key), sy_buffer_bytes(nodes));
}

enum sy_err sy_log_put(struct sy_log_writer *writer, struct sy_bytes entry,
                       const struct sy_entry *read, const struct sy_checked *checked)
{
    uint64_t index = writer->head.tree.size;
    uint8_t key[STATEMENT_KEY_BYTES];
    uint8_t value[8];
    struct sy_hash leaf = sy_hash_leaf(entry);
    enum sy_err err;

    sy_assert(read->index == index);
    sy_put_u64be(value, index);
    err = sy_store_append(writer->txn, ENTRIES, (struct sy_bytes){value, 8}, entry);
    if (err == SY_OK)
        err = sy_store_put(writer->txn, STATEMENTS,
                           statement_key(checked->statement.signed_at, &checked->id, key),
                           (struct sy_bytes){value, 8});
    if (err == SY_OK)
        err = put_digests(writer, index, checked);
    if (err == SY_OK)
        err = put_parts(writer, index, checked);
    if (err == SY_OK)
        err = put_tree(writer, index, checked);
    if (err == SY_OK)
        err = put_leaf(writer, &leaf);
    if (err == SY_EXISTS)
        err = SY_CORRUPT; /* rows stand where the head says that there are none */
    if (err != SY_OK)
        return err;
    writer->head.last_leaf = leaf;
    writer->head.sequenced_at = read->sequenced_at;
    writer->head.registry_size = read->registry_size;
    writer->head.record_count += checked->statement.record_count;
    return SY_OK;
}

enum sy_err sy_log_put_note(struct sy_log_writer *writer, struct sy_bytes note)
{
    return sy_store_put(writer->txn, STATE, sy_text("note"), note);
}

enum sy_err sy_log_commit(struct sy_log_writer *writer)
{
    struct sy_store_txn *txn = writer->txn;
    enum sy_err err = save_head(writer);

    writer->txn = NULL;
    if (err == SY_OK)
        err = sy_store_commit(txn);
    else
        sy_store_end(txn);
    sy_log_abort(writer);
    return err;
}

void sy_log_abort(struct sy_log_writer *writer)
{
    if (writer == NULL)
        return;
    sy_store_end(writer->txn);
    sy_buffer_close(&writer->scratch);
    free(writer);
}
