#include "ledger/json_writer.h"

#include <inttypes.h>

static void new_line(struct sy_json_writer *w, unsigned depth)
{
    if (!w->pretty)
        return;
    sy_buffer_put_u8(w->to, '\n');
    for (unsigned i = 0; i < depth; i++)
        sy_buffer_put_text(w->to, "  ");
}

static void separate(struct sy_json_writer *w)
{
    if (w->depth == 0)
        return;
    if (w->level[w->depth - 1].some)
        sy_buffer_put_u8(w->to, ',');
    w->level[w->depth - 1].some = true;
    new_line(w, w->depth);
}

/* Before any value. */
static void take_turn(struct sy_json_writer *w)
{
    if (w->depth > 0 && w->level[w->depth - 1].object) {
        sy_assert(w->named);
        w->named = false;
        return;
    }
    sy_assert(!w->named);
    separate(w);
}

static void begin(struct sy_json_writer *w, bool object)
{
    take_turn(w);
    sy_assert(w->depth < SY_JSON_WRITER_DEPTH_MAX);
    w->level[w->depth].object = object;
    w->level[w->depth].some = false;
    w->depth++;
    sy_buffer_put_u8(w->to, object ? '{' : '[');
}

static void end(struct sy_json_writer *w, bool object)
{
    sy_assert(w->depth > 0);
    sy_assert(!w->named);
    sy_assert(w->level[w->depth - 1].object == object);
    w->depth--;
    if (w->level[w->depth].some)
        new_line(w, w->depth);
    sy_buffer_put_u8(w->to, object ? '}' : ']');
}

void sy_json_begin_object(struct sy_json_writer *w)
{
    begin(w, true);
}

void sy_json_end_object(struct sy_json_writer *w)
{
    end(w, true);
}

void sy_json_begin_list(struct sy_json_writer *w)
{
    begin(w, false);
}

void sy_json_end_list(struct sy_json_writer *w)
{
    end(w, false);
}

static void put_escape(struct sy_buffer *to, uint8_t c)
{
    switch (c) {
    case '"':
    case '\\':
        sy_buffer_put_u8(to, '\\');
        sy_buffer_put_u8(to, c);
        break;
    case '\b':
        sy_buffer_put_text(to, "\\b");
        break;
    case '\f':
        sy_buffer_put_text(to, "\\f");
        break;
    case '\n':
        sy_buffer_put_text(to, "\\n");
        break;
    case '\r':
        sy_buffer_put_text(to, "\\r");
        break;
    case '\t':
        sy_buffer_put_text(to, "\\t");
        break;
    default:
        sy_buffer_printf(to, "\\u%04x", c);
        break;
    }
}

static void put_quoted(struct sy_buffer *to, struct sy_bytes text)
{
    size_t from = 0;

    sy_buffer_put_u8(to, '"');
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];

        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        sy_buffer_put(to, text.data + from, i - from);
        put_escape(to, c);
        from = i + 1;
    }
    if (from < text.len)
        sy_buffer_put(to, text.data + from, text.len - from);
    sy_buffer_put_u8(to, '"');
}

void sy_json_put_name(struct sy_json_writer *w, struct sy_bytes name)
{
    sy_assert(w->depth > 0);
    sy_assert(w->level[w->depth - 1].object);
    sy_assert(!w->named);
    separate(w);
    put_quoted(w->to, name);
    sy_buffer_put_text(w->to, w->pretty ? ": " : ":");
    w->named = true;
}

void sy_json_name(struct sy_json_writer *w, const char *name)
{
    sy_json_put_name(w, sy_text(name));
}

void sy_json_put_text(struct sy_json_writer *w, struct sy_bytes text)
{
    take_turn(w);
    put_quoted(w->to, text);
}

void sy_json_put_string(struct sy_json_writer *w, const char *text)
{
    sy_json_put_text(w, sy_text(text));
}

void sy_json_put_number(struct sy_json_writer *w, struct sy_bytes number)
{
    take_turn(w);
    sy_buffer_put_bytes(w->to, number);
}

void sy_json_put_uint(struct sy_json_writer *w, uint64_t value)
{
    take_turn(w);
    sy_buffer_printf(w->to, "%" PRIu64, value);
}

void sy_json_put_int(struct sy_json_writer *w, int64_t value)
{
    take_turn(w);
    sy_buffer_printf(w->to, "%" PRId64, value);
}

void sy_json_put_bool(struct sy_json_writer *w, bool value)
{
    take_turn(w);
    sy_buffer_put_text(w->to, value ? "true" : "false");
}

void sy_json_put_null(struct sy_json_writer *w)
{
    take_turn(w);
    sy_buffer_put_text(w->to, "null");
}

/* Length of the quoted text at the start. */
static size_t quoted_len(struct sy_bytes json)
{
    size_t i = 1;

    while (i < json.len && json.data[i] != '"')
        i += json.data[i] == '\\' ? 2 : 1;
    return i < json.len ? i + 1 : json.len;
}

static void put_indented(struct sy_json_writer *w, struct sy_bytes json)
{
    unsigned depth = w->depth;

    for (size_t i = 0; i < json.len; i++) {
        uint8_t c = json.data[i];
        uint8_t next = i + 1 < json.len ? json.data[i + 1] : 0;

        if (c == '"') {
            size_t len = quoted_len((struct sy_bytes){json.data + i, json.len - i});

            sy_buffer_put(w->to, json.data + i, len);
            i += len - 1;
            continue;
        }
        if ((c == '}' || c == ']') && depth > w->depth) {
            depth--;
            if (i > 0 && json.data[i - 1] != '{' && json.data[i - 1] != '[')
                new_line(w, depth);
        }
        sy_buffer_put_u8(w->to, c);
        if (c == '{' || c == '[')
            depth++;
        if (c == ',' || ((c == '{' || c == '[') && next != '}' && next != ']'))
            new_line(w, depth);
        if (c == ':')
            sy_buffer_put_u8(w->to, ' ');
    }
}

void sy_json_put_raw(struct sy_json_writer *w, struct sy_bytes json)
{
    take_turn(w);
    if (w->pretty)
        put_indented(w, json);
    else
        sy_buffer_put_bytes(w->to, json);
}

/* Recursion is bounded by SY_JSON_DEPTH_MAX. */
void sy_json_write(struct sy_json_writer *w, const struct sy_json *node)
{
    switch (node->type) {
    case SY_JSON_NULL:
        sy_json_put_null(w);
        break;
    case SY_JSON_BOOL:
        sy_json_put_bool(w, node->truth);
        break;
    case SY_JSON_NUMBER:
        sy_json_put_number(w, node->text);
        break;
    case SY_JSON_TEXT:
        sy_json_put_text(w, node->text);
        break;
    case SY_JSON_LIST:
        sy_json_begin_list(w);
        for (const struct sy_json *n = node->first; n != NULL; n = n->next)
            sy_json_write(w, n);
        sy_json_end_list(w);
        break;
    case SY_JSON_OBJECT:
        sy_json_begin_object(w);
        for (const struct sy_json *n = node->first; n != NULL; n = n->next) {
            sy_json_put_name(w, n->name);
            sy_json_write(w, n);
        }
        sy_json_end_object(w);
        break;
    }
}
