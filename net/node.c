#include "net/node_state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/origin.h"
#include "net/clock.h"
#include "net/node_logs.h"
#include "net/orders.h"
#include "net/registry_follow.h"

enum {
    SECOND_MS = 1000,
    MINUTE_MS = 60 * 1000,
    BUSY_BYTES = 1 << 20 /* of requests under way: then nothing is read again */
};

/* Address space, reserved once: design section 7. */
static const uint64_t view_map_bytes = (uint64_t)1 << 42;

static enum sy_err err_of_errno(void)
{
    if (errno == ENOSPC || errno == EDQUOT)
        return SY_NO_SPACE;
    return errno == EACCES || errno == EPERM || errno == EROFS ? SY_DENIED : SY_IO;
}

static void path_of(const struct sy_node *node, const char *name,
                    char out[SY_NODE_PATH_BYTES_MAX])
{
    size_t len = strlen(node->data);

    sy_assert(len + 1 + strlen(name) < SY_NODE_PATH_BYTES_MAX);
    memcpy(out, node->data, len);
    out[len] = '/';
    memcpy(out + len + 1, name, strlen(name) + 1);
}

/* One process a data folder: two writers of one log would fork it. */
static enum sy_err lock_folder(struct sy_node *node, struct sy_node_problem *why)
{
    char path[SY_NODE_PATH_BYTES_MAX];

    path_of(node, "lock", path);
    snprintf(why->path, sizeof(why->path), "%.500s", path);
    node->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (node->lock < 0) {
        why->what = "cannot make the lock file";
        return err_of_errno();
    }
    if (flock(node->lock, LOCK_EX | LOCK_NB) != 0) {
        why->what = "another suyuand uses this data folder";
        return SY_BUSY;
    }
    return SY_OK;
}

static enum sy_err make_folders(struct sy_node *node, struct sy_node_problem *why)
{
    char path[SY_NODE_PATH_BYTES_MAX];
    enum sy_err err = sy_store_folder(node->data);

    why->what = "cannot make the data folder";
    snprintf(why->path, sizeof(why->path), "%.500s", node->data);
    if (err != SY_OK)
        return err;
    path_of(node, "logs", path);
    err = sy_store_folder(path);
    if (err != SY_OK)
        return err;
    path_of(node, "views", path);
    return sy_store_folder(path);
}

void sy_node_log_path(const struct sy_node *node, const char *origin,
                      char out[SY_NODE_PATH_BYTES_MAX])
{
    char file[SY_NAME_BYTES_MAX + 1];
    char name[SY_NAME_BYTES_MAX + 8];

    sy_origin_file_name(sy_text(origin), file);
    snprintf(name, sizeof(name), "logs/%s", file);
    path_of(node, name, out);
}

/* The registry's view must be whole before the first statement is held against it; but a full
 * disk must not keep the node from answering: the appender goes on with it. */
static enum sy_err open_registry(struct sy_node *node, const char *path)
{
    enum sy_err err = sy_registry_open(path, view_map_bytes, node->network, &node->registry);

    if (err == SY_OK)
        err = sy_registry_follow(node->registry, node->logs.log[0].log,
                                 sy_kept_log_vouched(&node->logs.log[0]),
                                 &node->logs.log[0].vouched);
    if (err != SY_NO_SPACE)
        return err;
    node->logs.log[0].refusing = err;
    return SY_OK;
}

static void close_registry(struct sy_node *node)
{
    sy_registry_close(node->registry);
    node->registry = NULL;
}

/* The items' view may be behind its logs, but must have been made from them. */
static enum sy_err open_items(struct sy_node *node, const char *path)
{
    struct sy_log_snapshot *snapshot;
    uint64_t applied;
    enum sy_err err = sy_view_open(path, view_map_bytes, &node->view);

