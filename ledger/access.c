#include "ledger/access.h"

#include "ledger/record.h"
#include "ledger/registry.h"
#include "proto/record_type.h"

bool sy_access_part(struct sy_bytes reader, struct sy_bytes principal, uint32_t kind)
{
    if (kind == SY_PART_OPEN)
        return true;
    if (reader.len == 0)
        return false;
    return sy_bytes_equal(reader, principal) || sy_bytes_equal(reader, sy_text(SY_AUTHORITY));
}

void sy_access_withhold(struct sy_bytes reader, struct sy_bytes principal,
                        struct sy_record_share *record,
                        struct sy_hash hashes[SY_PARTS_PER_RECORD_MAX])
{
    for (size_t i = 0; i < record->part_count; i++) {
        struct sy_part_share *share = &record->parts[i];

        if (share->part.data == NULL || sy_access_part(reader, principal, share->kind))
            continue;
        hashes[i] = sy_part_hash((uint8_t)share->kind, share->part);
        share->part = (struct sy_bytes){NULL, 0};
        share->hash = (struct sy_bytes){hashes[i].bytes, SY_HASH_BYTES};
    }
}
