/* Disclosures: their bytes, which never change; and the view's table of them, which is the same
 * however often it is built. */
#include "tests/unit/fixture.h"

#include "ledger/view_disclosure.h"
#include "proto/disclosure.h"

#define RECORD "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static struct sy_hash record_hash(uint8_t first)
{
    struct sy_hash hash = {{0}};

    for (uint8_t i = 0; i < SY_HASH_BYTES; i++)
        hash.bytes[i] = (uint8_t)(first + i);
    return hash;
}

static struct sy_disclosure to_somebody(const struct sy_hash *record, const char *to)
{
    return (struct sy_disclosure){.record_hash = fixture_hash_bytes(record),
                                  .kind = SY_PART_COMMERCIAL,
                                  .to = to == NULL ? (struct sy_bytes){NULL, 0} : sy_text(to)};
}

static void test_known_bytes(void **state)
{
    struct sy_hash hash = record_hash(0);
    struct sy_disclosure whole = {.record_hash = fixture_hash_bytes(&hash),
                                  .kind = SY_PART_CHAIN,
                                  .to = sy_text("reg:310101-1"),
                                  .hint_origin = sy_text("a/b"),
                                  .hint_index = 300,
                                  .hint_record = 2,
                                  .ground = sy_text("g")};
    struct sy_buffer bytes = {0};
    struct sy_disclosure read;

    (void)state;
    sy_disclosure_write(&whole, &bytes);
    check_bytes_hex(sy_buffer_bytes(&bytes), "0a20" RECORD "10021a0c7265673a3331303130312d31"
                                             "2203612f6228ac0230023a0167");
    check_err(sy_disclosure_read(sy_buffer_bytes(&bytes), &read), SY_OK);
    assert_int_equal(read.kind, SY_PART_CHAIN);
    check_text(read.to, "reg:310101-1");
    check_text(read.hint_origin, "a/b");
    assert_int_equal(read.hint_index, 300);
    assert_int_equal(read.hint_record, 2);
    check_text(read.ground, "g");
    assert_true(sy_bytes_equal(read.record_hash, whole.record_hash));
    sy_buffer_clear(&bytes);
    whole = to_somebody(&hash, NULL);
    sy_disclosure_write(&whole, &bytes);
    check_bytes_hex(sy_buffer_bytes(&bytes), "0a20" RECORD "1003");
    check_err(sy_disclosure_read(sy_buffer_bytes(&bytes), &read), SY_OK);
    assert_null(read.to.data);
    sy_buffer_close(&bytes);
}

/* What is wrong leaves the output as it was. */
static void test_refused(void **state)
{
    static const struct {
        const char *hex;
        enum sy_err err;
    } wrong[] = {
        {"", SY_BAD_ENCODING},
        {"0a20" RECORD, SY_BAD_ENCODING},
        {"0a20" RECORD "1002"
         "4001",
         SY_BAD_ENCODING},
        {"0a0100"
         "1002",
         SY_LIMIT},
        {"0a20" RECORD "1001", SY_LIMIT},
        {"0a20" RECORD "1004", SY_LIMIT},
        {"0a20" RECORD "108201", SY_LIMIT},
        {"0a20" RECORD "1002"
         "1a00",
         SY_BAD_NAME},
        {"0a20" RECORD "1002"
         "1a0361"
         "2062",
         SY_BAD_NAME},
        {"0a20" RECORD "1002"
         "2201"
         "20",
         SY_BAD_NAME},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct sy_disclosure out = {.kind = 99};

        check_err(sy_disclosure_read(check_unhex(wrong[i].hex), &out), wrong[i].err);
        assert_int_equal(out.kind, 99);
    }
}

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

static void disclose(unsigned org, const struct sy_disclosure *disclosure, unsigned part)
{
    struct sy_draft draft = {.type = SY_TYPE_DISCLOSURE};
    struct sy_buffer body = {0};

    sy_disclosure_write(disclosure, &body);
    draft.bodies[part - 1] = sy_buffer_bytes(&body);
    fixture_append_drafts(&f, org, &draft, 1);
    sy_buffer_close(&body);
}

