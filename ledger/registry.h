/* registry.h - who may speak for whom, as of any size of the registry log.
 *
 * Shape    a view over the registry log in its own environment, which can be deleted and
 *          applied again. Each organisation and key keeps its whole history, so that a question
 *          about an earlier size has the answer that it had then.
 * Source   design section 3: V5, registry acts; section 4.
 * Rule     as of size S only effective acts of entries below S count. A statement has authority
 *          when its principal is admitted, every key was added with use "sign" for its subject,
 *          and at least one of the principal's own keys is in force: neither retired, nor
 *          revoked since sequenced_at or earlier. Retired and revoked keys may only stand
 *          beside it.
 * Thread   as log.h: one writer, snapshots on any thread.
 */
#ifndef SY_REGISTRY_H
#define SY_REGISTRY_H

#include "ledger/checked.h"
#include "ledger/log.h"
#include "ledger/store.h"
#include "proto/act.h"

#define SY_AUTHORITY "authority" /* principal of registry acts */

/* Whose k signatures make a registry act; from the genesis. */
struct sy_authority {
    uint64_t k;
    uint64_t count;
    const struct sy_public_key *keys;
};

struct sy_registry;
struct sy_registry_snapshot;

/* Opens or makes the view in folder path; authority->keys outlive it. */
SY_MUST_USE enum sy_err sy_registry_open(const char *path, uint64_t map_bytes,
                                         const struct sy_authority *authority,
                                         struct sy_registry **out);

/* NULL is fine. */
void sy_registry_close(struct sy_registry *registry);

/* Applies at most max entries that the log has and the view has not, in one transaction;
 * *applied says how many. Acts that are void are passed over. SY_BAD_CHAIN when the view was
 * not made from this log, or from more than it has. */
SY_MUST_USE enum sy_err sy_registry_apply(struct sy_registry *registry,
                                          struct sy_log_snapshot *log, uint64_t max,
                                          uint64_t *applied);

/* The registry as applied until now, unchanged until it is released. */
SY_MUST_USE enum sy_err sy_registry_snapshot(struct sy_registry *registry,
                                             struct sy_registry_snapshot **out);

/* NULL is fine. */
void sy_registry_release(struct sy_registry_snapshot *snapshot);

/* Registry entries applied. */
uint64_t sy_registry_size(const struct sy_registry_snapshot *snapshot);

/* V5 for a statement of a district log. SY_UNKNOWN_PRINCIPAL, SY_UNKNOWN_KEY,
 * SY_KEY_NOT_IN_FORCE; SY_DENIED for a registry act, or a delegation that is not in force;
 * SY_NOT_YET when size is beyond the view. */
SY_MUST_USE enum sy_err sy_registry_authorise(struct sy_registry_snapshot *snapshot,
                                              uint64_t size, int64_t sequenced_at,
                                              const struct sy_statement *statement);

/* V5 for a statement of the registry log: k authority keys, nobody else. SY_DENIED when its
 * principal or kind is another, SY_UNKNOWN_KEY when a key is not the authority's or they are
 * too few. */
SY_MUST_USE enum sy_err sy_authority_check(const struct sy_authority *authority,
                                           const struct sy_statement *statement);

/* Would the submission's acts be effective now? SY_VOID when one would not: *where and *why
 * (static English) say which and what to do. */
SY_MUST_USE enum sy_err sy_registry_check_acts(struct sy_registry_snapshot *snapshot,
                                               const struct sy_checked *checked,
                                               struct sy_check_place *where, const char **why);

/* What an act on the subject must say in "after" now. */
SY_MUST_USE enum sy_err sy_registry_after(struct sy_registry_snapshot *snapshot,
                                          struct sy_bytes subject, uint64_t *out);

/* By which entry the organisation was admitted. SY_NOT_FOUND when it is not. */
SY_MUST_USE enum sy_err sy_registry_organisation(struct sy_registry_snapshot *snapshot,
                                                 struct sy_bytes subject, uint64_t *index);

/* A key that was added, as it stands now. */
struct sy_registered_key {
    struct sy_bytes organisation; /* lives as long as the snapshot */
    unsigned uses;                /* bit 1 << enum sy_key_use */
    uint64_t index;               /* of the entry that added it */
    bool retired;
    bool revoked;
    int64_t since; /* of a revoked key */
};

/* SY_NOT_FOUND for a key that was never added. */
SY_MUST_USE enum sy_err sy_registry_key(struct sy_registry_snapshot *snapshot,
                                        struct sy_bytes key, struct sy_registered_key *out);

/* Is the key a connect key of the subject, in force now? SY_UNKNOWN_KEY,
 * SY_KEY_NOT_IN_FORCE. */
SY_MUST_USE enum sy_err sy_registry_connect(struct sy_registry_snapshot *snapshot,
                                            struct sy_bytes subject, struct sy_bytes key,
                                            int64_t now);

#endif
