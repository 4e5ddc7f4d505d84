/* registry_model.h - the registry once more, plain: arrays of what happened, asked by loops. It
 * shares nothing with ledger/ but the numbers of types and verbs.
 *
 * Shape    subjects are numbered; each has its past, one row an act that had effect, and each
 *          row holds all that was said until then. A question about a size looks for the last
 *          row below it. What an act must fulfil is written down again from registry.proto.
 */
#ifndef SY_REGISTRY_MODEL_H
#define SY_REGISTRY_MODEL_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "proto/act_field.h"
#include "proto/err.h"
#include "proto/record_type.h"

enum {
    MODEL_NOBODY = -1,    /* no subject */
    MODEL_AUTHORITY = -2, /* who speaks, and its key */
    MODEL_SUBJECTS_MAX = 80,
    MODEL_PAST_MAX = 64,
    MODEL_SIGNERS_MAX = 3,
    MODEL_GRANTS_MAX = 256,
    MODEL_LINKS_MAX = 512
};

/* Everything that an act may say here; NOBODY and 0 are not said, but for the times. */
struct model_said {
    int owner;      /* organisation, holder, principal; of a certificate whose it is */
    int second;     /* parent, site of a device, issuer, agent, body, successor */
    int third;      /* person of a certificate; site of a delegation */
    int fourth;     /* accreditation of a certificate */
    int replaces;   /* key or card */
    int class;      /* product class */
    int product;    /* that a certificate covers */
    unsigned place; /* district: six digits as a number */
    unsigned level; /* of an office */
    unsigned kinds; /* roles, steps, kinds of certificate, uses: one bit each */
    unsigned capacity;
    unsigned code, gln; /* which of a few, from 1 */
    bool has_from, has_until, has_since, has_term, forged;
    int64_t from, until, since, term;
};

struct model_row {
    int index;
    unsigned record;
    unsigned verb;
    char force; /* g good, s suspended, e ended, r revoked, l lost, b barred, B for life, x gone
                   over to a successor */
    int by;     /* who suspended or barred it */
    int64_t term;
    int64_t at;
    struct model_said said;
};

struct model_subject {
    unsigned type;
    int whose;      /* the organisation in its name, of sites, too */
    unsigned place; /* the district in it */
    unsigned code, gln;
    char name[240];
    int count;
    struct model_row past[MODEL_PAST_MAX];
};

struct model_act {
    int subject;
    unsigned verb;
    uint64_t after;
    struct model_said said;
};

struct model_saying {
    int principal;
    int count;
    struct {
        int subject; /* NOBODY: the principal's own */
        int key;
    } signers[MODEL_SIGNERS_MAX];
};

struct model {
    int count;
    struct model_subject subjects[MODEL_SUBJECTS_MAX];
    int grant_count;
    struct {
        int index, subject, principal, agent;
    } grants[MODEL_GRANTS_MAX];
    int link_count;
    struct {
        int from, to, index; /* the first entry that says so */
    } links[MODEL_LINKS_MAX];
    int unauthorised; /* the first entry, or NOBODY */
};

static inline const struct model_row *model_row(const struct model *m, int subject,
                                                uint64_t size)
{
    const struct model_row *found = NULL;

    if (subject < 0)
        return NULL;
    for (int i = 0; i < m->subjects[subject].count; i++) {
        if ((uint64_t)m->subjects[subject].past[i].index < size)
            found = &m->subjects[subject].past[i];
    }
    return found;
}

static inline unsigned model_type(const struct model *m, int subject)
{
    return subject < 0 ? 0 : m->subjects[subject].type;
}

/* Its force at a time, dates counted in: p has lapsed, n is not yet. */
static inline char model_force(const struct model *m, int subject, const struct model_row *row,
                               int64_t at)
{
    unsigned type = model_type(m, subject);
    bool dated = type == SY_TYPE_DELEGATION || type == SY_TYPE_PERSON ||
                 type == SY_TYPE_LICENCE || type == SY_TYPE_ACCREDITATION ||
                 type == SY_TYPE_STANDING_CERTIFICATE;
    char force = row->force;

    if (type == SY_TYPE_ORGANISATION && (force == 'g' || force == 's') &&
        row->said.second != MODEL_NOBODY && at >= row->said.from)
        return 'x'; /* a merger comes, whatever came between */
    if (force == 'b')
        return at < row->term ? 'b' : 'e';
    if (force == 'x')
        return at < row->said.from ? 'g' : 'x';
    if (force == 'r' && at < row->said.since)
        return row->term == INT64_MIN ? 'e' : 'g';
    if (force == 's' && at >= row->term)
        force = 'g';
    if (force != 'g' || !dated)
        return force;
    if (row->said.has_from && at < row->said.from)
        return 'n';
    return row->said.has_until && at >= row->said.until ? 'p' : 'g';
}

static inline char model_now(const struct model *m, int subject, int64_t at)
{
    const struct model_row *row = model_row(m, subject, UINT64_MAX);

    return row == NULL ? '-' : model_force(m, subject, row, at);
}

/* Of that type and good. */
static inline bool model_good(const struct model *m, int subject, unsigned type, int64_t at)
{
    return model_type(m, subject) == type && model_now(m, subject, at) == 'g';
}

