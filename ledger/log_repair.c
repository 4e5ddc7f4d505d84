#include "ledger/log_repair.h"

#include <string.h>

#include "ledger/entry_check.h"
#include "ledger/log_rows.h"
#include "ledger/record.h"

enum { ENTRY = 1, RECORDS = 2 }; /* fields of an EntryShare */

struct repair {
    struct sy_log_writer *writer;
    const struct sy_log_scrub *scrub;
    struct sy_entry_facts facts;
    struct sy_hash leaf;
    uint64_t rows;
};

enum sy_err sy_log_share(struct sy_log_snapshot *snapshot, uint64_t index,
                         struct sy_buffer *out)
{
    struct sy_record_share record;
    struct sy_statement statement;
    struct sy_entry entry;
    struct sy_bytes bytes;
    enum sy_err err = sy_log_statement(snapshot, index, &bytes, &entry, &statement);

    if (err != SY_OK)
        return err;
    sy_wire_put_bytes(out, ENTRY, bytes);
    for (uint32_t i = 0; i < statement.record_count; i++) {
        err = sy_log_record(snapshot, index, i, &record);
        if (err != SY_OK)
            return err == SY_NOT_FOUND ? SY_CORRUPT : err;
        sy_record_share_put(out, RECORDS, &record);
    }
    return out->err;
}

/* The row as it should be; written when it is not. */
static enum sy_err set_row(struct repair *r, unsigned table, struct sy_bytes key,
                           struct sy_bytes value)
{
    struct sy_bytes row;
    enum sy_err err = sy_store_get(r->writer->txn, table, key, &row);

    if (err == SY_OK && sy_bytes_equal(row, value))
        return SY_OK;
    if (err != SY_OK && err != SY_NOT_FOUND)
        return err;
    r->rows++;
    return sy_store_put(r->writer->txn, table, key, value);
}

static enum sy_err check_proof(const struct repair *r, const struct sy_merkle_proof *proof)
{
    struct sy_merkle_source source = sy_log_writer_source(r->writer);
    struct sy_merkle_node node = {0, r->facts.entry.index, r->leaf};
    enum sy_err err;

    if (r->facts.entry.index >= r->scrub->size)
        return SY_BAD_ROOT;
    if (proof != NULL)
        err = sy_merkle_verify_inclusion(&r->scrub->root, r->scrub->size, r->facts.entry.index,
                                         &r->leaf, proof->hash, proof->count);
    else
        err = sy_log_node_fits(&source, r->scrub, &node);
    return err == SY_BAD_PROOF || err == SY_NOT_FOUND ? SY_BAD_ROOT : err;
}

static enum sy_err check_share(struct repair *r, const struct sy_entry_share *share,
                               const struct sy_merkle_proof *proof)
{
    struct sy_entry_problem why;
    enum sy_err err = sy_entry_check_encoding(&r->scrub->scope, share->entry, &r->facts, &why);

    if (err != SY_OK)
        return err;
    r->leaf = sy_hash_leaf(share->entry);
    err = check_proof(r, proof);
    return err == SY_OK ? sy_entry_check_records(&share->records, &r->facts, &why) : err;
}

static enum sy_err set_entry(struct repair *r, struct sy_bytes entry)
{
    uint8_t key[SY_LOG_STATEMENT_KEY_BYTES];
    uint8_t index[8];
    enum sy_err err =
        set_row(r, SY_LOG_ENTRIES, sy_log_index_key(r->facts.entry.index, index), entry);

    if (err == SY_OK)
        err = set_row(r, SY_LOG_STATEMENTS,
                      sy_log_statement_key(r->facts.statement.signed_at, &r->facts.id, key),
                      (struct sy_bytes){index, sizeof(index)});
    return err;
}

/* What is here of a part; where a mark stands it stays, and what this store never had it does
 * not get unless it is to have all. */
static enum sy_err set_part(struct repair *r, uint32_t record,
                            const struct sy_part_share *share)
{
    uint8_t bytes[SY_LOG_PART_KEY_BYTES];
    struct sy_bytes key =
        sy_log_part_key(r->facts.entry.index, record, (uint8_t)share->kind, bytes);
    struct sy_log_mark mark;
    struct sy_bytes row;
    enum sy_err err;

    if (share->part.data == NULL)
        return SY_OK;
    err = sy_store_get(r->writer->txn, SY_LOG_PARTS, key, &row);
    if ((err == SY_OK && sy_log_mark_read(row, &mark)) ||
        (err == SY_NOT_FOUND && !r->scrub->whole))
        return SY_OK;
    return set_row(r, SY_LOG_PARTS, key, share->part);
}

