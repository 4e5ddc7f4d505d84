/* scrubber.h - reads everything that the node's logs hold again, all the time, slowly.
 *
 * Shape    log by log, a slice at a time on a worker, so spread that a pass over a log takes
 *          about as long as was asked for; while the node has much to do it waits. What it
 *          finds to be wrong is put right from the log itself where that is possible; otherwise
 *          it is said, kept, shown in the status, not given to anybody, and asked for: whoever
 *          has the entry gives it, and it is looked at again. Where a pass is, and what is bad,
 *          stands in the log, and goes on after a restart.
 * Source   design section 7; ledger/log_scrub.h, ledger/log_repair.h.
 * Thread   every function on the loop's thread; the work on a worker.
 */
#ifndef SY_SCRUBBER_H
#define SY_SCRUBBER_H

#include "ledger/scrub_state.h"
#include "net/kept_log.h"
#include "net/log_line.h"
#include "net/loop.h"

enum { SY_SCRUB_PASS_S = 7 * 24 * 3600 }; /* when nothing else was asked for */

struct sy_scrubber;

struct sy_scrubber_options {
    struct sy_loop *loop;
    struct sy_kept_logs *logs; /* as long as the scrubber; at least one */
    const struct sy_logger *logger;
    uint64_t pass_ms; /* of a whole log */

    /* Has the node more urgent things to do? NULL: never. */
    bool (*busy)(void *ctx);

    /* An entry is bad that the log itself cannot put right: whoever has put it right from what
     * another node has says so to sy_scrubber_look. NULL: nobody does. */
    void (*wanted)(void *ctx, size_t log, uint64_t index);
    void *ctx;
};

/* It starts by itself. SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_scrubber_open(const struct sy_scrubber_options *options,
                                         struct sy_scrubber **out);

/* An entry is looked at again at once, after a start too: somebody has found something wrong
 * with it, or node has given what puts it right ("": the former). */
void sy_scrubber_look(struct sy_scrubber *scrubber, size_t log, uint64_t index,
                      const char *node);

/* The store of the log is another one: nothing is known of it. No work is under way. */
void sy_scrubber_forget(struct sy_scrubber *scrubber, size_t log);

/* How far it is with a log. */
const struct sy_scrub_state *sy_scrubber_state(const struct sy_scrubber *scrubber, size_t log);

/* Why the log cannot be read again: the file itself is damaged, or another fault; SY_OK. */
enum sy_err sy_scrubber_fault(const struct sy_scrubber *scrubber, size_t log);

/* Starts nothing more. NULL and twice are fine. */
void sy_scrubber_stop(struct sy_scrubber *scrubber);

/* Stopped, and nothing under way: the loop has run out. NULL is fine. */
void sy_scrubber_close(struct sy_scrubber *scrubber);

#endif
