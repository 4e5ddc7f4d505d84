#include "net/session.h"

#include "net/error_reply.h"

enum { KEPT_BYTES_MAX = 64 << 10 }; /* capacity that an empty buffer may keep */

void sy_session_init(struct sy_session *s, struct sy_channel *channel,
                     const struct sy_server_limits *limits, uint64_t now_ms)
{
    *s = (struct sy_session){.limits = limits, .channel = channel, .reason = ""};
    s->out.max = SY_SESSION_UNSENT_BYTES_MAX;
    s->step_ms = now_ms;
    s->active_ms = now_ms;
    sy_frame_reader_init(&s->reader, SY_FRAME_REQUESTS);
}

void sy_session_kill(struct sy_session *s, enum sy_err err, const char *reason)
{
    if (s->phase == SY_SESSION_OPEN) {
        s->err = err;
        s->reason = reason;
    }
    s->phase = SY_SESSION_DEAD;
}

/* Drop the front that has been used up; give back what a burst made large. */
static void trim(struct sy_buffer *buffer, size_t *at)
{
    if (*at == buffer->len) {
        sy_buffer_clear(buffer);
        *at = 0;
        if (buffer->capacity > KEPT_BYTES_MAX)
            sy_buffer_close(buffer);
    } else if (*at > buffer->len / 2) {
        sy_buffer_consume(buffer, *at);
        *at = 0;
    }
}

enum sy_err sy_session_feed(struct sy_session *s, struct sy_bytes ciphertext)
{
    if (s->phase != SY_SESSION_OPEN)
        return SY_OK;
    sy_buffer_put_bytes(&s->cipher, ciphertext);
    if (s->cipher.err == SY_OK)
        return SY_OK;
    sy_session_kill(s, SY_NO_MEMORY, "out of memory");
    return SY_NO_MEMORY;
}

/* The channel gave up: its alert is still to be sent, and no ERROR can be. */
static void channel_failed(struct sy_session *s, enum sy_err err)
{
    s->err = err;
    s->reason = sy_channel_reason(s->channel);
    s->phase = SY_SESSION_ENDING;
    sy_buffer_close(&s->out);
    s->out_at = 0;
}

/* Fill plain from cipher. SY_NOT_FOUND when nothing comes of it. */
static enum sy_err decrypt_bytes(struct sy_session *s, uint64_t now_ms)
{
    struct sy_bytes in = sy_buffer_bytes(&s->cipher);
    uint8_t *to;
    size_t got = 0;
    enum sy_err err;

    trim(&s->plain, &s->plain_at);
    to = sy_buffer_reserve(&s->plain, SY_CHANNEL_RECORD_BYTES);
    if (to == NULL) {
        sy_session_kill(s, SY_NO_MEMORY, "out of memory");
        return SY_NOT_FOUND;
    }
    err = sy_channel_read(s->channel, &in, to, SY_CHANNEL_RECORD_BYTES, &got);
    if (err == SY_NOT_FOUND) {
        sy_session_kill(s, SY_OK, "ended by the peer");
        return SY_NOT_FOUND;
    }
    if (err != SY_OK) {
        channel_failed(s, err);
        return SY_NOT_FOUND;
    }
    sy_buffer_consume(&s->cipher, s->cipher.len - in.len);
    sy_buffer_grew(&s->plain, got);
    if (!s->ready && sy_channel_ready(s->channel)) {
        s->ready = true;
        s->step_ms = now_ms;
    }
    return got > 0 ? SY_OK : SY_NOT_FOUND;
}

/* Give back what is not needed while nothing comes: most connections are idle. */
static void rest(struct sy_session *s)
{
    if (s->cipher.len == 0)
        sy_buffer_close(&s->cipher);
    if (s->plain_at == s->plain.len) {
        sy_buffer_close(&s->plain);
        s->plain_at = 0;
    }
}

