/* What a node does when the policy that it follows changes. */
#include <string.h>

#include "net/node_state.h"

/* Whether a log that is kept here ends where its entries do. */
static bool ends_there(const struct sy_kept_log *log, const struct sy_network_log *closed,
                       uint64_t *size)
{
    struct sy_log_snapshot *snapshot;
    struct sy_hash root;

    *size = 0;
    if (sy_log_snapshot(log->log, &snapshot) != SY_OK)
        return false;
    *size = sy_log_head(snapshot)->tree.size;
    root = sy_merkle_root(&sy_log_head(snapshot)->tree);
    sy_log_release(snapshot);
    return *size == closed->final_size && sy_hash_equal(&root, &closed->final_root);
}

/* An owner's log that goes on behind its end, or has another root there, is not what the
 * network stands behind: its checkpoints are refused by whoever knows the policy. */
static void say_closed(const struct sy_node *node, const struct sy_kept_log *log,
                       const struct sy_network_log *closed)
{
    const struct sy_network_log *next =
        sy_network_successor(sy_shared_policy_network(node->policy), closed);
    uint64_t size;
    bool good = ends_there(log, closed, &size) || !log->owned;

    sy_log_line(&node->logger, good ? SY_LOG_INFO : SY_LOG_WARNING, "log_closed",
                "origin=%s size=%llu final_size=%llu successor=%s%s", log->vkey.name,
                (unsigned long long)size, (unsigned long long)closed->final_size,
                next == NULL ? "none" : next->vkey.name,
                good ? "" : " reason=\"it is not what the policy says it ends with\"");
}

static bool is_kept(const struct sy_node *node, const struct sy_network_log *log)
{
    size_t unused;

    return sy_kept_log_find(node->logs, node->log_count, sy_text(log->vkey.name), &unused) ==
           SY_OK;
}

/* What a policy opened after this node's logs were laid out. */
static void say_opened(const struct sy_node *node)
{
    const struct sy_network *network = sy_shared_policy_network(node->policy);

    for (uint64_t i = 0; i < network->log_count; i++) {
        if (!is_kept(node, &network->logs[i]))
            sy_log_line(&node->logger, SY_LOG_WARNING, "log_not_kept",
                        "origin=%s reason=\"logs that a policy opens come in a later version\"",
                        network->logs[i].vkey.name);
    }
}

enum sy_err sy_node_follow_policy(struct sy_node *node)
{
    uint64_t before =
        node->policy == NULL ? 0 : sy_shared_policy_network(node->policy)->version;
    enum sy_err err = sy_shared_policy_follow(node->registry, &node->policy);
    const struct sy_network *network;

    if (err != SY_OK)
        return err;
    network = sy_shared_policy_network(node->policy);
    if (network->version == before)
        return SY_OK;
    sy_log_line(
        &node->logger, SY_LOG_INFO, "policy", "version=%llu authorities=%llu needed=%llu",
        (unsigned long long)network->version, (unsigned long long)network->authority_count,
        (unsigned long long)network->authority_k);
    for (size_t i = 0; i < node->log_count; i++) {
        const struct sy_network_log *log =
            sy_network_log(network, sy_text(node->logs[i].vkey.name));

        if (log != NULL && log->closed)
            say_closed(node, &node->logs[i], log);
    }
    say_opened(node);
    return SY_OK;
}
