/* connection.h - a socket of the server with its session; inside net/ only.
 *
 * Shape    events mark a connection touched; before the loop waits again, every touched one is
 *          settled: answers are continued, requests taken, bytes sent, reading switched. So
 *          what many answers of one turn of the loop need is done once.
 */
#ifndef SY_CONNECTION_H
#define SY_CONNECTION_H

#include "net/loop_uv.h"
#include "net/server.h"
#include "net/session.h"

enum {
    SY_CONNECTION_READ_BYTES = 16 << 10, /* libuv takes at most 32 times that in one turn */
    SY_CONNECTION_PEER_BYTES = 64,
    SY_CONNECTION_REQUEST_BYTES = 512, /* of memory that a request takes beside its payload */
    SY_CONNECTION_LINGER_MS =
        2000, /* from our end to the peer's, so that it reads our last words */
    SY_CONNECTION_STOP_MS = 1000, /* while stopping: for the peer to take what is left for it */
    SY_CONNECTION_KEEPALIVE_S = 60,
    SY_CONNECTIONS_REFUSED_MAX = 32 /* above the limit, that are told so */
};

/* A request and its place in the lists of its connection. */
struct sy_request_held {
    struct sy_request request;
    struct sy_buffer payload;
    struct sy_request_held *next;
    struct sy_request_held **link; /* what points here */
    struct sy_request_held *pull_next;
    size_t weight;  /* counted in the session's request_bytes */
    bool continued; /* from handler.more to the next pull */
};

struct sy_connection {
    struct sy_server *server;
    uv_tcp_t tcp;
    bool open;    /* uv_close has not been called */
    bool closed;  /* libuv is done with it */
    bool reading; /* uv_read_start */
    bool refused; /* above the limit: told so after the handshake */
    struct sy_session session;
    uv_write_t write;
    uv_shutdown_t shutdown;
    struct sy_buffer writing;          /* with libuv; empty when nothing is */
    uint64_t writing_ms;               /* since */
    bool ending;                       /* shut down on our side */
    uint64_t ending_ms;                /* since */
    struct sy_request_held *requests;  /* under way */
    struct sy_request_held *cancelled; /* under way, their handler told */
    struct sy_request_held *pull_first, *pull_last;
    bool in_turn; /* in the server's queue of those with an answer to be continued */
    struct sy_connection *turn_next;
    size_t held;       /* as counted in the server's */
    size_t assembling; /* likewise */
    size_t asked;      /* likewise */
    bool touched;
    struct sy_connection *touched_next;
    struct sy_connection *next;
    struct sy_connection **link;
    struct sockaddr_storage address;
    char peer[SY_CONNECTION_PEER_BYTES];
};

struct sy_server {
    struct sy_loop *loop;
    struct sy_server_options options;
    uv_tcp_t listener;
    uv_prepare_t prepare;
    uv_idle_t idle; /* runs while connections are touched, so that the loop does not wait */
    uv_timer_t tick;
    bool unaccepted;  /* the listener has one that could not be taken */
    unsigned handles; /* of the four above */
    uint16_t port;
    struct sy_connection *connections;
    uint32_t open; /* connections, the refused ones left out */
    uint32_t refused;
    struct sy_connection *touched;
    struct sy_connection
        *favoured; /* may go on with its message while all are over the budget */
    bool pressed;  /* somebody is not read because all are over the budget */
    struct sy_connection *turn_first, *turn_last;
    unsigned continued; /* answers */
    size_t held;
    size_t assembling; /* of held: messages not whole yet */
    size_t asked;      /* of held: requests under way */
    uint64_t requests;
    uint64_t errors;
    bool stopping;
    uint64_t stopping_ms; /* since */
    void (*done)(void *data);
    void *done_data;
    char read_bytes[SY_CONNECTION_READ_BYTES];
};

/* Take the connection that the listener has. False for want of memory: libuv keeps it, and
 * gives no other until it has been taken. */
bool sy_connection_accept(struct sy_server *server);

/* See to it before the loop waits again. */
void sy_connection_touch(struct sy_connection *c);

/* Do all that can be done now; may free c. */
void sy_connection_settle(struct sy_connection *c);

/* Bring the server's sums up to date with what c holds now. */
void sy_connection_count(struct sy_connection *c);

/* What time asks for. */
void sy_connection_tick(struct sy_connection *c, uint64_t now_ms);

/* Let go of the socket; what is unsent is lost. */
void sy_connection_abandon(struct sy_connection *c);

#endif
