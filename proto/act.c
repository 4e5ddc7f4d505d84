#include "proto/act.h"

#include <string.h>

#include "proto/record_type.h"
#include "proto/schema.h"
#include "proto/wire.h"

enum { USE_MAX = 31 };

static void read_organisation(const struct sy_wire_field *field, struct sy_act *act)
{
    switch (field->number) {
    case 4:
        act->uscc = field->bytes;
        break;
    case 5:
        act->uscc_override = field->bytes;
        break;
    case 6:
        act->name = field->bytes;
        break;
    case 7:
        act->district = field->bytes;
        break;
    default:
        break;
    }
}

/* Ascending, so that a set of uses has one spelling. */
static enum sy_err read_use(uint64_t use, struct sy_act *act)
{
    if (use == 0 || use > USE_MAX || act->uses >> use != 0)
        return SY_LIMIT;
    act->uses |= 1u << use;
    return SY_OK;
}

static enum sy_err read_key(const struct sy_wire_field *field, struct sy_act *act)
{
    switch (field->number) {
    case 4:
        act->organisation = field->bytes;
        break;
    case 5:
        act->public_key = field->bytes;
        break;
    case 6:
        return read_use(field->value, act);
    case 7:
        act->has_since = true;
        act->since = (int64_t)field->value;
        break;
    case 8:
        act->reason = field->bytes;
        break;
    case 9:
        act->possession = field->bytes;
        break;
    default:
        break;
    }
    return SY_OK;
}

enum sy_err sy_act_read(uint32_t type, struct sy_bytes body, struct sy_act *out)
{
    struct sy_wire wire = sy_wire_open(body);
    struct sy_act act = {.type = type};
    struct sy_wire_field field;
    enum sy_err err;

    if (type != SY_TYPE_ORGANISATION && type != SY_TYPE_KEY)
        return SY_UNIMPLEMENTED;
    err = sy_schema_check(sy_schema_of_record(type), body);
    if (err != SY_OK)
        return err;
    while (sy_wire_next(&wire, &field) == SY_OK) {
        if (field.number == 1)
            act.subject = field.bytes;
        else if (field.number == 2)
            act.after = field.value;
        else if (field.number == 3)
            act.verb = (uint32_t)field.value;
        else if (type == SY_TYPE_ORGANISATION)
            read_organisation(&field, &act);
        else
            err = read_key(&field, &act);
        if (err != SY_OK)
            return err;
    }
    *out = act;
    return SY_OK;
}

static void put_optional(struct sy_buffer *to, uint32_t number, struct sy_bytes bytes)
{
    if (bytes.data != NULL)
        sy_wire_put_bytes(to, number, bytes);
}

void sy_act_write(const struct sy_act *act, struct sy_buffer *to)
{
    sy_wire_put_bytes(to, 1, act->subject);
    sy_wire_put_uint(to, 2, act->after);
    sy_wire_put_uint(to, 3, act->verb);
    if (act->type == SY_TYPE_ORGANISATION) {
        put_optional(to, 4, act->uscc);
        put_optional(to, 5, act->uscc_override);
        put_optional(to, 6, act->name);
        put_optional(to, 7, act->district);
        return;
    }
    sy_assert(act->type == SY_TYPE_KEY);
    put_optional(to, 4, act->organisation);
    put_optional(to, 5, act->public_key);
    for (unsigned use = 0; use <= USE_MAX; use++) {
        if ((act->uses & 1u << use) != 0)
            sy_wire_put_uint(to, 6, use);
    }
    if (act->has_since)
        sy_wire_put_int(to, 7, act->since);
    put_optional(to, 8, act->reason);
    put_optional(to, 9, act->possession);
}

void sy_key_subject(const uint8_t key[SY_PUBLIC_KEY_BYTES], char out[SY_KEY_SUBJECT_BYTES + 1])
{
    static const char digits[] = "0123456789abcdef";

    memcpy(out, "key:", 4);
    for (size_t i = 0; i < SY_PUBLIC_KEY_BYTES; i++) {
        out[4 + 2 * i] = digits[key[i] >> 4];
        out[5 + 2 * i] = digits[key[i] & 15];
    }
    out[SY_KEY_SUBJECT_BYTES] = 0;
}
