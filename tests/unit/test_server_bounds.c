/* Slow, greedy and hostile clients: they get no more than their share, and nobody else
 * waits. */
#include "tests/unit/echo_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>

#include "net/error_reply.h"
#include "net/session.h"

/* Under the sanitizers on a busy machine; without them it is a few milliseconds at most. */
enum { UNHARMED_MS = 1000, STOP_PROMPT_MS = 10000 };

static uint64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void small_requests_are_quick(struct sy_client *client)
{
    for (int i = 0; i < 20; i++) {
        struct sy_frame_message reply = {0};
        uint64_t start_ms = now_ms();

        echo_call(client, SY_FRAME_GET_CHECKPOINT, sy_text("quick"), &reply);
        assert_true(now_ms() - start_ms < UNHARMED_MS);
        sy_frame_message_close(&reply);
    }
}

/* Wait until the client's is the only connection left. */
static void others_are_gone(struct sy_client *client)
{
    for (int i = 0; i < 500 && echo_figure(client, 0) > 1; i++)
        usleep(20000);
    assert_int_equal(echo_figure(client, 0), 1);
    assert_true(echo_figure(client, 3) < 100000);
}

/* A peer by hand, that need not behave. */
struct raw {
    int fd;
    struct sy_channel_context *context;
    struct sy_channel *channel;
};

/* Connect from one of the loopback's addresses, 127.0.0.from. */
static int raw_socket_from(const struct echo_server *echo, uint32_t from)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(echo->address.port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in own = {.sin_family = AF_INET,
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK - 1 + from)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)&own, sizeof(own)), 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    return fd;
}

static int raw_socket(const struct echo_server *echo)
{
    return raw_socket_from(echo, 1);
}

static void raw_flush(struct raw *raw)
{
    struct sy_buffer cipher = {0};
    size_t at = 0;

    sy_channel_take(raw->channel, &cipher);
    while (at < cipher.len) {
        ssize_t n = send(raw->fd, cipher.data + at, cipher.len - at, MSG_NOSIGNAL);

        assert_true(n > 0);
        at += (size_t)n;
    }
    sy_buffer_close(&cipher);
}

static void raw_write(struct raw *raw, struct sy_bytes plain)
{
    check_err(sy_channel_write(raw->channel, plain), SY_OK);
    raw_flush(raw);
}

static void raw_open(struct raw *raw, const struct echo_server *echo)
{
    uint8_t cipher[4096];
    uint8_t plain[4096];

    raw->fd = raw_socket(echo);
    check_err(sy_channel_client(&raw->context), SY_OK);
    check_err(sy_channel_open(raw->context, echo->key, &raw->channel), SY_OK);
    while (!sy_channel_ready(raw->channel)) {
        ssize_t n;
        size_t got = 0;

        raw_flush(raw);
        n = recv(raw->fd, cipher, sizeof(cipher), 0);
        assert_true(n > 0);
        check_err(sy_channel_read(raw->channel, &(struct sy_bytes){cipher, (size_t)n}, plain,
                                  sizeof(plain), &got),
                  SY_OK);
    }
    raw_flush(raw);
}

static void raw_hello(struct raw *raw)
{
    struct sy_buffer frame = {0};

    sy_frame_put(&frame, SY_FRAME_HELLO, 0, 1, sy_text("hello"));
    raw_write(raw, sy_buffer_bytes(&frame));
    sy_buffer_close(&frame);
}

static void raw_close(struct raw *raw)
{
    close(raw->fd);
    sy_channel_close(raw->channel);
    sy_channel_context_close(raw->context);
}

/* Write frames without reading until the node takes no more for 300 ms, or has hung up; the
 * bytes that it took. */
