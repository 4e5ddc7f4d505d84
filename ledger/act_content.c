#include <string.h>

#include "ledger/act_check.h"
#include "ledger/address.h"
#include "ledger/cbv.h"
#include "ledger/check_digit.h"
#include "ledger/origin.h"
#include "ledger/place.h"
#include "ledger/possession.h"
#include "proto/part.h"
#include "proto/record_type.h"
#include "proto/schema.h"
#include "proto/share.h"

enum { STREET_DIGITS = 9 };

/* A number of the act, or of the state before it; 0 when neither says. */
static uint64_t number_of(const struct sy_act_case *it, uint32_t number)
{
    uint64_t value = 0;

    if (!sy_body_uint(it->act->body, number, &value) && it->old != NULL)
        (void)sy_body_uint(it->old->body, number, &value);
    return value;
}

static bool within(struct sy_bytes body, uint32_t number, uint64_t max)
{
    struct sy_wire wire = sy_wire_open(body);
    struct sy_wire_field field;

    while (sy_body_each(&wire, number, &field)) {
        if (field.value == 0 || field.value > max)
            return false;
    }
    return true;
}

static bool street_fits(struct sy_bytes street, struct sy_bytes district)
{
    return street.data == NULL ||
           (street.len == STREET_DIGITS && sy_check_digit_all_digits(street) &&
            district.len == 6 && memcmp(street.data, district.data, 6) == 0);
}

static const char *regulator_bad(const struct sy_act_case *it)
{
    uint64_t level = number_of(it, SY_REGULATOR_LEVEL);
    struct sy_bytes district = sy_act_text(it, SY_REGULATOR_DISTRICT);
    struct sy_bytes street = sy_act_text(it, SY_REGULATOR_STREET);

    if (level < SY_LEVEL_CITY || level > SY_LEVEL_STREET)
        return "the level of an office is 1 city, 2 district or 3 street";
    if (level == SY_LEVEL_CITY &&
        (district.len != 6 || memcmp(district.data + 4, "00", 2) != 0))
        return "a city office has the city's code, which ends in 00";
    if ((level == SY_LEVEL_STREET) != (street.data != NULL))
        return "a street office names its street, and no other office does";
    return street_fits(street, district)
               ? NULL
               : "a street is nine digits that begin with its district";
}

/* The check character holds, or a reason says why it need not. */
static const char *uscc_bad(struct sy_bytes uscc, struct sy_bytes reason)
{
    char expected;

    if (uscc.data == NULL)
        return NULL;
    return reason.len > 0 && sy_check_digit_uscc(uscc, &expected) == SY_OK
               ? NULL
               : sy_act_uscc_bad(uscc);
}

static enum sy_err successors_bad(const struct sy_act_case *it, const char **why)
{
    struct sy_wire wire = sy_wire_open(it->act->body);
    struct sy_wire_field field;
    enum sy_err err = SY_OK;

    while (err == SY_OK && *why == NULL &&
           sy_body_each(&wire, SY_ORGANISATION_SUCCESSORS, &field)) {
        if (sy_bytes_equal(field.bytes, it->act->subject))
            *why = "an organisation does not succeed itself";
        else
            err = sy_act_check_organisation(it, field.bytes, why);
    }
    return err;
}

/* The number is the one that the registry id is made of, if it is made of one. */
static bool fits_id(struct sy_bytes number, const char *prefix, struct sy_bytes id)
{
    size_t len = strlen(prefix);

    return number.data == NULL || id.len < len || memcmp(id.data, prefix, len) != 0 ||
           sy_bytes_equal(number, (struct sy_bytes){id.data + len, id.len - len});
}

static enum sy_err organisation_bad(const struct sy_act_case *it, const char **why)
{
    struct sy_bytes uscc = sy_body_bytes(it->act->body, SY_ORGANISATION_USCC);
    struct sy_bytes gln = sy_body_bytes(it->act->body, SY_ORGANISATION_GLN);
    bool admitted = it->act->verb == SY_ORGANISATION_ADMITTED;

