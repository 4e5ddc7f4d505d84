/* A clock that leads two others by more than five minutes, surely, is ahead; that lags, or
 * leads one, or may only seem to lead because the answer took long, is not. */
#include "ledger/stale.h"
#include "net/clock_watch.h"
#include "tests/check.h"

enum { S = 1000000 };

static struct sy_clock_reading at(int64_t lead_s, int64_t error_s)
{
    return (struct sy_clock_reading){true, lead_s * S, error_s * S};
}

static void test_two_districts_make_it_ahead(void **state)
{
    struct sy_clock_reading r[4] = {at(0, 0), at(0, 0), at(0, 0), at(0, 0)};

    (void)state;
    assert_false(sy_clock_watch_ahead(r, 4));
    r[0] = at(-301, 0);
    assert_int_equal(sy_clock_watch_led(r, 4), 1);
    assert_false(sy_clock_watch_ahead(r, 4)); /* that one may be slow */
    r[2] = at(-300, 0);
    assert_false(sy_clock_watch_ahead(r, 4)); /* not more than five minutes */
    r[2] = at(-301, 0);
    assert_true(sy_clock_watch_ahead(r, 4));
    r[2] = at(-301, 2);
    assert_false(sy_clock_watch_ahead(r, 4)); /* the way took that long */
    r[2] = at(-303, 2);
    r[2].here = false;
    assert_false(sy_clock_watch_ahead(r, 4)); /* gone: its clock may be right by now */
    r[2] = at(301, 0);
    r[3] = at(301, 0);
    assert_false(sy_clock_watch_ahead(r, 4)); /* they lead */
}

static void test_hostile_clocks(void **state)
{
    struct sy_clock_reading r[2] = {{true, INT64_MAX, 0}, {true, INT64_MIN, 0}};

    (void)state;
    assert_int_equal(sy_clock_watch_led(r, 2), 1);
    r[1].error_us = -1;
    assert_int_equal(sy_clock_watch_led(r, 2), 0);
    assert_false(sy_clock_watch_ahead(NULL, 0));
}

/* An entry is stale by how long a registry that it does not know had been there for more than
 * an hour. */
static void test_a_stale_registry(void **state)
{
    int64_t hour = (int64_t)SY_REGISTRY_STALE_US;

    (void)state;
    assert_int_equal(sy_registry_stale(hour, 0), 0);
    assert_int_equal(sy_registry_stale(hour + 1, 0), hour + 1);
    assert_int_equal(sy_registry_stale(0, hour), 0);
    assert_int_equal(sy_registry_stale(INT64_MAX, INT64_MIN), 0); /* no time of ours */
    assert_int_equal(sy_registry_stale(5 * hour, 2 * hour), 3 * hour);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_districts_make_it_ahead),
        cmocka_unit_test(test_hostile_clocks),
        cmocka_unit_test(test_a_stale_registry),
    };

    return cmocka_run_group_tests_name("clock_watch", tests, NULL, NULL);
}
