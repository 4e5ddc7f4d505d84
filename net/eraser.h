/* eraser.h - carries out the registry's orders to erase, in every log of the node.
 *
 * Shape    behind the registry, a little: for each log it erases what the orders name, waits
 *          for a moment when no work uses the log, opens it anew, and scours its file a piece
 *          at a time between the commits of others. How far it is stands in the log itself, so
 *          a node that is killed goes on when it starts again; after an error it tries again.
 * Source   design section 3, "Erasure"; ledger/log_erase.h.
 * Thread   every function on the loop's thread; the work on a worker.
 */
#ifndef SY_ERASER_H
#define SY_ERASER_H

#include "ledger/log_erase.h"
#include "net/kept_log.h"
#include "net/log_line.h"
#include "net/loop.h"

struct sy_eraser;

/* A place among the registry's acts. */
struct sy_order_position {
    uint64_t index;
    uint32_t record;
};

/* What the registry orders. Its bytes are in the buffer, which whoever asked closes. */
struct sy_order {
    struct sy_log_erasure what;
    struct sy_buffer residue;
};

struct sy_eraser_options {
    struct sy_loop *loop;
    struct sy_kept_logs *logs; /* as long as the eraser */
    const struct sy_logger *logger;

    /* The orders in force for the log, at most max of them from *at on; *at is then where to go
     * on, and fewer than max means that it is the end: *at is {size of the registry, 0}. Called
     * on a worker; out is all zero. When it is NULL there are no orders, and what is owed is
     * scoured all the same. */
    enum sy_err (*orders)(void *ctx, struct sy_bytes origin, struct sy_order_position *at,
                          struct sy_order *out, size_t max, size_t *count);
    void *ctx;
};

/* It starts by itself: something may be owed. SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_eraser_open(const struct sy_eraser_options *options,
                                       struct sy_eraser **out);

/* A log has grown, the registry's perhaps. */
void sy_eraser_grown(struct sy_eraser *eraser);

/* The store of the log is another one: it is begun with from the start. No work is under
 * way. */
void sy_eraser_forget(struct sy_eraser *eraser, size_t log);

/* Nothing is left to be done for what was ordered until it last looked. */
bool sy_eraser_idle(const struct sy_eraser *eraser);

/* Starts nothing more. NULL and twice are fine. */
void sy_eraser_stop(struct sy_eraser *eraser);

/* Stopped, and nothing under way: the loop has run out. NULL is fine. */
void sy_eraser_close(struct sy_eraser *eraser);

#endif
