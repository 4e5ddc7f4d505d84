/* What a node does when the policy that it follows changes. */
#include <string.h>

#include "net/node_end.h"
#include "net/node_keys.h"
#include "net/node_logs.h"
#include "net/worker.h"

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
    if (node->watch != NULL)
        sy_timer_again(node->watch, 0, SY_NODE_WATCH_MS); /* when this event is over */
    sy_log_line(
        &node->logger, SY_LOG_INFO, "policy", "version=%llu authorities=%llu needed=%llu",
        (unsigned long long)network->version, (unsigned long long)network->authority_count,
        (unsigned long long)network->authority_k);
    for (size_t i = 0; i < sy_kept_logs_count(&node->logs); i++) {
        const struct sy_kept_log *kept = &node->logs.log[i];
        const struct sy_network_log *log = sy_network_log(network, sy_text(kept->vkey.name));

        if (log != NULL && log->closed)
            say_closed(node, kept, log);
    }
    return SY_OK;
}

/* The key file as it is now; false when nothing in it can be used, which was said before. */
static bool read_keys(const struct sy_node *node, struct sy_key_file *out)
{
    return node->key_path != NULL && sy_node_keys_read(node->key_path, out) == SY_OK;
}

static bool lacks_key(const struct sy_node *node)
{
    bool lacks = false;

    for (size_t i = 0; i < sy_kept_logs_count(&node->logs); i++)
        lacks = lacks || node->logs.log[i].keyless;
    return lacks;
}

/* No work is under way. */
static void give_keys(void *data)
{
    struct sy_node *node = data;
    struct sy_key_file keys = {0};

    node->waits_for_quiet = false;
    if (node->stopping || !read_keys(node, &keys))
        return;
    for (size_t i = 0; i < sy_kept_logs_count(&node->logs); i++) {
        struct sy_kept_log *log = &node->logs.log[i];

        if (log->keyless)
            sy_node_give_key(node, log, &keys);
        if (log->owned)
            sy_replica_own(node->replica, i);
    }
    sy_key_file_wipe(&keys);
}

static bool has_missing_key(const struct sy_node *node)
{
    struct sy_key_file keys = {0};
    bool has = false;

    if (!read_keys(node, &keys))
        return false;
    for (size_t i = 0; i < sy_kept_logs_count(&node->logs); i++) {
        const struct sy_kept_log *log = &node->logs.log[i];

        has = has || (log->keyless && sy_node_log_key(log, &keys) != NULL);
    }
    sy_key_file_wipe(&keys);
    return has;
}

static void look_for_keys(struct sy_node *node)
{
    struct sy_key_file keys = {0};

    if (sy_replica_lacks_cosigner(node->replica) && read_keys(node, &keys)) {
        sy_replica_take_cosigners(node->replica, &keys);
        sy_key_file_wipe(&keys);
    }
    if (!lacks_key(node) || node->waits_for_quiet || !has_missing_key(node))
        return;
    node->waits_for_quiet = sy_worker_quiet(node->loop, give_keys, node) == SY_OK;
}

/* Logs that are open are known to everybody else by the count; the replica has a mirror of
 * each. */
static void open_added(struct sy_node *node)
{
    struct sy_key_file keys = {0};
    struct sy_node_problem why;
    enum sy_err err;

    if (!read_keys(node, &keys))
        keys.count = 0;
    err = sy_node_open_logs(node, &keys, &why);
    sy_key_file_wipe(&keys);
    if (err != SY_OK && err != node->opening)
        sy_log_line(&node->logger, SY_LOG_ERROR, "log_not_opened",
                    "path=%s error=%s reason=\"%s\"", why.path, sy_err_name(err), why.what);
    node->opening = err;
    err = sy_replica_add(node->replica);
    if (err != SY_OK)
        sy_log_line(&node->logger, SY_LOG_ERROR, "log_not_mirrored", "error=%s",
                    sy_err_name(err));
}

void sy_node_adopt_policy(struct sy_node *node)
{
    uint64_t version = sy_shared_policy_network(node->policy)->version;
    enum sy_err err;

    if (node->stopping || node->replica == NULL)
        return;
    if (node->adopted != version) {
        sy_replica_follow_policy(node->replica, node->policy);
        node->adopted = version;
    }
    if (node->opened_versions <= version)
        open_added(node);
    look_for_keys(node);
    sy_node_end_logs(node);
    err = sy_node_follow_peers(node);
    if (err != SY_OK)
        sy_log_line(&node->logger, SY_LOG_ERROR, "peers_failed", "error=%s", sy_err_name(err));
}
