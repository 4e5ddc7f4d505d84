#include "tools/act_subject.h"

#include <string.h>

#include "ledger/base64.h"
#include "ledger/check_digit.h"
#include "ledger/org_id.h"
#include "ledger/suyuan_urn.h"
#include "proto/record_type.h"
#include "proto/statement.h"
#include "tools/lookalike.h"

enum { GLN_DIGITS = 13, GTIN_DIGITS = 14, TEXT_BYTES = 1024, SC_DIGITS = 14 };

/* What a subject of a type starts with, and what it looks like. */
static const struct form {
    uint32_t type;
    const char *prefix;
    bool owned; /* the owner's id stands behind the prefix */
    const char *looks[SY_LANGUAGES];
} forms[] = {
    {SY_TYPE_REGULATOR,
     "regulator:",
     false,
     {"regulator:<district>-<number>, as 310115-1", "regulator:<区代码>-<编号>，如 310115-1"}},
    {SY_TYPE_ORGANISATION,
     "",
     false,
     {"uscc:<18 characters>, gln:<13 digits> or reg:<district>-<number>",
      "uscc:<18 位>、gln:<13 位> 或 reg:<区代码>-<编号>"}},
    {SY_TYPE_SITE,
     "urn:suyuan:1:site:",
     true,
     {"urn:suyuan:1:site:<organisation>:<number>", "urn:suyuan:1:site:<单位>:<编号>"}},
    {SY_TYPE_DEVICE,
     "device:",
     true,
     {"device:<organisation>:<number>", "device:<单位>:<编号>"}},
    {SY_TYPE_CARD, "card:", true, {"card:<issuer>:<number>", "card:<发卡单位>:<编号>"}},
    {SY_TYPE_DELEGATION,
     "delegation:",
     true,
     {"delegation:<principal>:<number>", "delegation:<授权单位>:<编号>"}},
    {SY_TYPE_PERSON,
     "person:",
     false,
     {"person:<district>-<number>, as 310115-17", "person:<区代码>-<编号>，如 310115-17"}},
    {SY_TYPE_LICENCE, "licence:", false, {"licence:<number>", "licence:<编号>"}},
    {SY_TYPE_ACCREDITATION,
     "accreditation:",
     false,
     {"accreditation:<number>", "accreditation:<编号>"}},
    {SY_TYPE_STANDING_CERTIFICATE,
     "certificate:",
     true,
     {"certificate:<body>:<number>", "certificate:<机构>:<编号>"}},
    {SY_TYPE_PRODUCT,
     "gtin:",
     false,
     {"a GTIN, or urn:suyuan:1:class:<organisation>:<number>",
      "GTIN，或 urn:suyuan:1:class:<单位>:<编号>"}},
    {SY_TYPE_PRODUCT_CLASS, "class:", false, {"class:<code>", "class:<代码>"}},
    {SY_TYPE_NODE, "node:", false, {"node:<six digits>", "node:<六位数字>"}},
};

static const struct form *form_of(uint32_t type)
{
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        if (forms[i].type == type)
            return &forms[i];
    }
    return NULL;
}

static bool starts_with(struct sy_bytes text, const char *prefix)
{
    size_t len = strlen(prefix);

    return text.len >= len && memcmp(text.data, prefix, len) == 0;
}

static bool wrong_form(struct sy_act_form *form, const char *field, uint32_t type,
                       struct sy_bytes text)
{
    const struct form *looks = form_of(type);

    return sy_act_form_wrong(form, SY_MESSAGE_ACT_BAD_SUBJECT, field, text,
                             looks == NULL ? "" : looks->looks[form->language]);
}

/* prefix, owner and colon where they are, text. */
static bool join(struct sy_act_form *form, const char *prefix, struct sy_bytes owner,
                 struct sy_bytes text, struct sy_bytes *out)
{
    struct sy_buffer joined = {.max = TEXT_BYTES};

    sy_buffer_put_text(&joined, prefix);
    if (owner.data != NULL) {
        sy_buffer_put_bytes(&joined, owner);
        sy_buffer_put_u8(&joined, ':');
    }
    sy_buffer_put_bytes(&joined, text);
    *out = joined.err == SY_OK ? sy_act_form_keep(form, sy_buffer_bytes(&joined))
                               : (struct sy_bytes){NULL, 0};
    sy_buffer_close(&joined);
    return out->data != NULL;
}

/* ---- organisations ---- */

