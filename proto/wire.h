/* wire.h - protobuf's wire format, read and written in place.
 *
 * Shape    a cursor walks the fields of one message; bytes it hands out point into the message.
 *          A writer puts fields into a buffer; whoever writes a message puts them in ascending
 *          order of their numbers, because only that is canonical.
 * Source   protobuf encoding; the subset of varint and length-delimited fields.
 * Pure     no allocation but the buffer's.
 */
#ifndef SY_WIRE_H
#define SY_WIRE_H

#include "proto/buffer.h"

enum sy_wire_type { SY_WIRE_VARINT = 0, SY_WIRE_BYTES = 2 };

struct sy_wire {
    const uint8_t *at;
    const uint8_t *end;
};

struct sy_wire_field {
    uint32_t number;
    enum sy_wire_type type;
    uint64_t value;        /* varint */
    struct sy_bytes bytes; /* length-delimited, borrowed from the message */
};

/* At the first field of the message, which is borrowed. */
struct sy_wire sy_wire_open(struct sy_bytes message);

/* The next field. SY_NOT_FOUND at the end; SY_BAD_ENCODING for a varint that is too long or not
 * minimal, a length past the end, field number 0, or another wire type: the cursor stays. */
SY_MUST_USE enum sy_err sy_wire_next(struct sy_wire *w, struct sy_wire_field *out);

/* One field each; what does not fit is an error of the buffer. */
void sy_wire_put_uint(struct sy_buffer *to, uint32_t number, uint64_t value);
void sy_wire_put_int(struct sy_buffer *to, uint32_t number, int64_t value);
void sy_wire_put_bytes(struct sy_buffer *to, uint32_t number, struct sy_bytes bytes);
void sy_wire_put_text(struct sy_buffer *to, uint32_t number, const char *text);

/* Bytes that sy_wire_put_bytes of len bytes will take. */
size_t sy_wire_bytes_size(uint32_t number, size_t len);

/* Only the tag and the length: len bytes of content follow by the caller's hand. */
void sy_wire_put_header(struct sy_buffer *to, uint32_t number, size_t len);

#endif
