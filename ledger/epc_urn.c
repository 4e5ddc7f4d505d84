#include "ledger/epc_urn.h"

#include <string.h>
#include <strings.h>

#include "ledger/check_digit.h"
#include "ledger/percent.h"

/* What the last component of a URN says. */
enum tail {
    TAIL_NONE,
    TAIL_SERIAL, /* the value of another AI */
    TAIL_APPEND  /* the end of the key's own value */
};

/* digits       of company prefix and reference together, 0 when the reference is free text
 * lead         stands before them in the key
 * indicator    the reference's first digit goes before the company prefix
 * pieces       ITIP's piece and total follow as two components of two digits
 * pattern      urn:epc:idpat with * for the tail names the class */
struct scheme {
    const char *name;
    enum sy_gs1_ai key, serial;
    enum tail tail;
    uint8_t digits;
    bool lead, indicator, pieces, pattern;
};

/* lgtin, the last, stands behind urn:epc:class:, the others behind urn:epc:id:. */
static const struct scheme schemes[] = {
    {"sgtin", SY_GS1_GTIN, SY_GS1_SERIAL, TAIL_SERIAL, 13, false, true, false, true},
    {"sscc", SY_GS1_SSCC, SY_GS1_COUNT, TAIL_NONE, 17, false, true, false, false},
    {"sgln", SY_GS1_LOCATION, SY_GS1_EXTENSION, TAIL_SERIAL, 12, false, false, false, false},
    {"pgln", SY_GS1_PARTY, SY_GS1_COUNT, TAIL_NONE, 12, false, false, false, false},
    {"grai", SY_GS1_GRAI, SY_GS1_COUNT, TAIL_APPEND, 12, true, false, false, true},
    {"giai", SY_GS1_GIAI, SY_GS1_COUNT, TAIL_NONE, 0, false, false, false, false},
    {"gsrn", SY_GS1_GSRN, SY_GS1_COUNT, TAIL_NONE, 17, false, false, false, false},
    {"gsrnp", SY_GS1_GSRNP, SY_GS1_COUNT, TAIL_NONE, 17, false, false, false, false},
    {"gdti", SY_GS1_GDTI, SY_GS1_COUNT, TAIL_APPEND, 12, false, false, false, true},
    {"cpi", SY_GS1_CPI, SY_GS1_CPI_SERIAL, TAIL_SERIAL, 0, false, false, false, true},
    {"sgcn", SY_GS1_GCN, SY_GS1_COUNT, TAIL_APPEND, 12, false, false, false, true},
    {"ginc", SY_GS1_GINC, SY_GS1_COUNT, TAIL_NONE, 0, false, false, false, false},
    {"gsin", SY_GS1_GSIN, SY_GS1_COUNT, TAIL_NONE, 16, false, false, false, false},
    {"itip", SY_GS1_ITIP, SY_GS1_SERIAL, TAIL_SERIAL, 13, false, true, true, true},
    {"upui", SY_GS1_GTIN, SY_GS1_TPX, TAIL_SERIAL, 13, false, true, false, true},
    {"lgtin", SY_GS1_GTIN, SY_GS1_LOT, TAIL_SERIAL, 13, false, true, false, false},
};

enum { SCHEMES = sizeof(schemes) / sizeof(schemes[0]), LGTIN = SCHEMES - 1 };

static bool take(struct sy_bytes *text, const char *prefix)
{
    size_t len = strlen(prefix);

    if (text->len < len || memcmp(text->data, prefix, len) != 0)
        return false;
    *text = (struct sy_bytes){text->data + len, text->len - len};
    return true;
}

/* Up to the next stop, which is dropped; false when there is none. */
static bool component(struct sy_bytes *text, char stop, struct sy_bytes *out)
{
    const uint8_t *at = text->len == 0 ? NULL : memchr(text->data, stop, text->len);
    size_t len;

    if (at == NULL)
        return false;
    len = (size_t)(at - text->data);
    *out = (struct sy_bytes){text->data, len};
    *text = (struct sy_bytes){at + 1, text->len - len - 1};
    return true;
}

static const struct scheme *find_scheme(struct sy_bytes name, bool class, bool pattern)
{
    for (size_t i = class ? LGTIN : 0; i < (class ? SCHEMES : LGTIN); i++) {
        if (sy_bytes_equal(name, sy_text(schemes[i].name)))
            return pattern && !schemes[i].pattern ? NULL : &schemes[i];
    }
    return NULL;
}

