#include "ledger/epcis_write.h"

#include "ledger/epcis_names.h"

void sy_epcis_write_json(struct sy_json_writer *w, struct sy_bytes json)
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
static bool numbers_name(const struct sy_epcis_write *write, enum sy_epcis_level level,
                         struct sy_merged_range all, enum sy_epcis_shape shape, uint32_t number)
{
    struct sy_epcis_level_rows of = sy_epcis_rows(level);

    for (size_t i = 0; i < of.count; i++) {
        struct sy_merged_range found;

        if (of.rows[i].shape != shape)
            continue;
        found = sy_epcis_merge_find(write->stack, all, of.rows[i].number);
        for (size_t n = found.from; n < found.to; n++) {
            if (sy_merged_at(write->stack, n)->field.value == number)
                return true;
        }
    }
    return false;
}

static bool has_flag(const struct sy_epcis_write *write, enum sy_epcis_level level,
                     struct sy_merged_range all)
{
    return numbers_name(write, level, all, SY_SHAPE_LIST_FLAG, 1);
}

static void put_texts(struct sy_epcis_write *write, struct sy_merged_range found)
{
    sy_json_begin_list(write->w);
    for (size_t i = found.from; i < found.to; i++)
        sy_json_put_text(write->w, sy_merged_at(write->stack, i)->field.bytes);
    sy_json_end_list(write->w);
}

/* The bodies of a message that stands once. */
static struct sy_epcis_parts single_parts(const struct sy_epcis_write *write,
                                          struct sy_merged_range found)
{
    struct sy_epcis_parts parts = {0};

    for (size_t i = found.to; i > found.from; i--) {
        const struct sy_merged *piece = sy_merged_at(write->stack, i - 1);

        parts.body[piece->kind - 1] = piece->field.bytes;
    }
    return parts;
}

static enum sy_err put_elements(struct sy_epcis_write *write, const struct sy_epcis_row *row,
                                struct sy_merged_range found, bool single)
{
    enum sy_err err = SY_OK;