/* An organisation that there still is. */
static inline bool model_there(const struct model *m, int subject, int64_t at)
{
    return model_type(m, subject) == SY_TYPE_ORGANISATION &&
           (model_now(m, subject, at) == 'g' || model_now(m, subject, at) == 's');
}

/* ---- V5 ---- */

static inline bool model_key_retired(const struct model_row *row)
{
    return row->force == 'e' || (row->force == 'r' && row->term == INT64_MIN);
}

static inline bool model_key_in_force(const struct model_row *row, int64_t at)
{
    return !model_key_retired(row) && !(row->force == 'r' && row->said.since <= at);
}

/* The delegation that an entry granted; NOBODY. */
static inline int model_delegation(const struct model *m, int64_t index, int principal,
                                   int agent, uint64_t size)
{
    for (int i = 0; i < m->grant_count; i++) {
        if (m->grants[i].index == index && (uint64_t)index < size &&
            m->grants[i].principal == principal && m->grants[i].agent == agent &&
            model_row(m, m->grants[i].subject, size)->said.second == agent)
            return m->grants[i].subject;
    }
    return MODEL_NOBODY;
}

/* Of a statement of records (delegation < 0: none), or of acts. */
static inline enum sy_err model_authorise(const struct model *m, uint64_t size, int64_t at,
                                          const struct model_saying *who, int64_t delegation,
                                          bool acts)
{
    int agent = MODEL_NOBODY;
    bool one = false;

    if (who->principal == MODEL_AUTHORITY) {
        if (!acts || delegation >= 0)
            return SY_DENIED;
        for (int i = 0; i < who->count; i++) {
            if (who->signers[i].key != MODEL_AUTHORITY ||
                who->signers[i].subject != MODEL_NOBODY)
                return SY_UNKNOWN_KEY;
        }
        return SY_OK;
    }
    if (model_row(m, who->principal, size) == NULL ||
        (model_type(m, who->principal) != SY_TYPE_ORGANISATION &&
         model_type(m, who->principal) != SY_TYPE_REGULATOR &&
         model_type(m, who->principal) != SY_TYPE_NODE))
        return SY_UNKNOWN_PRINCIPAL;
    if (delegation >= 0) {
        int subject = MODEL_NOBODY;

        agent = who->signers[0].subject;
        if (agent != MODEL_NOBODY && !acts)
            subject = model_delegation(m, delegation, who->principal, agent, size);
        if (subject == MODEL_NOBODY ||
            model_force(m, subject, model_row(m, subject, size), at) != 'g')
            return SY_DENIED;
    }
    for (int i = 0; i < who->count; i++) {
        bool own = who->signers[i].subject == MODEL_NOBODY;
        int holder = own ? who->principal : who->signers[i].subject;
        const struct model_row *key = model_row(m, who->signers[i].key, size);

        if (key == NULL || (key->said.kinds & 1u << SY_USE_SIGN) == 0 ||
            key->said.owner != holder)
            return SY_UNKNOWN_KEY;
        if ((own || holder == agent) && model_key_in_force(key, at))
            one = true;
    }
    return one ? SY_OK : SY_KEY_NOT_IN_FORCE;
}

/* ---- acts ---- */

/* Who: A authority, C city office, O any office in charge, I itself, G agent, P who runs the
 * parent, T certifier with person. Before: the forces it may have, - for none. Then: = as it
 * was. */
struct model_rule {
    unsigned type, verb;
    const char *who, *before;
    char then;
};

