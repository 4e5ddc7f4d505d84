#include "ledger/identifier.h"

#include <string.h>

#include "ledger/check_digit.h"
#include "ledger/digital_link.h"
#include "ledger/element_string.h"
#include "ledger/epc_urn.h"
#include "ledger/identifier_form.h"
#include "ledger/text_flaw.h"

enum { FNC1 = 0x1d };

const char *sy_identifier_kind_name(enum sy_identifier_kind kind)
{
#define NAME(constant, name) name,
    static const char *const names[SY_IDENTIFIER_KINDS] = {SY_IDENTIFIER_KIND_LIST(NAME)};
#undef NAME

    sy_assert(kind < SY_IDENTIFIER_KINDS);
    return names[kind];
}

/* The error of what was put since out had the length start, which is taken back on one. */
static enum sy_err finish(struct sy_buffer *out, size_t start)
{
    enum sy_err err = out->err;

    if (err == SY_OK && out->len - start > SY_ITEM_BYTES_MAX)
        err = SY_LIMIT;
    if (err != SY_OK)
        out->len = start;
    return err;
}

static bool has_dates(const struct sy_gs1 *g)
{
    for (unsigned ai = SY_GS1_MADE; ai < SY_GS1_COUNT; ai++) {
        if (sy_gs1_has(g, (enum sy_gs1_ai)ai))
            return true;
    }
    return false;
}

/* Some keys go on behind their check digit with a serial: they name a piece, without it a
 * class. */
static bool is_piece(const struct sy_gs1 *g)
{
    return (g->key == SY_GS1_GRAI || g->key == SY_GS1_GDTI || g->key == SY_GS1_GCN) &&
           g->value[g->key].len > sy_gs1_checked_digits(g->key);
}

static enum sy_identifier_kind item_kind(const struct sy_gs1 *g, enum sy_identifier_kind class)
{
    if (sy_gs1_has(g, SY_GS1_SERIAL) || sy_gs1_has(g, SY_GS1_TPX))
        return class + 2;
    return sy_gs1_has(g, SY_GS1_LOT) || has_dates(g) ? class + 1 : class;
}

static enum sy_identifier_kind gs1_kind(const struct sy_gs1 *g)
{
    static const enum sy_identifier_kind kinds[SY_GS1_KEYS] = {
        [SY_GS1_SSCC] = SY_IDENTIFIER_SSCC,           [SY_GS1_GTIN] = SY_IDENTIFIER_GTIN,
        [SY_GS1_ITIP] = SY_IDENTIFIER_ITIP,           [SY_GS1_GRAI] = SY_IDENTIFIER_GRAI_CLASS,
        [SY_GS1_GIAI] = SY_IDENTIFIER_GIAI,           [SY_GS1_CPI] = SY_IDENTIFIER_CPI_CLASS,
        [SY_GS1_GSRNP] = SY_IDENTIFIER_GSRN_PROVIDER, [SY_GS1_GSRN] = SY_IDENTIFIER_GSRN,
        [SY_GS1_GDTI] = SY_IDENTIFIER_GDTI_CLASS,     [SY_GS1_GCN] = SY_IDENTIFIER_COUPON_CLASS,
        [SY_GS1_GINC] = SY_IDENTIFIER_GINC,           [SY_GS1_GSIN] = SY_IDENTIFIER_GSIN,
        [SY_GS1_LOCATION] = SY_IDENTIFIER_LOCATION,   [SY_GS1_PARTY] = SY_IDENTIFIER_PARTY,
    };
    enum sy_identifier_kind kind = kinds[g->key];

    if (g->key == SY_GS1_GTIN || g->key == SY_GS1_ITIP)
        return item_kind(g, kind);
    if (g->key == SY_GS1_CPI)
        return sy_gs1_has(g, SY_GS1_CPI_SERIAL) ? SY_IDENTIFIER_CPI : kind;
    return is_piece(g) ? kind + 1 : kind;
}

_Static_assert(SY_IDENTIFIER_CODE - SY_IDENTIFIER_ORG == SY_SUYUAN_CODE - SY_SUYUAN_ORG,
               "the kinds of urn:suyuan stand in the same order in both lists");

static void describe(const struct sy_identifier_form *form, struct sy_identifier *about)
{
    struct sy_bytes gtin = {NULL, 0};

    if (form->is_suyuan) {
        about->kind = SY_IDENTIFIER_ORG + form->urn.kind;
        gtin = form->urn.gtin;
    } else {
        about->kind = gs1_kind(&form->gs1);
        if (form->gs1.key == SY_GS1_GTIN || form->gs1.key == SY_GS1_ITIP)
            gtin = (struct sy_bytes){form->gs1.value[form->gs1.key].data, SY_GTIN_DIGITS};
    }
    if (gtin.data == NULL)
        return;
    memset(about->gtin, '0', SY_GTIN_DIGITS - gtin.len);
    memcpy(about->gtin + SY_GTIN_DIGITS - gtin.len, gtin.data, gtin.len);
    about->in_store = sy_gs1_is_in_store(sy_text(about->gtin));
}

