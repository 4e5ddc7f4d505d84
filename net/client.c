#include "net/client.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/dial.h"

enum {
    READ_BYTES = 64 << 10,
    REASON_BYTES_MAX = 256,
    SEND_BYTES = 256 << 10,
    LETTER_BYTES = 512
};

struct letter {
    struct letter *next;
    struct sy_frame_message message;
};

struct sy_client {
    int fd;
    struct sy_channel_context *context;
    struct sy_channel *channel;
    struct sy_frame_reader reader;
    struct sy_buffer sending; /* ciphertext, from sent on not taken by the socket */
    size_t sent;
    struct letter *first, *last; /* arrived and not received */
    size_t inbox_bytes;
    uint64_t id;        /* latest given out */
    enum sy_err broken; /* stays */
    char reason[REASON_BYTES_MAX];
    uint8_t cipher[READ_BYTES];
    uint8_t plain[SY_CHANNEL_RECORD_BYTES];
};

static void set_reason(struct sy_client *client, const char *reason)
{
    snprintf(client->reason, sizeof(client->reason), "%s", reason);
}

static enum sy_err break_off(struct sy_client *client, enum sy_err err, const char *reason)
{
    client->broken = err;
    set_reason(client, reason);
    return err;
}

/* Too late is not broken. */
static enum sy_err wait_for(struct sy_client *client, short events, uint64_t deadline_ms)
{
    const char *reason = "";
    enum sy_err err = sy_dial_wait(client->fd, events, deadline_ms, &reason);

    if (err == SY_TIMEOUT)
        set_reason(client, reason);
    else if (err != SY_OK)
        return break_off(client, err, reason);
    return err;
}

/* Hand the socket what it takes now. */
static enum sy_err push(struct sy_client *client)
{
    if (client->sending.len == 0)
        sy_channel_take(client->channel, &client->sending);
    while (client->sent < client->sending.len) {
        ssize_t n = send(client->fd, client->sending.data + client->sent,
                         client->sending.len - client->sent, MSG_NOSIGNAL);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            return SY_OK;
        if (n < 0)
            return break_off(client, SY_UNREACHABLE, sy_dial_reason(errno));
        client->sent += (size_t)n;
        if (client->sent == client->sending.len) {
            sy_buffer_close(&client->sending);
            client->sent = 0;
            sy_channel_take(client->channel, &client->sending);
        }
    }
    return SY_OK;
}

static bool is_sending(const struct sy_client *client)
{
    return client->sending.len > 0 || sy_channel_pending(client->channel) > 0;
}

static enum sy_err keep(struct sy_client *client, struct sy_frame_message *message)
{
    struct letter *letter = calloc(1, sizeof(*letter));

    if (letter == NULL || client->inbox_bytes > SY_CLIENT_INBOX_BYTES_MAX) {
        sy_frame_message_close(message);
        free(letter);
        return letter == NULL ? break_off(client, SY_NO_MEMORY, "out of memory")
                              : break_off(client, SY_LIMIT, "too many answers not received");
    }
    letter->message = *message;
    client->inbox_bytes += LETTER_BYTES + message->payload.len;
    if (client->last == NULL)
        client->first = letter;
    else
        client->last->next = letter;
    client->last = letter;
    return SY_OK;
}

static enum sy_err take_plain(struct sy_client *client, struct sy_bytes plain)
{
    for (;;) {
        struct sy_frame_message message = {0};
        enum sy_err err =
            sy_frame_reader_take(&client->reader, &plain, sy_dial_now_ms(), &message);

        if (err == SY_NOT_FOUND)
            return SY_OK;
        if (err != SY_OK)
            return break_off(client, err, client->reader.reason);
        err = keep(client, &message);
        if (err != SY_OK)
            return err;
    }
}

