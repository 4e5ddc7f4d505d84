#include "net/node_end.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ledger/origin.h"
#include "net/log_copy.h"
#include "net/node_logs.h"
#include "net/worker.h"

enum { ASIDE_MAX = 1000 };

/* aside/<origin>.<name> */
static enum sy_err aside_path(const struct sy_node *node, const char *origin, const char *name,
                              char out[SY_NODE_PATH_BYTES_MAX])
{
    char flat[SY_NAME_BYTES_MAX + 1];
    int len;

    sy_origin_file_name(sy_text(origin), flat);
    len = snprintf(out, SY_NODE_PATH_BYTES_MAX, "%s/aside/%s.%s", node->data, flat, name);
    return len < 0 || len >= SY_NODE_PATH_BYTES_MAX ? SY_LIMIT : SY_OK;
}

static enum sy_err make_folder(const struct sy_node *node)
{
    char path[SY_NODE_PATH_BYTES_MAX];

    snprintf(path, sizeof(path), "%.4000s/aside", node->data);
    return sy_store_folder(path);
}

static enum sy_err sync_folder(const struct sy_node *node, const char *name)
{
    char path[SY_NODE_PATH_BYTES_MAX];
    int fd;
    int failed;

    snprintf(path, sizeof(path), "%.4000s/%s", node->data, name);
    fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return SY_IO;
    failed = fsync(fd);
    close(fd);
    return failed ? SY_IO : SY_OK;
}

/* Durable before anything else is done. */
static enum sy_err move(const struct sy_node *node, const char *from, const char *to)
{
    enum sy_err err;

    if (rename(from, to) != 0)
        return errno == ENOENT ? SY_NOT_FOUND : SY_IO;
    err = sync_folder(node, "aside");
    return err == SY_OK ? sync_folder(node, "logs") : err;
}

/* A place where nothing is. */
static enum sy_err free_path(const struct sy_node *node, const char *origin,
                             char out[SY_NODE_PATH_BYTES_MAX])
{
    for (int i = 1; i < ASIDE_MAX; i++) {
        char name[16];
        enum sy_err err;

        snprintf(name, sizeof(name), "%d", i);
        err = aside_path(node, origin, name, out);
        if (err != SY_OK || access(out, F_OK) != 0)
            return err;
    }
    return SY_FULL;
}

/* The store that takes the place of the log's: with what it has promised, and with its entries
 * up to the end where they are those. */
static enum sy_err make_next(struct sy_node *node, struct sy_kept_log *log,
                             const struct sy_network_log *of, const char *path)
{
    struct sy_log_identity identity = {.network_id = node->network->id};
    struct sy_kept_log next = {.vkey = log->vkey, .scope = log->scope};
    bool fits = false;
    enum sy_err err = sy_store_remove(path); /* what is left of an attempt */

    snprintf(identity.origin, sizeof(identity.origin), "%s", log->vkey.name);
    memcpy(identity.store_id, node->store_id, SY_STORE_ID_BYTES);
    sy_node_next_store_id(node);
    if (err == SY_OK)
        err = sy_log_open(path, sy_log_map_bytes(log->log), &identity, &next.log);
    if (err != SY_OK)
        return err;
    if (of != NULL)
        err = sy_log_copy_fits(log->log, of->final_size, &of->final_root, &fits);
    if (err == SY_OK && fits)
        err = sy_log_copy(&next, log->log, of->final_size);
    if (err == SY_OK)
        err = sy_log_copy_promises(&next, log->log, fits ? of->final_size : 0);
    sy_log_close(next.log);
    return err;
}

/* Views are made from what logs hold: this one has to be made again. */
static enum sy_err forget_view(struct sy_node *node)
{
    char path[SY_NODE_PATH_BYTES_MAX];

    if (node->view != NULL)
        return sy_view_clear(node->view);
    snprintf(path, sizeof(path), "%.4000s/views/items", node->data);
    return sy_store_remove(path);
}

static void forget_notes(struct sy_kept_log *log)
{
    sy_shared_note_release(log->note);
    sy_shared_note_release(log->proved);
    log->note = NULL;
    log->proved = NULL;
}

static enum sy_err swap(struct sy_node *node, struct sy_kept_log *log, const char *next,
                        const char *aside)
{
    char path[SY_NODE_PATH_BYTES_MAX];
    enum sy_err err;

    sy_node_log_path(node, log->vkey.name, path);
    err = forget_view(node);
    if (err == SY_OK)
        err = move(node, path, aside);
    if (err == SY_OK)
        err = move(node, next, path);
    return err;
}

static enum sy_err set_aside(struct sy_node *node, struct sy_kept_log *log,
                             const struct sy_network_log *of, const char *reason)
{
    char next[SY_NODE_PATH_BYTES_MAX];
    char aside[SY_NODE_PATH_BYTES_MAX];
    enum sy_err err = make_folder(node);

    if (err == SY_OK)
        err = aside_path(node, log->vkey.name, "next", next);
    if (err == SY_OK)
        err = free_path(node, log->vkey.name, aside);
    if (err == SY_OK)
        err = make_next(node, log, of, next);
    if (err == SY_OK)
        err = swap(node, log, next, aside);
    if (err == SY_OK)
        err = sy_log_reopen(log->log);
    sy_log_line(
        &node->logger, err == SY_OK ? SY_LOG_WARNING : SY_LOG_ERROR, "log_set_aside",
        "origin=%s path=%s error=%s reason=\"%s\" next=\"what it holds beyond the end is "
        "nowhere else; delete it once it was looked at\"",
        log->vkey.name, aside, sy_err_name(err), reason);
    if (err != SY_OK)
        return err;
    log->aside = true;
    forget_notes(log);
    return sy_kept_log_take_note(log, sy_shared_policy_network(node->policy));
}

