#include "ledger/access_case.h"

#include <string.h>

#include "ledger/district.h"
#include "ledger/epcis_event.h"
#include "ledger/epcis_names.h"
#include "ledger/record.h"
#include "ledger/residue.h"
#include "ledger/view_disclosure.h"
#include "ledger/whereabouts.h"
#include "proto/disclosure.h"
#include "proto/part.h"

/* Field numbers of EpcisEvent, Location, Extension and SourceDestination (epcis.proto). */
enum {
    READ_POINT = 21,
    BIZ_LOCATION = 22,
    SOURCES = 24,
    DESTINATIONS = 25,
    LOCATION_ID = 1,
    LOCATION_EXTENSION = 2,
    EXTENSION_NAME = 2,
    EXTENSION_JSON = 3,
    PARTY_ID = 3
};

enum { DISTRICT_DIGITS = 6, DISCLOSURES_VISITED_MAX = 64 };

/* A record that is being decided. */
struct deciding {
    struct sy_access *access;
    const struct sy_statement *statement;
    const struct sy_record_share *record;
    uint32_t type;               /* 0 until a part is read */
    struct sy_epcis_parts parts; /* bodies of the open and chain parts, of any type */
    struct sy_buffer *scratch;
    struct sy_access_case *out;
};

static void give(struct deciding *d, enum sy_access_fact fact)
{
    d->out->facts |= 1u << fact;
}

static bool given(const struct deciding *d, enum sy_access_fact fact)
{
    return (d->out->facts >> fact & 1) != 0;
}

static bool is_reader(const struct deciding *d, struct sy_bytes subject)
{
    return subject.data != NULL && sy_access_reader_is(&d->access->reader, subject);
}

/* What nodes may always read: open and chain parts. */
static void read_parts(struct deciding *d)
{
    for (size_t i = 0; i < d->record->part_count; i++) {
        const struct sy_part_share *share = &d->record->parts[i];
        struct sy_part part;

        if (share->part.data == NULL || share->kind > SY_PART_CHAIN ||
            sy_part_read(share->part, &part) != SY_OK)
            continue;
        d->parts.body[share->kind - 1] = part.body;
        d->type = part.type;
    }
}

/* By which level an organisation was admitted: its first act says who signed it. */
static enum sy_err find_level(struct sy_access *access, struct sy_bytes subject,
                              uint64_t *level)
{
    struct sy_registry_state state;
    struct sy_statement statement;
    struct sy_entry entry;
    struct sy_bytes bytes;
    enum sy_err err = sy_registry_state(access->registry, subject, UINT64_MAX, &state);

    *level = SY_LEVEL_CITY;
    if (err == SY_OK && state.type == SY_TYPE_ORGANISATION) {
        uint64_t admitted = state.first;

        err = sy_log_statement(access->registry_log, admitted, &bytes, &entry, &statement);
        if (err == SY_OK)
            err = sy_registry_state(access->registry, statement.principal, admitted, &state);
    }
    if (err == SY_OK && state.type == SY_TYPE_REGULATOR)
        (void)sy_body_uint(state.body, SY_REGULATOR_LEVEL, level);
    return err == SY_NOT_FOUND ? SY_OK : err;
}

/* Records come in runs of one principal: what was found last is kept. */
static enum sy_err find_principal(struct deciding *d)
{
    struct sy_access_principal *kept = &d->access->principal;
    struct sy_bytes subject = d->statement->principal;
    struct sy_whereabouts where;
    enum sy_err err;

    if (kept->len == subject.len && memcmp(kept->subject, subject.data, subject.len) == 0)
        return SY_OK;
    kept->len = 0;
    err = sy_whereabouts_of_subject(d->access->registry, subject, &where);
    if (err == SY_OK)
        err = find_level(d->access, subject, &kept->level);
    if (err != SY_OK)
        return err;
    sy_assert(subject.len <= sizeof(kept->subject));
    memcpy(kept->subject, subject.data, subject.len);
    kept->len = subject.len;
    kept->district = where.district;
    kept->street = where.street;
    return SY_OK;
}

/* "310115", quotes included: suyuan:district of a location's open part. */
static struct sy_bytes district_said(struct sy_bytes location)
{
    struct sy_wire wire = sy_wire_open(location);
    struct sy_wire_field field;

