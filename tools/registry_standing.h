/* registry_standing.h - how a subject stood at a time: in force or not, since when, by which
 * entry, until when.
 *
 * Source   registry.h; design section 3, registry acts.
 * Pure     reads a snapshot.
 */
#ifndef SY_REGISTRY_STANDING_H
#define SY_REGISTRY_STANDING_H

#include "ledger/registry.h"

struct sy_registry_standing {
    struct sy_registry_state state; /* as the latest act left it */
    enum sy_force force;
    int64_t since;  /* when it became so: an act's time, or a date that it names */
    uint64_t entry; /* of the act that made it so */
    uint32_t verb;  /* of that act */
    bool has_until; /* a suspension or bar ends, or what is in force lapses by itself */
    int64_t until;
};

/* SY_NOT_FOUND when there was no such subject yet. What the state has lives as long as the
 * snapshot. */
SY_MUST_USE enum sy_err sy_registry_standing_find(struct sy_registry_snapshot *snapshot,
                                                  struct sy_bytes subject,
                                                  const struct sy_registry_moment *moment,
                                                  struct sy_registry_standing *out);

/* Entries of the registry's log sequenced at that time or before. */
SY_MUST_USE enum sy_err sy_registry_size_at(struct sy_log_snapshot *log, int64_t time,
                                            uint64_t *out);

#endif
