/* line.h - fields of the line-based text formats: notes, keys, checkpoints, proofs.
 *
 * Pure     no allocation; what is cut off is borrowed.
 */
#ifndef SY_LINE_H
#define SY_LINE_H

#include "proto/base.h"

/* Take the bytes before the first separator off *rest, and the separator with them; false, with
 * both unchanged, when there is none. */
SY_MUST_USE bool sy_line_cut(struct sy_bytes *rest, uint8_t separator, struct sy_bytes *before);

/* A decimal number in the one form without leading zeros; false when it is not or does not
 * fit. */
SY_MUST_USE bool sy_line_decimal(struct sy_bytes text, uint64_t *out);

/* A hash in base64; false when it is not canonical or not 32 bytes. */
SY_MUST_USE bool sy_line_hash(struct sy_bytes text, struct sy_hash *out);

#endif
