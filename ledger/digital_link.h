/* digital_link.h - GS1 keys as web addresses: https://id.gs1.org/01/04012345111118/21/9876
 *
 * Source   GS1 Digital Link Standard: URI Syntax 1.4 sections 4 and 5.
 * Pure     no allocation but the buffer's.
 */
#ifndef SY_DIGITAL_LINK_H
#define SY_DIGITAL_LINK_H

#include "ledger/gs1.h"
#include "proto/buffer.h"

/* Read a link of any domain into g, which is all zero. SY_NOT_FOUND when text is no Digital
 * Link; SY_BAD_IDENTIFIER when it is one that does not hold together. */
SY_MUST_USE enum sy_err sy_digital_link_read(struct sy_bytes text, struct sy_gs1 *g);

/* Put the canonical link of what sy_gs1_settle has passed. */
void sy_digital_link_put(const struct sy_gs1 *g, struct sy_buffer *out);

#endif