static bool is_registry_number(struct sy_bytes text)
{
    return text.len > 7 && text.data[6] == '-' &&
           sy_check_digit_all_digits((struct sy_bytes){text.data, 6});
}

static bool read_organisation(struct sy_act_form *form, const char *field, struct sy_bytes text,
                              struct sy_bytes *out)
{
    const struct sy_bytes none = {NULL, 0};
    struct sy_bytes code = text;

    *out = text;
    if (memchr(text.data, ':', text.len) != NULL)
        return sy_org_id_span(text) == text.len || starts_with(text, "uscc:") ||
                       starts_with(text, "regulator:")
                   ? true
                   : wrong_form(form, field, SY_TYPE_ORGANISATION, text);
    if (text.len == GLN_DIGITS && sy_check_digit_all_digits(text))
        return join(form, "gln:", none, text, out);
    if (is_registry_number(text))
        return join(form, "reg:", none, text, out);
    if (text.len != SY_USCC_CHARACTERS)
        return wrong_form(form, field, SY_TYPE_ORGANISATION, text);
    return sy_act_form_code(form, field, SY_LOOKALIKE_USCC, text, &code) &&
           join(form, "uscc:", none, code, out);
}

/* ---- products ---- */

static bool read_gtin(struct sy_act_form *form, const char *field, struct sy_bytes text,
                      struct sy_bytes *out)
{
    const struct sy_bytes none = {NULL, 0};
    struct sy_bytes digits;
    uint8_t padded[GTIN_DIGITS];
    char expected[2] = {0};

    if (!sy_act_form_code(form, field, SY_LOOKALIKE_DIGITS, text, &digits))
        return false;
    if (!sy_check_digit_all_digits(digits) ||
        (digits.len != 8 && digits.len != 12 && digits.len != 13 && digits.len != GTIN_DIGITS))
        return wrong_form(form, field, SY_TYPE_PRODUCT, text);
    if (sy_check_digit_gs1(digits, expected) != SY_OK ||
        digits.data[digits.len - 1] != (uint8_t)expected[0])
        return sy_act_form_wrong(form, SY_MESSAGE_ACT_BAD_CHECK, field, digits, expected);
    memset(padded, '0', sizeof(padded));
    memcpy(padded + sizeof(padded) - digits.len, digits.data, digits.len);
    return join(form, "gtin:", none, (struct sy_bytes){padded, sizeof(padded)}, out);
}

/* ---- names with a URN ---- */

static bool read_urn(struct sy_act_form *form, const char *field, uint32_t type,
                     struct sy_bytes text, struct sy_bytes *out)
{
    enum sy_suyuan_kind kind = type == SY_TYPE_SITE ? SY_SUYUAN_SITE : SY_SUYUAN_CLASS;
    struct sy_suyuan_urn urn = {0};
    struct sy_buffer canonical = {.max = TEXT_BYTES};
    char expected = 0;
    enum sy_err err = sy_suyuan_urn_read(text, &urn, &expected);

    if (err == SY_PERSONAL)
        return sy_act_form_wrong(form, SY_MESSAGE_ACT_PERSONAL, field, text, "");
    if ((err != SY_OK && err != SY_BAD_CHECK_DIGIT) || urn.kind != kind)
        return wrong_form(form, field, type, text);
    sy_suyuan_urn_put(&urn, &canonical);
    *out = canonical.err == SY_OK ? sy_act_form_keep(form, sy_buffer_bytes(&canonical))
                                  : (struct sy_bytes){NULL, 0};
    sy_buffer_close(&canonical);
    return out->data != NULL;
}

/* ---- licences ---- */

/* The last of SC and 14 digits, by GB/T 17710's MOD 11,10 (ISO/IEC 7064). */
static bool sc_is_right(struct sy_bytes digits, char expected[2])
{
    unsigned product = 10;

    for (size_t i = 0; i + 1 < digits.len; i++) {
        unsigned sum = (product + (unsigned)(digits.data[i] - '0')) % 10;

        product = 2 * (sum == 0 ? 10 : sum) % 11;
    }
    expected[0] = (char)('0' + (11 - product) % 10);
    return digits.data[digits.len - 1] == (uint8_t)expected[0];
}

