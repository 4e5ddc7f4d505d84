/* witness.h - the protocol of C2SP witnesses: a log asks for a cosignature, with proof that its
 * checkpoint continues the last one that was cosigned.
 *
 * Shape    a request is "old <size>", the consistency hashes in base64 a line each, an empty
 *          line, and the checkpoint's note. An answer has an HTTP status; of 409 the body is
 *          the size last cosigned and a newline, of 200 it is cosignature lines.
 * Rule     the state of 200 is persisted and synced before the cosignature is made: a witness
 *          that forgets could cosign two trees.
 * Source   C2SP tlog-witness.
 * Pure     a state and a request in, an answer out. What is signed is written anew from what
 *          was read, never the bytes that came.
 */
#ifndef SY_WITNESS_H
#define SY_WITNESS_H

#include "ledger/merkle_proof.h"
#include "ledger/signed_checkpoint.h"

enum { SY_WITNESS_REQUEST_BYTES_MAX = SY_NOTE_BYTES_MAX + 4096 };

#define SY_WITNESS_SIZE_TYPE "text/x.tlog.size" /* Content-Type of 409 */

/* Borrowed from the request's bytes. */
struct sy_witness_request {
    uint64_t old_size;
    struct sy_merkle_proof proof;
    struct sy_bytes note;
};

/* What was cosigned last of a log; all zero: nothing yet. */
struct sy_witness_state {
    uint64_t size;
    struct sy_hash root;
};

enum sy_witness_status {
    SY_WITNESS_COSIGN = 200,
    SY_WITNESS_UNREADABLE = 400,
    SY_WITNESS_UNSIGNED = 403,
    SY_WITNESS_UNKNOWN_LOG = 404,
    SY_WITNESS_OTHER_SIZE = 409,
    SY_WITNESS_INCONSISTENT = 422
};

struct sy_witness_answer {
    enum sy_witness_status status;
    struct sy_signed_checkpoint
        checkpoint;                /* 200, and 422 by the log's own hand: what it signed */
    struct sy_witness_state state; /* 200: what to persist; 409: what is cosigned now */
    bool fork;                     /* 422: the log has signed two roots for one size */
};

/* Append a request; the buffer keeps the error. */
void sy_witness_request_put(const struct sy_witness_request *request, struct sy_buffer *to);

/* Read one. SY_BAD_ENCODING, SY_LIMIT: status 400. */
SY_MUST_USE enum sy_err sy_witness_request_read(struct sy_bytes bytes,
                                                struct sy_witness_request *out);

/* The origin that the note names; empty when there is none. Whose state and key are wanted. */
struct sy_bytes sy_witness_request_origin(const struct sy_witness_request *request);

/* Decide. log is the key of the origin's log, NULL when the witness does not know it. A fault
 * leaves *out as it was. */
SY_MUST_USE enum sy_err sy_witness_decide(const struct sy_witness_request *request,
                                          const struct sy_vkey *log,
                                          const struct sy_witness_state *state,
                                          struct sy_witness_answer *out);

/* Append the cosignature line of a checkpoint; what it says is persisted. SY_BAD_KEY when key
 * is not the cosigner's, SY_BAD_TIME, SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_witness_cosign(const struct sy_checkpoint *checkpoint,
                                          const struct sy_vkey *cosigner,
                                          const struct sy_secret_key *key, uint64_t time_s,
                                          struct sy_buffer *out);

#endif
