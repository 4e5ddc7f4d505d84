#include "ledger/base64.h"

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* One more than a digit stands for; 0: it is none. A receipt is mostly base64, and a branch a
 * character is a branch that is mispredicted. */
static const uint8_t digits_more[256] = {
    ['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,  ['E'] = 5,  ['F'] = 6,  ['G'] = 7,
    ['H'] = 8,  ['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14,
    ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21,
    ['V'] = 22, ['W'] = 23, ['X'] = 24, ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28,
    ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32, ['g'] = 33, ['h'] = 34, ['i'] = 35,
    ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42,
    ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48, ['w'] = 49,
    ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56,
    ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63,
    ['/'] = 64};

static int digit(uint8_t c)
{
    return (int)digits_more[c] - 1;
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