    *why = uscc_bad(uscc, sy_body_bytes(it->act->body, SY_ORGANISATION_USCC_OVERRIDE));
    if (*why == NULL && admitted && !fits_id(uscc, "uscc:", it->act->subject))
        *why = "the code and the registry id made of it differ";
    if (*why == NULL && admitted && !fits_id(gln, "gln:", it->act->subject))
        *why = "the GLN and the registry id made of it differ";
    if (*why == NULL && it->old != NULL &&
        sy_body_has(it->old->body, SY_ORGANISATION_SUCCESSORS) &&
        sy_body_has(it->act->body, SY_ACT_FROM))
        *why = "its merger or split is entered already; what follows is the successor's";
    if (*why == NULL && !within(it->act->body, SY_ORGANISATION_KIND, SY_ORGANISATION_FOREIGN))
        *why = "the kind of an organisation is 1 to 6";
    if (*why == NULL && !within(it->act->body, SY_ORGANISATION_ROLES, SY_ROLE_MAX))
        *why = "a role is 1 to 15";
    if (*why == NULL && !street_fits(sy_act_text(it, SY_ORGANISATION_STREET),
                                     sy_act_text(it, SY_ORGANISATION_DISTRICT)))
        *why = "a street is nine digits that begin with its district";
    if (*why == NULL && it->act->verb == SY_ORGANISATION_MERGED) {
        struct sy_wire wire = sy_wire_open(it->act->body);
        struct sy_wire_field field;

        (void)sy_body_each(&wire, SY_ORGANISATION_SUCCESSORS, &field);
        if (sy_body_each(&wire, SY_ORGANISATION_SUCCESSORS, &field))
            *why = "an organisation merges into one other";
    }
    return *why == NULL ? successors_bad(it, why) : SY_OK;
}

/* A reference that need not be there; NULL in *why when it is fine. */
static enum sy_err check_field(const struct sy_act_case *it, uint32_t number, uint32_t type,
                               const char *sentence, const char **why)
{
    struct sy_bytes subject = sy_body_bytes(it->act->body, number);

    if (*why != NULL || subject.data == NULL)
        return SY_OK;
    return sy_act_check_reference(it, subject, type, sentence, why);
}

static enum sy_err check_list(const struct sy_act_case *it, uint32_t number, uint32_t type,
                              const char *sentence, const char **why)
{
    struct sy_wire wire = sy_wire_open(it->act->body);
    struct sy_wire_field field;
    enum sy_err err = SY_OK;

    while (err == SY_OK && *why == NULL && sy_body_each(&wire, number, &field))
        err = sy_act_check_reference(it, field.bytes, type, sentence, why);
    return err;
}

static enum sy_err check_owner(const struct sy_act_case *it, uint32_t number, const char **why)
{
    struct sy_bytes subject = sy_body_bytes(it->act->body, number);

    if (*why != NULL || subject.data == NULL)
        return SY_OK;
    return sy_act_check_organisation(it, subject, why);
}

static const char no_site[] = "there is no such site, or it is closed";
static const char no_product[] = "there is no such product; register it first";
static const char no_class[] = "there is no such product class; register it first";

static enum sy_err site_bad(const struct sy_act_case *it, const char **why)
{
    enum sy_err err = check_owner(it, SY_SITE_ORGANISATION, why);

    if (err == SY_OK)
        err = check_field(it, SY_SITE_PARENT, SY_TYPE_SITE, no_site, why);
    if (err == SY_OK)
        err = check_field(it, SY_SITE_LICENCE, SY_TYPE_LICENCE,
                          "there is no such licence in force", why);
    if (*why == NULL &&
        sy_bytes_equal(sy_body_bytes(it->act->body, SY_SITE_PARENT), it->act->subject))
        *why = "a site is not part of itself";
    if (*why == NULL &&
        !street_fits(sy_act_text(it, SY_SITE_STREET), sy_act_text(it, SY_SITE_DISTRICT)))
        *why = "a street is nine digits that begin with its district";
    if (*why == NULL && !within(it->act->body, SY_SITE_KIND, 10))
        *why = "the kind of a site is 1 to 10";
    return err;
}

