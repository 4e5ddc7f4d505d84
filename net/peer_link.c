#include "net/peer_link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/clock.h"
#include "net/dialled.h"
#include "net/error_reply.h"
#include "proto/message.h"

enum { TICK_MS = 100, TEXT_BYTES = 288 };

struct sy_peer_link {
    struct sy_peer_link_options options;
    struct sy_link link;
    struct sy_timer *tick;
    struct sy_dialled *dialled; /* NULL while waiting */
    struct sy_ask *asks;
    struct sy_ask hello; /* also the sign of life that is asked for */
    bool greeting;       /* hello is under way */
    int64_t hello_at;
    uint64_t id;       /* latest given out */
    size_t late_bytes; /* that may still come of answers that nobody wants any more */
    uint64_t carried;  /* by earlier connections */
    int64_t since;
    bool measured;
    int64_t lead_us;
    int64_t error_us;
    uint64_t hello_ms; /* when it was asked last */
    char address[TEXT_BYTES];
    char reason[TEXT_BYTES];
    char noted[TEXT_BYTES]; /* the reason that is in the log already */
};

static uint64_t now_of(const struct sy_peer_link *link)
{
    return sy_loop_now_ms(link->options.loop);
}

static bool unlink_ask(struct sy_peer_link *link, struct sy_ask *ask)
{
    struct sy_ask **at = &link->asks;

    while (*at != NULL && *at != ask)
        at = &(*at)->next;
    if (*at == NULL)
        return false;
    *at = ask->next;
    return true;
}

static void fail_asks(struct sy_peer_link *link)
{
    struct sy_ask *ask;

    while ((ask = link->asks) != NULL) {
        link->asks = ask->next;
        ask->failed(ask, SY_UNREACHABLE);
    }
}

/* A line when it goes down, and then only when the reason is another. */
static void note_down(struct sy_peer_link *link, bool was_up, bool blamed)
{
    if (!was_up && !blamed && strcmp(link->reason, link->noted) == 0)
        return;
    memcpy(link->noted, link->reason, sizeof(link->noted));
    sy_log_line(link->options.logger, blamed ? SY_LOG_WARNING : SY_LOG_INFO,
                blamed ? "peer_dropped" : "peer_lost",
                "peer=%s address=%s retry_ms=%llu reason=\"%s\"", link->options.code,
                link->address, (unsigned long long)link->link.wait_ms, link->reason);
}

/* The connection is at an end; the state machine knows already. */
static void hang_up(struct sy_peer_link *link, bool was_up, bool blamed, const char *reason)
{
    snprintf(link->reason, sizeof(link->reason), "%s", reason);
    if (link->dialled != NULL)
        link->carried += sy_dialled_carried(link->dialled);
    sy_dialled_close(link->dialled);
    link->dialled = NULL;
    note_down(link, was_up, blamed);
    fail_asks(link);
    if (!was_up)
        return;
    link->since = sy_clock_us();
    link->options.changed(link->options.ctx, link->options.peer, false);
}

static void end(struct sy_peer_link *link, enum sy_link_event event, const char *reason)
{
    bool was_up = link->link.phase == SY_LINK_UP;

    if (link->dialled == NULL)
        return;
    (void)sy_link_step(&link->link, event, now_of(link));
    hang_up(link, was_up, event == SY_LINK_BLAMED, reason);
}

void sy_peer_link_blame(struct sy_peer_link *link, const char *reason)
{
    if (sy_peer_link_shuns(link))
        return; /* once is enough */
    if (link->dialled != NULL) {
        end(link, SY_LINK_BLAMED, reason);
        return;
    }
    (void)sy_link_step(&link->link, SY_LINK_BLAMED, now_of(link));
    hang_up(link, false, true, reason);
}

/* What breaks the protocol is blamed, what breaks off is not. A wrong key is a wrong address as
 * often as an attack. */
static void on_lost(void *ctx, enum sy_err err, const char *reason)
{
    bool blamed = sy_err_class(err) == SY_CLASS_REFUSAL && err != SY_BAD_KEY;

    end(ctx, blamed ? SY_LINK_BLAMED : SY_LINK_LOST, reason);
}

static void on_connected(void *ctx)
{
    struct sy_peer_link *link = ctx;

    (void)sy_link_step(&link->link, SY_LINK_CONNECTED, now_of(link));
}

/* A large answer over a slow line takes longer than silence may: every byte is a sign of
 * life. */
static void on_heard(void *ctx)
{
    struct sy_peer_link *link = ctx;

    (void)sy_link_step(&link->link, SY_LINK_HEARD, now_of(link));
}

static enum sy_err send_ask(struct sy_peer_link *link, enum sy_frame_type type,
                            struct sy_bytes payload, struct sy_ask *ask)
{
    enum sy_err err = sy_dialled_send(link->dialled, type, link->id + 1, payload);

    if (err != SY_OK)
        return err;
    ask->id = ++link->id;
    ask->bytes = 0;
    if (ask->bytes_max == 0)
        ask->bytes_max = SY_PEER_LINK_ANSWER_MAX;
    ask->next = link->asks;
    link->asks = ask;
    return SY_OK;
}