    for (size_t i = 0; i < sy_kept_logs_count(&node->logs) && err == SY_OK; i++) {
        const struct sy_kept_log *log = &node->logs.log[i];

        err = sy_log_snapshot(log->log, &snapshot);
        if (err != SY_OK)
            break;
        err = sy_view_apply(node->view, (uint32_t)i, sy_text(log->vkey.name), snapshot, 0,
                            &applied);
        sy_log_release(snapshot);
    }
    return err;
}

static void close_items(struct sy_node *node)
{
    sy_view_close(node->view);
    node->view = NULL;
}

struct derived {
    const char *name;
    enum sy_err (*open)(struct sy_node *node, const char *path);
    void (*close)(struct sy_node *node);
};

static const struct derived registry_view = {"views/registry", open_registry, close_registry};
static const struct derived items_view = {"views/items", open_items, close_items};

/* What cannot be read is made again from the logs. What was made from more than its log holds
 * is a sign that the log has lost entries: whoever signed those must not go on (design section
 * 3), so that is for people to decide. */
static enum sy_err open_view(struct sy_node *node, const struct derived *view,
                             struct sy_node_problem *why)
{
    char path[SY_NODE_PATH_BYTES_MAX];
    enum sy_err err;

    path_of(node, view->name, path);
    snprintf(why->path, sizeof(why->path), "%.500s", path);
    why->what = "cannot open the view; it can be deleted, it is built again";
    err = view->open(node, path);
    if (err == SY_CORRUPT) {
        sy_log_line(&node->logger, SY_LOG_WARNING, "view_rebuilt", "view=%s error=%s",
                    view->name, sy_err_name(err));
        view->close(node);
        err = sy_store_remove(path);
        if (err == SY_OK)
            err = view->open(node, path);
    }
    if (err == SY_BAD_CHAIN)
        why->what = "the view was made from entries that its log does not have. If the log was "
                    "put back from an older copy, do not start it: entries that it signed are "
                    "lost. If the views are not this node's, delete them; they are built again";
    return err;
}

static enum sy_err open_stores(struct sy_node *node, const struct sy_node_options *options,
                               struct sy_node_problem *why)
{
    enum sy_err err = make_folders(node, why);

    if (err == SY_OK)
        err = lock_folder(node, why);
    if (err == SY_OK)
        err = sy_node_open_registry_log(node, options->keys, why);
    if (err == SY_OK)
        err = open_view(node, &registry_view, why);
    if (err == SY_OK)
        err = sy_node_follow_policy(node);
    if (err == SY_OK)
        err = sy_kept_log_take_note(&node->logs.log[0], sy_shared_policy_network(node->policy));
    if (err == SY_OK)
        err = sy_node_open_logs(node, options->keys, why);
    if (err == SY_OK)
        err = open_view(node, &items_view, why);
    return err;
}

/* Logs have grown that this node does not sequence, or the registry is known further. */
static void mirrors_grown(void *ctx)
{
    struct sy_node *node = ctx;
    enum sy_err err = sy_node_follow_policy(node);

    if (err != SY_OK) /* the next entry asks again */
        sy_log_line(&node->logger, SY_LOG_ERROR, "policy_failed", "error=%s", sy_err_name(err));
    sy_follower_grown(node->follower);
    sy_eraser_grown(node->eraser);
}

static void logs_grown(void *ctx)
{
    struct sy_node *node = ctx;

    mirrors_grown(node);
    sy_replica_grown(node->replica);
}

static enum sy_err wait_for_witnesses(void *ctx, size_t log, uint64_t id, uint64_t size,
                                      uint64_t witnesses, uint64_t wait_ms)
{
    struct sy_node *node = ctx;

    return sy_replica_wait(node->replica, log, id, size, witnesses, wait_ms);
}

static struct sy_shared_note *best_note(void *ctx, size_t log, uint64_t size)
{
    struct sy_node *node = ctx;

    return sy_replica_best(node->replica, log, size);
}

static void witnessed(void *ctx, size_t log, uint64_t id)
{
    struct sy_node *node = ctx;

    sy_appender_witnessed(node->appender, log, id);
}

