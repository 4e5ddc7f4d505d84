/* Every row of the table in C2SP tlog-witness, and the worked vector: bytes that other people's
 * programs accept. */
#include "ledger/base64.h"
#include "ledger/witness.h"
#include "tests/unit/worked_log.h"

static struct worked_log w;

static int setup(void **state)
{
    (void)state;
    worked_log_setup(&w);
    return 0;
}

static struct sy_witness_state state_at(uint64_t size)
{
    struct sy_merkle_source source = tree_source(&w.tree);
    struct sy_witness_state state = {.size = size};

    if (size > 0)
        check_err(sy_merkle_root_at(&source, size, &state.root), SY_OK);
    return state;
}

/* The request that the log makes at its end; close it. */
static void request(uint64_t old_size, struct sy_buffer *out)
{
    struct sy_merkle_source source = tree_source(&w.tree);
    struct sy_witness_request r = {.old_size = old_size, .note = sy_text(WORKED_NOTE_LOG)};

    if (old_size > 0 && old_size < WORKED_ENTRIES)
        check_err(sy_merkle_prove_consistency(&source, old_size, WORKED_ENTRIES, &r.proof),
                  SY_OK);
    sy_witness_request_put(&r, out);
}

static unsigned decide(struct sy_bytes bytes, const struct sy_vkey *log, uint64_t cosigned,
                       struct sy_witness_answer *out)
{
    struct sy_witness_state state = state_at(cosigned);
    struct sy_witness_request r;

    if (sy_witness_request_read(bytes, &r) != SY_OK)
        return SY_WITNESS_UNREADABLE;
    check_err(sy_witness_decide(&r, log, &state, out), SY_OK);
    return out->status;
}

static void test_worked_vector(void **state)
{
    struct sy_buffer bytes = {0};
    struct sy_buffer line = {0};
    struct sy_witness_answer answer;
    struct sy_witness_request r;

    (void)state;
    request(6, &bytes);
    assert_int_equal(bytes.len, 327); /* 325 characters */
    check_hash(sy_hash_of(sy_buffer_bytes(&bytes)),
               "a25cd3b83b80c4f402cbf4982854e816212137165da0b9d327e9ec756c2135e8");
    check_err(sy_witness_request_read(sy_buffer_bytes(&bytes), &r), SY_OK);
    assert_true(sy_bytes_equal(sy_witness_request_origin(&r), sy_text("suyuan.example/log1")));
    check_hash(sy_hash_of(sy_witness_request_origin(&r)), /* where monitors find it */
               "84170641ced7366165ad891ae8a3fa2dd79f43f178e0e9e47d037c07a20564c4");
    assert_int_equal(decide(sy_buffer_bytes(&bytes), &w.log, 6, &answer), 200);
    assert_int_equal(answer.state.size, WORKED_ENTRIES);
    assert_true(sy_checkpoint_same(&answer.checkpoint.checkpoint, &w.checkpoint));
    check_err(sy_witness_cosign(&answer.checkpoint.checkpoint, &w.witness, &w.witness_key,
                                WORKED_TIME_S, &line),
              SY_OK);
    check_text(sy_buffer_bytes(&line), WORKED_WITNESS_LINE);
    check_err(sy_witness_cosign(&w.checkpoint, &w.log, &w.log_key, WORKED_TIME_S, &line),
              SY_BAD_KEY); /* a log's key cosigns nothing */
    sy_buffer_close(&bytes);
    sy_buffer_close(&line);
}

static void test_accepted(void **state)
{
    (void)state;
    for (uint64_t cosigned = 0; cosigned <= WORKED_ENTRIES; cosigned++) {
        struct sy_witness_answer answer;
        struct sy_buffer bytes = {0};

        request(cosigned, &bytes); /* the same size again too: for a fresh time */
        assert_int_equal(decide(sy_buffer_bytes(&bytes), &w.log, cosigned, &answer), 200);
        assert_int_equal(answer.state.size, WORKED_ENTRIES);
        sy_buffer_close(&bytes);
    }
}

