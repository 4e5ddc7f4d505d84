/* A disk that is full, or may not be written: appends are refused by name, reads go on, nothing
 * acknowledged is lost, and room is all that it takes to go on. */
#include "tests/fault/disk.h"
#include "tests/fault/fault.h"

#include <sys/resource.h>

enum {
    STATEMENTS = 700,
    EVENTS = 8,
    WINDOW = 50,
    FILE_BYTES_MAX = 1 << 20,
    STATUS_UNASKED = 3
};

static bool may_have_disks;

static int open_disk(struct sy_stage *stage, const char *name, const char *size)
{
    char path[FAULT_PATH_BYTES];

    sy_stage_path(stage, name, path);
    return disk_open(path, size);
}

/* Statements, and which of them were acknowledged, where. */
struct story {
    struct sy_load load;
    bool answered[STATEMENTS];
    uint64_t index[STATEMENTS];
    size_t refused;    /* in the latest round */
    bool refused_last; /* the latest answer was a refusal */
};

static void take_one(struct story *story, const size_t *order, uint64_t first_id,
                     const struct sy_frame_message *reply)
{
    size_t i = order[reply->id - first_id];
    struct sy_append_reply append;
    struct sy_entry entry;

    if (reply->type == SY_FRAME_ERROR) {
        fault_check_error(reply, SY_NO_SPACE);
        story->refused++;
        story->refused_last = true;
        return;
    }
    story->refused_last = false;
    check_err(sy_append_reply_read(sy_buffer_bytes(&reply->payload), &append), SY_OK);
    check_err(sy_entry_read(append.entry, &entry), SY_OK);
    assert_false(story->answered[i]);
    story->answered[i] = true;
    story->index[i] = entry.index;
}

/* Sends what has no answer, a window at a time, until one in a window is refused. */
static void append_until_refused(struct sy_stage *stage, struct story *story)
{
    struct sy_client *client = sy_stage_connect(stage);
    size_t order[WINDOW];
    size_t next = 0;

    assert_non_null(client);
    story->refused = 0;
    while (next < STATEMENTS && story->refused == 0) {
        uint64_t first_id = 0;
        size_t sent = 0;

        for (; next < STATEMENTS && sent < WINDOW; next++) {
            uint64_t id;

            if (story->answered[next])
                continue;
            check_err(sy_client_send(client, SY_FRAME_APPEND,
                                     sy_buffer_bytes(&story->load.requests[next]),
                                     FAULT_TIMEOUT_MS, &id),
                      SY_OK);
            first_id = sent == 0 ? id : first_id;
            order[sent++] = next;
        }
        for (size_t i = 0; i < sent; i++) {
            struct sy_frame_message reply = {0};

            check_err(sy_client_receive(client, FAULT_TIMEOUT_MS, &reply), SY_OK);
            take_one(story, order, first_id, &reply);
            sy_frame_message_close(&reply);
        }
    }
    sy_client_close(client);
}

static size_t answered(const struct story *story)
{
    size_t count = 0;

    for (size_t i = 0; i < STATEMENTS; i++)
        count += story->answered[i];
    return count;
}

static void ask_journey(struct sy_client *client)
{
    struct sy_get_journey ask = {
        .item = sy_text("urn:suyuan:1:lot:uscc:91310112087994932F:000000000")};
    struct sy_buffer request = {0};
    struct sy_frame_message reply;
    bool end = false;

    sy_get_journey_write(&ask, &request);
    fault_ask(client, SY_FRAME_GET_JOURNEY, sy_buffer_bytes(&request), &reply);
    while (!end) {
        end = (reply.flags & SY_FRAME_END) != 0;
        sy_frame_message_close(&reply);
        if (!end)
            check_err(sy_client_receive(client, FAULT_TIMEOUT_MS, &reply), SY_OK);
    }
    sy_buffer_close(&request);
}

/* Every read is answered, and everything acknowledged is there. */
static void check_reads(struct sy_stage *stage, const struct story *story, const char *refusing)
{
    struct sy_client *client = sy_stage_connect(stage);
    struct sy_checkpoint checkpoint;
    struct sy_frame_message reply;
    struct sy_log_status log = {0};
    struct sy_buffer entry = {0};
    struct sy_status status;

    assert_non_null(client);
    fault_checkpoint(client, stage, &checkpoint);
    assert_true(checkpoint.size >= answered(story));
    for (size_t i = 0; i < STATEMENTS; i += 1 + i / 8) {
        if (!story->answered[i])
            continue;
        fault_entry(client, stage, story->index[i], &entry);
        fault_included(client, stage, &checkpoint, story->index[i], sy_buffer_bytes(&entry));
    }
    ask_journey(client);
    fault_status(client, &status, &log, &reply);
    /* Answers come in the order of commits: a smaller one may have fitted after a refusal. */
    if (refusing != NULL && story->refused_last)
        check_text(log.refusing, refusing);
    sy_frame_message_close(&reply);
    sy_buffer_close(&entry);
    sy_client_close(client);
}