/* Requests under way hold more than a few statements. */
static bool is_busy(void *ctx)
{
    const struct sy_node *node = ctx;

    return sy_server_stats(node->server).held_bytes > BUSY_BYTES;
}

/* The scrub has found an entry that others may have as it was. */
static void entry_wanted(void *ctx, size_t log, uint64_t index)
{
    struct sy_node *node = ctx;

    sy_replica_damaged(node->replica, log, index);
}

static void entry_repaired(void *ctx, size_t log, uint64_t index, const char *code)
{
    struct sy_node *node = ctx;

    sy_scrubber_look(node->scrubber, log, index, code);
}

/* Whoever was to get it has found it. */
static void look_again(void *ctx, size_t log, uint64_t index)
{
    entry_repaired(ctx, log, index, "");
}

static enum sy_err open_scrubber(struct sy_node *node, const struct sy_node_options *options)
{
    struct sy_scrubber_options scrubber = {
        .loop = node->loop,
        .logs = &node->logs,
        .logger = &node->logger,
        .pass_ms = options->scrub_ms,
        .busy = is_busy,
        .wanted = entry_wanted,
        .ctx = node,
    };

    if (scrubber.pass_ms == 0)
        scrubber.pass_ms = (uint64_t)SY_SCRUB_PASS_S * 1000;
    return sy_scrubber_open(&scrubber, &node->scrubber);
}

static enum sy_err is_halted(void *ctx)
{
    const struct sy_node *node = ctx;

    return node->clock_ahead ? SY_CLOCK_AHEAD : SY_OK;
}

static void parts_wanted(void *ctx, size_t log)
{
    struct sy_node *node = ctx;

    sy_replica_wanted(node->replica, log);
}

static enum sy_err open_keeper(struct sy_node *node)
{
    struct sy_keeper_options keeper = {.loop = node->loop,
                                       .logs = &node->logs,
                                       .logger = &node->logger,
                                       .wanted = parts_wanted,
                                       .ctx = node};

    return sy_keeper_open(&keeper, &node->keeper);
}

static enum sy_err open_services(struct sy_node *node)
{
    struct sy_appender_options appender = {
        .loop = node->loop,
        .logs = &node->logs,
        .registry = node->registry,
        .policy = &node->policy,
        .logger = &node->logger,
        .grown = logs_grown,
        .wait = wait_for_witnesses,
        .best = best_note,
        .halted = is_halted,
        .ctx = node,
    };
    struct sy_reader_options reader = {
        node->loop, &node->logs, node->registry, node->view, &node->policy, look_again, node};
    struct sy_follower_options follower = {node->loop, node->view, &node->logs, &node->logger};
    struct sy_eraser_options eraser = {.loop = node->loop,
                                       .logs = &node->logs,
                                       .logger = &node->logger,
                                       .orders = sy_orders_of,
                                       .ctx = node->registry};
    enum sy_err err = sy_appender_open(&appender, &node->appender);

    if (err == SY_OK)
        err = sy_reader_open(&reader, &node->reader);
    if (err == SY_OK)
        err = sy_follower_open(&follower, &node->follower);
    if (err == SY_OK)
        err = sy_eraser_open(&eraser, &node->eraser);
    return err;
}

static void watch_second(void *data)
{
    sy_node_watch_clock(data);
}

static void count_minute(void *data)
{
    struct sy_node *node = data;
    uint64_t count = sy_appender_count(node->appender);

    node->minute_count = count - node->minute_start_count;
    node->minute_start_count = count;
}

static enum sy_err open_server(struct sy_node *node, const struct sy_node_options *options,
                               struct sy_node_problem *why)
{
    const struct sy_key_line *line =
        sy_key_file_find(options->keys, SY_KEY_TRANSPORT, node->code);
    struct sy_server_options server = {
        .host = options->host,
        .port = options->port,
        .handler = sy_node_handler(node),
        .limits = options->limits,
        .log = options->logger,
    };
    enum sy_err err;

