#include "ledger/percent.h"

#include <string.h>

static bool is_unreserved(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           c == '-' || c == '.' || c == '_' || c == '~';
}

static bool is_plain(uint8_t c, const char *also_plain)
{
    return is_unreserved(c) || (c != 0 && strchr(also_plain, (char)c) != NULL);
}

void sy_percent_put(struct sy_buffer *to, struct sy_bytes text, const char *also_plain)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t from = 0;

    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];

        if (is_plain(c, also_plain))
            continue;
        sy_buffer_put(to, text.data + from, i - from);
        sy_buffer_put(to, (const char[]){'%', hex[c >> 4], hex[c & 15]}, 3);
        from = i + 1;
    }
    if (from < text.len)
        sy_buffer_put(to, text.data + from, text.len - from);
}

static int hex_value(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

enum sy_err sy_percent_decode(struct sy_bytes text, uint8_t *out, size_t *len)
{
    size_t written = 0;

    for (size_t i = 0; i < text.len; i++) {
        int high;
        int low;

        if (text.data[i] != '%') {
            out[written++] = text.data[i];
            continue;
        }
        if (text.len - i < 3)
            return SY_BAD_IDENTIFIER;
        high = hex_value(text.data[i + 1]);
        low = hex_value(text.data[i + 2]);
        if (high < 0 || low < 0)
            return SY_BAD_IDENTIFIER;
        out[written++] = (uint8_t)(high << 4 | low);
        i += 2;
    }
    *len = written;
    return SY_OK;
}