static enum sy_err take_cipher(struct sy_client *client, struct sy_bytes cipher)
{
    for (;;) {
        size_t got = 0;
        enum sy_err err = sy_channel_read(client->channel, &cipher, client->plain,
                                          sizeof(client->plain), &got);

        if (err == SY_NOT_FOUND)
            return break_off(client, SY_UNREACHABLE, "the node ended the connection");
        if (err != SY_OK)
            return break_off(client, err, sy_channel_reason(client->channel));
        if (got == 0)
            return SY_OK;
        err = take_plain(client, (struct sy_bytes){client->plain, got});
        if (err != SY_OK)
            return err;
    }
}

/* Take what has come, without waiting. */
static enum sy_err pull(struct sy_client *client)
{
    ssize_t n = recv(client->fd, client->cipher, sizeof(client->cipher), 0);

    if (n > 0)
        return take_cipher(client, (struct sy_bytes){client->cipher, (size_t)n});
    if (n == 0)
        return break_off(client, SY_UNREACHABLE, "the node closed the connection");
    if (errno == EINTR || errno == EAGAIN)
        return SY_OK;
    return break_off(client, SY_UNREACHABLE, sy_dial_reason(errno));
}

/* One turn: wait until something can be done, take what has come, send what can be sent. */
static enum sy_err turn(struct sy_client *client, uint64_t deadline_ms)
{
    short events = (short)(is_sending(client) ? POLLIN | POLLOUT : POLLIN);
    enum sy_err err = wait_for(client, events, deadline_ms);

    if (err == SY_OK)
        err = pull(client);
    return err == SY_OK ? push(client) : err;
}

static enum sy_err shake_hands(struct sy_client *client, const uint8_t *key,
                               uint64_t deadline_ms)
{
    enum sy_err err = sy_channel_client(&client->context);

    if (err == SY_OK)
        err = sy_channel_open(client->context, key, &client->channel);
    while (err == SY_OK && !sy_channel_ready(client->channel))
        err = turn(client, deadline_ms);
    return err == SY_OK ? push(client) : err;
}

enum sy_err sy_client_connect(const struct sy_address *address,
                              const uint8_t key[SY_CHANNEL_KEY_BYTES], uint64_t timeout_ms,
                              struct sy_client **out)
{
    struct sy_client *client = calloc(1, sizeof(*client));
    uint64_t deadline_ms = sy_dial_deadline(timeout_ms);
    const char *reason = "";
    enum sy_err err;

    *out = client;
    if (client == NULL)
        return SY_NO_MEMORY;
    client->fd = -1;
    sy_frame_reader_init(&client->reader, SY_FRAME_REPLIES);
    err = sy_dial(address, deadline_ms, &client->fd, &reason);
    if (err != SY_OK)
        return break_off(client, err, reason);
    err = shake_hands(client, key, deadline_ms);
    if (err != SY_OK)
        client->broken = err;
    return err;
}

const char *sy_client_reason(const struct sy_client *client)
{
    return client->reason;
}

enum sy_err sy_client_exporter(const struct sy_client *client,
                               uint8_t out[SY_CHANNEL_EXPORTER_BYTES])
{
    if (client->broken != SY_OK)
        return client->broken;
    return sy_channel_exporter(client->channel, out);
}

/* The node hung up on us: what it said before is still to be read. */
static void pull_rest(struct sy_client *client)
{
    ssize_t n;

    while ((n = recv(client->fd, client->cipher, sizeof(client->cipher), 0)) > 0) {
        if (take_cipher(client, (struct sy_bytes){client->cipher, (size_t)n}) != SY_OK)
            return;
    }
}

/* Encrypt the frames bit by bit as the socket takes them, so that a message is in memory
 * once. */
