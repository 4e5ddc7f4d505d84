#include <string.h>

#include "ledger/act_check.h"
#include "proto/record_type.h"

/* The text behind the prefix in a buffer of the caller's. */
enum { NAME_BYTES_MAX = 32 };

static struct sy_bytes join(const char *prefix, struct sy_bytes text,
                            uint8_t to[NAME_BYTES_MAX])
{
    size_t len = strlen(prefix);

    sy_assert(len + text.len <= NAME_BYTES_MAX);
    memcpy(to, prefix, len);
    memcpy(to + len, text.data, text.len);
    return (struct sy_bytes){to, len + text.len};
}

/* What stands behind the prefix of an id; data NULL for another one. */
static struct sy_bytes behind(struct sy_bytes id, const char *prefix)
{
    size_t len = strlen(prefix);

    if (id.len <= len || memcmp(id.data, prefix, len) != 0)
        return (struct sy_bytes){NULL, 0};
    return (struct sy_bytes){id.data + len, id.len - len};
}

/* Asks of all that have, or had, the number whether they stand in the way of the act (*out is
 * set then): the organisation that is named by it, and those to which it was given. */
static enum sy_err
ask_all(const struct sy_act_case *it, const char *const prefixes[2], struct sy_bytes number,
        enum sy_err (*ask)(const struct sy_act_case *it, struct sy_bytes subject,
                           struct sy_bytes number, bool *out),
        bool *out)
{
    struct sy_registry_snapshot view = {.txn = it->txn, .registry = it->registry};
    uint8_t id[NAME_BYTES_MAX];
    uint8_t name[NAME_BYTES_MAX];
    struct sy_bytes link = {NULL, 0};
    enum sy_err err = ask(it, join(prefixes[0], number, id), number, out);

    while (err == SY_OK && !*out) {
        err = sy_registry_next_link(&view, join(prefixes[1], number, name), link, UINT64_MAX,
                                    &link);
        if (err == SY_OK && !sy_bytes_equal(link, it->act->subject))
            err = ask(it, link, number, out);
    }
    return err == SY_NOT_FOUND ? SY_OK : err;
}

/* ---- codes ---- */

/* Another organisation has the code when this one would get it, or will have it later. */
static enum sy_err has_code(const struct sy_act_case *it, struct sy_bytes subject,
                            struct sy_bytes code, bool *out)
{
    int64_t from = it->now;
    int64_t until;
    enum sy_err err;

    *out = false;
    if (sy_bytes_equal(subject, it->act->subject))
        return SY_OK;
    if (it->act->verb == SY_ORGANISATION_RECODED)
        (void)sy_body_int(it->act->body, SY_ACT_FROM, &from);
    err = sy_registry_code_until(it->txn, subject, code, &until);
    *out = err == SY_OK && until > from;
    return err == SY_NOT_FOUND ? SY_OK : err;
}

static enum sy_err code_taken(const struct sy_act_case *it, const char **why)
{
    static const char *const prefixes[] = {"uscc:", "code:"};
    struct sy_bytes code = sy_body_bytes(it->act->body, SY_ORGANISATION_USCC);
    bool taken = false;
    enum sy_err err = SY_OK;

    if (code.data == NULL && it->act->verb == SY_ORGANISATION_ADMITTED)
        code = behind(it->act->subject, "uscc:");
    if (code.data != NULL)
        err = ask_all(it, prefixes, code, has_code, &taken);
    if (err == SY_OK && taken)
        *why = "another organisation has this code at that time; 'suyuan registry show' says "
               "which: recode, merge or strike off that one first";
    return err;
}

/* ---- GLNs ---- */

static struct sy_bytes owner_of(struct sy_bytes subject, const struct sy_registry_state *state)
{
    return state->type == SY_TYPE_SITE ? sy_body_bytes(state->body, SY_SITE_ORGANISATION)
                                       : subject;
}

/* An organisation and its site may have one GLN; two sites, or what two own, may not. */
static enum sy_err has_gln(const struct sy_act_case *it, struct sy_bytes subject,
                           struct sy_bytes gln, bool *out)
{
    bool site = it->act->type == SY_TYPE_SITE;
    struct sy_bytes owner = site ? sy_act_text(it, SY_SITE_ORGANISATION) : it->act->subject;
    struct sy_registry_state state;
    enum sy_force force;
    enum sy_err err;

    *out = false;
    if (sy_bytes_equal(subject, it->act->subject))
        return SY_OK;
    err = sy_registry_load(it->txn, subject, UINT64_MAX, &state);
    if (err != SY_OK)
        return err == SY_NOT_FOUND ? SY_OK : err;
    force = sy_registry_force(&state, it->now);
    if (force != SY_FORCE_GOOD && force != SY_FORCE_SUSPENDED)
        return SY_OK;
    if (!sy_bytes_equal(sy_body_bytes(state.body, state.type == SY_TYPE_SITE
                                                      ? SY_SITE_GLN
                                                      : SY_ORGANISATION_GLN),
                        gln) &&
        !sy_bytes_equal(behind(subject, "gln:"), gln))
        return SY_OK; /* no longer */
    *out = (site && state.type == SY_TYPE_SITE) ||
           !sy_bytes_equal(owner_of(subject, &state), owner);
    return SY_OK;
}

static enum sy_err gln_taken(const struct sy_act_case *it, const char **why)
{
    static const char *const prefixes[] = {"gln:", "gln:"};
    bool site = it->act->type == SY_TYPE_SITE;
    struct sy_bytes gln =
        sy_body_bytes(it->act->body, site ? SY_SITE_GLN : SY_ORGANISATION_GLN);
    bool taken = false;
    enum sy_err err = SY_OK;

    if (site && it->act->verb == SY_SITE_OPENED) /* anew, with the one that it had */
        gln = sy_act_text(it, SY_SITE_GLN);
    if (!site && gln.data == NULL && it->act->verb == SY_ORGANISATION_ADMITTED)
        gln = behind(it->act->subject, "gln:");
    if (gln.data != NULL)
        err = ask_all(it, prefixes, gln, has_gln, &taken);
    if (err == SY_OK && taken)
        *why = "another organisation or site has this GLN; 'suyuan registry show' says which: "
               "change or close that one first";
    return err;
}

enum sy_err sy_act_check_taken(const struct sy_act_case *it, const char **why)
{
    enum sy_err err = SY_OK;

    *why = NULL;
    if (it->act->type == SY_TYPE_ORGANISATION)
        err = code_taken(it, why);
    if (err == SY_OK && *why == NULL &&
        (it->act->type == SY_TYPE_ORGANISATION || it->act->type == SY_TYPE_SITE))
        err = gln_taken(it, why);
    return err;
}
