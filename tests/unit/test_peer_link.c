/* A link and a server of the same loop: what is asked is answered, and who does not keep to the
 * protocol is dropped and not dialled again for a while. */
#include "tests/check.h"

#include "net/peer_link.h"
#include "net/server.h"
#include "proto/message.h"

enum { STEP_MS = 5, PATIENCE_MS = 20000, FLOOD_BYTES = 4096, LATE_BYTES = 9 << 20 };

static const uint8_t server_seed[SY_CHANNEL_KEY_BYTES] = {1};
static const uint8_t own_seed[SY_CHANNEL_KEY_BYTES] = {2};
static const struct sy_logger silent = {.fd = -1};
static const struct sy_hash network_id = {{7}};

/* The server, the link, and what came of it. */
static struct world {
    struct sy_loop *loop;
    struct sy_channel_context *server_channel;
    struct sy_channel_context *channel;
    struct sy_server *server;
    struct sy_peer_link *link;
    struct sy_node_addresses addresses;
    struct sy_timer *watch;
    const char *called; /* what the server says it is */
    bool (*enough)(void);
    unsigned waited_ms;
    unsigned ups;
    unsigned downs;
    struct sy_public_key shown;
    enum sy_err shown_err;
    struct sy_ask ask;
    enum sy_frame_type ask_type;
    unsigned messages;
    bool ended;
    bool forgets;       /* what it asks, at once, and then asks something else */
    enum sy_err failed; /* SY_OK: it has not */
} w;

static void answer_hello(struct sy_request *r)
{
    struct sy_hello_reply reply = {.version = SY_PROTOCOL_VERSION, .node = sy_text(w.called)};
    struct sy_buffer bytes = {0};

    w.shown_err = sy_connection_shown_key(r->connection, &w.shown);
    sy_hello_reply_write(&reply, &bytes);
    sy_connection_greet(r->connection);
    sy_request_reply(r, SY_FRAME_HELLO_REPLY, sy_buffer_bytes(&bytes), true);
    sy_buffer_close(&bytes);
}

static void answer_late(struct sy_request *r)
{
    uint8_t *bytes = calloc(1, LATE_BYTES);

    assert_non_null(bytes);
    sy_request_reply(r, SY_FRAME_PROOF, (struct sy_bytes){bytes, LATE_BYTES}, true);
    free(bytes);
}

static void on_request(void *ctx, struct sy_request *r)
{
    static const uint8_t flood[FLOOD_BYTES];

    (void)ctx;
    switch (r->type) {
    case SY_FRAME_HELLO:
        answer_hello(r);
        break;
    case SY_FRAME_GET_ENTRIES:
        for (int i = 0; i < 3; i++)
            sy_request_reply(r, SY_FRAME_ENTRY_SHARE, r->payload, i == 2);
        break;
    case SY_FRAME_GET_PROOF:
        answer_late(r);
        break;
    case SY_FRAME_GET_JOURNEY:
        sy_request_reply(r, SY_FRAME_JOURNEY_STEP, (struct sy_bytes){flood, sizeof(flood)},
                         true);
        break;
    default:
        sy_request_error(r, SY_NOT_FOUND, "there is none", NULL,
                         r->type == SY_FRAME_GET_STATUS);
        break;
    }
}

static void on_more(void *ctx, struct sy_request *r)
{
    (void)ctx;
    (void)r;
}

static void ask_message(struct sy_ask *ask, uint8_t type, struct sy_bytes payload, bool end)
{
    assert_ptr_equal(ask, &w.ask);
    assert_int_equal(type, SY_FRAME_ENTRY_SHARE);
    check_text(payload, "words");
    w.messages++;
    w.ended = end;
}

static void ask_failed(struct sy_ask *ask, enum sy_err err)
{
    assert_ptr_equal(ask, &w.ask);
    w.failed = err;
}

static void on_changed(void *ctx, size_t peer, bool up)
{
    assert_ptr_equal(ctx, &w);
    assert_int_equal(peer, 3);
    w.ups += up;
    w.downs += !up;
    if (!up || w.ask_type == 0)
        return;
    w.ask = (struct sy_ask){
        .bytes_max = FLOOD_BYTES - 1, .message = ask_message, .failed = ask_failed};
    if (w.forgets)
        w.ask.bytes_max = LATE_BYTES;
    check_err(sy_peer_link_ask(w.link, w.ask_type, sy_text("words"), &w.ask), SY_OK);
    if (!w.forgets)
        return;
    sy_peer_link_forget(w.link, &w.ask);
    check_err(sy_peer_link_ask(w.link, SY_FRAME_GET_ENTRIES, sy_text("words"), &w.ask), SY_OK);
}

static void watch(void *data)
{
    (void)data;
    w.waited_ms += STEP_MS;
    if (!w.enough() && w.waited_ms < PATIENCE_MS)
        return;
    sy_timer_close(w.watch);
    sy_peer_link_close(w.link);
    sy_server_stop(w.server, NULL, NULL);
}

