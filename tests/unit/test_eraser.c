/* Orders are carried out in the background, while others append and read; in what order they
 * come, how many there are, and when the node is killed makes no difference in the end. */
#include "tests/unit/fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>

#include "ledger/log_erase.h"
#include "net/eraser.h"
#include "net/worker.h"
#include "proto/record_type.h"

enum {
    STATEMENTS = 12,
    RECORDS = 10,
    ORDERS = STATEMENTS * RECORDS,
    APPENDED_MAX = 60, /* while the eraser works */
    STEP_MS = 5,
    PATIENCE_MS = 60000,
    KILLS = 40,
    LIFE_US = 150000
};

static struct fixture f;

/* What the registry orders, in its order. */
static struct sy_log_erasure orders[ORDERS + 1];
static struct sy_order_position places[ORDERS + 1];
static size_t order_count;
static uint64_t registry_size;

static struct sy_kept_logs owned;
static struct sy_loop *loop;
static struct sy_eraser *eraser;
static struct sy_timer *watch;
static struct sy_logger logger = {-1, SY_LOG_INFO};

/* Lines in the node's log. */
static size_t lines_logged(void)
{
    struct sy_bytes file = check_read_file(fixture_path(&f, "lines"));
    size_t count = 0;

    for (size_t i = 0; i < file.len; i++)
        count += file.data[i] == '\n';
    free((void *)(uintptr_t)file.data);
    return count;
}

static enum sy_err give_orders(void *ctx, struct sy_bytes origin, struct sy_order_position *at,
                               struct sy_order *out, size_t max, size_t *count)
{
    (void)ctx;
    *count = 0;
    if (!sy_bytes_equal(origin, fixture_origin(&f, FIXTURE_DISTRICT))) {
        *at = (struct sy_order_position){registry_size, 0};
        return SY_OK;
    }
    for (size_t i = 0; i < order_count && *count < max; i++) {
        if (places[i].index < at->index ||
            (places[i].index == at->index && places[i].record < at->record))
            continue;
        out[(*count)++].what = orders[i];
        at->index = places[i].index;
        at->record = places[i].record + 1;
    }
    if (*count < max)
        *at = (struct sy_order_position){registry_size, 0};
    return SY_OK;
}

static void name_of(size_t n, char out[64])
{
    snprintf(out, 64, "<<name of person %04zu, who lives at number %04zu>>", n, n);
}

static void append_names(size_t first, size_t count)
{
    struct sy_draft drafts[RECORDS];
    char names[RECORDS][64];

    for (size_t i = 0; i < count; i++) {
        name_of(first + i, names[i]);
        drafts[i] = fixture_draft(9999, "open", "chain", NULL, names[i]);
    }
    fixture_append_drafts(&f, 0, drafts, count);
}

static void order(uint64_t index, uint32_t record, struct sy_order_position place)
{
    struct sy_log_snapshot *snapshot;
    struct sy_record_digest digest;

    check_err(sy_log_snapshot(f.logs[FIXTURE_DISTRICT], &snapshot), SY_OK);
    check_err(sy_log_digest(snapshot, index, record, &digest), SY_OK);
    sy_log_release(snapshot);
    orders[order_count] = (struct sy_log_erasure){
        index, record, SY_PART_PERSONAL, digest.parts[2].hash, place.index, {NULL, 0}};
    places[order_count++] = place;
    registry_size = place.index + 1;
}

/* Every name is ordered to be erased, in entries of the registry from 3 on, 7 in each. */
static void order_all(void)
{
    for (size_t n = 0; n < STATEMENTS * RECORDS; n++)
        order(n / RECORDS, (uint32_t)(n % RECORDS),
              (struct sy_order_position){3 + n / 7, (uint32_t)(n % 7)});
}

