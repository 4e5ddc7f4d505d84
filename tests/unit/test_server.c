/* Server and client over the loopback: what is asked is answered, whatever the order and the
 * size. */
#include "tests/unit/echo_server.h"

#include "net/error_reply.h"

static const struct sy_server_limits no_limits = {0};

static void put_u32s(uint8_t out[8], uint32_t first, uint32_t second)
{
    sy_put_u32be(out, first);
    sy_put_u32be(out + 4, second);
}

static void test_an_echo(void **state)
{
    struct echo_server echo;
    struct sy_client *client;
    struct sy_frame_message reply = {0};

    (void)state;
    echo_open(&echo, no_limits);
    client = echo_greet(&echo);
    echo_call(client, SY_FRAME_GET_CHECKPOINT, sy_text("once more"), &reply);
    assert_int_equal(reply.type, SY_FRAME_CHECKPOINT);
    assert_int_equal(reply.flags, SY_FRAME_END);
    check_text(sy_buffer_bytes(&reply.payload), "once more");
    sy_frame_message_close(&reply);
    sy_client_close(client);
    echo_close(&echo);
}

static void test_errors_are_answers(void **state)
{
    struct echo_server echo;
    struct sy_client *client;
    struct sy_frame_message reply = {0};
    struct sy_error_reply error;

    (void)state;
    echo_open(&echo, no_limits);
    client = echo_greet(&echo);
    echo_call(client, SY_FRAME_GET_JOURNEY, sy_text("x"), &reply);
    assert_int_equal(reply.type, SY_FRAME_ERROR);
    check_err(sy_error_reply_read(sy_buffer_bytes(&reply.payload), &error), SY_OK);
    check_err(error.err, SY_NOT_FOUND);
    check_text(error.member, "item");
    assert_false(error.closing);
    sy_frame_message_close(&reply);
    /* A type that no request has yet is answered too, and the connection goes on. */
    echo_call(client, (enum sy_frame_type)0x50, sy_text("x"), &reply);
    check_err(sy_error_reply_read(sy_buffer_bytes(&reply.payload), &error), SY_OK);
    check_err(error.err, SY_UNIMPLEMENTED);
    sy_frame_message_close(&reply);
    echo_call(client, SY_FRAME_GET_JOURNEY, sy_text("close"), &reply);
    check_err(sy_error_reply_read(sy_buffer_bytes(&reply.payload), &error), SY_OK);
    assert_true(error.closing);
    sy_frame_message_close(&reply);
    check_err(sy_client_receive(client, ECHO_TIMEOUT_MS, &reply), SY_UNREACHABLE);
    sy_client_close(client);
    echo_close(&echo);
}

static void test_hello_comes_first(void **state)
{
    struct echo_server echo;
    struct sy_client *client;
    struct sy_frame_message reply = {0};
    struct sy_error_reply error;

    (void)state;
    echo_open(&echo, no_limits);
    client = echo_connect(&echo);
    echo_call(client, SY_FRAME_GET_CHECKPOINT, sy_text("too soon"), &reply);
    assert_int_equal(reply.type, SY_FRAME_ERROR);
    check_err(sy_error_reply_read(sy_buffer_bytes(&reply.payload), &error), SY_OK);
    check_err(error.err, SY_NOT_YET);
    assert_int_equal(error.grpc, SY_GRPC_FAILED_PRECONDITION);
    assert_true(error.closing);
    sy_frame_message_close(&reply);
    check_err(sy_client_receive(client, ECHO_TIMEOUT_MS, &reply), SY_UNREACHABLE);
    sy_client_close(client);
    echo_close(&echo);
}

static void test_another_key_than_the_pinned(void **state)
{
    struct echo_server echo;
    struct sy_client *client = NULL;

    (void)state;
    echo_open(&echo, no_limits);
    echo.key[0] ^= 1;
    check_err(sy_client_connect(&echo.address, echo.key, ECHO_TIMEOUT_MS, &client), SY_BAD_KEY);
    assert_non_null(strstr(sy_client_reason(client), "key"));
    sy_client_close(client);
    echo.key[0] ^= 1;
    echo_close(&echo);
}

static void test_nobody_there(void **state)
{
    struct echo_server echo;
    struct sy_client *client = NULL;
    struct sy_address nowhere;

    (void)state;
    echo_open(&echo, no_limits);
    echo_close(&echo);
    check_err(sy_client_connect(&echo.address, echo.key, ECHO_TIMEOUT_MS, &client),
              SY_UNREACHABLE);
    assert_true(strlen(sy_client_reason(client)) > 0);
    sy_client_close(client);
    check_err(sy_address_parse(sy_text("no-such-host.invalid:7443"), &nowhere), SY_OK);
    check_err(sy_client_connect(&nowhere, echo.key, ECHO_TIMEOUT_MS, &client), SY_UNREACHABLE);
    sy_client_close(client);
}

