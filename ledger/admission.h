/* admission.h - does an ordinary node take this statement: the standing of whoever answers for
 * it, the steps that its roles and its delegation allow, the licences that its goods demand.
 *
 * Shape    the tables are registry data: what a step demands stands in the rules of the goods'
 *          product class, of the classes above it, of "class:default"; until the authority
 *          registers that one, in the shipped table (admission_table.h). Dates count at the
 *          time of sequencing, not at the time that an event claims for itself.
 * Rule     an organisation for which no role is registered may take any step that needs no
 *          licence; one with roles only those of its roles. Recall, return, holding, inspection
 *          and destruction are admitted whatever the standing, roles or delegation
 *          (admission_record.h).
 * Source   design section 3, "Admission". It is the sequencing node's policy: a mirror never
 *          refuses an entry for it.
 * Pure     reads the registry's snapshot; no clock, allocates nothing that it keeps.
 */
#ifndef SY_ADMISSION_H
#define SY_ADMISSION_H

#include "ledger/registry.h"

enum { SY_ADMISSION_WORDS_BYTES = 1024 };

struct sy_admission {
    uint64_t size; /* of the registry that decided */
    int64_t until; /* without a new act the answer stays until then; INT64_MAX: for good */
    struct sy_check_place where;          /* of what is refused: "records[3]" */
    char words[SY_ADMISSION_WORDS_BYTES]; /* why, and what to do: one English sentence */
};

/* A statement of a district log that has authority (V5), as of the snapshot's size and a time.
 * SY_SUSPENDED, SY_ENDED (expelled, struck off, succeeded, dismissed), SY_STEP_DENIED,
 * SY_BEYOND_DELEGATION and SY_UNLICENSED are refusals with words; SY_UNKNOWN_PRINCIPAL,
 * SY_BAD_ENCODING for an event that cannot be read; the errors of the registry. */
SY_MUST_USE enum sy_err sy_admission_check(struct sy_registry_snapshot *registry, int64_t now,
                                           const struct sy_checked *checked,
                                           struct sy_admission *out);

#endif
