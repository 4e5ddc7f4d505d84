/* access_reader.h - who is asking, as the registry has it now.
 *
 * Shape    what somebody has proved is a registry id; what it is, and what it still may be, is
 *          looked up for each request: who was dismissed or expelled loses sight at once. A
 *          successor (merger, split) sees what those before it might: it has their names, too.
 * Life     borrows the subject and the snapshot.
 */
#ifndef SY_ACCESS_READER_H
#define SY_ACCESS_READER_H

#include "ledger/access.h"
#include "ledger/registry.h"

enum { SY_ACCESS_NAMES_MAX = 32 };

struct sy_access_reader {
    enum sy_reader_kind who;
    size_t name_count;                          /* none: anonymous */
    struct sy_bytes names[SY_ACCESS_NAMES_MAX]; /* the registry id, then its predecessors' */
    bool in_standing;       /* of an organisation: neither expelled nor struck off */
    struct sy_bytes office; /* of a regulator: its body, with level, district and street */
};

/* subject is what was proved, or empty. Whoever the registry does not know, or no longer as
 * what he was (a regulator dismissed, a node retired), is anonymous. Faults only. */
SY_MUST_USE enum sy_err sy_access_reader_find(struct sy_registry_snapshot *registry,
                                              struct sy_bytes subject, int64_t now,
                                              struct sy_access_reader *out);

/* Is that registry id the reader's, or a predecessor's? */
bool sy_access_reader_is(const struct sy_access_reader *reader, struct sy_bytes subject);

#endif
