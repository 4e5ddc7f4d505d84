#include "net/turn.h"

static bool may_continue(const struct sy_connection *c)
{
    return c->pull_first != NULL && c->session.phase == SY_SESSION_OPEN &&
           sy_session_unsent(&c->session) < SY_SESSION_PULL_BYTES;
}

void sy_turn_take(struct sy_connection *c)
{
    struct sy_server *server = c->server;

    if (c->in_turn || !may_continue(c))
        return;
    c->in_turn = true;
    c->turn_next = NULL;
    if (server->turn_first == NULL)
        server->turn_first = c;
    else
        server->turn_last->turn_next = c;
    server->turn_last = c;
}

void sy_turn_leave(struct sy_connection *c)
{
    struct sy_server *server = c->server;
    struct sy_connection *before = NULL;

    if (!c->in_turn)
        return;
    for (struct sy_connection *at = server->turn_first; at != c; at = at->turn_next)
        before = at;
    if (before == NULL)
        server->turn_first = c->turn_next;
    else
        before->turn_next = c->turn_next;
    if (server->turn_last == c)
        server->turn_last = before;
    c->in_turn = false;
}

static void continue_answer(struct sy_connection *c)
{
    struct sy_server *server = c->server;
    struct sy_request_held *held = c->pull_first;

    c->pull_first = held->pull_next;
    if (c->pull_first == NULL)
        c->pull_last = NULL;
    held->request.pulling = false;
    held->continued = true;
    server->continued++;
    server->options.handler.more(server->options.handler.ctx, &held->request);
    sy_connection_count(c);
    sy_connection_touch(c);
}

/* Requests that wait, and messages that are not whole, must not keep each other waiting: a part
 * of the budget is for answers whatever they take. What fills that is being read, or its reader
 * is sent away. */
static bool has_room(const struct sy_server *server)
{
    size_t max = server->options.limits.held_bytes;

    return server->held < max || server->held - server->asked - server->assembling < max / 4;
}

void sy_turn_continue(struct sy_server *server)
{
    /* Whoever has had a turn queues again when settled, so this ends. */
    while (server->turn_first != NULL && server->continued < SY_SERVER_MORE_MAX &&
           has_room(server)) {
        struct sy_connection *c = server->turn_first;

        sy_turn_leave(c);
        if (may_continue(c))
            continue_answer(c);
    }
}
