#include "ledger/gs1.h"

#include <string.h>

#include "ledger/calendar.h"
#include "ledger/check_digit.h"

/* Which characters a value may have: digits; GS1's set 82; its set 39 behind a company
 * prefix. */
enum characters { DIGITS, SET_82, SET_39 };

struct rule {
    const char *code;
    const char *word; /* in the path of a Digital Link; NULL for none */
    uint8_t characters;
    uint8_t min, max;
    uint8_t checked; /* leading digits that a check digit ends */
    uint8_t prefix;  /* leading digits of a company prefix, at least */
};

/* A GRAI's leading zero adds nothing to the sum, so all 14 digits are checked. */
static const struct rule rules[SY_GS1_COUNT] = {
    [SY_GS1_SSCC] = {"00", "sscc", DIGITS, 18, 18, 18, 0},
    [SY_GS1_GTIN] = {"01", "gtin", DIGITS, 14, 14, 14, 0},
    [SY_GS1_ITIP] = {"8006", "itip", DIGITS, 18, 18, 14, 0},
    [SY_GS1_GRAI] = {"8003", "grai", SET_82, 14, 30, 14, 0},
    [SY_GS1_GIAI] = {"8004", "giai", SET_82, 7, 30, 0, 6},
    [SY_GS1_CPI] = {"8010", "cpid", SET_39, 7, 30, 0, 6},
    [SY_GS1_GSRNP] = {"8017", "gsrnp", DIGITS, 18, 18, 18, 0},
    [SY_GS1_GSRN] = {"8018", "gsrn", DIGITS, 18, 18, 18, 0},
    [SY_GS1_GDTI] = {"253", "gdti", SET_82, 13, 30, 13, 0},
    [SY_GS1_GCN] = {"255", "gcn", DIGITS, 13, 25, 13, 0},
    [SY_GS1_GINC] = {"401", "ginc", SET_82, 7, 30, 0, 6},
    [SY_GS1_GSIN] = {"402", "gsin", DIGITS, 17, 17, 17, 0},
    [SY_GS1_LOCATION] = {"414", "gln", DIGITS, 13, 13, 13, 0},
    [SY_GS1_PARTY] = {"417", "party", DIGITS, 13, 13, 13, 0},
    [SY_GS1_LOT] = {"10", "lot", SET_82, 1, 20, 0, 0},
    [SY_GS1_SERIAL] = {"21", "ser", SET_82, 1, 20, 0, 0},
    [SY_GS1_TPX] = {"235", "tpx", SET_82, 1, 28, 0, 0},
    [SY_GS1_EXTENSION] = {"254", "glnx", SET_82, 1, 20, 0, 0},
    [SY_GS1_CPI_SERIAL] = {"8011", "cpsn", DIGITS, 1, 12, 0, 0},
    [SY_GS1_MADE] = {"11", NULL, DIGITS, 6, 6, 0, 0},
    [SY_GS1_BEST_BEFORE] = {"15", NULL, DIGITS, 6, 6, 0, 0},
    [SY_GS1_EXPIRY] = {"17", NULL, DIGITS, 6, 6, 0, 0},
    [SY_GS1_EXPIRY_TIME] = {"7003", NULL, DIGITS, 10, 10, 0, 0},
    [SY_GS1_MADE_TIME] = {"8008", NULL, DIGITS, 8, 12, 0, 0},
};

static bool says(struct sy_bytes text, const char *word)
{
    return word != NULL && strlen(word) == text.len && memcmp(word, text.data, text.len) == 0;
}

const char *sy_gs1_code(enum sy_gs1_ai ai)
{
    sy_assert(ai < SY_GS1_COUNT);
    return rules[ai].code;
}

enum sy_gs1_ai sy_gs1_find(struct sy_bytes code)
{
    unsigned ai = 0;

    if (code.len < 2 || code.len > 4)
        return SY_GS1_COUNT;
    /* No code starts another one, so two characters rule out most of them. */
    while (ai < SY_GS1_COUNT &&
           (rules[ai].code[0] != (char)code.data[0] ||
            rules[ai].code[1] != (char)code.data[1] || !says(code, rules[ai].code)))
        ai++;
    return (enum sy_gs1_ai)ai;
}

enum sy_gs1_ai sy_gs1_find_word(struct sy_bytes word)
{
    unsigned ai = 0;

    if (word.len < 3 || word.data[0] < 'a' || word.data[0] > 'z')
        return sy_gs1_find(word);
    while (ai < SY_GS1_COUNT && !says(word, rules[ai].word))
        ai++;
    return (enum sy_gs1_ai)ai;
}

size_t sy_gs1_checked_digits(enum sy_gs1_ai ai)
{
    sy_assert(ai < SY_GS1_COUNT);
    return rules[ai].checked;
}

static bool in_set(enum characters set, uint8_t c)
{
    bool digit = c >= '0' && c <= '9';
    bool upper = c >= 'A' && c <= 'Z';

    switch (set) {
    case DIGITS:
        return digit;
    case SET_39:
        return digit || upper || c == '#' || c == '-' || c == '/';
    case SET_82:
        break;
    }
    return digit || upper || (c >= 'a' && c <= 'z') ||
           (c != 0 && strchr("!\"%&'()*+,-./:;<=>?_", c) != NULL);
}

static bool is_padded_later(enum sy_gs1_ai ai, size_t len)
{
    return ai == SY_GS1_GTIN && (len == 8 || len == 12 || len == 13);
}