static enum sy_err take(struct sy_session *s, uint64_t now_ms, struct sy_frame_message *out)
{
    struct sy_bytes plain = {s->plain.data + s->plain_at, s->plain.len - s->plain_at};
    enum sy_err err = sy_frame_reader_take(&s->reader, &plain, now_ms, out);

    s->plain_at = s->plain.len - plain.len;
    if (err == SY_NOT_FOUND)
        return err;
    if (err != SY_OK) {
        sy_session_fail(s, s->reader.reason_id, err, s->reader.reason);
        return SY_NOT_FOUND;
    }
    s->active_ms = now_ms;
    if (!s->greeted && out->type != SY_FRAME_HELLO) {
        sy_session_fail(s, out->id, SY_NOT_YET, "the first request of a connection is HELLO");
        sy_frame_message_close(out);
        return SY_NOT_FOUND;
    }
    return SY_OK;
}

enum sy_err sy_session_next(struct sy_session *s, uint64_t now_ms, struct sy_frame_message *out)
{
    while (s->phase == SY_SESSION_OPEN) {
        if (s->plain_at < s->plain.len) {
            enum sy_err err = take(s, now_ms, out);

            if (err == SY_OK || s->phase != SY_SESSION_OPEN)
                return err;
        }
        if (decrypt_bytes(s, now_ms) != SY_OK)
            break;
    }
    rest(s);
    return SY_NOT_FOUND;
}

bool sy_session_may_take(const struct sy_session *s, bool pressed)
{
    size_t held = sy_session_held(s);

    if (s->phase != SY_SESSION_OPEN || (!s->greeted && s->requests > 0))
        return false;
    if (s->requests >= s->limits->requests || held >= s->limits->connection_bytes)
        return false;
    return sy_session_unsent(s) < SY_SESSION_UNSENT_BYTES &&
           (!pressed || held <= SY_SERVER_RESERVE_BYTES);
}

void sy_session_pause(struct sy_session *s, uint64_t now_ms)
{
    if (s->paused)
        return;
    s->paused = true;
    s->paused_ms = now_ms;
}

void sy_session_resume(struct sy_session *s, uint64_t now_ms)
{
    if (!s->paused)
        return;
    s->paused = false;
    sy_frame_reader_delay(&s->reader, now_ms - s->paused_ms);
}

bool sy_session_stuck(const struct sy_session *s)
{
    return s->phase == SY_SESSION_OPEN && s->requests == 0 && sy_session_unsent(s) == 0 &&
           sy_session_held(s) >= s->limits->connection_bytes;
}

void sy_session_send(struct sy_session *s, uint8_t type, uint16_t flags, uint64_t id,
                     struct sy_bytes payload)
{
    if (s->phase != SY_SESSION_OPEN)
        return;
    sy_frame_put(&s->out, type, flags, id, payload);
    if (s->out.err != SY_OK)
        sy_session_kill(s, s->out.err,
                        "more answers than can be kept for a peer that does not read them");
}

/* Nothing more is read. */
static void end(struct sy_session *s, enum sy_err err)
{
    s->phase = SY_SESSION_ENDING;
    s->err = err;
    s->reason = sy_err_name(err);
    sy_frame_reader_close(&s->reader);
    sy_buffer_close(&s->cipher);
    sy_buffer_close(&s->plain);
    s->plain_at = 0;
}

static void send_error(struct sy_session *s, uint64_t id, const struct sy_buffer *payload)
{
    s->errors++;
    if (payload->err == SY_OK)
        sy_session_send(s, SY_FRAME_ERROR, SY_FRAME_END, id, sy_buffer_bytes(payload));
    else
        sy_session_kill(s, payload->err, "out of memory");
}

void sy_session_refuse(struct sy_session *s, uint64_t id, enum sy_err err, const char *detail,
                       const char *member, struct sy_bytes refusal)
{
    struct sy_buffer payload = {0};

    if (s->phase != SY_SESSION_OPEN || !s->ready)
        return;
    sy_error_reply_put(&payload, err, detail, member, false);
    sy_error_reply_put_refusal(&payload, refusal);
    send_error(s, id, &payload);
    sy_buffer_close(&payload);
}

