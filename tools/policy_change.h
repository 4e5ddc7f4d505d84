/* policy_change.h - what a policy changes against the one before it, in words. */
#ifndef SY_POLICY_CHANGE_H
#define SY_POLICY_CHANGE_H

#include "ledger/policy.h"
#include "tools/output.h"

/* A line for each change; one that says so when there is none. With --json nothing. */
void sy_policy_change_show(struct sy_output *o, const struct sy_network *before,
                           const struct sy_network *next);

/* How many of each side have signed, and how many must. As JSON members of the open object. */
void sy_policy_change_count(struct sy_output *o, const struct sy_network *before,
                            const struct sy_network *next,
                            const struct sy_policy_signatures *signatures);

#endif
