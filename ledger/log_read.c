#include <stdlib.h>
#include <string.h>

#include "ledger/log_rows.h"

enum sy_err sy_log_snapshot(struct sy_log *log, struct sy_log_snapshot **out)
{
    struct sy_log_snapshot *snapshot = calloc(1, sizeof(*snapshot));
    enum sy_err err;

    if (snapshot == NULL)
        return SY_NO_MEMORY;
    err = sy_store_read(log->store, &snapshot->txn);
    if (err == SY_OK)
        err = sy_log_load_head(snapshot->txn, log, &snapshot->head);
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

    return sy_store_get(snapshot->txn, SY_LOG_ENTRIES, sy_log_index_key(index, key), out);
}

enum sy_err sy_log_statement(struct sy_log_snapshot *snapshot, uint64_t index,
                             struct sy_bytes *bytes, struct sy_entry *entry,
                             struct sy_statement *statement)
{
    enum sy_err err = sy_log_entry(snapshot, index, bytes);

    if (err == SY_OK)
        err = sy_entry_read(*bytes, entry);
    if (err == SY_OK)
        err = sy_statement_read(entry->statement, statement);
    return err == SY_OK ? SY_OK : SY_CORRUPT;
}

enum sy_err sy_log_find(struct sy_log_snapshot *snapshot, int64_t signed_at,
                        const struct sy_hash *id, uint64_t *out)
{
    return sy_log_find_row(snapshot->txn, signed_at, id, out);
}

enum sy_err sy_log_digest(struct sy_log_snapshot *snapshot, uint64_t index, uint32_t record,
                          struct sy_record_digest *out)
{
    uint8_t key[SY_LOG_DIGEST_KEY_BYTES];
    struct sy_bytes row;
    enum sy_err err = sy_store_get(snapshot->txn, SY_LOG_DIGESTS,
                                   sy_log_digest_key(index, record, key), &row);

    return err == SY_OK ? sy_digest_read(row, out) : err;
}

/* A record that is being read. */
struct reading {
    struct sy_log_snapshot *snapshot;
    uint64_t index;
    uint32_t record;
    bool onward; /* it stands behind the one that was read last, and so do its rows */
};

static struct reading begin(struct sy_log_snapshot *snapshot, uint64_t index, uint32_t record)
{
    struct reading reading = {snapshot, index, record, false};

    reading.onward = index == snapshot->index ? record == snapshot->record + 1
                                              : index == snapshot->index + 1 && record == 0;
    snapshot->index = index;
    snapshot->record = record;
    return reading;
}

static enum sy_err get(const struct reading *reading, unsigned table, struct sy_bytes key,
                       struct sy_bytes *out)
{
    return reading->onward ? sy_store_get_next(reading->snapshot->txn, table, key, out)
                           : sy_store_get(reading->snapshot->txn, table, key, out);
}

/* A part by its bytes, or, absent or erased, by its hash from the digest row, which lives as
 * long. */
static enum sy_err read_share(const struct reading *reading, const uint8_t *digest,
                              struct sy_part_share *out)
{
    uint8_t key[SY_LOG_PART_KEY_BYTES];
    struct sy_bytes row;
    struct sy_log_mark mark;
    enum sy_err err =
        get(reading, SY_LOG_PARTS,
            sy_log_part_key(reading->index, reading->record, digest[0], key), &row);

    *out = (struct sy_part_share){.kind = digest[0]};
    if (err != SY_OK && err != SY_NOT_FOUND)
        return err;
    if (err == SY_OK && !sy_log_mark_read(row, &mark)) {
        out->part = row;
        return SY_OK;
    }
    out->hash = (struct sy_bytes){digest + 1, SY_HASH_BYTES};
    return SY_OK;
}

enum sy_err sy_log_record_digest(struct sy_log_snapshot *snapshot, uint64_t index,
                                 uint32_t record, struct sy_record_share *out,
                                 struct sy_record_digest *digest)
{
    enum { ROW = 1 + SY_HASH_BYTES };
    struct reading reading = begin(snapshot, index, record);
    uint8_t key[SY_LOG_DIGEST_KEY_BYTES];
    struct sy_bytes row;
    enum sy_err err =
        get(&reading, SY_LOG_DIGESTS, sy_log_digest_key(index, record, key), &row);

    if (err == SY_OK)
        err = sy_digest_read(row, digest);
    if (err != SY_OK)
        return err;
    out->index = record;
    out->path_count = 0;
    out->part_count = digest->part_count;
    for (size_t i = 0; i < digest->part_count && err == SY_OK; i++) {
        err = read_share(&reading, row.data + i * ROW, &out->parts[i]);
        reading.onward = true;
    }
    return err;
}

enum sy_err sy_log_record(struct sy_log_snapshot *snapshot, uint64_t index, uint32_t record,
                          struct sy_record_share *out)
{
    struct sy_record_digest digest;

    return sy_log_record_digest(snapshot, index, record, out, &digest);
}

enum sy_err sy_log_tree(struct sy_log_snapshot *snapshot, uint64_t index, struct sy_bytes *out)
{
    uint8_t key[8];
    enum sy_err err =
        sy_store_get(snapshot->txn, SY_LOG_TREES, sy_log_index_key(index, key), out);

    if (err == SY_NOT_FOUND)
        *out = (struct sy_bytes){NULL, 0};
    return err == SY_NOT_FOUND ? SY_OK : err;
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

bool sy_log_tree_leaf(struct sy_bytes tree, uint32_t record, struct sy_hash *out)
{
    return read_tree_node(&tree, 0, record, out) == SY_OK;
}

/* A small statement's path, from the digests of its records. */
static enum sy_err small_path(struct sy_log_snapshot *snapshot, uint64_t index, uint32_t record,
                              uint32_t count, struct sy_merkle_proof *out)
{
    struct sy_hash leaves[SY_LOG_TREE_STORED_ABOVE];
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
    if (count <= SY_LOG_TREE_STORED_ABOVE) {
        err = small_path(snapshot, index, record, count, &proof);
    } else {
        struct sy_bytes nodes;
        struct sy_merkle_source source = {read_tree_node, &nodes};

        err = sy_log_tree(snapshot, index, &nodes);
        if (err == SY_OK)
            err = sy_merkle_prove_inclusion(&source, count, record, &proof);
    }
    if (err != SY_OK)
        return err;
    if (proof.count > SY_RECORD_PATH_MAX)
        return SY_CORRUPT;
    out->path_count = proof.count;
    memcpy(out->path, proof.hash, proof.count * sizeof(struct sy_hash));
    return SY_OK;
}

static enum sy_err read_snapshot_hash(void *context, unsigned level, uint64_t index,
                                      struct sy_hash *out)
{
    const struct sy_log_snapshot *snapshot = context;

    return sy_log_read_hash(snapshot->txn, level, index, out);
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
    return sy_log_read_hash(snapshot->txn, 0, size - 1, out);
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

enum sy_err sy_log_beside(struct sy_log_snapshot *snapshot, enum sy_log_beside_what what,
                          struct sy_bytes *out)
{
    return sy_store_get(snapshot->txn, SY_LOG_STATE, sy_log_beside_key(what), out);
}

enum sy_err sy_log_note(struct sy_log_snapshot *snapshot, struct sy_bytes *out)
{
    return sy_store_get(snapshot->txn, SY_LOG_STATE, sy_text("note"), out);
}
