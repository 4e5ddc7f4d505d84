#include "ledger/digital_link.h"

#include <string.h>
#include <strings.h>

#include "ledger/percent.h"

static const char resolver[] = "https://id.gs1.org/";

/* What the parts of an address are; path starts with its slash or is empty. */
struct address {
    struct sy_bytes host, path, query;
};

static size_t span_to(struct sy_bytes text, const char *stops)
{
    size_t i = 0;

    while (i < text.len) {
        for (const char *stop = stops; *stop != 0; stop++) {
            if (text.data[i] == (uint8_t)*stop)
                return i;
        }
        i++;
    }
    return i;
}

static struct sy_bytes skip(struct sy_bytes text, size_t len)
{
    return (struct sy_bytes){text.data + len, text.len - len};
}

static bool starts(struct sy_bytes text, const char *prefix)
{
    return text.len >= strlen(prefix) &&
           strncasecmp((const char *)text.data, prefix, strlen(prefix)) == 0;
}

static bool split(struct sy_bytes text, struct address *out)
{
    struct address a = {0};

    if (starts(text, "https://"))
        text = skip(text, 8);
    else if (starts(text, "http://"))
        text = skip(text, 7);
    else
        return false;
    a.host = (struct sy_bytes){text.data, span_to(text, "/?#")};
    text = skip(text, a.host.len);
    a.path = (struct sy_bytes){text.data, span_to(text, "?#")};
    text = skip(text, a.path.len);
    if (text.len > 0 && text.data[0] == '?') {
        text = skip(text, 1);
        a.query = (struct sy_bytes){text.data, span_to(text, "#")};
    }
    *out = a;
    return a.host.len > 0;
}

/* The next segment of a path, without its slash; false at the end. A last slash ends a path,
 * too. */
static bool next_segment(struct sy_bytes *path, struct sy_bytes *segment)
{
    if (path->len < 2)
        return false;
    *path = skip(*path, 1);
    *segment = (struct sy_bytes){path->data, span_to(*path, "/")};
    *path = skip(*path, segment->len);
    return true;
}

/* text itself when nothing is escaped in it, else its decoded bytes in g's arena. */
static enum sy_err decode(struct sy_gs1 *g, struct sy_bytes text, struct sy_bytes *out)
{
    uint8_t *room;
    size_t len;
    enum sy_err err;

    if (text.len == 0 || memchr(text.data, '%', text.len) == NULL) {
        *out = text;
        return SY_OK;
    }
    room = sy_gs1_room(g, text.len);
    if (room == NULL)
        return SY_BAD_IDENTIFIER;
    err = sy_percent_decode(text, room, &len);
    if (err == SY_OK)
        *out = (struct sy_bytes){room, len};
    return err;
}

/* Any address may have a segment 401, or 01 and a date: what is weak evidence counts only as
 * the first thing in the path. */
static bool is_key(enum sy_gs1_ai ai, struct sy_bytes value, size_t depth)
{
    bool weak = ai == SY_GS1_GINC || (ai == SY_GS1_GTIN && value.len == 8);

    return !(weak && depth > 0) && sy_gs1_fits(ai, value);
}

/* Find the key; *path is what stands behind it. SY_BAD_IDENTIFIER when a qualifier stands
 * before it, because then it is anyone's guess what the link names. */
static enum sy_err read_key(struct sy_bytes *path, struct sy_gs1 *g)
{
    struct sy_bytes before[2] = {{NULL, 0}, {NULL, 0}}; /* segment n in [n % 2] */
    struct sy_bytes rest = *path;
    struct sy_bytes code;
    size_t depth = 0;

    if (!next_segment(&rest, &code))
        return SY_NOT_FOUND;
    for (struct sy_bytes raw; next_segment(&rest, &raw); code = raw, depth++) {
        enum sy_gs1_ai ai = sy_gs1_find_word(code);
        struct sy_bytes value;

        if (ai < SY_GS1_KEYS && decode(g, raw, &value) == SY_OK && is_key(ai, value, depth)) {
            if (depth >= 2 && sy_gs1_find_word(before[depth % 2]) != SY_GS1_COUNT)
                return SY_BAD_IDENTIFIER;
            *path = rest;
            return sy_gs1_add(g, ai, value);
        }
        before[depth % 2] = code;
    }
    return SY_NOT_FOUND;
}