    why->what = "the key file has no transport key for this node";
    if (line == NULL)
        return SY_UNKNOWN_KEY;
    why->what = "cannot make the TLS certificate";
    err = sy_channel_server(line->seed, node->code, &node->channel);
    if (err != SY_OK)
        return err;
    server.channel = node->channel;
    why->what = "cannot listen";
    snprintf(why->path, sizeof(why->path), "%s:%u", options->host, options->port);
    err = sy_server_open(node->loop, &server, &node->server);
    if (err == SY_OK)
        err =
            sy_timer_open(node->loop, MINUTE_MS, MINUTE_MS, count_minute, node, &node->minute);
    if (err == SY_OK)
        err =
            sy_timer_open(node->loop, SECOND_MS, SECOND_MS, watch_second, node, &node->second);
    return err;
}

static enum sy_err open_replica(struct sy_node *node, const struct sy_node_options *options,
                                struct sy_node_problem *why)
{
    struct sy_replica_options replica = {.loop = node->loop,
                                         .policy = node->policy,
                                         .code = node->code,
                                         .logs = &node->logs,
                                         .registry = node->registry,
                                         .keys = options->keys,
                                         .key_path = options->key_path,
                                         .logger = &node->logger,
                                         .seed = sy_get_u64be(options->chance),
                                         .grown = mirrors_grown,
                                         .witnessed = witnessed,
                                         .repaired = entry_repaired,
                                         .ctx = node};
    size_t log = 0;
    enum sy_err err = sy_replica_open(&replica, &node->replica, &log);

    node->adopted = sy_shared_policy_network(node->policy)->version;
    why->what = "cannot read what is mirrored of a log";
    if (log < sy_kept_logs_count(&node->logs))
        snprintf(why->path, sizeof(why->path), "%.500s", node->logs.log[log].vkey.name);
    return err;
}

static void peer_changed(void *ctx, size_t peer, bool up)
{
    struct sy_node *node = ctx;

    sy_replica_peer(node->replica, peer, up);
}

static enum sy_err open_peers(struct sy_node *node, const struct sy_node_options *options,
                              struct sy_node_problem *why)
{
    const struct sy_key_line *line =
        sy_key_file_find(options->keys, SY_KEY_TRANSPORT, node->code);
    struct sy_peers_options peers = {.loop = node->loop,
                                     .network_id = &node->network->id,
                                     .code = node->code,
                                     .logger = &node->logger,
                                     .transport_seed = line->seed,
                                     .seed = sy_get_u64be(options->chance),
                                     .changed = peer_changed,
                                     .ctx = node};
    enum sy_err err;

    why->what = "cannot make the links to the other nodes";
    err = sy_peers_open(&peers, &node->peers);
    return err == SY_OK ? sy_node_follow_peers(node) : err;
}

static void watch(void *data)
{
    sy_node_adopt_policy(data);
}

/* Which node the key file is for: of the network as founded, or one that a policy adds; that
 * one may have to hear of it from the others first. */
static enum sy_err find_code(struct sy_node *node, const struct sy_key_file *keys,
                             struct sy_node_problem *why)
{
    const struct sy_key_line *line = sy_key_file_find(keys, SY_KEY_TRANSPORT, NULL);

    why->what = "the key file is not that of a node";
    if (line == NULL)
        return SY_UNKNOWN_KEY;
    memcpy(node->code, line->name, sizeof(node->code) - 1);
    return SY_OK;
}

enum sy_err sy_node_open(struct sy_loop *loop, const struct sy_node_options *options,
                         struct sy_node **out, struct sy_node_problem *why)
{
    struct sy_node *node = calloc(1, sizeof(*node));
    enum sy_err err;

