/* A part is erased by order: its bytes are gone from the folder, why is told, and nothing else
 * is different: roots, proofs, paths, receipts and audits are as before, in random histories
 * too. Every body is made of one mark, repeated, that no other body has. */
#include "tests/unit/fixture.h"

#include "ledger/audit.h"
#include "ledger/log_erase.h"
#include "proto/record_type.h"

enum { MARK_BYTES = 12, BODY_MAX = 60000, RECORDS = 20, SEEDS = 6, ERASURES_MAX = 200 };

static struct fixture f;
static const uint64_t slice = 1 << 20;
static unsigned scratch;
static unsigned marks;

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

/* A body of about len bytes; each has a mark of its own. Free it. */
static char *body(size_t len)
{
    char *text = malloc(len + MARK_BYTES + 1);

    marks++;
    for (size_t at = 0; at <= len; at += MARK_BYTES)
        snprintf(text + at, MARK_BYTES + 1, "<<%08x>>", marks);
    return text;
}

/* A statement of count records with parts of all four kinds, of about len bytes each. */
static uint64_t append(size_t count, size_t len, struct sy_buffer *submission)
{
    struct sy_draft drafts[RECORDS];
    char *bodies[4 * RECORDS];
    uint64_t index;

    assert_true(count <= RECORDS);
    for (size_t i = 0; i < 4 * count; i++)
        bodies[i] = body(len);
    for (size_t i = 0; i < count; i++)
        drafts[i] = fixture_draft(9999, bodies[4 * i], bodies[4 * i + 1], bodies[4 * i + 2],
                                  bodies[4 * i + 3]);
    sy_buffer_clear(submission);
    fixture_submit(&f, 0, drafts, count, submission);
    index = fixture_append(&f, FIXTURE_DISTRICT, sy_buffer_bytes(submission));
    for (size_t i = 0; i < 4 * count; i++)
        free(bodies[i]);
    return index;
}

static struct sy_log_snapshot *snapshot_of(unsigned log)
{
    struct sy_log_snapshot *out;

    check_err(sy_log_snapshot(f.logs[log], &out), SY_OK);
    return out;
}

static struct sy_hash hash_of(unsigned log, uint64_t index, uint32_t record, uint8_t kind)
{
    struct sy_log_snapshot *snapshot = snapshot_of(log);
    struct sy_record_digest digest;
    struct sy_hash hash = {{0}};

    check_err(sy_log_digest(snapshot, index, record, &digest), SY_OK);
    for (size_t i = 0; i < digest.part_count; i++) {
        if (digest.parts[i].kind == kind)
            hash = digest.parts[i].hash;
    }
    sy_log_release(snapshot);
    return hash;
}

static struct sy_log_erasure erasure_of(uint64_t index, uint32_t record, uint8_t kind,
                                        uint64_t order)
{
    return (struct sy_log_erasure){
        index, record, kind, hash_of(FIXTURE_DISTRICT, index, record, kind), order, {NULL, 0}};
}

static enum sy_err erase(unsigned log, const struct sy_log_erasure *erasure)
{
    struct sy_log_writer *writer;
    enum sy_err err;

    check_err(sy_log_begin(f.logs[log], &writer), SY_OK);
    err = sy_log_erase(writer, erasure);
    if (err == SY_OK)
        check_err(sy_log_commit(writer), SY_OK);
    else
        sy_log_abort(writer);
    return err;
}

static enum sy_part_state state_of(uint64_t index, uint32_t record, uint8_t kind,
                                   uint64_t *order)
{
    struct sy_log_snapshot *snapshot = snapshot_of(FIXTURE_DISTRICT);
    enum sy_part_state state;

    check_err(sy_log_part_state(snapshot, index, record, kind, &state, order), SY_OK);
    sy_log_release(snapshot);
    return state;
}

static bool owes(void)
{
    struct sy_log_snapshot *snapshot = snapshot_of(FIXTURE_DISTRICT);
    bool owed;

    check_err(sy_log_owes_scour(snapshot, &owed), SY_OK);
    sy_log_release(snapshot);
    return owed;
}

static void scour(void)
{
    struct sy_log_scour progress;

    check_err(sy_log_scour_begin(f.logs[FIXTURE_DISTRICT], &progress), SY_OK);
    for (unsigned i = 0; !progress.done; i++) {
        assert_true(i < 10000);
        assert_true(owes() || progress.owed == 0);
        check_err(sy_log_scour(f.logs[FIXTURE_DISTRICT], &progress, slice), SY_OK);
    }
    check_err(sy_log_scour(f.logs[FIXTURE_DISTRICT], &progress, slice), SY_OK);
}

