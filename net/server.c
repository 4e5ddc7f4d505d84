#include "net/server.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "net/connection.h"
#include "net/turn.h"

enum { BACKLOG = 512, TICK_MS = 250, STOP_TICK_MS = 50, FILES_BESIDE = 256 };

static void set_defaults(struct sy_server_limits *limits)
{
    const struct sy_server_limits defaults = {.held_bytes = 64 << 20,
                                              .connection_bytes = 12 << 20,
                                              .connections = 1024,
                                              .connections_source = 256,
                                              .requests = 1024,
                                              .handshake_ms = 10000,
                                              .idle_ms = 300000,
                                              .unread_ms = 30000,
                                              .stop_ms = 5000};

#define DEFAULT(field)                                                                         \
    if (limits->field == 0)                                                                    \
    limits->field = defaults.field
    DEFAULT(held_bytes);
    DEFAULT(connection_bytes);
    DEFAULT(connections);
    DEFAULT(connections_source);
    DEFAULT(requests);
    DEFAULT(handshake_ms);
    DEFAULT(idle_ms);
    DEFAULT(unread_ms);
    DEFAULT(stop_ms);
#undef DEFAULT
}

/* The usual soft limit of 1,024 files would be reached before the limit of connections. */
static void raise_file_limit(uint32_t connections)
{
    struct rlimit limit;
    rlim_t want = (rlim_t)connections + SY_CONNECTIONS_REFUSED_MAX + FILES_BESIDE;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= want)
        return;
    limit.rlim_cur = limit.rlim_max < want ? limit.rlim_max : want;
    /* What is left when it is refused is the limit as it was. */
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct sy_server *server = handle->data;

    if (--server->handles > 0)
        return;
    if (server->done != NULL)
        server->done(server->done_data);
    free(server);
}

static void close_handle(uv_handle_t *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, on_handle_closed);
}

/* The last thing: nobody is connected any more. */
static void close_handles(struct sy_server *server)
{
    sy_assert(server->connections == NULL);
    sy_assert(server->held == 0);
    close_handle((uv_handle_t *)&server->listener);
    close_handle((uv_handle_t *)&server->prepare);
    close_handle((uv_handle_t *)&server->idle);
    close_handle((uv_handle_t *)&server->tick);
}

static void touch_all(struct sy_server *server)
{
    for (struct sy_connection *c = server->connections; c != NULL; c = c->next)
        sy_connection_touch(c);
}

static void settle_touched(struct sy_server *server)
{
    struct sy_connection *c = server->touched;

    server->touched = NULL;
    while (c != NULL) {
        struct sy_connection *next = c->touched_next;

        c->touched = false;
        sy_connection_settle(c);
        c = next;
    }
}

static void on_idle(uv_idle_t *idle)
{
    (void)idle;
}

/* Before the loop waits: settle what has been touched. What that touches again has its turn in
 * the next round, before which idle keeps the loop from waiting. */
static void on_prepare(uv_prepare_t *prepare)
{
    struct sy_server *server = prepare->data;

    if (server->pressed &&
        (server->held < server->options.limits.held_bytes || server->favoured == NULL)) {
        server->pressed = false;
        touch_all(server);
    }
    settle_touched(server);
    sy_turn_continue(server);
    if (server->stopping && server->connections == NULL)
        close_handles(server);
    else if (server->touched != NULL)
        uv_idle_start(&server->idle, on_idle);
    else
        uv_idle_stop(&server->idle);
}

static void on_tick(uv_timer_t *tick)
{
    struct sy_server *server = tick->data;
    uint64_t now_ms = sy_loop_now_ms(server->loop);

    if (server->unaccepted && !server->stopping)
        server->unaccepted = !sy_connection_accept(server);
    for (struct sy_connection *c = server->connections; c != NULL; c = c->next)
        sy_connection_tick(c, now_ms);
}

static void on_connection(uv_stream_t *listener, int status)
{
    struct sy_server *server = listener->data;

    if (status == 0)
        server->unaccepted = !sy_connection_accept(server);
    else
        sy_log_line(&server->options.log, SY_LOG_WARNING, "accept_failed", "reason=\"%s\"",
                    uv_strerror(status));
}

