#include "tools/lookalike.h"

#include <string.h>

#include "ledger/check_digit.h"
#include "proto/utf8.h"

/* The character of ordinary width; 0 when it cannot be seen. */
static uint32_t visible(uint32_t c)
{
    static const struct {
        uint32_t from, to;
    } unseen[] = {
        {0x09, 0x0d},     {0x20, 0x20},     {0x85, 0x85},     {0xa0, 0xa0},
        {0xad, 0xad},     {0x061c, 0x061c}, {0x1680, 0x1680}, {0x180e, 0x180e},
        {0x2000, 0x200f}, {0x2028, 0x202f}, {0x205f, 0x206f}, {0x3000, 0x3000},
        {0xfeff, 0xfeff},
    };

    for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++) {
        if (c >= unseen[i].from && c <= unseen[i].to)
            return 0;
    }
    return c >= 0xff01 && c <= 0xff5e ? c - 0xff01 + 0x21 : c;
}

static uint8_t as_digit(uint8_t c)
{
    return c == 'O' || c == 'o' ? '0' : c == 'I' || c == 'i' || c == 'l' ? '1' : c;
}

static uint8_t as_uscc(uint8_t c)
{
    c = c >= 'a' && c <= 'z' ? (uint8_t)(c - 'a' + 'A') : c;
    return c == 'O' ? '0' : c == 'I' ? '1' : c;
}

static void put_visible(struct sy_buffer *to, struct sy_bytes text)
{
    while (text.len > 0) {
        uint32_t character = 0;
        size_t len = sy_utf8_next(text, &character);
        uint32_t shown = len == 0 ? 0 : visible(character);

        if (len == 0)
            sy_buffer_put(to, text.data, 1); /* whoever checks the code finds it */
        else if (shown != 0 && shown == character)
            sy_buffer_put(to, text.data, len);
        else if (shown != 0)
            sy_buffer_put_u8(to, (uint8_t)shown);
        len = len == 0 ? 1 : len;
        text.data += len;
        text.len -= len;
    }
}

bool sy_lookalike_put(struct sy_buffer *to, enum sy_lookalike what, struct sy_bytes text)
{
    static const char prefix[] = "uscc:";
    size_t start = to->len;
    size_t uscc_from = 0;
    size_t uscc_to = 0;

    put_visible(to, text);
    if (to->err != SY_OK)
        return false;
    if (what == SY_LOOKALIKE_USCC) {
        uscc_to = to->len - start;
    } else if (what == SY_LOOKALIKE_CODE && to->len > start) {
        const uint8_t *found =
            memmem(to->data + start, to->len - start, prefix, strlen(prefix));

        if (found != NULL) {
            uscc_from = (size_t)(found - to->data) - start + strlen(prefix);
            uscc_to = uscc_from + SY_USCC_CHARACTERS;
        }
    }
    for (size_t i = 0; i < to->len - start; i++) {
        uint8_t *at = &to->data[start + i];

        if (what == SY_LOOKALIKE_DIGITS)
            *at = as_digit(*at);
        else if (i >= uscc_from && i < uscc_to)
            *at = as_uscc(*at);
    }
    return !sy_bytes_equal(text, (struct sy_bytes){to->data + start, to->len - start});
}

bool sy_lookalike_is_mangled(struct sy_bytes text)
{
    size_t at = 0;
    size_t digits;

    while (at < text.len && text.data[at] >= '0' && text.data[at] <= '9')
        at++;
    digits = at;
    if (at < text.len && text.data[at] == '.') {
        at++;
        while (at < text.len && text.data[at] >= '0' && text.data[at] <= '9')
            at++;
    }
    if (digits != 1 || at + 2 > text.len || (text.data[at] != 'E' && text.data[at] != 'e'))
        return false;
    at++;
    if (text.data[at] == '+' && at + 1 < text.len)
        at++;
    else if (text.data[at] == '+' || digits + 1 == at)
        return false; /* 9E12 may be a code */
    while (at < text.len && text.data[at] >= '0' && text.data[at] <= '9')
        at++;
    return at == text.len;
}
