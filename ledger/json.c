#include "ledger/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yajl/yajl_parse.h>

#include "proto/utf8.h"

enum {
    FIRST_CHUNK_BYTES = 16 << 10,
    CHUNK_BYTES_MAX = 1 << 20,
    ALIGNMENT = sizeof(void *),
    SMALL_OBJECT_MEMBERS = 12 /* up to here every pair is compared, above names are sorted */
};

struct chunk {
    struct chunk *next;
    size_t used;
    size_t size;
    _Alignas(ALIGNMENT) uint8_t data[];
};

struct sy_json_arena {
    struct chunk *chunks; /* the newest first */
    size_t bytes;         /* of all chunks */
    size_t max;
};

/* What is being read; frame[0] is the list around the root. */
struct reader {
    struct sy_json_arena *arena;
    struct {
        struct sy_json *node;
        struct sy_json *last;
    } frame[SY_JSON_DEPTH_MAX + 1];
    unsigned depth; /* index of the innermost open frame */
    struct sy_bytes name;
    bool last_counts;
    enum sy_err err;
    const char *what;
    struct sy_json root;
};

static bool add_chunk(struct sy_json_arena *arena, size_t need)
{
    size_t size = arena->chunks == NULL ? FIRST_CHUNK_BYTES : arena->chunks->size * 2;
    struct chunk *chunk;

    if (size > CHUNK_BYTES_MAX)
        size = CHUNK_BYTES_MAX;
    if (size < need)
        size = need;
    if (arena->max - arena->bytes < size)
        size = arena->max - arena->bytes;
    if (size < need)
        return false;
    chunk = malloc(sizeof(*chunk) + size);
    if (chunk == NULL)
        return false;
    chunk->next = arena->chunks;
    chunk->used = 0;
    chunk->size = size;
    arena->chunks = chunk;
    arena->bytes += size;
    return true;
}

