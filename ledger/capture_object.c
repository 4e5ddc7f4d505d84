#include "ledger/capture_object.h"

#include <stdio.h>
#include <string.h>

#include "ledger/capture_check.h"
#include "ledger/json_writer.h"
#include "proto/wire.h"

static void walk_object(struct sy_capture_walk *walk, enum sy_epcis_level level,
                        const struct sy_json *object);

static void fill_error(const struct sy_capture_walk *walk, struct sy_capture_error *error,
                       const struct sy_json *node, const char *expected)
{
    if (error == NULL)
        return;
    error->event = walk->event;
    sy_capture_shorten(walk->event_id, error->event_id, sizeof(error->event_id));
    sy_capture_path_text(&walk->path, error->path);
    sy_capture_shorten(sy_text(expected), error->expected, sizeof(error->expected));
    if (node == NULL)
        return;
    if (node->type == SY_JSON_NUMBER)
        sy_capture_shorten(node->text, error->value, sizeof(error->value));
    else if (node->type == SY_JSON_BOOL)
        sy_capture_shorten(sy_text(node->truth ? "true" : "false"), error->value,
                           sizeof(error->value));
    else if (node->type != SY_JSON_TEXT)
        sy_capture_shorten(sy_text(sy_json_type_name(node->type)), error->value,
                           sizeof(error->value));
    else {
        struct sy_buffer quoted = {0};
        struct sy_json_writer w = {.to = &quoted};

        sy_json_put_text(&w, node->text);
        sy_capture_shorten(sy_buffer_bytes(&quoted), error->value, sizeof(error->value));
        sy_buffer_close(&quoted);
    }
}

void sy_capture_walk_error(struct sy_capture_walk *walk, enum sy_capture_code code,
                           const struct sy_json *node, const char *expected)
{
    fill_error(walk, sy_capture_errors_add(walk->errors, code), node, expected);
}

void sy_capture_walk_warning(struct sy_capture_walk *walk, enum sy_capture_code code,
                             const struct sy_json *node)
{
    fill_error(walk, sy_capture_errors_add(walk->warnings, code), node, "");
}

static void unknown_member(struct sy_capture_walk *walk, const struct sy_json *member)
{
    struct sy_capture_error *error;

    sy_capture_walk_error(walk, SY_CAPTURE_UNKNOWN_MEMBER, NULL, "");
    if (walk->errors->more > 0)
        return;
    error = &walk->errors->list[walk->errors->count - 1];
    sy_capture_shorten(member->name, error->value, sizeof(error->value));
}

void sy_capture_walk_context(struct sy_capture_walk *walk, const struct sy_json *own)
{
    walk->context = (struct sy_epcis_context){0};
    sy_epcis_context_add(&walk->context, walk->document_context);
    walk->context_kept = walk->context.prefixed;
    walk->context_part = walk->context.other ? SY_PART_COMMERCIAL : SY_PART_OPEN;
    sy_epcis_context_add(&walk->context, own);
}

/* The buffer of a part kind at this depth; its place in a list goes before anything else. */
static struct sy_buffer *into(struct sy_capture_walk *walk, enum sy_part_kind kind)
{
    struct sy_capture_frame *frame = &walk->frame[walk->depth];
    unsigned i = (unsigned)kind - 1;

    sy_assert(i < SY_PART_KINDS);
    if (!frame->begun[i]) {
        frame->begun[i] = true;
        if (frame->in_list)
            sy_wire_put_uint(&frame->part[i], 1, frame->at);
    }
    return &frame->part[i];
}

static void push_frame(struct sy_capture_walk *walk, bool in_list, uint64_t at)
{
    struct sy_capture_frame *frame;

    sy_assert(walk->depth + 1 < SY_CAPTURE_LEVELS_MAX);
    walk->depth++;
    frame = &walk->frame[walk->depth];
    for (unsigned i = 0; i < SY_PART_KINDS; i++) {
        sy_buffer_clear(&frame->part[i]);
        frame->begun[i] = false;
    }
    frame->in_list = in_list;
    frame->at = at;
}

