/* loop.h - the event loop: one thread on which everything but the workers runs.
 *
 * Thread   every function is called on the loop's thread, and every callback runs on it.
 */
#ifndef SY_LOOP_H
#define SY_LOOP_H

#include "proto/base.h"
#include "proto/err.h"

struct sy_loop;
struct sy_timer;

/* SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_loop_open(struct sy_loop **out);

/* Until nothing is left that could happen. */
void sy_loop_run(struct sy_loop *loop);

/* Milliseconds, never going back; the same during one callback. */
uint64_t sy_loop_now_ms(const struct sy_loop *loop);

/* Call stop on SIGTERM and on SIGINT, each time; alone it does not keep the loop running.
 * SY_EXISTS when it is set already, SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_loop_on_signal(struct sy_loop *loop, void (*stop)(void *data),
                                          void *data);

/* Everything opened on the loop has been closed, and the loop has run since. */
void sy_loop_close(struct sy_loop *loop);

/* Call fire after first_ms and then every repeat_ms (0: only once). It keeps the loop running
 * until sy_timer_close. SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_timer_open(struct sy_loop *loop, uint64_t first_ms,
                                      uint64_t repeat_ms, void (*fire)(void *data), void *data,
                                      struct sy_timer **out);

/* Start again from now, also after it has fired. */
void sy_timer_again(struct sy_timer *timer, uint64_t first_ms, uint64_t repeat_ms);

/* fire is not called again. NULL is fine. */
void sy_timer_close(struct sy_timer *timer);

#endif