static enum sy_err device_bad(const struct sy_act_case *it, const char **why)
{
    enum sy_err err = check_owner(it, SY_DEVICE_ORGANISATION, why);

    if (*why == NULL && !within(it->act->body, SY_DEVICE_KIND, 3))
        *why = "a device is 1 a scale, 2 a gate or 3 a reader";
    return err == SY_OK ? check_field(it, SY_DEVICE_SITE, SY_TYPE_SITE, no_site, why) : err;
}

static enum sy_err card_bad(const struct sy_act_case *it, const char **why)
{
    struct sy_bytes replaced = sy_body_bytes(it->act->body, SY_CARD_REPLACES);
    struct sy_registry_state state;
    enum sy_err err = check_owner(it, SY_CARD_ORGANISATION, why);

    if (err == SY_OK)
        err = check_owner(it, SY_CARD_ISSUER, why);
    if (err == SY_OK)
        err = check_field(it, SY_CARD_SITE, SY_TYPE_SITE, no_site, why);
    if (err != SY_OK || *why != NULL || replaced.data == NULL)
        return err;
    err = sy_registry_load(it->txn, replaced, UINT64_MAX, &state);
    if (err == SY_NOT_FOUND ||
        (err == SY_OK && (state.type != SY_TYPE_CARD || state.index == it->index ||
                          (state.force != SY_FORCE_GOOD && state.force != SY_FORCE_LOST) ||
                          !sy_bytes_equal(sy_body_bytes(state.body, SY_CARD_ISSUER),
                                          sy_body_bytes(it->act->body, SY_CARD_ISSUER))))) {
        *why = "the card that it replaces is not one of the issuer's in use or lost";
        return SY_OK;
    }
    return err;
}

/* The holder is there and may have keys. */
static enum sy_err holder_bad(const struct sy_act_case *it, struct sy_bytes holder,
                              const char **why)
{
    struct sy_registry_state state;
    enum sy_err err = sy_registry_load(it->txn, holder, UINT64_MAX, &state);

    if (err == SY_NOT_FOUND) {
        *why =
            "admit the organisation, or register the office, person or node, before its keys";
        return SY_OK;
    }
    if (err != SY_OK)
        return err;
    if (state.type != SY_TYPE_ORGANISATION && state.type != SY_TYPE_REGULATOR &&
        state.type != SY_TYPE_PERSON && state.type != SY_TYPE_NODE)
        *why = "only organisations, offices, persons and nodes hold keys";
    else if (state.force == SY_FORCE_ENDED || state.force == SY_FORCE_BARRED ||
             state.force == SY_FORCE_BARRED_FOR_LIFE)
        *why = "its holder is no longer registered, or is barred";
    return SY_OK;
}

/* The old key is the same holder's and not ended; a rotation is signed by it. */
static enum sy_err replaced_bad(const struct sy_act_case *it, struct sy_bytes holder,
                                const char **why)
{
    struct sy_bytes old = sy_body_bytes(it->act->body, SY_KEY_REPLACES);
    uint8_t key[SY_PUBLIC_KEY_BYTES];
    struct sy_registered_key registered;
    struct sy_registry_state state;
    bool signed_by_old = false;
    enum sy_err err = SY_NOT_FOUND;

    if (sy_key_of_subject(old, key))
        err = sy_registry_load_key(it->txn, (struct sy_bytes){key, sizeof(key)}, UINT64_MAX,
                                   &registered);
    if (err == SY_OK)
        err = sy_registry_load(it->txn, old, UINT64_MAX, &state);
    if (err == SY_NOT_FOUND ||
        (err == SY_OK && (!sy_bytes_equal(registered.holder, holder) || registered.retired ||
                          registered.revoked || state.index == it->index))) {
        *why = "the old key is not one of the holder's in force";
        return SY_OK;
    }
    if (err != SY_OK || it->act->verb != SY_KEY_ROTATED)
        return err;
    for (size_t i = 0; i < it->statement->signer_count; i++) {
        if (sy_bytes_equal(it->statement->signers[i].key, (struct sy_bytes){key, sizeof(key)}))
            signed_by_old = true;
    }
    if (!signed_by_old)
        *why = "a rotation is signed by the old key, too";
    return SY_OK;
}

