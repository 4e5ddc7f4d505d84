/* A log that a policy has closed is audited as far as the policy has it; a statement stands in
 * one generation of a place only. */
#include "tests/unit/fixture.h"

#include "ledger/audit.h"
#include "ledger/entry_check.h"

static struct fixture f;
static struct sy_network closed; /* as a policy has it: the log ended, and succeeded */
static struct sy_secret_key second_key;
static struct sy_audit *audit;
static unsigned scratch;

static int setup(void **state)
{
    struct sy_draft draft = fixture_draft(9999, "an open part", "chain", NULL, NULL);

    (void)state;
    fixture_open(&f);
    for (unsigned i = 0; i < 3; i++)
        (void)fixture_append_drafts(&f, 0, &draft, 1);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    fixture_close(&f);
    return 0;
}

static struct sy_hash root_at(uint64_t size)
{
    struct sy_log_snapshot *snapshot;
    struct sy_merkle_source source;
    struct sy_hash root;

    check_err(sy_log_snapshot(f.logs[FIXTURE_DISTRICT], &snapshot), SY_OK);
    source = sy_log_source(snapshot);
    check_err(sy_merkle_root_at(&source, size, &root), SY_OK);
    sy_log_release(snapshot);
    return root;
}

static void close_at(uint64_t size, const struct sy_hash *root)
{
    struct sy_network_log *next = &closed.logs[0];
    char name[SY_NAME_BYTES_MAX + 8];

    closed = f.network;
    closed.logs[1] = f.network.logs[0];
    closed.logs[1].closed = true;
    closed.logs[1].final_size = size;
    closed.logs[1].final_root = *root;
    closed.log_count = 2;
    fixture_key(777, &second_key);
    snprintf(name, sizeof(name), "%s/2", f.network.logs[0].vkey.name);
    check_err(sy_vkey_make(sy_text(name), SY_VKEY_ED25519, &second_key.public_key, &next->vkey),
              SY_OK);
}

static enum sy_err audit_log(unsigned log, struct sy_audit_counts *counts,
                             struct sy_audit_problem *why)
{
    struct sy_buffer note = {0};
    struct sy_buffer share = {0};
    enum sy_err err;

    fixture_note(&f, log, &note);
    err = sy_audit_begin(audit, fixture_origin(&f, log), sy_buffer_bytes(&note), why);
    for (uint64_t i = 0; err == SY_OK && i < sy_audit_checkpoint(audit)->size; i++) {
        sy_buffer_clear(&share);
        fixture_entry_share(&f, log, i, &share);
        err = sy_audit_entry(audit, sy_buffer_bytes(&share), why);
    }
    sy_buffer_close(&note);
    sy_buffer_close(&share);
    return err == SY_OK ? sy_audit_finish(audit, counts, why) : err;
}

static void begin(void)
{
    struct sy_audit_counts counts;
    struct sy_audit_problem why;
    char path[1024];

    snprintf(path, sizeof(path), "%s", fixture_path(&f, "scratch"));
    snprintf(path + strlen(path), sizeof(path) - strlen(path), "-%u", scratch++);
    assert_int_equal(mkdir(path, 0700), 0);
    check_err(sy_audit_open(&f.network, &closed, path, &audit), SY_OK);
    check_err(audit_log(FIXTURE_REGISTRY, &counts, &why), SY_OK);
}

/* One that went on behind its end is audited up to there. */
static void test_stops_at_the_end(void **state)
{
    struct sy_hash root = root_at(2);
    struct sy_buffer note = {0};
    struct sy_buffer share = {0};
    struct sy_audit_counts counts;
    struct sy_audit_problem why;

    (void)state;
    close_at(2, &root);
    begin();
    check_err(audit_log(FIXTURE_DISTRICT, &counts, &why), SY_OK);
    assert_int_equal(counts.entries, 2);
    assert_int_equal(sy_audit_beyond(audit), 1);
    /* Who gives more is told. */
    fixture_note(&f, FIXTURE_DISTRICT, &note);
    check_err(sy_audit_begin(audit, fixture_origin(&f, FIXTURE_DISTRICT),
                             sy_buffer_bytes(&note), &why),
              SY_OK);
    for (uint64_t i = 0; i < 3; i++) {
        sy_buffer_clear(&share);
        fixture_entry_share(&f, FIXTURE_DISTRICT, i, &share);
        check_err(sy_audit_entry(audit, sy_buffer_bytes(&share), &why),
                  i < 2 ? SY_OK : SY_CLOSED);
    }
    assert_string_equal(why.rule, "policy");
    sy_audit_close(audit);
    sy_buffer_close(&note);
    sy_buffer_close(&share);
}

