/* registry_profile.h - all that the registry knows of a subject as of a moment: what it is, how
 * it stands, by whom, and what belongs to it.
 */
#ifndef SY_REGISTRY_PROFILE_H
#define SY_REGISTRY_PROFILE_H

#include "tools/directory.h"
#include "tools/registry_standing.h"

struct sy_registry_profile {
    struct sy_output *output;
    struct sy_directory *directory;
    struct sy_registry_moment moment;
};

/* Say it, or put it as an object of the document under way. *there is false, and less is said,
 * when the subject was registered only later. Faults. */
SY_MUST_USE enum sy_err sy_registry_profile_show(const struct sy_registry_profile *profile,
                                                 struct sy_bytes subject, bool *there);

/* Who made an entry of the registry's log: its principal, and who signed beside it. For people
 * into the buffer; as members of the object under way. */
SY_MUST_USE enum sy_err sy_registry_profile_say_by(const struct sy_registry_profile *profile,
                                                   uint64_t index, struct sy_buffer *to);
SY_MUST_USE enum sy_err sy_registry_profile_put_by(const struct sy_registry_profile *profile,
                                                   uint64_t index);

#endif
