/* scope.h - what binds a signed statement to one place of one network.
 *
 * Shape    M = "suyuan/statement/v1\n" || place || "\n" || network id || Statement bytes
 *          statement id = H(M); each signature is Ed25519(M)
 *          genesis of a log = H("suyuan/log/v1\n" || origin || "\n" || network id): what the
 *          first entry names as the one before it
 * Source   design section 3.
 * Pure     no allocation but the buffer's.
 */
#ifndef SY_SCOPE_H
#define SY_SCOPE_H

#include "ledger/key.h"
#include "proto/buffer.h"
#include "proto/statement.h"

struct sy_scope {
    struct sy_bytes place; /* borrowed */
    struct sy_hash network_id;
};

/* H(M): what makes a statement the same one in this place. */
struct sy_hash sy_statement_id(const struct sy_scope *scope, struct sy_bytes statement);

/* One signature over M. */
SY_MUST_USE enum sy_err sy_statement_sign(const struct sy_scope *scope,
                                          struct sy_bytes statement,
                                          const struct sy_secret_key *key,
                                          uint8_t out[SY_SIGNATURE_BYTES]);

/* Every signer's signature, in order. SY_BAD_KEY for a key that is not Ed25519's,
 * SY_BAD_SIGNATURE when one fails or their number is not that of the signers. That a key is a
 * sound point is checked once, when it is registered (sy_public_key_check costs as much as a
 * signature). */
SY_MUST_USE enum sy_err sy_statement_verify(const struct sy_scope *scope,
                                            struct sy_bytes statement,
                                            const struct sy_statement *read,
                                            const struct sy_bytes *signatures,
                                            size_t signature_count);

/* What entry 0 of that log names as the one before it. */
struct sy_hash sy_log_genesis(struct sy_bytes origin, const struct sy_hash *network_id);

#endif
