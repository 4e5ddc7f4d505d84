/* view_rows.h - how a view lies in its tables; only for the view*.c files.
 *
 * Rows:
 *   state 3 origin of a log -> number u32be, entries applied u64be, leaf hash of the last one
 *   items   name, 00, time u64be (sign bit flipped), log u16be, index u64be, record u32be
 *           -> event bit u8, action u8, flags u8, roles u8, (role u8, kind u8) each, principal,
 *              identity, content; of a child: kind of the part that shows the parent u8, its
 *              name
 *   disclosures
 *           record hash, hash of whom it is to (zero: everyone), hash of who disclosed it, log
 *           u16be, index u64be, record u32be
 *           -> kind u8, registry size u64be, who disclosed it
 *   signed  public key, sequenced_at u64be (sign bit flipped), log u16be, index u64be -> place
 *           among the signers u8
 * A name longer than SY_VIEW_NAME_KEPT_BYTES is cut, and ends in 01 and its hash; as a parent
 * it is not kept, since each of its children would hold it.
 */
#ifndef SY_VIEW_ROWS_H
#define SY_VIEW_ROWS_H

#include <stdatomic.h>

#include "ledger/view.h"

enum {
    SY_VIEW_STATE,
    SY_VIEW_ITEMS,
    SY_VIEW_DISCLOSURES,
    SY_VIEW_SIGNED,
    SY_VIEW_TABLES,
    SY_VIEW_NAME_KEPT_BYTES = 440,
    SY_VIEW_NAME_KEY_BYTES_MAX = SY_VIEW_NAME_KEPT_BYTES + 1 + SY_HASH_BYTES,
    SY_VIEW_TAIL_BYTES = 1 + 8 + 2 + 8 + 4,
    SY_VIEW_ROW_KEY_BYTES_MAX = SY_VIEW_NAME_KEY_BYTES_MAX + SY_VIEW_TAIL_BYTES,
    SY_VIEW_FLAG_CHILDREN = 1,
    SY_VIEW_FLAG_DECLARES = 2,
    SY_VIEW_ROW_FIXED_BYTES = 4,
    SY_VIEW_ROW_TAIL_BYTES =
        SY_VIEW_PRINCIPAL_BYTES + SY_VIEW_IDENTITY_BYTES + SY_VIEW_CONTENT_BYTES,
    SY_VIEW_MARK_BYTES = 4 + 8 + SY_HASH_BYTES
};

_Static_assert((int)SY_VIEW_ROW_KEY_BYTES_MAX <= (int)SY_STORE_KEY_MAX, "every row's key fits");

struct sy_view {
    struct sy_store *store;
    atomic_bool stopping;
};

struct sy_view_snapshot {
    struct sy_store_txn *txn;
};

/* How far a log has been applied. All zero is not at all. */
struct sy_view_mark {
    uint32_t log;
    uint64_t size;
    struct sy_hash leaf; /* of entry size - 1 */
};

/* The key of a row, in the array that the caller gives. */
struct sy_bytes sy_view_row_key(struct sy_bytes name, int64_t time,
                                const struct sy_position *position,
                                uint8_t key[SY_VIEW_ROW_KEY_BYTES_MAX]);

/* How far a log has been applied; *out unchanged for one that never was. SY_CORRUPT. */
SY_MUST_USE enum sy_err sy_view_load_mark(struct sy_store_txn *txn, struct sy_bytes origin,
                                          struct sy_view_mark *out);

#endif
