#include "ledger/base64.h"

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int digit(uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Up to three bytes as four characters. */
static void put_group(uint8_t to[4], const uint8_t *from, size_t len)
{
    uint32_t bits = (uint32_t)from[0] << 16;

    if (len > 1)
        bits |= (uint32_t)from[1] << 8;
    if (len > 2)
        bits |= from[2];
    for (size_t i = 0; i < 4; i++)
        to[i] = i <= len ? (uint8_t)alphabet[bits >> (18 - 6 * i) & 63] : '=';
}

void sy_base64_put(struct sy_buffer *out, struct sy_bytes data)
{
    size_t groups = data.len / 3 + (data.len % 3 != 0);
    uint8_t *to;

    if (data.len == 0)
        return;
    /* A length that overflows is one that no buffer takes. */
    to = sy_buffer_reserve(out, groups > SIZE_MAX / 4 ? SIZE_MAX : groups * 4);
    if (to == NULL)
        return;
    for (size_t i = 0; i < groups; i++) {
        size_t left = data.len - 3 * i;

        put_group(to + 4 * i, data.data + 3 * i, left < 3 ? left : 3);
    }
    sy_buffer_grew(out, groups * 4);
}

enum sy_err sy_base64_check(struct sy_bytes text, size_t *len)
{
    size_t digits = text.len;

    if (text.len % 4 != 0)
        return SY_BAD_ENCODING;
    while (digits > 0 && text.len - digits < 2 && text.data[digits - 1] == '=')
        digits--;
    for (size_t i = 0; i < digits; i++) {
        if (digit(text.data[i]) < 0)
            return SY_BAD_ENCODING;
    }
    /* The last digit before one = carries 2 bits too many, before two of them 4. */
    if (text.len - digits == 1 && (digit(text.data[digits - 1]) & 3) != 0)
        return SY_BAD_ENCODING;
    if (text.len - digits == 2 && (digit(text.data[digits - 1]) & 15) != 0)
        return SY_BAD_ENCODING;
    *len = text.len / 4 * 3 - (text.len - digits);
    return SY_OK;
}

/* text is canonical and stands for len bytes. */
static void decode(struct sy_bytes text, uint8_t *to, size_t len)
{
    uint32_t bits = 0;
    size_t done = 0;

    for (size_t i = 0; done < len; i++) {
        bits = bits << 6 | (uint32_t)digit(text.data[i]);
        if (i % 4 != 0)
            to[done++] = (uint8_t)(bits >> (6 - 2 * (i % 4)));
    }
}

enum sy_err sy_base64_decode(struct sy_bytes text, struct sy_buffer *out)
{
    size_t len;
    uint8_t *to;
    enum sy_err err = sy_base64_check(text, &len);

    if (err != SY_OK)
        return err;
    to = sy_buffer_reserve(out, len);
    if (to == NULL)
        return out->err;
    decode(text, to, len);
    sy_buffer_grew(out, len);
    return SY_OK;
}

enum sy_err sy_base64_decode_exact(struct sy_bytes text, uint8_t *out, size_t len)
{
    size_t has;
    enum sy_err err = sy_base64_check(text, &has);

    if (err != SY_OK)
        return err;
    if (has != len)
        return SY_BAD_ENCODING;
    decode(text, out, len);
    return SY_OK;
}
