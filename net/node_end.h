/* node_end.h - logs that end here: where a policy has closed them, the store has what the
 * network stands behind, and nothing else.
 *
 * Shape    data folder: aside/<origin, '/' written '+'>.<n>: stores that were set aside, the
 *          whole of them. What they hold beyond the end is nowhere else; nothing there is
 *          erased by orders, so whoever runs the node deletes them once they are looked at.
 * Thread   every function on the loop's thread, when no work is under way.
 */
#ifndef SY_NODE_END_H
#define SY_NODE_END_H

#include "net/node_state.h"

/* A log that a policy has closed: its owner signs no more of it, and a store that goes on
 * behind the end, or has another root there, is set aside; what of it stands is kept, what is
 * missing comes from the others. Errors of the store, SY_IO: to be tried again. */
SY_MUST_USE enum sy_err sy_node_end_log(struct sy_node *node, struct sy_kept_log *log,
                                        const struct sy_network_log *of);

/* A store that cannot be gone on with is set aside, and the log begins again with nothing. */
SY_MUST_USE enum sy_err sy_node_set_aside(struct sy_node *node, struct sy_kept_log *log,
                                          const char *reason);

/* What was interrupted when a store was set aside is finished, before the log is opened. */
SY_MUST_USE enum sy_err sy_node_finish_aside(struct sy_node *node, const char *origin);

/* Does so with all that are due. */
void sy_node_end_logs(struct sy_node *node);

#endif
