#include "ledger/act_check.h"

#include <string.h>

#include "ledger/check_digit.h"
#include "ledger/place.h"
#include "proto/record_type.h"
#include "proto/schema.h"
#include "proto/statement.h"

enum { ACT_BYTES_MAX = 64 << 10, TEXT_BYTES_MAX = 1024, FIELDS_MAX = 63 };

struct sy_bytes sy_act_text(const struct sy_act_case *it, uint32_t number)
{
    struct sy_bytes said = sy_body_bytes(it->act->body, number);

    if (said.data == NULL && it->old != NULL)
        said = sy_body_bytes(it->old->body, number);
    return said;
}

enum sy_err sy_act_check_reference(const struct sy_act_case *it, struct sy_bytes subject,
                                   uint32_t type, const char *sentence, const char **why)
{
    struct sy_registry_state state;
    enum sy_err err = sy_registry_load(it->txn, subject, UINT64_MAX, &state);

    *why = NULL;
    if (err == SY_NOT_FOUND ||
        (err == SY_OK &&
         (state.type != type || sy_registry_force(&state, it->now) != SY_FORCE_GOOD))) {
        *why = sentence;
        return SY_OK;
    }
    return err;
}

enum sy_err sy_act_check_organisation(const struct sy_act_case *it, struct sy_bytes subject,
                                      const char **why)
{
    struct sy_registry_state state;
    enum sy_force force;
    enum sy_err err = sy_registry_load(it->txn, subject, UINT64_MAX, &state);

    *why = NULL;
    if (err != SY_OK && err != SY_NOT_FOUND)
        return err;
    force = err == SY_OK ? sy_registry_force(&state, it->now) : SY_FORCE_NONE;
    if (err == SY_NOT_FOUND || state.type != SY_TYPE_ORGANISATION ||
        (force != SY_FORCE_GOOD && force != SY_FORCE_SUSPENDED))
        *why = "that organisation is not admitted, or was expelled, struck off or succeeded by "
               "another; admit it first, or name its successor";
    return SY_OK;
}

/* Fields by the rule table: what must be there, what may, nothing else. */
static const char *fields_bad(const struct sy_act_case *it)
{
    const uint64_t always = SY_FIELD_BIT(SY_ACT_SUBJECT) | SY_FIELD_BIT(SY_ACT_AFTER) |
                            SY_FIELD_BIT(SY_ACT_VERB) | SY_FIELD_BIT(SY_ACT_GROUND) |
                            SY_FIELD_BIT(SY_ACT_REASON) | SY_FIELD_BIT(SY_ACT_DOCUMENT);
    struct sy_wire wire = sy_wire_open(it->act->body);
    struct sy_wire_field field;
    uint64_t there = 0;

    while (sy_wire_next(&wire, &field) == SY_OK) {
        sy_assert(field.number <= FIELDS_MAX);
        there |= SY_FIELD_BIT(field.number);
    }
    if ((there & sy_act_personal_fields(it->act->type)) != 0)
        return "names, phone numbers and document numbers of persons belong in the personal "
               "part";
    if ((it->rule->needs & ~there) != 0)
        return "the act does not say all that it must; 'suyuan registry' says what";
    if ((there & ~(it->rule->needs | it->rule->may | always)) != 0)
        return "the act says more than it may; 'suyuan registry' says what";
    return NULL;
}

/* One line that a person can read. */
static bool is_line(struct sy_bytes text)
{
    if (text.len == 0 || text.len > TEXT_BYTES_MAX)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < 0x20 || text.data[i] == 0x7f)
            return false;
    }
    return text.data[0] != ' ' && text.data[text.len - 1] != ' ';
}

static bool is_six_digits_field(uint32_t type, uint32_t number)
{
    return (type == SY_TYPE_ORGANISATION && number == SY_ORGANISATION_DISTRICT) ||
           (type == SY_TYPE_SITE && number == SY_SITE_DISTRICT) ||
           (type == SY_TYPE_REGULATOR && number == SY_REGULATOR_DISTRICT);
}

static bool is_gln_field(uint32_t type, uint32_t number)
{
    return (type == SY_TYPE_ORGANISATION && number == SY_ORGANISATION_GLN) ||
           (type == SY_TYPE_SITE && number == SY_SITE_GLN);
}

