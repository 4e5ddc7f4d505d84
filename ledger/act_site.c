#include "ledger/act_check.h"
#include "ledger/suyuan_urn.h"
#include "proto/record_type.h"

/* Whose number the site has: "urn:suyuan:1:site:<org id>:<local>", the form of which was
 * checked. */
static struct sy_bytes numbered_by(struct sy_bytes subject)
{
    struct sy_suyuan_urn urn = {0};
    char expected;
    enum sy_err err = sy_suyuan_urn_read(subject, &urn, &expected);

    return err == SY_OK || err == SY_BAD_CHECK_DIGIT ? urn.org : (struct sy_bytes){NULL, 0};
}

/* Where a site is, or where its market is when it is new. */
static enum sy_err load_place(const struct sy_act_case *it, struct sy_registry_state *market,
                              const struct sy_registry_state **out)
{
    *out = it->old;
    if (it->old != NULL)
        return SY_OK;
    *out = market;
    return sy_registry_load(it->txn, sy_body_bytes(it->act->body, SY_SITE_PARENT), UINT64_MAX,
                            market);
}

/* A text that the act says is the one there, where there is one. */
static bool keeps(struct sy_bytes said, struct sy_bytes there)
{
    return said.data == NULL || there.data == NULL || sy_bytes_equal(said, there);
}

enum sy_err sy_act_check_parent(const struct sy_act_case *it, const char **why)
{
    struct sy_bytes body = it->act->body;
    struct sy_bytes number = numbered_by(it->act->subject);
    const struct sy_registry_state *there;
    struct sy_registry_state market;
    enum sy_err err = load_place(it, &market, &there);

    *why = NULL;
    if (err != SY_OK)
        return err == SY_NOT_FOUND ? SY_CORRUPT : err; /* whoever signed runs it */
    if (sy_body_has(body, SY_SITE_GLN))
        *why = "the GLN of a site is an office's to enter";
    else if (!keeps(sy_body_bytes(body, SY_SITE_DISTRICT),
                    sy_body_bytes(there->body, SY_SITE_DISTRICT)) ||
             !keeps(sy_body_bytes(body, SY_SITE_STREET),
                    sy_body_bytes(there->body, SY_SITE_STREET)))
        *why = "whoever runs the parent site opens and moves sites in that one's district and "
               "street; others are an office's to open and move";
    else if (it->act->verb == SY_SITE_OPENED &&
             !sy_bytes_equal(number, it->statement->principal) &&
             !sy_bytes_equal(number, sy_body_bytes(body, SY_SITE_ORGANISATION)))
        *why = "a site has the number of whoever runs it or of whoever runs its parent site; "
               "any other is an office's to open";
    return SY_OK;
}
