/* error_reply.h - the message that says why a request was not done (Error in wire.proto).
 *
 * Pure     no allocation but the buffer's.
 */
#ifndef SY_ERROR_REPLY_H
#define SY_ERROR_REPLY_H

#include "proto/buffer.h"

enum { SY_ERROR_TEXT_BYTES_MAX = 4096 }; /* of each text; longer is cut when put */

struct sy_error_reply {
    enum sy_err err; /* SY_INTERNAL for a name that this program does not know */
    uint32_t grpc;
    struct sy_bytes name;
    struct sy_bytes detail; /* for people; empty when there is none */
    struct sy_bytes member; /* what part of the request it is about; empty when there is none */
    bool closing;           /* the node closes the connection after this */
    struct sy_bytes
        refusal; /* of a statement: a signed note (refusal.h); empty when there is none */
};

/* detail and member may be NULL. */
void sy_error_reply_put(struct sy_buffer *to, enum sy_err err, const char *detail,
                        const char *member, bool closing);

/* Behind it, the signed refusal of a statement. */
void sy_error_reply_put_refusal(struct sy_buffer *to, struct sy_bytes refusal);

/* The texts point into the message. SY_BAD_ENCODING for anything that put would not have made:
 * another order, a field missing or unknown, text that is not UTF-8. */
SY_MUST_USE enum sy_err sy_error_reply_read(struct sy_bytes message,
                                            struct sy_error_reply *out);

#endif
