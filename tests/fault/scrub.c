/* A disk that flips a bit under a running node: the node finds it, names the entry, puts right
 * what follows from the rest, and says so in its status, after a restart too. */
#include "tests/fault/orders.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "ledger/merkle.h"

enum { STATEMENTS = 24, EVENTS = 2, BAD = 7, PATIENCE_MS = 60000 };

static void file_of(const struct sy_stage *stage, char out[FAULT_PATH_BYTES + 16])
{
    char name[SY_STAGE_NAME_BYTES];
    char path[FAULT_PATH_BYTES];

    snprintf(name, sizeof(name), "data/logs/%s", sy_stage_origin(stage));
    for (char *c = name + strlen("data/logs/"); *c != 0; c++)
        *c = *c == '/' ? '+' : *c;
    sy_stage_path(stage, name, path);
    snprintf(out, FAULT_PATH_BYTES + 16, "%s/data.mdb", path);
}

/* A bit of the first byte of these bytes, wherever they stand in the log's file; how often. */
static size_t flip(const struct sy_stage *stage, struct sy_bytes what)
{
    char path[FAULT_PATH_BYTES + 16];
    struct sy_bytes file;
    const uint8_t *at;
    size_t count = 0;
    int fd;

    file_of(stage, path);
    file = check_read_file(path);
    fd = open(path, O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    at = file.data;
    while ((at = memmem(at, file.len - (size_t)(at - file.data), what.data, what.len)) !=
           NULL) {
        uint8_t wrong = *at ^ 1;

        assert_int_equal(pwrite(fd, &wrong, 1, at - file.data), 1);
        at++;
        count++;
    }
    close(fd);
    free((void *)(uintptr_t)file.data);
    return count;
}

/* Until a pass has ended, and the district's log is said to be bad, or not to be. */
static void await(struct sy_stage *stage, bool bad, const char *what)
{
    uint64_t deadline_ms = fault_now_ms() + PATIENCE_MS;
    struct sy_client *client = sy_stage_connect(stage);
    bool done = false;

    assert_non_null(client);
    while (!done) {
        struct sy_frame_message reply;
        struct sy_log_status log = {0};
        struct sy_status status;

        assert_true(fault_now_ms() < deadline_ms);
        fault_status(client, &status, &log, &reply);
        done = log.scrubbed_at.has && log.bad_index.has == bad;
        if (done && bad) {
            assert_int_equal(log.bad_index.value, BAD);
            check_text(log.bad_what, what);
        }
        sy_frame_message_close(&reply);
        if (!done)
            usleep(20000);
    }
    sy_client_close(client);
}

static void await_words(const struct sy_stage *stage, const char *words)
{
    uint64_t deadline_ms = fault_now_ms() + PATIENCE_MS;

    while (!sy_stage_said(stage, words, NULL, 0)) {
        assert_true(fault_now_ms() < deadline_ms);
        usleep(20000);
    }
}

static void append_all(struct sy_stage *stage)
{
    struct sy_client *client = sy_stage_connect(stage);
    struct sy_load load;

    assert_non_null(client);
    assert_true(sy_load_make(stage, STATEMENTS, EVENTS, 0, &load));
    for (size_t i = 0; i < load.count; i++)
        assert_int_equal(fault_append(client, sy_buffer_bytes(&load.requests[i]), NULL), i);
    sy_load_close(&load);
    sy_client_close(client);
}

/* The node of the tree over the first two entries: it stands in no other row. */
static struct sy_hash first_pair(struct sy_stage *stage)
{
    struct sy_client *client = sy_stage_connect(stage);
    struct sy_buffer entry = {0};
    struct sy_hash leaves[2];

    assert_non_null(client);
    for (uint64_t i = 0; i < 2; i++) {
        fault_entry(client, stage, i, &entry);
        leaves[i] = sy_hash_leaf(sy_buffer_bytes(&entry));
    }
    sy_buffer_close(&entry);
    sy_client_close(client);
    return sy_hash_node(&leaves[0], &leaves[1]);
}

static void test_a_flipped_bit_is_found(void **state)
{
    char invoice[ORDER_INVOICE_BYTES];
    struct sy_stage stage;
    struct sy_hash node;

    (void)state;
    assert_true(sy_stage_found(&stage));
    stage.scrub_s = "1";
    fault_start(&stage);
    assert_true(sy_stage_admit(&stage));
    append_all(&stage);
    await(&stage, false, NULL);

    node = first_pair(&stage);
    assert_true(flip(&stage, (struct sy_bytes){node.bytes, SY_HASH_BYTES}) > 0);
    await_words(&stage, "event=flaw_repaired origin=suyuan.example/bench/310000 index=1 "
                        "kind=node");
    await(&stage, false, NULL);

    order_invoice((size_t)BAD * EVENTS, invoice);
    assert_true(flip(&stage, sy_text(invoice)) > 0);
    await(&stage, true, "part");
    await_words(&stage, "event=flaw origin=suyuan.example/bench/310000 index=7 kind=part");
    fault_stop(&stage);
    fault_start(&stage);
    await(&stage, true, "part");

    invoice[0] ^= 1;
    assert_true(flip(&stage, sy_text(invoice)) > 0);
    await(&stage, false, NULL);
    fault_stop(&stage);
    assert_int_equal(fault_audit(&stage), STATEMENTS);
    sy_stage_close(&stage);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_flipped_bit_is_found),
    };

    fault_main(argc, argv);
    return cmocka_run_group_tests_name("scrub", tests, NULL, NULL);
}
