#include "ledger/org_id.h"

#include <string.h>

#include "ledger/check_digit.h"

enum { DISTRICT_DIGITS = 6, NUMBER_DIGITS_MAX = 12, GLN_DIGITS = 13 };

/* What stands behind the prefix; false when text does not start with it, *rest unchanged. */
static bool after(struct sy_bytes text, const char *prefix, struct sy_bytes *rest)
{
    size_t len = strlen(prefix);

    if (text.len < len || memcmp(text.data, prefix, len) != 0)
        return false;
    *rest = (struct sy_bytes){text.data + len, text.len - len};
    return true;
}

/* 310115-17: no leading zero, so that one number has one text. */
static bool is_registry_number(struct sy_bytes text)
{
    struct sy_bytes number;

    if (text.len < DISTRICT_DIGITS + 2 || text.data[DISTRICT_DIGITS] != '-')
        return false;
    number = (struct sy_bytes){text.data + DISTRICT_DIGITS + 1, text.len - DISTRICT_DIGITS - 1};
    return sy_check_digit_all_digits((struct sy_bytes){text.data, DISTRICT_DIGITS}) &&
           number.len <= NUMBER_DIGITS_MAX && sy_check_digit_all_digits(number) &&
           number.data[0] != '0';
}

enum sy_err sy_org_id_expected(struct sy_bytes id, char *expected)
{
    struct sy_bytes rest;

    if (after(id, "uscc:", &rest))
        return sy_check_digit_uscc(rest, expected);
    if (after(id, "gln:", &rest) && rest.len == GLN_DIGITS)
        return sy_check_digit_gs1(rest, expected);
    return SY_BAD_IDENTIFIER;
}

enum sy_err sy_org_id_check(struct sy_bytes id)
{
    struct sy_bytes rest;
    char expected;
    enum sy_err err;

    if (after(id, "reg:", &rest))
        return is_registry_number(rest) ? SY_OK : SY_BAD_IDENTIFIER;
    err = sy_org_id_expected(id, &expected);
    if (err != SY_OK)
        return err;
    return id.data[id.len - 1] == (uint8_t)expected ? SY_OK : SY_BAD_CHECK_DIGIT;
}

size_t sy_org_id_span(struct sy_bytes text)
{
    const uint8_t *colon = text.len == 0 ? NULL : memchr(text.data, ':', text.len);
    size_t len;

    if (colon == NULL)
        return 0;
    len = (size_t)(colon + 1 - text.data);
    while (len < text.len && text.data[len] != ':')
        len++;
    return sy_org_id_check((struct sy_bytes){text.data, len}) == SY_BAD_IDENTIFIER ? 0 : len;
}
