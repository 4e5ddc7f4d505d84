/* capture_check.h - is a text what its row asks for.
 *
 * Pure     no allocation, no state.
 */
#ifndef SY_CAPTURE_CHECK_H
#define SY_CAPTURE_CHECK_H

#include "ledger/capture_error.h"
#include "ledger/epcis_fields.h"

/* True when the text obeys the row's rule; else *code says what it breaks and *expected, when
 * it is not a word list, what to write instead. */
bool sy_capture_check_text(const struct sy_epcis_row *row, struct sy_bytes text,
                           enum sy_capture_code *code, const char **expected);

/* The words of a vocabulary for people, as many as fit. */
void sy_capture_check_words(enum sy_cbv vocabulary, char *out, size_t size);

/* What a row asks for, for people: the words of its vocabulary, an example, or a JSON type. */
void sy_capture_check_wanted(const struct sy_epcis_row *row, char *out, size_t size);

/* Does the text, or a piece of it between the characters that identifiers are divided by, read
 * as a resident identity number; GS1 keys and USCCs of as many characters are passed over. */
bool sy_capture_check_personal(struct sy_bytes text);

#endif