void sy_session_error(struct sy_session *s, uint64_t id, enum sy_err err, const char *detail,
                      const char *member, bool closing)
{
    struct sy_buffer payload = {0};

    if (s->phase != SY_SESSION_OPEN)
        return;
    if (s->ready) {
        sy_error_reply_put(&payload, err, detail, member, closing);
        send_error(s, id, &payload);
        sy_buffer_close(&payload);
    }
    if (closing && s->phase == SY_SESSION_OPEN)
        end(s, err);
}

void sy_session_fail(struct sy_session *s, uint64_t id, enum sy_err err, const char *reason)
{
    if (s->phase != SY_SESSION_OPEN)
        return;
    sy_session_error(s, id, err, reason, NULL, true);
    s->reason = reason;
}

static size_t unencrypted(const struct sy_session *s)
{
    return s->out.len - s->out_at;
}

/* Encrypt what is not yet, up to SY_SESSION_SEND_BYTES. */
static void encrypt_frames(struct sy_session *s)
{
    size_t len = unencrypted(s);

    if (len == 0 || !s->ready)
        return;
    if (len > SY_SESSION_SEND_BYTES)
        len = SY_SESSION_SEND_BYTES;
    if (sy_channel_write(s->channel, (struct sy_bytes){s->out.data + s->out_at, len}) !=
        SY_OK) {
        sy_session_kill(s, SY_NO_MEMORY, sy_channel_reason(s->channel));
        return;
    }
    s->out_at += len;
    trim(&s->out, &s->out_at);
}

void sy_session_flush(struct sy_session *s, struct sy_buffer *out)
{
    if (s->phase == SY_SESSION_OPEN || s->phase == SY_SESSION_ENDING)
        encrypt_frames(s);
    if (s->phase == SY_SESSION_ENDING && unencrypted(s) == 0) {
        sy_channel_end(s->channel);
        s->phase = SY_SESSION_ENDED;
    }
    if (s->phase != SY_SESSION_DEAD && sy_channel_pending(s->channel) > 0)
        sy_channel_take(s->channel, out);
}

void sy_session_tick(struct sy_session *s, uint64_t now_ms)
{
    if (s->phase != SY_SESSION_OPEN)
        return;
    if (!s->ready) {
        if (now_ms - s->step_ms >= s->limits->handshake_ms)
            sy_session_kill(s, SY_TIMEOUT, "no handshake in time");
        return;
    }
    if (!s->greeted && s->requests == 0 && now_ms - s->step_ms >= s->limits->handshake_ms) {
        sy_session_fail(s, 0, SY_TIMEOUT, "no HELLO in time");
        return;
    }
    if (!s->paused && sy_frame_reader_expire(&s->reader, now_ms) != SY_OK) {
        sy_session_fail(s, s->reader.reason_id, SY_TIMEOUT, s->reader.reason);
        return;
    }
    if (s->requests == 0 && s->subject[0] == 0 && now_ms - s->active_ms >= s->limits->idle_ms)
        sy_session_fail(s, 0, SY_TIMEOUT, "no request for a long time");
}

static size_t pending(const struct sy_session *s)
{
    return s->channel == NULL ? 0 : sy_channel_pending(s->channel);
}

size_t sy_session_unsent(const struct sy_session *s)
{
    return unencrypted(s) + pending(s);
}

size_t sy_session_held(const struct sy_session *s)
{
    return sy_frame_reader_held(&s->reader) + s->cipher.len + s->plain.len + s->out.len +
           pending(s) + s->request_bytes;
}

void sy_session_close(struct sy_session *s)
{
    sy_channel_close(s->channel);
    s->channel = NULL;
    sy_frame_reader_close(&s->reader);
    sy_buffer_close(&s->cipher);
    sy_buffer_close(&s->plain);
    sy_buffer_close(&s->out);
    s->plain_at = 0;
    s->out_at = 0;
    s->phase = SY_SESSION_DEAD;
}
