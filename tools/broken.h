/* broken.h - a log, an entry or a record that does not verify, said to the user. */
#ifndef SY_BROKEN_H
#define SY_BROKEN_H

#include "ledger/audit.h"
#include "tools/output.h"

/* What an audit found in a log: the entry, the rule and what the rule means; SY_EXIT_NO. A
 * fault of this machine is SY_EXIT_UNASKED. */
enum sy_exit sy_broken_report(struct sy_output *o, const char *origin, enum sy_err err,
                              const struct sy_audit_problem *why);

/* What the rule is for: a message of one sentence. */
enum sy_message sy_broken_rule(const char *rule);

/* Something of an entry that does not verify: what is the sentence of verified.h. */
enum sy_exit sy_broken_entry(struct sy_output *o, struct sy_bytes origin, uint64_t index,
                             enum sy_err err, const char *what);

/* An error of this machine; SY_EXIT_UNASKED. */
enum sy_exit sy_broken_fault(struct sy_output *o, enum sy_err err);

#endif
