/* turn.h - whose answer is continued next: connections in a queue; inside net/ only.
 *
 * Shape    a connection is in the queue once, while an answer of its waits for handler.more and
 *          few bytes wait to be sent to it.
 */
#ifndef SY_TURN_H
#define SY_TURN_H

#include "net/connection.h"

/* Join the queue, if there is a reason to. */
void sy_turn_take(struct sy_connection *c);

/* Not in the queue any more, in it or not. */
void sy_turn_leave(struct sy_connection *c);

/* Continue answers, one a turn, while there is room. */
void sy_turn_continue(struct sy_server *server);

#endif
