/* message.h - the requests and answers of wire.proto as plain structs.
 *
 * Shape    a struct has the fields of its message, in their order. Absent text and bytes have
 *          data NULL. A struct sy_list that was read is walked with sy_list_next; one to be
 *          written names an array, or is one that was read. Lists of records are walked with
 *          sy_record_share_next over list.message.
 * Life     everything read is borrowed from the message's bytes.
 * Source   wire.proto says what each field means.
 */
#ifndef SY_WIRE_MESSAGE_H
#define SY_WIRE_MESSAGE_H

#include "proto/buffer.h"
#include "proto/limits.h"
#include "proto/wire.h"

enum { SY_PROTOCOL_VERSION = 1 };

/* A repeated field of text, bytes or messages. */
struct sy_list {
    const struct sy_bytes *items; /* to write */
    size_t count;                 /* of items; of what was read too */
    struct sy_bytes message;      /* read: the whole message */
    uint32_t number;              /* read: the field's number */
};

struct sy_optional {
    bool has;
    uint64_t value;
};

/* Walk a list that was read: start with a cursor from sy_list_open; false at the end. */
struct sy_wire sy_list_open(const struct sy_list *list);
bool sy_list_next(const struct sy_list *list, struct sy_wire *cursor, struct sy_bytes *out);

struct sy_hello {
    uint64_t version;
    struct sy_bytes network_id;
    struct sy_bytes software;
};

struct sy_hello_reply {
    uint64_t version;
    struct sy_bytes node;
    struct sy_list origins;
    int64_t time;
    struct sy_bytes software;
    struct sy_optional policy_version;
};

struct sy_authenticate {
    struct sy_bytes subject;
    struct sy_bytes key;
    struct sy_bytes signature;
};

struct sy_authenticate_reply {
    struct sy_bytes subject;
};

struct sy_append {
    struct sy_bytes origin;
    struct sy_bytes submission;
    struct sy_optional witnesses;
    struct sy_optional wait_ms;
};

struct sy_append_reply {
    struct sy_bytes entry;
    struct sy_list path;
    struct sy_bytes note;
    bool known;
};

struct sy_get_checkpoint {
    struct sy_bytes origin;
};

struct sy_checkpoint_reply {
    struct sy_bytes note;
};

struct sy_get_entries {
    struct sy_bytes origin;
    uint64_t from;
    uint64_t to;
    uint64_t parts;
    struct sy_bytes item;
    struct sy_optional gaps;
};

struct sy_gap {
    uint64_t record;
    uint64_t kind;
    uint64_t state;
};

struct sy_entry_share {
    struct sy_bytes entry;
    struct sy_list records;
    struct sy_list gaps; /* sy_gap messages */
};

struct sy_get_proof {
    struct sy_bytes origin;
    uint64_t size;
    struct sy_optional index;
    struct sy_optional old_size;
};

struct sy_proof {
    struct sy_list path;
};

struct sy_get_journey {
    struct sy_bytes item;
    bool direct;
    struct sy_optional limit;
    struct sy_optional gaps;
};

struct sy_unread {
    struct sy_bytes origin;
    uint64_t records;
};

struct sy_watermark {
    struct sy_bytes origin;
    uint64_t size;
};

struct sy_journey_start {
    struct sy_bytes item;
    struct sy_list as_of; /* sy_watermark messages */
    struct sy_list notes;
    struct sy_list unread; /* sy_unread messages */
};

struct sy_occurrence_message {
    struct sy_bytes origin;
    uint64_t index;
    uint64_t record;
};

struct sy_journey_step {
    struct sy_bytes origin;
    struct sy_bytes entry;
    struct sy_list path;
    struct sy_bytes record; /* a RecordShare */
    struct sy_list via;
    struct sy_list again; /* sy_occurrence messages */
    uint64_t roles;       /* bit 1 << role; on the wire one number each */
    struct sy_optional standing;
    struct sy_bytes regarding; /* a sy_occurrence message */
    struct sy_list gaps;       /* sy_gap messages */
};

struct sy_get_subject {
    struct sy_bytes subject;
};

struct sy_subject_reply {
    uint64_t after;
    uint64_t registry_size;
};

struct sy_get_policy {
    uint64_t version;
};

struct sy_policy_reply {
    struct sy_bytes text;
    struct sy_list signatures;
};

struct sy_get_status {
    char nothing;
};

struct sy_keeping {
    uint64_t kinds;
    uint64_t age_s;
    uint64_t not_subscribed;
    uint64_t aged_out;
    uint64_t wanted;
    uint64_t unread;
    bool changing;
    struct sy_optional wanted_from;
};

struct sy_log_status {
    struct sy_bytes origin;
    uint64_t size;
    struct sy_bytes note;
    uint64_t records;
    uint64_t disk_bytes;
    uint64_t view_size;
    struct sy_bytes refusing;
    uint64_t map_bytes;
    struct sy_bytes owner;
    struct sy_optional known_size;
    struct sy_optional scrubbed_at;
    struct sy_optional scrub_next;
    struct sy_optional bad_index;
    struct sy_bytes bad_what;
    struct sy_bytes held_note;
    struct sy_optional bad_count;
    struct sy_optional bad_since;
    struct sy_optional repairs;
    struct sy_optional repaired_index;
    struct sy_bytes repaired_what;
    struct sy_optional repaired_at;
    struct sy_bytes repaired_from;
    struct sy_bytes scrub_error;
    struct sy_optional frozen;
    struct sy_bytes stalled;
    struct sy_optional registry_size;
    struct sy_optional stale_us;
    struct sy_bytes keeping; /* a sy_keeping message */
    struct sy_bytes lost;    /* no bytes: it is not */
    struct sy_bytes awaited;
};

