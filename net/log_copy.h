/* log_copy.h - entries of a store that was set aside, into the one that takes its place: what
 * other nodes may have set aside, too, must not be lost with it.
 *
 * Thread   any; nobody else may write to either.
 */
#ifndef SY_LOG_COPY_H
#define SY_LOG_COPY_H

#include "net/kept_log.h"

/* Does the store have that tree? Faults. */
SY_MUST_USE enum sy_err sy_log_copy_fits(struct sy_log *log, uint64_t size,
                                         const struct sy_hash *root, bool *fits);

/* Puts the entries that "to" does not have, up to size, as "from" has them; what is held,
 * cosigned and said against the log is not copied. Faults: those before stay. */
SY_MUST_USE enum sy_err sy_log_copy(const struct sy_kept_log *to, struct sy_log *from,
                                    uint64_t size);

/* What was cosigned, and the evidence against the log, from one store to the other; the latest
 * checkpoints too, as far as they are of no more than size. */
SY_MUST_USE enum sy_err sy_log_copy_promises(const struct sy_kept_log *to, struct sy_log *from,
                                             uint64_t size);

#endif
