/* log_scrub.h - reads what a log holds again, and names what is no longer as it was.
 *
 * Shape    entry by entry, in stretches: the entry against the stored leaf of the tree, each
 *          stored node against the two below it, the whole tree, at the end, against the root
 *          that was signed; the look-up, the digests of the records, the statement's tree, each
 *          part. Where two rows contradict each other, the one is wrong with which the signed
 *          root cannot be reached. The position is the number of the next entry and nothing
 *          else, so a pass can go on after a restart.
 * Limit    rows are read as any reader reads them: from memory, where the system has the page
 *          there. Damage to LMDB's own pages shows as missing rows, or as SY_CORRUPT without a
 *          flaw.
 * Pure     bounded work a call; nothing is written.
 */
#ifndef SY_LOG_SCRUB_H
#define SY_LOG_SCRUB_H

#include "ledger/log.h"
#include "ledger/scope.h"

/* A pass over the entries that a signed checkpoint promises. */
struct sy_log_scrub {
    struct sy_scope scope; /* of the log */
    uint64_t size;         /* what was signed, and verified by whoever begins */
    struct sy_hash root;
    bool whole;          /* every part is to be here, unless it was erased by order */
    uint64_t next;       /* entries below were read; the pass is over at size */
    uint64_t read_bytes; /* in this pass since it began, or was gone on with */
};

enum sy_flaw_kind {
    SY_FLAW_ENTRY,  /* the entry's bytes */
    SY_FLAW_NODE,   /* a stored node of the log's tree */
    SY_FLAW_LOOKUP, /* the statement is not found by its id */
    SY_FLAW_DIGEST, /* the hashes of a record's parts */
    SY_FLAW_TREE,   /* the stored nodes of the statement's tree */
    SY_FLAW_PART,   /* a part's bytes */
    SY_FLAW_END     /* the stored end of the log, or the root as a whole */
};

struct sy_log_flaw {
    enum sy_flaw_kind kind;
    uint64_t index;    /* the entry; size when it is about the end */
    uint32_t record;   /* of digests and parts */
    uint8_t part_kind; /* of parts */
    const char *what;  /* a static English sentence */
};

/* "entry", "node", ...: stable words. */
const char *sy_flaw_name(enum sy_flaw_kind kind);

/* Reads on from scrub->next, about bytes_max of rows, at least one entry. SY_CORRUPT with
 * *flaw: scrub->next is the entry it is about, and whoever does not repair it goes on behind
 * it; behind an END there is nothing. Other errors are those of store.h: nothing was read. */
SY_MUST_USE enum sy_err sy_log_scrub(struct sy_log_snapshot *snapshot,
                                     struct sy_log_scrub *scrub, uint64_t bytes_max,
                                     struct sy_log_flaw *flaw);

/* Whether the tree of scrub's size and root is reached with this node in its place, the stored
 * ones in all others. SY_BAD_PROOF when not, or what the source refuses. */
SY_MUST_USE enum sy_err sy_log_node_fits(const struct sy_merkle_source *source,
                                         const struct sy_log_scrub *scrub,
                                         const struct sy_merkle_node *node);

/* For whoever gives it out: whether an entry is the one whose leaf is stored, and every part of
 * a record that is here the one that its digest names. SY_CORRUPT when not; faults. */
SY_MUST_USE enum sy_err sy_log_entry_sound(struct sy_log_snapshot *snapshot, uint64_t index,
                                           struct sy_bytes entry);
SY_MUST_USE enum sy_err sy_log_record_sound(struct sy_log_snapshot *snapshot, uint64_t index,
                                            const struct sy_record_share *record);

#endif
