#include <string.h>

#include "ledger/act_check.h"
#include "ledger/check_digit.h"
#include "ledger/org_id.h"
#include "ledger/place.h"
#include "ledger/suyuan_urn.h"
#include "proto/record_type.h"
#include "proto/statement.h"

enum { NUMBER_DIGITS_MAX = 12, DISTRICT_DIGITS = 6 };

/* What stands behind the prefix. */
static bool behind(struct sy_bytes text, const char *prefix, struct sy_bytes *rest)
{
    size_t len = strlen(prefix);

    if (text.len <= len || memcmp(text.data, prefix, len) != 0)
        return false;
    *rest = (struct sy_bytes){text.data + len, text.len - len};
    return true;
}

/* 310115-17: no leading zero, so that one number has one text. */
static bool is_district_number(struct sy_bytes text)
{
    struct sy_bytes number;

    if (text.len < DISTRICT_DIGITS + 2 || text.data[DISTRICT_DIGITS] != '-' ||
        !sy_node_code_valid((struct sy_bytes){text.data, DISTRICT_DIGITS}))
        return false;
    number = (struct sy_bytes){text.data + DISTRICT_DIGITS + 1, text.len - DISTRICT_DIGITS - 1};
    return number.len <= NUMBER_DIGITS_MAX && sy_check_digit_all_digits(number) &&
           number.data[0] != '0';
}

/* An organisation's id, whose check character may be overridden when it is admitted. */
static size_t organisation_span(struct sy_bytes text)
{
    return sy_org_id_span(text);
}

/* "<organisation>:<local>" */
static bool is_local(struct sy_bytes text, struct sy_bytes *organisation)
{
    size_t span = organisation_span(text);

    if (span == 0 || span + 1 >= text.len || text.data[span] != ':')
        return false;
    *organisation = (struct sy_bytes){text.data, span};
    return true;
}

/* The canonical urn of that kind, and whose it is. */
static bool is_urn(struct sy_bytes text, enum sy_suyuan_kind kind,
                   struct sy_bytes *organisation)
{
    struct sy_suyuan_urn urn = {0};
    struct sy_buffer canonical = {0};
    char expected;
    bool same;
    enum sy_err err = sy_suyuan_urn_read(text, &urn, &expected);

    if ((err != SY_OK && err != SY_BAD_CHECK_DIGIT) || urn.kind != kind)
        return false;
    sy_suyuan_urn_put(&urn, &canonical);
    same = canonical.err == SY_OK && sy_bytes_equal(sy_buffer_bytes(&canonical), text);
    sy_buffer_close(&canonical);
    *organisation = urn.org;
    return same;
}

static const char *organisation_bad(const struct sy_act *act)
{
    struct sy_bytes code;

    if (sy_org_id_check(act->subject) == SY_OK)
        return NULL;
    /* A code that is accepted for a reason still has the letters and digits that codes have. */
    if (behind(act->subject, "uscc:", &code) && code.len == SY_USCC_CHARACTERS &&
        organisation_span(act->subject) == act->subject.len)
        return act->verb != SY_ORGANISATION_ADMITTED ||
                       sy_body_bytes(act->body, SY_ORGANISATION_USCC_OVERRIDE).len > 0
                   ? NULL
                   : sy_act_uscc_bad(code);
    if (behind(act->subject, "gln:", &code))
        return sy_act_gln_bad(code);
    return "the subject must be uscc:<18 characters>, gln:<13 digits> or "
           "reg:<district>-<number>";
}

static bool owned(const struct sy_act *act, uint32_t field, struct sy_bytes organisation)
{
    struct sy_bytes said = sy_body_bytes(act->body, field);

    return said.data == NULL || sy_bytes_equal(said, organisation);
}

static const char *product_bad(const struct sy_act *act)
{
    struct sy_bytes rest;

    if (behind(act->subject, "gtin:", &rest))
        return sy_act_gtin_bad(rest);
    if (is_urn(act->subject, SY_SUYUAN_CLASS, &rest))
        return owned(act, SY_PRODUCT_ORGANISATION, rest)
                   ? NULL
                   : "the product's number is another organisation's";
    return "a product is gtin:<14 digits> or urn:suyuan:1:class:<organisation>:<number>";
}

