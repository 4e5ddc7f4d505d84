/* registry.h - who may speak for whom, what is registered and what is in force, as of any size
 * of the registry log.
 *
 * Shape    a view over the registry log in its own environment, which can be deleted and
 *          applied again. Every subject keeps its whole history, one row an effective act, each
 *          row the state from that entry on: a question about an earlier size is one look-up
 *          and has the answer that it had then.
 * Source   design section 3: V5, registry acts; section 4.
 * Policy   what the authority is, and what else a policy says, is that of the last policy act
 *          that had effect below S; before the first one that of the genesis. A key that a
 *          policy takes from the authority has no force from the next entry on; what it signed
 *          before stands.
 * Rule     as of size S only effective acts of entries below S count. A statement has authority
 *          when every key was added with use "sign" for its subject, and at least one of the
 *          principal's own keys, or of its agent's under a delegation in force, is in force:
 *          neither retired, nor revoked since sequenced_at or earlier. Retired and revoked keys
 *          may only stand beside it. Whether the principal is suspended or may take a step is
 *          admission (admission.h), not authority.
 * Thread   as log.h: one writer, snapshots on any thread.
 */
#ifndef SY_REGISTRY_H
#define SY_REGISTRY_H

#include "ledger/act_rule.h"
#include "ledger/checked.h"
#include "ledger/log.h"
#include "ledger/policy.h"
#include "ledger/store.h"

#define SY_AUTHORITY "authority" /* principal of the authority's acts */

/* Whose k signatures make an act of the authority; from the genesis or a policy. */
struct sy_authority {
    uint64_t k;
    uint64_t count;
    struct sy_public_key keys[SY_NETWORK_AUTHORITIES_MAX];
};

struct sy_registry;
struct sy_registry_snapshot;

/* Opens or makes the view in folder path; the genesis outlives it. One that was made by other
 * rules than these is SY_CORRUPT: it is to be made again. */
SY_MUST_USE enum sy_err sy_registry_open(const char *path, uint64_t map_bytes,
                                         const struct sy_network *genesis,
                                         struct sy_registry **out);

/* NULL is fine. */
void sy_registry_close(struct sy_registry *registry);

/* Applies at most max entries that the log has and the view has not, some thousand acts in one
 * transaction; *applied says how many are applied, also when an error comes after them. Acts
 * that are void are passed over. SY_BAD_CHAIN when the view was not made from this log, or from
 * more than it has. */
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

/* What the view takes on disk. */
uint64_t sy_registry_disk_bytes(struct sy_registry *registry);

/* V5, for a statement of a district log (kinds 1 and 3) or of the registry's (kind 2, size =
 * its own index). SY_UNKNOWN_PRINCIPAL, SY_UNKNOWN_KEY, SY_KEY_NOT_IN_FORCE; SY_DENIED for a
 * delegation that is not in force, and for the authority outside the registry's log; SY_NOT_YET
 * when size is beyond the view. */
SY_MUST_USE enum sy_err sy_registry_authorise(struct sy_registry_snapshot *snapshot,
                                              uint64_t size, int64_t sequenced_at,
                                              const struct sy_statement *statement);

/* The first entry whose signers might not speak (V5); it has no effect. SY_NOT_FOUND when there
 * is none, as it should be. */
SY_MUST_USE enum sy_err sy_registry_unauthorised(struct sy_registry_snapshot *snapshot,
                                                 uint64_t *index);

/* As a network has it. */
void sy_authority_of(const struct sy_network *network, struct sy_authority *out);

/* The version of the policy in force as of a size; 0 is the genesis. */
SY_MUST_USE enum sy_err sy_registry_policy_version(struct sy_registry_snapshot *snapshot,
                                                   uint64_t size, uint64_t *out);

/* That policy, read anew: for who needs all of it, once for each version. */
SY_MUST_USE enum sy_err sy_registry_policy(struct sy_registry_snapshot *snapshot, uint64_t size,
                                           struct sy_policy *out);

/* The last one of those that follow it in the registry's log, in entries that the view has not
 * come to. Each carries the signatures of k authorities before it, so that it needs nobody's
 * vote; nothing else of these entries is applied. The errors of the log and of
 * sy_registry_policy; *out may then be changed. */
