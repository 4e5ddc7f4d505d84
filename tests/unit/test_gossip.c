/* Every node comes to know the latest checkpoint of every log, and evidence, without being told
 * the same thing all the time. */
#include "net/gossip.h"
#include "tests/check.h"

enum { A, B, LOGS };

static struct sy_gossip gossip;
static struct sy_gossip_effects todo;
static unsigned shown_held;

/* The effect of that type; NULL. */
static const struct sy_gossip_effect *find(enum sy_gossip_effect_type type)
{
    for (size_t i = 0; i < todo.count; i++) {
        if (todo.list[i].type == type)
            return &todo.list[i];
    }
    return NULL;
}

static void step(enum sy_gossip_event_type type, uint32_t peer, uint32_t log, uint64_t number,
                 uint64_t now_ms)
{
    struct sy_signed_checkpoint checkpoint = {.checkpoint = {.size = number}, .note_len = 1};
    struct sy_gossip_event event = {type, peer, log, number, &checkpoint};

    sy_gossip_step(&gossip, &event, now_ms, &todo);
    shown_held += find(SY_GOSSIP_SHOW_HELD) != NULL;
}

static void check_todo(size_t i, enum sy_gossip_effect_type type, uint32_t peer, uint32_t log)
{
    assert_true(i < todo.count);
    assert_int_equal(todo.list[i].type, type);
    assert_int_equal(todo.list[i].peer, peer);
    assert_int_equal(todo.list[i].log, log);
}

static int setup(void **state)
{
    (void)state;
    sy_gossip_init(&gossip, LOGS);
    shown_held = 0;
    return 0;
}

static void knows(uint32_t log, uint64_t size)
{
    step(SY_GOSSIP_LEARNT, 0, log, size, 0);
    assert_int_equal(todo.count, 0); /* nobody is there */
}

static void test_what_is_new_is_shown_once(void **state)
{
    (void)state;
    knows(A, 1);
    step(SY_GOSSIP_LEARNT, 0, B, 5, 1000);
    step(SY_GOSSIP_PEER, 3, 0, 0, 1000);
    assert_int_equal(todo.count, 2);
    check_todo(1, SY_GOSSIP_SHOW, 3, B);
    step(SY_GOSSIP_TICK, 0, 0, 0, 5000);
    assert_int_equal(todo.count, 0);
    step(SY_GOSSIP_LEARNT, 0, B, 5, 5000); /* the same */
    assert_int_equal(todo.count, 0);
    step(SY_GOSSIP_LEARNT, 0, B, 4, 5000); /* older */
    assert_int_equal(todo.count, 0);
    step(SY_GOSSIP_LEARNT, 0, B, 6, 5000);
    assert_int_equal(todo.count, 1);
    step(SY_GOSSIP_LEARNT, 0, B, 7, 5001); /* not at every commit */
    assert_int_equal(todo.count, 0);
    step(SY_GOSSIP_TICK, 0, 0, 0, 5000 + SY_GOSSIP_EVERY_MS);
    assert_int_equal(todo.count, 1);
    assert_int_equal(gossip.logs[B].latest.checkpoint.size, 7);
    step(SY_GOSSIP_HELD, 0, B, 7, 9000); /* it can be had here now */
    assert_int_equal(todo.count, 1);
    step(SY_GOSSIP_TICK, 0, 0, 0, 9000 + SY_GOSSIP_REPEAT_MS);
    assert_int_equal(todo.count, 2); /* a message may have been lost */
    check_todo(0, SY_GOSSIP_SHOW, 3, A);
    check_todo(1, SY_GOSSIP_SHOW, 3, B);
}

/* A peer that cannot come by itself, or has not come back yet, is asked. */
static void test_who_knows_nothing_asks(void **state)
{
    (void)state;
    knows(A, 1);
    step(SY_GOSSIP_PEER, 3, 0, 0, 1000);
    assert_int_equal(todo.count, 2);
    check_todo(1, SY_GOSSIP_ASK, 3, B);
    step(SY_GOSSIP_TICK, 0, 0, 0, 1000 + SY_GOSSIP_REPEAT_MS - 1);
    assert_int_equal(todo.count, 0);
    step(SY_GOSSIP_TICK, 0, 0, 0, 1000 + SY_GOSSIP_REPEAT_MS);
    assert_int_equal(todo.count, 2);
    check_todo(1, SY_GOSSIP_ASK, 3, B);
    step(SY_GOSSIP_LEARNT, 0, B, 5, 20000);
    assert_int_equal(todo.count, 1);
    check_todo(0, SY_GOSSIP_SHOW, 3, B);
}

/* Two histories, and nobody can reach the latest checkpoint that all know: what is held tells
 * them apart. */
