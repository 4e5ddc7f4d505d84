/* reader.h - answers what is asked of a node's logs and views: entries, proofs, journeys.
 *
 * Shape    an answer is made on a worker from one snapshot, a few hundred KiB at a time, and
 *          the next piece only when the connection has taken enough of the last: a slow reader
 *          costs what one piece weighs.
 * Thread   every function on the loop's thread; the work on workers.
 */
#ifndef SY_READER_H
#define SY_READER_H

#include "ledger/registry.h"
#include "ledger/view.h"
#include "net/kept_log.h"
#include "net/loop.h"
#include "net/server.h"
#include "net/shared_policy.h"

struct sy_reader;

struct sy_reader_options {
    struct sy_loop *loop;
    struct sy_kept_logs *logs; /* in the order in which the view counts them */
    struct sy_registry *registry;
    struct sy_view *view;
    struct sy_shared_policy *const *policy; /* in force; read on the loop's thread */

    /* A stored entry that was to be given is not as it was. */
    void (*damaged)(void *ctx, size_t log, uint64_t index);
    void *ctx;
};

/* Answers from what options point at, which lives longer. SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_reader_open(const struct sy_reader_options *options,
                                       struct sy_reader **out);

/* A GET_CHECKPOINT, GET_ENTRIES, GET_PROOF, GET_JOURNEY, GET_SIGNED, GET_SUBJECT or GET_POLICY
 * request: it will be completed. */
void sy_reader_take(struct sy_reader *reader, struct sy_request *request);

/* The server's more and cancelled, for requests that were taken. */
void sy_reader_more(struct sy_reader *reader, struct sy_request *request);
void sy_reader_cancelled(struct sy_reader *reader, struct sy_request *request);

/* Nothing may be under way. NULL is fine. */
void sy_reader_close(struct sy_reader *reader);

#endif
