#include "net/node_logs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/node_end.h"
#include "net/owned_log.h"

/* Address space, reserved once: design section 7. A process has 128 TiB of it. */
static const uint64_t map_bytes_max = (uint64_t)1 << 42;
static const uint64_t logs_map_bytes = (uint64_t)1 << 45;

/* The more logs the less each: those that come later may have less than those before. */
static uint64_t map_bytes_of(uint64_t log_count)
{
    uint64_t each = map_bytes_max;

    while (each > logs_map_bytes / (1 + log_count))
        each /= 2;
    return each;
}

static const struct sy_network *network_of(const struct sy_node *node)
{
    return node->policy == NULL ? node->network : sy_shared_policy_network(node->policy);
}

/* The key that the network names, or what is wrong with the file. */
static const struct sy_key_line *find_key(const struct sy_kept_log *log,
                                          const struct sy_key_file *keys, const char **wrong)
{
    const struct sy_key_line *line = sy_key_file_find(keys, SY_KEY_LOG, log->vkey.name);
    struct sy_public_key key;

    *wrong = "the key file has no key for this log; its node puts the line log ORIGIN there";
    if (line == NULL || sy_key_file_public(keys, SY_KEY_LOG, log->vkey.name, &key) != SY_OK)
        return NULL;
    *wrong = "the key file's key for this log is not the one that the policy names";
    return sy_public_key_equal(&key, &log->vkey.key) ? line : NULL;
}

const struct sy_key_line *sy_node_log_key(const struct sy_kept_log *log,
                                          const struct sy_key_file *keys)
{
    const char *wrong;

    return find_key(log, keys, &wrong);
}

/* Without its key a node keeps its log as others do, and takes nothing. */
static enum sy_err begin_own(struct sy_node *node, struct sy_kept_log *log,
                             const struct sy_key_file *keys)
{
    const struct sy_network *network = network_of(node);
    const char *wrong;
    const struct sy_key_line *line = find_key(log, keys, &wrong);
    enum sy_err err;

    if (line == NULL) {
        log->keyless = true;
        log->refusing = SY_UNKNOWN_KEY;
        sy_log_line(&node->logger, SY_LOG_ERROR, "log_key_missing",
                    "origin=%s reason=\"%s\" next=\"the file is read again each second\"",
                    log->vkey.name, wrong);
        return sy_kept_log_take_note(log, network);
    }
    err = sy_owned_log_begin(log, network, line->seed);
    /* Where there are others, they are asked first whether this is all that was signed. */
    return err == SY_OK && network->node_count == 1 ? sy_owned_log_sign_present(log) : err;
}

void sy_node_give_key(struct sy_node *node, struct sy_kept_log *log,
                      const struct sy_key_file *keys)
{
    const struct sy_key_line *line = sy_node_log_key(log, keys);
    enum sy_err err;

    if (line == NULL)
        return;
    log->keyless = false;
    log->refusing = SY_OK;
    err = sy_owned_log_begin(log, network_of(node), line->seed);
    if (err == SY_OK && network_of(node)->node_count == 1)
        err = sy_owned_log_sign_present(log);
    if (err != SY_OK)
        log->refusing = err;
    sy_log_line(&node->logger, err == SY_OK ? SY_LOG_INFO : SY_LOG_ERROR, "log_key_found",
                "origin=%s error=%s", log->vkey.name, sy_err_name(err));
}

/* No two logs that were made have the same id, those of one process neither. */
void sy_node_next_store_id(struct sy_node *node)
{
    for (size_t i = 0; i < sizeof(node->store_id) && ++node->store_id[i] == 0; i++)
        ;
}

/* The generation before it has been opened before, and is closed: a policy names none
 * before. */
static void find_earlier(struct sy_node *node, struct sy_kept_log *log)
{
    const struct sy_network *network = network_of(node);

    for (uint64_t i = 0; i < network->log_count; i++) {
        const struct sy_network_log *of = &network->logs[i];
        const struct sy_network_log *next =
            of->closed ? sy_network_successor(network, of) : NULL;
        size_t at;

        if (next == NULL || strcmp(next->vkey.name, log->vkey.name) != 0 ||
            sy_kept_log_find(&node->logs, sy_text(of->vkey.name), &at) != SY_OK)
            continue;
        log->earlier = &node->logs.log[at];
        log->earlier_size = of->final_size;
        log->earlier_root = of->final_root;
    }
}

static void subscribe(const struct sy_node *node, struct sy_kept_log *log)
{
    struct sy_subscribed what = sy_subscription_of(&node->subscription, node->code, log->owner,
                                                   sy_text(log->vkey.name));

    log->keep.kinds = what.kinds;
    log->keep.age_s = what.age_s;
}

/* What is in the store, signed or not: an owner signs later. */
static uint64_t stored_size(const struct sy_kept_log *log)
{
    struct sy_log_snapshot *snapshot;
    uint64_t size;

    if (sy_log_snapshot(log->log, &snapshot) != SY_OK)
        return 0;
    size = sy_log_head(snapshot)->tree.size;
    sy_log_release(snapshot);
    return size;
}