static bool erasure_says(const struct sy_act *act)
{
    struct sy_bytes origin = sy_body_bytes(act->body, SY_ERASURE_ORIGIN);
    struct sy_buffer text = {0};
    uint64_t index = 0;
    uint64_t record = 0;
    uint64_t kind = 0;
    bool same;

    if (!sy_body_uint(act->body, SY_ERASURE_INDEX, &index) ||
        !sy_body_uint(act->body, SY_ERASURE_RECORD, &record) ||
        !sy_body_uint(act->body, SY_ERASURE_KIND, &kind))
        return true; /* the rule table says that they are needed */
    sy_buffer_put_text(&text, "erasure:");
    sy_buffer_put_bytes(&text, origin);
    sy_buffer_printf(&text, ":%llu:%llu:%llu", (unsigned long long)index,
                     (unsigned long long)record, (unsigned long long)kind);
    same = text.err == SY_OK && sy_bytes_equal(sy_buffer_bytes(&text), act->subject);
    sy_buffer_close(&text);
    return same;
}

const char *sy_act_check_subject(const struct sy_act *act)
{
    struct sy_bytes rest;
    struct sy_bytes whose;
    uint8_t key[SY_PUBLIC_KEY_BYTES];

    if (!sy_name_valid(act->subject, SY_SUBJECT_BYTES_MAX))
        return "a subject is printable ASCII without blanks: letters and digits of full width, "
               "and signs that cannot be seen, are not the same";
    switch (act->type) {
    case SY_TYPE_POLICY:
        return sy_bytes_equal(act->subject, sy_text("policy")) ? NULL
                                                               : "the subject must be policy";
    case SY_TYPE_REGULATOR:
        return behind(act->subject, "regulator:", &rest) && is_district_number(rest)
                   ? NULL
                   : "an office is regulator:<district>-<number>";
    case SY_TYPE_ORGANISATION:
        return organisation_bad(act);
    case SY_TYPE_SITE:
        return is_urn(act->subject, SY_SUYUAN_SITE, &whose)
                   ? NULL
                   : "a site is urn:suyuan:1:site:<organisation>:<number>, in canonical form";
    case SY_TYPE_DEVICE:
        return behind(act->subject, "device:", &rest) && is_local(rest, &whose) &&
                       owned(act, SY_DEVICE_ORGANISATION, whose)
                   ? NULL
                   : "a device is device:<its organisation>:<number>";
    case SY_TYPE_CARD:
        return behind(act->subject, "card:", &rest) && is_local(rest, &whose) &&
                       owned(act, SY_CARD_ISSUER, whose)
                   ? NULL
                   : "a card is card:<its issuer>:<number>";
    case SY_TYPE_KEY:
        return sy_key_of_subject(act->subject, key)
                   ? NULL
                   : "a key is key: and its 33 bytes in lower-case hex";
    case SY_TYPE_DELEGATION:
        return behind(act->subject, "delegation:", &rest) && is_local(rest, &whose) &&
                       owned(act, SY_DELEGATION_PRINCIPAL, whose)
                   ? NULL
                   : "a delegation is delegation:<its principal>:<number>";
    case SY_TYPE_PERSON:
        return behind(act->subject, "person:", &rest) && is_district_number(rest)
                   ? NULL
                   : "a person is person:<district>-<number>, never a document's number";
    case SY_TYPE_LICENCE:
        return behind(act->subject, "licence:", &rest) ? NULL : "a licence is licence:<number>";
    case SY_TYPE_ACCREDITATION:
        return behind(act->subject, "accreditation:", &rest)
                   ? NULL
                   : "an accreditation is accreditation:<number>";
    case SY_TYPE_STANDING_CERTIFICATE:
        return behind(act->subject, "certificate:", &rest) && is_local(rest, &whose) &&
                       owned(act, SY_CERTIFICATE_BODY, whose)
                   ? NULL
                   : "a certificate is certificate:<its body>:<number>";
    case SY_TYPE_PRODUCT:
        return product_bad(act);
    case SY_TYPE_PRODUCT_CLASS:
        return behind(act->subject, "class:", &rest) ? NULL : "a class is class:<code>";
    case SY_TYPE_NODE:
        return behind(act->subject, "node:", &rest) && sy_node_code_valid(rest)
                   ? NULL
                   : "a node is node:<six digits>";
    case SY_TYPE_ERASURE_ORDER:
        return erasure_says(act) ? NULL
                                 : "an erasure is erasure:<origin>:<index>:<record>:<kind>";
    default:
        return "this program does not know such subjects";
    }
}