/* AIs that belong to a path and tell nothing apart that we tell apart: variant of a product,
 * instance of a service relation, importer's index. */
static bool is_passed_over(struct sy_bytes code)
{
    static const char *const codes[] = {"22", "cpv", "8019", "srin", "7040", "uic-ext"};

    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        if (sy_bytes_equal(code, sy_text(codes[i])))
            return true;
    }
    return false;
}

static enum sy_err read_qualifiers(struct sy_bytes path, struct sy_gs1 *g)
{
    struct sy_bytes code;
    struct sy_bytes value;

    while (next_segment(&path, &code)) {
        enum sy_gs1_ai ai = sy_gs1_find_word(code);
        enum sy_err err;

        if (!next_segment(&path, &value))
            return SY_BAD_IDENTIFIER;
        if (is_passed_over(code))
            continue;
        if (ai < SY_GS1_KEYS || ai == SY_GS1_COUNT)
            return SY_BAD_IDENTIFIER;
        err = decode(g, value, &value);
        if (err == SY_OK)
            err = sy_gs1_add(g, ai, value);
        if (err != SY_OK)
            return err;
    }
    return SY_OK;
}

/* One name=value of a query; names that say nothing about identity are nobody's mistake. */
static enum sy_err read_parameter(struct sy_bytes parameter, struct sy_gs1 *g)
{
    size_t name = span_to(parameter, "=");
    enum sy_gs1_ai ai = sy_gs1_find((struct sy_bytes){parameter.data, name});
    struct sy_bytes value;
    enum sy_err err;

    if (ai < SY_GS1_KEYS || ai == SY_GS1_COUNT || parameter.len - name < 2)
        return SY_OK;
    err = decode(g, skip(parameter, name + 1), &value);
    return err != SY_OK ? err : sy_gs1_add(g, ai, value);
}

enum sy_err sy_digital_link_read(struct sy_bytes text, struct sy_gs1 *g)
{
    struct address a;
    enum sy_err err;

    if (!split(text, &a))
        return SY_NOT_FOUND;
    err = read_key(&a.path, g);
    if (err == SY_NOT_FOUND && a.host.len == 10 && starts(a.host, "id.gs1.org"))
        err = SY_BAD_IDENTIFIER;
    if (err == SY_OK)
        err = read_qualifiers(a.path, g);
    while (err == SY_OK && a.query.len > 0) {
        size_t len = span_to(a.query, "&;");

        err = read_parameter((struct sy_bytes){a.query.data, len}, g);
        a.query = skip(a.query, len < a.query.len ? len + 1 : len);
    }
    return err;
}

static void put_element(const struct sy_gs1 *g, enum sy_gs1_ai ai, const char *before,
                        const char *between, struct sy_buffer *out)
{
    sy_buffer_put_text(out, before);
    sy_buffer_put_text(out, sy_gs1_code(ai));
    sy_buffer_put_text(out, between);
    /* The apostrophe stays as it is in GS1's own vectors. */
    sy_percent_put(out, g->value[ai], "'");
}

void sy_digital_link_put(const struct sy_gs1 *g, struct sy_buffer *out)
{
    const char *before = "?";
    /* A path has either lot and serial or the third party's serial. */
    bool lot_in_query = sy_gs1_has(g, SY_GS1_TPX) && sy_gs1_has(g, SY_GS1_LOT);

    put_element(g, g->key, resolver, "/", out);
    for (unsigned ai = SY_GS1_KEYS; ai < SY_GS1_COUNT; ai++) {
        if (ai == SY_GS1_MADE && lot_in_query) {
            put_element(g, SY_GS1_LOT, before, "=", out);
            before = "&";
        }
        if (!sy_gs1_has(g, (enum sy_gs1_ai)ai) || (ai == SY_GS1_LOT && lot_in_query))
            continue;
        if (ai < SY_GS1_MADE) {
            put_element(g, (enum sy_gs1_ai)ai, "/", "/", out);
        } else {
            put_element(g, (enum sy_gs1_ai)ai, before, "=", out);
            before = "&";
        }
    }
}
