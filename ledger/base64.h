/* base64.h - bytes as text, in the one form that has no second spelling.
 *
 * Source   RFC 4648 section 4: the standard alphabet, padded. Whitespace, missing padding and
 *          spare bits that are not zero are refused (section 3.5), so text and bytes are one to
 *          one.
 * Pure     allocates only through the buffer it is given.
 */
#ifndef SY_BASE64_H
#define SY_BASE64_H

#include "proto/base.h"
#include "proto/buffer.h"

/* Append data as base64; the buffer keeps the error. */
void sy_base64_put(struct sy_buffer *out, struct sy_bytes data);

/* SY_BAD_ENCODING unless text is canonical; *len is how many bytes it stands for. */
SY_MUST_USE enum sy_err sy_base64_check(struct sy_bytes text, size_t *len);

/* Append the bytes of text to out: SY_BAD_ENCODING, or the buffer's own error. */
SY_MUST_USE enum sy_err sy_base64_decode(struct sy_bytes text, struct sy_buffer *out);

/* The bytes of text, which must be len of them: SY_BAD_ENCODING. */
SY_MUST_USE enum sy_err sy_base64_decode_exact(struct sy_bytes text, uint8_t *out, size_t len);

#endif
