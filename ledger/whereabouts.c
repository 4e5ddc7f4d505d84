#include "ledger/whereabouts.h"

#include <string.h>

#include "ledger/identifier.h"
#include "ledger/org_id.h"
#include "ledger/suyuan_urn.h"
#include "proto/record_type.h"

enum { DISTRICT_DIGITS = 6, GLN_DIGITS = 13 };

static const char person[] = "person:";

uint32_t sy_whereabouts_owner_field(uint32_t type)
{
    switch (type) {
    case SY_TYPE_SITE:
        return SY_SITE_ORGANISATION;
    case SY_TYPE_DEVICE:
        return SY_DEVICE_ORGANISATION;
    case SY_TYPE_CARD:
        return SY_CARD_ORGANISATION;
    case SY_TYPE_KEY:
        return SY_KEY_ORGANISATION;
    case SY_TYPE_DELEGATION:
        return SY_DELEGATION_PRINCIPAL;
    case SY_TYPE_PERSON:
        return SY_PERSON_ORGANISATION;
    case SY_TYPE_LICENCE:
        return SY_LICENCE_ORGANISATION;
    case SY_TYPE_ACCREDITATION:
        return SY_ACCREDITATION_ORGANISATION;
    case SY_TYPE_STANDING_CERTIFICATE:
        return SY_CERTIFICATE_ORGANISATION;
    case SY_TYPE_PRODUCT:
        return SY_PRODUCT_ORGANISATION;
    default:
        return 0;
    }
}

/* The digits behind "person:". */
static struct sy_bytes district_of_person(struct sy_bytes subject)
{
    size_t skip = sizeof(person) - 1;

    if (subject.len < skip + DISTRICT_DIGITS || memcmp(subject.data, person, skip) != 0)
        return (struct sy_bytes){NULL, 0};
    return (struct sy_bytes){subject.data + skip, DISTRICT_DIGITS};
}

/* False for what belongs to an organisation and is nowhere itself. */
static bool read_own(struct sy_bytes subject, const struct sy_registry_state *state,
                     struct sy_whereabouts *out)
{
    switch (state->type) {
    case SY_TYPE_ORGANISATION:
        out->organisation = subject;
        out->district = sy_body_bytes(state->body, SY_ORGANISATION_DISTRICT);
        out->street = sy_body_bytes(state->body, SY_ORGANISATION_STREET);
        return true;
    case SY_TYPE_REGULATOR:
        out->organisation = subject;
        out->district = sy_body_bytes(state->body, SY_REGULATOR_DISTRICT);
        out->street = sy_body_bytes(state->body, SY_REGULATOR_STREET);
        return true;
    case SY_TYPE_SITE:
        out->organisation = sy_body_bytes(state->body, SY_SITE_ORGANISATION);
        out->district = sy_body_bytes(state->body, SY_SITE_DISTRICT);
        out->street = sy_body_bytes(state->body, SY_SITE_STREET);
        return true;
    case SY_TYPE_PERSON:
        out->organisation = sy_body_bytes(state->body, SY_PERSON_ORGANISATION);
        out->district = district_of_person(subject);
        return true;
    default:
        return false;
    }
}

enum sy_err sy_whereabouts_of_subject(struct sy_registry_snapshot *registry,
                                      struct sy_bytes subject, struct sy_whereabouts *out)
{
    struct sy_registry_state state;
    enum sy_err err = sy_registry_state(registry, subject, UINT64_MAX, &state);

    *out = (struct sy_whereabouts){0};
    if (err == SY_OK && !read_own(subject, &state, out)) {
        uint32_t owner = sy_whereabouts_owner_field(state.type);

        subject = owner == 0 ? (struct sy_bytes){NULL, 0} : sy_body_bytes(state.body, owner);
        if (subject.data != NULL)
            err = sy_registry_state(registry, subject, UINT64_MAX, &state);
        if (err == SY_OK && subject.data != NULL)
            (void)read_own(subject, &state, out);
    }
    return err == SY_NOT_FOUND ? SY_OK : err;
}

