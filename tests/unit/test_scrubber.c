/* A log whose entry has gone bad, and that cannot put it right itself: it is asked for, what is
 * given is taken when it is the right one, and after it the log is said to be whole; while the
 * node has other things to do, nothing is read. */
#include "tests/unit/fixture.h"

#include "ledger/log_repair.h"
#include "ledger/log_rows.h"
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
static bool false_given;

static bool is_busy(void *ctx)
{
    (void)ctx;
    if (busy_for == 0)
        return false;
    busy_for--;
    assert_int_equal(sy_scrubber_state(scrubber, 0).next, 0);
    return true;
}

/* First somebody gives another entry, then the one that was asked for. */
static void wanted(void *ctx, size_t log, uint64_t index)
{
    (void)ctx;
    assert_int_equal(log, 0);
    assert_int_equal(index, BAD);
    check_err(sy_scrubber_give(scrubber, 0, sy_buffer_bytes(false_given ? &share : &other)),
              SY_OK);
    check_err(sy_scrubber_give(scrubber, 0, sy_buffer_bytes(&share)), SY_BUSY);
    false_given = true;
    asked++;
}

/* Until it has been asked for twice, and a whole pass has found nothing. */
static void look(void *data)
{
    struct sy_scrub_state state = sy_scrubber_state(scrubber, 0);

    (void)data;
    if (++steps < PATIENCE_STEPS && (asked < 2 || state.bad || state.finished_at == 0))
        return;
    sy_timer_close(watch);
    sy_scrubber_stop(scrubber);
}

static void prepare(void)
{
    struct sy_log_snapshot *snapshot;
    struct sy_checkpoint checkpoint;
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
    check_err(sy_checkpoint_make(sy_text(kept->vkey.name), ENTRIES, &root, &checkpoint), SY_OK);
    check_err(
        sy_checkpoint_sign(&checkpoint, &kept->vkey, &f.log_keys[FIXTURE_DISTRICT], &note),
        SY_OK);
    check_err(sy_kept_log_set_note(&kept->note, sy_buffer_bytes(&note), ENTRIES), SY_OK);
    sy_buffer_close(&note);
    check_err(sy_store_write(kept->log->store, &txn), SY_OK);
    check_err(sy_store_put(txn, SY_LOG_ENTRIES, sy_log_index_key(BAD, key), sy_text("rot")),
              SY_OK);
    check_err(sy_store_commit(txn), SY_OK);
}

static void test_what_is_bad_is_asked_for(void **state)
{
    struct sy_logger logger = {-1, SY_LOG_INFO};
    struct sy_scrubber_options options = {
        .logs = &kept_logs, .logger = &logger, .pass_ms = 1, .busy = is_busy, .wanted = wanted};
    struct sy_log_snapshot *snapshot;
    struct sy_scrub_state kept_state;
    struct sy_bytes entry;
    struct sy_entry read;

    (void)state;
    fixture_open(&f);
    prepare();
    busy_for = 2;
    check_err(sy_loop_open(&loop), SY_OK);
    options.loop = loop;
    check_err(sy_scrubber_open(&options, &scrubber), SY_OK);
    check_err(sy_timer_open(loop, STEP_MS, STEP_MS, look, NULL, &watch), SY_OK);
    sy_loop_run(loop);
    assert_int_equal(busy_for, 0);
    assert_int_equal(asked, 2);
    assert_false(sy_scrubber_state(scrubber, 0).bad);
    sy_scrubber_close(scrubber);
    sy_loop_close(loop);
    check_err(sy_log_snapshot(kept->log, &snapshot), SY_OK);
    check_err(sy_log_scrub_state(snapshot, &kept_state), SY_OK);
    assert_false(kept_state.bad);
    assert_true(kept_state.finished_at > 0);
    check_err(sy_log_entry(snapshot, BAD, &entry), SY_OK);
    check_err(sy_entry_read(entry, &read), SY_OK);
    assert_int_equal(read.index, BAD);
    sy_log_release(snapshot);
    sy_shared_note_release(kept->note);
    sy_buffer_close(&share);
    sy_buffer_close(&other);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_bad_is_asked_for),
    };

    return cmocka_run_group_tests_name("scrubber", tests, NULL, NULL);
}