/* The inner message is complete: it goes into the outer one of each kind that has any of it, and
 * when none has, into the kind given. */
static void pop_frame(struct sy_capture_walk *walk, uint32_t number,
                      enum sy_part_kind otherwise)
{
    struct sy_capture_frame *frame = &walk->frame[walk->depth];
    bool some = false;

    for (unsigned i = 0; i < SY_PART_KINDS; i++)
        some = some || frame->begun[i];
    if (!some)
        (void)into(walk, otherwise);
    walk->depth--;
    for (unsigned i = 0; i < SY_PART_KINDS; i++) {
        if (!frame->begun[i])
            continue;
        if (frame->part[i].err != SY_OK)
            walk->failed = true;
        sy_wire_put_bytes(into(walk, (enum sy_part_kind)(i + 1)), number,
                          sy_buffer_bytes(&frame->part[i]));
    }
}

static bool opens(const struct sy_capture_walk *walk, struct sy_bytes name)
{
    for (size_t i = 0; i < walk->options->open_member_count; i++) {
        if (sy_bytes_equal(name, sy_text(walk->options->open_members[i])))
            return true;
    }
    return false;
}

/* What is in a member is not wider than the member; then, chain and commercial give way to the
 * signer's wish, personal never. */
static enum sy_part_kind settle(const struct sy_capture_walk *walk, enum sy_part_kind kind)
{
    if (kind < walk->floor)
        kind = walk->floor;
    return walk->opened && kind != SY_PART_PERSONAL ? SY_PART_OPEN : kind;
}

/* A whole UUID: anything else behind urn:uuid: could be a number that tells something. */
static bool is_uuid(struct sy_bytes id)
{
    static const char pattern[] = "urn:uuid:xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    if (id.len != sizeof(pattern) - 1)
        return false;
    for (size_t i = 0; i < id.len; i++) {
        uint8_t c = id.data[i] | 0x20;
        bool hex = (id.data[i] >= '0' && id.data[i] <= '9') || (c >= 'a' && c <= 'f');

        if (pattern[i] == 'x' ? !hex : id.data[i] != (uint8_t)pattern[i])
            return false;
    }
    return true;
}

static enum sy_part_kind part_of(const struct sy_capture_walk *walk,
                                 const struct sy_epcis_row *row, const struct sy_json *node)
{
    enum sy_part_kind kind = SY_PART_COMMERCIAL;

    switch ((enum sy_epcis_policy)row->policy) {
    case SY_POLICY_OPEN:
    case SY_POLICY_CHAIN:
    case SY_POLICY_COMMERCIAL:
    case SY_POLICY_PERSONAL:
        kind = (enum sy_part_kind)row->policy;
        break;
    case SY_POLICY_EVENT_ID:
        kind = node != NULL && is_uuid(node->text) ? SY_PART_OPEN : SY_PART_CHAIN;
        break;
    case SY_POLICY_PLACE:
        kind = walk->places_open ? SY_PART_OPEN : SY_PART_CHAIN;
        break;
    case SY_POLICY_AMOUNT:
        kind = walk->amounts_open ? SY_PART_OPEN : SY_PART_CHAIN;
        break;
    case SY_POLICY_TRANSACTION:
        kind = walk->transaction_part;
        break;
    case SY_POLICY_MASTER_DATA:
        kind = walk->master_data_part;
        break;
    case SY_POLICY_CONTEXT:
        kind = walk->context_part;
        break;
    }
    return settle(walk, kind);
}

static void tell_placed(const struct sy_capture_walk *walk, enum sy_part_kind kind)
{
    char path[SY_CAPTURE_PATH_BYTES];

    if (walk->options->placed == NULL)
        return;
    sy_capture_path_text(&walk->path, path);
    walk->options->placed(walk->options->context, walk->event, path, kind);
}

