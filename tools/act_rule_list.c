#include "tools/act_rule_list.h"

#include <stdio.h>
#include <string.h>

#include "ledger/cbv.h"
#include "ledger/place.h"
#include "proto/record_type.h"
#include "tools/lookalike.h"

enum { NAME_BYTES = 96, MESSAGE_BYTES_MAX = 16 << 10 };

/* How a member of an object is read. */
enum kind { STEP, ROLES, LICENCES, PAPERS, FROM, UNTIL, TEXT, PART, CODE, YEAR };

static const struct member {
    uint32_t type;
    uint32_t field; /* of the act */
    const char *name;
    uint32_t number; /* in the object's message, ascending in one field */
    enum kind kind;
    bool required;
} members[] = {
    {SY_TYPE_PRODUCT_CLASS, SY_CLASS_STEPS, "step", SY_STEP_STEP, STEP, true},
    {SY_TYPE_PRODUCT_CLASS, SY_CLASS_STEPS, "roles", SY_STEP_ROLES, ROLES, false},
    {SY_TYPE_PRODUCT_CLASS, SY_CLASS_STEPS, "licences", SY_STEP_LICENCES, LICENCES, false},
    {SY_TYPE_PRODUCT_CLASS, SY_CLASS_STEPS, "papers", SY_STEP_PAPERS, PAPERS, false},
    {SY_TYPE_PRODUCT_CLASS, SY_CLASS_STEPS, "from", SY_STEP_FROM, FROM, false},
    {SY_TYPE_PRODUCT_CLASS, SY_CLASS_STEPS, "until", SY_STEP_UNTIL, UNTIL, false},
    {SY_TYPE_PRODUCT_CLASS, SY_CLASS_PARTS, "field", 2, TEXT, true},
    {SY_TYPE_PRODUCT_CLASS, SY_CLASS_PARTS, "part", 3, PART, true},
    {SY_TYPE_PRODUCT_CLASS, SY_CLASS_PARTS, "from", 4, FROM, false},
    {SY_TYPE_PRODUCT_CLASS, SY_CLASS_PARTS, "until", 5, UNTIL, false},
    {SY_TYPE_NODE, SY_NODE_FORMER, "code", SY_FORMER_CODE, CODE, true},
    {SY_TYPE_NODE, SY_NODE_FORMER, "name", SY_FORMER_NAME, TEXT, false},
    {SY_TYPE_NODE, SY_NODE_FORMER, "from_year", SY_FORMER_FROM_YEAR, YEAR, false},
    {SY_TYPE_NODE, SY_NODE_FORMER, "until_year", SY_FORMER_UNTIL_YEAR, YEAR, false},
};

enum { MEMBERS = sizeof(members) / sizeof(members[0]) };

static bool is_of(const struct member *member, const struct sy_act_form *form,
                  const struct sy_act_field *field)
{
    return member->type == form->rule->type && member->field == field->number;
}

/* Every member is one of ours. */
static bool all_known(struct sy_act_form *form, const struct sy_act_field *field,
                      const struct sy_json *object)
{
    for (const struct sy_json *it = object->first; it != NULL; it = it->next) {
        bool known = false;

        for (size_t i = 0; i < MEMBERS; i++)
            known = known || (is_of(&members[i], form, field) &&
                              sy_bytes_equal(it->name, sy_text(members[i].name)));
        if (!known)
            return sy_act_form_wrong(form, SY_MESSAGE_ACT_MEMBER_UNKNOWN, field->name, it->name,
                                     "");
    }
    return true;
}

/* The texts of a list, or the one text; NULL after the last: start with the value itself. */
static const struct sy_json *first_of(const struct sy_json *value)
{
    return value->type == SY_JSON_LIST ? value->first : value;
}

static bool put_words(struct sy_act_form *form, const char *name,
                      const struct sy_act_word *words, const struct sy_json *value,
                      uint32_t number, struct sy_buffer *to)
{
    uint64_t bits = 0;

    for (const struct sy_json *it = first_of(value); it != NULL;
         it = value->type == SY_JSON_LIST ? it->next : NULL) {
        uint32_t word;

        if (!sy_act_form_word(form, name, words, it->text, &word))
            return false;
        bits |= UINT64_C(1) << word;
    }
    for (uint32_t word = 1; word < 64; word++) {
        if ((bits & UINT64_C(1) << word) != 0)
            sy_wire_put_uint(to, number, word);
    }
    return true;
}

static bool put_texts(struct sy_act_form *form, const char *name, const struct sy_json *value,
                      uint32_t number, struct sy_buffer *to)
{
    for (const struct sy_json *it = first_of(value); it != NULL;
         it = value->type == SY_JSON_LIST ? it->next : NULL) {
        if (it->type != SY_JSON_TEXT || it->text.len == 0)
            return sy_act_form_wrong(form, SY_MESSAGE_ACT_BAD_LINE, name, it->text, "");
        sy_wire_put_bytes(to, number, it->text);
    }
    return true;
}

