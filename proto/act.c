#include "proto/act.h"

#include <string.h>

#include "proto/record_type.h"
#include "proto/schema.h"

bool sy_act_type_known(uint32_t type)
{
    return type >= SY_TYPE_POLICY && sy_schema_of_record(type) != NULL;
}

enum sy_err sy_act_read(uint32_t type, struct sy_bytes body, struct sy_act *out)
{
    uint64_t after = 0;
    uint64_t verb = 0;
    enum sy_err err;

    if (!sy_act_type_known(type))
        return SY_UNIMPLEMENTED;
    err = sy_schema_check(sy_schema_of_record(type), body);
    if (err != SY_OK)
        return err;
    sy_assert(sy_body_uint(body, SY_ACT_AFTER, &after));
    sy_assert(sy_body_uint(body, SY_ACT_VERB, &verb));
    *out = (struct sy_act){.type = type,
                           .subject = sy_body_bytes(body, SY_ACT_SUBJECT),
                           .after = after,
                           .verb = (uint32_t)verb,
                           .body = body};
    return SY_OK;
}

bool sy_body_each(struct sy_wire *wire, uint32_t number, struct sy_wire_field *out)
{
    while (sy_wire_next(wire, out) == SY_OK) {
        if (out->number == number)
            return true;
    }
    return false;
}

struct sy_bytes sy_body_bytes(struct sy_bytes body, uint32_t number)
{
    struct sy_wire wire = sy_wire_open(body);
    struct sy_wire_field field;

    return sy_body_each(&wire, number, &field) ? field.bytes : (struct sy_bytes){NULL, 0};
}

bool sy_body_uint(struct sy_bytes body, uint32_t number, uint64_t *out)
{
    struct sy_wire wire = sy_wire_open(body);
    struct sy_wire_field field;

    if (!sy_body_each(&wire, number, &field))
        return false;
    *out = field.value;
    return true;
}

bool sy_body_int(struct sy_bytes body, uint32_t number, int64_t *out)
{
    uint64_t value;

    if (!sy_body_uint(body, number, &value))
        return false;
    *out = (int64_t)value;
    return true;
}

bool sy_body_has(struct sy_bytes body, uint32_t number)
{
    struct sy_wire wire = sy_wire_open(body);
    struct sy_wire_field field;

    return sy_body_each(&wire, number, &field);
}

bool sy_body_lists(struct sy_bytes body, uint32_t number, struct sy_bytes text)
{
    struct sy_wire wire = sy_wire_open(body);
    struct sy_wire_field field;

    while (sy_body_each(&wire, number, &field)) {
        if (sy_bytes_equal(field.bytes, text))
            return true;
    }
    return false;
}

bool sy_body_lists_uint(struct sy_bytes body, uint32_t number, uint64_t value)
{
    struct sy_wire wire = sy_wire_open(body);
    struct sy_wire_field field;

    while (sy_body_each(&wire, number, &field)) {
        if (field.value == value)
            return true;
    }
    return false;
}

static void put_field(struct sy_buffer *to, const struct sy_wire_field *field)
{
    if (field->type == SY_WIRE_BYTES)
        sy_wire_put_bytes(to, field->number, field->bytes);
    else
        sy_wire_put_uint(to, field->number, field->value);
}

void sy_body_overlay(struct sy_bytes old_body, struct sy_bytes new_body, struct sy_buffer *to)
{
    struct sy_wire old_wire = sy_wire_open(old_body);
    struct sy_wire new_wire = sy_wire_open(new_body);
    struct sy_wire_field old_field;
    struct sy_wire_field new_field;
    bool old_more = sy_wire_next(&old_wire, &old_field) == SY_OK;
    bool new_more = sy_wire_next(&new_wire, &new_field) == SY_OK;

    while (old_more || new_more) {
        if (!new_more || (old_more && old_field.number < new_field.number)) {
            put_field(to, &old_field);
            old_more = sy_wire_next(&old_wire, &old_field) == SY_OK;
        } else {
            uint32_t number = new_field.number;

            while (old_more && old_field.number == number)
                old_more = sy_wire_next(&old_wire, &old_field) == SY_OK;
            while (new_more && new_field.number == number) {
                put_field(to, &new_field);
                new_more = sy_wire_next(&new_wire, &new_field) == SY_OK;
            }
        }
    }
}

struct sy_act_draft sy_act_draft(uint32_t type, struct sy_bytes subject, uint64_t after,
                                 uint32_t verb)
{
    struct sy_act_draft draft = {.type = type};

    sy_act_draft_bytes(&draft, SY_ACT_SUBJECT, subject);
    sy_act_draft_uint(&draft, SY_ACT_AFTER, after);
    sy_act_draft_uint(&draft, SY_ACT_VERB, verb);
    return draft;
}

/* Behind the last field of a number not greater. */
static void put_draft(struct sy_act_draft *draft, struct sy_wire_field field)
{
    size_t at = draft->count;

    if (at == SY_ACT_DRAFT_FIELDS_MAX) {
        draft->full = true;
        return;
    }
    while (at > 0 && draft->fields[at - 1].number > field.number) {
        draft->fields[at] = draft->fields[at - 1];
        at--;
    }
    draft->fields[at] = field;
    draft->count++;
}

void sy_act_draft_bytes(struct sy_act_draft *draft, uint32_t number, struct sy_bytes bytes)
{
    if (bytes.data != NULL)
        put_draft(draft, (struct sy_wire_field){
                             .number = number, .type = SY_WIRE_BYTES, .bytes = bytes});
}

void sy_act_draft_text(struct sy_act_draft *draft, uint32_t number, const char *text)
{
    if (text != NULL)
        sy_act_draft_bytes(draft, number, sy_text(text));
}

void sy_act_draft_uint(struct sy_act_draft *draft, uint32_t number, uint64_t value)
{
    put_draft(draft,
              (struct sy_wire_field){.number = number, .type = SY_WIRE_VARINT, .value = value});
}

void sy_act_draft_int(struct sy_act_draft *draft, uint32_t number, int64_t value)
{
    sy_act_draft_uint(draft, number, (uint64_t)value);
}

void sy_act_draft_after(struct sy_act_draft *draft, uint64_t after)
{
    for (size_t i = 0; i < draft->count; i++) {
        if (draft->fields[i].number == SY_ACT_AFTER)
            draft->fields[i].value = after;
    }
}

void sy_act_write(const struct sy_act_draft *draft, struct sy_buffer *to)
{
    if (draft->full) {
        to->err = to->err == SY_OK ? SY_LIMIT : to->err;
        return;
    }
    for (size_t i = 0; i < draft->count; i++)
        put_field(to, &draft->fields[i]);
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

bool sy_key_of_subject(struct sy_bytes subject, uint8_t out[SY_PUBLIC_KEY_BYTES])
{
    if (subject.len != SY_KEY_SUBJECT_BYTES || memcmp(subject.data, "key:", 4) != 0)
        return false;
    for (size_t i = 0; i < 2 * (size_t)SY_PUBLIC_KEY_BYTES; i++) {
        uint8_t c = subject.data[4 + i];
        uint8_t nibble;

        if (c >= '0' && c <= '9')
            nibble = (uint8_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            nibble = (uint8_t)(c - 'a' + 10);
        else
            return false;
        out[i / 2] = (uint8_t)(i % 2 == 0 ? nibble << 4 : out[i / 2] | nibble);
    }
    return true;
}