static struct sy_peer_link *link_of_hello(struct sy_ask *ask)
{
    return (struct sy_peer_link *)(void *)((char *)ask - offsetof(struct sy_peer_link, hello));
}

static void greeted(struct sy_peer_link *link)
{
    (void)sy_link_step(&link->link, SY_LINK_GREETED, now_of(link));
    link->since = sy_clock_us();
    link->reason[0] = 0;
    link->noted[0] = 0;
    sy_log_line(link->options.logger, SY_LOG_INFO, "peer_up", "peer=%s address=%s",
                link->options.code, link->address);
    link->options.changed(link->options.ctx, link->options.peer, true);
}

/* The peer's clock when it answered, beside the middle of the time that it took. */
static int64_t lead_of(const struct sy_peer_link *link, int64_t time)
{
    int64_t now = sy_clock_us();
    int64_t middle = link->hello_at + (now - link->hello_at) / 2;

    return time / 2 - middle / 2 > INT64_MAX / 4 || time < 0 ? INT64_MAX : time - middle;
}

static void hello_message(struct sy_ask *ask, uint8_t type, struct sy_bytes payload, bool last)
{
    struct sy_peer_link *link = link_of_hello(ask);
    struct sy_hello_reply reply;

    (void)last;
    link->greeting = false;
    if (type != SY_FRAME_HELLO_REPLY || sy_hello_reply_read(payload, &reply) != SY_OK ||
        reply.version != SY_PROTOCOL_VERSION) {
        end(link, SY_LINK_BLAMED, "its answer to HELLO is not as the protocol says");
    } else if (!sy_bytes_equal(reply.node, sy_text(link->options.code))) {
        end(link, SY_LINK_BLAMED, "it calls itself by another node's code");
    } else {
        link->lead_us = lead_of(link, reply.time);
        link->error_us = (int64_t)(now_of(link) - link->hello_ms) * 1000 / 2;
        link->measured = true;
        if (link->link.phase == SY_LINK_GREETING)
            greeted(link);
    }
}

static void hello_failed(struct sy_ask *ask, enum sy_err err)
{
    struct sy_peer_link *link = link_of_hello(ask);

    link->greeting = false;
    if (err != SY_UNREACHABLE)
        end(link, SY_LINK_LOST, sy_err_name(err));
}

static void ask_hello(struct sy_peer_link *link)
{
    struct sy_hello hello = {SY_PROTOCOL_VERSION,
                             {link->options.network_id->bytes, SY_HASH_BYTES},
                             sy_text("suyuan/" SY_VERSION)};
    struct sy_buffer payload = {0};
    enum sy_err err;

    if (link->greeting)
        return;
    sy_hello_write(&hello, &payload);
    link->hello = (struct sy_ask){.message = hello_message, .failed = hello_failed};
    link->hello_at = sy_clock_us();
    link->hello_ms = now_of(link);
    err = payload.err;
    if (err == SY_OK)
        err = send_ask(link, SY_FRAME_HELLO, sy_buffer_bytes(&payload), &link->hello);
    sy_buffer_close(&payload);
    link->greeting = err == SY_OK;
    if (err != SY_OK)
        end(link, SY_LINK_LOST, sy_err_name(err));
}

static void on_ready(void *ctx)
{
    ask_hello(ctx);
}

/* The peer refuses one question, or the whole connection. */
static void take_error(struct sy_peer_link *link, struct sy_ask *ask, struct sy_bytes payload)
{
    struct sy_error_reply reply;
    char words[TEXT_BYTES];

    if (sy_error_reply_read(payload, &reply) != SY_OK || reply.err == SY_OK) {
        end(link, SY_LINK_BLAMED, "its error is not as the protocol says");
        return;
    }
    snprintf(words, sizeof(words), "%.*s: %.*s", (int)reply.name.len,
             (const char *)reply.name.data, (int)reply.detail.len,
             reply.detail.len == 0 ? "" : (const char *)reply.detail.data);
    if (ask != NULL) {
        (void)unlink_ask(link, ask);
        ask->failed(ask, reply.err);
    }
    if (ask == NULL || reply.closing)
        end(link, SY_LINK_LOST, words);
}

static void take_late(struct sy_peer_link *link, uint64_t id, size_t bytes)
{
    if (id > link->id || bytes > link->late_bytes)
        end(link, SY_LINK_BLAMED, "it answers what nobody asked");
    else
        link->late_bytes -= bytes;
}

static void take_answer(struct sy_peer_link *link, struct sy_ask *ask,
                        const struct sy_frame_message *message)
{
    bool last = (message->flags & SY_FRAME_END) != 0;

    ask->bytes += message->payload.len;
    if (ask->bytes > ask->bytes_max) {
        end(link, SY_LINK_BLAMED, "an answer is longer than was asked for");
        return;
    }
    if (last)
        (void)unlink_ask(link, ask);
    ask->message(ask, message->type, sy_buffer_bytes(&message->payload), last);
}

