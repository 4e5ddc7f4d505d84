/* Times: every day of three thousand years against the calendar's own rule, and the odd
 * texts. */
#include "tests/check.h"

#include "ledger/time.h"

static void test_known_times(void **state)
{
    static const struct {
        const char *text;
        int64_t us;
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"1970-01-01T08:00:00+08:00", 0},
        {"1969-12-31T23:59:59.999999Z", -1},
        {"2026-11-23T08:00:00.5+08:00", 1795392000500000},
        {"2026-11-23T08:00:00.1234569+08:00", 1795392000123456},
        {"2005-04-03T20:33:31.116000-06:00", 1112582011116000},
        {"2000-02-29T00:00:00-14:00", 951832800000000},
        {"0001-01-01T00:00:00Z", -62135596800000000},
        {"9999-12-31T23:59:59.999999Z", 253402300799999999},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t us = 0;

        check_err(sy_time_parse(sy_text(cases[i].text), &us), SY_OK);
        assert_int_equal(us, cases[i].us);
    }
}

static void test_what_is_no_time(void **state)
{
    static const char *const cases[] = {
        "",
        "22-07-2026",
        "2026-11-23",
        "2026-11-23T08:00:00",
        "2026-11-23 08:00:00Z",
        "2026-11-23T08:00Z",
        "2026-02-29T08:00:00Z",
        "1900-02-29T08:00:00Z",
        "2026-13-01T08:00:00Z",
        "2026-00-01T08:00:00Z",
        "2026-04-31T08:00:00Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T23:60:00Z",
        "2026-11-23T23:59:60Z",
        "2026-11-23T08:00:00.Z",
        "2026-11-23T08:00:00,5Z",
        "2026-11-23T08:00:00z",
        "2026-11-23T08:00:00+0800",
        "2026-11-23T08:00:00+14:01",
        "2026-11-23T08:00:00+08:60",
        "2026-11-23T08:00:00+08",
        "2026-11-23T08:00:00ZZ",
        "0000-11-23T08:00:00Z",
        "２026-11-23T08:00:00Z",
        "2026年11月23日",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t us = 42;

        if (sy_time_parse(sy_text(cases[i]), &us) != SY_BAD_TIME)
            fail_msg("%s", cases[i]);
        assert_int_equal(us, 42);
    }
}

static void test_offsets(void **state)
{
    int minutes = 1;

    (void)state;
    check_err(sy_time_parse_offset(sy_text("+08:00"), &minutes), SY_OK);
    assert_int_equal(minutes, 480);
    check_err(sy_time_parse_offset(sy_text("-14:00"), &minutes), SY_OK);
    assert_int_equal(minutes, -840);
    check_err(sy_time_parse_offset(sy_text("+14:01"), &minutes), SY_BAD_TIME);
    check_err(sy_time_parse_offset(sy_text("Z"), &minutes), SY_BAD_TIME);
    check_err(sy_time_parse_offset(sy_text("08:00"), &minutes), SY_BAD_TIME);
    check_err(sy_time_parse_offset(sy_text("+8:00"), &minutes), SY_BAD_TIME);
    assert_int_equal(minutes, -840);
}

static bool leap_year(int year)
{
    return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
}

/* Counts days one by one, and both ways. */
static void test_every_day(void **state)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    char text[SY_TIME_TEXT_BYTES];
    char want[SY_TIME_TEXT_BYTES];
    int64_t days = -719162; /* 0001-01-01 */
    int64_t got = 0;

    (void)state;
    for (int year = 1; year <= 3000; year++) {
        for (int month = 1; month <= 12; month++) {
            int length = lengths[month - 1] + (month == 2 && leap_year(year));

            for (int day = 1; day <= length; day++, days++) {
                assert_true(sy_date_days(year, month, day, &got));
                assert_int_equal(got, days);
                if (day != 1 && day != length)
                    continue;
                check_err(sy_time_format(days * 86400000000, text), SY_OK);
                snprintf(want, sizeof(want), "%04d-%02d-%02dT00:00:00Z", year, month, day);
                assert_string_equal(text, want);
            }
            assert_false(sy_date_days(year, month, length + 1, &got));
        }
    }
}

static void test_format(void **state)
{
    char text[SY_TIME_TEXT_BYTES] = "unchanged";

    (void)state;
    check_err(sy_time_format(253402300800000000, text), SY_BAD_TIME);
    check_err(sy_time_format(INT64_MIN, text), SY_BAD_TIME);
    check_err(sy_time_format_at(INT64_MAX, 840, text), SY_BAD_TIME);
    assert_string_equal(text, "unchanged");
    check_err(sy_time_format(-1, text), SY_OK);
    assert_string_equal(text, "1969-12-31T23:59:59.999999Z");
    check_err(sy_time_format_at(1795392000500000, 480, text), SY_OK);
    assert_string_equal(text, "2026-11-23T08:00:00.500000+08:00");
    check_err(sy_time_format_at(1795392000000000, -210, text), SY_OK);
    assert_string_equal(text, "2026-11-22T20:30:00-03:30");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_times), cmocka_unit_test(test_what_is_no_time),
        cmocka_unit_test(test_offsets),     cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_format),
    };

    return cmocka_run_group_tests_name("time", tests, NULL, NULL);
}