static void test_a_port_that_is_taken(void **state)
{
    struct echo_server echo;
    struct sy_loop *loop = NULL;
    struct sy_server *server = NULL;
    struct sy_server_options options = {.log = {.fd = -1}};

    (void)state;
    echo_open(&echo, no_limits);
    check_err(sy_loop_open(&loop), SY_OK);
    options.port = echo.address.port;
    options.host = "127.0.0.1";
    check_err(sy_server_open(loop, &options, &server), SY_EXISTS);
    options.host = "not an address";
    check_err(sy_server_open(loop, &options, &server), SY_BAD_NAME);
    assert_null(server);
    sy_loop_close(loop);
    echo_close(&echo);
}

/* 5,000 small requests sent before the first answer is read: each is answered, once, as
 * itself. */
static void test_pipelining(void **state)
{
    enum { REQUESTS = 5000 };
    struct echo_server echo;
    struct sy_client *client;
    bool *seen = calloc(REQUESTS + 2, 1);

    (void)state;
    assert_non_null(seen);
    echo_open(&echo, no_limits);
    client = echo_greet(&echo);
    for (uint32_t i = 0; i < REQUESTS; i++) {
        uint8_t payload[8];
        uint64_t id = 0;

        put_u32s(payload, 0, i);
        check_err(sy_client_send(client,
                                 i % 2 == 0 ? SY_FRAME_GET_PROOF : SY_FRAME_GET_CHECKPOINT,
                                 (struct sy_bytes){payload, 8}, ECHO_TIMEOUT_MS, &id),
                  SY_OK);
        assert_int_equal(id, i + 2);
    }
    for (uint32_t i = 0; i < REQUESTS; i++) {
        struct sy_frame_message reply = {0};

        check_err(sy_client_receive(client, ECHO_TIMEOUT_MS, &reply), SY_OK);
        assert_int_equal(reply.payload.len, 8);
        assert_int_equal(sy_get_u32be(reply.payload.data + 4) + 2, reply.id);
        assert_false(seen[reply.id]);
        seen[reply.id] = true;
        sy_frame_message_close(&reply);
    }
    sy_client_close(client);
    echo_close(&echo);
    free(seen);
}

/* The largest submission there and back: each direction in chunks, both at the same time. */
static void test_large_messages(void **state)
{
    struct echo_server echo;
    struct sy_client *client;
    struct sy_buffer payload = {0};
    uint32_t seed = 7;
    uint64_t id = 0;

    (void)state;
    while (payload.len < SY_SUBMISSION_BYTES_MAX) {
        seed = seed * 1664525 + 1013904223;
        sy_buffer_put_u8(&payload, (uint8_t)(seed >> 24));
    }
    echo_open(&echo, no_limits);
    client = echo_greet(&echo);
    for (int i = 0; i < 3; i++)
        check_err(sy_client_send(client, SY_FRAME_APPEND, sy_buffer_bytes(&payload),
                                 ECHO_TIMEOUT_MS, &id),
                  SY_OK);
    for (int i = 0; i < 3; i++) {
        struct sy_frame_message reply = {0};

        check_err(sy_client_receive(client, ECHO_TIMEOUT_MS, &reply), SY_OK);
        assert_int_equal(reply.type, SY_FRAME_APPEND_REPLY);
        assert_true(sy_bytes_equal(sy_buffer_bytes(&reply.payload), sy_buffer_bytes(&payload)));
        sy_frame_message_close(&reply);
    }
    sy_buffer_put_u8(&payload, 0);
    check_err(sy_client_send(client, SY_FRAME_APPEND, sy_buffer_bytes(&payload),
                             ECHO_TIMEOUT_MS, &id),
              SY_LIMIT);
    assert_int_equal(echo_figure(client, 3) < 100000, 1);
    sy_buffer_close(&payload);
    sy_client_close(client);
    echo_close(&echo);
}

/* Two streams on one connection, far more than may wait unsent: whole and in order, both. */
static void test_streams(void **state)
{
    enum { COUNT = 300, BYTES = 60000 };
    struct echo_server echo;
    struct sy_client *client;
    uint8_t ask[8];
    uint64_t ids[2] = {0};
    uint32_t next[2] = {0};
    bool ended[2] = {false};

    (void)state;
    echo_open(&echo, no_limits);
    client = echo_greet(&echo);
    put_u32s(ask, COUNT, BYTES);
    for (int i = 0; i < 2; i++)
        check_err(sy_client_send(client, SY_FRAME_GET_ENTRIES, (struct sy_bytes){ask, 8},
                                 ECHO_TIMEOUT_MS, &ids[i]),
                  SY_OK);
    while (!ended[0] || !ended[1]) {
        struct sy_frame_message m = {0};
        size_t which;

        check_err(sy_client_receive(client, ECHO_TIMEOUT_MS, &m), SY_OK);
        which = m.id == ids[1];
        assert_false(ended[which]);
        if (m.payload.len == BYTES) {
            assert_int_equal(m.payload.data[0], next[which] & 0xff);
            next[which]++;
        }
        ended[which] = m.flags == SY_FRAME_END;
        sy_frame_message_close(&m);
    }
    assert_int_equal(next[0], COUNT - 1);
    assert_int_equal(next[1], COUNT - 1);
    sy_client_close(client);
    echo_close(&echo);
}