static enum sy_err set_digest(struct repair *r, uint32_t record,
                              const struct sy_record_digest *digest)
{
    uint8_t row[SY_PARTS_PER_RECORD_MAX * (1 + SY_HASH_BYTES)];
    uint8_t key[SY_LOG_DIGEST_KEY_BYTES];
    size_t len = 0;

    for (size_t i = 0; i < digest->part_count; i++) {
        row[len++] = digest->parts[i].kind;
        memcpy(row + len, digest->parts[i].hash.bytes, SY_HASH_BYTES);
        len += SY_HASH_BYTES;
    }
    return set_row(r, SY_LOG_DIGESTS, sy_log_digest_key(r->facts.entry.index, record, key),
                   (struct sy_bytes){row, len});
}

/* The digests, the parts, and the statement's tree. */
static enum sy_err set_records(struct repair *r, const struct sy_list *records)
{
    struct sy_buffer *nodes = &r->writer->scratch;
    struct sy_wire wire = sy_list_open(records);
    struct sy_merkle tree = {0};
    struct sy_record_share record;
    struct sy_record_digest digest;
    uint8_t key[8];
    enum sy_err err;

    sy_buffer_clear(nodes);
    while ((err = sy_record_share_next(&wire, records->number, &record)) == SY_OK) {
        struct sy_merkle_completed completed;
        struct sy_hash leaf;

        sy_record_digest_of(&record, &digest);
        leaf = sy_record_hash(&digest);
        err = set_digest(r, record.index, &digest);
        if (err == SY_OK)
            err = sy_merkle_append_nodes(&tree, &leaf, &completed);
        for (size_t i = 0; err == SY_OK && i < record.part_count; i++)
            err = set_part(r, record.index, &record.parts[i]);
        if (err != SY_OK)
            return err;
        for (size_t i = 0; i < completed.count; i++)
            sy_buffer_put(nodes, completed.node[i].hash.bytes, SY_HASH_BYTES);
    }
    if (err != SY_NOT_FOUND || tree.size <= SY_LOG_TREE_STORED_ABOVE)
        return err == SY_NOT_FOUND ? SY_OK : err;
    if (nodes->err != SY_OK)
        return nodes->err;
    return set_row(r, SY_LOG_TREES, sy_log_index_key(r->facts.entry.index, key),
                   sy_buffer_bytes(nodes));
}

/* The leaf, and above it each node that those below it give, as long as the root agrees. */
static enum sy_err set_nodes(struct repair *r)
{
    struct sy_merkle_source source = sy_log_writer_source(r->writer);
    struct sy_merkle_node node = {0, r->facts.entry.index, r->leaf};
    enum sy_err err = SY_OK;

    while (err == SY_OK) {
        struct sy_hash left;
        uint8_t key[8];

        err = set_row(r, SY_LOG_HASHES,
                      sy_log_index_key(sy_merkle_stored_index(node.level, node.index), key),
                      (struct sy_bytes){node.hash.bytes, SY_HASH_BYTES});
        if (err != SY_OK || (node.index & 1) == 0)
            break;
        err = source.read(source.context, node.level, node.index - 1, &left);
        if (err != SY_OK)
            return err == SY_NOT_FOUND || err == SY_CORRUPT ? SY_OK : err;
        node = (struct sy_merkle_node){node.level + 1, node.index >> 1,
                                       sy_hash_node(&left, &node.hash)};
        err = sy_log_node_fits(&source, r->scrub, &node);
    }
    return err == SY_BAD_PROOF || err == SY_NOT_FOUND ? SY_OK : err;
}

enum sy_err sy_log_repair(struct sy_log_writer *writer, const struct sy_log_scrub *scrub,
                          const struct sy_entry_share *share,
                          const struct sy_merkle_proof *proof, uint64_t *rows)
{
    struct repair r = {.writer = writer, .scrub = scrub};
    enum sy_err err = check_share(&r, share, proof);

    if (err != SY_OK)
        return err;
    err = set_entry(&r, share->entry);
    if (err == SY_OK)
        err = set_records(&r, &share->records);
    if (err == SY_OK)
        err = set_nodes(&r);
    if (err == SY_OK)
        *rows = r.rows;
    return err;
}