/* Whatever would be open to everyone may not be the number of a person. */
static void refuse_personal(struct sy_capture_walk *walk, const struct sy_json *node)
{
    if (node->type == SY_JSON_TEXT || node->type == SY_JSON_NUMBER) {
        if (sy_capture_check_personal(node->text) || sy_capture_check_personal(node->name))
            sy_capture_walk_error(walk, SY_CAPTURE_PERSONAL_NUMBER, NULL, "");
        return;
    }
    for (const struct sy_json *n = node->first; n != NULL; n = n->next)
        refuse_personal(walk, n);
}

static bool check_text(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                       const struct sy_json *node)
{
    enum sy_capture_code code = SY_CAPTURE_WRONG_TYPE;
    const char *expected = "";
    char words[SY_CAPTURE_VALUE_BYTES];

    if (node->type != SY_JSON_TEXT) {
        sy_capture_walk_error(walk, SY_CAPTURE_WRONG_TYPE, node, "text");
        return false;
    }
    if (sy_capture_check_text(row, node->text, &code, &expected))
        return true;
    if (code == SY_CAPTURE_BAD_VOCABULARY) {
        sy_capture_check_words((enum sy_cbv)row->vocabulary, words, sizeof(words));
        expected = words;
    }
    sy_capture_walk_error(walk, code, node, expected);
    return false;
}

static void put_text(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                     const struct sy_json *node, enum sy_part_kind kind)
{
    if (!check_text(walk, row, node))
        return;
    if (kind == SY_PART_OPEN)
        refuse_personal(walk, node);
    sy_wire_put_bytes(into(walk, kind), row->number, node->text);
}

static void put_texts(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                      const struct sy_json *list, enum sy_part_kind kind)
{
    uint64_t at = 0;

    if (list->type != SY_JSON_LIST) {
        sy_capture_walk_error(walk, SY_CAPTURE_WRONG_TYPE, list, "list of texts");
        return;
    }
    for (const struct sy_json *n = list->first; n != NULL; n = n->next) {
        sy_capture_path_push_index(&walk->path, at++);
        put_text(walk, row, n, kind);
        sy_capture_path_pop(&walk->path);
    }
}

static void put_number(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                       const struct sy_json *node, enum sy_part_kind kind)
{
    if (node->type != SY_JSON_NUMBER) {
        sy_capture_walk_error(walk, SY_CAPTURE_NOT_A_NUMBER, node, "");
        return;
    }
    sy_wire_put_bytes(into(walk, kind), row->number, node->text);
}

static void put_bool(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                     const struct sy_json *node, enum sy_part_kind kind)
{
    if (node->type != SY_JSON_BOOL) {
        sy_capture_walk_error(walk, SY_CAPTURE_WRONG_TYPE, node, "true or false");
        return;
    }
    sy_wire_put_uint(into(walk, kind), row->number, node->truth);
}

static struct sy_bytes json_text(struct sy_capture_walk *walk, const struct sy_json *node)
{
    struct sy_json_writer w = {.to = &walk->json};

    sy_buffer_clear(&walk->json);
    sy_json_write(&w, node);
    if (walk->json.err != SY_OK)
        walk->failed = true;
    return sy_buffer_bytes(&walk->json);
}

static void put_extension(struct sy_capture_walk *walk, uint32_t number,
                          const struct sy_json *member, uint64_t at, enum sy_part_kind kind)
{
    sy_capture_path_push(&walk->path, member->name);
    walk->opened = walk->opened || opens(walk, member->name);
    kind = settle(walk, kind);
    if (kind == SY_PART_OPEN)
        refuse_personal(walk, member);
    tell_placed(walk, kind);
    push_frame(walk, true, at);
    sy_wire_put_bytes(into(walk, kind), 2, member->name);
    sy_wire_put_bytes(into(walk, kind), 3, json_text(walk, member));
    pop_frame(walk, number, kind);
    sy_capture_path_pop(&walk->path);
}

