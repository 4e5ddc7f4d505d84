/* Fields of text formats: each number and each hash has one spelling. */
#include "tests/check.h"

#include "ledger/line.h"

static void test_cutting(void **state)
{
    struct sy_bytes rest = sy_text("one\n\nthree");
    struct sy_bytes line;

    (void)state;
    assert_true(sy_line_cut(&rest, '\n', &line));
    check_text(line, "one");
    assert_true(sy_line_cut(&rest, '\n', &line));
    check_text(line, "");
    assert_false(sy_line_cut(&rest, '\n', &line));
    check_text(rest, "three");
    rest = (struct sy_bytes){NULL, 0};
    assert_false(sy_line_cut(&rest, '\n', &line));
    rest = sy_text("\n");
    assert_true(sy_line_cut(&rest, '\n', &line));
    assert_int_equal(line.len, 0);
    assert_int_equal(rest.len, 0);
}

static void test_numbers(void **state)
{
    static const char *const bad[] = {"",
                                      "00",
                                      "01",
                                      "-1",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "0x1",
                                      "1e3",
                                      "1.0",
                                      "1/2",
                                      "1:",
                                      "18446744073709551616",
                                      "18446744073709551620",
                                      "99999999999999999999"};
    uint64_t value = 42;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (sy_line_decimal(sy_text(bad[i]), &value))
            fail_msg("not refused: %s", bad[i]);
    }
    assert_int_equal(value, 42);
    assert_true(sy_line_decimal(sy_text("0"), &value));
    assert_int_equal(value, 0);
    assert_true(sy_line_decimal(sy_text("1234567890"), &value));
    assert_int_equal(value, 1234567890);
    assert_true(sy_line_decimal(sy_text("18446744073709551615"), &value));
    assert_true(value == UINT64_MAX);
}

static void test_hashes(void **state)
{
    struct sy_hash hash = {{42}};

    (void)state;
    assert_false(sy_line_hash(sy_text(""), &hash));
    assert_false(sy_line_hash(sy_text("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF=="), &hash));
    assert_false(sy_line_hash(sy_text("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV="), &hash));
    assert_false(sy_line_hash(sy_text("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"), &hash));
    assert_int_equal(hash.bytes[0], 42);
    assert_true(sy_line_hash(sy_text("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="), &hash));
    check_hash(hash, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cutting),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_hashes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
