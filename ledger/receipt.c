#include "ledger/receipt.h"

#include <stdio.h>
#include <string.h>

#include "ledger/base64.h"
#include "ledger/origin.h"
#include "ledger/shares.h"
#include "ledger/tlog_proof.h"
#include "proto/part.h"
#include "proto/record_type.h"
#include "proto/schema.h"

enum { FORMAT = 1 };

enum { NETWORK = 2, ENTRY = 4, SUPPORT = 6 }; /* fields of a Receipt */

static const char parts_prefix[] = "suyuan/parts/v1\n";

static void put_head(const struct sy_hash *network_id, uint64_t policy_version,
                     struct sy_bytes entry, struct sy_buffer *to)
{
    sy_wire_put_uint(to, 1, FORMAT);
    sy_wire_put_bytes(to, NETWORK, (struct sy_bytes){network_id->bytes, SY_HASH_BYTES});
    sy_wire_put_uint(to, 3, policy_version);
    sy_wire_put_bytes(to, ENTRY, entry);
}

/* Parts of other kinds by their hash; hashes live in the array. */
static void withhold(struct sy_record_share *record, unsigned kinds,
                     struct sy_hash hashes[SY_PARTS_PER_RECORD_MAX])
{
    for (size_t i = 0; i < record->part_count; i++) {
        struct sy_part_share *share = &record->parts[i];

        if (share->part.data == NULL || (share->kind < 32 && (kinds & 1u << share->kind) != 0))
            continue;
        hashes[i] = sy_part_hash((uint8_t)share->kind, share->part);
        share->part = (struct sy_bytes){NULL, 0};
        share->hash = (struct sy_bytes){hashes[i].bytes, SY_HASH_BYTES};
    }
}

/* All records of the submission with those kinds of parts; the buffer says SY_LIMIT when they
 * do not fit. An error when a record cannot be read. */
static enum sy_err put_records(struct sy_bytes submission, unsigned kinds, struct sy_buffer *to)
{
    struct sy_wire wire = sy_wire_open(submission);
    struct sy_hash hashes[SY_PARTS_PER_RECORD_MAX];
    struct sy_record_share record;
    enum sy_err err = SY_OK;

    while (to->err == SY_OK &&
           (err = sy_record_share_next(&wire, SY_SUBMISSION_RECORDS, &record)) == SY_OK) {
        withhold(&record, kinds, hashes);
        sy_record_share_put(to, SY_RECEIPT_RECORDS, &record);
    }
    return err == SY_NOT_FOUND ? SY_OK : err;
}

static enum sy_err write_extra(const struct sy_network *network, struct sy_bytes entry,
                               struct sy_bytes submission, struct sy_buffer *extra)
{
    static const unsigned tries[] = {1u << SY_PART_OPEN, 0};
    enum sy_err err;
    size_t head;

    extra->max = SY_RECEIPT_EXTRA_BYTES_MAX;
    put_head(&network->id, network->version, entry, extra);
    head = extra->len;
    if (extra->err != SY_OK)
        return extra->err;
    for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
        err = put_records(submission, tries[i], extra);
        if (err != SY_OK)
            return err;
        if (extra->err != SY_LIMIT)
            return extra->err;
        extra->err = SY_OK;
        extra->len = head;
    }
    return SY_OK;
}

enum sy_err sy_receipt_write(const struct sy_network *network,
                             const struct sy_inclusion *inclusion, struct sy_bytes submission,
                             struct sy_buffer *out)
{
    struct sy_submission sent;
    struct sy_entry entry;
    struct sy_buffer extra = {0};
    enum sy_err err = sy_submission_read(submission, &sent);

    if (err == SY_OK)
        err = sy_entry_read(inclusion->entry, &entry);
    if (err == SY_OK && !sy_bytes_equal(entry.statement, sent.statement))
        err = SY_BAD_PROOF;
    if (err == SY_OK)
        err = write_extra(network, inclusion->entry, submission, &extra);
    if (err == SY_OK)
        err = sy_tlog_proof_put(out, sy_buffer_bytes(&extra), entry.index, &inclusion->path,
                                inclusion->note);
    sy_buffer_close(&extra);
    return err;
}