/* The row of a member, NULL for an extension: suyuan's names are ours only while they mean us. */
static const struct sy_epcis_row *row_of(const struct sy_capture_walk *walk,
                                         enum sy_epcis_level level,
                                         const struct sy_json *member)
{
    const struct sy_epcis_row *row = sy_epcis_row_named(level, member->name);

    if (row == NULL || memchr(member->name.data, ':', member->name.len) == NULL)
        return row;
    return sy_epcis_name_ours(&walk->context, member->name) ? row : NULL;
}

/* JSON-LD lets an object say its type; where EPCIS has no such member it is kept as it is. */
static bool may_extend(enum sy_epcis_level level, struct sy_bytes name)
{
    return sy_epcis_name_extends(name) ||
           (level != SY_LEVEL_DOCUMENT && sy_bytes_equal(name, sy_text("type")));
}

/* The members that have no row. An @context of an object's own is one of them. */
static void put_extensions(struct sy_capture_walk *walk, enum sy_epcis_level level,
                           const struct sy_epcis_row *row, const struct sy_json *object)
{
    enum sy_part_kind floor = walk->floor;
    bool opened = walk->opened;
    uint64_t at = 0;

    for (const struct sy_json *m = object->first; m != NULL; m = m->next) {
        enum sy_part_kind kind;

        if (row_of(walk, level, m) != NULL || !may_extend(level, m->name))
            continue;
        if (sy_bytes_equal(m->name, sy_text("@context"))) {
            struct sy_epcis_context own = {0};

            sy_epcis_context_add(&own, m);
            kind = own.other ? SY_PART_COMMERCIAL : SY_PART_OPEN;
        } else {
            kind = sy_epcis_extension_part(&walk->context, m);
        }
        if (level == SY_LEVEL_LOCATION && kind == SY_PART_OPEN)
            walk->floor =
                SY_PART_OPEN; /* the district of a place is open though the place is not */
        put_extension(walk, row->number, m, at++, kind);
        walk->opened = opened;
        walk->floor = floor;
    }
}

static void put_members(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                        const struct sy_json *object)
{
    bool opened = walk->opened;
    uint64_t at = 0;

    if (object->type != SY_JSON_OBJECT) {
        sy_capture_walk_error(walk, SY_CAPTURE_WRONG_TYPE, object, "object");
        return;
    }
    for (const struct sy_json *m = object->first; m != NULL; m = m->next) {
        if (!sy_epcis_name_extends(m->name)) {
            sy_capture_path_push(&walk->path, m->name);
            unknown_member(walk, m);
            sy_capture_path_pop(&walk->path);
            continue;
        }
        put_extension(walk, row->number, m, at++, sy_epcis_ilmd_part(&walk->context, m));
        walk->opened = opened;
    }
}

static bool starts(struct sy_bytes text, const char *start)
{
    size_t len = strlen(start);

    return text.len >= len && memcmp(text.data, start, len) == 0;
}

/* Papers whose numbers anyone may check are open, papers of the trade are not. */
static enum sy_part_kind transaction_part(const struct sy_capture_walk *walk,
                                          const struct sy_json *element)
{
    static const char *const open_types[] = {"cert", "testres", "urn:suyuan:1:term:ticket"};
    const struct sy_json *type = sy_json_member(element, "type");
    const struct sy_json *id = sy_json_member(element, "bizTransaction");

    if (id != NULL && id->type == SY_JSON_TEXT && starts(id->text, "urn:suyuan:1:ticket:"))
        return SY_PART_OPEN;
    if (type == NULL || type->type != SY_JSON_TEXT)
        return SY_PART_COMMERCIAL;
    if (sy_json_is(type, "suyuan:ticket") && sy_epcis_name_ours(&walk->context, type->text))
        return SY_PART_OPEN;
    for (size_t i = 0; i < sizeof(open_types) / sizeof(open_types[0]); i++) {
        struct sy_bytes bare = sy_cbv_bare(SY_CBV_TRANSACTION_TYPE, type->text);

        if (sy_bytes_equal(bare, sy_text(open_types[i])))
            return SY_PART_OPEN;
    }
    return SY_PART_COMMERCIAL;
}

