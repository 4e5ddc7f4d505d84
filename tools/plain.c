#include "tools/plain.h"

#include "proto/utf8.h"

static const char replacement[] = "\xef\xbf\xbd";

/* C0, C1, and what hides, joins or turns text: Unicode's general category Cf, as far as it is
 * known to be used so, and the line separators. */
static bool shows(uint32_t c)
{
    static const struct {
        uint32_t from, to;
    } hidden[] = {
        {0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},       {0x061c, 0x061c},
        {0x180e, 0x180e}, {0x200b, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f},
        {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
    };

    for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
        if (c >= hidden[i].from && c <= hidden[i].to)
            return false;
    }
    return true;
}

void sy_plain_put(struct sy_buffer *to, struct sy_bytes text)
{
    while (text.len > 0) {
        uint32_t character = 0;
        size_t len = sy_utf8_next(text, &character);

        if (len > 0 && shows(character))
            sy_buffer_put(to, text.data, len);
        else if (len > 0)
            sy_buffer_printf(to, "\\u%04x", (unsigned)character);
        else
            sy_buffer_put_text(to, replacement);
        len = len == 0 ? 1 : len;
        text.data += len;
        text.len -= len;
    }
}
