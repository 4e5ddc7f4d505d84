#include "ledger/record.h"

#include <string.h>

#include "ledger/hash.h"

static const char part_prefix[] = "suyuan/part/v1\n";
static const char record_prefix[] = "suyuan/record/v1\n";
static const char nonce_prefix[] = "suyuan/nonce/v1\n";

enum {
    PREFIX_BYTES = sizeof(record_prefix) - 1,
    D_BYTES_MAX = PREFIX_BYTES + SY_PARTS_PER_RECORD_MAX * (1 + SY_HASH_BYTES)
};

struct sy_hash sy_part_hash(uint8_t kind, struct sy_bytes part)
{
    const struct sy_bytes pieces[] = {sy_text(part_prefix), {&kind, 1}, part};

    return sy_hash_pieces(pieces, 3);
}

void sy_record_digest_of(const struct sy_record_share *record, struct sy_record_digest *out)
{
    out->part_count = record->part_count;
    for (size_t i = 0; i < record->part_count; i++) {
        const struct sy_part_share *share = &record->parts[i];

        out->parts[i].kind = (uint8_t)share->kind;
        if (share->part.data != NULL)
            out->parts[i].hash = sy_part_hash((uint8_t)share->kind, share->part);
        else
            memcpy(out->parts[i].hash.bytes, share->hash.data, SY_HASH_BYTES);
    }
}

struct sy_hash sy_record_hash(const struct sy_record_digest *digest)
{
    uint8_t d[D_BYTES_MAX];
    size_t len = PREFIX_BYTES;

    memcpy(d, record_prefix, PREFIX_BYTES);
    for (size_t i = 0; i < digest->part_count; i++) {
        d[len] = digest->parts[i].kind;
        memcpy(d + len + 1, digest->parts[i].hash.bytes, SY_HASH_BYTES);
        len += 1 + SY_HASH_BYTES;
    }
    return sy_hash_leaf((struct sy_bytes){d, len});
}

void sy_part_nonce(const uint8_t secret[SY_HASH_BYTES], struct sy_bytes principal, uint8_t kind,
                   const struct sy_hash *draft, uint64_t n, uint8_t out[SY_NONCE_BYTES])
{
    uint8_t data[sizeof(nonce_prefix) - 1 + SY_SUBJECT_BYTES_MAX + 2 + SY_HASH_BYTES + 8];
    size_t len = sizeof(nonce_prefix) - 1;
    struct sy_hash nonce;

    sy_assert(principal.len <= SY_SUBJECT_BYTES_MAX);
    memcpy(data, nonce_prefix, len);
    memcpy(data + len, principal.data, principal.len);
    len += principal.len;
    data[len++] = '\n';
    data[len++] = kind;
    memcpy(data + len, draft->bytes, SY_HASH_BYTES);
    len += SY_HASH_BYTES;
    sy_put_u64be(data + len, n);
    len += 8;
    nonce = sy_hash_keyed(secret, (struct sy_bytes){data, len});
    memcpy(out, nonce.bytes, SY_NONCE_BYTES);
}
