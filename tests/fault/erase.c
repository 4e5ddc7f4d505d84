/* Parts that were erased by order, and a node that is killed while it overwrites what is left
 * of them: in the end nothing of them is in its files, whoever sends them again does not bring
 * them back, and its log is clean. */
#include "tests/fault/fault.h"

#include "ledger/log_erase.h"
#include "ledger/record.h"
#include "proto/record_type.h"

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

/* The number of an invoice: event number n is the only one that names it. */
static void invoice_of(size_t n, char out[96])
{
    snprintf(out, 96, "urn:suyuan:1:doc:uscc:91310112087994932F:%zu", n);
}

static bool is_erased(size_t n)
{
    return n % EVERY < KILLS;
}

/* As the node does when the registry's entry number round orders it. */
static void erase_papers(const struct sy_stage *stage, const uint64_t *indices, unsigned round)
{
    struct sy_log *log = open_log(stage);
    struct sy_log_snapshot *snapshot;
    struct sy_log_writer *writer;

    check_err(sy_log_snapshot(log, &snapshot), SY_OK);
    check_err(sy_log_begin(log, &writer), SY_OK);
    for (size_t n = 0; n < (size_t)STATEMENTS * EVENTS; n++) {
        struct sy_log_erasure erasure = {indices[n / EVENTS],
                                         (uint32_t)(n % EVENTS),
                                         SY_PART_COMMERCIAL,
                                         {{0}},
                                         round,
                                         {NULL, 0}};
        struct sy_record_digest digest;

        if (n % EVERY != round)
            continue;
        check_err(sy_log_digest(snapshot, erasure.index, erasure.record, &digest), SY_OK);
        for (size_t i = 0; i < digest.part_count; i++) {
            if (digest.parts[i].kind == SY_PART_COMMERCIAL)
                erasure.part_hash = digest.parts[i].hash;
        }
        check_err(sy_log_erase(writer, &erasure), SY_OK);
    }
    check_err(sy_log_commit(writer), SY_OK);
    sy_log_release(snapshot);
    sy_log_close(log);
}

/* Erased events whose invoice stands in the log's file; *others: of those that are not. */
static size_t papers_on_disk(const struct sy_stage *stage, size_t *others)
{
    static uint8_t found[STATEMENTS * EVENTS];
    char prefix[96];
    char path[FAULT_PATH_BYTES];
    struct sy_bytes file;
    const char *at;
    size_t erased = 0;

    folder_of(stage, path);
    snprintf(path + strlen(path), sizeof(path) - strlen(path), "/data.mdb");
    file = check_read_file(path);
    assert_non_null(file.data);
    invoice_of(0, prefix);
    prefix[strlen(prefix) - 1] = 0;
    memset(found, 0, sizeof(found));
    at = (const char *)file.data;
    while ((at = memmem(at, file.len - (size_t)(at - (const char *)file.data), prefix,
                        strlen(prefix))) != NULL) {
        size_t n;

        at += strlen(prefix);
        n = strtoul(at, NULL, 10);
        if (n < sizeof(found))
            found[n] = 1;
    }
    free((void *)(uintptr_t)file.data);
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

static void wait_for_scour(const struct sy_stage *stage)
{
    uint64_t deadline_ms = fault_now_ms() + PATIENCE_MS;
    char rest[256];

    while (!sy_stage_said(stage, "event=scoured", rest, sizeof(rest))) {
        assert_true(fault_now_ms() < deadline_ms);
        usleep(10000);
    }
}

static void test_killed_while_it_overwrites(void **state)
{
    static uint64_t indices[STATEMENTS];
    struct sy_stage stage;
    struct sy_load load;
    unsigned unfinished = 0;
    bool owed;
    size_t others;

    (void)state;
    fault_open(&stage);
    assert_true(sy_load_make(&stage, STATEMENTS, EVENTS, 0, &load));
    append_all(&stage, &load, false, indices);
    fault_stop(&stage);
    for (unsigned i = 0; i < KILLS; i++) {
        erase_papers(&stage, indices, i);
        assert_true(papers_on_disk(&stage, &others) > 0);
        assert_true(sy_stage_launch(&stage, fault_daemon));
        usleep((useconds_t)(1000 * fault_random(LIFE_MS)));
        sy_stage_end(&stage, SIGKILL);
        unfinished += owes(&stage);
    }
    print_message("# killed %u times, %u before it was done\n", (unsigned)KILLS, unfinished);
    assert_true(unfinished > 0);
    owed = owes(&stage);
    fault_start(&stage);
    if (owed)
        wait_for_scour(&stage);
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
        cmocka_unit_test(test_killed_while_it_overwrites),
    };

    fault_main(argc, argv);
    return cmocka_run_group_tests_name("erase", tests, NULL, NULL);
}