static enum sy_err new_key_bad(const struct sy_act_case *it, const char **why)
{
    struct sy_bytes holder = sy_body_bytes(it->act->body, SY_KEY_ORGANISATION);
    struct sy_bytes key = sy_body_bytes(it->act->body, SY_KEY_PUBLIC_KEY);
    struct sy_wire wire = sy_wire_open(it->act->body);
    struct sy_wire_field use;
    char subject[SY_KEY_SUBJECT_BYTES + 1];
    struct sy_public_key checked;
    unsigned uses = 0;
    enum sy_err err;

    if (!within(it->act->body, SY_KEY_USES, SY_USE_CONNECT)) {
        *why = "a key is for 1 signing, 2 connecting, or both";
        return SY_OK;
    }
    while (sy_body_each(&wire, SY_KEY_USES, &use))
        uses |= 1u << use.value;
    if (sy_public_key_check(key, &checked) != SY_OK) {
        *why = "the public key is not a sound Ed25519 key";
        return SY_OK;
    }
    sy_key_subject(checked.bytes, subject);
    if (!sy_bytes_equal(it->act->subject, sy_text(subject))) {
        *why = "the key and the subject made of it differ";
        return SY_OK;
    }
    err = sy_possession_verify(&it->registry->genesis->id, holder, uses, &checked,
                               sy_body_bytes(it->act->body, SY_KEY_POSSESSION));
    if (err == SY_BAD_SIGNATURE) {
        *why = "the new key did not sign that it belongs to this holder; ask the holder for a "
               "request ('suyuan key request')";
        return SY_OK;
    }
    if (err == SY_OK)
        err = holder_bad(it, holder, why);
    if (err == SY_OK && *why == NULL && it->act->verb != SY_KEY_ADDED)
        err = replaced_bad(it, holder, why);
    return err;
}

/* Every text of the new list stands in the old; an empty old list has all. */
static bool narrows(const struct sy_act_case *it, uint32_t number)
{
    struct sy_wire wire = sy_wire_open(it->act->body);
    struct sy_wire_field field;

    if (!sy_body_has(it->old->body, number))
        return true;
    while (sy_body_each(&wire, number, &field)) {
        if (!sy_body_lists(it->old->body, number, field.bytes))
            return false;
    }
    return true;
}

/* A statement names its delegation by the entry: there it must be the only one. */
static enum sy_err granted_twice(const struct sy_act_case *it, struct sy_bytes agent,
                                 const char **why)
{
    struct sy_bytes subject;
    enum sy_err err = sy_registry_load_grant(
        it->txn, it->index, sy_body_bytes(it->act->body, SY_DELEGATION_PRINCIPAL), agent,
        &subject);

    if (err == SY_OK)
        *why = "one statement grants an agent one delegation of a principal; put the other "
               "into a statement of its own";
    return err == SY_NOT_FOUND ? SY_OK : err;
}

static enum sy_err delegation_bad(const struct sy_act_case *it, const char **why)
{
    struct sy_bytes agent = sy_body_bytes(it->act->body, SY_DELEGATION_AGENT);
    struct sy_wire wire = sy_wire_open(it->act->body);
    struct sy_wire_field step;
    struct sy_registry_state state;
    int64_t until;
    int64_t old_until;
    enum sy_err err = check_owner(it, SY_DELEGATION_PRINCIPAL, why);

