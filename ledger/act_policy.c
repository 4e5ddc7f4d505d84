/* Does a policy act have effect. */
#include <stdlib.h>

#include "ledger/act_check.h"
#include "proto/record_type.h"

/* The policy that the act is laid over: the genesis before the first one. */
static enum sy_err load_before(const struct sy_act_case *it, struct sy_policy *out)
{
    enum sy_err err;

    if (it->old == NULL) {
        sy_policy_of_genesis(it->registry->genesis, out);
        return SY_OK;
    }
    err = sy_policy_parse(sy_body_bytes(it->old->body, SY_POLICY_TEXT), out, NULL);
    return err == SY_OK || err == SY_NO_MEMORY ? err : SY_CORRUPT;
}

/* What the act says of its document, cheaply, before that is read. */
static const char *fields_bad(const struct sy_act_case *it,
                              struct sy_policy_signatures *signatures)
{
    struct sy_bytes body = it->act->body;
    uint64_t before = 0;
    uint64_t version = 0;

    if (it->old != NULL)
        sy_assert(sy_body_uint(it->old->body, SY_POLICY_VERSION, &before));
    sy_assert(sy_body_uint(body, SY_POLICY_VERSION, &version));
    if (version != before + 1)
        return "a policy's version is the one in force and one; make it again from the policy "
               "in force";
    if (sy_body_bytes(body, SY_POLICY_TEXT).len > SY_POLICY_TEXT_BYTES_MAX)
        return "a policy's document is at most 61,440 bytes";
    return sy_registry_read_signatures(body, signatures) == SY_OK
               ? NULL
               : "a policy carries at most 32 signatures, each a public key and 64 bytes";
}

/* The act names the document as the document names itself. */
static const char *naming_bad(struct sy_bytes body, const struct sy_policy *policy)
{
    uint64_t version = 0;

    if (sy_body_uint(body, SY_POLICY_VERSION, &version) && version == policy->network.version &&
        sy_bytes_equal(sy_body_bytes(body, SY_POLICY_PREVIOUS),
                       (struct sy_bytes){policy->previous.bytes, SY_HASH_BYTES}))
        return NULL;
    return "the act names another version, or another one before it, than its document does";
}

enum sy_err sy_act_check_policy(const struct sy_act_case *it, const char **why)
{
    struct sy_policy *policy = calloc(2, sizeof(*policy)); /* the one before, and this one */
    struct sy_policy_signatures signatures;
    struct sy_problem problem = {0};
    enum sy_err err = SY_NO_MEMORY;

    *why = NULL;
    if (policy == NULL)
        return err;
    *why = fields_bad(it, &signatures);
    err = *why == NULL ? load_before(it, &policy[0]) : SY_OK;
    if (err == SY_OK && *why == NULL) {
        err = sy_policy_check(&policy[0], sy_body_bytes(it->act->body, SY_POLICY_TEXT),
                              &signatures, &policy[1], &problem);
        if (err == SY_OK) {
            *why = naming_bad(it->act->body, &policy[1]);
        } else if (sy_err_class(err) != SY_CLASS_FAULT) { /* a fault decides nothing */
            *why = sy_policy_sentence(&problem);
            err = SY_OK;
        }
    }
    free(policy);
    return err;
}