bool sy_gs1_fits(enum sy_gs1_ai ai, struct sy_bytes value)
{
    const struct rule *rule;
    size_t digits;

    sy_assert(ai < SY_GS1_COUNT);
    rule = &rules[ai];
    if ((value.len < rule->min || value.len > rule->max) && !is_padded_later(ai, value.len))
        return false;
    if (ai == SY_GS1_GRAI && value.data[0] != '0')
        return false;
    digits = rule->checked > rule->prefix ? rule->checked : rule->prefix;
    for (size_t i = 0; i < value.len; i++) {
        if (!in_set(i < digits ? DIGITS : (enum characters)rule->characters, value.data[i]))
            return false;
    }
    return true;
}

uint8_t *sy_gs1_room(struct sy_gs1 *g, size_t len)
{
    uint8_t *at = g->arena + g->used;

    if (len > sizeof(g->arena) - g->used)
        return NULL;
    g->used += len;
    return at;
}

enum sy_err sy_gs1_add(struct sy_gs1 *g, enum sy_gs1_ai ai, struct sy_bytes value)
{
    if (!sy_gs1_fits(ai, value))
        return SY_BAD_IDENTIFIER;
    if (ai == SY_GS1_GTIN && value.len < SY_GTIN_DIGITS) {
        uint8_t *padded = sy_gs1_room(g, SY_GTIN_DIGITS);

        if (padded == NULL)
            return SY_BAD_IDENTIFIER;
        memset(padded, '0', SY_GTIN_DIGITS - value.len);
        memcpy(padded + SY_GTIN_DIGITS - value.len, value.data, value.len);
        value = (struct sy_bytes){padded, SY_GTIN_DIGITS};
    }
    if (sy_gs1_has(g, ai) && !sy_bytes_equal(g->value[ai], value))
        return SY_BAD_IDENTIFIER;
    g->value[ai] = value;
    return SY_OK;
}

static bool belongs(enum sy_gs1_ai key, enum sy_gs1_ai ai)
{
    if (ai == SY_GS1_EXTENSION)
        return key == SY_GS1_LOCATION;
    if (ai == SY_GS1_CPI_SERIAL)
        return key == SY_GS1_CPI;
    if (ai == SY_GS1_TPX)
        return key == SY_GS1_GTIN;
    return key == SY_GS1_GTIN || key == SY_GS1_ITIP;
}

/* YYMMDD; day 00 says "that month" where allowed. The century cannot matter to which years
 * are leap years before 2100. */
static bool is_short_date(const uint8_t *at, bool day_zero)
{
    unsigned year = 2000 + sy_calendar_two(at);
    unsigned month = sy_calendar_two(at + 2);
    unsigned day = sy_calendar_two(at + 4);

    if (day == 0 && day_zero)
        day = 1;
    return sy_calendar_is_day(year, month, day);
}

/* Hours, then minutes and seconds as far as there are digits. */
static bool is_clock_time(const uint8_t *at, size_t digits)
{
    if (digits % 2 != 0 || sy_calendar_two(at) > 23)
        return false;
    for (size_t i = 2; i < digits; i += 2) {
        if (sy_calendar_two(at + i) > 59)
            return false;
    }
    return true;
}

static bool dates_are_possible(const struct sy_gs1 *g)
{
    for (unsigned ai = SY_GS1_MADE; ai < SY_GS1_COUNT; ai++) {
        struct sy_bytes value = g->value[ai];

        if (value.data == NULL)
            continue;
        if (!is_short_date(value.data, value.len == SY_GS1_DATE_DIGITS))
            return false;
        if (value.len > SY_GS1_DATE_DIGITS &&
            !is_clock_time(value.data + SY_GS1_DATE_DIGITS, value.len - SY_GS1_DATE_DIGITS))
            return false;
    }
    return true;
}

enum sy_err sy_gs1_settle(struct sy_gs1 *g, char *expected)
{
    unsigned key = 0;
    struct sy_bytes checked;

    while (key < SY_GS1_KEYS && !sy_gs1_has(g, (enum sy_gs1_ai)key))
        key++;
    if (key == SY_GS1_KEYS)
        return SY_BAD_IDENTIFIER;
    g->key = (enum sy_gs1_ai)key;
    for (unsigned ai = 0; ai < SY_GS1_COUNT; ai++) {
        if (ai != key && (ai < SY_GS1_KEYS || !belongs(g->key, (enum sy_gs1_ai)ai)))
            g->value[ai] = (struct sy_bytes){NULL, 0};
    }
    if (sy_gs1_has(g, SY_GS1_EXTENSION) && says(g->value[SY_GS1_EXTENSION], "0"))
        g->value[SY_GS1_EXTENSION] = (struct sy_bytes){NULL, 0};
    if (!dates_are_possible(g) || (sy_gs1_has(g, SY_GS1_TPX) && sy_gs1_has(g, SY_GS1_SERIAL)))
        return SY_BAD_IDENTIFIER;
    if (rules[key].checked == 0)
        return SY_OK;
    checked = (struct sy_bytes){g->value[key].data, rules[key].checked};
    if (sy_check_digit_gs1_valid(checked))
        return SY_OK;
    return sy_check_digit_gs1(checked, expected) == SY_OK ? SY_BAD_CHECK_DIGIT
                                                          : SY_BAD_IDENTIFIER;
}

bool sy_gs1_is_in_store(struct sy_bytes gtin)
{
    const uint8_t *digit = gtin.data;

    if (gtin.len != SY_GTIN_DIGITS)
        return false;
    if (memcmp(digit, "000000", 6) == 0)
        return digit[6] == '0' || digit[6] == '2';
    return digit[1] == '2' || (digit[1] == '0' && (digit[2] == '2' || digit[2] == '4'));
}