static enum sy_err send_all(struct sy_client *client, struct sy_bytes frames,
                            uint64_t deadline_ms)
{
    enum sy_err err = SY_OK;

    while (err == SY_OK && frames.len > 0) {
        size_t len = frames.len < SEND_BYTES ? frames.len : SEND_BYTES;

        err = sy_channel_write(client->channel, (struct sy_bytes){frames.data, len});
        if (err != SY_OK)
            return break_off(client, err, sy_channel_reason(client->channel));
        frames.data += len;
        frames.len -= len;
        err = push(client);
        while (err == SY_OK && is_sending(client))
            err = turn(client, deadline_ms);
    }
    if (err == SY_UNREACHABLE)
        pull_rest(client);
    /* Half a message cannot be taken back. */
    if (err == SY_TIMEOUT)
        client->broken = SY_TIMEOUT;
    return err;
}

enum sy_err sy_client_send(struct sy_client *client, enum sy_frame_type type,
                           struct sy_bytes payload, uint64_t timeout_ms, uint64_t *id)
{
    struct sy_buffer frames = {0};
    enum sy_err err;

    if (client->broken != SY_OK)
        return client->broken;
    if (payload.len > sy_frame_message_max((uint8_t)type)) {
        set_reason(client, "the request is longer than a node takes");
        return SY_LIMIT;
    }
    sy_frame_put(&frames, (uint8_t)type, 0, client->id + 1, payload);
    err = frames.err;
    if (err == SY_OK)
        err = send_all(client, sy_buffer_bytes(&frames), sy_dial_deadline(timeout_ms));
    sy_buffer_close(&frames);
    if (err == SY_OK)
        *id = ++client->id;
    return err;
}

/* The first letter of this id or about the connection; any letter for id 0. */
static bool fetch(struct sy_client *client, uint64_t id, struct sy_frame_message *out)
{
    struct letter *before = NULL;

    for (struct letter *at = client->first; at != NULL; before = at, at = at->next) {
        if (id != 0 && at->message.id != id && at->message.id != 0)
            continue;
        if (before == NULL)
            client->first = at->next;
        else
            before->next = at->next;
        if (client->last == at)
            client->last = before;
        client->inbox_bytes -= LETTER_BYTES + at->message.payload.len;
        *out = at->message;
        free(at);
        return true;
    }
    return false;
}

static enum sy_err receive(struct sy_client *client, uint64_t id, uint64_t deadline_ms,
                           struct sy_frame_message *out)
{
    enum sy_err err = client->broken;

    /* What arrived before the connection broke is still of use. */
    while (!fetch(client, id, out)) {
        if (err != SY_OK)
            return err;
        err = turn(client, deadline_ms);
    }
    return SY_OK;
}

enum sy_err sy_client_receive(struct sy_client *client, uint64_t timeout_ms,
                              struct sy_frame_message *out)
{
    return receive(client, 0, sy_dial_deadline(timeout_ms), out);
}

enum sy_err sy_client_call(struct sy_client *client, enum sy_frame_type type,
                           struct sy_bytes payload, uint64_t timeout_ms,
                           struct sy_frame_message *reply)
{
    uint64_t deadline_ms = sy_dial_deadline(timeout_ms);
    uint64_t id = 0;
    enum sy_err err = sy_client_send(client, type, payload, timeout_ms, &id);

    /* Hung up on while sending: the node's ERROR may say why. */
    if (err != SY_OK)
        return fetch(client, client->id + 1, reply) ? SY_OK : err;
    return receive(client, id, deadline_ms, reply);
}

void sy_client_close(struct sy_client *client)
{
    if (client == NULL)
        return;
    if (client->channel != NULL && client->fd >= 0) {
        /* The end, or the alert that says why. Whether it arrives does not matter any more. */
        sy_channel_end(client->channel);
        if (push(client) != SY_OK)
            client->broken = SY_UNREACHABLE;
    }
    if (client->fd >= 0)
        close(client->fd);
    while (client->first != NULL) {
        struct letter *next = client->first->next;

        sy_frame_message_close(&client->first->message);
        free(client->first);
        client->first = next;
    }
    sy_frame_reader_close(&client->reader);
    sy_buffer_close(&client->sending);
    sy_channel_close(client->channel);
    sy_channel_context_close(client->context);
    free(client);
}