static void test_exporter(void **state)
{
    struct echo_server echo;
    struct sy_client *client;
    struct sy_frame_message reply = {0};
    uint8_t ours[SY_CHANNEL_EXPORTER_BYTES];

    (void)state;
    echo_open(&echo, no_limits);
    client = echo_greet(&echo);
    echo_call(client, SY_FRAME_GET_SUBJECT, sy_text(""), &reply);
    check_err(sy_client_exporter(client, ours), SY_OK);
    assert_int_equal(reply.payload.len, sizeof(ours));
    assert_memory_equal(reply.payload.data, ours, sizeof(ours));
    sy_frame_message_close(&reply);
    sy_client_close(client);
    echo_close(&echo);
}

static void test_a_timeout_leaves_the_connection(void **state)
{
    struct echo_server echo;
    struct sy_client *client;
    struct sy_frame_message reply = {0};
    uint8_t ask[8];

    (void)state;
    echo_open(&echo, no_limits);
    client = echo_greet(&echo);
    put_u32s(ask, 300, 0);
    check_err(sy_client_call(client, SY_FRAME_GET_PROOF, (struct sy_bytes){ask, 8}, 20, &reply),
              SY_TIMEOUT);
    check_err(sy_client_receive(client, ECHO_TIMEOUT_MS, &reply), SY_OK);
    assert_int_equal(reply.type, SY_FRAME_PROOF);
    sy_frame_message_close(&reply);
    sy_client_close(client);
    echo_close(&echo);
}

/* Clients that hang up in the middle of work and of streams: told once each, nothing is
 * left. */
static void test_clients_that_go_away(void **state)
{
    struct echo_server echo;
    struct sy_client *client;
    uint8_t work[8];
    uint8_t stream[8];
    uint64_t id;

    (void)state;
    echo_open(&echo, no_limits);
    put_u32s(work, 50, 0);
    put_u32s(stream, 1000000, 50000);
    for (int i = 0; i < 5; i++) {
        client = echo_greet(&echo);
        for (int j = 0; j < 3; j++) {
            check_err(sy_client_send(client, SY_FRAME_GET_PROOF, (struct sy_bytes){work, 8},
                                     ECHO_TIMEOUT_MS, &id),
                      SY_OK);
            check_err(sy_client_send(client, SY_FRAME_GET_ENTRIES, (struct sy_bytes){stream, 8},
                                     ECHO_TIMEOUT_MS, &id),
                      SY_OK);
        }
        if (i % 2 == 0) {
            struct sy_frame_message m = {0};

            check_err(sy_client_receive(client, ECHO_TIMEOUT_MS, &m), SY_OK);
            sy_frame_message_close(&m);
        }
        sy_client_close(client);
    }
    client = echo_greet(&echo);
    for (int i = 0; i < 100 && echo_figure(client, 0) > 1; i++)
        usleep(20000);
    assert_int_equal(echo_figure(client, 0), 1);
    sy_client_close(client);
    echo_close(&echo);
    /* Streams cannot have ended by themselves; work may have been quicker than the news. */
    assert_true(echo.cancelled >= 10);
    assert_true(echo.completed >= echo.cancelled);
}

/* What a peer names cannot start a line of its own. */
static void test_log_lines(void **state)
{
    int ends[2];
    char text[2 * SY_LOG_LINE_BYTES_MAX] = "";
    struct sy_logger log;
    char long_text[2000];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    log = (struct sy_logger){ends[1], SY_LOG_INFO};
    sy_log_line(&log, SY_LOG_DEBUG, "unimportant", "a=%d", 1);
    sy_log_line(&log, SY_LOG_INFO, "named", "by=%s", "a\nlevel=error \xe6");
    assert_true(read(ends[0], text, sizeof(text) - 1) > 0);
    assert_non_null(strstr(text, "Z level=info event=named by=a?level=error ?\n"));
    assert_null(strstr(text, "unimportant"));
    memset(long_text, 'x', sizeof(long_text));
    long_text[sizeof(long_text) - 1] = 0;
    memset(text, 0, sizeof(text));
    sy_log_line(&log, SY_LOG_INFO, "long", "by=%s", long_text);
    assert_true(read(ends[0], text, sizeof(text) - 1) <= SY_LOG_LINE_BYTES_MAX);
    assert_int_equal(text[strlen(text) - 1], '\n');
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_echo),
        cmocka_unit_test(test_errors_are_answers),
        cmocka_unit_test(test_hello_comes_first),
        cmocka_unit_test(test_another_key_than_the_pinned),
        cmocka_unit_test(test_nobody_there),
        cmocka_unit_test(test_a_port_that_is_taken),
        cmocka_unit_test(test_pipelining),
        cmocka_unit_test(test_large_messages),
        cmocka_unit_test(test_streams),
        cmocka_unit_test(test_exporter),
        cmocka_unit_test(test_a_timeout_leaves_the_connection),
        cmocka_unit_test(test_clients_that_go_away),
        cmocka_unit_test(test_log_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
