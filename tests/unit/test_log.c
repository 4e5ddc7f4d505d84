/* A log in its folder: appended to in groups, read and proved as of each size, opened again;
 * and the borders of when a statement may be sequenced. */
#include "tests/unit/fixture.h"

static struct fixture f;

static int setup(void **state)
{
    (void)state;
    fixture_open(&f);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    fixture_close(&f);
    return 0;
}

static void test_identity(void **state)
{
    struct sy_log_identity identity = {.network_id = f.network.id, .store_id = {9}};
    struct sy_log_identity found;
    struct sy_log *log = NULL;
    char path[1024];

    (void)state;
    snprintf(path, sizeof(path), "%s", fixture_path(&f, "identity"));
    snprintf(identity.origin, sizeof(identity.origin), "suyuan.example/test/310101");
    check_err(sy_log_open_read(path, FIXTURE_MAP_BYTES, &found, &log), SY_NOT_FOUND);
    check_err(sy_log_open(path, FIXTURE_MAP_BYTES, &identity, &log), SY_OK);
    sy_log_close(log);
    log = NULL;
    snprintf(identity.origin, sizeof(identity.origin), "suyuan.example/test/310102");
    check_err(sy_log_open(path, FIXTURE_MAP_BYTES, &identity, &log), SY_WRONG_PLACE);
    snprintf(identity.origin, sizeof(identity.origin), "suyuan.example/test/310101");
    identity.network_id.bytes[0] ^= 1;
    check_err(sy_log_open(path, FIXTURE_MAP_BYTES, &identity, &log), SY_WRONG_NETWORK);
    assert_null(log);
    check_err(sy_log_open_read(path, FIXTURE_MAP_BYTES, &found, &log), SY_OK);
    assert_string_equal(found.origin, "suyuan.example/test/310101");
    assert_int_equal(found.store_id[0], 9);
    sy_log_close(log);
    sy_log_close(NULL);
}

static struct sy_log_snapshot *snapshot(void)
{
    struct sy_log_snapshot *out;

    check_err(sy_log_snapshot(f.logs[FIXTURE_DISTRICT], &out), SY_OK);
    return out;
}

/* Every proof of every size, against leaves that are hashed from what is read. */
static void check_proofs(uint64_t size)
{
    struct sy_log_snapshot *s = snapshot();
    struct sy_merkle_source source = sy_log_source(s);
    struct sy_hash *leaves = calloc((size_t)size, sizeof(*leaves));
    struct sy_merkle_proof proof;
    struct sy_bytes entry;
    struct sy_hash root;

    assert_non_null(leaves);
    assert_int_equal(sy_log_head(s)->tree.size, size);
    for (uint64_t i = 0; i < size; i++) {
        check_err(sy_log_entry(s, i, &entry), SY_OK);
        leaves[i] = sy_hash_leaf(entry);
    }
    check_err(sy_log_entry(s, size, &entry), SY_NOT_FOUND);
    for (uint64_t n = 1; n <= size; n++) {
        struct sy_hash want = sy_merkle_root_of(leaves, (size_t)n);

        check_err(sy_merkle_root_at(&source, n, &root), SY_OK);
        assert_true(sy_hash_equal(&root, &want));
        for (uint64_t i = 0; i < n; i++) {
            check_err(sy_merkle_prove_inclusion(&source, n, i, &proof), SY_OK);
            check_err(
                sy_merkle_verify_inclusion(&root, n, i, &leaves[i], proof.hash, proof.count),
                SY_OK);
        }
    }
    root = sy_merkle_root(&sy_log_head(s)->tree);
    leaves[0] = sy_merkle_root_of(leaves, (size_t)size);
    assert_true(sy_hash_equal(&root, &leaves[0]));
    sy_log_release(s);
    free(leaves);
}

static void test_grows_and_opens_again(void **state)
{
    struct sy_draft draft = fixture_draft(9999, "open", "chain", NULL, NULL);
    struct sy_log_snapshot *old;

    (void)state;
    fixture_append_drafts(&f, 0, &draft, 1);
    old = snapshot();
    for (unsigned i = 1; i < 40; i++) {
        fixture_append_drafts(&f, 0, &draft, 1);
        if (i == 20) {
            sy_log_release(old);
            fixture_close_logs(&f);
            fixture_open_logs(&f);
            old = snapshot();
        }
    }
    assert_int_equal(sy_log_head(old)->tree.size, 21); /* a snapshot stays what it was */
    sy_log_release(old);
    check_proofs(40);
}

