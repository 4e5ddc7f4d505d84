/* origin.h - from the name of a log's generation to the place that statements are for.
 *
 * Shape    place = "<network>/<code>" or "<network>/registry"; origin = place for the first
 *          generation of its log, place "/<g>" from the second. A code has six digits.
 * Source   design section 3, "Names".
 */
#ifndef SY_ORIGIN_H
#define SY_ORIGIN_H

#include "proto/base.h"
#include "proto/limits.h"

/* The place of an origin, borrowed from it. */
struct sy_bytes sy_origin_place(struct sy_bytes origin);

/* 1 for a place; 2 and more as its last name says. 0 when that is no generation: leading zeros,
 * 1, or more than five digits. */
uint64_t sy_origin_generation(struct sy_bytes origin);

/* Below, at or above 0 as a comes before, is, or comes after b: places by their bytes, the
 * generations of a place as they follow each other. */
int sy_origin_order(struct sy_bytes a, struct sy_bytes b);

/* As a file is called: '/' written '+', which no name has. At most SY_NAME_BYTES_MAX bytes. */
void sy_origin_file_name(struct sy_bytes origin, char out[SY_NAME_BYTES_MAX + 1]);

/* Is it a registry's? */
bool sy_origin_is_registry(struct sy_bytes origin);

#endif
