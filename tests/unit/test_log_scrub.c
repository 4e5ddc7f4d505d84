/* A byte is flipped in every row of a log, or the row is taken out: the scrub names the entry,
 * what somebody else has puts it right, and what is not under the signed root puts nothing
 * right. */
#include "tests/unit/fixture.h"

#include "ledger/log_erase.h"
#include "ledger/log_repair.h"
#include "ledger/log_rows.h"
#include "ledger/sequence.h"
#include "proto/record_type.h"

enum { ENTRIES = 11, RECORDS_MAX = 20, ROWS_MAX = 4096, KEY_BYTES = 32, ERASED = 4 };

static struct fixture f;
static struct sy_buffer shares[ENTRIES]; /* as a peer has them */
static struct sy_log_scrub signed_state;

static struct sy_log *district(void)
{
    return f.logs[FIXTURE_DISTRICT];
}

static void append(size_t records)
{
    struct sy_draft drafts[RECORDS_MAX];
    char bodies[RECORDS_MAX][32];

    for (size_t i = 0; i < records; i++) {
        snprintf(bodies[i], sizeof(bodies[i]), "body %zu of %zu", i, records);
        drafts[i] =
            fixture_draft(9999, bodies[i], i % 2 == 0 ? "chain" : NULL, NULL, bodies[i]);
    }
    fixture_append_drafts(&f, 0, drafts, records);
}

static void erase_one(void)
{
    struct sy_log_erasure what = {
        .index = ERASED, .record = 0, .kind = SY_PART_PERSONAL, .order = 1};
    struct sy_log_snapshot *snapshot;
    struct sy_record_digest digest;
    struct sy_log_writer *writer;

    check_err(sy_log_snapshot(district(), &snapshot), SY_OK);
    check_err(sy_log_digest(snapshot, ERASED, 0, &digest), SY_OK);
    sy_log_release(snapshot);
    what.part_hash = digest.parts[digest.part_count - 1].hash;
    check_err(sy_log_begin(district(), &writer), SY_OK);
    check_err(sy_log_erase(writer, &what), SY_OK);
    check_err(sy_log_commit(writer), SY_OK);
}

static int setup(void **state)
{
    struct sy_log_snapshot *snapshot;

    (void)state;
    fixture_open(&f);
    for (size_t i = 0; i < ENTRIES; i++)
        append(i == 3 || i == 8 ? RECORDS_MAX : 1 + i % 3);
    erase_one();
    check_err(sy_log_snapshot(district(), &snapshot), SY_OK);
    signed_state = (struct sy_log_scrub){.scope = fixture_scope(&f, FIXTURE_DISTRICT),
                                         .size = sy_log_head(snapshot)->tree.size,
                                         .root = sy_merkle_root(&sy_log_head(snapshot)->tree),
                                         .whole = true};
    assert_int_equal(signed_state.size, ENTRIES);
    for (size_t i = 0; i < ENTRIES; i++)
        check_err(sy_log_share(snapshot, i, &shares[i]), SY_OK);
    sy_log_release(snapshot);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    for (size_t i = 0; i < ENTRIES; i++) {
        sy_buffer_close(&shares[i]);
        shares[i] = (struct sy_buffer){0};
    }
    fixture_close(&f);
    return 0;
}

/* A whole pass, a few rows at a time: the first flaw. */
static enum sy_err scrub(struct sy_log_flaw *flaw)
{
    struct sy_log_scrub pass = signed_state;
    struct sy_log_snapshot *snapshot;
    enum sy_err err = SY_OK;

    check_err(sy_log_snapshot(district(), &snapshot), SY_OK);
    do
        err = sy_log_scrub(snapshot, &pass, 1, flaw);
    while (err == SY_OK && pass.next < pass.size);
    sy_log_release(snapshot);
    if (err == SY_CORRUPT)
        assert_int_equal(flaw->index, pass.next);
    return err;
}

static enum sy_err repair(struct sy_bytes message, uint64_t *rows)
{
    struct sy_entry_share share;
    struct sy_log_writer *writer;
    enum sy_err err;

    check_err(sy_entry_share_read(message, &share), SY_OK);
    check_err(sy_log_begin(district(), &writer), SY_OK);
    err = sy_log_repair(writer, &signed_state, &share, NULL, rows);
    if (err == SY_OK)
        check_err(sy_log_commit(writer), SY_OK);
    else
        sy_log_abort(writer);
    return err;
}