    if (*why == NULL && !within(it->act->body, SY_DELEGATION_CAPACITY, SY_CAPACITY_AUTHORITY))
        *why = "the capacity of a delegation is 1 to 4";
    while (*why == NULL && sy_body_each(&wire, SY_DELEGATION_STEPS, &step)) {
        if (!sy_cbv_allows(SY_CBV_BIZ_STEP, step.bytes))
            *why = "a step is a business step of CBV, or a URI";
    }
    if (err == SY_OK && *why == NULL)
        err = check_list(it, SY_DELEGATION_SITES, SY_TYPE_SITE, no_site, why);
    if (err != SY_OK || *why != NULL)
        return err;
    if (it->act->verb == SY_DELEGATION_NARROWED) {
        if (!narrows(it, SY_DELEGATION_STEPS) || !narrows(it, SY_DELEGATION_SITES) ||
            (sy_body_int(it->act->body, SY_ACT_UNTIL, &until) &&
             sy_body_int(it->old->body, SY_ACT_UNTIL, &old_until) && until > old_until))
            *why = "this would widen the delegation; grant a new one";
        return SY_OK;
    }
    if (agent.data == NULL)
        return SY_OK;
    if (sy_bytes_equal(agent, sy_body_bytes(it->act->body, SY_DELEGATION_PRINCIPAL))) {
        *why = "nobody is their own agent";
        return SY_OK;
    }
    err = granted_twice(it, agent, why);
    if (err != SY_OK || *why != NULL)
        return err;
    err = sy_registry_load(it->txn, agent, UINT64_MAX, &state);
    if (err == SY_OK && state.type == SY_TYPE_REGULATOR && state.force == SY_FORCE_GOOD)
        return SY_OK;
    return err == SY_OK || err == SY_NOT_FOUND ? sy_act_check_organisation(it, agent, why)
                                               : err;
}

static enum sy_err person_bad(const struct sy_act_case *it, const char **why)
{
    return check_owner(it, SY_PERSON_ORGANISATION, why);
}

static enum sy_err licence_bad(const struct sy_act_case *it, const char **why)
{
    enum sy_err err = check_owner(it, SY_LICENCE_ORGANISATION, why);

    if (*why == NULL && !within(it->act->body, SY_LICENCE_KIND, SY_LICENCE_OTHER))
        *why = "the kind of a licence is 1 to 8";
    if (err == SY_OK)
        err = check_list(it, SY_LICENCE_CLASSES, SY_TYPE_PRODUCT_CLASS, no_class, why);
    return err == SY_OK ? check_list(it, SY_LICENCE_SITES, SY_TYPE_SITE, no_site, why) : err;
}

static enum sy_err accreditation_bad(const struct sy_act_case *it, const char **why)
{
    struct sy_bytes body = sy_body_bytes(it->act->body, SY_ACCREDITATION_ORGANISATION);
    struct sy_registry_state state;
    enum sy_err err = check_owner(it, SY_ACCREDITATION_ORGANISATION, why);

    if (err == SY_OK && *why == NULL && body.data != NULL) {
        err = sy_registry_load(it->txn, body, UINT64_MAX, &state);
        if (err == SY_OK &&
            !sy_body_lists_uint(state.body, SY_ORGANISATION_ROLES, SY_ROLE_LABORATORY) &&
            !sy_body_lists_uint(state.body, SY_ORGANISATION_ROLES, SY_ROLE_CERTIFIER))
            *why = "only a laboratory or a certifier is accredited; give it that role first";
    }
    if (err != SY_OK)
        return err;
    return check_list(it, SY_ACCREDITATION_CLASSES, SY_TYPE_PRODUCT_CLASS, no_class, why);
}

