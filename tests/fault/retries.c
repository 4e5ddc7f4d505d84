/* Whoever did not get the answer sends the same bytes again: it is one entry, whatever
 * happened. */
#include "tests/fault/fault.h"

enum { STATEMENTS = 60, ROUNDS = 5, LOTS = 15 };

static uint64_t log_size(struct sy_stage *stage)
{
    struct sy_client *client = sy_stage_connect(stage);
    struct sy_checkpoint checkpoint;

    assert_non_null(client);
    fault_checkpoint(client, stage, &checkpoint);
    sy_client_close(client);
    return checkpoint.size;
}

static void send_one(struct sy_client *client, const struct sy_load *load, size_t i)
{
    uint64_t id;

    check_err(sy_client_send(client, SY_FRAME_APPEND, sy_buffer_bytes(&load->requests[i]),
                             FAULT_TIMEOUT_MS, &id),
              SY_OK);
    assert_int_equal(id % 1000000, id); /* counted from 1, so that answers can be told apart */
}

/* The answers to requests 2, 3, ... of a connection (1 was HELLO). */
static size_t receive_all(struct sy_client *client, size_t count, uint64_t *index)
{
    size_t known = 0;

    for (size_t n = 0; n < count; n++) {
        struct sy_frame_message reply = {0};
        struct sy_append_reply append;
        struct sy_entry entry;

        check_err(sy_client_receive(client, FAULT_TIMEOUT_MS, &reply), SY_OK);
        assert_int_equal(reply.type, SY_FRAME_APPEND_REPLY);
        check_err(sy_append_reply_read(sy_buffer_bytes(&reply.payload), &append), SY_OK);
        check_err(sy_entry_read(append.entry, &entry), SY_OK);
        assert_in_range(reply.id, 2, count + 1);
        index[reply.id - 2] = entry.index;
        known += append.known;
        sy_frame_message_close(&reply);
    }
    return known;
}

static void test_twice_and_after_a_restart(void **state)
{
    struct sy_stage stage;
    struct sy_client *client;
    struct sy_load load;
    uint64_t index;
    bool known;

    (void)state;
    fault_open(&stage);
    client = sy_stage_connect(&stage);
    assert_non_null(client);
    assert_true(sy_load_make(&stage, 1, 3, 0, &load));
    index = fault_append(client, sy_buffer_bytes(&load.requests[0]), &known);
    assert_false(known);
    assert_int_equal(fault_append(client, sy_buffer_bytes(&load.requests[0]), &known), index);
    assert_true(known);
    sy_client_close(client);
    fault_stop(&stage);
    fault_start(&stage);
    client = sy_stage_connect(&stage);
    assert_non_null(client);
    assert_int_equal(fault_append(client, sy_buffer_bytes(&load.requests[0]), &known), index);
    assert_true(known);
    sy_client_close(client);
    assert_int_equal(log_size(&stage), 1);
    sy_load_close(&load);
    sy_stage_close(&stage);
}

static void race(struct sy_stage *stage, const struct sy_load *load)
{
    uint64_t a_index[STATEMENTS];
    uint64_t b_index[STATEMENTS];
    struct sy_client *a = sy_stage_connect(stage);
    struct sy_client *b = sy_stage_connect(stage);
    size_t known;

    assert_non_null(a);
    assert_non_null(b);
    for (size_t i = 0; i < load->count; i++) {
        send_one(fault_random(2) == 0 ? a : b, load, i);
    }
    sy_client_close(a);
    sy_client_close(b);
    a = sy_stage_connect(stage);
    b = sy_stage_connect(stage);
    assert_non_null(a);
    assert_non_null(b);
    for (size_t i = 0; i < load->count; i++) {
        send_one(a, load, i);
        send_one(b, load, i);
    }
    known = receive_all(a, load->count, a_index);
    known += receive_all(b, load->count, b_index);
    assert_true(known >= load->count); /* at most one of the two was the first */
    assert_memory_equal(a_index, b_index, sizeof(a_index));
    sy_client_close(a);
    sy_client_close(b);
}

/* A client that is gone before its answer, and its two successors at once. */
static void test_on_two_connections_at_once(void **state)
{
    struct sy_stage stage;
    struct sy_load load;

    (void)state;
    fault_open(&stage);
    for (uint64_t round = 0; round < ROUNDS; round++) {
        assert_true(sy_load_make(&stage, STATEMENTS, 1, 1000 * round, &load));
        race(&stage, &load);
        sy_load_close(&load);
        assert_int_equal(log_size(&stage), STATEMENTS * (round + 1));
    }
    fault_stop(&stage);
    assert_int_equal(fault_audit(&stage), (uint64_t)STATEMENTS * ROUNDS);
    sy_stage_close(&stage);
}

static void check_journey(struct sy_client *client, size_t lot)
{
    char item[64];
    struct sy_get_journey ask;
    struct sy_buffer request = {0};
    struct sy_frame_message reply;
    size_t steps = 0;
    bool end;

    snprintf(item, sizeof(item), "urn:suyuan:1:lot:uscc:91310112087994932F:%09zu", lot);
    ask = (struct sy_get_journey){.item = sy_text(item)};
    sy_get_journey_write(&ask, &request);
    fault_ask(client, SY_FRAME_GET_JOURNEY, sy_buffer_bytes(&request), &reply);
    end = (reply.flags & SY_FRAME_END) != 0;
    while (!end) {
        struct sy_journey_step step;

        sy_frame_message_close(&reply);
        check_err(sy_client_receive(client, FAULT_TIMEOUT_MS, &reply), SY_OK);
        check_err(sy_journey_step_read(sy_buffer_bytes(&reply.payload), &step), SY_OK);
        assert_int_equal(step.again.count, 1);
        end = (reply.flags & SY_FRAME_END) != 0;
        steps++;
    }
    assert_int_equal(steps, 4);
    sy_frame_message_close(&reply);
    sy_buffer_close(&request);
}

static void test_the_same_records_in_a_new_statement(void **state)
{
    struct sy_stage stage;
    struct sy_client *client;
    struct sy_load load;

    (void)state;
    fault_open(&stage);
    client = sy_stage_connect(&stage);
    assert_non_null(client);
    for (unsigned time = 0; time < 2; time++) {
        assert_true(sy_load_make(&stage, STATEMENTS, 1, 0, &load));
        for (size_t i = 0; i < load.count; i++) {
            bool known;

            assert_int_equal(fault_append(client, sy_buffer_bytes(&load.requests[i]), &known),
                             time * STATEMENTS + i);
            assert_false(known);
        }
        sy_load_close(&load);
    }
    fault_wait_view(client);
    for (size_t lot = 0; lot < LOTS; lot++)
        check_journey(client, lot);
    sy_client_close(client);
    sy_stage_close(&stage);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_twice_and_after_a_restart),
        cmocka_unit_test(test_on_two_connections_at_once),
        cmocka_unit_test(test_the_same_records_in_a_new_statement),
    };

    fault_main(argc, argv);
    return cmocka_run_group_tests_name("retries", tests, NULL, NULL);
}
