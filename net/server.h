/* server.h - many connections on one loop: requests in, answers out, within bounds.
 *
 * Shape    the server reads frames, gives each request to the handler, and sends what the
 *          handler answers, in whatever order the answers come. It knows what a request weighs,
 *          not what it means; only that the first of a connection is HELLO.
 * Bounds   bytes held = messages under assembly + requests under way + answers not yet sent. A
 *          connection over its budget, or over its requests, or with much unsent, is not read
 *          until it is below. When all together are over the budget, only connections that hold
 *          little are read, and one at a time of those that are in the middle of a large
 *          message.
 * Thread   everything on the loop's thread, callbacks too. A request that is on a worker stays
 *          valid until it is completed, even when its connection has gone.
 */
#ifndef SY_SERVER_H
#define SY_SERVER_H

#include "ledger/key.h"
#include "net/channel.h"
#include "net/frame.h"
#include "net/log_line.h"
#include "net/loop.h"
#include "net/server_limits.h"

struct sy_server;
struct sy_connection;

/* One request, from the call of handler.request until it is completed: by a reply with end, by
 * an error, or by drop; exactly once. */
struct sy_request {
    uint8_t type; /* enum sy_frame_type, or a number that no request has yet */
    uint64_t id;
    struct sy_bytes payload;          /* the message's bytes, valid until completed */
    struct sy_connection *connection; /* valid until completed, even when gone */
    bool cancelled;                   /* the connection has gone: answers lead nowhere */
    bool pulling;                     /* it waits for more */
    void *data;                       /* the handler's; NULL at first */
};

struct sy_server_handler {
    void *ctx;

    /* A request has come. Complete it now or later. */
    void (*request)(void *ctx, struct sy_request *r);

    /* After sy_request_pull: there is room for more of this answer. */
    void (*more)(void *ctx, struct sy_request *r);

    /* The connection has gone. Told once, and not for requests already completed. Whoever is at
     * work on r completes it when that is done; one that waits for more is completed here. */
    void (*cancelled)(void *ctx, struct sy_request *r);
};

/* One message of the answer, copied, at most SY_REPLY_BYTES_MAX; with end the last, which
 * completes r. */
void sy_request_reply(struct sy_request *r, enum sy_frame_type type, struct sy_bytes payload,
                      bool end);

/* Answer with an error, which completes r. detail (for people) and member may be NULL. closing:
 * the connection is closed once the error has been sent. */
void sy_request_error(struct sy_request *r, enum sy_err err, const char *detail,
                      const char *member, bool closing);

/* The same for a statement that is refused, with the refusal that the node signed; the
 * connection stays. */
void sy_request_refuse(struct sy_request *r, enum sy_err err, const char *detail,
                       const char *member, struct sy_bytes refusal);

/* Call handler.more(r) once, later: when few bytes wait to be sent to this peer, all
 * connections together are within the budget, and less than SY_SERVER_MORE_MAX answers are
 * being continued, connections taking turns. For an answer that may be large: pull first; in
 * more, reply with a piece and pull, ... reply with end. The time from more to the next pull or
 * to completion is what counts as being continued. Not while cancelled. */
void sy_request_pull(struct sy_request *r);

/* The handler holds that many bytes more for r until it is completed: they count as r's. */
void sy_request_hold(struct sy_request *r, size_t bytes);

/* Complete a cancelled request without an answer. */
void sy_request_drop(struct sy_request *r);

/* HELLO has been answered: other requests may come. Before that, a connection that sends
 * anything else is refused. */
void sy_connection_greet(struct sy_connection *c);

/* For whom the connection speaks, once proved; empty until then (anonymous). SY_LIMIT when
 * longer than SY_SUBJECT_BYTES_MAX. With which key it was proved is kept: what the subject may,
 * and whether that key is still in force, is asked anew for every request. */
SY_MUST_USE enum sy_err sy_connection_set_subject(struct sy_connection *c,
                                                  struct sy_bytes subject,
                                                  const struct sy_public_key *key);
struct sy_bytes sy_connection_subject(const struct sy_connection *c);
const struct sy_public_key *sy_connection_key(const struct sy_connection *c);

/* What a proof must be bound to. SY_NOT_YET when the connection has gone, SY_INTERNAL. */
SY_MUST_USE enum sy_err sy_connection_exporter(const struct sy_connection *c,
                                               uint8_t out[SY_CHANNEL_EXPORTER_BYTES]);

/* The key of the certificate that the peer has shown. SY_NOT_FOUND when it showed none,
 * SY_NOT_YET when the connection has gone. */
SY_MUST_USE enum sy_err sy_connection_shown_key(const struct sy_connection *c,
                                                struct sy_public_key *out);

/* "192.0.2.1:50123", for the log. */
const char *sy_connection_peer(const struct sy_connection *c);

struct sy_server_options {
    const char *host;                         /* numeric IPv4 or IPv6 address to listen on */
    uint16_t port;                            /* 0: any */
    const struct sy_channel_context *channel; /* must outlive the server */
    struct sy_server_handler handler;
    struct sy_server_limits limits;
    struct sy_logger log;
};

/* Listen. SY_BAD_NAME for a host that is no address, SY_EXISTS when the port is taken,
 * SY_DENIED when it is not ours to take, SY_NO_MEMORY, SY_IO. */
SY_MUST_USE enum sy_err sy_server_open(struct sy_loop *loop,
                                       const struct sy_server_options *options,
                                       struct sy_server **out);

/* The port listened on. */
uint16_t sy_server_port(const struct sy_server *server);

struct sy_server_stats {
    uint64_t connections; /* open now */
    uint64_t requests;    /* given to the handler since start */
    uint64_t errors;      /* errors sent since start */
    uint64_t held_bytes;
    uint64_t held_max;
};
/* What it holds and did since it began. */
struct sy_server_stats sy_server_stats(const struct sy_server *server);

/* Take no new connection and no new request; finish what is under way, at most stop_ms, but end
 * answers that wait for their next piece, and peers that take nothing for a second; close; then
 * free the server and call done. done comes only after every request is completed. */
void sy_server_stop(struct sy_server *server, void (*done)(void *data), void *data);

#endif
