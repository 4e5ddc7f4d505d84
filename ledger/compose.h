/* compose.h - from record bodies to a signed submission.
 *
 * Shape    one composer makes one statement: add drafts until it is full, then finish it. Equal
 *          drafts of one document are told apart by n, counted by the caller with sy_repeats.
 * Source   design section 3.
 * Pure     no clock, no randomness: nonces come from the signer's own secret.
 */
#ifndef SY_COMPOSE_H
#define SY_COMPOSE_H

#include "ledger/record.h"
#include "ledger/scope.h"
#include "proto/record_type.h"

/* A record before it has nonces: the body of each kind of part, data NULL where there is
 * none. */
struct sy_draft {
    uint32_t type;                         /* enum sy_record_type */
    struct sy_bytes bodies[SY_PART_KINDS]; /* [kind - 1] */
};

/* H(type u32be || for each kind in turn: 01 if it has that body else 00, its length u64be,
 * it). */
struct sy_hash sy_draft_hash(const struct sy_draft *draft);

/* Counts equal drafts of one document. All zero is empty. */
struct sy_repeats {
    struct sy_repeats_slot {
        uint8_t key[16];
        uint64_t count;
    } * slots;
    size_t capacity; /* a power of two */
    size_t used;
};

/* How often an equal draft was counted before; counts this one. SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_repeats_count(struct sy_repeats *repeats,
                                         const struct sy_draft *draft, uint64_t *n);
void sy_repeats_close(struct sy_repeats *repeats);

struct sy_composer {
    struct sy_bytes principal;   /* borrowed */
    const uint8_t *nonce_secret; /* SY_HASH_BYTES, borrowed */
    struct sy_buffer records;    /* RecordShare fields of the submission */
    struct sy_buffer leaves;     /* struct sy_hash one behind the other */
    uint32_t count;
    uint64_t count_max;    /* of a statement */
    uint64_t bytes_max;    /* of a submission */
    struct sy_buffer part; /* scratch */
};

/* An empty composer; both arguments live as long as it does. */
void sy_composer_init(struct sy_composer *composer, struct sy_bytes principal,
                      const uint8_t nonce_secret[SY_HASH_BYTES]);

/* Statements no larger than a network's policy admits; without it as large as is valid. */
void sy_composer_limit(struct sy_composer *composer, uint64_t records, uint64_t bytes);

/* SY_FULL when the statement has no room for it: finish it and add to the next. SY_LIMIT when a
 * part is too large for any statement, SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_composer_add(struct sy_composer *composer,
                                        const struct sy_draft *draft, uint64_t n);

/* The root over the records so far: with principal, kind and scope it tells whether this very
 * report was composed before. */
struct sy_hash sy_composer_root(const struct sy_composer *composer);

/* Who signs behind the principal's own keys that are here. */
struct sy_further_signer {
    struct sy_bytes subject; /* whose key it is; data NULL: the principal's */
    struct sy_public_key public_key;
    const struct sy_secret_key *key; /* NULL: signs elsewhere, later */
};

struct sy_composition {
    struct sy_scope scope;
    uint32_t kind; /* enum sy_statement_kind */
    int64_t signed_at;
    uint32_t delay;
    const struct sy_secret_key *keys; /* signers in order, all the principal's own */
    size_t key_count;
    const struct sy_further_signer *further;
    size_t further_count;
    bool has_delegation; /* by which the first signer speaks for the principal */
    uint64_t delegation; /* entry of the registry that granted it */
};

/* Signs; puts the submission's bytes into the buffer, zeros in the place of a signature that is
 * made elsewhere. SY_LIMIT when there is no record, no signer, too many or a key twice,
 * SY_BAD_NAME for the principal or a signer, SY_NO_MEMORY. The composer is empty again
 * afterwards, ready for the next statement. */
SY_MUST_USE enum sy_err sy_composer_finish(struct sy_composer *composer,
                                           const struct sy_composition *how,
                                           struct sy_buffer *submission, struct sy_hash *id);

/* NULL and twice are fine. */
void sy_composer_close(struct sy_composer *composer);

#endif
