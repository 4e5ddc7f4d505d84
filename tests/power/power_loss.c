/* A node whose machine loses its power at any moment. What it does to its files is recorded
 * while it takes statements, is killed, starts again, and erases by order; then, for every
 * moment at which something became durable or was given out, the files are made as they may be
 * then. From each a node starts by itself; its logs are whole, and hold everything that was
 * given out. */
#include "tests/fault/orders.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include "ledger/log_erase.h"
#include "net/node.h"
#include "proto/record_type.h"
#include "tests/power/platter.h"
#include "tests/power/promises.h"

enum {
    STATEMENTS = 72,
    EVENTS = 3, /* in each; the last statement of a round has more */
    ROUNDS = 9, /* of a node's life; it is killed in all but the first and the last */
    ROUND_STATEMENTS = STATEMENTS / ROUNDS,
    KILL_WRITES = 60, /* at most so many writes after its start */
    ERASED_EVERY = 4, /* the papers of every so manieth statement are erased */
    PIPELINE = 4,     /* statements on their way at a time, at most */
    IMAGES = 4,       /* of each moment, beside the one that loses all */
    PATIENCE_MS = 60000,
    WHAT_BYTES = 1024
};

static const uint64_t map_bytes = (uint64_t)1 << 40;
static const uint64_t slice_bytes = 8 << 20;

/* What was recorded, and what of it the test knows. */
static struct {
    struct sy_stage stage;
    struct sy_load load;
    uint64_t indices[STATEMENTS];
    bool answered[STATEMENTS];
    bool ordered[STATEMENTS];
    char path[FAULT_PATH_BYTES]; /* of the tape */
    struct tape tape;
    char images[512]; /* a folder for them, in memory where that is possible */
} t;

/* Of the processes that look at images. */
struct findings {
    size_t images;
    size_t scours; /* images that owed one */
    char what[WHAT_BYTES];
};

static struct findings *findings;

/* Sends what has no answer yet, of the statements below "to", a few at a time, until all have
 * one or the node is gone. */
static bool send_on(size_t to)
{
    struct sy_client *client = sy_stage_connect(&t.stage);
    size_t order[STATEMENTS];
    size_t sent = 0;
    size_t got = 0;
    uint64_t first = 0;
    enum sy_err err = client == NULL ? SY_UNREACHABLE : SY_OK;

    for (size_t i = 0; err == SY_OK && (i < to || got < sent);) {
        struct sy_frame_message reply = {0};
        uint64_t id;

        if (i < to && (t.answered[i] || sent - got < 1 + fault_random(PIPELINE))) {
            if (!t.answered[i]) {
                order[sent] = i;
                err =
                    sy_client_send(client, SY_FRAME_APPEND,
                                   sy_buffer_bytes(&t.load.requests[i]), FAULT_TIMEOUT_MS, &id);
                first = sent++ == 0 ? id : first;
            }
            i++;
            continue;
        }
        err = sy_client_receive(client, FAULT_TIMEOUT_MS, &reply);
        if (err == SY_OK) {
            struct sy_append_reply append;
            struct sy_entry entry;
            size_t which = order[reply.id - first];

            assert_int_equal(reply.type, SY_FRAME_APPEND_REPLY);
            check_err(sy_append_reply_read(sy_buffer_bytes(&reply.payload), &append), SY_OK);
            check_err(sy_entry_read(append.entry, &entry), SY_OK);
            t.answered[which] = true;
            t.indices[which] = entry.index;
            got++;
        }
        sy_frame_message_close(&reply);
    }
    sy_client_close(client);
    return err == SY_OK;
}

