/* Parts that the authority orders to be erased, and a node that is killed while it does so: in
 * the end nothing of them is in its files, whoever sends them again does not bring them back,
 * and its log is clean. */
#include "tests/fault/fault.h"

#include "ledger/compose.h"
#include "ledger/erasure.h"
#include "ledger/record.h"
#include "net/clock.h"
#include "proto/act.h"
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

/* The hash of the trade papers of an event, as its signer made them. */
static struct sy_hash hash_of(const struct sy_load *load, size_t n)
{
    struct sy_wire wire = sy_wire_open(sy_load_submission(load, n / EVENTS));
    struct sy_record_share record;
    struct sy_hash hash = {{0}};

    while (sy_record_share_next(&wire, SY_SUBMISSION_RECORDS, &record) == SY_OK) {
        for (size_t i = 0; record.index == n % EVENTS && i < record.part_count; i++) {
            if (record.parts[i].kind == SY_PART_COMMERCIAL)
                hash = sy_part_hash(SY_PART_COMMERCIAL, record.parts[i].part);
        }
    }
    return hash;
}

static void add_order(struct sy_composer *composer, const char *origin, uint64_t index,
                      uint32_t record, const struct sy_hash *hash)
{
    struct sy_buffer subject = {0};
    struct sy_buffer body = {0};
    struct sy_draft draft = {.type = SY_TYPE_ERASURE_ORDER};
    struct sy_act_draft act;

    sy_erasure_subject(sy_text(origin), index, record, SY_PART_COMMERCIAL, &subject);
    act = sy_act_draft(SY_TYPE_ERASURE_ORDER, sy_buffer_bytes(&subject), 0, SY_ERASURE_ORDERED);
    sy_act_draft_text(&act, SY_ERASURE_ORIGIN, origin);
    sy_act_draft_uint(&act, SY_ERASURE_INDEX, index);
    sy_act_draft_uint(&act, SY_ERASURE_RECORD, record);
    sy_act_draft_uint(&act, SY_ERASURE_KIND, SY_PART_COMMERCIAL);
    sy_act_draft_bytes(&act, SY_ERASURE_PART_HASH,
                       (struct sy_bytes){hash->bytes, SY_HASH_BYTES});
    sy_act_draft_text(&act, SY_ACT_GROUND, "a test");
    sy_act_write(&act, &body);
    draft.bodies[SY_PART_OPEN - 1] = sy_buffer_bytes(&body);
    check_err(sy_composer_add(composer, &draft, 0), SY_OK);
    sy_buffer_close(&subject);
    sy_buffer_close(&body);
}

/* The authority orders the papers of that round to be erased. */
static void order_papers(struct sy_stage *stage, const struct sy_load *load,
                         const uint64_t *indices, unsigned round)
{
    const char *registry = stage->network->registry.vkey.name;
    struct sy_client *client = sy_stage_connect(stage);
    struct sy_secret_key authority;
    struct sy_composition how = {.scope = {sy_text(registry), stage->network->id},
                                 .kind = SY_KIND_REGISTRY,
                                 .signed_at = sy_clock_us(),
                                 .keys = &authority,
                                 .key_count = 1};
    struct sy_buffer submission = {0};
    struct sy_buffer request = {0};
    struct sy_composer composer;
    struct sy_hash id;

    assert_non_null(client);
    check_err(sy_key_file_secret(&stage->authority_file, SY_KEY_AUTHORITY, NULL, &authority),
              SY_OK);
    sy_composer_init(&composer, sy_text(SY_AUTHORITY), stage->nonce);
    for (size_t n = round; n < (size_t)STATEMENTS * EVENTS; n += EVERY) {
        struct sy_hash hash = hash_of(load, n);

        add_order(&composer, sy_stage_origin(stage), indices[n / EVENTS],
                  (uint32_t)(n % EVENTS), &hash);
    }
    check_err(sy_composer_finish(&composer, &how, &submission, &id), SY_OK);
    sy_append_write(&(struct sy_append){.origin = sy_text(registry),
                                        .submission = sy_buffer_bytes(&submission)},
                    &request);
    fault_append(client, sy_buffer_bytes(&request), NULL);
    sy_composer_close(&composer);
    sy_buffer_close(&submission);
    sy_buffer_close(&request);
    sy_client_close(client);
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

/* The node runs until it has done all that was ordered. */
static void finish(struct sy_stage *stage)
{
    uint64_t deadline_ms = fault_now_ms() + PATIENCE_MS;
    size_t others;

    do {
        assert_true(fault_now_ms() < deadline_ms);
        fault_start(stage);
        usleep(300000);
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
