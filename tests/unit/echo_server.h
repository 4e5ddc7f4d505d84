/* echo_server.h - a server on a thread of its own whose handler echoes in several ways.
 *
 *     HELLO           the payload back; the connection is greeted
 *     GET_CHECKPOINT  the payload back, at once
 *     APPEND          the payload back, by way of a worker
 *     GET_PROOF       u32be milliseconds: the payload back when a worker has slept that long
 *     GET_ENTRIES     u32be count, u32be bytes: a stream of messages, filled with their number
 *     GET_JOURNEY     an ERROR; closing when the payload is "close"
 *     GET_SUBJECT     the channel's exporter
 *     GET_STATUS      "stop" stops the server; anything else: its figures, u64be each
 */
#ifndef SY_ECHO_SERVER_H
#define SY_ECHO_SERVER_H

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "tests/check.h"

#include "net/client.h"
#include "net/server.h"
#include "net/worker.h"

enum { ECHO_TIMEOUT_MS = 20000 };

struct echo_server {
    pthread_t thread;
    struct sy_loop *loop;
    struct sy_channel_context *context;
    struct sy_server *server;
    struct sy_address address;
    uint8_t key[SY_CHANNEL_KEY_BYTES];
    atomic_uint cancelled;
    atomic_uint completed; /* of those on workers and streams */
    atomic_bool stopped;
};

struct echo_job {
    struct echo_server *echo;
    struct sy_request *request;
    uint32_t count, bytes, next;
};

static inline uint32_t echo_u32(struct sy_bytes payload, size_t at)
{
    return payload.len >= at + 4 ? sy_get_u32be(payload.data + at) : 0;
}

static inline void echo_run(void *data)
{
    struct echo_job *job = data;

    if (job->request->type == SY_FRAME_GET_PROOF)
        usleep(1000 * echo_u32(job->request->payload, 0));
}

static inline void echo_done(void *data)
{
    struct echo_job *job = data;
    struct sy_request *r = job->request;

    atomic_fetch_add(&job->echo->completed, 1);
    sy_request_reply(r, (enum sy_frame_type)(r->type | SY_FRAME_REPLY), r->payload, true);
    free(job);
}

static inline void echo_more(void *ctx, struct sy_request *r)
{
    struct echo_job *job = r->data;
    bool end = job->next + 1 >= job->count;
    uint8_t *bytes = malloc(job->bytes + 1);

    (void)ctx;
    assert_non_null(bytes);
    memset(bytes, (int)(job->next & 0xff), job->bytes);
    job->next++;
    if (end) {
        atomic_fetch_add(&job->echo->completed, 1);
        free(job);
    }
    sy_request_reply(r, SY_FRAME_ENTRY_SHARE, (struct sy_bytes){bytes, end ? 0 : 1}, end);
    if (!end) {
        sy_request_reply(r, SY_FRAME_ENTRY_SHARE, (struct sy_bytes){bytes, job->bytes}, false);
        sy_request_pull(r);
    }
    free(bytes);
}

static inline void echo_cancelled(void *ctx, struct sy_request *r)
{
    struct echo_server *echo = ctx;

    atomic_fetch_add(&echo->cancelled, 1);
    if (!r->pulling)
        return; /* a worker has it */
    atomic_fetch_add(&echo->completed, 1);
    free(r->data);
    sy_request_drop(r);
}

static inline void echo_stopped(void *data)
{
    struct echo_server *echo = data;

    atomic_store(&echo->stopped, true);
}

static inline void echo_status(struct echo_server *echo, struct sy_request *r)
{
    struct sy_server_stats stats = sy_server_stats(echo->server);
    uint8_t bytes[40];

    sy_put_u64be(bytes, stats.connections);
    sy_put_u64be(bytes + 8, stats.requests);
    sy_put_u64be(bytes + 16, stats.errors);
    sy_put_u64be(bytes + 24, stats.held_bytes);
    sy_put_u64be(bytes + 32, stats.held_max);
    if (sy_bytes_equal(r->payload, sy_text("stop")))
        sy_server_stop(echo->server, echo_stopped, echo);
    sy_request_reply(r, SY_FRAME_STATUS, (struct sy_bytes){bytes, sizeof(bytes)}, true);
}

static inline void echo_start_job(struct echo_server *echo, struct sy_request *r)
{
    struct echo_job *job = calloc(1, sizeof(*job));

    assert_non_null(job);
    *job = (struct echo_job){echo, r, echo_u32(r->payload, 0), echo_u32(r->payload, 4), 0};
    r->data = job;
    sy_request_hold(r, sizeof(*job));
    if (r->type == SY_FRAME_GET_ENTRIES)
        sy_request_pull(r);
    else
        check_err(sy_worker_submit(echo->loop, echo_run, echo_done, job), SY_OK);
}