struct row {
    unsigned table;
    uint8_t key[KEY_BYTES];
    size_t key_len;
    uint8_t *value; /* as it was */
    size_t len;
};

static struct sy_bytes key_of(const struct row *row)
{
    return (struct sy_bytes){row->key, row->key_len};
}

/* Every row but those of the state, which say nothing of an entry, and marks. */
static size_t read_rows(struct row *rows)
{
    struct sy_store_cursor *cursor;
    struct sy_store_txn *txn;
    struct sy_log_mark mark;
    size_t count = 0;

    check_err(sy_store_read(district()->store, &txn), SY_OK);
    for (unsigned table = SY_LOG_ENTRIES; table < SY_LOG_TABLES; table++) {
        struct sy_bytes key = {NULL, 0};
        struct sy_bytes value;
        enum sy_err err;

        check_err(sy_store_cursor_open(txn, table, &cursor), SY_OK);
        for (err = sy_store_seek(cursor, key, &key, &value); err == SY_OK;
             err = sy_store_next(cursor, &key, &value)) {
            struct row *row = &rows[count];

            if (sy_log_mark_read(value, &mark))
                continue;
            assert_true(count++ < ROWS_MAX);
            assert_true(key.len <= KEY_BYTES);
            row->table = table;
            row->key_len = key.len;
            row->len = value.len;
            memcpy(row->key, key.data, key.len);
            row->value = malloc(value.len);
            memcpy(row->value, value.data, value.len);
        }
        check_err(err, SY_NOT_FOUND);
        sy_store_cursor_close(cursor);
    }
    sy_store_end(txn);
    return count;
}

static void close_rows(struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(rows[i].value);
}

/* With one bit flipped, or out. */
static void spoil(const struct row *row, bool out, size_t at)
{
    struct sy_store_txn *txn;

    check_err(sy_store_write(district()->store, &txn), SY_OK);
    if (out) {
        check_err(sy_store_delete(txn, row->table, key_of(row)), SY_OK);
    } else {
        row->value[at] ^= 0x10;
        check_err(
            sy_store_put(txn, row->table, key_of(row), (struct sy_bytes){row->value, row->len}),
            SY_OK);
        row->value[at] ^= 0x10;
    }
    check_err(sy_store_commit(txn), SY_OK);
}

static void check_row(const struct row *row)
{
    struct sy_store_txn *txn;
    struct sy_bytes value;

    check_err(sy_store_read(district()->store, &txn), SY_OK);
    check_err(sy_store_get(txn, row->table, key_of(row), &value), SY_OK);
    assert_true(sy_bytes_equal(value, (struct sy_bytes){row->value, row->len}));
    sy_store_end(txn);
}

/* The entry that a row is about; of a node the one that completes it. */
static uint64_t entry_of(const struct row *row)
{
    uint64_t number = sy_get_u64be(row->key);
    uint64_t index = 0;

    if (row->table == SY_LOG_STATEMENTS)
        return sy_get_u64be(row->value);
    if (row->table != SY_LOG_HASHES)
        return number;
    while (sy_merkle_stored_count(index + 1) <= number)
        index++;
    return index;
}

static enum sy_flaw_kind kind_of(const struct row *row)
{
    static const enum sy_flaw_kind kinds[] = {
        [SY_LOG_ENTRIES] = SY_FLAW_ENTRY,     [SY_LOG_HASHES] = SY_FLAW_NODE,
        [SY_LOG_STATEMENTS] = SY_FLAW_LOOKUP, [SY_LOG_DIGESTS] = SY_FLAW_DIGEST,
        [SY_LOG_PARTS] = SY_FLAW_PART,        [SY_LOG_TREES] = SY_FLAW_TREE};

    return kinds[row->table];
}

static void check_flaw(const struct row *row, const struct sy_log_flaw *flaw)
{
    assert_string_equal(sy_flaw_name(flaw->kind), sy_flaw_name(kind_of(row)));
    assert_int_equal(flaw->index, entry_of(row));
    assert_non_null(flaw->what);
    if (row->table == SY_LOG_PARTS || row->table == SY_LOG_DIGESTS)
        assert_int_equal(flaw->record, sy_get_u32be(row->key + 8));
    if (row->table == SY_LOG_PARTS)
        assert_int_equal(flaw->part_kind, row->key[SY_LOG_DIGEST_KEY_BYTES]);
}