/* A key being put together in the arena of a struct sy_gs1. */
struct key {
    uint8_t *at;
    size_t len, room;
};

static bool append(struct key *k, struct sy_bytes text)
{
    if (text.len > k->room - k->len)
        return false;
    if (text.len > 0)
        memcpy(k->at + k->len, text.data, text.len);
    k->len += text.len;
    return true;
}

static bool append_escaped(struct key *k, struct sy_bytes text)
{
    size_t len;

    if (text.len == 0 || text.len > k->room - k->len ||
        sy_percent_decode(text, k->at + k->len, &len) != SY_OK)
        return false;
    k->len += len;
    return true;
}

/* Prefix and reference of digits, in the key's order and with its check digit. */
static bool append_checked(const struct scheme *s, struct sy_bytes prefix,
                           struct sy_bytes reference, struct key *k)
{
    size_t first = s->indicator ? 1 : 0;
    char check;

    if (prefix.len + reference.len != s->digits || reference.len < first ||
        (reference.len > 0 && !sy_check_digit_all_digits(reference)))
        return false;
    if (!append(k, sy_text(s->lead ? "0" : "")) ||
        !append(k, (struct sy_bytes){reference.data, first}) || !append(k, prefix) ||
        !append(k, (struct sy_bytes){reference.data + first, reference.len - first}) ||
        !append(k, sy_text("0")) ||
        sy_check_digit_gs1((struct sy_bytes){k->at, k->len}, &check) != SY_OK)
        return false;
    k->at[k->len - 1] = (uint8_t)check;
    return true;
}

static bool append_pieces(struct sy_bytes *rest, struct key *k)
{
    struct sy_bytes piece;
    struct sy_bytes total;

    return component(rest, '.', &piece) && component(rest, '.', &total) && piece.len == 2 &&
           total.len == 2 && append(k, piece) && append(k, total);
}

/* The components behind the scheme's name. */
static bool read_components(const struct scheme *s, struct sy_bytes rest, bool pattern,
                            struct sy_gs1 *g)
{
    struct key key = {.room = rest.len + 2};
    struct key serial = {.room = rest.len};
    struct sy_bytes prefix;
    struct sy_bytes reference = rest;

    key.at = sy_gs1_room(g, key.room);
    serial.at = sy_gs1_room(g, serial.room);
    if (key.at == NULL || serial.at == NULL || !component(&rest, '.', &prefix) ||
        prefix.len < SY_COMPANY_PREFIX_MIN || prefix.len > SY_COMPANY_PREFIX_MAX ||
        !sy_check_digit_all_digits(prefix))
        return false;
    if (s->tail == TAIL_NONE)
        reference = rest;
    else if (!component(&rest, '.', &reference))
        return false;
    if (s->digits > 0 ? !append_checked(s, prefix, reference, &key)
                      : !append(&key, prefix) || !append_escaped(&key, reference))
        return false;
    if (s->pieces && !append_pieces(&rest, &key))
        return false;
    if (pattern && !sy_bytes_equal(rest, sy_text("*")))
        return false;
    if (s->tail == TAIL_APPEND && !pattern && !append_escaped(&key, rest))
        return false;
    if (s->tail == TAIL_SERIAL && !pattern &&
        (!append_escaped(&serial, rest) ||
         sy_gs1_add(g, s->serial, (struct sy_bytes){serial.at, serial.len}) != SY_OK))
        return false;
    return sy_gs1_add(g, s->key, (struct sy_bytes){key.at, key.len}) == SY_OK;
}

enum sy_err sy_epc_urn_read(struct sy_bytes text, struct sy_gs1 *g)
{
    const struct scheme *scheme;
    struct sy_bytes name;
    bool class;
    bool pattern;

    /* Letter case of urn: and of the namespace behind it does not matter (RFC 8141). */
    if (text.len < 8 || strncasecmp((const char *)text.data, "urn:epc:", 8) != 0)
        return SY_NOT_FOUND;
    text = (struct sy_bytes){text.data + 8, text.len - 8};
    class = take(&text, "class:");
    pattern = !class && take(&text, "idpat:");
    if ((!class && !pattern && !take(&text, "id:")) || !component(&text, ':', &name))
        return SY_NOT_FOUND;
    scheme = find_scheme(name, class, pattern);
    if (scheme == NULL)
        return SY_NOT_FOUND;
    return read_components(scheme, text, pattern, g) ? SY_OK : SY_BAD_IDENTIFIER;
}

