/* How fast a node takes appends: events a second at one and at many events a statement, and the
 * time an append takes at a steady rate; each beside the limits measured in the same run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/clock.h"
#include "net/error_reply.h"
#include "proto/message.h"
#include "tools/bench/bench.h"
#include "tools/bench/limit.h"

enum {
    TIMEOUT_MS = 30000,
    WINDOW_BYTES = 6 << 20, /* under way on one connection: below the node's budget */
    WINDOW_COUNT = 900,
    VIEW_WAIT_MS = 120000
};

static double seconds_since(int64_t start)
{
    return (double)(sy_clock_steady_us() - start) / 1e6;
}

static bool fail(const char *what, struct sy_client *client)
{
    const char *reason = client == NULL ? "" : sy_client_reason(client);

    fprintf(stderr, "suyuan-bench: %s%s%s\n", what, *reason == 0 ? "" : ": ", reason);
    return false;
}

/* An error that the node answers is a wrong result: say which. */
static bool explain(const struct sy_frame_message *reply, struct sy_client *client)
{
    struct sy_error_reply why;

    if (reply->type != SY_FRAME_ERROR ||
        sy_error_reply_read(sy_buffer_bytes(&reply->payload), &why) != SY_OK)
        return fail("no answer, or a wrong one", client);
    fprintf(stderr, "suyuan-bench: the node answers %.*s: %.*s\n", (int)why.name.len,
            (const char *)why.name.data, (int)why.detail.len, (const char *)why.detail.data);
    return false;
}

static bool take_reply(struct sy_client *client)
{
    struct sy_frame_message reply = {0};
    struct sy_append_reply append;
    bool ok = sy_client_receive(client, TIMEOUT_MS, &reply) == SY_OK &&
              reply.type == SY_FRAME_APPEND_REPLY &&
              sy_append_reply_read(sy_buffer_bytes(&reply.payload), &append) == SY_OK &&
              append.entry.len > 0 && !append.known;

    if (!ok)
        explain(&reply, client);
    sy_frame_message_close(&reply);
    return ok;
}

/* Everything sent and answered, a window at a time; seconds, 0 on failure. */
static double run_load(struct sy_client *client, const struct sy_load *load)
{
    int64_t start = sy_clock_steady_us();
    size_t sent = 0;
    size_t answered = 0;
    size_t bytes = 0;
    uint64_t id;

    while (answered < load->count) {
        while (sent < load->count && sent - answered < WINDOW_COUNT &&
               (sent == answered || bytes + load->requests[sent].len < WINDOW_BYTES)) {
            if (sy_client_send(client, SY_FRAME_APPEND, sy_buffer_bytes(&load->requests[sent]),
                               TIMEOUT_MS, &id) != SY_OK) {
                fail("cannot send", client);
                return 0;
            }
            bytes += load->requests[sent++].len;
        }
        if (!take_reply(client))
            return 0;
        bytes -= load->request_bytes / load->count < bytes ? load->request_bytes / load->count
                                                           : bytes;
        answered++;
    }
    return seconds_since(start);
}

static bool read_status(struct sy_client *client, struct sy_log_status *out,
                        struct sy_frame_message *reply)
{
    struct sy_status status;
    struct sy_wire cursor;
    struct sy_bytes item;

    if (sy_client_call(client, SY_FRAME_GET_STATUS, (struct sy_bytes){NULL, 0}, TIMEOUT_MS,
                       reply) != SY_OK ||
        reply->type != SY_FRAME_STATUS ||
        sy_status_read(sy_buffer_bytes(&reply->payload), &status) != SY_OK)
        return false;
    cursor = sy_list_open(&status.logs);
    while (sy_list_next(&status.logs, &cursor, &item)) {
        if (sy_log_status_read(item, out) != SY_OK)
            return false;
    }
    return true; /* the last one is the district's */
}

/* Until the views have followed; seconds from start. */
static double wait_views(struct sy_client *client, int64_t start)
{
    for (int waited = 0; waited < VIEW_WAIT_MS; waited += 20) {
        struct sy_frame_message reply = {0};
        struct sy_log_status log = {0};
        bool ok = read_status(client, &log, &reply);
        bool done = ok && log.view_size == log.size;

        sy_frame_message_close(&reply);
        if (!ok)
            fail("no status", client);
        if (done || !ok)
            return ok ? seconds_since(start) : 0;
        usleep(20000);
    }
    fail("the views do not follow", client);
    return 0;
}

