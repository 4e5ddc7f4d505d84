/* registry_asof.h - the option --as-of: a number of entries, or a time, as a moment of the
 * registry.
 */
#ifndef SY_REGISTRY_ASOF_H
#define SY_REGISTRY_ASOF_H

#include "tools/directory.h"
#include "tools/registry_standing.h"

/* --as-of SIZE|TIME */
extern const struct sy_option sy_option_as_of;

/* The moment that the option names; without it now, and all that is known. SY_EXIT_USAGE, and
 * said, for one that is none or that has not come yet. */
SY_MUST_USE enum sy_exit sy_registry_asof(const struct sy_options *options, struct sy_output *o,
                                          const struct sy_directory *directory,
                                          struct sy_registry_moment *out);

/* Members "as_of" and the registry's own of the object under way, or the line for people when
 * --as-of was given. */
void sy_registry_asof_show(const struct sy_options *options, struct sy_output *o,
                           const struct sy_directory *directory,
                           const struct sy_registry_moment *moment);

#endif
