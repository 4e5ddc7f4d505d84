/* Proof files: the worked log's byte for byte, every damage refused, limits. */
#include "tests/check.h"

#include "ledger/tlog_proof.h"
#include "tests/unit/worked_log.h"

#define FIRST "c2sp.org/tlog-proof@v1\n"
#define HASH  "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms="

static void worked_proof(struct worked_log *w, const char *extra, struct sy_buffer *out)
{
    struct sy_merkle_source source;
    struct sy_merkle_proof path;

    worked_log_setup(w);
    source = tree_source(&w->tree);
    check_err(sy_merkle_prove_inclusion(&source, WORKED_ENTRIES, 5, &path), SY_OK);
    check_err(sy_tlog_proof_put(out, sy_text(extra), 5, &path, sy_text(WORKED_NOTE)), SY_OK);
}

static void test_the_worked_proof(void **state)
{
    struct worked_log w;
    struct sy_buffer file = {0};
    struct sy_hash hash;

    (void)state;
    worked_proof(&w, "", &file);
    assert_int_equal(file.len, 479);
    hash = sy_hash_of(sy_buffer_bytes(&file));
    check_hash(hash, "c67bd91686b6a098d64487327ced408f0d501d08649e04f43ffd7571e5bea4ca");
    check_text(sy_buffer_bytes(&file),
               FIRST "index 5\n" HASH "\n"
                     "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=\n"
                     "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=\n\n" WORKED_NOTE);
    sy_buffer_close(&file);
}

/* What a verifier does: the checkpoint of the log, and the entry in it. */
static enum sy_err verify(const struct worked_log *w, struct sy_bytes file)
{
    struct sy_hash leaf = sy_hash_leaf(check_unhex(worked_entry_hex[5]));
    struct sy_tlog_proof proof;
    struct sy_checkpoint checkpoint;
    enum sy_err err = sy_tlog_proof_parse(file, &proof);

    if (err == SY_OK)
        err = sy_checkpoint_open(proof.note, &w->log, &checkpoint);
    if (err == SY_OK)
        err = sy_merkle_verify_inclusion(&checkpoint.root, checkpoint.size, proof.index, &leaf,
                                         proof.path.hash, proof.path.count);
    return err;
}

static void test_it_reads_again(void **state)
{
    struct worked_log w;
    struct sy_buffer file = {0};
    struct sy_tlog_proof proof;

    (void)state;
    worked_proof(&w, "", &file);
    check_err(verify(&w, sy_buffer_bytes(&file)), SY_OK);
    check_err(sy_tlog_proof_parse(sy_buffer_bytes(&file), &proof), SY_OK);
    assert_int_equal(proof.extra.len, 0);
    assert_int_equal(proof.index, 5);
    assert_int_equal(proof.path.count, 3);
    check_text(proof.note, WORKED_NOTE);
    sy_buffer_clear(&file);
    worked_proof(&w, "anything", &file);
    check_err(sy_tlog_proof_parse(sy_buffer_bytes(&file), &proof), SY_OK);
    check_text(proof.extra, "YW55dGhpbmc=");
    check_err(verify(&w, sy_buffer_bytes(&file)), SY_OK);
    sy_buffer_close(&file);
}

/* Every byte is signed, hashed or refused: but the witness, whom this verifier does not
 * know. */