/* The registry grows by an order for statements that were answered and are not ordered yet. */
static void order_some(size_t to)
{
    struct sy_client *client = sy_stage_connect(&t.stage);
    struct order orders[STATEMENTS];
    struct sy_frame_message reply = {0};
    struct sy_buffer request = {0};
    size_t count = 0;
    enum sy_err err;

    for (size_t i = 0; i < to; i += ERASED_EVERY) {
        if (t.answered[i] && !t.ordered[i])
            orders[count++] = (struct order){t.indices[i], 0, order_hash(&t.load, i, 0)};
        t.ordered[i] = t.ordered[i] || t.answered[i];
    }
    if (client != NULL && count > 0) {
        order_erasures(&t.stage, orders, count, &request);
        /* Whether it arrives, before the node is killed, does not matter. */
        err = sy_client_call(client, SY_FRAME_APPEND, sy_buffer_bytes(&request),
                             FAULT_TIMEOUT_MS, &reply);
        assert_true(err != SY_OK || reply.type == SY_FRAME_APPEND_REPLY);
    }
    sy_frame_message_close(&reply);
    sy_buffer_close(&request);
    sy_client_close(client);
}

static void await_scour(void)
{
    uint64_t deadline_ms = fault_now_ms() + PATIENCE_MS;

    while (!sy_stage_said(&t.stage, "event=scoured", NULL, 0)) {
        assert_true(fault_now_ms() < deadline_ms);
        usleep(5000);
    }
}

static void live(unsigned round)
{
    bool killed = round > 0 && round + 1 < ROUNDS;
    char writes[32];

    snprintf(writes, sizeof(writes), "%llu",
             (unsigned long long)(1 + fault_random(KILL_WRITES)));
    if (killed)
        setenv(TAPE_KILL, writes, 1);
    else
        unsetenv(TAPE_KILL);
    assert_true(sy_stage_launch(&t.stage, fault_daemon));
    if (sy_stage_await(&t.stage)) {
        assert_true(round > 0 || sy_stage_admit(&t.stage));
        if (send_on((round + 1) * ROUND_STATEMENTS))
            order_some((round + 1) * ROUND_STATEMENTS);
    }
    if (round + 1 < ROUNDS)
        sy_stage_end(&t.stage, SIGKILL);
}

/* Plays the node's life, and keeps it for the other tests. */
static void test_a_life_is_recorded(void **state)
{
    const char *parent = getenv("TMPDIR");

    (void)state;
    assert_true(sy_stage_found(&t.stage));
    sy_stage_path(&t.stage, "tape", t.path);
    setenv(TAPE_ROOT, t.stage.folder, 1);
    setenv(TAPE_FILE, t.path, 1);
    assert_true(sy_load_make(&t.stage, STATEMENTS, EVENTS, 0, &t.load));
    for (unsigned round = 0; round < ROUNDS; round++)
        live(round);
    await_scour();
    fault_stop(&t.stage);
    unsetenv(TAPE_FILE);
    tape_read(t.path, &t.tape);
    if (access("/dev/shm", W_OK) == 0)
        parent = "/dev/shm";
    snprintf(t.images, sizeof(t.images), "%s/suyuan-power-XXXXXX",
             parent == NULL ? "/tmp" : parent);
    assert_non_null(mkdtemp(t.images));
    findings = mmap(NULL, sizeof(*findings), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                    -1, 0);
    assert_ptr_not_equal(findings, MAP_FAILED);
}

static int forget(void **state)
{
    (void)state;
    if (t.images[0] != 0)
        fault_remove(t.images);
    if (findings != NULL)
        munmap(findings, sizeof(*findings));
    tape_close(&t.tape);
    sy_load_close(&t.load);
    sy_stage_close(&t.stage);
    return 0;
}

