/* A node that is killed at any moment comes back by itself, with everything that it
 * acknowledged. */
#include "tests/fault/fault.h"

#include <sys/stat.h>

enum {
    KILLS = 200,
    STATEMENTS = 24,     /* new ones in a round */
    UNANSWERED_MAX = 64, /* that are sent again in the next */
    LIFE_MS = 30,        /* killed at most this long after the first statement is sent */
    START_MS = 100       /* or after it is started */
};

/* A statement and, once the client has had an answer, where it stands. */
struct sent {
    struct sy_buffer request;
    bool answered;
    uint64_t index;
    struct sy_buffer entry;
};

/* What the client remembers. */
struct memory {
    struct sent *sent;
    size_t count;
    size_t from; /* all below are answered */
    struct sy_checkpoint checkpoint;
};

static void remember(struct memory *memory, size_t i, const struct sy_frame_message *reply)
{
    struct sent *sent = &memory->sent[i];
    struct sy_append_reply append;
    struct sy_entry entry;

    assert_int_equal(reply->type, SY_FRAME_APPEND_REPLY);
    check_err(sy_append_reply_read(sy_buffer_bytes(&reply->payload), &append), SY_OK);
    check_err(sy_entry_read(append.entry, &entry), SY_OK);
    assert_false(sent->answered);
    sent->answered = true;
    sent->index = entry.index;
    sy_buffer_put_bytes(&sent->entry, append.entry);
}

/* Sends all that has no answer, then takes answers until the node is to be killed; those that
 * are on their way then still count. Returns how many answers came. */
static size_t load_and_kill(struct sy_stage *stage, struct memory *memory, uint64_t life_ms)
{
    struct sy_client *client = sy_stage_connect(stage);
    uint64_t deadline_ms = fault_now_ms() + life_ms;
    size_t answers = 0;
    size_t *order = calloc(memory->count - memory->from, sizeof(*order));
    uint64_t first_id = 0;
    size_t sent = 0;
    enum sy_err err = SY_OK;

    assert_non_null(client);
    assert_non_null(order);
    for (size_t i = memory->from; i < memory->count; i++) {
        uint64_t id;

        if (memory->sent[i].answered)
            continue;
        check_err(sy_client_send(client, SY_FRAME_APPEND,
                                 sy_buffer_bytes(&memory->sent[i].request), FAULT_TIMEOUT_MS,
                                 &id),
                  SY_OK);
        first_id = sent == 0 ? id : first_id;
        order[sent++] = i;
    }
    while (err == SY_OK && answers < sent) {
        uint64_t now_ms = fault_now_ms();
        bool alive = stage->node > 0;
        struct sy_frame_message reply = {0};

        if (alive && now_ms >= deadline_ms)
            sy_stage_end(stage, SIGKILL);
        err = sy_client_receive(
            client, alive && now_ms < deadline_ms ? deadline_ms - now_ms : 1, &reply);
        if (err == SY_OK) {
            remember(memory, order[reply.id - first_id], &reply);
            answers++;
        } else if (err == SY_TIMEOUT) {
            err = SY_OK;
        }
        sy_frame_message_close(&reply);
    }
    sy_stage_end(stage, SIGKILL);
    sy_client_close(client);
    free(order);
    return answers;
}

/* The receipts of the latest rounds stand under the new checkpoint, and it continues the old
 * one: so do those of all rounds before. */
static void check_promises(struct sy_stage *stage, struct memory *memory, size_t from)
{
    struct sy_client *client = sy_stage_connect(stage);
    struct sy_checkpoint checkpoint;
    struct sy_buffer entry = {0};

    assert_non_null(client);
    fault_checkpoint(client, stage, &checkpoint);
    fault_consistent(client, stage, &memory->checkpoint, &checkpoint);
    for (size_t i = from; i < memory->count; i++) {
        const struct sent *sent = &memory->sent[i];

        if (!sent->answered)
            continue;
        fault_entry(client, stage, sent->index, &entry);
        assert_true(sy_bytes_equal(sy_buffer_bytes(&entry), sy_buffer_bytes(&sent->entry)));
        fault_included(client, stage, &checkpoint, sent->index, sy_buffer_bytes(&entry));
    }
    memory->checkpoint = checkpoint;
    sy_buffer_close(&entry);
    sy_client_close(client);
}