/* The body of the part, which must be here. Free it. */
static char *text_of(uint64_t index, uint32_t record, uint8_t kind)
{
    struct sy_log_snapshot *snapshot = snapshot_of(FIXTURE_DISTRICT);
    struct sy_record_share share;
    struct sy_part part;
    char *text = NULL;

    check_err(sy_log_record(snapshot, index, record, &share), SY_OK);
    for (size_t i = 0; i < share.part_count; i++) {
        if (share.parts[i].kind != kind)
            continue;
        assert_non_null(share.parts[i].part.data);
        check_err(sy_part_read(share.parts[i].part, &part), SY_OK);
        text = strndup((const char *)part.body.data, part.body.len);
    }
    sy_log_release(snapshot);
    return text;
}

static bool on_disk(const char *text)
{
    struct sy_bytes file = check_read_file(fixture_path(&f, "district/data.mdb"));
    bool found = memmem(file.data, file.len, text, MARK_BYTES) != NULL;

    free((void *)(uintptr_t)file.data);
    return found;
}

static void put_hash(struct sy_buffer *to, const struct sy_hash *hash)
{
    sy_buffer_put(to, hash->bytes, SY_HASH_BYTES);
}

static void put_record(struct sy_log_snapshot *snapshot, uint64_t index, uint32_t record,
                       uint32_t count, struct sy_buffer *to)
{
    struct sy_record_share share;
    struct sy_record_digest digest;
    struct sy_hash hash;

    check_err(sy_log_record(snapshot, index, record, &share), SY_OK);
    sy_record_digest_of(&share, &digest);
    hash = sy_record_hash(&digest);
    put_hash(to, &hash);
    check_err(sy_log_record_path(snapshot, index, record, count, &share), SY_OK);
    for (size_t i = 0; i < share.path_count; i++)
        put_hash(to, &share.path[i]);
}

/* Entries, roots, proofs, record hashes and paths: all that is promised, one by one. */
static void promises(struct sy_buffer *to)
{
    struct sy_log_snapshot *snapshot = snapshot_of(FIXTURE_DISTRICT);
    uint64_t size = sy_log_head(snapshot)->tree.size;
    struct sy_merkle_source source = sy_log_source(snapshot);
    struct sy_statement statement;
    struct sy_merkle_proof proof;
    struct sy_entry entry;
    struct sy_bytes bytes;
    struct sy_hash root;
    uint64_t found;

    sy_buffer_clear(to);
    for (uint64_t i = 0; i < size; i++) {
        check_err(sy_log_statement(snapshot, i, &bytes, &entry, &statement), SY_OK);
        sy_buffer_put_bytes(to, bytes);
        check_err(sy_merkle_root_at(&source, i + 1, &root), SY_OK);
        put_hash(to, &root);
        check_err(sy_merkle_prove_inclusion(&source, size, i, &proof), SY_OK);
        for (size_t p = 0; p < proof.count; p++)
            put_hash(to, &proof.hash[p]);
        for (uint32_t r = 0; r < statement.record_count; r++)
            put_record(snapshot, i, r, statement.record_count, to);
        {
            struct sy_scope scope = fixture_scope(&f, FIXTURE_DISTRICT);
            struct sy_hash id = sy_statement_id(&scope, entry.statement);

            check_err(sy_log_find(snapshot, statement.signed_at, &id, &found), SY_OK);
            assert_int_equal(found, i);
        }
    }
    sy_log_release(snapshot);
}

static void check_promises(const struct sy_buffer *before)
{
    struct sy_buffer now = {0};

    promises(&now);
    assert_true(sy_bytes_equal(sy_buffer_bytes(before), sy_buffer_bytes(&now)));
    sy_buffer_close(&now);
}

static void audit_one(struct sy_audit *audit, unsigned log, struct sy_audit_counts *counts)
{
    struct sy_audit_problem why;
    struct sy_buffer note = {0};
    struct sy_buffer share = {0};

    fixture_note(&f, log, &note);
    check_err(sy_audit_begin(audit, fixture_origin(&f, log), sy_buffer_bytes(&note), &why),
              SY_OK);
    for (uint64_t i = 0; i < sy_audit_checkpoint(audit)->size; i++) {
        sy_buffer_clear(&share);
        fixture_entry_share(&f, log, i, &share);
        check_err(sy_audit_entry(audit, sy_buffer_bytes(&share), &why), SY_OK);
    }
    check_err(sy_audit_finish(audit, counts, &why), SY_OK);
    sy_buffer_close(&note);
    sy_buffer_close(&share);
}