    while (sy_wire_next(&wire, &field) == SY_OK) {
        struct sy_bytes json;

        if (field.number != LOCATION_EXTENSION ||
            !sy_epcis_name_is_district(sy_epcis_field(field.bytes, EXTENSION_NAME)))
            continue;
        json = sy_epcis_field(field.bytes, EXTENSION_JSON);
        if (json.len == DISTRICT_DIGITS + 2)
            return (struct sy_bytes){json.data + 1, DISTRICT_DIGITS};
    }
    return (struct sy_bytes){NULL, 0};
}

/* One of readPoint and bizLocation: who runs it, and where it is. */
static enum sy_err find_place(struct deciding *d, uint32_t number, struct sy_whereabouts *out)
{
    enum sy_err err = SY_OK;

    *out = (struct sy_whereabouts){0};
    for (unsigned i = 0; i < SY_PART_CHAIN && err == SY_OK && out->organisation.data == NULL;
         i++) {
        struct sy_bytes location = sy_epcis_field(d->parts.body[i], number);
        struct sy_bytes id = sy_epcis_field(location, LOCATION_ID);

        if (id.len > 0)
            err = sy_whereabouts_of(d->access->registry, id, d->scratch, out);
    }
    if (out->district.data == NULL)
        out->district = district_said(sy_epcis_field(d->parts.body[0], number));
    return err;
}

static enum sy_err covers(struct deciding *d, struct sy_bytes office, struct sy_bytes district,
                          struct sy_bytes street, bool *out)
{
    struct sy_district_place place = {district, street, d->access->now};

    return sy_district_covered(d->access->registry, office, &place, out);
}

/* Has an office's area the place where it happened? */
static enum sy_err in_area(struct deciding *d, struct sy_bytes office, bool *out)
{
    static const uint32_t numbers[SY_ACCESS_PLACES_MAX] = {READ_POINT, BIZ_LOCATION};
    struct sy_whereabouts place;
    bool known = false;
    enum sy_err err = SY_OK;

    *out = false;
    for (size_t i = 0;
         i < SY_ACCESS_PLACES_MAX && err == SY_OK && d->type == SY_TYPE_EPCIS_EVENT && !*out;
         i++) {
        err = find_place(d, numbers[i], &place);
        known = known || place.district.data != NULL;
        if (err == SY_OK)
            err = covers(d, office, place.district, place.street, out);
    }
    if (err == SY_OK && !known)
        err = find_principal(d);
    if (err == SY_OK && !known)
        err =
            covers(d, office, d->access->principal.district, d->access->principal.street, out);
    return err;
}

static enum sy_err as_office(struct deciding *d)
{
    const struct sy_access_reader *reader = &d->access->reader;
    uint64_t level = SY_LEVEL_CITY;
    bool yes = reader->who == SY_READER_AUTHORITY;
    enum sy_err err = yes ? SY_OK : in_area(d, reader->office, &yes);

    if (err != SY_OK || !yes)
        return err;
    give(d, SY_FACT_AREA);
    if (sy_access_whole(d->out, d->record))
        return SY_OK;
    err = find_principal(d);
    if (reader->who == SY_READER_REGULATOR)
        (void)sy_body_uint(reader->office, SY_REGULATOR_LEVEL, &level);
    if (err == SY_OK && d->access->principal.level == level)
        give(d, SY_FACT_SUPERVISED);
    return err;
}

static enum sy_err check_party(struct deciding *d, struct sy_bytes id)
{
    struct sy_whereabouts party;
    enum sy_err err = sy_whereabouts_of(d->access->registry, id, d->scratch, &party);

    if (err == SY_OK && is_reader(d, party.organisation))
        give(d, SY_FACT_NAMED);
    return err;
}

static enum sy_err named_in_event(struct deciding *d)
{
    size_t parties = 0;
    enum sy_err err = SY_OK;

