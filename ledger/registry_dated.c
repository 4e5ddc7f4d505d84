#include <string.h>

#include "ledger/registry_rows.h"
#include "proto/record_type.h"

static bool is_before(const struct sy_registry_dated *a, const struct sy_registry_dated *b)
{
    return a->from != b->from ? a->from < b->from : a->index < b->index;
}

/* What the act that made the state gives, if it gives that at all. */
static bool gives(struct sy_bytes organisation, const struct sy_registry_state *state,
                  uint32_t field, struct sy_registry_dated *out)
{
    uint32_t verb =
        field == SY_ORGANISATION_NAME ? SY_ORGANISATION_RENAMED : SY_ORGANISATION_RECODED;

    if (state->type != SY_TYPE_ORGANISATION)
        return false;
    *out =
        (struct sy_registry_dated){sy_body_bytes(state->body, field), INT64_MIN, state->index};
    if (state->verb == SY_ORGANISATION_ADMITTED && out->value.data == NULL &&
        field == SY_ORGANISATION_USCC && organisation.len > 5 &&
        memcmp(organisation.data, "uscc:", 5) == 0)
        out->value = (struct sy_bytes){organisation.data + 5, organisation.len - 5};
    if (state->verb == SY_ORGANISATION_ADMITTED)
        return out->value.data != NULL;
    return state->verb == verb && out->value.data != NULL &&
           sy_body_int(state->body, SY_ACT_FROM, &out->from);
}

/* The next state below size that gives the field; after as in sy_registry_load_next. */
static enum sy_err next_giving(struct sy_store_txn *txn, struct sy_bytes organisation,
                               uint32_t field, uint64_t after, struct sy_registry_dated *out)
{
    struct sy_registry_state state;
    enum sy_err err;

    while ((err = sy_registry_load_next(txn, organisation, after, &state)) == SY_OK) {
        if (gives(organisation, &state, field, out))
            return SY_OK;
        after = state.index;
    }
    return err;
}

enum sy_err sy_registry_next_dated(struct sy_registry_snapshot *snapshot,
                                   struct sy_bytes organisation, uint32_t field, uint64_t size,
                                   struct sy_registry_dated *at)
{
    struct sy_registry_dated next = {{NULL, 0}, 0, 0};
    struct sy_registry_dated giving;
    uint64_t after = UINT64_MAX;
    enum sy_err err;

    while ((err = next_giving(snapshot->txn, organisation, field, after, &giving)) == SY_OK &&
           giving.index < size) {
        after = giving.index;
        if ((at->value.data == NULL || is_before(at, &giving)) &&
            (next.value.data == NULL || is_before(&giving, &next)))
            next = giving;
    }
    if (err != SY_OK && err != SY_NOT_FOUND)
        return err;
    if (next.value.data == NULL)
        return SY_NOT_FOUND;
    *at = next;
    return SY_OK;
}

enum sy_err sy_registry_dated(struct sy_registry_snapshot *snapshot,
                              struct sy_bytes organisation, uint32_t field,
                              const struct sy_registry_moment *moment,
                              struct sy_registry_dated *out)
{
    struct sy_registry_dated best = {{NULL, 0}, 0, 0};
    struct sy_registry_dated giving;
    uint64_t after = UINT64_MAX;
    enum sy_err err;

    while ((err = next_giving(snapshot->txn, organisation, field, after, &giving)) == SY_OK &&
           giving.index < moment->size) {
        after = giving.index;
        if (giving.from <= moment->time &&
            (best.value.data == NULL || is_before(&best, &giving)))
            best = giving;
    }
    if (err != SY_OK && err != SY_NOT_FOUND)
        return err;
    if (best.value.data == NULL)
        return SY_NOT_FOUND;
    *out = best;
    return SY_OK;
}

/* The last of the times from which the code was given. */
static enum sy_err last_given(struct sy_store_txn *txn, struct sy_bytes organisation,
                              struct sy_bytes code, struct sy_registry_dated *out)
{
    struct sy_registry_dated giving;
    uint64_t after = UINT64_MAX;
    enum sy_err err;

    *out = (struct sy_registry_dated){{NULL, 0}, 0, 0};
    while ((err = next_giving(txn, organisation, SY_ORGANISATION_USCC, after, &giving)) ==
           SY_OK) {
        if (sy_bytes_equal(giving.value, code) &&
            (out->value.data == NULL || is_before(out, &giving)))
            *out = giving;
        after = giving.index;
    }
    return err == SY_NOT_FOUND && out->value.data != NULL ? SY_OK : err;
}

/* Its acts aside that end the organisation: until another code begins behind it. */
static enum sy_err given_until(struct sy_store_txn *txn, struct sy_bytes organisation,
                               struct sy_bytes code, int64_t *until)
{
    struct sy_registry_dated giving;
    struct sy_registry_dated last;
    uint64_t after = UINT64_MAX;
    enum sy_err err = last_given(txn, organisation, code, &last);

    if (err != SY_OK)
        return err;
    *until = INT64_MAX;
    while ((err = next_giving(txn, organisation, SY_ORGANISATION_USCC, after, &giving)) ==
           SY_OK) {
        if (is_before(&last, &giving) && giving.from < *until)
            *until = giving.from;
        after = giving.index;
    }
    return err == SY_NOT_FOUND ? SY_OK : err;
}

enum sy_err sy_registry_code_until(struct sy_store_txn *txn, struct sy_bytes organisation,
                                   struct sy_bytes code, int64_t *until)
{
    struct sy_registry_state state;
    int64_t time;
    enum sy_err err = given_until(txn, organisation, code, until);

    if (err == SY_OK)
        err = sy_registry_load(txn, organisation, UINT64_MAX, &state);
    if (err != SY_OK)
        return err;
    if (state.force == SY_FORCE_ENDED && state.at < *until)
        *until = state.at;
    if (sy_body_has(state.body, SY_ORGANISATION_SUCCESSORS) &&
        sy_body_int(state.body, SY_ACT_FROM, &time) && time < *until)
        *until = time;
    return SY_OK;
}
