/* admission_place.h - a place as written in an event, as the registry knows it: its site, and
 * the sites that it is part of.
 *
 * Pure     reads the registry's snapshot; allocates nothing that it keeps.
 */
#ifndef SY_ADMISSION_PLACE_H
#define SY_ADMISSION_PLACE_H

#include "ledger/registry.h"

/* Does a list of sites (field number of a body) cover the place: name its site, or one that
 * this is part of? False for a place that is no registered site. */
SY_MUST_USE enum sy_err sy_admission_place_covered(struct sy_registry_snapshot *registry,
                                                   uint64_t size, struct sy_bytes place,
                                                   struct sy_bytes body, uint32_t number,
                                                   bool *covered);

#endif
