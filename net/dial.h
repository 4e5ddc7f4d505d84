/* dial.h - sockets that are connected and waited for until a deadline.
 *
 * Shape    sockets do not block. Deadlines are on the steady clock, in milliseconds. reason is
 *          static text in English; set on an error only.
 */
#ifndef SY_DIAL_H
#define SY_DIAL_H

#include "ledger/address.h"

/* A clock that never goes back. */
uint64_t sy_dial_now_ms(void);

/* timeout_ms from now. */
uint64_t sy_dial_deadline(uint64_t timeout_ms);

/* Look the host up and connect to each of its addresses in turn. SY_UNREACHABLE when none
 * answers, SY_TIMEOUT when the deadline passes first. */
SY_MUST_USE enum sy_err sy_dial(const struct sy_address *address, uint64_t deadline_ms, int *fd,
                                const char **reason);

/* Wait for poll's events. SY_TIMEOUT, SY_UNREACHABLE. */
SY_MUST_USE enum sy_err sy_dial_wait(int fd, short events, uint64_t deadline_ms,
                                     const char **reason);

/* The system's text for an errno. */
const char *sy_dial_reason(int error);

#endif
