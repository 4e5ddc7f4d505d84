#include "ledger/epcis_export.h"

#include <string.h>

#include "ledger/epcis_names.h"
#include "proto/schema.h"

enum { BEFORE, IN_HEADER, IN_BODY };

enum { EVENT_CONTEXT = 29, EVENT_EXTENSION = 28, MASTER_CONTEXT = 7, MASTER_EXTENSION = 5 };

static const char gs1_context[] =
    "[\"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld\"]";

/* One walk over a message and the messages in it. */
struct walk {
    struct sy_json_writer *w;
    struct sy_merged_stack *stack;
    struct sy_bytes context; /* in force around the object */
    bool context_put;        /* the record's own @context stands there already */
};

static enum sy_err write_object(struct walk *walk, enum sy_epcis_level level,
                                const struct sy_epcis_parts *parts,
                                struct sy_bytes record_time);

/* JSON text as a value; as a text when it is no JSON. */
static void put_json(struct sy_json_writer *w, struct sy_bytes json)
{
    struct sy_json_document doc = {0};

    if (sy_json_parse(json, &doc, NULL) == SY_OK)
        sy_json_write(w, doc.root);
    else
        sy_json_put_text(w, json);
    sy_json_close(&doc);
}

static size_t skip_digits(struct sy_bytes text, size_t at)
{
    while (at < text.len && text.data[at] >= '0' && text.data[at] <= '9')
        at++;
    return at;
}

/* RFC 8259 section 6. */
static bool is_number(struct sy_bytes text)
{
    size_t from = text.len > 0 && text.data[0] == '-' ? 1 : 0;
    size_t at = skip_digits(text, from);

    if (at == from || (text.data[from] == '0' && at > from + 1))
        return false;
    if (at < text.len && text.data[at] == '.') {
        from = at + 1;
        at = skip_digits(text, from);
        if (at == from)
            return false;
    }
    if (at < text.len && (text.data[at] == 'e' || text.data[at] == 'E')) {
        from = at + 1;
        if (from < text.len && (text.data[from] == '+' || text.data[from] == '-'))
            from++;
        at = skip_digits(text, from);
        if (at == from)
            return false;
    }
    return at == text.len;
}

static void put_number(struct sy_json_writer *w, struct sy_bytes text)
{
    if (is_number(text))
        sy_json_put_number(w, text);
    else
        sy_json_put_text(w, text);
}

/* Does a row of numbers (empty, single) name this field. */
static bool numbers_name(const struct walk *walk, enum sy_epcis_level level,
                         struct sy_merged_range all, enum sy_epcis_shape shape, uint32_t number)
{
    struct sy_epcis_level_rows of = sy_epcis_rows(level);

    for (size_t i = 0; i < of.count; i++) {
        struct sy_merged_range found;

        if (of.rows[i].shape != shape)
            continue;
        found = sy_epcis_merge_find(walk->stack, all, of.rows[i].number);
        for (size_t n = found.from; n < found.to; n++) {
            if (sy_merged_at(walk->stack, n)->field.value == number)
                return true;
        }
    }
    return false;
}

static bool has_flag(const struct walk *walk, enum sy_epcis_level level,
                     struct sy_merged_range all)
{
    return numbers_name(walk, level, all, SY_SHAPE_LIST_FLAG, 1);
}

static void put_texts(struct walk *walk, struct sy_merged_range found)
{
    sy_json_begin_list(walk->w);
    for (size_t i = found.from; i < found.to; i++)
        sy_json_put_text(walk->w, sy_merged_at(walk->stack, i)->field.bytes);
    sy_json_end_list(walk->w);
}

/* The bodies of a message that stands once. */
static struct sy_epcis_parts single_parts(const struct walk *walk, struct sy_merged_range found)
{
    struct sy_epcis_parts parts = {0};

    for (size_t i = found.to; i > found.from; i--) {
        const struct sy_merged *piece = sy_merged_at(walk->stack, i - 1);

        parts.body[piece->kind - 1] = piece->field.bytes;
    }
    return parts;
}

static enum sy_err put_elements(struct walk *walk, const struct sy_epcis_row *row,
                                struct sy_merged_range found, bool single)
{
    enum sy_err err = SY_OK;

    sy_epcis_merge_elements(walk->stack, found);
    if (!single)
        sy_json_begin_list(walk->w);
    for (size_t i = found.from; i < found.to && err == SY_OK;) {
        struct sy_epcis_parts element = sy_epcis_merge_next(walk->stack, found, &i);

        err = write_object(walk, (enum sy_epcis_level)row->level, &element,
                           (struct sy_bytes){NULL, 0});
        if (single)
            break;
    }
    if (!single)
        sy_json_end_list(walk->w);
    return err;
}

