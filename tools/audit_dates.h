/* audit_dates.h - what the times of a log tell beside its rules: entries that name a registry
 * long grown beyond, and a clock that led those who cosigned.
 *
 * Rule     neither makes the log less valid; both are said. A cut-off district names an old
 *          registry, too.
 * Shape    the registry's log comes first: its times are kept for the others. All zero is
 *          empty.
 */
#ifndef SY_AUDIT_DATES_H
#define SY_AUDIT_DATES_H

#include "ledger/log.h"
#include "ledger/trust.h"

struct sy_audit_dates {
    struct sy_buffer registry; /* when each of its entries was sequenced, int64 */
    uint64_t stale;            /* entries that name a registry long grown beyond */
    uint64_t stale_first;      /* the first of them */
    uint64_t stale_us_max;     /* for how long it had been, at most */
    int64_t last_us;           /* when the last entry under the checkpoint was sequenced */
    uint64_t led; /* districts whose clocks it led by too much when they cosigned */
    int64_t lead_us_max;
};

/* Another log begins; the registry's times stay. */
void sy_audit_dates_begin(struct sy_audit_dates *dates);

/* The entry at the end of head has passed; size is that of the checkpoint. SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_audit_dates_entry(struct sy_audit_dates *dates, bool registry,
                                             const struct sy_log_head *head, uint64_t size);

/* The end of the log, whose checkpoint that note is. */
void sy_audit_dates_finish(struct sy_audit_dates *dates, const struct sy_network *network,
                           struct sy_bytes note);

/* Twice is fine. */
void sy_audit_dates_close(struct sy_audit_dates *dates);

#endif
