/* A stand-in for ledger/key.c, which it replaces at link time: "signatures" are two hashes over
 * the public key and the message. Nobody here forges another's, so for the simulation they are
 * as good as Ed25519, and a hundred times cheaper. */
#include <string.h>

#include "ledger/hash.h"
#include "ledger/key.h"

enum sy_err sy_public_key_check(struct sy_bytes bytes, struct sy_public_key *out)
{
    if (bytes.len != SY_PUBLIC_KEY_BYTES || bytes.data[0] != SY_KEY_ED25519)
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
    struct sy_hash public_key = sy_hash_of((struct sy_bytes){seed, SY_SEED_BYTES});

    memset(out, 0, sizeof(*out));
    out->public_key.bytes[0] = SY_KEY_ED25519;
    memcpy(out->public_key.bytes + 1, public_key.bytes, SY_RAW_KEY_BYTES);
}

void sy_secret_key_wipe(struct sy_secret_key *key)
{
    if (key != NULL)
        memset(key, 0, sizeof(*key));
}

static void make(const struct sy_public_key *key, struct sy_bytes message,
                 uint8_t out[SY_SIGNATURE_BYTES])
{
    struct sy_bytes pieces[] = {{key->bytes, SY_PUBLIC_KEY_BYTES}, message};
    struct sy_hash half = sy_hash_pieces(pieces, 2);

    memcpy(out, half.bytes, SY_HASH_BYTES);
    half = sy_hash_of((struct sy_bytes){half.bytes, SY_HASH_BYTES});
    memcpy(out + SY_HASH_BYTES, half.bytes, SY_HASH_BYTES);
}

void sy_sign(const struct sy_secret_key *key, struct sy_bytes message,
             uint8_t out[SY_SIGNATURE_BYTES])
{
    make(&key->public_key, message, out);
}

enum sy_err sy_verify(const struct sy_public_key *key, struct sy_bytes message,
                      struct sy_bytes signature)
{
    uint8_t want[SY_SIGNATURE_BYTES];

    make(key, message, want);
    return sy_bytes_equal(signature, (struct sy_bytes){want, sizeof(want)}) ? SY_OK
                                                                            : SY_BAD_SIGNATURE;
}