static const struct model_rule model_rules[] = {
    {SY_TYPE_REGULATOR, SY_REGULATOR_APPOINTED, "A", "-e", 'g'},
    {SY_TYPE_REGULATOR, SY_REGULATOR_CHANGED, "A", "g", '='},
    {SY_TYPE_REGULATOR, SY_REGULATOR_DISMISSED, "A", "g", 'e'},
    {SY_TYPE_ORGANISATION, SY_ORGANISATION_ADMITTED, "AO", "-", 'g'},
    {SY_TYPE_ORGANISATION, SY_ORGANISATION_CHANGED, "AO", "gs", '='},
    {SY_TYPE_ORGANISATION, SY_ORGANISATION_SUSPENDED, "AO", "gs", 's'},
    {SY_TYPE_ORGANISATION, SY_ORGANISATION_REINSTATED, "AO", "s", 'g'},
    {SY_TYPE_ORGANISATION, SY_ORGANISATION_EXPELLED, "AO", "gs", 'e'},
    {SY_TYPE_ORGANISATION, SY_ORGANISATION_STRUCK_OFF, "AO", "gs", 'e'},
    {SY_TYPE_ORGANISATION, SY_ORGANISATION_RENAMED, "AO", "gs", '='},
    {SY_TYPE_ORGANISATION, SY_ORGANISATION_RECODED, "AO", "gs", '='},
    {SY_TYPE_ORGANISATION, SY_ORGANISATION_MERGED, "AO", "gs", 'x'},
    {SY_TYPE_ORGANISATION, SY_ORGANISATION_SPLIT, "AO", "gs", 'x'},
    {SY_TYPE_SITE, SY_SITE_OPENED, "AOP", "-e", 'g'},
    {SY_TYPE_SITE, SY_SITE_CHANGED, "AOP", "g", '='},
    {SY_TYPE_SITE, SY_SITE_MOVED, "AOP", "g", '='},
    {SY_TYPE_SITE, SY_SITE_CLOSED, "AOP", "g", 'e'},
    {SY_TYPE_DEVICE, SY_DEVICE_OPENED, "AOI", "-e", 'g'},
    {SY_TYPE_DEVICE, SY_DEVICE_MOVED, "AOI", "g", '='},
    {SY_TYPE_DEVICE, SY_DEVICE_CLOSED, "AOI", "g", 'e'},
    {SY_TYPE_DEVICE, SY_DEVICE_VERIFIED, "AO", "g", '='},
    {SY_TYPE_CARD, SY_CARD_ISSUED, "AOI", "-", 'g'},
    {SY_TYPE_CARD, SY_CARD_LOST, "AOI", "g", 'l'},
    {SY_TYPE_CARD, SY_CARD_REPLACED, "AOI", "-", 'g'},
    {SY_TYPE_CARD, SY_CARD_CLOSED, "AOI", "gl", 'e'},
    {SY_TYPE_KEY, SY_KEY_ADDED, "AO", "-", 'g'},
    {SY_TYPE_KEY, SY_KEY_ROTATED, "I", "-", 'g'},
    {SY_TYPE_KEY, SY_KEY_REPLACED, "AO", "-", 'g'},
    {SY_TYPE_KEY, SY_KEY_RETIRED, "AOI", "g", 'e'},
    {SY_TYPE_KEY, SY_KEY_REVOKED, "AOI", "ge", 'r'},
    {SY_TYPE_DELEGATION, SY_DELEGATION_GRANTED, "AOI", "-e", 'g'},
    {SY_TYPE_DELEGATION, SY_DELEGATION_NARROWED, "AOI", "g", '='},
    {SY_TYPE_DELEGATION, SY_DELEGATION_ENDED, "AOIG", "g", 'e'},
    {SY_TYPE_PERSON, SY_PERSON_QUALIFIED, "AO", "-ge", 'g'},
    {SY_TYPE_PERSON, SY_PERSON_LAPSED, "AO", "g", 'e'},
    {SY_TYPE_PERSON, SY_PERSON_BARRED, "AO", "-geb", 'b'},
    {SY_TYPE_PERSON, SY_PERSON_BARRED_FOR_LIFE, "AO", "-geb", 'B'},
    {SY_TYPE_LICENCE, SY_LICENCE_GRANTED, "AO", "-", 'g'},
    {SY_TYPE_LICENCE, SY_LICENCE_CHANGED, "AO", "gs", '='},
    {SY_TYPE_LICENCE, SY_LICENCE_SUSPENDED, "AO", "gs", 's'},
    {SY_TYPE_LICENCE, SY_LICENCE_REINSTATED, "AO", "s", 'g'},
    {SY_TYPE_LICENCE, SY_LICENCE_WITHDRAWN, "AO", "gs", 'e'},
    {SY_TYPE_ACCREDITATION, SY_LICENCE_GRANTED, "AC", "-", 'g'},
    {SY_TYPE_ACCREDITATION, SY_LICENCE_CHANGED, "AC", "gs", '='},
    {SY_TYPE_ACCREDITATION, SY_LICENCE_SUSPENDED, "AC", "gs", 's'},
    {SY_TYPE_ACCREDITATION, SY_LICENCE_REINSTATED, "AC", "s", 'g'},
    {SY_TYPE_ACCREDITATION, SY_LICENCE_WITHDRAWN, "AC", "gs", 'e'},
    {SY_TYPE_STANDING_CERTIFICATE, SY_CERTIFICATE_ISSUED, "T", "-", 'g'},
    {SY_TYPE_STANDING_CERTIFICATE, SY_CERTIFICATE_SUSPENDED, "TAC", "gs", 's'},
    {SY_TYPE_STANDING_CERTIFICATE, SY_CERTIFICATE_REINSTATED, "TAC", "s", 'g'},
    {SY_TYPE_STANDING_CERTIFICATE, SY_CERTIFICATE_WITHDRAWN, "TAC", "gs", 'e'},
    {SY_TYPE_PRODUCT, SY_PRODUCT_REGISTERED, "AOI", "-e", 'g'},
    {SY_TYPE_PRODUCT, SY_PRODUCT_CHANGED, "AOI", "g", '='},
    {SY_TYPE_PRODUCT, SY_PRODUCT_WITHDRAWN, "AOI", "g", 'e'},
    {SY_TYPE_PRODUCT_CLASS, SY_PRODUCT_REGISTERED, "A", "-e", 'g'},
    {SY_TYPE_PRODUCT_CLASS, SY_PRODUCT_CHANGED, "A", "g", '='},
    {SY_TYPE_PRODUCT_CLASS, SY_PRODUCT_WITHDRAWN, "A", "g", 'e'},
    {SY_TYPE_NODE, SY_NODE_ADDED, "A", "-", 'g'},
    {SY_TYPE_NODE, SY_NODE_MOVED, "A", "g", '='},
    {SY_TYPE_NODE, SY_NODE_RETIRED, "A", "g", 'e'},
    {SY_TYPE_NODE, SY_NODE_CHANGED, "A", "g", '='},
    {SY_TYPE_ERASURE_ORDER, SY_ERASURE_ORDERED, "AC", "-", 'g'},
};

