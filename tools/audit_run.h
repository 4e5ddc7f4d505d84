/* audit_run.h - logs verified one after another, the registry's first, and what is said of
 * each.
 *
 * Shape    begin a log with its note, feed its entries, finish it with the evidence against it.
 *          A log that breaks a rule is said with its first bad entry, and the run ends with
 *          SY_EXIT_NO; where there is evidence, so it ends when all is said.
 */
#ifndef SY_AUDIT_RUN_H
#define SY_AUDIT_RUN_H

#include "ledger/audit.h"
#include "ledger/part_state.h"
#include "net/aside.h"
#include "tools/audit_dates.h"
#include "tools/audit_evidence.h"
#include "tools/output.h"
#include "tools/progress.h"
#include "tools/scratch.h"

/* All zero but for output, genesis and network before open. */
struct sy_audit_run {
    struct sy_output *output;
    const struct sy_network *genesis;
    const struct sy_network *network; /* as the newest policy that is known has it */
    struct sy_audit *audit;
    struct sy_progress progress;
    char origin[SY_NAME_BYTES_MAX + 1]; /* under audit */
    struct sy_buffer note;              /* its checkpoint's */
    uint64_t total;                     /* entries to come, for the progress */
    uint64_t missing[SY_PART_STATES]; /* parts of those by hash only, by why they are not there,
                                         as the folder or the node says */
    int64_t started_us;
    struct sy_audit_dates dates; /* of the log under audit */
    struct sy_audit_evidence evidence;
    struct sy_aside aside; /* of the data folder; none: not known */
};

/* Begin, with a scratch folder that the caller removes. Said on anything but SY_EXIT_YES. */
SY_MUST_USE enum sy_exit sy_audit_run_open(struct sy_audit_run *run,
                                           const struct sy_scratch *scratch);

/* A log and its checkpoint; total entries will follow. */
SY_MUST_USE enum sy_exit sy_audit_run_begin(struct sy_audit_run *run, const char *origin,
                                            struct sy_bytes note, uint64_t total);

/* The next entry: an EntryShare. */
SY_MUST_USE enum sy_exit sy_audit_run_entry(struct sy_audit_run *run, struct sy_bytes share);

/* Something else of the log that is wrong. */
enum sy_exit sy_audit_run_broken(struct sy_audit_run *run, enum sy_err err,
                                 const struct sy_audit_problem *why);

/* The end of the log: says what it holds, and the evidence against it, which is none when the
 * text is empty. */
SY_MUST_USE enum sy_exit sy_audit_run_finish(struct sy_audit_run *run,
                                             struct sy_bytes evidence);

/* In the place of a log: nothing of it has come to the node yet but the evidence. */
SY_MUST_USE enum sy_exit sy_audit_run_awaited(struct sy_audit_run *run, const char *origin,
                                              struct sy_bytes evidence);

/* All logs are done: the end of the answer. What the command ends with. */
SY_MUST_USE enum sy_exit sy_audit_run_end(struct sy_audit_run *run, enum sy_exit status);

/* Frees what it holds; what was not finished is not said. */
void sy_audit_run_close(struct sy_audit_run *run);

#endif