/* A name that could be taken for a member of EPCIS is no extension's. */
static bool may_extend(enum sy_epcis_level level, struct sy_bytes name, bool members)
{
    if (sy_epcis_name_extends(name))
        return true;
    return !members && sy_bytes_equal(name, sy_text("type")) &&
           sy_epcis_row_named(level, name) == NULL;
}

/* Is it the @context of the record itself, which put_context wrote in front of all. */
static bool is_put(const struct walk *walk, enum sy_epcis_level level, struct sy_bytes name,
                   bool members)
{
    return walk->context_put && !members &&
           (level == SY_LEVEL_EVENT || level == SY_LEVEL_MASTER_DATA) &&
           sy_bytes_equal(name, sy_text("@context"));
}

static void put_extensions(struct walk *walk, enum sy_epcis_level level,
                           struct sy_merged_range found, bool members)
{
    sy_epcis_merge_elements(walk->stack, found);
    for (size_t i = found.from; i < found.to; i++) {
        struct sy_bytes extension = sy_merged_at(walk->stack, i)->field.bytes;
        struct sy_bytes name = sy_epcis_field(extension, 2);

        if (!may_extend(level, name, members) || is_put(walk, level, name, members))
            continue;
        sy_json_put_name(walk->w, name);
        put_json(walk->w, sy_epcis_field(extension, 3));
    }
}

/* The shapes that can be there and yet hold nothing. */
static bool holds_many(const struct sy_epcis_row *row)
{
    return row->shape == SY_SHAPE_TEXTS || row->shape == SY_SHAPE_TEXT_OR_TEXTS ||
           row->shape == SY_SHAPE_OBJECTS || row->shape == SY_SHAPE_MEMBERS;
}

static enum sy_err put_row(struct walk *walk, enum sy_epcis_level level,
                           const struct sy_epcis_row *row, struct sy_merged_range all)
{
    struct sy_merged_range found = sy_epcis_merge_find(walk->stack, all, row->number);
    const struct sy_wire_field *first =
        found.from == found.to ? NULL : &sy_merged_at(walk->stack, found.from)->field;
    struct sy_json_writer *w = walk->w;
    struct sy_epcis_parts parts;
    bool empty = first == NULL && holds_many(row) &&
                 numbers_name(walk, level, all, SY_SHAPE_EMPTY, row->number);

    if (row->shape == SY_SHAPE_EXTENSIONS && first != NULL)
        put_extensions(walk, level, found, false);
    if (row->name == NULL || (first == NULL && !empty))
        return SY_OK;
    sy_json_name(w, row->name);
    switch ((int)row->shape) {
    case SY_SHAPE_NUMBER:
        put_number(w, first->bytes);
        break;
    case SY_SHAPE_BOOL:
        sy_json_put_bool(w, first->value != 0);
        break;
    case SY_SHAPE_TEXTS:
        put_texts(walk, found);
        break;
    case SY_SHAPE_TEXT_OR_TEXTS:
        if (empty || found.to - found.from > 1 || has_flag(walk, level, all))
            put_texts(walk, found);
        else
            sy_json_put_text(w, first->bytes);
        break;
    case SY_SHAPE_OBJECT:
        parts = single_parts(walk, found);
        return write_object(walk, (enum sy_epcis_level)row->level, &parts,
                            (struct sy_bytes){NULL, 0});
    case SY_SHAPE_OBJECTS:
        return put_elements(walk, row, found,
                            !empty && row->single &&
                                numbers_name(walk, level, all, SY_SHAPE_SINGLE, row->number));
    case SY_SHAPE_MEMBERS:
        sy_json_begin_object(w);
        if (!empty)
            put_extensions(walk, level, found, true);
        sy_json_end_object(w);
        break;
    case SY_SHAPE_JSON:
    case SY_SHAPE_CONTEXT:
        put_json(w, first->bytes);
        break;
    default:
        sy_assert(row->shape == SY_SHAPE_TEXT);
        sy_json_put_text(w, first->bytes);
        break;
    }
    return SY_OK;
}

/* The values of one @context, without the list around them. */
static void put_context_values(struct sy_json_writer *w, struct sy_bytes json)
{
    struct sy_json_document doc = {0};

    if (json.len == 0)
        json = sy_text(gs1_context);
    if (sy_json_parse(json, &doc, NULL) != SY_OK)
        return;
    if (doc.root->type == SY_JSON_LIST) {
        for (const struct sy_json *n = doc.root->first; n != NULL; n = n->next)
            sy_json_write(w, n);
    } else {
        sy_json_write(w, doc.root);
    }
    sy_json_close(&doc);
}

/* When the record was captured under another @context than the one in force here, it carries that
 * one, and behind it its own; otherwise its own stands where it stood among its extensions. */
