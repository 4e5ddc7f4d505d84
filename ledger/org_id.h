/* org_id.h - how an organisation is named: uscc:<18>, gln:<13> or reg:<district>-<number>.
 *
 * Source   records.md section 1.
 * Pure     no allocation.
 */
#ifndef SY_ORG_ID_H
#define SY_ORG_ID_H

#include "proto/base.h"
#include "proto/err.h"

/* SY_OK for a well-formed id whose check character is right. SY_BAD_IDENTIFIER for another
 * form; SY_BAD_CHECK_DIGIT for a wrong one, which sy_org_id_expected names. */
SY_MUST_USE enum sy_err sy_org_id_check(struct sy_bytes id);

/* The check character that id should end in; SY_BAD_IDENTIFIER when it is of another form or of
 * one without a check character (reg:). */
SY_MUST_USE enum sy_err sy_org_id_expected(struct sy_bytes id, char *expected);

/* Bytes at the front of text that are an org id, up to its end or a colon; 0 when it starts
 * with none. The check character is not looked at. */
size_t sy_org_id_span(struct sy_bytes text);

#endif