static struct sy_audit_counts audit_logs(void)
{
    struct sy_audit_counts counts;
    struct sy_audit *audit;
    char path[1024];
    char name[64];

    snprintf(name, sizeof(name), "scratch-%u", scratch++);
    snprintf(path, sizeof(path), "%s", fixture_path(&f, name));
    assert_int_equal(mkdir(path, 0700), 0);
    check_err(sy_audit_open(&f.network, &f.network, path, &audit), SY_OK);
    audit_one(audit, FIXTURE_REGISTRY, &counts);
    audit_one(audit, FIXTURE_DISTRICT, &counts);
    sy_audit_close(audit);
    return counts;
}

static void check_one(size_t records, size_t len, uint8_t kind)
{
    struct sy_buffer submission = {0};
    struct sy_buffer receipt[2] = {{0}};
    struct sy_buffer before = {0};
    struct sy_receipt_problem why;
    struct sy_receipt opened;
    uint32_t record = (uint32_t)records / 2;
    struct sy_log_erasure erasure;
    uint64_t order = 0;
    uint64_t index;
    char *neighbour;
    char *text;

    append(3, 300, &submission);
    index = append(records, len, &submission);
    text = text_of(index, record, kind);
    neighbour = text_of(index, record, kind == SY_PART_OPEN ? SY_PART_CHAIN : SY_PART_OPEN);
    fixture_receipt(&f, FIXTURE_DISTRICT, index, sy_buffer_bytes(&submission), &receipt[0]);
    promises(&before);
    assert_int_equal(state_of(index, record, kind, &order), SY_PART_HERE);
    assert_false(owes());

    erasure = erasure_of(index, record, kind, 77);
    check_err(erase(FIXTURE_DISTRICT, &erasure), SY_OK);
    assert_true(owes());
    scour();
    assert_false(owes());

    assert_false(on_disk(text));
    assert_true(on_disk(neighbour));
    assert_int_equal(state_of(index, record, kind, &order), SY_PART_ERASED);
    assert_int_equal(order, 77);
    check_promises(&before);
    fixture_receipt(&f, FIXTURE_DISTRICT, index, sy_buffer_bytes(&submission), &receipt[1]);
    assert_true(sy_bytes_equal(sy_buffer_bytes(&receipt[0]), sy_buffer_bytes(&receipt[1])));
    check_err(sy_receipt_open(&f.network, sy_buffer_bytes(&receipt[1]), &opened, &why), SY_OK);
    sy_receipt_close(&opened);
    assert_int_equal(audit_logs().parts_withheld, 1);

    fixture_close_logs(&f);
    fixture_open_logs(&f);
    assert_int_equal(state_of(index, record, kind, &order), SY_PART_ERASED);
    check_promises(&before);
    append(2, 100, &submission);
    assert_false(on_disk(text));
    sy_buffer_close(&submission);
    sy_buffer_close(&receipt[0]);
    sy_buffer_close(&receipt[1]);
    sy_buffer_close(&before);
    free(neighbour);
    free(text);
}

static void test_a_small_part(void **state)
{
    (void)state;
    check_one(2, 90, SY_PART_PERSONAL);
}

static void test_a_part_of_a_page(void **state)
{
    (void)state;
    check_one(1, 3000, SY_PART_CHAIN);
}

static void test_a_large_part(void **state)
{
    (void)state;
    check_one(RECORDS, BODY_MAX, SY_PART_COMMERCIAL);
}

static void test_an_open_part(void **state)
{
    (void)state;
    check_one(3, 200, SY_PART_OPEN);
}

