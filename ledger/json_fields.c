#include "ledger/json_fields.h"

#include <stdio.h>
#include <string.h>

/* A file of that size needs about this much: a node a few bytes of text. */
enum { ARENA_BYTES_MAX = 64 * SY_NETWORK_FILE_BYTES_MAX };

enum sy_err sy_field_document(struct sy_bytes file, struct sy_json_document *document,
                              struct sy_field *root, struct sy_problem *why)
{
    struct sy_json_error error = {0};
    enum sy_err err;

    if (file.len > SY_NETWORK_FILE_BYTES_MAX) {
        sy_problem_set(why, SY_PROBLEM_TOO_MANY, sy_text("bytes"));
        return SY_LIMIT;
    }
    document->arena_max = ARENA_BYTES_MAX;
    err = sy_json_parse(file, document, &error);
    if (err != SY_OK) {
        sy_problem_set(why, err == SY_NO_MEMORY ? SY_PROBLEM_NO_MEMORY : SY_PROBLEM_NOT_JSON,
                       sy_text(error.what));
        if (why != NULL)
            why->line = error.line;
        return err;
    }
    *root = (struct sy_field){.node = document->root, .why = why};
    return SY_OK;
}

static void put_path(const struct sy_field *f, char *path, size_t room)
{
    size_t used;

    if (f->parent != NULL)
        put_path(f->parent, path, room);
    used = strlen(path);
    if (f->name != NULL)
        snprintf(path + used, room - used, "%s%s", used == 0 ? "" : ".", f->name);
    else if (f->parent != NULL)
        snprintf(path + used, room - used, "[%zu]", f->index);
}

bool sy_field_wrong(const struct sy_field *f, enum sy_problem_kind kind, struct sy_bytes detail)
{
    if (f->why != NULL) {
        sy_problem_set(f->why, kind, detail);
        put_path(f, f->why->path, sizeof(f->why->path));
    }
    return false;
}

static bool is_one_of(struct sy_bytes name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (sy_bytes_equal(name, sy_text(names[i])))
            return true;
    }
    return false;
}

bool sy_field_object(const struct sy_field *f, const char *const *names, size_t count)
{
    if (f->node->type != SY_JSON_OBJECT)
        return sy_field_wrong(f, SY_PROBLEM_WRONG_TYPE, sy_text("object"));
    for (const struct sy_json *m = f->node->first; m != NULL; m = m->next) {
        if (!is_one_of(m->name, names, count))
            return sy_field_wrong(f, SY_PROBLEM_UNKNOWN_MEMBER, m->name);
    }
    for (size_t i = 0; i < count; i++) {
        if (sy_json_member(f->node, names[i]) == NULL)
            return sy_field_wrong(f, SY_PROBLEM_MISSING_MEMBER, sy_text(names[i]));
    }
    return true;
}

bool sy_field_member(const struct sy_field *f, const char *name, enum sy_json_type type,
                     struct sy_field *out)
{
    struct sy_field member = {.parent = f, .name = name, .why = f->why};

    member.node = sy_json_member(f->node, name);
    if (member.node == NULL)
        return sy_field_wrong(f, SY_PROBLEM_MISSING_MEMBER, sy_text(name));
    if (member.node->type != type)
        return sy_field_wrong(&member, SY_PROBLEM_WRONG_TYPE, sy_text(sy_json_type_name(type)));
    *out = member;
    return true;
}

bool sy_field_text(const struct sy_field *f, const char *name, struct sy_bytes *out)
{
    struct sy_field member;

    if (!sy_field_member(f, name, SY_JSON_TEXT, &member))
        return false;
    *out = member.node->text;
    return true;
}

bool sy_field_uint(const struct sy_field *f, const char *name, uint64_t max, uint64_t *out)
{
    struct sy_field member;
    uint64_t value = 0;

    if (!sy_field_member(f, name, SY_JSON_NUMBER, &member))
        return false;
    for (size_t i = 0; i < member.node->text.len; i++) {
        unsigned digit = (unsigned)member.node->text.data[i] - '0';

        if (digit > 9 || value > (max - (digit < max ? digit : max)) / 10)
            return sy_field_wrong(&member, SY_PROBLEM_BAD_NUMBER, member.node->text);
        value = value * 10 + digit;
    }
    if (value > max)
        return sy_field_wrong(&member, SY_PROBLEM_BAD_NUMBER, member.node->text);
    *out = value;
    return true;
}

bool sy_field_list(const struct sy_field *f, const char *name, size_t min, size_t max,
                   struct sy_field *out)
{
    struct sy_field member;
    char number[24];

    if (!sy_field_member(f, name, SY_JSON_LIST, &member))
        return false;
    if (member.node->count < min || member.node->count > max) {
        bool few = member.node->count < min;

        snprintf(number, sizeof(number), "%zu", few ? min : max);
        return sy_field_wrong(&member, few ? SY_PROBLEM_TOO_FEW : SY_PROBLEM_TOO_MANY,
                              sy_text(number));
    }
    *out = member;
    return true;
}

bool sy_field_next(const struct sy_field *list, struct sy_field *element)
{
    const struct sy_json *node =
        element->node == NULL ? list->node->first : element->node->next;
    size_t index = element->node == NULL ? 0 : element->index + 1;

    if (node == NULL)
        return false;
    *element =
        (struct sy_field){.node = node, .parent = list, .index = index, .why = list->why};
    return true;
}