static void put_context(struct walk *walk, struct sy_merged_range all, uint32_t context,
                        uint32_t extension)
{
    struct sy_merged_range under = sy_epcis_merge_find(walk->stack, all, context);
    struct sy_merged_range found = sy_epcis_merge_find(walk->stack, all, extension);
    struct sy_bytes captured = {NULL, 0};
    struct sy_bytes own = {NULL, 0};

    if (under.from < under.to)
        captured = sy_merged_at(walk->stack, under.from)->field.bytes;
    for (size_t i = found.from; i < found.to && own.data == NULL; i++) {
        struct sy_bytes one = sy_merged_at(walk->stack, i)->field.bytes;

        if (sy_bytes_equal(sy_epcis_field(one, 2), sy_text("@context")))
            own = sy_epcis_field(one, 3);
    }
    walk->context_put = !sy_bytes_equal(captured, walk->context);
    if (!walk->context_put)
        return;
    sy_json_name(walk->w, "@context");
    sy_json_begin_list(walk->w);
    put_context_values(walk->w, captured);
    if (own.data != NULL)
        put_context_values(walk->w, own);
    sy_json_end_list(walk->w);
}

/* Depth is that of the levels, which only the table nests. */
static enum sy_err write_object(struct walk *walk, enum sy_epcis_level level,
                                const struct sy_epcis_parts *parts, struct sy_bytes record_time)
{
    struct sy_epcis_level_rows of = sy_epcis_rows(level);
    struct sy_merged_range all;
    enum sy_err err = sy_epcis_merge(walk->stack, parts, &all);

    if (err != SY_OK)
        return err;
    sy_json_begin_object(walk->w);
    if (level == SY_LEVEL_EVENT)
        put_context(walk, all, EVENT_CONTEXT, EVENT_EXTENSION);
    if (level == SY_LEVEL_MASTER_DATA)
        put_context(walk, all, MASTER_CONTEXT, MASTER_EXTENSION);
    for (size_t i = 0; i < of.count && err == SY_OK; i++) {
        if (of.rows[i].number != 0)
            err = put_row(walk, level, &of.rows[i], all);
    }
    if (record_time.len > 0) {
        sy_json_name(walk->w, "recordTime");
        sy_json_put_text(walk->w, record_time);
    }
    sy_json_end_object(walk->w);
    sy_epcis_merge_pop(walk->stack, all);
    return err;
}

/* Checked before anything is written, so that a document is never left half an object. */
static enum sy_err check_parts(enum sy_record_type type, const struct sy_epcis_parts *parts)
{
    for (unsigned i = 0; i < SY_PART_KINDS; i++) {
        if (sy_schema_check(sy_schema_of_record(type), parts->body[i]) != SY_OK)
            return SY_BAD_ENCODING;
    }
    return SY_OK;
}

static enum sy_err write_record(struct sy_json_writer *w, struct sy_merged_stack *stack,
                                enum sy_record_type type, const struct sy_epcis_parts *parts,
                                struct sy_bytes context, struct sy_bytes record_time)
{
    struct walk walk = {.w = w, .stack = stack, .context = context};
    enum sy_err err =
        write_object(&walk, type == SY_TYPE_EPCIS_EVENT ? SY_LEVEL_EVENT : SY_LEVEL_MASTER_DATA,
                     parts, record_time);

    if (err == SY_OK && w->to->err != SY_OK)
        err = w->to->err;
    return err;
}

enum sy_err sy_epcis_export_object(struct sy_json_writer *writer, enum sy_record_type type,
                                   const struct sy_epcis_parts *parts, struct sy_bytes context,
                                   struct sy_bytes record_time)
{
    struct sy_merged_stack stack = {0};
    enum sy_err err = check_parts(type, parts);

    if (err == SY_OK)
        err = write_record(writer, &stack, type, parts, context, record_time);
    sy_buffer_close(&stack.buffer);
    return err;
}

static struct sy_bytes first_field(const struct sy_epcis_parts *parts, uint32_t number)
{
    for (unsigned i = 0; i < SY_PART_KINDS; i++) {
        struct sy_bytes found = sy_epcis_field(parts->body[i], number);

        if (found.data != NULL)
            return found;
    }
    return (struct sy_bytes){NULL, 0};
}

struct sy_bytes sy_epcis_export_context(enum sy_record_type type,
                                        const struct sy_epcis_parts *parts)
{
    return first_field(parts, type == SY_TYPE_EPCIS_EVENT ? EVENT_CONTEXT : MASTER_CONTEXT);
}

