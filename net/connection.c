#include "net/connection.h"

#include <linux/sockios.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "net/turn.h"

static void settle_reading(struct sy_connection *c);

static uint64_t now_of(const struct sy_connection *c)
{
    return sy_loop_now_ms(c->server->loop);
}

void sy_connection_touch(struct sy_connection *c)
{
    struct sy_server *server = c->server;

    if (c->touched)
        return;
    c->touched = true;
    c->touched_next = server->touched;
    server->touched = c;
}

void sy_connection_count(struct sy_connection *c)
{
    struct sy_server *server = c->server;
    size_t held = sy_session_held(&c->session) + c->writing.len;
    size_t assembling = sy_frame_reader_held(&c->session.reader);

    sy_assert(server->held >= c->held);
    sy_assert(server->asked >= c->asked);
    sy_assert(server->assembling >= c->assembling);
    server->held += held - c->held;
    server->assembling += assembling - c->assembling;
    server->asked += c->session.request_bytes - c->asked;
    c->asked = c->session.request_bytes;
    c->held = held;
    c->assembling = assembling;
}

static void unfavour(struct sy_connection *c)
{
    if (c->server->favoured == c)
        c->server->favoured = NULL;
}

static void on_closed(uv_handle_t *handle)
{
    struct sy_connection *c = handle->data;

    c->closed = true;
    sy_buffer_close(&c->writing);
    sy_connection_touch(c);
}

static void note_end(const struct sy_connection *c)
{
    const struct sy_session *s = &c->session;
    enum sy_log_level level = s->err == SY_OK ? SY_LOG_DEBUG : SY_LOG_INFO;

    sy_log_line(&c->server->options.log, level, "disconnected",
                "peer=%s error=%s reason=\"%s\"", c->peer, sy_err_name(s->err), s->reason);
}

void sy_connection_abandon(struct sy_connection *c)
{
    if (!c->open)
        return;
    note_end(c);
    c->open = false;
    c->reading = false;
    if (c->refused)
        c->server->refused--;
    else
        c->server->open--;
    unfavour(c);
    sy_turn_leave(c);
    sy_session_close(&c->session);
    uv_close((uv_handle_t *)&c->tcp, on_closed);
    sy_connection_touch(c);
}

static void free_connection(struct sy_connection *c)
{
    sy_assert(c->closed);
    sy_assert(c->session.requests == 0);
    sy_connection_count(c);
    sy_assert(c->held == 0);
    *c->link = c->next;
    if (c->next != NULL)
        c->next->link = c->link;
    free(c);
}

/* All over the budget, and c holds more than its reserve. One is favoured: else all that are in
 * the middle of a message would wait for each other. But not while requests and answers alone
 * take much of the budget: these end by themselves. */
static bool is_pressed(struct sy_connection *c)
{
    struct sy_server *server = c->server;
    size_t max = server->options.limits.held_bytes;

    if (server->held < max)
        return false;
    if (server->favoured == NULL && c->assembling > 0 &&
        server->held - server->assembling < max / 4)
        server->favoured = c;
    return server->favoured != c;
}

static bool may_take(struct sy_connection *c)
{
    bool pressed;

    if (c->refused || c->server->stopping)
        return false;
    sy_connection_count(c);
    if (!sy_session_may_take(&c->session, false))
        return false;
    pressed = is_pressed(c);
    if (sy_session_may_take(&c->session, pressed))
        return true;
    c->server->pressed = true;
    return false;
}

static bool hand_over(struct sy_connection *c, struct sy_frame_message *message)
{
    struct sy_server *server = c->server;
    struct sy_request_held *held = calloc(1, sizeof(*held));

    if (held == NULL) {
        sy_session_fail(&c->session, message->id, SY_NO_MEMORY, "out of memory");
        sy_frame_message_close(message);
        return false;
    }
    held->payload = message->payload;
    held->request = (struct sy_request){.type = message->type,
                                        .id = message->id,
                                        .payload = sy_buffer_bytes(&held->payload),
                                        .connection = c};
    held->next = c->requests;
    held->link = &c->requests;
    if (held->next != NULL)
        held->next->link = &held->next;
    c->requests = held;
    c->session.requests++;
    held->weight = SY_CONNECTION_REQUEST_BYTES + held->payload.len;
    c->session.request_bytes += held->weight;
    server->requests++;
    if (!sy_frame_reader_pending(&c->session.reader))
        unfavour(c);
    server->options.handler.request(server->options.handler.ctx, &held->request);
    return true;
}

