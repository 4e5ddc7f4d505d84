#include "ledger/capture_check.h"

#include <stdio.h>
#include <string.h>

#include "ledger/check_digit.h"
#include "ledger/identifier.h"
#include "ledger/text_flaw.h"
#include "ledger/time.h"

static bool uom_valid(struct sy_bytes text)
{
    if (text.len < 2 || text.len > 3)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        bool digit = text.data[i] >= '0' && text.data[i] <= '9';
        bool letter = text.data[i] >= 'A' && text.data[i] <= 'Z';

        if (!digit && !letter)
            return false;
    }
    return true;
}

/* The code that a unit of the Chinese market converts to; NULL when it is none of them. */
static const char *local_unit(struct sy_bytes text)
{
    static const struct {
        const char *unit;
        const char *code;
    } units[] = {
        {"斤", "KGM (0.5 kg)"},  {"市斤", "KGM (0.5 kg)"},
        {"公斤", "KGM"},         {"千克", "KGM"},
        {"两", "KGM (0.05 kg)"}, {"克", "GRM"},
        {"吨", "TNE"},           {"头", "HEA"},
        {"升", "LTR"},           {"担", "KGM (50 kg)"},
        {"jin", "KGM (0.5 kg)"}, {"kg", "KGM"},
        {"公升", "LTR"},         {"毫升", "MLT"},
    };

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (sy_bytes_equal(text, sy_text(units[i].unit)))
            return units[i].code;
    }
    return NULL;
}

static bool hex_valid(struct sy_bytes text)
{
    if (text.len % 2 != 0)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];
        uint8_t lower = c | 0x20;

        if (!(c >= '0' && c <= '9') && !(lower >= 'a' && lower <= 'f'))
            return false;
    }
    return true;
}

static size_t digits(struct sy_bytes text, size_t from)
{
    size_t at = from;

    while (at < text.len && text.data[at] >= '0' && text.data[at] <= '9')
        at++;
    return at - from;
}

/* What a spreadsheet makes of a long code, 8.1E+19: the last digits are gone for good. */
static bool is_spreadsheet_number(struct sy_bytes text)
{
    static const char *const exponents[] = {"E+", "e+", "E%2B", "e%2B", "E%2b", "e%2b"};
    size_t at = digits(text, 0);
    size_t fraction;

    if (at != 1)
        return false;
    if (at < text.len && text.data[at] == '.') {
        fraction = digits(text, at + 1);
        if (fraction == 0)
            return false;
        at += 1 + fraction;
    }
    for (size_t i = 0; i < sizeof(exponents) / sizeof(exponents[0]); i++) {
        size_t len = strlen(exponents[i]);

        if (text.len - at > len && memcmp(text.data + at, exponents[i], len) == 0)
            return at + len + digits(text, at + len) == text.len;
    }
    return false;
}

static bool has_spreadsheet_number(struct sy_bytes text)
{
    size_t from = 0;

    for (size_t i = 0; i <= text.len; i++) {
        if (i < text.len && strchr(":/=?&#", text.data[i]) == NULL)
            continue;
        if (is_spreadsheet_number((struct sy_bytes){text.data + from, i - from}))
            return true;
        from = i + 1;
    }
    return false;
}

/* A URI that nobody could look up, or not for what it is: too long, with characters that cannot
 * be seen or have two widths, a code that a spreadsheet has shortened, or one of ours that
 * breaks our grammar. A wrong check digit is no reason: the crate has arrived. */
static bool identifier_valid(struct sy_bytes text, enum sy_capture_code *code,
                             const char **expected)
{
    static const char ours[] = "urn:suyuan:1:";
    struct sy_buffer canonical = {0};
    enum sy_text_flaw flaw;
    enum sy_err err;
    size_t at;

    flaw = sy_text_flaw_find(text, &at);
    if (flaw != SY_FLAW_NONE) {
        if (flaw == SY_FLAW_FULL_WIDTH)
            *code = SY_CAPTURE_FULL_WIDTH;
        return false;
    }
    if (has_spreadsheet_number(text)) {
        *code = SY_CAPTURE_SPREADSHEET_NUMBER;
        return false;
    }
    if (text.len < sizeof(ours) || memcmp(text.data, ours, sizeof(ours) - 1) != 0)
        return true;
    err = sy_identifier_canonical(text, &canonical, NULL);
    sy_buffer_close(&canonical);
    *code = err == SY_PERSONAL ? SY_CAPTURE_PERSONAL_NUMBER : SY_CAPTURE_BAD_IDENTIFIER;
    *expected =
        "urn:suyuan:1:{org,site,class,lot,serial,unit,doc,lotdate,instore,ticket,code}:…";
    return err == SY_OK || err == SY_NO_MEMORY;
}

