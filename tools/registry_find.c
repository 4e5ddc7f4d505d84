#include "tools/registry_find.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/base64.h"
#include "ledger/check_digit.h"
#include "ledger/identifier.h"
#include "ledger/key.h"
#include "proto/act.h"
#include "proto/utf8.h"
#include "tools/plain.h"

enum { NAME_BYTES_MAX = 512, GTIN_DIGITS = 14, NUMBER_BYTES = 24 };

struct search {
    struct sy_registry_snapshot *snapshot;
    struct sy_registry_found *found;
    enum sy_err err; /* a fault, which stays */
};

static void add(struct search *s, struct sy_bytes subject)
{
    struct sy_registry_found *found = s->found;

    for (size_t i = 0; i < found->count; i++) {
        if (sy_bytes_equal(sy_text(found->subject[i]), subject))
            return;
    }
    found->more = found->count == SY_REGISTRY_FOUND_MAX;
    if (found->more)
        return;
    memcpy(found->subject[found->count], subject.data, subject.len);
    found->subject[found->count++][subject.len] = 0;
}

/* prefix and text one behind the other; empty when they are too long for a name. */
static struct sy_bytes join(const char *prefix, struct sy_bytes text,
                            uint8_t to[NAME_BYTES_MAX])
{
    size_t len = strlen(prefix);

    if (len + text.len > NAME_BYTES_MAX)
        return (struct sy_bytes){NULL, 0};
    memcpy(to, prefix, len);
    if (text.len > 0)
        memcpy(to + len, text.data, text.len);
    return (struct sy_bytes){to, len + text.len};
}

static void try_subject(struct search *s, const char *prefix, struct sy_bytes text)
{
    uint8_t name[NAME_BYTES_MAX];
    struct sy_bytes subject = join(prefix, text, name);
    struct sy_registry_state state;
    enum sy_err err;

    if (subject.len == 0 || s->err != SY_OK)
        return;
    err = sy_registry_state(s->snapshot, subject, UINT64_MAX, &state);
    if (err == SY_OK)
        add(s, subject);
    else if (err != SY_NOT_FOUND)
        s->err = err;
}

static void try_link(struct search *s, const char *prefix, struct sy_bytes text)
{
    uint8_t name[NAME_BYTES_MAX];
    struct sy_bytes from = join(prefix, text, name);
    struct sy_bytes subject = {NULL, 0};
    enum sy_err err = s->err;

    while (err == SY_OK && from.len > 0 && !s->found->more) {
        err = sy_registry_next_link(s->snapshot, from, subject, UINT64_MAX, &subject);
        if (err == SY_OK)
            add(s, subject);
    }
    if (err != SY_NOT_FOUND)
        s->err = err;
}

static void try_gtin(struct search *s, struct sy_bytes digits)
{
    uint8_t gtin[GTIN_DIGITS];

    if (digits.len != 8 && digits.len != 12 && digits.len != 13 && digits.len != 14)
        return;
    if (!sy_check_digit_all_digits(digits))
        return;
    memset(gtin, '0', sizeof(gtin));
    memcpy(gtin + GTIN_DIGITS - digits.len, digits.data, digits.len);
    try_subject(s, "gtin:", (struct sy_bytes){gtin, sizeof(gtin)});
}

static void try_key(struct search *s, struct sy_bytes text)
{
    char subject[SY_KEY_SUBJECT_BYTES + 1];
    uint8_t key[SY_PUBLIC_KEY_BYTES];

    if (sy_base64_decode_exact(text, key, sizeof(key)) == SY_OK) {
        sy_key_subject(key, subject);
        try_subject(s, "", sy_text(subject));
    }
}

/* Names in any of the forms that identifiers have. */
static void try_identifier(struct search *s, struct sy_bytes text)
{
    struct sy_buffer canonical = {0};
    struct sy_identifier about;
    struct sy_bytes name;

    if (sy_identifier_canonical(text, &canonical, &about) == SY_OK) {
        name = sy_buffer_bytes(&canonical);
        try_subject(s, "", name);
        if (about.gtin[0] != 0)
            try_gtin(s, sy_text(about.gtin));
        if (about.kind == SY_IDENTIFIER_LOCATION || about.kind == SY_IDENTIFIER_PARTY) {
            /* https://id.gs1.org/414/<13> and /417/<13> */
            const uint8_t *slash = memrchr(name.data, '/', name.len);
            struct sy_bytes gln = {slash + 1, name.len - (size_t)(slash + 1 - name.data)};

            sy_assert(slash != NULL);
            try_subject(s, "gln:", gln);
            try_link(s, "gln:", gln);
        }
    }
    sy_buffer_close(&canonical);
}

/* Whether the text begins so; *rest is what is behind. */
static bool begins(struct sy_bytes text, const char *prefix, struct sy_bytes *rest)
{
    size_t len = strlen(prefix);

    if (text.len <= len || memcmp(text.data, prefix, len) != 0)
        return false;
    *rest = (struct sy_bytes){text.data + len, text.len - len};
    return true;
}

static void try_all(struct search *s, struct sy_bytes text)
{
    static const char *const kinds[] = {
        "",         "uscc:", "gln:",  "reg:",   "regulator:",    "person:",
        "licence:", "key:",  "node:", "class:", "accreditation:"};
    static const char *const links[] = {"number:", "code:", "gln:", "former:", "district:"};
    struct sy_bytes rest;

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        try_subject(s, kinds[i], text);
    for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
        try_link(s, links[i], text);
    try_gtin(s, text);
    try_key(s, text);
    if (begins(text, "gtin:", &rest))
        try_gtin(s, rest);
    else if (begins(text, "uscc:", &rest))
        try_link(s, "code:", rest);
    else if (begins(text, "gln:", &rest))
        try_link(s, "gln:", rest);
    else if (begins(text, "key:", &rest))
        try_key(s, rest);
    else if (begins(text, "number:", &rest))
        try_link(s, "number:", rest);
    try_identifier(s, text);
}