static void take_requests(struct sy_connection *c)
{
    struct sy_frame_message message = {0};

    while (may_take(c)) {
        sy_session_resume(&c->session, now_of(c));
        if (sy_session_next(&c->session, now_of(c), &message) != SY_OK ||
            !hand_over(c, &message))
            return;
    }
}

/* The handshake of one above the limit, and then the refusal. While stopping, nothing is
 * read. */
static void take_handshake(struct sy_connection *c)
{
    struct sy_frame_message message = {0};

    if (!c->refused || c->session.ready)
        return;
    if (sy_session_next(&c->session, now_of(c), &message) == SY_OK)
        sy_frame_message_close(&message);
    if (c->session.ready)
        sy_session_fail(&c->session, 0, SY_BUSY, "too many connections; try again later");
}

static void cancel_requests(struct sy_connection *c)
{
    struct sy_server_handler *handler = &c->server->options.handler;

    c->pull_first = NULL;
    c->pull_last = NULL;
    while (c->requests != NULL) {
        struct sy_request_held *held = c->requests;

        c->requests = held->next;
        if (held->next != NULL)
            held->next->link = &c->requests;
        held->next = c->cancelled;
        held->link = &c->cancelled;
        if (held->next != NULL)
            held->next->link = &held->next;
        c->cancelled = held;
        held->request.cancelled = true;
        handler->cancelled(handler->ctx, &held->request);
    }
}

static void on_shutdown(uv_shutdown_t *shutdown, int status)
{
    (void)shutdown;
    (void)status;
}

static void on_written(uv_write_t *write, int status)
{
    struct sy_connection *c = write->data;

    sy_buffer_close(&c->writing);
    if (status != 0)
        sy_connection_abandon(c);
    sy_connection_touch(c);
}

/* All is sent: end our side, and read until the peer has ended its own, so that what it had
 * sent does not make the kernel throw away our last words. */
static void end_socket(struct sy_connection *c)
{
    if (c->ending)
        return;
    c->ending = true;
    c->ending_ms = now_of(c);
    if (uv_shutdown(&c->shutdown, (uv_stream_t *)&c->tcp, on_shutdown) != 0)
        sy_connection_abandon(c);
}

static void send_bytes(struct sy_connection *c)
{
    uv_buf_t bytes;

    if (c->writing.data != NULL || c->ending)
        return;
    sy_session_flush(&c->session, &c->writing);
    if (c->writing.len > 0) {
        bytes = uv_buf_init((char *)c->writing.data, (unsigned)c->writing.len);
        c->writing_ms = now_of(c);
        if (uv_write(&c->write, (uv_stream_t *)&c->tcp, &bytes, 1, on_written) != 0)
            sy_connection_abandon(c);
    } else if (c->session.phase == SY_SESSION_ENDED) {
        end_socket(c);
    }
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    struct sy_connection *c = handle->data;

    (void)suggested;
    *out = uv_buf_init(c->server->read_bytes, sizeof(c->server->read_bytes));
}

static void on_read(uv_stream_t *stream, ssize_t len, const uv_buf_t *buf)
{
    struct sy_connection *c = stream->data;

    if (len < 0) {
        sy_connection_abandon(c);
        return;
    }
    if (len == 0 || c->session.phase != SY_SESSION_OPEN)
        return;
    if (sy_session_feed(&c->session,
                        (struct sy_bytes){(const uint8_t *)buf->base, (size_t)len}) != SY_OK) {
        sy_connection_abandon(c);
        return;
    }
    take_handshake(c);
    take_requests(c);
    settle_reading(c);
    sy_connection_touch(c);
}