unsigned sy_whereabouts_gln_claim(const struct sy_registry_state *state, struct sy_bytes text)
{
    bool site = state->type == SY_TYPE_SITE;
    struct sy_bytes gln = sy_body_bytes(state->body, site ? SY_SITE_GLN : SY_ORGANISATION_GLN);
    bool has = gln.len + 4 == text.len && memcmp(gln.data, text.data + 4, gln.len) == 0 &&
               state->force != SY_FORCE_ENDED;

    return (has ? 2U : 0U) + (site ? 2U : 1U);
}

/* By a GLN: the site or organisation that has it, else one that had it. */
static enum sy_err by_gln(struct sy_registry_snapshot *registry, struct sy_bytes text,
                          struct sy_whereabouts *out)
{
    struct sy_registry_state state;
    struct sy_bytes found = {NULL, 0};
    unsigned best = 0;
    enum sy_err err;

    while ((err = sy_registry_next_link(registry, text, found, UINT64_MAX, &found)) == SY_OK) {
        struct sy_whereabouts one = {0};
        unsigned claim;

        err = sy_registry_state(registry, found, UINT64_MAX, &state);
        if (err != SY_OK)
            break;
        claim = sy_whereabouts_gln_claim(&state, text);
        if (claim > best && read_own(found, &state, &one)) {
            *out = one;
            best = claim;
        }
    }
    if (err != SY_NOT_FOUND)
        return err;
    if (best > 2)
        return SY_OK;
    err =
        sy_registry_state(registry, text, UINT64_MAX, &state); /* a foreign firm, by its GLN */
    if (err == SY_OK)
        (void)read_own(text, &state, out);
    else if (err == SY_NOT_FOUND && best == 0)
        out->organisation = text;
    return err == SY_NOT_FOUND ? SY_OK : err;
}

/* urn:suyuan:1:org: and :site:. */
static enum sy_err by_urn(struct sy_registry_snapshot *registry,
                          const struct sy_suyuan_urn *urn, struct sy_buffer *scratch,
                          struct sy_whereabouts *out)
{
    enum sy_err err;

    if (urn->kind == SY_SUYUAN_ORG)
        out->organisation = urn->org;
    if (urn->kind != SY_SUYUAN_SITE)
        return SY_OK;
    sy_suyuan_urn_put(urn, scratch);
    err = scratch->err;
    if (err == SY_OK)
        err = sy_whereabouts_of_subject(registry, sy_buffer_bytes(scratch), out);
    if (out->organisation.data == NULL)
        out->organisation = urn->org;
    return err;
}

/* The GLN at the front of a canonical location or party, as "gln:<13>" in place. */
static bool gln_of(const struct sy_identifier *about, struct sy_buffer *scratch,
                   struct sy_bytes *out)
{
    static const char link[] = "https://id.gs1.org/414/"; /* 417 of a party */
    uint8_t *at;

    if ((about->kind != SY_IDENTIFIER_LOCATION && about->kind != SY_IDENTIFIER_PARTY) ||
        scratch->len < sizeof(link) - 1 + GLN_DIGITS)
        return false;
    at = scratch->data + sizeof(link) - 1 - 4;
    memcpy(at, "gln:", 4);
    *out = (struct sy_bytes){at, 4 + GLN_DIGITS};
    return true;
}

enum sy_err sy_whereabouts_of(struct sy_registry_snapshot *registry, struct sy_bytes text,
                              struct sy_buffer *scratch, struct sy_whereabouts *out)
{
    struct sy_suyuan_urn urn = {0};
    struct sy_identifier about;
    struct sy_bytes gln;
    char expected;
    enum sy_err err = sy_suyuan_urn_read(text, &urn, &expected);

    *out = (struct sy_whereabouts){0};
    sy_buffer_clear(scratch);
    if (err == SY_OK || err == SY_BAD_CHECK_DIGIT)
        return by_urn(registry, &urn, scratch, out);
    if (text.len > 0 && sy_org_id_span(text) == text.len) {
        err = sy_whereabouts_of_subject(registry, text, out);
        if (out->organisation.data == NULL)
            out->organisation = text;
        return err;
    }
    err = sy_identifier_canonical(text, scratch, &about);
    if (err == SY_NO_MEMORY)
        return err;
    if (err == SY_OK && gln_of(&about, scratch, &gln))
        return by_gln(registry, gln, out);
    return SY_OK; /* a text that names nobody */
}
