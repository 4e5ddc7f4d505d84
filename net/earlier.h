/* earlier.h - the generations of a log before it, whose statements it may not have again (V7: a
 * statement is new in its place, not in one log).
 *
 * Shape    all of them as they are now, the latest first; each is whole: it ends where the
 *          policy has closed it, so what is not in there never will be.
 * Thread   any.
 */
#ifndef SY_EARLIER_H
#define SY_EARLIER_H

#include "net/kept_log.h"

struct sy_earlier {
    size_t count;
    const struct sy_kept_log *log[SY_KEPT_LOGS_MAX];
    struct sy_log_snapshot *snapshot[SY_KEPT_LOGS_MAX];
};

/* SY_NOT_YET when one of them is not whole here; faults. On SY_OK close it. */
SY_MUST_USE enum sy_err sy_earlier_open(const struct sy_kept_log *log, struct sy_earlier *out);

/* Which of them has the statement, and where. SY_NOT_FOUND; faults. */
SY_MUST_USE enum sy_err sy_earlier_find(const struct sy_earlier *earlier, int64_t signed_at,
                                        const struct sy_hash *id, size_t *which,
                                        uint64_t *index);

/* Twice, and all zero, are fine. */
void sy_earlier_close(struct sy_earlier *earlier);

#endif
