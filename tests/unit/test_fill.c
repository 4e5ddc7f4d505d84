/* Who is asked for parts that a mirror lacks, in which order, and when again: stories of one
 * event a line, and random peers of whom in the end somebody gives everything. */
#include "tests/check.h"

#include "net/fill.h"

enum { SEEDS = 200, ENTRIES = 300, PEERS = 4, OWNER = 3, PATIENCE = 20000 };

static struct sy_fill fill;
static struct sy_fill_effects todo;
static uint64_t now_ms;

static int setup(void **state)
{
    (void)state;
    memset(&fill, 0, sizeof(fill));
    now_ms = 1000;
    return 0;
}

static void step(struct sy_fill_event event)
{
    sy_fill_step(&fill, &event, now_ms, &todo);
}

static void peer(uint32_t number, bool owner)
{
    step((struct sy_fill_event){.type = SY_FILL_PEER, .peer = number, .owner = owner});
}

static void tick(uint64_t ms)
{
    now_ms += ms;
    step((struct sy_fill_event){.type = SY_FILL_TICK});
}

static void wanted(void)
{
    step((struct sy_fill_event){.type = SY_FILL_WANTED});
}

static void found(uint64_t from, uint64_t to)
{
    step((struct sy_fill_event){.type = SY_FILL_FOUND, .from = from, .to = to});
}

static void answered(uint64_t from, uint64_t to)
{
    step((struct sy_fill_event){.type = SY_FILL_ANSWERED, .from = from, .to = to});
}

static void stored(uint64_t filled, bool left)
{
    step((struct sy_fill_event){.type = SY_FILL_STORED, .filled = filled, .wanted = left});
}

static void unanswered(void)
{
    step((struct sy_fill_event){.type = SY_FILL_UNANSWERED});
}

static void check_find(uint64_t from)
{
    assert_int_equal(todo.count, 1);
    assert_int_equal(todo.list[0].type, SY_FILL_FIND);
    assert_int_equal(todo.list[0].from, from);
}

static void check_ask(uint32_t number, uint64_t from, uint64_t to)
{
    const struct sy_fill_effect *last = &todo.list[todo.count - 1];

    assert_true(todo.count > 0);
    assert_int_equal(last->type, SY_FILL_ASK);
    assert_int_equal(last->peer, number);
    assert_int_equal(last->from, from);
    assert_int_equal(last->to, to);
}

static void check_nothing(void)
{
    assert_int_equal(todo.count, 0);
}

static void test_the_owner_is_asked_last(void **state)
{
    (void)state;
    peer(0, true);
    peer(1, false);
    peer(2, false);
    tick(1000);
    check_nothing(); /* nothing is wanted */
    wanted();
    check_nothing();
    tick(SY_FILL_BEGIN_MS);
    check_find(0);
    found(5, 9);
    check_ask(1, 5, 9);
    answered(5, 9);
    assert_int_equal(todo.list[0].type, SY_FILL_STORE);
    stored(0, true);
    check_ask(2, 5, 9);
    answered(5, 7); /* the rest is a batch of its own */
    stored(3, true);
    check_ask(0, 5, 7);
    answered(5, 7);
    stored(1, false);
    check_find(7);
    found(7, 9);
    check_ask(2, 7, 9); /* who gave something comes before who did not */
    answered(7, 9);
    stored(9, false);
    check_find(9);
    found(9, 9);
    check_nothing();
    tick(SY_FILL_WAIT_MAX_MS);
    check_nothing(); /* all is there */
}

static void test_what_nobody_has_is_asked_for_again_later(void **state)
{
    uint64_t wait_ms = SY_FILL_WAIT_MIN_MS;

    (void)state;
    peer(1, false);
    wanted();
    tick(SY_FILL_BEGIN_MS);
    for (unsigned round = 0; round < 14; round++) {
        check_find(round == 0 ? 0 : 4);
        if (round > 0) {
            found(4, 4);
            check_find(0); /* around */
        }
        found(3, 4);
        check_ask(1, 3, 4);
        unanswered();
        check_find(4);
        found(4, 4);
        check_nothing();
        tick(wait_ms - 1);
        check_nothing();
        tick(1);
        wait_ms *= 2;
        if (wait_ms > SY_FILL_WAIT_MAX_MS)
            wait_ms = SY_FILL_WAIT_MAX_MS;
    }
    found(4, 4);
    found(3, 4);
    unanswered();
    found(4, 4);
    peer(2, false); /* somebody comes: no need to wait that long */
    tick(SY_FILL_BEGIN_MS);
    assert_int_equal(todo.list[0].type, SY_FILL_FIND);
}

static void test_who_lies_goes_and_who_is_lost_is_not_waited_for(void **state)
{
    (void)state;
    peer(1, false);
    peer(2, false);
    peer(3, false);
    wanted();
    tick(SY_FILL_BEGIN_MS);
    found(0, 8);
    check_ask(1, 0, 8);
    answered(0, 8);
    step((struct sy_fill_event){.type = SY_FILL_STORED, .err = SY_BAD_ROOT});
    assert_int_equal(todo.list[0].type, SY_FILL_DROP);
    assert_int_equal(todo.list[0].peer, 1);
    check_ask(2, 0, 8);
    step((struct sy_fill_event){.type = SY_FILL_LOST, .peer = 2});
    assert_int_equal(todo.list[0].type, SY_FILL_CANCEL);
    check_ask(3, 0, 8);
    answered(1, 8); /* not what it was asked for */
    assert_int_equal(todo.list[0].type, SY_FILL_DROP);
    assert_int_equal(todo.list[0].peer, 3);
    assert_int_equal(todo.count, 1); /* nobody is left: later */
    tick(SY_FILL_WAIT_MIN_MS);
    assert_int_equal(todo.list[0].type, SY_FILL_FIND);
}

