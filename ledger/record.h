/* record.h - what a record commits to: the hashes of its parts, and of the whole.
 *
 * Shape    h_kind = H("suyuan/part/v1\n" || kind || Part bytes), kind one byte
 *          D      = "suyuan/record/v1\n" || (kind || h_kind) of each part, kinds ascending
 *          record hash = H(00 || D): the leaf of its statement's tree
 * Source   design section 3.
 * Pure     no allocation.
 */
#ifndef SY_RECORD_H
#define SY_RECORD_H

#include "proto/share.h"

/* The kinds and hashes of a record's parts: all that its D needs. */
struct sy_record_digest {
    size_t part_count;
    struct {
        uint8_t kind;
        struct sy_hash hash;
    } parts[SY_PARTS_PER_RECORD_MAX];
};

/* The hash by which a record commits to the part; part is its message, of any type. */
struct sy_hash sy_part_hash(uint8_t kind, struct sy_bytes part);

/* From a share: parts that are here are hashed, withheld ones give their hash. */
void sy_record_digest_of(const struct sy_record_share *record, struct sy_record_digest *out);

/* The record hash. */
struct sy_hash sy_record_hash(const struct sy_record_digest *digest);

/* The nonce of a part: HMAC-SHA-256 under the signer's own secret over principal, kind, the
 * hash of the whole record's type and bodies (compose.h), and n, which counts equal records of
 * one document from 0. Others cannot guess it, the same report made again gives the same part,
 * and two records that share one body (a customer, a phone number) do not show it by equal
 * hashes. */
void sy_part_nonce(const uint8_t secret[SY_HASH_BYTES], struct sy_bytes principal, uint8_t kind,
                   const struct sy_hash *draft, uint64_t n, uint8_t out[SY_NONCE_BYTES]);

#endif