static const char *text_bad(uint32_t type, const struct sy_wire_field *field)
{
    if (type == SY_TYPE_POLICY && field->number == SY_POLICY_TEXT)
        return NULL; /* a document of its own, checked as one */
    if (is_six_digits_field(type, field->number) && !sy_node_code_valid(field->bytes))
        return "a district is six digits of GB/T 2260";
    if (is_gln_field(type, field->number))
        return sy_act_gln_bad(field->bytes);
    return is_line(field->bytes)
               ? NULL
               : "every text is one line of at most 1,024 bytes, no blank at its ends";
}

const char *sy_act_check_fields(const struct sy_act *act)
{
    const struct sy_schema *schema = sy_schema_of_record(act->type);
    struct sy_wire wire = sy_wire_open(act->body);
    struct sy_wire_field field;
    struct sy_field what;
    uint32_t last = 0;
    uint64_t last_value = 0;
    int64_t from;
    int64_t until;
    const char *why = NULL;

    if (act->body.len > ACT_BYTES_MAX)
        return "an act is at most 65,536 bytes";
    while (why == NULL && sy_wire_next(&wire, &field) == SY_OK) {
        sy_assert(sy_schema_find(schema, field.number, &what));
        if (what.type == SY_FIELD_TEXT)
            why = text_bad(act->type, &field);
        else if (what.repeated && what.type == SY_FIELD_UINT32 &&
                 (field.value == 0 || (last == field.number && field.value <= last_value)))
            why = "the numbers of a list ascend, each once, from 1";
        else if (field.number == SY_ACT_DOCUMENT && field.bytes.len != SY_HASH_BYTES)
            why = "a document is named by its SHA-256, 32 bytes";
        last = field.number;
        last_value = field.value;
    }
    if (why == NULL && sy_body_int(act->body, SY_ACT_FROM, &from) &&
        sy_body_int(act->body, SY_ACT_UNTIL, &until) && until <= from)
        why = "it would end before it begins";
    return why;
}

static const char *force_bad(const struct sy_act_case *it)
{
    enum sy_force now = it->old == NULL ? SY_FORCE_NONE : sy_registry_force(it->old, it->now);

    /* For good, though its time may be to come: else a thief would put it off. */
    if (it->old != NULL && it->old->force == SY_FORCE_REVOKED)
        now = SY_FORCE_REVOKED;
    /* What lapsed by date, or begins later, is changed and ended like what is in force. */
    if (now == SY_FORCE_LAPSED || now == SY_FORCE_NOT_YET)
        now = SY_FORCE_GOOD;
    /* A suspension whose term is over is over; reinstating it says so, too. */
    if ((it->rule->when & 1u << now) != 0 || (it->old != NULL && now == SY_FORCE_GOOD &&
                                              (it->rule->when & 1u << it->old->force) != 0))
        return NULL;
    switch ((int)now) {
    case SY_FORCE_NONE:
        return "there is no such subject yet; register it first";
    case SY_FORCE_GOOD:
        return "it is registered and in force already";
    case SY_FORCE_SUSPENDED:
        return "it is suspended; reinstate it first";
    case SY_FORCE_ENDED:
        return "it has ended, for good";
    case SY_FORCE_REVOKED:
        return "this key is revoked";
    case SY_FORCE_BARRED:
    case SY_FORCE_BARRED_FOR_LIFE:
        return "this person is barred";
    default:
        return "what became of this subject does not allow the act";
    }
}

enum sy_err sy_act_check(const struct sy_act_case *it, const char **why)
{
    enum sy_err err;

    *why = NULL;
    if (it->rule == NULL)
        *why = "there is no such act; 'suyuan registry' lists them";
    if (*why == NULL)
        *why = sy_act_check_subject(it->act);
    if (*why == NULL && it->old != NULL && it->old->type != it->act->type)
        *why = "this subject is registered as something else";
    if (*why == NULL)
        *why = fields_bad(it);
    if (*why == NULL)
        *why = sy_act_check_fields(it->act);
    if (*why == NULL)
        *why = force_bad(it);
    if (*why == NULL && it->act->after != (it->old == NULL ? 0 : it->old->index + 1))
        *why = "another act on this subject came first; look at it, then sign the act again";
    if (*why == NULL && it->old != NULL && it->old->index == it->index)
        *why = "two acts of one statement are about the same subject";
    if (*why != NULL)
        return SY_OK;
    err = sy_act_check_who(it, why);
    if (err == SY_OK && *why == NULL)
        err = sy_act_check_overrule(it, why);
    if (err == SY_OK && *why == NULL)
        err = sy_act_check_content(it, why);
    return err != SY_OK || *why != NULL ? err : sy_act_check_taken(it, why);
}
