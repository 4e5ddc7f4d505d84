#include "ledger/shares.h"

#include <stdio.h>
#include <string.h>

#include "ledger/merkle_proof.h"
#include "ledger/record.h"
#include "proto/part.h"
#include "proto/record_type.h"

static enum sy_err check_parts(const struct sy_record_share *record,
                               struct sy_receipt_problem *why)
{
    struct sy_part part;
    const uint32_t *type = NULL; /* of the first part that is here */
    uint32_t first;
    enum sy_err err;

    for (size_t i = 0; i < record->part_count; i++) {
        if (record->parts[i].part.data == NULL)
            continue;
        err = sy_part_read(record->parts[i].part, &part);
        if (err == SY_OK && type == NULL) {
            first = part.type;
            type = &first;
        }
        if (err == SY_OK && part.type != *type)
            err = SY_LIMIT;
        if (err == SY_OK && (record->parts[i].kind & SY_PART_SEALED) == 0)
            err = sy_part_check_body(&part);
        if (err != SY_OK) {
            snprintf(why->member, sizeof(why->member), "records[%u].parts[%zu]", record->index,
                     i);
            return sy_receipt_refuse(why, err, "a part is not a canonical message of its type");
        }
    }
    return SY_OK;
}

static enum sy_err check_path(const struct sy_record_share *record,
                              const struct sy_statement *statement)
{
    struct sy_record_digest digest;
    struct sy_hash leaf;
    struct sy_hash root;

    sy_record_digest_of(record, &digest);
    leaf = sy_record_hash(&digest);
    memcpy(root.bytes, statement->records_root.data, SY_HASH_BYTES);
    return sy_merkle_verify_inclusion(&root, statement->record_count, record->index, &leaf,
                                      record->path, record->path_count);
}

uint32_t sy_shares_count(struct sy_bytes message, uint32_t number)
{
    struct sy_wire wire = sy_wire_open(message);
    struct sy_wire_field field;
    uint32_t count = 0;

    while (sy_wire_next(&wire, &field) == SY_OK)
        count += field.number == number;
    return count;
}

enum sy_err sy_shares_check(struct sy_bytes message, uint32_t number,
                            const struct sy_statement *statement,
                            struct sy_receipt_problem *why)
{
    struct sy_wire wire = sy_wire_open(message);
    bool all = sy_shares_count(message, number) == statement->record_count;
    struct sy_record_share record;
    struct sy_record_digest digest;
    struct sy_merkle tree = {0};
    struct sy_hash leaf;
    struct sy_hash root;
    uint64_t next = 0;
    enum sy_err err;

    while ((err = sy_record_share_next(&wire, number, &record)) == SY_OK) {
        snprintf(why->member, sizeof(why->member), "records[%u]", record.index);
        if (record.index < next || record.index >= statement->record_count)
            return sy_receipt_refuse(why, SY_BAD_ENCODING, "records are not in order");
        next = (uint64_t)record.index + 1;
        err = check_parts(&record, why);
        if (err != SY_OK)
            return err;
        if (all) {
            if (record.path_count != 0)
                return sy_receipt_refuse(why, SY_BAD_ENCODING,
                                         "a path stands where none is needed");
            sy_record_digest_of(&record, &digest);
            leaf = sy_record_hash(&digest);
            err = sy_merkle_append(&tree, &leaf);
        } else {
            err = check_path(&record, statement);
        }
        if (err != SY_OK)
            return sy_receipt_refuse(why, err, "a record is not the one that was signed");
    }
    if (err != SY_NOT_FOUND)
        return sy_receipt_refuse(why, err, "a record cannot be read");
    why->member[0] = 0;
    root = sy_merkle_root(&tree);
    if (all && memcmp(root.bytes, statement->records_root.data, SY_HASH_BYTES) != 0)
        return sy_receipt_refuse(why, SY_BAD_ROOT,
                                 "the records are not those that were signed");
    return SY_OK;
}
