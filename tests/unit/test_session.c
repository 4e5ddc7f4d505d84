/* The server's end of a connection, driven by hand: no socket, and the time is what the test
 * says. */
#include "tests/check.h"

#include "net/error_reply.h"
#include "net/session.h"

static const uint8_t seed[SY_CHANNEL_KEY_BYTES] = {9};
static const struct sy_server_limits limits = {.held_bytes = 1 << 20,
                                               .connection_bytes = 300000,
                                               .requests = 3,
                                               .handshake_ms = 1000,
                                               .idle_ms = 50000};

/* A session and the client's channel that talks to it. */
struct talk {
    struct sy_channel_context *server_context, *client_context;
    struct sy_channel *client;
    struct sy_session session;
    struct sy_frame_reader replies;
};

static void open_talk(struct talk *t)
{
    uint8_t key[SY_CHANNEL_KEY_BYTES];
    struct sy_channel *channel = NULL;

    *t = (struct talk){0};
    check_err(sy_channel_public_key(seed, key), SY_OK);
    check_err(sy_channel_server(seed, "310000", &t->server_context), SY_OK);
    check_err(sy_channel_client(&t->client_context), SY_OK);
    check_err(sy_channel_open(t->server_context, NULL, &channel), SY_OK);
    check_err(sy_channel_open(t->client_context, key, &t->client), SY_OK);
    sy_session_init(&t->session, channel, &limits, 0);
    sy_frame_reader_init(&t->replies, SY_FRAME_REPLIES);
}

static void close_talk(struct talk *t)
{
    sy_session_close(&t->session);
    sy_session_close(&t->session);
    assert_int_equal(sy_session_held(&t->session), t->session.request_bytes);
    sy_frame_reader_close(&t->replies);
    sy_channel_close(t->client);
    sy_channel_context_close(t->server_context);
    sy_channel_context_close(t->client_context);
}

/* What the client has goes to the session. */
static void to_session(struct talk *t)
{
    struct sy_buffer cipher = {0};

    sy_channel_take(t->client, &cipher);
    check_err(sy_session_feed(&t->session, sy_buffer_bytes(&cipher)), SY_OK);
    sy_buffer_close(&cipher);
}

/* What the session has goes to the client; its next message, SY_NOT_FOUND without one, or
 * SY_UNREACHABLE when the session has ended. */
static enum sy_err to_client(struct talk *t, struct sy_frame_message *out)
{
    struct sy_buffer cipher = {0};
    struct sy_bytes in;
    uint8_t plain[100000];
    size_t got = 0;
    struct sy_bytes rest;
    enum sy_err err;

    sy_session_flush(&t->session, &cipher);
    in = sy_buffer_bytes(&cipher);
    err = sy_channel_read(t->client, &in, plain, sizeof(plain), &got);
    sy_buffer_close(&cipher);
    if (err != SY_OK)
        return SY_UNREACHABLE;
    rest = (struct sy_bytes){plain, got};
    return sy_frame_reader_take(&t->replies, &rest, 0, out);
}

static void shake(struct talk *t, uint64_t now_ms)
{
    struct sy_frame_message message = {0};

    for (int i = 0; i < 3; i++) {
        to_session(t);
        check_err(sy_session_next(&t->session, now_ms, &message), SY_NOT_FOUND);
        check_err(to_client(t, &message), SY_NOT_FOUND);
    }
    assert_true(t->session.ready);
}

static void put(struct talk *t, uint8_t type, uint64_t id, const char *text)
{
    struct sy_buffer frames = {0};

    sy_frame_put(&frames, type, 0, id, sy_text(text));
    check_err(sy_channel_write(t->client, sy_buffer_bytes(&frames)), SY_OK);
    sy_buffer_close(&frames);
    to_session(t);
}

