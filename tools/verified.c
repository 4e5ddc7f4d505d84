#include "tools/verified.h"

#include <string.h>

#include "ledger/origin.h"
#include "ledger/record.h"
#include "ledger/scope.h"
#include "ledger/sequence.h"
#include "proto/part.h"
#include "proto/record_type.h"

static enum sy_err broken(const char **what, enum sy_err err, const char *sentence)
{
    *what = sy_err_class(err) == SY_CLASS_FAULT ? NULL : sentence;
    return err;
}

enum sy_err sy_verified_statement(const struct sy_network *network, struct sy_bytes origin,
                                  struct sy_bytes entry, struct sy_verified *out,
                                  const char **what)
{
    struct sy_scope scope = {sy_origin_place(origin), network->id};
    struct sy_verified read;
    enum sy_err err = sy_entry_read(entry, &read.entry);

    if (err != SY_OK)
        return broken(what, err, "the entry is not canonical, or beyond its limits");
    err = sy_statement_read(read.entry.statement, &read.statement);
    if (err != SY_OK)
        return broken(what, err, "the statement is not canonical, or beyond its limits");
    err = sy_statement_verify(&scope, read.entry.statement, &read.statement,
                              read.entry.signatures, read.entry.signature_count);
    if (err != SY_OK)
        return broken(what, err, "a signature does not verify");
    err = sy_sequence_check_time(read.statement.signed_at, read.entry.sequenced_at);
    if (err != SY_OK)
        return broken(what, err, "it was signed too long before or after it was sequenced");
    read.id = sy_statement_id(&scope, read.entry.statement);
    *out = read;
    return SY_OK;
}

enum sy_err sy_verified_path(const struct sy_list *list, struct sy_merkle_proof *path)
{
    struct sy_wire cursor = sy_list_open(list);
    struct sy_bytes hash;

    path->count = 0;
    while (sy_list_next(list, &cursor, &hash)) {
        if (hash.len != SY_HASH_BYTES || path->count == SY_PROOF_HASHES_MAX)
            return SY_BAD_PROOF;
        memcpy(path->hash[path->count++].bytes, hash.data, SY_HASH_BYTES);
    }
    return SY_OK;
}

enum sy_err sy_verified_entry(const struct sy_network *network, const struct sy_trust *trust,
                              struct sy_bytes entry, const struct sy_list *path,
                              struct sy_verified *out, const char **what)
{
    struct sy_hash leaf = sy_hash_leaf(entry);
    struct sy_merkle_proof proof;
    struct sy_verified read;
    enum sy_err err =
        sy_verified_statement(network, sy_text(trust->checkpoint.origin), entry, &read, what);

    if (err != SY_OK)
        return err;
    err = sy_verified_path(path, &proof);
    if (err == SY_OK)
        err = sy_merkle_verify_inclusion(&trust->checkpoint.root, trust->checkpoint.size,
                                         read.entry.index, &leaf, proof.hash, proof.count);
    if (err != SY_OK)
        return broken(what, err, "the entry is not in the log that was signed");
    *out = read;
    return SY_OK;
}

static enum sy_err check_parts(const struct sy_record_share *record, const char **what)
{
    for (size_t i = 0; i < record->part_count; i++) {
        struct sy_part part;
        enum sy_err err;

        if (record->parts[i].part.data == NULL)
            continue;
        err = sy_part_read(record->parts[i].part, &part);
        if (err == SY_OK && (record->parts[i].kind & SY_PART_SEALED) == 0)
            err = sy_part_check_body(&part);
        if (err != SY_OK)
            return broken(what, err, "a part is not canonical");
    }
    return SY_OK;
}

static struct sy_hash leaf_of(const struct sy_record_share *record)
{
    struct sy_record_digest digest;

    sy_record_digest_of(record, &digest);
    return sy_record_hash(&digest);
}

enum sy_err sy_verified_record(const struct sy_statement *statement,
                               const struct sy_record_share *record, const char **what)
{
    struct sy_hash leaf = leaf_of(record);
    struct sy_hash root;
    enum sy_err err;

    memcpy(root.bytes, statement->records_root.data, SY_HASH_BYTES);
    err = sy_merkle_verify_inclusion(&root, statement->record_count, record->index, &leaf,
                                     record->path, record->path_count);
    if (err != SY_OK)
        return broken(what, err, "the record is not one of those that were signed");
    return check_parts(record, what);
}

enum sy_err sy_verified_records(const struct sy_statement *statement,
                                const struct sy_list *records, const char **what)
{
    struct sy_wire cursor = sy_list_open(records);
    struct sy_merkle tree = {0};
    struct sy_record_share record;
    struct sy_hash root;
    enum sy_err err;

    while ((err = sy_record_share_next(&cursor, records->number, &record)) == SY_OK) {
        struct sy_hash leaf = leaf_of(&record);

        if (record.index != tree.size || record.path_count != 0)
            return broken(what, SY_BAD_ENCODING, "the records are not in order");
        err = check_parts(&record, what);
        if (err == SY_OK)
            err = sy_merkle_append(&tree, &leaf);
        if (err != SY_OK)
            return err;
    }
    if (err != SY_NOT_FOUND)
        return broken(what, err, "a record cannot be read");
    root = sy_merkle_root(&tree);
    if (tree.size != statement->record_count ||
        memcmp(root.bytes, statement->records_root.data, SY_HASH_BYTES) != 0)
        return broken(what, SY_BAD_ROOT, "the records are not those that were signed");
    return SY_OK;
}