static void on_message(void *ctx, struct sy_frame_message *message)
{
    struct sy_peer_link *link = ctx;
    struct sy_ask *ask = link->asks;

    while (ask != NULL && ask->id != message->id)
        ask = ask->next;
    if (message->type == SY_FRAME_ERROR && (ask != NULL || message->id == 0))
        take_error(link, ask, sy_buffer_bytes(&message->payload));
    else if (ask != NULL)
        take_answer(link, ask, message);
    else
        take_late(link, message->id, SY_FRAME_HEADER_BYTES + message->payload.len);
    sy_frame_message_close(message);
}

static void dial(struct sy_peer_link *link)
{
    const struct sy_address *address = &link->options.addresses->address[link->link.address];
    struct sy_dialled_handler handler = {link,     on_connected, on_ready,
                                         on_heard, on_message,   on_lost};
    struct sy_buffer text = {0};
    enum sy_err err;

    sy_address_put(address, &text);
    snprintf(link->address, sizeof(link->address), "%s",
             text.err == SY_OK ? sy_buffer_text(&text) : "");
    sy_buffer_close(&text);
    link->id = 0;
    link->late_bytes = 0;
    err = sy_dialled_open(link->options.loop, address, link->options.channel, link->options.key,
                          &handler, &link->dialled);
    if (err == SY_OK)
        return;
    (void)sy_link_step(&link->link, SY_LINK_LOST, now_of(link));
    hang_up(link, false, false, sy_err_name(err));
}

static void on_tick(void *data)
{
    struct sy_peer_link *link = data;
    bool was_up = link->link.phase == SY_LINK_UP;

    if (link->dialled != NULL)
        sy_dialled_tick(link->dialled);
    switch (sy_link_step(&link->link, SY_LINK_TICK, now_of(link))) {
    case SY_LINK_DIAL:
        dial(link);
        break;
    case SY_LINK_PROBE:
        ask_hello(link);
        break;
    case SY_LINK_HANG_UP:
        hang_up(link, was_up, false, "it does not answer");
        break;
    case SY_LINK_NOTHING:
        break;
    }
}

enum sy_err sy_peer_link_open(const struct sy_peer_link_options *options,
                              struct sy_peer_link **out)
{
    struct sy_peer_link *link = calloc(1, sizeof(*link));
    size_t count = options->addresses == NULL ? 0 : (size_t)options->addresses->count;
    enum sy_err err;

    if (link == NULL)
        return SY_NO_MEMORY;
    link->options = *options;
    link->since = sy_clock_us();
    if (count == 0)
        snprintf(link->reason, sizeof(link->reason), "no address of it is known");
    sy_link_init(&link->link, count, options->seed, now_of(link));
    err = sy_timer_open(options->loop, 0, TICK_MS, on_tick, link, &link->tick);
    if (err == SY_OK)
        *out = link;
    else
        free(link);
    return err;
}

enum sy_err sy_peer_link_ask(struct sy_peer_link *link, enum sy_frame_type type,
                             struct sy_bytes payload, struct sy_ask *ask)
{
    if (link->link.phase != SY_LINK_UP)
        return SY_UNREACHABLE;
    return send_ask(link, type, payload, ask);
}

void sy_peer_link_forget(struct sy_peer_link *link, struct sy_ask *ask)
{
    if (unlink_ask(link, ask))
        link->late_bytes += ask->bytes_max - ask->bytes + SY_PEER_LINK_ANSWER_MAX;
}

void sy_peer_link_compare(struct sy_peer_link *link, uint64_t age_ms)
{
    if (link->link.phase == SY_LINK_UP && now_of(link) - link->hello_ms >= age_ms)
        ask_hello(link);
}

bool sy_peer_link_up(const struct sy_peer_link *link)
{
    return link->link.phase == SY_LINK_UP;
}

void sy_peer_link_sighted(struct sy_peer_link *link)
{
    (void)sy_link_step(&link->link, SY_LINK_SIGHTED, now_of(link));
}

bool sy_peer_link_shuns(const struct sy_peer_link *link)
{
    return sy_link_shuns(&link->link, now_of(link));
}

uint64_t sy_peer_link_heard_ms(const struct sy_peer_link *link)
{
    return link->link.heard_ms;
}

struct sy_peer_link_state sy_peer_link_state(const struct sy_peer_link *link)
{
    struct sy_peer_link_state state = {.up = sy_peer_link_up(link),
                                       .address = link->address,
                                       .reason = link->reason,
                                       .since = link->since,
                                       .failures = link->link.failures,
                                       .measured = link->measured,
                                       .lead_us = link->lead_us,
                                       .error_us = link->error_us,
                                       .carried_bytes = link->carried};

    if (link->dialled != NULL)
        state.carried_bytes += sy_dialled_carried(link->dialled);
    return state;
}

void sy_peer_link_close(struct sy_peer_link *link)
{
    if (link == NULL)
        return;
    sy_timer_close(link->tick);
    sy_log_line(link->options.logger, SY_LOG_INFO, "peer_closed", "peer=%s carried_bytes=%llu",
                link->options.code, (unsigned long long)sy_peer_link_state(link).carried_bytes);
    sy_dialled_close(link->dialled);
    link->dialled = NULL;
    fail_asks(link);
    free(link);
}