    for (unsigned i = 0; i < SY_PART_CHAIN; i++) {
        struct sy_wire wire = sy_wire_open(d->parts.body[i]);
        struct sy_wire_field field;

        while (err == SY_OK && !given(d, SY_FACT_NAMED) && parties < SY_ACCESS_PARTIES_MAX &&
               sy_wire_next(&wire, &field) == SY_OK) {
            bool place = field.number == READ_POINT || field.number == BIZ_LOCATION;
            struct sy_bytes id;

            if (!place && field.number != SOURCES && field.number != DESTINATIONS)
                continue;
            id = sy_epcis_field(field.bytes, place ? LOCATION_ID : PARTY_ID);
            if (id.len == 0)
                continue;
            parties++;
            err = check_party(d, id);
        }
    }
    return err;
}

/* A disclosure names whom it is meant for. */
static void named_in_disclosure(struct deciding *d)
{
    for (unsigned i = 0; i < SY_PART_CHAIN; i++) {
        struct sy_disclosure disclosure;

        if (sy_disclosure_read(d->parts.body[i], &disclosure) == SY_OK &&
            is_reader(d, disclosure.to))
            give(d, SY_FACT_NAMED);
    }
}

static enum sy_err find_named(struct deciding *d)
{
    if (d->type == SY_TYPE_DISCLOSURE)
        named_in_disclosure(d);
    return d->type == SY_TYPE_EPCIS_EVENT ? named_in_event(d) : SY_OK;
}

static void find_signed(struct deciding *d)
{
    for (size_t i = 0; i < d->statement->signer_count; i++) {
        if (is_reader(d, d->statement->signers[i].subject))
            give(d, SY_FACT_SIGNED);
    }
}

static enum sy_err decide_record(struct deciding *d)
{
    const struct sy_access_reader *reader = &d->access->reader;
    enum sy_err err = SY_OK;

    if (is_reader(d, d->statement->principal))
        give(d, SY_FACT_OWN);
    find_signed(d);
    if (sy_access_whole(d->out, d->record))
        return SY_OK;
    if (reader->who == SY_READER_REGULATOR || reader->who == SY_READER_AUTHORITY)
        err = as_office(d);
    if (err == SY_OK && !given(d, SY_FACT_AREA) && !given(d, SY_FACT_SIGNED) &&
        (reader->who == SY_READER_REGULATOR || reader->in_standing))
        err = find_named(d);
    return err;
}

/* A registry act's restricted part holds persons: for whoever it is about, the offices whose
 * area has it, and the authority. */
static enum sy_err decide_act(struct deciding *d)
{
    const struct sy_access_reader *reader = &d->access->reader;
    struct sy_whereabouts where;
    struct sy_act act;
    bool covered = false;
    enum sy_err err;

    if (reader->who == SY_READER_AUTHORITY)
        give(d, SY_FACT_SUPERVISED);
    if (is_reader(d, d->statement->principal))
        give(d, SY_FACT_OWN);
    if (sy_act_read(d->type, d->parts.body[SY_PART_OPEN - 1], &act) != SY_OK)
        return SY_OK;
    err = sy_whereabouts_of_subject(d->access->registry, act.subject, &where);
    if (err != SY_OK)
        return err;
    if (is_reader(d, act.subject) || is_reader(d, where.organisation))
        give(d, SY_FACT_OWN);
    if (reader->who == SY_READER_REGULATOR)
        err = covers(d, reader->office, where.district, where.street, &covered);
    if (covered)
        d->out->facts |= 1u << SY_FACT_AREA | 1u << SY_FACT_SUPERVISED;
    return err;
}

/* May whoever disclosed it do so: the principal, its successor, or an office in charge then? */
static enum sy_err has_effect(struct deciding *d, const struct sy_view_disclosure *disclosure,
                              bool *out)
{
    struct sy_registry_state state;
    enum sy_err err;

    *out = sy_bytes_equal(disclosure->principal, d->statement->principal);
    if (*out)
        return SY_OK;
    err = sy_registry_state(d->access->registry, disclosure->principal,
                            disclosure->registry_size, &state);
    if (err == SY_OK && state.type == SY_TYPE_REGULATOR && state.force == SY_FORCE_GOOD)
        return in_area(d, state.body, out);
    if (err == SY_OK && state.type == SY_TYPE_ORGANISATION) {
        struct sy_access_reader heir;

        err = sy_access_reader_find(d->access->registry, disclosure->principal, d->access->now,
                                    &heir);
        *out = err == SY_OK && sy_access_reader_is(&heir, d->statement->principal);
    }
    return err == SY_NOT_FOUND ? SY_OK : err;
}

