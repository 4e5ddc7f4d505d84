#include "net/node.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "ledger/connect.h"
#include "ledger/registry.h"
#include "ledger/view.h"
#include "net/appender.h"
#include "net/clock.h"
#include "net/owned_log.h"
#include "net/reader.h"
#include "net/worker.h"
#include "proto/message.h"

enum {
    LOGS_MAX = 2, /* the registry and the district's own */
    PATH_BYTES_MAX = 4096,
    FOLDER_MODE = 0700,
    REGISTRY_APPLY_MAX = 4096, /* entries in one transaction of the registry's view */
    VIEW_APPLY_MAX = 2048,     /* entries in one transaction of the items' view */
    MINUTE_MS = 60 * 1000,
    VIEW_DELAY_MS = 20, /* what comes together is applied and synced together */
    VIEW_RETRY_MS = 1000
};

/* Address space, reserved once: design section 7. */
static const uint64_t log_map_bytes = (uint64_t)1 << 42;
static const uint64_t view_map_bytes = (uint64_t)1 << 42;
static const char software[] = "suyuan/0.1.0";

struct sy_node {
    struct sy_loop *loop;
    const struct sy_network *network;
    char code[SY_NODE_CODE_BYTES + 1];
    char data[PATH_BYTES_MAX];
    struct sy_logger logger;
    int lock;
    struct sy_owned_log logs[LOGS_MAX];
    size_t log_count;
    struct sy_authority authority;
    struct sy_registry *registry;
    struct sy_view *view;
    struct sy_channel_context *channel;
    struct sy_server *server;
    struct sy_appender *appender;
    struct sy_reader *reader;
    int64_t started_at;
    bool stopping;
    uint64_t held_max;
    /* The view's worker. */
    bool view_busy;
    bool view_behind; /* a log has grown since the worker looked */
    bool view_more;   /* the worker has applied something: there may be more */
    enum sy_err view_err;
    enum sy_err view_noted; /* in the log */
    uint64_t view_size[LOGS_MAX];
    bool view_armed;
    struct sy_timer *view_timer;
    /* Appends in the last whole minute. */
    struct sy_timer *minute;
    uint64_t minute_start_count;
    uint64_t minute_count;
};

/* ---- the view follows the logs ---- */

static void kick_view(struct sy_node *node);

static enum sy_err apply_one(struct sy_node *node, size_t i)
{
    struct sy_log_snapshot *snapshot;
    struct sy_view_snapshot *view;
    uint64_t applied = 0;
    enum sy_err err = sy_log_snapshot(node->logs[i].log, &snapshot);

    if (err != SY_OK)
        return err;
    err = sy_view_apply(node->view, (uint32_t)i, sy_text(node->logs[i].vkey.name), snapshot,
                        VIEW_APPLY_MAX, &applied);
    sy_log_release(snapshot);
    if (applied > 0)
        node->view_more = true; /* it may have stopped at a bound of its own */
    if (err == SY_OK)
        err = sy_view_snapshot(node->view, &view);
    if (err != SY_OK)
        return err;
    err = sy_view_watermark(view, sy_text(node->logs[i].vkey.name), &node->view_size[i]);
    sy_view_release(view);
    return err;
}

static void run_view(void *data)
{
    struct sy_node *node = data;

    node->view_more = false;
    node->view_err = SY_OK;
    for (size_t i = 0; i < node->log_count && node->view_err == SY_OK; i++)
        node->view_err = apply_one(node, i);
}

static void arm_view(struct sy_node *node, uint64_t delay_ms)
{
    if (node->view_armed || node->view_busy || node->stopping)
        return;
    node->view_armed = true;
    sy_timer_again(node->view_timer, delay_ms, 0);
}

/* A line when it begins to fail, or fails otherwise, and one when that is over. */
static void note_view(struct sy_node *node)
{
    if (node->view_err == node->view_noted)
        return;
    if (node->view_err == SY_OK)
        sy_log_line(&node->logger, SY_LOG_INFO, "view_again", "%s", "");
    else
        sy_log_line(&node->logger, SY_LOG_ERROR, "view_failed", "error=%s",
                    sy_err_name(node->view_err));
    node->view_noted = node->view_err;
}

