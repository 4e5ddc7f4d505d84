/* registry_rows.h - how the registry's view lies in its tables; only for the registry*.c and
 * act_*.c files.
 *
 * Rows:
 *   state    "applied" -> rules u8, entries applied u64be, leaf hash of the last of them;
 *            "unauthorised" -> index of the first entry that breaks V5, u64be, if there is one
 *   history  subject, 00, index u64be -> record u32be, type u32be, verb u32be, force u8,
 *            term u64be, at u64be, first u64be, length of by u8, by, body
 *   links    name, 00, subject -> index of the entry that made the link first, u64be
 *   acts     index u64be, record u32be -> subject
 *   policies index of the entry that adopted it u64be -> version u64be, k u64be, the
 *            authority's public keys: what V5 asks for, without reading the document
 *   grants   index u64be, principal, 00, agent -> delegation that the entry granted
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
    SY_REGISTRY_POLICIES,
    SY_REGISTRY_GRANTS,
    SY_REGISTRY_TABLES
};

/* Of the rows and of the rules by which acts have effect: a view that was made by other ones is
 * made anew. */
enum { SY_REGISTRY_RULES = 10 };

struct sy_registry {
    struct sy_store *store;
    const struct sy_network *genesis;
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

/* Until when the organisation has the code, or will have had it: until another begins, it is
 * succeeded, or has ended. INT64_MAX: there is no end to it. SY_NOT_FOUND when it was never
 * given it. */
SY_MUST_USE enum sy_err sy_registry_code_until(struct sy_store_txn *txn,
                                               struct sy_bytes organisation,
                                               struct sy_bytes code, int64_t *until);

/* Puts a link, unless there is one. A name too long for a key is passed over. */
SY_MUST_USE enum sy_err sy_registry_link(struct sy_store_txn *txn, const char *prefix,
                                         struct sy_bytes name, struct sy_bytes subject,
                                         uint64_t index);

/* Puts the delegation that an entry grants the agent for the principal; and finds it.
 * SY_NOT_FOUND. */
SY_MUST_USE enum sy_err sy_registry_save_grant(struct sy_store_txn *txn, uint64_t index,
                                               const struct sy_act *act);
SY_MUST_USE enum sy_err sy_registry_load_grant(struct sy_store_txn *txn, uint64_t index,
                                               struct sy_bytes principal, struct sy_bytes agent,
                                               struct sy_bytes *subject);

/* A key as of a size of the registry. SY_NOT_FOUND, SY_CORRUPT. */
SY_MUST_USE enum sy_err sy_registry_load_key(struct sy_store_txn *txn, struct sy_bytes key,
                                             uint64_t size, struct sy_registered_key *out);

/* The signatures that a policy act carries. SY_LIMIT when they are too many or of another
 * length. */
SY_MUST_USE enum sy_err sy_registry_read_signatures(struct sy_bytes body,
                                                    struct sy_policy_signatures *out);

/* Puts the authority of a policy that entry index adopted; its document is sound. */
SY_MUST_USE enum sy_err sy_registry_save_policy(struct sy_store_txn *txn, uint64_t index,
                                                struct sy_bytes text);

/* The authority as of a size. SY_CORRUPT. */
SY_MUST_USE enum sy_err sy_registry_load_authority(struct sy_store_txn *txn,
                                                   const struct sy_registry *registry,
                                                   uint64_t size, struct sy_authority *out);

/* V5 within a transaction, for registry.h and for acts about to be applied. */
SY_MUST_USE enum sy_err sy_registry_authorise_in(struct sy_store_txn *txn,
                                                 const struct sy_registry *registry,
                                                 uint64_t size, int64_t sequenced_at,
                                                 const struct sy_statement *statement);

#endif