/* Those to one registry id, or to everyone. */
static enum sy_err find_disclosed_to(struct deciding *d, const struct sy_hash *record,
                                     struct sy_bytes to)
{
    struct sy_view_disclosure at = {0};
    bool effective = true;
    enum sy_err err = SY_OK;

    for (unsigned n = 0; n < DISCLOSURES_VISITED_MAX && err == SY_OK; n++) {
        err = sy_view_next_disclosure(d->access->view, record, to, !effective, &at);
        if (err == SY_OK)
            err = has_effect(d, &at, &effective);
        if (err == SY_OK && effective) {
            give(d, SY_FACT_DISCLOSED);
            d->out->disclosed |= 1u << at.kind;
        }
        if (sy_access_whole(d->out, d->record))
            break;
    }
    return err == SY_NOT_FOUND ? SY_OK : err;
}

static enum sy_err find_disclosed(struct deciding *d)
{
    const struct sy_access_reader *reader = &d->access->reader;
    struct sy_record_digest digest;
    struct sy_hash record;
    enum sy_err err;

    if (!d->access->any_disclosed || sy_access_whole(d->out, d->record))
        return SY_OK;
    sy_record_digest_of(d->record, &digest);
    record = sy_record_hash(&digest);
    err = find_disclosed_to(d, &record, (struct sy_bytes){NULL, 0});
    for (size_t i = 0; i < reader->name_count && err == SY_OK; i++)
        err = find_disclosed_to(d, &record, reader->names[i]);
    return err;
}

struct sy_access_case sy_access_of_all(const struct sy_access *access, bool *final)
{
    const struct sy_access_reader *reader = &access->reader;
    struct sy_access_case all = {.who = reader->who, .facts = 1u << SY_FACT_ANY};

    if (access->presented)
        all.facts |= 1u << SY_FACT_PRESENTED;
    if (reader->who == SY_READER_NODE)
        all.facts |= 1u << SY_FACT_SUBSCRIBED;
    if (reader->who == SY_READER_AUTHORITY)
        all.facts |= 1u << SY_FACT_AREA;
    *final = reader->who == SY_READER_NODE ||
             (reader->who == SY_READER_ANONYMOUS && !access->any_disclosed);
    return all;
}

enum sy_err sy_access_decide(struct sy_access *access, struct sy_log_snapshot *log,
                             uint64_t index, const struct sy_statement *statement,
                             const struct sy_record_share *record, struct sy_access_case *out)
{
    struct sy_buffer scratch = {0};
    struct deciding d = {.access = access,
                         .statement = statement,
                         .record = record,
                         .scratch = &scratch,
                         .out = out};
    enum sy_err err = SY_OK;
    bool final;

    *out = sy_access_of_all(access, &final);
    if (statement->kind == SY_KIND_REGISTRY)
        give(&d, SY_FACT_PRESENTED);
    if (final || sy_access_whole(out, record))
        return SY_OK;
    read_parts(&d);
    if (d.type == SY_TYPE_EPCIS_EVENT || d.type == 0) /* 0: nothing of it is here */
        err = sy_residue_add(log, index, record, &d.parts);
    if (err == SY_OK && access->reader.name_count > 0)
        err = statement->kind == SY_KIND_REGISTRY ? decide_act(&d) : decide_record(&d);
    if (err == SY_OK && statement->kind != SY_KIND_REGISTRY)
        err = find_disclosed(&d);
    sy_buffer_close(&scratch);
    return err;
}

enum sy_err sy_access_open(struct sy_registry_snapshot *registry,
                           struct sy_log_snapshot *registry_log, struct sy_view_snapshot *view,
                           struct sy_bytes subject, int64_t now, struct sy_access *out)
{
    enum sy_err err;

    *out = (struct sy_access){
        .registry = registry, .registry_log = registry_log, .view = view, .now = now};
    err = sy_access_reader_find(registry, subject, now, &out->reader);
    if (err == SY_OK)
        err = sy_view_any_disclosure(view, &out->any_disclosed);
    return err;
}