static void put_element(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                        const struct sy_json *element, uint64_t at, enum sy_part_kind kind)
{
    enum sy_epcis_level level = (enum sy_epcis_level)row->level;
    enum sy_part_kind master_data_part = walk->master_data_part;
    enum sy_part_kind floor = walk->floor;

    if (element->type != SY_JSON_OBJECT) {
        sy_capture_walk_error(walk, SY_CAPTURE_WRONG_TYPE, element, "object");
        return;
    }
    if (level == SY_LEVEL_TRANSACTION) {
        walk->transaction_part = transaction_part(walk, element);
        kind = walk->opened ? SY_PART_OPEN : walk->transaction_part;
    }
    if (level == SY_LEVEL_ATTRIBUTE) {
        const struct sy_json *id = sy_json_member(element, "id");

        if (id != NULL && id->type == SY_JSON_TEXT)
            walk->master_data_part = sy_epcis_attribute_part(
                id->text, sy_json_member(element, "attribute"), master_data_part);
    }
    walk->floor = kind;
    push_frame(walk, sy_epcis_rows(level).in_list, at);
    walk_object(walk, level, element);
    pop_frame(walk, row->number, kind);
    walk->floor = floor;
    walk->master_data_part = master_data_part;
}

static void put_elements(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                         const struct sy_json *list, enum sy_part_kind kind)
{
    uint64_t at = 0;

    if (list->type == SY_JSON_OBJECT && row->single) {
        put_element(walk, row, list, 0, kind);
        return;
    }
    if (list->type != SY_JSON_LIST) {
        sy_capture_walk_error(walk, SY_CAPTURE_WRONG_TYPE, list, "list of objects");
        return;
    }
    for (const struct sy_json *n = list->first; n != NULL; n = n->next) {
        sy_capture_path_push_index(&walk->path, at);
        put_element(walk, row, n, at++, kind);
        sy_capture_path_pop(&walk->path);
    }
}

static void put_json(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                     const struct sy_json *node, enum sy_part_kind kind)
{
    if (kind == SY_PART_OPEN)
        refuse_personal(walk, node);
    sy_wire_put_bytes(into(walk, kind), row->number, json_text(walk, node));
}

/* A member of the standard. */
static void put_member(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                       const struct sy_json *node)
{
    bool opened = walk->opened;
    enum sy_part_kind kind;

    walk->opened = opened || opens(walk, node->name);
    kind = part_of(walk, row, node);
    sy_capture_path_push(&walk->path, node->name);
    if (row->shape != SY_SHAPE_OBJECT && row->shape != SY_SHAPE_OBJECTS &&
        row->shape != SY_SHAPE_MEMBERS && row->shape != SY_SHAPE_DROPPED)
        tell_placed(walk, kind);
    switch ((enum sy_epcis_shape)row->shape) {
    case SY_SHAPE_TEXT:
        put_text(walk, row, node, kind);
        break;
    case SY_SHAPE_NUMBER:
        put_number(walk, row, node, kind);
        break;
    case SY_SHAPE_BOOL:
        put_bool(walk, row, node, kind);
        break;
    case SY_SHAPE_TEXTS:
        put_texts(walk, row, node, kind);
        break;
    case SY_SHAPE_TEXT_OR_TEXTS:
        if (node->type == SY_JSON_LIST)
            put_texts(walk, row, node, kind);
        else
            put_text(walk, row, node, kind);
        break;
    case SY_SHAPE_OBJECT:
        put_element(walk, row, node, 0, kind);
        break;
    case SY_SHAPE_OBJECTS:
        put_elements(walk, row, node, kind);
        break;
    case SY_SHAPE_MEMBERS:
        put_members(walk, row, node);
        break;
    case SY_SHAPE_JSON:
    case SY_SHAPE_CONTEXT:
        put_json(walk, row, node, kind);
        break;
    case SY_SHAPE_DROPPED:
        if (row->rule != SY_RULE_NONE)
            (void)check_text(walk, row, node);
        break;
    case SY_SHAPE_AT:
    case SY_SHAPE_EXTENSIONS:
    case SY_SHAPE_EMPTY:
    case SY_SHAPE_LIST_FLAG:
    case SY_SHAPE_SINGLE:
    case SY_SHAPE_OUTER:
        sy_assert(row->name == NULL);
        break;
    }
    sy_capture_path_pop(&walk->path);
    walk->opened = opened;
}

