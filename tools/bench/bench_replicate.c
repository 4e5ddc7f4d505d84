/* What several nodes cost: four of them on this machine, one log. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger/trust.h"
#include "net/clock.h"
#include "proto/entry.h"
#include "proto/message.h"
#include "tools/bench/bench.h"
#include "tools/bench/load.h"
#include "tools/file.h"

enum {
    NODES = SY_STAGE_NODES_MAX,
    FARTHEST = NODES - 1,
    TIMEOUT_MS = 60000,
    SINGLE_COUNT = 200, /* appends whose way is timed, a round */
    BATCH = 100,
    WINDOW_COUNT = 64,
    POLL_US = 300,
    WAIT_US = 20000,
    WAITS_MAX = 3000
};

struct cluster {
    struct sy_stage stage; /* its address is the first node's */
    struct sy_key_file keys[NODES];
    struct sy_address addresses[NODES];
    pid_t nodes[NODES];
    const char *daemon;
    size_t events; /* of the log so far */
};

static bool fail(const char *what)
{
    fprintf(stderr, "suyuan-bench: %s\n", what);
    return false;
}

static void name_of(const struct cluster *c, size_t i, const char *what,
                    char out[SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES])
{
    char name[SY_STAGE_NAME_BYTES];

    snprintf(name, sizeof(name), "%s-%zu", what, i);
    sy_stage_path(&c->stage, name, out);
}

static void become_node(const struct cluster *c, size_t i)
{
    char path[4][SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES];
    char listen[SY_HOST_BYTES_MAX + 8];
    int fd;

    sy_stage_path(&c->stage, "network.json", path[0]);
    name_of(c, i, "key", path[1]);
    name_of(c, i, "data", path[2]);
    name_of(c, i, "log", path[3]);
    snprintf(listen, sizeof(listen), "%s:%u", c->addresses[i].host,
             (unsigned)c->addresses[i].port);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    fd = open(path[3], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0 || dup2(fd, 2) < 0)
        _exit(127);
    execl(c->daemon, c->daemon, "--network", path[0], "--key", path[1], "--data", path[2],
          "--listen", listen, (char *)NULL);
    _exit(127);
}

static bool start_node(struct cluster *c, size_t i)
{
    c->nodes[i] = fork();
    if (c->nodes[i] == 0)
        become_node(c, i);
    return c->nodes[i] > 0 || fail("cannot start suyuand");
}

static void end_node(struct cluster *c, size_t i)
{
    if (c->nodes[i] <= 0)
        return;
    kill(c->nodes[i], SIGTERM);
    waitpid(c->nodes[i], NULL, 0);
    c->nodes[i] = 0;
}

/* Asks as anybody may: greeted, nobody proved. */
static struct sy_client *connect_to(const struct cluster *c, size_t i)
{
    const struct sy_network *network = c->stage.network;
    struct sy_hello hello = {
        SY_PROTOCOL_VERSION, {network->id.bytes, SY_HASH_BYTES}, sy_text("suyuan-bench")};
    struct sy_frame_message reply = {0};
    struct sy_buffer message = {0};
    struct sy_client *client = NULL;
    enum sy_err err = sy_client_connect(&c->addresses[i], network->nodes[i].transport.bytes + 1,
                                        TIMEOUT_MS, &client);

    sy_hello_write(&hello, &message);
    if (err == SY_OK)
        err = sy_client_call(client, SY_FRAME_HELLO, sy_buffer_bytes(&message), TIMEOUT_MS,
                             &reply);
    sy_buffer_close(&message);
    if (err == SY_OK && reply.type != SY_FRAME_HELLO_REPLY)
        err = SY_DENIED;
    sy_frame_message_close(&reply);
    if (err == SY_OK)
        return client;
    sy_client_close(client);
    return NULL;
}

/* The size that the node can show with the quorum behind it; 0 while none. */
static uint64_t verified_size(struct sy_client *client, const struct cluster *c)
{
    struct sy_get_checkpoint ask = {sy_text(sy_stage_origin(&c->stage))};
    struct sy_frame_message reply = {0};
    struct sy_checkpoint_reply checkpoint;
    struct sy_buffer message = {0};
    struct sy_trust trust;
    uint64_t size = 0;

    sy_get_checkpoint_write(&ask, &message);
    if (sy_client_call(client, SY_FRAME_GET_CHECKPOINT, sy_buffer_bytes(&message), TIMEOUT_MS,
                       &reply) == SY_OK &&
        reply.type == SY_FRAME_CHECKPOINT &&
        sy_checkpoint_reply_read(sy_buffer_bytes(&reply.payload), &checkpoint) == SY_OK &&
        sy_trust_open(c->stage.network, checkpoint.note, &trust) == SY_OK)
        size = trust.checkpoint.size;
    sy_buffer_close(&message);
    sy_frame_message_close(&reply);
    return size;
}

static bool wait_size(struct cluster *c, size_t node, uint64_t size)
{
    for (int i = 0; i < WAITS_MAX; i++) {
        struct sy_client *client = connect_to(c, node);
        bool done = client != NULL && verified_size(client, c) >= size;

        sy_client_close(client);
        if (done)
            return true;
        usleep(WAIT_US);
    }
    return fail("a node does not catch up");
}

static bool write_key(const struct cluster *c, size_t i)
{
    char path[SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES];
    struct sy_buffer text = {0};
    bool ok;

    name_of(c, i, "key", path);
    sy_key_file_write(&c->keys[i], &text);
    ok = text.err == SY_OK && sy_file_create(path, 0600, sy_buffer_bytes(&text)) == SY_OK;
    sy_buffer_close(&text);
    return ok;
}

