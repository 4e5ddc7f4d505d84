#include "proto/submission.h"

#include "proto/schema.h"

enum sy_err sy_submission_read(struct sy_bytes message, struct sy_submission *out)
{
    struct sy_submission s = {.message = message};
    struct sy_wire wire = sy_wire_open(message);
    struct sy_wire_field field;
    enum sy_err err;

    if (message.len > SY_SUBMISSION_BYTES_MAX)
        return SY_LIMIT;
    err = sy_schema_check(sy_schema_of(SY_SCHEMA_SUBMISSION), message);
    if (err != SY_OK)
        return err;
    while (sy_wire_next(&wire, &field) == SY_OK && field.number < SY_SUBMISSION_RECORDS) {
        if (field.number == 1) {
            s.statement = field.bytes;
            continue;
        }
        if (s.signature_count == SY_SIGNERS_MAX || field.bytes.len != SY_SIGNATURE_BYTES)
            return SY_LIMIT;
        s.signatures[s.signature_count++] = field.bytes;
    }
    if (s.signature_count == 0)
        return SY_LIMIT;
    *out = s;
    return SY_OK;
}

void sy_submission_put_head(struct sy_buffer *to, struct sy_bytes statement,
                            const struct sy_bytes *signatures, size_t signature_count)
{
    sy_wire_put_bytes(to, 1, statement);
    for (size_t i = 0; i < signature_count; i++)
        sy_wire_put_bytes(to, 2, signatures[i]);
}
