/* Peers that are out of step, slow, greedy or many: each is told and let go, memory stays
 * bounded, and whoever behaves does not notice. */
#include "tests/fault/craft.h"
#include "tests/fault/raw.h"

#include <sys/resource.h>

#include "net/server_limits.h"
#include "proto/record_type.h"

enum {
    UNHARMED_MS = 2000,
    HANG_UP_MS = 5000,
    STALL_MS = 16000, /* a message that stands still is given up after 10 s */
    GREEDY = 60,
    GREEDY_REQUESTS = 200,
    STALLED = 100,
    LARGE = 8, /* statements of almost 8 MiB in the log */
    CROWD = 1500,
    HOSTS = 8,
    MIB = 1 << 20,
    /* Held beside the budget: answers in the making, and what every connection may have. */
    BESIDE_BYTES_MAX = SY_SERVER_MORE_MAX * (8 * MIB) + 1024 * SY_SERVER_RESERVE_BYTES
};

/* What the system says that the node has, and what the node says that its peers hold. */
struct memory {
    uint64_t anonymous;
    uint64_t held;
};

/* Not on the stacks: after a case that fails the next one goes on. */
static struct sy_stage stage;
static struct sy_client *observer;
static uint64_t memory_at_start;
static struct memory memory_most;
static struct raw raws[CROWD];
static struct bystander bystander;

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* *max: what peers may hold in all. */
static struct memory look_at_memory(uint64_t *max, uint64_t *connections)
{
    struct sy_log_status log = {0};
    struct sy_frame_message reply;
    struct sy_status status;
    struct memory now;

    fault_status(observer, &status, &log, &reply);
    now = (struct memory){sy_stage_anonymous_bytes(&stage), status.memory_bytes};
    *max = status.memory_max;
    *connections = status.connections;
    sy_frame_message_close(&reply);
    memory_most.anonymous = larger(memory_most.anonymous, now.anonymous);
    memory_most.held = larger(memory_most.held, now.held);
    return now;
}

static void note_memory(void)
{
    uint64_t max;
    uint64_t connections;

    (void)look_at_memory(&max, &connections);
}

static void check_memory(const char *when)
{
    uint64_t max;
    uint64_t connections;
    struct memory now = look_at_memory(&max, &connections);
    struct memory most = memory_most;

    memory_most = (struct memory){0};
    print_message("# RssAnon %s: %llu MiB at most, %llu MiB now; held %llu MiB at most\n", when,
                  (unsigned long long)(most.anonymous >> 20),
                  (unsigned long long)(now.anonymous >> 20),
                  (unsigned long long)(most.held >> 20));
    assert_true(most.held < max + BESIDE_BYTES_MAX);
    assert_true(most.anonymous < raw_memory_max());
}

static int open_all(void **state)
{
    (void)state;
    fault_open(&stage);
    observer = sy_stage_connect(&stage);
    assert_non_null(observer);
    for (unsigned i = 0; i < LARGE; i++) {
        struct sy_buffer request = {0};
        struct craft craft;

        craft_begin(&craft, &stage);
        craft.statement.signed_at += i;
        for (unsigned n = 0; n < 7; n++)
            craft_add(&craft, SY_PART_OPEN, MIB - 100);
        craft_finish(&craft, &request);
        fault_append(observer, sy_buffer_bytes(&request), NULL);
        sy_buffer_close(&request);
    }
    check_memory("at the start");
    memory_at_start = sy_stage_anonymous_bytes(&stage);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    sy_client_close(observer);
    sy_stage_close(&stage);
    return 0;
}

/* The node says so and hangs up. */
static void check_refused(struct raw *raw, enum sy_err want)
{
    struct sy_frame_message reply = {0};

    assert_true(raw_receive(raw, FAULT_TIMEOUT_MS, &reply));
    fault_check_error(&reply, want);
    sy_frame_message_close(&reply);
    assert_true(raw_ends(raw, HANG_UP_MS));
    raw_close(raw);
}

static void test_before_the_handshake(void **state)
{
    static const char *const greetings[] = {"GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01\xff\xff",
                                            "\x16\x03\x01", "SSH-2.0-x\r\n"};
    uint8_t garbage[4096];
    struct raw raw;

    (void)state;
    for (size_t i = 0; i < sizeof(greetings) / sizeof(greetings[0]); i++) {
        raw_connect(&raw, &stage, 1);
        assert_true(raw_send_bytes(&raw, greetings[i], strlen(greetings[i])));
        if (i != 2)
            assert_true(raw_ends(&raw, FAULT_TIMEOUT_MS)); /* at once, or without a handshake */
        raw_close(&raw);
    }
    for (unsigned i = 0; i < 50; i++) {
        for (size_t n = 0; n < sizeof(garbage); n++)
            garbage[n] = (uint8_t)fault_random(256);
        raw_connect(&raw, &stage, 1);
        (void)raw_send_bytes(&raw, garbage, sizeof(garbage));
        raw_close(&raw);
    }
    check_memory("with garbage instead of a handshake");
}

