/* appender.h - takes appends through check, sequence, commit and answer.
 *
 * Shape    requests wait to be checked (on workers, several at a time), then in their log's
 *          queue to be written (one writer a log). While one batch is synced the next is
 *          checked, and what has gathered meanwhile is the next batch: group commit. Who asked
 *          for cosignatures waits for them with those of its batch that asked for as many.
 * Thread   every function on the loop's thread; the work on workers.
 */
#ifndef SY_APPENDER_H
#define SY_APPENDER_H

#include "ledger/registry.h"
#include "net/kept_log.h"
#include "net/loop.h"
#include "net/server.h"
#include "net/shared_policy.h"

struct sy_appender;

enum { SY_APPEND_WAIT_MS = 10 * 1000, SY_APPEND_WAIT_MS_MAX = 60 * 1000 };

struct sy_appender_options {
    struct sy_loop *loop;
    struct sy_kept_logs *logs; /* as long as the appender; it writes to the owned ones */
    struct sy_registry *registry;
    struct sy_shared_policy *const *policy; /* in force; read on the loop's thread */
    const struct sy_logger *logger;

    /* A log has grown. */
    void (*grown)(void *ctx);

    /* Call sy_appender_witnessed with the id when so many other nodes hold the log's first size
     * entries, or the time is over. SY_FULL: it will not be called. */
    enum sy_err (*wait)(void *ctx, size_t log, uint64_t id, uint64_t size, uint64_t witnesses,
                        uint64_t wait_ms);

    /* Why nothing may be sequenced now; SY_OK when it may. NULL: it always may. */
    enum sy_err (*halted)(void *ctx);

    /* The best note that covers so many entries; to be released. */
    struct sy_shared_note *(*best)(void *ctx, size_t log, uint64_t size);
    void *ctx;
};

/* Begins to take appends for the logs; what options point at lives longer. SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_appender_open(const struct sy_appender_options *options,
                                         struct sy_appender **out);

/* An APPEND request: it will be completed. */
void sy_appender_take(struct sy_appender *appender, struct sy_request *request);

/* What was waited for is there, or its time is over. */
void sy_appender_witnessed(struct sy_appender *appender, size_t log, uint64_t id);

/* Statements sequenced since it was opened. */
uint64_t sy_appender_count(const struct sy_appender *appender);

/* Nothing may be under way. NULL is fine. */
void sy_appender_close(struct sy_appender *appender);

#endif
