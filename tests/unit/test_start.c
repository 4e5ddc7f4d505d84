/* At its start an owner signs on only if nobody can show that its key has promised more, or
 * something else, than what is here. */
#include "ledger/log.h"
#include "ledger/witness.h"
#include "net/start.h"
#include "tests/unit/worked_log.h"

static const uint8_t one[SY_STORE_ID_BYTES] = {1};
static const uint8_t two[SY_STORE_ID_BYTES] = {2};

static struct sy_signed_checkpoint at(uint64_t size)
{
    return (struct sy_signed_checkpoint){.checkpoint = {.size = size}, .note_len = 1};
}

static void check_verdict(const struct sy_start *start, uint64_t now_ms,
                          enum sy_start_verdict want, enum sy_start_reason why)
{
    enum sy_start_reason reason = 0;

    assert_int_equal(sy_start_verdict(start, now_ms, &reason), want);
    assert_int_equal(reason, why);
}

static void test_first_start(void **state)
{
    struct sy_start start;

    (void)state;
    sy_start_init(&start, NULL, NULL, 0, 100);
    check_verdict(&start, 100, SY_START_SIGN, SY_START_FIRST);
    sy_start_init(&start, NULL, NULL, 2, 100);
    check_verdict(&start, 100, SY_START_WAIT, 0);
    sy_start_answer(&start, 0, NULL, 0, false);
    check_verdict(&start, 100, SY_START_WAIT, 0);
    sy_start_answer(&start, 1, NULL, 0, false);
    check_verdict(&start, 100, SY_START_SIGN, SY_START_FIRST);
}

static void test_agreed(void **state)
{
    struct sy_signed_checkpoint latest = at(5);
    struct sy_start start;

    (void)state;
    sy_start_init(&start, one, one, 2, 0);
    sy_start_answer(&start, 0, &latest, 7, true);
    check_verdict(&start, 1, SY_START_WAIT, 0);
    check_verdict(&start, SY_START_WAIT_MS, SY_START_SIGN, SY_START_AGREED);
    sy_start_answer(&start, 1, &latest, 5, true);
    check_verdict(&start, 1, SY_START_SIGN, SY_START_AGREED);
}

/* A district that the city cannot reach keeps accepting trade. */
static void test_cut_off(void **state)
{
    struct sy_start start;

    (void)state;
    sy_start_init(&start, one, one, 3, 50);
    check_verdict(&start, 50 + SY_START_WAIT_MS - 1, SY_START_WAIT, 0);
    check_verdict(&start, 50 + SY_START_WAIT_MS, SY_START_SIGN, SY_START_CUT_OFF);
}

static void test_wiped(void **state)
{
    struct sy_start start;

    (void)state;
    sy_start_init(&start, two, one, 3, 0);
    check_verdict(&start, 0, SY_START_NEVER, SY_START_WIPED); /* before anybody answers */
    sy_start_init(&start, NULL, one, 3, 0);
    check_verdict(&start, 0, SY_START_NEVER, SY_START_WIPED);
}

static void test_rolled_back(void **state)
{
    struct sy_signed_checkpoint more = at(8);
    struct sy_signed_checkpoint less = at(3);
    struct sy_start start;

    (void)state;
    sy_start_init(&start, one, one, 3, 0);
    sy_start_answer(&start, 0, &less, 7, true);
    sy_start_answer(&start, 1, &more, 7, false);
    check_verdict(&start, 0, SY_START_NEVER, SY_START_ROLLED_BACK);
    sy_start_answer(&start, 1, &less, 9, true); /* nothing takes it back */
    check_verdict(&start, SY_START_WAIT_MS, SY_START_NEVER, SY_START_ROLLED_BACK);
    /* Key and store new, but the key has signed before. */
    sy_start_init(&start, NULL, NULL, 3, 0);
    sy_start_answer(&start, 2, &less, 0, false);
    check_verdict(&start, 0, SY_START_NEVER, SY_START_ROLLED_BACK);
    /* Cut off at first; seen when the line is back. */
    sy_start_init(&start, one, one, 3, 0);
    check_verdict(&start, SY_START_WAIT_MS, SY_START_SIGN, SY_START_CUT_OFF);
    sy_start_answer(&start, 2, &more, 7, false);
    check_verdict(&start, SY_START_WAIT_MS, SY_START_NEVER, SY_START_ROLLED_BACK);
}

