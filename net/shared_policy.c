#include "net/shared_policy.h"

#include <stdlib.h>

struct sy_shared_policy {
    size_t users;
    struct sy_policy policy;
};

static enum sy_err load(struct sy_registry_snapshot *snapshot, struct sy_shared_policy **place)
{
    struct sy_shared_policy *next;
    uint64_t version;
    enum sy_err err = sy_registry_policy_version(snapshot, UINT64_MAX, &version);

    if (err != SY_OK || (*place != NULL && (*place)->policy.network.version == version))
        return err;
    next = calloc(1, sizeof(*next));
    if (next == NULL)
        return SY_NO_MEMORY;
    next->users = 1;
    err = sy_registry_policy(snapshot, UINT64_MAX, &next->policy);
    if (err != SY_OK) {
        free(next);
        return err;
    }
    sy_shared_policy_release(*place);
    *place = next;
    return SY_OK;
}

enum sy_err sy_shared_policy_follow(struct sy_registry *registry,
                                    struct sy_shared_policy **place)
{
    struct sy_registry_snapshot *snapshot;
    enum sy_err err = sy_registry_snapshot(registry, &snapshot);

    if (err != SY_OK)
        return err;
    err = load(snapshot, place);
    sy_registry_release(snapshot);
    return err;
}

struct sy_shared_policy *sy_shared_policy_use(struct sy_shared_policy *policy)
{
    if (policy != NULL)
        policy->users++;
    return policy;
}

void sy_shared_policy_release(struct sy_shared_policy *policy)
{
    if (policy == NULL)
        return;
    sy_assert(policy->users > 0);
    if (--policy->users == 0)
        free(policy);
}

const struct sy_network *sy_shared_policy_network(const struct sy_shared_policy *policy)
{
    return &policy->policy.network;
}
