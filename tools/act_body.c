#include "tools/act_body.h"

#include <inttypes.h>
#include <string.h>

#include "ledger/base64.h"
#include "proto/utf8.h"
#include "tools/format.h"
#include "tools/plain.h"

enum { LABEL_COLUMNS = 26 };

/* How a value is written: for people, or for programs when the directory is NULL. */
struct style {
    const struct sy_directory *directory;
    enum sy_language language;
};

void sy_act_body_party(const struct sy_directory *directory, struct sy_bytes subject,
                       struct sy_buffer *to)
{
    struct sy_bytes name = sy_directory_name(directory, subject);

    sy_plain_put(to, name.len > 0 ? name : subject);
    if (name.len > 0) {
        sy_buffer_put_text(to, " (");
        sy_plain_put(to, subject);
        sy_buffer_put_u8(to, ')');
    }
}

static void put_hex(struct sy_buffer *to, struct sy_bytes bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        sy_buffer_printf(to, "%02x", bytes.data[i]);
}

static void put_word(const struct sy_act_label *field, uint64_t value,
                     const struct style *style, struct sy_buffer *to)
{
    enum sy_language language = style->directory == NULL ? SY_ENGLISH : style->language;
    const char *word = sy_act_word_name(field->words, value, language);

    if (word == NULL)
        sy_buffer_printf(to, "%" PRIu64, value);
    else
        sy_buffer_put_text(to, word);
}

static void put_time(int64_t time, const struct style *style, struct sy_buffer *to)
{
    char text[SY_FORMAT_BYTES];

    if (style->directory == NULL)
        sy_format_utc(time, text);
    else
        sy_format_time(time, text);
    sy_buffer_put_text(to, text);
}

static void put_value(const struct sy_act_label *field, const struct sy_wire_field *value,
                      const struct style *style, struct sy_buffer *to);

/* "label value, label value": the fields of a message within the body. */
static void put_message(const struct sy_act_label *outer, struct sy_bytes message,
                        const struct style *style, struct sy_buffer *to)
{
    struct sy_wire wire = sy_wire_open(message);
    struct sy_wire_field value;
    uint32_t last = 0;
    bool some = false;

    while (sy_wire_next(&wire, &value) == SY_OK) {
        const struct sy_act_label *field = sy_act_label_inner(outer, value.number);

        if (field == NULL)
            continue;
        sy_buffer_put_text(to, !some ? "" : value.number == last ? " " : ", ");
        if (value.number != last) {
            sy_buffer_put_text(to, field->label[style->language]);
            sy_buffer_put_u8(to, ' ');
        }
        put_value(field, &value, style, to);
        last = value.number;
        some = true;
    }
}

static void put_value(const struct sy_act_label *field, const struct sy_wire_field *value,
                      const struct style *style, struct sy_buffer *to)
{
    bool number = value->type == SY_WIRE_VARINT;

    switch (field->kind) {
    case SY_LABEL_SUBJECT:
        if (style->directory != NULL)
            sy_act_body_party(style->directory, value->bytes, to);
        else
            sy_buffer_put_bytes(to, value->bytes);
        break;
    case SY_LABEL_TEXT:
    case SY_LABEL_DISTRICT:
        if (style->directory != NULL)
            sy_plain_put(to, value->bytes);
        else
            sy_buffer_put_bytes(to, value->bytes);
        break;
    case SY_LABEL_NUMBER:
        sy_buffer_printf(to, "%" PRIu64, value->value);
        break;
    case SY_LABEL_WORD:
        put_word(field, number ? value->value : 0, style, to);
        break;
    case SY_LABEL_TIME:
        put_time((int64_t)value->value, style, to);
        break;
    case SY_LABEL_KEY:
        sy_base64_put(to, value->bytes);
        break;
    case SY_LABEL_BYTES:
        put_hex(to, value->bytes);
        break;
    case SY_LABEL_MESSAGE:
        put_message(field, value->bytes, style, to);
        break;
    }
}

/* All values of the field; false when it has none. */
static bool put_values(const struct sy_act_label *field, struct sy_bytes body,
                       const struct style *style, struct sy_buffer *to)
{
    struct sy_wire wire = sy_wire_open(body);
    struct sy_wire_field value;
    bool some = false;

    while (sy_body_each(&wire, field->number, &value)) {
        if (some)
            sy_buffer_put_text(to, field->kind == SY_LABEL_MESSAGE ? "; " : ", ");
        put_value(field, &value, style, to);
        some = true;
    }
    return some;
}

/* Columns that a text takes: signs of East Asia take two. */
static size_t columns(const char *text)
{
    struct sy_bytes rest = sy_text(text);
    size_t count = 0;

    while (rest.len > 0) {
        uint32_t c = 0;
        size_t len = sy_utf8_next(rest, &c);

        len = len == 0 ? 1 : len;
        count += c >= 0x1100 ? 2 : 1;
        rest = (struct sy_bytes){rest.data + len, rest.len - len};
    }
    return count;
}

