#include "proto/part.h"

#include "proto/schema.h"
#include "proto/wire.h"

enum sy_err sy_part_read(struct sy_bytes message, struct sy_part *out)
{
    struct sy_wire wire = sy_wire_open(message);
    struct sy_wire_field field;
    struct sy_part part = {0};
    enum sy_err err;

    if (message.len > SY_PART_BYTES_MAX)
        return SY_LIMIT;
    err = sy_schema_check(sy_schema_of(SY_SCHEMA_PART), message);
    if (err != SY_OK)
        return err;
    while (sy_wire_next(&wire, &field) == SY_OK) {
        if (field.number == 1)
            part.nonce = field.bytes;
        else if (field.number == 2)
            part.type = (uint32_t)field.value;
        else
            part.body = field.bytes;
    }
    if (part.nonce.len != SY_NONCE_BYTES)
        return SY_LIMIT;
    *out = part;
    return SY_OK;
}

enum sy_err sy_part_check_body(const struct sy_part *part)
{
    const struct sy_schema *schema = sy_schema_of_record(part->type);

    return schema == NULL ? SY_OK : sy_schema_check(schema, part->body);
}

void sy_part_write(const struct sy_part *part, struct sy_buffer *to)
{
    sy_assert(part->nonce.len == SY_NONCE_BYTES);
    sy_wire_put_bytes(to, 1, part->nonce);
    sy_wire_put_uint(to, 2, part->type);
    sy_wire_put_bytes(to, 3, part->body);
}
