/* mirrored_parts.h - the parts that a mirror's store is to have and does not: which they are,
 * and put when somebody has given them.
 *
 * Thread   any; a writer of the same log is waited for.
 */
#ifndef SY_MIRRORED_PARTS_H
#define SY_MIRRORED_PARTS_H

#include "net/kept_log.h"

/* The first run of entries of which parts are wanted, from "from" on, at most max; none when
 * *first is *to. */
SY_MUST_USE enum sy_err sy_mirrored_parts_find(const struct sy_kept_log *log, uint64_t from,
                                               uint64_t max, uint64_t *first, uint64_t *to);

/* EntryShare messages of entries [from, to), one an index. */
struct sy_mirrored_parts {
    uint64_t from, to;
    const struct sy_bytes *shares;
};

/* Puts those that are wanted, in one commit: *filled is how many, and *wanted whether any of
 * these entries' are wanted still. SY_BAD_ROOT when a part is not the one that was signed:
 * nothing is put. */
SY_MUST_USE enum sy_err sy_mirrored_parts_fill(const struct sy_kept_log *log,
                                               const struct sy_mirrored_parts *parts,
                                               uint64_t *filled, bool *wanted);

#endif