static void test_other_tree(void **state)
{
    struct sy_signed_checkpoint latest = at(5);
    struct sy_start start;

    (void)state;
    sy_start_init(&start, one, one, 3, 0);
    sy_start_answer(&start, 0, &latest, 7, false);
    check_verdict(&start, 0, SY_START_NEVER, SY_START_OTHER_TREE);
}

/* A cosigner finds its own word for more than it remembers. */
static void test_own_cosignature(void **state)
{
    struct sy_vkey known[2];
    uint64_t size = 77;
    struct worked_log w;

    (void)state;
    worked_log_setup(&w);
    known[0] = known[1] = w.witness;
    known[0].id++;
    check_err(sy_start_cosigned(sy_text(WORKED_NOTE), known, 2, &size), SY_OK);
    assert_int_equal(size, WORKED_ENTRIES);
    check_err(sy_start_cosigned(sy_text(WORKED_NOTE_LOG), known, 2, &size), SY_NOT_FOUND);
    check_err(sy_start_cosigned(sy_text("nothing\n"), known, 2, &size), SY_BAD_NOTE);
}

/* What an operator has marked is signed once everybody has answered, and never before. */
static void test_resumed(void **state)
{
    struct sy_signed_checkpoint less = at(5);
    struct sy_signed_checkpoint all = at(7);
    struct sy_start start;

    (void)state;
    sy_start_init(&start, one, one, 3, 0);
    sy_start_resume(&start);
    check_verdict(&start, 100 * SY_START_WAIT_MS, SY_START_WAIT, 0);
    sy_start_answer(&start, 2, &all, 7, true);
    sy_start_answer(&start, 0, NULL, 7, false);
    sy_start_answer(&start, 0, &less, 7, true); /* again is not another one */
    check_verdict(&start, 100 * SY_START_WAIT_MS, SY_START_WAIT, 0);
    sy_start_shown(&start, &less, 7, true); /* it may know more than it shows */
    check_verdict(&start, UINT64_MAX, SY_START_WAIT, 0);
    sy_start_answer(&start, 1, &less, 7, true);
    check_verdict(&start, 1, SY_START_SIGN, SY_START_RESUMED);
    sy_start_shown(&start, &all, 6, false); /* and as always: nobody may know better */
    check_verdict(&start, 1, SY_START_NEVER, SY_START_ROLLED_BACK);
}

static void test_resumed_never(void **state)
{
    struct sy_signed_checkpoint less = at(5);
    struct sy_signed_checkpoint more = at(9);
    struct sy_start start;

    (void)state;
    sy_start_init(&start, one, one, 2, 0);
    sy_start_resume(&start);
    sy_start_answer(&start, 0, &more, 7, false);
    check_verdict(&start, 0, SY_START_NEVER, SY_START_ROLLED_BACK);
    sy_start_answer(&start, 1, &less, 7, true);
    check_verdict(&start, SY_START_WAIT_MS, SY_START_NEVER, SY_START_ROLLED_BACK);

    sy_start_init(&start, one, one, 2, 0);
    sy_start_resume(&start);
    sy_start_answer(&start, 1, &less, 7, false);
    check_verdict(&start, 0, SY_START_NEVER, SY_START_OTHER_TREE);

    sy_start_init(&start, two, one, 2, 0); /* the store that was marked is gone */
    sy_start_resume(&start);
    check_verdict(&start, 0, SY_START_NEVER, SY_START_WIPED);
    sy_start_init(&start, NULL, one, 2, 0);
    sy_start_resume(&start);
    check_verdict(&start, 0, SY_START_NEVER, SY_START_WIPED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_start),     cmocka_unit_test(test_agreed),
        cmocka_unit_test(test_cut_off),         cmocka_unit_test(test_wiped),
        cmocka_unit_test(test_rolled_back),     cmocka_unit_test(test_other_tree),
        cmocka_unit_test(test_own_cosignature), cmocka_unit_test(test_resumed),
        cmocka_unit_test(test_resumed_never),
    };

    return cmocka_run_group_tests_name("start", tests, NULL, NULL);
}
