/* registry_rows.h - how the registry's view lies in its tables; only for the registry*.c and
 * act_*.c files.
 *
 * Rows:
 *   state 2  "applied" -> entries applied u64be, leaf hash of the last of them; "unauthorised"
 *            -> index of the first entry that breaks V5, u64be, if there is one
 *   history  subject, 00, index u64be -> record u32be, type u32be, verb u32be, force u8,
 *            term u64be, at u64be, first u64be, body
 *   links    name, 00, subject -> index of the entry that made the link first, u64be
 *   acts     index u64be, record u32be -> subject
 * Subjects and names have no byte 00.
 */
#ifndef SY_REGISTRY_ROWS_H
#define SY_REGISTRY_ROWS_H

#include "ledger/registry.h"

enum {
    SY_REGISTRY_STATE,
    SY_REGISTRY_HISTORY,
    SY_REGISTRY_LINKS,
    SY_REGISTRY_ACTS,
    SY_REGISTRY_TABLES
};

struct sy_registry {
    struct sy_store *store;
    struct sy_authority authority;
    struct sy_hash network_id;
};

struct sy_registry_snapshot {
    struct sy_store_txn *txn;
    const struct sy_registry *registry;
    uint64_t size;
};

/* How far the log has been applied. All zero is not at all. */
struct sy_registry_mark {
    uint64_t size;
    struct sy_hash leaf; /* of entry size - 1 */
};

/* How far the log has been applied. SY_CORRUPT. */
SY_MUST_USE enum sy_err sy_registry_load_mark(struct sy_store_txn *txn,
                                              struct sy_registry_mark *out);

/* Puts or replaces it. */
SY_MUST_USE enum sy_err sy_registry_save_mark(struct sy_store_txn *txn,
                                              const struct sy_registry_mark *mark);

/* The first entry that breaks V5: remembers one, unless there is one. SY_NOT_FOUND. */
SY_MUST_USE enum sy_err sy_registry_save_unauthorised(struct sy_store_txn *txn, uint64_t index);
SY_MUST_USE enum sy_err sy_registry_load_unauthorised(struct sy_store_txn *txn,
                                                      uint64_t *index);

/* The subject as of a size. SY_NOT_FOUND, SY_CORRUPT. */
SY_MUST_USE enum sy_err sy_registry_load(struct sy_store_txn *txn, struct sy_bytes subject,
                                         uint64_t size, struct sy_registry_state *out);

/* Its first state behind entry after; UINT64_MAX: of all. SY_NOT_FOUND, SY_CORRUPT. */
SY_MUST_USE enum sy_err sy_registry_load_next(struct sy_store_txn *txn, struct sy_bytes subject,
                                              uint64_t after, struct sy_registry_state *out);

/* Puts the state that entry state->index made. */
SY_MUST_USE enum sy_err sy_registry_save(struct sy_store_txn *txn, struct sy_bytes subject,
                                         const struct sy_registry_state *state);

/* Puts a link, unless there is one. A name too long for a key is passed over. */
SY_MUST_USE enum sy_err sy_registry_link(struct sy_store_txn *txn, const char *prefix,
                                         struct sy_bytes name, struct sy_bytes subject,
                                         uint64_t index);

/* A key as of a size of the registry. SY_NOT_FOUND, SY_CORRUPT. */
SY_MUST_USE enum sy_err sy_registry_load_key(struct sy_store_txn *txn, struct sy_bytes key,
                                             uint64_t size, struct sy_registered_key *out);

/* V5 within a transaction, for registry.h and for acts about to be applied. */
SY_MUST_USE enum sy_err sy_registry_authorise_in(struct sy_store_txn *txn,
                                                 const struct sy_registry *registry,
                                                 uint64_t size, int64_t sequenced_at,
                                                 const struct sy_statement *statement);

#endif
