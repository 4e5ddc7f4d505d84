/* act.h - a registry act: what every act says, and its further fields by number.
 *
 * Shape    every struct sy_bytes is borrowed from the body that was read; data NULL when
 *          absent. The numbers are those of act_field.h.
 * Source   registry.proto.
 * Pure     no allocation but the buffer's.
 */
#ifndef SY_ACT_H
#define SY_ACT_H

#include "proto/act_field.h"
#include "proto/buffer.h"
#include "proto/limits.h"
#include "proto/wire.h"

struct sy_act {
    uint32_t type; /* enum sy_record_type, 100 and up */
    struct sy_bytes subject;
    uint64_t after;
    uint32_t verb; /* enum sy_act_verb, or one that is not known yet */
    struct sy_bytes body;
};

/* True for the record types that are registry acts of this version. */
bool sy_act_type_known(uint32_t type);

/* SY_UNIMPLEMENTED for a type that is no act this program knows, SY_BAD_ENCODING when the body
 * is not canonical, SY_LIMIT when it is too deep. What the further fields say is not looked
 * at. */
SY_MUST_USE enum sy_err sy_act_read(uint32_t type, struct sy_bytes body, struct sy_act *out);

/* A field of a canonical body: the first of a repeated one; data NULL and false when absent. */
struct sy_bytes sy_body_bytes(struct sy_bytes body, uint32_t number);
bool sy_body_uint(struct sy_bytes body, uint32_t number, uint64_t *out);
bool sy_body_int(struct sy_bytes body, uint32_t number, int64_t *out);
bool sy_body_has(struct sy_bytes body, uint32_t number);

/* The fields of one number, one after the other: start with sy_wire_open(body). False after the
 * last. */
bool sy_body_each(struct sy_wire *wire, uint32_t number, struct sy_wire_field *out);

/* Whether a repeated text has that value, or a repeated number; an absent field has none. */
bool sy_body_lists(struct sy_bytes body, uint32_t number, struct sy_bytes text);
bool sy_body_lists_uint(struct sy_bytes body, uint32_t number, uint64_t value);

/* The new body laid over the old: a field that the new one has replaces all of that number.
 * Both are canonical, and so is what goes into the buffer. */
void sy_body_overlay(struct sy_bytes old_body, struct sy_bytes new_body, struct sy_buffer *to);

/* An act under way, its fields in any order. The bytes are borrowed until it is written. */
enum { SY_ACT_DRAFT_FIELDS_MAX = 128 };

struct sy_act_draft {
    uint32_t type;
    bool full; /* a field found no room */
    size_t count;
    struct sy_wire_field fields[SY_ACT_DRAFT_FIELDS_MAX];
};

/* An act on the subject. What belongs in its personal part is a draft of its own, of the same
 * type and with the same first three fields. */
struct sy_act_draft sy_act_draft(uint32_t type, struct sy_bytes subject, uint64_t after,
                                 uint32_t verb);

/* One more field; of several with one number the order stays. data NULL is passed over. */
void sy_act_draft_bytes(struct sy_act_draft *draft, uint32_t number, struct sy_bytes bytes);
void sy_act_draft_text(struct sy_act_draft *draft, uint32_t number, const char *text);
void sy_act_draft_uint(struct sy_act_draft *draft, uint32_t number, uint64_t value);
void sy_act_draft_int(struct sy_act_draft *draft, uint32_t number, int64_t value);

/* The subject's "after", once it is known. */
void sy_act_draft_after(struct sy_act_draft *draft, uint64_t after);

/* The canonical body, into the buffer. SY_LIMIT is the buffer's error when the draft is full.
 * */
void sy_act_write(const struct sy_act_draft *draft, struct sy_buffer *to);

enum { SY_KEY_SUBJECT_BYTES = 4 + 2 * SY_PUBLIC_KEY_BYTES };

/* "key:" and the public key in lower-case hex, with a NUL; and back, false for anything else.
 * */
void sy_key_subject(const uint8_t key[SY_PUBLIC_KEY_BYTES], char out[SY_KEY_SUBJECT_BYTES + 1]);
bool sy_key_of_subject(struct sy_bytes subject, uint8_t out[SY_PUBLIC_KEY_BYTES]);

#endif