static void view_done(void *data)
{
    struct sy_node *node = data;

    node->view_busy = false;
    note_view(node);
    if (node->view_err != SY_OK) {
        node->view_behind = true;
        arm_view(node, VIEW_RETRY_MS);
    } else if (node->view_more) {
        node->view_behind = true;
        kick_view(node);
    } else if (node->view_behind) {
        arm_view(node, VIEW_DELAY_MS);
    }
}

static void kick_view(struct sy_node *node)
{
    if (node->view_busy || !node->view_behind || node->stopping)
        return;
    node->view_behind = false;
    node->view_busy = sy_worker_submit(node->loop, run_view, view_done, node) == SY_OK;
    if (!node->view_busy)
        node->view_behind = true; /* no memory now: the next append tries again */
}

static void view_due(void *data)
{
    struct sy_node *node = data;

    node->view_armed = false;
    kick_view(node);
}

static void logs_grown(void *ctx)
{
    struct sy_node *node = ctx;

    node->view_behind = true;
    arm_view(node, VIEW_DELAY_MS);
}

/* ---- requests that the node answers itself ---- */

static void answer_hello(struct sy_node *node, struct sy_request *request)
{
    struct sy_bytes origins[LOGS_MAX];
    struct sy_hello_reply reply = {.version = SY_PROTOCOL_VERSION,
                                   .node = sy_text(node->code),
                                   .time = sy_clock_us(),
                                   .software = sy_text(software)};
    struct sy_buffer message = {0};
    struct sy_hello hello;

    if (sy_hello_read(request->payload, &hello) != SY_OK) {
        sy_request_error(request, SY_BAD_ENCODING, "the hello is not canonical", NULL, true);
        return;
    }
    if (hello.version != SY_PROTOCOL_VERSION) {
        sy_request_error(request, SY_BAD_VERSION, "this node speaks version 1 of the protocol",
                         "version", true);
        return;
    }
    if (!sy_bytes_equal(hello.network_id,
                        (struct sy_bytes){node->network->id.bytes, SY_HASH_BYTES})) {
        sy_request_error(request, SY_WRONG_NETWORK,
                         "this node belongs to another network; check network.json",
                         "network_id", true);
        return;
    }
    for (size_t i = 0; i < node->log_count; i++)
        origins[i] = sy_text(node->logs[i].vkey.name);
    reply.origins = (struct sy_list){.items = origins, .count = node->log_count};
    sy_hello_reply_write(&reply, &message);
    sy_connection_greet(request->connection);
    sy_request_reply(request, SY_FRAME_HELLO_REPLY, sy_buffer_bytes(&message), true);
    sy_buffer_close(&message);
}

static enum sy_err check_connect_key(struct sy_node *node, struct sy_bytes subject,
                                     const struct sy_public_key *key)
{
    struct sy_registry_snapshot *snapshot;
    enum sy_err err;

    if (sy_bytes_equal(subject, sy_text(SY_AUTHORITY)))
        return sy_network_is_authority_connect(node->network, key) ? SY_OK : SY_UNKNOWN_KEY;
    err = sy_registry_snapshot(node->registry, &snapshot);
    if (err != SY_OK)
        return err;
    err = sy_registry_connect(
        snapshot, subject, (struct sy_bytes){key->bytes, SY_PUBLIC_KEY_BYTES}, sy_clock_us());
    sy_registry_release(snapshot);
    return err;
}

static enum sy_err authenticate(struct sy_node *node, struct sy_request *request,
                                struct sy_bytes *subject)
{
    uint8_t exporter[SY_CHANNEL_EXPORTER_BYTES];
    struct sy_connect_claim claim = {
        .network_id = node->network->id, .node = sy_text(node->code), .exporter = exporter};
    struct sy_authenticate ask;
    struct sy_public_key key;
    enum sy_err err = sy_authenticate_read(request->payload, &ask);

    if (err == SY_OK && !sy_name_valid(ask.subject, SY_SUBJECT_BYTES_MAX))
        err = SY_BAD_NAME;
    if (err == SY_OK)
        err = sy_public_key_check(ask.key, &key);
    if (err == SY_OK)
        err = sy_connection_exporter(request->connection, exporter);
    if (err != SY_OK)
        return err;
    claim.subject = ask.subject;
    err = check_connect_key(node, ask.subject, &key);
    if (err == SY_OK)
        err = sy_connect_verify(&claim, &key, ask.signature);
    if (err == SY_OK)
        err = sy_connection_set_subject(request->connection, ask.subject);
    *subject = ask.subject;
    return err;
}