static bool put_year(struct sy_act_form *form, const char *name, const struct sy_json *value,
                     uint32_t number, struct sy_buffer *to)
{
    uint64_t year = 0;

    for (size_t i = 0; i < value->text.len && i < 4; i++) {
        uint8_t c = value->text.data[i];

        year = c >= '0' && c <= '9' ? 10 * year + (uint64_t)(c - '0') : UINT32_MAX;
    }
    if (value->text.len != 4 || year < 1900 || year > 2999)
        return sy_act_form_wrong(form, SY_MESSAGE_ACT_BAD_NUMBER, name, value->text, "");
    sy_wire_put_uint(to, number, year);
    return true;
}

static bool put_code(struct sy_act_form *form, const char *name, const struct sy_json *value,
                     uint32_t number, struct sy_buffer *to)
{
    struct sy_bytes code;

    if (!sy_act_form_code(form, name, SY_LOOKALIKE_DIGITS, value->text, &code))
        return false;
    if (!sy_node_code_valid(code))
        return sy_act_form_wrong(form, SY_MESSAGE_BAD_DISTRICT, name, code, "");
    sy_wire_put_bytes(to, number, code);
    return true;
}

static bool put_member(struct sy_act_form *form, const struct member *member, const char *name,
                       const struct sy_json *value, struct sy_buffer *to)
{
    uint32_t number = member->number;
    int64_t time;

    if (value->type != SY_JSON_TEXT && value->type != SY_JSON_NUMBER &&
        (value->type != SY_JSON_LIST || member->kind < ROLES || member->kind > PAPERS))
        return sy_act_form_wrong(form, SY_MESSAGE_ACT_BAD_TYPE, name, value->text, "");
    switch (member->kind) {
    case STEP:
        if (!sy_bytes_equal(value->text, sy_text("*")) &&
            !sy_cbv_allows(SY_CBV_BIZ_STEP, value->text))
            return sy_act_form_wrong(form, SY_MESSAGE_ACT_BAD_STEP, name, value->text, "");
        sy_wire_put_bytes(to, number, value->text);
        return true;
    case ROLES:
        return put_words(form, name, sy_act_roles, value, number, to);
    case LICENCES:
        return put_words(form, name, sy_act_licences, value, number, to);
    case PART:
        return put_words(form, name, sy_act_parts, value, number, to);
    case FROM:
    case UNTIL:
        if (!sy_act_form_time(form, name, member->kind == UNTIL, value->text, &time))
            return false;
        sy_wire_put_int(to, number, time);
        return true;
    case CODE:
        return put_code(form, name, value, number, to);
    case YEAR:
        return put_year(form, name, value, number, to);
    case PAPERS:
    case TEXT:
        break;
    }
    return put_texts(form, name, value, number, to);
}

/* How many objects of that field there are already. */
static uint64_t place_of(const struct sy_act_form *form, const struct sy_act_field *field)
{
    uint64_t count = 0;

    for (size_t i = 0; i < form->draft.count; i++)
        count += form->draft.fields[i].number == field->number;
    return count;
}

bool sy_act_rule_list_take(struct sy_act_form *form, const struct sy_act_field *field,
                           const struct sy_json *object)
{
    struct sy_buffer message = {.max = MESSAGE_BYTES_MAX};
    struct sy_bytes kept = {NULL, 0};
    char name[NAME_BYTES];
    bool good = all_known(form, field, object);

    sy_wire_put_uint(&message, 1, place_of(form, field));
    for (size_t i = 0; i < MEMBERS && good; i++) {
        const struct sy_json *value = sy_json_member(object, members[i].name);

        if (!is_of(&members[i], form, field))
            continue;
        snprintf(name, sizeof(name), "%s.%s", field->name, members[i].name);
        if (value != NULL)
            good = put_member(form, &members[i], name, value, &message);
        else if (members[i].required)
            good = sy_act_form_wrong(form, SY_MESSAGE_ACT_FIELD_MISSING, name,
                                     (struct sy_bytes){NULL, 0}, "");
    }
    if (good && message.err != SY_OK)
        good = sy_act_form_wrong(form, SY_MESSAGE_ACT_TOO_LARGE, field->name,
                                 (struct sy_bytes){NULL, 0}, "");
    if (good)
        kept = sy_act_form_keep(form, sy_buffer_bytes(&message));
    sy_buffer_close(&message);
    if (kept.data == NULL)
        return false;
    sy_act_draft_bytes(&form->draft, field->number, kept);
    return !form->draft.full || sy_act_form_wrong(form, SY_MESSAGE_ACT_TOO_LARGE, field->name,
                                                  (struct sy_bytes){NULL, 0}, "");
}
