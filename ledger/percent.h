/* percent.h - percent-encoding, in its one canonical form.
 *
 * Source   RFC 3986 sections 2.1 and 2.3: letters, digits and - . _ ~ stand for themselves, hex
 *          digits are upper-case.
 * Pure     no allocation but the buffer's.
 */
#ifndef SY_PERCENT_H
#define SY_PERCENT_H

#include "proto/buffer.h"

/* Put text with everything escaped but the unreserved characters and those of also_plain. */
void sy_percent_put(struct sy_buffer *to, struct sy_bytes text, const char *also_plain);

/* Undo the escapes of text into out, which has room for text.len bytes; the bytes written are
 * *len. SY_BAD_IDENTIFIER for a % without two hex digits behind it, *len unchanged. */
SY_MUST_USE enum sy_err sy_percent_decode(struct sy_bytes text, uint8_t *out, size_t *len);

#endif
