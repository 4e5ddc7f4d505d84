/* What may follow what: the rules between two documents of a chain. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/policy.h"

static enum sy_err wrong(struct sy_problem *why, enum sy_problem_kind kind, const char *path,
                         const char *detail)
{
    if (why != NULL) {
        sy_problem_set(why, kind, sy_text(detail));
        snprintf(why->path, sizeof(why->path), "%s", path);
    }
    return SY_BAD_FILE;
}

static bool same_vkey(const struct sy_vkey *a, const struct sy_vkey *b)
{
    return strcmp(a->name, b->name) == 0 && a->type == b->type &&
           sy_public_key_equal(&a->key, &b->key);
}

static bool same_log(const struct sy_network_log *a, const struct sy_network_log *b)
{
    return same_vkey(&a->vkey, &b->vkey) && strcmp(a->node, b->node) == 0;
}

static enum sy_err check_place(const struct sy_policy *before, const struct sy_policy *next,
                               struct sy_problem *why)
{
    const struct sy_network *a = &before->network;
    const struct sy_network *b = &next->network;
    char expected[2 * SY_HASH_BYTES + 1];

    if (!sy_hash_equal(&a->id, &b->id))
        return wrong(why, SY_PROBLEM_POLICY_NETWORK, "network", a->name);
    if (strcmp(a->name, b->name) != 0)
        return wrong(why, SY_PROBLEM_POLICY_NETWORK, "name", b->name);
    if (a->version == UINT64_MAX || b->version != a->version + 1) {
        snprintf(expected, sizeof(expected), "%llu", (unsigned long long)a->version + 1);
        return wrong(why, SY_PROBLEM_POLICY_VERSION, "version", expected);
    }
    if (!sy_hash_equal(&before->hash, &next->previous)) {
        sy_hash_hex(&before->hash, expected);
        return wrong(why, SY_PROBLEM_POLICY_PREVIOUS, "previous", expected);
    }
    if (!same_log(&a->registry, &b->registry))
        return wrong(why, SY_PROBLEM_POLICY_REGISTRY, "registry", a->registry.vkey.name);
    return SY_OK;
}

static enum sy_err check_log(const struct sy_network_log *old, const struct sy_network *next,
                             struct sy_problem *why)
{
    const struct sy_network_log *now = sy_network_log(next, sy_text(old->vkey.name));

    if (now == NULL)
        return wrong(why, SY_PROBLEM_POLICY_LOG_DROPPED, "logs", old->vkey.name);
    if (old->closed && !now->closed)
        return wrong(why, SY_PROBLEM_POLICY_LOG_REOPENED, "logs", old->vkey.name);
    if (!same_log(old, now) ||
        (old->closed && (old->final_size != now->final_size ||
                         !sy_hash_equal(&old->final_root, &now->final_root))))
        return wrong(why, SY_PROBLEM_POLICY_LOG_CHANGED, old->closed ? "closed_logs" : "logs",
                     old->vkey.name);
    return SY_OK;
}

static enum sy_err check_logs(const struct sy_network *before, const struct sy_network *next,
                              struct sy_problem *why)
{
    for (uint64_t i = 0; i < before->log_count; i++) {
        enum sy_err err = check_log(&before->logs[i], next, why);

        if (err != SY_OK)
            return err;
    }
    for (uint64_t i = 0; i < next->log_count; i++) {
        const struct sy_network_log *log = &next->logs[i];

        if (log->closed && sy_network_log(before, sy_text(log->vkey.name)) == NULL)
            return wrong(why, SY_PROBLEM_POLICY_LOG_NEW, "closed_logs", log->vkey.name);
    }
    return SY_OK;
}

static bool same_use(const struct sy_network_key *a, const struct sy_network_key *b)
{
    return a->purpose == b->purpose && strcmp(a->holder, b->holder) == 0;
}

/* Within one document sy_network_check has seen to it. */
static enum sy_err check_keys(const struct sy_network *before, const struct sy_network *next,
                              struct sy_problem *why)
{
    struct sy_network_key *old = calloc(2 * (size_t)SY_NETWORK_KEYS_MAX, sizeof(*old));
    struct sy_network_key *now = old + SY_NETWORK_KEYS_MAX;
    enum sy_err err = SY_OK;
    size_t old_count;
    size_t now_count;

    if (old == NULL) {
        sy_problem_set(why, SY_PROBLEM_NO_MEMORY, sy_text(""));
        return SY_NO_MEMORY;
    }
    old_count = sy_network_keys(before, old);
    now_count = sy_network_keys(next, now);
    for (size_t i = 0; i < now_count && err == SY_OK; i++) {
        for (size_t j = 0; j < old_count && err == SY_OK; j++) {
            if (sy_public_key_equal(now[i].key, old[j].key) && !same_use(&now[i], &old[j]))
                err = wrong(why, SY_PROBLEM_POLICY_KEY_REUSED, now[i].path, old[j].path);
        }
    }
    free(old);
    return err;
}

enum sy_err sy_policy_follows(const struct sy_policy *before, const struct sy_policy *next,
                              struct sy_problem *why)
{
    enum sy_err err = check_place(before, next, why);

    if (err == SY_OK)
        err = check_logs(&before->network, &next->network, why);
    if (err == SY_OK)
        err = check_keys(&before->network, &next->network, why);
    return err;
}
