/* Memory does not grow with the log, nor with how many read it. */
#include "tests/fault/raw.h"

#include <sys/socket.h>

enum {
    EVENTS = 100, /* a statement */
#ifdef __SANITIZE_ADDRESS__
    STATEMENTS = 300,
#else
    STATEMENTS = 3000,
#endif
    CHUNK = 25, /* statements made at a time */
    READERS = 300,
    HOSTS = 8,
    READ_MS = 4000,
    SERVED_MS = 60000, /* for each to get something, on a machine that is busy */
    LOOK_US = 3000,
    LOTS = 1000000000
};

/* Looks all the time: what a transaction takes is gone when it is over. */
struct watch {
    pthread_t thread;
    const struct sy_stage *stage;
    atomic_bool stop;
    uint64_t most;
};

static void *keep_looking(void *data)
{
    struct watch *watch = data;

    while (!atomic_load(&watch->stop)) {
        uint64_t now = sy_stage_anonymous_bytes(watch->stage);

        watch->most = now > watch->most ? now : watch->most;
        usleep(LOOK_US);
    }
    return NULL;
}

static void watch_start(struct watch *watch, const struct sy_stage *stage)
{
    *watch = (struct watch){.stage = stage};
    assert_int_equal(pthread_create(&watch->thread, NULL, keep_looking, watch), 0);
}

static void watch_end(struct watch *watch, const char *when)
{
    atomic_store(&watch->stop, true);
    pthread_join(watch->thread, NULL);
    print_message("# RssAnon %s: %llu MiB at most\n", when,
                  (unsigned long long)(watch->most >> 20));
    assert_true(watch->most > 0);
    assert_true(watch->most < raw_memory_max());
}

/* Lots at random, so that the view is written all over. */
static void append_chunk(const struct sy_stage *stage, struct sy_client *client)
{
    struct sy_load load;
    uint64_t id;

    assert_true(sy_load_make(stage, CHUNK, EVENTS, 4 * fault_random(LOTS), &load));
    for (size_t i = 0; i < load.count; i++)
        check_err(sy_client_send(client, SY_FRAME_APPEND, sy_buffer_bytes(&load.requests[i]),
                                 FAULT_TIMEOUT_MS, &id),
                  SY_OK);
    for (size_t i = 0; i < load.count; i++) {
        struct sy_frame_message reply = {0};

        check_err(sy_client_receive(client, FAULT_TIMEOUT_MS, &reply), SY_OK);
        assert_int_equal(reply.type, SY_FRAME_APPEND_REPLY);
        sy_frame_message_close(&reply);
    }
    sy_load_close(&load);
}

/* What has come is thrown away unread. */
static size_t take(struct raw *raw)
{
    static uint8_t bytes[64 << 10];
    size_t taken = 0;
    ssize_t n;

    while ((n = recv(raw->fd, bytes, sizeof(bytes), MSG_DONTWAIT)) > 0)
        taken += (size_t)n;
    return taken;
}

static void read_by_many(const struct sy_stage *stage)
{
    struct sy_get_entries ask = {
        sy_text(sy_stage_origin(stage)), 0, UINT64_MAX, 1, {NULL, 0}, {false, 0}};
    static struct raw raws[READERS];
    bool some[READERS] = {false};
    struct sy_buffer request = {0};
    uint64_t start_ms;
    size_t read = 0;
    size_t served = 0;

    sy_get_entries_write(&ask, &request);
    for (unsigned i = 0; i < READERS; i++) {
        raw_open(&raws[i], stage, 1 + i % HOSTS);
        assert_true(raw_send_message(&raws[i], SY_FRAME_GET_ENTRIES, 2,
                                     sy_buffer_bytes(&request), FAULT_TIMEOUT_MS));
    }
    start_ms = fault_now_ms();
    while (fault_now_ms() - start_ms < (served < READERS ? SERVED_MS : READ_MS)) {
        for (unsigned i = 0; i < READERS; i++) {
            size_t taken = take(&raws[i]);

            served += !some[i] && taken > 0;
            some[i] = some[i] || taken > 0;
            read += taken;
        }
    }
    for (unsigned i = 0; i < READERS; i++)
        raw_close(&raws[i]);
    print_message("# %d readers took %zu MiB\n", READERS, read >> 20);
    assert_int_equal(served, READERS);
    sy_buffer_close(&request);
}

static void test_a_long_log_and_many_readers(void **state)
{
    struct sy_client *client;
    struct sy_stage stage;
    struct watch watch;
    char views[FAULT_PATH_BYTES];

    (void)state;
    fault_open(&stage);
    watch_start(&watch, &stage);
    client = sy_stage_connect(&stage);
    assert_non_null(client);
    for (unsigned i = 0; i < STATEMENTS / CHUNK; i++)
        append_chunk(&stage, client);
    fault_wait_view(client);
    watch_end(&watch, "while the log grew");
    watch_start(&watch, &stage);
    read_by_many(&stage);
    watch_end(&watch, "with many readers");
    sy_client_close(client);
    fault_stop(&stage);
    sy_stage_path(&stage, "data/views", views);
    fault_remove(views);
    fault_start(&stage);
    watch_start(&watch, &stage);
    client = sy_stage_connect(&stage);
    assert_non_null(client);
    fault_wait_view(client);
    watch_end(&watch, "while the views were built again");
    sy_client_close(client);
    sy_stage_close(&stage);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_long_log_and_many_readers),
    };

    fault_main(argc, argv);
    raw_count_memory();
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
