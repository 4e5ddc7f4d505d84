/* Key files: what is written reads back, and every way to spoil one is named with its line. */
#include "tests/check.h"

#include "ledger/key_file.h"

#define SEED_1       "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
#define SEED_2       "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI="
#define SEED_3       "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM="
#define SEED_4       "BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ="
#define SEED_5       "BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU="
#define FORMAT       "suyuan-key/v1\n"
#define ORGANISATION FORMAT "sign " SEED_1 "\nconnect " SEED_2 "\nnonce " SEED_3 "\n"
#define NODE                                                                                   \
    FORMAT "log a.example/310000 " SEED_1 "\nmirror a.example/310000 " SEED_2                  \
           "\nwitness a.example/310000 " SEED_3 "\ntransport 310000 " SEED_4                   \
           "\nstatement 310000 " SEED_5 "\n"

static void seed_of(uint8_t byte, uint8_t seed[SY_SEED_BYTES])
{
    memset(seed, byte, SY_SEED_BYTES);
}

static void add(struct sy_key_file *file, enum sy_key_purpose purpose, const char *name)
{
    uint8_t seed[SY_SEED_BYTES];

    seed_of((uint8_t)(file->count + 1), seed);
    check_err(sy_key_file_add(file, purpose, name, seed), SY_OK);
}

static void test_each_holder_is_read(void **state)
{
    static const struct {
        const char *text;
        enum sy_key_holder holder;
        size_t count;
    } cases[] = {
        {ORGANISATION, SY_KEY_OF_ORGANISATION, 3},
        {NODE, SY_KEY_OF_NODE, 5},
        {FORMAT "# kept in the safe\n\nauthority " SEED_1 "\nconnect " SEED_2 "\nnonce " SEED_3
                "\n",
         SY_KEY_OF_AUTHORITY, 3},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sy_key_file file = {0};
        struct sy_problem why = {0};
        enum sy_err err = sy_key_file_parse(sy_text(cases[i].text), &file, &why);

        if (err != SY_OK)
            fail_msg("case %zu: %s", i, sy_problem_name(why.kind));
        assert_int_equal(file.holder, cases[i].holder);
        assert_int_equal(file.count, cases[i].count);
        sy_key_file_wipe(&file);
    }
}

static void test_what_is_written_reads_back(void **state)
{
    struct sy_key_file file = {0};
    struct sy_key_file again = {0};
    struct sy_buffer text = {0};

    (void)state;
    add(&file, SY_KEY_LOG, "a.example/310000");
    add(&file, SY_KEY_LOG, "a.example/registry");
    add(&file, SY_KEY_MIRROR, "a.example/310000");
    add(&file, SY_KEY_WITNESS, "a.example/310000");
    add(&file, SY_KEY_TRANSPORT, "310000");
    add(&file, SY_KEY_STATEMENT, "310000");
    check_err(sy_key_file_check(&file, NULL), SY_OK);
    sy_key_file_write(&file, &text);
    check_err(sy_key_file_parse(sy_buffer_bytes(&text), &again, NULL), SY_OK);
    assert_int_equal(again.count, file.count);
    for (size_t i = 0; i < file.count; i++) {
        assert_int_equal(again.line[i].purpose, file.line[i].purpose);
        assert_string_equal(again.line[i].name, file.line[i].name);
        assert_memory_equal(again.line[i].seed, file.line[i].seed, SY_SEED_BYTES);
    }
    sy_buffer_close(&text);
}

