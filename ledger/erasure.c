#include "ledger/erasure.h"

#include <string.h>

#include "proto/act.h"
#include "proto/record_type.h"

static const char prefix[] = "erasure:";

void sy_erasure_subject(struct sy_bytes origin, uint64_t index, uint32_t record, uint8_t kind,
                        struct sy_buffer *out)
{
    sy_buffer_put_text(out, prefix);
    sy_buffer_put_bytes(out, origin);
    sy_buffer_printf(out, ":%llu:%u:%u", (unsigned long long)index, record, kind);
}

enum sy_err sy_erasure_read(struct sy_bytes body, uint64_t order, struct sy_erasure *out)
{
    struct sy_bytes hash = sy_body_bytes(body, SY_ERASURE_PART_HASH);
    uint64_t index;
    uint64_t record;
    uint64_t kind;

    *out = (struct sy_erasure){.origin = sy_body_bytes(body, SY_ERASURE_ORIGIN),
                               .ground = sy_body_bytes(body, SY_ACT_GROUND),
                               .reason = sy_body_bytes(body, SY_ACT_REASON),
                               .document = sy_body_bytes(body, SY_ACT_DOCUMENT)};
    if (!sy_body_uint(body, SY_ERASURE_INDEX, &index) ||
        !sy_body_uint(body, SY_ERASURE_RECORD, &record) || record > UINT32_MAX ||
        !sy_body_uint(body, SY_ERASURE_KIND, &kind) || kind > UINT8_MAX ||
        hash.len != SY_HASH_BYTES)
        return SY_BAD_ENCODING;
    out->what = (struct sy_log_erasure){.index = index,
                                        .record = (uint32_t)record,
                                        .kind = (uint8_t)kind,
                                        .order = order,
                                        .residue = sy_body_bytes(body, SY_ERASURE_RESIDUE)};
    memcpy(out->what.part_hash.bytes, hash.data, SY_HASH_BYTES);
    return SY_OK;
}

/* The order that an effective act is; SY_NOT_FOUND when it is none for that log. */
static enum sy_err order_of(struct sy_registry_snapshot *snapshot, struct sy_bytes origin,
                            const struct sy_registry_position *at, struct sy_bytes subject,
                            struct sy_erasure *out)
{
    struct sy_registry_state state;
    size_t len = strlen(prefix);
    enum sy_err err;

    if (subject.len < len || memcmp(subject.data, prefix, len) != 0)
        return SY_NOT_FOUND;
    err = sy_registry_state(snapshot, subject, at->index + 1, &state);
    if (err != SY_OK)
        return err == SY_NOT_FOUND ? SY_CORRUPT : err;
    if (state.type != SY_TYPE_ERASURE_ORDER ||
        sy_erasure_read(state.body, state.index, out) != SY_OK ||
        !sy_bytes_equal(out->origin, origin))
        return SY_NOT_FOUND;
    return SY_OK;
}

enum sy_err sy_erasure_next(struct sy_registry_snapshot *snapshot, struct sy_bytes origin,
                            struct sy_registry_position *at, struct sy_erasure *out)
{
    struct sy_registry_position found;
    struct sy_bytes subject;
    enum sy_err err;

    do {
        err = sy_registry_next_act(snapshot, at, &found, &subject);
        if (err == SY_NOT_FOUND)
            *at = (struct sy_registry_position){sy_registry_size(snapshot), 0};
        if (err != SY_OK)
            return err;
        *at = (struct sy_registry_position){found.index, found.record + 1};
        err = order_of(snapshot, origin, &found, subject, out);
    } while (err == SY_NOT_FOUND);
    return err;
}