SY_MUST_USE enum sy_err sy_registry_policy_ahead(struct sy_registry *registry,
                                                 struct sy_log_snapshot *log,
                                                 struct sy_policy *out);

/* The document of a version from 1 on, the signatures it was adopted with, and the entry. The
 * text lives as long as the snapshot. SY_NOT_FOUND for a version that was not adopted. */
SY_MUST_USE enum sy_err sy_registry_policy_document(struct sy_registry_snapshot *snapshot,
                                                    uint64_t version, struct sy_bytes *text,
                                                    struct sy_policy_signatures *signatures,
                                                    uint64_t *index);

/* k of the authority's keys, nobody else, in a statement of principal "authority". SY_DENIED
 * when its principal or kind is another, SY_UNKNOWN_KEY when a key is not the authority's or
 * they are too few. */
SY_MUST_USE enum sy_err sy_authority_check(const struct sy_authority *authority,
                                           const struct sy_statement *statement);

/* A submission whose acts are applied in a transaction that is open. */
struct sy_registry_trial {
    struct sy_store_txn *txn;    /* NULL when it is over */
    struct sy_check_place where; /* of the first act that would be void */
    const char *why;             /* static English, what to do; NULL when none would */
};

/* Would the submission's acts be effective as the next entry of the registry's log, sequenced
 * now? The view must have applied all that the log has. On SY_OK they are applied, to be kept
 * or dropped by this thread; nobody else writes until then. SY_VOID when an act would have no
 * effect, or what V5 says; it is over then. */
SY_MUST_USE enum sy_err sy_registry_try(struct sy_registry *registry,
                                        const struct sy_checked *checked, int64_t now,
                                        struct sy_registry_trial *out);

/* The log has the submission now, as its last entry: what was tried stays. SY_BAD_CHAIN when it
 * is not so. It is over, whatever comes back. */
SY_MUST_USE enum sy_err sy_registry_keep(struct sy_registry_trial *trial,
                                         struct sy_log_snapshot *log);

/* Forgets it. Fine when it is over. */
void sy_registry_drop(struct sy_registry_trial *trial);

/* What an act on the subject must say in "after" now. */
SY_MUST_USE enum sy_err sy_registry_after(struct sy_registry_snapshot *snapshot,
                                          struct sy_bytes subject, uint64_t *out);

/* A subject after one of its effective acts. The bytes live as long as the snapshot. */
struct sy_registry_state {
    uint32_t type;
    uint32_t verb;       /* of the act */
    enum sy_force force; /* its dates aside; never LAPSED or NOT_YET */
    int64_t
        term; /* of a suspension or bar: when it ends by itself, INT64_MAX when it does not; of
                             a revoked key INT64_MIN when it was retired before */
    int64_t at;           /* sequenced_at of the entry */
    uint64_t index;       /* of the entry with the act */
    uint32_t record;      /* in that entry */
    uint64_t first;       /* of the entry with the subject's first effective act */
    struct sy_bytes by;   /* who suspended or barred it; empty when nobody has */
    struct sy_bytes body; /* all that its acts say, the later over the earlier, canonical */
};

/* The subject as of a size of the registry. SY_NOT_FOUND when it was not there yet. */
SY_MUST_USE enum sy_err sy_registry_state(struct sy_registry_snapshot *snapshot,
                                          struct sy_bytes subject, uint64_t size,
                                          struct sy_registry_state *out);

/* The next state of the subject after entry "index" (start with UINT64_MAX for the first one of
 * all). SY_NOT_FOUND after the last. */
SY_MUST_USE enum sy_err sy_registry_next_state(struct sy_registry_snapshot *snapshot,
                                               struct sy_bytes subject, uint64_t index,
                                               struct sy_registry_state *out);

/* Every subject there ever was, in order of their names: start with an empty "last".
 * SY_NOT_FOUND after the last one. It lives as long as the snapshot. */
SY_MUST_USE enum sy_err sy_registry_next_subject(struct sy_registry_snapshot *snapshot,
                                                 struct sy_bytes last, struct sy_bytes *out);

/* What the state amounts to at a time: terms and dates (from, until) counted in. */
enum sy_force sy_registry_force(const struct sy_registry_state *state, int64_t time);

