/* When a node dials another, where, and when it gives up: the decisions, without a socket. */
#include "tests/check.h"

#include "net/link.h"

static const enum sy_link_event tick = SY_LINK_TICK;

/* Ticks until it does something; how long that was. */
static uint64_t wait_for(struct sy_link *link, enum sy_link_action want, uint64_t *now_ms)
{
    uint64_t start_ms = *now_ms;
    enum sy_link_action got;

    while ((got = sy_link_step(link, tick, *now_ms)) == SY_LINK_NOTHING) {
        *now_ms += 10;
        assert_true(*now_ms - start_ms <= SY_LINK_BLAMED_MAX_MS);
    }
    assert_int_equal(got, want);
    return *now_ms - start_ms;
}

static void bring_up(struct sy_link *link, uint64_t *now_ms)
{
    wait_for(link, SY_LINK_DIAL, now_ms);
    sy_link_step(link, SY_LINK_CONNECTED, *now_ms);
    sy_link_step(link, SY_LINK_GREETED, *now_ms);
    assert_int_equal(link->phase, SY_LINK_UP);
}

static void test_dials_at_once_and_is_up_when_greeted(void **state)
{
    struct sy_link link;
    uint64_t now_ms = 1000;

    (void)state;
    sy_link_init(&link, 1, 7, now_ms);
    assert_int_equal(sy_link_step(&link, tick, now_ms), SY_LINK_DIAL);
    assert_int_equal(link.phase, SY_LINK_DIALLING);
    sy_link_step(&link, SY_LINK_GREETED, now_ms); /* not before it is connected */
    assert_int_equal(link.phase, SY_LINK_DIALLING);
    sy_link_step(&link, SY_LINK_CONNECTED, now_ms);
    assert_int_equal(link.phase, SY_LINK_GREETING);
    sy_link_step(&link, SY_LINK_GREETED, now_ms);
    assert_int_equal(link.phase, SY_LINK_UP);
}

static void test_without_an_address_nothing_is_dialled(void **state)
{
    struct sy_link link;

    (void)state;
    sy_link_init(&link, 0, 7, 0);
    for (uint64_t now_ms = 0; now_ms < 100000; now_ms += 1000)
        assert_int_equal(sy_link_step(&link, tick, now_ms), SY_LINK_NOTHING);
}

static void test_each_address_in_turn_and_waits_that_double(void **state)
{
    struct sy_link link;
    uint64_t now_ms = 0;
    uint64_t longest_ms = SY_LINK_WAIT_MIN_MS;

    (void)state;
    sy_link_init(&link, 3, 7, now_ms);
    for (unsigned round = 0; round < 12; round++) {
        for (size_t i = 0; i < 3; i++) {
            uint64_t waited_ms = wait_for(&link, SY_LINK_DIAL, &now_ms);

            assert_int_equal(link.address, i);
            if (round > 0 || i > 0)
                assert_in_range(waited_ms + 10, longest_ms / 2, longest_ms + 10);
            longest_ms = SY_LINK_WAIT_MIN_MS;
            for (unsigned n = 0; n < round && longest_ms < SY_LINK_WAIT_MAX_MS; n++)
                longest_ms *= 2;
            longest_ms = longest_ms < SY_LINK_WAIT_MAX_MS ? longest_ms : SY_LINK_WAIT_MAX_MS;
            sy_link_step(&link, SY_LINK_LOST, now_ms);
            assert_int_equal(link.phase, SY_LINK_WAITING);
        }
    }
    assert_int_equal(longest_ms, SY_LINK_WAIT_MAX_MS);
}

static void test_two_that_lost_each_other_do_not_come_back_together(void **state)
{
    unsigned apart = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct sy_link a;
        struct sy_link b;

        sy_link_init(&a, 1, seed, 0);
        sy_link_init(&b, 1, seed + 1000, 0);
        for (int i = 0; i < 5; i++) {
            uint64_t a_ms = 0;
            uint64_t b_ms = 0;

            a.since_ms = b.since_ms = 0;
            wait_for(&a, SY_LINK_DIAL, &a_ms);
            wait_for(&b, SY_LINK_DIAL, &b_ms);
            sy_link_step(&a, SY_LINK_LOST, a_ms);
            sy_link_step(&b, SY_LINK_LOST, b_ms);
        }
        apart += a.wait_ms != b.wait_ms;
    }
    assert_true(apart >= 18);
}

static void test_an_address_that_does_not_answer_is_given_up(void **state)
{
    struct sy_link link;
    uint64_t now_ms = 0;

    (void)state;
    sy_link_init(&link, 2, 7, now_ms);
    wait_for(&link, SY_LINK_DIAL, &now_ms);
    assert_int_equal(wait_for(&link, SY_LINK_HANG_UP, &now_ms), SY_LINK_DIAL_MS);
    wait_for(&link, SY_LINK_DIAL, &now_ms);
    assert_int_equal(link.address, 1);
    sy_link_step(&link, SY_LINK_CONNECTED, now_ms);
    assert_int_equal(wait_for(&link, SY_LINK_HANG_UP, &now_ms), SY_LINK_GREET_MS);
}