static void test_every_row_is_named_and_put_right(void **state)
{
    static struct row rows[ROWS_MAX];
    size_t count = read_rows(rows);
    struct sy_log_flaw flaw;
    uint64_t put;

    (void)state;
    check_err(scrub(&flaw), SY_OK);
    for (size_t i = 0; i < count; i++) {
        for (unsigned way = 0; way < 3; way++) {
            spoil(&rows[i], way == 0, way == 1 ? 0 : rows[i].len - 1);
            check_err(scrub(&flaw), SY_CORRUPT);
            check_flaw(&rows[i], &flaw);
            check_err(repair(sy_buffer_bytes(&shares[flaw.index]), &put), SY_OK);
            assert_int_equal(put, 1);
            check_err(scrub(&flaw), SY_OK);
            check_row(&rows[i]);
        }
    }
    print_message("# %zu rows\n", count);
    assert_true(count > 6 * ENTRIES);
    close_rows(rows, count);
}

/* What follows from the entry and its parts needs nobody else. */
static void test_what_follows_is_put_right_alone(void **state)
{
    static struct row rows[ROWS_MAX];
    size_t count = read_rows(rows);
    struct sy_buffer share = {0};
    struct sy_log_snapshot *snapshot;
    struct sy_log_flaw flaw;
    uint64_t put;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].table != SY_LOG_HASHES && rows[i].table != SY_LOG_STATEMENTS &&
            rows[i].table != SY_LOG_TREES)
            continue;
        spoil(&rows[i], i % 2 == 0, 0);
        check_err(scrub(&flaw), SY_CORRUPT);
        check_err(sy_log_snapshot(district(), &snapshot), SY_OK);
        sy_buffer_clear(&share);
        check_err(sy_log_share(snapshot, flaw.index, &share), SY_OK);
        sy_log_release(snapshot);
        check_err(repair(sy_buffer_bytes(&share), &put), SY_OK);
        assert_int_equal(put, 1);
        check_err(scrub(&flaw), SY_OK);
        check_row(&rows[i]);
    }
    sy_buffer_close(&share);
    close_rows(rows, count);
}

static struct row entry_row(uint64_t index)
{
    struct row row = {.table = SY_LOG_ENTRIES, .key_len = 8};

    sy_put_u64be(row.key, index);
    return row;
}

/* A row that is bad, and a share that is not what was signed. */
static void test_nothing_is_believed(void **state)
{
    struct row row = entry_row(5);
    struct sy_buffer other = {0};
    struct sy_log_flaw flaw;
    uint64_t put = 77;

    (void)state;
    spoil(&row, true, 0);
    for (size_t at = 0; at < shares[5].len; at++) {
        struct sy_entry_share share;

        sy_buffer_clear(&other);
        sy_buffer_put_bytes(&other, sy_buffer_bytes(&shares[5]));
        other.data[at] ^= 1;
        if (sy_entry_share_read(sy_buffer_bytes(&other), &share) != SY_OK)
            continue;
        assert_int_not_equal(repair(sy_buffer_bytes(&other), &put), SY_OK);
        assert_int_equal(put, 77);
    }
    check_err(scrub(&flaw), SY_CORRUPT);
    assert_int_equal(flaw.index, 5);
    check_err(repair(sy_buffer_bytes(&shares[5]), &put), SY_OK);
    check_err(scrub(&flaw), SY_OK);
    sy_buffer_close(&other);
}

/* Both entries of a pair, and their leaves: the stored nodes prove neither, a proof does. */
static void test_a_proof_helps_where_the_nodes_do_not(void **state)
{
    struct sy_log_snapshot *snapshot;
    struct sy_merkle_source source;
    struct sy_merkle_proof proof[2];
    struct sy_log_writer *writer;
    struct sy_entry_share share;
    struct sy_log_flaw flaw;
    uint64_t put;

    (void)state;
    check_err(sy_log_snapshot(district(), &snapshot), SY_OK);
    source = sy_log_source(snapshot);
    for (uint64_t i = 0; i < 2; i++)
        check_err(sy_merkle_prove_inclusion(&source, ENTRIES, 6 + i, &proof[i]), SY_OK);
    sy_log_release(snapshot);
    for (uint64_t i = 0; i < 2; i++) {
        struct row row = entry_row(6 + i);

        spoil(&row, true, 0);
        row.table = SY_LOG_HASHES;
        sy_put_u64be(row.key, sy_merkle_stored_index(0, 6 + i));
        spoil(&row, true, 0);
    }
    check_err(repair(sy_buffer_bytes(&shares[6]), &put), SY_BAD_ROOT);
    for (uint64_t i = 0; i < 2; i++) {
        check_err(scrub(&flaw), SY_CORRUPT);
        assert_int_equal(flaw.index, 6 + i);
        check_err(sy_entry_share_read(sy_buffer_bytes(&shares[6 + i]), &share), SY_OK);
        check_err(sy_log_begin(district(), &writer), SY_OK);
        check_err(sy_log_repair(writer, &signed_state, &share, &proof[1 - i], &put),
                  SY_BAD_ROOT);
        check_err(sy_log_repair(writer, &signed_state, &share, &proof[i], &put), SY_OK);
        check_err(sy_log_commit(writer), SY_OK);
    }
    check_err(scrub(&flaw), SY_OK);
}

