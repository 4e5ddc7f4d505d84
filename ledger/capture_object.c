#include "ledger/capture_object.h"

#include <string.h>

#include "ledger/capture_check.h"
#include "ledger/capture_part.h"
#include "ledger/capture_value.h"
#include "proto/wire.h"

static void walk_object(struct sy_capture_walk *walk, enum sy_epcis_level level,
                        const struct sy_json *object);

static void put_extension(struct sy_capture_walk *walk, uint32_t number,
                          const struct sy_json *member, uint64_t at, enum sy_part_kind kind)
{
    sy_capture_path_push(&walk->path, member->name);
    walk->opened = walk->opened || sy_capture_part_opens(walk, member->name);
    kind = sy_capture_part_settle(walk, kind);
    if (kind == SY_PART_OPEN)
        sy_capture_value_refuse_personal(walk, member);
    sy_capture_walk_placed(walk, kind);
    sy_capture_walk_push(walk, true, at);
    sy_wire_put_bytes(sy_capture_walk_into(walk, kind), 2, member->name);
    sy_wire_put_bytes(sy_capture_walk_into(walk, kind), 3,
                      sy_capture_value_json_text(walk, member));
    sy_capture_walk_pop(walk, number, kind);
    sy_capture_path_pop(&walk->path);
}

/* The row of a member, NULL for an extension: suyuan's names are ours only while they mean
 * us. */
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
            sy_capture_walk_unknown(walk, m);
            continue;
        }
        put_extension(walk, row->number, m, at++, sy_epcis_ilmd_part(&walk->context, m));
        walk->opened = opened;
    }
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
        walk->transaction_part = sy_capture_part_of_transaction(walk, element);
        kind = walk->opened ? SY_PART_OPEN : walk->transaction_part;
    }
    if (level == SY_LEVEL_ATTRIBUTE) {
        const struct sy_json *id = sy_json_member(element, "id");

        if (id != NULL && id->type == SY_JSON_TEXT)
            walk->master_data_part = sy_epcis_attribute_part(
                id->text, sy_json_member(element, "attribute"), master_data_part);
    }
    walk->floor = kind;
    sy_capture_walk_push(walk, sy_epcis_rows(level).in_list, at);
    walk_object(walk, level, element);
    sy_capture_walk_pop(walk, row->number, kind);
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

/* A member of the standard. */
static void put_member(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                       const struct sy_json *node)
{
    bool opened = walk->opened;
    enum sy_part_kind kind;

    walk->opened = opened || sy_capture_part_opens(walk, node->name);
    kind = sy_capture_part_of(walk, row, node);
    sy_capture_path_push(&walk->path, node->name);
    if (row->shape != SY_SHAPE_OBJECT && row->shape != SY_SHAPE_OBJECTS &&
        row->shape != SY_SHAPE_MEMBERS && row->shape != SY_SHAPE_DROPPED)
        sy_capture_walk_placed(walk, kind);
    switch ((enum sy_epcis_shape)row->shape) {
    case SY_SHAPE_TEXT:
        sy_capture_value_text(walk, row, node, kind);
        break;
    case SY_SHAPE_NUMBER:
        sy_capture_value_number(walk, row, node, kind);
        break;
    case SY_SHAPE_BOOL:
        sy_capture_value_bool(walk, row, node, kind);
        break;
    case SY_SHAPE_TEXTS:
        sy_capture_value_texts(walk, row, node, kind);
        break;
    case SY_SHAPE_TEXT_OR_TEXTS:
        if (node->type == SY_JSON_LIST)
            sy_capture_value_texts(walk, row, node, kind);
        else
            sy_capture_value_text(walk, row, node, kind);
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
        sy_capture_value_json(walk, row, node, kind);
        break;
    case SY_SHAPE_DROPPED:
        if (row->rule != SY_RULE_NONE)
            (void)sy_capture_value_check(walk, row, node);
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
        walk->opened = opened || sy_capture_part_opens(walk, slot[i]->name);
        sy_wire_put_uint(
            sy_capture_walk_into(walk, sy_capture_part_of(walk, &of.rows[i], slot[i])),
            row->number, of.rows[i].number);
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
            sy_capture_value_json(walk, row, walk->document_context,
                                  sy_capture_part_of(walk, row, NULL));
        break;
    case SY_SHAPE_LIST_FLAG:
        for (size_t i = 0; i < of.count; i++) {
            if (of.rows[i].shape == SY_SHAPE_TEXT_OR_TEXTS && slot[i] != NULL &&
                slot[i]->type == SY_JSON_LIST)
                sy_wire_put_uint(
                    sy_capture_walk_into(walk, sy_capture_part_of(walk, &of.rows[i], slot[i])),
                    row->number, 1);
        }
        break;
    case SY_SHAPE_OUTER:
        if (row->number == 1)
            sy_wire_put_bytes(sy_capture_walk_into(walk, sy_capture_part_of(walk, row, NULL)),
                              row->number, walk->vocabulary_type);
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
    char wanted[SY_CAPTURE_VALUE_BYTES];

    for (const struct sy_json *m = object->first; m != NULL; m = m->next) {
        const struct sy_epcis_row *row = row_of(walk, level, m);

        if (row == NULL && !may_extend(level, m->name))
            sy_capture_walk_unknown(walk, m);
        sy_capture_path_push(&walk->path, m->name);
        if (m->repeated)
            sy_capture_walk_warning(walk, SY_CAPTURE_REPEATED_MEMBER, m);
        if (row != NULL) {
            slot[row - of.rows] = m;
            if (level == SY_LEVEL_EVENT && walk->event_bit != 0 && !belongs(walk, row))
                sy_capture_walk_error(walk, SY_CAPTURE_MEMBER_MISPLACED, m,
                                      "this type of event has no such member");
        }
        sy_capture_path_pop(&walk->path);
    }
    for (size_t i = 0; i < of.count; i++) {
        if (!of.rows[i].required || slot[i] != NULL)
            continue;
        if (level == SY_LEVEL_EVENT && !belongs(walk, &of.rows[i]))
            continue;
        sy_capture_path_push(&walk->path, sy_text(of.rows[i].name));
        sy_capture_check_wanted(&of.rows[i], wanted, sizeof(wanted));
        sy_capture_walk_error(walk, SY_CAPTURE_MEMBER_MISSING, NULL, wanted);
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

void sy_capture_object(struct sy_capture_walk *walk, enum sy_epcis_level level,
                       const struct sy_json *object)
{
    sy_capture_walk_start(walk);
    walk_object(walk, level, object);
    sy_capture_walk_finish(walk);
}

void sy_capture_object_within(struct sy_capture_walk *walk, enum sy_epcis_level level,
                              const struct sy_json *object, uint32_t number)
{
    sy_capture_walk_start(walk);
    sy_capture_walk_push(walk, false, 0);
    walk_object(walk, level, object);
    sy_capture_walk_pop(walk, number, SY_PART_COMMERCIAL);
    sy_capture_walk_finish(walk);
}
