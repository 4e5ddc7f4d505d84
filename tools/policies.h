/* policies.h - the policies that are kept beside network.json: policies/<version>.policy.
 *
 * Shape    the files 1, 2 ... are a chain from network.json; every one is verified from there
 *          each time it is used, so that a file that somebody changed is found. A file that is
 *          there is never replaced: what is kept never goes back a version.
 * Errors   said to the user by these functions; they return false and outputs mean nothing.
 */
#ifndef SY_POLICIES_H
#define SY_POLICIES_H

#include "ledger/policy.h"
#include "tools/output.h"

/* The newest policy that is kept for the network of that path, of those up to a version (0: the
 * genesis; UINT64_MAX: whichever there is). */
SY_MUST_USE bool sy_policies_open(struct sy_output *o, const char *network_path, uint64_t up_to,
                                  struct sy_policy *out);

/* A .policy file, read; text is borrowed from the buffer, which is to be closed. */
SY_MUST_USE bool sy_policy_open(struct sy_output *o, const char *path, struct sy_buffer *file,
                                struct sy_bytes *text, struct sy_policy_signatures *signatures);

/* Keep a policy that has been checked. Where that cannot be done it is said, and the program
 * goes on with what it has verified. */
void sy_policies_keep(struct sy_output *o, const char *network_path, uint64_t version,
                      struct sy_bytes text, const struct sy_policy_signatures *signatures);

#endif
