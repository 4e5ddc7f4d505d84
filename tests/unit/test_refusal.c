/* Signed refusals: the frozen one both ways, every bit of it, and what it must never be taken
 * for. */
#include "tests/check.h"

#include "ledger/checkpoint.h"
#include "ledger/hash.h"
#include "ledger/network.h"
#include "ledger/refusal.h"
#include "tests/unit/worked_log.h"

#define VECTORS SY_SOURCE_ROOT "/tests/vectors/"

/* 2026-11-23T00:00:00.000007Z */
#define REFUSED_AT ((int64_t)1795392000000007)
#define REASON     "uscc:91310115MA1K3BTP2B is suspended (ground: 食品安全法 124)"

static struct sy_bytes frozen;
static struct sy_vkey log_vkey;
static struct sy_secret_key log_key;
static struct sy_hash statement_id;

static int setup(void **state)
{
    static struct sy_network network;
    struct sy_bytes file = check_read_file(VECTORS "network.json");
    uint8_t seed[SY_SEED_BYTES] = {0, 0, 0, 1};

    (void)state;
    frozen = check_read_file(VECTORS "refused.refusal");
    assert_non_null(frozen.data);
    check_err(sy_network_parse(file, &network, NULL), SY_OK);
    free((void *)(uintptr_t)file.data);
    log_vkey = network.logs[0].vkey;
    sy_secret_key_from_seed(seed, &log_key);
    memcpy(statement_id.bytes,
           check_unhex("2ef6414ce27b07c68a46178bf3ef42c26a21cb29fc9dff3c8df209ea6486e38d").data,
           SY_HASH_BYTES);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    free((void *)(uintptr_t)frozen.data);
    return 0;
}

static void make(struct sy_refusal *out)
{
    check_err(sy_refusal_make(sy_text(log_vkey.name), &statement_id, REFUSED_AT, 17,
                              SY_SUSPENDED, REASON, out),
              SY_OK);
}

static void test_the_frozen_one(void **state)
{
    struct sy_buffer note = {0};
    struct sy_refusal refusal;
    struct sy_refusal read;

    (void)state;
    make(&refusal);
    check_err(sy_refusal_sign(&refusal, &log_vkey, &log_key, &note), SY_OK);
    assert_int_equal(note.len, frozen.len);
    assert_memory_equal(note.data, frozen.data, frozen.len);
    check_err(sy_refusal_open(frozen, &log_vkey, &read), SY_OK);
    assert_memory_equal(&read, &refusal, sizeof(read));
    assert_string_equal(read.origin, "suyuan.example/test/310000");
    assert_string_equal(read.error, "organisation_suspended");
    assert_string_equal(read.reason, REASON);
    assert_int_equal(read.time, REFUSED_AT);
    assert_int_equal(read.registry_size, 17);
    assert_true(sy_refusal_begins(frozen));
    sy_buffer_close(&note);
}

