/* view_signed.h - keys to the entries that they signed, in the items' view.
 *
 * Shape    a row an entry and signer, of every log and kind of statement, in the order in which
 *          they were sequenced. Whether the key was in force then is the registry's to say.
 * Source   design sections 7 and 11: keyed for locality.
 */
#ifndef SY_VIEW_SIGNED_H
#define SY_VIEW_SIGNED_H

#include "ledger/view.h"
#include "proto/entry.h"
#include "proto/statement.h"

enum { SY_VIEW_SIGNED_KEY_BYTES = SY_PUBLIC_KEY_BYTES + 8 + 2 + 8 };

/* Where an entry stands that a key signed. All zero stands before the first. */
struct sy_view_signed {
    bool begun;
    uint8_t row[SY_VIEW_SIGNED_KEY_BYTES];
    int64_t at; /* sequenced_at */
    uint32_t log;
    uint64_t index;
};

/* The next entry that the key (SY_PUBLIC_KEY_BYTES) signed, the first one sequenced at since or
 * later. SY_NOT_FOUND behind the last one. */
SY_MUST_USE enum sy_err sy_view_next_signed(struct sy_view_snapshot *snapshot,
                                            struct sy_bytes key, int64_t since,
                                            struct sy_view_signed *at);

/* For view_apply.c: the rows of an entry, gathered in the buffer. */
void sy_view_signed_add(struct sy_buffer *rows, uint32_t log, const struct sy_entry *entry,
                        const struct sy_statement *statement);

/* Puts all that were gathered, in the order of their keys, and clears the buffer. */
SY_MUST_USE enum sy_err sy_view_signed_save(struct sy_store_txn *txn, struct sy_buffer *rows);

#endif