enum { MODEL_RULES = sizeof(model_rules) / sizeof(model_rules[0]) };

/* Of an act that stands in an entry. */
struct model_case {
    const struct model *m;
    const struct model_act *act;
    const struct model_saying *who;
    const struct model_row *old;
    int index;
    int64_t now;
};

/* What the act says, or was said before. */
static inline int model_either(int said, int before)
{
    return said != MODEL_NOBODY ? said : before;
}

static inline unsigned model_place_of(const struct model *m, int subject)
{
    const struct model_row *row = model_row(m, subject, UINT64_MAX);

    if (row == NULL)
        return 0;
    if (model_type(m, subject) == SY_TYPE_PERSON)
        return m->subjects[subject].place;
    return model_type(m, subject) == SY_TYPE_ORGANISATION ||
                   model_type(m, subject) == SY_TYPE_SITE
               ? row->said.place
               : 0;
}

/* The districts that an act concerns: 0 is none that anybody has. */
static inline int model_places(const struct model_case *it, unsigned places[2])
{
    const struct model_said *said = &it->act->said;
    const struct model_subject *s = &it->m->subjects[it->act->subject];
    int owner = model_either(said->owner, it->old == NULL ? MODEL_NOBODY : it->old->said.owner);
    int second =
        model_either(said->second, it->old == NULL ? MODEL_NOBODY : it->old->said.second);
    int count = 0;

    switch (s->type) {
    case SY_TYPE_ORGANISATION:
    case SY_TYPE_SITE:
        if (it->old != NULL)
            places[count++] = it->old->said.place;
        if (it->old == NULL || said->place != 0)
            places[count++] = said->place;
        return count;
    case SY_TYPE_DEVICE:
        if (it->old != NULL || said->second == MODEL_NOBODY)
            places[count++] =
                model_place_of(it->m, it->old != NULL && it->old->said.second != MODEL_NOBODY
                                          ? it->old->said.second
                                          : owner);
        if (said->second != MODEL_NOBODY)
            places[count++] = model_place_of(it->m, said->second);
        return count;
    case SY_TYPE_CARD:
    case SY_TYPE_STANDING_CERTIFICATE:
        places[count++] = model_place_of(it->m, second); /* the issuer's, the body's */
        return count;
    case SY_TYPE_PERSON:
    case SY_TYPE_ERASURE_ORDER:
        places[count++] = s->place;
        return count;
    case SY_TYPE_KEY:
    case SY_TYPE_DELEGATION:
    case SY_TYPE_LICENCE:
    case SY_TYPE_ACCREDITATION:
    case SY_TYPE_PRODUCT:
        places[count++] = model_place_of(it->m, owner);
        return count;
    default:
        return 0;
    }
}

static inline void model_letter(char letters[8], const char *more)
{
    size_t len = strlen(letters);

    for (; *more != 0 && len < 7; more++)
        letters[len++] = *more;
    letters[len] = 0;
}

/* Which letters of a rule's "who" the speaker has. */
static inline void model_letters(const struct model_case *it, char letters[8])
{
    const struct model *m = it->m;
    const struct model_said *said = &it->act->said;
    unsigned type = model_type(m, it->act->subject);
    int before_owner = it->old == NULL ? MODEL_NOBODY : it->old->said.owner;
    int before_second = it->old == NULL ? MODEL_NOBODY : it->old->said.second;
    int before_third = it->old == NULL ? MODEL_NOBODY : it->old->said.third;
    int me = it->who->principal;
    int itself = model_either(said->owner, before_owner);
    int second = model_either(said->second, before_second);
    const struct model_row *mine = model_row(m, me, UINT64_MAX);
    unsigned places[2];
    int count;
    bool all;

    *letters = 0;
    if (me == MODEL_AUTHORITY) {
        model_letter(letters, "A");
        return;
    }
    if (type == SY_TYPE_CARD)
        itself = second;
    else if (type != SY_TYPE_DEVICE && type != SY_TYPE_KEY && type != SY_TYPE_DELEGATION &&
             type != SY_TYPE_PRODUCT)
        itself = MODEL_NOBODY;
    if (model_type(m, me) == SY_TYPE_REGULATOR) {
        if (type == SY_TYPE_KEY && itself == me)
            model_letter(letters, "I");
        if (model_now(m, me, it->now) != 'g')
            return;
        count = model_places(it, places);
        all = count > 0;
        for (int i = 0; i < count; i++)
            all = all && (mine->said.level == SY_LEVEL_CITY
                              ? places[i] / 10000 == mine->said.place / 10000
                              : places[i] == mine->said.place);
        if (all)
            model_letter(letters, mine->said.level == SY_LEVEL_CITY ? "OC" : "O");
        return;
    }
    if (type != SY_TYPE_KEY && model_now(m, me, it->now) != 'g')
        return;
    if (itself == me)
        model_letter(letters, "I");
    if (type == SY_TYPE_DELEGATION && second == me)
        model_letter(letters, "G");
    if (type == SY_TYPE_SITE && (it->old != NULL || said->second != MODEL_NOBODY)) {
        int parents[2] = {it->old == NULL ? said->second : before_second,
                          said->second == MODEL_NOBODY ? before_second : said->second};

        all = true;
        for (int i = 0; i < 2; i++) {
            const struct model_row *parent = model_row(m, parents[i], UINT64_MAX);

            all = all && parent != NULL && parent->force == 'g' && parent->said.owner == me;
        }
        if (all)
            model_letter(letters, "P");
    }
    if (type == SY_TYPE_STANDING_CERTIFICATE && second == me) {
        int person = model_either(said->third, before_third);

        for (int i = 0; i < it->who->count; i++) {
            const struct model_row *key = model_row(m, it->who->signers[i].key, UINT64_MAX);

            if (person == MODEL_NOBODY || it->who->signers[i].subject != person)
                continue;
            if (key != NULL && model_key_in_force(key, it->now))
                model_letter(letters, "T");
            break;
        }
    }
}

