#include "tests/fault/city.h"

#include <fcntl.h>
#include <sys/prctl.h>

#include "ledger/trust.h"
#include "tests/fault/craft.h"
#include "tests/fault/raw.h"
#include "tools/file.h"

enum { LOOK_US = 10000, WITNESSES = CITY_RUNNING - 1, APPENDS_MAX = 1000 };

static void path_of(const struct city *city, size_t node, const char *what,
                    char out[FAULT_PATH_BYTES])
{
    char name[SY_STAGE_NAME_BYTES];

    snprintf(name, sizeof(name), "%s-%zu", what, node);
    sy_stage_path(&city->stage, name, out);
}

static void become_node(const struct city *city, size_t node)
{
    char path[4][FAULT_PATH_BYTES];
    char listen[SY_HOST_BYTES_MAX + 8];
    int fd;

    sy_stage_path(&city->stage, "network.json", path[0]);
    path_of(city, node, "key", path[1]);
    path_of(city, node, "data", path[2]);
    path_of(city, node, "log", path[3]);
    snprintf(listen, sizeof(listen), "%s:%u", city->addresses[node].host,
             (unsigned)city->addresses[node].port);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    fd = open(path[3], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0 || dup2(fd, 2) < 0)
        _exit(127);
    execl(fault_daemon, fault_daemon, "--network", path[0], "--key", path[1], "--data", path[2],
          "--listen", listen, (char *)NULL);
    _exit(127);
}

static void read_log(const struct city *city, size_t node, struct sy_buffer *out)
{
    char path[FAULT_PATH_BYTES];

    path_of(city, node, "log", path);
    if (sy_file_read(path, out) != SY_OK)
        sy_buffer_clear(out);
}

void city_start(struct city *city, size_t node)
{
    struct sy_buffer text = {0};

    read_log(city, node, &text);
    city->said[node] = text.len;
    sy_buffer_close(&text);
    city->nodes[node] = fork();
    assert_true(city->nodes[node] >= 0);
    if (city->nodes[node] == 0)
        become_node(city, node);
    city_await(city, node, "event=ready", "");
}

