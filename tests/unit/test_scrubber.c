/* A log whose entry has gone bad, and that cannot put it right itself: it is asked for, what is
 * given is taken when it is the right one, and after it the log is said to be whole, and who
 * gave it; while the node has other things to do, nothing is read. What is bad stays known
 * through a restart, and is asked for again at once. */
#include "tests/unit/fixture.h"

#include "ledger/log_repair.h"
#include "ledger/log_rows.h"
#include "net/mirrored_log.h"
#include "net/scrubber.h"

enum { ENTRIES = 9, BAD = 4, STEP_MS = 5, PATIENCE_STEPS = 12000 };

static struct fixture f;
static struct sy_kept_logs kept_logs;
static struct sy_kept_log *const kept = &kept_logs.log[0];
static struct sy_buffer share; /* of the bad entry, as another node has it */
static struct sy_buffer other; /* of the one before it */
static struct sy_loop *loop;
static struct sy_scrubber *scrubber;
static struct sy_timer *watch;
static unsigned steps;
static unsigned asked;
static unsigned busy_for; /* that many questions whether the node is busy are answered yes */
static bool nobody_has_it;
static struct sy_checkpoint promised;

static bool is_busy(void *ctx)
{
    (void)ctx;
    if (busy_for == 0)
        return false;
    busy_for--;
    assert_int_equal(sy_scrubber_state(scrubber, 0)->next, 0);
    return true;
}

static struct sy_mirrored_stretch stretch_of(const struct sy_buffer *bytes)
{
    struct sy_mirrored_stretch stretch = {.stretch = {.from = BAD, .to = BAD + 1}};

    stretch.shares[0] = sy_buffer_bytes(bytes);
    return stretch;
}

/* First somebody gives another entry, then the one that was asked for. */
static void wanted(void *ctx, size_t log, uint64_t index)
{
    struct sy_mirrored_stretch given = stretch_of(asked == 0 ? &other : &share);
    enum sy_stretch_verdict verdict;

    (void)ctx;
    assert_int_equal(log, 0);
    assert_int_equal(index, BAD);
    assert_int_equal(kept->bad_count, 1);
    assert_int_equal(kept->bad[0], BAD);
    asked++;
    if (nobody_has_it)
        return;
    check_err(sy_mirrored_log_repair(kept, &promised, &given, &verdict), SY_OK);
    assert_int_equal(verdict, asked == 1 ? SY_STRETCH_WAITS : SY_STRETCH_FOLLOWS);
    sy_scrubber_look(scrubber, 0, BAD, "310115");
}

/* Until it has been asked for twice, and a whole pass has ended; once, if nobody has it. */
static void look(void *data)
{
    const struct sy_scrub_state *state = sy_scrubber_state(scrubber, 0);
    bool over = nobody_has_it ? asked > 0 && state->finished_at > 0
                              : asked > 1 && state->bad_count == 0 && state->finished_at > 0;

    (void)data;
    if (++steps < PATIENCE_STEPS && !over)
        return;
    sy_timer_close(watch);
    sy_scrubber_stop(scrubber);
}

static void prepare(void)
{
    struct sy_log_snapshot *snapshot;
    struct sy_buffer note = {0};
    struct sy_hash root;
    struct sy_store_txn *txn;
    uint8_t key[8];

    for (size_t i = 0; i < ENTRIES; i++) {
        struct sy_draft draft = fixture_draft(9999, "open", "chain", NULL, NULL);

        fixture_append_drafts(&f, 0, &draft, 1);
    }
    *kept = (struct sy_kept_log){.vkey = f.logs_of[FIXTURE_DISTRICT]->vkey,
                                 .owned = true,
                                 .scope = fixture_scope(&f, FIXTURE_DISTRICT),
                                 .log = f.logs[FIXTURE_DISTRICT]};
    kept_logs.count = 1;
    check_err(sy_log_snapshot(kept->log, &snapshot), SY_OK);
    root = sy_merkle_root(&sy_log_head(snapshot)->tree);
    check_err(sy_log_share(snapshot, BAD, &share), SY_OK);
    check_err(sy_log_share(snapshot, BAD - 1, &other), SY_OK);
    sy_log_release(snapshot);
    check_err(sy_checkpoint_make(sy_text(kept->vkey.name), ENTRIES, &root, &promised), SY_OK);
    check_err(sy_checkpoint_sign(&promised, &kept->vkey, &f.log_keys[FIXTURE_DISTRICT], &note),
              SY_OK);
    check_err(sy_kept_log_set_note(&kept->note, sy_buffer_bytes(&note), ENTRIES), SY_OK);
    sy_buffer_close(&note);
    check_err(sy_store_write(kept->log->store, &txn), SY_OK);
    check_err(sy_store_put(txn, SY_LOG_ENTRIES, sy_log_index_key(BAD, key), sy_text("rot")),
              SY_OK);
    check_err(sy_store_commit(txn), SY_OK);
}