static bool licence_good(struct sy_act_form *form, const char *field, struct sy_bytes number)
{
    struct sy_bytes digits = {number.data + 2, number.len < 2 ? 0 : number.len - 2};
    char expected[2] = {0};

    if (!starts_with(number, "SC") || form->override != NULL)
        return true;
    if (digits.len != SC_DIGITS || !sy_check_digit_all_digits(digits))
        return sy_act_form_wrong(form, SY_MESSAGE_ACT_BAD_SC, field, number, "");
    return sc_is_right(digits, expected) ||
           sy_act_form_wrong(form, SY_MESSAGE_ACT_BAD_CHECK, field, number, expected);
}

/* ---- keys ---- */

static bool read_key(struct sy_act_form *form, const char *field, struct sy_bytes text,
                     struct sy_bytes *out)
{
    uint8_t key[SY_PUBLIC_KEY_BYTES];
    char subject[SY_KEY_SUBJECT_BYTES + 1];

    *out = text;
    if (sy_key_of_subject(text, key))
        return true;
    if (sy_base64_decode_exact(text, key, sizeof(key)) != SY_OK)
        return sy_act_form_wrong(form, SY_MESSAGE_ACT_BAD_KEY, field, text, "");
    sy_key_subject(key, subject);
    *out = sy_act_form_keep(form, sy_text(subject));
    return out->data != NULL;
}

/* ---- all ---- */

static bool all_look_like_digits(struct sy_bytes text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (memchr("0123456789OoIil", text.data[i], 15) == NULL)
            return false;
    }
    return true;
}

static bool read_prefixed(struct sy_act_form *form, const char *field, uint32_t type,
                          struct sy_bytes text, struct sy_bytes owner, struct sy_bytes *out)
{
    const struct form *looks = form_of(type);
    const struct sy_bytes none = {NULL, 0};
    struct sy_bytes number;

    if (looks == NULL) {
        *out = text;
        return true;
    }
    if (starts_with(text, looks->prefix))
        *out = text;
    else if (looks->owned && owner.data == NULL)
        return wrong_form(form, field, type, text);
    else if (!join(form, looks->prefix, looks->owned ? owner : none, text, out))
        return false;
    number =
        (struct sy_bytes){out->data + strlen(looks->prefix), out->len - strlen(looks->prefix)};
    return type != SY_TYPE_LICENCE || licence_good(form, field, number);
}

bool sy_act_subject_read(struct sy_act_form *form, const char *field, uint32_t type,
                         struct sy_bytes text, struct sy_bytes owner, struct sy_bytes *out)
{
    struct sy_bytes code;
    bool good;

    if (type == SY_TYPE_KEY)
        return read_key(form, field, text, out);
    if (!sy_act_form_code(form, field, SY_LOOKALIKE_CODE, text, &code))
        return false;
    if (type == SY_TYPE_ORGANISATION)
        good = read_organisation(form, field, code, out);
    else if (type == SY_TYPE_PRODUCT && starts_with(code, "gtin:"))
        good = read_gtin(form, field, (struct sy_bytes){code.data + 5, code.len - 5}, out);
    else if (type == SY_TYPE_PRODUCT && !starts_with(code, "urn:") && owner.data != NULL &&
             !all_look_like_digits(code))
        good = join(form, "urn:suyuan:1:class:", owner, code, &code);
    else if (type == SY_TYPE_PRODUCT && !starts_with(code, "urn:"))
        good = read_gtin(form, field, code, out);
    else
        good = type == SY_TYPE_PRODUCT || read_prefixed(form, field, type, code, owner, out);
    if (good &&
        (type == SY_TYPE_SITE || (type == SY_TYPE_PRODUCT && starts_with(code, "urn:"))))
        good = read_urn(form, field, type, type == SY_TYPE_SITE ? *out : code, out);
    if (good && !sy_name_valid(*out, SY_SUBJECT_BYTES_MAX))
        good = wrong_form(form, field, type, text);
    return good;
}

struct sy_bytes sy_act_subject_owner(struct sy_bytes subject, struct sy_bytes *number)
{
    static const char *const prefixes[] = {
        "urn:suyuan:1:site:", "urn:suyuan:1:class:", "device:", "card:",
        "delegation:",        "certificate:"};

    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        size_t skip = strlen(prefixes[i]);
        struct sy_bytes rest = {subject.data + skip, subject.len - skip};
        size_t span;

        if (!starts_with(subject, prefixes[i]))
            continue;
        span = sy_org_id_span(rest);
        if (span == 0 || span + 1 >= rest.len)
            break;
        *number = (struct sy_bytes){rest.data + span + 1, rest.len - span - 1};
        return (struct sy_bytes){rest.data, span};
    }
    return (struct sy_bytes){NULL, 0};
}
