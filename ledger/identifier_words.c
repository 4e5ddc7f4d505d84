#include "ledger/identifier.h"

#include <string.h>

#include "ledger/identifier_form.h"
#include "ledger/percent.h"
#include "ledger/text_flaw.h"

/* What stands before the value of each AI. */
static const char *const words[SY_GS1_COUNT] = {
    [SY_GS1_SSCC] = "SSCC ",
    [SY_GS1_GTIN] = "GTIN ",
    [SY_GS1_ITIP] = "GTIN ",
    [SY_GS1_GRAI] = "GRAI ",
    [SY_GS1_GIAI] = "GIAI ",
    [SY_GS1_CPI] = "CPI ",
    [SY_GS1_GSRNP] = "GSRN provider ",
    [SY_GS1_GSRN] = "GSRN ",
    [SY_GS1_GDTI] = "GDTI ",
    [SY_GS1_GCN] = "GCN ",
    [SY_GS1_GINC] = "GINC ",
    [SY_GS1_GSIN] = "GSIN ",
    [SY_GS1_LOCATION] = "GLN ",
    [SY_GS1_PARTY] = "party GLN ",
    [SY_GS1_LOT] = " lot ",
    [SY_GS1_SERIAL] = " serial ",
    [SY_GS1_TPX] = " serial ",
    [SY_GS1_EXTENSION] = " extension ",
    [SY_GS1_CPI_SERIAL] = " serial ",
    [SY_GS1_MADE] = " made ",
    [SY_GS1_BEST_BEFORE] = " best before ",
    [SY_GS1_EXPIRY] = " expiry ",
    [SY_GS1_EXPIRY_TIME] = " expiry ",
    [SY_GS1_MADE_TIME] = " made ",
};

static void put_piece(struct sy_buffer *out, const char *before, struct sy_bytes text,
                      size_t from, size_t len)
{
    if (from >= text.len)
        return;
    sy_buffer_put_text(out, before);
    sy_buffer_put(out, text.data + from, len < text.len - from ? len : text.len - from);
}

/* YYMMDD[HH[MM[SS]]]; day 00 is left out. */
static void put_short_date(struct sy_buffer *out, struct sy_bytes date)
{
    sy_assert(date.len >= SY_GS1_DATE_DIGITS);
    put_piece(out, "20", date, 0, 2);
    put_piece(out, "-", date, 2, 2);
    if (memcmp(date.data + 4, "00", 2) != 0)
        put_piece(out, "-", date, 4, 2);
    put_piece(out, " ", date, 6, 2);
    if (date.len == 8)
        sy_buffer_put_text(out, ":00");
    put_piece(out, ":", date, 8, 2);
    put_piece(out, ":", date, 10, 2);
}

/* YYYYMMDD */
static void put_date(struct sy_buffer *out, struct sy_bytes date)
{
    put_piece(out, "", date, 0, 4);
    put_piece(out, "-", date, 4, 2);
    put_piece(out, "-", date, 6, 2);
}

static void put_gs1(struct sy_buffer *out, const struct sy_gs1 *g)
{
    struct sy_bytes key = g->value[g->key];
    size_t checked = sy_gs1_checked_digits(g->key);

    sy_buffer_put_text(out, words[g->key]);
    put_piece(out, "", key, 0, checked == 0 ? key.len : checked);
    if (g->key == SY_GS1_ITIP) {
        put_piece(out, " piece ", key, SY_GTIN_DIGITS, 2);
        put_piece(out, " of ", key, SY_GTIN_DIGITS + 2, 2);
    } else if (checked > 0) {
        put_piece(out, g->key == SY_GS1_GDTI ? " number " : " serial ", key, checked, key.len);
    }
    for (unsigned ai = SY_GS1_KEYS; ai < SY_GS1_COUNT; ai++) {
        if (!sy_gs1_has(g, (enum sy_gs1_ai)ai))
            continue;
        sy_buffer_put_text(out, words[ai]);
        if (ai < SY_GS1_MADE)
            sy_buffer_put_bytes(out, g->value[ai]);
        else
            put_short_date(out, g->value[ai]);
    }
}

static void put_chosen(struct sy_buffer *out, const char *before, struct sy_bytes part)
{
    uint8_t decoded[SY_ITEM_BYTES_MAX];
    size_t len = 0;

    if (part.data == NULL || sy_percent_decode(part, decoded, &len) != SY_OK)
        return;
    sy_buffer_put_text(out, before);
    sy_buffer_put(out, decoded, len);
}

static void put_of(struct sy_buffer *out, const char *of, struct sy_bytes text)
{
    if (text.data == NULL)
        return;
    sy_buffer_put_text(out, of);
    sy_buffer_put_bytes(out, text);
}

static void put_suyuan(struct sy_buffer *out, const struct sy_suyuan_urn *urn)
{
    if (urn->kind == SY_SUYUAN_LOTDATE) {
        put_of(out, "GTIN ", urn->gtin);
        sy_buffer_put_text(out, " made ");
        put_date(out, urn->date);
        put_chosen(out, " line ", urn->local);
        return;
    }
    sy_buffer_put_text(out, sy_suyuan_kind_name(urn->kind));
    if (urn->kind == SY_SUYUAN_CODE)
        put_chosen(out, " ", urn->scheme);
    put_chosen(out, " ", urn->local);
    put_of(out, urn->local.data == NULL ? " " : " of ", urn->org);
    if (urn->kind == SY_SUYUAN_INSTORE)
        put_chosen(out, " of ", urn->scheme);
    if (urn->date.data != NULL) {
        sy_buffer_put_text(out, urn->kind == SY_SUYUAN_INSTORE ? " on " : " of ");
        put_date(out, urn->date);
    }
}

enum sy_err sy_identifier_human(struct sy_bytes canonical, struct sy_buffer *out)
{
    struct sy_identifier_form form = {0};
    size_t start = out->len;
    size_t at;
    char expected;

    if (sy_text_flaw_find(canonical, &at) != SY_FLAW_NONE)
        return SY_BAD_IDENTIFIER;
    if (sy_identifier_form_read(canonical, &form, &expected) != SY_OK)
        sy_buffer_put_bytes(out, canonical);
    else if (form.is_gs1)
        put_gs1(out, &form.gs1);
    else
        put_suyuan(out, &form.urn);
    if (out->err != SY_OK)
        out->len = start;
    return out->err;
}
