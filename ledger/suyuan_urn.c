#include "ledger/suyuan_urn.h"

#include <string.h>
#include <strings.h>

#include "ledger/calendar.h"
#include "ledger/check_digit.h"
#include "ledger/org_id.h"
#include "ledger/percent.h"
#include "ledger/text_flaw.h"
#include "proto/limits.h"

static const char start[] = "urn:suyuan:1:";

static const char *const names[SY_SUYUAN_KINDS] = {"org",     "site",   "class", "lot",
                                                   "serial",  "unit",   "doc",   "lotdate",
                                                   "instore", "ticket", "code"};

const char *sy_suyuan_kind_name(enum sy_suyuan_kind kind)
{
    sy_assert(kind < SY_SUYUAN_KINDS);
    return names[kind];
}

static struct sy_bytes skip(struct sy_bytes text, size_t len)
{
    return (struct sy_bytes){text.data + len, text.len - len};
}

/* Up to the next colon, which is dropped, or to the end; false when nothing is left. */
static bool next_part(struct sy_bytes *text, struct sy_bytes *part)
{
    const uint8_t *colon;
    size_t len;

    if (text->data == NULL)
        return false;
    colon = text->len == 0 ? NULL : memchr(text->data, ':', text->len);
    len = colon == NULL ? text->len : (size_t)(colon - text->data);
    *part = (struct sy_bytes){text->data, len};
    *text = colon == NULL ? (struct sy_bytes){NULL, 0} : skip(*text, len + 1);
    return true;
}

/* All the rest: colons in it belong to the name and will be escaped. */
static bool last_part(struct sy_bytes *text, struct sy_bytes *part)
{
    *part = *text;
    *text = (struct sy_bytes){NULL, 0};
    return part->data != NULL;
}

static bool is_escaped(struct sy_bytes part)
{
    return part.len > 0 && memchr(part.data, '%', part.len) != NULL;
}

static enum sy_err check_text(struct sy_bytes text)
{
    size_t at;

    if (sy_text_flaw_find(text, &at) != SY_FLAW_NONE || !sy_text_is_nfc(text))
        return SY_BAD_IDENTIFIER;
    return sy_check_digit_is_resident(text) ? SY_PERSONAL : SY_OK;
}

static enum sy_err check_escaped(struct sy_bytes part)
{
    uint8_t decoded[SY_ITEM_BYTES_MAX];
    struct sy_bytes text = {decoded, 0};

    if (sy_percent_decode(part, decoded, &text.len) != SY_OK)
        return SY_BAD_IDENTIFIER;
    return check_text(text);
}

/* Text that an organisation chose: something visible, in form C, with ? and # escaped
 * (unescaped they end a URN's name), and no person's number. */
static enum sy_err check_chosen(struct sy_bytes part)
{
    if (part.data == NULL)
        return SY_OK;
    if (part.len > SY_ITEM_BYTES_MAX || memchr(part.data, '?', part.len) != NULL ||
        memchr(part.data, '#', part.len) != NULL)
        return SY_BAD_IDENTIFIER;
    return is_escaped(part) ? check_escaped(part) : check_text(part);
}

static bool read_date(struct sy_bytes *rest, struct sy_bytes *date)
{
    return next_part(rest, date) && sy_calendar_is_date(*date);
}

/* An org id, taken from the front of *rest. */
static bool read_org(struct sy_bytes *rest, struct sy_bytes *org)
{
    size_t span = rest->data == NULL ? 0 : sy_org_id_span(*rest);

    if (span == 0)
        return false;
    *org = (struct sy_bytes){rest->data, span};
    *rest = span == rest->len ? (struct sy_bytes){NULL, 0} : skip(*rest, span + 1);
    return true;
}

static bool read_gtin(struct sy_bytes *rest, struct sy_bytes *gtin)
{
    return next_part(rest, gtin) && sy_check_digit_all_digits(*gtin) &&
           (gtin->len == 8 || (gtin->len >= 12 && gtin->len <= 14));
}

static bool read_instore(struct sy_bytes rest, struct sy_suyuan_urn *u)
{
    if (!read_org(&rest, &u->org) && !next_part(&rest, &u->scheme))
        return false;
    return next_part(&rest, &u->local) && (rest.data == NULL || read_date(&rest, &u->date)) &&
           rest.data == NULL;
}

