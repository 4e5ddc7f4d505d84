/* log_repair.h - puts the right bytes in the place of rows that a scrub found to be wrong.
 *
 * Shape    what is put back is an entry with its records as somebody else has them (an
 *          EntryShare), or as this log itself still has them, when only what follows from them
 *          is wrong. Nothing of it is believed: the entry must be the one under the root that
 *          was signed, the records those under its statement, a part the one that its hash
 *          names. A part that was erased by order stays erased.
 * Limit    rows, not LMDB's pages: where those are damaged, the error is SY_CORRUPT, and the
 *          folder has to be built again from a peer's.
 */
#ifndef SY_LOG_REPAIR_H
#define SY_LOG_REPAIR_H

#include "ledger/log_scrub.h"
#include "proto/message.h"

/* The entry at index as the log has it: an EntryShare message, read from its rows as they are,
 * with their flaws. SY_CORRUPT when they cannot be read. */
SY_MUST_USE enum sy_err sy_log_share(struct sy_log_snapshot *snapshot, uint64_t index,
                                     struct sy_buffer *out);

/* Within the writer's transaction, every row of the entry at index that is not what the share
 * gives, and the nodes of the tree that the entry completes, are put right; *rows is how many
 * were. proof leads from the entry to scrub's root; NULL: the stored nodes do. SY_BAD_ROOT when
 * the entry or its records are not the ones under that root, and what sy_entry_read refuses:
 * the writer has then put nothing. On another error it can only be aborted. */
SY_MUST_USE enum sy_err sy_log_repair(struct sy_log_writer *writer,
                                      const struct sy_log_scrub *scrub,
                                      const struct sy_entry_share *share,
                                      const struct sy_merkle_proof *proof, uint64_t *rows);

#endif