/* The numbers of rows whose member has that look, each into the part its member would go to. */
static void put_numbers(struct sy_capture_walk *walk, struct sy_epcis_level_rows of,
                        const struct sy_epcis_row *row, const struct sy_json *const *slot)
{
    bool opened = walk->opened;

    for (size_t i = 0; i < of.count; i++) {
        unsigned shape = of.rows[i].shape;
        bool list = shape == SY_SHAPE_TEXTS || shape == SY_SHAPE_OBJECTS ||
                    shape == SY_SHAPE_TEXT_OR_TEXTS;
        bool match;

        if (slot[i] == NULL)
            continue;
        if (row->shape == SY_SHAPE_EMPTY)
            match = slot[i]->count == 0 &&
                    ((list && slot[i]->type == SY_JSON_LIST) || shape == SY_SHAPE_MEMBERS);
        else
            match = of.rows[i].single && slot[i]->type == SY_JSON_OBJECT;
        if (!match)
            continue;
        walk->opened = opened || opens(walk, slot[i]->name);
        sy_wire_put_uint(into(walk, part_of(walk, &of.rows[i], slot[i])), row->number,
                         of.rows[i].number);
        walk->opened = opened;
    }
}

/* Rows that the schema has and JSON has not. */
static void put_own(struct sy_capture_walk *walk, enum sy_epcis_level level,
                    const struct sy_epcis_row *row, const struct sy_json *object,
                    const struct sy_json *const *slot)
{
    struct sy_epcis_level_rows of = sy_epcis_rows(level);

    switch ((int)row->shape) {
    case SY_SHAPE_EXTENSIONS:
        put_extensions(walk, level, row, object);
        break;
    case SY_SHAPE_EMPTY:
    case SY_SHAPE_SINGLE:
        put_numbers(walk, of, row, slot);
        break;
    case SY_SHAPE_CONTEXT:
        if (walk->context_kept && walk->document_context != NULL)
            put_json(walk, row, walk->document_context, part_of(walk, row, NULL));
        break;
    case SY_SHAPE_LIST_FLAG:
        for (size_t i = 0; i < of.count; i++) {
            if (of.rows[i].shape == SY_SHAPE_TEXT_OR_TEXTS && slot[i] != NULL &&
                slot[i]->type == SY_JSON_LIST)
                sy_wire_put_uint(into(walk, part_of(walk, &of.rows[i], slot[i])), row->number,
                                 1);
        }
        break;
    case SY_SHAPE_OUTER:
        if (row->number == 1)
            sy_wire_put_bytes(into(walk, part_of(walk, row, NULL)), row->number,
                              walk->vocabulary_type);
        break;
    default:
        sy_assert(row->shape == SY_SHAPE_AT);
        break;
    }
}

/* May the member stand in this type of event; of an unknown type only what all have. */
static bool belongs(const struct sy_capture_walk *walk, const struct sy_epcis_row *row)
{
    if (walk->event_bit == 0)
        return row->events == SY_EVENT_ANY;
    return (row->events & walk->event_bit) != 0;
}

