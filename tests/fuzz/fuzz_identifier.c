/* Identifiers: any bytes give one canonical text that is bounded, stays itself and can be said
 * in every other way, or an error that changes nothing. */
#include <string.h>

#include "ledger/identifier.h"
#include "ledger/text_flaw.h"

enum { WIDER_MAX = 4 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum sy_err put(struct sy_buffer *out, struct sy_bytes text, struct sy_identifier *about)
{
    enum sy_err err = sy_identifier_canonical(text, out, about);

    sy_assert(out->len <= SY_ITEM_BYTES_MAX);
    if (err != SY_OK)
        sy_assert(out->len == 0);
    return err;
}

/* The same name again. */
static void is_canonical(struct sy_bytes text, const struct sy_identifier *about)
{
    struct sy_buffer out = {0};
    struct sy_identifier again;
    enum sy_err err = put(&out, text, &again);

    sy_assert(err == SY_OK);
    sy_assert(sy_bytes_equal(text, sy_buffer_bytes(&out)));
    sy_assert(again.kind == about->kind);
    sy_assert(again.problem == about->problem);
    sy_assert(again.expected == about->expected);
    sy_assert(strcmp(again.gtin, about->gtin) == 0);
    sy_buffer_close(&out);
}

/* What is written in another way reads as the same name. */
static void reads_back(struct sy_bytes written, struct sy_bytes canonical)
{
    struct sy_buffer out = {0};
    enum sy_err err = put(&out, written, NULL);

    sy_assert(err == SY_OK);
    sy_assert(sy_bytes_equal(canonical, sy_buffer_bytes(&out)));
    sy_buffer_close(&out);
}

static void say_as_urn(struct sy_bytes canonical)
{
    struct sy_buffer out = {0};

    for (unsigned digits = 5; digits < 14; digits++) {
        enum sy_err err = sy_identifier_epc_urn(canonical, digits, &out);

        if (err == SY_OK)
            reads_back(sy_buffer_bytes(&out), canonical);
        else
            sy_assert(out.len == 0);
        out.len = 0;
    }
    sy_buffer_close(&out);
}

static void say_otherwise(struct sy_bytes canonical, const struct sy_identifier *about)
{
    struct sy_buffer out = {0};
    enum sy_err err = sy_identifier_human(canonical, &out);

    sy_assert(err == SY_OK);
    sy_assert(out.len > 0);
    out.len = 0;
    err = sy_identifier_element_string(canonical, &out);
    sy_assert(err == SY_OK || (err == SY_NOT_FOUND && out.len == 0));
    if (err == SY_OK && about->kind != SY_IDENTIFIER_LOTDATE)
        reads_back(sy_buffer_bytes(&out), canonical);
    sy_buffer_close(&out);
}

/* Every wider name is canonical, known, and no wider than finitely many others. */
static void widen(struct sy_bytes canonical)
{
    struct sy_buffer out = {0};
    struct sy_identifier about;
    size_t n = 0;

    while (sy_identifier_wider(canonical, n, &out) == SY_OK) {
        struct sy_buffer again = {0};

        sy_assert(!sy_bytes_equal(sy_buffer_bytes(&out), canonical));
        sy_assert(put(&again, sy_buffer_bytes(&out), &about) == SY_OK);
        sy_assert(about.kind != SY_IDENTIFIER_OPAQUE);
        is_canonical(sy_buffer_bytes(&out), &about);
        sy_buffer_close(&again);
        out.len = 0;
        n++;
        sy_assert(n <= WIDER_MAX);
    }
    sy_assert(out.len == 0);
    sy_assert((sy_identifier_class(canonical, &out) == SY_OK) == (n > 0));
    sy_buffer_close(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sy_bytes text = {data, size};
    struct sy_buffer out = {0};
    struct sy_identifier about;
    size_t at;

    sy_assert(sy_text_flaw_find(text, &at) == SY_FLAW_NONE || at <= size);
    (void)sy_text_is_nfc(text);
    if (put(&out, text, &about) == SY_OK) {
        struct sy_bytes canonical = sy_buffer_bytes(&out);

        sy_assert(canonical.len > 0);
        is_canonical(canonical, &about);
        say_as_urn(canonical);
        say_otherwise(canonical, &about);
        widen(canonical);
    }
    sy_buffer_close(&out);
    return 0;
}