/* Of what time: entries below size, the dates as of time. */
struct sy_registry_moment {
    uint64_t size;
    int64_t time;
};

/* A name or code of an organisation, and from when it has it: INT64_MIN for what it was
 * admitted with. */
struct sy_registry_dated {
    struct sy_bytes value;
    int64_t from;
    uint64_t index; /* of the entry that gave it */
};

/* The name (field SY_ORGANISATION_NAME) or code (SY_ORGANISATION_USCC) that an organisation has
 * at the moment: of those given the one that began last; of two that began together the one
 * that was given later. The state's body has the one that was given last, which may be to come.
 * SY_NOT_FOUND when it has none, or the subject is something else. The value lives as long as
 * the snapshot. */
SY_MUST_USE enum sy_err sy_registry_dated(struct sy_registry_snapshot *snapshot,
                                          struct sy_bytes organisation, uint32_t field,
                                          const struct sy_registry_moment *moment,
                                          struct sy_registry_dated *out);

/* All of them in the order in which they begin, those to come included: start with all zero.
 * SY_NOT_FOUND after the last. */
SY_MUST_USE enum sy_err sy_registry_next_dated(struct sy_registry_snapshot *snapshot,
                                               struct sy_bytes organisation, uint32_t field,
                                               uint64_t size, struct sy_registry_dated *at);

/* The subjects that a subject, or a name, leads to: keys, sites, licences, delegations ... of
 * an organisation ("uscc:..." and so on); the certificate, licence, accreditation, card or
 * device of a number ("number:..."); the node that answers for a code of former times
 * ("former:<6>"); the offices of a district ("district:<6>"); what a code or GLN was given to
 * ("code:<18>", "gln:<13>"). One after the other, in order of their names: start with an empty
 * "last". SY_NOT_FOUND after the last one. Only links made below size. */
SY_MUST_USE enum sy_err sy_registry_next_link(struct sy_registry_snapshot *snapshot,
                                              struct sy_bytes from, struct sy_bytes last,
                                              uint64_t size, struct sy_bytes *out);

/* Where an act stands. */
struct sy_registry_position {
    uint64_t index;
    uint32_t record;
};

/* The effective acts in order: the first at or behind a place. *subject is whose.
 * SY_NOT_FOUND at the end. */
SY_MUST_USE enum sy_err sy_registry_next_act(struct sy_registry_snapshot *snapshot,
                                             const struct sy_registry_position *from,
                                             struct sy_registry_position *at,
                                             struct sy_bytes *subject);

/* A key that was added. */
struct sy_registered_key {
    struct sy_bytes holder; /* lives as long as the snapshot */
    unsigned uses;          /* bit 1 << enum sy_key_use */
    uint64_t index;         /* of the entry that added it */
    bool retired;
    bool revoked;
    int64_t since; /* of a revoked key */
};

/* The key as of a size. SY_NOT_FOUND for one that was not added by then. */
SY_MUST_USE enum sy_err sy_registry_key(struct sy_registry_snapshot *snapshot,
                                        struct sy_bytes key, uint64_t size,
                                        struct sy_registered_key *out);

/* Neither retired, nor revoked since that time or earlier. */
bool sy_registered_key_in_force(const struct sy_registered_key *key, int64_t time);

/* The delegation that an entry granted (index, as a statement names it), as of a size: its
 * state now. SY_NOT_FOUND when that entry grants the agent nothing for the principal. */
SY_MUST_USE enum sy_err sy_registry_delegation(struct sy_registry_snapshot *snapshot,
                                               uint64_t index, struct sy_bytes principal,
                                               struct sy_bytes agent, uint64_t size,
                                               struct sy_registry_state *out);

/* Is the key a connect key of the subject, in force now? SY_UNKNOWN_KEY,
 * SY_KEY_NOT_IN_FORCE. */
SY_MUST_USE enum sy_err sy_registry_connect(struct sy_registry_snapshot *snapshot,
                                            struct sy_bytes subject, struct sy_bytes key,
                                            int64_t now);

/* Whether an office's area has the district (six digits) and, for a street office, the street
 * (nine digits; data NULL: unknown). body is a Regulator's. */
bool sy_office_covers(struct sy_bytes body, struct sy_bytes district, struct sy_bytes street);

#endif
