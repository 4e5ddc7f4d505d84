/* statement.h - a signed batch of records, as a plain struct over its bytes.
 *
 * Shape    every struct sy_bytes is borrowed from the message that was read.
 * Source   log.proto; limits of design section 3 (validity V1).
 */
#ifndef SY_PROTO_STATEMENT_H
#define SY_PROTO_STATEMENT_H

#include "proto/buffer.h"
#include "proto/limits.h"

struct sy_signer {
    struct sy_bytes subject; /* registry id; len 0: the principal */
    struct sy_bytes key;     /* SY_PUBLIC_KEY_BYTES */
};

struct sy_seen {
    struct sy_bytes origin;
    uint64_t size;
    struct sy_bytes root;
};

struct sy_statement {
    struct sy_bytes principal;
    size_t signer_count; /* 1..SY_SIGNERS_MAX */
    struct sy_signer signers[SY_SIGNERS_MAX];
    bool has_delegation;
    uint64_t delegation;
    uint32_t kind; /* enum sy_statement_kind */
    uint32_t record_count;
    struct sy_bytes records_root;
    int64_t signed_at;
    bool has_seen;
    struct sy_seen seen;
    uint32_t delay; /* 0 when absent */
};

/* A registry id, origin or place: 1..max bytes of 21-7E without '+'. */
bool sy_name_valid(struct sy_bytes name, size_t max);

/* SY_BAD_ENCODING when the bytes are not canonical, SY_LIMIT when a bound of V1 is broken,
 * SY_BAD_NAME for a principal, subject or origin that is no name. */
SY_MUST_USE enum sy_err sy_statement_read(struct sy_bytes message, struct sy_statement *out);

/* The bounds alone, of a statement that is to be written: SY_LIMIT, SY_BAD_NAME,
 * SY_BAD_ENCODING for a signer's subject that is the principal's. */
SY_MUST_USE enum sy_err sy_statement_check(const struct sy_statement *statement);

/* The canonical bytes, into the buffer, of one that passes the check. */
void sy_statement_write(const struct sy_statement *statement, struct sy_buffer *to);

#endif