static void test_a_quiet_peer_is_probed_and_a_silent_one_left(void **state)
{
    struct sy_link link;
    uint64_t now_ms = 0;

    (void)state;
    sy_link_init(&link, 1, 7, now_ms);
    bring_up(&link, &now_ms);
    assert_int_equal(wait_for(&link, SY_LINK_PROBE, &now_ms), SY_LINK_QUIET_MS);
    sy_link_step(&link, SY_LINK_HEARD, now_ms);
    assert_int_equal(wait_for(&link, SY_LINK_PROBE, &now_ms), SY_LINK_QUIET_MS);
    assert_int_equal(wait_for(&link, SY_LINK_HANG_UP, &now_ms),
                     SY_LINK_SILENT_MS - SY_LINK_QUIET_MS);
    assert_int_equal(link.phase, SY_LINK_WAITING);
}

static void test_who_is_blamed_waits_longer_each_time(void **state)
{
    struct sy_link link;
    uint64_t now_ms = 0;
    uint64_t full_ms = SY_LINK_BLAMED_MIN_MS;

    (void)state;
    sy_link_init(&link, 1, 7, now_ms);
    for (int i = 0; i < 6; i++) {
        bring_up(&link, &now_ms);
        sy_link_step(&link, SY_LINK_BLAMED, now_ms);
        assert_in_range(link.wait_ms, full_ms / 2, full_ms);
        full_ms = full_ms * 2 < SY_LINK_BLAMED_MAX_MS ? full_ms * 2 : SY_LINK_BLAMED_MAX_MS;
    }
}

/* One that starts again after many failures says so by dialling. */
static void test_who_is_sighted_is_dialled_soon(void **state)
{
    struct sy_link link;
    uint64_t now_ms = 0;

    (void)state;
    sy_link_init(&link, 1, 7, now_ms);
    for (int i = 0; i < 12; i++) {
        wait_for(&link, SY_LINK_DIAL, &now_ms);
        sy_link_step(&link, SY_LINK_LOST, now_ms);
    }
    assert_true(link.wait_ms > 10 * SY_LINK_SIGHTED_MS);
    sy_link_step(&link, SY_LINK_SIGHTED, now_ms);
    assert_int_equal(wait_for(&link, SY_LINK_DIAL, &now_ms), SY_LINK_SIGHTED_MS);
    sy_link_step(&link, SY_LINK_BLAMED, now_ms);
    sy_link_step(&link, SY_LINK_SIGHTED, now_ms); /* not who was dropped */
    assert_true(link.wait_ms >= SY_LINK_BLAMED_MIN_MS / 2);
}

/* A peer may come by itself, and lie before it was ever dialled, or have no address. */
static void test_who_is_blamed_is_shunned_for_that_time(void **state)
{
    (void)state;
    for (size_t addresses = 0; addresses < 2; addresses++) {
        struct sy_link link;
        uint64_t now_ms = 1000;

        sy_link_init(&link, addresses, 7, now_ms);
        assert_false(sy_link_shuns(&link, now_ms));
        sy_link_step(&link, SY_LINK_BLAMED, now_ms);
        assert_true(link.wait_ms >= SY_LINK_BLAMED_MIN_MS / 2);
        now_ms += link.wait_ms - 1;
        assert_true(sy_link_shuns(&link, now_ms));
        assert_int_equal(sy_link_step(&link, tick, now_ms), SY_LINK_NOTHING);
        assert_false(sy_link_shuns(&link, now_ms + 1));
        assert_int_equal(sy_link_step(&link, tick, now_ms + 1),
                         addresses == 0 ? SY_LINK_NOTHING : SY_LINK_DIAL);
        sy_link_step(&link, SY_LINK_LOST, now_ms + 2);
        assert_int_equal(sy_link_shuns(&link, now_ms + 3), 0); /* lost is not blamed */
    }
}

static void test_failures_are_forgotten_once_it_is_steady(void **state)
{
    struct sy_link link;
    uint64_t now_ms = 0;

    (void)state;
    sy_link_init(&link, 1, 7, now_ms);
    for (int i = 0; i < 6; i++) {
        bring_up(&link, &now_ms);
        sy_link_step(&link, SY_LINK_LOST, now_ms);
    }
    assert_true(link.wait_ms > SY_LINK_WAIT_MIN_MS);
    bring_up(&link, &now_ms);
    now_ms += SY_LINK_STEADY_MS;
    sy_link_step(&link, SY_LINK_LOST, now_ms);
    assert_true(link.wait_ms < SY_LINK_WAIT_MIN_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dials_at_once_and_is_up_when_greeted),
        cmocka_unit_test(test_without_an_address_nothing_is_dialled),
        cmocka_unit_test(test_each_address_in_turn_and_waits_that_double),
        cmocka_unit_test(test_two_that_lost_each_other_do_not_come_back_together),
        cmocka_unit_test(test_an_address_that_does_not_answer_is_given_up),
        cmocka_unit_test(test_a_quiet_peer_is_probed_and_a_silent_one_left),
        cmocka_unit_test(test_who_is_blamed_waits_longer_each_time),
        cmocka_unit_test(test_who_is_sighted_is_dialled_soon),
        cmocka_unit_test(test_who_is_blamed_is_shunned_for_that_time),
        cmocka_unit_test(test_failures_are_forgotten_once_it_is_steady),
    };

    return cmocka_run_group_tests_name("link", tests, NULL, NULL);
}
