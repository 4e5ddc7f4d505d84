/* policy_draft.h - the next policy, made from the one in force and what is asked of it.
 *
 * Errors   said to the user; the function then gives what the command ends with.
 */
#ifndef SY_POLICY_DRAFT_H
#define SY_POLICY_DRAFT_H

#include "ledger/policy.h"
#include "tools/options.h"
#include "tools/output.h"

/* The options that change something; sy_policy_draft reads those. */
extern const struct sy_option sy_option_add_authority, sy_option_remove_authority,
    sy_option_authorities_needed, sy_option_close_log, sy_option_checkpoint, sy_option_size,
    sy_option_root, sy_option_open_log, sy_option_add_node, sy_option_remove_node,
    sy_option_cosigner, sy_option_quorum_faults, sy_option_statement_bytes, sy_option_records;

/* Change *policy, which is the one in force, into the next; the rules of a network and of the
 * chain are the caller's to check. */
SY_MUST_USE enum sy_exit sy_policy_draft(struct sy_output *o, const struct sy_options *options,
                                         struct sy_policy *policy);

/* Make *policy, which is the one in force, the next one, in which nothing has changed yet. */
void sy_policy_draft_begin(struct sy_policy *policy);

/* Close an open log there. False when the network has no open log of that name. */
SY_MUST_USE bool sy_policy_draft_close(struct sy_network *network, const char *origin,
                                       uint64_t final_size, const struct sy_hash *final_root);

/* Open the log of a vkey. False when it is none, or its node has an open one. */
SY_MUST_USE bool sy_policy_draft_open(struct sy_network *network, struct sy_bytes vkey);

#endif
