#include <string.h>

#include "ledger/act_check.h"
#include "ledger/district.h"
#include "ledger/origin.h"
#include "ledger/place.h"
#include "proto/record_type.h"

enum { DISTRICT_DIGITS = 6 };

static const char not_allowed[] =
    "whoever signed may not make this act; 'suyuan registry' says who may";

/* Where an act belongs: one or two districts (a move has two), each with its street. */
struct area {
    size_t count;
    struct {
        struct sy_bytes district;
        struct sy_bytes street;
    } at[2];
};

static void add_area(struct area *area, struct sy_bytes district, struct sy_bytes street)
{
    sy_assert(area->count < 2);
    area->at[area->count].district = district;
    area->at[area->count++].street = street;
}

/* As before and as the act would have it. */
static void add_own(const struct sy_act_case *it, struct area *area, uint32_t district,
                    uint32_t street)
{
    if (it->old != NULL)
        add_area(area, sy_body_bytes(it->old->body, district),
                 sy_body_bytes(it->old->body, street));
    if (it->old == NULL || sy_body_has(it->act->body, district) ||
        sy_body_has(it->act->body, street))
        add_area(area, sy_act_text(it, district), sy_body_bytes(it->act->body, street));
}

/* The digits behind "person:" and the like; data NULL when there are not six of them. */
static struct sy_bytes district_in(struct sy_bytes subject, const char *prefix)
{
    size_t skip = strlen(prefix);

    if (subject.len < skip + DISTRICT_DIGITS || memcmp(subject.data, prefix, skip) != 0)
        return (struct sy_bytes){NULL, 0};
    return (struct sy_bytes){subject.data + skip, DISTRICT_DIGITS};
}

/* Where a registered subject is: an organisation, a site, a person. Nowhere is fine. */
static enum sy_err add_subject(const struct sy_act_case *it, struct sy_bytes subject,
                               struct area *area)
{
    struct sy_registry_state state;
    enum sy_err err = sy_registry_load(it->txn, subject, UINT64_MAX, &state);

    if (err == SY_OK && state.type == SY_TYPE_ORGANISATION)
        add_area(area, sy_body_bytes(state.body, SY_ORGANISATION_DISTRICT),
                 sy_body_bytes(state.body, SY_ORGANISATION_STREET));
    else if (err == SY_OK && state.type == SY_TYPE_SITE)
        add_area(area, sy_body_bytes(state.body, SY_SITE_DISTRICT),
                 sy_body_bytes(state.body, SY_SITE_STREET));
    else if (err == SY_OK && state.type == SY_TYPE_PERSON)
        add_area(area, district_in(subject, "person:"), (struct sy_bytes){NULL, 0});
    else
        add_area(area, (struct sy_bytes){NULL, 0}, (struct sy_bytes){NULL, 0});
    return err == SY_NOT_FOUND ? SY_OK : err;
}

/* Where a device stood, or whose it is when it stood nowhere, and where it comes to stand. */
static enum sy_err add_device(const struct sy_act_case *it, struct area *area)
{
    struct sy_bytes site = sy_body_bytes(it->act->body, SY_DEVICE_SITE);
    struct sy_bytes stood = {NULL, 0};
    enum sy_err err = SY_OK;

    if (it->old != NULL)
        stood = sy_body_bytes(it->old->body, SY_DEVICE_SITE);
    if (it->old != NULL || site.data == NULL)
        err = add_subject(
            it, stood.data != NULL ? stood : sy_act_text(it, SY_DEVICE_ORGANISATION), area);
    if (err == SY_OK && site.data != NULL)
        err = add_subject(it, site, area);
    return err;
}

static enum sy_err find_area(const struct sy_act_case *it, struct area *out)
{
    *out = (struct area){0};
    switch (it->act->type) {
    case SY_TYPE_ORGANISATION:
        add_own(it, out, SY_ORGANISATION_DISTRICT, SY_ORGANISATION_STREET);
        return SY_OK;
    case SY_TYPE_SITE:
        add_own(it, out, SY_SITE_DISTRICT, SY_SITE_STREET);
        return SY_OK;
    case SY_TYPE_DEVICE:
        return add_device(it, out);
    case SY_TYPE_CARD:
        return add_subject(it, sy_act_text(it, SY_CARD_ISSUER), out);
    case SY_TYPE_PERSON:
        add_area(out, district_in(it->act->subject, "person:"), (struct sy_bytes){NULL, 0});
        return SY_OK;
    case SY_TYPE_KEY:
        return add_subject(it, sy_act_text(it, SY_KEY_ORGANISATION), out);
    case SY_TYPE_DELEGATION:
        return add_subject(it, sy_act_text(it, SY_DELEGATION_PRINCIPAL), out);
    case SY_TYPE_LICENCE:
        return add_subject(it, sy_act_text(it, SY_LICENCE_ORGANISATION), out);
    case SY_TYPE_ACCREDITATION:
        return add_subject(it, sy_act_text(it, SY_ACCREDITATION_ORGANISATION), out);
    case SY_TYPE_STANDING_CERTIFICATE:
        return add_subject(it, sy_act_text(it, SY_CERTIFICATE_BODY), out);
    case SY_TYPE_PRODUCT:
        return add_subject(it, sy_act_text(it, SY_PRODUCT_ORGANISATION), out);
    case SY_TYPE_ERASURE_ORDER:
        add_area(out, sy_place_last(sy_origin_place(sy_act_text(it, SY_ERASURE_ORIGIN))),
                 (struct sy_bytes){NULL, 0});
        return SY_OK;
    default:
        return SY_OK;
    }
}