/* Within the scope of the accreditation: kind and classes. */
static const char *scope_bad(const struct sy_act_case *it, struct sy_bytes accreditation)
{
    static const char out[] = "the certificate is out of the accreditation's scope";
    struct sy_wire wire = sy_wire_open(it->act->body);
    struct sy_wire_field field;

    if (!sy_bytes_equal(sy_body_bytes(accreditation, SY_ACCREDITATION_ORGANISATION),
                        sy_body_bytes(it->act->body, SY_CERTIFICATE_BODY)) ||
        !sy_body_lists(accreditation, SY_ACCREDITATION_KINDS,
                       sy_body_bytes(it->act->body, SY_CERTIFICATE_KIND)))
        return out;
    if (!sy_body_has(accreditation, SY_ACCREDITATION_CLASSES))
        return NULL;
    if (!sy_body_has(it->act->body, SY_CERTIFICATE_CLASSES))
        return out;
    while (sy_body_each(&wire, SY_CERTIFICATE_CLASSES, &field)) {
        if (!sy_body_lists(accreditation, SY_ACCREDITATION_CLASSES, field.bytes))
            return out;
    }
    return NULL;
}

/* Products are of a class that the accreditation has, when it has not all of them. */
static enum sy_err products_bad(const struct sy_act_case *it, struct sy_bytes accreditation,
                                const char **why)
{
    struct sy_wire wire = sy_wire_open(it->act->body);
    struct sy_wire_field field;
    struct sy_registry_state state;
    enum sy_err err = SY_OK;

    if (!sy_body_has(accreditation, SY_ACCREDITATION_CLASSES))
        return SY_OK;
    while (err == SY_OK && *why == NULL &&
           sy_body_each(&wire, SY_CERTIFICATE_PRODUCTS, &field)) {
        err = sy_registry_load(it->txn, field.bytes, UINT64_MAX, &state);
        if (err == SY_NOT_FOUND ||
            (err == SY_OK && (state.type != SY_TYPE_PRODUCT ||
                              !sy_body_lists(accreditation, SY_ACCREDITATION_CLASSES,
                                             sy_body_bytes(state.body, SY_PRODUCT_CLASS))))) {
            *why = "a product of the certificate is not registered in a class of the "
                   "accreditation's scope";
            err = SY_OK;
        }
    }
    return err;
}

/* By which right: an accreditation in force that has the certificate in its scope. */
static enum sy_err right_bad(const struct sy_act_case *it, const char **why)
{
    struct sy_bytes accreditation = sy_act_text(it, SY_CERTIFICATE_ACCREDITATION);
    struct sy_registry_state state;
    enum sy_err err =
        sy_act_check_reference(it, accreditation, SY_TYPE_ACCREDITATION,
                               "the body has no such accreditation in force", why);

    if (err != SY_OK || *why != NULL || it->act->verb != SY_CERTIFICATE_ISSUED)
        return err;
    err = sy_registry_load(it->txn, accreditation, UINT64_MAX, &state);
    if (err == SY_OK)
        *why = scope_bad(it, state.body);
    return err == SY_OK && *why == NULL ? products_bad(it, state.body, why) : err;
}

/* Who answers for it: a person of the body, qualified and not barred. */
static enum sy_err answerable_bad(const struct sy_act_case *it, const char **why)
{
    static const char barred[] =
        "the responsible person is not qualified, not this body's, or barred";
    struct sy_bytes person = sy_act_text(it, SY_CERTIFICATE_PERSON);
    struct sy_registry_state state;
    enum sy_err err = sy_act_check_reference(it, person, SY_TYPE_PERSON, barred, why);

    if (err != SY_OK || *why != NULL)
        return err;
    err = sy_registry_load(it->txn, person, UINT64_MAX, &state);
    if (err == SY_OK && !sy_bytes_equal(sy_body_bytes(state.body, SY_PERSON_ORGANISATION),
                                        sy_act_text(it, SY_CERTIFICATE_BODY)))
        *why = barred;
    return err;
}

/* The number stands at the end of the subject, behind a colon. */
static bool has_number(struct sy_bytes subject, struct sy_bytes number)
{
    size_t at = subject.len - number.len;

    return number.len > 0 && number.len < subject.len && subject.data[at - 1] == ':' &&
           memcmp(subject.data + at, number.data, number.len) == 0;
}

static enum sy_err certificate_bad(const struct sy_act_case *it, const char **why)
{
    bool issued = it->act->verb == SY_CERTIFICATE_ISSUED;
    bool body_says =
        sy_bytes_equal(it->statement->principal, sy_act_text(it, SY_CERTIFICATE_BODY));
    enum sy_err err = SY_OK;

