/* worker.h - work that takes longer than the loop may wait, on libuv's threads.
 *
 * Thread   submit on the loop's thread; run on a worker; done on the loop's thread.
 */
#ifndef SY_WORKER_H
#define SY_WORKER_H

#include "net/loop.h"

/* Call run(data) on a worker and then done(data) on the loop; data is the worker's in between.
 * The loop keeps running until done has been called. SY_NO_MEMORY: neither is called. */
SY_MUST_USE enum sy_err sy_worker_submit(struct sy_loop *loop, void (*run)(void *data),
                                         void (*done)(void *data), void *data);

/* Call quiet(data) on the loop's thread, at once or later, at a moment when no work is under
 * way; what is submitted meanwhile starts afterwards. Whoever uses a thing only in work or on
 * the loop's thread does not use it then. SY_BUSY when somebody waits for such a moment
 * already. */
SY_MUST_USE enum sy_err sy_worker_quiet(struct sy_loop *loop, void (*quiet)(void *data),
                                        void *data);

#endif
