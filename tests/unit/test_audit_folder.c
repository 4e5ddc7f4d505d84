/* A folder of logs is audited with what was erased by order, and with what is missing without
 * one: the first is counted, the second is said to be wrong. */
#include "tests/unit/fixture.h"

#include "ledger/erasure.h"
#include "ledger/evidence.h"
#include "ledger/log_rows.h"
#include "proto/record_type.h"
#include "tools/audit_folder.h"

static struct fixture f;

static int setup(void **state)
{
    (void)state;
    fixture_open(&f);
    for (unsigned i = 0; i < 3; i++) {
        struct sy_draft drafts[2] = {
            fixture_draft(9999, "open", "chain", NULL, "a name"),
            fixture_draft(9999, "open", "chain", NULL, "another name"),
        };

        fixture_append_drafts(&f, 0, drafts, 2);
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    fixture_close(&f);
    return 0;
}

/* The checkpoint beside the entries, as a node keeps it. */
static void keep_note(unsigned log)
{
    struct sy_buffer note = {0};
    struct sy_log_writer *writer;

    fixture_note(&f, log, &note);
    check_err(sy_log_begin(f.logs[log], &writer), SY_OK);
    check_err(sy_log_put_note(writer, sy_buffer_bytes(&note)), SY_OK);
    check_err(sy_log_commit(writer), SY_OK);
    sy_buffer_close(&note);
}

static void move(const char *from, const char *to)
{
    char path[1024];

    snprintf(path, sizeof(path), "%s", fixture_path(&f, from));
    assert_int_equal(rename(path, fixture_path(&f, to)), 0);
}

/* Audits the folder of the node that has stopped; what is said, as JSON without spaces, into
 * the buffer. */
static enum sy_exit audit(struct sy_buffer *said)
{
    struct sy_output output = {0};
    struct sy_audit_run run = {.output = &output, .genesis = &f.network, .network = &f.network};
    struct sy_contained_place place;
    struct sy_scratch scratch = {{0}};
    enum sy_exit status;

    for (unsigned i = 0; i < FIXTURE_LOGS; i++)
        keep_note(i);
    fixture_close_logs(&f);
    assert_int_equal(mkdir(fixture_path(&f, "scratch"), 0700), 0);
    assert_int_equal(mkdir(fixture_path(&f, "logs"), 0700), 0);
    move("district", "logs/district");
    move("registry", "logs/registry");
    snprintf(scratch.path, sizeof(scratch.path), "%s", fixture_path(&f, "scratch"));
    sy_output_start(&output, "test", SY_ENGLISH, true);
    status = sy_audit_run_open(&run, &scratch);
    if (status == SY_EXIT_YES)
        status = sy_audit_folder(&run, f.folder, NULL, &place);
    status = sy_audit_run_end(&run, status);
    sy_audit_run_close(&run);
    for (size_t i = 0; i < output.text.len; i++) {
        if (strchr(" \n", output.text.data[i]) == NULL)
            sy_buffer_put_u8(said, output.text.data[i]);
    }
    sy_buffer_close(&output.text);
    return status;
}

static void check_said(const struct sy_buffer *said, const char *words)
{
    if (memmem(said->data, said->len, words, strlen(words)) == NULL)
        fail_msg("not said: %s\n%.*s", words, (int)said->len, (const char *)said->data);
}

static void test_whole(void **state)
{
    struct sy_buffer said = {0};

    (void)state;
    assert_int_equal(audit(&said), SY_EXIT_YES);
    check_said(&said, "\"parts_here\":18,\"parts_withheld\":0,\"parts_erased\":0");
    sy_buffer_close(&said);
}

static struct sy_log_erasure erasure_of_one(void)
{
    struct sy_log_erasure erasure = {1, 0, SY_PART_PERSONAL, {{0}}, 0, {NULL, 0}};
    struct sy_record_digest digest;
    struct sy_log_snapshot *snapshot;

    check_err(sy_log_snapshot(f.logs[FIXTURE_DISTRICT], &snapshot), SY_OK);
    check_err(sy_log_digest(snapshot, 1, 0, &digest), SY_OK);
    sy_log_release(snapshot);
    erasure.part_hash = digest.parts[2].hash;
    return erasure;
}

/* The registry's entry that orders it. */
static uint64_t order(const struct sy_log_erasure *erasure)
{
    struct sy_bytes origin = fixture_origin(&f, FIXTURE_DISTRICT);
    struct sy_buffer subject = {0};
    struct sy_act_draft act;
    uint64_t index;

    sy_erasure_subject(origin, erasure->index, erasure->record, erasure->kind, &subject);
    act = sy_act_draft(SY_TYPE_ERASURE_ORDER, sy_buffer_bytes(&subject), 0, SY_ERASURE_ORDERED);
    sy_act_draft_bytes(&act, SY_ERASURE_ORIGIN, origin);
    sy_act_draft_uint(&act, SY_ERASURE_INDEX, erasure->index);
    sy_act_draft_uint(&act, SY_ERASURE_RECORD, erasure->record);
    sy_act_draft_uint(&act, SY_ERASURE_KIND, erasure->kind);
    sy_act_draft_bytes(&act, SY_ERASURE_PART_HASH,
                       (struct sy_bytes){erasure->part_hash.bytes, SY_HASH_BYTES});
    sy_act_draft_text(&act, SY_ACT_GROUND, "PIPL 47");
    index = fixture_act(&f, &act, 1);
    sy_buffer_close(&subject);
    return index;
}

static void erase(const struct sy_log_erasure *erasure)
{
    struct sy_log_writer *writer;

    check_err(sy_log_begin(f.logs[FIXTURE_DISTRICT], &writer), SY_OK);
    check_err(sy_log_erase(writer, erasure), SY_OK);
    check_err(sy_log_commit(writer), SY_OK);
}

static void test_erased(void **state)
{
    struct sy_log_erasure erasure = erasure_of_one();
    struct sy_buffer said = {0};

    (void)state;
    erasure.order = order(&erasure);
    erase(&erasure);
    assert_int_equal(audit(&said), SY_EXIT_YES);
    check_said(&said, "\"parts_here\":17,\"parts_withheld\":1,\"parts_erased\":1");
    sy_buffer_close(&said);
}

/* A node that makes parts disappear and says that it was told to. */
static void test_erased_without_an_order(void **state)
{
    struct sy_log_erasure erasure = erasure_of_one();
    struct sy_buffer said = {0};

    (void)state;
    erase(&erasure);
    assert_int_equal(audit(&said), SY_EXIT_NO);
    check_said(&said, "theregistryhasnosuchordertoeraseit");
    sy_buffer_close(&said);
}

/* As a disk, or somebody, may lose it. */
static void test_missing(void **state)
{
    uint8_t key[SY_LOG_PART_KEY_BYTES];
    struct sy_buffer said = {0};
    struct sy_store_txn *txn;

    (void)state;
    check_err(sy_store_write(f.logs[FIXTURE_DISTRICT]->store, &txn), SY_OK);
    check_err(sy_store_delete(txn, SY_LOG_PARTS, sy_log_part_key(2, 1, SY_PART_PERSONAL, key)),
              SY_OK);
    check_err(sy_store_commit(txn), SY_OK);
    assert_int_equal(audit(&said), SY_EXIT_NO);
    check_said(&said, "\"index\":2");
    check_said(&said, "apartismissingthatnoorderhaserased");
    sy_buffer_close(&said);
}

/* Two trees of one size, both signed by the district's log. */
static void put_fork(const char *last, struct sy_buffer *text)
{
    const char *lasts[2] = {"one", last};
    struct sy_evidence_tree trees[2];
    struct sy_evidence evidence;
    struct sy_checkpoint checkpoint;

    for (size_t i = 0; i < 2; i++) {
        struct sy_hash leaf = sy_hash_leaf(sy_text(lasts[i]));
        struct sy_merkle tree = {0};
        struct sy_hash root;

        check_err(sy_merkle_append(&tree, &leaf), SY_OK);
        root = sy_merkle_root(&tree);
        trees[i] = (struct sy_evidence_tree){.step_count = 0};
        check_err(
            sy_checkpoint_make(fixture_origin(&f, FIXTURE_DISTRICT), 1, &root, &checkpoint),
            SY_OK);
        check_err(sy_signed_checkpoint_make(&checkpoint, &f.logs_of[FIXTURE_DISTRICT]->vkey,
                                            &f.log_keys[FIXTURE_DISTRICT],
                                            &trees[i].checkpoint),
                  SY_OK);
    }
    sy_evidence_fork(&trees[0], &trees[1], &evidence);
    sy_evidence_put(&evidence, text);
    sy_evidence_close(&evidence);
}

/* As a mirror keeps it. */
static void keep_evidence(struct sy_bytes text)
{
    struct sy_log_writer *writer;

    check_err(sy_log_begin(f.logs[FIXTURE_DISTRICT], &writer), SY_OK);
    check_err(sy_log_put_beside(writer, SY_LOG_EVIDENCE, text), SY_OK);
    check_err(sy_log_commit(writer), SY_OK);
}

/* Each entry keeps the rules; the log does not keep its promise. */
static void test_evidence(void **state)
{
    struct sy_buffer text = {0};
    struct sy_buffer said = {0};

    (void)state;
    put_fork("other", &text);
    keep_evidence(sy_buffer_bytes(&text));
    assert_int_equal(audit(&said), SY_EXIT_NO);
    check_said(&said, "\"entries\":3");
    check_said(&said, "\"evidence\":{\"log\":");
    check_said(&said, "\"kind\":\"fork\"");
    check_said(&said, "\"text\":\"suyuan/evidence/v1\\n");
    sy_buffer_close(&said);
    sy_buffer_close(&text);
}

static void test_evidence_that_proves_nothing(void **state)
{
    struct sy_buffer text = {0};
    struct sy_buffer said = {0};

    (void)state;
    put_fork("one", &text);
    keep_evidence(sy_buffer_bytes(&text));
    assert_int_equal(audit(&said), SY_EXIT_NO);
    check_said(&said, "\"evidence\":null");
    sy_buffer_close(&said);
    sy_buffer_close(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(test_erased, setup, teardown),
        cmocka_unit_test_setup_teardown(test_erased_without_an_order, setup, teardown),
        cmocka_unit_test_setup_teardown(test_missing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_evidence, setup, teardown),
        cmocka_unit_test_setup_teardown(test_evidence_that_proves_nothing, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