static void test_unreadable(void **state)
{
    static const char *const bytes[] = {
        "", "old 0\n", "old 0\n\n", "old 0\n\nno note\n", "old 00\n\n" WORKED_NOTE_LOG,
        "old +1\n\n" WORKED_NOTE_LOG, "old 18446744073709551616\n\n" WORKED_NOTE_LOG,
        "Old 0\n\n" WORKED_NOTE_LOG,
        "old 6\nDrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o\n\n" WORKED_NOTE_LOG,
        "old 0\r\n\r\n" WORKED_NOTE_LOG,
        /* a size that is not decimal, an extension line */
        "old 0\n\nsuyuan.example/log1\n08\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
        "\n" WORKED_LOG_LINE,
        "old 0\n\n" WORKED_TEXT "extension\n\n" WORKED_LOG_LINE,
        "old 9\n\n" WORKED_NOTE_LOG, /* larger than the checkpoint */
    };
    struct sy_witness_answer answer;

    (void)state;
    for (size_t i = 0; i < sizeof(bytes) / sizeof(bytes[0]); i++)
        assert_int_equal(decide(sy_text(bytes[i]), &w.log, 0, &answer), 400);
}

static void test_unknown_and_unsigned(void **state)
{
    struct sy_witness_answer answer;
    struct sy_vkey other;

    (void)state;
    assert_int_equal(decide(sy_text("old 0\n\n" WORKED_NOTE_LOG), NULL, 0, &answer), 404);
    check_err(sy_vkey_make(sy_text(WORKED_ORIGIN), SY_VKEY_ED25519, &w.witness_key.public_key,
                           &other),
              SY_OK);
    assert_int_equal(decide(sy_text("old 0\n\n" WORKED_NOTE_LOG), &other, 0, &answer), 403);
    assert_int_equal(
        decide(sy_text("old 0\n\n" WORKED_TEXT "\n" WORKED_WITNESS_LINE), &w.log, 0, &answer),
        403);
    /* A line of the known key that is not true. */
    assert_int_equal(
        decide(sy_text("old 0\n\nsuyuan.example/log1\n7\n"
                       "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" WORKED_LOG_LINE),
               &w.log, 0, &answer),
        403);
}

static void test_other_size(void **state)
{
    struct sy_witness_answer answer;
    struct sy_buffer bytes = {0};

    (void)state;
    request(6, &bytes);
    assert_int_equal(decide(sy_buffer_bytes(&bytes), &w.log, 5, &answer), 409);
    assert_int_equal(answer.state.size, 5);
    assert_int_equal(decide(sy_buffer_bytes(&bytes), &w.log, 0, &answer), 409);
    assert_int_equal(answer.state.size, 0);
    sy_buffer_close(&bytes);
}

/* A checkpoint of another tree, signed by the log. */
static void sign_other(uint64_t size, const struct sy_hash *root, struct sy_buffer *out)
{
    struct sy_buffer text = {0};

    sy_buffer_printf(&text, "%s\n%llu\n", WORKED_ORIGIN, (unsigned long long)size);
    sy_base64_put(&text, (struct sy_bytes){root->bytes, SY_HASH_BYTES});
    sy_buffer_put_u8(&text, '\n');
    check_err(sy_note_put_text(out, sy_buffer_bytes(&text)), SY_OK);
    check_err(sy_note_put_signature(out, sy_buffer_bytes(&text), &w.log, &w.log_key, 0), SY_OK);
    sy_buffer_close(&text);
}

static void test_inconsistent(void **state)
{
    static const struct sy_hash other = {{5}};
    struct sy_witness_answer answer;
    struct sy_buffer bytes = {0};

    (void)state;
    /* Nothing cosigned, but a proof. */
    sy_buffer_put_text(
        &bytes, "old 0\nDrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=\n\n" WORKED_NOTE_LOG);
    assert_int_equal(decide(sy_buffer_bytes(&bytes), &w.log, 0, &answer), 422);
    assert_false(answer.fork);
    /* A proof that does not hold. */
    sy_buffer_clear(&bytes);
    sy_buffer_put_text(
        &bytes, "old 6\nDrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=\n\n" WORKED_NOTE_LOG);
    assert_int_equal(decide(sy_buffer_bytes(&bytes), &w.log, 6, &answer), 422);
    assert_false(answer.fork);
    /* Same size, another root: the log has forked, and what it signed is kept. */
    sy_buffer_clear(&bytes);
    sy_buffer_put_text(&bytes, "old 8\n\n");
    sign_other(8, &other, &bytes);
    assert_int_equal(decide(sy_buffer_bytes(&bytes), &w.log, 8, &answer), 422);
    assert_true(answer.fork);
    assert_true(sy_hash_equal(&answer.checkpoint.checkpoint.root, &other));
    assert_int_equal(answer.state.size, 8);
    /* An empty tree with a root that is not H(). */
    sy_buffer_clear(&bytes);
    sy_buffer_put_text(&bytes, "old 0\n\n");
    sign_other(0, &other, &bytes);
    assert_int_equal(decide(sy_buffer_bytes(&bytes), &w.log, 0, &answer), 422);
    sy_buffer_close(&bytes);
}

