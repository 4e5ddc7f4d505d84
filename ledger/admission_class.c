#include <string.h>

#include "ledger/admission_case.h"
#include "ledger/admission_place.h"
#include "ledger/identifier.h"
#include "proto/record_type.h"

enum { CLASSES_ABOVE_MAX = 8 };

static const char default_class[] = "class:default";

static bool begins(struct sy_bytes text, const char *start)
{
    size_t len = strlen(start);

    return text.len >= len && memcmp(text.data, start, len) == 0;
}

static bool is_digits(const uint8_t *at, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9')
            return false;
    }
    return true;
}

/* The beginning that decides the GTIN, or all of the text. */
static struct sy_bytes stem_of(struct sy_bytes id)
{
    if (begins(id, "urn:epc:id:sgtin:") || begins(id, "urn:epc:class:lgtin:")) {
        size_t len = id.len;

        while (id.data[len - 1] != '.' && id.data[len - 1] != ':')
            len--;
        return (struct sy_bytes){id.data, len};
    }
    for (size_t i = 0; i + 4 + SY_GTIN_DIGITS < id.len; i++) {
        if (memcmp(id.data + i, "/01/", 4) == 0 && is_digits(id.data + i + 4, SY_GTIN_DIGITS) &&
            id.data[i + 4 + SY_GTIN_DIGITS] == '/')
            return (struct sy_bytes){id.data, i + 4 + SY_GTIN_DIGITS + 1};
    }
    return id;
}

/* Names of pallets, assets and places: no goods that could be registered. */
static bool is_no_product(struct sy_bytes id)
{
    static const char *const starts[] = {
        "urn:epc:id:sscc:", "urn:epc:id:grai:", "urn:epc:id:giai:", "urn:epc:id:sgln:",
        "urn:epc:id:gdti:", "urn:epc:id:gsrn:", "urn:epc:id:pgln:", "urn:epc:id:gid:"};

    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
        if (begins(id, starts[i]))
            return true;
    }
    return id.len == 0;
}

/* "gtin:<14>", or the canonical urn:suyuan:1:class; false for what names no product. */
static bool product_of(const struct sy_identifier *about, struct sy_buffer *canonical)
{
    if (about->kind == SY_IDENTIFIER_CLASS)
        return true;
    if (about->problem != SY_OK || about->gtin[0] == 0 || about->in_store)
        return false;
    sy_buffer_clear(canonical);
    sy_buffer_printf(canonical, "gtin:%s", about->gtin);
    return true;
}

static enum sy_err look_up(struct sy_admission_case *it, struct sy_bytes id, bool *is_product,
                           struct sy_bytes *class)
{
    struct sy_buffer canonical = {0};
    struct sy_registry_state state;
    struct sy_identifier about;
    enum sy_err err = sy_identifier_canonical(id, &canonical, &about);

    *is_product = err == SY_OK && product_of(&about, &canonical);
    if (err == SY_OK)
        err = canonical.err;
    else if (sy_err_class(err) != SY_CLASS_FAULT)
        err = SY_OK;
    if (err == SY_OK && *is_product) {
        err = sy_registry_state(it->registry, sy_buffer_bytes(&canonical), it->size, &state);
        if (err == SY_OK && state.type == SY_TYPE_PRODUCT)
            *class = sy_body_bytes(state.body, SY_PRODUCT_CLASS);
        if (err == SY_NOT_FOUND)
            err = SY_OK;
    }
    sy_buffer_close(&canonical);
    return err;
}

static size_t slot_of(struct sy_bytes stem)
{
    uint32_t sum = 0;

    for (size_t i = stem.len > 16 ? stem.len - 16 : 0; i < stem.len; i++)
        sum = sum * 31 + stem.data[i];
    return sum % SY_ADMISSION_STEMS_MAX;
}

enum sy_err sy_admission_class_of(struct sy_admission_case *it, struct sy_bytes id,
                                  struct sy_bytes *class)
{
    struct sy_admission_stem *slot;
    struct sy_bytes stem;
    bool is_product;
    enum sy_err err;

    *class = (struct sy_bytes){NULL, 0};
    if (is_no_product(id))
        return SY_OK;
    stem = stem_of(id);
    slot = &it->stems[slot_of(stem)];
    if (slot->stem.data != NULL && sy_bytes_equal(slot->stem, stem)) {
        *class = slot->class;
        return SY_OK;
    }
    err = look_up(it, id, &is_product, class);
    /* What does not read as a product must not hide those that begin as it does. */
    if (err == SY_OK && is_product)
        *slot = (struct sy_admission_stem){stem, *class};
    return err;
}

/* A class's state now; *in_force says whether its rules count. */
static enum sy_err load_class(struct sy_admission_case *it, struct sy_bytes class,
                              struct sy_registry_state *state, bool *in_force)
{
    int64_t from = 0;
    int64_t until = 0;
    bool has_from;
    bool has_until;
    enum sy_err err = sy_registry_state(it->registry, class, it->size, state);

    *in_force = false;
    if (err != SY_OK)
        return err;
    if (state->type != SY_TYPE_PRODUCT_CLASS)
        return SY_NOT_FOUND;
    has_from = sy_body_int(state->body, SY_ACT_FROM, &from);
    has_until = sy_body_int(state->body, SY_ACT_UNTIL, &until);
    *in_force = sy_admission_in_dates(&it->time, has_from, from, has_until, until) &&
                state->force == SY_FORCE_GOOD;
    return SY_OK;
}