/* The first node has asked the others, and signs. */
static bool signs(struct cluster *c)
{
    struct sy_get_checkpoint ask = {sy_text(c->stage.network->registry.vkey.name)};
    struct sy_client *client = connect_to(c, 0);
    struct sy_frame_message reply = {0};
    struct sy_buffer message = {0};
    bool ok;

    sy_get_checkpoint_write(&ask, &message);
    ok = client != NULL &&
         sy_client_call(client, SY_FRAME_GET_CHECKPOINT, sy_buffer_bytes(&message), TIMEOUT_MS,
                        &reply) == SY_OK &&
         reply.type == SY_FRAME_CHECKPOINT;
    sy_buffer_close(&message);
    sy_frame_message_close(&reply);
    sy_client_close(client);
    return ok;
}

static bool open_cluster(struct cluster *c, const char *daemon)
{
    bool ok;

    memset(c, 0, sizeof(*c));
    c->daemon = daemon;
    ok = sy_stage_found_nodes(&c->stage, NODES, c->keys, c->addresses);
    for (size_t i = 0; i < NODES && ok; i++)
        ok = write_key(c, i) && start_node(c, i);
    for (int i = 0; i < WAITS_MAX && ok; i++) {
        if (signs(c))
            return sy_stage_admit(&c->stage);
        usleep(WAIT_US);
    }
    return fail("the nodes do not come up");
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
static bool time_one(struct cluster *c, struct sy_client *owner, struct sy_client *far,
                     struct sy_bytes request, int64_t *out)
{
    uint64_t index = 0;
    uint64_t id;
    int64_t start;

    if (sy_client_send(owner, SY_FRAME_APPEND, request, TIMEOUT_MS, &id) != SY_OK ||
        !take_reply(owner, &index))
        return false;
    start = sy_clock_steady_us();
    while (verified_size(far, c) <= index) {
        if (sy_clock_steady_us() - start > (int64_t)TIMEOUT_MS * 1000)
            return fail("it does not become visible");
        usleep(POLL_US);
    }
    *out = sy_clock_steady_us() - start;
    return true;
}

static bool bench_visible(struct sy_bench *bench, struct cluster *c, size_t first)
{
    struct sy_client *owner = connect_to(c, 0);
    struct sy_client *far = connect_to(c, FARTHEST);
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
static double run_load(struct cluster *c, struct sy_load *load, uint64_t witnesses)
{
    struct sy_client *client = connect_to(c, 0);
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

static bool bench_throughput(struct sy_bench *bench, struct cluster *c, size_t statements,
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

static uint64_t owner_size(struct cluster *c)
{
    struct sy_client *client = connect_to(c, 0);
    uint64_t size = client == NULL ? 0 : verified_size(client, c);

    sy_client_close(client);
    return size;
}

/* The farthest node is wiped, and comes back. */
static bool bench_catch_up(struct sy_bench *bench, struct cluster *c)
{
    char path[SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES];
    char moved[SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES + 24];
    uint64_t size = owner_size(c);
    int64_t start;
    bool ok;

    if (size == 0 || !wait_size(c, FARTHEST, size))
        return false;
    end_node(c, FARTHEST);
    name_of(c, FARTHEST, "data", path);
    snprintf(moved, sizeof(moved), "%s.%llu", path, (unsigned long long)sy_clock_steady_us());
    if (rename(path, moved) != 0)
        return fail("cannot wipe a node");
    start = sy_clock_steady_us();
    ok = start_node(c, FARTHEST) && wait_size(c, FARTHEST, size);
    if (ok) {
        sy_bench_begin(bench, "a wiped node catches up");
        sy_bench_number(bench, "events", (double)c->events, "");
        sy_bench_number(bench, "rate",
                        (double)c->events * 1e6 / (double)(sy_clock_steady_us() - start),
                        "events/s");
        sy_bench_end(bench);
    }
    return ok;
}

/* What all links carried, as the nodes say when they end. */
static bool bench_bytes(struct sy_bench *bench, struct cluster *c)
{
    double bytes = 0;

    for (size_t i = 0; i < NODES; i++) {
        char path[SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES];
        struct sy_buffer text = {0};
        const char *at;

        end_node(c, i);
        name_of(c, i, "log", path);
        if (sy_file_read(path, &text) != SY_OK || sy_buffer_text(&text) == NULL)
            return fail("cannot read a node's log");
        at = sy_buffer_text(&text);
        while ((at = strstr(at, "carried_bytes=")) != NULL) {
            at += strlen("carried_bytes=");
            bytes += strtod(at, NULL);
        }
        sy_buffer_close(&text);
    }
    /* Each event goes to three others, and once more to the one that was wiped. */
    sy_bench_begin(bench, "between nodes");
    sy_bench_number(bench, "bytes_per_event_and_copy", bytes / (double)c->events / NODES, "B");
    sy_bench_end(bench);
    return true;
}

bool sy_bench_replicate(struct sy_bench *bench, const char *daemon)
{
    struct cluster *c = calloc(1, sizeof(*c));
    size_t statements = bench->statements / 20 + 1;
    bool ok = c != NULL;

    for (unsigned round = 0; round < bench->rounds && ok; round++) {
        ok = open_cluster(c, daemon) && bench_visible(bench, c, 1) &&
             bench_throughput(bench, c, statements, 10000000, 0) &&
             bench_throughput(bench, c, statements, 20000000, 2) && bench_catch_up(bench, c) &&
             bench_bytes(bench, c);
        for (size_t i = 0; i < NODES; i++)
            end_node(c, i);
        sy_stage_close(&c->stage);
    }
    free(c);
    return ok;
}