/* The scheme whose key and serial are exactly what g has; *pattern when g names the class. */
static const struct scheme *scheme_of(const struct sy_gs1 *g, bool *pattern)
{
    enum sy_gs1_ai serial = SY_GS1_COUNT;

    for (unsigned ai = SY_GS1_KEYS; ai < SY_GS1_COUNT; ai++) {
        if (sy_gs1_has(g, (enum sy_gs1_ai)ai) && serial != SY_GS1_COUNT)
            return NULL;
        if (sy_gs1_has(g, (enum sy_gs1_ai)ai))
            serial = (enum sy_gs1_ai)ai;
    }
    for (size_t i = 0; i < SCHEMES; i++) {
        const struct scheme *s = &schemes[i];

        if (s->key != g->key || (serial != SY_GS1_COUNT && serial != s->serial))
            continue;
        *pattern =
            (s->tail == TAIL_SERIAL && serial == SY_GS1_COUNT && s->pattern) ||
            (s->tail == TAIL_APPEND && g->value[s->key].len == sy_gs1_checked_digits(s->key));
        return s;
    }
    return NULL;
}

/* As EPC URNs have it: only these are escaped. */
static void put_escaped(struct sy_buffer *out, struct sy_bytes text)
{
    sy_percent_put(out, text, "!'()*+,:;=");
}

static void put_part(struct sy_buffer *out, struct sy_bytes text, size_t from, size_t to)
{
    sy_assert(from <= to);
    sy_assert(to <= text.len);
    sy_buffer_put(out, text.data + from, to - from);
}

/* Prefix and reference, as the URN orders them. */
static void put_key(const struct scheme *s, struct sy_bytes value, size_t prefix,
                    struct sy_buffer *out)
{
    size_t from = (s->lead ? 1u : 0u) + (s->indicator ? 1u : 0u);

    put_part(out, value, from, from + prefix);
    sy_buffer_put_u8(out, '.');
    if (s->digits == 0) {
        put_escaped(out, (struct sy_bytes){value.data + prefix, value.len - prefix});
        return;
    }
    if (s->indicator)
        put_part(out, value, 0, 1);
    put_part(out, value, from + prefix, (s->lead ? 1u : 0u) + s->digits);
    if (s->pieces) {
        sy_buffer_put_u8(out, '.');
        put_part(out, value, 14, 16);
        sy_buffer_put_u8(out, '.');
        put_part(out, value, 16, 18);
    }
}

static void put_tail(const struct scheme *s, const struct sy_gs1 *g, bool pattern,
                     struct sy_buffer *out)
{
    struct sy_bytes tail = sy_text("0"); /* of a location without extension */

    if (s->tail == TAIL_NONE)
        return;
    sy_buffer_put_u8(out, '.');
    if (s->tail == TAIL_APPEND) {
        size_t checked = sy_gs1_checked_digits(s->key);

        tail =
            (struct sy_bytes){g->value[s->key].data + checked, g->value[s->key].len - checked};
    } else if (sy_gs1_has(g, s->serial)) {
        tail = g->value[s->serial];
    }
    put_escaped(out, pattern ? sy_text("*") : tail);
}

enum sy_err sy_epc_urn_put(const struct sy_gs1 *g, unsigned company_prefix_digits,
                           struct sy_buffer *out)
{
    bool pattern;
    const struct scheme *s = scheme_of(g, &pattern);
    struct sy_bytes value;
    size_t prefix = company_prefix_digits;

    if (s == NULL)
        return SY_NOT_FOUND;
    value = g->value[s->key];
    if (prefix < SY_COMPANY_PREFIX_MIN || prefix > SY_COMPANY_PREFIX_MAX ||
        (s->digits == 0 && (prefix >= value.len ||
                            !sy_check_digit_all_digits((struct sy_bytes){value.data, prefix}))))
        return SY_BAD_IDENTIFIER;
    sy_buffer_put_text(out, pattern                ? "urn:epc:idpat:"
                            : s == &schemes[LGTIN] ? "urn:epc:class:"
                                                   : "urn:epc:id:");
    sy_buffer_put_text(out, s->name);
    sy_buffer_put_u8(out, ':');
    put_key(s, value, prefix, out);
    put_tail(s, g, pattern, out);
    return out->err;
}
