#include "net/error_reply.h"

#include <string.h>

#include "proto/utf8.h"
#include "proto/wire.h"

enum { NAME = 1, GRPC = 2, DETAIL = 3, MEMBER = 4, CLOSING = 5, REFUSAL = 6 };

/* At most SY_ERROR_TEXT_BYTES_MAX bytes of it, cut between characters. */
static struct sy_bytes shortened(const char *text)
{
    struct sy_bytes bytes = sy_text(text);

    if (bytes.len <= SY_ERROR_TEXT_BYTES_MAX)
        return bytes;
    bytes.len = SY_ERROR_TEXT_BYTES_MAX;
    while (bytes.len > 0 && (bytes.data[bytes.len] & 0xc0) == 0x80)
        bytes.len--;
    return bytes;
}

void sy_error_reply_put(struct sy_buffer *to, enum sy_err err, const char *detail,
                        const char *member, bool closing)
{
    sy_wire_put_text(to, NAME, sy_err_name(err));
    sy_wire_put_uint(to, GRPC, (uint64_t)sy_err_grpc(err));
    if (detail != NULL)
        sy_wire_put_bytes(to, DETAIL, shortened(detail));
    if (member != NULL)
        sy_wire_put_bytes(to, MEMBER, shortened(member));
    sy_wire_put_uint(to, CLOSING, closing);
}

void sy_error_reply_put_refusal(struct sy_buffer *to, struct sy_bytes refusal)
{
    sy_assert(refusal.len > 0);
    sy_assert(refusal.len <= SY_ERROR_TEXT_BYTES_MAX);
    sy_wire_put_bytes(to, REFUSAL, refusal);
}

static bool take_field(const struct sy_wire_field *field, struct sy_error_reply *out)
{
    bool text = field->number == NAME || field->number == DETAIL || field->number == MEMBER ||
                field->number == REFUSAL;

    if (text != (field->type == SY_WIRE_BYTES))
        return false;
    if (text && (field->bytes.len > SY_ERROR_TEXT_BYTES_MAX || !sy_utf8_valid(field->bytes)))
        return false;
    switch (field->number) {
    case NAME:
        out->name = field->bytes;
        return true;
    case GRPC:
        out->grpc = (uint32_t)field->value;
        return field->value <= UINT32_MAX;
    case DETAIL:
        out->detail = field->bytes;
        return true;
    case MEMBER:
        out->member = field->bytes;
        return true;
    case CLOSING:
        out->closing = field->value == 1;
        return field->value <= 1;
    case REFUSAL:
        out->refusal = field->bytes;
        return field->bytes.len > 0;
    default:
        return false;
    }
}

enum sy_err sy_error_reply_read(struct sy_bytes message, struct sy_error_reply *out)
{
    const uint32_t required = 1u << NAME | 1u << GRPC | 1u << CLOSING;
    struct sy_wire cursor = sy_wire_open(message);
    struct sy_error_reply reply = {0};
    struct sy_wire_field field;
    uint32_t last = 0;
    uint32_t seen = 0;
    enum sy_err err;

    while ((err = sy_wire_next(&cursor, &field)) == SY_OK) {
        if (field.number <= last || !take_field(&field, &reply))
            return SY_BAD_ENCODING;
        last = field.number;
        seen |= 1u << field.number;
    }
    if (err != SY_NOT_FOUND || (seen & required) != required)
        return SY_BAD_ENCODING;
    reply.err = sy_err_from_name(reply.name);
    *out = reply;
    return SY_OK;
}