/* Everything of it, by the codes that its districts have now. */
static enum sy_err covers(const struct sy_act_case *it, struct sy_bytes office,
                          const struct area *area, bool *out)
{
    struct sy_registry_snapshot view = {.txn = it->txn, .registry = it->registry};
    enum sy_err err = SY_OK;

    *out = area->count > 0;
    for (size_t i = 0; i < area->count && err == SY_OK && *out; i++) {
        struct sy_district_place place = {area->at[i].district, area->at[i].street, it->now};

        err = sy_district_covered(&view, office, &place, out);
    }
    return err;
}

static enum sy_err as_office(const struct sy_act_case *it,
                             const struct sy_registry_state *office, unsigned *who)
{
    struct area area;
    uint64_t level = 0;
    bool covered = false;
    enum sy_err err = find_area(it, &area);

    if (err == SY_OK)
        err = covers(it, office->body, &area, &covered);
    if (err == SY_OK && covered) {
        *who |= SY_WHO_OFFICE;
        if (sy_body_uint(office->body, SY_REGULATOR_LEVEL, &level) && level == SY_LEVEL_CITY)
            *who |= SY_WHO_CITY;
    }
    return err;
}

/* Who answers for the subject of an act. */
static uint32_t itself_field(uint32_t type)
{
    switch (type) {
    case SY_TYPE_DEVICE:
        return SY_DEVICE_ORGANISATION;
    case SY_TYPE_CARD:
        return SY_CARD_ISSUER;
    case SY_TYPE_KEY:
        return SY_KEY_ORGANISATION;
    case SY_TYPE_DELEGATION:
        return SY_DELEGATION_PRINCIPAL;
    case SY_TYPE_PRODUCT:
        return SY_PRODUCT_ORGANISATION;
    default:
        return 0;
    }
}

static bool says(const struct sy_act_case *it, uint32_t number)
{
    return sy_bytes_equal(sy_act_text(it, number), it->statement->principal);
}

static enum sy_err runs(const struct sy_act_case *it, struct sy_bytes site, bool *out)
{
    struct sy_registry_state state;
    enum sy_err err = sy_registry_load(it->txn, site, UINT64_MAX, &state);

    *out = err == SY_OK && state.type == SY_TYPE_SITE && state.force == SY_FORCE_GOOD &&
           sy_bytes_equal(sy_body_bytes(state.body, SY_SITE_ORGANISATION),
                          it->statement->principal);
    return err == SY_NOT_FOUND ? SY_OK : err;
}

/* The site that it is part of, and the one that it is to become part of: who names a parent of
 * their own has no right by that to a site that is there already. */
static enum sy_err runs_parent(const struct sy_act_case *it, bool *out)
{
    struct sy_bytes parent = sy_body_bytes(it->act->body, SY_SITE_PARENT);
    enum sy_err err = SY_OK;

    *out = it->act->type == SY_TYPE_SITE && (it->old != NULL || parent.data != NULL);
    if (*out && it->old != NULL)
        err = runs(it, sy_body_bytes(it->old->body, SY_SITE_PARENT), out);
    if (err == SY_OK && *out && parent.data != NULL)
        err = runs(it, parent, out);
    return err;
}

/* The responsible person's key stands among the signers, and is in force. */
static enum sy_err person_signed(const struct sy_act_case *it, bool *out)
{
    struct sy_bytes person = sy_act_text(it, SY_CERTIFICATE_PERSON);
    struct sy_registered_key key;

    *out = false;
    for (size_t i = 0; i < it->statement->signer_count; i++) {
        const struct sy_signer *signer = &it->statement->signers[i];
        enum sy_err err;

        if (person.data == NULL || !sy_bytes_equal(signer->subject, person))
            continue;
        err = sy_registry_load_key(it->txn, signer->key, UINT64_MAX, &key);
        if (err != SY_OK)
            return err;
        *out = sy_registered_key_in_force(&key, it->now);
        return SY_OK;
    }
    return SY_OK;
}

/* An organisation that is not in good standing can still end its keys, and change them. */
static bool needs_standing(const struct sy_act *act)
{
    return act->type != SY_TYPE_KEY;
}

