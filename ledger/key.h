/* key.h - public and secret keys, signing and verifying.
 *
 * Shape    a public key is a type byte and its bytes: 01 is Ed25519, 02 (SM2 with SM3) and 03
 *          (ML-DSA) are reserved and refused.
 * Source   RFC 8032; design section 3, "Keys".
 * Pure     no allocation, no randomness: seeds are passed in. Signatures are deterministic.
 */
#ifndef SY_KEY_H
#define SY_KEY_H

#include "proto/base.h"
#include "proto/err.h"

enum { SY_KEY_ED25519 = 1, SY_SEED_BYTES = 32, SY_RAW_KEY_BYTES = SY_PUBLIC_KEY_BYTES - 1 };

struct sy_public_key {
    uint8_t bytes[SY_PUBLIC_KEY_BYTES];
};

/* Wipe it when it is no longer needed. */
struct sy_secret_key {
    struct sy_public_key public_key;
    uint8_t expanded[64]; /* the seed and the raw public key, as libsodium signs with */
};

/* Take a key that someone claims to hold: SY_BAD_KEY for a wrong length, a reserved or unknown
 * type, and a point that is not canonical, not on the curve or of small or mixed order. */
SY_MUST_USE enum sy_err sy_public_key_check(struct sy_bytes bytes, struct sy_public_key *out);

/* The same type and bytes. */
bool sy_public_key_equal(const struct sy_public_key *a, const struct sy_public_key *b);

/* The 32 bytes behind the type byte; they live as long as the key. */
struct sy_bytes sy_public_key_raw(const struct sy_public_key *key);

/* The key pair of a seed; every seed has one. */
void sy_secret_key_from_seed(const uint8_t seed[SY_SEED_BYTES], struct sy_secret_key *out);

/* Overwrite the key so that no copy stays in this place; NULL is fine. */
void sy_secret_key_wipe(struct sy_secret_key *key);

/* One signature over the message, always the same for the same key and message. */
void sy_sign(const struct sy_secret_key *key, struct sy_bytes message,
             uint8_t out[SY_SIGNATURE_BYTES]);

/* SY_BAD_SIGNATURE unless signature is 64 bytes that the key's holder made over message. */
SY_MUST_USE enum sy_err sy_verify(const struct sy_public_key *key, struct sy_bytes message,
                                  struct sy_bytes signature);

#endif
