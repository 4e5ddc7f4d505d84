#include "ledger/admission.h"

#include <stdio.h>
#include <string.h>

#include "ledger/admission_case.h"
#include "ledger/admission_place.h"
#include "ledger/cbv.h"
#include "proto/record_type.h"

/* ---- what was looked at before ---- */

static const char by_delegation[] = "\n"; /* in the place of a class; none is called so */

static bool was_passed(const struct sy_admission_case *it, struct sy_bytes class,
                       const struct sy_admission_record *record)
{
    size_t count =
        it->passed_count < SY_ADMISSION_PASSED_MAX ? it->passed_count : SY_ADMISSION_PASSED_MAX;

    for (size_t i = 0; i < count; i++) {
        const struct sy_admission_passed *p = &it->passed[i];

        if (sy_bytes_equal(p->class, class) && sy_bytes_equal(p->step, record->step) &&
            sy_bytes_equal(p->places[0], record->places[0]) &&
            sy_bytes_equal(p->places[1], record->places[1]))
            return true;
    }
    return false;
}

static void pass(struct sy_admission_case *it, struct sy_bytes class,
                 const struct sy_admission_record *record)
{
    it->passed[it->passed_count++ % SY_ADMISSION_PASSED_MAX] = (struct sy_admission_passed){
        class, record->step, {record->places[0], record->places[1]}};
}

/* ---- who ---- */

static enum sy_err check_standing(struct sy_admission_case *it, struct sy_bytes subject,
                                  struct sy_registry_state *state)
{
    enum sy_err err = sy_registry_state(it->registry, subject, it->size, state);
    enum sy_force force;
    int64_t from = 0;
    bool has_from;

    if (err == SY_NOT_FOUND)
        return SY_UNKNOWN_PRINCIPAL;
    if (err != SY_OK)
        return err;
    force = sy_registry_force(state, it->time.now);
    has_from = sy_body_int(state->body, SY_ACT_FROM, &from);
    (void)sy_admission_in_dates(&it->time, has_from, from, state->force == SY_FORCE_SUSPENDED,
                                state->term);
    if (force == SY_FORCE_GOOD)
        return SY_OK;
    sy_admission_say_standing(it, subject, state, force);
    return force == SY_FORCE_SUSPENDED ? SY_SUSPENDED : SY_ENDED;
}

static uint32_t roles_of(const struct sy_registry_state *state)
{
    struct sy_wire wire = sy_wire_open(state->body);
    struct sy_wire_field field;
    uint32_t roles = 0;

    while (state->type == SY_TYPE_ORGANISATION &&
           sy_body_each(&wire, SY_ORGANISATION_ROLES, &field)) {
        if (field.value < 32)
            roles |= 1u << field.value;
    }
    return roles;
}

/* The principal, and its agent. */
static enum sy_err load(struct sy_admission_case *it)
{
    const struct sy_statement *statement = it->statement;
    struct sy_registry_state agent;
    enum sy_err err = check_standing(it, statement->principal, &it->principal);

    if (err == SY_OK && statement->has_delegation) {
        err = check_standing(it, statement->signers[0].subject, &agent);
        if (err == SY_OK)
            err = sy_registry_delegation(it->registry, statement->delegation,
                                         statement->principal, statement->signers[0].subject,
                                         it->size, &it->delegation);
        if (err == SY_NOT_FOUND)
            err = SY_DENIED;
    }
    if (err == SY_OK) {
        it->roles = roles_of(&it->principal);
        it->loaded = true;
    }
    return err;
}

/* ---- what ---- */

static bool delegation_lists(struct sy_bytes body, struct sy_bytes step)
{
    struct sy_wire wire = sy_wire_open(body);
    struct sy_wire_field field;

    while (sy_body_each(&wire, SY_DELEGATION_STEPS, &field)) {
        if (sy_bytes_equal(sy_cbv_bare(SY_CBV_BIZ_STEP, field.bytes), step))
            return true;
    }
    return !sy_body_has(body, SY_DELEGATION_STEPS);
}

static enum sy_err check_delegated_places(struct sy_admission_case *it,
                                          const struct sy_admission_record *record)
{
    bool named = false;
    bool covered = true;
    enum sy_err err = SY_OK;

    if (!sy_body_has(it->delegation.body, SY_DELEGATION_SITES))
        return SY_OK;
    for (unsigned i = 0; err == SY_OK && i < SY_ADMISSION_PLACES; i++) {
        if (record->places[i].len == 0)
            continue;
        named = true;
        err = sy_admission_place_covered(it->registry, it->size, record->places[i],
                                         it->delegation.body, SY_DELEGATION_SITES, &covered);
        if (err == SY_OK && !covered) {
            sy_admission_say_delegated_place(it, record->places[i]);
            return SY_BEYOND_DELEGATION;
        }
    }
    if (err == SY_OK && !named) {
        sy_admission_say_delegated_place(it, (struct sy_bytes){NULL, 0});
        return SY_BEYOND_DELEGATION;
    }
    return err;
}

