/* Check digits: the numbers of domain.md, each broken in each place, and the collections
 * when they are there. */
#include "tests/check.h"

#include "ledger/calendar.h"
#include "ledger/check_digit.h"
#include "ledger/org_id.h"

static void test_gs1(void **state)
{
    static const char *const good[] = {"96385074",
                                       "036000291452",
                                       "6901234567892",
                                       "04012345111118",
                                       "340123451111111111",
                                       "4012345000115",
                                       "00"};
    char expected;

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        assert_true(sy_check_digit_gs1_valid(sy_text(good[i])));
    assert_false(sy_check_digit_gs1_valid(sy_text("6901234567890")));
    check_err(sy_check_digit_gs1(sy_text("6901234567890"), &expected), SY_OK);
    assert_int_equal(expected, '2');
    expected = '?';
    check_err(sy_check_digit_gs1(sy_text("690123456789X"), &expected), SY_BAD_IDENTIFIER);
    check_err(sy_check_digit_gs1(sy_text("6"), &expected), SY_BAD_IDENTIFIER);
    check_err(sy_check_digit_gs1(sy_text(""), &expected), SY_BAD_IDENTIFIER);
    assert_int_equal(expected, '?');
}

/* One wrong digit is always found: both weights have an inverse modulo 10. */
static void test_gs1_finds_every_wrong_digit(void **state)
{
    char text[] = "340123451111111111";

    (void)state;
    for (size_t i = 0; i < sizeof(text) - 1; i++) {
        char right = text[i];

        for (char c = '0'; c <= '9'; c++) {
            text[i] = c;
            assert_int_equal(sy_check_digit_gs1_valid(sy_text(text)), c == right);
        }
        text[i] = right;
    }
}

static const char *const usccs[] = {"91310112087994932F", "91310115MA1K3BTP2B",
                                    "91310116052958608G", "91310116076409427L",
                                    "913101203509708598", "121200004013590816"};

static void test_uscc(void **state)
{
    char expected;

    (void)state;
    for (size_t i = 0; i < sizeof(usccs) / sizeof(usccs[0]); i++)
        assert_true(sy_check_digit_uscc_valid(sy_text(usccs[i])));
    check_err(sy_check_digit_uscc(sy_text("91110000600037341N"), &expected), SY_OK);
    assert_int_equal(expected, 'L');
    check_err(sy_check_digit_uscc(sy_text("91350211M00013FA1N"), &expected), SY_OK);
    assert_int_equal(expected, '3');
    check_err(sy_check_digit_uscc(sy_text("9111000060003IOZSV"), &expected), SY_BAD_IDENTIFIER);
    check_err(sy_check_digit_uscc(sy_text("91310112087994932f"), &expected), SY_BAD_IDENTIFIER);
    check_err(sy_check_digit_uscc(sy_text("0131011208799493XF"), &expected), SY_BAD_IDENTIFIER);
    check_err(sy_check_digit_uscc(sy_text("12345"), &expected), SY_BAD_IDENTIFIER);
    assert_int_equal(expected, '3');
}

/* 31 is prime, so one wrong character is always found. */
static void test_uscc_finds_every_wrong_character(void **state)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    char text[SY_USCC_CHARACTERS + 1];

    (void)state;
    snprintf(text, sizeof(text), "%s", usccs[1]);
    for (size_t i = 0; i < SY_USCC_CHARACTERS; i++) {
        char right = text[i];

        for (const char *c = alphabet; *c != 0; c++) {
            text[i] = *c;
            assert_int_equal(sy_check_digit_uscc_valid(sy_text(text)), *c == right);
        }
        text[i] = right;
    }
}

static void test_organisation(void **state)
{
    char expected;

    (void)state;
    /* Places 9 to 17 of an USCC are the organisation's older code. */
    for (size_t i = 0; i < sizeof(usccs) / sizeof(usccs[0]); i++) {
        struct sy_bytes inner = {(const uint8_t *)usccs[i] + 8, 9};

        assert_true(sy_check_digit_organisation_valid(inner));
    }
    check_err(sy_check_digit_organisation(sy_text("087994930"), &expected), SY_OK);
    assert_int_equal(expected, '2');
    assert_false(sy_check_digit_organisation_valid(sy_text("087994930")));
    check_err(sy_check_digit_organisation(sy_text("08799493-2"), &expected), SY_BAD_IDENTIFIER);
}

/* The example that GB 11643 itself computes, and ways to spoil it. */
static void test_resident(void **state)
{
    (void)state;
    assert_true(sy_check_digit_is_resident(sy_text("11010519491231002X")));
    assert_true(sy_check_digit_is_resident(sy_text("11010519491231002x")));
    assert_false(sy_check_digit_is_resident(sy_text("110105194912310021")));
    assert_false(sy_check_digit_is_resident(sy_text("110105194913310028")));
    assert_false(sy_check_digit_is_resident(sy_text("11010519491231002")));
    assert_false(sy_check_digit_is_resident(sy_text("")));
    for (size_t i = 0; i < sizeof(usccs) / sizeof(usccs[0]); i++)
        assert_false(sy_check_digit_is_resident(sy_text(usccs[i])));
}

/* Whatever the other 17 places are, exactly one of eleven characters fits. */
static void test_resident_has_one_last_character(void **state)
{
    char text[SY_RESIDENT_CHARACTERS + 1];

    (void)state;
    for (unsigned n = 0; n < 1000; n++) {
        int fits = 0;

        for (const char *c = "0123456789X"; *c != 0; c++) {
            snprintf(text, sizeof(text), "31011519800229%03u%c", n, *c);
            fits += sy_check_digit_is_resident(sy_text(text));
            snprintf(text, sizeof(text), "31011519810229%03u%c", n, *c);
            assert_false(sy_check_digit_is_resident(sy_text(text)));
        }
        assert_int_equal(fits, 1);
    }
}