static void answer_authenticate(struct sy_node *node, struct sy_request *request)
{
    struct sy_authenticate_reply reply;
    struct sy_buffer message = {0};
    enum sy_err err = authenticate(node, request, &reply.subject);

    if (err != SY_OK) {
        sy_request_error(request, err,
                         "the connect key is not one of the subject's in force, or it did not "
                         "sign for this connection",
                         NULL, false);
        return;
    }
    sy_authenticate_reply_write(&reply, &message);
    sy_request_reply(request, SY_FRAME_AUTHENTICATE_REPLY, sy_buffer_bytes(&message), true);
    sy_buffer_close(&message);
}

static uint64_t resident_bytes(void)
{
    unsigned long pages = 0;
    unsigned long resident = 0;
    FILE *file = fopen("/proc/self/statm", "re");

    if (file == NULL)
        return 0;
    if (fscanf(file, "%lu %lu", &pages, &resident) != 2)
        resident = 0;
    fclose(file);
    return (uint64_t)resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

static uint64_t disk_free_bytes(const char *path)
{
    struct statvfs stat;

    return statvfs(path, &stat) == 0 ? (uint64_t)stat.f_bavail * stat.f_frsize : 0;
}

static void put_log_status(struct sy_node *node, size_t i, struct sy_buffer *to)
{
    struct sy_owned_log *log = &node->logs[i];
    struct sy_log_status status = {.origin = sy_text(log->vkey.name),
                                   .size = log->note.size,
                                   .note = sy_own_note_bytes(&log->note),
                                   .disk_bytes = sy_log_disk_bytes(log->log),
                                   .map_bytes = sy_log_map_bytes(log->log),
                                   .view_size = node->view_size[i]};
    struct sy_log_snapshot *snapshot;

    if (log->refusing != SY_OK)
        status.refusing = sy_text(sy_err_name(log->refusing));
    if (sy_log_snapshot(log->log, &snapshot) == SY_OK) {
        status.records = sy_log_head(snapshot)->record_count;
        sy_log_release(snapshot);
    }
    sy_log_status_write(&status, to);
}

static void answer_status(struct sy_node *node, struct sy_request *request)
{
    struct sy_server_stats stats = sy_server_stats(node->server);
    struct sy_buffer logs[LOGS_MAX] = {{0}};
    struct sy_bytes items[LOGS_MAX];
    struct sy_buffer message = {0};
    struct sy_status status = {
        .node = sy_text(node->code),
        .time = sy_clock_us(),
        .started_at = node->started_at,
        .connections = stats.connections,
        .appended = sy_appender_count(node->appender),
        .refused = stats.errors,
        .memory_bytes = stats.held_bytes,
        .memory_max = stats.held_max,
        .resident_bytes = resident_bytes(),
        .disk_free_bytes = disk_free_bytes(node->data),
        .view_bytes = sy_view_disk_bytes(node->view),
        .software = sy_text(software),
        .appends_per_minute = node->minute_count,
    };

    for (size_t i = 0; i < node->log_count; i++) {
        put_log_status(node, i, &logs[i]);
        items[i] = sy_buffer_bytes(&logs[i]);
    }
    status.logs = (struct sy_list){.items = items, .count = node->log_count};
    sy_status_write(&status, &message);
    sy_request_reply(request, SY_FRAME_STATUS, sy_buffer_bytes(&message), true);
    sy_buffer_close(&message);
    for (size_t i = 0; i < node->log_count; i++)
        sy_buffer_close(&logs[i]);
}

static void take_request(void *ctx, struct sy_request *request)
{
    struct sy_node *node = ctx;

    switch (request->type) {
    case SY_FRAME_HELLO:
        answer_hello(node, request);
        break;
    case SY_FRAME_AUTHENTICATE:
        answer_authenticate(node, request);
        break;
    case SY_FRAME_APPEND:
        sy_appender_take(node->appender, request);
        break;
    case SY_FRAME_GET_STATUS:
        answer_status(node, request);
        break;
    case SY_FRAME_GET_CHECKPOINT:
    case SY_FRAME_GET_ENTRIES:
    case SY_FRAME_GET_PROOF:
    case SY_FRAME_GET_JOURNEY:
    case SY_FRAME_GET_SUBJECT:
        sy_reader_take(node->reader, request);
        break;
    default:
        sy_request_error(request, SY_UNIMPLEMENTED,
                         "this node does not know that request; it may be of an older version",
                         NULL, false);
        break;
    }
}

static void more_wanted(void *ctx, struct sy_request *request)
{
    struct sy_node *node = ctx;

    sy_reader_more(node->reader, request);
}

static void request_cancelled(void *ctx, struct sy_request *request)
{
    struct sy_node *node = ctx;

    if (request->type != SY_FRAME_APPEND)
        sy_reader_cancelled(node->reader, request);
}

/* ---- opening ---- */

static enum sy_err err_of_errno(void)
{
    if (errno == ENOSPC || errno == EDQUOT)
        return SY_NO_SPACE;
    return errno == EACCES || errno == EPERM || errno == EROFS ? SY_DENIED : SY_IO;
}

static enum sy_err make_folder(const char *path)
{
    if (mkdir(path, FOLDER_MODE) == 0 || errno == EEXIST)
        return SY_OK;
    return err_of_errno();
}

static void path_of(const struct sy_node *node, const char *name, char out[PATH_BYTES_MAX])
{
    size_t len = strlen(node->data);

    sy_assert(len + 1 + strlen(name) < PATH_BYTES_MAX);
    memcpy(out, node->data, len);
    out[len] = '/';
    strcpy(out + len + 1, name);
}

/* One process a data folder: two writers of one log would fork it. */
static enum sy_err lock_folder(struct sy_node *node, struct sy_node_problem *why)
{
    char path[PATH_BYTES_MAX];

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
    char path[PATH_BYTES_MAX];
    enum sy_err err = make_folder(node->data);

    why->what = "cannot make the data folder";
    snprintf(why->path, sizeof(why->path), "%.500s", node->data);
    if (err != SY_OK)
        return err;
    path_of(node, "logs", path);
    err = make_folder(path);
    if (err != SY_OK)
        return err;
    path_of(node, "views", path);
    return make_folder(path);
}

static enum sy_err open_log(struct sy_node *node, const struct sy_network_log *log,
                            const struct sy_node_options *options, struct sy_node_problem *why)
{
    const struct sy_key_line *line =
        sy_key_file_find(options->keys, SY_KEY_LOG, log->vkey.name);
    struct sy_secret_key key;
    char name[SY_NAME_BYTES_MAX + 8];
    char path[PATH_BYTES_MAX];
    enum sy_err err;
    bool same;

    snprintf(name, sizeof(name), "logs/%s", log->vkey.name);
    for (char *c = name + 5; *c != 0; c++)
        *c = *c == '/' ? '+' : *c;
    path_of(node, name, path);
    snprintf(why->path, sizeof(why->path), "%.500s", path);
    why->what = "the key file has no key for a log that this node owns";
    if (line == NULL)
        return SY_UNKNOWN_KEY;
    sy_secret_key_from_seed(line->seed, &key);
    same = sy_public_key_equal(&key.public_key, &log->vkey.key);
    sy_secret_key_wipe(&key);
    why->what = "the key file's log key is not the one that network.json names";
    if (!same)
        return SY_UNKNOWN_KEY;
    why->what = "cannot open the log";
    err = sy_owned_log_open(path, log_map_bytes, &log->vkey, line->seed, &node->network->id,
                            options->store_id, &node->logs[node->log_count]);
    if (err == SY_OK) {
        struct sy_owned_log *owned = &node->logs[node->log_count++];

        sy_log_line(&node->logger, SY_LOG_INFO, "log_open", "origin=%s size=%llu",
                    owned->vkey.name, (unsigned long long)owned->note.size);
    }
    return err;
}

/* The registry's view must be whole before the first statement is held against it; but a full disk
 * must not keep the node from answering: the appender goes on with it. */
static enum sy_err open_registry(struct sy_node *node, const char *path)
{
    struct sy_log_snapshot *snapshot;
    uint64_t applied;
    enum sy_err err = sy_registry_open(path, view_map_bytes, &node->authority, &node->registry);

    if (err == SY_OK)
        err = sy_log_snapshot(node->logs[0].log, &snapshot);
    if (err != SY_OK)
        return err;
    do
        err = sy_registry_apply(node->registry, snapshot, REGISTRY_APPLY_MAX, &applied);
    while (err == SY_OK && applied == REGISTRY_APPLY_MAX);
    sy_log_release(snapshot);
    if (err != SY_NO_SPACE)
        return err;
    node->logs[0].refusing = err;
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

    for (size_t i = 0; i < node->log_count && err == SY_OK; i++) {
        err = sy_log_snapshot(node->logs[i].log, &snapshot);
        if (err != SY_OK)
            break;
        err = sy_view_apply(node->view, (uint32_t)i, sy_text(node->logs[i].vkey.name), snapshot,
                            0, &applied);
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

/* What cannot be read is made again from the logs. What was made from more than its log holds is a
 * sign that the log has lost entries: whoever signed those must not go on (design section 3), so
 * that is for people to decide. */
static enum sy_err open_view(struct sy_node *node, const struct derived *view,
                             struct sy_node_problem *why)
{
    char path[PATH_BYTES_MAX];
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
    const struct sy_network_log *own = sy_network_log_of(node->network, sy_text(node->code));
    enum sy_err err = make_folders(node, why);

    if (err == SY_OK)
        err = lock_folder(node, why);
    if (err == SY_OK)
        err = open_log(node, &node->network->registry, options, why);
    if (err == SY_OK && own != NULL)
        err = open_log(node, own, options, why);
    if (err == SY_OK)
        err = open_view(node, &registry_view, why);
    if (err == SY_OK)
        err = open_view(node, &items_view, why);
    return err;
}

static enum sy_err open_services(struct sy_node *node)
{
    struct sy_appender_options appender = {
        .loop = node->loop,
        .logs = node->logs,
        .log_count = node->log_count,
        .registry = node->registry,
        .authority = &node->authority,
        .registry_log = &node->logs[0],
        .logger = &node->logger,
        .grown = logs_grown,
        .ctx = node,
    };
    struct sy_reader_options reader = {node->loop, node->logs, node->log_count, node->registry,
                                       node->view};
    enum sy_err err = sy_appender_open(&appender, &node->appender);

    if (err == SY_OK)
        err = sy_reader_open(&reader, &node->reader);
    return err;
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
        .handler = {node, take_request, more_wanted, request_cancelled},
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
        err = sy_timer_open(node->loop, VIEW_DELAY_MS, 0, view_due, node, &node->view_timer);
    return err;
}

/* Which node of the network the key file is for. */
static enum sy_err find_code(struct sy_node *node, const struct sy_key_file *keys,
                             struct sy_node_problem *why)
{
    const struct sy_key_line *line = sy_key_file_find(keys, SY_KEY_TRANSPORT, NULL);

    why->what = "the key file is not that of a node of this network";
    if (line == NULL || sy_network_node(node->network, sy_text(line->name)) == NULL)
        return SY_UNKNOWN_KEY;
    memcpy(node->code, line->name, sizeof(node->code) - 1);
    why->what =
        "this node does not own the registry; nodes that mirror it come in a later version";
    return strcmp(node->network->registry.node, node->code) == 0 ? SY_OK : SY_UNIMPLEMENTED;
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
    node->started_at = sy_clock_us();
    node->authority =
        (struct sy_authority){options->network->authority_k, options->network->authority_count,
                              options->network->authority_keys};
    err = strlen(options->data) > PATH_BYTES_MAX - SY_NAME_BYTES_MAX - 32 ? SY_LIMIT : SY_OK;
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
    if (err != SY_OK) {
        sy_node_close(node);
        return err;
    }
    *out = node;
    logs_grown(node); /* the view may be behind */
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
    sy_timer_close(node->view_timer);
    node->minute = NULL;
    node->view_timer = NULL;
    sy_server_stop(node->server, server_stopped, node);
}

void sy_node_close(struct sy_node *node)
{
    if (node == NULL)
        return;
    sy_timer_close(node->minute);
    sy_timer_close(node->view_timer);
    sy_reader_close(node->reader);
    sy_appender_close(node->appender);
    sy_channel_context_close(node->channel);
    sy_view_close(node->view);
    sy_registry_close(node->registry);
    for (size_t i = 0; i < node->log_count; i++) {
        enum sy_err err = sy_owned_log_keep_note(&node->logs[i]);

        if (err != SY_OK) /* it is signed again at the next start */
            sy_log_line(&node->logger, SY_LOG_WARNING, "note_not_kept", "origin=%s error=%s",
                        node->logs[i].vkey.name, sy_err_name(err));
        sy_owned_log_close(&node->logs[i]);
    }
    if (node->lock >= 0)
        close(node->lock);
    free(node);
}