/* ---- who is not overruled ---- */

static inline unsigned model_rank(const struct model *m, int who)
{
    if (who == MODEL_AUTHORITY)
        return 0;
    return model_type(m, who) == SY_TYPE_REGULATOR ? model_row(m, who, UINT64_MAX)->said.level
                                                   : SY_LEVEL_STREET + 1;
}

/* It is suspended or barred now, by somebody whom the speaker is neither nor above. */
static inline bool model_held(const struct model_case *it)
{
    char force = it->old == NULL ? '-' : model_force(it->m, it->act->subject, it->old, it->now);

    return (force == 's' || force == 'b') && it->old->by != it->who->principal &&
           model_rank(it->m, it->who->principal) >= model_rank(it->m, it->old->by);
}

static inline bool model_overrules(const struct model_case *it, const struct model_rule *rule)
{
    int64_t term = it->act->said.has_term ? it->act->said.term : INT64_MAX;

    return model_held(it) &&
           (rule->then == 'g' || (strchr("sb", rule->then) != NULL && term < it->old->term));
}

/* ---- codes and GLNs are one party's ---- */

struct model_code {
    unsigned code;
    int64_t from;
};

/* The codes that an organisation was given below a size, in the order in which they begin. */
static inline int model_codes(const struct model *m, int subject, uint64_t size,
                              struct model_code codes[MODEL_PAST_MAX])
{
    const struct model_subject *s = &m->subjects[subject];
    int count = 0;

    for (int i = 0; i < s->count && (uint64_t)s->past[i].index < size; i++) {
        const struct model_row *row = &s->past[i];
        struct model_code next = {row->said.code, INT64_MIN};
        int at = count;

        if (row->verb == SY_ORGANISATION_RECODED)
            next.from = row->said.from;
        else if (row->verb == SY_ORGANISATION_ADMITTED)
            next.code = next.code != 0 ? next.code : s->code;
        else
            continue;
        if (next.code == 0)
            continue;
        for (; at > 0 && codes[at - 1].from > next.from; at--)
            codes[at] = codes[at - 1];
        codes[at] = next;
        count++;
    }
    return count;
}

/* When the organisation has had the code for the last time; INT64_MIN. */
static inline int64_t model_code_until(const struct model *m, int subject, unsigned code)
{
    const struct model_row *row = model_row(m, subject, UINT64_MAX);
    struct model_code codes[MODEL_PAST_MAX];
    int count = model_codes(m, subject, UINT64_MAX, codes);
    int64_t until = INT64_MIN;

    for (int i = 0; i < count; i++) {
        if (codes[i].code == code)
            until = i + 1 < count ? codes[i + 1].from : INT64_MAX;
    }
    if (row != NULL && row->force == 'e' && row->at < until)
        until = row->at;
    if (row != NULL && row->said.second != MODEL_NOBODY && row->said.from < until)
        until = row->said.from;
    return until;
}

static inline bool model_code_free(const struct model_case *it)
{
    const struct model_subject *s = &it->m->subjects[it->act->subject];
    unsigned code = it->act->said.code;
    int64_t from = it->now;

    if (it->act->verb == SY_ORGANISATION_ADMITTED && code == 0)
        code = s->code;
    if (it->act->verb == SY_ORGANISATION_RECODED)
        from = it->act->said.from;
    for (int i = 0; code != 0 && i < it->m->count; i++) {
        if (i != it->act->subject && model_type(it->m, i) == SY_TYPE_ORGANISATION &&
            model_code_until(it->m, i, code) > from)
            return false;
    }
    return true;
}

/* Whether a subject that is there has the GLN. */
static inline bool model_has_gln(const struct model *m, int subject, unsigned gln, int64_t now)
{
    const struct model_row *row = model_row(m, subject, UINT64_MAX);
    char force = model_now(m, subject, now);

    return (force == 'g' || force == 's') &&
           (row->said.gln == gln || m->subjects[subject].gln == gln);
}