static bool bench_batch(struct sy_bench *bench, const struct sy_stage *stage, size_t statements,
                        size_t batch, size_t first)
{
    struct sy_load load;
    struct sy_client *client = NULL;
    int64_t start;
    double seconds = 0;
    double views = 0;
    double verify = 0;
    double store = 0;
    double used;
    bool ok = sy_load_make(stage, statements, batch, first, &load);

    if (ok) {
        verify = sy_limit_verifies(stage, &load);
        store = sy_limit_store(stage, &load);
        client = sy_stage_connect(stage);
        ok = client != NULL && verify > 0 && store > 0;
    }
    used = sy_stage_used(stage->node);
    start = sy_clock_steady_us();
    if (ok) {
        seconds = run_load(client, &load);
        views = wait_views(client, start);
        used = sy_stage_used(stage->node) - used;
        ok = seconds > 0 && views > 0;
    }
    if (ok) {
        sy_bench_begin(bench, batch == 1 ? "append, 1 event a statement"
                                         : "append, 100 events a statement");
        sy_bench_number(bench, "events_per_second", (double)load.events / seconds, "");
        sy_bench_number(bench, "statements_per_second", (double)load.count / seconds, "");
        sy_bench_number(bench, "limit_ed25519_verifies_per_second_and_core", verify, "");
        sy_bench_number(bench, "limit_store_events_per_second", store, "");
        sy_bench_number(bench, "events_per_second_with_views_followed",
                        (double)load.events / views, "");
        sy_bench_number(bench, "processor_time_of_the_node_a_statement",
                        used * 1e6 / (double)load.count, "us");
        sy_bench_number(bench, "bytes_per_event_sent",
                        (double)load.request_bytes / (double)load.events, "B");
        sy_bench_number(bench, "node_anonymous_memory",
                        (double)sy_stage_anonymous_bytes(stage) / (1 << 20), "MiB");
        sy_bench_end(bench);
    }
    sy_client_close(client);
    sy_load_close(&load);
    return ok;
}

static int compare_times(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

/* At a steady rate, whatever the answers do: the time from when a statement was due. */
static bool run_rate(struct sy_client *client, const struct sy_load *load, double rate,
                     int64_t *times)
{
    int64_t start = sy_clock_steady_us();
    size_t sent = 0;
    size_t answered = 0;
    uint64_t first_id = 0;

    while (answered < load->count) {
        int64_t now = sy_clock_steady_us();
        int64_t due = start + (int64_t)((double)sent * 1e6 / rate);
        struct sy_frame_message reply = {0};
        enum sy_err err;
        bool ok;

        if (sent < load->count && now >= due) {
            uint64_t id;

            if (sy_client_send(client, SY_FRAME_APPEND, sy_buffer_bytes(&load->requests[sent]),
                               TIMEOUT_MS, &id) != SY_OK)
                return false;
            first_id = sent == 0 ? id : first_id;
            times[sent++] = due;
            continue;
        }
        err = sy_client_receive(
            client, sent < load->count ? (uint64_t)(due - now) / 1000 : TIMEOUT_MS, &reply);
        if (err == SY_OK) {
            size_t i = (size_t)(reply.id - first_id);

            if (reply.type != SY_FRAME_APPEND_REPLY || i >= sent) {
                ok = explain(&reply, client);
                sy_frame_message_close(&reply);
                return ok;
            }
            times[i] = sy_clock_steady_us() - times[i];
            answered++;
        }
        sy_frame_message_close(&reply);
        if (err != SY_OK && err != SY_TIMEOUT)
            return false;
    }
    return true;
}

static double ms_at(const int64_t *times, size_t i)
{
    return (double)times[i] / 1000;
}

static bool bench_latency(struct sy_bench *bench, const struct sy_stage *stage, double rate,
                          double duration_s, size_t first)
{
    size_t count = (size_t)(rate * duration_s);
    int64_t *times = calloc(count, sizeof(*times));
    struct sy_client *client = sy_stage_connect(stage);
    struct sy_load load = {0};
    bool ok = times != NULL && client != NULL && count > 0 &&
              sy_load_make(stage, count, 1, first, &load) &&
              run_rate(client, &load, rate, times);

    if (ok) {
        qsort(times, count, sizeof(*times), compare_times);
        sy_bench_begin(bench, "append latency, 1,000 statements a second");
        sy_bench_number(bench, "p50", ms_at(times, count / 2), "ms");
        sy_bench_number(bench, "p99", ms_at(times, count * 99 / 100), "ms");
        sy_bench_number(bench, "max", ms_at(times, count - 1), "ms");
        sy_bench_end(bench);
    }
    sy_load_close(&load);
    sy_client_close(client);
    free(times);
    return ok;
}

bool sy_bench_append(struct sy_bench *bench, const char *daemon)
{
    struct sy_stage stage;
    bool ok = sy_stage_open(&stage, daemon);

    for (unsigned round = 0; round < bench->rounds && ok; round++) {
        size_t first = (size_t)round * 100000000;

        ok = bench_batch(bench, &stage, bench->statements, 1, first) &&
             bench_batch(bench, &stage, bench->statements / 20 + 1, 100, first + 10000000) &&
             bench_latency(bench, &stage, 1000, bench->seconds, first + 50000000);
    }
    sy_stage_close(&stage);
    return ok;
}
