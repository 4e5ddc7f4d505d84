/* stale.h - does an entry name a registry that had long been grown beyond?
 *
 * Why      who was revoked an hour ago can still sign where an older registry is named: it is
 *          valid (rule V5 holds against the registry that is named), and somebody has to look
 *          why. A district that was cut off from the city did no wrong.
 * Shape    a log's entry names a registry of some size; the registry's entry of that index is
 *          the first that it does not know of. Both carry the time when they were sequenced.
 * Pure     times in, a time out.
 */
#ifndef SY_STALE_H
#define SY_STALE_H

#include "proto/base.h"

#define SY_REGISTRY_STALE_US ((uint64_t)3600 * 1000000)

/* For how long the registry's entry had been there when the log's was sequenced; 0 when that is
 * not too long. */
uint64_t sy_registry_stale(int64_t sequenced_at, int64_t unknown_at);

#endif
