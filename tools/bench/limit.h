/* limit.h - what the machine does at most, measured in the run of the figures beside it. */
#ifndef SY_LIMIT_H
#define SY_LIMIT_H

#include "tools/bench/load.h"

/* Ed25519 verifications a second on one core; 0 when one fails. */
double sy_limit_verifies(const struct sy_stage *stage, const struct sy_load *load);

/* Events a second that the store alone takes, checked before the clock starts, synced; 0 when
 * it does not. */
double sy_limit_store(const struct sy_stage *stage, const struct sy_load *load);

/* Bytes a second through SHA-256 on one core, 64 KiB at a time. */
double sy_limit_hash(void);

#endif
