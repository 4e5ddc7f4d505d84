/* What an operator writes about parts: understood as it is written, and where it is not, the
 * line is named. */
#include "tests/check.h"

#include "ledger/subscription.h"

enum {
    OPEN = 1 << SY_PART_OPEN,
    CHAIN = 1 << SY_PART_CHAIN,
    COMMERCIAL = 1 << SY_PART_COMMERCIAL,
    DAY = 24 * 3600
};

static void check_of(const struct sy_subscription *s, const char *owner, uint32_t kinds,
                     uint32_t age_s)
{
    char origin[64];
    struct sy_subscribed what;

    snprintf(origin, sizeof(origin), "suyuan.example/test/%s/2", owner);
    what = sy_subscription_of(s, "310104", owner, sy_text(origin));
    assert_int_equal(what.kinds, kinds);
    assert_int_equal(what.age_s, age_s);
}

static void test_what_is_written(void **state)
{
    struct sy_subscription s;

    (void)state;
    check_err(sy_subscription_parse(sy_text("# 其他区的日志\n"
                                            "\n"
                                            "default open  chain for 90 days\r\n"
                                            "310115 none\n"
                                            "310101 all for 1 day\n"
                                            "   310105 commercial open  for 36 hours \n"
                                            "310104 none"),
                                    &s, NULL),
              SY_OK);
    check_of(&s, "310000", OPEN | CHAIN, 90 * DAY);
    check_of(&s, "310115", 0, 0);
    check_of(&s, "310101", SY_LOG_KEEP_ALL, DAY);
    check_of(&s, "310105", OPEN | COMMERCIAL, 36 * 3600);
    check_of(&s, "310104", SY_LOG_KEEP_ALL, 0); /* its own, whatever is written */
    assert_int_equal(
        sy_subscription_of(&s, "310104", "310115", sy_text("suyuan.example/test/registry"))
            .kinds,
        SY_LOG_KEEP_ALL);
}

static void test_nothing_written_is_everything(void **state)
{
    struct sy_subscription s;

    (void)state;
    check_err(sy_subscription_parse(sy_text(""), &s, NULL), SY_OK);
    check_of(&s, "310115", SY_LOG_KEEP_ALL, 0);
    check_err(sy_subscription_parse(sy_text("310115 open\n"), &s, NULL), SY_OK);
    check_of(&s, "310101", SY_LOG_KEEP_ALL, 0);
}

static void test_the_line_that_is_wrong_is_named(void **state)
{
    static const struct {
        const char *text;
        uint64_t line;
        enum sy_problem_kind kind;
        const char *detail;
    } wrong[] = {
        {"310115\n", 1, SY_PROBLEM_BAD_SUBSCRIPTION, ""},
        {"\n#\n310115 opne\n", 3, SY_PROBLEM_BAD_SUBSCRIPTION, "opne"},
        {"310115 all open\n", 1, SY_PROBLEM_BAD_SUBSCRIPTION, "open"},
        {"310115 open all\n", 1, SY_PROBLEM_BAD_SUBSCRIPTION, "all"},
        {"310115 open none\n", 1, SY_PROBLEM_BAD_SUBSCRIPTION, "none"},
        {"310115 none all\n", 1, SY_PROBLEM_BAD_SUBSCRIPTION, "all"},
        {"310115 none open\n", 1, SY_PROBLEM_BAD_SUBSCRIPTION, "open"},
        {"310115 none none\n", 1, SY_PROBLEM_BAD_SUBSCRIPTION, "none"},
        {"310115 for 3 days\n", 1, SY_PROBLEM_BAD_SUBSCRIPTION, "for"},
        {"310115 open open\n", 1, SY_PROBLEM_LISTED_TWICE, "open"},
        {"310115 open\n310101 all\n310115 all\n", 3, SY_PROBLEM_LISTED_TWICE, "310115"},
        {"default open\ndefault all\n", 2, SY_PROBLEM_LISTED_TWICE, "default"},
        {"pudong open\n", 1, SY_PROBLEM_BAD_NODE_CODE, "pudong"},
        {"310115 open for 0 days\n", 1, SY_PROBLEM_BAD_AGE, "0"},
        {"310115 open for 36501 days\n", 1, SY_PROBLEM_BAD_AGE, "36501"},
        {"310115 open for ever\n", 1, SY_PROBLEM_BAD_AGE, "ever"},
        {"310115 open for 3 weeks\n", 1, SY_PROBLEM_BAD_SUBSCRIPTION, "weeks"},
        {"310115 open for 3\n", 1, SY_PROBLEM_BAD_SUBSCRIPTION, ""},
        {"310115 open for 876001 hours\n", 1, SY_PROBLEM_BAD_AGE, "876001"},
        {"310115 open for 3 days days\n", 1, SY_PROBLEM_BAD_SUBSCRIPTION, "days"},
        {"310115 open\tchain\n", 1, SY_PROBLEM_BAD_SUBSCRIPTION, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct sy_subscription s;
        struct sy_problem why = {0};

        sy_subscription_init(&s);
        check_err(sy_subscription_parse(sy_text(wrong[i].text), &s, &why), SY_BAD_FILE);
        assert_int_equal(why.line, wrong[i].line);
        assert_string_equal(sy_problem_name(why.kind), sy_problem_name(wrong[i].kind));
        if (wrong[i].detail != NULL)
            assert_string_equal(why.detail, wrong[i].detail);
        check_of(&s, "310115", SY_LOG_KEEP_ALL, 0); /* as before */
        check_err(sy_subscription_parse(sy_text(wrong[i].text), &s, NULL), SY_BAD_FILE);
    }
}

static void test_bounds(void **state)
{
    struct sy_buffer text = {0};
    struct sy_subscription s;
    struct sy_problem why = {0};

    (void)state;
    for (unsigned i = 0; i < SY_NETWORK_NODES_MAX; i++)
        sy_buffer_printf(&text, "3101%02u open\n", i);
    check_err(sy_subscription_parse(sy_buffer_bytes(&text), &s, &why), SY_OK);
    sy_buffer_printf(&text, "310199 open\n");
    check_err(sy_subscription_parse(sy_buffer_bytes(&text), &s, &why), SY_BAD_FILE);
    assert_int_equal(why.kind, SY_PROBLEM_TOO_MANY);
    assert_int_equal(why.line, SY_NETWORK_NODES_MAX + 1);
    sy_buffer_clear(&text);
    for (unsigned i = 0; i <= SY_SUBSCRIPTION_LINE_BYTES_MAX; i++)
        sy_buffer_put_u8(&text, '#');
    check_err(sy_subscription_parse(sy_buffer_bytes(&text), &s, &why), SY_BAD_FILE);
    assert_int_equal(why.kind, SY_PROBLEM_LINE_TOO_LONG);
    sy_buffer_close(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written),
        cmocka_unit_test(test_nothing_written_is_everything),
        cmocka_unit_test(test_the_line_that_is_wrong_is_named),
        cmocka_unit_test(test_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