static int setup(void **state)
{
    (void)state;
    order_count = 0;
    registry_size = 1;
    fixture_open(&f);
    logger.fd =
        open(fixture_path(&f, "lines"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    assert_true(logger.fd >= 0);
    for (size_t s = 0; s < STATEMENTS; s++)
        append_names(s * RECORDS, RECORDS);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    close(logger.fd);
    fixture_close(&f);
    return 0;
}

static size_t names_on_disk(size_t count)
{
    struct sy_bytes file = check_read_file(fixture_path(&f, "district/data.mdb"));
    size_t found = 0;

    for (size_t n = 0; n < count; n++) {
        char name[64];

        name_of(n, name);
        found += memmem(file.data, file.len, name, strlen(name)) != NULL;
    }
    free((void *)(uintptr_t)file.data);
    return found;
}

static size_t erased(void)
{
    struct sy_log_snapshot *snapshot;
    size_t count = 0;
    bool owed;

    check_err(sy_log_snapshot(f.logs[FIXTURE_DISTRICT], &snapshot), SY_OK);
    for (size_t n = 0; n < STATEMENTS * RECORDS; n++) {
        enum sy_part_state part;
        uint64_t by = 0;

        check_err(sy_log_part_state(snapshot, n / RECORDS, (uint32_t)(n % RECORDS),
                                    SY_PART_PERSONAL, &part, &by),
                  SY_OK);
        count += part == SY_PART_ERASED;
    }
    check_err(sy_log_owes_scour(snapshot, &owed), SY_OK);
    assert_false(owed);
    sy_log_release(snapshot);
    return count;
}

static void open_eraser(void)
{
    struct sy_eraser_options options = {
        .loop = loop, .logs = &owned, .logger = &logger, .orders = give_orders};

    for (unsigned i = 0; i < FIXTURE_LOGS; i++)
        owned.log[i] = (struct sy_kept_log){.vkey = f.logs_of[i]->vkey, .log = f.logs[i]};
    owned.count = FIXTURE_LOGS;
    check_err(sy_eraser_open(&options, &eraser), SY_OK);
}

static void stop_when_idle(void *data)
{
    static unsigned waited_ms;

    (void)data;
    waited_ms = sy_eraser_idle(eraser) ? 0 : waited_ms + STEP_MS;
    if (waited_ms > 0 && waited_ms < PATIENCE_MS)
        return;
    assert_int_equal(waited_ms, 0);
    sy_timer_close(watch);
    sy_eraser_stop(eraser);
}

/* Until there is nothing left to be done. */
static void run_eraser(void)
{
    check_err(sy_loop_open(&loop), SY_OK);
    open_eraser();
    check_err(sy_timer_open(loop, STEP_MS, STEP_MS, stop_when_idle, NULL, &watch), SY_OK);
    sy_loop_run(loop);
    sy_eraser_close(eraser);
    sy_loop_close(loop);
}

static void test_all_orders(void **state)
{
    (void)state;
    order_all();
    assert_int_equal(names_on_disk(ORDERS), ORDERS);
    run_eraser();
    assert_int_equal(erased(), ORDERS);
    assert_int_equal(names_on_disk(ORDERS), 0);
    assert_int_equal(lines_logged(), ORDERS + 1);
    run_eraser(); /* nothing is left */
    assert_int_equal(lines_logged(), ORDERS + 1);
}

static void test_no_orders(void **state)
{
    (void)state;
    run_eraser();
    assert_int_equal(erased(), 0);
    assert_int_equal(names_on_disk(ORDERS), ORDERS);
    assert_int_equal(lines_logged(), 0);
}

static uint64_t mark(void)
{
    struct sy_log_snapshot *snapshot;
    uint64_t size;

    check_err(sy_log_snapshot(f.logs[FIXTURE_DISTRICT], &snapshot), SY_OK);
    check_err(sy_log_ordered(snapshot, &size), SY_OK);
    sy_log_release(snapshot);
    return size;
}

/* A registry that grows and orders nothing costs the other logs no commit each time. */
static void test_the_mark_is_kept_now_and_then(void **state)
{
    (void)state;
    registry_size = 4095;
    run_eraser();
    assert_int_equal(mark(), 0);
    registry_size = 4096;
    run_eraser();
    assert_int_equal(mark(), 4096);
    registry_size = 4100;
    order(0, 0, (struct sy_order_position){4097, 0});
    registry_size = 4100;
    run_eraser();
    assert_int_equal(mark(), 4100);
    registry_size = 7; /* its view is being built again */
    run_eraser();
    assert_int_equal(mark(), 4100);
    assert_int_equal(erased(), 1);
}

/* An order for what the log does not have is passed over, and said; those behind it count. */
static void test_orders_without_effect(void **state)
{
    (void)state;
    order(0, 0, (struct sy_order_position){4, 0});
    order(0, 1, (struct sy_order_position){4, 1});
    order(0, 2, (struct sy_order_position){9, 0});
    orders[0].record = 77;
    orders[1].part_hash.bytes[0] ^= 1;
    run_eraser();
    assert_int_equal(erased(), 1);
    assert_int_equal(names_on_disk(3), 2);
    assert_int_equal(lines_logged(), 4);
    run_eraser();
    assert_int_equal(lines_logged(), 4);
}

/* An order that comes before its entry waits for it, and does not keep back others. */
static void test_an_order_that_comes_first(void **state)
{
    (void)state;
    order(0, 0, (struct sy_order_position){4, 0});
    order(0, 1, (struct sy_order_position){5, 0});
    orders[0].index = STATEMENTS;
    run_eraser();
    assert_int_equal(mark(), 4);
    assert_int_equal(erased(), 1);
    assert_int_equal(names_on_disk(2), 1);
    append_names(ORDERS, 1);
    order_count = 0;
    order(STATEMENTS, 0, (struct sy_order_position){4, 0});
    order(0, 1, (struct sy_order_position){5, 0});
    run_eraser();
    assert_int_equal(names_on_disk(ORDERS + 1), ORDERS - 1);
}

static struct {
    size_t appended;
    size_t read;
    bool stop;
} others;

static void append_one(void *data)
{
    (void)data;
    append_names(ORDERS + others.appended, 1);
}

static void appended_one(void *data)
{
    (void)data;
    if (++others.appended < APPENDED_MAX)
        check_err(sy_worker_submit(loop, append_one, appended_one, NULL), SY_OK);
    sy_eraser_grown(eraser);
}

static void read_some(void *data)
{
    struct sy_log_snapshot *snapshot;
    struct sy_record_share share;
    struct sy_part part;

    (void)data;
    check_err(sy_log_snapshot(f.logs[FIXTURE_DISTRICT], &snapshot), SY_OK);
    for (uint64_t i = 0; i < sy_log_head(snapshot)->tree.size; i++) {
        check_err(sy_log_record(snapshot, i, 0, &share), SY_OK);
        assert_int_equal(share.part_count, 3);
        check_err(sy_part_read(share.parts[0].part, &part), SY_OK);
        assert_true(sy_bytes_equal(part.body, sy_text("open")));
    }
    sy_log_release(snapshot);
}

static void read_done(void *data)
{
    (void)data;
    others.read++;
    if (!others.stop)
        check_err(sy_worker_submit(loop, read_some, read_done, NULL), SY_OK);
}

static void stop_when_all_is_done(void *data)
{
    if (others.appended < APPENDED_MAX)
        return;
    stop_when_idle(data);
    others.stop = sy_eraser_idle(eraser);
}

static void test_among_others(void **state)
{
    (void)state;
    order_all();
    memset(&others, 0, sizeof(others));
    check_err(sy_loop_open(&loop), SY_OK);
    open_eraser();
    check_err(sy_timer_open(loop, STEP_MS, STEP_MS, stop_when_all_is_done, NULL, &watch),
              SY_OK);
    check_err(sy_worker_submit(loop, append_one, appended_one, NULL), SY_OK);
    check_err(sy_worker_submit(loop, read_some, read_done, NULL), SY_OK);
    sy_loop_run(loop);
    sy_eraser_close(eraser);
    sy_loop_close(loop);
    assert_int_equal(erased(), ORDERS);
    assert_int_equal(names_on_disk(ORDERS), 0);
    assert_true(others.read > 0);
    assert_int_equal(names_on_disk(ORDERS + APPENDED_MAX), APPENDED_MAX);
}

static struct {
    atomic_uint working;
    unsigned done;
    unsigned quiet;
} q;

static void work(void *data)
{
    (void)data;
    atomic_fetch_add(&q.working, 1);
    usleep(2000);
    atomic_fetch_sub(&q.working, 1);
}

static void be_quiet(void *data);

static void work_done(void *data)
{
    (void)data;
    if (++q.done == 10) {
        check_err(sy_worker_quiet(loop, be_quiet, NULL), SY_OK);
        check_err(sy_worker_quiet(loop, be_quiet, NULL), SY_BUSY);
    }
    if (q.done < 100)
        check_err(sy_worker_submit(loop, work, work_done, NULL), SY_OK);
}

static void be_quiet(void *data)
{
    (void)data;
    assert_int_equal(atomic_load(&q.working), 0);
    usleep(5000);
    assert_int_equal(atomic_load(&q.working), 0);
    q.quiet++;
    check_err(sy_worker_submit(loop, work, work_done, NULL), SY_OK);
}

static void test_quiet_moments(void **state)
{
    (void)state;
    check_err(sy_loop_open(&loop), SY_OK);
    check_err(sy_worker_quiet(loop, be_quiet, NULL), SY_OK);
    assert_int_equal(q.quiet, 1); /* at once: nothing was under way */
    for (unsigned i = 0; i < 4; i++)
        check_err(sy_worker_submit(loop, work, work_done, NULL), SY_OK);
    sy_loop_run(loop);
    assert_int_equal(q.quiet, 2);
    assert_true(q.done >= 100);
    sy_loop_close(loop);
}

static void live_in_child(void)
{
    fixture_open_logs(&f);
    run_eraser();
    _exit(0);
}

/* Killed again and again, in the end everything is done. */
static void test_killed_at_any_moment(void **state)
{
    unsigned killed = 0;
    int status = 0;

    (void)state;
    order_all();
    fixture_close_logs(&f);
    for (unsigned i = 0; i < KILLS; i++) {
        pid_t pid = fork();

        assert_true(pid >= 0);
        if (pid == 0)
            live_in_child();
        usleep(i * 7919 % LIFE_US);
        kill(pid, SIGKILL);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        killed += WIFSIGNALED(status);
    }
    fixture_open_logs(&f);
    run_eraser();
    assert_true(killed > 0);
    assert_int_equal(erased(), ORDERS);
    assert_int_equal(names_on_disk(ORDERS), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_no_orders, setup, teardown),
        cmocka_unit_test_setup_teardown(test_all_orders, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_mark_is_kept_now_and_then, setup, teardown),
        cmocka_unit_test_setup_teardown(test_orders_without_effect, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_order_that_comes_first, setup, teardown),
        cmocka_unit_test_setup_teardown(test_among_others, setup, teardown),
        cmocka_unit_test(test_quiet_moments),
        cmocka_unit_test_setup_teardown(test_killed_at_any_moment, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
