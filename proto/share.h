/* share.h - records and parts as they travel: each part by its bytes or, withheld, by its hash.
 *
 * Shape    every struct sy_bytes is borrowed from the message that was read.
 * Source   log.proto: PartShare, RecordShare.
 */
#ifndef SY_PROTO_SHARE_H
#define SY_PROTO_SHARE_H

#include "proto/buffer.h"
#include "proto/limits.h"
#include "proto/wire.h"

struct sy_part_share {
    uint32_t kind;        /* 1..255: enum sy_part_kind */
    struct sy_bytes part; /* Part, verbatim; data NULL when withheld */
    struct sy_bytes hash; /* h_kind, SY_HASH_BYTES; data NULL when the part is here */
};

struct sy_record_share {
    uint32_t index;    /* position in the statement */
    size_t part_count; /* 1..SY_PARTS_PER_RECORD_MAX, kinds ascending */
    struct sy_part_share parts[SY_PARTS_PER_RECORD_MAX];
    size_t path_count; /* 0..SY_RECORD_PATH_MAX */
    struct sy_hash path[SY_RECORD_PATH_MAX];
};

/* Reads one RecordShare whose bytes are known to be canonical (they stood in a message that was
 * checked). SY_LIMIT when it has no part, too many, kinds out of order, both or neither of part
 * and hash, or lengths that cannot be. */
SY_MUST_USE enum sy_err sy_record_share_read(struct sy_bytes message,
                                             struct sy_record_share *out);

/* As field number of the message under way. */
void sy_record_share_put(struct sy_buffer *to, uint32_t number,
                         const struct sy_record_share *record);

/* Bytes that the RecordShare itself takes. */
size_t sy_record_share_size(const struct sy_record_share *record);

/* The next field of that number from a cursor over a canonical message, read as a RecordShare.
 * SY_NOT_FOUND at the end; SY_LIMIT as above. */
SY_MUST_USE enum sy_err sy_record_share_next(struct sy_wire *wire, uint32_t number,
                                             struct sy_record_share *out);

#endif