static void test_calendar(void **state)
{
    (void)state;
    assert_true(sy_calendar_is_date(sy_text("20240229")));
    assert_true(sy_calendar_is_date(sy_text("20000229")));
    assert_false(sy_calendar_is_date(sy_text("19000229")));
    assert_false(sy_calendar_is_date(sy_text("20260229")));
    assert_false(sy_calendar_is_date(sy_text("20260431")));
    assert_false(sy_calendar_is_date(sy_text("20261301")));
    assert_false(sy_calendar_is_date(sy_text("20260100")));
    assert_false(sy_calendar_is_date(sy_text("18991231")));
    assert_false(sy_calendar_is_date(sy_text("2026123")));
    assert_false(sy_calendar_is_date(sy_text("2026112a")));
}

static void test_org_id(void **state)
{
    char expected = '?';

    (void)state;
    check_err(sy_org_id_check(sy_text("uscc:91310115MA1K3BTP2B")), SY_OK);
    check_err(sy_org_id_check(sy_text("gln:4012345000115")), SY_OK);
    check_err(sy_org_id_check(sy_text("reg:310115-17")), SY_OK);
    check_err(sy_org_id_check(sy_text("uscc:91310115MA1K3BTP2A")), SY_BAD_CHECK_DIGIT);
    check_err(sy_org_id_check(sy_text("gln:4012345000114")), SY_BAD_CHECK_DIGIT);
    check_err(sy_org_id_expected(sy_text("gln:4012345000114"), &expected), SY_OK);
    assert_int_equal(expected, '5');
    check_err(sy_org_id_check(sy_text("gln:401234500011")), SY_BAD_IDENTIFIER);
    check_err(sy_org_id_check(sy_text("reg:310115-017")), SY_BAD_IDENTIFIER);
    check_err(sy_org_id_check(sy_text("reg:310115-")), SY_BAD_IDENTIFIER);
    check_err(sy_org_id_check(sy_text("reg:31011-17")), SY_BAD_IDENTIFIER);
    check_err(sy_org_id_check(sy_text("reg:310115-1234567890123")), SY_BAD_IDENTIFIER);
    check_err(sy_org_id_check(sy_text("USCC:91310115MA1K3BTP2B")), SY_BAD_IDENTIFIER);
    check_err(sy_org_id_check(sy_text("")), SY_BAD_IDENTIFIER);
    assert_int_equal(sy_org_id_span(sy_text("reg:310115-17:stall")), 13);
    assert_int_equal(sy_org_id_span(sy_text("reg:310115-17")), 13);
    assert_int_equal(sy_org_id_span(sy_text("stall:7")), 0);
    assert_int_equal(sy_org_id_span(sy_text("stall")), 0);
}

/* The lines of a file, NUL-terminated one by one; false when the file is not there. */
static bool each_line(const char *path, void (*use)(char *line, unsigned *counts),
                      unsigned *counts)
{
    struct sy_bytes file = check_read_file(path);
    char *rest = (char *)(uintptr_t)file.data;

    if (file.data == NULL) {
        print_message("# skipped: %s is not there\n", path);
        return false;
    }
    for (char *line = rest; line != NULL && *line != 0; line = rest) {
        rest = strchr(line, '\n');
        if (rest != NULL)
            *rest++ = 0;
        use(line, counts);
    }
    free((void *)(uintptr_t)file.data);
    return true;
}

static void use_valid(char *line, unsigned *counts)
{
    assert_true(sy_check_digit_uscc_valid(sy_text(line)));
    counts[0]++;
}

static void use_invalid(char *line, unsigned *counts)
{
    if (line[0] == '#')
        return;
    line[strcspn(line, "\t")] = 0;
    assert_false(sy_check_digit_uscc_valid(sy_text(line)));
    counts[0]++;
}

static void use_product(char *line, unsigned *counts)
{
    struct sy_bytes code;

    line[strcspn(line, "\t")] = 0;
    code = sy_text(line);
    if (!sy_check_digit_all_digits(code))
        return;
    counts[sy_check_digit_gs1_valid(code) ? 0 : 1]++;
}

static void test_collected_usccs(void **state)
{
    unsigned counts[2] = {0, 0};

    (void)state;
    if (!each_line(SY_SHARED_ROOT "/data/cn/uscc/valid-a.txt", use_valid, counts))
        skip();
    assert_int_equal(counts[0], 134);
    assert_true(each_line(SY_SHARED_ROOT "/data/cn/uscc/invalid.tsv", use_invalid, counts + 1));
    assert_int_equal(counts[1], 5);
}

static void test_collected_products(void **state)
{
    unsigned counts[2] = {0, 0};

    (void)state;
    if (!each_line(SY_SHARED_ROOT "/data/products/openfoodfacts-a.tsv", use_product, counts))
        skip();
    assert_int_equal(counts[0], 664);
    assert_int_equal(counts[1], 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gs1),
        cmocka_unit_test(test_gs1_finds_every_wrong_digit),
        cmocka_unit_test(test_uscc),
        cmocka_unit_test(test_uscc_finds_every_wrong_character),
        cmocka_unit_test(test_organisation),
        cmocka_unit_test(test_resident),
        cmocka_unit_test(test_resident_has_one_last_character),
        cmocka_unit_test(test_calendar),
        cmocka_unit_test(test_org_id),
        cmocka_unit_test(test_collected_usccs),
        cmocka_unit_test(test_collected_products),
    };

    return cmocka_run_group_tests_name("check_digit", tests, NULL, NULL);
}
