#include "net/dialled.h"

#include <stdio.h>
#include <stdlib.h>

#include "net/lookup.h"
#include "net/loop_uv.h"

enum {
    READ_BYTES = 64 << 10,
    SEND_BYTES = 128 << 10, /* encrypted at a time */
    KEEPALIVE_S = 60
};

struct sy_dialled {
    struct sy_loop *loop;
    struct sy_dialled_handler handler;
    struct sy_lookup *lookup; /* under way */
    uv_tcp_t tcp;
    uv_connect_t connect;
    uv_write_t write;
    struct addrinfo *addresses; /* all that the name has */
    struct addrinfo *address;   /* the one that is tried */
    bool tcp_open;              /* the handle is the loop's */
    bool connected;
    bool next;    /* once it is closed, the next address is tried */
    bool closing; /* nobody is told anything any more */
    bool lost;
    bool ready;
    unsigned calls; /* of the handler, one within the other */
    struct sy_channel *channel;
    struct sy_frame_reader reader;
    struct sy_buffer out; /* frames, from out_at on not encrypted yet */
    size_t out_at;
    struct sy_buffer writing; /* with libuv; empty when nothing is */
    uint64_t carried;
    char cipher[READ_BYTES];
    uint8_t plain[SY_CHANNEL_RECORD_BYTES];
};

static void try_address(struct sy_dialled *dialled);

/* When nothing of libuv's refers to it any more. */
static void free_when_done(struct sy_dialled *dialled)
{
    if (!dialled->closing || dialled->tcp_open || dialled->calls > 0)
        return;
    if (dialled->addresses != NULL)
        freeaddrinfo(dialled->addresses);
    sy_channel_close(dialled->channel);
    sy_frame_reader_close(&dialled->reader);
    sy_buffer_close(&dialled->out);
    sy_buffer_close(&dialled->writing);
    free(dialled);
}

static void on_closed(uv_handle_t *handle)
{
    struct sy_dialled *dialled = handle->data;

    dialled->tcp_open = false;
    dialled->calls++;
    if (dialled->next && !dialled->closing)
        try_address(dialled);
    dialled->calls--;
    free_when_done(dialled);
}

static void close_socket(struct sy_dialled *dialled)
{
    if (dialled->tcp_open && !uv_is_closing((uv_handle_t *)&dialled->tcp))
        uv_close((uv_handle_t *)&dialled->tcp, on_closed);
}

static void lose(struct sy_dialled *dialled, enum sy_err err, const char *reason)
{
    if (dialled->lost || dialled->closing)
        return;
    dialled->lost = true;
    dialled->handler.lost(dialled->handler.ctx, err, reason);
}

static bool is_gone(const struct sy_dialled *dialled)
{
    return dialled->lost || dialled->closing;
}

static void push(struct sy_dialled *dialled);

static void on_written(uv_write_t *write, int status)
{
    struct sy_dialled *dialled = write->data;

    sy_buffer_close(&dialled->writing);
    if (status == 0 && !is_gone(dialled))
        push(dialled);
    else if (status != 0 && status != UV_ECANCELED)
        lose(dialled, SY_UNREACHABLE, uv_strerror(status));
}

/* Encrypt some of what waits. */
static void encrypt(struct sy_dialled *dialled)
{
    size_t len = dialled->out.len - dialled->out_at;

    if (!dialled->ready || len == 0)
        return;
    len = len < SEND_BYTES ? len : SEND_BYTES;
    if (sy_channel_write(dialled->channel,
                         (struct sy_bytes){dialled->out.data + dialled->out_at, len}) !=
        SY_OK) {
        lose(dialled, SY_NO_MEMORY, sy_channel_reason(dialled->channel));
        return;
    }
    dialled->out_at += len;
    if (dialled->out_at == dialled->out.len) {
        sy_buffer_close(&dialled->out);
        dialled->out_at = 0;
    }
}

