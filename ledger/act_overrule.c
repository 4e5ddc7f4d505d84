#include "ledger/act_check.h"
#include "proto/record_type.h"

/* The authority is above every office, a city's office above its districts', a district's above
 * its streets'; a body that suspends its own certificate is below them all. */
enum { RANK_AUTHORITY = 0, RANK_OTHERS = SY_LEVEL_STREET + 1 };

static enum sy_err rank_of(struct sy_store_txn *txn, struct sy_bytes who, uint64_t *out)
{
    struct sy_registry_state state;
    enum sy_err err;

    *out = RANK_AUTHORITY;
    if (sy_bytes_equal(who, sy_text(SY_AUTHORITY)))
        return SY_OK;
    *out = RANK_OTHERS;
    err = sy_registry_load(txn, who, UINT64_MAX, &state);
    if (err == SY_OK && state.type == SY_TYPE_REGULATOR)
        (void)sy_body_uint(state.body, SY_REGULATOR_LEVEL, out);
    return err == SY_NOT_FOUND ? SY_OK : err;
}

/* Whether whoever signed stands above whoever suspended or barred the subject. */
static enum sy_err is_above(const struct sy_act_case *it, bool *out)
{
    uint64_t now;
    uint64_t before;
    enum sy_err err = rank_of(it->txn, it->statement->principal, &now);

    if (err == SY_OK)
        err = rank_of(it->txn, it->old->by, &before);
    *out = err == SY_OK && now < before;
    return err;
}

/* The subject is suspended or barred at the moment. */
static bool holds(const struct sy_act_case *it)
{
    enum sy_force force = it->old == NULL ? SY_FORCE_NONE : sy_registry_force(it->old, it->now);

    return (force == SY_FORCE_SUSPENDED || force == SY_FORCE_BARRED) && it->old->by.len > 0;
}

enum sy_err sy_act_check_overrule(const struct sy_act_case *it, const char **why)
{
    bool above = false;
    int64_t term;
    enum sy_err err;

    *why = NULL;
    if (!holds(it) || it->rule->then == SY_FORCE_KEEP)
        return SY_OK;
    if (it->rule->then == it->old->force &&
        (!sy_body_int(it->act->body, SY_ACT_TERM, &term) || term >= it->old->term))
        return SY_OK; /* for longer */
    if (it->rule->then != it->old->force && it->rule->then != SY_FORCE_GOOD)
        return SY_OK; /* it ends, for good, or waits for its merger */
    if (sy_bytes_equal(it->statement->principal, it->old->by))
        return SY_OK;
    err = is_above(it, &above);
    if (err == SY_OK && !above)
        *why = "a higher office, or another one, suspended or barred it; only that office, or "
               "one above it, ends this or makes it shorter";
    return err;
}

enum sy_err sy_act_by(const struct sy_act_case *it, enum sy_force then, struct sy_bytes *out)
{
    bool above = false;
    enum sy_err err;

    *out = (struct sy_bytes){NULL, 0};
    if (then != SY_FORCE_SUSPENDED && then != SY_FORCE_BARRED)
        return SY_OK;
    *out = it->statement->principal;
    if (!holds(it) || then != it->old->force) {
        if (it->rule->then != then) /* whose term is over */
            *out = it->old->by;
        return SY_OK;
    }
    err = it->rule->then == then ? is_above(it, &above) : SY_OK;
    if (err == SY_OK && !above)
        *out = it->old->by;
    return err;
}
