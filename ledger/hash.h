/* hash.h - SHA-256, the only hash of the formats, and RFC 6962's two prefixes.
 *
 * Source   FIPS 180-4; RFC 6962 section 2.1.
 * Pure     no allocation, no state between calls, any thread.
 */
#ifndef SY_HASH_H
#define SY_HASH_H

#include "proto/base.h"

/* SHA-256 of the bytes. */
struct sy_hash sy_hash_of(struct sy_bytes data);

/* SHA-256 over the pieces one behind the other. */
struct sy_hash sy_hash_pieces(const struct sy_bytes *pieces, size_t count);

/* H(00 || leaf) */
struct sy_hash sy_hash_leaf(struct sy_bytes leaf);

/* H(01 || left || right) */
struct sy_hash sy_hash_node(const struct sy_hash *left, const struct sy_hash *right);

/* HMAC-SHA-256 of data under a 32-byte key. */
struct sy_hash sy_hash_keyed(const uint8_t key[SY_HASH_BYTES], struct sy_bytes data);

/* 64 lower-case hex digits and a NUL. */
void sy_hash_hex(const struct sy_hash *hash, char out[2 * SY_HASH_BYTES + 1]);

#endif
