#include "ledger/check_digit.h"

#include <string.h>

#include "ledger/calendar.h"

bool sy_check_digit_all_digits(struct sy_bytes text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    }
    return text.len > 0;
}

enum sy_err sy_check_digit_gs1(struct sy_bytes number, char *expected)
{
    unsigned threes = 0;
    unsigned ones = 0;

    if (number.len < 2 || !sy_check_digit_all_digits(number))
        return SY_BAD_IDENTIFIER;
    /* Weights 3, 1, 3, 1 ... from the right, the check digit left out; a sum may wrap at 2^32
     * only beyond 10^8 digits. */
    for (size_t i = 0; i + 1 < number.len; i++) {
        unsigned digit = (unsigned)(number.data[number.len - 2 - i] - '0');

        if (i % 2 == 0)
            threes += digit;
        else
            ones += digit;
    }
    *expected = (char)('0' + (10 - (3 * threes + ones) % 10) % 10);
    return SY_OK;
}

static const char uscc_alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/* False for a character outside the alphabet, *value unchanged. */
static bool uscc_value(uint8_t character, unsigned *value)
{
    /* By letter; 0 for those that the alphabet leaves out. */
    static const uint8_t letters[] = {10, 11, 12, 13, 14, 15, 16, 17, 0, 18, 19, 20, 21,
                                      22, 0,  23, 24, 25, 0,  26, 27, 0, 28, 29, 30, 0};
    bool letter = character >= 'A' && character <= 'Z';

    if (character >= '0' && character <= '9')
        *value = (unsigned)(character - '0');
    else if (letter && letters[character - 'A'] != 0)
        *value = letters[character - 'A'];
    else
        return false;
    return true;
}

/* Place 1 is the registering authority, 2 the category, 3 to 8 the region. */
static bool uscc_form(struct sy_bytes code)
{
    if (code.len != SY_USCC_CHARACTERS || code.data[0] == 0)
        return false;
    return strchr("123456789ANY", (char)code.data[0]) != NULL &&
           sy_check_digit_all_digits((struct sy_bytes){code.data + 1, 7});
}

enum sy_err sy_check_digit_uscc(struct sy_bytes code, char *expected)
{
    static const unsigned weights[SY_USCC_CHARACTERS] = {1,  3,  9,  27, 19, 26, 16, 17, 20,
                                                         29, 25, 13, 8,  24, 10, 30, 28, 0};
    unsigned sum = 0;

    if (!uscc_form(code))
        return SY_BAD_IDENTIFIER;
    for (size_t i = 0; i < SY_USCC_CHARACTERS; i++) {
        unsigned value = 0;

        if (!uscc_value(code.data[i], &value))
            return SY_BAD_IDENTIFIER;
        sum += weights[i] * value;
    }
    *expected = uscc_alphabet[(31 - sum % 31) % 31];
    return SY_OK;
}

enum sy_err sy_check_digit_organisation(struct sy_bytes code, char *expected)
{
    static const unsigned weights[SY_ORGANISATION_CODE_CHARACTERS] = {3, 7, 9, 10, 5,
                                                                      8, 4, 2, 0};
    unsigned sum = 0;

    if (code.len != SY_ORGANISATION_CODE_CHARACTERS)
        return SY_BAD_IDENTIFIER;
    for (size_t i = 0; i < SY_ORGANISATION_CODE_CHARACTERS; i++) {
        uint8_t c = code.data[i];

        if (c >= '0' && c <= '9')
            sum += weights[i] * (unsigned)(c - '0');
        else if (c >= 'A' && c <= 'Z')
            sum += weights[i] * (unsigned)(c - 'A' + 10);
        else
            return SY_BAD_IDENTIFIER;
    }
    *expected = "0123456789X0"[11 - sum % 11];
    return SY_OK;
}

bool sy_check_digit_gs1_valid(struct sy_bytes number)
{
    char expected;

    return sy_check_digit_gs1(number, &expected) == SY_OK &&
           number.data[number.len - 1] == (uint8_t)expected;
}

bool sy_check_digit_uscc_valid(struct sy_bytes code)
{
    char expected;

    return sy_check_digit_uscc(code, &expected) == SY_OK &&
           code.data[SY_USCC_CHARACTERS - 1] == (uint8_t)expected;
}

bool sy_check_digit_organisation_valid(struct sy_bytes code)
{
    char expected;

    return sy_check_digit_organisation(code, &expected) == SY_OK &&
           code.data[SY_ORGANISATION_CODE_CHARACTERS - 1] == (uint8_t)expected;
}

/* The provinces of GB/T 2260, and 83 as given to residents from Taiwan. */
static bool is_province(unsigned code)
{
    static const uint8_t last[9] = {0, 5, 3, 7, 6, 4, 5, 1, 3};
    unsigned tens = code / 10;
    unsigned ones = code % 10;

    if (tens < 1 || tens > 8 || ones > last[tens])
        return false;
    return ones > 0 || tens == 5;
}

bool sy_check_digit_is_resident(struct sy_bytes text)
{
    static const unsigned weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    unsigned sum = 0;
    uint8_t last;

    if (text.len != SY_RESIDENT_CHARACTERS ||
        !sy_check_digit_all_digits((struct sy_bytes){text.data, 17}) ||
        !is_province(sy_calendar_two(text.data)) ||
        !sy_calendar_is_date((struct sy_bytes){text.data + 6, 8}))
        return false;
    for (size_t i = 0; i < 17; i++)
        sum += weights[i] * (unsigned)(text.data[i] - '0');
    last = text.data[17] == 'x' ? 'X' : text.data[17];
    return last == (uint8_t) "10X98765432"[sum % 11];
}