/* Read when requests may be taken, for the handshake, and for the peer's end after our own. */
static void settle_reading(struct sy_connection *c)
{
    bool taking = c->session.phase != SY_SESSION_OPEN || c->refused || may_take(c);

    if (!c->open)
        return;
    if (c->session.phase == SY_SESSION_ENDING)
        taking = false;
    if (taking && !c->reading) {
        sy_session_resume(&c->session, now_of(c));
        if (uv_read_start((uv_stream_t *)&c->tcp, on_alloc, on_read) != 0) {
            sy_connection_abandon(c);
            return;
        }
    } else if (!taking) {
        sy_session_pause(&c->session, now_of(c));
        uv_read_stop((uv_stream_t *)&c->tcp);
    }
    c->reading = taking;
}

/* Nothing is at work for it: its long answers, if any, wait for their next piece. */
static bool is_at_rest(const struct sy_connection *c)
{
    size_t waiting = 0;

    for (const struct sy_request_held *held = c->pull_first; held != NULL;
         held = held->pull_next)
        waiting++;
    return waiting == c->session.requests;
}

static void settle_open(struct sy_connection *c)
{
    struct sy_session *s = &c->session;

    take_requests(c);
    if (sy_session_stuck(s))
        sy_session_fail(s, 0, SY_FULL,
                        "the messages begun take more than a connection may have");
    if (c->server->stopping && is_at_rest(c))
        sy_session_fail(s, 0, SY_STOPPING, "the node is stopping; try again later");
}

void sy_connection_settle(struct sy_connection *c)
{
    struct sy_session *s = &c->session;

    if (c->open && s->phase == SY_SESSION_OPEN)
        settle_open(c);
    if (c->open && s->phase == SY_SESSION_DEAD)
        sy_connection_abandon(c);
    if (c->open)
        send_bytes(c);
    if (c->open && s->phase == SY_SESSION_DEAD)
        sy_connection_abandon(c);
    if (c->open)
        settle_reading(c);
    if (s->phase != SY_SESSION_OPEN) {
        unfavour(c);
        cancel_requests(c);
    }
    c->server->errors += s->errors;
    s->errors = 0;
    sy_connection_count(c);
    sy_turn_take(c);
    if (c->closed && s->requests == 0 && !c->touched)
        free_connection(c);
}

/* All that we sent has come to the peer's machine. */
static bool is_delivered(const struct sy_connection *c)
{
    int unacknowledged = 0;
    uv_os_fd_t fd;

    return uv_fileno((const uv_handle_t *)&c->tcp, &fd) == 0 &&
           ioctl(fd, SIOCOUTQ, &unacknowledged) == 0 && unacknowledged == 0;
}

/* A peer that is silent, or reads nothing, does not keep the node from stopping. */
static void tick_stopping(struct sy_connection *c, uint64_t now_ms)
{
    const struct sy_server *server = c->server;
    uint64_t since_ms = c->ending ? c->ending_ms : c->writing_ms;
    bool owed = c->ending || c->writing.data != NULL;

    if (since_ms < server->stopping_ms)
        since_ms = server->stopping_ms;
    if (c->ending && is_delivered(c))
        sy_session_kill(&c->session, SY_STOPPING, "the node stops");
    if (owed && now_ms - since_ms >= SY_CONNECTION_STOP_MS)
        sy_session_kill(&c->session, SY_STOPPING, "the node stops, the peer takes nothing");
    if (now_ms - server->stopping_ms >= server->options.limits.stop_ms)
        sy_session_kill(&c->session, SY_STOPPING, "the node stops");
}

void sy_connection_tick(struct sy_connection *c, uint64_t now_ms)
{
    const struct sy_server *server = c->server;
    const struct sy_server_limits *limits = &server->options.limits;
    struct sy_session *s = &c->session;

    if (!c->open)
        return;
    sy_session_tick(s, now_ms);
    if (c->writing.data != NULL && now_ms - c->writing_ms >= limits->unread_ms)
        sy_session_kill(s, SY_TIMEOUT, "the peer does not read its answers");
    if (c->ending && now_ms - c->ending_ms >= SY_CONNECTION_LINGER_MS)
        sy_session_kill(s, SY_TIMEOUT, "the peer does not end the connection");
    if (server->stopping)
        tick_stopping(c, now_ms);
    sy_connection_touch(c);
}
