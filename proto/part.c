#include "proto/part.h"

#include "proto/schema.h"
#include "proto/wire.h"

/* The field that has to come next. */
static bool next(struct sy_wire *wire, uint32_t number, enum sy_wire_type type,
                 struct sy_wire_field *out)
{
    return sy_wire_next(wire, out) == SY_OK && out->number == number && out->type == type;
}

/* Each of its three fields once and in order is all that sy_schema_check could ask of a Part,
 * of which a node reads more than of anything else. */
enum sy_err sy_part_read(struct sy_bytes message, struct sy_part *out)
{
    struct sy_wire wire = sy_wire_open(message);
    struct sy_wire_field nonce;
    struct sy_wire_field type;
    struct sy_wire_field body;

    if (message.len > SY_PART_BYTES_MAX)
        return SY_LIMIT;
    if (!next(&wire, 1, SY_WIRE_BYTES, &nonce) || !next(&wire, 2, SY_WIRE_VARINT, &type) ||
        !next(&wire, 3, SY_WIRE_BYTES, &body) || wire.at != wire.end || type.value > UINT32_MAX)
        return SY_BAD_ENCODING;
    if (nonce.bytes.len != SY_NONCE_BYTES)
        return SY_LIMIT;
    *out = (struct sy_part){nonce.bytes, (uint32_t)type.value, body.bytes};
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
