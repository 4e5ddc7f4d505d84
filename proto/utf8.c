#include "proto/utf8.h"

#include <string.h>

size_t sy_utf8_next(struct sy_bytes text, uint32_t *character)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t value;
    size_t len;

    if (text.len == 0)
        return 0;
    value = text.data[0];
    if (value < 0x80) {
        *character = value;
        return 1;
    }
    len = value >= 0xf0 ? 4 : value >= 0xe0 ? 3 : 2;
    if (value < 0xc2 || value > 0xf4 || text.len < len)
        return 0;
    value &= 0x7fu >> len;
    for (size_t i = 1; i < len; i++) {
        if ((text.data[i] & 0xc0) != 0x80)
            return 0;
        value = value << 6 | (text.data[i] & 0x3f);
    }
    if (value < least[len] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
        return 0;
    *character = value;
    return len;
}

/* Eight bytes of plain ASCII without NUL at once; most text is that. */
static bool eight_plain(const uint8_t *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof(word));
    return ((word | (word - 0x0101010101010101u)) & 0x8080808080808080u) == 0;
}

bool sy_utf8_valid(struct sy_bytes text)
{
    while (text.len > 0) {
        uint32_t character;
        size_t len;

        if (text.len >= 8 && eight_plain(text.data)) {
            text = (struct sy_bytes){text.data + 8, text.len - 8};
            continue;
        }
        len = sy_utf8_next(text, &character);
        if (len == 0 || character == 0)
            return false;
        text = (struct sy_bytes){text.data + len, text.len - len};
    }
    return true;
}