static void scrub(uint64_t pass_ms)
{
    struct sy_logger logger = {-1, SY_LOG_INFO};
    struct sy_scrubber_options options = {.logs = &kept_logs,
                                          .logger = &logger,
                                          .pass_ms = pass_ms,
                                          .busy = is_busy,
                                          .wanted = wanted};

    asked = steps = 0;
    check_err(sy_loop_open(&loop), SY_OK);
    options.loop = loop;
    check_err(sy_scrubber_open(&options, &scrubber), SY_OK);
    check_err(sy_timer_open(loop, STEP_MS, STEP_MS, look, NULL, &watch), SY_OK);
    sy_loop_run(loop);
    assert_true(steps < PATIENCE_STEPS);
    assert_int_equal(busy_for, 0);
}

static void close_scrubber(void)
{
    sy_scrubber_close(scrubber);
    sy_loop_close(loop);
}

/* The state that a restart finds. */
static struct sy_scrub_state kept_state(void)
{
    struct sy_scrub_state state;
    struct sy_log_snapshot *snapshot;

    check_err(sy_log_snapshot(kept->log, &snapshot), SY_OK);
    check_err(sy_log_scrub_state(snapshot, &state), SY_OK);
    sy_log_release(snapshot);
    return state;
}

static void check_entry(void)
{
    struct sy_log_snapshot *snapshot;
    struct sy_bytes entry;
    struct sy_entry read;

    check_err(sy_log_snapshot(kept->log, &snapshot), SY_OK);
    check_err(sy_log_entry(snapshot, BAD, &entry), SY_OK);
    check_err(sy_entry_read(entry, &read), SY_OK);
    assert_int_equal(read.index, BAD);
    sy_log_release(snapshot);
}

static void test_what_is_bad_is_asked_for(void **state)
{
    struct sy_scrub_state found;

    (void)state;
    fixture_open(&f);
    prepare();
    busy_for = 2;
    nobody_has_it = true;
    scrub(1);
    close_scrubber();
    found = kept_state();
    assert_int_equal(found.bad_count, 1);
    assert_int_equal(found.bad[0].index, BAD);
    assert_int_equal(found.bad[0].kind, SY_FLAW_ENTRY);
    assert_true(found.bad[0].since > 0);
    assert_int_equal(found.repair_count, 0);
    assert_true(found.finished_at > 0);

    nobody_has_it = false;
    kept->bad_count = 0;
    scrub(1);
    assert_int_equal(asked, 2);
    assert_int_equal(sy_scrubber_state(scrubber, 0)->bad_count, 0);
    assert_int_equal(kept->bad_count, 0);
    close_scrubber();
    found = kept_state();
    assert_int_equal(found.bad_count, 0);
    assert_int_equal(found.repair_count, 1);
    assert_int_equal(found.repair.index, BAD);
    assert_int_equal(found.repair.kind, SY_FLAW_ENTRY);
    assert_string_equal(found.repair.node, "310115");
    check_entry();
    sy_shared_note_release(kept->note);
    sy_buffer_close(&share);
    sy_buffer_close(&other);
    fixture_close(&f);
}

/* More bad entries than there is room for: the first are known, and there is more behind. */
static void test_the_first_are_known(void **state)
{
    struct sy_scrub_state s = {.next = 40};

    (void)state;
    for (uint64_t i = 0; i < SY_SCRUB_BAD_MAX; i++)
        assert_true(sy_scrub_state_found(&s, &(struct sy_scrub_bad){.index = 30 - 2 * i}));
    assert_false(sy_scrub_state_found(&s, &(struct sy_scrub_bad){.index = 30}));
    assert_false(s.more);
    assert_true(sy_scrub_state_found(&s, &(struct sy_scrub_bad){.index = 35}));
    assert_int_equal(s.more_from, 35);
    assert_true(sy_scrub_state_found(&s, &(struct sy_scrub_bad){.index = 17}));
    assert_int_equal(s.more_from, 30);
    assert_int_equal(s.bad_count, SY_SCRUB_BAD_MAX);
    for (size_t i = 1; i < s.bad_count; i++)
        assert_true(s.bad[i - 1].index < s.bad[i].index);
    assert_false(sy_scrub_state_sound(&s, 31, 33));
    assert_int_equal(s.next, 40);
    assert_true(sy_scrub_state_sound(&s, 17, 18)); /* room again: back to what had none */
    assert_int_equal(s.next, 30);
    assert_true(sy_scrub_state_found(&s, &(struct sy_scrub_bad){.index = 30}));
    assert_false(s.more);
    assert_true(sy_scrub_state_sound(&s, 0, UINT64_MAX));
    assert_int_equal(s.bad_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_bad_is_asked_for),
        cmocka_unit_test(test_the_first_are_known),
    };

    return cmocka_run_group_tests_name("scrubber", tests, NULL, NULL);
}
