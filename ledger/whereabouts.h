/* whereabouts.h - who and where an identifier in a record is, as far as the registry knows.
 *
 * Shape    of a party the organisation; of a place the organisation that runs it, its district
 *          (six digits) and street (nine). A GLN leads to the site, or else the organisation,
 *          that registered it. data is NULL for what is not known.
 * Life     borrows the text, the snapshot and the buffer.
 */
#ifndef SY_WHEREABOUTS_H
#define SY_WHEREABOUTS_H

#include "ledger/registry.h"

struct sy_whereabouts {
    struct sy_bytes organisation; /* registry id */
    struct sy_bytes district;
    struct sy_bytes street;
};

/* Of an identifier as written; the buffer, which is cleared, holds what is made of it. Faults
 * only. */
SY_MUST_USE enum sy_err sy_whereabouts_of(struct sy_registry_snapshot *registry,
                                          struct sy_bytes text, struct sy_buffer *scratch,
                                          struct sy_whereabouts *out);

/* Of a subject of the registry: an organisation, site, office, person, or what belongs to an
 * organisation. Faults only. */
SY_MUST_USE enum sy_err sy_whereabouts_of_subject(struct sy_registry_snapshot *registry,
                                                  struct sy_bytes subject,
                                                  struct sy_whereabouts *out);

/* The field of an act, or of a subject's state, that says which organisation it belongs to; 0
 * when there is none. */
uint32_t sy_whereabouts_owner_field(uint32_t type);

/* How good a claim to a GLN is that the links name, from 1 up: whoever has it now comes before
 * who had it, a site before an organisation. text is "gln:" and the digits. */
unsigned sy_whereabouts_gln_claim(const struct sy_registry_state *state, struct sy_bytes text);

#endif
