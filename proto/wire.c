#include "proto/wire.h"

#include <string.h>

enum { VARINT_BYTES_MAX = 10, NUMBER_MAX = (1 << 29) - 1 };

struct sy_wire sy_wire_open(struct sy_bytes message)
{
    if (message.len == 0)
        return (struct sy_wire){NULL, NULL};
    return (struct sy_wire){message.data, message.data + message.len};
}

/* Reads a minimal varint; NULL where there is none. */
static const uint8_t *read_long(const uint8_t *at, const uint8_t *end, uint64_t *out)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < VARINT_BYTES_MAX; i++, at++) {
        if (at == end)
            return NULL;
        if (i == VARINT_BYTES_MAX - 1 && *at > 1)
            return NULL;
        value |= (uint64_t)(*at & 0x7f) << (7 * i);
        if ((*at & 0x80) == 0) {
            if (*at == 0 && i > 0)
                return NULL;
            *out = value;
            return at + 1;
        }
    }
    return NULL;
}

/* Most tags and lengths are of one byte. */
static inline const uint8_t *read_varint(const uint8_t *at, const uint8_t *end, uint64_t *out)
{
    if (at == end || *at >= 0x80)
        return read_long(at, end, out);
    *out = *at;
    return at + 1;
}

enum sy_err sy_wire_next(struct sy_wire *w, struct sy_wire_field *out)
{
    struct sy_wire_field field = {0};
    const uint8_t *at = w->at;
    uint64_t tag;

    if (at == w->end)
        return SY_NOT_FOUND;
    at = read_varint(at, w->end, &tag);
    if (at == NULL || tag >> 3 == 0 || tag >> 3 > NUMBER_MAX)
        return SY_BAD_ENCODING;
    field.number = (uint32_t)(tag >> 3);
    switch (tag & 7) {
    case SY_WIRE_VARINT:
        field.type = SY_WIRE_VARINT;
        at = read_varint(at, w->end, &field.value);
        if (at == NULL)
            return SY_BAD_ENCODING;
        break;
    case SY_WIRE_BYTES:
        field.type = SY_WIRE_BYTES;
        at = read_varint(at, w->end, &field.value);
        if (at == NULL || field.value > (uint64_t)(w->end - at))
            return SY_BAD_ENCODING;
        field.bytes = (struct sy_bytes){at, (size_t)field.value};
        at += field.value;
        break;
    default:
        return SY_BAD_ENCODING;
    }
    w->at = at;
    *out = field;
    return SY_OK;
}

static size_t varint_size(uint64_t value)
{
    size_t size = 1;

    while (value >= 0x80) {
        value >>= 7;
        size++;
    }
    return size;
}

static size_t write_varint(uint64_t value, uint8_t *bytes)
{
    size_t len = 0;

    while (value >= 0x80) {
        bytes[len++] = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    bytes[len++] = (uint8_t)value;
    return len;
}

static void put_pair(struct sy_buffer *to, uint64_t first, uint64_t second)
{
    uint8_t bytes[2 * VARINT_BYTES_MAX];
    size_t len = write_varint(first, bytes);

    len += write_varint(second, bytes + len);
    sy_buffer_put(to, bytes, len);
}

void sy_wire_put_uint(struct sy_buffer *to, uint32_t number, uint64_t value)
{
    put_pair(to, (uint64_t)number << 3 | SY_WIRE_VARINT, value);
}

void sy_wire_put_int(struct sy_buffer *to, uint32_t number, int64_t value)
{
    sy_wire_put_uint(to, number, (uint64_t)value);
}

void sy_wire_put_header(struct sy_buffer *to, uint32_t number, size_t len)
{
    put_pair(to, (uint64_t)number << 3 | SY_WIRE_BYTES, len);
}

void sy_wire_put_bytes(struct sy_buffer *to, uint32_t number, struct sy_bytes bytes)
{
    sy_wire_put_header(to, number, bytes.len);
    sy_buffer_put_bytes(to, bytes);
}

void sy_wire_put_text(struct sy_buffer *to, uint32_t number, const char *text)
{
    sy_wire_put_bytes(to, number, sy_text(text));
}

size_t sy_wire_bytes_size(uint32_t number, size_t len)
{
    return varint_size((uint64_t)number << 3) + varint_size(len) + len;
}
