#include "ledger/key.h"

#include <sodium.h>
#include <string.h>

_Static_assert(SY_RAW_KEY_BYTES == crypto_sign_PUBLICKEYBYTES, "Ed25519 public key");
_Static_assert(SY_SEED_BYTES == crypto_sign_SEEDBYTES, "Ed25519 seed");
_Static_assert(SY_SIGNATURE_BYTES == crypto_sign_BYTES, "Ed25519 signature");
_Static_assert(sizeof(((struct sy_secret_key *)0)->expanded) == crypto_sign_SECRETKEYBYTES,
               "Ed25519 secret key");

enum sy_err sy_public_key_check(struct sy_bytes bytes, struct sy_public_key *out)
{
    if (bytes.len != SY_PUBLIC_KEY_BYTES || bytes.data[0] != SY_KEY_ED25519)
        return SY_BAD_KEY;
    if (crypto_core_ed25519_is_valid_point(bytes.data + 1) != 1)
        return SY_BAD_KEY;
    memcpy(out->bytes, bytes.data, SY_PUBLIC_KEY_BYTES);
    return SY_OK;
}

bool sy_public_key_equal(const struct sy_public_key *a, const struct sy_public_key *b)
{
    return memcmp(a->bytes, b->bytes, SY_PUBLIC_KEY_BYTES) == 0;
}

struct sy_bytes sy_public_key_raw(const struct sy_public_key *key)
{
    return (struct sy_bytes){key->bytes + 1, SY_RAW_KEY_BYTES};
}

void sy_secret_key_from_seed(const uint8_t seed[SY_SEED_BYTES], struct sy_secret_key *out)
{
    int failed = crypto_sign_seed_keypair(out->public_key.bytes + 1, out->expanded, seed);

    sy_assert(failed == 0);
    out->public_key.bytes[0] = SY_KEY_ED25519;
}

void sy_secret_key_wipe(struct sy_secret_key *key)
{
    if (key != NULL)
        sodium_memzero(key, sizeof(*key));
}

void sy_sign(const struct sy_secret_key *key, struct sy_bytes message,
             uint8_t out[SY_SIGNATURE_BYTES])
{
    int failed = crypto_sign_detached(out, NULL, message.data, message.len, key->expanded);

    sy_assert(failed == 0);
}

enum sy_err sy_verify(const struct sy_public_key *key, struct sy_bytes message,
                      struct sy_bytes signature)
{
    if (key->bytes[0] != SY_KEY_ED25519 || signature.len != SY_SIGNATURE_BYTES)
        return SY_BAD_SIGNATURE;
    if (crypto_sign_verify_detached(signature.data, message.data, message.len,
                                    key->bytes + 1) != 0)
        return SY_BAD_SIGNATURE;
    return SY_OK;
}