/* The marks of what was erased stay; a part that should be here and is not is a flaw only where
 * every part is to be here. */
static void test_erased_stays_erased(void **state)
{
    struct row row = {.table = SY_LOG_PARTS, .key_len = SY_LOG_PART_KEY_BYTES};
    struct sy_log_snapshot *snapshot;
    enum sy_part_state part;
    struct sy_log_flaw flaw;
    uint64_t order;
    uint64_t put;

    (void)state;
    check_err(repair(sy_buffer_bytes(&shares[ERASED]), &put), SY_OK);
    assert_int_equal(put, 0);
    check_err(sy_log_snapshot(district(), &snapshot), SY_OK);
    check_err(sy_log_part_state(snapshot, ERASED, 0, SY_PART_PERSONAL, &part, &order), SY_OK);
    assert_int_equal(part, SY_PART_ERASED);
    sy_log_release(snapshot);
    sy_log_part_key(2, 0, SY_PART_OPEN, row.key);
    spoil(&row, true, 0);
    check_err(scrub(&flaw), SY_CORRUPT);
    signed_state.whole = false;
    check_err(scrub(&flaw), SY_OK);
    check_err(repair(sy_buffer_bytes(&shares[2]), &put), SY_OK);
    assert_int_equal(put, 0);
}

static void test_the_end(void **state)
{
    struct sy_log_scrub pass = signed_state;
    struct sy_log_snapshot *snapshot;
    struct sy_log_flaw flaw;
    enum sy_err err;

    (void)state;
    check_err(sy_log_snapshot(district(), &snapshot), SY_OK);
    pass.root.bytes[0] ^= 1;
    err = sy_log_scrub(snapshot, &pass, UINT64_MAX, &flaw);
    check_err(err, SY_CORRUPT);
    assert_int_equal(flaw.kind, SY_FLAW_END);
    assert_int_equal(flaw.index, ENTRIES);
    pass = signed_state;
    pass.size++;
    check_err(sy_log_scrub(snapshot, &pass, UINT64_MAX, &flaw), SY_CORRUPT);
    assert_int_equal(flaw.kind, SY_FLAW_END);
    sy_log_release(snapshot);
}

/* A pass is its position: another process goes on with it; behind a bad entry too. */
static void test_a_pass_goes_on(void **state)
{
    struct sy_log_scrub pass = signed_state;
    struct row row = entry_row(3);
    struct sy_log_snapshot *snapshot;
    struct sy_log_flaw flaw;

    (void)state;
    spoil(&row, true, 0);
    check_err(sy_log_snapshot(district(), &snapshot), SY_OK);
    check_err(sy_log_scrub(snapshot, &pass, UINT64_MAX, &flaw), SY_CORRUPT);
    assert_int_equal(pass.next, 3);
    pass = signed_state;
    pass.next = 4;
    check_err(sy_log_scrub(snapshot, &pass, 1, &flaw), SY_OK);
    assert_int_equal(pass.next, 5);
    check_err(sy_log_scrub(snapshot, &pass, UINT64_MAX, &flaw), SY_OK);
    assert_int_equal(pass.next, ENTRIES);
    assert_true(pass.read_bytes > 0);
    sy_log_release(snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_row_is_named_and_put_right, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_follows_is_put_right_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing_is_believed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_proof_helps_where_the_nodes_do_not, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_erased_stays_erased, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_end, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_pass_goes_on, setup, teardown),
    };

    return cmocka_run_group_tests_name("log_scrub", tests, NULL, NULL);
}
