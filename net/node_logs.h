/* node_logs.h - the logs of a node: those of its network as the policies have added them,
 * opened at start, and when the next policy comes.
 *
 * Shape    the registry's first, then those of network.json, then what each version of the
 *          policy added, in the order of its document: the same at every start, since views
 *          count them.
 * Thread   every function on the loop's thread.
 */
#ifndef SY_NODE_LOGS_H
#define SY_NODE_LOGS_H

#include "net/node_state.h"

/* The registry's log, with the note that it can be followed by. keys are the node's. Errors of
 * the store, *why filled. */
SY_MUST_USE enum sy_err sy_node_open_registry_log(struct sy_node *node,
                                                  const struct sy_key_file *keys,
                                                  struct sy_node_problem *why);

/* Every log of the policies up to the one in force that is not open yet. SY_LIMIT when there
 * are more than a node can keep; errors of the store, *why filled: those before it stay
 * open. */
SY_MUST_USE enum sy_err sy_node_open_logs(struct sy_node *node, const struct sy_key_file *keys,
                                          struct sy_node_problem *why);

/* The key of a log of this node in the file; NULL when it is not there, or another. */
const struct sy_key_line *sy_node_log_key(const struct sy_kept_log *log,
                                          const struct sy_key_file *keys);

/* Moves node->store_id on, which was used. */
void sy_node_next_store_id(struct sy_node *node);

/* Gives a log of this node its key, if the file has it now; no work may be under way. */
void sy_node_give_key(struct sy_node *node, struct sy_kept_log *log,
                      const struct sy_key_file *keys);

#endif