static void frame_refused(const char *hex, enum sy_err want)
{
    struct raw raw;

    raw_open(&raw, &stage, 1);
    assert_true(raw_send(&raw, check_unhex(hex), FAULT_TIMEOUT_MS));
    check_refused(&raw, want);
}

static void test_frames_out_of_step(void **state)
{
    struct raw raw;

    (void)state;
    frame_refused("00000000010900000000000000000002", SY_LIMIT); /* length */
    frame_refused("0000000f010900000000000000000002", SY_LIMIT);
    frame_refused("00040001010900000000000000000002", SY_LIMIT);
    frame_refused("ffffffff010900000000000000000002", SY_LIMIT);
    frame_refused("00000010020900000000000000000002", SY_BAD_VERSION);
    frame_refused("00000010010900020000000000000002", SY_BAD_ENCODING); /* END in a request */
    frame_refused("00000010010900040000000000000002", SY_BAD_ENCODING);
    frame_refused("00000010010900000000000000000000", SY_BAD_ENCODING); /* id 0 */
    frame_refused("00000010018900000000000000000002", SY_BAD_ENCODING); /* an answer */
    frame_refused("00000010010000000000000000000002", SY_BAD_ENCODING);
    frame_refused("00000010010300010000000000000002", SY_BAD_ENCODING); /* an empty chunk */
    frame_refused("0000001101030001000000000000000200"
                  "0000001101040001000000000000000200",
                  SY_BAD_ENCODING); /* a chunk of another type */
    frame_refused("0000001101030001000000000000000200"
                  "0000001101030001000000000000000300"
                  "0000001101030001000000000000000400"
                  "0000001101030001000000000000000500"
                  "0000001101030001000000000000000600",
                  SY_LIMIT); /* too many at a time */
    raw_connect(&raw, &stage, 1);
    assert_true(raw_handshake(&raw, &stage)); /* no HELLO */
    assert_true(raw_send_message(&raw, SY_FRAME_GET_STATUS, 1, (struct sy_bytes){NULL, 0},
                                 FAULT_TIMEOUT_MS));
    check_refused(&raw, SY_NOT_YET);
}

static void hello_refused(uint64_t version, uint8_t flip, enum sy_err want)
{
    struct sy_hash id = stage.network->id;
    struct sy_hello hello = {version, {id.bytes, SY_HASH_BYTES}, sy_text("raw")};
    struct sy_buffer message = {0};
    struct raw raw;

    id.bytes[5] ^= flip;
    raw_connect(&raw, &stage, 1);
    assert_true(raw_handshake(&raw, &stage));
    sy_hello_write(&hello, &message);
    assert_true(
        raw_send_message(&raw, SY_FRAME_HELLO, 1, sy_buffer_bytes(&message), FAULT_TIMEOUT_MS));
    check_refused(&raw, want);
    sy_buffer_close(&message);
}

static void test_hello(void **state)
{
    struct raw raw;

    (void)state;
    hello_refused(2, 0, SY_BAD_VERSION);
    hello_refused(0, 0, SY_BAD_VERSION);
    hello_refused(1, 1, SY_WRONG_NETWORK);
    raw_connect(&raw, &stage, 1);
    assert_true(raw_handshake(&raw, &stage));
    assert_true(raw_send_message(&raw, SY_FRAME_HELLO, 1, sy_text("hello"), FAULT_TIMEOUT_MS));
    check_refused(&raw, SY_BAD_ENCODING);
}

/* More than a request may be. */
static void test_a_message_that_does_not_end(void **state)
{
    static uint8_t chunk[SY_FRAME_BYTES_MAX] = {
        0, 4, 0, 0, 1, SY_FRAME_APPEND, 0, SY_FRAME_MORE, 0, 0, 0, 0, 0, 0, 0, 7};
    struct raw raw;
    unsigned sent = 0;

    (void)state;
    raw_open(&raw, &stage, 1);
    while (sent < 50 && raw_send(&raw, (struct sy_bytes){chunk, sizeof(chunk)}, 300)) {
        sent++;
        note_memory();
    }
    check_refused(&raw, SY_LIMIT);
    check_memory("with a message that does not end");
}