static inline bool model_gln_free(const struct model_case *it)
{
    const struct model *m = it->m;
    const struct model_said *said = &it->act->said;
    bool site = model_type(m, it->act->subject) == SY_TYPE_SITE;
    int owner =
        site ? model_either(said->owner, it->old == NULL ? MODEL_NOBODY : it->old->said.owner)
             : it->act->subject;
    unsigned gln = said->gln;

    if (gln == 0 && site && it->act->verb == SY_SITE_OPENED && it->old != NULL)
        gln = it->old->said.gln;
    if (gln == 0 && !site && it->act->verb == SY_ORGANISATION_ADMITTED)
        gln = m->subjects[it->act->subject].gln;
    for (int i = 0; gln != 0 && i < m->count; i++) {
        unsigned type = model_type(m, i);

        if ((type != SY_TYPE_ORGANISATION && type != SY_TYPE_SITE) || i == it->act->subject ||
            !model_has_gln(m, i, gln, it->now))
            continue;
        if (type == SY_TYPE_ORGANISATION
                ? i != owner
                : site || model_row(m, i, UINT64_MAX)->said.owner != owner)
            return false;
    }
    return true;
}

/* ---- what an act says ---- */

static inline bool model_class_fine(const struct model_case *it)
{
    return it->act->said.class == MODEL_NOBODY ||
           model_good(it->m, it->act->said.class, SY_TYPE_PRODUCT_CLASS, it->now);
}

static inline bool model_key_fine(const struct model_case *it)
{
    const struct model_said *said = &it->act->said;
    const struct model_row *holder = model_row(it->m, said->owner, UINT64_MAX);
    const struct model_row *old = model_row(it->m, said->replaces, UINT64_MAX);
    bool signed_by_old = false;
    unsigned type = model_type(it->m, said->owner);

    if (it->act->verb == SY_KEY_RETIRED || it->act->verb == SY_KEY_REVOKED)
        return true;
    if (said->forged || holder == NULL || strchr("ebB", holder->force) != NULL ||
        (type != SY_TYPE_ORGANISATION && type != SY_TYPE_REGULATOR && type != SY_TYPE_PERSON &&
         type != SY_TYPE_NODE))
        return false;
    if (it->act->verb == SY_KEY_ADDED)
        return true;
    if (old == NULL || old->said.owner != said->owner || old->force != 'g' ||
        old->index == it->index)
        return false;
    for (int i = 0; i < it->who->count; i++)
        signed_by_old = signed_by_old || it->who->signers[i].key == said->replaces;
    return it->act->verb == SY_KEY_REPLACED || signed_by_old;
}

static inline bool model_delegation_fine(const struct model_case *it, const char *letters)
{
    const struct model_said *said = &it->act->said;
    const struct model_said *was = it->old == NULL ? NULL : &it->old->said;
    bool granted = it->act->verb == SY_DELEGATION_GRANTED;
    unsigned capacity = granted ? said->capacity : was->capacity;
    const struct model_row *agent = model_row(it->m, said->second, UINT64_MAX);

    if (capacity == SY_CAPACITY_AUTHORITY ? strchr(letters, 'I') != NULL
                                          : granted && strchr(letters, 'I') == NULL)
        return false;
    if (said->third != MODEL_NOBODY && !model_good(it->m, said->third, SY_TYPE_SITE, it->now))
        return false;
    if (it->act->verb == SY_DELEGATION_NARROWED)
        return (was->kinds == 0 || (said->kinds & ~was->kinds) == 0) &&
               (was->third == MODEL_NOBODY || said->third == MODEL_NOBODY ||
                said->third == was->third) &&
               !(said->has_until && was->has_until && said->until > was->until);
    if (!granted)
        return true;
    for (int i = 0; i < it->m->grant_count; i++) {
        if (it->m->grants[i].index == it->index && it->m->grants[i].principal == said->owner &&
            it->m->grants[i].agent == said->second)
            return false;
    }
    return model_there(it->m, said->owner, it->now) && said->second != said->owner &&
           (model_there(it->m, said->second, it->now) ||
            (model_type(it->m, said->second) == SY_TYPE_REGULATOR && agent != NULL &&
             agent->force == 'g'));
}

static inline bool model_certificate_fine(const struct model_case *it)
{
    const struct model_said *said = &it->act->said;
    bool issued = it->act->verb == SY_CERTIFICATE_ISSUED;
    const struct model_said *all = issued ? said : &it->old->said;
    const struct model_row *right = model_row(it->m, all->fourth, UINT64_MAX);
    const struct model_row *person = model_row(it->m, all->third, UINT64_MAX);

    if (!issued &&
        (it->act->verb != SY_CERTIFICATE_REINSTATED || it->who->principal != all->second))
        return true;
    if (!model_good(it->m, all->fourth, SY_TYPE_ACCREDITATION, it->now) ||
        !model_good(it->m, all->third, SY_TYPE_PERSON, it->now) ||
        person->said.owner != all->second)
        return false;
    if (!issued)
        return true;
    return right->said.owner == said->second && (said->kinds & ~right->said.kinds) == 0 &&
           (right->said.class == MODEL_NOBODY || said->class == right->said.class) &&
           (said->product == MODEL_NOBODY ||
            (model_good(it->m, said->product, SY_TYPE_PRODUCT, it->now) &&
             (right->said.class == MODEL_NOBODY ||
              model_row(it->m, said->product, UINT64_MAX)->said.class == right->said.class))) &&
           model_there(it->m, said->owner, it->now) && model_class_fine(it);
}

/* Who says it by the parent site alone stays in the hall: no GLN, no other district, and at
 * first the number of one of the two. */
