/* check_digit.h - the last character of a number, computed from those before it.
 *
 * Shape    each function takes the whole number, its check character included, and says which
 *          character belongs in the last place; whoever asks compares.
 * Source   GS1 General Specifications 7.9.1; GB 32100-2015 (unified social credit code, USCC);
 *          GB 11714-1997 (organisation code); GB 11643-1999 (resident identity number).
 * Pure     no allocation, no clock.
 */
#ifndef SY_CHECK_DIGIT_H
#define SY_CHECK_DIGIT_H

#include "proto/base.h"
#include "proto/err.h"

enum {
    SY_USCC_CHARACTERS = 18,
    SY_ORGANISATION_CODE_CHARACTERS = 9,
    SY_RESIDENT_CHARACTERS = 18
};

/* The digit that GS1 keys of any length (GTIN, GLN, SSCC ...) end in.
 * SY_BAD_IDENTIFIER for fewer than two characters or one that is no digit. */
SY_MUST_USE enum sy_err sy_check_digit_gs1(struct sy_bytes number, char *expected);

/* The character that a USCC ends in. SY_BAD_IDENTIFIER for another length, a character that
 * its alphabet (0-9 A-Z without I O S V Z) lacks, or an impossible authority or region. */
SY_MUST_USE enum sy_err sy_check_digit_uscc(struct sy_bytes code, char *expected);

/* The character that an organisation code (places 9 to 17 of a USCC, no hyphen) ends in.
 * SY_BAD_IDENTIFIER for another length or character. */
SY_MUST_USE enum sy_err sy_check_digit_organisation(struct sy_bytes code, char *expected);

/* True when the last character is the one expected. */
bool sy_check_digit_gs1_valid(struct sy_bytes number);
bool sy_check_digit_uscc_valid(struct sy_bytes code);
bool sy_check_digit_organisation_valid(struct sy_bytes code);

/* True for the number of a person: 17 digits of which eight are a possible date of birth and
 * two a province, and the right character (0-9, X or x) behind them. One in about 70,000
 * numbers of 18 random digits looks like that, so ask only where a person's number may have
 * been put. */
bool sy_check_digit_is_resident(struct sy_bytes text);

/* True for digits only, at least one. */
bool sy_check_digit_all_digits(struct sy_bytes text);

#endif