    if (issued &&
        !has_number(it->act->subject, sy_body_bytes(it->act->body, SY_CERTIFICATE_NUMBER))) {
        *why = "the certificate's number and the subject made of it differ";
        return SY_OK;
    }
    /* A body that may not issue it now does not bring it back either. */
    if (issued || (body_says && it->act->verb == SY_CERTIFICATE_REINSTATED))
        err = right_bad(it, why);
    if (err == SY_OK && *why == NULL &&
        (issued || (body_says && it->act->verb == SY_CERTIFICATE_REINSTATED)))
        err = answerable_bad(it, why);
    if (err == SY_OK)
        err = check_owner(it, SY_CERTIFICATE_ORGANISATION, why);
    if (err == SY_OK)
        err = check_list(it, SY_CERTIFICATE_CLASSES, SY_TYPE_PRODUCT_CLASS, no_class, why);
    if (err == SY_OK && *why == NULL)
        err = check_list(it, SY_CERTIFICATE_PRODUCTS, SY_TYPE_PRODUCT, no_product, why);
    return err;
}

static enum sy_err product_bad(const struct sy_act_case *it, const char **why)
{
    enum sy_err err = check_owner(it, SY_PRODUCT_ORGANISATION, why);

    return err == SY_OK
               ? check_field(it, SY_PRODUCT_CLASS, SY_TYPE_PRODUCT_CLASS, no_class, why)
               : err;
}

/* Lists that number their members from 0. */
static bool in_order(struct sy_bytes body, uint32_t number)
{
    struct sy_wire wire = sy_wire_open(body);
    struct sy_wire_field field;
    uint64_t at;
    uint64_t next = 0;

    while (sy_body_each(&wire, number, &field)) {
        if (!sy_body_uint(field.bytes, SY_STEP_AT, &at) || at != next++)
            return false;
    }
    return true;
}

static bool is_step(struct sy_bytes step)
{
    return sy_bytes_equal(step, sy_text("*")) || sy_cbv_allows(SY_CBV_BIZ_STEP, step);
}

static enum sy_err class_bad(const struct sy_act_case *it, const char **why)
{
    struct sy_wire wire = sy_wire_open(it->act->body);
    struct sy_wire_field rule;

    if (!in_order(it->act->body, SY_CLASS_STEPS) || !in_order(it->act->body, SY_CLASS_PARTS))
        *why = "the rules of a class are numbered from 0";
    while (*why == NULL && sy_body_each(&wire, SY_CLASS_STEPS, &rule)) {
        if (!is_step(sy_body_bytes(rule.bytes, SY_STEP_STEP)))
            *why = "a rule's step is a business step of CBV, a URI, or *";
        else if (!within(rule.bytes, SY_STEP_ROLES, SY_ROLE_MAX) ||
                 !within(rule.bytes, SY_STEP_LICENCES, SY_LICENCE_OTHER))
            *why = "a rule names roles 1 to 15 and kinds of licence 1 to 8";
    }
    wire = sy_wire_open(it->act->body);
    while (*why == NULL && sy_body_each(&wire, SY_CLASS_PARTS, &rule)) {
        if (!within(rule.bytes, 3, SY_PART_KINDS))
            *why = "a part is 1 open, 2 chain, 3 commercial or 4 personal";
    }
    if (*why == NULL &&
        sy_bytes_equal(sy_body_bytes(it->act->body, SY_CLASS_PARENT), it->act->subject))
        *why = "a class is not its own parent";
    return check_field(it, SY_CLASS_PARENT, SY_TYPE_PRODUCT_CLASS, no_class, why);
}

