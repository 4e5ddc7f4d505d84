/* The line a user types: what it means, and what is said about one that is wrong. */
#include "tests/check.h"

#include "tools/nearest.h"
#include "tools/options.h"

static const struct sy_option network = {
    .name = "network", .value = "FILE", .variable = "SUYUAN_NETWORK", .required = true};
static const struct sy_option node = {.name = "node", .value = "CODE", .repeated = true};
static const struct sy_option limit = {.name = "limit", .value = "N", .fallback = "10"};
static const struct sy_option out = {.name = "out", .value = "DIR", .required = true};
static const struct sy_option all = {.name = "all"};
static const struct sy_option *const list[] = {&network, &node, &limit, &out, &all, NULL};
static const struct sy_usage usage = {
    .options = list, .operands = "FILE...", .operands_min = 1, .operands_max = 2};

static char *no_environment(const char *variable)
{
    (void)variable;
    return NULL;
}

static char *environment(const char *variable)
{
    static char value[] = "from-environment";

    return strcmp(variable, "SUYUAN_NETWORK") == 0 ? value : NULL;
}

enum { WORDS_MAX = 16 };

/* Parse a line whose words are apart by spaces; "~" stands for an empty word. */
static bool parse(const char *line, char *(*get)(const char *), struct sy_options *options,
                  struct sy_complaint *why)
{
    static char copy[256];
    static const char *words[WORDS_MAX];
    int count = 0;
    char *rest = copy;

    snprintf(copy, sizeof(copy), "%s", line);
    while (*rest != 0) {
        assert_true(count < WORDS_MAX);
        words[count++] = rest;
        rest += strcspn(rest, " ");
        if (*rest == ' ')
            *rest++ = 0;
    }
    return sy_options_parse(&usage, count, words, get, options, why);
}

static void test_every_form_of_an_option(void **state)
{
    static const char *const lines[] = {
        "--network n --out o --node a --node b file --limit 3 --all",
        "file --network=n --out=o --node=a --node=b --limit=3 --all --all",
        "--all --limit 3 --node a --network n --node b --out o -- file",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct sy_options options;
        struct sy_complaint why;
        size_t cursor = 0;

        assert_true(parse(lines[i], environment, &options, &why));
        assert_string_equal(sy_options_value(&options, "network"), "n");
        assert_string_equal(sy_options_value(&options, "out"), "o");
        assert_string_equal(sy_options_value(&options, "limit"), "3");
        assert_non_null(sy_options_value(&options, "all"));
        assert_string_equal(sy_options_each(&options, "node", &cursor), "a");
        assert_string_equal(sy_options_each(&options, "node", &cursor), "b");
        assert_null(sy_options_each(&options, "node", &cursor));
        assert_int_equal(options.operand_count, 1);
        assert_string_equal(options.operands[0], "file");
        assert_false(options.json);
        sy_options_close(&options);
        sy_options_close(&options);
    }
}

static void test_defaults(void **state)
{
    struct sy_options options;
    struct sy_complaint why;

    (void)state;
    assert_true(parse("--out o - -- --x", environment, &options, &why));
    assert_string_equal(sy_options_value(&options, "network"), "from-environment");
    assert_string_equal(sy_options_value(&options, "limit"), "10");
    assert_null(sy_options_value(&options, "all"));
    assert_null(sy_options_value(&options, "lang"));
    assert_string_equal(options.operands[0], "-");
    assert_string_equal(options.operands[1], "--x");
    sy_options_close(&options);
}

static void test_help_asks_for_nothing_else(void **state)
{
    static const char *const lines[] = {"--help", "-h", "a b c d --help"};

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct sy_options options;
        struct sy_complaint why;

        assert_true(parse(lines[i], no_environment, &options, &why));
        assert_true(options.help);
        sy_options_close(&options);
    }
}

static void test_what_is_wrong_is_named(void **state)
{
    static const struct {
        const char *line;
        enum sy_message message;
        const char *first, *second;
    } cases[] = {
        {"--out o f", SY_MESSAGE_OPTION_OR_VARIABLE_MISSING, "network", "SUYUAN_NETWORK"},
        {"--network n f", SY_MESSAGE_OPTION_MISSING, "out", "DIR"},
        {"--network n --out o", SY_MESSAGE_OPERAND_MISSING, "FILE...", ""},
        {"--network n --out o a b c", SY_MESSAGE_OPERAND_UNWANTED, "c", ""},
        {"--network n --network m", SY_MESSAGE_OPTION_TWICE, "network", ""},
        {"--network --out o", SY_MESSAGE_OPTION_WITHOUT_VALUE, "network", "FILE"},
        {"--network=", SY_MESSAGE_OPTION_WITHOUT_VALUE, "network", "FILE"},
        {"--network", SY_MESSAGE_OPTION_WITHOUT_VALUE, "network", "FILE"},
        {"--all=yes", SY_MESSAGE_OPTION_IS_A_FLAG, "all", ""},
        {"--netwrok n", SY_MESSAGE_UNKNOWN_OPTION_NEAR, "--netwrok", "--network"},
        {"--nodes=n", SY_MESSAGE_UNKNOWN_OPTION_NEAR, "--nodes", "--node"},
        {"-out n", SY_MESSAGE_UNKNOWN_OPTION_NEAR, "-out", "--out"},
        {"--frobnicate", SY_MESSAGE_UNKNOWN_OPTION, "--frobnicate", ""},
        {"-x", SY_MESSAGE_UNKNOWN_OPTION, "-x", ""},
        {"--=x", SY_MESSAGE_UNKNOWN_OPTION, "--", ""},
        {"--lang fr", SY_MESSAGE_UNKNOWN_LANGUAGE, "fr", ""},
        {"--help --lang fr", SY_MESSAGE_UNKNOWN_LANGUAGE, "fr", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sy_options options = {.count = 77};
        struct sy_complaint why;

        if (parse(cases[i].line, no_environment, &options, &why))
            fail_msg("'%s' is accepted", cases[i].line);
        if (why.message != cases[i].message)
            fail_msg("'%s': %s", cases[i].line, sy_message_code(why.message));
        assert_string_equal(why.words[0], cases[i].first);
        assert_string_equal(why.words[1], cases[i].second);
        assert_int_equal(options.count, 77);
    }
}

static void test_nearest(void **state)
{
    static const char *const words[] = {"append", "verify", "network new", "key new",
                                        "key show"};
    size_t count = sizeof(words) / sizeof(words[0]);

    (void)state;
    assert_int_equal(sy_nearest_distance("", ""), 0);
    assert_int_equal(sy_nearest_distance("abc", ""), 3);
    assert_int_equal(sy_nearest_distance("kitten", "sitting"), 3);
    assert_int_equal(sy_nearest_distance("ab", "ba"), 1);
    assert_int_equal(sy_nearest_distance("a123456789012345678901234567890123", "a"), SIZE_MAX);
    assert_string_equal(sy_nearest("apend", words, count), "append");
    assert_string_equal(sy_nearest("verifiy", words, count), "verify");
    assert_string_equal(sy_nearest("netwrok new", words, count), "network new");
    assert_null(sy_nearest("journey", words, count));
    assert_null(sy_nearest("", words, count));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_form_of_an_option),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_help_asks_for_nothing_else),
        cmocka_unit_test(test_what_is_wrong_is_named),
        cmocka_unit_test(test_nearest),
    };

    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