bool sy_capture_check_text(const struct sy_epcis_row *row, struct sy_bytes text,
                           enum sy_capture_code *code, const char **expected)
{
    int64_t time_us;
    int minutes;

    *expected = "";
    switch ((enum sy_epcis_rule)row->rule) {
    case SY_RULE_NONE:
        return true;
    case SY_RULE_URI:
        *code = SY_CAPTURE_BAD_URI;
        return sy_uri_valid(text) && identifier_valid(text, code, expected);
    case SY_RULE_TIME:
        *code = SY_CAPTURE_BAD_TIME;
        return sy_time_parse(text, &time_us) == SY_OK;
    case SY_RULE_OFFSET:
        *code = SY_CAPTURE_BAD_OFFSET;
        return sy_time_parse_offset(text, &minutes) == SY_OK;
    case SY_RULE_UOM:
        *code = SY_CAPTURE_BAD_UOM;
        if (uom_valid(text))
            return true;
        if (local_unit(text) != NULL) {
            *code = SY_CAPTURE_LOCAL_UNIT;
            *expected = local_unit(text);
        }
        return false;
    case SY_RULE_HEX:
        *code = SY_CAPTURE_BAD_HEX;
        return hex_valid(text);
    case SY_RULE_VOCABULARY:
        *code = SY_CAPTURE_BAD_VOCABULARY;
        return sy_cbv_allows((enum sy_cbv)row->vocabulary, text);
    }
    return true;
}

void sy_capture_check_words(enum sy_cbv vocabulary, char *out, size_t size)
{
    const char *const *words = sy_cbv_words(vocabulary);
    size_t len = 0;

    sy_assert(size > 8);
    out[0] = 0;
    for (; *words != NULL; words++) {
        if (len + strlen(*words) + 6 > size) {
            snprintf(out + len, size - len, "…");
            return;
        }
        len += (size_t)snprintf(out + len, size - len, "%s%s", *words,
                                words[1] == NULL ? "" : " ");
    }
}

void sy_capture_check_wanted(const struct sy_epcis_row *row, char *out, size_t size)
{
    static const char *const by_rule[] = {
        [SY_RULE_URI] = "URI",       [SY_RULE_TIME] = "2026-11-23T08:00:00+08:00",
        [SY_RULE_OFFSET] = "+08:00", [SY_RULE_UOM] = "KGM",
        [SY_RULE_HEX] = "0a1b",
    };
    const char *wanted = "text";

    if (row->rule == SY_RULE_VOCABULARY) {
        sy_capture_check_words((enum sy_cbv)row->vocabulary, out, size);
        return;
    }
    if (row->name != NULL && strcmp(row->name, "schemaVersion") == 0)
        wanted = "\"2.0\"";
    else if (row->shape == SY_SHAPE_OBJECT || row->shape == SY_SHAPE_DROPPED)
        wanted = "object";
    else if (row->shape == SY_SHAPE_OBJECTS || row->shape == SY_SHAPE_TEXTS ||
             row->shape == SY_SHAPE_CONTEXT)
        wanted = "list";
    else if (row->rule != SY_RULE_NONE)
        wanted = by_rule[row->rule];
    snprintf(out, size, "%s", wanted);
}

static bool divides(uint8_t c)
{
    return strchr(":/#?=&.,;_- ", c) != NULL;
}

/* Is the piece before a number the name of a key whose value has 18 characters of its own. */
static bool is_key(struct sy_bytes piece)
{
    static const char *const keys[] = {"00", "8017", "8018", "uscc", "sscc", "gsrn", "gsrnp"};

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (sy_bytes_equal(piece, sy_text(keys[i])))
            return true;
    }
    return false;
}

bool sy_capture_check_personal(struct sy_bytes text)
{
    struct sy_bytes before = {NULL, 0};
    size_t from = 0;

    if (text.len < SY_RESIDENT_CHARACTERS)
        return false;
    for (size_t i = 0; i <= text.len; i++) {
        struct sy_bytes piece = {text.data + from, i - from};

        if (i < text.len && !divides(text.data[i]))
            continue;
        if (piece.len == SY_RESIDENT_CHARACTERS && !is_key(before) &&
            sy_check_digit_is_resident(piece))
            return true;
        before = piece;
        from = i + 1;
    }
    return false;
}
