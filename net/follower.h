/* follower.h - lets the items' view follow the logs, a little behind.
 *
 * Shape    what comes together is applied and synced together; the view never holds up an
 *          append. After an error it tries again, each second.
 * Thread   every function on the loop's thread; the work on a worker.
 */
#ifndef SY_FOLLOWER_H
#define SY_FOLLOWER_H

#include "ledger/view.h"
#include "net/kept_log.h"
#include "net/log_line.h"
#include "net/loop.h"

struct sy_follower;

struct sy_follower_options {
    struct sy_loop *loop;
    struct sy_view *view;
    struct sy_kept_logs *logs; /* in the order in which the view counts them */
    const struct sy_logger *logger;
};

/* SY_NO_MEMORY. It starts by itself: the view may be behind. */
SY_MUST_USE enum sy_err sy_follower_open(const struct sy_follower_options *options,
                                         struct sy_follower **out);

/* A log has grown. */
void sy_follower_grown(struct sy_follower *follower);

/* Entries of the log-th log that the view has applied, as of the latest round. */
uint64_t sy_follower_size(const struct sy_follower *follower, size_t log);

/* Starts nothing more. NULL and twice are fine. */
void sy_follower_stop(struct sy_follower *follower);

/* Stopped, and nothing under way: the loop has run out. NULL is fine. */
void sy_follower_close(struct sy_follower *follower);

#endif
