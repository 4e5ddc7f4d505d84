/* place.h - the names of networks, nodes and logs.
 *
 * Shape    a network name and a place are bytes 21-7E without '+', at most SY_NAME_BYTES_MAX;
 *          parts between slashes are not empty. place = <network>/<node code> or
 *          <network>/registry. A node code is six digits.
 * Source   design section 3, "Names"; GB/T 2260 for the codes.
 * Pure     no allocation.
 */
#ifndef SY_PLACE_H
#define SY_PLACE_H

#include "proto/base.h"
#include "proto/err.h"
#include "proto/limits.h"

enum { SY_NODE_CODE_BYTES = 6 };

#define SY_PLACE_REGISTRY "registry"

/* Six digits, not all of them 0. */
bool sy_node_code_valid(struct sy_bytes code);

/* A network name, a place or an origin. */
bool sy_place_valid(struct sy_bytes place);

/* Write "<network>/<last>" and a NUL. SY_BAD_NAME when that is no valid place. */
SY_MUST_USE enum sy_err sy_place_make(struct sy_bytes network, const char *last,
                                      char out[SY_NAME_BYTES_MAX + 1]);

/* What stands behind the last slash; empty when there is none. */
struct sy_bytes sy_place_last(struct sy_bytes place);

#endif
