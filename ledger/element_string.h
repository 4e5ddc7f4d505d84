/* element_string.h - GS1 keys as bar codes carry them: (01)04012345222227(10)87545GHGH
 *
 * Shape    with brackets, as printed below a bar code, where \( is a bracket that belongs to a
 *          value; or raw, as a scanner sends it, with FNC1 as the byte 1D and perhaps a
 *          symbology such as ]C1 in front.
 * Source   GS1 General Specifications 7.8; ISO/IEC 15424.
 * Pure     no allocation but the buffer's.
 */
#ifndef SY_ELEMENT_STRING_H
#define SY_ELEMENT_STRING_H

#include "ledger/gs1.h"
#include "proto/buffer.h"

/* Read either form into g, which is all zero; AIs that identify nothing are passed over.
 * SY_NOT_FOUND when text is of neither form, SY_BAD_IDENTIFIER when it breaks its form's
 * rules. */
SY_MUST_USE enum sy_err sy_element_string_read(struct sy_bytes text, struct sy_gs1 *g);

/* Put all that g has, keys first, with brackets. */
void sy_element_string_put(const struct sy_gs1 *g, struct sy_buffer *out);

#endif