/* Several in one commit, found by the writer before others find them; or all forgotten. */
static void test_groups(void **state)
{
    struct sy_draft draft = fixture_draft(9999, "grouped", NULL, NULL, NULL);
    struct sy_scope scope = fixture_scope(&f, FIXTURE_DISTRICT);
    struct sy_log_snapshot *before = snapshot();
    uint64_t size = sy_log_head(before)->tree.size;
    struct sy_log_snapshot *after;
    struct sy_log_writer *writer;
    uint64_t index;

    (void)state;
    for (unsigned round = 0; round < 2; round++) {
        struct sy_checked checked[5];
        struct sy_buffer submissions[5] = {{0}};

        check_err(sy_log_begin(f.logs[FIXTURE_DISTRICT], &writer), SY_OK);
        for (unsigned i = 0; i < 5; i++) {
            struct sy_buffer bytes = {0};
            struct sy_check_place where;
            struct sy_entry entry;

            fixture_submit(&f, 0, &draft, 1, &submissions[i]);
            check_err(
                sy_checked_open(&scope, sy_buffer_bytes(&submissions[i]), &checked[i], &where),
                SY_OK);
            check_err(sy_log_writer_find(writer, checked[i].statement.signed_at, &checked[i].id,
                                         &index),
                      SY_NOT_FOUND);
            entry = fixture_sequence(&f, FIXTURE_DISTRICT, sy_log_writer_head(writer),
                                     &checked[i], &bytes);
            check_err(sy_log_put(writer, sy_buffer_bytes(&bytes), &entry, &checked[i]), SY_OK);
            check_err(sy_log_writer_find(writer, checked[i].statement.signed_at, &checked[i].id,
                                         &index),
                      SY_OK);
            assert_int_equal(index, size + i);
            check_err(
                sy_log_find(before, checked[i].statement.signed_at, &checked[i].id, &index),
                SY_NOT_FOUND);
            sy_buffer_close(&bytes);
        }
        if (round == 0)
            sy_log_abort(writer);
        else
            check_err(sy_log_commit(writer), SY_OK);
        after = snapshot();
        assert_int_equal(sy_log_head(after)->tree.size, round == 0 ? size : size + 5);
        check_err(sy_log_find(after, checked[3].statement.signed_at, &checked[3].id, &index),
                  round == 0 ? SY_NOT_FOUND : SY_OK);
        check_err(
            sy_log_find(after, checked[3].statement.signed_at + 1, &checked[3].id, &index),
            SY_NOT_FOUND);
        sy_log_release(after);
        for (unsigned i = 0; i < 5; i++) {
            sy_checked_close(&checked[i]);
            sy_buffer_close(&submissions[i]);
        }
    }
    sy_log_release(before);
}

static void check_record_paths(uint32_t count, uint32_t step)
{
    struct sy_draft *drafts = calloc(count, sizeof(*drafts));
    struct sy_log_snapshot *s;
    struct sy_statement statement;
    struct sy_record_share share;
    struct sy_record_digest digest;
    struct sy_entry entry;
    struct sy_bytes bytes;
    struct sy_bytes tree;
    struct sy_hash stored;
    struct sy_hash root;
    struct sy_hash leaf;
    uint64_t index;

    assert_non_null(drafts);
    for (uint32_t i = 0; i < count; i++)
        drafts[i] = fixture_draft(9999, "open", i % 3 == 0 ? "chain" : NULL, NULL, NULL);
    index = fixture_append_drafts(&f, 0, drafts, count);
    s = snapshot();
    check_err(sy_log_entry(s, index, &bytes), SY_OK);
    check_err(sy_entry_read(bytes, &entry), SY_OK);
    check_err(sy_statement_read(entry.statement, &statement), SY_OK);
    memcpy(root.bytes, statement.records_root.data, SY_HASH_BYTES);
    check_err(sy_log_tree(s, index, &tree), SY_OK);
    assert_int_equal(tree.len > 0, count > 16);
    for (uint32_t i = 0; i < count; i += step) {
        check_err(sy_log_record(s, index, i, &share), SY_OK);
        assert_int_equal(share.part_count, i % 3 == 0 ? 2 : 1);
        check_err(sy_log_record_path(s, index, i, count, &share), SY_OK);
        check_err(sy_log_digest(s, index, i, &digest), SY_OK);
        leaf = sy_record_hash(&digest);
        check_err(
            sy_merkle_verify_inclusion(&root, count, i, &leaf, share.path, share.path_count),
            SY_OK);
        assert_int_equal(sy_log_tree_leaf(tree, i, &stored), tree.len > 0);
        assert_true(tree.len == 0 || sy_hash_equal(&stored, &leaf));
    }
    assert_false(sy_log_tree_leaf(tree, 2 * count, &stored));
    check_err(sy_log_record(s, index, count, &share), SY_NOT_FOUND);
    check_err(sy_log_digest(s, index, count, &digest), SY_NOT_FOUND);
    check_err(sy_log_record_path(s, index, count, count, &share), SY_NOT_FOUND);
    sy_log_release(s);
    free(drafts);
}