/* A node starts from the folder, and stops again: what is wrong. */
static const char *start(const char *data)
{
    static struct sy_node_problem why;
    static char text[WHAT_BYTES];
    struct sy_addresses addresses = {0};
    struct sy_node_options options = {.network = t.stage.network,
                                      .addresses = &addresses,
                                      .keys = &t.stage.node_file,
                                      .data = data,
                                      .host = "127.0.0.1",
                                      .logger = {-1, SY_LOG_ERROR}};
    struct sy_loop *loop;
    struct sy_node *node = NULL;
    enum sy_err err = sy_loop_open(&loop);

    if (err != SY_OK)
        return sy_err_name(err);
    err = sy_node_open(loop, &options, &node, &why);
    if (err == SY_OK)
        sy_node_stop(node);
    else
        snprintf(text, sizeof(text), "the node does not start: %s: %s: %s", sy_err_name(err),
                 why.what, why.path);
    sy_loop_run(loop);
    sy_node_close(node);
    sy_loop_close(loop);
    return err == SY_OK ? NULL : text;
}

static size_t papers(const char *folder, const uint8_t *erased)
{
    static uint8_t found[STATEMENTS * EVENTS];
    char path[FAULT_PATH_BYTES + 16];
    size_t count = 0;

    snprintf(path, sizeof(path), "%s/data.mdb", folder);
    order_find(path, found, sizeof(found));
    for (size_t n = 0; n < sizeof(found); n++)
        count += found[n] && erased[n];
    return count;
}

static void scour(struct sy_log *log)
{
    struct sy_log_scour scour;

    check_err(sy_log_scour_begin(log, &scour), SY_OK);
    while (!scour.done)
        check_err(sy_log_scour(log, &scour, slice_bytes), SY_OK);
}

/* What is marked as erased is gone from the file, or will be: a scour is owed, and does it. */
static const char *check_erasures(const char *data)
{
    struct sy_log_identity identity = {.network_id = t.stage.network->id};
    uint8_t erased[STATEMENTS * EVENTS] = {0};
    struct sy_log_snapshot *snapshot;
    struct sy_log *log;
    char path[FAULT_PATH_BYTES];
    size_t at = (size_t)snprintf(path, sizeof(path), "%s/logs/", data);
    bool owed;

    snprintf(path + at, sizeof(path) - at, "%s", sy_stage_origin(&t.stage));
    for (char *c = path + at; *c != 0; c++)
        *c = *c == '/' ? '+' : *c;
    snprintf(identity.origin, sizeof(identity.origin), "%s", sy_stage_origin(&t.stage));
    check_err(sy_log_open(path, map_bytes, &identity, &log), SY_OK);
    check_err(sy_log_snapshot(log, &snapshot), SY_OK);
    check_err(sy_log_owes_scour(snapshot, &owed), SY_OK);
    for (size_t i = 0; i < STATEMENTS; i += ERASED_EVERY) {
        enum sy_part_state state;
        uint64_t order;

        if (t.ordered[i] && sy_log_part_state(snapshot, t.indices[i], 0, SY_PART_COMMERCIAL,
                                              &state, &order) == SY_OK)
            erased[i * EVENTS] = state == SY_PART_ERASED;
    }
    sy_log_release(snapshot);
    if (owed) {
        scour(log);
        findings->scours++;
    }
    sy_log_close(log);
    if (papers(path, erased) == 0)
        return NULL;
    return owed ? "what was erased is still in the file when it was scoured"
                : "what was erased is in the file, and no scour is owed";
}

static const char *check_image(const struct promises *promises, const char *data)
{
    const char *broken = start(data);

    if (broken == NULL)
        broken = promises_broken(promises, data);
    if (broken == NULL)
        broken = check_erasures(data);
    return broken;
}

/* The images of a moment, in a process of its own: damaged files may end it. */
static void look(const struct platter *platter, const struct promises *promises, size_t at)
{
    for (unsigned i = 0; i <= IMAGES; i++) {
        enum platter_loss loss =
            i == 0 ? PLATTER_LOSE_ALL : (enum platter_loss)fault_random(PLATTER_LOSSES);
        char folder[FAULT_PATH_BYTES];
        char data[FAULT_PATH_BYTES + 8];
        const char *broken;

        snprintf(folder, sizeof(folder), "%s/image", t.images);
        snprintf(data, sizeof(data), "%s/data", folder);
        assert_int_equal(mkdir(folder, 0700), 0);
        platter_image(platter, loss, fault_random, folder);
        snprintf(findings->what, sizeof(findings->what),
                 "record %zu, image %u, loss %u: it ends this process", at, i, loss);
        broken = check_image(promises, data);
        findings->images++;
        if (broken != NULL) {
            snprintf(findings->what, sizeof(findings->what),
                     "record %zu, image %u, loss %u: %.400s", at, i, loss, broken);
            _exit(1);
        }
        findings->what[0] = 0;
        fault_remove(folder);
        if (platter_pending(platter) == 0)
            return;
    }
}

