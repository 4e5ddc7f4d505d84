/* admission_case.h - one statement on its way through admission; only for admission.c and the
 * files that do its work.
 */
#ifndef SY_ADMISSION_CASE_H
#define SY_ADMISSION_CASE_H

#include "ledger/admission.h"
#include "ledger/admission_record.h"
#include "ledger/admission_table.h"

enum { SY_ADMISSION_PASSED_MAX = 16, SY_ADMISSION_STEMS_MAX = 64 };

/* What was found to be allowed: the same goods, step and places need no second look. */
struct sy_admission_passed {
    struct sy_bytes class;
    struct sy_bytes step;
    struct sy_bytes places[SY_ADMISSION_PLACES];
};

/* Identifiers that begin so are of that class; data NULL: of none that is registered. */
struct sy_admission_stem {
    struct sy_bytes stem;
    struct sy_bytes class;
};

/* Texts are borrowed from the statement or from the snapshot. */
struct sy_admission_case {
    struct sy_registry_snapshot *registry;
    uint64_t size;
    struct sy_admission_time time;
    const struct sy_statement *statement;
    struct sy_admission *out;

    bool loaded; /* what follows is known */
    struct sy_registry_state principal;
    uint32_t roles; /* 0: none are registered */
    struct sy_registry_state delegation;

    size_t passed_count; /* ever; the oldest are forgotten */
    struct sy_admission_passed passed[SY_ADMISSION_PASSED_MAX];
    struct sy_admission_stem stems[SY_ADMISSION_STEMS_MAX];
};

/* The class of an identifier as written; data NULL when its product is not registered, or has
 * none. */
SY_MUST_USE enum sy_err sy_admission_class_of(struct sy_admission_case *it, struct sy_bytes id,
                                              struct sy_bytes *class);

/* What a step with goods of a class demands now: of the class, the classes above it,
 * "class:default", the shipped table. class.data NULL: goods of no class. */
SY_MUST_USE enum sy_err sy_admission_find_rule(struct sy_admission_case *it,
                                               struct sy_bytes class, struct sy_bytes step,
                                               struct sy_admission_rule *out);

/* Does the principal hold a licence in force of one of the kinds that covers goods of the class
 * at these places? If not, *near is the subject of one that comes close, or empty, and *flaw
 * what it lacks. */
SY_MUST_USE enum sy_err sy_admission_licensed(struct sy_admission_case *it, uint32_t kinds,
                                              struct sy_bytes class,
                                              const struct sy_bytes *places, bool *licensed,
                                              struct sy_bytes *near, const char **flaw);

/* The words of each refusal, into out->words. */
void sy_admission_say_standing(struct sy_admission_case *it, struct sy_bytes subject,
                               const struct sy_registry_state *state, enum sy_force force);
void sy_admission_say_official(struct sy_admission_case *it, struct sy_bytes step);
void sy_admission_say_role(struct sy_admission_case *it, struct sy_bytes class,
                           struct sy_bytes step, uint32_t roles);
void sy_admission_say_delegated_step(struct sy_admission_case *it, struct sy_bytes step);
void sy_admission_say_delegated_place(struct sy_admission_case *it, struct sy_bytes place);
void sy_admission_say_licence(struct sy_admission_case *it, struct sy_bytes class,
                              struct sy_bytes step, uint32_t kinds, struct sy_bytes near,
                              const char *flaw);

#endif
