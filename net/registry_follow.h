/* registry_follow.h - the registry's view after its log, no further than the quorum vouches. */
#ifndef SY_REGISTRY_FOLLOW_H
#define SY_REGISTRY_FOLLOW_H

#include "ledger/registry.h"

/* Applies what the log has and the view has not, up to size entries in all. *size_out, which
 * may be NULL, is then the view's. The errors of sy_registry_apply. On a worker, or at
 * start. */
SY_MUST_USE enum sy_err sy_registry_follow(struct sy_registry *registry, struct sy_log *log,
                                           uint64_t size, uint64_t *size_out);

#endif
