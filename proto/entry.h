/* entry.h - a statement as sequenced in a log, as a plain struct over its bytes.
 *
 * Shape    every struct sy_bytes is borrowed from the message that was read.
 * Source   log.proto; limits of design section 3 (validity V1).
 */
#ifndef SY_PROTO_ENTRY_H
#define SY_PROTO_ENTRY_H

#include "proto/buffer.h"
#include "proto/limits.h"

enum { SY_ENTRY_FORMAT = 1 };

struct sy_entry {
    uint64_t index;
    struct sy_bytes previous; /* SY_HASH_BYTES */
    int64_t sequenced_at;
    uint64_t registry_size;
    struct sy_bytes registry_root; /* SY_HASH_BYTES, or len 0 when absent */
    struct sy_bytes statement;     /* verbatim, not yet read */
    size_t signature_count;
    struct sy_bytes signatures[SY_SIGNERS_MAX]; /* SY_SIGNATURE_BYTES each */
};

/* SY_BAD_ENCODING when the bytes are not canonical, SY_BAD_VERSION for another format, SY_LIMIT
 * when a bound of V1 is broken. */
SY_MUST_USE enum sy_err sy_entry_read(struct sy_bytes message, struct sy_entry *out);

/* The canonical bytes, into the buffer; SY_LIMIT in the buffer beyond SY_ENTRY_BYTES_MAX. */
void sy_entry_write(const struct sy_entry *entry, struct sy_buffer *to);

#endif