enum sy_err sy_parts_file_write(const struct sy_hash *statement_id, struct sy_bytes submission,
                                struct sy_buffer *out)
{
    struct sy_wire wire = sy_wire_open(submission);
    struct sy_record_share record;
    size_t before = out->len;
    enum sy_err err;

    sy_buffer_put_text(out, parts_prefix);
    sy_wire_put_uint(out, 1, FORMAT);
    sy_wire_put_bytes(out, 2, (struct sy_bytes){statement_id->bytes, SY_HASH_BYTES});
    while ((err = sy_record_share_next(&wire, SY_SUBMISSION_RECORDS, &record)) == SY_OK)
        sy_record_share_put(out, SY_PARTS_FILE_RECORDS, &record);
    err = err != SY_NOT_FOUND ? err : out->err;
    if (err != SY_OK)
        out->len = before;
    return err;
}

/* network NULL: whose it is is not looked at. */
static enum sy_err read_message(const struct sy_network *network, struct sy_receipt *receipt,
                                struct sy_receipt_problem *why)
{
    struct sy_wire wire;
    struct sy_wire_field field;
    struct sy_bytes entry = {NULL, 0};

    receipt->message = sy_buffer_bytes(&receipt->extra);
    if (sy_schema_check(sy_schema_of(SY_SCHEMA_RECEIPT), receipt->message) != SY_OK)
        return sy_receipt_refuse(why, SY_BAD_ENCODING, "the extra line holds no receipt");
    wire = sy_wire_open(receipt->message);
    while (sy_wire_next(&wire, &field) == SY_OK) {
        if (field.number == 1 && field.value != FORMAT)
            return sy_receipt_refuse(why, SY_BAD_VERSION,
                                     "the receipt has a format of a later version");
        if (field.number == NETWORK && network != NULL &&
            !sy_bytes_equal(field.bytes, (struct sy_bytes){network->id.bytes, SY_HASH_BYTES}))
            return sy_receipt_refuse(why, SY_WRONG_NETWORK,
                                     "the receipt is of another network");
        if (field.number == 3) {
            receipt->policy_version = field.value;
            if (network != NULL && field.value > network->version)
                return sy_receipt_refuse(
                    why, SY_NOT_YET,
                    "the receipt was made under a later policy; fetch that first");
            if (network != NULL && field.value < network->version)
                return sy_receipt_refuse(
                    why, SY_BAD_VERSION,
                    "the receipt was made under an earlier policy of the network");
        }
        if (field.number == ENTRY)
            entry = field.bytes;
        if (field.number == SUPPORT && receipt->support_bytes.data != NULL)
            return sy_receipt_refuse(why, SY_BAD_VERSION,
                                     "the receipt has support of a kind that this version "
                                     "cannot check");
        if (field.number == SUPPORT)
            receipt->support_bytes = field.bytes;
    }
    if (sy_entry_read(entry, &receipt->entry) != SY_OK)
        return sy_receipt_refuse(why, SY_BAD_ENCODING, "the entry is not canonical");
    if (sy_statement_read(receipt->entry.statement, &receipt->statement) != SY_OK)
        return sy_receipt_refuse(why, SY_BAD_ENCODING, "the statement is not canonical");
    receipt->records_here = sy_shares_count(receipt->message, SY_RECEIPT_RECORDS);
    return SY_OK;
}

static enum sy_err check_entry(const struct sy_network *network, uint64_t index,
                               struct sy_bytes entry, struct sy_receipt *receipt,
                               struct sy_receipt_problem *why)
{
    struct sy_proved proved;
    enum sy_err err;