void city_stop(struct city *city, size_t node)
{
    int status = 0;

    kill(city->nodes[node], SIGTERM);
    assert_int_equal(waitpid(city->nodes[node], &status, 0), city->nodes[node]);
    city->nodes[node] = 0;
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void write_key(const struct city *city, size_t node)
{
    char path[FAULT_PATH_BYTES];
    struct sy_buffer text = {0};

    path_of(city, node, "key", path);
    sy_key_file_write(&city->keys[node], &text);
    check_err(sy_file_create(path, 0600, sy_buffer_bytes(&text)), SY_OK);
    sy_buffer_close(&text);
}

void city_open(struct city *city)
{
    memset(city, 0, sizeof(*city));
    assert_true(sy_stage_found_nodes(&city->stage, CITY_NODES, city->keys, city->addresses));
    for (size_t i = 0; i < CITY_RUNNING; i++)
        write_key(city, i);
    for (size_t i = 0; i < CITY_RUNNING; i++)
        city_start(city, i);
    city_await(city, 0, "event=log_signed", city->stage.network->registry.vkey.name);
    city_await(city, 0, "event=log_signed", sy_stage_origin(&city->stage));
    assert_true(sy_stage_admit(&city->stage));
}

bool city_said(const struct city *city, size_t node, const char *first, const char *second)
{
    struct sy_buffer text = {0};
    const char *at;
    bool said = false;

    read_log(city, node, &text);
    if (sy_buffer_text(&text) != NULL && text.len > city->said[node]) {
        at = (const char *)text.data + city->said[node];
        while (!said && (at = strstr(at, first)) != NULL) {
            const char *found = strstr(at, second);

            said = found != NULL && found < at + strcspn(at, "\n") + (second[0] == 0);
            at++;
        }
    }
    sy_buffer_close(&text);
    return said;
}

void city_await(const struct city *city, size_t node, const char *first, const char *second)
{
    uint64_t deadline_ms = fault_now_ms() + CITY_WAIT_MS;

    while (!city_said(city, node, first, second)) {
        if (fault_now_ms() >= deadline_ms) {
            struct sy_buffer text = {0};

            read_log(city, node, &text);
            fprintf(stderr, "node %zu has not said \"%s ... %s\", but:\n%s\n", node, first,
                    second,
                    sy_buffer_text(&text) == NULL ? ""
                                                  : (const char *)text.data + city->said[node]);
            sy_buffer_close(&text);
            fail();
        }
        usleep(LOOK_US);
    }
}

struct sy_client *city_connect(const struct city *city, size_t node)
{
    const struct sy_network *network = city->stage.network;
    struct sy_hello hello = {
        SY_PROTOCOL_VERSION, {network->id.bytes, SY_HASH_BYTES}, sy_text("city")};
    struct sy_buffer message = {0};
    struct sy_frame_message reply;
    struct sy_client *client = NULL;

    check_err(sy_client_connect(&city->addresses[node],
                                network->nodes[node].transport.bytes + 1, FAULT_TIMEOUT_MS,
                                &client),
              SY_OK);
    sy_hello_write(&hello, &message);
    fault_ask(client, SY_FRAME_HELLO, sy_buffer_bytes(&message), &reply);
    sy_frame_message_close(&reply);
    sy_buffer_close(&message);
    return client;
}

uint64_t city_size(const struct city *city, size_t node, const char *origin)
{
    struct sy_client *client = city_connect(city, node);
    struct sy_frame_message reply;
    struct sy_status status;
    struct sy_log_status log;
    struct sy_wire cursor;
    struct sy_bytes item;
    uint64_t size = 0;

    fault_ask(client, SY_FRAME_GET_STATUS, (struct sy_bytes){NULL, 0}, &reply);
    check_err(sy_status_read(sy_buffer_bytes(&reply.payload), &status), SY_OK);
    cursor = sy_list_open(&status.logs);
    while (sy_list_next(&status.logs, &cursor, &item)) {
        check_err(sy_log_status_read(item, &log), SY_OK);
        if (sy_bytes_equal(log.origin, sy_text(origin)))
            size = log.size;
    }
    sy_frame_message_close(&reply);
    sy_client_close(client);
    return size;
}

void city_await_size(const struct city *city, size_t node, const char *origin, uint64_t size)
{
    uint64_t deadline_ms = fault_now_ms() + CITY_WAIT_MS;

    while (city_size(city, node, origin) < size) {
        assert_true(fault_now_ms() < deadline_ms);
        usleep(LOOK_US);
    }
}

/* Of a fresh statement, which waits for the others. */
static void make_append(const struct city *city, struct sy_buffer *out)
{
    struct sy_append append = {.origin = sy_text(sy_stage_origin(&city->stage)),
                               .witnesses = {true, WITNESSES},
                               .wait_ms = {true, FAULT_TIMEOUT_MS}};
    struct sy_buffer submission = {0};
    struct craft craft;

    craft_begin(&craft, &city->stage);
    craft_add(&craft, SY_PART_OPEN, 300);
    craft_submission(&craft, &submission);
    craft_close(&craft);
    append.submission = sy_buffer_bytes(&submission);
    sy_append_write(&append, out);
    check_err(out->err, SY_OK);
    sy_buffer_close(&submission);
}

static uint64_t append_one(const struct city *city, struct sy_client *client)
{
    struct sy_buffer request = {0};
    struct sy_frame_message reply;
    struct sy_append_reply append;
    struct sy_trust trust;
    uint64_t start_ms;

    make_append(city, &request);
    start_ms = fault_now_ms();
    fault_ask(client, SY_FRAME_APPEND, sy_buffer_bytes(&request), &reply);
    start_ms = fault_now_ms() - start_ms;
    check_err(sy_append_reply_read(sy_buffer_bytes(&reply.payload), &append), SY_OK);
    check_err(sy_trust_open(city->stage.network, append.note, &trust), SY_OK);
    assert_true(trust.votes >= WITNESSES);
    sy_frame_message_close(&reply);
    sy_buffer_close(&request);
    return start_ms;
}

static int compare_times(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

void city_appends(const struct city *city, size_t count, uint64_t limit_ms)
{
    static uint64_t times_ms[APPENDS_MAX];
    struct sy_client *client = city_connect(city, 0);

    assert_true(count <= APPENDS_MAX);
    for (size_t i = 0; i < count; i++)
        times_ms[i] = append_one(city, client);
    sy_client_close(client);
    qsort(times_ms, count, sizeof(times_ms[0]), compare_times);
    print_message("# %zu appends that two others hold: p50 %llu ms, p99 %llu ms\n", count,
                  (unsigned long long)times_ms[count / 2],
                  (unsigned long long)times_ms[count * 99 / 100]);
    assert_true(times_ms[count * 99 / 100] < limit_ms);
}

void city_check_memory(const struct city *city, size_t node)
{
    struct sy_stage stage = {.node = city->nodes[node]};
    uint64_t bytes = sy_stage_anonymous_bytes(&stage);

    print_message("# RssAnon of node %zu: %llu MiB\n", node, (unsigned long long)bytes >> 20);
    assert_true(bytes > 0);
    assert_true(bytes < raw_memory_max());
}

void city_close(struct city *city)
{
    for (size_t i = 0; i < CITY_RUNNING; i++) {
        if (city->nodes[i] <= 0)
            continue;
        kill(city->nodes[i], SIGKILL);
        waitpid(city->nodes[i], NULL, 0);
        city->nodes[i] = 0;
    }
    city->stage.node = -1;
    sy_stage_close(&city->stage);
}