void sy_act_body_line(struct sy_output *o, const char *label, const char *value)
{
    struct sy_buffer line = {0};
    size_t width = columns(label);

    sy_buffer_printf(&line, "  %s%*s  ", label,
                     width < LABEL_COLUMNS ? (int)(LABEL_COLUMNS - width) : 0, "");
    sy_buffer_put_text(&line, value == NULL ? "" : value);
    sy_buffer_put_u8(&line, '\n');
    if (value == NULL || sy_buffer_text(&line) == NULL)
        o->failed = true;
    else
        sy_output_text(o, sy_buffer_text(&line));
    sy_buffer_close(&line);
}

static bool of_type(const struct sy_act_label *field, uint32_t type, uint64_t leave)
{
    return (field->type == type || field->type == 0) &&
           (leave & SY_FIELD_BIT(field->number)) == 0;
}

void sy_act_body_say(struct sy_output *o, const struct sy_directory *directory, uint32_t type,
                     struct sy_bytes body, uint64_t leave)
{
    const struct style style = {directory, o->language};
    struct sy_buffer text = {0};

    for (size_t i = 0; i < sy_act_label_count(); i++) {
        const struct sy_act_label *field = sy_act_label_at(i);

        sy_buffer_clear(&text);
        if (of_type(field, type, leave) && put_values(field, body, &style, &text))
            sy_act_body_line(o, field->label[o->language], sy_buffer_text(&text));
    }
    sy_buffer_close(&text);
}

static void put_json_fields(struct sy_output *o, const struct sy_act_label *outer,
                            struct sy_bytes message);

static void put_json_value(struct sy_output *o, const struct sy_act_label *field,
                           const struct sy_wire_field *value)
{
    const struct style style = {NULL, SY_ENGLISH};
    struct sy_json_writer *w = sy_output_json(o);
    struct sy_buffer text = {0};

    if (field->kind == SY_LABEL_NUMBER) {
        sy_json_put_uint(w, value->value);
    } else if (field->kind == SY_LABEL_MESSAGE) {
        put_json_fields(o, field, value->bytes);
    } else {
        put_value(field, value, &style, &text);
        sy_json_put_text(w, sy_buffer_bytes(&text));
        o->failed = o->failed || text.err != SY_OK;
    }
    sy_buffer_close(&text);
}

static void put_json_member(struct sy_output *o, const struct sy_act_label *field,
                            struct sy_bytes body)
{
    struct sy_json_writer *w = sy_output_json(o);
    struct sy_wire wire = sy_wire_open(body);
    struct sy_wire_field value;
    bool some = false;

    while (sy_body_each(&wire, field->number, &value)) {
        if (!some)
            sy_json_name(w, field->name);
        if (!some && field->repeated)
            sy_json_begin_list(w);
        put_json_value(o, field, &value);
        some = true;
    }
    if (some && field->repeated)
        sy_json_end_list(w);
}

/* A message within a body, as an object. */
static void put_json_fields(struct sy_output *o, const struct sy_act_label *outer,
                            struct sy_bytes message)
{
    struct sy_wire wire = sy_wire_open(message);
    struct sy_wire_field value;
    uint32_t last = 0;

    sy_json_begin_object(sy_output_json(o));
    while (sy_wire_next(&wire, &value) == SY_OK) {
        const struct sy_act_label *field = sy_act_label_inner(outer, value.number);

        if (field != NULL && value.number != last)
            put_json_member(o, field, message);
        last = value.number;
    }
    sy_json_end_object(sy_output_json(o));
}

void sy_act_body_put(struct sy_output *o, uint32_t type, struct sy_bytes body, uint64_t leave)
{
    for (size_t i = 0; i < sy_act_label_count(); i++) {
        const struct sy_act_label *field = sy_act_label_at(i);

        if (of_type(field, type, leave))
            put_json_member(o, field, body);
    }
}

void sy_act_body_brief(const struct sy_output *o, const struct sy_directory *directory,
                       uint32_t type, struct sy_bytes body, uint64_t leave,
                       struct sy_buffer *to)
{
    const struct style style = {directory, o->language};
    bool some = false;

    for (size_t i = 0; i < sy_act_label_count(); i++) {
        const struct sy_act_label *field = sy_act_label_at(i);

        if (!field->brief || !of_type(field, type, leave) || !sy_body_has(body, field->number))
            continue;
        if (some)
            sy_buffer_put_text(to, "  ");
        (void)put_values(field, body, &style, to);
        some = true;
    }
}

void sy_act_body_value(const struct sy_act_label *field, struct sy_bytes body,
                       struct sy_buffer *to)
{
    const struct style style = {NULL, SY_ENGLISH};

    (void)put_values(field, body, &style, to);
}
