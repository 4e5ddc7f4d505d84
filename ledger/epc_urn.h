/* epc_urn.h - GS1 keys as EPC URNs: urn:epc:id:sgtin:4012345.011111.9876
 *
 * Shape    a URN shows where the company prefix ends and leaves out the check digit; so it can
 *          always be read, and written only by who knows how long the prefix is.
 * Source   GS1 EPC Tag Data Standard 1.13 sections 6 and 7; CBV 2.0 section 8.2.
 * Pure     no allocation but the buffer's.
 */
#ifndef SY_EPC_URN_H
#define SY_EPC_URN_H

#include "ledger/gs1.h"
#include "proto/buffer.h"

enum { SY_COMPANY_PREFIX_MIN = 6, SY_COMPANY_PREFIX_MAX = 12 };

/* Read a URN that names a GS1 key, a lot, or a class by a pattern that ends in *, into g,
 * which is all zero. SY_NOT_FOUND when text is no such URN; SY_BAD_IDENTIFIER when its parts
 * do not add up. */
SY_MUST_USE enum sy_err sy_epc_urn_read(struct sy_bytes text, struct sy_gs1 *g);

/* Put the URN of what sy_gs1_settle has passed. SY_NOT_FOUND when no URN says all of it;
 * SY_BAD_IDENTIFIER when a prefix of that many digits is impossible; nothing is put then. */
SY_MUST_USE enum sy_err sy_epc_urn_put(const struct sy_gs1 *g, unsigned company_prefix_digits,
                                       struct sy_buffer *out);

#endif
