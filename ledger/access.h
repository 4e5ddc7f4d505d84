/* access.h - which parts of a record a reader may have.
 *
 * Rule     open parts: everybody. The others: the principal that declared the record, and the
 *          authority. (Visibility by role comes with the registry's own issue; this is the one
 *          place that decides.)
 * Pure     no state.
 */
#ifndef SY_ACCESS_H
#define SY_ACCESS_H

#include "proto/share.h"

/* reader is the registry id that the connection has proved, "authority", or empty. */
bool sy_access_part(struct sy_bytes reader, struct sy_bytes principal, uint32_t kind);

/* Puts the hash in place of every part that the reader may not have; the hashes live in the
 * array that the caller gives. */
void sy_access_withhold(struct sy_bytes reader, struct sy_bytes principal,
                        struct sy_record_share *record,
                        struct sy_hash hashes[SY_PARTS_PER_RECORD_MAX]);

#endif