struct sy_peer_status {
    struct sy_bytes node;
    bool connected;
    struct sy_bytes address;
    int64_t since;
    struct sy_bytes reason;
    uint64_t attempts;
    struct sy_optional lead_us; /* an int64 */
};

struct sy_status {
    struct sy_bytes node;
    int64_t time;
    int64_t started_at;
    struct sy_list logs; /* sy_log_status messages */
    uint64_t connections;
    uint64_t appended;
    uint64_t refused;
    uint64_t memory_bytes;
    uint64_t memory_max;
    uint64_t resident_bytes;
    uint64_t disk_free_bytes;
    uint64_t view_bytes;
    struct sy_bytes software;
    uint64_t appends_per_minute;
    struct sy_list peers; /* sy_peer_status messages */
    struct sy_optional clock_ahead;
    struct sy_optional cosigners_lost;
    struct sy_optional aside;
    struct sy_optional aside_bytes;
};

struct sy_show_checkpoint {
    struct sy_bytes note;
    uint64_t held;
};

struct sy_show_checkpoint_reply {
    struct sy_bytes note;
    uint64_t held;
};

struct sy_offer_checkpoint {
    struct sy_bytes note;
};

struct sy_offer_checkpoint_reply {
    struct sy_list lines;
};

struct sy_get_stretch {
    struct sy_bytes origin;
    uint64_t from;
    uint64_t to;
    uint64_t parts;
    uint64_t bytes_max;
    struct sy_bytes note;
    struct sy_optional kinds;
    struct sy_optional since; /* an int64_t */
};

struct sy_stretch_start {
    uint64_t from;
    uint64_t to;
    struct sy_bytes note;
    struct sy_bytes root_from;
    struct sy_list proof_from;
    struct sy_list proof_to;
    struct sy_list path;
};

struct sy_give_evidence {
    struct sy_bytes text;
};

struct sy_get_evidence {
    struct sy_bytes origin;
};

struct sy_evidence_reply {
    struct sy_bytes text;
};

struct sy_get_signed {
    struct sy_bytes key;
    int64_t since;
};

struct sy_signed_start {
    struct sy_list as_of; /* sy_watermark messages */
    struct sy_list notes;
};

struct sy_signed_entry {
    struct sy_bytes origin;
    struct sy_bytes entry;
    struct sy_list path;
};

struct sy_give_evidence_reply {
    bool known;
};

/* X(struct name) */
#define SY_WIRE_MESSAGES(X)                                                                    \
    X(hello)                                                                                   \
    X(hello_reply)                                                                             \
    X(authenticate)                                                                            \
    X(authenticate_reply)                                                                      \
    X(append)                                                                                  \
    X(append_reply)                                                                            \
    X(get_checkpoint)                                                                          \
    X(checkpoint_reply)                                                                        \
    X(get_entries)                                                                             \
    X(gap)                                                                                     \
    X(entry_share)                                                                             \
    X(get_proof)                                                                               \
    X(proof)                                                                                   \
    X(get_journey)                                                                             \
    X(watermark)                                                                               \
    X(unread)                                                                                  \
    X(journey_start)                                                                           \
    X(occurrence_message)                                                                      \
    X(journey_step)                                                                            \
    X(get_subject)                                                                             \
    X(subject_reply)                                                                           \
    X(get_policy)                                                                              \
    X(policy_reply)                                                                            \
    X(get_status)                                                                              \
    X(keeping)                                                                                 \
    X(log_status)                                                                              \
    X(peer_status)                                                                             \
    X(status)                                                                                  \
    X(show_checkpoint)                                                                         \
    X(show_checkpoint_reply)                                                                   \
    X(offer_checkpoint)                                                                        \
    X(offer_checkpoint_reply)                                                                  \
    X(get_stretch)                                                                             \
    X(stretch_start)                                                                           \
    X(give_evidence)                                                                           \
    X(give_evidence_reply)                                                                     \
    X(get_evidence)                                                                            \
    X(evidence_reply)                                                                          \
    X(get_signed)                                                                              \
    X(signed_start)                                                                            \
    X(signed_entry)

/* For each: sy_hello_read(bytes, &hello) gives SY_BAD_ENCODING when the bytes are not
 * canonical; sy_hello_write(&hello, buffer) writes the canonical ones. */
#define SY_WIRE_PROTOTYPE(name)                                                                \
    SY_MUST_USE enum sy_err sy_##name##_read(struct sy_bytes message, struct sy_##name *out);  \
    void sy_##name##_write(const struct sy_##name *message, struct sy_buffer *to);
SY_WIRE_MESSAGES(SY_WIRE_PROTOTYPE)
#undef SY_WIRE_PROTOTYPE

#endif
