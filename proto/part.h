/* part.h - a share of a record that has its own secrecy, as a plain struct over its bytes. */
#ifndef SY_PROTO_PART_H
#define SY_PROTO_PART_H

#include "proto/buffer.h"
#include "proto/limits.h"

struct sy_part {
    struct sy_bytes nonce; /* SY_NONCE_BYTES */
    uint32_t type;         /* enum sy_record_type, or one that this program does not know */
    struct sy_bytes body;  /* verbatim; canonical message of that type, unless sealed */
};

/* SY_BAD_ENCODING when the bytes are not canonical, SY_LIMIT when a bound of V1 is broken. The
 * body is not looked at. */
SY_MUST_USE enum sy_err sy_part_read(struct sy_bytes message, struct sy_part *out);

/* SY_BAD_ENCODING when the type is known and the body is not canonical; SY_OK for a type that
 * this program does not know. */
SY_MUST_USE enum sy_err sy_part_check_body(const struct sy_part *part);

/* The canonical encoding; what does not fit is an error of the buffer. */
void sy_part_write(const struct sy_part *part, struct sy_buffer *to);

#endif