/* What the envelope says but for type, @context and date, which are this document's own. */
static void put_envelope(struct sy_epcis_export *e, const struct sy_epcis_parts *envelope)
{
    struct walk walk = {.w = e->writer, .stack = &e->stack};
    struct sy_epcis_level_rows of = sy_epcis_rows(SY_LEVEL_DOCUMENT);
    struct sy_epcis_parts inner = {0};
    struct sy_merged_range all;

    for (unsigned i = 0; i < SY_PART_KINDS; i++)
        inner.body[i] = sy_epcis_field(envelope->body[i], 6);
    if (sy_epcis_merge(&e->stack, &inner, &all) != SY_OK)
        return;
    for (size_t i = 0; i < of.count; i++) {
        const struct sy_epcis_row *row = &of.rows[i];
        bool own = row->name != NULL &&
                   (strcmp(row->name, "type") == 0 || strcmp(row->name, "@context") == 0 ||
                    strcmp(row->name, "creationDate") == 0);

        if (row->number != 0 && !own)
            (void)put_row(&walk, SY_LEVEL_DOCUMENT, row, all);
    }
    sy_epcis_merge_pop(&e->stack, all);
}

void sy_epcis_export_begin(struct sy_epcis_export *e, struct sy_bytes context,
                           struct sy_bytes creation_date, const struct sy_epcis_parts *envelope)
{
    struct sy_json_writer *w = e->writer;

    sy_assert(e->place == BEFORE);
    e->context = context;
    sy_json_begin_object(w);
    sy_json_name(w, "@context");
    put_json(w, context.len == 0 ? sy_text(gs1_context) : context);
    sy_json_name(w, "type");
    sy_json_put_string(w, "EPCISDocument");
    sy_json_name(w, "schemaVersion");
    sy_json_put_string(w, "2.0");
    sy_json_name(w, "creationDate");
    sy_json_put_text(w, creation_date);
    if (envelope != NULL)
        put_envelope(e, envelope);
}

static void begin_header(struct sy_epcis_export *e)
{
    sy_json_name(e->writer, "epcisHeader");
    sy_json_begin_object(e->writer);
    sy_json_name(e->writer, "epcisMasterData");
    sy_json_begin_object(e->writer);
    sy_json_name(e->writer, "vocabularyList");
    sy_json_begin_list(e->writer);
    e->place = IN_HEADER;
}

static void end_vocabulary(struct sy_epcis_export *e)
{
    if (e->vocabulary.len == 0)
        return;
    sy_json_end_list(e->writer);
    sy_json_end_object(e->writer);
    sy_buffer_clear(&e->vocabulary);
}

enum sy_err sy_epcis_export_master_data(struct sy_epcis_export *e,
                                        const struct sy_epcis_parts *parts)
{
    enum sy_err err = check_parts(SY_TYPE_MASTER_DATA, parts);
    struct sy_bytes type = first_field(parts, 1);

    sy_assert(e->place != IN_BODY);
    if (err != SY_OK || type.len == 0)
        return err;
    if (e->place == BEFORE)
        begin_header(e);
    if (!sy_bytes_equal(sy_buffer_bytes(&e->vocabulary), type)) {
        end_vocabulary(e);
        sy_buffer_put_bytes(&e->vocabulary, type);
        sy_json_begin_object(e->writer);
        sy_json_name(e->writer, "type");
        sy_json_put_text(e->writer, type);
        sy_json_name(e->writer, "vocabularyElementList");
        sy_json_begin_list(e->writer);
    }
    return write_record(e->writer, &e->stack, SY_TYPE_MASTER_DATA, parts, e->context,
                        (struct sy_bytes){NULL, 0});
}

static void begin_body(struct sy_epcis_export *e)
{
    end_vocabulary(e);
    if (e->place == IN_HEADER) {
        sy_json_end_list(e->writer);
        sy_json_end_object(e->writer);
        sy_json_end_object(e->writer);
    }
    sy_json_name(e->writer, "epcisBody");
    sy_json_begin_object(e->writer);
    sy_json_name(e->writer, "eventList");
    sy_json_begin_list(e->writer);
    e->place = IN_BODY;
}

enum sy_err sy_epcis_export_event(struct sy_epcis_export *e, const struct sy_epcis_parts *parts,
                                  struct sy_bytes record_time)
{
    enum sy_err err = check_parts(SY_TYPE_EPCIS_EVENT, parts);

    if (err != SY_OK)
        return err;
    if (e->place != IN_BODY)
        begin_body(e);
    return write_record(e->writer, &e->stack, SY_TYPE_EPCIS_EVENT, parts, e->context,
                        record_time);
}

void sy_epcis_export_end(struct sy_epcis_export *e)
{
    if (e->place != IN_BODY)
        begin_body(e);
    sy_json_end_list(e->writer);
    sy_json_end_object(e->writer);
    sy_json_end_object(e->writer);
}

void sy_epcis_export_close(struct sy_epcis_export *e)
{
    if (e == NULL)
        return;
    sy_buffer_close(&e->stack.buffer);
    sy_buffer_close(&e->vocabulary);
    e->place = BEFORE;
}