static void test_record_paths(void **state)
{
    (void)state;
    for (uint32_t count = 1; count <= 40; count++)
        check_record_paths(count, 1);
    check_record_paths(1000, 37);
    check_record_paths(10000, 999);
}

static void check_hash_of_part(const struct sy_part_share *share, const struct sy_hash *want)
{
    struct sy_hash hash = sy_part_hash((uint8_t)share->kind, share->part);

    assert_true(sy_hash_equal(&hash, want));
}

/* A snapshot stays where it read last: what it finds must not depend on where that was. */
static void test_reads_in_any_order(void **state)
{
    enum { COUNT = 1000, PAST = 200, STEP = 7919 };
    static const uint32_t steps[] = {STEP, 1};
    struct sy_draft drafts[COUNT];
    struct sy_log_snapshot *s;
    uint64_t index;

    (void)state;
    for (uint32_t i = 0; i < COUNT; i++)
        drafts[i] = fixture_draft(9999, "open", i % 3 == 0 ? "chain" : NULL, NULL, NULL);
    index = fixture_append_drafts(&f, 0, drafts, COUNT);
    s = snapshot();
    for (uint32_t i = 0; i < 2 * (COUNT + PAST); i++) {
        uint32_t record = i * steps[i / (COUNT + PAST)] % (COUNT + PAST);
        enum sy_err want = record < COUNT ? SY_OK : SY_NOT_FOUND;
        struct sy_log_snapshot *fresh = snapshot();
        struct sy_record_share share;
        struct sy_record_digest digest;
        struct sy_record_digest again;

        check_err(sy_log_record_digest(s, index, record, &share, &digest), want);
        check_err(sy_log_digest(fresh, index, record, &again), want);
        if (want == SY_OK) {
            assert_int_equal(share.part_count, record % 3 == 0 ? 2 : 1);
            assert_int_equal(digest.part_count, again.part_count);
            assert_true(sy_hash_equal(&digest.parts[0].hash, &again.parts[0].hash));
            assert_non_null(share.parts[0].part.data);
            check_hash_of_part(&share.parts[0], &digest.parts[0].hash);
        }
        sy_log_release(fresh);
    }
    sy_log_release(s);
}

static void test_note_is_kept(void **state)
{
    struct sy_log_snapshot *s = snapshot();
    struct sy_log_writer *writer;
    struct sy_bytes note;

    (void)state;
    check_err(sy_log_note(s, &note), SY_NOT_FOUND);
    sy_log_release(s);
    check_err(sy_log_begin(f.logs[FIXTURE_DISTRICT], &writer), SY_OK);
    check_err(sy_log_put_note(writer, sy_text("a note")), SY_OK);
    check_err(sy_log_commit(writer), SY_OK);
    s = snapshot();
    check_err(sy_log_note(s, &note), SY_OK);
    check_text(note, "a note");
    sy_log_release(s);
}

/* A log whose map is full says so, and goes on as it was. */
static void test_full_map(void **state)
{
    static uint8_t large[300000];
    struct sy_log_identity identity = {.network_id = f.network.id};
    struct sy_draft draft = {.type = 9999, .bodies = {{large, sizeof(large)}}};
    struct sy_draft small = fixture_draft(9999, "small", NULL, NULL, NULL);
    struct sy_log *roomy = f.logs[FIXTURE_DISTRICT];
    enum sy_err err = SY_OK;
    uint64_t size = 0;

    (void)state;
    snprintf(identity.origin, sizeof(identity.origin), "%s",
             f.logs_of[FIXTURE_DISTRICT]->vkey.name);
    check_err(sy_log_open(fixture_path(&f, "small-map"), 2 << 20, &identity,
                          &f.logs[FIXTURE_DISTRICT]),
              SY_OK);
    while (err == SY_OK && size < 20) {
        struct sy_scope scope = fixture_scope(&f, FIXTURE_DISTRICT);
        struct sy_buffer submission = {0}, bytes = {0};
        struct sy_log_writer *writer;
        struct sy_check_place where;
        struct sy_checked checked;
        struct sy_entry entry;

        fixture_submit(&f, 0, &draft, 1, &submission);
        check_err(sy_checked_open(&scope, sy_buffer_bytes(&submission), &checked, &where),
                  SY_OK);
        check_err(sy_log_begin(f.logs[FIXTURE_DISTRICT], &writer), SY_OK);
        entry = fixture_sequence(&f, FIXTURE_DISTRICT, sy_log_writer_head(writer), &checked,
                                 &bytes);
        err = sy_log_put(writer, sy_buffer_bytes(&bytes), &entry, &checked);
        if (err == SY_OK) {
            err = sy_log_commit(writer);
            size += err == SY_OK;
        } else {
            sy_log_abort(writer);
        }
        sy_checked_close(&checked);
        sy_buffer_close(&submission);
        sy_buffer_close(&bytes);
    }
    check_err(err, SY_NO_SPACE);
    assert_true(size > 1);
    check_proofs(size);
    fixture_append_drafts(&f, 0, &small, 1); /* what still fits is taken */
    check_proofs(size + 1);
    sy_log_close(f.logs[FIXTURE_DISTRICT]);
    f.logs[FIXTURE_DISTRICT] = roomy;
}