static inline void echo_request(void *ctx, struct sy_request *r)
{
    struct echo_server *echo = ctx;
    uint8_t exporter[SY_CHANNEL_EXPORTER_BYTES];

    switch (r->type) {
    case SY_FRAME_HELLO:
        sy_connection_greet(r->connection);
        sy_request_reply(r, SY_FRAME_HELLO_REPLY, r->payload, true);
        break;
    case SY_FRAME_GET_CHECKPOINT:
        sy_request_reply(r, SY_FRAME_CHECKPOINT, r->payload, true);
        break;
    case SY_FRAME_APPEND:
    case SY_FRAME_GET_PROOF:
    case SY_FRAME_GET_ENTRIES:
        echo_start_job(echo, r);
        break;
    case SY_FRAME_GET_JOURNEY:
        sy_request_error(r, SY_NOT_FOUND, "nothing has that name", "item",
                         sy_bytes_equal(r->payload, sy_text("close")));
        break;
    case SY_FRAME_GET_SUBJECT:
        check_err(sy_connection_exporter(r->connection, exporter), SY_OK);
        sy_request_reply(r, SY_FRAME_SUBJECT_REPLY,
                         (struct sy_bytes){exporter, sizeof(exporter)}, true);
        break;
    case SY_FRAME_GET_STATUS:
        echo_status(echo, r);
        break;
    default:
        sy_request_error(r, SY_UNIMPLEMENTED, NULL, NULL, false);
        break;
    }
}

static inline void *echo_thread(void *data)
{
    struct echo_server *echo = data;

    sy_loop_run(echo->loop);
    return NULL;
}

/* False when this machine has no such address. */
static inline bool echo_open_on(struct echo_server *echo, const char *host,
                                struct sy_server_limits limits)
{
    const uint8_t seed[SY_CHANNEL_KEY_BYTES] = {42};
    struct sy_server_options options = {
        .host = host,
        .handler = {echo, echo_request, echo_more, echo_cancelled},
        .limits = limits,
        .log = {.fd = -1},
    };

    memset(echo, 0, sizeof(*echo));
    check_err(sy_channel_public_key(seed, echo->key), SY_OK);
    check_err(sy_channel_server(seed, "310000", &echo->context), SY_OK);
    check_err(sy_loop_open(&echo->loop), SY_OK);
    options.channel = echo->context;
    if (sy_server_open(echo->loop, &options, &echo->server) != SY_OK) {
        sy_loop_close(echo->loop);
        sy_channel_context_close(echo->context);
        return false;
    }
    check_err(sy_address_parse(sy_text("127.0.0.1:1"), &echo->address), SY_OK);
    echo->address.port = sy_server_port(echo->server);
    assert_int_equal(pthread_create(&echo->thread, NULL, echo_thread, echo), 0);
    return true;
}

static inline void echo_open(struct echo_server *echo, struct sy_server_limits limits)
{
    assert_true(echo_open_on(echo, "127.0.0.1", limits));
}

static inline struct sy_client *echo_connect(struct echo_server *echo)
{
    struct sy_client *client = NULL;

    check_err(sy_client_connect(&echo->address, echo->key, ECHO_TIMEOUT_MS, &client), SY_OK);
    return client;
}

static inline void echo_call(struct sy_client *client, enum sy_frame_type type,
                             struct sy_bytes payload, struct sy_frame_message *reply)
{
    enum sy_err err = sy_client_call(client, type, payload, ECHO_TIMEOUT_MS, reply);

    if (err != SY_OK)
        print_error("%s: %s\n", sy_err_name(err), sy_client_reason(client));
    check_err(err, SY_OK);
}

/* Connected and greeted. */
static inline struct sy_client *echo_greet(struct echo_server *echo)
{
    struct sy_client *client = echo_connect(echo);
    struct sy_frame_message reply = {0};

    echo_call(client, SY_FRAME_HELLO, sy_text("hello"), &reply);
    assert_int_equal(reply.type, SY_FRAME_HELLO_REPLY);
    check_text(sy_buffer_bytes(&reply.payload), "hello");
    sy_frame_message_close(&reply);
    return client;
}

/* One of the server's figures. */
static inline uint64_t echo_figure(struct sy_client *client, size_t number)
{
    struct sy_frame_message reply = {0};
    uint64_t figure;

    echo_call(client, SY_FRAME_GET_STATUS, sy_text(""), &reply);
    assert_int_equal(reply.payload.len, 40);
    figure = sy_get_u64be(reply.payload.data + 8 * number);
    sy_frame_message_close(&reply);
    return figure;
}

static inline void echo_stop(struct sy_client *client)
{
    struct sy_frame_message reply = {0};

    echo_call(client, SY_FRAME_GET_STATUS, sy_text("stop"), &reply);
    sy_frame_message_close(&reply);
}

static inline void echo_join(struct echo_server *echo)
{
    assert_int_equal(pthread_join(echo->thread, NULL), 0);
    assert_true(echo->stopped);
    sy_loop_close(echo->loop);
    sy_channel_context_close(echo->context);
}

/* Stop, by a connection made for it, and see that all is given back. */
static inline void echo_close(struct echo_server *echo)
{
    struct sy_client *client = echo_greet(echo);

    echo_stop(client);
    sy_client_close(client);
    echo_join(echo);
}

#endif