    if (receipt->entry.index != index)
        return sy_receipt_refuse(why, SY_BAD_PROOF,
                                 "the entry stands at another index than the proof says");
    err = sy_proved_entry(network, &receipt->trust, entry, &receipt->path, &proved, why);
    if (err == SY_OK)
        receipt->statement_id = proved.statement_id;
    return err;
}

static struct sy_bytes bytes_of(const struct sy_receipt *receipt, uint32_t number)
{
    struct sy_wire wire = sy_wire_open(receipt->message);
    struct sy_wire_field field;

    while (sy_wire_next(&wire, &field) == SY_OK) {
        if (field.number == number)
            return field.bytes;
    }
    return (struct sy_bytes){NULL, 0};
}

static enum sy_err open_support(const struct sy_network *network, struct sy_receipt *receipt,
                                struct sy_receipt_problem *why)
{
    if (sy_origin_is_registry(sy_text(receipt->trust.checkpoint.origin)))
        return sy_receipt_refuse(why, SY_BAD_ENCODING,
                                 "the receipt is of the registry itself, and has support");
    return sy_support_open(network, &receipt->entry, &receipt->statement,
                           receipt->support_bytes, &receipt->support, why);
}

/* What the file says, in the right form. */
static enum sy_err read_all(const struct sy_network *network, struct sy_bytes file,
                            struct sy_receipt *receipt, uint64_t *index,
                            struct sy_receipt_problem *why)
{
    struct sy_tlog_proof proof;
    enum sy_err err = sy_tlog_proof_parse(file, &proof);

    if (err != SY_OK)
        return sy_receipt_refuse(
            why, err, "the file is no C2SP tlog-proof, or has bytes that nothing checks");
    if (proof.extra.len == 0)
        return sy_receipt_refuse(why, SY_BAD_VERSION,
                                 "the proof has no extra line, so it is no receipt");
    receipt->note = proof.note;
    receipt->path = proof.path;
    *index = proof.index;
    err = sy_base64_decode(proof.extra, &receipt->extra);
    if (err != SY_OK)
        return sy_receipt_refuse(why, err, "the extra line is not canonical base64");
    return read_message(network, receipt, why);
}

static enum sy_err open_all(const struct sy_network *network, struct sy_bytes file,
                            struct sy_receipt *receipt, struct sy_receipt_problem *why)
{
    uint64_t index = 0;
    enum sy_err err = read_all(network, file, receipt, &index, why);

    if (err == SY_OK)
        err = sy_proved_note(network, receipt->note, &receipt->trust, why);
    if (err == SY_OK)
        err = check_entry(network, index, bytes_of(receipt, ENTRY), receipt, why);
    if (err == SY_OK)
        err = sy_shares_check(receipt->message, SY_RECEIPT_RECORDS, &receipt->statement, why);
    if (err == SY_OK && receipt->support_bytes.data != NULL)
        err = open_support(network, receipt, why);
    return err;
}

enum sy_err sy_receipt_read(struct sy_bytes file, struct sy_receipt *out,
                            struct sy_receipt_problem *why)
{
    struct sy_receipt receipt = {0};
    struct sy_note note;
    uint64_t index;
    enum sy_err err;

    *why = (struct sy_receipt_problem){0};
    err = read_all(NULL, file, &receipt, &index, why);
    if (err == SY_OK) {
        err = sy_note_parse(receipt.note, &note);
        if (err == SY_OK)
            err = sy_checkpoint_parse(note.text, &receipt.trust.checkpoint);
        if (err != SY_OK)
            why->what = "the proof has no checkpoint of a log";
    }
    if (err == SY_OK)
        *out = receipt;
    else
        sy_receipt_close(&receipt);
    return err;
}

enum sy_err sy_receipt_open(const struct sy_network *network, struct sy_bytes file,
                            struct sy_receipt *out, struct sy_receipt_problem *why)
{
    struct sy_receipt receipt = {0};
    enum sy_err err;