static void test_what_stands_still_is_shown_too(void **state)
{
    uint64_t now_ms = 1000;

    (void)state;
    knows(A, 1);
    step(SY_GOSSIP_PEER, 3, 0, 0, now_ms);
    step(SY_GOSSIP_HELD, 0, B, 4, now_ms);
    step(SY_GOSSIP_LEARNT, 0, B, 4, now_ms);
    for (uint64_t size = 5; size < 40; size++) { /* it goes on elsewhere */
        now_ms += SY_GOSSIP_EVERY_MS;
        step(SY_GOSSIP_LEARNT, 0, B, size, now_ms);
        if (now_ms < 1500 + SY_GOSSIP_REPEAT_MS)
            assert_null(find(SY_GOSSIP_SHOW_HELD));
    }
    assert_int_equal(shown_held, 1);
    assert_int_equal(gossip.logs[B].whole.checkpoint.size, 4);
    step(SY_GOSSIP_HELD, 0, B, 20, now_ms); /* it only catches up */
    step(SY_GOSSIP_TICK, 0, 0, 0, now_ms + SY_GOSSIP_REPEAT_MS - 1);
    assert_null(find(SY_GOSSIP_SHOW_HELD));
    step(SY_GOSSIP_TICK, 0, 0, 0, now_ms + SY_GOSSIP_REPEAT_MS);
    assert_non_null(find(SY_GOSSIP_SHOW_HELD));
    step(SY_GOSSIP_HELD, 0, B, 39, now_ms);
    step(SY_GOSSIP_TICK, 0, 0, 0, now_ms + 3 * SY_GOSSIP_REPEAT_MS);
    assert_null(find(SY_GOSSIP_SHOW_HELD)); /* it is the latest */
}

static void test_who_comes_is_told_all(void **state)
{
    (void)state;
    step(SY_GOSSIP_LEARNT, 0, A, 5, 1000);
    step(SY_GOSSIP_LEARNT, 0, B, 6, 1000);
    step(SY_GOSSIP_PEER, 9, 0, 0, 1000);
    assert_int_equal(todo.count, 2);
    check_todo(0, SY_GOSSIP_SHOW, 9, A);
    check_todo(1, SY_GOSSIP_SHOW, 9, B);
    step(SY_GOSSIP_LOST, 9, 0, 0, 1001);
    step(SY_GOSSIP_LEARNT, 0, A, 7, 2000);
    assert_int_equal(todo.count, 0);
    step(SY_GOSSIP_PEER, 9, 0, 0, 2001);
    assert_int_equal(todo.count, 2);
}

static void test_evidence_until_it_is_there(void **state)
{
    (void)state;
    sy_gossip_init(&gossip, 1);
    knows(A, 7);
    step(SY_GOSSIP_PEER, 1, 0, 0, 1000);
    step(SY_GOSSIP_PEER, 2, 0, 0, 1000);
    assert_int_equal(todo.count, 1);
    step(SY_GOSSIP_EVIDENCE, 0, A, 0, 1001); /* at once */
    assert_int_equal(todo.count, 2);
    check_todo(0, SY_GOSSIP_GIVE, 1, A);
    check_todo(1, SY_GOSSIP_GIVE, 2, A);
    step(SY_GOSSIP_GIVEN, 1, A, 0, 2000);
    step(SY_GOSSIP_TICK, 0, 0, 0, 1001 + SY_GOSSIP_REPEAT_MS);
    assert_int_equal(todo.count, 3);
    check_todo(0, SY_GOSSIP_SHOW, 1, A); /* what the quorum attests of it still holds */
    check_todo(1, SY_GOSSIP_GIVE, 2, A);
    check_todo(2, SY_GOSSIP_SHOW, 2, A);
    step(SY_GOSSIP_GIVEN, 2, A, 0, 20000);
    step(SY_GOSSIP_TICK, 0, 0, 0, 20000);
    assert_int_equal(todo.count, 0);
    step(SY_GOSSIP_PEER, 1, 0, 0, 20001); /* perhaps with another store */
    assert_int_equal(todo.count, 2);
    check_todo(0, SY_GOSSIP_GIVE, 1, A);
}

static void test_more_than_fits(void **state)
{
    unsigned shown = 0;

    (void)state;
    sy_gossip_init(&gossip, SY_GOSSIP_LOGS_MAX);
    for (uint32_t i = 0; i < SY_GOSSIP_LOGS_MAX; i++)
        step(SY_GOSSIP_LEARNT, 0, i, 1, 10);
    step(SY_GOSSIP_PEER, 63, 0, 0, 10);
    for (shown = (unsigned)todo.count; todo.more; shown += (unsigned)todo.count)
        step(SY_GOSSIP_TICK, 0, 0, 0, 10);
    assert_int_equal(shown, SY_GOSSIP_LOGS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_what_is_new_is_shown_once, setup),
        cmocka_unit_test_setup(test_who_knows_nothing_asks, setup),
        cmocka_unit_test_setup(test_what_stands_still_is_shown_too, setup),
        cmocka_unit_test_setup(test_who_comes_is_told_all, setup),
        cmocka_unit_test_setup(test_evidence_until_it_is_there, setup),
        cmocka_unit_test_setup(test_more_than_fits, setup),
    };

    return cmocka_run_group_tests_name("gossip", tests, NULL, NULL);
}
