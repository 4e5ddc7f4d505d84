/* admission_table.h - what a step demands of whoever takes it: which roles, which licence.
 *
 * Shape    a rule from the steps of a product class (StepRule) or, until the authority
 *          registers "class:default", from the table that is shipped. Sets of roles and licence
 *          kinds are bits 1 << number; an empty one demands nothing.
 * Source   registry.proto: StepRule, ProductClass. The shipped table says who does what in
 *          Shanghai's food chains, and bars only what nobody of that role does.
 * Pure     static data; no allocation, no clock.
 */
#ifndef SY_ADMISSION_TABLE_H
#define SY_ADMISSION_TABLE_H

#include "proto/act_field.h"
#include "proto/base.h"

struct sy_admission_rule {
    uint32_t roles;    /* bit 1 << enum sy_organisation_role */
    uint32_t licences; /* bit 1 << enum sy_licence_kind: one of them */
};

/* The dates that an answer hung on: it holds from now until changes. */
struct sy_admission_time {
    int64_t now;
    int64_t changes; /* INT64_MAX: for good */
};

/* Is it now in [from, until)? Either may be absent: has_from, has_until false. */
bool sy_admission_in_dates(struct sy_admission_time *time, bool has_from, int64_t from,
                           bool has_until, int64_t until);

/* The rule that a product class (its body) has for a step now: that of the step, else that of
 * "*". False when it has none. */
bool sy_admission_rule_of(struct sy_bytes body, struct sy_bytes step,
                          struct sy_admission_time *time, struct sy_admission_rule *out);

/* The shipped table's, for any step. */
struct sy_admission_rule sy_admission_rule_shipped(struct sy_bytes step);

/* "slaughterhouse", "slaughter": a role, a kind of licence, by its number; NULL for none. */
const char *sy_role_name(unsigned role);
const char *sy_licence_kind_name(unsigned kind);

#endif