    *why = (struct sy_receipt_problem){0};
    err = open_all(network, file, &receipt, why);
    if (err == SY_OK)
        *out = receipt;
    else
        sy_receipt_close(&receipt);
    return err;
}

void sy_receipt_close(struct sy_receipt *receipt)
{
    if (receipt == NULL)
        return;
    sy_buffer_close(&receipt->extra);
    *receipt = (struct sy_receipt){0};
}

enum sy_err sy_parts_file_open(const struct sy_receipt *receipt, struct sy_bytes file,
                               struct sy_bytes *records, struct sy_receipt_problem *why)
{
    const size_t skip = sizeof(parts_prefix) - 1;
    struct sy_bytes message;
    struct sy_wire wire;
    struct sy_wire_field field;
    enum sy_err err;

    *why = (struct sy_receipt_problem){0};
    if (file.len > SY_PARTS_FILE_BYTES_MAX)
        return sy_receipt_refuse(why, SY_LIMIT, "the file is too long for a .parts file");
    if (file.len < skip || memcmp(file.data, parts_prefix, skip) != 0)
        return sy_receipt_refuse(why, SY_BAD_VERSION,
                                 "the file does not begin as a .parts file");
    message = (struct sy_bytes){file.data + skip, file.len - skip};
    if (sy_schema_check(sy_schema_of(SY_SCHEMA_PARTS_FILE), message) != SY_OK)
        return sy_receipt_refuse(why, SY_BAD_ENCODING, "the .parts file is not canonical");
    wire = sy_wire_open(message);
    while (sy_wire_next(&wire, &field) == SY_OK && field.number <= 2) {
        if (field.number == 1 && field.value != FORMAT)
            return sy_receipt_refuse(why, SY_BAD_VERSION,
                                     "the .parts file has a format of a later version");
        if (field.number == 2 &&
            !sy_bytes_equal(field.bytes,
                            (struct sy_bytes){receipt->statement_id.bytes, SY_HASH_BYTES}))
            return sy_receipt_refuse(why, SY_WRONG_PLACE,
                                     "the .parts file is of another statement");
    }
    if (sy_shares_count(message, SY_PARTS_FILE_RECORDS) != receipt->statement.record_count)
        return sy_receipt_refuse(why, SY_BAD_ROOT, "the .parts file does not hold all records");
    err = sy_shares_check(message, SY_PARTS_FILE_RECORDS, &receipt->statement, why);
    if (err == SY_OK)
        *records = message;
    return err;
}

static enum sy_err find_record(struct sy_bytes message, uint32_t number, uint32_t index,
                               struct sy_record_share *out)
{
    struct sy_wire wire = sy_wire_open(message);
    struct sy_record_share record;
    enum sy_err err;

    while ((err = sy_record_share_next(&wire, number, &record)) == SY_OK) {
        if (record.index == index) {
            *out = record;
            return SY_OK;
        }
    }
    return err;
}

/* The path of a record from all records of its statement. */
static enum sy_err find_path(struct sy_bytes message, uint32_t number, uint32_t count,
                             struct sy_record_share *record)
{
    struct sy_wire wire = sy_wire_open(message);
    struct sy_merkle_proof proof = {0};
    struct sy_record_share other;
    struct sy_record_digest digest;
    struct sy_buffer leaves = {0};
    enum sy_err err;

    while (sy_record_share_next(&wire, number, &other) == SY_OK) {
        struct sy_hash leaf;

        sy_record_digest_of(&other, &digest);
        leaf = sy_record_hash(&digest);
        sy_buffer_put(&leaves, &leaf, sizeof(leaf));
    }
    err = leaves.err;
    if (err == SY_OK)
        err = sy_merkle_path_of((const struct sy_hash *)(const void *)leaves.data, count,
                                record->index, &proof);
    sy_buffer_close(&leaves);
    if (err != SY_OK)
        return err;
    sy_assert(proof.count <= SY_RECORD_PATH_MAX);
    record->path_count = proof.count;
    memcpy(record->path, proof.hash, proof.count * sizeof(struct sy_hash));
    return SY_OK;
}