    *why = (struct sy_node_problem){.what = "out of memory"};
    if (node == NULL)
        return SY_NO_MEMORY;
    node->loop = loop;
    node->lock = -1;
    node->network = options->network;
    node->logger = options->logger;
    node->addresses = options->addresses;
    node->key_path = options->key_path;
    memcpy(node->store_id, options->store_id, sizeof(node->store_id));
    sy_subscription_init(&node->subscription);
    if (options->subscription != NULL)
        node->subscription = *options->subscription;
    node->started_at = sy_clock_us();
    err = strlen(options->data) > SY_NODE_PATH_BYTES_MAX - SY_NAME_BYTES_MAX - 32 ? SY_LIMIT
                                                                                  : SY_OK;
    if (err == SY_OK) {
        snprintf(node->data, sizeof(node->data), "%s", options->data);
        err = find_code(node, options->keys, why);
    }
    if (err == SY_OK)
        err = open_stores(node, options, why);
    if (err == SY_OK)
        err = open_services(node);
    if (err == SY_OK)
        err = open_server(node, options, why);
    if (err == SY_OK)
        err = open_replica(node, options, why);
    if (err == SY_OK)
        err = open_peers(node, options, why);
    if (err == SY_OK)
        err = open_scrubber(node, options);
    if (err == SY_OK)
        err = open_keeper(node);
    if (err == SY_OK)
        err = sy_timer_open(loop, 0, SY_NODE_WATCH_MS, watch, node, &node->watch);
    if (err == SY_OK)
        sy_replica_begin(node->replica, node->peers);
    if (err != SY_OK) {
        sy_node_close(node);
        return err;
    }
    *out = node;
    return SY_OK;
}

uint16_t sy_node_port(const struct sy_node *node)
{
    return sy_server_port(node->server);
}

const char *sy_node_code(const struct sy_node *node)
{
    return node->code;
}

static void server_stopped(void *data)
{
    struct sy_node *node = data;

    node->server = NULL;
    sy_log_line(&node->logger, SY_LOG_INFO, "stopped", "appended=%llu",
                (unsigned long long)sy_appender_count(node->appender));
}

void sy_node_stop(struct sy_node *node)
{
    if (node->stopping)
        return;
    node->stopping = true;
    sy_log_line(&node->logger, SY_LOG_INFO, "stopping", "%s", "");
    sy_timer_close(node->minute);
    sy_timer_close(node->second);
    sy_timer_close(node->watch);
    sy_follower_stop(node->follower);
    sy_eraser_stop(node->eraser);
    sy_scrubber_stop(node->scrubber);
    sy_keeper_stop(node->keeper);
    sy_replica_stop(node->replica);
    sy_peers_stop(node->peers);
    node->minute = NULL;
    node->second = NULL;
    node->watch = NULL;
    sy_server_stop(node->server, server_stopped, node);
}

void sy_node_close(struct sy_node *node)
{
    if (node == NULL)
        return;
    sy_timer_close(node->minute);
    sy_timer_close(node->second);
    sy_timer_close(node->watch);
    sy_replica_stop(node->replica);
    sy_peers_close(node->peers);
    sy_replica_close(node->replica);
    sy_keeper_close(node->keeper);
    sy_scrubber_close(node->scrubber);
    sy_eraser_close(node->eraser);
    sy_follower_close(node->follower);
    sy_reader_close(node->reader);
    sy_appender_close(node->appender);
    sy_channel_context_close(node->channel);
    sy_view_close(node->view);
    sy_registry_close(node->registry);
    sy_shared_policy_release(node->policy);
    for (size_t i = 0; i < sy_kept_logs_count(&node->logs); i++) {
        struct sy_kept_log *log = &node->logs.log[i];
        enum sy_err err = sy_kept_log_keep_note(log);

        if (err != SY_OK) /* it is signed again at the next start */
            sy_log_line(&node->logger, SY_LOG_WARNING, "note_not_kept", "origin=%s error=%s",
                        log->vkey.name, sy_err_name(err));
        sy_kept_log_close(log);
    }
    if (node->lock >= 0)
        close(node->lock);
    free(node);
}