/* SY_OK for what may be read on, a scanner's FNC1 included; *has_fnc1 says that it cannot
 * stand for itself. */
static enum sy_err check_text(struct sy_bytes text, bool *has_fnc1)
{
    size_t at;
    enum sy_text_flaw flaw = sy_text_flaw_find(text, &at);

    *has_fnc1 = flaw == SY_FLAW_CONTROL && text.data[at] == FNC1;
    if (flaw == SY_FLAW_LONG)
        return SY_LIMIT;
    if (flaw != SY_FLAW_NONE && !*has_fnc1)
        return SY_BAD_IDENTIFIER;
    return sy_check_digit_is_resident(text) ? SY_PERSONAL : SY_OK;
}

enum sy_err sy_identifier_canonical(struct sy_bytes text, struct sy_buffer *out,
                                    struct sy_identifier *about)
{
    struct sy_identifier_form form = {0};
    struct sy_identifier found = {0};
    size_t start = out->len;
    char expected = 0;
    bool has_fnc1;
    enum sy_err err = check_text(text, &has_fnc1);
    enum sy_err problem;

    if (err != SY_OK)
        return err;
    problem = sy_identifier_form_read(text, &form, &expected);
    if (problem == SY_PERSONAL ||
        (problem != SY_OK && problem != SY_BAD_CHECK_DIGIT && (has_fnc1 || form.is_suyuan)))
        return problem == SY_NOT_FOUND ? SY_BAD_IDENTIFIER : problem;
    if (problem == SY_OK) {
        describe(&form, &found);
        sy_identifier_form_put(&form, out);
    } else {
        found.problem = problem == SY_NOT_FOUND ? SY_OK : problem;
        if (problem == SY_BAD_CHECK_DIGIT)
            found.expected = expected;
        /* FNC1 is for machines: the same elements with brackets can be printed. */
        if (has_fnc1)
            sy_element_string_put(&form.gs1, out);
        else
            sy_buffer_put_bytes(out, text);
    }
    err = finish(out, start);
    if (err == SY_OK && about != NULL)
        *about = found;
    return err;
}

/* Keep only one of what follows the key, or nothing for SY_GS1_COUNT. */
static void keep_only(struct sy_gs1 *g, enum sy_gs1_ai kept)
{
    for (unsigned ai = SY_GS1_KEYS; ai < SY_GS1_COUNT; ai++) {
        if (ai != kept)
            g->value[ai] = (struct sy_bytes){NULL, 0};
    }
}

static unsigned count_followers(const struct sy_gs1 *g)
{
    unsigned count = 0;

    for (unsigned ai = SY_GS1_KEYS; ai < SY_GS1_COUNT; ai++)
        count += sy_gs1_has(g, (enum sy_gs1_ai)ai);
    return count;
}

/* urn:suyuan:1:lotdate of GTIN and production date, when that names a day; years are this
 * century's. */
static bool lotdate_of(const struct sy_gs1 *g, uint8_t date[8], struct sy_suyuan_urn *out)
{
    struct sy_bytes made = g->value[SY_GS1_MADE];

    if (g->key != SY_GS1_GTIN || made.data == NULL || memcmp(made.data + 4, "00", 2) == 0)
        return false;
    date[0] = '2';
    date[1] = '0';
    memcpy(date + 2, made.data, SY_GS1_DATE_DIGITS);
    *out = (struct sy_suyuan_urn){
        .kind = SY_SUYUAN_LOTDATE, .gtin = g->value[SY_GS1_GTIN], .date = {date, 8}};
    return true;
}

static enum sy_err put_wider_gs1(struct sy_gs1 *g, size_t n, struct sy_buffer *out)
{
    static const enum sy_gs1_ai alone[] = {SY_GS1_SERIAL, SY_GS1_TPX, SY_GS1_LOT};
    unsigned followers = count_followers(g);
    struct sy_suyuan_urn lotdate;
    uint8_t date[8];

    for (size_t i = 0; followers > 1 && i < sizeof(alone) / sizeof(alone[0]); i++) {
        if (sy_gs1_has(g, alone[i]) && n-- == 0) {
            keep_only(g, alone[i]);
            sy_digital_link_put(g, out);
            return SY_OK;
        }
    }
    if (lotdate_of(g, date, &lotdate) && n-- == 0) {
        sy_suyuan_urn_put(&lotdate, out);
        return SY_OK;
    }
    if (n > 0 || (followers == 0 && !is_piece(g)))
        return SY_NOT_FOUND;
    if (is_piece(g))
        g->value[g->key].len = sy_gs1_checked_digits(g->key);
    keep_only(g, SY_GS1_COUNT);
    sy_digital_link_put(g, out);
    return SY_OK;
}

