#include "ledger/text_flaw.h"

#include "proto/limits.h"
#include "proto/utf8.h"

struct range {
    uint32_t from, to;
};

static bool in(const struct range *ranges, size_t count, uint32_t c)
{
    for (size_t i = 0; i < count; i++) {
        if (c >= ranges[i].from && c < ranges[i].to)
            return true;
    }
    return false;
}

#define IN(ranges, c) in(ranges, sizeof(ranges) / sizeof((ranges)[0]), c)

static enum sy_text_flaw flaw_of(uint32_t c)
{
    static const struct range blank[] = {{0x20, 0x21},     {0xa0, 0xa1},     {0x1680, 0x1681},
                                         {0x2000, 0x200b}, {0x2028, 0x202a}, {0x202f, 0x2030},
                                         {0x205f, 0x2060}, {0x2800, 0x2801}, {0x3000, 0x3001}};
    static const struct range full_width[] = {
        {0xff10, 0xff1a}, {0xff21, 0xff3b}, {0xff41, 0xff5b}};
    /* Soft hyphen, joiners, fillers, selectors of variants, marks of direction, tags. */
    static const struct range invisible[] = {
        {0xad, 0xae},     {0x34f, 0x350},   {0x61c, 0x61d},    {0x115f, 0x1161},
        {0x17b4, 0x17b6}, {0x180b, 0x1810}, {0x200b, 0x2010},  {0x202a, 0x202f},
        {0x2060, 0x2070}, {0x3164, 0x3165}, {0xfe00, 0xfe10},  {0xfeff, 0xff00},
        {0xffa0, 0xffa1}, {0xfff9, 0xfffc}, {0xe0000, 0xe0200}};

    if (c < 0x20 || (c >= 0x7f && c < 0xa0))
        return SY_FLAW_CONTROL;
    if (c > 0x20 && c < 0x7f)
        return SY_FLAW_NONE;
    if (IN(blank, c))
        return SY_FLAW_BLANK;
    if (IN(full_width, c))
        return SY_FLAW_FULL_WIDTH;
    return IN(invisible, c) ? SY_FLAW_INVISIBLE : SY_FLAW_NONE;
}

enum sy_text_flaw sy_text_flaw_find(struct sy_bytes text, size_t *at)
{
    size_t i = 0;

    *at = 0;
    if (text.len == 0)
        return SY_FLAW_EMPTY;
    if (text.len > SY_ITEM_BYTES_MAX)
        return SY_FLAW_LONG;
    while (i < text.len) {
        uint32_t c;
        size_t len;
        enum sy_text_flaw flaw;

        if (text.data[i] > 0x20 && text.data[i] < 0x7f) {
            i++;
            continue;
        }
        len = sy_utf8_next((struct sy_bytes){text.data + i, text.len - i}, &c);
        flaw = len == 0 || c == 0 ? SY_FLAW_NOT_UTF8 : flaw_of(c);
        if (flaw != SY_FLAW_NONE) {
            *at = i;
            return flaw;
        }
        i += len;
    }
    return SY_FLAW_NONE;
}

const char *sy_text_flaw_name(enum sy_text_flaw flaw)
{
    switch (flaw) {
    case SY_FLAW_NONE:
        return "none";
    case SY_FLAW_EMPTY:
        return "empty";
    case SY_FLAW_LONG:
        return "long";
    case SY_FLAW_NOT_UTF8:
        return "not_utf8";
    case SY_FLAW_CONTROL:
        return "control";
    case SY_FLAW_BLANK:
        return "blank";
    case SY_FLAW_FULL_WIDTH:
        return "full_width";
    case SY_FLAW_INVISIBLE:
        return "invisible";
    }
    return "unknown";
}

bool sy_text_is_nfc(struct sy_bytes text)
{
    /* Combining marks, Hangul vowels and tails, kana voicing marks; signs with one other
     * spelling; compatibility ideographs. */
    static const struct range changed[] = {
        {0x300, 0x370},   {0x37e, 0x37f},    {0x387, 0x388},   {0x1161, 0x11c3},
        {0x2126, 0x2127}, {0x212a, 0x212c},  {0x2329, 0x232b}, {0x3099, 0x309b},
        {0xf900, 0xfb00}, {0x2f800, 0x2fa20}};

    for (size_t i = 0; i < text.len;) {
        uint32_t c = text.data[i];
        size_t len = 1;

        if (c >= 0x80)
            len = sy_utf8_next((struct sy_bytes){text.data + i, text.len - i}, &c);
        if (len == 0 || IN(changed, c))
            return false;
        i += len;
    }
    return true;
}
