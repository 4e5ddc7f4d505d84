/* log_fill.h - parts that a log is meant to hold and did not have, as somebody else has given
 * them: put in their places.
 *
 * Shape    nothing is believed: a part is put where it is wanted and its bytes have the hash
 *          that the record's stored digest names. Which entries got parts is noted in the same
 *          commit: views made before know nothing of them, and are made again for those entries
 *          (view.h), also after a restart.
 * Errors   those of log.h. After one, a writer can only be aborted.
 */
#ifndef SY_LOG_FILL_H
#define SY_LOG_FILL_H

#include "ledger/log_keep.h"
#include "proto/message.h"

/* Puts the wanted parts that the share has; *filled grows by how many they were. SY_BAD_ROOT
 * when a part is not the one that its record names, or there is no such record: whoever gave it
 * is wrong. SY_NOT_FOUND when the log is not that long. */
SY_MUST_USE enum sy_err sy_log_fill(struct sy_log_writer *writer, uint64_t index,
                                    const struct sy_list *records, uint64_t *filled);

/* Has an entry got parts of which views do not know? */
SY_MUST_USE enum sy_err sy_log_refilled(struct sy_log_snapshot *snapshot, bool *out);

/* Which entries views are to read again: [from, to), none when equal. What is filled from here
 * on comes behind them, in a range of its own, with the next call. */
SY_MUST_USE enum sy_err sy_log_begin_refilled(struct sy_log_writer *writer, uint64_t *from,
                                              uint64_t *to);

/* Views have read those below "done" again. */
SY_MUST_USE enum sy_err sy_log_end_refilled(struct sy_log_writer *writer, uint64_t done);

#endif