/* Hand the socket the next piece, if it has taken the last one. */
static void push(struct sy_dialled *dialled)
{
    uv_buf_t bytes;
    int status;

    if (!dialled->connected || dialled->writing.data != NULL || is_gone(dialled))
        return;
    encrypt(dialled);
    if (is_gone(dialled) || sy_channel_pending(dialled->channel) == 0)
        return;
    sy_channel_take(dialled->channel, &dialled->writing);
    dialled->carried += dialled->writing.len;
    bytes = uv_buf_init((char *)dialled->writing.data, (unsigned)dialled->writing.len);
    status = uv_write(&dialled->write, (uv_stream_t *)&dialled->tcp, &bytes, 1, on_written);
    if (status != 0) {
        sy_buffer_close(&dialled->writing);
        lose(dialled, SY_UNREACHABLE, uv_strerror(status));
    }
}

static void take_plain(struct sy_dialled *dialled, struct sy_bytes plain)
{
    while (!is_gone(dialled)) {
        struct sy_frame_message message = {0};
        enum sy_err err = sy_frame_reader_take(&dialled->reader, &plain,
                                               sy_loop_now_ms(dialled->loop), &message);

        if (err == SY_NOT_FOUND)
            break;
        if (err != SY_OK) {
            lose(dialled, err, dialled->reader.reason);
            return;
        }
        dialled->handler.message(dialled->handler.ctx, &message);
    }
    if (!is_gone(dialled) && sy_frame_reader_held(&dialled->reader) > SY_DIALLED_BYTES_MAX)
        lose(dialled, SY_LIMIT, "messages begun take more than a peer may have");
}

static void take_cipher(struct sy_dialled *dialled, struct sy_bytes cipher)
{
    while (!is_gone(dialled)) {
        size_t got = 0;
        enum sy_err err = sy_channel_read(dialled->channel, &cipher, dialled->plain,
                                          sizeof(dialled->plain), &got);

        if (err == SY_NOT_FOUND) {
            lose(dialled, SY_UNREACHABLE, "the peer ended the connection");
        } else if (err != SY_OK) {
            lose(dialled, err, sy_channel_reason(dialled->channel));
        } else if (!dialled->ready && sy_channel_ready(dialled->channel)) {
            dialled->ready = true;
            dialled->handler.ready(dialled->handler.ctx);
        }
        if (is_gone(dialled) || got == 0)
            return;
        take_plain(dialled, (struct sy_bytes){dialled->plain, got});
    }
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    struct sy_dialled *dialled = handle->data;

    (void)suggested;
    *out = uv_buf_init(dialled->cipher, sizeof(dialled->cipher));
}

static void on_read(uv_stream_t *stream, ssize_t len, const uv_buf_t *buf)
{
    struct sy_dialled *dialled = stream->data;

    if (is_gone(dialled) || len == 0)
        return;
    if (len < 0) {
        lose(dialled, SY_UNREACHABLE,
             len == UV_EOF ? "the peer closed the connection" : uv_strerror((int)len));
        return;
    }
    dialled->carried += (size_t)len;
    dialled->calls++;
    dialled->handler.heard(dialled->handler.ctx);
    take_cipher(dialled, (struct sy_bytes){(const uint8_t *)buf->base, (size_t)len});
    push(dialled);
    dialled->calls--;
    free_when_done(dialled);
}

static void on_connected(uv_connect_t *connect, int status)
{
    struct sy_dialled *dialled = connect->data;

    if (is_gone(dialled))
        return;
    if (status != 0 && dialled->address->ai_next != NULL) {
        dialled->address = dialled->address->ai_next;
        dialled->next = true;
        close_socket(dialled);
        return;
    }
    if (status == 0)
        status = uv_read_start((uv_stream_t *)&dialled->tcp, on_alloc, on_read);
    if (status != 0) {
        lose(dialled, SY_UNREACHABLE, uv_strerror(status));
        return;
    }
    dialled->connected = true;
    /* Without them requests only wait longer, and a dead line is noticed later. */
    (void)uv_tcp_nodelay(&dialled->tcp, 1);
    (void)uv_tcp_keepalive(&dialled->tcp, 1, KEEPALIVE_S);
    dialled->handler.connected(dialled->handler.ctx);
    push(dialled);
}