static inline bool model_hall_fine(const struct model_case *it, const char *letters)
{
    const struct model_said *said = &it->act->said;
    int number = it->m->subjects[it->act->subject].whose;
    unsigned place =
        it->old != NULL ? it->old->said.place : model_place_of(it->m, said->second);

    if (strcmp(letters, "P") != 0)
        return true;
    return said->gln == 0 && (said->place == 0 || said->place == place) &&
           (it->act->verb != SY_SITE_OPENED || number == it->who->principal ||
            number == said->owner);
}

/* A number that was withdrawn comes back from above only. */
static inline bool model_product_fine(const struct model_case *it, const char *letters)
{
    return it->act->verb != SY_PRODUCT_REGISTERED || it->old == NULL ||
           strpbrk(letters, "AO") != NULL;
}

/* What an organisation is admitted with is what its name says, and nobody else's. */
static inline bool model_numbers_fine(const struct model_case *it)
{
    const struct model_subject *s = &it->m->subjects[it->act->subject];
    const struct model_said *said = &it->act->said;

    if (it->act->verb == SY_ORGANISATION_ADMITTED &&
        ((said->code != 0 && s->code != 0 && said->code != s->code) ||
         (said->gln != 0 && s->gln != 0 && said->gln != s->gln)))
        return false;
    return model_code_free(it) && model_gln_free(it);
}

static inline bool model_fine(const struct model_case *it, const char *letters)
{
    const struct model *m = it->m;
    const struct model_said *said = &it->act->said;
    bool owner_fine = said->owner == MODEL_NOBODY || model_there(m, said->owner, it->now);
    bool site_fine =
        said->second == MODEL_NOBODY || model_good(m, said->second, SY_TYPE_SITE, it->now);
    const struct model_row *row;

    switch (model_type(m, it->act->subject)) {
    case SY_TYPE_ORGANISATION:
        if (it->old != NULL && it->old->said.second != MODEL_NOBODY && said->has_from)
            return false;
        return model_numbers_fine(it) &&
               (said->second == MODEL_NOBODY ||
                (said->second != it->act->subject && model_there(m, said->second, it->now)));
    case SY_TYPE_SITE:
        return owner_fine && site_fine && said->second != it->act->subject &&
               model_gln_free(it) && model_hall_fine(it, letters);
    case SY_TYPE_DEVICE:
        return owner_fine && site_fine;
    case SY_TYPE_CARD:
        row = model_row(m, said->replaces, UINT64_MAX);
        return owner_fine &&
               (said->second == MODEL_NOBODY || model_there(m, said->second, it->now)) &&
               (said->replaces == MODEL_NOBODY ||
                (row != NULL && strchr("gl", row->force) != NULL && row->index != it->index &&
                 row->said.second == said->second));
    case SY_TYPE_KEY:
        return model_key_fine(it);
    case SY_TYPE_DELEGATION:
        return model_delegation_fine(it, letters);
    case SY_TYPE_PERSON:
        return owner_fine;
    case SY_TYPE_LICENCE:
        return owner_fine && model_class_fine(it);
    case SY_TYPE_PRODUCT:
        return owner_fine && model_class_fine(it) && model_product_fine(it, letters);
    case SY_TYPE_ACCREDITATION:
        row = model_row(m, said->owner, UINT64_MAX);
        return owner_fine && model_class_fine(it) &&
               (row == NULL || (row->said.kinds & 1u << SY_ROLE_LABORATORY) != 0);
    case SY_TYPE_STANDING_CERTIFICATE:
        return model_certificate_fine(it);
    case SY_TYPE_PRODUCT_CLASS:
        return said->second == MODEL_NOBODY ||
               (said->second != it->act->subject &&
                model_good(m, said->second, SY_TYPE_PRODUCT_CLASS, it->now));
    default:
        return true;
    }
}

/* ---- what it makes of its subject ---- */

static inline struct model_said model_laid_over(const struct model_said *was,
                                                const struct model_said *said)
{
    struct model_said all = *was;

    all.owner = model_either(said->owner, was->owner);
    all.second = model_either(said->second, was->second);
    all.third = model_either(said->third, was->third);
    all.fourth = model_either(said->fourth, was->fourth);
    all.replaces = model_either(said->replaces, was->replaces);
    all.class = model_either(said->class, was->class);
    all.product = model_either(said->product, was->product);
    all.place = said->place != 0 ? said->place : was->place;
    all.level = said->level != 0 ? said->level : was->level;
    all.kinds = said->kinds != 0 ? said->kinds : was->kinds;
    all.capacity = said->capacity != 0 ? said->capacity : was->capacity;
    all.code = said->code != 0 ? said->code : was->code;
    all.gln = said->gln != 0 ? said->gln : was->gln;
    if (said->has_from)
        all.from = said->from;
    if (said->has_until)
        all.until = said->until;
    if (said->has_since)
        all.since = said->since;
    all.has_from = said->has_from || was->has_from;
    all.has_until = said->has_until || was->has_until;
    all.has_since = said->has_since || was->has_since;
    return all;
}

static inline void model_add(struct model *m, int subject, const struct model_row *row)
{
    struct model_subject *s = &m->subjects[subject];

    if (s->count < MODEL_PAST_MAX)
        s->past[s->count] = *row;
    s->count++;
}

