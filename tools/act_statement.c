#include "tools/act_statement.h"

#include <string.h>

#include "ledger/merkle.h"
#include "ledger/record.h"
#include "ledger/scope.h"
#include "proto/act.h"
#include "proto/record_type.h"

static struct sy_scope scope_of(const struct sy_network *network)
{
    return (struct sy_scope){sy_text(network->registry.vkey.name), network->id};
}

static bool is_missing(struct sy_bytes signature)
{
    static const uint8_t zeros[SY_SIGNATURE_BYTES];

    return sy_bytes_equal(signature, (struct sy_bytes){zeros, sizeof(zeros)});
}

/* One signer's, as it would be checked alone. */
static enum sy_err check_signature(const struct sy_scope *scope,
                                   const struct sy_act_statement *it, size_t i)
{
    struct sy_statement alone = it->statement;

    alone.signers[0] = it->statement.signers[i];
    alone.signer_count = 1;
    return sy_statement_verify(scope, it->submission.statement, &alone,
                               &it->submission.signatures[i], 1);
}

/* The records are all there, and are those whose root was signed. */
static enum sy_err check_records(const struct sy_act_statement *it)
{
    struct sy_wire wire = sy_wire_open(it->submission.message);
    struct sy_record_share record;
    struct sy_record_digest digest;
    struct sy_buffer leaves = {0};
    struct sy_hash root;
    uint32_t count = 0;
    enum sy_err err;

    while ((err = sy_record_share_next(&wire, SY_SUBMISSION_RECORDS, &record)) == SY_OK) {
        struct sy_hash leaf;

        for (size_t i = 0; i < record.part_count; i++) {
            if (record.parts[i].part.data == NULL)
                err = SY_BAD_ROOT;
        }
        if (err != SY_OK || record.index != count++)
            break;
        sy_record_digest_of(&record, &digest);
        leaf = sy_record_hash(&digest);
        sy_buffer_put(&leaves, &leaf, sizeof(leaf));
    }
    err = err == SY_OK ? SY_BAD_ROOT : err == SY_NOT_FOUND ? leaves.err : err;
    if (err == SY_OK && count != it->statement.record_count)
        err = SY_BAD_ROOT;
    if (err == SY_OK) {
        root = sy_merkle_root_of((const struct sy_hash *)(const void *)leaves.data, count);
        if (!sy_bytes_equal(it->statement.records_root,
                            (struct sy_bytes){root.bytes, SY_HASH_BYTES}))
            err = SY_BAD_ROOT;
    }
    sy_buffer_close(&leaves);
    return err;
}

enum sy_err sy_act_statement_read(const struct sy_network *network, struct sy_bytes bytes,
                                  struct sy_act_statement *out)
{
    struct sy_scope scope = scope_of(network);
    struct sy_act_statement it = {.missing = 0};
    enum sy_err err = sy_submission_read(bytes, &it.submission);

    if (err == SY_OK)
        err = sy_statement_read(it.submission.statement, &it.statement);
    if (err == SY_OK && it.statement.kind != SY_KIND_REGISTRY)
        err = SY_DENIED;
    if (err == SY_OK && it.submission.signature_count != it.statement.signer_count)
        err = SY_BAD_SIGNATURE;
    for (size_t i = 0; err == SY_OK && i < it.statement.signer_count; i++) {
        it.signed_by[i] = !is_missing(it.submission.signatures[i]);
        it.missing += !it.signed_by[i];
        if (it.signed_by[i])
            err = check_signature(&scope, &it, i);
    }
    if (err == SY_OK)
        err = check_records(&it);
    if (err == SY_OK)
        *out = it;
    return err;
}

enum sy_err sy_act_statement_sign(const struct sy_network *network,
                                  const struct sy_act_statement *statement,
                                  const struct sy_secret_key *key, struct sy_buffer *to)
{
    struct sy_scope scope = scope_of(network);
    struct sy_bytes signatures[SY_SIGNERS_MAX];
    uint8_t own[SY_SIGNATURE_BYTES];
    struct sy_wire wire = sy_wire_open(statement->submission.message);
    struct sy_wire_field field;
    enum sy_err err = SY_NOT_FOUND;

    for (size_t i = 0; i < statement->statement.signer_count; i++) {
        signatures[i] = statement->submission.signatures[i];
        if (!sy_bytes_equal(statement->statement.signers[i].key,
                            (struct sy_bytes){key->public_key.bytes, SY_PUBLIC_KEY_BYTES}))
            continue;
        err = sy_statement_sign(&scope, statement->submission.statement, key, own);
        signatures[i] = (struct sy_bytes){own, sizeof(own)};
    }
    if (err != SY_OK)
        return err;
    sy_submission_put_head(to, statement->submission.statement, signatures,
                           statement->statement.signer_count);
    while (sy_body_each(&wire, SY_SUBMISSION_RECORDS, &field))
        sy_wire_put_bytes(to, SY_SUBMISSION_RECORDS, field.bytes);
    return to->err;
}

enum sy_err sy_act_statement_name(struct sy_bytes submission, struct sy_outbox_name *out)
{
    struct sy_submission read;
    struct sy_statement statement;
    struct sy_hash root;
    enum sy_err err = sy_submission_read(submission, &read);

    if (err == SY_OK)
        err = sy_statement_read(read.statement, &statement);
    if (err != SY_OK)
        return err;
    memcpy(root.bytes, statement.records_root.data, SY_HASH_BYTES);
    *out = sy_outbox_name_of(statement.principal, statement.kind, &root);
    return SY_OK;
}
