/* identifier_form.h - which of the ways to write an identifier a text is, and its parts.
 *
 * Source   design.md section 5.
 * Pure     no allocation.
 */
#ifndef SY_IDENTIFIER_FORM_H
#define SY_IDENTIFIER_FORM_H

#include "ledger/gs1.h"
#include "ledger/suyuan_urn.h"

/* Borrowed from the text; not to be copied (see struct sy_gs1). */
struct sy_identifier_form {
    bool is_gs1, is_suyuan; /* neither: the text stands for itself */
    struct sy_gs1 gs1;
    struct sy_suyuan_urn urn;
};

/* Read a text without flaws into form, which is all zero. SY_NOT_FOUND when it is of no form
 * that we know, SY_BAD_IDENTIFIER when it breaks the rules of its form, SY_PERSONAL for a
 * person's number in a urn:suyuan:1:, SY_BAD_CHECK_DIGIT with *expected set. On all of them
 * form says how far it came. */
SY_MUST_USE enum sy_err
sy_identifier_form_read(struct sy_bytes text, struct sy_identifier_form *form, char *expected);

/* Put the canonical text of a form that was read. */
void sy_identifier_form_put(const struct sy_identifier_form *form, struct sy_buffer *out);

#endif
