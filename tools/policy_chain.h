/* policy_chain.h - the policies that are known of a network, one after the other, in words. */
#ifndef SY_POLICY_CHAIN_H
#define SY_POLICY_CHAIN_H

#include "tools/output.h"

/* What each of those kept beside network.json changed; verified from there. */
SY_MUST_USE enum sy_exit sy_policy_chain_show(struct sy_output *o, const char *network_path);

#endif