/* Until it is enough; the last look at the link is the test's. */
static void run(const char *called, const uint8_t *pinned, enum sy_frame_type type,
                bool (*enough)(void))
{
    struct sy_server_options server = {
        .host = "127.0.0.1", .handler = {NULL, on_request, on_more, on_more}, .log = silent};
    struct sy_peer_link_options link = {.code = "310115",
                                        .network_id = &network_id,
                                        .logger = &silent,
                                        .seed = 9,
                                        .changed = on_changed,
                                        .ctx = &w,
                                        .peer = 3};

    w = (struct world){.forgets = w.forgets};
    w.called = called;
    w.ask_type = type;
    w.enough = enough;
    check_err(sy_loop_open(&w.loop), SY_OK);
    check_err(sy_channel_server(server_seed, "310115", &w.server_channel), SY_OK);
    check_err(sy_channel_node(own_seed, "310000", &w.channel), SY_OK);
    server.channel = w.server_channel;
    check_err(sy_server_open(w.loop, &server, &w.server), SY_OK);
    w.addresses.count = 1;
    check_err(sy_address_parse(sy_text("localhost:1"), &w.addresses.address[0]), SY_OK);
    w.addresses.address[0].port = sy_server_port(w.server);
    link.loop = w.loop;
    link.addresses = &w.addresses;
    link.channel = w.channel;
    check_err(sy_channel_public_key(pinned, link.key), SY_OK);
    check_err(sy_peer_link_open(&link, &w.link), SY_OK);
    check_err(sy_timer_open(w.loop, STEP_MS, STEP_MS, watch, NULL, &w.watch), SY_OK);
    sy_loop_run(w.loop);
    assert_true(w.waited_ms < PATIENCE_MS);
    sy_loop_close(w.loop);
    sy_channel_context_close(w.server_channel);
    sy_channel_context_close(w.channel);
}

static bool answered(void)
{
    return w.ended;
}

static void test_what_is_asked_is_answered(void **state)
{
    uint8_t key[SY_CHANNEL_KEY_BYTES];

    (void)state;
    run("310115", server_seed, SY_FRAME_GET_ENTRIES, answered);
    assert_int_equal(w.messages, 3);
    assert_int_equal(w.ups, 1);
    check_err(w.failed, SY_OK);
    check_err(w.shown_err, SY_OK);
    check_err(sy_channel_public_key(own_seed, key), SY_OK);
    assert_memory_equal(sy_public_key_raw(&w.shown).data, key, sizeof(key));
}

static bool answered_and_still_up(void)
{
    return w.ended && sy_peer_link_up(w.link) && w.downs == 0;
}

/* What was asked for and is not wanted any more comes all the same, and is nobody's fault. */
static void test_late_answers_are_passed_over(void **state)
{
    (void)state;
    w.forgets = true;
    run("310115", server_seed, SY_FRAME_GET_PROOF, answered_and_still_up);
    assert_int_equal(w.messages, 3);
    w.forgets = false;
}

static bool refused_and_still_up(void)
{
    return w.failed == SY_NOT_FOUND && sy_peer_link_up(w.link) && w.downs == 0;
}

static void test_a_refusal_is_the_asks_alone(void **state)
{
    (void)state;
    run("310115", server_seed, SY_FRAME_GET_SUBJECT, refused_and_still_up);
    assert_int_equal(w.messages, 0);
}

/* It is down for that reason, after the first attempt; whoever is blamed is not dialled again
 * in the time of this test. */
static bool down_with(const char *reason)
{
    struct sy_peer_link_state state = sy_peer_link_state(w.link);

    return !state.up && strstr(state.reason, reason) != NULL && state.failures == 1 &&
           w.downs == w.ups;
}

static bool hung_up_on(void)
{
    return down_with("not_found: there is none");
}

static void test_a_closing_error_ends_it(void **state)
{
    (void)state;
    run("310115", server_seed, SY_FRAME_GET_STATUS, hung_up_on);
    check_err(w.failed, SY_NOT_FOUND);
}

static bool dropped_for_length(void)
{
    return down_with("longer than was asked for");
}

static void test_more_than_was_asked_for_is_a_flood(void **state)
{
    (void)state;
    run("310115", server_seed, SY_FRAME_GET_JOURNEY, dropped_for_length);
    check_err(w.failed, SY_UNREACHABLE);
    assert_int_equal(w.messages, 0);
}

static bool dropped_for_name(void)
{
    return down_with("another node's code");
}

static void test_who_calls_itself_otherwise_is_dropped(void **state)
{
    (void)state;
    run("310101", server_seed, 0, dropped_for_name);
    assert_int_equal(w.ups, 0);
}

static bool lost_for_key(void)
{
    return down_with("key is not the one");
}

static void test_another_key_is_not_talked_to(void **state)
{
    (void)state;
    run("310115", own_seed, 0, lost_for_key);
    assert_int_equal(w.ups, 0);
    check_err(w.shown_err, SY_OK); /* zero: nobody has said HELLO */
    assert_int_equal(w.shown.bytes[0], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_asked_is_answered),
        cmocka_unit_test(test_late_answers_are_passed_over),
        cmocka_unit_test(test_a_refusal_is_the_asks_alone),
        cmocka_unit_test(test_a_closing_error_ends_it),
        cmocka_unit_test(test_more_than_was_asked_for_is_a_flood),
        cmocka_unit_test(test_who_calls_itself_otherwise_is_dropped),
        cmocka_unit_test(test_another_key_is_not_talked_to),
    };

    return cmocka_run_group_tests_name("peer_link", tests, NULL, NULL);
}