static void test_what_is_not_erased(void **state)
{
    struct sy_log_erasure erasure;
    struct sy_buffer submission = {0};
    struct sy_buffer before = {0};
    struct sy_log_snapshot *snapshot;
    enum sy_part_state part_state;
    uint64_t order;

    (void)state;
    append(2, 90, &submission);
    promises(&before);
    erasure = erasure_of(0, 1, SY_PART_PERSONAL, 5);
    erasure.index = 1;
    check_err(erase(FIXTURE_DISTRICT, &erasure), SY_NOT_YET);
    erasure.index = UINT64_MAX;
    check_err(erase(FIXTURE_DISTRICT, &erasure), SY_NOT_YET);
    erasure.index = 0;
    erasure.record = 2;
    check_err(erase(FIXTURE_DISTRICT, &erasure), SY_NOT_FOUND);
    erasure.record = 1;
    erasure.kind = 5;
    check_err(erase(FIXTURE_DISTRICT, &erasure), SY_NOT_FOUND);
    erasure.kind = SY_PART_CHAIN; /* whose hash is not the personal part's */
    check_err(erase(FIXTURE_DISTRICT, &erasure), SY_VOID);
    erasure.kind = SY_PART_PERSONAL;
    erasure.part_hash.bytes[31] ^= 1;
    check_err(erase(FIXTURE_DISTRICT, &erasure), SY_VOID);
    for (uint32_t r = 0; r < 2; r++) {
        for (uint8_t kind = SY_PART_OPEN; kind <= SY_PART_PERSONAL; kind++)
            assert_int_equal(state_of(0, r, kind, &order), SY_PART_HERE);
    }
    snapshot = snapshot_of(FIXTURE_DISTRICT);
    check_err(sy_log_part_state(snapshot, 0, 0, 5, &part_state, &order), SY_NOT_FOUND);
    check_err(sy_log_part_state(snapshot, 1, 0, 1, &part_state, &order), SY_NOT_FOUND);
    sy_log_release(snapshot);
    assert_false(owes());
    check_promises(&before);
    sy_buffer_close(&submission);
    sy_buffer_close(&before);
}

static void test_erasing_again_keeps_the_first_order(void **state)
{
    struct sy_buffer submission = {0};
    struct sy_log_erasure erasure;
    uint64_t order;

    (void)state;
    append(1, 90, &submission);
    erasure = erasure_of(0, 0, SY_PART_PERSONAL, 5);
    check_err(erase(FIXTURE_DISTRICT, &erasure), SY_OK);
    scour();
    erasure.order = 9;
    check_err(erase(FIXTURE_DISTRICT, &erasure), SY_OK);
    assert_int_equal(state_of(0, 0, SY_PART_PERSONAL, &order), SY_PART_ERASED);
    assert_int_equal(order, 5);
    assert_false(owes());
    sy_buffer_close(&submission);
}

/* What the part never said is not left for views; the bytes are gone all the same. */
static void test_an_order_that_leaves_what_was_not_said(void **state)
{
    struct sy_buffer submission = {0};
    struct sy_log_snapshot *snapshot;
    struct sy_log_erasure erasure;
    struct sy_bytes residue;
    uint32_t type;

    (void)state;
    append(1, 90, &submission);
    erasure = erasure_of(0, 0, SY_PART_CHAIN, 5);
    erasure.residue = sy_text("what views read");
    check_err(erase(FIXTURE_DISTRICT, &erasure), SY_OK);
    erasure = erasure_of(0, 0, SY_PART_PERSONAL, 5);
    check_err(erase(FIXTURE_DISTRICT, &erasure), SY_OK);
    snapshot = snapshot_of(FIXTURE_DISTRICT);
    check_err(sy_log_residue(snapshot, 0, 0, SY_PART_CHAIN, &type, &residue), SY_NOT_FOUND);
    check_err(sy_log_residue(snapshot, 0, 0, SY_PART_PERSONAL, &type, &residue), SY_NOT_FOUND);
    check_err(sy_log_residue(snapshot, 0, 0, SY_PART_OPEN, &type, &residue), SY_NOT_FOUND);
    check_err(sy_log_residue(snapshot, 0, 0, 7, &type, &residue), SY_NOT_FOUND);
    sy_log_release(snapshot);
    sy_buffer_close(&submission);
}

static void test_the_registrys_open_parts_stay(void **state)
{
    struct sy_log_erasure erasure = {0, 0, SY_PART_OPEN, {{0}}, 5, {NULL, 0}};

    (void)state;
    erasure.part_hash = hash_of(FIXTURE_REGISTRY, 0, 0, SY_PART_OPEN);
    check_err(erase(FIXTURE_REGISTRY, &erasure), SY_DENIED);
}

