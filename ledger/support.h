/* support.h - what a receipt can show of the registry: the acts on whoever signed its
 * statement, each proved to stand in the registry's log.
 *
 * Shape    a Support message: a signed checkpoint of the registry and, in order, entries below
 *          it with acts on the principal, on each signer and signer's key, and on the
 *          delegation: of each of these every effective act from its first one to the
 *          checkpoint. Acts below the statement's registry_size are those that counted when it
 *          was taken in, the others came later.
 * Proved   that these acts stand in the registry, who signed them, that none between them is
 *          missing ("after"), and that every key was brought for its signer with use "sign".
 * Not      that an act had effect (what is void is recorded, too), and that no other one came
 *          behind the last: no revocation is shown, which is not the same as none was made.
 *          That follows from the registry alone, and whoever cosigned the log has checked it.
 * Source   log.proto: Support; design section 3, "Receipt" and V5.
 * Pure     bytes in, bytes out; sy_support_make reads snapshots.
 */
#ifndef SY_SUPPORT_H
#define SY_SUPPORT_H

#include "ledger/proved.h"
#include "ledger/registry.h"
#include "proto/act.h"

enum { SY_SUPPORT_ACTS_MAX = 128, SY_SUPPORT_ENTRY_RECORDS = 3 };

/* One act; its bytes are borrowed from the message. */
struct sy_support_act {
    uint64_t index; /* entry of the registry */
    uint32_t record;
    int64_t sequenced_at;
    struct sy_bytes by; /* principal of its statement */
    bool by_authority;  /* k of the authority's keys, as the network has them, signed it */
    struct sy_act act;
};

/* All zero: a receipt without support. */
struct sy_support {
    bool here;
    struct sy_trust trust; /* the registry's checkpoint */
    size_t act_count;
    struct sy_support_act acts[SY_SUPPORT_ACTS_MAX]; /* as in the registry */
};

/* Checks the support of an entry's statement, whose own proofs have been checked. SY_OK is yes;
 * the errors of proved.h and shares.h; SY_BAD_VERSION for a format of a later version, SY_LIMIT
 * for too many acts, SY_BAD_ENCODING for what is not canonical, out of order or about somebody
 * else, SY_BAD_CHAIN when an act between others is missing or has no place there, SY_BAD_ROOT
 * when the checkpoint contradicts the entry, SY_DENIED when it does not show who the keys
 * belong to. *out is unchanged then. */
SY_MUST_USE enum sy_err sy_support_open(const struct sy_network *network,
                                        const struct sy_entry *entry,
                                        const struct sy_statement *statement,
                                        struct sy_bytes message, struct sy_support *out,
                                        struct sy_receipt_problem *why);

/* The act that brought a signer's key, or that granted the statement's delegation; NULL when
 * there is none. */
const struct sy_support_act *sy_support_key(const struct sy_support *support,
                                            const struct sy_statement *statement,
                                            const struct sy_signer *signer);
const struct sy_support_act *sy_support_grant(const struct sy_support *support,
                                              const struct sy_statement *statement);

/* From what it is made: the registry, verified, its log, and a note of that log. */
struct sy_support_source {
    struct sy_registry_snapshot *registry;
    struct sy_log_snapshot *log;
    struct sy_bytes note;
    uint64_t size; /* of the note's checkpoint */
};

/* The support of a statement, into the buffer. SY_NOT_FOUND when the registry does not have
 * whoever signed, SY_LIMIT for too many acts; SY_CORRUPT. */
SY_MUST_USE enum sy_err sy_support_make(const struct sy_support_source *source,
                                        const struct sy_statement *statement,
                                        struct sy_buffer *out);

#endif