static void check_end(struct sy_stage *stage, struct story *story)
{
    struct sy_client *client = sy_stage_connect(stage);

    assert_non_null(client);
    append_until_refused(stage, story);
    assert_int_equal(story->refused, 0);
    assert_int_equal(answered(story), STATEMENTS);
    fault_wait_view(client);
    sy_client_close(client);
    check_reads(stage, story, "");
    fault_stop(stage);
    assert_int_equal(fault_audit(stage), STATEMENTS);
    sy_load_close(&story->load);
}

/* The first statement is in the views before anything is full: its item is asked for. */
static void begin(struct sy_stage *stage, struct story *story)
{
    struct sy_client *client;

    fault_start(stage);
    assert_true(sy_stage_admit(stage));
    memset(story, 0, sizeof(*story));
    assert_true(sy_load_make(stage, STATEMENTS, EVENTS, 0, &story->load));
    client = sy_stage_connect(stage);
    assert_non_null(client);
    story->index[0] = fault_append(client, sy_buffer_bytes(&story->load.requests[0]), NULL);
    story->answered[0] = true;
    fault_wait_view(client);
    sy_client_close(client);
}

static void test_full(void **state)
{
    static struct story story;
    struct sy_stage stage;
    int disk;

    (void)state;
    if (!may_have_disks)
        skip();
    assert_true(sy_stage_found(&stage));
    disk = open_disk(&stage, "data", "3m");
    begin(&stage, &story);
    append_until_refused(&stage, &story);
    assert_true(story.refused > 0);
    assert_true(answered(&story) > 0);
    assert_true(sy_stage_said(&stage, "event=append_failed", NULL, 0));
    check_reads(&stage, &story, "no_space");
    sy_stage_end(&stage, SIGKILL);
    for (unsigned i = 0; i < 3;
         i++) { /* it starts, reads, and refuses, as often as one likes */
        fault_start(&stage);
        check_reads(&stage, &story, NULL);
        append_until_refused(&stage, &story);
        assert_true(story.refused > 0);
        check_reads(&stage, &story, "no_space");
        fault_stop(&stage);
    }
    fault_start(&stage);
    append_until_refused(&stage, &story);
    assert_true(story.refused > 0);
    disk_resize(disk, "64m");
    append_until_refused(&stage, &story);
    assert_int_equal(story.refused, 0);
    assert_true(sy_stage_said(&stage, "event=appending_again", NULL, 0));
    check_end(&stage, &story);
    sy_stage_close(&stage);
    disk_close(disk);
}

static void test_views_full(void **state)
{
    static struct story story;
    struct sy_stage stage;
    int disk;
    int views;

    (void)state;
    if (!may_have_disks)
        skip();
    assert_true(sy_stage_found(&stage));
    disk = open_disk(&stage, "data", "64m");
    views = open_disk(&stage, "data/views", "300k");
    begin(&stage, &story);
    append_until_refused(&stage, &story);
    assert_int_equal(story.refused, 0);
    for (unsigned i = 0; i < 500 && !sy_stage_said(&stage, "event=view_failed", NULL, 0); i++)
        usleep(10000);
    assert_true(sy_stage_said(&stage, "event=view_failed", NULL, 0));
    check_reads(&stage, &story, "");
    sy_stage_end(&stage, SIGKILL);
    fault_start(&stage);
    check_reads(&stage, &story, "");
    disk_resize(views, "16m");
    check_end(&stage, &story);
    sy_stage_close(&stage);
    disk_close(views);
    disk_close(disk);
}

static void limit_files(rlim_t bytes)
{
    struct rlimit limit;

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void test_files_may_not_grow(void **state)
{
    static struct story story;
    struct sy_stage stage;

    (void)state;
    assert_true(sy_stage_found(&stage));
    limit_files(FILE_BYTES_MAX);
    begin(&stage, &story);
    append_until_refused(&stage, &story);
    limit_files(RLIM_INFINITY);
    assert_true(story.refused > 0);
    check_reads(&stage, &story, "no_space");
    fault_stop(&stage);
    fault_start(&stage);
    check_end(&stage, &story);
    sy_stage_close(&stage);
}

static void test_read_only(void **state)
{
    static struct story story;
    struct sy_stage stage;
    int disk;
    int status = 0;

    (void)state;
    if (!may_have_disks)
        skip();
    assert_true(sy_stage_found(&stage));
    disk = open_disk(&stage, "data", "64m");
    begin(&stage, &story);
    fault_stop(&stage);
    disk_protect(disk, true);
    assert_true(sy_stage_launch(&stage, fault_daemon));
    assert_int_equal(waitpid(stage.node, &status, 0), stage.node);
    stage.node = -1;
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), STATUS_UNASKED);
    assert_true(sy_stage_said(&stage, "(denied)", NULL, 0));
    disk_protect(disk, false);
    fault_start(&stage);
    check_end(&stage, &story);
    sy_stage_close(&stage);
    disk_close(disk);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_views_full),
        cmocka_unit_test(test_files_may_not_grow),
        cmocka_unit_test(test_read_only),
    };

    fault_main(argc, argv);
    may_have_disks = disk_allowed();
    return cmocka_run_group_tests_name("full_disk", tests, NULL, NULL);
}
