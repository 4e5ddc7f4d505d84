/* What a handler does with requests and connections (server.h). */
#include <stdlib.h>
#include <string.h>

#include "net/connection.h"

static struct sy_request_held *held_of(struct sy_request *r)
{
    return (struct sy_request_held *)r;
}

static void unlink_request(struct sy_request_held *held)
{
    *held->link = held->next;
    if (held->next != NULL)
        held->next->link = held->link;
}

/* The piece asked for by handler.more has been made. */
static void end_piece(struct sy_request_held *held)
{
    struct sy_server *server = held->request.connection->server;

    if (!held->continued)
        return;
    sy_assert(server->continued > 0);
    server->continued--;
    held->continued = false;
}

static void complete(struct sy_request *r)
{
    struct sy_request_held *held = held_of(r);
    struct sy_connection *c = r->connection;

    sy_assert(c->session.requests > 0);
    sy_assert(!r->pulling || r->cancelled);
    end_piece(held);
    unlink_request(held);
    c->session.requests--;
    c->session.request_bytes -= held->weight;
    c->session.active_ms = sy_loop_now_ms(c->server->loop);
    sy_buffer_close(&held->payload);
    free(held);
    sy_connection_touch(c);
}

void sy_request_reply(struct sy_request *r, enum sy_frame_type type, struct sy_bytes payload,
                      bool end)
{
    sy_assert((type & SY_FRAME_REPLY) != 0);
    sy_session_send(&r->connection->session, (uint8_t)type, end ? SY_FRAME_END : 0, r->id,
                    payload);
    if (end)
        complete(r);
    else
        sy_connection_touch(r->connection);
}

void sy_request_error(struct sy_request *r, enum sy_err err, const char *detail,
                      const char *member, bool closing)
{
    sy_session_error(&r->connection->session, r->id, err, detail, member, closing);
    complete(r);
}

void sy_request_refuse(struct sy_request *r, enum sy_err err, const char *detail,
                       const char *member, struct sy_bytes refusal)
{
    sy_session_refuse(&r->connection->session, r->id, err, detail, member, refusal);
    complete(r);
}

void sy_request_pull(struct sy_request *r)
{
    struct sy_request_held *held = held_of(r);
    struct sy_connection *c = r->connection;

    sy_assert(!r->cancelled);
    sy_assert(!r->pulling);
    end_piece(held);
    r->pulling = true;
    held->pull_next = NULL;
    if (c->pull_first == NULL)
        c->pull_first = held;
    else
        c->pull_last->pull_next = held;
    c->pull_last = held;
    sy_connection_touch(c);
}

void sy_request_hold(struct sy_request *r, size_t bytes)
{
    held_of(r)->weight += bytes;
    r->connection->session.request_bytes += bytes;
}

void sy_request_drop(struct sy_request *r)
{
    sy_assert(r->cancelled);
    complete(r);
}

void sy_connection_greet(struct sy_connection *c)
{
    c->session.greeted = true;
}

enum sy_err sy_connection_set_subject(struct sy_connection *c, struct sy_bytes subject,
                                      const struct sy_public_key *key)
{
    if (subject.len > SY_SUBJECT_BYTES_MAX)
        return SY_LIMIT;
    memset(c->session.subject, 0, sizeof(c->session.subject));
    if (subject.len > 0)
        memcpy(c->session.subject, subject.data, subject.len);
    c->session.key = *key;
    return SY_OK;
}

const struct sy_public_key *sy_connection_key(const struct sy_connection *c)
{
    return &c->session.key;
}

struct sy_bytes sy_connection_subject(const struct sy_connection *c)
{
    return sy_text(c->session.subject);
}

enum sy_err sy_connection_exporter(const struct sy_connection *c,
                                   uint8_t out[SY_CHANNEL_EXPORTER_BYTES])
{
    if (c->session.channel == NULL)
        return SY_NOT_YET;
    return sy_channel_exporter(c->session.channel, out);
}

enum sy_err sy_connection_shown_key(const struct sy_connection *c, struct sy_public_key *out)
{
    uint8_t bytes[SY_PUBLIC_KEY_BYTES] = {SY_KEY_ED25519};
    enum sy_err err = SY_NOT_YET;

    if (c->session.channel != NULL)
        err = sy_channel_shown_key(c->session.channel, bytes + 1);
    return err == SY_OK ? sy_public_key_check((struct sy_bytes){bytes, sizeof(bytes)}, out)
                        : err;
}

const char *sy_connection_peer(const struct sy_connection *c)
{
    return c->peer;
}
