/* mirrored_log.h - the store under a mirror (mirror.h): what it holds stands beside the
 * entries, and one commit changes both.
 *
 * Shape    every function opens what it reads and writes, and is done with it when it returns.
 *          Of an owned log the same stands there, but for entries, which its sequencer puts.
 * Rule     what is held, cosigned or frozen is on disk before anybody is told.
 * Thread   any; a writer of the same log is waited for.
 */
#ifndef SY_MIRRORED_LOG_H
#define SY_MIRRORED_LOG_H

#include "ledger/evidence.h"
#include "ledger/registry.h"
#include "net/kept_log.h"
#include "net/mirror.h"

/* The registry, against which entries are held. */
struct sy_mirrored_registry {
    struct sy_registry *view;
    struct sy_log *log;
    uint64_t vouched; /* for so many of its entries the quorum stands */
};

/* What is held. SY_CORRUPT when what stands beside the entries does not fit them. */
SY_MUST_USE enum sy_err sy_mirrored_log_load(const struct sy_kept_log *log,
                                             struct sy_mirror_held *out);

/* A stretch with its EntryShare messages, one an index. */
struct sy_mirrored_stretch {
    struct sy_stretch stretch;
    struct sy_stretch_ahead ahead; /* what was found out before; it may be nothing */
    struct sy_log_keep keep; /* which parts it was asked for with: others are not stored */
    struct sy_bytes shares[SY_MIRROR_STRETCH_ENTRIES];
};

/* What came of it. */
struct sy_mirrored_outcome {
    struct sy_stretch_result result;
    struct sy_mirror_held held; /* when it FOLLOWS */
    bool lacking;               /* and parts did not come that are to be here */
    struct sy_buffer evidence;  /* the text, when it is FORKED or BROKEN; close it */
};

/* Checks the stretch and stores it: FOLLOWS means that it is on disk. When there is evidence,
 * the log is frozen on disk with it. note is kept beside the entries when it is not empty. */
SY_MUST_USE enum sy_err sy_mirrored_log_store(const struct sy_kept_log *log,
                                              const struct sy_mirrored_stretch *stretch,
                                              const struct sy_mirrored_registry *registry,
                                              struct sy_bytes note,
                                              struct sy_mirrored_outcome *out);

/* The entry that the stretch begins with is put in the place of the one that is damaged here,
 * if it is the one under the root that was promised. FOLLOWS: it is as it was, on disk; FALSE:
 * it was another; WAITS: what is wrong with it is missing there, too. */
SY_MUST_USE enum sy_err sy_mirrored_log_repair(const struct sy_kept_log *log,
                                               const struct sy_checkpoint *promised,
                                               const struct sy_mirrored_stretch *stretch,
                                               enum sy_stretch_verdict *out);

/* Is the checkpoint the root of what is held, at its size? SY_NOT_FOUND when that is less. */
SY_MUST_USE enum sy_err sy_mirrored_log_same(const struct sy_kept_log *log,
                                             const struct sy_checkpoint *checkpoint,
                                             bool *same);

/* The same; when it is not, the log is frozen on disk with the evidence. */
SY_MUST_USE enum sy_err sy_mirrored_log_compare(const struct sy_kept_log *log,
                                                const struct sy_signed_checkpoint *checkpoint,
                                                bool *same, struct sy_buffer *evidence);

/* Two roots of one size: the evidence, with which the log is frozen on disk. */
SY_MUST_USE enum sy_err sy_mirrored_log_fork(const struct sy_kept_log *log,
                                             const struct sy_signed_checkpoint *a,
                                             const struct sy_signed_checkpoint *b,
                                             struct sy_buffer *evidence);

/* Evidence that was checked: the log is frozen on disk with it. */
SY_MUST_USE enum sy_err sy_mirrored_log_freeze(const struct sy_kept_log *log,
                                               struct sy_bytes evidence);

/* Appends the evidence against the log. SY_NOT_FOUND when there is none. */
SY_MUST_USE enum sy_err sy_mirrored_log_evidence(const struct sy_kept_log *log,
                                                 struct sy_buffer *out);

/* It is on disk that the checkpoint is cosigned; note is kept as above. *whole: every part of
 * these entries that is to be here (keep) is. */
SY_MUST_USE enum sy_err sy_mirrored_log_cosign(const struct sy_kept_log *log,
                                               const struct sy_checkpoint *checkpoint,
                                               struct sy_bytes note,
                                               const struct sy_log_keep *keep, bool *whole);

#endif
