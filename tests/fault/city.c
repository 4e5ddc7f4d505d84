#include "tests/fault/city.h"

#include "ledger/trust.h"
#include "tests/fault/craft.h"
#include "tests/fault/raw.h"
#include "tools/file.h"

enum { LOOK_US = 10000, WITNESSES = CITY_RUNNING - 1, APPENDS_MAX = 1000 };

static void read_log(const struct city *city, size_t node, struct sy_buffer *out)
{
    char path[FAULT_PATH_BYTES];

    sy_stage_node_path(&city->stage, node, "log", path);
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
        sy_stage_become(&city->stage, node, fault_daemon, &city->addresses[node]);
    city_await(city, node, "event=ready", "");
}

void city_stop(struct city *city, size_t node)
{
    int status = 0;

    assert_true(city->nodes[node] > 0);
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

    sy_stage_node_path(&city->stage, node, "key", path);
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
    struct sy_client *client;

    check_err(sy_stage_greet(network, &network->nodes[node], &city->addresses[node], &client),
              SY_OK);
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