static void sort_members(struct sy_capture_walk *walk, enum sy_epcis_level level,
                         const struct sy_json *object, const struct sy_json **slot)
{
    struct sy_epcis_level_rows of = sy_epcis_rows(level);

    for (const struct sy_json *m = object->first; m != NULL; m = m->next) {
        const struct sy_epcis_row *row = row_of(walk, level, m);

        sy_capture_path_push(&walk->path, m->name);
        if (m->repeated)
            sy_capture_walk_warning(walk, SY_CAPTURE_REPEATED_MEMBER, m);
        if (row != NULL) {
            slot[row - of.rows] = m;
            if (level == SY_LEVEL_EVENT && walk->event_bit != 0 && !belongs(walk, row))
                sy_capture_walk_error(walk, SY_CAPTURE_MEMBER_MISPLACED, m,
                                      "this type of event has no such member");
        } else if (!may_extend(level, m->name)) {
            unknown_member(walk, m);
        }
        sy_capture_path_pop(&walk->path);
    }
    for (size_t i = 0; i < of.count; i++) {
        if (!of.rows[i].required || slot[i] != NULL)
            continue;
        if (level == SY_LEVEL_EVENT && !belongs(walk, &of.rows[i]))
            continue;
        sy_capture_path_push(&walk->path, sy_text(of.rows[i].name));
        sy_capture_walk_error(walk, SY_CAPTURE_MEMBER_MISSING, NULL, "");
        sy_capture_path_pop(&walk->path);
    }
}

/* Depth is that of the levels, which only the table nests. */
static void walk_object(struct sy_capture_walk *walk, enum sy_epcis_level level,
                        const struct sy_json *object)
{
    struct sy_epcis_level_rows of = sy_epcis_rows(level);
    const struct sy_json *slot[SY_EPCIS_ROWS_MAX] = {0};

    sy_assert(of.count <= SY_EPCIS_ROWS_MAX);
    sort_members(walk, level, object, slot);
    for (size_t i = 0; i < of.count; i++) {
        if (of.rows[i].name == NULL)
            put_own(walk, level, &of.rows[i], object, slot);
        else if (slot[i] != NULL)
            put_member(walk, &of.rows[i], slot[i]);
    }
}

static void start(struct sy_capture_walk *walk)
{
    walk->depth = 0;
    for (unsigned i = 0; i < SY_PART_KINDS; i++) {
        sy_buffer_clear(&walk->frame[0].part[i]);
        walk->frame[0].begun[i] = false;
    }
    walk->opened = false;
    walk->floor = SY_PART_OPEN;
}

static void finish(struct sy_capture_walk *walk)
{
    sy_assert(walk->depth == 0);
    for (unsigned i = 0; i < SY_PART_KINDS; i++) {
        if (walk->frame[0].part[i].err != SY_OK)
            walk->failed = true;
    }
}

void sy_capture_walk_object(struct sy_capture_walk *walk, enum sy_epcis_level level,
                            const struct sy_json *object)
{
    start(walk);
    walk_object(walk, level, object);
    finish(walk);
}

void sy_capture_walk_inner(struct sy_capture_walk *walk, enum sy_epcis_level level,
                           const struct sy_json *object, uint32_t number)
{
    start(walk);
    push_frame(walk, false, 0);
    walk_object(walk, level, object);
    pop_frame(walk, number, SY_PART_COMMERCIAL);
    finish(walk);
}

void sy_capture_walk_close(struct sy_capture_walk *walk)
{
    for (unsigned d = 0; d < SY_CAPTURE_LEVELS_MAX; d++) {
        for (unsigned i = 0; i < SY_PART_KINDS; i++)
            sy_buffer_close(&walk->frame[d].part[i]);
    }
    sy_buffer_close(&walk->json);
}
