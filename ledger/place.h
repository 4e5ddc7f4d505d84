/* place.h - where a statement is for: a place of a network, and the names that both have.
 *
 * Shape    place = "<network>/<code>" or "<network>/registry"; origin = place for the first
 *          generation of its log, place "/<g>" from the second. A code has six digits.
 * Source   design section 3.
 */
#ifndef SY_PLACE_H
#define SY_PLACE_H

#include "proto/base.h"

enum { SY_CODE_DIGITS = 6 };

/* The place of an origin, borrowed from it. */
struct sy_bytes sy_place_of(struct sy_bytes origin);

/* Six digits. */
bool sy_code_valid(struct sy_bytes code);

/* Is it a registry's place? */
bool sy_place_is_registry(struct sy_bytes place);

#endif
