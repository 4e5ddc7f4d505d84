#include "ledger/admission_place.h"

#include <string.h>

#include "ledger/identifier.h"
#include "ledger/whereabouts.h"
#include "proto/record_type.h"

enum { PARENTS_MAX = 16, GLN_DIGITS = 13 };

/* The site that has that GLN, else one that had it; data NULL when none did. */
static enum sy_err site_of_gln(struct sy_registry_snapshot *registry, uint64_t size,
                               struct sy_bytes gln, struct sy_bytes *out)
{
    char from[4 + GLN_DIGITS];
    struct sy_bytes text = {(const uint8_t *)from, sizeof(from)};
    struct sy_bytes subject = {NULL, 0};
    struct sy_registry_state state;
    unsigned best = 0;
    enum sy_err err;

    *out = subject;
    memcpy(from, "gln:", 4);
    memcpy(from + 4, gln.data, GLN_DIGITS);
    while ((err = sy_registry_next_link(registry, text, subject, size, &subject)) == SY_OK) {
        unsigned claim;

        err = sy_registry_state(registry, subject, size, &state);
        if (err != SY_OK)
            break;
        claim = sy_whereabouts_gln_claim(&state, text);
        if (state.type == SY_TYPE_SITE && claim > best) {
            *out = subject;
            best = claim;
        }
    }
    return err == SY_NOT_FOUND ? SY_OK : err;
}

/* The site's subject, borrowed from the text of the buffer or from the registry; data NULL for
 * a place that is none. */
static enum sy_err site_of(struct sy_registry_snapshot *registry, uint64_t size,
                           struct sy_bytes place, struct sy_buffer *text, struct sy_bytes *out)
{
    struct sy_identifier about;
    struct sy_buffer class = {0};
    struct sy_bytes gln;
    enum sy_err err = sy_identifier_canonical(place, text, &about);

    *out = (struct sy_bytes){NULL, 0};
    if (err != SY_OK)
        return sy_err_class(err) == SY_CLASS_FAULT ? err : SY_OK;
    if (about.kind == SY_IDENTIFIER_SITE) {
        *out = sy_buffer_bytes(text);
        return SY_OK;
    }
    if (about.kind != SY_IDENTIFIER_LOCATION && about.kind != SY_IDENTIFIER_PARTY)
        return SY_OK;
    /* Without what says which door or shelf it is. */
    err = sy_identifier_class(sy_buffer_bytes(text), &class);
    if (err == SY_NOT_FOUND) {
        sy_buffer_put_bytes(&class, sy_buffer_bytes(text));
        err = class.err;
    }
    gln = sy_buffer_bytes(&class);
    if (err == SY_OK && gln.len >= GLN_DIGITS) {
        gln.data += gln.len - GLN_DIGITS;
        gln.len = GLN_DIGITS;
        err = site_of_gln(registry, size, gln, out);
    }
    sy_buffer_close(&class);
    return err;
}

enum sy_err sy_admission_place_covered(struct sy_registry_snapshot *registry, uint64_t size,
                                       struct sy_bytes place, struct sy_bytes body,
                                       uint32_t number, bool *covered)
{
    struct sy_buffer text = {0};
    struct sy_registry_state state;
    struct sy_bytes site;
    enum sy_err err = site_of(registry, size, place, &text, &site);

    *covered = false;
    for (unsigned i = 0; err == SY_OK && site.len > 0 && i < PARENTS_MAX; i++) {
        err = sy_registry_state(registry, site, size, &state);
        if (err != SY_OK || state.type != SY_TYPE_SITE)
            break;
        if (sy_body_lists(body, number, site)) {
            *covered = true;
            break;
        }
        site = sy_body_bytes(state.body, SY_SITE_PARENT);
    }
    sy_buffer_close(&text);
    return err == SY_NOT_FOUND ? SY_OK : err;
}
