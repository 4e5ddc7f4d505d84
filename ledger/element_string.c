#include "ledger/element_string.h"

#include <string.h>

#include "ledger/check_digit.h"

enum { FNC1 = 0x1d };

static struct sy_bytes skip(struct sy_bytes text, size_t len)
{
    return (struct sy_bytes){text.data + len, text.len - len};
}

/* Length of "(01)" at the front of text, 0 when none is there. */
static size_t bracket_span(struct sy_bytes text)
{
    size_t digits = 0;

    if (text.len < 4 || text.data[0] != '(')
        return 0;
    while (digits < 4 && 1 + digits < text.len && text.data[1 + digits] >= '0' &&
           text.data[1 + digits] <= '9')
        digits++;
    return digits >= 2 && 1 + digits < text.len && text.data[1 + digits] == ')' ? digits + 2
                                                                                : 0;
}

/* The value up to the next AI, its escapes undone in g's arena. */
static bool bracketed_value(struct sy_gs1 *g, struct sy_bytes *text, struct sy_bytes *out)
{
    uint8_t *room = sy_gs1_room(g, text->len);
    size_t len = 0;
    size_t i = 0;

    if (room == NULL)
        return false;
    while (i < text->len && bracket_span(skip(*text, i)) == 0) {
        if (text->data[i] == '\\' && i + 1 < text->len)
            i++;
        room[len++] = text->data[i++];
    }
    g->used -= text->len - len;
    *out = (struct sy_bytes){room, len};
    *text = skip(*text, i);
    return true;
}

static enum sy_err keep(struct sy_gs1 *g, enum sy_gs1_ai ai, struct sy_bytes value)
{
    return ai == SY_GS1_COUNT ? SY_OK : sy_gs1_add(g, ai, value);
}

static enum sy_err read_bracketed(struct sy_bytes text, struct sy_gs1 *g)
{
    while (text.len > 0) {
        size_t span = bracket_span(text);
        enum sy_gs1_ai ai;
        struct sy_bytes value;
        enum sy_err err;

        if (span == 0)
            return SY_BAD_IDENTIFIER;
        ai = sy_gs1_find((struct sy_bytes){text.data + 1, span - 2});
        text = skip(text, span);
        if (!bracketed_value(g, &text, &value))
            return SY_BAD_IDENTIFIER;
        err = keep(g, ai, value);
        if (err != SY_OK)
            return err;
    }
    return SY_OK;
}

/* Digits of an AI by its first two: 0 where none is assigned. */
static size_t code_digits(unsigned first_two)
{
    static const char by_ten[10][11] = {"2222000000", "2222222222", "2223330000", "2444444204",
                                        "3334000000", "0000000000", "0000000000", "4340000000",
                                        "4440000000", "2222222222"};

    return (size_t)(by_ten[first_two / 10][first_two % 10] - '0');
}

/* Length of an element, AI included, that needs no FNC1 behind it; 0 for all others. */
static size_t fixed_length(unsigned first_two)
{
    if (first_two == 0)
        return 20;
    if (first_two <= 3)
        return 16;
    if (first_two >= 11 && first_two <= 19)
        return 8;
    if (first_two == 20)
        return 4;
    if (first_two >= 31 && first_two <= 36)
        return 10;
    return first_two == 41 ? 16 : 0;
}

static enum sy_err read_raw(struct sy_bytes text, struct sy_gs1 *g)
{
    while (text.len > 0) {
        const uint8_t *stop = memchr(text.data, FNC1, text.len);
        size_t len = stop == NULL ? text.len : (size_t)(stop - text.data);
        size_t digits;
        size_t fixed;
        enum sy_err err;

        if (len == 0) {
            text = skip(text, 1);
            continue;
        }
        if (len < 3 || !sy_check_digit_all_digits((struct sy_bytes){text.data, 2}))
            return SY_BAD_IDENTIFIER;
        digits = code_digits((unsigned)(text.data[0] - '0') * 10 + (text.data[1] - '0'));
        fixed = fixed_length((unsigned)(text.data[0] - '0') * 10 + (text.data[1] - '0'));
        if (digits == 0 || len <= digits || fixed > len)
            return SY_BAD_IDENTIFIER;
        if (fixed > 0)
            len = fixed;
        err = keep(g, sy_gs1_find((struct sy_bytes){text.data, digits}),
                   (struct sy_bytes){text.data + digits, len - digits});
        if (err != SY_OK)
            return err;
        text = skip(text, len);
    }
    return SY_OK;
}

enum sy_err sy_element_string_read(struct sy_bytes text, struct sy_gs1 *g)
{
    static const char *const symbologies[] = {"]C1", "]e0", "]d2", "]Q3", "]J1"};

    if (bracket_span(text) > 0)
        return read_bracketed(text, g);
    for (size_t i = 0; i < sizeof(symbologies) / sizeof(symbologies[0]); i++) {
        if (text.len > 3 && memcmp(text.data, symbologies[i], 3) == 0)
            return read_raw(skip(text, 3), g);
    }
    if (text.len > 0 && memchr(text.data, FNC1, text.len) != NULL)
        return read_raw(text, g);
    return SY_NOT_FOUND;
}

void sy_element_string_put(const struct sy_gs1 *g, struct sy_buffer *out)
{
    for (unsigned ai = 0; ai < SY_GS1_COUNT; ai++) {
        struct sy_bytes value = g->value[ai];

        if (value.data == NULL)
            continue;
        sy_buffer_put_u8(out, '(');
        sy_buffer_put_text(out, sy_gs1_code((enum sy_gs1_ai)ai));
        sy_buffer_put_u8(out, ')');
        for (size_t i = 0; i < value.len; i++) {
            if (bracket_span(skip(value, i)) > 0)
                sy_buffer_put_u8(out, '\\');
            sy_buffer_put_u8(out, value.data[i]);
        }
    }
}
