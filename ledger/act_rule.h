/* act_rule.h - which registry acts there are: who may sign each, what it must say, when it may
 * come, and what it makes of its subject.
 *
 * Shape    one row an act; the same table decides at every node and auditor which acts are
 *          void, and gives the command line its verbs. What a row cannot say stands in
 *          act_check.c. Source   registry.proto; design section 3, "registry acts".
 * Pure     static data.
 */
#ifndef SY_ACT_RULE_H
#define SY_ACT_RULE_H

#include "ledger/language.h"
#include "proto/act.h"

/* Who may sign: any one of the bits. */
enum {
    SY_WHO_AUTHORITY = 1 << 0,
    SY_WHO_CITY = 1 << 1,      /* a city office whose city has the district concerned */
    SY_WHO_OFFICE = 1 << 2,    /* any office whose area has the district concerned */
    SY_WHO_ITSELF = 1 << 3,    /* the organisation that answers for the subject */
    SY_WHO_AGENT = 1 << 4,     /* the agent of a delegation */
    SY_WHO_PARENT = 1 << 5,    /* who runs the parent site */
    SY_WHO_CERTIFIER = 1 << 6, /* the body, and with it the responsible person */
    SY_WHO_ANYONE = 1 << 7 /* anybody with a key in force: the act carries its own signatures */
};

/* What a subject is, its dates aside. */
enum sy_force {
    SY_FORCE_NONE, /* there is no such subject */
    SY_FORCE_GOOD,
    SY_FORCE_SUSPENDED, /* until its term, or until reinstated */
    SY_FORCE_ENDED,     /* expelled, closed, withdrawn, retired, ended */
    SY_FORCE_REVOKED,   /* keys: since a time */
    SY_FORCE_LOST,      /* cards */
    SY_FORCE_BARRED,    /* persons: until the term */
    SY_FORCE_BARRED_FOR_LIFE,
    SY_FORCE_SUCCEEDED, /* organisations: merged or split, from a time */
    SY_FORCE_LAPSED,    /* by date: never stored */
    SY_FORCE_NOT_YET,   /* by date: never stored */
    SY_FORCES
};

#define SY_FORCE_KEEP        SY_FORCE_NONE /* as the outcome of an act: as it was */
#define SY_FIELD_BIT(number) (UINT64_C(1) << (number))

struct sy_act_rule {
    uint32_t type;
    uint32_t verb;
    const char *noun; /* of the subject, as people type it: "organisation" */
    const char *word; /* of the verb: "admit" */
    const char *done; /* in histories: "admitted" */
    unsigned who;
    unsigned when;      /* bits 1 << enum sy_force that the subject may have before */
    enum sy_force then; /* what it is afterwards */
    uint64_t needs;     /* fields that must be there */
    uint64_t may; /* further fields that may be there; ground, reason and document always */
    const char *summary[SY_LANGUAGES];
};

/* The rule of an act; NULL when there is none. */
const struct sy_act_rule *sy_act_rule(uint32_t type, uint32_t verb);

/* By the words people type; NULL. */
const struct sy_act_rule *sy_act_rule_named(const char *noun, const char *word);

/* All of them, in order of type and verb. */
size_t sy_act_rule_count(void);
const struct sy_act_rule *sy_act_rule_at(size_t i);

/* The fields of a type that stand in the personal part only. */
uint64_t sy_act_personal_fields(uint32_t type);

/* "in_force", "suspended" ... */
const char *sy_force_name(enum sy_force force);

#endif
