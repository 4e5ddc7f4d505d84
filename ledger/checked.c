#include "ledger/checked.h"

#include <stdio.h>
#include <string.h>

#include "ledger/merkle.h"
#include "proto/part.h"
#include "proto/record_type.h"

enum { DIGEST_ROW_BYTES = 1 + SY_HASH_BYTES };

static bool kind_admitted(uint32_t kind)
{
    uint32_t plain = kind & ~(uint32_t)SY_PART_SEALED;

    return plain >= SY_PART_OPEN && plain <= SY_PART_PERSONAL;
}

/* What a node admits: all parts here, of kinds it knows and of one type, bodies canonical. */
static enum sy_err admit_part(const struct sy_record_share *record, size_t i, uint32_t *type)
{
    const struct sy_part_share *share = &record->parts[i];
    struct sy_part part;
    enum sy_err err;

    if (!kind_admitted(share->kind) || share->part.data == NULL)
        return SY_LIMIT;
    err = sy_part_read(share->part, &part);
    if (err != SY_OK)
        return err;
    if (i == 0)
        *type = part.type;
    if (part.type != *type)
        return SY_LIMIT;
    return (share->kind & SY_PART_SEALED) == 0 ? sy_part_check_body(&part) : SY_OK;
}

static enum sy_err admit_parts(const struct sy_record_share *record, size_t *at)
{
    uint32_t type = 0;
    enum sy_err err = SY_OK;

    for (*at = 0; *at < record->part_count; ++*at) {
        err = admit_part(record, *at, &type);
        if (err != SY_OK)
            break;
    }
    return err;
}

/* What a log may hold: any kind of part, by its bytes or by its hash. */
static enum sy_err read_parts(const struct sy_record_share *record, size_t *at)
{
    struct sy_part part;
    enum sy_err err = SY_OK;

    for (*at = 0; *at < record->part_count; ++*at) {
        if (record->parts[*at].part.data != NULL)
            err = sy_part_read(record->parts[*at].part, &part);
        if (err != SY_OK)
            break;
    }
    return err;
}

void sy_digest_put(const struct sy_record_digest *digest, struct sy_buffer *to)
{
    sy_buffer_put_u8(to, (uint8_t)digest->part_count);
    for (size_t i = 0; i < digest->part_count; i++) {
        sy_buffer_put_u8(to, digest->parts[i].kind);
        sy_buffer_put(to, digest->parts[i].hash.bytes, SY_HASH_BYTES);
    }
}

enum sy_err sy_digest_read(struct sy_bytes bytes, struct sy_record_digest *out)
{
    size_t count = bytes.len / DIGEST_ROW_BYTES;

    if (bytes.len % DIGEST_ROW_BYTES != 0 || count == 0 || count > SY_PARTS_PER_RECORD_MAX)
        return SY_CORRUPT;
    out->part_count = count;
    for (size_t i = 0; i < count; i++) {
        out->parts[i].kind = bytes.data[i * DIGEST_ROW_BYTES];
        memcpy(out->parts[i].hash.bytes, bytes.data + i * DIGEST_ROW_BYTES + 1, SY_HASH_BYTES);
    }
    return SY_OK;
}

static enum sy_err check_record(const struct sy_record_share *record, struct sy_merkle *tree,
                                bool sequenced, struct sy_checked *checked,
                                struct sy_check_place *where)
{
    struct sy_record_digest digest;
    struct sy_hash leaf;
    enum sy_err err;
    size_t at;

    if (record->index != tree->size || record->path_count != 0)
        return SY_LIMIT;
    err = sequenced ? read_parts(record, &at) : admit_parts(record, &at);
    if (err != SY_OK) {
        snprintf(where->member, sizeof(where->member), "records[%u].parts[%zu]", record->index,
                 at);
        return err;
    }
    sy_record_digest_of(record, &digest);
    sy_digest_put(&digest, &checked->digests);
    leaf = sy_record_hash(&digest);
    err = sy_merkle_append_to(tree, &leaf, &checked->nodes);
    if (err == SY_OK)
        err = checked->digests.err != SY_OK ? checked->digests.err : checked->nodes.err;
    return err;
}

static enum sy_err check_records(struct sy_checked *checked, bool sequenced,
                                 struct sy_check_place *where)
{
    struct sy_wire wire = sy_wire_open(checked->submission.message);
    struct sy_record_share record;
    struct sy_merkle tree = {0};
    struct sy_hash root;
    enum sy_err err;

    while ((err = sy_record_share_next(&wire, SY_SUBMISSION_RECORDS, &record)) == SY_OK) {
        if (tree.size == checked->statement.record_count)
            err = SY_BAD_ROOT; /* one too many */
        else
            err = check_record(&record, &tree, sequenced, checked, where);
        if (err != SY_OK)
            break;
    }
    if (err != SY_NOT_FOUND) {
        if (strchr(where->member, '[') == NULL) /* else it names the part, too */
            snprintf(where->member, sizeof(where->member), "records[%u]", (unsigned)tree.size);
        return err;
    }
    where->member[0] = 0;
    if (tree.size != checked->statement.record_count)
        return SY_BAD_ROOT;
    root = sy_merkle_root(&tree);
    if (memcmp(root.bytes, checked->statement.records_root.data, SY_HASH_BYTES) != 0)
        return SY_BAD_ROOT;
    return SY_OK;
}

static enum sy_err check_all(const struct sy_scope *scope, struct sy_bytes message,
                             bool sequenced, struct sy_checked *checked,
                             struct sy_check_place *where)
{
    enum sy_err err;

    if (message.len > SY_STATEMENT_BYTES_MAX)
        return SY_LIMIT;
    err = sy_submission_read(message, &checked->submission);
    if (err != SY_OK)
        return err;
    snprintf(where->member, sizeof(where->member), "statement");
    err = sy_statement_read(checked->submission.statement, &checked->statement);
    if (err != SY_OK)
        return err;
    checked->records = (struct sy_list){.message = message, .number = SY_SUBMISSION_RECORDS};
    err = check_records(checked, sequenced, where);
    if (err != SY_OK)
        return err;
    snprintf(where->member, sizeof(where->member), "signatures");
    err = sy_statement_verify(scope, checked->submission.statement, &checked->statement,
                              checked->submission.signatures,
                              checked->submission.signature_count);
    if (err != SY_OK)
        return err;
    where->member[0] = 0;
    checked->id = sy_statement_id(scope, checked->submission.statement);
    return SY_OK;
}

static enum sy_err check(const struct sy_scope *scope, struct sy_bytes message, bool sequenced,
                         struct sy_checked *out, struct sy_check_place *where)
{
    struct sy_checked checked = {0};
    enum sy_err err;

    where->member[0] = 0;
    err = check_all(scope, message, sequenced, &checked, where);
    if (err == SY_OK)
        *out = checked;
    else
        sy_checked_close(&checked);
    return err;
}

enum sy_err sy_checked_open(const struct sy_scope *scope, struct sy_bytes message,
                            struct sy_checked *out, struct sy_check_place *where)
{
    return check(scope, message, false, out, where);
}

enum sy_err sy_checked_open_sequenced(const struct sy_scope *scope, struct sy_bytes message,
                                      struct sy_checked *out, struct sy_check_place *where)
{
    return check(scope, message, true, out, where);
}

void sy_checked_close(struct sy_checked *checked)
{
    if (checked == NULL)
        return;
    sy_buffer_close(&checked->nodes);
    sy_buffer_close(&checked->digests);
    *checked = (struct sy_checked){0};
}
