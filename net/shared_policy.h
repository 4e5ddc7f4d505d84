/* shared_policy.h - the policy that a node follows: read once a version, counted on the loop's
 * thread, looked at on any.
 *
 * Shape    what the registry's view has applied is what a node follows; before the first policy
 *          act that is the genesis.
 * Life     whoever uses it releases it, on the loop's thread; a worker looks at one that its
 *          job uses.
 */
#ifndef SY_SHARED_POLICY_H
#define SY_SHARED_POLICY_H

#include "ledger/registry.h"

struct sy_shared_policy;

/* Puts the policy as the view has it now in *place, used once, and releases the one that was
 * there; one of that version stays. *place is NULL at first. The errors of the registry:
 * nothing changes. */
SY_MUST_USE enum sy_err sy_shared_policy_follow(struct sy_registry *registry,
                                                struct sy_shared_policy **place);

/* Once more, once less. NULL is fine. */
struct sy_shared_policy *sy_shared_policy_use(struct sy_shared_policy *policy);
void sy_shared_policy_release(struct sy_shared_policy *policy);

/* The network as it has it. */
const struct sy_network *sy_shared_policy_network(const struct sy_shared_policy *policy);

#endif