/* RFC 8032 section 7.1, test 1. */
static void test_a_seed_gives_its_key_pair(void **state)
{
    static const char text[] = FORMAT "sign nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=\n"
                                      "connect " SEED_2 "\nnonce " SEED_3 "\n";
    struct sy_key_file file = {0};
    struct sy_public_key key;
    struct sy_secret_key secret;

    (void)state;
    check_err(sy_key_file_parse(sy_text(text), &file, NULL), SY_OK);
    check_err(sy_key_file_public(&file, SY_KEY_SIGN, NULL, &key), SY_OK);
    check_bytes_hex(sy_public_key_raw(&key),
                    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    check_err(sy_key_file_secret(&file, SY_KEY_SIGN, NULL, &secret), SY_OK);
    assert_true(sy_public_key_equal(&secret.public_key, &key));
    sy_secret_key_wipe(&secret);
    check_err(sy_key_file_secret(&file, SY_KEY_LOG, NULL, &secret), SY_NOT_FOUND);
    check_err(sy_key_file_public(&file, SY_KEY_LOG, "a.example/310000", &key), SY_NOT_FOUND);
}

static void test_logs_are_found_by_origin(void **state)
{
    struct sy_key_file file = {0};

    (void)state;
    add(&file, SY_KEY_LOG, "a.example/310000");
    add(&file, SY_KEY_LOG, "a.example/registry");
    assert_ptr_equal(sy_key_file_find(&file, SY_KEY_LOG, "a.example/registry"), &file.line[1]);
    assert_ptr_equal(sy_key_file_find(&file, SY_KEY_LOG, NULL), &file.line[0]);
    assert_null(sy_key_file_find(&file, SY_KEY_LOG, "a.example/310101"));
}

static void test_what_is_wrong_is_named_with_its_line(void **state)
{
    static const struct {
        const char *text;
        enum sy_problem_kind kind;
        uint64_t line;
        const char *detail;
    } cases[] = {
        {"", SY_PROBLEM_WRONG_FORMAT, 1, ""},
        {"suyuan-key/v2\n", SY_PROBLEM_WRONG_FORMAT, 1, ""},
        {"# first\n" FORMAT, SY_PROBLEM_WRONG_FORMAT, 1, ""},
        {"suyuan-key/v1", SY_PROBLEM_NOT_TEXT, 1, ""},
        {"suyuan-key/v1\r\n", SY_PROBLEM_NOT_TEXT, 1, ""},
        {FORMAT, SY_PROBLEM_MISSING_PURPOSE, 0, "sign"},
        {FORMAT "sign " SEED_1 "\nconnect " SEED_2, SY_PROBLEM_NOT_TEXT, 3, ""},
        {FORMAT "#\nsgin " SEED_1 "\n", SY_PROBLEM_UNKNOWN_PURPOSE, 3, ""},
        {FORMAT SEED_1 "\n", SY_PROBLEM_UNKNOWN_PURPOSE, 2, ""},
        {FORMAT "sign\n", SY_PROBLEM_WRONG_WORDS, 2, "sign"},
        {FORMAT "sign a.example " SEED_1 "\n", SY_PROBLEM_WRONG_WORDS, 2, "sign"},
        {FORMAT "sign  " SEED_1 "\n", SY_PROBLEM_WRONG_WORDS, 2, ""},
        {FORMAT "sign " SEED_1 " \n", SY_PROBLEM_WRONG_WORDS, 2, ""},
        {FORMAT "log " SEED_1 "\n", SY_PROBLEM_WRONG_WORDS, 2, "log"},
        {FORMAT "log a b c d\n", SY_PROBLEM_WRONG_WORDS, 2, "log"},
        {FORMAT "log a+b " SEED_1 "\n", SY_PROBLEM_BAD_PLACE_NAME, 2, "log"},
        {FORMAT "mirror a//b " SEED_1 "\n", SY_PROBLEM_BAD_PLACE_NAME, 2, "mirror"},
        {FORMAT "transport 31000 " SEED_1 "\n", SY_PROBLEM_BAD_NODE_CODE, 2, "transport"},
        {FORMAT "sign " SEED_1 "=\n", SY_PROBLEM_BAD_SEED, 2, "sign"},
        {FORMAT "sign AQEB\n", SY_PROBLEM_BAD_SEED, 2, "sign"},
        {FORMAT "sign AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQF=\n", SY_PROBLEM_BAD_SEED, 2,
         "sign"},
        {FORMAT "sign " SEED_1 "\nconnect " SEED_2 "\n", SY_PROBLEM_MISSING_PURPOSE, 0,
         "nonce"},
        {ORGANISATION "sign " SEED_4 "\n", SY_PROBLEM_LISTED_TWICE, 0, "sign"},
        {FORMAT "sign " SEED_1 "\nconnect " SEED_1 "\nnonce " SEED_3 "\n",
         SY_PROBLEM_KEY_REUSED, 0, "connect"},
        {ORGANISATION "authority " SEED_4 "\n", SY_PROBLEM_MIXED_PURPOSES, 0, ""},
        {NODE "sign AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", SY_PROBLEM_MIXED_PURPOSES,
         0, ""},
        {NODE "log a.example/310000 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
         SY_PROBLEM_LISTED_TWICE, 0, "log"},
        {FORMAT "mirror a.example/310000 " SEED_2 "\nwitness a.example/310000 " SEED_3
                "\ntransport 310101 " SEED_4 "\nstatement 310000 " SEED_5 "\n",
         SY_PROBLEM_BAD_NODE_CODE, 0, "transport"},
        {FORMAT "mirror a.example/310000 " SEED_2 "\nwitness b.example/310000 " SEED_3
                "\ntransport 310000 " SEED_4 "\nstatement 310000 " SEED_5 "\n",
         SY_PROBLEM_BAD_PLACE_NAME, 0, "witness"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sy_key_file file = {.count = 77};
        struct sy_problem why = {0};

        check_err(sy_key_file_parse(sy_text(cases[i].text), &file, &why), SY_BAD_FILE);
        if (why.kind != cases[i].kind || why.line != cases[i].line)
            fail_msg("case %zu: %s in line %u", i, sy_problem_name(why.kind),
                     (unsigned)why.line);
        assert_string_equal(why.detail, cases[i].detail);
        assert_int_equal(file.count, 77);
    }
}

static void test_no_seed_is_shown(void **state)
{
    static const char *const texts[] = {
        FORMAT SEED_1 " sign\n", FORMAT "sign " SEED_1 " " SEED_1 "\n", SEED_1 "\n",
        FORMAT "log " SEED_1 "+ " SEED_1 "\n", FORMAT "transport " SEED_1 " " SEED_1 "\n"};

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct sy_key_file file;
        struct sy_problem why = {0};

        check_err(sy_key_file_parse(sy_text(texts[i]), &file, &why), SY_BAD_FILE);
        assert_null(strstr(why.detail, "AQEB"));
        assert_null(strstr(why.path, "AQEB"));
    }
}

static void test_limits(void **state)
{
    struct sy_buffer text = {0};
    struct sy_key_file file = {0};
    struct sy_problem why = {0};
    uint8_t seed[SY_SEED_BYTES];

    (void)state;
    sy_buffer_put_text(&text, FORMAT "#");
    for (size_t i = 0; i < SY_KEY_FILE_LINE_BYTES_MAX; i++)
        sy_buffer_put_u8(&text, 'x');
    sy_buffer_put_u8(&text, '\n');
    check_err(sy_key_file_parse(sy_buffer_bytes(&text), &file, &why), SY_BAD_FILE);
    assert_int_equal(why.kind, SY_PROBLEM_LINE_TOO_LONG);
    assert_int_equal(why.line, 2);
    while (text.len <= SY_KEY_FILE_BYTES_MAX)
        sy_buffer_put_text(&text, "#\n");
    check_err(sy_key_file_parse(sy_buffer_bytes(&text), &file, &why), SY_LIMIT);
    sy_buffer_clear(&text);
    sy_buffer_put_text(&text, FORMAT);
    for (unsigned i = 0; i <= SY_KEY_FILE_LINES_MAX; i++)
        sy_buffer_printf(&text, "log a.example/%u " SEED_1 "\n", 100000 + i);
    check_err(sy_key_file_parse(sy_buffer_bytes(&text), &file, &why), SY_LIMIT);
    assert_int_equal(why.line, SY_KEY_FILE_LINES_MAX + 2);
    seed_of(1, seed);
    for (size_t i = 0; i < SY_KEY_FILE_LINES_MAX; i++)
        check_err(sy_key_file_add(&file, SY_KEY_SIGN, "", seed), SY_OK);
    check_err(sy_key_file_add(&file, SY_KEY_SIGN, "", seed), SY_LIMIT);
    check_err(sy_key_file_add(&(struct sy_key_file){0}, SY_KEY_SIGN, "a", seed), SY_BAD_NAME);
    check_err(sy_key_file_add(&(struct sy_key_file){0}, SY_KEY_LOG, "", seed), SY_BAD_NAME);
    sy_buffer_close(&text);
}

static void test_wiped_is_zero(void **state)
{
    static const struct sy_key_file zero;
    struct sy_key_file file = {0};

    (void)state;
    check_err(sy_key_file_parse(sy_text(ORGANISATION), &file, NULL), SY_OK);
    sy_key_file_wipe(&file);
    assert_memory_equal(&file, &zero, sizeof(file));
    sy_key_file_wipe(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_holder_is_read),
        cmocka_unit_test(test_what_is_written_reads_back),
        cmocka_unit_test(test_a_seed_gives_its_key_pair),
        cmocka_unit_test(test_logs_are_found_by_origin),
        cmocka_unit_test(test_what_is_wrong_is_named_with_its_line),
        cmocka_unit_test(test_no_seed_is_shown),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_wiped_is_zero),
    };

    return cmocka_run_group_tests_name("key_file", tests, NULL, NULL);
}