/* The GTIN of a lotdate, as a GS1 key. */
static enum sy_err take_gtin(const struct sy_suyuan_urn *urn, struct sy_gs1 *g)
{
    g->key = SY_GS1_GTIN;
    return sy_gs1_add(g, SY_GS1_GTIN, urn->gtin);
}

static enum sy_err put_wider_suyuan(struct sy_identifier_form *form, size_t n,
                                    struct sy_buffer *out)
{
    struct sy_suyuan_urn *urn = &form->urn;
    bool has_line = urn->kind == SY_SUYUAN_LOTDATE && urn->local.data != NULL;
    bool has_day = urn->kind == SY_SUYUAN_INSTORE && urn->date.data != NULL;
    enum sy_err err;

    if (n == 0 && (has_line || has_day)) {
        if (has_line)
            urn->local = (struct sy_bytes){NULL, 0};
        else
            urn->date = (struct sy_bytes){NULL, 0};
        sy_suyuan_urn_put(urn, out);
        return SY_OK;
    }
    if (urn->kind != SY_SUYUAN_LOTDATE || n > (has_line ? 1 : 0))
        return SY_NOT_FOUND;
    err = take_gtin(urn, &form->gs1);
    if (err == SY_OK)
        sy_digital_link_put(&form->gs1, out);
    return err;
}

/* Read canonical text that is to be said in another way. SY_NOT_FOUND when it stands for
 * itself. */
static enum sy_err read_known(struct sy_bytes canonical, struct sy_identifier_form *form)
{
    size_t at;
    char expected;

    if (sy_text_flaw_find(canonical, &at) != SY_FLAW_NONE ||
        sy_identifier_form_read(canonical, form, &expected) != SY_OK)
        return SY_NOT_FOUND;
    return SY_OK;
}

enum sy_err sy_identifier_wider(struct sy_bytes canonical, size_t n, struct sy_buffer *out)
{
    struct sy_identifier_form form = {0};
    size_t start = out->len;
    enum sy_err err = read_known(canonical, &form);

    if (err != SY_OK)
        return err;
    err = form.is_gs1 ? put_wider_gs1(&form.gs1, n, out) : put_wider_suyuan(&form, n, out);
    return err != SY_OK ? err : finish(out, start);
}

bool sy_identifier_has_wider(const struct sy_identifier *about)
{
    if (about->kind == SY_IDENTIFIER_OPAQUE)
        return false;
    return about->kind < SY_IDENTIFIER_ORG || about->kind == SY_IDENTIFIER_LOTDATE ||
           about->kind == SY_IDENTIFIER_INSTORE;
}

enum sy_err sy_identifier_class(struct sy_bytes canonical, struct sy_buffer *out)
{
    size_t start = out->len;
    size_t n = 0;
    enum sy_err err;

    while ((err = sy_identifier_wider(canonical, n, out)) == SY_OK) {
        out->len = start;
        n++;
    }
    if (err != SY_NOT_FOUND || n == 0)
        return err;
    return sy_identifier_wider(canonical, n - 1, out);
}

enum sy_err sy_identifier_epc_urn(struct sy_bytes canonical, unsigned company_prefix_digits,
                                  struct sy_buffer *out)
{
    struct sy_identifier_form form = {0};
    size_t start = out->len;
    enum sy_err err = read_known(canonical, &form);

    if (err != SY_OK || !form.is_gs1)
        return SY_NOT_FOUND;
    err = sy_epc_urn_put(&form.gs1, company_prefix_digits, out);
    return err != SY_OK ? err : finish(out, start);
}

enum sy_err sy_identifier_element_string(struct sy_bytes canonical, struct sy_buffer *out)
{
    struct sy_identifier_form form = {0};
    struct sy_suyuan_urn *urn = &form.urn;
    size_t start = out->len;

    if (read_known(canonical, &form) != SY_OK)
        return SY_NOT_FOUND;
    if (form.is_suyuan && urn->kind == SY_SUYUAN_LOTDATE && urn->local.data == NULL &&
        memcmp(urn->date.data, "20", 2) == 0) {
        enum sy_err err = take_gtin(urn, &form.gs1);

        if (err != SY_OK)
            return err;
        form.gs1.value[SY_GS1_MADE] = (struct sy_bytes){urn->date.data + 2, SY_GS1_DATE_DIGITS};
    } else if (!form.is_gs1) {
        return SY_NOT_FOUND;
    }
    sy_element_string_put(&form.gs1, out);
    return finish(out, start);
}