static void test_every_damaged_byte_is_noticed(void **state)
{
    struct worked_log w;
    struct sy_buffer file = {0};
    size_t known;

    (void)state;
    worked_proof(&w, "", &file);
    known = file.len - strlen(WORKED_WITNESS_LINE);
    for (size_t bit = 0; bit < 8 * known; bit++) {
        file.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_int_not_equal(verify(&w, sy_buffer_bytes(&file)), SY_OK);
        file.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    for (size_t len = 0; len < known; len++)
        assert_int_not_equal(verify(&w, (struct sy_bytes){file.data, len}), SY_OK);
    sy_buffer_close(&file);
}

static void test_what_is_no_proof(void **state)
{
    static const struct {
        const char *file;
        enum sy_err err;
    } bad[] = {
        {"", SY_BAD_VERSION},
        {"c2sp.org/tlog-proof@v1", SY_BAD_VERSION},
        {"c2sp.org/tlog-proof@v2\nindex 0\n\n", SY_BAD_VERSION},
        {"index 0\n" HASH "\n\n", SY_BAD_VERSION}, /* an older form has no first line */
        {FIRST, SY_BAD_PROOF},
        {FIRST "\n", SY_BAD_PROOF},
        {FIRST "index\n\n", SY_BAD_PROOF},
        {FIRST "index \n\n", SY_BAD_PROOF},
        {FIRST "index 05\n\n", SY_BAD_PROOF},
        {FIRST "index -1\n\n", SY_BAD_PROOF},
        {FIRST "index 5\r\n\n", SY_BAD_PROOF},
        {FIRST "index 18446744073709551616\n\n", SY_BAD_PROOF},
        {FIRST "index 5", SY_BAD_PROOF},
        {FIRST "index 5\n", SY_BAD_PROOF}, /* no empty line */
        {FIRST "index 5\n" HASH, SY_BAD_PROOF},
        {FIRST "index 5\n" HASH "\n", SY_BAD_PROOF},
        {FIRST "index 5\n " HASH "\n\n", SY_BAD_PROOF},
        {FIRST "index 5\nAAAA\n\n", SY_BAD_PROOF},
        {FIRST "index 5\nindex 5\n\n", SY_BAD_PROOF},
        {FIRST "size 5\nindex 5\n\n", SY_BAD_PROOF},
        {FIRST "extra AAAA\n", SY_BAD_PROOF},
        {FIRST "extra AAAA\n\n", SY_BAD_PROOF},
        {FIRST "extra \nindex 5\n\n", SY_BAD_PROOF},
        {FIRST "extra AAA\nindex 5\n\n", SY_BAD_PROOF},
        {FIRST "extra AAB=\nindex 5\n\n", SY_BAD_PROOF},
        {FIRST "extra AAAA\nextra AAAA\nindex 5\n\n", SY_BAD_PROOF},
        {FIRST "index 5\nextra AAAA\n\n", SY_BAD_PROOF},
        {FIRST "Extra AAAA\nindex 5\n\n", SY_BAD_PROOF},
    };
    struct sy_tlog_proof proof = {.index = 42};

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        enum sy_err err = sy_tlog_proof_parse(sy_text(bad[i].file), &proof);

        if (err != bad[i].err)
            fail_msg("file %zu: %s: %s", i, sy_err_name(err), bad[i].file);
    }
    assert_int_equal(proof.index, 42);
}

static void put_hashes(struct sy_buffer *out, size_t count)
{
    sy_buffer_put_text(out, FIRST "index 5\n");
    for (size_t i = 0; i < count; i++)
        sy_buffer_put_text(out, HASH "\n");
    sy_buffer_put_text(out, "\nx");
}

static void test_limits(void **state)
{
    static uint8_t extra[SY_TLOG_PROOF_EXTRA_BYTES_MAX + 1];
    static uint8_t note[SY_NOTE_BYTES_MAX + 1];
    struct sy_merkle_proof path = {.count = SY_PROOF_HASHES_MAX};
    struct sy_buffer file = {0};
    struct sy_tlog_proof proof;
    struct sy_bytes most_extra = {extra, SY_TLOG_PROOF_EXTRA_BYTES_MAX};
    struct sy_bytes most_note = {note, SY_NOTE_BYTES_MAX};

    (void)state;
    check_err(
        sy_tlog_proof_put(&file, (struct sy_bytes){extra, sizeof(extra)}, 0, &path, most_note),
        SY_LIMIT);
    check_err(
        sy_tlog_proof_put(&file, most_extra, 0, &path, (struct sy_bytes){note, sizeof(note)}),
        SY_LIMIT);
    assert_int_equal(file.len, 0);
    check_err(sy_tlog_proof_put(&file, most_extra, UINT64_MAX, &path, most_note), SY_OK);
    check_err(sy_tlog_proof_parse(sy_buffer_bytes(&file), &proof), SY_OK);
    assert_true(proof.index == UINT64_MAX);
    assert_int_equal(proof.path.count, SY_PROOF_HASHES_MAX);
    assert_int_equal(proof.extra.len, SY_TLOG_PROOF_EXTRA_BYTES_MAX / 3 * 4);
    sy_buffer_put_u8(&file, 'x'); /* the note is one too long */
    check_err(sy_tlog_proof_parse(sy_buffer_bytes(&file), &proof), SY_LIMIT);
    while (file.len <= SY_RECEIPT_FILE_BYTES_MAX)
        sy_buffer_put_u8(&file, 'x');
    check_err(sy_tlog_proof_parse(sy_buffer_bytes(&file), &proof), SY_LIMIT);
    sy_buffer_clear(&file);
    while (file.len <= SY_RECEIPT_FILE_BYTES_MAX) /* not even the first line is looked at */
        sy_buffer_put_u8(&file, 'x');
    check_err(sy_tlog_proof_parse(sy_buffer_bytes(&file), &proof), SY_LIMIT);
    sy_buffer_clear(&file);
    put_hashes(&file, SY_PROOF_HASHES_MAX + 1);
    check_err(sy_tlog_proof_parse(sy_buffer_bytes(&file), &proof), SY_LIMIT);
    sy_buffer_clear(&file);
    put_hashes(&file, SY_PROOF_HASHES_MAX);
    check_err(sy_tlog_proof_parse(sy_buffer_bytes(&file), &proof), SY_OK);
    sy_buffer_close(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_worked_proof),
        cmocka_unit_test(test_it_reads_again),
        cmocka_unit_test(test_every_damaged_byte_is_noticed),
        cmocka_unit_test(test_what_is_no_proof),
        cmocka_unit_test(test_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