static struct sy_view *view_of(const char *name, uint64_t step)
{
    struct sy_log_snapshot *snapshot;
    struct sy_view *view;
    uint64_t applied;

    check_err(sy_view_open(fixture_path(&f, name), FIXTURE_MAP_BYTES, &view), SY_OK);
    check_err(sy_log_snapshot(f.logs[FIXTURE_DISTRICT], &snapshot), SY_OK);
    do
        check_err(sy_view_apply(view, 0, fixture_origin(&f, FIXTURE_DISTRICT), snapshot, step,
                                &applied),
                  SY_OK);
    while (applied > 0);
    sy_log_release(snapshot);
    return view;
}

/* Keys, kinds and principals, one behind the other; how many there were. */
static size_t rows_of(struct sy_view *view, const struct sy_hash *record, const char *to,
                      bool skip, struct sy_buffer *out)
{
    struct sy_view_disclosure at = {0};
    struct sy_view_snapshot *snapshot;
    size_t count = 0;

    check_err(sy_view_snapshot(view, &snapshot), SY_OK);
    while (sy_view_next_disclosure(snapshot, record, sy_text(to), skip, &at) == SY_OK) {
        sy_buffer_put(out, at.key, sizeof(at.key));
        sy_buffer_put_u8(out, (uint8_t)at.kind);
        sy_buffer_put_bytes(out, at.principal);
        count++;
    }
    sy_view_release(snapshot);
    return count;
}

static bool any_in(struct sy_view *view)
{
    struct sy_view_snapshot *snapshot;
    bool any;

    check_err(sy_view_snapshot(view, &snapshot), SY_OK);
    check_err(sy_view_any_disclosure(snapshot, &any), SY_OK);
    sy_view_release(snapshot);
    return any;
}

static void test_rows(void **state)
{
    struct sy_hash first = record_hash(0);
    struct sy_hash second = record_hash(1);
    struct sy_disclosure everyone = to_somebody(&first, NULL);
    struct sy_disclosure somebody = to_somebody(&first, "reg:310101-1");
    struct sy_disclosure other = to_somebody(&second, NULL);
    struct sy_buffer rows[2] = {{0}};
    struct sy_buffer seen = {0};
    struct sy_view *views[2];

    (void)state;
    views[0] = view_of("none", 1);
    assert_false(any_in(views[0]));
    sy_view_close(views[0]);
    for (unsigned i = 0; i < 3; i++) {
        disclose(0, &everyone, SY_PART_OPEN);
        disclose(1, &everyone, SY_PART_CHAIN);
    }
    disclose(0, &somebody, SY_PART_CHAIN);
    disclose(2, &everyone, SY_PART_COMMERCIAL); /* a part that views do not read */
    disclose(0, &other, SY_PART_OPEN);
    views[0] = view_of("first", 1);
    views[1] = view_of("second", UINT64_MAX);
    for (unsigned i = 0; i < 2; i++) {
        assert_true(any_in(views[i]));
        assert_int_equal(rows_of(views[i], &first, "", false, &rows[i]), 6);
        assert_int_equal(rows_of(views[i], &first, "reg:310101-1", false, &rows[i]), 1);
        assert_int_equal(rows_of(views[i], &first, "reg:310101-2", false, &rows[i]), 0);
        assert_int_equal(rows_of(views[i], &second, "", false, &rows[i]), 1);
        assert_int_equal(rows_of(views[i], &first, "", true, &seen), 2); /* by two of them */
        sy_view_close(views[i]);
    }
    assert_true(sy_bytes_equal(sy_buffer_bytes(&rows[0]), sy_buffer_bytes(&rows[1])));
    sy_buffer_close(&rows[0]);
    sy_buffer_close(&rows[1]);
    sy_buffer_close(&seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_bytes),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_rows),
    };

    return cmocka_run_group_tests_name("disclosure", tests, setup, teardown);
}
