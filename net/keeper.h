/* keeper.h - brings the parts that a node's mirrors hold in line with what it is to keep, and
 * drops those that have aged.
 *
 * Shape    log by log, a bounded step in a commit of its own on a worker, then the next; when
 *          all are in line it rests, and looks again for what has aged meanwhile. How far it is
 *          stands in the log itself, in the same commit: a node that is killed goes on when it
 *          starts again.
 * Time     age is counted from the node's clock, or from the latest time that any other node's
 *          log has, whichever is earlier: no clock that has jumped ahead drops anything alone,
 *          and nothing ages where nothing happens.
 * Source   design sections 6 and 11; ledger/log_keep.h.
 * Thread   every function on the loop's thread; the work on a worker.
 */
#ifndef SY_KEEPER_H
#define SY_KEEPER_H

#include "net/kept_log.h"
#include "net/log_line.h"
#include "net/loop.h"

struct sy_keeper;

struct sy_keeper_options {
    struct sy_loop *loop;
    struct sy_kept_logs *logs; /* as long as the keeper; whose keep.now it sets */
    const struct sy_logger *logger;

    /* Parts of a log may have become wanted. */
    void (*wanted)(void *ctx, size_t log);
    void *ctx;
};

/* It starts by itself. SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_keeper_open(const struct sy_keeper_options *options,
                                       struct sy_keeper **out);

/* Starts nothing more. NULL and twice are fine. */
void sy_keeper_stop(struct sy_keeper *keeper);

/* Stopped, and nothing under way: the loop has run out. NULL is fine. */
void sy_keeper_close(struct sy_keeper *keeper);

#endif
