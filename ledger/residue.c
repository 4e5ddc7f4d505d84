#include "ledger/residue.h"

#include "ledger/log_erase.h"
#include "proto/record_type.h"

enum sy_err sy_residue_add(struct sy_log_snapshot *snapshot, uint64_t index,
                           const struct sy_record_share *record, struct sy_epcis_parts *parts)
{
    for (size_t i = 0; i < record->part_count; i++) {
        const struct sy_part_share *share = &record->parts[i];
        struct sy_bytes body;
        uint32_t type;
        enum sy_err err;

        if (share->part.data != NULL || share->kind > SY_PART_CHAIN)
            continue;
        err =
            sy_log_residue(snapshot, index, record->index, (uint8_t)share->kind, &type, &body);
        if (err != SY_OK && err != SY_NOT_FOUND)
            return err;
        if (err == SY_OK && type == SY_TYPE_EPCIS_EVENT)
            parts->body[share->kind - 1] = body;
    }
    return SY_OK;
}
