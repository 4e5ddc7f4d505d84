/* Parts that the authority orders to be erased, and a node that is killed while it does so: in
 * the end nothing of them is in its files, whoever sends them again does not bring them back,
 * and its log is clean. */
#include "ledger/log_erase.h"
#include "tests/fault/orders.h"

enum {
    STATEMENTS = 400, /* a multiple of EVERY events in all */
    EVENTS = 50,      /* in each */
    KILLS = 20,       /* before each, the trade papers of every EVERY-th event are erased */
    EVERY = KILLS + 5,
    LIFE_MS = 150,
    PATIENCE_MS = 60000
};

static const uint64_t map_bytes = (uint64_t)1 << 40;

static void folder_of(const struct sy_stage *stage, char out[FAULT_PATH_BYTES])
{
    char name[SY_STAGE_NAME_BYTES];

    snprintf(name, sizeof(name), "data/logs/%s", sy_stage_origin(stage));
    for (char *c = name + strlen("data/logs/"); *c != 0; c++)
        *c = *c == '/' ? '+' : *c;
    sy_stage_path(stage, name, out);
}

/* The log of the stopped node. */
static struct sy_log *open_log(const struct sy_stage *stage)
{
    struct sy_log_identity identity = {.network_id = stage->network->id};
    char path[FAULT_PATH_BYTES];
    struct sy_log *log;

    assert_int_equal(stage->node, -1);
    folder_of(stage, path);
    snprintf(identity.origin, sizeof(identity.origin), "%s", sy_stage_origin(stage));
    check_err(sy_log_open(path, map_bytes, &identity, &log), SY_OK);
    return log;
}

static bool owes(const struct sy_stage *stage)
{
    struct sy_log *log = open_log(stage);
    struct sy_log_snapshot *snapshot;
    bool owed;

    check_err(sy_log_snapshot(log, &snapshot), SY_OK);
    check_err(sy_log_owes_scour(snapshot, &owed), SY_OK);
    sy_log_release(snapshot);
    sy_log_close(log);
    return owed;
}

static bool is_erased(size_t n)
{
    return n % EVERY < KILLS;
}

/* The authority orders the papers of that round to be erased. */
static void order_papers(struct sy_stage *stage, const struct sy_load *load,
                         const uint64_t *indices, unsigned round)
{
    static struct order orders[STATEMENTS * EVENTS / EVERY];
    struct sy_client *client = sy_stage_connect(stage);
    struct sy_buffer request = {0};
    size_t count = 0;

    assert_non_null(client);
    for (size_t n = round; n < (size_t)STATEMENTS * EVENTS; n += EVERY) {
        uint32_t record = (uint32_t)(n % EVENTS);

        orders[count++] =
            (struct order){indices[n / EVENTS], record, order_hash(load, n / EVENTS, record)};
    }
    order_erasures(stage, orders, count, &request);
    fault_append(client, sy_buffer_bytes(&request), NULL);
    sy_buffer_close(&request);
    sy_client_close(client);
}

/* Erased events whose invoice stands in the log's file; *others: of those that are not. */
static size_t papers_on_disk(const struct sy_stage *stage, size_t *others)
{
    static uint8_t found[STATEMENTS * EVENTS];
    char path[FAULT_PATH_BYTES];
    size_t erased = 0;

    folder_of(stage, path);
    snprintf(path + strlen(path), sizeof(path) - strlen(path), "/data.mdb");
    order_find(path, found, sizeof(found));
    *others = 0;
    for (size_t n = 0; n < sizeof(found); n++) {
        erased += found[n] && is_erased(n);
        *others += found[n] && !is_erased(n);
    }
    return erased;
}

static void append_all(struct sy_stage *stage, const struct sy_load *load, bool again,
                       uint64_t *indices)
{
    struct sy_client *client = sy_stage_connect(stage);

    assert_non_null(client);
    for (size_t i = 0; i < load->count; i++) {
        bool known;
        uint64_t index = fault_append(client, sy_buffer_bytes(&load->requests[i]), &known);

        assert_int_equal(known, again);
        assert_true(!again || index == indices[i]);
        indices[i] = index;
    }
    sy_client_close(client);
}

/* The node runs until it has done all that was ordered; on a slow machine a scour takes longer
 * than one life, so the next is twice as long. */
static void finish(struct sy_stage *stage)
{
    uint64_t deadline_ms = fault_now_ms() + PATIENCE_MS;
    useconds_t life_us = 300000;
    size_t others;

    do {
        assert_true(fault_now_ms() < deadline_ms);
        fault_start(stage);
        usleep(life_us);
        life_us *= 2;
        fault_stop(stage);
    } while (owes(stage) || papers_on_disk(stage, &others) > 0);
}

static void test_killed_while_it_erases(void **state)
{
    static uint64_t indices[STATEMENTS];
    struct sy_stage stage;
    struct sy_load load;
    unsigned unfinished = 0;
    size_t others;

    (void)state;
    fault_open(&stage);
    assert_true(sy_load_make(&stage, STATEMENTS, EVENTS, 0, &load));
    append_all(&stage, &load, false, indices);
    for (unsigned i = 0; i < KILLS; i++) {
        order_papers(&stage, &load, indices, i);
        usleep((useconds_t)(1000 * fault_random(LIFE_MS)));
        sy_stage_end(&stage, SIGKILL);
        unfinished += owes(&stage) || papers_on_disk(&stage, &others) > 0;
        fault_start(&stage);
    }
    print_message("# killed %u times, %u before it was done\n", (unsigned)KILLS, unfinished);
    assert_true(unfinished > 0);
    fault_stop(&stage);
    finish(&stage);
    fault_start(&stage);
    append_all(&stage, &load, true, indices);
    fault_stop(&stage);
    assert_false(owes(&stage));
    assert_int_equal(papers_on_disk(&stage, &others), 0);
    assert_int_equal(others, STATEMENTS * EVENTS / EVERY * (EVERY - KILLS));
    assert_int_equal(fault_audit(&stage), STATEMENTS);
    sy_load_close(&load);
    sy_stage_close(&stage);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_killed_while_it_erases),
    };

    fault_main(argc, argv);
    return cmocka_run_group_tests_name("erase", tests, NULL, NULL);
}