static void test_who_is_silent_is_given_up_and_who_drips_is_not(void **state)
{
    (void)state;
    peer(1, false);
    peer(2, false);
    wanted();
    tick(SY_FILL_BEGIN_MS);
    found(0, 8);
    check_ask(1, 0, 8);
    for (unsigned i = 0; i < 5; i++) {
        tick(SY_FILL_ASK_MS - 1);
        check_nothing();
        step((struct sy_fill_event){.type = SY_FILL_COMING});
    }
    tick(SY_FILL_ASK_MS);
    assert_int_equal(todo.list[0].type, SY_FILL_CANCEL);
    assert_int_equal(todo.list[0].peer, 1);
    check_ask(2, 0, 8);
    unanswered();
    check_find(8);
}

static void test_a_fault_of_the_store_is_waited_out(void **state)
{
    (void)state;
    peer(1, false);
    wanted();
    tick(SY_FILL_BEGIN_MS);
    step((struct sy_fill_event){.type = SY_FILL_FOUND, .err = SY_IO});
    check_nothing();
    tick(SY_FILL_FAULT_MS - 1);
    check_nothing();
    tick(1);
    check_find(0);
    found(0, 2);
    answered(0, 2);
    step((struct sy_fill_event){.type = SY_FILL_STORED, .err = SY_NO_SPACE});
    check_nothing();
    tick(SY_FILL_FAULT_MS);
    check_find(0);
}

static uint64_t seed;

static uint64_t below(uint64_t bound)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (seed >> 33) % bound;
}

/* Peers of whom each has some entries' parts, come and go, and fail; the owner has all. */
static void random_run(void)
{
    bool lacks[ENTRIES];
    bool has[PEERS][ENTRIES];
    bool up[PEERS] = {false};
    uint64_t left = 0;
    struct sy_fill_event event = {.type = SY_FILL_WANTED};

    for (size_t i = 0; i < ENTRIES; i++) {
        lacks[i] = below(3) > 0;
        left += lacks[i];
        for (uint32_t p = 0; p < PEERS; p++)
            has[p][i] = p == OWNER || below(4) == 0;
    }
    for (unsigned n = 0; left > 0; n++) {
        struct sy_fill_effect effect = {0};

        assert_true(n < PATIENCE);
        sy_fill_step(&fill, &event, now_ms, &todo);
        now_ms += 100;
        event = (struct sy_fill_event){.type = SY_FILL_TICK};
        for (size_t i = 0; i < todo.count; i++) {
            if (todo.list[i].type != SY_FILL_CANCEL && todo.list[i].type != SY_FILL_DROP)
                effect = todo.list[i];
        }
        if (effect.type == SY_FILL_FIND) {
            event.type = SY_FILL_FOUND;
            event.from = effect.from;
            while (event.from < ENTRIES && !lacks[event.from])
                event.from++;
            event.to = event.from;
            while (event.to < ENTRIES && lacks[event.to] &&
                   event.to - event.from < SY_FILL_ENTRIES)
                event.to++;
        } else if (effect.type == SY_FILL_ASK) {
            assert_true(up[effect.peer]);
            event.type = below(8) == 0 ? SY_FILL_UNANSWERED : SY_FILL_ANSWERED;
            event.from = effect.from;
            event.to = effect.from + 1 + below(effect.to - effect.from);
        } else if (effect.type == SY_FILL_STORE) {
            event.type = SY_FILL_STORED;
            for (uint64_t i = fill.from; i < fill.to; i++) {
                if (lacks[i] && has[fill.peer][i]) {
                    lacks[i] = false;
                    event.filled++;
                    left--;
                }
                event.wanted = event.wanted || lacks[i];
            }
        } else if (below(4) == 0) {
            uint32_t p = (uint32_t)below(PEERS);

            up[p] = !up[p];
            event = (struct sy_fill_event){
                .type = up[p] ? SY_FILL_PEER : SY_FILL_LOST, .peer = p, .owner = p == OWNER};
        }
    }
}

static void test_everything_comes_in_the_end(void **state)
{
    for (uint64_t s = 1; s <= SEEDS; s++) {
        setup(state);
        seed = s;
        random_run();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_the_owner_is_asked_last, setup),
        cmocka_unit_test_setup(test_what_nobody_has_is_asked_for_again_later, setup),
        cmocka_unit_test_setup(test_who_lies_goes_and_who_is_lost_is_not_waited_for, setup),
        cmocka_unit_test_setup(test_who_is_silent_is_given_up_and_who_drips_is_not, setup),
        cmocka_unit_test_setup(test_a_fault_of_the_store_is_waited_out, setup),
        cmocka_unit_test_setup(test_everything_comes_in_the_end, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