static const char *node_bad(const struct sy_act_case *it)
{
    struct sy_wire wire = sy_wire_open(it->act->body);
    struct sy_wire_field field;
    struct sy_address address;
    struct sy_public_key key;
    struct sy_bytes transport = sy_body_bytes(it->act->body, SY_NODE_TRANSPORT);
    uint64_t from;
    uint64_t until;

    while (sy_body_each(&wire, SY_NODE_ADDRESSES, &field)) {
        if (sy_address_parse(field.bytes, &address) != SY_OK || address.port == 0)
            return "an address is host:port";
    }
    if (transport.data != NULL && sy_public_key_check(transport, &key) != SY_OK)
        return "the transport key is not a sound Ed25519 key";
    if (!in_order(it->act->body, SY_NODE_FORMER))
        return "former codes are numbered from 0";
    wire = sy_wire_open(it->act->body);
    while (sy_body_each(&wire, SY_NODE_FORMER, &field)) {
        if (!sy_node_code_valid(sy_body_bytes(field.bytes, SY_FORMER_CODE)))
            return "a former code is six digits of GB/T 2260";
        if (sy_body_uint(field.bytes, SY_FORMER_FROM_YEAR, &from) &&
            sy_body_uint(field.bytes, SY_FORMER_UNTIL_YEAR, &until) && until < from)
            return "a former code would have ended before it began";
    }
    return NULL;
}

static const char *erasure_bad(const struct sy_act_case *it)
{
    struct sy_bytes body = it->act->body;
    struct sy_bytes origin = sy_body_bytes(body, SY_ERASURE_ORIGIN);
    struct sy_bytes residue = sy_body_bytes(body, SY_ERASURE_RESIDUE);
    uint64_t kind = 0;
    bool told;

    if (!sy_place_valid(origin))
        return "the log of an erasure is named by its origin";
    if (!sy_body_uint(body, SY_ERASURE_KIND, &kind) || kind == 0 || kind > UINT8_MAX)
        return "a part's kind is 1 to 255";
    if (sy_body_bytes(body, SY_ERASURE_PART_HASH).len != SY_HASH_BYTES)
        return "the part's hash has 32 bytes";
    if (kind == SY_PART_OPEN && sy_origin_is_registry(origin))
        return "open parts of the registry cannot be erased";
    told = kind == SY_PART_OPEN || kind == SY_PART_CHAIN;
    if (told != (residue.data != NULL))
        return "an order that erases an open or a chain part says what views keep of it, and "
               "no "
               "other order does";
    return NULL;
}

enum sy_err sy_act_check_content(const struct sy_act_case *it, const char **why)
{
    *why = NULL;
    switch (it->act->type) {
    case SY_TYPE_POLICY:
        return sy_act_check_policy(it, why);
    case SY_TYPE_REGULATOR:
        *why = regulator_bad(it);
        return SY_OK;
    case SY_TYPE_ORGANISATION:
        return organisation_bad(it, why);
    case SY_TYPE_SITE:
        return site_bad(it, why);
    case SY_TYPE_DEVICE:
        return device_bad(it, why);
    case SY_TYPE_CARD:
        return card_bad(it, why);
    case SY_TYPE_KEY:
        return it->act->verb == SY_KEY_RETIRED || it->act->verb == SY_KEY_REVOKED
                   ? SY_OK
                   : new_key_bad(it, why);
    case SY_TYPE_DELEGATION:
        return delegation_bad(it, why);
    case SY_TYPE_PERSON:
        return person_bad(it, why);
    case SY_TYPE_LICENCE:
        return licence_bad(it, why);
    case SY_TYPE_ACCREDITATION:
        return accreditation_bad(it, why);
    case SY_TYPE_STANDING_CERTIFICATE:
        return certificate_bad(it, why);
    case SY_TYPE_PRODUCT:
        return product_bad(it, why);
    case SY_TYPE_PRODUCT_CLASS:
        return class_bad(it, why);
    case SY_TYPE_NODE:
        *why = node_bad(it);
        return SY_OK;
    case SY_TYPE_ERASURE_ORDER:
        *why = erasure_bad(it);
        return SY_OK;
    default:
        *why = "acts of this type are not known yet";
        return SY_OK;
    }
}