static enum sy_err as_organisation(const struct sy_act_case *it,
                                   const struct sy_registry_state *principal, unsigned *who)
{
    uint32_t itself = itself_field(it->act->type);
    bool yes;
    enum sy_err err;

    if (needs_standing(it->act) && sy_registry_force(principal, it->now) != SY_FORCE_GOOD)
        return SY_OK;
    if (itself != 0 && says(it, itself))
        *who |= SY_WHO_ITSELF;
    if (it->act->type == SY_TYPE_DELEGATION && says(it, SY_DELEGATION_AGENT))
        *who |= SY_WHO_AGENT;
    err = runs_parent(it, &yes);
    if (err == SY_OK && yes)
        *who |= SY_WHO_PARENT;
    if (err != SY_OK || it->act->type != SY_TYPE_STANDING_CERTIFICATE ||
        !says(it, SY_CERTIFICATE_BODY))
        return err;
    err = person_signed(it, &yes);
    if (err == SY_OK && yes)
        *who |= SY_WHO_CERTIFIER;
    return err;
}

static enum sy_err find_who(const struct sy_act_case *it, unsigned *who)
{
    struct sy_registry_state principal;
    enum sy_err err;

    *who = SY_WHO_ANYONE;
    if (sy_bytes_equal(it->statement->principal, sy_text(SY_AUTHORITY))) {
        *who |= SY_WHO_AUTHORITY;
        return SY_OK;
    }
    err = sy_registry_load(it->txn, it->statement->principal, UINT64_MAX, &principal);
    if (err != SY_OK)
        return err == SY_NOT_FOUND ? SY_OK : err;
    if (principal.type == SY_TYPE_REGULATOR) {
        if (it->act->type == SY_TYPE_KEY && says(it, SY_KEY_ORGANISATION))
            *who |= SY_WHO_ITSELF; /* an office rotates and ends its own keys */
        if (sy_registry_force(&principal, it->now) != SY_FORCE_GOOD)
            return SY_OK;
        return as_office(it, &principal, who);
    }
    return as_organisation(it, &principal, who);
}

/* A delegation by order is an office's to grant, narrow and end, any other the principal's own
 * to grant. */
static bool capacity_fits(const struct sy_act_case *it, unsigned who)
{
    struct sy_bytes body = it->act->verb == SY_DELEGATION_GRANTED ? it->act->body
                           : it->old != NULL                      ? it->old->body
                                                                  : (struct sy_bytes){NULL, 0};
    uint64_t capacity = 0;

    if (it->act->type != SY_TYPE_DELEGATION)
        return true;
    if (!sy_body_uint(body, SY_DELEGATION_CAPACITY, &capacity))
        return false;
    if (capacity == SY_CAPACITY_AUTHORITY)
        return (who & SY_WHO_ITSELF) == 0;
    return it->act->verb != SY_DELEGATION_GRANTED || (who & SY_WHO_ITSELF) != 0;
}

/* When a device's next verification is due is not for its owner to say. */
static bool due_fits(const struct sy_act_case *it, unsigned who)
{
    return it->act->type != SY_TYPE_DEVICE || !sy_body_has(it->act->body, SY_DEVICE_DUE) ||
           (who & (SY_WHO_AUTHORITY | SY_WHO_OFFICE)) != 0;
}

/* A number that was withdrawn is not taken again; an office gives it to whom it belongs. */
static bool number_fits(const struct sy_act_case *it, unsigned who)
{
    return it->act->type != SY_TYPE_PRODUCT || it->act->verb != SY_PRODUCT_REGISTERED ||
           it->old == NULL || (who & (SY_WHO_AUTHORITY | SY_WHO_OFFICE)) != 0;
}

enum sy_err sy_act_check_who(const struct sy_act_case *it, const char **why)
{
    unsigned who;
    enum sy_err err = find_who(it, &who);

    *why = NULL;
    if (err != SY_OK)
        return err;
    if ((who & it->rule->who) == 0) {
        *why = not_allowed;
        if ((it->rule->who & SY_WHO_OFFICE) != 0)
            *why = "this office's area does not have that district, or whoever signed is no "
                   "office in charge and not the organisation itself";
        if ((it->rule->who & SY_WHO_CERTIFIER) != 0)
            *why = "a certificate takes the signatures of its body and of the responsible "
                   "person, both in force";
    } else if (!capacity_fits(it, who)) {
        *why = "a delegation is granted by the principal itself; one by order (capacity 4) is "
               "an office's to grant, narrow and end";
    } else if (!due_fits(it, who)) {
        *why = "when a device's next verification is due is an office's to enter";
    } else if (!number_fits(it, who)) {
        *why = "a product that was withdrawn is an office's to register anew";
    } else if ((who & it->rule->who) == SY_WHO_PARENT) {
        return sy_act_check_parent(it, why);
    }
    return SY_OK;
}
