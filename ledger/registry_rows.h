/* registry_rows.h - how the registry's view lies in its tables; only for the registry*.c files.
 *
 * Rows:
 *   state          "applied" -> entries applied u64be, leaf hash of the last of them
 *   subjects       subject -> "after": 1 + index of its last effective act, u64be
 *   organisations  registry id -> history: index of the admitting entry, u64be
 *   keys           public key -> history: struct key_row one behind the other
 * A key's row: index u64be, verb u8, uses u8, since u64be, length u8 and registry id of its
 * organisation (with "added" only).
 */
#ifndef SY_REGISTRY_ROWS_H
#define SY_REGISTRY_ROWS_H

#include "ledger/registry.h"

enum {
    SY_REGISTRY_STATE,
    SY_REGISTRY_SUBJECTS,
    SY_REGISTRY_ORGANISATIONS,
    SY_REGISTRY_KEYS,
    SY_REGISTRY_TABLES,
    SY_REGISTRY_KEY_ROW_FIXED_BYTES = 19
};

struct sy_registry {
    struct sy_store *store;
    struct sy_authority authority;
};

struct sy_registry_snapshot {
    struct sy_store_txn *txn;
    uint64_t size;
};

/* A key as of some size. */
struct sy_key_state {
    bool added;
    bool retired;
    bool revoked;
    unsigned uses;
    int64_t since;
    uint64_t index; /* of the entry that added it */
    struct sy_bytes organisation;
};

/* How far the log has been applied. All zero is not at all. */
struct sy_registry_mark {
    uint64_t size;
    struct sy_hash leaf; /* of entry size - 1 */
};

/* A number of a table; 0 where there is none. SY_CORRUPT. */
SY_MUST_USE enum sy_err sy_registry_load_u64(struct sy_store_txn *txn, unsigned table,
                                             struct sy_bytes key, uint64_t *out);

/* Puts or replaces it. */
SY_MUST_USE enum sy_err sy_registry_save_u64(struct sy_store_txn *txn, unsigned table,
                                             struct sy_bytes key, uint64_t value);

/* How far the log has been applied. SY_CORRUPT. */
SY_MUST_USE enum sy_err sy_registry_load_mark(struct sy_store_txn *txn,
                                              struct sy_registry_mark *out);

/* Puts or replaces it. */
SY_MUST_USE enum sy_err sy_registry_save_mark(struct sy_store_txn *txn,
                                              const struct sy_registry_mark *mark);

/* Is the organisation admitted as of a size of the registry? SY_CORRUPT. */
SY_MUST_USE enum sy_err sy_registry_organisation_at(struct sy_store_txn *txn,
                                                    struct sy_bytes subject, uint64_t size,
                                                    bool *admitted);

/* A key as of a size of the registry; all zero where it was not added by then. SY_CORRUPT. */
SY_MUST_USE enum sy_err sy_registry_key_at(struct sy_store_txn *txn, struct sy_bytes key,
                                           uint64_t size, struct sy_key_state *out);

#endif
