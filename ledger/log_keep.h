/* log_keep.h - which parts of a log this store is meant to hold, and why each of the others is
 * not here.
 *
 * Shape    what is to be here is a set of kinds and an age. In the row of a part that is not
 *          here stands a mark that says why. Entries of which a part is wanted (to be here, and
 *          not come yet) are listed, so that nobody has to look for them. sy_log_put_kept
 *          stores so; sy_log_keep brings what is stored already in line with what is asked for
 *          now, a bounded step a call, and drops what has aged; sy_log_fill (log_fill.h) puts
 *          what has come from elsewhere.
 * Rule     notices, and all of a registry's log, are kept whole, whatever is asked for; what
 *          was erased by order stays erased. Hashes stay, so every root and proof is as it was.
 * Limit    what is dropped is freed, not overwritten as an erasure is: it is nobody's secret
 *          from this node, others hold it, and whoever may have it gets it there.
 * Source   design sections 3 (V6), 6 and 11.
 * Errors   those of log.h. After one, a writer can only be aborted.
 */
#ifndef SY_LOG_KEEP_H
#define SY_LOG_KEEP_H

#include "ledger/log.h"
#include "ledger/part_state.h"
#include "proto/record_type.h"

/* Open, chain, commercial and personal parts: bits 1 << kind. */
enum {
    SY_LOG_KEEP_ALL =
        1 << SY_PART_OPEN | 1 << SY_PART_CHAIN | 1 << SY_PART_COMMERCIAL | 1 << SY_PART_PERSONAL
};

/* What is to be here of a log. */
struct sy_log_keep {
    uint32_t kinds; /* of parts; a sealed one is as the kind that it seals */
    uint32_t age_s; /* parts of entries sequenced so long ago have aged out; 0: none ever */
    int64_t now;    /* microseconds since the epoch, 0 when it is not known */
};

/* Parts of entries sequenced before have aged out; INT64_MIN when none ever do. */
int64_t sy_log_keep_since(const struct sy_log_keep *keep);

/* What a part is to be in a log that is kept so: HERE, NOT_SUBSCRIBED or AGED_OUT. */
enum sy_part_state sy_log_due(const struct sy_log_keep *keep,
                              const struct sy_statement *statement, int64_t sequenced_at,
                              uint32_t kind);

/* The same for somebody else's kinds and time. */
enum sy_part_state sy_log_due_since(uint32_t kinds, int64_t since,
                                    const struct sy_statement *statement, int64_t sequenced_at,
                                    uint32_t kind);

/* As sy_log_put. A part that is not to be here is not put, one that is and came by its hash is
 * wanted. */
SY_MUST_USE enum sy_err sy_log_put_kept(struct sy_log_writer *writer, struct sy_bytes entry,
                                        const struct sy_entry *read,
                                        const struct sy_checked *checked,
                                        const struct sy_log_keep *keep);

/* What is not here, counted; and how far the log is in line with what was asked for last. */
struct sy_log_kept {
    uint64_t not_subscribed; /* parts */
    uint64_t aged_out;
    uint64_t wanted;
    uint64_t unread; /* records whose open or chain part is one of these: views miss them */
    uint32_t kinds;  /* asked for last; all is zero when nothing ever was */
    uint32_t age_s;
    uint64_t next; /* entries below are in line with that; UINT64_MAX: all are */
    uint64_t aged; /* entries below have aged out */
    bool widened;  /* entries from next on may lack parts that are to be here now */
};

/* All zero when nothing was ever asked for, and nothing is missing. */
SY_MUST_USE enum sy_err sy_log_kept(struct sy_log_snapshot *snapshot, struct sy_log_kept *out);

/* The next step: entries of about parts_max parts, at least one, brought in line; *more says
 * whether anything is left to be done now, *changed whether the writer is worth a commit. */
SY_MUST_USE enum sy_err sy_log_keep(struct sy_log_writer *writer,
                                    const struct sy_log_keep *keep, uint64_t parts_max,
                                    bool *more, bool *changed);

/* The first entry from "from" on of which a part is wanted; *to ends the run of such entries,
 * at most max of them. SY_NOT_FOUND when there is none. */
SY_MUST_USE enum sy_err sy_log_wanted(struct sy_log_snapshot *snapshot, uint64_t from,
                                      uint64_t max, uint64_t *first, uint64_t *to);

/* The first entry of which a part that is to be here is missing, or may be: what was asked for
 * before was less. UINT64_MAX when there is none. */
SY_MUST_USE enum sy_err sy_log_missing(struct sy_log_snapshot *snapshot,
                                       const struct sy_log_keep *keep, uint64_t *out);

/* The same within the writer's transaction; *wanted: the first from "from" on of which a part
 * is wanted, UINT64_MAX for none. */
SY_MUST_USE enum sy_err sy_log_writer_missing(struct sy_log_writer *writer,
                                              const struct sy_log_keep *keep, uint64_t from,
                                              uint64_t *wanted, uint64_t *out);

#endif