static bool read_parts(struct sy_bytes rest, struct sy_suyuan_urn *u)
{
    switch (u->kind) {
    case SY_SUYUAN_ORG:
        if (!read_org(&rest, &u->org))
            return false;
        return rest.data == NULL || last_part(&rest, &u->local);
    case SY_SUYUAN_SITE:
    case SY_SUYUAN_CLASS:
    case SY_SUYUAN_LOT:
    case SY_SUYUAN_SERIAL:
    case SY_SUYUAN_UNIT:
    case SY_SUYUAN_DOC:
        return read_org(&rest, &u->org) && last_part(&rest, &u->local);
    case SY_SUYUAN_LOTDATE:
        if (!read_gtin(&rest, &u->gtin) || !read_date(&rest, &u->date))
            return false;
        return rest.data == NULL || last_part(&rest, &u->local);
    case SY_SUYUAN_INSTORE:
        return read_instore(rest, u);
    case SY_SUYUAN_TICKET:
        return next_part(&rest, &u->scheme) && next_part(&rest, &u->local) &&
               read_date(&rest, &u->date) && rest.data == NULL;
    case SY_SUYUAN_CODE:
        return next_part(&rest, &u->scheme) && last_part(&rest, &u->local);
    case SY_SUYUAN_KINDS:
        break;
    }
    return false;
}

static enum sy_err check_digits(const struct sy_suyuan_urn *u, char *expected)
{
    if (u->org.data != NULL && sy_org_id_check(u->org) != SY_OK)
        return sy_org_id_expected(u->org, expected) == SY_OK ? SY_BAD_CHECK_DIGIT
                                                             : SY_BAD_IDENTIFIER;
    if (u->gtin.data != NULL && !sy_check_digit_gs1_valid(u->gtin))
        return sy_check_digit_gs1(u->gtin, expected) == SY_OK ? SY_BAD_CHECK_DIGIT
                                                              : SY_BAD_IDENTIFIER;
    return SY_OK;
}

enum sy_err sy_suyuan_urn_read(struct sy_bytes text, struct sy_suyuan_urn *out, char *expected)
{
    struct sy_suyuan_urn u = {0};
    unsigned kind = 0;
    struct sy_bytes name;
    enum sy_err err;

    if (text.len < sizeof(start) - 1 ||
        strncasecmp((const char *)text.data, start, sizeof(start) - 1) != 0)
        return SY_NOT_FOUND;
    text = skip(text, sizeof(start) - 1);
    if (!next_part(&text, &name))
        return SY_BAD_IDENTIFIER;
    while (kind < SY_SUYUAN_KINDS && !sy_bytes_equal(name, sy_text(names[kind])))
        kind++;
    u.kind = (enum sy_suyuan_kind)kind;
    if (!read_parts(text, &u))
        return SY_BAD_IDENTIFIER;
    err = check_chosen(u.local);
    if (err == SY_OK)
        err = check_chosen(u.scheme);
    if (err != SY_OK)
        return err;
    err = check_digits(&u, expected);
    if (err == SY_OK || err == SY_BAD_CHECK_DIGIT)
        *out = u;
    return err;
}

static void put_escaped(struct sy_buffer *out, struct sy_bytes part)
{
    uint8_t decoded[SY_ITEM_BYTES_MAX];
    size_t len = 0;
    enum sy_err err = sy_percent_decode(part, decoded, &len);

    sy_assert(err == SY_OK);
    sy_percent_put(out, (struct sy_bytes){decoded, len}, "");
}

/* Escapes undone and made again, byte by byte, so that there is one text. */
static void put_chosen(struct sy_buffer *out, struct sy_bytes part)
{
    if (is_escaped(part))
        put_escaped(out, part);
    else
        sy_percent_put(out, part, "");
}

static void put_part(struct sy_buffer *out, const char *colon, struct sy_bytes part)
{
    if (part.data == NULL)
        return;
    sy_buffer_put_text(out, colon);
    put_chosen(out, part);
}

void sy_suyuan_urn_put(const struct sy_suyuan_urn *urn, struct sy_buffer *out)
{
    sy_buffer_put_text(out, start);
    sy_buffer_put_text(out, names[urn->kind]);
    if (urn->org.data != NULL) {
        sy_buffer_put_text(out, ":");
        sy_buffer_put_bytes(out, urn->org);
    }
    put_part(out, ":", urn->scheme);
    if (urn->gtin.data != NULL) {
        sy_assert(urn->gtin.len <= 14);
        sy_buffer_put_u8(out, ':');
        sy_buffer_put(out, "000000", 14 - urn->gtin.len);
        sy_buffer_put_bytes(out, urn->gtin);
    }
    /* A lotdate's line stands behind its date, all other names before it. */
    if (urn->kind != SY_SUYUAN_LOTDATE)
        put_part(out, ":", urn->local);
    put_part(out, ":", urn->date);
    if (urn->kind == SY_SUYUAN_LOTDATE)
        put_part(out, ":", urn->local);
}
