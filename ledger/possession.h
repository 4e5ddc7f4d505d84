/* possession.h - a key's own word that it belongs to its holder: nobody can register another's.
 *
 * Shape    Ed25519 by the new key over "suyuan/possession/v1\n" || network id || holder || "\n"
 *          || uses (one byte, bit 1 << enum sy_key_use) || public key. A request is the text
 *          that a holder hands to its office: base64 of uses || public key || signature.
 * Source   registry.proto, Key.
 */
#ifndef SY_POSSESSION_H
#define SY_POSSESSION_H

#include "ledger/key.h"
#include "proto/buffer.h"

/* SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_possession_sign(const struct sy_hash *network_id,
                                           struct sy_bytes holder, unsigned uses,
                                           const struct sy_secret_key *key,
                                           uint8_t out[SY_SIGNATURE_BYTES]);

/* SY_BAD_SIGNATURE, SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_possession_verify(const struct sy_hash *network_id,
                                             struct sy_bytes holder, unsigned uses,
                                             const struct sy_public_key *key,
                                             struct sy_bytes signature);

enum {
    SY_KEY_REQUEST_BYTES = 1 + SY_PUBLIC_KEY_BYTES + SY_SIGNATURE_BYTES,
    SY_KEY_REQUEST_TEXT_BYTES = (SY_KEY_REQUEST_BYTES + 2) / 3 * 4
};

struct sy_key_request {
    unsigned uses;
    struct sy_public_key key;
    uint8_t possession[SY_SIGNATURE_BYTES];
};

/* The text with a NUL, and back: SY_BAD_ENCODING, SY_BAD_KEY. The signature is not checked. */
void sy_key_request_write(const struct sy_key_request *request,
                          char out[SY_KEY_REQUEST_TEXT_BYTES + 1]);
SY_MUST_USE enum sy_err sy_key_request_read(struct sy_bytes text, struct sy_key_request *out);

#endif
