#include "tools/act_line.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "proto/record_type.h"
#include "tools/act_command.h"

enum { ARENA_BYTES = 8 << 20, NAME_BYTES = 64 };

static const struct sy_bytes none = {NULL, 0};

static void set_where(struct sy_act_form *form, uint64_t line)
{
    snprintf(form->where, sizeof(form->where),
             form->language == SY_CHINESE ? "第 %" PRIu64 " 行，" : "line %" PRIu64 ", ", line);
}

/* Where the member stands, put before its name in the problem. */
static void put_column(struct sy_act_form *form, struct sy_bytes text, struct sy_bytes name,
                       uint64_t line)
{
    char quoted[NAME_BYTES + 3];
    const uint8_t *found;
    uint64_t column = 1;
    int len =
        snprintf(quoted, sizeof(quoted), "\"%.*s\"", (int)name.len, (const char *)name.data);

    if (len <= 0 || (size_t)len >= sizeof(quoted))
        return;
    found = memmem(text.data, text.len, quoted, (size_t)len);
    if (found == NULL)
        return;
    for (const uint8_t *at = text.data; at < found; at++) {
        line += *at == '\n';
        column = *at == '\n' ? 1 : column + ((*at & 0xc0) != 0x80);
    }
    snprintf(form->problem.words[0], sizeof(form->problem.words[0]),
             form->language == SY_CHINESE ? "第 %" PRIu64 " 行第 %" PRIu64 " 列，%.*s"
                                          : "line %" PRIu64 ", column %" PRIu64 ", %.*s",
             line, column, (int)name.len, (const char *)name.data);
}

/* "organisation suspend" */
static const struct sy_act_rule *rule_of(const struct sy_json *act)
{
    char noun[NAME_BYTES];
    const char *word;

    if (act == NULL || act->type != SY_JSON_TEXT || act->text.len >= sizeof(noun))
        return NULL;
    memcpy(noun, act->text.data, act->text.len);
    noun[act->text.len] = 0;
    word = strchr(noun, ' ');
    if (word == NULL)
        return NULL;
    noun[word - noun] = 0;
    return sy_act_command_is_noun(noun) ? sy_act_rule_named(noun, word + 1) : NULL;
}

static bool is_subject(const struct sy_act_form *form, struct sy_bytes name)
{
    return sy_bytes_equal(name, sy_text("subject")) ||
           (form->rule->type == SY_TYPE_KEY && (sy_bytes_equal(name, sy_text("public_key")) ||
                                                sy_bytes_equal(name, sy_text("public-key"))));
}

static bool take_one(struct sy_act_form *form, const struct sy_act_field *field,
                     const struct sy_json *value)
{
    if (value->type == SY_JSON_OBJECT && field->kind == SY_ACT_IS_MESSAGE)
        return sy_act_form_take_object(form, field, value);
    if (value->type != SY_JSON_TEXT && value->type != SY_JSON_NUMBER)
        return sy_act_form_wrong(form, SY_MESSAGE_ACT_BAD_TYPE, field->name, none, "");
    return sy_act_form_take(form, field, value->text);
}

static bool take_member(struct sy_act_form *form, const struct sy_json *member)
{
    const struct sy_act_field *field;
    char name[NAME_BYTES];
    bool good = true;

    if (is_subject(form, member->name)) {
        if (member->type != SY_JSON_TEXT && member->type != SY_JSON_NUMBER)
            return sy_act_form_wrong(form, SY_MESSAGE_ACT_BAD_TYPE, "subject", none, "");
        return sy_act_form_subject(form, member->text);
    }
    field = sy_act_field_named(form->rule->type, member->name);
    if (field == NULL) {
        snprintf(name, sizeof(name), "%.*s", (int)member->name.len,
                 (const char *)member->name.data);
        return sy_act_form_wrong(form, SY_MESSAGE_ACT_FIELD_UNKNOWN, name, none, "");
    }
    if (member->type != SY_JSON_LIST)
        return take_one(form, field, member);
    for (const struct sy_json *it = member->first; it != NULL && good; it = it->next)
        good = take_one(form, field, it);
    return good;
}

static bool is_override(const struct sy_json *member)
{
    return sy_bytes_equal(member->name, sy_text("override"));
}

static bool take_members(struct sy_act_form *form, const struct sy_json *object,
                         struct sy_bytes text, uint64_t line)
{
    for (int round = 0; round < 2; round++) {
        for (const struct sy_json *it = object->first; it != NULL; it = it->next) {
            if (it->type == SY_JSON_NULL || sy_bytes_equal(it->name, sy_text("act")) ||
                is_override(it) != (round == 0))
                continue;
            if (!take_member(form, it)) {
                put_column(form, text, it->name, line);
                return false;
            }
        }
    }
    return true;
}

static bool read_object(struct sy_act_form *form, const struct sy_json *object,
                        struct sy_bytes text, uint64_t line)
{
    const struct sy_json *act = sy_json_member(object, "act");
    const struct sy_act_rule *rule = rule_of(act);

    if (rule == NULL)
        return sy_act_form_wrong(form, SY_MESSAGE_ACT_UNKNOWN_IN_FILE, "act",
                                 act == NULL ? none : act->text, "");
    if (sy_act_form_begin(form, rule) != SY_OK)
        return sy_act_form_wrong(form, SY_MESSAGE_NO_MEMORY, "", none, "");
    if (!take_members(form, object, text, line))
        return false;
    if (sy_act_form_finish(form))
        return true;
    if (form->problem.message != SY_MESSAGE_ACT_FIELD_MISSING)
        put_column(form, text, sy_text("subject"), line);
    return false;
}

bool sy_act_line_read(struct sy_act_form *form, struct sy_bytes text, uint64_t line)
{
    struct sy_json_document document = {.arena_max = ARENA_BYTES};
    struct sy_json_error why;
    bool good = false;

    set_where(form, line);
    form->rule = NULL;
    if (sy_json_parse(text, &document, &why) != SY_OK)
        (void)sy_act_form_wrong(form, SY_MESSAGE_ACT_BAD_JSON, "JSON", none, why.what);
    else
        good = read_object(form, document.root, text, line);
    sy_json_close(&document);
    return good;
}
