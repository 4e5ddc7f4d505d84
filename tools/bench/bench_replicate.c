/* What several nodes cost: four of them on this machine, one log. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "net/clock.h"
#include "proto/entry.h"
#include "tools/bench/bench.h"
#include "tools/bench/cluster.h"
#include "tools/bench/limit.h"

enum {
    TIMEOUT_MS = 60000,
    SINGLE_COUNT = 200, /* appends whose way is timed, a round */
    BATCH = 100,
    CHUNK = 1000, /* statements that are made, signed and held in memory at once */
    WINDOW_COUNT = 64,
    POLL_US = 300,
    WAIT_US = 20000,
    WAIT_MS = 600 * 1000
};

static bool fail(const char *what)
{
    fprintf(stderr, "suyuan-bench: %s\n", what);
    return false;
}

static bool take_reply(struct sy_client *client, uint64_t *index)
{
    struct sy_frame_message reply = {0};
    struct sy_append_reply append;
    struct sy_entry entry;
    bool ok = sy_client_receive(client, TIMEOUT_MS, &reply) == SY_OK &&
              reply.type == SY_FRAME_APPEND_REPLY &&
              sy_append_reply_read(sy_buffer_bytes(&reply.payload), &append) == SY_OK &&
              sy_entry_read(append.entry, &entry) == SY_OK && !append.known;

    if (ok)
        *index = entry.index;
    sy_frame_message_close(&reply);
    return ok || fail("no receipt");
}

