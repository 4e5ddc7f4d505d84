/* Checkpoints and cosignatures: the worked log byte for byte, real cosigned ones, and
 * refusals. */
#include "tests/check.h"

#include "ledger/base64.h"
#include "ledger/checkpoint.h"
#include "ledger/cosignature.h"
#include "tests/unit/worked_log.h"

#define EMPTY_ROOT "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

static void test_the_worked_log(void **state)
{
    struct worked_log w;
    struct sy_buffer note = {0};
    struct sy_buffer line = {0};

    (void)state;
    worked_log_setup(&w);
    check_err(sy_checkpoint_sign(&w.checkpoint, &w.log, &w.log_key, &note), SY_OK);
    check_text(sy_buffer_bytes(&note), WORKED_NOTE_LOG);
    check_err(sy_note_put_signature(&line, sy_text(WORKED_TEXT), &w.witness, &w.witness_key,
                                    WORKED_TIME_S),
              SY_OK);
    check_text(sy_buffer_bytes(&line), WORKED_WITNESS_LINE);
    sy_buffer_close(&note);
    sy_buffer_close(&line);
}

static void test_it_opens_again(void **state)
{
    struct worked_log w;
    struct sy_checkpoint checkpoint;
    struct sy_note note;
    struct sy_note_signers signers;

    (void)state;
    worked_log_setup(&w);
    check_err(sy_checkpoint_open(sy_text(WORKED_NOTE), &w.log, &checkpoint), SY_OK);
    assert_memory_equal(&checkpoint, &w.checkpoint, sizeof(checkpoint));
    check_err(sy_note_parse(sy_text(WORKED_NOTE), &note), SY_OK);
    check_err(sy_note_verify(&note, (struct sy_vkey[]){w.witness, w.log}, 2, &signers), SY_OK);
    assert_int_equal(signers.count, 2);
    assert_int_equal(signers.by[0].known, 1);
    assert_int_equal(signers.by[0].time_s, 0);
    assert_int_equal(signers.by[1].known, 0);
    assert_int_equal(signers.by[1].time_s, WORKED_TIME_S);
    check_text(note.line[1].whole, WORKED_WITNESS_LINE);
}

/* The key id of a witness whose key is a log key as well, under the same name, is another. */
static void test_types_do_not_mix(void **state)
{
    struct worked_log w;
    struct sy_vkey as_log;
    struct sy_vkey as_witness;
    struct sy_checkpoint checkpoint;
    struct sy_buffer note = {0};

    (void)state;
    worked_log_setup(&w);
    check_err(
        sy_vkey_make(sy_text(WORKED_ORIGIN), SY_VKEY_COSIGNATURE, &w.log.key, &as_witness),
        SY_OK);
    assert_int_not_equal(as_witness.id, w.log.id);
    check_err(sy_checkpoint_open(sy_text(WORKED_NOTE), &as_witness, &checkpoint),
              SY_UNKNOWN_KEY);
    check_err(sy_vkey_make(sy_text(WORKED_WITNESS), SY_VKEY_ED25519, &w.witness.key, &as_log),
              SY_OK);
    check_err(sy_checkpoint_open(sy_text(WORKED_NOTE), &as_log, &checkpoint), SY_UNKNOWN_KEY);
    /* A witness alone makes no checkpoint of its own. */
    check_err(sy_checkpoint_open(sy_text(WORKED_NOTE), &w.witness, &checkpoint),
              SY_BAD_CHECKPOINT);
    /* Nor does one of the log's own name. */
    check_err(sy_note_put_text(&note, sy_text(WORKED_TEXT)), SY_OK);
    check_err(sy_note_put_signature(&note, sy_text(WORKED_TEXT), &as_witness, &w.log_key, 0),
              SY_OK);
    check_err(sy_checkpoint_open(sy_buffer_bytes(&note), &as_witness, &checkpoint),
              SY_BAD_CHECKPOINT);
    sy_buffer_close(&note);
}

/* From FiloSottile/sunlight's test data (ISC licence): signatures are true, trees are
 * not. */