static void test_times(void **state)
{
    const int64_t before = SY_SIGNED_BEFORE_MAX_US;
    const int64_t after = SY_SIGNED_AFTER_MAX_US;
    const int64_t now = FIXTURE_NOW;

    (void)state;
    check_err(sy_sequence_check_time(now, now), SY_OK);
    check_err(sy_sequence_check_time(now - before, now), SY_OK);
    check_err(sy_sequence_check_time(now - before - 1, now), SY_BAD_TIME);
    check_err(sy_sequence_check_time(now + after, now), SY_OK);
    check_err(sy_sequence_check_time(now + after + 1, now), SY_BAD_TIME);
    check_err(sy_sequence_check_time(INT64_MIN, now), SY_BAD_TIME);
    check_err(sy_sequence_check_time(INT64_MAX, now), SY_BAD_TIME);
    check_err(sy_sequence_check_time(INT64_MAX, INT64_MIN), SY_BAD_TIME);
    check_err(sy_sequence_check_time(INT64_MIN, INT64_MAX), SY_BAD_TIME);
    check_err(sy_sequence_check_time(INT64_MIN, INT64_MIN), SY_OK);
    check_err(sy_sequence_check_time(INT64_MAX, INT64_MAX), SY_OK);
}

static void test_sequence(void **state)
{
    static const uint8_t signature[SY_SIGNATURE_BYTES];
    struct sy_log_head head = {.sequenced_at = FIXTURE_NOW + 5, .registry_size = 3};
    struct sy_submission submission = {.statement = sy_text("s"), .signature_count = 1};
    struct sy_sequence how = {.now = FIXTURE_NOW, .registry_size = 3, .registry_root = {{7}}};
    struct sy_buffer bytes = {0};
    struct sy_entry entry;

    (void)state;
    submission.signatures[0] = (struct sy_bytes){signature, sizeof(signature)};
    check_err(sy_sequence_entry(&head, &how, &submission, FIXTURE_NOW, &bytes, &entry), SY_OK);
    assert_int_equal(entry.sequenced_at, FIXTURE_NOW + 5); /* a clock may go back, a log not */
    assert_int_equal(entry.registry_root.len, SY_HASH_BYTES); /* the first says its root */
    head.tree.size = 1;
    sy_buffer_clear(&bytes);
    check_err(sy_sequence_entry(&head, &how, &submission, FIXTURE_NOW, &bytes, &entry), SY_OK);
    assert_int_equal(entry.index, 1);
    assert_int_equal(entry.registry_root.len, 0);
    how.registry_size = 4;
    how.now = FIXTURE_NOW + 9;
    sy_buffer_clear(&bytes);
    check_err(sy_sequence_entry(&head, &how, &submission, FIXTURE_NOW, &bytes, &entry), SY_OK);
    assert_int_equal(entry.sequenced_at, FIXTURE_NOW + 9);
    assert_int_equal(entry.registry_size, 4);
    assert_int_equal(entry.registry_root.data[0], 7);
    how.registry = true;
    sy_buffer_clear(&bytes);
    check_err(sy_sequence_entry(&head, &how, &submission, FIXTURE_NOW, &bytes, &entry), SY_OK);
    assert_int_equal(entry.registry_size, 1);
    assert_int_equal(entry.registry_root.len, 0);
    sy_buffer_clear(&bytes);
    check_err(sy_sequence_entry(&head, &how, &submission, 0, &bytes, &entry), SY_BAD_TIME);
    assert_int_equal(bytes.len, 0);
    sy_buffer_close(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identity),
        cmocka_unit_test(test_grows_and_opens_again),
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_record_paths),
        cmocka_unit_test(test_reads_in_any_order),
        cmocka_unit_test(test_note_is_kept),
        cmocka_unit_test(test_full_map),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_sequence),
    };

    return cmocka_run_group_tests_name("log", tests, setup, teardown);
}