/* The checks have an order, that of sunlight and the specification: where two of them fail, the
 * first one's status is answered. */
static void test_the_order_of_the_checks(void **state)
{
    static const struct sy_hash other = {{5}};
    static const char bad_proof[] = "DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=\n";
    struct sy_witness_answer answer;
    struct sy_buffer bytes = {0};

    (void)state;
    /* What cannot be read, before whose it is. */
    assert_int_equal(decide(sy_text("old 0\n\n" WORKED_TEXT "extension\n\n" WORKED_LOG_LINE),
                            NULL, 0, &answer),
                     400);
    /* Whose it is, before who signed it. */
    assert_int_equal(
        decide(sy_text("old 0\n\n" WORKED_TEXT "\n" WORKED_WITNESS_LINE), NULL, 0, &answer),
        404);
    /* Who signed it, before "old" larger than it. */
    assert_int_equal(
        decide(sy_text("old 9\n\n" WORKED_TEXT "\n" WORKED_WITNESS_LINE), &w.log, 0, &answer),
        403);
    /* "old" larger than it, before "old" other than what was cosigned. */
    assert_int_equal(decide(sy_text("old 9\n\n" WORKED_NOTE_LOG), &w.log, 5, &answer), 400);
    /* The empty tree's root, before "old" other than what was cosigned. */
    sy_buffer_put_text(&bytes, "old 0\n\n");
    sign_other(0, &other, &bytes);
    assert_int_equal(decide(sy_buffer_bytes(&bytes), &w.log, 5, &answer), 422);
    /* "old" other than what was cosigned, before the proof: the log learns the size. */
    sy_buffer_clear(&bytes);
    sy_buffer_put_text(&bytes, "old 6\n");
    sy_buffer_put_text(&bytes, bad_proof);
    sy_buffer_put_text(&bytes, "\n" WORKED_NOTE_LOG);
    assert_int_equal(decide(sy_buffer_bytes(&bytes), &w.log, 7, &answer), 409);
    assert_int_equal(answer.state.size, 7);
    sy_buffer_close(&bytes);
}

/* The log's start: "old 0" for one that is known, then again with the size that it was told. */
static void test_a_log_learns_the_size_and_asks_again(void **state)
{
    struct sy_witness_answer answer;
    struct sy_buffer bytes = {0};
    struct sy_buffer line = {0};

    (void)state;
    assert_int_equal(decide(sy_text("old 0\n\n" WORKED_NOTE_LOG), &w.log, 6, &answer), 409);
    assert_string_equal(SY_WITNESS_SIZE_TYPE, "text/x.tlog.size");
    request(answer.state.size, &bytes);
    assert_int_equal(decide(sy_buffer_bytes(&bytes), &w.log, 6, &answer), 200);
    /* The same checkpoint again gets a fresh time. */
    sy_buffer_clear(&bytes);
    request(answer.state.size, &bytes);
    assert_int_equal(decide(sy_buffer_bytes(&bytes), &w.log, WORKED_ENTRIES, &answer), 200);
    check_err(sy_witness_cosign(&answer.checkpoint.checkpoint, &w.witness, &w.witness_key,
                                WORKED_TIME_S + 60, &line),
              SY_OK);
    assert_int_not_equal(memcmp(line.data, WORKED_WITNESS_LINE, line.len), 0);
    sy_buffer_close(&line);
    sy_buffer_close(&bytes);
}

/* A line that looks like the witness's own plants nothing: what is signed is written anew. */
static void test_planted_line(void **state)
{
    struct sy_witness_answer answer;

    (void)state;
    assert_int_equal(decide(sy_text("old 0\n\n" WORKED_NOTE_LOG
                                    "\xe2\x80\x94 suyuan.example/w1 czzDRAAAAAAA\n"),
                            &w.log, 0, &answer),
                     200);
    check_text(sy_signed_checkpoint_note(&answer.checkpoint), WORKED_NOTE_LOG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worked_vector),
        cmocka_unit_test(test_accepted),
        cmocka_unit_test(test_unreadable),
        cmocka_unit_test(test_unknown_and_unsigned),
        cmocka_unit_test(test_other_size),
        cmocka_unit_test(test_inconsistent),
        cmocka_unit_test(test_planted_line),
        cmocka_unit_test(test_the_order_of_the_checks),
        cmocka_unit_test(test_a_log_learns_the_size_and_asks_again),
    };

    return cmocka_run_group_tests_name("witness", tests, setup, NULL);
}