static enum sy_err check_delegation(struct sy_admission_case *it,
                                    const struct sy_admission_record *record)
{
    enum sy_err err;

    if (!it->statement->has_delegation || was_passed(it, sy_text(by_delegation), record))
        return SY_OK;
    if (!delegation_lists(it->delegation.body, record->step)) {
        sy_admission_say_delegated_step(it, record->step);
        return SY_BEYOND_DELEGATION;
    }
    err = check_delegated_places(it, record);
    if (err == SY_OK)
        pass(it, sy_text(by_delegation), record);
    return err;
}

/* An office has no role: what is open to all is open to it, and so is every record that is no
 * event. */
static bool role_allows(const struct sy_admission_case *it,
                        const struct sy_admission_record *record, uint32_t roles)
{
    if (roles == 0)
        return true;
    if (it->principal.type != SY_TYPE_ORGANISATION)
        return record->type != SY_TYPE_EPCIS_EVENT;
    return it->roles == 0 || (it->roles & roles) != 0;
}

static enum sy_err check_rule(struct sy_admission_case *it,
                              const struct sy_admission_record *record, struct sy_bytes class)
{
    struct sy_admission_rule rule;
    struct sy_bytes near;
    const char *flaw;
    bool licensed;
    enum sy_err err;

    if (was_passed(it, class, record))
        return SY_OK;
    err = sy_admission_find_rule(it, class, record->step, &rule);
    if (err != SY_OK)
        return err;
    if (!role_allows(it, record, rule.roles)) {
        sy_admission_say_role(it, class, record->step, rule.roles);
        return SY_STEP_DENIED;
    }
    if (rule.licences != 0 && it->principal.type == SY_TYPE_ORGANISATION) {
        err = sy_admission_licensed(it, rule.licences, class, record->places, &licensed, &near,
                                    &flaw);
        if (err == SY_OK && !licensed) {
            sy_admission_say_licence(it, class, record->step, rule.licences, near, flaw);
            err = SY_UNLICENSED;
        }
    }
    if (err == SY_OK)
        pass(it, class, record);
    return err;
}

/* The rules of all goods; of what is used up only when nothing is made of it here. */
static enum sy_err check_goods(struct sy_admission_case *it,
                               const struct sy_admission_record *record, bool inputs, bool *any)
{
    struct sy_admission_goods goods = sy_admission_goods(record, inputs);
    struct sy_bytes id;
    enum sy_err err = SY_OK;

    while (err == SY_OK && sy_admission_goods_next(&goods, &id)) {
        struct sy_bytes class;

        *any = true;
        err = sy_admission_class_of(it, id, &class);
        if (err == SY_OK)
            err = check_rule(it, record, class);
    }
    return err;
}

static enum sy_err check_record(struct sy_admission_case *it,
                                const struct sy_admission_record *record)
{
    bool any = false;
    enum sy_err err;

    if (record->free)
        return SY_OK;
    err = it->loaded ? SY_OK : load(it);
    if (err == SY_OK && it->principal.type == SY_TYPE_ORGANISATION &&
        sy_admission_type_is_official(record->type)) {
        sy_admission_say_official(it, record->step);
        return SY_STEP_DENIED;
    }
    if (err == SY_OK)
        err = check_delegation(it, record);
    if (err == SY_OK && record->type == SY_TYPE_EPCIS_EVENT)
        err = check_goods(it, record, false, &any);
    if (err == SY_OK && record->type == SY_TYPE_EPCIS_EVENT && !any)
        err = check_goods(it, record, true, &any);
    if (err == SY_OK && !any)
        err = check_rule(it, record, (struct sy_bytes){NULL, 0});
    return err;
}

enum sy_err sy_admission_check(struct sy_registry_snapshot *registry, int64_t now,
                               const struct sy_checked *checked, struct sy_admission *out)
{
    struct sy_admission_case it = {.registry = registry,
                                   .size = sy_registry_size(registry),
                                   .time = {now, INT64_MAX},
                                   .statement = &checked->statement,
                                   .out = out};
    struct sy_wire wire = sy_wire_open(checked->submission.message);
    struct sy_admission_record record = {0};
    struct sy_record_share share;
    enum sy_err err = SY_OK;

    out->size = it.size;
    out->where.member[0] = 0;
    out->words[0] = 0;
    while (err == SY_OK &&
           sy_record_share_next(&wire, SY_SUBMISSION_RECORDS, &share) == SY_OK) {
        struct sy_admission_record before = record;

        err = sy_admission_record_read(&share, &before, &record);
        if (err == SY_OK)
            err = check_record(&it, &record);
        if (err != SY_OK)
            snprintf(out->where.member, sizeof(out->where.member), "records[%u]", share.index);
    }
    out->until = it.time.changes;
    return err;
}