static void test_ends_with_another_root(void **state)
{
    struct sy_hash root = root_at(1);
    struct sy_audit_counts counts;
    struct sy_audit_problem why;

    (void)state;
    close_at(2, &root);
    begin();
    check_err(audit_log(FIXTURE_DISTRICT, &counts, &why), SY_BAD_ROOT);
    assert_string_equal(why.rule, "policy");
    sy_audit_close(audit);
    /* Exactly where it ends, too: the log's own signature is worth less than the policy. */
    close_at(3, &root);
    begin();
    check_err(audit_log(FIXTURE_DISTRICT, &counts, &why), SY_BAD_ROOT);
    assert_string_equal(why.rule, "policy");
    assert_int_equal(sy_audit_beyond(audit), 0);
    sy_audit_close(audit);
}

/* The entry of a log that would be the first of its successor, and the note over it. */
static void resequence(uint64_t index, struct sy_buffer *share, struct sy_buffer *note)
{
    const struct sy_network_log *next = &closed.logs[0];
    struct sy_scope scope = fixture_scope(&f, FIXTURE_DISTRICT);
    struct sy_draft draft = fixture_draft(9999, "a new one", "chain", NULL, NULL);
    struct sy_entry_share read;
    struct sy_buffer old = {0};
    struct sy_buffer submission = {0};
    struct sy_buffer bytes = {0};
    struct sy_checkpoint checkpoint;
    struct sy_check_place where;
    struct sy_record_share record;
    struct sy_log_head head;
    struct sy_checked checked;
    struct sy_merkle tree = {0};
    struct sy_hash leaf;
    struct sy_hash root;
    struct sy_wire wire;

    if (index < 3) {
        struct sy_entry entry;

        fixture_entry_share(&f, FIXTURE_DISTRICT, index, &old);
        check_err(sy_entry_share_read(sy_buffer_bytes(&old), &read), SY_OK);
        check_err(sy_entry_read(read.entry, &entry), SY_OK);
        sy_submission_put_head(&submission, entry.statement, entry.signatures,
                               entry.signature_count);
        wire = sy_list_open(&read.records);
        while (sy_record_share_next(&wire, read.records.number, &record) == SY_OK)
            sy_record_share_put(&submission, SY_SUBMISSION_RECORDS, &record);
    } else {
        fixture_submit(&f, 0, &draft, 1, &submission);
    }
    check_err(sy_checked_open(&scope, sy_buffer_bytes(&submission), &checked, &where), SY_OK);
    sy_log_head_init(&head, sy_text(next->vkey.name), &f.network.id);
    (void)fixture_sequence(&f, FIXTURE_DISTRICT, &head, &checked, &bytes);
    sy_wire_put_bytes(share, 1, sy_buffer_bytes(&bytes));
    wire = sy_wire_open(sy_buffer_bytes(&submission));
    while (sy_record_share_next(&wire, SY_SUBMISSION_RECORDS, &record) == SY_OK)
        sy_record_share_put(share, 2, &record);
    leaf = sy_hash_leaf(sy_buffer_bytes(&bytes));
    check_err(sy_merkle_append(&tree, &leaf), SY_OK);
    root = sy_merkle_root(&tree);
    check_err(sy_checkpoint_make(sy_text(next->vkey.name), 1, &root, &checkpoint), SY_OK);
    check_err(sy_checkpoint_sign(&checkpoint, &next->vkey, &second_key, note), SY_OK);
    sy_checked_close(&checked);
    sy_buffer_close(&old);
    sy_buffer_close(&submission);
    sy_buffer_close(&bytes);
}

/* What the audit says of a successor that begins with that entry again. */
static enum sy_err audit_successor(uint64_t index, struct sy_audit_problem *why)
{
    struct sy_audit_counts counts;
    struct sy_buffer share = {0};
    struct sy_buffer note = {0};
    enum sy_err err;

    resequence(index, &share, &note);
    err = sy_audit_begin(audit, sy_text(closed.logs[0].vkey.name), sy_buffer_bytes(&note), why);
    if (err == SY_OK)
        err = sy_audit_entry(audit, sy_buffer_bytes(&share), why);
    if (err == SY_OK)
        err = sy_audit_finish(audit, &counts, why);
    sy_buffer_close(&share);
    sy_buffer_close(&note);
    return err;
}

static void test_a_statement_stands_once_in_a_place(void **state)
{
    struct sy_hash root = root_at(2);
    struct sy_audit_counts counts;
    struct sy_audit_problem why;

    (void)state;
    close_at(2, &root);
    begin();
    check_err(audit_log(FIXTURE_DISTRICT, &counts, &why), SY_OK);
    check_err(audit_successor(0, &why), SY_EXISTS);
    assert_string_equal(why.rule, "V7");
    check_err(audit_successor(1, &why), SY_EXISTS);
    check_err(audit_successor(2, &why), SY_OK); /* it was cut off, and came again */
    check_err(audit_successor(2, &why), SY_OK); /* the same log once more */
    check_err(audit_successor(3, &why), SY_OK);
    check_err(audit_log(FIXTURE_DISTRICT, &counts, &why), SY_OK);
    sy_audit_close(audit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stops_at_the_end),
        cmocka_unit_test(test_ends_with_another_root),
        cmocka_unit_test(test_a_statement_stands_once_in_a_place),
    };

    return cmocka_run_group_tests_name("audit_generations", tests, setup, teardown);
}
