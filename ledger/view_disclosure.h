/* view_disclosure.h - records to the disclosures that name them, in the items' view.
 *
 * Shape    a row a disclosure, whoever made it: whether it has effect is decided when somebody
 *          asks (access_case.h), so that the order in which logs are read makes no difference.
 * Source   design section 5; record.proto: Disclosure.
 */
#ifndef SY_VIEW_DISCLOSURE_H
#define SY_VIEW_DISCLOSURE_H

#include "ledger/view_rows.h"
#include "proto/part.h"
#include "proto/share.h"

enum { SY_VIEW_DISCLOSURE_KEY_BYTES = SY_HASH_BYTES + 2 * SY_VIEW_PRINCIPAL_BYTES + 2 + 8 + 4 };

/* All zero stands before the first. */
struct sy_view_disclosure {
    bool begun;
    uint8_t key[SY_VIEW_DISCLOSURE_KEY_BYTES];
    uint32_t kind;             /* of the part */
    uint64_t registry_size;    /* of the entry that has it */
    struct sy_bytes principal; /* who disclosed it; borrowed from the snapshot */
};

/* Are there any? */
SY_MUST_USE enum sy_err sy_view_any_disclosure(struct sy_view_snapshot *snapshot, bool *out);

/* The next one of the record that is meant for "to" (empty: for everyone), by who disclosed it;
 * with skip the first of the next who did. SY_NOT_FOUND behind the last one. */
SY_MUST_USE enum sy_err sy_view_next_disclosure(struct sy_view_snapshot *snapshot,
                                                const struct sy_hash *record,
                                                struct sy_bytes to, bool skip,
                                                struct sy_view_disclosure *at);

/* Where a disclosure stands. */
struct sy_view_disclosed {
    struct sy_position position;
    uint64_t registry_size; /* of its entry */
    struct sy_bytes principal;
};

/* Puts the disclosure that the record is, or was until its part was erased; nothing when it is
 * none. parts are its open and its chain part, all zero when that is not here or cannot be
 * read. Of the store's errors. */
SY_MUST_USE enum sy_err sy_view_disclose(struct sy_store_txn *txn, struct sy_log_snapshot *log,
                                         const struct sy_view_disclosed *at,
                                         const struct sy_record_share *record,
                                         const struct sy_part parts[SY_PART_CHAIN]);

#endif
