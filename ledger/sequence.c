#include "ledger/sequence.h"

#include <string.h>

enum sy_err sy_sequence_check_time(int64_t signed_at, int64_t sequenced_at)
{
    if (signed_at < sequenced_at && sequenced_at > INT64_MIN + SY_SIGNED_BEFORE_MAX_US &&
        signed_at < sequenced_at - SY_SIGNED_BEFORE_MAX_US)
        return SY_BAD_TIME;
    if (signed_at > sequenced_at && sequenced_at < INT64_MAX - SY_SIGNED_AFTER_MAX_US &&
        signed_at > sequenced_at + SY_SIGNED_AFTER_MAX_US)
        return SY_BAD_TIME;
    return SY_OK;
}

enum sy_err sy_sequence_entry(const struct sy_log_head *head, const struct sy_sequence *how,
                              const struct sy_submission *submission, int64_t signed_at,
                              struct sy_buffer *out, struct sy_entry *read)
{
    struct sy_entry entry = {
        .index = head->tree.size,
        .previous = {head->last_leaf.bytes, SY_HASH_BYTES},
        .sequenced_at = how->now > head->sequenced_at ? how->now : head->sequenced_at,
        .registry_size = how->registry ? head->tree.size : how->registry_size,
        .statement = submission->statement,
        .signature_count = submission->signature_count,
    };
    enum sy_err err = sy_sequence_check_time(signed_at, entry.sequenced_at);

    sy_assert(out->len == 0);
    if (err != SY_OK)
        return err;
    sy_assert(how->registry || how->registry_size >= head->registry_size);
    memcpy(entry.signatures, submission->signatures, sizeof(entry.signatures));
    if (!how->registry && (entry.index == 0 || how->registry_size != head->registry_size))
        entry.registry_root = (struct sy_bytes){how->registry_root.bytes, SY_HASH_BYTES};
    sy_entry_write(&entry, out);
    if (out->err != SY_OK)
        return out->err;
    err = sy_entry_read(sy_buffer_bytes(out), read);
    return err;
}