/* A chunk of len bytes of a message that goes on. */
static void put_chunk(struct talk *t, uint64_t id, size_t len)
{
    uint8_t *frame = calloc(1, SY_FRAME_HEADER_BYTES + len);

    assert_non_null(frame);
    sy_put_u32be(frame, (uint32_t)(SY_FRAME_HEADER_BYTES + len));
    frame[4] = SY_FRAME_VERSION;
    frame[5] = SY_FRAME_APPEND;
    sy_put_u16be(frame + 6, SY_FRAME_MORE);
    sy_put_u64be(frame + 8, id);
    check_err(
        sy_channel_write(t->client, (struct sy_bytes){frame, SY_FRAME_HEADER_BYTES + len}),
        SY_OK);
    free(frame);
    to_session(t);
}

static void next_is(struct talk *t, uint64_t now_ms, uint8_t type, uint64_t id)
{
    struct sy_frame_message message = {0};

    check_err(sy_session_next(&t->session, now_ms, &message), SY_OK);
    assert_int_equal(message.type, type);
    assert_int_equal(message.id, id);
    sy_frame_message_close(&message);
}

static void nothing_next(struct talk *t, uint64_t now_ms)
{
    struct sy_frame_message message = {0};

    check_err(sy_session_next(&t->session, now_ms, &message), SY_NOT_FOUND);
}

static void greet(struct talk *t, uint64_t now_ms)
{
    shake(t, now_ms);
    put(t, SY_FRAME_HELLO, 1, "hello");
    next_is(t, now_ms, SY_FRAME_HELLO, 1);
    t->session.greeted = true;
}

/* The client is told why, and then that it is the end. */
static void ends_with(struct talk *t, uint64_t id, enum sy_err want)
{
    struct sy_frame_message message = {0};
    struct sy_error_reply error;

    assert_int_equal(t->session.phase, SY_SESSION_ENDING);
    check_err(t->session.err, want);
    assert_true(strlen(t->session.reason) > 0);
    check_err(to_client(t, &message), SY_OK);
    assert_int_equal(message.type, SY_FRAME_ERROR);
    assert_int_equal(message.id, id);
    check_err(sy_error_reply_read(sy_buffer_bytes(&message.payload), &error), SY_OK);
    check_err(error.err, want);
    assert_true(error.closing);
    sy_frame_message_close(&message);
    assert_int_equal(t->session.phase, SY_SESSION_ENDED);
    check_err(to_client(t, &message), SY_UNREACHABLE);
}

static void test_requests_and_answers(void **state)
{
    struct talk t;
    struct sy_frame_message message = {0};

    (void)state;
    open_talk(&t);
    greet(&t, 0);
    put(&t, SY_FRAME_GET_PROOF, 2, "two");
    put(&t, SY_FRAME_GET_STATUS, 3, "");
    next_is(&t, 5, SY_FRAME_GET_PROOF, 2);
    next_is(&t, 5, SY_FRAME_GET_STATUS, 3);
    nothing_next(&t, 5);
    assert_int_equal(sy_session_held(&t.session), 0);
    sy_session_send(&t.session, SY_FRAME_STATUS, SY_FRAME_END, 3, sy_text("fine"));
    check_err(to_client(&t, &message), SY_OK);
    assert_int_equal(message.id, 3);
    check_text(sy_buffer_bytes(&message.payload), "fine");
    sy_frame_message_close(&message);
    close_talk(&t);
}

static void test_no_handshake_in_time(void **state)
{
    struct talk t;

    (void)state;
    open_talk(&t);
    sy_session_tick(&t.session, 999);
    assert_int_equal(t.session.phase, SY_SESSION_OPEN);
    sy_session_tick(&t.session, 1000);
    assert_int_equal(t.session.phase, SY_SESSION_DEAD);
    check_err(t.session.err, SY_TIMEOUT);
    close_talk(&t);
}

static void test_no_hello_in_time(void **state)
{
    struct talk t;

    (void)state;
    open_talk(&t);
    shake(&t, 900);
    sy_session_tick(&t.session, 1899);
    assert_int_equal(t.session.phase, SY_SESSION_OPEN);
    sy_session_tick(&t.session, 1900);
    ends_with(&t, 0, SY_TIMEOUT);
    close_talk(&t);
}