static void test_no_bit_of_it_can_be_changed(void **state)
{
    uint8_t *bytes = malloc(frozen.len);
    struct sy_refusal refusal = {.registry_size = 5};

    (void)state;
    assert_non_null(bytes);
    memcpy(bytes, frozen.data, frozen.len);
    for (size_t bit = 0; bit < 8 * frozen.len; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (sy_refusal_open((struct sy_bytes){bytes, frozen.len}, &log_vkey, &refusal) == SY_OK)
            fail_msg("bit %zu is not looked at", bit);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    for (size_t len = 0; len < frozen.len; len++)
        assert_int_not_equal(
            sy_refusal_open((struct sy_bytes){bytes, len}, &log_vkey, &refusal), SY_OK);
    assert_int_equal(refusal.registry_size, 5);
    free(bytes);
}

/* The same text, truly signed by another log, by a witness's type of key, or twice. */
static void test_only_the_log_it_names_may_sign(void **state)
{
    struct sy_buffer note = {0};
    struct sy_refusal refusal;
    struct worked_log w;
    struct sy_vkey witness;

    (void)state;
    worked_log_setup(&w);
    make(&refusal);
    check_err(sy_refusal_sign(&refusal, &w.log, &w.log_key, &note), SY_BAD_NAME);
    check_err(sy_refusal_sign(&refusal, &log_vkey, &w.log_key, &note), SY_BAD_KEY);
    check_err(
        sy_vkey_make(sy_text(log_vkey.name), SY_VKEY_COSIGNATURE, &log_vkey.key, &witness),
        SY_OK);
    check_err(sy_refusal_sign(&refusal, &witness, &log_key, &note), SY_BAD_KEY);
    assert_int_equal(note.len, 0);
    check_err(sy_refusal_open(frozen, &w.log, &refusal), SY_BAD_REFUSAL);
    sy_buffer_put_bytes(&note, frozen);
    sy_buffer_put_text(&note, WORKED_LOG_LINE);
    check_err(sy_refusal_open(sy_buffer_bytes(&note), &log_vkey, &refusal), SY_BAD_REFUSAL);
    sy_buffer_close(&note);
}

/* What a log signs is one or the other: no reader of the one takes the other. */
static void test_it_is_never_a_checkpoint(void **state)
{
    static const struct sy_hash root = {{1}};
    struct sy_checkpoint checkpoint;
    struct sy_refusal refusal;
    struct sy_buffer note = {0};
    struct sy_note parsed;
    struct worked_log w;

    (void)state;
    worked_log_setup(&w);
    check_err(sy_checkpoint_open(frozen, &log_vkey, &checkpoint), SY_BAD_CHECKPOINT);
    check_err(sy_note_parse(frozen, &parsed), SY_OK);
    check_err(sy_checkpoint_parse(parsed.text, &checkpoint), SY_BAD_CHECKPOINT);
    check_err(sy_refusal_open(sy_text(WORKED_NOTE_LOG), &w.log, &refusal), SY_BAD_REFUSAL);
    check_err(sy_refusal_read(sy_text(WORKED_NOTE_LOG), &refusal), SY_BAD_REFUSAL);
    check_err(sy_refusal_parse(sy_text(WORKED_TEXT), &refusal), SY_BAD_REFUSAL);
    assert_false(sy_refusal_begins(sy_text(WORKED_NOTE_LOG)));

    /* Even were a log called as the first line: no refusal is made for it. */
    check_err(sy_refusal_make(sy_text(SY_REFUSAL_FORMAT), &statement_id, REFUSED_AT, 1,
                              SY_DENIED, "x", &refusal),
              SY_BAD_NAME);
    check_err(sy_checkpoint_make(sy_text(SY_REFUSAL_FORMAT), 1, &root, &checkpoint), SY_OK);
    sy_checkpoint_put(&checkpoint, &note);
    check_err(sy_refusal_parse(sy_buffer_bytes(&note), &refusal), SY_BAD_REFUSAL);
    sy_buffer_close(&note);
}

static void test_texts_that_are_no_refusal(void **state)
{
#define HEAD "suyuan/refusal/v1\nx.example/1\nLvZBTOJ7B8aKRheL8+9Cwmohyyn8nf88jfIJ6mSG440=\n"
#define TAIL "\n17\ndenied\nbecause\n"
    static const char *const bad[] = {
        "",
        HEAD "2026-11-23T00:00:00Z" TAIL "more\n",
        HEAD "2026-11-23T00:00:00Z\n17\ndenied\nbecause",
        HEAD "2026-11-23T00:00:00Z\n17\ndenied\n\n",
        HEAD "2026-11-23T00:00:00Z\n17\n\nbecause\n",
        HEAD "2026-11-23T00:00:00Z\n17\nDenied\nbecause\n",
        HEAD "2026-11-23T00:00:00Z\n17\nde nied\nbecause\n",
        HEAD "2026-11-23T00:00:00Z\n017\ndenied\nbecause\n",
        HEAD "2026-11-23T00:00:00Z\n-1\ndenied\nbecause\n",
        HEAD "2026-11-23T00:00:00Z\n17\ndenied\nbe\x1b[31mcause\n",
        HEAD "2026-11-23T00:00:00Z\n17\ndenied\nbe\xff\n",
        HEAD "2026-11-23T08:00:00+08:00" TAIL, /* the same time, another way to write it */
        HEAD "2026-11-23T00:00:00.0Z" TAIL,
        HEAD "2026-11-23T00:00:00.000000Z" TAIL,
        HEAD "1795392000" TAIL,
        "suyuan/refusal/v2\nx.example/1\nLvZBTOJ7B8aKRheL8+9Cwmohyyn8nf88jfIJ6mSG440=\n"
        "2026-11-23T00:00:00Z" TAIL,
        "suyuan/refusal/v1\nx+y\nLvZBTOJ7B8aKRheL8+9Cwmohyyn8nf88jfIJ6mSG440=\n"
        "2026-11-23T00:00:00Z" TAIL,
        "suyuan/refusal/v1\nsuyuan/refusal/v1\nLvZBTOJ7B8aKRheL8+9Cwmohyyn8nf88jfIJ6mSG440=\n"
        "2026-11-23T00:00:00Z" TAIL,
        "suyuan/refusal/v1\nx.example/1\nLvZBTOJ7B8aKRheL8+9Cwmohyyn8nf88jfIJ6mSG44==\n"
        "2026-11-23T00:00:00Z" TAIL,
    };
    struct sy_refusal refusal;

    (void)state;
    check_err(sy_refusal_parse(sy_text(HEAD "2026-11-23T00:00:00Z" TAIL), &refusal), SY_OK);
    assert_string_equal(refusal.reason, "because");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (sy_refusal_parse(sy_text(bad[i]), &refusal) != SY_BAD_REFUSAL)
            fail_msg("taken: %s", bad[i]);
    }
}

