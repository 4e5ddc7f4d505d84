/* disclosure.h - a part of a record opened later, as a plain struct over its bytes.
 *
 * Source   record.proto: Disclosure (record type 26).
 */
#ifndef SY_PROTO_DISCLOSURE_H
#define SY_PROTO_DISCLOSURE_H

#include "proto/buffer.h"
#include "proto/limits.h"

struct sy_disclosure {
    struct sy_bytes record_hash; /* SY_HASH_BYTES */
    uint32_t kind;               /* enum sy_part_kind */
    struct sy_bytes to;          /* registry id; data NULL: everyone */
    struct sy_bytes hint_origin; /* data NULL when absent, and then no hint at all */
    uint64_t hint_index;
    uint32_t hint_record;
    struct sy_bytes ground; /* data NULL when absent */
};

/* SY_BAD_ENCODING when the bytes are not canonical; SY_LIMIT for a hash of another length, and
 * for a kind that is no chain or commercial part; SY_BAD_NAME for a reader or origin that is no
 * name. */
SY_MUST_USE enum sy_err sy_disclosure_read(struct sy_bytes body, struct sy_disclosure *out);

/* The canonical body, into the buffer. */
void sy_disclosure_write(const struct sy_disclosure *disclosure, struct sy_buffer *to);

#endif
