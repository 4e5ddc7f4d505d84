/* OpenSSL's block function is the fastest of those at hand (see suyuan-bench hash); its
 * one-shot API costs more than the hash of 300 bytes, so the older three calls are used, whose
 * deprecation is about FIPS providers. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "ledger/hash.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <string.h>

struct sy_hash sy_hash_pieces(const struct sy_bytes *pieces, size_t count)
{
    struct sy_hash out;
    SHA256_CTX context;

    SHA256_Init(&context);
    for (size_t i = 0; i < count; i++) {
        if (pieces[i].len > 0)
            SHA256_Update(&context, pieces[i].data, pieces[i].len);
    }
    SHA256_Final(out.bytes, &context);
    return out;
}

struct sy_hash sy_hash_of(struct sy_bytes data)
{
    return sy_hash_pieces(&data, 1);
}

struct sy_hash sy_hash_leaf(struct sy_bytes leaf)
{
    static const uint8_t prefix[1] = {0};
    const struct sy_bytes pieces[] = {{prefix, 1}, leaf};

    return sy_hash_pieces(pieces, 2);
}

struct sy_hash sy_hash_node(const struct sy_hash *left, const struct sy_hash *right)
{
    uint8_t node[1 + 2 * SY_HASH_BYTES];

    node[0] = 1;
    memcpy(node + 1, left->bytes, SY_HASH_BYTES);
    memcpy(node + 1 + SY_HASH_BYTES, right->bytes, SY_HASH_BYTES);
    return sy_hash_of((struct sy_bytes){node, sizeof(node)});
}

struct sy_hash sy_hash_keyed(const uint8_t key[SY_HASH_BYTES], struct sy_bytes data)
{
    uint8_t inner[64];
    uint8_t outer[64];
    struct sy_hash hash;

    memset(inner, 0x36, sizeof(inner));
    memset(outer, 0x5c, sizeof(outer));
    for (size_t i = 0; i < SY_HASH_BYTES; i++) {
        inner[i] ^= key[i];
        outer[i] ^= key[i];
    }
    hash = sy_hash_pieces((struct sy_bytes[]){{inner, sizeof(inner)}, data}, 2);
    hash = sy_hash_pieces(
        (struct sy_bytes[]){{outer, sizeof(outer)}, {hash.bytes, sizeof(hash.bytes)}}, 2);
    OPENSSL_cleanse(inner, sizeof(inner));
    OPENSSL_cleanse(outer, sizeof(outer));
    return hash;
}

void sy_hash_hex(const struct sy_hash *hash, char out[2 * SY_HASH_BYTES + 1])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < SY_HASH_BYTES; i++) {
        out[2 * i] = digits[hash->bytes[i] >> 4];
        out[2 * i + 1] = digits[hash->bytes[i] & 15];
    }
    out[2 * SY_HASH_BYTES] = 0;
}