/* What is erased while a scour is under way is owed still when that one is done. */
static void test_an_erasure_during_a_scour_is_owed(void **state)
{
    struct sy_buffer submission = {0};
    struct sy_log_erasure erasure;
    struct sy_log_scour progress;
    char *text;

    (void)state;
    append(2, 90, &submission);
    text = text_of(0, 1, SY_PART_PERSONAL);
    erasure = erasure_of(0, 0, SY_PART_PERSONAL, 5);
    check_err(erase(FIXTURE_DISTRICT, &erasure), SY_OK);
    check_err(sy_log_scour_begin(f.logs[FIXTURE_DISTRICT], &progress), SY_OK);
    check_err(sy_log_scour(f.logs[FIXTURE_DISTRICT], &progress, slice), SY_OK);
    erasure = erasure_of(0, 1, SY_PART_PERSONAL, 6);
    check_err(erase(FIXTURE_DISTRICT, &erasure), SY_OK);
    while (!progress.done)
        check_err(sy_log_scour(f.logs[FIXTURE_DISTRICT], &progress, slice), SY_OK);
    assert_true(owes());
    scour();
    assert_false(owes());
    assert_false(on_disk(text));
    free(text);
    sy_buffer_close(&submission);
}

static void test_a_snapshot_makes_the_scour_wait(void **state)
{
    struct sy_log_snapshot *snapshot = snapshot_of(FIXTURE_DISTRICT);
    struct sy_log_scour progress;

    (void)state;
    check_err(sy_log_scour_begin(f.logs[FIXTURE_DISTRICT], &progress), SY_BUSY);
    assert_int_equal(sy_log_head(snapshot)->tree.size, 0);
    sy_log_release(snapshot);
    check_err(sy_log_scour_begin(f.logs[FIXTURE_DISTRICT], &progress), SY_OK);
}

static void test_how_far_orders_are_carried_out(void **state)
{
    struct sy_log_snapshot *snapshot = snapshot_of(FIXTURE_DISTRICT);
    struct sy_log_writer *writer;
    uint64_t size = 9;

    (void)state;
    check_err(sy_log_ordered(snapshot, &size), SY_OK);
    assert_int_equal(size, 0);
    sy_log_release(snapshot);
    check_err(sy_log_begin(f.logs[FIXTURE_DISTRICT], &writer), SY_OK);
    check_err(sy_log_put_ordered(writer, 12), SY_OK);
    check_err(sy_log_commit(writer), SY_OK);
    snapshot = snapshot_of(FIXTURE_DISTRICT);
    check_err(sy_log_ordered(snapshot, &size), SY_OK);
    assert_int_equal(size, 12);
    sy_log_release(snapshot);
}

static uint64_t seed;

static uint64_t below(uint64_t bound)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (seed >> 33) % bound;
}

static void test_random_histories(void **state)
{
    static char *gone[ERASURES_MAX];
    size_t counts[40];

    (void)state;
    for (unsigned s = 1; s <= SEEDS; s++) {
        struct sy_buffer submission = {0};
        struct sy_buffer before = {0};
        uint64_t entries = 5 + s;
        uint64_t erased = 0;
        uint64_t order;

        if (s > 1)
            fixture_open(&f);
        seed = s;
        for (uint64_t i = 0; i < entries; i++) {
            counts[i] = 1 + (size_t)below(RECORDS);
            append(counts[i], (size_t)below(below(4) == 0 ? 6000 : 400), &submission);
        }
        promises(&before);
        for (unsigned i = 0; i < 60; i++) {
            uint64_t index = below(entries);
            uint32_t record = (uint32_t)below(counts[index]);
            uint8_t kind = (uint8_t)(1 + below(4));
            struct sy_log_erasure erasure = erasure_of(index, record, kind, i);

            if (state_of(index, record, kind, &order) == SY_PART_HERE)
                gone[erased++] = text_of(index, record, kind);
            check_err(erase(FIXTURE_DISTRICT, &erasure), SY_OK);
            if (below(20) == 0)
                scour();
        }
        scour();
        for (uint64_t i = 0; i < erased; i++) {
            assert_false(on_disk(gone[i]));
            free(gone[i]);
        }
        check_promises(&before);
        assert_int_equal(audit_logs().parts_withheld, erased);
        sy_buffer_close(&submission);
        sy_buffer_close(&before);
        if (s < SEEDS)
            fixture_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_small_part, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_part_of_a_page, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_large_part, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_open_part, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_is_not_erased, setup, teardown),
        cmocka_unit_test_setup_teardown(test_erasing_again_keeps_the_first_order, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_an_order_that_leaves_what_was_not_said, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_the_registrys_open_parts_stay, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_erasure_during_a_scour_is_owed, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_a_snapshot_makes_the_scour_wait, setup, teardown),
        cmocka_unit_test_setup_teardown(test_how_far_orders_are_carried_out, setup, teardown),
        cmocka_unit_test_setup_teardown(test_random_histories, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