static void add_statements(const struct sy_stage *stage, struct memory *memory)
{
    struct sy_load load;

    assert_true(sy_load_make(stage, STATEMENTS, 1 + fault_random(3), memory->count * 4, &load));
    for (size_t i = 0; i < load.count; i++) {
        memory->sent[memory->count++].request = load.requests[i];
        load.requests[i] = (struct sy_buffer){0};
    }
    sy_load_close(&load);
    while (memory->from < memory->count && memory->sent[memory->from].answered)
        memory->from++;
    if (memory->count - memory->from > UNANSWERED_MAX)
        memory->from = memory->count - UNANSWERED_MAX;
}

/* Some rounds the node does not even get as far as listening. */
static void restart(struct sy_stage *stage)
{
    if (fault_random(4) == 0) {
        assert_true(sy_stage_launch(stage, fault_daemon));
        usleep((useconds_t)(1000 * fault_random(START_MS)));
        sy_stage_end(stage, SIGKILL);
    }
    fault_start(stage);
}

/* Everything is sent until it is answered; no statement has two indices, no index two
 * statements. */
static void check_all(struct sy_stage *stage, struct memory *memory)
{
    bool *taken = calloc(memory->count, sizeof(*taken));
    struct sy_client *client = sy_stage_connect(stage);

    assert_non_null(client);
    assert_non_null(taken);
    for (size_t i = 0; i < memory->count; i++) {
        bool known;
        uint64_t index =
            fault_append(client, sy_buffer_bytes(&memory->sent[i].request), &known);

        assert_true(!memory->sent[i].answered || known);
        assert_true(!memory->sent[i].answered || index == memory->sent[i].index);
        assert_true(index < memory->count);
        assert_false(taken[index]);
        taken[index] = true;
    }
    sy_client_close(client);
    free(taken);
    check_promises(stage, memory, 0);
    assert_int_equal(memory->checkpoint.size, memory->count);
}

static void test_nothing_acknowledged_is_lost(void **state)
{
    struct memory memory = {.sent = calloc((size_t)KILLS * STATEMENTS, sizeof(struct sent))};
    struct sy_stage stage;
    size_t answers = 0;

    (void)state;
    assert_non_null(memory.sent);
    fault_open(&stage);
    for (unsigned i = 0; i < KILLS; i++) {
        size_t checked = memory.from;

        add_statements(&stage, &memory);
        answers += load_and_kill(&stage, &memory, fault_random(LIFE_MS));
        restart(&stage);
        check_promises(&stage, &memory, checked);
    }
    print_message("# %zu of %zu statements were answered before the kill\n", answers,
                  memory.count);
    assert_true(answers > 0);
    check_all(&stage, &memory);
    fault_stop(&stage);
    assert_int_equal(fault_audit(&stage), memory.count);
    for (size_t i = 0; i < memory.count; i++) {
        sy_buffer_close(&memory.sent[i].request);
        sy_buffer_close(&memory.sent[i].entry);
    }
    free(memory.sent);
    sy_stage_close(&stage);
}

static void test_killed_while_it_makes_its_folders(void **state)
{
    enum { TRIES = 25, STEP_MS = 5 };
    char data[FAULT_PATH_BYTES];
    struct sy_stage stage;

    (void)state;
    assert_true(sy_stage_found(&stage));
    sy_stage_path(&stage, "data", data);
    for (unsigned i = 0; i < TRIES; i++) {
        assert_true(sy_stage_launch(&stage, fault_daemon));
        usleep(1000 * STEP_MS * i);
        sy_stage_end(&stage, SIGKILL);
        fault_start(&stage);
        if (i + 1 < TRIES) {
            sy_stage_end(&stage, SIGKILL);
            fault_remove(data);
        }
    }
    assert_true(sy_stage_admit(&stage));
    fault_stop(&stage);
    assert_int_equal(fault_audit(&stage), 0);
    sy_stage_close(&stage);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_killed_while_it_makes_its_folders),
        cmocka_unit_test(test_nothing_acknowledged_is_lost),
    };

    fault_main(argc, argv);
    return cmocka_run_group_tests_name("kill", tests, NULL, NULL);
}