static enum sy_err open_log(struct sy_node *node, const struct sy_network_log *of,
                            const struct sy_key_file *keys, struct sy_node_problem *why)
{
    const struct sy_network *network = network_of(node);
    struct sy_kept_log *log = &node->logs.log[sy_kept_logs_count(&node->logs)];
    char path[SY_NODE_PATH_BYTES_MAX];
    enum sy_err err;

    sy_node_log_path(node, of->vkey.name, path);
    snprintf(why->path, sizeof(why->path), "%.500s", path);
    why->what = "cannot open the log";
    err = sy_node_finish_aside(node, of->vkey.name);
    if (err != SY_OK)
        return err;
    err = sy_kept_log_open(path, map_bytes_of(network->log_count), network, of, node->store_id,
                           log);
    sy_node_next_store_id(node);
    if (err != SY_OK)
        return err;
    find_earlier(node, log);
    subscribe(node, log);
    if (strcmp(of->node, node->code) == 0 && !of->closed)
        err = begin_own(node, log, keys);
    else if (of->closed)
        err = sy_node_end_log(node, log, of);
    if (err == SY_OK && !log->owned && !log->keyless)
        err = sy_kept_log_take_note(log, network);
    if (err != SY_OK) {
        sy_kept_log_close(log);
        return err;
    }
    sy_kept_logs_add(&node->logs);
    sy_log_line(&node->logger, SY_LOG_INFO, "log_open", "origin=%s owner=%s size=%llu",
                log->vkey.name, log->owner, (unsigned long long)stored_size(log));
    return SY_OK;
}

enum sy_err sy_node_open_registry_log(struct sy_node *node, const struct sy_key_file *keys,
                                      struct sy_node_problem *why)
{
    enum sy_err err = open_log(node, &node->network->registry, keys, why);

    if (err == SY_OK && !node->logs.log[0].owned && node->logs.log[0].note == NULL)
        sy_log_line(&node->logger, SY_LOG_WARNING, "registry_awaited",
                    "owner=%s reason=\"nothing can be appended here before it has come\"",
                    node->logs.log[0].owner);
    return err;
}

/* Those of one version: what has become of them since is in the one in force. */
static enum sy_err open_version(struct sy_node *node, const struct sy_network *version,
                                const struct sy_key_file *keys, struct sy_node_problem *why)
{
    enum sy_err err = SY_OK;
    size_t unused;

    for (uint64_t i = 0; i < version->log_count && err == SY_OK; i++) {
        struct sy_bytes origin = sy_text(version->logs[i].vkey.name);
        const struct sy_network_log *of = sy_network_log(network_of(node), origin);

        if (sy_kept_log_find(&node->logs, origin, &unused) == SY_OK)
            continue;
        sy_assert(of != NULL); /* a policy drops none */
        why->what = "the network has more logs than a node can keep";
        err = sy_kept_logs_count(&node->logs) == SY_KEPT_LOGS_MAX
                  ? SY_LIMIT
                  : open_log(node, of, keys, why);
    }
    return err;
}

/* The network as a version of the policy has it: to be freed. */
static enum sy_err read_version(struct sy_registry_snapshot *snapshot, uint64_t version,
                                struct sy_policy **out)
{
    struct sy_policy_signatures *signatures = calloc(1, sizeof(*signatures));
    struct sy_policy *policy = calloc(1, sizeof(*policy));
    struct sy_bytes text;
    uint64_t index;
    enum sy_err err = SY_NO_MEMORY;

    if (signatures != NULL && policy != NULL)
        err = sy_registry_policy_document(snapshot, version, &text, signatures, &index);
    if (err == SY_OK)
        err = sy_policy_parse(text, policy, NULL);
    free(signatures);
    if (err != SY_OK) {
        free(policy);
        return sy_err_class(err) == SY_CLASS_FAULT ? err : SY_CORRUPT;
    }
    *out = policy;
    return SY_OK;
}

enum sy_err sy_node_open_logs(struct sy_node *node, const struct sy_key_file *keys,
                              struct sy_node_problem *why)
{
    struct sy_registry_snapshot *snapshot;
    enum sy_err err = SY_OK;

    if (node->opened_versions == 0) {
        err = open_version(node, node->network, keys, why);
        node->opened_versions += err == SY_OK;
    }
    if (err != SY_OK || node->opened_versions > network_of(node)->version)
        return err;
    why->what = "cannot read the policies";
    err = sy_registry_snapshot(node->registry, &snapshot);
    if (err != SY_OK)
        return err;
    while (err == SY_OK && node->opened_versions <= network_of(node)->version) {
        struct sy_policy *policy = NULL;

        err = read_version(snapshot, node->opened_versions, &policy);
        if (err == SY_OK)
            err = open_version(node, &policy->network, keys, why);
        free(policy);
        node->opened_versions += err == SY_OK;
    }
    sy_registry_release(snapshot);
    return err;
}