    sy_epcis_merge_elements(write->stack, found);
    if (!single)
        sy_json_begin_list(write->w);
    for (size_t i = found.from; i < found.to && err == SY_OK;) {
        struct sy_epcis_parts element = sy_epcis_merge_next(write->stack, found, &i);

        err = sy_epcis_write_object(write, (enum sy_epcis_level)row->level, &element,
                                    (struct sy_bytes){NULL, 0});
        if (single)
            break;
    }
    if (!single)
        sy_json_end_list(write->w);
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
static bool is_put(const struct sy_epcis_write *write, enum sy_epcis_level level,
                   struct sy_bytes name, bool members)
{
    return write->context_put && !members &&
           (level == SY_LEVEL_EVENT || level == SY_LEVEL_MASTER_DATA) &&
           sy_bytes_equal(name, sy_text("@context"));
}

static void put_extensions(struct sy_epcis_write *write, enum sy_epcis_level level,
                           struct sy_merged_range found, bool members)
{
    sy_epcis_merge_elements(write->stack, found);
    for (size_t i = found.from; i < found.to; i++) {
        struct sy_bytes extension = sy_merged_at(write->stack, i)->field.bytes;
        struct sy_bytes name = sy_epcis_field(extension, 2);

        if (!may_extend(level, name, members) || is_put(write, level, name, members))
            continue;
        sy_json_put_name(write->w, name);
        sy_epcis_write_json(write->w, sy_epcis_field(extension, 3));
    }
}

/* The shapes that can be there and yet hold nothing. */
static bool holds_many(const struct sy_epcis_row *row)
{
    return row->shape == SY_SHAPE_TEXTS || row->shape == SY_SHAPE_TEXT_OR_TEXTS ||
           row->shape == SY_SHAPE_OBJECTS || row->shape == SY_SHAPE_MEMBERS;
}

enum sy_err sy_epcis_write_row(struct sy_epcis_write *write, enum sy_epcis_level level,
                               const struct sy_epcis_row *row, struct sy_merged_range all)
{
    struct sy_merged_range found = sy_epcis_merge_find(write->stack, all, row->number);
    const struct sy_wire_field *first =
        found.from == found.to ? NULL : &sy_merged_at(write->stack, found.from)->field;
    struct sy_json_writer *w = write->w;
    struct sy_epcis_parts parts;
    bool empty = first == NULL && holds_many(row) &&
                 numbers_name(write, level, all, SY_SHAPE_EMPTY, row->number);

    if (row->shape == SY_SHAPE_EXTENSIONS && first != NULL)
        put_extensions(write, level, found, false);
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
        put_texts(write, found);
        break;
    case SY_SHAPE_TEXT_OR_TEXTS:
        if (empty || found.to - found.from > 1 || has_flag(write, level, all))
            put_texts(write, found);
        else
            sy_json_put_text(w, first->bytes);
        break;
    case SY_SHAPE_OBJECT:
        parts = single_parts(write, found);
        return sy_epcis_write_object(write, (enum sy_epcis_level)row->level, &parts,
                                     (struct sy_bytes){NULL, 0});
    case SY_SHAPE_OBJECTS:
        return put_elements(write, row, found,
                            !empty && row->single &&
                                numbers_name(write, level, all, SY_SHAPE_SINGLE, row->number));
    case SY_SHAPE_MEMBERS:
        sy_json_begin_object(w);
        if (!empty)
            put_extensions(write, level, found, true);
        sy_json_end_object(w);
        break;
    case SY_SHAPE_JSON:
    case SY_SHAPE_CONTEXT:
        sy_epcis_write_json(w, first->bytes);
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
        json = sy_text(SY_GS1_CONTEXT);
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

/* When the record was captured under another @context than the one in force here, it carries
 * that one, and behind it its own; otherwise its own stands where it stood among its
 * extensions. */
static void put_context(struct sy_epcis_write *write, struct sy_merged_range all,
                        uint32_t context, uint32_t extension)
{
    struct sy_merged_range under = sy_epcis_merge_find(write->stack, all, context);
    struct sy_merged_range found = sy_epcis_merge_find(write->stack, all, extension);
    struct sy_bytes captured = {NULL, 0};
    struct sy_bytes own = {NULL, 0};

    if (under.from < under.to)
        captured = sy_merged_at(write->stack, under.from)->field.bytes;
    for (size_t i = found.from; i < found.to && own.data == NULL; i++) {
        struct sy_bytes one = sy_merged_at(write->stack, i)->field.bytes;

        if (sy_bytes_equal(sy_epcis_field(one, 2), sy_text("@context")))
            own = sy_epcis_field(one, 3);
    }
    write->context_put = !sy_bytes_equal(captured, write->context);
    if (!write->context_put)
        return;
    sy_json_name(write->w, "@context");
    sy_json_begin_list(write->w);
    put_context_values(write->w, captured);
    if (own.data != NULL)
        put_context_values(write->w, own);
    sy_json_end_list(write->w);
}

/* Depth is that of the levels, which only the table nests. */
enum sy_err sy_epcis_write_object(struct sy_epcis_write *write, enum sy_epcis_level level,
                                  const struct sy_epcis_parts *parts,
                                  struct sy_bytes record_time)
{
    struct sy_epcis_level_rows of = sy_epcis_rows(level);
    struct sy_merged_range all;
    enum sy_err err = sy_epcis_merge(write->stack, parts, &all);

    if (err != SY_OK)
        return err;
    sy_json_begin_object(write->w);
    if (level == SY_LEVEL_EVENT)
        put_context(write, all, SY_EVENT_FIELD_CONTEXT, SY_EVENT_FIELD_EXTENSION);
    if (level == SY_LEVEL_MASTER_DATA)
        put_context(write, all, SY_MASTER_DATA_FIELD_CONTEXT, SY_MASTER_DATA_FIELD_EXTENSION);
    for (size_t i = 0; i < of.count && err == SY_OK; i++) {
        if (of.rows[i].number != 0)
            err = sy_epcis_write_row(write, level, &of.rows[i], all);
    }
    if (record_time.len > 0) {
        sy_json_name(write->w, "recordTime");
        sy_json_put_text(write->w, record_time);
    }
    sy_json_end_object(write->w);
    sy_epcis_merge_pop(write->stack, all);
    return err;
}