static size_t raw_flood(struct raw *raw, struct sy_bytes frames)
{
    size_t taken = 0;

    for (;;) {
        struct sy_buffer cipher = {0};
        size_t at = 0;

        check_err(sy_channel_write(raw->channel, frames), SY_OK);
        sy_channel_take(raw->channel, &cipher);
        while (at < cipher.len) {
            struct pollfd poll_fd = {.fd = raw->fd, .events = POLLOUT};
            ssize_t n;

            if (poll(&poll_fd, 1, 300) == 0) {
                sy_buffer_close(&cipher);
                return taken;
            }
            n = send(raw->fd, cipher.data + at, cipher.len - at, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (n < 0 && errno != EAGAIN) {
                sy_buffer_close(&cipher);
                return taken;
            }
            at += n < 0 ? 0 : (size_t)n;
            taken += n < 0 ? 0 : (size_t)n;
        }
        sy_buffer_close(&cipher);
    }
}

/* Until the node hangs up, within a while. */
static bool is_hung_up(int fd)
{
    uint64_t start_ms = now_ms();
    char bytes[1000];

    while (now_ms() - start_ms < 10000) {
        struct pollfd poll_fd = {.fd = fd, .events = POLLIN};

        if (poll(&poll_fd, 1, 1000) > 0 && recv(fd, bytes, sizeof(bytes), 0) <= 0)
            return true;
    }
    return false;
}

static void test_many_idle_connections(void **state)
{
    enum { CONNECTIONS = 300 };
    static struct sy_client *idle[CONNECTIONS];
    struct echo_server echo;
    struct sy_client *client;

    (void)state;
    echo_open(&echo, (struct sy_server_limits){.connections_source = 400});
    for (size_t i = 0; i < CONNECTIONS; i++)
        idle[i] = echo_greet(&echo);
    client = echo_greet(&echo);
    assert_int_equal(echo_figure(client, 0), CONNECTIONS + 1);
    small_requests_are_quick(client);
    assert_true(echo_figure(client, 3) < 100000);
    for (size_t i = 0; i < CONNECTIONS; i++)
        sy_client_close(idle[i]);
    others_are_gone(client);
    sy_client_close(client);
    echo_close(&echo);
}

/* The third of one address is told that there are too many, and may come again later. */
static void test_too_many_of_one_address(void **state)
{
    struct echo_server echo;
    struct sy_client *clients[3];
    struct sy_frame_message reply = {0};
    struct sy_error_reply error;

    (void)state;
    echo_open(&echo, (struct sy_server_limits){.connections_source = 2});
    clients[0] = echo_greet(&echo);
    clients[1] = echo_greet(&echo);
    clients[2] = echo_connect(&echo);
    echo_call(clients[2], SY_FRAME_HELLO, sy_text("hello"), &reply);
    assert_int_equal(reply.type, SY_FRAME_ERROR);
    assert_int_equal(reply.id, 0);
    check_err(sy_error_reply_read(sy_buffer_bytes(&reply.payload), &error), SY_OK);
    check_err(error.err, SY_BUSY);
    assert_true(error.closing);
    sy_frame_message_close(&reply);
    small_requests_are_quick(clients[0]);
    sy_client_close(clients[2]);
    sy_client_close(clients[1]);
    others_are_gone(clients[0]);
    clients[1] = echo_greet(&echo);
    sy_client_close(clients[1]);
    others_are_gone(clients[0]);
    sy_client_close(clients[0]);
    echo_close(&echo);
}

/* Also where IPv4 peers come as IPv6 addresses, each has a share of its own. */
static void test_addresses_have_shares_of_their_own(void **state)
{
    struct echo_server echo;
    struct sy_client *client;
    int fds[3];

    (void)state;
    if (!echo_open_on(&echo, "::", (struct sy_server_limits){.connections_source = 2})) {
        print_message("skipped: no IPv6 here\n");
        return;
    }
    client = echo_greet(&echo);
    for (uint32_t i = 0; i < 3; i++)
        fds[i] = raw_socket_from(&echo, 2 + i);
    for (int i = 0; i < 100 && echo_figure(client, 0) < 4; i++)
        usleep(10000);
    assert_int_equal(echo_figure(client, 0), 4);
    for (size_t i = 0; i < 3; i++)
        close(fds[i]);
    others_are_gone(client);
    sy_client_close(client);
    echo_close(&echo);
}

static void test_silent_and_garbled_peers(void **state)
{
    struct echo_server echo;
    struct sy_client *client;
    int silent, garbled;

    (void)state;
    echo_open(&echo, (struct sy_server_limits){.handshake_ms = 400});
    client = echo_greet(&echo);
    silent = raw_socket(&echo);
    garbled = raw_socket(&echo);
    assert_int_equal(send(garbled, "GET / HTTP/1.1\r\n\r\n", 18, MSG_NOSIGNAL), 18);
    small_requests_are_quick(client);
    assert_true(is_hung_up(garbled));
    assert_true(is_hung_up(silent));
    close(silent);
    close(garbled);
    others_are_gone(client);
    sy_client_close(client);
    echo_close(&echo);
}

/* One byte a record, one record a segment: served all the same, and nobody waits for it. */
static void test_byte_by_byte(void **state)
{
    struct echo_server echo;
    struct sy_client *client;
    struct raw raw;
    struct sy_buffer frames = {0};
    struct sy_frame_reader reader;
    struct sy_frame_message message = {0};
    enum sy_err err = SY_NOT_FOUND;
    int seen = 0;

    (void)state;
    echo_open(&echo, (struct sy_server_limits){0});
    client = echo_greet(&echo);
    raw_open(&raw, &echo);
    sy_frame_put(&frames, SY_FRAME_HELLO, 0, 1, sy_text("hello"));
    sy_frame_put(&frames, SY_FRAME_GET_CHECKPOINT, 0, 2, sy_text("slow"));
    for (size_t i = 0; i < frames.len; i++) {
        raw_write(&raw, (struct sy_bytes){frames.data + i, 1});
        if (i % 10 == 0)
            small_requests_are_quick(client);
    }
    sy_frame_reader_init(&reader, SY_FRAME_REPLIES);
    while (seen < 2) {
        uint8_t cipher[1000], plain[1000];
        ssize_t n = recv(raw.fd, cipher, sizeof(cipher), 0);
        struct sy_bytes rest;
        size_t got = 0;

        assert_true(n > 0);
        check_err(sy_channel_read(raw.channel, &(struct sy_bytes){cipher, (size_t)n}, plain,
                                  sizeof(plain), &got),
                  SY_OK);
        rest = (struct sy_bytes){plain, got};
        while ((err = sy_frame_reader_take(&reader, &rest, 0, &message)) == SY_OK) {
            seen++;
            assert_int_equal(message.id, seen);
            sy_frame_message_close(&message);
        }
        check_err(err, SY_NOT_FOUND);
    }
    sy_frame_reader_close(&reader);
    sy_buffer_close(&frames);
    raw_close(&raw);
    sy_client_close(client);
    echo_close(&echo);
}

/* Sends and never reads: what it can make the node hold is bounded, and in the end it is
 * closed. */
static void test_a_client_that_never_reads(void **state)
{
    struct echo_server echo;
    struct sy_client *client;
    struct raw raw[3];
    struct sy_buffer frames = {0};
    uint8_t payload[60000] = {0};

    (void)state;
    echo_open(&echo, (struct sy_server_limits){.unread_ms = 2000});
    client = echo_greet(&echo);
    for (uint64_t id = 2; id < 20; id++)
        sy_frame_put(&frames, SY_FRAME_GET_CHECKPOINT, 0, id,
                     (struct sy_bytes){payload, sizeof(payload)});
    for (size_t i = 0; i < 3; i++) {
        raw_open(&raw[i], &echo);
        raw_hello(&raw[i]);
        raw_flood(&raw[i], sy_buffer_bytes(&frames));
        assert_true(echo_figure(client, 3) <= 3 * ((12 << 20) + SY_SUBMISSION_BYTES_MAX));
        small_requests_are_quick(client);
    }
    others_are_gone(client);
    for (size_t i = 0; i < 3; i++)
        raw_close(&raw[i]);
    sy_buffer_close(&frames);
    sy_client_close(client);
    echo_close(&echo);
}

/* Asks for endless answers and never reads. */
static void test_streams_that_nobody_reads(void **state)
{
    struct echo_server echo;
    struct sy_client *client;
    struct raw raw;
    struct sy_buffer frames = {0};
    uint8_t ask[8];

    (void)state;
    echo_open(&echo, (struct sy_server_limits){.unread_ms = 1000});
    client = echo_greet(&echo);
    raw_open(&raw, &echo);
    raw_hello(&raw);
    sy_put_u32be(ask, 1000000);
    sy_put_u32be(ask + 4, 100000);
    for (uint64_t id = 2; id < 50; id++)
        sy_frame_put(&frames, SY_FRAME_GET_ENTRIES, 0, id, (struct sy_bytes){ask, 8});
    raw_write(&raw, sy_buffer_bytes(&frames));
    for (int i = 0; i < 10; i++) {
        small_requests_are_quick(client);
        assert_true(echo_figure(client, 3) < 2 << 20);
    }
    others_are_gone(client);
    assert_int_equal(echo.cancelled, 48);
    assert_int_equal(echo.completed, 48);
    raw_close(&raw);
    sy_buffer_close(&frames);
    sy_client_close(client);
    echo_close(&echo);
}

/* Many that do so: together they stay within the budget, and when they have been sent away,
 * whoever reads gets its answer. */
static void test_many_streams_that_nobody_reads(void **state)
{
    enum { PEERS = 40, BUDGET = 2 << 20, PIECE = 200000 };
    struct echo_server echo;
    struct sy_client *client;
    struct raw raw[PEERS];
    struct sy_buffer frame = {0};
    struct sy_frame_message message = {0};
    uint8_t ask[8];
    uint64_t id = 0;
    uint64_t most = 0;
    uint64_t start_ms = now_ms();

    (void)state;
    echo_open(&echo, (struct sy_server_limits){.unread_ms = 3000, .held_bytes = BUDGET});
    client = echo_greet(&echo);
    sy_put_u32be(ask, 1000000);
    sy_put_u32be(ask + 4, PIECE);
    sy_frame_put(&frame, SY_FRAME_GET_ENTRIES, 0, 2, (struct sy_bytes){ask, 8});
    for (size_t i = 0; i < PEERS; i++) {
        raw_open(&raw[i], &echo);
        raw_hello(&raw[i]);
        raw_write(&raw[i], sy_buffer_bytes(&frame));
    }
    while (now_ms() - start_ms < 2000) {
        uint64_t held = echo_figure(client, 3);

        most = held > most ? held : most;
        small_requests_are_quick(client);
    }
    /* Above the budget by no more than one connection's piece, and the asker's own reserve. */
    assert_true(most > BUDGET / 2);
    assert_true(most < BUDGET + SY_SESSION_PULL_BYTES + 2 * PIECE + SY_SERVER_RESERVE_BYTES);
    sy_put_u32be(ask, 50);
    check_err(sy_client_send(client, SY_FRAME_GET_ENTRIES, (struct sy_bytes){ask, 8},
                             ECHO_TIMEOUT_MS, &id),
              SY_OK);
    while (message.flags != SY_FRAME_END) {
        sy_frame_message_close(&message);
        check_err(sy_client_receive(client, ECHO_TIMEOUT_MS, &message), SY_OK);
        assert_int_equal(message.id, id);
    }
    sy_frame_message_close(&message);
    others_are_gone(client);
    assert_int_equal(echo.cancelled, PEERS);
    for (size_t i = 0; i < PEERS; i++)
        raw_close(&raw[i]);
    sy_buffer_close(&frame);
    sy_client_close(client);
    echo_close(&echo);
}

/* More long answers are asked for than the budget has room for requests: those that wait must
 * not keep each other from ever being answered. */
static void test_requests_alone_fill_the_budget(void **state)
{
    enum { ASKED = 1000, BUDGET = 256 << 10 };
    struct echo_server echo;
    struct sy_client *client;
    struct sy_frame_message message = {0};
    uint8_t ask[8];
    uint64_t id;
    unsigned ended = 0;

    (void)state;
    echo_open(&echo, (struct sy_server_limits){.held_bytes = BUDGET});
    client = echo_greet(&echo);
    sy_put_u32be(ask, 2);
    sy_put_u32be(ask + 4, 1000);
    for (unsigned i = 0; i < ASKED; i++)
        check_err(sy_client_send(client, SY_FRAME_GET_ENTRIES, (struct sy_bytes){ask, 8},
                                 ECHO_TIMEOUT_MS, &id),
                  SY_OK);
    while (ended < ASKED) {
        check_err(sy_client_receive(client, ECHO_TIMEOUT_MS, &message), SY_OK);
        ended += message.flags == SY_FRAME_END;
        sy_frame_message_close(&message);
    }
    sy_client_close(client);
    echo_close(&echo);
}

struct uploader {
    pthread_t thread;
    struct echo_server *echo;
    bool answered;
};

static void *upload(void *data)
{
    struct uploader *u = data;
    struct sy_client *client = NULL;
    struct sy_frame_message reply = {0};
    uint8_t *bytes = calloc(1, SY_SUBMISSION_BYTES_MAX);
    struct sy_bytes payload = {bytes, SY_SUBMISSION_BYTES_MAX};

    if (bytes != NULL &&
        sy_client_connect(&u->echo->address, u->echo->key, ECHO_TIMEOUT_MS, &client) == SY_OK &&
        sy_client_call(client, SY_FRAME_HELLO, sy_text(""), ECHO_TIMEOUT_MS, &reply) == SY_OK) {
        sy_frame_message_close(&reply);
        u->answered = sy_client_call(client, SY_FRAME_APPEND, payload, 4 * ECHO_TIMEOUT_MS,
                                     &reply) == SY_OK &&
                      reply.payload.len == SY_SUBMISSION_BYTES_MAX;
    }
    sy_frame_message_close(&reply);
    sy_client_close(client);
    free(bytes);
    return NULL;
}

/* More large messages at once than there is room for: they take turns, all are answered, and
 * small requests do not notice. */
static void test_large_messages_take_turns(void **state)
{
    enum { UPLOADERS = 8, BUDGET = 16 << 20 };
    struct echo_server echo;
    struct uploader uploaders[UPLOADERS] = {0};
    struct sy_client *client;
    uint64_t most = 0;

    (void)state;
    echo_open(&echo, (struct sy_server_limits){.held_bytes = BUDGET});
    client = echo_greet(&echo);
    for (size_t i = 0; i < UPLOADERS; i++) {
        uploaders[i].echo = &echo;
        assert_int_equal(pthread_create(&uploaders[i].thread, NULL, upload, &uploaders[i]), 0);
    }
    for (int i = 0; i < 50; i++) {
        uint64_t held = echo_figure(client, 3);

        most = held > most ? held : most;
        small_requests_are_quick(client);
        usleep(5000);
    }
    for (size_t i = 0; i < UPLOADERS; i++) {
        assert_int_equal(pthread_join(uploaders[i].thread, NULL), 0);
        assert_true(uploaders[i].answered);
    }
    /* The budget, a quarter and one connection's for the favoured, and answers as long. */
    assert_true(most > BUDGET / 4);
    assert_true(most < BUDGET + BUDGET / 4 + (12 << 20) + 2 * (SY_SUBMISSION_BYTES_MAX + 4096));
    others_are_gone(client);
    sy_client_close(client);
    echo_close(&echo);
}

/* Begun messages that can never be whole within the connection's budget. */
static void test_more_begun_than_a_connection_may_hold(void **state)
{
    struct echo_server echo;
    struct sy_client *client;
    struct raw raw;
    uint8_t *chunk = calloc(1, SY_FRAME_BYTES_MAX);

    (void)state;
    assert_non_null(chunk);
    echo_open(&echo, (struct sy_server_limits){.connection_bytes = 1 << 20});
    client = echo_greet(&echo);
    raw_open(&raw, &echo);
    raw_hello(&raw);
    for (uint64_t i = 0; i < 4; i++) {
        sy_put_u32be(chunk, SY_FRAME_BYTES_MAX);
        chunk[4] = SY_FRAME_VERSION;
        chunk[5] = SY_FRAME_APPEND;
        sy_put_u16be(chunk + 6, SY_FRAME_MORE);
        sy_put_u64be(chunk + 8, 2 + i % 2);
        raw_write(&raw, (struct sy_bytes){chunk, SY_FRAME_BYTES_MAX});
    }
    raw_flood(&raw, (struct sy_bytes){chunk, SY_FRAME_BYTES_MAX});
    assert_true(is_hung_up(raw.fd));
    others_are_gone(client);
    raw_close(&raw);
    free(chunk);
    sy_client_close(client);
    echo_close(&echo);
}

/* What is under way is answered; who comes now is not; who only sits there is told. */
static void test_stop_lets_work_finish(void **state)
{
    struct echo_server echo;
    struct sy_client *worker, *idle;
    struct sy_frame_message reply = {0};
    struct sy_error_reply error;
    uint8_t ask[4];
    uint64_t id = 0;

    (void)state;
    echo_open(&echo, (struct sy_server_limits){0});
    worker = echo_greet(&echo);
    idle = echo_greet(&echo);
    sy_put_u32be(ask, 300);
    check_err(sy_client_send(worker, SY_FRAME_GET_PROOF, (struct sy_bytes){ask, 4},
                             ECHO_TIMEOUT_MS, &id),
              SY_OK);
    echo_stop(worker);
    check_err(sy_client_receive(worker, ECHO_TIMEOUT_MS, &reply), SY_OK);
    assert_int_equal(reply.type, SY_FRAME_PROOF);
    assert_int_equal(reply.id, id);
    sy_frame_message_close(&reply);
    check_err(sy_client_receive(idle, ECHO_TIMEOUT_MS, &reply), SY_OK);
    assert_int_equal(reply.id, 0);
    check_err(sy_error_reply_read(sy_buffer_bytes(&reply.payload), &error), SY_OK);
    check_err(error.err, SY_STOPPING);
    sy_frame_message_close(&reply);
    check_err(sy_client_receive(idle, ECHO_TIMEOUT_MS, &reply), SY_UNREACHABLE);
    sy_client_close(idle);
    sy_client_close(worker);
    echo_join(&echo);
}

/* Endless streams, work that takes too long, a peer that never reads: the stop has its own
 * clock. */
static void test_stop_under_load(void **state)
{
    enum { CLIENTS = 10 };
    struct echo_server echo;
    struct sy_client *clients[CLIENTS];
    struct sy_client *client;
    uint8_t ask[8];
    uint64_t id;
    uint64_t start_ms;

    (void)state;
    echo_open(&echo, (struct sy_server_limits){.stop_ms = 500});
    for (size_t i = 0; i < CLIENTS; i++) {
        clients[i] = echo_greet(&echo);
        sy_put_u32be(ask, 1000000);
        sy_put_u32be(ask + 4, 50000);
        check_err(sy_client_send(clients[i], SY_FRAME_GET_ENTRIES, (struct sy_bytes){ask, 8},
                                 ECHO_TIMEOUT_MS, &id),
                  SY_OK);
        sy_put_u32be(ask, 400);
        check_err(sy_client_send(clients[i], SY_FRAME_GET_PROOF, (struct sy_bytes){ask, 8},
                                 ECHO_TIMEOUT_MS, &id),
                  SY_OK);
    }
    client = echo_greet(&echo);
    start_ms = now_ms();
    echo_stop(client);
    echo_join(&echo);
    assert_true(now_ms() - start_ms < 5000);
    assert_true(echo.cancelled >= CLIENTS);
    assert_int_equal(echo.completed, 2 * CLIENTS);
    for (size_t i = 0; i < CLIENTS; i++)
        sy_client_close(clients[i]);
    sy_client_close(client);
}

/* What a silent peer, one that has not said who it is, an endless answer that is read, and one
 * that is not, would take of a minute. */
static void test_stop_waits_for_nobody(void **state)
{
    enum { SILENT, STRANGER, READER, GREEDY, KINDS };
    struct echo_server echo;
    struct sy_client *clients[KINDS];
    struct sy_frame_message reply = {0};
    struct sy_error_reply error;
    enum sy_err err = SY_OK;
    struct sy_client *client;
    uint8_t ask[8];
    uint64_t id;
    uint64_t start_ms;

    (void)state;
    echo_open(&echo, (struct sy_server_limits){.stop_ms = 60000, .unread_ms = 60000});
    for (size_t i = 0; i < KINDS; i++) {
        clients[i] = i == STRANGER ? echo_connect(&echo) : echo_greet(&echo);
        if (i < READER)
            continue;
        sy_put_u32be(ask, UINT32_MAX);
        sy_put_u32be(ask + 4, 50000);
        check_err(sy_client_send(clients[i], SY_FRAME_GET_ENTRIES, (struct sy_bytes){ask, 8},
                                 ECHO_TIMEOUT_MS, &id),
                  SY_OK);
    }
    client = echo_greet(&echo);
    start_ms = now_ms();
    echo_stop(client);
    while (err == SY_OK) {
        sy_frame_message_close(&reply);
        err = sy_client_receive(clients[READER], ECHO_TIMEOUT_MS, &reply);
        if (reply.type == SY_FRAME_ERROR)
            break;
    }
    check_err(sy_error_reply_read(sy_buffer_bytes(&reply.payload), &error), SY_OK);
    check_err(error.err, SY_STOPPING);
    sy_frame_message_close(&reply);
    echo_join(&echo);
    assert_true(now_ms() - start_ms < STOP_PROMPT_MS);
    assert_int_equal(echo.completed, 2);
    for (size_t i = 0; i < KINDS; i++)
        sy_client_close(clients[i]);
    sy_client_close(client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many_idle_connections),
        cmocka_unit_test(test_too_many_of_one_address),
        cmocka_unit_test(test_addresses_have_shares_of_their_own),
        cmocka_unit_test(test_silent_and_garbled_peers),
        cmocka_unit_test(test_byte_by_byte),
        cmocka_unit_test(test_a_client_that_never_reads),
        cmocka_unit_test(test_streams_that_nobody_reads),
        cmocka_unit_test(test_many_streams_that_nobody_reads),
        cmocka_unit_test(test_requests_alone_fill_the_budget),
        cmocka_unit_test(test_large_messages_take_turns),
        cmocka_unit_test(test_more_begun_than_a_connection_may_hold),
        cmocka_unit_test(test_stop_lets_work_finish),
        cmocka_unit_test(test_stop_under_load),
        cmocka_unit_test(test_stop_waits_for_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