/* Everything is asked for, many times on many connections, and nothing is read. */
static void test_answers_that_are_not_read(void **state)
{
    struct sy_get_entries ask = {
        sy_text(sy_stage_origin(&stage)), 0, UINT64_MAX, 1, {NULL, 0}, {false, 0}};
    struct sy_buffer request = {0};

    (void)state;
    sy_get_entries_write(&ask, &request);
    bystander_start(&bystander, &stage, 1000);
    for (unsigned i = 0; i < GREEDY; i++) {
        raw_open(&raws[i], &stage, 1 + i % HOSTS);
        for (uint64_t n = 0; n < GREEDY_REQUESTS; n++)
            (void)raw_send_message(&raws[i], SY_FRAME_GET_ENTRIES, 2 + n,
                                   sy_buffer_bytes(&request), 10);
        note_memory();
    }
    for (unsigned i = 0; i < 30; i++) {
        usleep(100000);
        note_memory();
    }
    for (unsigned i = 0; i < GREEDY; i++)
        raw_close(&raws[i]);
    bystander_end(&bystander, UNHARMED_MS);
    sy_buffer_close(&request);
    check_memory("with answers that are not read");
}

/* The node notices in its own time that peers have gone; until then their share of connections
 * is theirs, and whoever comes next would be turned away. */
static void wait_until_gone(void)
{
    uint64_t deadline_ms = fault_now_ms() + STALL_MS;
    uint64_t connections = 2;
    uint64_t max = 0;
    struct memory now = {0};

    now.held = MIB; /* what is at work for one that has gone is held until it is done */
    while ((connections > 1 || now.held >= MIB) && fault_now_ms() < deadline_ms) {
        now = look_at_memory(&max, &connections);
        usleep(50000);
    }
    assert_int_equal(connections, 1);
    assert_true(now.held < MIB);
}

/* Large messages are begun, and then nothing comes. */
static void test_messages_that_stall(void **state)
{
    static uint8_t chunk[SY_FRAME_BYTES_MAX] = {
        0, 4, 0, 0, 1, SY_FRAME_APPEND, 0, SY_FRAME_MORE, 0, 0, 0, 0, 0, 0, 0, 7};
    uint64_t deadline_ms;

    (void)state;
    wait_until_gone();
    bystander_start(&bystander, &stage, 2000);
    for (unsigned i = 0; i < STALLED; i++) {
        raw_open(&raws[i], &stage, 1 + i % HOSTS);
        for (unsigned n = 0; n < 30; n++) {
            if (!raw_send(&raws[i], (struct sy_bytes){chunk, sizeof(chunk)}, 2))
                break;
        }
        note_memory();
    }
    deadline_ms = fault_now_ms() + STALL_MS;
    while (fault_now_ms() < deadline_ms) {
        usleep(200000);
        note_memory();
    }
    bystander_end(&bystander, UNHARMED_MS);
    for (unsigned i = 0; i < STALLED; i++)
        raw_close(&raws[i]);
    check_memory("with messages that stall");
}

static void allow_files(rlim_t count)
{
    struct rlimit limit;

    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = limit.rlim_max < count ? limit.rlim_max : count;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

/* Half of them never say a word. */
static void test_a_crowd(void **state)
{
    unsigned refused = 0;

    (void)state;
    wait_until_gone();
    allow_files(CROWD + 200);
    bystander_start(&bystander, &stage, 3000);
    for (unsigned i = 0; i < CROWD; i++) {
        raw_connect(&raws[i], &stage, 2 + i % HOSTS);
        if (i % 2 == 0)
            refused += !raw_handshake(&raws[i], &stage);
        if (i % 50 == 0)
            note_memory();
    }
    print_message("# %u of %u were hung up on during the handshake\n", refused, CROWD / 2);
    sleep(1);
    bystander_end(&bystander, UNHARMED_MS);
    for (unsigned i = 0; i < CROWD; i++)
        raw_close(&raws[i]);
    check_memory("with a crowd");
}

/* Everybody has gone. */
static void test_what_is_left(void **state)
{
    uint64_t left;

    (void)state;
    wait_until_gone();
    left = sy_stage_anonymous_bytes(&stage);
    print_message("# RssAnon %llu MiB before, %llu MiB after\n",
                  (unsigned long long)(memory_at_start >> 20),
                  (unsigned long long)(left >> 20));
    assert_true(left < memory_at_start + raw_memory_max() / 3);
    sy_client_close(observer);
    observer = NULL;
    fault_stop(&stage);
    fault_audit(&stage);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_before_the_handshake),
        cmocka_unit_test(test_frames_out_of_step),
        cmocka_unit_test(test_hello),
        cmocka_unit_test(test_a_message_that_does_not_end),
        cmocka_unit_test(test_answers_that_are_not_read),
        cmocka_unit_test(test_messages_that_stall),
        cmocka_unit_test(test_a_crowd),
        cmocka_unit_test(test_what_is_left),
    };

    fault_main(argc, argv);
    raw_count_memory();
    return cmocka_run_group_tests_name("crowd", tests, open_all, close_all);
}