enum sy_err sy_admission_find_rule(struct sy_admission_case *it, struct sy_bytes class,
                                   struct sy_bytes step, struct sy_admission_rule *out)
{
    struct sy_registry_state state;
    bool in_force;
    enum sy_err err = SY_OK;

    for (unsigned i = 0; class.len > 0 && i < CLASSES_ABOVE_MAX; i++) {
        err = load_class(it, class, &state, &in_force);
        if (err != SY_OK)
            break;
        if (in_force && sy_admission_rule_of(state.body, step, &it->time, out))
            return SY_OK;
        class = sy_body_bytes(state.body, SY_CLASS_PARENT);
    }
    if (err != SY_OK && err != SY_NOT_FOUND)
        return err;
    err = load_class(it, sy_text(default_class), &state, &in_force);
    if (err != SY_OK && err != SY_NOT_FOUND)
        return err;
    *out = (struct sy_admission_rule){0};
    if (err == SY_NOT_FOUND || !in_force)
        *out = sy_admission_rule_shipped(step);
    else
        (void)sy_admission_rule_of(state.body, step, &it->time, out);
    return SY_OK;
}

/* ---- licences ---- */

/* Does a licence's list name the class, or one above it? */
static enum sy_err covers_class(struct sy_admission_case *it, struct sy_bytes body,
                                struct sy_bytes class, bool *covered)
{
    struct sy_registry_state state;
    enum sy_err err = SY_OK;

    *covered = !sy_body_has(body, SY_LICENCE_CLASSES);
    for (unsigned i = 0; !*covered && class.len > 0 && i < CLASSES_ABOVE_MAX; i++) {
        *covered = sy_body_lists(body, SY_LICENCE_CLASSES, class);
        err = sy_registry_state(it->registry, class, it->size, &state);
        if (err != SY_OK)
            break;
        class = sy_body_bytes(state.body, SY_CLASS_PARENT);
    }
    return err == SY_NOT_FOUND ? SY_OK : err;
}

static enum sy_err covers_places(struct sy_admission_case *it, struct sy_bytes body,
                                 const struct sy_bytes *places, bool *covered)
{
    bool named = false;
    enum sy_err err = SY_OK;

    *covered = true;
    if (!sy_body_has(body, SY_LICENCE_SITES))
        return SY_OK;
    for (unsigned i = 0; *covered && err == SY_OK && i < SY_ADMISSION_PLACES; i++) {
        if (places[i].len == 0)
            continue;
        named = true;
        err = sy_admission_place_covered(it->registry, it->size, places[i], body,
                                         SY_LICENCE_SITES, covered);
    }
    *covered = *covered && named;
    return err;
}

/* NULL when it will do. */
static enum sy_err find_flaw(struct sy_admission_case *it,
                             const struct sy_registry_state *licence, struct sy_bytes class,
                             const struct sy_bytes *places, const char **flaw)
{
    enum sy_force force = sy_registry_force(licence, it->time.now);
    int64_t from = 0;
    int64_t until = 0;
    bool has_from = sy_body_int(licence->body, SY_ACT_FROM, &from);
    bool has_until = sy_body_int(licence->body, SY_ACT_UNTIL, &until);
    bool covered;
    enum sy_err err;

    (void)sy_admission_in_dates(&it->time, has_from, from, has_until, until);
    (void)sy_admission_in_dates(&it->time, false, 0, licence->force == SY_FORCE_SUSPENDED,
                                licence->term);
    *flaw = force == SY_FORCE_LAPSED      ? "has lapsed"
            : force == SY_FORCE_NOT_YET   ? "is not valid yet"
            : force == SY_FORCE_SUSPENDED ? "is suspended"
            : force != SY_FORCE_GOOD      ? "was withdrawn"
                                          : NULL;
    if (*flaw != NULL)
        return SY_OK;
    err = covers_class(it, licence->body, class, &covered);
    if (err == SY_OK && !covered) {
        *flaw = "does not cover these goods";
        return SY_OK;
    }
    if (err == SY_OK)
        err = covers_places(it, licence->body, places, &covered);
    if (err == SY_OK && !covered)
        *flaw = "does not cover this place";
    return err;
}

enum sy_err sy_admission_licensed(struct sy_admission_case *it, uint32_t kinds,
                                  struct sy_bytes class, const struct sy_bytes *places,
                                  bool *licensed, struct sy_bytes *near, const char **flaw)
{
    struct sy_bytes subject = sy_text("licence:"); /* before all of them */
    struct sy_registry_state state;
    enum sy_err err = SY_OK;

    *licensed = false;
    *near = (struct sy_bytes){NULL, 0};
    *flaw = "";
    while (err == SY_OK && !*licensed) {
        const char *lacks;
        uint64_t kind;

        err = sy_registry_next_link(it->registry, it->statement->principal, subject, it->size,
                                    &subject);
        if (err != SY_OK || !begins(subject, "licence:"))
            break;
        err = sy_registry_state(it->registry, subject, it->size, &state);
        if (err != SY_OK || state.type != SY_TYPE_LICENCE ||
            !sy_bytes_equal(sy_body_bytes(state.body, SY_LICENCE_ORGANISATION),
                            it->statement->principal) ||
            !sy_body_uint(state.body, SY_LICENCE_KIND, &kind) || kind >= 32 ||
            (kinds >> kind & 1u) == 0)
            continue;
        err = find_flaw(it, &state, class, places, &lacks);
        *licensed = err == SY_OK && lacks == NULL;
        if (err == SY_OK && !*licensed) {
            *near = subject;
            *flaw = lacks;
        }
    }
    return err == SY_NOT_FOUND ? SY_OK : err;
}
