/* Any bytes as a statement, entry, part, record share or submission: what a reader accepts is
 * written back as the same bytes, and protobuf-c, which we did not write, reads and packs them
 * the same. The first byte says as what. */
#include <stdlib.h>
#include <string.h>

#include <protobuf-c/protobuf-c.h>

#include "proto/entry.h"
#include "proto/part.h"
#include "proto/schema.h"
#include "proto/share.h"
#include "proto/statement.h"
#include "proto/submission.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_packs_the_same(enum sy_schema_kind kind, struct sy_bytes bytes)
{
    const ProtobufCMessageDescriptor *descriptor =
        (const ProtobufCMessageDescriptor *)(const void *)sy_schema_of(kind);
    ProtobufCMessage *message =
        protobuf_c_message_unpack(descriptor, NULL, bytes.len, bytes.data);
    uint8_t *again = malloc(bytes.len + 1);

    sy_assert(message != NULL);
    sy_assert(again != NULL);
    sy_assert(protobuf_c_message_get_packed_size(message) == bytes.len);
    protobuf_c_message_pack(message, again);
    sy_assert(bytes.len == 0 || memcmp(again, bytes.data, bytes.len) == 0);
    protobuf_c_message_free_unpacked(message, NULL);
    free(again);
}

static void check_written(const struct sy_buffer *again, struct sy_bytes bytes)
{
    sy_assert(again->err == SY_OK);
    sy_assert(sy_bytes_equal(sy_buffer_bytes(again), bytes));
}

static void try_statement(struct sy_bytes bytes, struct sy_buffer *again)
{
    struct sy_statement statement;

    if (sy_statement_read(bytes, &statement) != SY_OK)
        return;
    sy_statement_write(&statement, again);
    check_written(again, bytes);
    check_packs_the_same(SY_SCHEMA_STATEMENT, bytes);
}

static void try_entry(struct sy_bytes bytes, struct sy_buffer *again)
{
    struct sy_entry entry;

    if (sy_entry_read(bytes, &entry) != SY_OK)
        return;
    sy_entry_write(&entry, again);
    check_written(again, bytes);
    check_packs_the_same(SY_SCHEMA_ENTRY, bytes);
    sy_buffer_clear(again);
    try_statement(entry.statement, again);
}

static void try_part(struct sy_bytes bytes, struct sy_buffer *again)
{
    struct sy_part part;

    if (sy_part_read(bytes, &part) != SY_OK)
        return;
    sy_part_write(&part, again);
    check_written(again, bytes);
    check_packs_the_same(SY_SCHEMA_PART, bytes);
    if (sy_part_check_body(&part) != SY_OK)
        sy_assert(sy_schema_of_record(part.type) != NULL);
}

/* Its bytes are canonical before it is read: so they are here. */
static void try_share(struct sy_bytes bytes, struct sy_buffer *again)
{
    struct sy_record_share record;
    struct sy_wire wire;
    struct sy_wire_field field;

    if (sy_schema_check(sy_schema_of(SY_SCHEMA_RECORD_SHARE), bytes) != SY_OK ||
        sy_record_share_read(bytes, &record) != SY_OK)
        return;
    sy_record_share_put(again, 1, &record);
    sy_assert(again->err == SY_OK);
    wire = sy_wire_open(sy_buffer_bytes(again));
    sy_assert(sy_wire_next(&wire, &field) == SY_OK);
    sy_assert(sy_bytes_equal(field.bytes, bytes));
    sy_assert(wire.at == wire.end);
    check_packs_the_same(SY_SCHEMA_RECORD_SHARE, bytes);
}

static void try_submission(struct sy_bytes bytes, struct sy_buffer *again)
{
    struct sy_submission submission;
    struct sy_record_share record;
    struct sy_wire wire;
    enum sy_err err;

    if (sy_submission_read(bytes, &submission) != SY_OK)
        return;
    check_packs_the_same(SY_SCHEMA_SUBMISSION, bytes);
    sy_submission_put_head(again, submission.statement, submission.signatures,
                           submission.signature_count);
    wire = sy_wire_open(bytes);
    while ((err = sy_record_share_next(&wire, SY_SUBMISSION_RECORDS, &record)) == SY_OK)
        sy_record_share_put(again, SY_SUBMISSION_RECORDS, &record);
    if (err == SY_NOT_FOUND)
        check_written(again, bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const tries[])(struct sy_bytes, struct sy_buffer *) = {
        try_statement, try_entry, try_part, try_share, try_submission};
    struct sy_buffer again = {0};

    if (size == 0)
        return 0;
    tries[data[0] % (sizeof(tries) / sizeof(tries[0]))]((struct sy_bytes){data + 1, size - 1},
                                                        &again);
    sy_buffer_close(&again);
    return 0;
}