/* Whatever a reason holds, what is signed can be read again. */
static void test_any_reason_becomes_one_line(void **state)
{
    struct sy_buffer text = {0};
    struct sy_buffer note = {0};
    struct sy_refusal refusal;
    struct sy_refusal read;
    static const struct {
        const char *reason;
        const char *kept;
    } rows[] = {{"one\ntwo\r\x7f", "one two  "}, {"", "-"}, {"\xff", "-"}, {"\n\n", "  "}};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        check_err(sy_refusal_make(sy_text(log_vkey.name), &statement_id, REFUSED_AT, UINT64_MAX,
                                  SY_DENIED, rows[i].reason, &refusal),
                  SY_OK);
        assert_string_equal(refusal.reason, rows[i].kept);
    }
    for (unsigned i = 0; i < SY_REFUSAL_REASON_BYTES_MAX; i++)
        sy_buffer_put_text(&text, "溯");
    check_err(sy_refusal_make(sy_text(log_vkey.name), &statement_id, REFUSED_AT, 1, SY_DENIED,
                              sy_buffer_text(&text), &refusal),
              SY_OK);
    assert_int_equal(strlen(refusal.reason), SY_REFUSAL_REASON_BYTES_MAX / 3 * 3);
    memset(log_vkey.name, 'x', SY_NAME_BYTES_MAX);
    memset(refusal.origin, 'x', SY_NAME_BYTES_MAX);
    check_err(
        sy_vkey_make(sy_text(refusal.origin), SY_VKEY_ED25519, &log_key.public_key, &log_vkey),
        SY_OK);
    check_err(sy_refusal_sign(&refusal, &log_vkey, &log_key, &note), SY_OK);
    check_err(sy_refusal_open(sy_buffer_bytes(&note), &log_vkey, &read), SY_OK);
    assert_memory_equal(&read, &refusal, sizeof(read));
    check_err(sy_refusal_make(sy_text("x"), &statement_id, INT64_MAX, 1, SY_DENIED, "x", &read),
              SY_BAD_TIME);
    check_err(sy_refusal_make(sy_text("x"), &statement_id, REFUSED_AT, 1, SY_OK, "x", &read),
              SY_INTERNAL);
    sy_buffer_close(&text);
    sy_buffer_close(&note);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_frozen_one),
        cmocka_unit_test(test_no_bit_of_it_can_be_changed),
        cmocka_unit_test(test_only_the_log_it_names_may_sign),
        cmocka_unit_test(test_it_is_never_a_checkpoint),
        cmocka_unit_test(test_texts_that_are_no_refusal),
        cmocka_unit_test(test_any_reason_becomes_one_line),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