static void test_cosignatures_made_by_others(void **state)
{
    static const struct {
        const char *vkey;
        const char *note;
        size_t line;
    } real[] = {
        {"witness.example.org+b8a2cf20+BFLN3yikSfFkVAJtrnh/CiY3Zozkoy7clp+P7XB28qUN",
         "rome2026h1.example.org\n300\nlCkHUpkmVBEms2r2T1K6Og69+wUuuN3MIEW1/ezu2v0=\n\n"
         "\xe2\x80\x94 rome2026h1.example.org kVB1JgAAAZtxtEwABAMARzBFAiEAi+mTa2xjL1IdWpH82Oeci"
         "GsGvwRAP+f1WkfKaSZCfFECIHoNPZ/Q3y6UNzvKOO9cuLr6V16vPNfhwhle9f6r5H/Z\n"
         "\xe2\x80\x94 witness.example.org "
         "uKLPIAAAAABpVGeAhm2bOvKc3LaB9PFN1ruG19Y5yqslmcAAbhftn"
         "n1Zznmo0LXFZq4LGvqKqLX8jWlwLKasxEGTLIqAVusneCBmBw==\n",
         1},
        {"mirror.example.org+3fb148ef+BAAjjch9GyYz0sJsJx7ALhbdAtz2ov0unbzSl1vMp94O",
         "rome2026h1.example.org\n300\ngw31yQrqZZCcEOPrzX+bpy3nJ6QgngTKn8G1m0i62uU=\n\n"
         "\xe2\x80\x94 mirror.example.org "
         "P7FI7wAAAABpVGeAjA1S4pJm6MbcXjX7UUImu4azZtrfcVW2uyr/LX"
         "IYlwEJzXC0N0EiZkbqfLdXt/4gVEEuGmxJjAfXKMCISpsJAg==\n",
         0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(real) / sizeof(real[0]); i++) {
        struct sy_vkey vkey;
        struct sy_note note;
        struct sy_note_signers signers;
        struct sy_checkpoint checkpoint;

        check_err(sy_vkey_parse(sy_text(real[i].vkey), &vkey), SY_OK);
        check_err(sy_note_parse(sy_text(real[i].note), &note), SY_OK);
        check_err(sy_note_verify(&note, &vkey, 1, &signers), SY_OK);
        assert_int_equal(signers.count, 1);
        assert_int_equal(signers.by[0].line, real[i].line);
        assert_int_equal(signers.by[0].time_s, 1767139200);
        check_err(sy_checkpoint_parse(note.text, &checkpoint), SY_OK);
        assert_int_equal(checkpoint.size, 300);
    }
}

static void test_cosignatures(void **state)
{
    struct worked_log w;
    uint8_t blob[SY_COSIGNATURE_BYTES];
    struct sy_bytes bytes = {blob, sizeof(blob)};
    struct sy_bytes text = sy_text(WORKED_TEXT);
    struct sy_buffer message = {0};
    struct sy_hash hash;
    uint64_t time_s = 5;

    (void)state;
    worked_log_setup(&w);
    check_err(sy_cosignature_sign(&w.witness_key, text, SY_COSIGNATURE_TIME_MAX + 1, blob),
              SY_BAD_TIME);
    check_err(sy_cosignature_sign(&w.witness_key, text, WORKED_TIME_S, blob), SY_OK);
    /* What was signed, spelled out. */
    sy_buffer_put_text(&message, "cosignature/v1\ntime 1700000000\n" WORKED_TEXT);
    hash = sy_hash_of(sy_buffer_bytes(&message));
    check_hash(hash, "4c2fef8adb59fdfa584b7e32cc2440f4ab103b4c81a3b705acdf97a684e117d4");
    check_err(sy_verify(&w.witness.key, sy_buffer_bytes(&message),
                        (struct sy_bytes){blob + 8, SY_SIGNATURE_BYTES}),
              SY_OK);
    for (size_t bit = 0; bit < 8 * sizeof(blob); bit++) {
        blob[bit / 8] ^= (uint8_t)(1 << bit % 8);
        check_err(sy_cosignature_verify(&w.witness.key, text, bytes, &time_s),
                  SY_BAD_SIGNATURE);
        blob[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    check_err(sy_cosignature_verify(&w.log.key, text, bytes, &time_s), SY_BAD_SIGNATURE);
    check_err(sy_cosignature_verify(&w.witness.key, sy_text("other\n"), bytes, &time_s),
              SY_BAD_SIGNATURE);
    bytes.len--;
    check_err(sy_cosignature_verify(&w.witness.key, text, bytes, &time_s), SY_BAD_SIGNATURE);
    assert_int_equal(time_s, 5);
    bytes.len++;
    check_err(sy_cosignature_verify(&w.witness.key, text, bytes, &time_s), SY_OK);
    assert_int_equal(time_s, WORKED_TIME_S);
    sy_buffer_close(&message);
}

/* Truly signed, but in the year 292 billion: not every verifier can hold such a time. */
static void test_a_time_out_of_range(void **state)
{
    struct worked_log w;
    uint8_t blob[SY_COSIGNATURE_BYTES];
    struct sy_bytes bytes = {blob, sizeof(blob)};
    uint64_t time_s = 5;

    (void)state;
    worked_log_setup(&w);
    sy_put_u64be(blob, SY_COSIGNATURE_TIME_MAX + 1);
    sy_sign(&w.witness_key, sy_text("cosignature/v1\ntime 9223372036854775808\n" WORKED_TEXT),
            blob + 8);
    check_err(sy_cosignature_verify(&w.witness.key, sy_text(WORKED_TEXT), bytes, &time_s),
              SY_BAD_SIGNATURE);
    assert_int_equal(time_s, 5);
    check_err(sy_cosignature_sign(&w.witness_key, sy_text(WORKED_TEXT), SY_COSIGNATURE_TIME_MAX,
                                  blob),
              SY_OK);
    check_err(sy_cosignature_verify(&w.witness.key, sy_text(WORKED_TEXT), bytes, &time_s),
              SY_OK);
    assert_true(time_s == SY_COSIGNATURE_TIME_MAX);
}

static void test_texts_that_are_no_checkpoint(void **state)
{
    static const char *const bad[] = {
        "",
        "\n0\n" EMPTY_ROOT "\n",
        "o\n0\n" EMPTY_ROOT,                 /* no newline at the end */
        "o\n0\n" EMPTY_ROOT "\nextension\n", /* one line more */
        "o\n0\n" EMPTY_ROOT "\n\n",
        "o\n\n" EMPTY_ROOT "\n",
        "o\n00\n" EMPTY_ROOT "\n", /* leading zero */
        "o\n01\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
        "o\n+1\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
        "o\n1 \nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
        "o\n0x1\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
        "o\n0\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n", /* empty, another root */
        "o\n4611686018427387905\n" EMPTY_ROOT "\n",             /* above 2^62 */
        "o\n18446744073709551616\n" EMPTY_ROOT "\n",            /* above 2^64 */
        "o\n18446744073709551625\n" EMPTY_ROOT "\n",
        "o\n1\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyh=\n", /* spare bits */
        "o\n1\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg\n",  /* no padding */
        "o\n1\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQw==\n", /* 31 bytes */
        "o\n1\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQygA\n", /* 33 bytes */
        "o o\n0\n" EMPTY_ROOT "\n",
        "o+o\n0\n" EMPTY_ROOT "\n",
        "\xe6\xba\xaf\n0\n" EMPTY_ROOT "\n",
    };
    struct sy_checkpoint checkpoint = {.size = 42};

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (sy_checkpoint_parse(sy_text(bad[i]), &checkpoint) != SY_BAD_CHECKPOINT)
            fail_msg("text %zu is not refused: %s", i, bad[i]);
    }
    assert_int_equal(checkpoint.size, 42);
    check_err(sy_checkpoint_parse(sy_text("o\n0\n" EMPTY_ROOT "\n"), &checkpoint), SY_OK);
    check_err(
        sy_checkpoint_parse(sy_text("o\n4611686018427387904\n" EMPTY_ROOT "\n"), &checkpoint),
        SY_OK);
    assert_true(checkpoint.size == SY_TREE_SIZE_MAX);
}

static void test_origins(void **state)
{
    char name[SY_NAME_BYTES_MAX + 2];
    struct sy_hash root = tree_leaf(1);
    struct sy_checkpoint checkpoint;

    (void)state;
    memset(name, 'a', sizeof(name) - 1);
    name[sizeof(name) - 1] = 0;
    check_err(sy_checkpoint_make(sy_text(name), 1, &root, &checkpoint), SY_BAD_NAME);
    name[SY_NAME_BYTES_MAX] = 0;
    check_err(sy_checkpoint_make(sy_text(name), 1, &root, &checkpoint), SY_OK);
    assert_string_equal(checkpoint.origin, name);
    check_err(sy_checkpoint_make(sy_text("a"), 0, &root, &checkpoint), SY_BAD_CHECKPOINT);
    check_err(sy_checkpoint_make(sy_text("a"), SY_TREE_SIZE_MAX + 1, &root, &checkpoint),
              SY_BAD_CHECKPOINT);
    assert_false(sy_origin_valid(sy_text("")));
    assert_false(sy_origin_valid(sy_text("a\x7f")));
    assert_true(sy_origin_valid(sy_text("suyuan.example/shanghai/310115")));
}

static void test_what_is_not_signed(void **state)
{
    struct worked_log w;
    struct sy_buffer out = {0};
    struct sy_vkey other;

    (void)state;
    worked_log_setup(&w);
    check_err(sy_vkey_make(sy_text("suyuan.example/log2"), SY_VKEY_ED25519, &w.log.key, &other),
              SY_OK);
    check_err(sy_checkpoint_sign(&w.checkpoint, &other, &w.log_key, &out), SY_BAD_NAME);
    check_err(sy_checkpoint_sign(&w.checkpoint, &w.log, &w.witness_key, &out), SY_BAD_KEY);
    check_err(sy_vkey_make(sy_text(WORKED_ORIGIN), SY_VKEY_COSIGNATURE, &w.log.key, &other),
              SY_OK);
    check_err(sy_checkpoint_sign(&w.checkpoint, &other, &w.log_key, &out), SY_BAD_KEY);
    assert_int_equal(out.len, 0);
    out.max = 100;
    check_err(sy_checkpoint_sign(&w.checkpoint, &w.log, &w.log_key, &out), SY_LIMIT);
    assert_int_equal(out.len, 0);
    sy_buffer_close(&out);
}

/* A true signature under a text that names another log, or that is no checkpoint at all. */
static void test_signed_but_not_ours(void **state)
{
    static const char *const texts[] = {
        "suyuan.example/log2\n0\n" EMPTY_ROOT "\n",
        "suyuan.example/log1\n0\n" EMPTY_ROOT "\nextension\n",
        "Hello.\n",
    };
    struct worked_log w;
    struct sy_checkpoint checkpoint = {.size = 42};

    (void)state;
    worked_log_setup(&w);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct sy_buffer note = {0};

        check_err(sy_note_put_text(&note, sy_text(texts[i])), SY_OK);
        check_err(sy_note_put_signature(&note, sy_text(texts[i]), &w.log, &w.log_key, 0),
                  SY_OK);
        check_err(sy_checkpoint_open(sy_buffer_bytes(&note), &w.log, &checkpoint),
                  SY_BAD_CHECKPOINT);
        sy_buffer_close(&note);
    }
    assert_int_equal(checkpoint.size, 42);
}

/* What a log sends to a witness (C2SP tlog-witness): old size, consistency proof,
 * checkpoint. */
static void test_the_worked_submission(void **state)
{
    struct worked_log w;
    struct sy_merkle_source source;
    struct sy_merkle_proof proof;
    struct sy_buffer body = {0};
    struct sy_hash hash;

    (void)state;
    worked_log_setup(&w);
    source = tree_source(&w.tree);
    check_err(sy_merkle_prove_consistency(&source, 6, WORKED_ENTRIES, &proof), SY_OK);
    sy_buffer_put_text(&body, "old 6\n");
    for (size_t i = 0; i < proof.count; i++) {
        sy_base64_put(&body, (struct sy_bytes){proof.hash[i].bytes, SY_HASH_BYTES});
        sy_buffer_put_u8(&body, '\n');
    }
    sy_buffer_put_u8(&body, '\n');
    check_err(sy_checkpoint_sign(&w.checkpoint, &w.log, &w.log_key, &body), SY_OK);
    assert_int_equal(body.len, 327);
    hash = sy_hash_of(sy_buffer_bytes(&body));
    check_hash(hash, "a25cd3b83b80c4f402cbf4982854e816212137165da0b9d327e9ec756c2135e8");
    sy_buffer_close(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_worked_log),
        cmocka_unit_test(test_it_opens_again),
        cmocka_unit_test(test_types_do_not_mix),
        cmocka_unit_test(test_cosignatures_made_by_others),
        cmocka_unit_test(test_cosignatures),
        cmocka_unit_test(test_a_time_out_of_range),
        cmocka_unit_test(test_texts_that_are_no_checkpoint),
        cmocka_unit_test(test_origins),
        cmocka_unit_test(test_what_is_not_signed),
        cmocka_unit_test(test_signed_but_not_ours),
        cmocka_unit_test(test_the_worked_submission),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
