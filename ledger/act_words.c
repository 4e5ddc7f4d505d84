#include "ledger/act_check.h"
#include "ledger/check_digit.h"
#include "ledger/gs1.h"

enum { GLN_DIGITS = 13 };

/* What is said stands still, so that it can be passed on: one sentence a character. */
#define GTIN(digit)                                                                            \
    "the GTIN's check digit is wrong, it would be " digit "; compare the number with the "     \
    "package, and correct it"
#define GLN(digit)                                                                             \
    "the GLN's check digit is wrong, it would be " digit "; compare the number with the "      \
    "paper, and correct it"
#define USCC(character)                                                                        \
    "the unified social credit code does not have the check character of GB 32100, which "     \
    "would be " character "; correct it, or give a reason to accept it"
#define DIGITS(sentence)                                                                       \
    {                                                                                          \
        sentence("0"), sentence("1"), sentence("2"), sentence("3"), sentence("4"),             \
            sentence("5"), sentence("6"), sentence("7"), sentence("8"), sentence("9")          \
    }

/* The digit that the number should end in, 0 when it does. */
static enum sy_err wrong_digit(struct sy_bytes number, char *expected)
{
    enum sy_err err = sy_check_digit_gs1(number, expected);

    if (err == SY_OK && number.data[number.len - 1] == (uint8_t)*expected)
        *expected = 0;
    return err;
}

const char *sy_act_gtin_bad(struct sy_bytes number)
{
    static const char *const wrong[] = DIGITS(GTIN);
    char expected;

    if (number.len != SY_GTIN_DIGITS || wrong_digit(number, &expected) != SY_OK)
        return "a GTIN has 14 digits; put zeros in front of a shorter one";
    return expected == 0 ? NULL : wrong[expected - '0'];
}

const char *sy_act_gln_bad(struct sy_bytes number)
{
    static const char *const wrong[] = DIGITS(GLN);
    char expected;

    if (number.len != GLN_DIGITS || wrong_digit(number, &expected) != SY_OK)
        return "a GLN has 13 digits, the last of which is its check digit";
    return expected == 0 ? NULL : wrong[expected - '0'];
}

const char *sy_act_uscc_bad(struct sy_bytes code)
{
    static const char *const wrong[] = {
        ['0'] = USCC("0"), ['1'] = USCC("1"), ['2'] = USCC("2"), ['3'] = USCC("3"),
        ['4'] = USCC("4"), ['5'] = USCC("5"), ['6'] = USCC("6"), ['7'] = USCC("7"),
        ['8'] = USCC("8"), ['9'] = USCC("9"), ['A'] = USCC("A"), ['B'] = USCC("B"),
        ['C'] = USCC("C"), ['D'] = USCC("D"), ['E'] = USCC("E"), ['F'] = USCC("F"),
        ['G'] = USCC("G"), ['H'] = USCC("H"), ['J'] = USCC("J"), ['K'] = USCC("K"),
        ['L'] = USCC("L"), ['M'] = USCC("M"), ['N'] = USCC("N"), ['P'] = USCC("P"),
        ['Q'] = USCC("Q"), ['R'] = USCC("R"), ['T'] = USCC("T"), ['U'] = USCC("U"),
        ['W'] = USCC("W"), ['X'] = USCC("X"), ['Y'] = USCC("Y"),
    };
    char expected;

    if (sy_check_digit_uscc(code, &expected) != SY_OK)
        return "a unified social credit code has 18 characters: digits, and capital letters "
               "but I, O, S, V and Z";
    if (sy_check_digit_uscc_valid(code))
        return NULL;
    sy_assert((size_t)expected < sizeof(wrong) / sizeof(wrong[0]));
    return wrong[(uint8_t)expected];
}