static void *arena_take(struct reader *r, size_t len)
{
    struct sy_json_arena *arena = r->arena;
    size_t need = (len + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    void *at;

    if (arena->chunks == NULL || arena->chunks->size - arena->chunks->used < need) {
        if (!add_chunk(arena, need)) {
            r->err = arena->max - arena->bytes < need ? SY_LIMIT : SY_NO_MEMORY;
            r->what = "the document is larger than this program reads at once";
            return NULL;
        }
    }
    at = arena->chunks->data + arena->chunks->used;
    arena->chunks->used += need;
    return at;
}

static bool keep(struct reader *r, const void *data, size_t len, struct sy_bytes *out)
{
    uint8_t *at = arena_take(r, len);

    if (at == NULL)
        return false;
    if (len > 0)
        memcpy(at, data, len);
    *out = (struct sy_bytes){at, len};
    return true;
}

static struct sy_json *add_node(struct reader *r, enum sy_json_type type)
{
    struct sy_json *parent = r->frame[r->depth].node;
    struct sy_json *last = r->frame[r->depth].last;
    struct sy_json *node = arena_take(r, sizeof(*node));

    if (node == NULL)
        return NULL;
    *node = (struct sy_json){.type = type};
    if (parent->type == SY_JSON_OBJECT)
        node->name = r->name;
    if (last == NULL)
        parent->first = node;
    else
        last->next = node;
    r->frame[r->depth].last = node;
    parent->count++;
    return node;
}

static int on_null(void *context)
{
    return add_node(context, SY_JSON_NULL) != NULL;
}

static int on_bool(void *context, int truth)
{
    struct sy_json *node = add_node(context, SY_JSON_BOOL);

    if (node != NULL)
        node->truth = truth != 0;
    return node != NULL;
}

static int on_number(void *context, const char *text, size_t len)
{
    struct sy_json *node = add_node(context, SY_JSON_NUMBER);

    return node != NULL && keep(context, text, len, &node->text);
}

static int on_text(void *context, const unsigned char *text, size_t len)
{
    struct sy_json *node = add_node(context, SY_JSON_TEXT);

    return node != NULL && keep(context, text, len, &node->text);
}

static int on_name(void *context, const unsigned char *name, size_t len)
{
    struct reader *r = context;

    return keep(r, name, len, &r->name);
}

static int open_frame(struct reader *r, enum sy_json_type type)
{
    struct sy_json *node;

    if (r->depth == SY_JSON_DEPTH_MAX) {
        r->err = SY_LIMIT;
        r->what = "objects and lists nest too deep";
        return 0;
    }
    node = add_node(r, type);
    if (node == NULL)
        return 0;
    r->depth++;
    r->frame[r->depth].node = node;
    r->frame[r->depth].last = NULL;
    return 1;
}

static int on_start_object(void *context)
{
    return open_frame(context, SY_JSON_OBJECT);
}

static int on_start_list(void *context)
{
    return open_frame(context, SY_JSON_LIST);
}

/* A member and its place, so that of equal names the last can be told. */
struct placed {
    struct sy_json *member;
    uint32_t place;
};

static int compare_names(const void *a, const void *b)
{
    const struct placed *left = a;
    const struct placed *right = b;
    int order = sy_bytes_compare(left->member->name, right->member->name);

    if (order != 0)
        return order;
    return left->place < right->place ? -1 : 1;
}

static bool small_has_twice(const struct sy_json *object)
{
    for (const struct sy_json *a = object->first; a != NULL; a = a->next) {
        for (const struct sy_json *b = a->next; b != NULL; b = b->next) {
            if (sy_bytes_equal(a->name, b->name))
                return true;
        }
    }
    return false;
}

/* Takes the members out whose name was cleared. */
static void unlink_nameless(struct reader *r, struct sy_json *object)
{
    struct sy_json *last = NULL;

    object->count = 0;
    for (const struct sy_json *m = object->first; m != NULL; m = m->next) {
        struct sy_json *member = (struct sy_json *)(uintptr_t)m;

        if (m->name.data == NULL)
            continue;
        if (last == NULL)
            object->first = m;
        else
            last->next = m;
        last = member;
        object->count++;
    }
    sy_assert(last != NULL);
    last->next = NULL;
    r->frame[r->depth].last = last;
}

/* Names that stand twice: refused, or the last one stays. False on failure. */
static bool settle_names(struct reader *r, struct sy_json *object)
{
    struct placed *sorted;
    uint32_t n = 0;
    bool twice = false;

    if (object->count <= SMALL_OBJECT_MEMBERS && !small_has_twice(object))
        return true;
    sorted = malloc(object->count * sizeof(*sorted));
    if (sorted == NULL) {
        r->err = SY_NO_MEMORY;
        return false;
    }
    for (const struct sy_json *m = object->first; m != NULL; m = m->next, n++)
        sorted[n] = (struct placed){(struct sy_json *)(uintptr_t)m, n};
    sy_assert(n == object->count);
    qsort(sorted, n, sizeof(sorted[0]), compare_names);
    for (uint32_t i = 1; i < n; i++) {
        if (!sy_bytes_equal(sorted[i - 1].member->name, sorted[i].member->name))
            continue;
        twice = true;
        sorted[i].member->repeated = true;
        sorted[i - 1].member->name = (struct sy_bytes){NULL, 0};
    }
    free(sorted);
    if (twice && !r->last_counts) {
        r->err = SY_BAD_JSON;
        r->what = "the object that ends here has two members of one name";
        return false;
    }
    if (twice)
        unlink_nameless(r, object);
    return true;
}

static int on_end_object(void *context)
{
    struct reader *r = context;

    if (!settle_names(r, r->frame[r->depth].node))
        return 0;
    r->depth--;
    return 1;
}

static int on_end_list(void *context)
{
    struct reader *r = context;

    r->depth--;
    return 1;
}

static const yajl_callbacks callbacks = {
    .yajl_null = on_null,
    .yajl_boolean = on_bool,
    .yajl_number = on_number,
    .yajl_string = on_text,
    .yajl_start_map = on_start_object,
    .yajl_map_key = on_name,
    .yajl_end_map = on_end_object,
    .yajl_start_array = on_start_list,
    .yajl_end_array = on_end_list,
};

/* The four hex digits at text.data[at], UINT32_MAX when there are none. */
static uint32_t read_hex(struct sy_bytes text, size_t at)
{
    uint32_t value = 0;

    if (text.len - at < 4)
        return UINT32_MAX;
    for (size_t i = at; i < at + 4; i++) {
        uint8_t c = text.data[i];

        if (c >= '0' && c <= '9')
            value = value << 4 | (uint32_t)(c - '0');
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            value = value << 4 | (uint32_t)((c | 0x20) - 'a' + 10);
        else
            return UINT32_MAX;
    }
    return value;
}

/* yajl writes '?' for half a surrogate pair and lets NUL pass, so escapes are looked at first.
 * A backslash stands nowhere but in texts. Returns what is wrong, NULL when nothing is. */
static const char *find_bad_escape(struct sy_bytes text, size_t *offset)
{
    const uint8_t *end = text.data + text.len;
    const uint8_t *at = text.data;

    while (at != NULL && at < end && (at = memchr(at, '\\', (size_t)(end - at))) != NULL) {
        size_t i = (size_t)(at - text.data);
        uint32_t unit;

        *offset = i;
        at += 2;
        if (i + 1 >= text.len || text.data[i + 1] != 'u')
            continue;
        unit = read_hex(text, i + 2);
        if (unit == UINT32_MAX)
            continue; /* the parser says it better */
        at += 4;
        if (unit == 0)
            return "a text may not hold the character NUL (\\u0000)";
        if (unit >= 0xdc00 && unit <= 0xdfff)
            return "half of a surrogate pair stands alone";
        if (unit < 0xd800 || unit > 0xdfff)
            continue;
        if (text.len - i < 12 || text.data[i + 6] != '\\' || text.data[i + 7] != 'u')
            return "half of a surrogate pair stands alone";
        unit = read_hex(text, i + 8);
        if (unit < 0xdc00 || unit > 0xdfff)
            return "half of a surrogate pair stands alone";
        at += 6;
    }
    return NULL;
}

static const char *find_bad_character(struct sy_bytes text, size_t *offset)
{
    if (sy_utf8_valid(text))
        return NULL;
    for (size_t i = 0; i < text.len;) {
        struct sy_bytes rest = {text.data + i, text.len - i};
        uint32_t character;
        size_t len = sy_utf8_next(rest, &character);

        *offset = i;
        if (len == 0)
            return "this is not UTF-8 text";
        if (character == 0)
            return "the character NUL";
        i += len;
    }
    return "this is not UTF-8 text";
}

static void set_place(struct sy_json_error *why, struct sy_bytes text, size_t offset)
{
    why->offset = offset;
    why->line = 1;
    why->column = 1;
    for (size_t i = 0; i < offset && i < text.len; i++) {
        if (text.data[i] == '\n') {
            why->line++;
            why->column = 1;
        } else if ((text.data[i] & 0xc0) != 0x80) {
            why->column++;
        }
    }
}

static void explain(struct sy_json_error *why, struct sy_bytes text, size_t offset,
                    const char *what)
{
    if (why == NULL)
        return;
    set_place(why, text, offset);
    snprintf(why->what, sizeof(why->what), "%s", what);
    why->what[strcspn(why->what, "\n")] = 0;
}

static enum sy_err run(struct reader *r, struct sy_bytes text, struct sy_json_error *why)
{
    static const uint8_t nothing[1] = {0};
    yajl_handle yajl = yajl_alloc(&callbacks, NULL, r);
    yajl_status status;
    size_t offset;

    if (yajl == NULL)
        return SY_NO_MEMORY;
    yajl_config(yajl, yajl_dont_validate_strings, 1);
    status = yajl_parse(yajl, text.len == 0 ? nothing : text.data, text.len);
    offset = yajl_get_bytes_consumed(yajl);
    if (status == yajl_status_ok) {
        status = yajl_complete_parse(yajl); /* counts its own bytes */
        offset = text.len;
    }
    if (status == yajl_status_client_canceled) {
        explain(why, text, offset, r->what == NULL ? "" : r->what);
    } else if (status != yajl_status_ok) {
        unsigned char *message = yajl_get_error(yajl, 0, NULL, 0);

        r->err = SY_BAD_JSON;
        explain(why, text, offset, (const char *)message);
        yajl_free_error(yajl, message);
    }
    yajl_free(yajl);
    return r->err;
}

static struct sy_bytes without_mark(struct sy_bytes text)
{
    if (text.len >= 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0)
        return (struct sy_bytes){text.data + 3, text.len - 3};
    return text;
}

enum sy_err sy_json_parse(struct sy_bytes text, struct sy_json_document *doc,
                          struct sy_json_error *why)
{
    struct reader reader = {.root = {.type = SY_JSON_LIST}, .last_counts = doc->last_counts};
    struct sy_bytes body = without_mark(text);
    size_t offset = 0;
    const char *bad = find_bad_character(body, &offset);
    enum sy_err err;

    sy_assert(doc->arena == NULL);
    if (bad == NULL)
        bad = find_bad_escape(body, &offset);
    if (bad != NULL) {
        explain(why, body, offset, bad);
        return SY_BAD_JSON;
    }
    doc->arena = calloc(1, sizeof(*doc->arena));
    if (doc->arena == NULL)
        return SY_NO_MEMORY;
    doc->arena->max = doc->arena_max == 0 ? SY_JSON_ARENA_BYTES_MAX : doc->arena_max;
    reader.arena = doc->arena;
    reader.frame[0].node = &reader.root;
    err = run(&reader, body, why);
    if (err != SY_OK) {
        sy_json_close(doc);
        return err;
    }
    sy_assert(reader.depth == 0);
    sy_assert(reader.root.count == 1);
    doc->root = reader.root.first;
    return SY_OK;
}

void sy_json_close(struct sy_json_document *doc)
{
    if (doc == NULL || doc->arena == NULL)
        return;
    while (doc->arena->chunks != NULL) {
        struct chunk *chunk = doc->arena->chunks;

        doc->arena->chunks = chunk->next;
        free(chunk);
    }
    free(doc->arena);
    *doc =
        (struct sy_json_document){.arena_max = doc->arena_max, .last_counts = doc->last_counts};
}

static const struct sy_json *member(const struct sy_json *node, struct sy_bytes name)
{
    if (node == NULL || node->type != SY_JSON_OBJECT)
        return NULL;
    for (const struct sy_json *m = node->first; m != NULL; m = m->next) {
        if (sy_bytes_equal(m->name, name))
            return m;
    }
    return NULL;
}

const struct sy_json *sy_json_member(const struct sy_json *node, const char *name)
{
    return member(node, sy_text(name));
}

bool sy_json_is(const struct sy_json *node, const char *text)
{
    return node != NULL && node->type == SY_JSON_TEXT &&
           sy_bytes_equal(node->text, sy_text(text));
}

/* Recursion is bounded by SY_JSON_DEPTH_MAX. */
bool sy_json_equal(const struct sy_json *a, const struct sy_json *b)
{
    const struct sy_json *y;

    if (a->type != b->type || a->count != b->count)
        return false;
    switch (a->type) {
    case SY_JSON_NULL:
        return true;
    case SY_JSON_BOOL:
        return a->truth == b->truth;
    case SY_JSON_NUMBER:
    case SY_JSON_TEXT:
        return sy_bytes_equal(a->text, b->text);
    case SY_JSON_LIST:
        y = b->first;
        for (const struct sy_json *x = a->first; x != NULL; x = x->next, y = y->next) {
            if (!sy_json_equal(x, y))
                return false;
        }
        return true;
    case SY_JSON_OBJECT:
        for (const struct sy_json *x = a->first; x != NULL; x = x->next) {
            y = member(b, x->name);
            if (y == NULL || !sy_json_equal(x, y))
                return false;
        }
        return true;
    }
    return false;
}

const char *sy_json_type_name(enum sy_json_type type)
{
    static const char *const names[] = {
        [SY_JSON_NULL] = "null", [SY_JSON_BOOL] = "true or false", [SY_JSON_NUMBER] = "number",
        [SY_JSON_TEXT] = "text", [SY_JSON_LIST] = "list",          [SY_JSON_OBJECT] = "object",
    };

    sy_assert((unsigned)type < sizeof(names) / sizeof(names[0]));
    return names[type];
}
