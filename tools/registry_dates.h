/* registry_dates.h - the names and codes that an organisation had, has and will have, shown.
 *
 * Source   registry.h, sy_registry_dated.
 */
#ifndef SY_REGISTRY_DATES_H
#define SY_REGISTRY_DATES_H

#include "tools/registry_profile.h"

/* Put the body of a state, with the name and code that are in force at the moment in the place
 * of those that were given last; of anything but an organisation as it is. */
SY_MUST_USE enum sy_err sy_registry_dates_body(struct sy_registry_snapshot *registry,
                                               struct sy_bytes subject,
                                               const struct sy_registry_state *state,
                                               const struct sy_registry_moment *moment,
                                               struct sy_buffer *to);

/* Those of before and those to come, a line each; with --json members of the open object, which
 * list them all. Nothing for anything but an organisation. */
SY_MUST_USE enum sy_err sy_registry_dates_show(const struct sy_registry_profile *profile,
                                               struct sy_bytes subject);

#endif
