#include "proto/statement.h"

#include "proto/record_type.h"
#include "proto/schema.h"
#include "proto/wire.h"

enum { DELAY_MAX = 4 };

bool sy_name_valid(struct sy_bytes name, size_t max)
{
    if (name.len == 0 || name.len > max)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        if (name.data[i] < 0x21 || name.data[i] > 0x7e || name.data[i] == '+')
            return false;
    }
    return true;
}

static void read_signer(struct sy_bytes message, struct sy_signer *out)
{
    struct sy_wire wire = sy_wire_open(message);
    struct sy_wire_field field;

    *out = (struct sy_signer){0};
    while (sy_wire_next(&wire, &field) == SY_OK) {
        if (field.number == 1)
            out->subject = field.bytes;
        else
            out->key = field.bytes;
    }
}

static void read_seen(struct sy_bytes message, struct sy_seen *out)
{
    struct sy_wire wire = sy_wire_open(message);
    struct sy_wire_field field;

    while (sy_wire_next(&wire, &field) == SY_OK) {
        if (field.number == 1)
            out->origin = field.bytes;
        else if (field.number == 2)
            out->size = field.value;
        else
            out->root = field.bytes;
    }
}

static enum sy_err read_fields(struct sy_bytes message, struct sy_statement *out)
{
    struct sy_wire wire = sy_wire_open(message);
    struct sy_wire_field field;

    while (sy_wire_next(&wire, &field) == SY_OK) {
        switch (field.number) {
        case 1:
            out->principal = field.bytes;
            break;
        case 2:
            if (out->signer_count == SY_SIGNERS_MAX)
                return SY_LIMIT;
            read_signer(field.bytes, &out->signers[out->signer_count++]);
            break;
        case 3:
            out->has_delegation = true;
            out->delegation = field.value;
            break;
        case 4:
            out->kind = (uint32_t)field.value;
            break;
        case 5:
            out->record_count = (uint32_t)field.value;
            break;
        case 6:
            out->records_root = field.bytes;
            break;
        case 7:
            out->signed_at = (int64_t)field.value;
            break;
        case 8:
            out->has_seen = true;
            read_seen(field.bytes, &out->seen);
            break;
        default:
            out->delay = (uint32_t)field.value;
            if (out->delay == 0)
                return SY_LIMIT;
            break;
        }
    }
    return SY_OK;
}

static enum sy_err check_signers(const struct sy_statement *s)
{
    if (s->signer_count == 0)
        return SY_LIMIT;
    for (size_t i = 0; i < s->signer_count; i++) {
        const struct sy_signer *signer = &s->signers[i];

        if (signer->key.len != SY_PUBLIC_KEY_BYTES)
            return SY_LIMIT;
        if (signer->subject.data != NULL) {
            if (!sy_name_valid(signer->subject, SY_SUBJECT_BYTES_MAX))
                return SY_BAD_NAME;
            if (sy_bytes_equal(signer->subject, s->principal))
                return SY_BAD_ENCODING; /* the principal is said by leaving it out */
        }
        for (size_t j = 0; j < i; j++) {
            if (sy_bytes_equal(s->signers[j].key, signer->key))
                return SY_LIMIT;
        }
    }
    return SY_OK;
}

enum sy_err sy_statement_check(const struct sy_statement *s)
{
    if (!sy_name_valid(s->principal, SY_SUBJECT_BYTES_MAX))
        return SY_BAD_NAME;
    if (s->kind < SY_KIND_RECORDS || s->kind > SY_KIND_NOTICE)
        return SY_LIMIT;
    if (s->record_count == 0 || s->record_count > SY_RECORDS_MAX)
        return SY_LIMIT;
    if (s->records_root.len != SY_HASH_BYTES || s->delay > DELAY_MAX)
        return SY_LIMIT;
    if (s->has_seen && !sy_name_valid(s->seen.origin, SY_NAME_BYTES_MAX))
        return SY_BAD_NAME;
    if (s->has_seen && s->seen.root.len != SY_HASH_BYTES)
        return SY_LIMIT;
    return check_signers(s);
}

enum sy_err sy_statement_read(struct sy_bytes message, struct sy_statement *out)
{
    struct sy_statement s = {0};
    enum sy_err err = sy_schema_check(sy_schema_of(SY_SCHEMA_STATEMENT), message);

    if (err == SY_OK)
        err = read_fields(message, &s);
    if (err == SY_OK)
        err = sy_statement_check(&s);
    if (err == SY_OK)
        *out = s;
    return err;
}

static void write_signer(const struct sy_signer *signer, struct sy_buffer *to)
{
    size_t len = sy_wire_bytes_size(2, signer->key.len);

    if (signer->subject.len > 0)
        len += sy_wire_bytes_size(1, signer->subject.len);
    sy_wire_put_header(to, 2, len);
    if (signer->subject.len > 0)
        sy_wire_put_bytes(to, 1, signer->subject);
    sy_wire_put_bytes(to, 2, signer->key);
}

static void write_seen(const struct sy_seen *seen, struct sy_buffer *to)
{
    struct sy_buffer message = {0};

    sy_wire_put_bytes(&message, 1, seen->origin);
    sy_wire_put_uint(&message, 2, seen->size);
    sy_wire_put_bytes(&message, 3, seen->root);
    if (message.err != SY_OK)
        to->err = message.err;
    sy_wire_put_bytes(to, 8, sy_buffer_bytes(&message));
    sy_buffer_close(&message);
}

void sy_statement_write(const struct sy_statement *s, struct sy_buffer *to)
{
    sy_assert(sy_statement_check(s) == SY_OK);
    sy_wire_put_bytes(to, 1, s->principal);
    for (size_t i = 0; i < s->signer_count; i++)
        write_signer(&s->signers[i], to);
    if (s->has_delegation)
        sy_wire_put_uint(to, 3, s->delegation);
    sy_wire_put_uint(to, 4, s->kind);
    sy_wire_put_uint(to, 5, s->record_count);
    sy_wire_put_bytes(to, 6, s->records_root);
    sy_wire_put_int(to, 7, s->signed_at);
    if (s->has_seen)
        write_seen(&s->seen, to);
    if (s->delay != 0)
        sy_wire_put_uint(to, 9, s->delay);
}