static inline void model_link(struct model *m, int from, int to, int index)
{
    for (int i = 0; i < m->link_count; i++) {
        if (m->links[i].from == from && m->links[i].to == to)
            return;
    }
    if (from < 0 || m->link_count == MODEL_LINKS_MAX)
        return;
    m->links[m->link_count].from = from;
    m->links[m->link_count].to = to;
    m->links[m->link_count++].index = index;
}

/* The rule of an act that comes at its time, whoever says it and whatever it says; NULL. */
static inline const struct model_rule *
model_timely(const struct model *m, const struct model_act *act, int index, int64_t now)
{
    const struct model_row *old = model_row(m, act->subject, UINT64_MAX);
    const struct model_rule *rule = NULL;
    char force = old == NULL ? '-' : model_force(m, act->subject, old, now);

    for (int i = 0; i < MODEL_RULES; i++) {
        if (model_rules[i].type == model_type(m, act->subject) &&
            model_rules[i].verb == act->verb)
            rule = &model_rules[i];
    }
    if (rule == NULL || act->after != (old == NULL ? 0 : (uint64_t)old->index + 1) ||
        (old != NULL && old->index == index))
        return NULL;
    if (old != NULL && old->force == 'r')
        force = 'r';
    if (force == 'p' || force == 'n')
        force = 'g';
    if (strchr(rule->before, force) == NULL &&
        !(old != NULL && force == 'g' && strchr(rule->before, old->force) != NULL))
        return NULL;
    return rule;
}

/* The rule of an act that has effect, or of one that its speaker may say, whatever stands in
 * it; NULL. */
static inline const struct model_rule *model_find(const struct model *m,
                                                  const struct model_act *act,
                                                  const struct model_saying *who, int index,
                                                  int64_t now, bool effective)
{
    struct model_case it = {m, act, who, model_row(m, act->subject, UINT64_MAX), index, now};
    const struct model_rule *rule = model_timely(m, act, index, now);
    char letters[8];
    bool may = false;

    if (rule == NULL)
        return NULL;
    model_letters(&it, letters);
    for (const char *c = letters; *c != 0; c++)
        may = may || strchr(rule->who, *c) != NULL;
    if (!may || (effective && (model_overrules(&it, rule) || !model_fine(&it, letters))))
        return NULL;
    return rule;
}

/* What a new key or card does to the one that it replaces. */
static inline void model_replace(struct model *m, const struct model_said *said,
                                 struct model_row row)
{
    row.force = 'e';
    row.by = MODEL_NOBODY;
    row.said = model_row(m, said->replaces, UINT64_MAX)->said;
    row.term = INT64_MAX;
    if (said->has_since) {
        row.force = 'r';
        row.said.has_since = true;
        row.said.since = said->since;
    }
    model_add(m, said->replaces, &row);
}

/* Applies the act if it has effect; says whether it has. */
static inline bool model_apply(struct model *m, const struct model_act *act,
                               const struct model_saying *who, int index, unsigned record,
                               int64_t now)
{
    const struct model_rule *rule = model_find(m, act, who, index, now, true);
    const struct model_row *old = model_row(m, act->subject, UINT64_MAX);
    const struct model_said *said = &act->said;
    struct model_row row = {.index = index, .record = record, .verb = act->verb, .at = now};
    struct model_case it = {m, act, who, old, index, now};
    unsigned type = model_type(m, act->subject);
    bool kept;

    if (rule == NULL)
        return false;
    kept = rule->then == '=' || (rule->then == 'x' && old->force == 's');
    row.force = kept ? old->force : rule->then;
    row.term = kept ? old->term : INT64_MAX;
    row.by = MODEL_NOBODY;
    if (row.force == 's' || row.force == 'b')
        row.by = kept || model_held(&it) ? old->by : who->principal;
    if (said->has_term)
        row.term = said->term;
    if (type == SY_TYPE_KEY && act->verb == SY_KEY_REVOKED)
        row.term = old->force == 'e' ? INT64_MIN : INT64_MAX;
    row.said = old == NULL ? *said : model_laid_over(&old->said, said);
    model_add(m, act->subject, &row);
    if (said->replaces != MODEL_NOBODY)
        model_replace(m, said, row);
    if (type == SY_TYPE_DELEGATION && act->verb == SY_DELEGATION_GRANTED &&
        m->grant_count < MODEL_GRANTS_MAX) {
        m->grants[m->grant_count].index = index;
        m->grants[m->grant_count].subject = act->subject;
        m->grants[m->grant_count].principal = said->owner;
        m->grants[m->grant_count++].agent = said->second;
    }
    model_link(m, said->owner, act->subject, index);
    model_link(m, said->second, act->subject, index);
    model_link(m, said->fourth, act->subject, index);
    for (int i = 0; i < m->count; i++) {
        if (said->gln != 0 && m->subjects[i].gln == said->gln)
            model_link(m, i, act->subject, index);
    }
    if (type == SY_TYPE_STANDING_CERTIFICATE)
        model_link(m, said->third, act->subject, index);
    if (type == SY_TYPE_PRODUCT)
        model_link(m, said->class, act->subject, index);
    return true;
}

#endif