/* As typed, but full-width signs made plain and what cannot be seen, and blanks around it, left
 * out. */
static void put_plain(struct sy_buffer *to, struct sy_bytes text)
{
    while (text.len > 0) {
        uint32_t c = 0;
        size_t len = sy_utf8_next(text, &c);

        if (len == 0) { /* no text: it is looked for as it is */
            sy_buffer_put_bytes(to, text);
            return;
        }
        if (c >= 0xff01 && c <= 0xff5e)
            sy_buffer_put_u8(to, (uint8_t)(c - 0xff01 + 0x21));
        else if (c == 0x3000 || c == ' ' || c == 0xa0)
            sy_buffer_put_u8(to, ' ');
        else if (c >= 0x20 && c != 0x7f && c != 0xad && !(c >= 0x200b && c <= 0x200f) &&
                 !(c >= 0x2028 && c <= 0x202e) && !(c >= 0x2060 && c <= 0x206f) && c != 0xfeff)
            sy_buffer_put(to, text.data, len);
        text.data += len;
        text.len -= len;
    }
    while (to->len > 0 && to->data[to->len - 1] == ' ')
        to->len--;
    while (to->len > 0 && to->data[0] == ' ')
        sy_buffer_consume(to, 1);
}

/* Upper case; O and I as the digits for which they are mistaken, where there can be neither. */
static bool put_code(struct sy_buffer *to, struct sy_bytes text, bool digits)
{
    bool changed = false;

    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];

        if (c >= 'a' && c <= 'z')
            c = (uint8_t)(c - 'a' + 'A');
        if (digits && (c == 'O' || c == 'I'))
            c = c == 'O' ? '0' : '1';
        changed = changed || c != text.data[i];
        sy_buffer_put_u8(to, c);
    }
    return changed;
}

static void try_as_code(struct search *s, bool digits)
{
    struct sy_buffer code = {0};
    struct sy_buffer swap = s->found->text;

    if (s->err != SY_OK || s->found->count > 0)
        return;
    if (put_code(&code, sy_buffer_bytes(&s->found->text), digits) && code.err == SY_OK) {
        try_all(s, sy_buffer_bytes(&code));
        if (s->found->count > 0) {
            s->found->text = code;
            s->found->converted = true;
            code = swap;
        }
    }
    sy_buffer_close(&code);
}

enum sy_err sy_registry_find(struct sy_registry_snapshot *snapshot, struct sy_bytes typed,
                             struct sy_registry_found *out)
{
    struct search s = {.snapshot = snapshot, .found = out};

    *out = (struct sy_registry_found){.count = 0};
    put_plain(&out->text, typed);
    if (out->text.err != SY_OK)
        return out->text.err;
    out->converted = !sy_bytes_equal(sy_buffer_bytes(&out->text), typed);
    if (out->text.len == 0)
        return SY_OK;
    if (out->converted) /* a certificate's number may have been registered as it is printed */
        try_link(&s, "number:", typed);
    try_all(&s, sy_buffer_bytes(&out->text));
    try_as_code(&s, false);
    if (out->text.len == SY_USCC_CHARACTERS)
        try_as_code(&s, true);
    return s.err;
}

/* The character that a number should end in, when it ends in another one; 0. */
static char right_end(struct sy_bytes text)
{
    char expected = 0;

    if (text.len > 5 && memcmp(text.data, "uscc:", 5) == 0)
        text = (struct sy_bytes){text.data + 5, text.len - 5};
    if (text.len > 5 && memcmp(text.data, "gtin:", 5) == 0)
        text = (struct sy_bytes){text.data + 5, text.len - 5};
    if (text.len == SY_USCC_CHARACTERS && sy_check_digit_uscc(text, &expected) == SY_OK)
        return sy_check_digit_uscc_valid(text) ? 0 : expected;
    if ((text.len == 8 || text.len == 12 || text.len == 13 || text.len == 14) &&
        sy_check_digit_all_digits(text) && sy_check_digit_gs1(text, &expected) == SY_OK)
        return sy_check_digit_gs1_valid(text) ? 0 : expected;
    return 0;
}

enum sy_exit sy_registry_find_unknown(struct sy_output *o,
                                      const struct sy_registry_found *found, uint64_t size)
{
    struct sy_bytes text = sy_buffer_bytes(&found->text);
    char end[2] = {right_end(text), 0};
    struct sy_buffer shown = {0};
    char number[NUMBER_BYTES];

    snprintf(number, sizeof(number), "%" PRIu64, size);
    sy_plain_put(&shown, text);
    if (sy_buffer_text(&shown) == NULL)
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
    else if (end[0] != 0)
        sy_output_error(o, SY_SAY(REGISTRY_UNKNOWN_DIGIT, sy_buffer_text(&shown), number, end));
    else
        sy_output_error(o, SY_SAY(REGISTRY_UNKNOWN, sy_buffer_text(&shown), number));
    sy_buffer_close(&shown);
    return SY_EXIT_NO;
}

void sy_registry_found_close(struct sy_registry_found *found)
{
    sy_buffer_close(&found->text);
}
