/* audit_evidence.h - evidence against a log under audit, from its folder or its node: checked
 * again, and told.
 *
 * Rule     that a log broke its promise is a finding until a policy has closed it; from then on
 *          it is told and no more. The entries of the log may keep every rule all the same.
 * Shape    all zero is empty.
 */
#ifndef SY_AUDIT_EVIDENCE_H
#define SY_AUDIT_EVIDENCE_H

#include "ledger/audit.h"
#include "tools/output.h"

struct sy_audit_evidence {
    struct sy_buffer text; /* against the log under audit; empty when there is none */
    uint64_t findings; /* logs so far that broke their promise, or against which it is said */
};

/* Say it, as the member "evidence" of the open object with --json. The registry is finished.
 * SY_EXIT_UNASKED, said, for a fault. */
SY_MUST_USE enum sy_exit sy_audit_evidence_show(struct sy_audit_evidence *evidence,
                                                const struct sy_audit *audit,
                                                const char *origin, struct sy_output *o);

/* Twice is fine. */
void sy_audit_evidence_close(struct sy_audit_evidence *evidence);

#endif
