/* SIGTERM and SIGINT: what is under way is finished, what was answered is there, in bounded
 * time. */
#include "tests/fault/raw.h"

enum {
    STATEMENTS = 600,
    SILENT = 20,
    STOP_MS_MAX = 9000,
    STOP_SILENT_MS_MAX = 1500, /* the end of a silent peer was once waited for, 2 s */
    STOP_UNREAD_MS_MAX = 4000, /* and 5 s for one that reads nothing */
    ROUNDS = 4
};

/* Answers that came before the connection ended; stopping is an answer, too. */
static size_t receive_until_end(struct sy_client *client, uint64_t *last_index)
{
    size_t answers = 0;
    enum sy_err err = SY_OK;

    while (err == SY_OK) {
        struct sy_frame_message reply = {0};
        struct sy_append_reply append;
        struct sy_entry entry;

        err = sy_client_receive(client, FAULT_TIMEOUT_MS, &reply);
        if (err == SY_OK && reply.type == SY_FRAME_ERROR) {
            fault_check_error(&reply, SY_STOPPING);
        } else if (err == SY_OK) {
            check_err(sy_append_reply_read(sy_buffer_bytes(&reply.payload), &append), SY_OK);
            check_err(sy_entry_read(append.entry, &entry), SY_OK);
            *last_index = entry.index > *last_index ? entry.index : *last_index;
            answers++;
        }
        sy_frame_message_close(&reply);
    }
    check_err(err, SY_UNREACHABLE);
    return answers;
}

static void stop_under_load(struct sy_stage *stage, const struct sy_load *load,
                            int signal_number, unsigned wait_ms)
{
    struct sy_client *client = sy_stage_connect(stage);
    uint64_t start_ms;
    uint64_t last_index = 0;
    uint64_t id;
    size_t answers;
    int status;

    assert_non_null(client);
    for (size_t i = 0; i < load->count; i++)
        check_err(sy_client_send(client, SY_FRAME_APPEND, sy_buffer_bytes(&load->requests[i]),
                                 FAULT_TIMEOUT_MS, &id),
                  SY_OK);
    usleep(1000 * wait_ms);
    start_ms = fault_now_ms();
    status = sy_stage_end(stage, signal_number);
    assert_true(fault_now_ms() - start_ms < STOP_MS_MAX);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_true(sy_stage_said(stage, "event=stopped", NULL, 0));
    answers = receive_until_end(client, &last_index);
    sy_client_close(client);
    print_message("# %zu of %zu were answered\n", answers, load->count);
    fault_start(stage);
    client = sy_stage_connect(stage);
    assert_non_null(client);
    if (answers > 0) {
        struct sy_checkpoint checkpoint;

        fault_checkpoint(client, stage, &checkpoint);
        assert_true(checkpoint.size > last_index);
    }
    sy_client_close(client);
}

static void test_under_load(void **state)
{
    struct sy_stage stage;
    struct sy_load load;

    (void)state;
    fault_open(&stage);
    for (unsigned i = 0; i < ROUNDS; i++) {
        assert_true(sy_load_make(&stage, STATEMENTS, 1, 1000 * i, &load));
        stop_under_load(&stage, &load, i % 2 == 0 ? SIGTERM : SIGINT, i * 7);
        sy_load_close(&load);
    }
    fault_stop(&stage);
    fault_audit(&stage);
    sy_stage_close(&stage);
}

/* Those that have connected, shaken hands or greeted, and nothing more. */
static void test_with_silent_clients(void **state)
{
    struct sy_client *silent[SILENT];
    struct raw strangers[SILENT];
    struct sy_stage stage;
    uint64_t start_ms;

    (void)state;
    fault_open(&stage);
    for (unsigned i = 0; i < SILENT; i++) {
        silent[i] = sy_stage_connect(&stage);
        assert_non_null(silent[i]);
        raw_connect(&strangers[i], &stage, 2);
        if (i % 2 == 0)
            assert_true(raw_handshake(&strangers[i], &stage));
    }
    start_ms = fault_now_ms();
    fault_stop(&stage);
    print_message("# stopped in %llu ms\n", (unsigned long long)(fault_now_ms() - start_ms));
    assert_true(fault_now_ms() - start_ms < STOP_SILENT_MS_MAX);
    for (unsigned i = 0; i < SILENT; i++) {
        sy_client_close(silent[i]);
        raw_close(&strangers[i]);
    }
    sy_stage_close(&stage);
}

/* Clients that ask for everything and read nothing hold nobody up. */
static void test_with_clients_that_do_not_help(void **state)
{
    struct sy_client *silent[SILENT];
    struct sy_stage stage;
    struct sy_load load;
    uint64_t start_ms;
    uint64_t id;

    (void)state;
    fault_open(&stage);
    for (size_t i = 0; i < SILENT; i++) {
        silent[i] = sy_stage_connect(&stage);
        assert_non_null(silent[i]);
    }
    assert_true(sy_load_make(&stage, STATEMENTS, 10, 0, &load));
    for (size_t i = 0; i < load.count; i++)
        fault_append(silent[0], sy_buffer_bytes(&load.requests[i]), NULL);
    for (size_t i = 0; i < SILENT; i++) {
        struct sy_get_entries ask = {
            sy_text(sy_stage_origin(&stage)), 0, STATEMENTS, 1, {NULL, 0}, {false, 0}};
        struct sy_buffer request = {0};

        sy_get_entries_write(&ask, &request);
        for (unsigned n = 0; n < 20; n++)
            check_err(sy_client_send(silent[i], SY_FRAME_GET_ENTRIES, sy_buffer_bytes(&request),
                                     FAULT_TIMEOUT_MS, &id),
                      SY_OK);
        sy_buffer_close(&request);
    }
    start_ms = fault_now_ms();
    fault_stop(&stage);
    print_message("# stopped in %llu ms\n", (unsigned long long)(fault_now_ms() - start_ms));
    assert_true(fault_now_ms() - start_ms < STOP_UNREAD_MS_MAX);
    for (size_t i = 0; i < SILENT; i++)
        sy_client_close(silent[i]);
    assert_int_equal(fault_audit(&stage), STATEMENTS);
    sy_load_close(&load);
    sy_stage_close(&stage);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_under_load),
        cmocka_unit_test(test_with_silent_clients),
        cmocka_unit_test(test_with_clients_that_do_not_help),
    };

    fault_main(argc, argv);
    return cmocka_run_group_tests_name("stop", tests, NULL, NULL);
}
