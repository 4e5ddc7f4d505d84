/* submission.h - what a signer sends to a node: the statement and all it commits to. */
#ifndef SY_PROTO_SUBMISSION_H
#define SY_PROTO_SUBMISSION_H

#include "proto/share.h"

struct sy_submission {
    struct sy_bytes statement; /* verbatim, not yet read */
    size_t signature_count;
    struct sy_bytes signatures[SY_SIGNERS_MAX]; /* SY_SIGNATURE_BYTES each */
    struct sy_bytes message; /* the whole; records are read from it in turn */
};

enum { SY_SUBMISSION_RECORDS = 3 }; /* field number, for sy_record_share_next */

/* SY_BAD_ENCODING when the bytes are not canonical, SY_LIMIT when a bound is broken. The
 * statement and the records are not looked into. */
SY_MUST_USE enum sy_err sy_submission_read(struct sy_bytes message, struct sy_submission *out);

/* The fields before the records; the caller puts each with sy_record_share_put. */
void sy_submission_put_head(struct sy_buffer *to, struct sy_bytes statement,
                            const struct sy_bytes *signatures, size_t signature_count);

#endif