static void test_hello_comes_first(void **state)
{
    struct talk t;

    (void)state;
    open_talk(&t);
    shake(&t, 0);
    put(&t, SY_FRAME_APPEND, 4, "too soon");
    nothing_next(&t, 0);
    ends_with(&t, 4, SY_NOT_YET);
    close_talk(&t);
}

static void test_a_stalled_chunk_ends_the_session(void **state)
{
    struct talk t;

    (void)state;
    open_talk(&t);
    greet(&t, 0);
    put_chunk(&t, 5, 70000);
    nothing_next(&t, 100);
    assert_true(sy_session_held(&t.session) >= 70000);
    sy_session_tick(&t.session, 100 + SY_FRAME_STALL_MS - 1);
    assert_int_equal(t.session.phase, SY_SESSION_OPEN);
    sy_session_tick(&t.session, 100 + SY_FRAME_STALL_MS);
    assert_true(sy_session_held(&t.session) < 1000);
    ends_with(&t, 5, SY_TIMEOUT);
    assert_int_equal(sy_session_held(&t.session), 0);
    close_talk(&t);
}

/* Not being read is not the peer's fault. */
static void test_a_pause_does_not_count(void **state)
{
    struct talk t;

    (void)state;
    open_talk(&t);
    greet(&t, 0);
    put_chunk(&t, 5, 10);
    nothing_next(&t, 0);
    sy_session_pause(&t.session, 1000);
    sy_session_pause(&t.session, 5000);
    sy_session_tick(&t.session, 40000);
    assert_int_equal(t.session.phase, SY_SESSION_OPEN);
    sy_session_resume(&t.session, 41000);
    sy_session_resume(&t.session, 42000);
    sy_session_tick(&t.session, 40000 + SY_FRAME_STALL_MS - 1);
    assert_int_equal(t.session.phase, SY_SESSION_OPEN);
    sy_session_tick(&t.session, 40000 + SY_FRAME_STALL_MS);
    ends_with(&t, 5, SY_TIMEOUT);
    close_talk(&t);
}

static void test_idle_strangers_are_sent_away(void **state)
{
    struct talk t;

    (void)state;
    open_talk(&t);
    greet(&t, 100);
    t.session.requests = 1;
    sy_session_tick(&t.session, 1000000);
    assert_int_equal(t.session.phase, SY_SESSION_OPEN);
    t.session.requests = 0;
    snprintf(t.session.subject, sizeof(t.session.subject), "uscc:91310000000000000X");
    sy_session_tick(&t.session, 1000000);
    assert_int_equal(t.session.phase, SY_SESSION_OPEN);
    t.session.subject[0] = 0;
    sy_session_tick(&t.session, 50099);
    assert_int_equal(t.session.phase, SY_SESSION_OPEN);
    sy_session_tick(&t.session, 50100);
    ends_with(&t, 0, SY_TIMEOUT);
    close_talk(&t);
}

static void test_what_keeps_requests_waiting(void **state)
{
    struct talk t;
    struct sy_buffer large = {0};

    (void)state;
    open_talk(&t);
    assert_true(sy_session_may_take(&t.session, true));
    t.session.requests = 1; /* HELLO, not answered */
    assert_false(sy_session_may_take(&t.session, false));
    t.session.requests = 0;
    greet(&t, 0);
    nothing_next(&t, 0);
    t.session.requests = 3;
    assert_false(sy_session_may_take(&t.session, false));
    t.session.requests = 2;
    assert_true(sy_session_may_take(&t.session, false));
    t.session.request_bytes = SY_SERVER_RESERVE_BYTES;
    assert_true(sy_session_may_take(&t.session, true));
    t.session.request_bytes++;
    assert_false(sy_session_may_take(&t.session, true));
    assert_true(sy_session_may_take(&t.session, false));
    t.session.request_bytes = 299999;
    assert_true(sy_session_may_take(&t.session, false));
    t.session.request_bytes++;
    assert_false(sy_session_may_take(&t.session, false));
    t.session.request_bytes = 0;
    assert_non_null(sy_buffer_reserve(&large, SY_SESSION_UNSENT_BYTES));
    memset(large.data, 0, SY_SESSION_UNSENT_BYTES);
    sy_buffer_grew(&large, SY_SESSION_UNSENT_BYTES);
    sy_session_send(&t.session, SY_FRAME_PROOF, SY_FRAME_END, 2, sy_buffer_bytes(&large));
    assert_false(sy_session_may_take(&t.session, false));
    assert_false(sy_session_stuck(&t.session));
    sy_buffer_close(&large);
    close_talk(&t);
}