enum sy_err sy_node_set_aside(struct sy_node *node, struct sy_kept_log *log, const char *reason)
{
    return set_aside(node, log, NULL, reason);
}

enum sy_err sy_node_finish_aside(struct sy_node *node, const char *origin)
{
    char path[SY_NODE_PATH_BYTES_MAX];
    char next[SY_NODE_PATH_BYTES_MAX];
    enum sy_err err = aside_path(node, origin, "next", next);

    sy_node_log_path(node, origin, path);
    if (err != SY_OK || access(next, F_OK) != 0 || access(path, F_OK) == 0)
        return err;
    return move(node, next, path);
}

/* Does the store hold nothing but what the log ends with, or less? */
static enum sy_err ends_well(const struct sy_kept_log *log, const struct sy_network_log *of,
                             bool *well)
{
    struct sy_log_snapshot *snapshot;
    const struct sy_merkle *tree;
    struct sy_hash root;
    enum sy_err err = sy_log_snapshot(log->log, &snapshot);

    if (err != SY_OK)
        return err;
    tree = &sy_log_head(snapshot)->tree;
    root = sy_merkle_root(tree);
    *well = tree->size < of->final_size ||
            (tree->size == of->final_size && sy_hash_equal(&root, &of->final_root));
    sy_log_release(snapshot);
    return SY_OK;
}

enum sy_err sy_node_end_log(struct sy_node *node, struct sy_kept_log *log,
                            const struct sy_network_log *of)
{
    bool well = true;
    enum sy_err err = ends_well(log, of, &well);

    if (log->owned)
        sy_secret_key_wipe(&log->key);
    log->owned = false;
    log->keyless = false;
    log->refusing = SY_OK;
    if (err == SY_OK && (!well || log->misfit))
        err = set_aside(node, log, of,
                        well ? "its entries are not those that the log ends with"
                             : "it goes on behind the end that the policy has given the log");
    if (err != SY_OK)
        return err;
    if (sy_shared_note_size(log->note) > of->final_size ||
        sy_shared_note_size(log->proved) > of->final_size)
        forget_notes(log);
    log->closed = true;
    log->misfit = false;
    log->end_size = of->final_size;
    log->end_root = of->final_root;
    return SY_OK;
}

static bool is_due(const struct sy_kept_log *log, const struct sy_network_log *of)
{
    return log->misfit || (of != NULL && of->closed && !log->closed);
}

/* Receipts of what a closed log has are made under the note that stands beside its entries. */
static void settle(const struct sy_node *node, struct sy_kept_log *log)
{
    enum sy_err err;

    if (!log->closed || log->settled ||
        sy_shared_note_size(sy_kept_log_served(log)) != log->end_size)
        return;
    err = sy_kept_log_keep_note(log);
    log->settled = err == SY_OK;
    if (err != SY_OK)
        sy_log_line(&node->logger, SY_LOG_WARNING, "note_not_kept", "origin=%s error=%s",
                    log->vkey.name, sy_err_name(err));
}

/* No work is under way. */
static void end_due(void *data)
{
    struct sy_node *node = data;
    const struct sy_network *network = sy_shared_policy_network(node->policy);

    node->ending = false;
    for (size_t i = 1; i < sy_kept_logs_count(&node->logs) && !node->stopping; i++) {
        struct sy_kept_log *log = &node->logs.log[i];
        const struct sy_network_log *of = sy_network_log(network, sy_text(log->vkey.name));
        bool again = log->misfit;
        enum sy_err err;

        if (!is_due(log, of))
            continue;
        if (of != NULL && of->closed)
            err = sy_node_end_log(node, log, of);
        else
            err = sy_node_set_aside(node, log, "it has entries that nobody else has");
        log->misfit = log->misfit && err != SY_OK;
        if (err == SY_OK && (again || log->aside)) {
            sy_eraser_forget(node->eraser, i);
            sy_scrubber_forget(node->scrubber, i);
            sy_replica_reset(node->replica, i);
            sy_follower_grown(node->follower);
        }
        if (err == SY_OK && log->closed)
            sy_replica_end(node->replica, i);
        settle(node, log);
    }
}

void sy_node_end_logs(struct sy_node *node)
{
    const struct sy_network *network = sy_shared_policy_network(node->policy);
    bool due = false;

    for (size_t i = 1; i < sy_kept_logs_count(&node->logs); i++) {
        struct sy_kept_log *log = &node->logs.log[i];

        settle(node, log);
        due = due || is_due(log, sy_network_log(network, sy_text(log->vkey.name)));
    }
    if (due && !node->ending)
        node->ending = sy_worker_quiet(node->loop, end_due, node) == SY_OK;
}
