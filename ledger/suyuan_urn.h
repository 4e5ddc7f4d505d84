/* suyuan_urn.h - names without a GS1 prefix: urn:suyuan:1:lotdate:06901234567892:20261123
 *
 * Shape    parts between colons. The last one may be written with colons and any characters
 *          unescaped; canonical text escapes all but the unreserved ones, in upper-case hex,
 *          pads a GTIN to 14 digits and has urn:suyuan in lower case. Nothing else is forgiven.
 * Source   records.md section 1.
 * Pure     no allocation but the buffer's.
 */
#ifndef SY_SUYUAN_URN_H
#define SY_SUYUAN_URN_H

#include "proto/buffer.h"

enum sy_suyuan_kind {
    SY_SUYUAN_ORG,
    SY_SUYUAN_SITE,
    SY_SUYUAN_CLASS,
    SY_SUYUAN_LOT,
    SY_SUYUAN_SERIAL,
    SY_SUYUAN_UNIT,
    SY_SUYUAN_DOC,
    SY_SUYUAN_LOTDATE,
    SY_SUYUAN_INSTORE,
    SY_SUYUAN_TICKET,
    SY_SUYUAN_CODE,
    SY_SUYUAN_KINDS
};

/* The parts of a URN, borrowed from it and escaped as they stand there; data is NULL for a
 * part that is absent. */
struct sy_suyuan_urn {
    enum sy_suyuan_kind kind;
    struct sy_bytes org;    /* uscc:9131...; of an in-store code the site when it is named so */
    struct sy_bytes local;  /* what the organisation calls it; a code; a line of a lotdate */
    struct sy_bytes scheme; /* of a ticket or code; of an in-store code the site otherwise */
    struct sy_bytes gtin;   /* as written: 8, 12, 13 or 14 digits */
    struct sy_bytes date;   /* YYYYMMDD */
};

/* "lotdate" */
const char *sy_suyuan_kind_name(enum sy_suyuan_kind kind);

/* SY_NOT_FOUND when text is not a urn:suyuan:1:; SY_BAD_IDENTIFIER when it breaks the grammar;
 * SY_PERSONAL when what it names is a person's number; SY_BAD_CHECK_DIGIT for a wrong check
 * character in an organisation's id or a GTIN. On that last *out is filled and *expected the
 * right one, on the others nothing is changed. */
SY_MUST_USE enum sy_err sy_suyuan_urn_read(struct sy_bytes text, struct sy_suyuan_urn *out,
                                           char *expected);

/* Put the canonical text. */
void sy_suyuan_urn_put(const struct sy_suyuan_urn *urn, struct sy_buffer *out);

#endif
