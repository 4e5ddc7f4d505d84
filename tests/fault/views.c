/* Views are derived: deleted, old or damaged, they come back by themselves; and they bear
 * witness against a log that was put back from an older copy. */
#include "tests/fault/fault.h"

#include <fcntl.h>
#include <sys/stat.h>

enum { STATEMENTS = 40, TRIES = 12, STEP_MS = 8 };

static const char *const environments[] = {"data/views/registry/data.mdb",
                                           "data/views/items/data.mdb"};

static void append_some(struct sy_stage *stage, size_t first)
{
    struct sy_client *client = sy_stage_connect(stage);
    struct sy_load load;

    assert_non_null(client);
    assert_true(sy_load_make(stage, STATEMENTS, 1, first, &load));
    for (size_t i = 0; i < load.count; i++)
        fault_append(client, sy_buffer_bytes(&load.requests[i]), NULL);
    fault_wait_view(client);
    sy_load_close(&load);
    sy_client_close(client);
}

/* Messages of the journey of the load's first lot. */
static size_t journey_steps(struct sy_stage *stage)
{
    struct sy_get_journey ask = {
        .item = sy_text("urn:suyuan:1:lot:uscc:91310112087994932F:000000000")};
    struct sy_client *client = sy_stage_connect(stage);
    struct sy_buffer request = {0};
    struct sy_frame_message reply;
    size_t steps = 0;
    bool end;

    assert_non_null(client);
    sy_get_journey_write(&ask, &request);
    fault_wait_view(client);
    fault_ask(client, SY_FRAME_GET_JOURNEY, sy_buffer_bytes(&request), &reply);
    end = (reply.flags & SY_FRAME_END) != 0;
    while (!end) {
        sy_frame_message_close(&reply);
        check_err(sy_client_receive(client, FAULT_TIMEOUT_MS, &reply), SY_OK);
        assert_int_equal(reply.type, SY_FRAME_JOURNEY_STEP);
        end = (reply.flags & SY_FRAME_END) != 0;
        steps++;
    }
    sy_frame_message_close(&reply);
    sy_buffer_close(&request);
    sy_client_close(client);
    return steps;
}

static void open_with_events(struct sy_stage *stage)
{
    fault_open(stage);
    append_some(stage, 0);
    assert_int_equal(journey_steps(stage), 4);
    fault_stop(stage);
}

static void test_deleted(void **state)
{
    struct sy_stage stage;
    char views[FAULT_PATH_BYTES];

    (void)state;
    open_with_events(&stage);
    sy_stage_path(&stage, "data/views", views);
    for (unsigned i = 0; i < TRIES; i++) {
        fault_remove(views);
        assert_true(sy_stage_launch(&stage, fault_daemon));
        usleep(1000 * STEP_MS * i);
        sy_stage_end(&stage, SIGKILL);
    }
    fault_start(&stage);
    assert_int_equal(journey_steps(&stage), 4);
    append_some(&stage, 1000);
    fault_stop(&stage);
    fault_audit(&stage);
    sy_stage_close(&stage);
}

static void test_of_an_older_time(void **state)
{
    struct sy_stage stage;
    char views[FAULT_PATH_BYTES];
    char older[FAULT_PATH_BYTES];

    (void)state;
    open_with_events(&stage);
    sy_stage_path(&stage, "data/views", views);
    sy_stage_path(&stage, "older", older);
    fault_copy(views, older);
    fault_start(&stage);
    append_some(&stage, 0); /* the same events in new statements, and a key of its own time */
    fault_stop(&stage);
    fault_remove(views);
    fault_copy(older, views);
    fault_start(&stage);
    assert_false(sy_stage_said(&stage, "event=view_rebuilt", NULL, 0));
    assert_int_equal(journey_steps(&stage), 4);
    fault_stop(&stage);
    sy_stage_close(&stage);
}

static void damage(const char *path, off_t at, off_t cut)
{
    static const char garbage[4096] = "this was a page once";
    int fd = open(path, O_WRONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    if (cut >= 0)
        assert_int_equal(ftruncate(fd, cut), 0);
    else
        assert_int_equal(pwrite(fd, garbage, sizeof(garbage), at), sizeof(garbage));
    close(fd);
}

static void test_damaged(void **state)
{
    static const struct {
        off_t at, cut;
    } harms[] = {
        {0, -1}, /* one of the two head pages */
        {-1, 0}, /* nothing is left: an empty one is made */
        {-1, 100}, {-1, 8192}, {-1, 12288},
    };
    struct sy_stage stage;
    char path[FAULT_PATH_BYTES];

    (void)state;
    open_with_events(&stage);
    for (size_t e = 0; e < 2; e++) {
        for (size_t i = 0; i < sizeof(harms) / sizeof(harms[0]); i++) {
            sy_stage_path(&stage, environments[e], path);
            damage(path, harms[i].at, harms[i].cut);
            fault_start(&stage);
            if (harms[i].cut != 0)
                assert_true(sy_stage_said(&stage, "event=view_rebuilt", NULL, 0));
            assert_int_equal(journey_steps(&stage), 4);
            fault_stop(&stage);
        }
    }
    fault_start(&stage);
    append_some(&stage, 1000);
    fault_stop(&stage);
    fault_audit(&stage);
    sy_stage_close(&stage);
}

/* What is asked of an operator must be clear: the node would sign a second history. */
static void test_of_a_log_that_was_put_back(void **state)
{
    struct sy_stage stage;
    char logs[FAULT_PATH_BYTES];
    char older[FAULT_PATH_BYTES];
    char views[FAULT_PATH_BYTES];

    (void)state;
    open_with_events(&stage);
    sy_stage_path(&stage, "data/logs", logs);
    sy_stage_path(&stage, "data/views", views);
    sy_stage_path(&stage, "older", older);
    fault_copy(logs, older);
    fault_start(&stage);
    append_some(&stage, 1000);
    fault_stop(&stage);
    fault_remove(logs);
    fault_copy(older, logs);
    assert_true(sy_stage_launch(&stage, fault_daemon));
    assert_false(sy_stage_await(&stage));
    assert_true(sy_stage_said(&stage, "put back from an older copy, do not start it", NULL, 0));
    fault_remove(views);
    fault_start(&stage); /* somebody has decided that it is so */
    assert_int_equal(journey_steps(&stage), 4);
    fault_stop(&stage);
    sy_stage_close(&stage);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_deleted),
        cmocka_unit_test(test_of_an_older_time),
        cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_of_a_log_that_was_put_back),
    };

    fault_main(argc, argv);
    return cmocka_run_group_tests_name("views", tests, NULL, NULL);
}