static bool is_sound(const struct platter *platter, const struct promises *promises, size_t at)
{
    char folder[FAULT_PATH_BYTES];
    int status = 0;
    pid_t child;

    (void)fault_random(2); /* the next moment's chances are others */
    fflush(stdout);
    child = fork();
    if (child == 0) {
        look(platter, promises, at);
        _exit(0);
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    snprintf(folder, sizeof(folder), "%s/image", t.images);
    if (access(folder, F_OK) == 0)
        fault_remove(folder);
    return false;
}

/* Before what a sync makes durable is, and when something is given out or a program begins. */
static bool is_moment(const struct tape_record *record)
{
    return record->head.kind == TAPE_SYNCED || record->head.kind == TAPE_WROTE ||
           record->head.kind == TAPE_SAID || record->head.kind == TAPE_START;
}

/* Goes through the tape. False, and findings->what says why, at the first image that is not as
 * it should be. */
static bool play(enum platter_lie lie, size_t *moments)
{
    struct platter *platter = platter_open(lie);
    struct promises *promises = promises_open(t.stage.network);
    size_t said = SIZE_MAX;
    bool sound = true;

    *findings = (struct findings){0};
    *moments = 0;
    for (size_t i = 0; sound && i < t.tape.count; i++) {
        const struct tape_record *record = &t.tape.records[i];

        /* What is said is not new when nothing can be lost, and nothing was promised since. */
        if (is_moment(record) &&
            (platter_pending(platter) > 0 || promises_count(promises) != said)) {
            sound = is_sound(platter, promises, i);
            said = promises_count(promises);
            ++*moments;
        }
        platter_take(platter, record);
        promises_take(promises, record);
    }
    if (sound)
        sound = is_sound(platter, promises, t.tape.count);
    if (sound && lie == PLATTER_HONEST)
        platter_same(platter, t.stage.folder);
    print_message("# %zu moments, %zu images, %zu owed a scour, %zu receipts\n", *moments,
                  findings->images, findings->scours, promises_count(promises));
    promises_close(promises);
    platter_close(platter);
    return sound;
}

static void test_what_was_given_out_survives(void **state)
{
    size_t moments;

    (void)state;
    if (!play(PLATTER_HONEST, &moments))
        fail_msg("%s", findings->what);
    assert_true(findings->images >= 1000);
    assert_true(findings->scours > 0);
    assert_int_equal(fault_audit(&t.stage), STATEMENTS);
}

/* The same node, had it not synced: the test would have seen that. */
static void test_a_sync_less_is_noticed(void **state)
{
    static const char *const lies[PLATTER_LIES] = {"honest", "no fsync or fdatasync of files",
                                                   "no O_DSYNC", "no fsync of folders"};
    size_t moments;

    (void)state;
    for (unsigned lie = PLATTER_NO_FILE_SYNC; lie < PLATTER_LIES; lie++) {
        assert_false(play((enum platter_lie)lie, &moments));
        print_message("# %s: %s\n", lies[lie], findings->what);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_life_is_recorded),
        cmocka_unit_test(test_what_was_given_out_survives),
        cmocka_unit_test(test_a_sync_less_is_noticed),
    };

    fault_main(argc, argv);
    t.stage.node = -1;
    return cmocka_run_group_tests_name("power_loss", tests, NULL, forget);
}