enum sy_err sy_receipt_extract(const struct sy_network *network,
                               const struct sy_receipt *receipt, struct sy_bytes parts_records,
                               uint32_t index, unsigned kinds, struct sy_buffer *out)
{
    uint32_t count = receipt->statement.record_count;
    bool parts_here = parts_records.len > 0;
    struct sy_bytes message = parts_here ? parts_records : receipt->message;
    uint32_t number = parts_here ? SY_PARTS_FILE_RECORDS : SY_RECEIPT_RECORDS;
    struct sy_hash hashes[SY_PARTS_PER_RECORD_MAX];
    struct sy_record_share record;
    struct sy_buffer extra = {.max = SY_RECEIPT_EXTRA_BYTES_MAX};
    enum sy_err err = find_record(message, number, index, &record);

    if (err == SY_OK && count > 1 && (parts_here || receipt->records_here == count))
        err = find_path(message, number, count, &record);
    if (err != SY_OK)
        return err;
    withhold(&record, kinds, hashes);
    put_head(&network->id, receipt->policy_version, bytes_of(receipt, ENTRY), &extra);
    sy_record_share_put(&extra, SY_RECEIPT_RECORDS, &record);
    if (receipt->support_bytes.data != NULL)
        sy_wire_put_bytes(&extra, SUPPORT, receipt->support_bytes);
    err = extra.err;
    if (err == SY_OK)
        err = sy_tlog_proof_put(out, sy_buffer_bytes(&extra), receipt->entry.index,
                                &receipt->path, receipt->note);
    sy_buffer_close(&extra);
    return err;
}

enum sy_err sy_receipt_renew(const struct sy_network *network, const struct sy_receipt *receipt,
                             const struct sy_inclusion *inclusion, struct sy_buffer *out)
{
    struct sy_bytes entry = bytes_of(receipt, ENTRY);
    struct sy_buffer extra = {.max = SY_RECEIPT_EXTRA_BYTES_MAX};
    const uint8_t *end = receipt->message.data + receipt->message.len;
    const uint8_t *rest = entry.data + entry.len;
    enum sy_err err;

    if (!sy_bytes_equal(bytes_of(receipt, NETWORK),
                        (struct sy_bytes){network->id.bytes, SY_HASH_BYTES}))
        return SY_WRONG_NETWORK;
    if (!sy_bytes_equal(entry, inclusion->entry))
        return SY_BAD_PROOF;
    put_head(&network->id, network->version, entry, &extra);
    sy_buffer_put(&extra, rest, (size_t)(end - rest));
    err = extra.err;
    if (err == SY_OK)
        err = sy_tlog_proof_put(out, sy_buffer_bytes(&extra), receipt->entry.index,
                                &inclusion->path, inclusion->note);
    sy_buffer_close(&extra);
    return err;
}

enum sy_err sy_receipt_attach(const struct sy_receipt *receipt, struct sy_bytes support,
                              struct sy_buffer *out)
{
    struct sy_buffer extra = {.max = SY_RECEIPT_EXTRA_BYTES_MAX};
    size_t support_bytes = receipt->support_bytes.data == NULL
                               ? 0
                               : sy_wire_bytes_size(SUPPORT, receipt->support_bytes.len);
    enum sy_err err;

    sy_assert(support_bytes < receipt->message.len);
    sy_buffer_put(&extra, receipt->message.data, receipt->message.len - support_bytes);
    if (support.data != NULL)
        sy_wire_put_bytes(&extra, SUPPORT, support);
    err = extra.err;
    if (err == SY_OK)
        err = sy_tlog_proof_put(out, sy_buffer_bytes(&extra), receipt->entry.index,
                                &receipt->path, receipt->note);
    sy_buffer_close(&extra);
    return err;
}