static int compare_times(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

/* From the receipt at the owner until the farthest node shows it with the quorum. */
static bool time_one(struct sy_cluster *c, struct sy_client *owner, struct sy_client *far,
                     struct sy_bytes request, int64_t *out)
{
    uint64_t index = 0;
    uint64_t id;
    int64_t start;

    if (sy_client_send(owner, SY_FRAME_APPEND, request, TIMEOUT_MS, &id) != SY_OK ||
        !take_reply(owner, &index))
        return false;
    start = sy_clock_steady_us();
    while (sy_cluster_verified(far, c) <= index) {
        if (sy_clock_steady_us() - start > (int64_t)TIMEOUT_MS * 1000)
            return fail("it does not become visible");
        usleep(POLL_US);
    }
    *out = sy_clock_steady_us() - start;
    return true;
}

static bool bench_visible(struct sy_bench *bench, struct sy_cluster *c, size_t first)
{
    struct sy_client *owner = sy_cluster_connect(c, 0);
    struct sy_client *far = sy_cluster_connect(c, SY_CLUSTER_FARTHEST);
    int64_t times[SINGLE_COUNT];
    struct sy_load load = {0};
    bool ok =
        owner != NULL && far != NULL && sy_load_make(&c->stage, SINGLE_COUNT, 1, first, &load);

    for (size_t i = 0; i < SINGLE_COUNT && ok; i++)
        ok = time_one(c, owner, far, sy_buffer_bytes(&load.requests[i]), &times[i]);
    if (ok) {
        c->events += load.events;
        qsort(times, SINGLE_COUNT, sizeof(times[0]), compare_times);
        sy_bench_begin(bench, "from receipt to verified at the farthest node");
        sy_bench_number(bench, "p50", (double)times[SINGLE_COUNT / 2] / 1000, "ms");
        sy_bench_number(bench, "p99", (double)times[SINGLE_COUNT * 99 / 100] / 1000, "ms");
        sy_bench_end(bench);
    }
    sy_load_close(&load);
    sy_client_close(owner);
    sy_client_close(far);
    return ok;
}

/* All of it sent and answered; events a second, 0 on failure. */
static double run_load(struct sy_cluster *c, struct sy_load *load, uint64_t witnesses)
{
    struct sy_client *client = sy_cluster_connect(c, 0);
    int64_t start = sy_clock_steady_us();
    size_t sent = 0;
    size_t answered = 0;
    uint64_t index;
    uint64_t id;
    bool ok = client != NULL;

    while (ok && answered < load->count) {
        while (ok && sent < load->count && sent - answered < WINDOW_COUNT) {
            struct sy_buffer *request = &load->requests[sent++];

            if (witnesses > 0) /* Append.witnesses, behind what is there */
                sy_wire_put_uint(request, 3, witnesses);
            ok = request->err == SY_OK &&
                 sy_client_send(client, SY_FRAME_APPEND, sy_buffer_bytes(request), TIMEOUT_MS,
                                &id) == SY_OK;
        }
        ok = ok && take_reply(client, &index);
        answered++;
    }
    sy_client_close(client);
    c->events += load->events;
    return ok ? (double)load->events * 1e6 / (double)(sy_clock_steady_us() - start) : 0;
}

static bool bench_throughput(struct sy_bench *bench, struct sy_cluster *c, size_t statements,
                             size_t first, uint64_t witnesses)
{
    struct sy_load load;
    double rate = 0;

    if (!sy_load_make(&c->stage, statements, BATCH, first, &load))
        return false;
    rate = run_load(c, &load, witnesses);
    sy_load_close(&load);
    sy_bench_begin(bench, "append, 100 events a statement, four nodes");
    sy_bench_number(bench, witnesses == 0 ? "local" : "witnessed:2", rate, "events/s");
    sy_bench_end(bench);
    return rate > 0;
}

/* The owner, alone, gets as many statements as are wanted. */
static bool grow(struct sy_cluster *c, size_t statements, size_t first)
{
    bool ok = true;

    for (size_t done = 0; done < statements && ok; done += CHUNK) {
        size_t count = statements - done < CHUNK ? statements - done : CHUNK;
        struct sy_load load;

        ok = sy_load_make(&c->stage, count, BATCH, first + done * BATCH, &load) &&
             run_load(c, &load, 0) > 0;
        sy_load_close(&load);
    }
    return ok;
}

/* Seconds from start until the node holds so many entries, and until its views show them. */
static bool wait_held(struct sy_cluster *c, size_t node, uint64_t size, double seconds[2])
{
    struct sy_client *client = NULL;
    int64_t start = sy_clock_steady_us();
    uint64_t held = 0;
    uint64_t viewed = 0;

    seconds[0] = seconds[1] = 0;
    while (viewed < size && sy_clock_steady_us() - start < (int64_t)WAIT_MS * 1000) {
        if (client == NULL)
            client = sy_cluster_connect(c, node);
        if (client == NULL || !sy_cluster_held(client, c, &held, &viewed)) {
            sy_client_close(client); /* it is not up yet */
            client = NULL;
        }
        if (seconds[0] == 0 && held >= size)
            seconds[0] = (double)(sy_clock_steady_us() - start) / 1e6;
        usleep(WAIT_US);
    }
    seconds[1] = (double)(sy_clock_steady_us() - start) / 1e6;
    sy_client_close(client);
    return viewed >= size || fail("a node does not catch up");
}

static bool wipe(const struct sy_cluster *c, size_t node)
{
    char path[SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES];
    char moved[SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES + 24];

    sy_stage_node_path(&c->stage, node, "data", path);
    snprintf(moved, sizeof(moved), "%s.%llu", path, (unsigned long long)sy_clock_steady_us());
    return rename(path, moved) == 0 || fail("cannot wipe a node");
}

/* What bounds it: what every event, or every statement, costs at the least. */
static bool bench_limits(struct sy_bench *bench, struct sy_cluster *c, size_t first)
{
    struct sy_load load;
    double verifies = 0;
    double store = 0;
    bool ok = sy_load_make(&c->stage, CHUNK, BATCH, first, &load);

    if (ok) {
        verifies = sy_limit_verifies(&c->stage, &load);
        store = sy_limit_store(&c->stage, &load);
    }
    sy_load_close(&load);
    sy_bench_number(bench, "limit_store_alone", store, "events/s");
    sy_bench_number(bench, "limit_ed25519_of_a_core", verifies, "statements/s");
    sy_bench_number(bench, "limit_sha256_of_a_core", sy_limit_hash() / 1e6, "MB/s");
    return ok && verifies > 0 && store > 0;
}

/* The farthest node is wiped, the owner's log is as long as it is to be, and the node comes
 * back: the owner gives it everything, and nobody else runs meanwhile. */
static bool bench_catch_up(struct sy_bench *bench, struct sy_cluster *c, size_t statements)
{
    const size_t far = SY_CLUSTER_FARTHEST;
    double seconds[2];
    double giver;
    double own;
    double carried;
    uint64_t size = 0;
    uint64_t viewed;
    struct sy_client *owner;
    bool ok;

    for (size_t i = 1; i < SY_CLUSTER_NODES; i++)
        (void)sy_cluster_end(c, i);
    carried = sy_cluster_carried(c, far);
    ok = carried >= 0 && wipe(c, far) && grow(c, statements, 30000000);
    owner = ok ? sy_cluster_connect(c, 0) : NULL;
    ok = owner != NULL && sy_cluster_held(owner, c, &size, &viewed) && size > 0 &&
         wait_held(c, 0, size, seconds); /* its own views rest, too */
    sy_client_close(owner);
    giver = sy_cluster_used(c, 0);
    ok = ok && sy_cluster_start(c, far) && wait_held(c, far, size, seconds);
    if (!ok)
        return false;
    giver = sy_cluster_used(c, 0) - giver;
    own = sy_cluster_end(c, far);
    carried = sy_cluster_carried(c, far) - carried;
    sy_bench_begin(bench, "a wiped node catches up");
    sy_bench_number(bench, "events", (double)c->events, "");
    sy_bench_number(bench, "rate", (double)c->events / seconds[0], "events/s");
    sy_bench_number(bench, "rate_with_views_followed", (double)c->events / seconds[1],
                    "events/s");
    sy_bench_number(bench, "processor_time_of_the_node", own * 1e6 / (double)c->events,
                    "us/event");
    sy_bench_number(bench, "processor_time_of_the_giver", giver * 1e6 / (double)c->events,
                    "us/event");
    sy_bench_number(bench, "bytes_between_nodes", carried / (double)c->events, "B/event");
    ok = bench_limits(bench, c, 90000000);
    sy_bench_end(bench);
    return ok;
}

bool sy_bench_replicate(struct sy_bench *bench, const char *daemon)
{
    struct sy_cluster *c = calloc(1, sizeof(*c));
    size_t timed = bench->statements < 2 * (size_t)CHUNK ? bench->statements / 2 : CHUNK;
    bool ok = c != NULL;

    for (unsigned round = 0; round < bench->rounds && ok; round++) {
        ok = sy_cluster_open(c, daemon) && bench_visible(bench, c, 1) &&
             bench_throughput(bench, c, timed, 10000000, 0) &&
             bench_throughput(bench, c, timed, 20000000, 2) &&
             bench_catch_up(bench, c, bench->statements - 2 * timed);
        sy_cluster_close(c);
    }
    free(c);
    return ok;
}
