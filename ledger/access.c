#include "ledger/access.h"

#include "ledger/record.h"
#include "proto/record_type.h"

#define O   (1u << SY_PART_OPEN)
#define C   (1u << SY_PART_CHAIN)
#define M   (1u << SY_PART_COMMERCIAL)
#define P   (1u << SY_PART_PERSONAL)
#define OC  (O | C)
#define OCM (O | C | M)
#define ALL (O | C | M | P)

/* clang-format off */
static const unsigned table[SY_READERS][SY_FACTS] = {
    /* ANY, PRESENTED, NAMED, SIGNED, OWN, AREA, SUPERVISED, SUBSCRIBED, DISCLOSED */
    [SY_READER_ANONYMOUS]     = {0, O, 0,  0,  0,   0,   0, 0,   OCM},
    [SY_READER_PERSON]        = {0, O, 0,  0,  O | P, 0,   0, 0,   OCM},
    [SY_READER_ORGANISATION]  = {0, O, OC, OC, ALL, 0,   0, 0,   OCM},
    [SY_READER_REGULATOR]     = {O, O, OC, OC, ALL, OCM, P, 0,   OCM},
    [SY_READER_NODE]          = {O, O, 0,  0,  0,   0,   0, ALL, OCM},
    [SY_READER_AUTHORITY]     = {O, O, OC, OC, ALL, OCM, P, 0,   OCM},
};
/* clang-format on */

/* The bit of a kind, sealed or not. */
static unsigned bit_of(uint32_t kind)
{
    uint32_t plain = kind & ~(uint32_t)SY_PART_SEALED;

    return plain >= SY_PART_OPEN && plain <= SY_PART_KINDS ? 1u << plain : P;
}

bool sy_access_part(const struct sy_access_case *it, uint32_t kind)
{
    unsigned bit = bit_of(kind);

    sy_assert((unsigned)it->who < SY_READERS);
    for (unsigned fact = 0; fact < SY_FACTS; fact++) {
        unsigned given = table[it->who][fact];

        if (fact == SY_FACT_DISCLOSED)
            given &= it->disclosed | (it->disclosed != 0 ? O : 0);
        if ((it->facts >> fact & 1) != 0 && (given & bit) != 0)
            return true;
    }
    return false;
}

bool sy_access_whole(const struct sy_access_case *it, const struct sy_record_share *record)
{
    for (size_t i = 0; i < record->part_count; i++) {
        if (!sy_access_part(it, record->parts[i].kind))
            return false;
    }
    return true;
}

void sy_access_withhold(const struct sy_access_case *it, struct sy_record_share *record,
                        struct sy_hash hashes[SY_PARTS_PER_RECORD_MAX])
{
    for (size_t i = 0; i < record->part_count; i++) {
        struct sy_part_share *share = &record->parts[i];

        if (share->part.data == NULL || sy_access_part(it, share->kind))
            continue;
        hashes[i] = sy_part_hash((uint8_t)share->kind, share->part);
        share->part = (struct sy_bytes){NULL, 0};
        share->hash = (struct sy_bytes){hashes[i].bytes, SY_HASH_BYTES};
    }
}