static enum sy_err err_of(int status)
{
    switch (status) {
    case 0:
        return SY_OK;
    case UV_EADDRINUSE:
        return SY_EXISTS;
    case UV_EACCES:
        return SY_DENIED;
    case UV_EADDRNOTAVAIL:
        return SY_BAD_NAME;
    case UV_ENOMEM:
        return SY_NO_MEMORY;
    default:
        return SY_IO;
    }
}

static enum sy_err bind_and_listen(struct sy_server *server)
{
    const struct sy_server_options *options = &server->options;
    struct sockaddr_storage address = {0};
    int len = sizeof(address);
    int status;

    if (uv_ip4_addr(options->host, options->port, (struct sockaddr_in *)&address) != 0 &&
        uv_ip6_addr(options->host, options->port, (struct sockaddr_in6 *)&address) != 0)
        return SY_BAD_NAME;
    status = uv_tcp_bind(&server->listener, (const struct sockaddr *)&address, 0);
    if (status == 0)
        status = uv_listen((uv_stream_t *)&server->listener, BACKLOG, on_connection);
    if (status == 0)
        status = uv_tcp_getsockname(&server->listener, (struct sockaddr *)&address, &len);
    if (status != 0)
        return err_of(status);
    /* Both kinds of address have the port in the same place. */
    server->port = ntohs(((const struct sockaddr_in *)&address)->sin_port);
    return SY_OK;
}

static enum sy_err init_handles(struct sy_server *server)
{
    uv_loop_t *uv = &server->loop->uv;

    if (uv_tcp_init(uv, &server->listener) != 0)
        return SY_NO_MEMORY;
    uv_prepare_init(uv, &server->prepare);
    uv_idle_init(uv, &server->idle);
    uv_timer_init(uv, &server->tick);
    server->listener.data = server;
    server->prepare.data = server;
    server->idle.data = server;
    server->tick.data = server;
    server->handles = 4;
    uv_prepare_start(&server->prepare, on_prepare);
    uv_timer_start(&server->tick, on_tick, TICK_MS, TICK_MS);
    return SY_OK;
}

enum sy_err sy_server_open(struct sy_loop *loop, const struct sy_server_options *options,
                           struct sy_server **out)
{
    struct sy_server *server = calloc(1, sizeof(*server));
    enum sy_err err;

    if (server == NULL)
        return SY_NO_MEMORY;
    server->loop = loop;
    server->options = *options;
    server->options.host = NULL;
    set_defaults(&server->options.limits);
    err = init_handles(server);
    if (err != SY_OK) {
        free(server);
        return err;
    }
    raise_file_limit(server->options.limits.connections);
    server->options.host = options->host;
    err = bind_and_listen(server);
    server->options.host = NULL;
    if (err != SY_OK) {
        close_handles(server);
        return err;
    }
    sy_log_line(&server->options.log, SY_LOG_INFO, "listening", "host=%s port=%u",
                options->host, (unsigned)server->port);
    *out = server;
    return SY_OK;
}

uint16_t sy_server_port(const struct sy_server *server)
{
    return server->port;
}

struct sy_server_stats sy_server_stats(const struct sy_server *server)
{
    return (struct sy_server_stats){.connections = server->open,
                                    .requests = server->requests,
                                    .errors = server->errors,
                                    .held_bytes = server->held,
                                    .held_max = server->options.limits.held_bytes};
}

void sy_server_stop(struct sy_server *server, void (*done)(void *data), void *data)
{
    sy_assert(!server->stopping);
    server->stopping = true;
    server->stopping_ms = sy_loop_now_ms(server->loop);
    server->done = done;
    server->done_data = data;
    sy_log_line(&server->options.log, SY_LOG_INFO, "stopping", "connections=%" PRIu32,
                server->open);
    close_handle((uv_handle_t *)&server->listener);
    uv_timer_start(&server->tick, on_tick, STOP_TICK_MS, STOP_TICK_MS);
    touch_all(server);
}
