#include "proto/disclosure.h"

#include "proto/record_type.h"
#include "proto/schema.h"
#include "proto/statement.h"
#include "proto/wire.h"

static void take(const struct sy_wire_field *field, struct sy_disclosure *out)
{
    switch (field->number) {
    case 1:
        out->record_hash = field->bytes;
        break;
    case 2:
        out->kind = (uint32_t)field->value;
        break;
    case 3:
        out->to = field->bytes;
        break;
    case 4:
        out->hint_origin = field->bytes;
        break;
    case 5:
        out->hint_index = field->value;
        break;
    case 6:
        out->hint_record = (uint32_t)field->value;
        break;
    default:
        out->ground = field->bytes;
        break;
    }
}

enum sy_err sy_disclosure_read(struct sy_bytes body, struct sy_disclosure *out)
{
    struct sy_wire wire = sy_wire_open(body);
    struct sy_disclosure read = {0};
    struct sy_wire_field field;
    enum sy_err err = sy_schema_check(sy_schema_of(SY_SCHEMA_DISCLOSURE), body);

    if (err != SY_OK)
        return err;
    while (sy_wire_next(&wire, &field) == SY_OK)
        take(&field, &read);
    if (read.record_hash.len != SY_HASH_BYTES ||
        (read.kind != SY_PART_CHAIN && read.kind != SY_PART_COMMERCIAL))
        return SY_LIMIT;
    if (read.to.data != NULL && !sy_name_valid(read.to, SY_SUBJECT_BYTES_MAX))
        return SY_BAD_NAME;
    if (read.hint_origin.data != NULL && !sy_name_valid(read.hint_origin, SY_NAME_BYTES_MAX))
        return SY_BAD_NAME;
    *out = read;
    return SY_OK;
}

void sy_disclosure_write(const struct sy_disclosure *disclosure, struct sy_buffer *to)
{
    sy_assert(disclosure->record_hash.len == SY_HASH_BYTES);
    sy_wire_put_bytes(to, 1, disclosure->record_hash);
    sy_wire_put_uint(to, 2, disclosure->kind);
    if (disclosure->to.data != NULL)
        sy_wire_put_bytes(to, 3, disclosure->to);
    if (disclosure->hint_origin.data != NULL) {
        sy_wire_put_bytes(to, 4, disclosure->hint_origin);
        sy_wire_put_uint(to, 5, disclosure->hint_index);
        sy_wire_put_uint(to, 6, disclosure->hint_record);
    }
    if (disclosure->ground.data != NULL)
        sy_wire_put_bytes(to, 7, disclosure->ground);
}