/* Two messages begun that together are too much: nothing that is under way can help. */
static void test_stuck(void **state)
{
    struct talk t;

    (void)state;
    open_talk(&t);
    greet(&t, 0);
    put_chunk(&t, 5, 200000);
    nothing_next(&t, 0);
    assert_false(sy_session_stuck(&t.session));
    put_chunk(&t, 6, 100000);
    nothing_next(&t, 0);
    assert_true(sy_session_stuck(&t.session));
    t.session.requests = 1;
    assert_false(sy_session_stuck(&t.session));
    t.session.requests = 0;
    close_talk(&t);
}

/* Answers that nobody reads are given up before they take the machine's memory. */
static void test_unread_answers_are_given_up(void **state)
{
    struct talk t;
    struct sy_buffer large = {0};
    int sent = 0;

    (void)state;
    open_talk(&t);
    greet(&t, 0);
    assert_non_null(sy_buffer_reserve(&large, SY_REPLY_BYTES_MAX));
    memset(large.data, 0, SY_REPLY_BYTES_MAX);
    sy_buffer_grew(&large, SY_REPLY_BYTES_MAX);
    while (t.session.phase == SY_SESSION_OPEN && sent < 100) {
        sy_session_send(&t.session, SY_FRAME_PROOF, SY_FRAME_END, 2, sy_buffer_bytes(&large));
        sent++;
        assert_true(sy_session_held(&t.session) <= SY_SESSION_UNSENT_BYTES_MAX);
    }
    assert_int_equal(t.session.phase, SY_SESSION_DEAD);
    assert_true(sent > 1);
    sy_buffer_close(&large);
    close_talk(&t);
}

static void test_bad_frames_end_the_session(void **state)
{
    struct talk t;

    (void)state;
    open_talk(&t);
    greet(&t, 0);
    check_err(sy_channel_write(t.client, sy_text("these are not frames")), SY_OK);
    to_session(&t);
    nothing_next(&t, 0);
    ends_with(&t, 0, SY_BAD_VERSION);
    close_talk(&t);
}

static void test_garbage_instead_of_tls(void **state)
{
    struct talk t;
    struct sy_buffer cipher = {0};

    (void)state;
    open_talk(&t);
    check_err(sy_session_feed(&t.session, sy_text("GET / HTTP/1.1\r\n\r\n")), SY_OK);
    nothing_next(&t, 0);
    assert_int_equal(t.session.phase, SY_SESSION_ENDING);
    check_err(t.session.err, SY_BAD_ENCODING);
    sy_session_flush(&t.session, &cipher);
    assert_int_equal(t.session.phase, SY_SESSION_ENDED);
    sy_buffer_close(&cipher);
    close_talk(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_requests_and_answers),
        cmocka_unit_test(test_no_handshake_in_time),
        cmocka_unit_test(test_no_hello_in_time),
        cmocka_unit_test(test_hello_comes_first),
        cmocka_unit_test(test_a_stalled_chunk_ends_the_session),
        cmocka_unit_test(test_a_pause_does_not_count),
        cmocka_unit_test(test_idle_strangers_are_sent_away),
        cmocka_unit_test(test_what_keeps_requests_waiting),
        cmocka_unit_test(test_stuck),
        cmocka_unit_test(test_unread_answers_are_given_up),
        cmocka_unit_test(test_bad_frames_end_the_session),
        cmocka_unit_test(test_garbage_instead_of_tls),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