static void try_address(struct sy_dialled *dialled)
{
    int status;

    dialled->next = false;
    status = uv_tcp_init(&dialled->loop->uv, &dialled->tcp);
    if (status == 0) {
        dialled->tcp_open = true;
        dialled->tcp.data = dialled;
        dialled->write.data = dialled;
        dialled->connect.data = dialled;
        status = uv_tcp_connect(&dialled->connect, &dialled->tcp, dialled->address->ai_addr,
                                on_connected);
    }
    if (status != 0)
        lose(dialled, SY_UNREACHABLE, uv_strerror(status));
}

static void on_looked_up(void *ctx, int status, struct addrinfo *addresses)
{
    struct sy_dialled *dialled = ctx;

    dialled->lookup = NULL;
    dialled->addresses = addresses;
    dialled->address = addresses;
    dialled->calls++;
    if (status == 0)
        try_address(dialled);
    else
        lose(dialled, SY_UNREACHABLE, gai_strerror(status));
    dialled->calls--;
    free_when_done(dialled);
}

enum sy_err sy_dialled_open(struct sy_loop *loop, const struct sy_address *address,
                            const struct sy_channel_context *channel,
                            const uint8_t key[SY_CHANNEL_KEY_BYTES],
                            const struct sy_dialled_handler *handler, struct sy_dialled **out)
{
    struct sy_dialled *dialled = calloc(1, sizeof(*dialled));
    enum sy_err err;

    if (dialled == NULL)
        return SY_NO_MEMORY;
    dialled->loop = loop;
    dialled->handler = *handler;
    dialled->out.max = SY_DIALLED_BYTES_MAX;
    sy_frame_reader_init(&dialled->reader, SY_FRAME_REPLIES);
    err = sy_channel_open(channel, key, &dialled->channel);
    if (err == SY_OK)
        err = sy_lookup_start(loop, address, on_looked_up, dialled, &dialled->lookup);
    if (err != SY_OK) {
        sy_channel_close(dialled->channel);
        free(dialled);
        return err;
    }
    *out = dialled;
    return SY_OK;
}

enum sy_err sy_dialled_send(struct sy_dialled *dialled, enum sy_frame_type type, uint64_t id,
                            struct sy_bytes payload)
{
    if (dialled->out.len - dialled->out_at + payload.len >
        SY_DIALLED_BYTES_MAX - SY_FRAME_BYTES_MAX)
        return SY_FULL;
    if (dialled->out_at > 0) {
        sy_buffer_consume(&dialled->out, dialled->out_at);
        dialled->out_at = 0;
    }
    sy_frame_put(&dialled->out, (uint8_t)type, 0, id, payload);
    if (dialled->out.err != SY_OK)
        return SY_NO_MEMORY;
    push(dialled);
    return SY_OK;
}

void sy_dialled_tick(struct sy_dialled *dialled)
{
    uint64_t now_ms = sy_loop_now_ms(dialled->loop);

    if (!is_gone(dialled) && sy_frame_reader_expire(&dialled->reader, now_ms) != SY_OK)
        lose(dialled, SY_TIMEOUT, "a message that had begun did not go on");
}

size_t sy_dialled_held(const struct sy_dialled *dialled)
{
    return sy_frame_reader_held(&dialled->reader) + dialled->out.len + dialled->writing.len;
}

uint64_t sy_dialled_carried(const struct sy_dialled *dialled)
{
    return dialled->carried;
}

/* The end, as TLS has it, if the socket takes it at once; whether it arrives is all the
 * same. */
static void say_goodbye(struct sy_dialled *dialled)
{
    struct sy_buffer last = {0};
    uv_buf_t bytes;

    if (!dialled->ready || dialled->lost || dialled->writing.data != NULL)
        return;
    sy_channel_end(dialled->channel);
    if (sy_channel_pending(dialled->channel) == 0)
        return;
    sy_channel_take(dialled->channel, &last);
    bytes = uv_buf_init((char *)last.data, (unsigned)last.len);
    (void)uv_try_write((uv_stream_t *)&dialled->tcp, &bytes, 1);
    sy_buffer_close(&last);
}

void sy_dialled_close(struct sy_dialled *dialled)
{
    if (dialled == NULL || dialled->closing)
        return;
    say_goodbye(dialled);
    dialled->closing = true;
    if (dialled->lookup != NULL)
        sy_lookup_forget(dialled->lookup);
    dialled->lookup = NULL;
    close_socket(dialled);
    free_when_done(dialled);
}
