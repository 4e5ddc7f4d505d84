/* log_histories_show.h - what all nodes say of a log, and where it can end, for people and as
 * JSON. */
#ifndef SY_LOG_HISTORIES_SHOW_H
#define SY_LOG_HISTORIES_SHOW_H

#include "tools/log_histories.h"

/* A line for each node, history by history; with --json nothing. */
void sy_log_histories_say(struct sy_output *o, const struct sy_log_histories *h);
void sy_log_end_say(struct sy_output *o, const struct sy_log_histories *h,
                    const struct sy_log_end *end);

/* The same as members of the open object; end is NULL when there is none. */
void sy_log_histories_put(struct sy_output *o, const struct sy_log_histories *h,
                          const struct sy_log_end *end);

#endif
