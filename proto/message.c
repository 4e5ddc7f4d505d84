#include "proto/message.h"

#include <string.h>

#include "proto/schema.h"

enum { MESSAGE_WORDS_MAX = 64 }; /* of the largest struct */

/* Where a field of the message lies in its struct. */
enum slot_kind { UINT, INT, BOOL, BYTES, OPTIONAL, LIST, BITS };

struct slot {
    enum slot_kind kind;
    size_t offset;
};

/* Slots stand in the order of the field numbers, which are 1, 2, 3 ... in every message
 * here. */
struct layout {
    enum sy_schema_kind message;
    size_t size;
    size_t count;
    const struct slot *slots;
};

#define SLOT(kind, name, field)                                                                \
    {                                                                                          \
        kind, offsetof(struct sy_##name, field)                                                \
    }

static const struct slot hello_slots[] = {
    SLOT(UINT, hello, version),
    SLOT(BYTES, hello, network_id),
    SLOT(BYTES, hello, software),
};
static const struct slot hello_reply_slots[] = {
    SLOT(UINT, hello_reply, version),   SLOT(BYTES, hello_reply, node),
    SLOT(LIST, hello_reply, origins),   SLOT(INT, hello_reply, time),
    SLOT(BYTES, hello_reply, software), SLOT(OPTIONAL, hello_reply, policy_version),
};
static const struct slot authenticate_slots[] = {
    SLOT(BYTES, authenticate, subject),
    SLOT(BYTES, authenticate, key),
    SLOT(BYTES, authenticate, signature),
};
static const struct slot authenticate_reply_slots[] = {
    SLOT(BYTES, authenticate_reply, subject),
};
static const struct slot append_slots[] = {
    SLOT(BYTES, append, origin),
    SLOT(BYTES, append, submission),
    SLOT(OPTIONAL, append, witnesses),
    SLOT(OPTIONAL, append, wait_ms),
};
static const struct slot append_reply_slots[] = {
    SLOT(BYTES, append_reply, entry),
    SLOT(LIST, append_reply, path),
    SLOT(BYTES, append_reply, note),
    SLOT(BOOL, append_reply, known),
};
static const struct slot get_checkpoint_slots[] = {SLOT(BYTES, get_checkpoint, origin)};
static const struct slot checkpoint_reply_slots[] = {SLOT(BYTES, checkpoint_reply, note)};
static const struct slot get_entries_slots[] = {
    SLOT(BYTES, get_entries, origin), SLOT(UINT, get_entries, from),
    SLOT(UINT, get_entries, to),      SLOT(UINT, get_entries, parts),
    SLOT(BYTES, get_entries, item),   SLOT(OPTIONAL, get_entries, gaps),
};
static const struct slot gap_slots[] = {
    SLOT(UINT, gap, record),
    SLOT(UINT, gap, kind),
    SLOT(UINT, gap, state),
};
static const struct slot entry_share_slots[] = {
    SLOT(BYTES, entry_share, entry),
    SLOT(LIST, entry_share, records),
    SLOT(LIST, entry_share, gaps),
};
static const struct slot get_proof_slots[] = {
    SLOT(BYTES, get_proof, origin),
    SLOT(UINT, get_proof, size),
    SLOT(OPTIONAL, get_proof, index),
    SLOT(OPTIONAL, get_proof, old_size),
};
static const struct slot proof_slots[] = {SLOT(LIST, proof, path)};
static const struct slot get_journey_slots[] = {
    SLOT(BYTES, get_journey, item),
    SLOT(BOOL, get_journey, direct),
    SLOT(OPTIONAL, get_journey, limit),
    SLOT(OPTIONAL, get_journey, gaps),
};
static const struct slot unread_slots[] = {
    SLOT(BYTES, unread, origin),
    SLOT(UINT, unread, records),
};
static const struct slot watermark_slots[] = {
    SLOT(BYTES, watermark, origin),
    SLOT(UINT, watermark, size),
};
static const struct slot journey_start_slots[] = {
    SLOT(BYTES, journey_start, item),
    SLOT(LIST, journey_start, as_of),
    SLOT(LIST, journey_start, notes),
    SLOT(LIST, journey_start, unread),
};
static const struct slot occurrence_message_slots[] = {
    SLOT(BYTES, occurrence_message, origin),
    SLOT(UINT, occurrence_message, index),
    SLOT(UINT, occurrence_message, record),
};
static const struct slot journey_step_slots[] = {
    SLOT(BYTES, journey_step, origin),    SLOT(BYTES, journey_step, entry),
    SLOT(LIST, journey_step, path),       SLOT(BYTES, journey_step, record),
    SLOT(LIST, journey_step, via),        SLOT(LIST, journey_step, again),
    SLOT(BITS, journey_step, roles),      SLOT(OPTIONAL, journey_step, standing),
    SLOT(BYTES, journey_step, regarding), SLOT(LIST, journey_step, gaps),
};
static const struct slot get_subject_slots[] = {SLOT(BYTES, get_subject, subject)};
static const struct slot subject_reply_slots[] = {
    SLOT(UINT, subject_reply, after),
    SLOT(UINT, subject_reply, registry_size),
};
static const struct slot get_policy_slots[] = {SLOT(UINT, get_policy, version)};
static const struct slot policy_reply_slots[] = {
    SLOT(BYTES, policy_reply, text),
    SLOT(LIST, policy_reply, signatures),
};
static const struct slot keeping_slots[] = {
    SLOT(UINT, keeping, kinds),          SLOT(UINT, keeping, age_s),
    SLOT(UINT, keeping, not_subscribed), SLOT(UINT, keeping, aged_out),
    SLOT(UINT, keeping, wanted),         SLOT(UINT, keeping, unread),
    SLOT(BOOL, keeping, changing),       SLOT(OPTIONAL, keeping, wanted_from),
};
static const struct slot log_status_slots[] = {
    SLOT(BYTES, log_status, origin),
    SLOT(UINT, log_status, size),
    SLOT(BYTES, log_status, note),
    SLOT(UINT, log_status, records),
    SLOT(UINT, log_status, disk_bytes),
    SLOT(UINT, log_status, view_size),
    SLOT(BYTES, log_status, refusing),
    SLOT(UINT, log_status, map_bytes),
    SLOT(BYTES, log_status, owner),
    SLOT(OPTIONAL, log_status, known_size),
    SLOT(OPTIONAL, log_status, scrubbed_at),
    SLOT(OPTIONAL, log_status, scrub_next),
    SLOT(OPTIONAL, log_status, bad_index),
    SLOT(BYTES, log_status, bad_what),
    SLOT(BYTES, log_status, held_note),
    SLOT(OPTIONAL, log_status, bad_count),
    SLOT(OPTIONAL, log_status, bad_since),
    SLOT(OPTIONAL, log_status, repairs),
    SLOT(OPTIONAL, log_status, repaired_index),
    SLOT(BYTES, log_status, repaired_what),
    SLOT(OPTIONAL, log_status, repaired_at),
    SLOT(BYTES, log_status, repaired_from),
    SLOT(BYTES, log_status, scrub_error),
    SLOT(OPTIONAL, log_status, frozen),
    SLOT(BYTES, log_status, stalled),
    SLOT(OPTIONAL, log_status, registry_size),
    SLOT(OPTIONAL, log_status, stale_us),
    SLOT(BYTES, log_status, keeping),
    SLOT(BYTES, log_status, lost),
    SLOT(BYTES, log_status, awaited),
};
static const struct slot peer_status_slots[] = {
    SLOT(BYTES, peer_status, node),       SLOT(BOOL, peer_status, connected),
    SLOT(BYTES, peer_status, address),    SLOT(INT, peer_status, since),
    SLOT(BYTES, peer_status, reason),     SLOT(UINT, peer_status, attempts),
    SLOT(OPTIONAL, peer_status, lead_us),
};
static const struct slot status_slots[] = {
    SLOT(BYTES, status, node),
    SLOT(INT, status, time),
    SLOT(INT, status, started_at),
    SLOT(LIST, status, logs),
    SLOT(UINT, status, connections),
    SLOT(UINT, status, appended),
    SLOT(UINT, status, refused),
    SLOT(UINT, status, memory_bytes),
    SLOT(UINT, status, memory_max),
    SLOT(UINT, status, resident_bytes),
    SLOT(UINT, status, disk_free_bytes),
    SLOT(UINT, status, view_bytes),
    SLOT(BYTES, status, software),
    SLOT(UINT, status, appends_per_minute),
    SLOT(LIST, status, peers),
    SLOT(OPTIONAL, status, clock_ahead),
    SLOT(OPTIONAL, status, cosigners_lost),
    SLOT(OPTIONAL, status, aside),
    SLOT(OPTIONAL, status, aside_bytes),
};
static const struct slot show_checkpoint_slots[] = {
    SLOT(BYTES, show_checkpoint, note),
    SLOT(UINT, show_checkpoint, held),
};
static const struct slot show_checkpoint_reply_slots[] = {
    SLOT(BYTES, show_checkpoint_reply, note),
    SLOT(UINT, show_checkpoint_reply, held),
};
static const struct slot offer_checkpoint_slots[] = {SLOT(BYTES, offer_checkpoint, note)};
static const struct slot offer_checkpoint_reply_slots[] = {
    SLOT(LIST, offer_checkpoint_reply, lines),
};
static const struct slot get_stretch_slots[] = {
    SLOT(BYTES, get_stretch, origin),   SLOT(UINT, get_stretch, from),
    SLOT(UINT, get_stretch, to),        SLOT(UINT, get_stretch, parts),
    SLOT(UINT, get_stretch, bytes_max), SLOT(BYTES, get_stretch, note),
    SLOT(OPTIONAL, get_stretch, kinds), SLOT(OPTIONAL, get_stretch, since),
};
static const struct slot stretch_start_slots[] = {
    SLOT(UINT, stretch_start, from),       SLOT(UINT, stretch_start, to),
    SLOT(BYTES, stretch_start, note),      SLOT(BYTES, stretch_start, root_from),
    SLOT(LIST, stretch_start, proof_from), SLOT(LIST, stretch_start, proof_to),
    SLOT(LIST, stretch_start, path),
};
static const struct slot give_evidence_slots[] = {SLOT(BYTES, give_evidence, text)};
static const struct slot give_evidence_reply_slots[] = {
    SLOT(BOOL, give_evidence_reply, known),
};

static const struct slot get_evidence_slots[] = {SLOT(BYTES, get_evidence, origin)};
static const struct slot evidence_reply_slots[] = {SLOT(BYTES, evidence_reply, text)};
static const struct slot get_signed_slots[] = {
    SLOT(BYTES, get_signed, key),
    SLOT(INT, get_signed, since),
};
static const struct slot signed_start_slots[] = {
    SLOT(LIST, signed_start, as_of),
    SLOT(LIST, signed_start, notes),
};
static const struct slot signed_entry_slots[] = {
    SLOT(BYTES, signed_entry, origin),
    SLOT(BYTES, signed_entry, entry),
    SLOT(LIST, signed_entry, path),
};

/* Ascending, so that a set has one spelling. */
static enum sy_err read_bit(uint64_t bit, uint64_t *bits)
{
    if (bit > 63 || *bits >> bit != 0)
        return SY_BAD_ENCODING;
    *bits |= (uint64_t)1 << bit;
    return SY_OK;
}

static enum sy_err read_field(const struct slot *slot, const struct sy_wire_field *field,
                              struct sy_bytes message, uint8_t *base)
{
    void *to = base + slot->offset;

    switch (slot->kind) {
    case UINT:
    case INT:
        memcpy(to, &field->value, sizeof(uint64_t));
        break;
    case BOOL:
        *(bool *)to = field->value != 0;
        break;
    case BYTES:
        *(struct sy_bytes *)to = field->bytes;
        break;
    case OPTIONAL:
        *(struct sy_optional *)to = (struct sy_optional){true, field->value};
        break;
    case LIST:
        ((struct sy_list *)to)->message = message;
        ((struct sy_list *)to)->number = field->number;
        ((struct sy_list *)to)->count++;
        break;
    case BITS:
        return read_bit(field->value, to);
    }
    return SY_OK;
}

static enum sy_err read_message(const struct layout *layout, struct sy_bytes message, void *out)
{
    enum sy_err err = sy_schema_check(sy_schema_of(layout->message), message);
    struct sy_wire wire = sy_wire_open(message);
    struct sy_wire_field field;
    uint64_t read[MESSAGE_WORDS_MAX] = {0};

    sy_assert(layout->size <= sizeof(read));
    while (err == SY_OK && sy_wire_next(&wire, &field) == SY_OK) {
        sy_assert(field.number <= layout->count);
        err = read_field(&layout->slots[field.number - 1], &field, message, (uint8_t *)read);
    }
    if (err == SY_OK)
        memcpy(out, read, layout->size);
    return err;
}

static void write_list(const struct sy_list *list, uint32_t number, struct sy_buffer *to)
{
    struct sy_wire cursor = sy_list_open(list);
    struct sy_bytes item;

    if (list->items == NULL) {
        while (sy_list_next(list, &cursor, &item))
            sy_wire_put_bytes(to, number, item);
        return;
    }
    for (size_t i = 0; i < list->count; i++)
        sy_wire_put_bytes(to, number, list->items[i]);
}

static void write_bits(uint64_t bits, uint32_t number, struct sy_buffer *to)
{
    for (unsigned bit = 0; bit < 64; bit++) {
        if ((bits >> bit & 1) != 0)
            sy_wire_put_uint(to, number, bit);
    }
}

static void write_field(const struct slot *slot, const struct sy_field *field,
                        const uint8_t *base, struct sy_buffer *to)
{
    const void *from = base + slot->offset;
    uint64_t value;

    switch (slot->kind) {
    case UINT:
    case INT:
        memcpy(&value, from, sizeof(value));
        sy_wire_put_uint(to, field->number, value);
        break;
    case BOOL:
        sy_wire_put_uint(to, field->number, *(const bool *)from);
        break;
    case BYTES:
        if (((const struct sy_bytes *)from)->data != NULL || field->required)
            sy_wire_put_bytes(to, field->number, *(const struct sy_bytes *)from);
        break;
    case OPTIONAL:
        if (((const struct sy_optional *)from)->has)
            sy_wire_put_uint(to, field->number, ((const struct sy_optional *)from)->value);
        break;
    case LIST:
        write_list(from, field->number, to);
        break;
    case BITS:
        write_bits(*(const uint64_t *)from, field->number, to);
        break;
    }
}

static void write_message(const struct layout *layout, const void *message,
                          struct sy_buffer *to)
{
    const struct sy_schema *schema = sy_schema_of(layout->message);

    sy_assert(sy_schema_field_count(schema) == layout->count);
    for (size_t i = 0; i < layout->count; i++) {
        struct sy_field field = sy_schema_field(schema, i);

        write_field(&layout->slots[i], &field, message, to);
    }
}

#define DEFINE(name, constant)                                                                 \
    static const struct layout name##_layout = {                                               \
        SY_SCHEMA_##constant, sizeof(struct sy_##name),                                        \
        sizeof(name##_slots) / sizeof(name##_slots[0]), name##_slots};                         \
    enum sy_err sy_##name##_read(struct sy_bytes message, struct sy_##name *out)               \
    {                                                                                          \
        return read_message(&name##_layout, message, out);                                     \
    }                                                                                          \
    void sy_##name##_write(const struct sy_##name *message, struct sy_buffer *to)              \
    {                                                                                          \
        write_message(&name##_layout, message, to);                                            \
    }

DEFINE(hello, HELLO)
DEFINE(hello_reply, HELLO_REPLY)
DEFINE(authenticate, AUTHENTICATE)
DEFINE(authenticate_reply, AUTHENTICATE_REPLY)
DEFINE(append, APPEND)
DEFINE(append_reply, APPEND_REPLY)
DEFINE(get_checkpoint, GET_CHECKPOINT)
DEFINE(checkpoint_reply, CHECKPOINT)
DEFINE(get_entries, GET_ENTRIES)
DEFINE(gap, GAP)
DEFINE(entry_share, ENTRY_SHARE)
DEFINE(get_proof, GET_PROOF)
DEFINE(proof, PROOF)
DEFINE(get_journey, GET_JOURNEY)
DEFINE(watermark, WATERMARK)
DEFINE(unread, UNREAD)
DEFINE(journey_start, JOURNEY_START)
DEFINE(occurrence_message, OCCURRENCE)
DEFINE(journey_step, JOURNEY_STEP)
DEFINE(get_subject, GET_SUBJECT)
DEFINE(subject_reply, SUBJECT_REPLY)
DEFINE(get_policy, GET_POLICY)
DEFINE(policy_reply, POLICY_REPLY)
DEFINE(keeping, KEEPING)
DEFINE(log_status, LOG_STATUS)
DEFINE(peer_status, PEER_STATUS)
DEFINE(status, STATUS)
DEFINE(show_checkpoint, SHOW_CHECKPOINT)
DEFINE(show_checkpoint_reply, SHOW_CHECKPOINT_REPLY)
DEFINE(offer_checkpoint, OFFER_CHECKPOINT)
DEFINE(offer_checkpoint_reply, OFFER_CHECKPOINT_REPLY)
DEFINE(get_stretch, GET_STRETCH)
DEFINE(stretch_start, STRETCH_START)
DEFINE(give_evidence, GIVE_EVIDENCE)
DEFINE(give_evidence_reply, GIVE_EVIDENCE_REPLY)
DEFINE(get_evidence, GET_EVIDENCE)
DEFINE(evidence_reply, EVIDENCE_REPLY)
DEFINE(get_signed, GET_SIGNED)
DEFINE(signed_start, SIGNED_START)
DEFINE(signed_entry, SIGNED_ENTRY)

enum sy_err sy_get_status_read(struct sy_bytes message, struct sy_get_status *out)
{
    if (message.len != 0)
        return SY_BAD_ENCODING;
    out->nothing = 0;
    return SY_OK;
}

void sy_get_status_write(const struct sy_get_status *message, struct sy_buffer *to)
{
    (void)message;
    (void)to;
}

struct sy_wire sy_list_open(const struct sy_list *list)
{
    return sy_wire_open(list->message);
}

bool sy_list_next(const struct sy_list *list, struct sy_wire *cursor, struct sy_bytes *out)
{
    struct sy_wire_field field;

    while (sy_wire_next(cursor, &field) == SY_OK) {
        if (field.number == list->number) {
            *out = field.bytes;
            return true;
        }
    }
    return false;
}
