#include "tests/fault/raw.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

enum {
    CIPHER_BYTES = 16 << 10,
    BYSTANDER_PAUSE_US = 10000,
    BYSTANDER_MAX = 20000,
    LOAD = 50,
    ASAN_OPTIONS_BYTES = 4096
};

static const struct sy_channel_context *client_context(void)
{
    static struct sy_channel_context *context;

    if (context == NULL)
        check_err(sy_channel_client(&context), SY_OK);
    return context;
}

static const uint8_t *key_of(const struct sy_stage *stage)
{
    return stage->network->nodes[0].transport.bytes + 1;
}

void raw_connect(struct raw *raw, const struct sy_stage *stage, unsigned host)
{
    struct sockaddr_in from = {.sin_family = AF_INET,
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK + host - 1)};
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons(stage->address.port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    *raw = (struct raw){.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sy_frame_reader_init(&raw->reader, SY_FRAME_REPLIES);
    assert_true(raw->fd >= 0);
    assert_int_equal(bind(raw->fd, (const struct sockaddr *)&from, sizeof(from)), 0);
    assert_int_equal(connect(raw->fd, (const struct sockaddr *)&to, sizeof(to)), 0);
}

static bool wait_for(const struct raw *raw, short events, unsigned wait_ms)
{
    struct pollfd poll_fd = {.fd = raw->fd, .events = events};

    return poll(&poll_fd, 1, (int)wait_ms) == 1;
}

static bool send_some(struct raw *raw, const uint8_t *data, size_t len, unsigned wait_ms)
{
    while (len > 0) {
        ssize_t n = send(raw->fd, data, len, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (n < 0 && errno == EAGAIN && wait_for(raw, POLLOUT, wait_ms))
            continue;
        if (n <= 0)
            return false;
        data += n;
        len -= (size_t)n;
    }
    return true;
}

bool raw_send_bytes(struct raw *raw, const void *data, size_t len)
{
    return send_some(raw, data, len, FAULT_TIMEOUT_MS);
}

static bool flush(struct raw *raw, unsigned wait_ms)
{
    struct sy_buffer cipher = {0};
    bool ok;

    sy_channel_take(raw->channel, &cipher);
    ok = send_some(raw, cipher.data, cipher.len, wait_ms);
    sy_buffer_close(&cipher);
    return ok;
}

/* Plain bytes that have come, to to; 0 when none came of it, -1 at the end. */
static ssize_t pull(struct raw *raw, unsigned wait_ms, struct sy_buffer *to)
{
    uint8_t cipher[CIPHER_BYTES];
    struct sy_bytes in;
    ssize_t n;

    if (!wait_for(raw, POLLIN, wait_ms))
        return -1;
    n = recv(raw->fd, cipher, sizeof(cipher), 0);
    if (n <= 0)
        return -1;
    in = (struct sy_bytes){cipher, (size_t)n};
    while (raw->channel != NULL && in.len > 0) {
        uint8_t plain[SY_CHANNEL_RECORD_BYTES];
        size_t got = 0;

        if (sy_channel_read(raw->channel, &in, plain, sizeof(plain), &got) != SY_OK)
            return -1;
        sy_buffer_put(to, plain, got);
    }
    return (ssize_t)to->len;
}

static bool shake_hands(struct raw *raw, const struct sy_channel_context *context,
                        const uint8_t *key)
{
    struct sy_buffer plain = {0};
    bool ok = true;

    check_err(sy_channel_open(context, key, &raw->channel), SY_OK);
    while (ok && !sy_channel_ready(raw->channel))
        ok = flush(raw, FAULT_TIMEOUT_MS) && pull(raw, FAULT_TIMEOUT_MS, &plain) >= 0;
    ok = ok && flush(raw, FAULT_TIMEOUT_MS);
    assert_int_equal(plain.len, 0);
    sy_buffer_close(&plain);
    return ok;
}

bool raw_handshake(struct raw *raw, const struct sy_stage *stage)
{
    return shake_hands(raw, client_context(), key_of(stage));
}

bool raw_send(struct raw *raw, struct sy_bytes plain, unsigned wait_ms)
{
    return sy_channel_write(raw->channel, plain) == SY_OK && flush(raw, wait_ms);
}

bool raw_send_message(struct raw *raw, uint8_t type, uint64_t id, struct sy_bytes payload,
                      unsigned wait_ms)
{
    struct sy_buffer frames = {0};
    bool ok;

    sy_frame_put(&frames, type, 0, id, payload);
    ok = raw_send(raw, sy_buffer_bytes(&frames), wait_ms);
    sy_buffer_close(&frames);
    return ok;
}

bool raw_receive(struct raw *raw, unsigned wait_ms, struct sy_frame_message *out)
{
    uint64_t deadline_ms = fault_now_ms() + wait_ms;
    struct sy_buffer plain = {0};
    bool ok = false;

    while (!ok) {
        uint64_t now_ms = fault_now_ms();
        struct sy_bytes bytes;

        if (now_ms >= deadline_ms || pull(raw, (unsigned)(deadline_ms - now_ms), &plain) < 0)
            break;
        bytes = sy_buffer_bytes(&plain);
        ok = sy_frame_reader_take(&raw->reader, &bytes, now_ms, out) == SY_OK;
        sy_buffer_clear(&plain); /* what follows the message is not looked at */
    }
    sy_buffer_close(&plain);
    return ok;
}

bool raw_ends(struct raw *raw, unsigned wait_ms)
{
    uint64_t deadline_ms = fault_now_ms() + wait_ms;
    uint8_t bytes[CIPHER_BYTES];

    while (fault_now_ms() < deadline_ms) {
        if (wait_for(raw, POLLIN, 100) && recv(raw->fd, bytes, sizeof(bytes), 0) <= 0)
            return true;
    }
    return false;
}

static void greet(struct raw *raw, const struct sy_hash *network_id)
{
    struct sy_hello hello = {
        SY_PROTOCOL_VERSION, {network_id->bytes, SY_HASH_BYTES}, sy_text("raw")};
    struct sy_frame_message reply = {0};
    struct sy_buffer message = {0};

    sy_hello_write(&hello, &message);
    assert_true(
        raw_send_message(raw, SY_FRAME_HELLO, 1, sy_buffer_bytes(&message), FAULT_TIMEOUT_MS));
    assert_true(raw_receive(raw, FAULT_TIMEOUT_MS, &reply));
    assert_int_equal(reply.type, SY_FRAME_HELLO_REPLY);
    sy_frame_message_close(&reply);
    sy_buffer_close(&message);
}

void raw_open(struct raw *raw, const struct sy_stage *stage, unsigned host)
{
    raw_connect(raw, stage, host);
    assert_true(raw_handshake(raw, stage));
    greet(raw, &stage->network->id);
}

void raw_open_as(struct raw *raw, const struct sy_address *address,
                 const struct sy_channel_context *context, const uint8_t *key,
                 const struct sy_hash *network_id)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(address->port)};

    *raw = (struct raw){.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sy_frame_reader_init(&raw->reader, SY_FRAME_REPLIES);
    assert_true(raw->fd >= 0);
    assert_int_equal(inet_pton(AF_INET, address->host, &to.sin_addr), 1);
    assert_int_equal(connect(raw->fd, (const struct sockaddr *)&to, sizeof(to)), 0);
    assert_true(shake_hands(raw, context, key));
    greet(raw, network_id);
}

void raw_close(struct raw *raw)
{
    close(raw->fd);
    raw->fd = -1;
    sy_channel_close(raw->channel);
    raw->channel = NULL;
    sy_frame_reader_close(&raw->reader);
}

static void *stand_by(void *data)
{
    struct bystander *b = data;
    struct sy_client *client = sy_stage_connect(b->stage);

    b->failed = client == NULL;
    while (!b->failed && !atomic_load(&b->stop) && b->count < BYSTANDER_MAX) {
        struct sy_frame_message reply = {0};
        uint64_t start_ms = fault_now_ms();
        enum sy_err err = sy_client_call(client, SY_FRAME_APPEND,
                                         sy_buffer_bytes(&b->load.requests[b->count % LOAD]),
                                         FAULT_TIMEOUT_MS, &reply);

        b->failed = err != SY_OK || reply.type != SY_FRAME_APPEND_REPLY;
        if (b->failed)
            fprintf(stderr, "a bystander's append %zu: %s, answer %#x, %s\n", b->count,
                    sy_err_name(err), reply.type, sy_client_reason(client));
        b->times_ms[b->count++] = fault_now_ms() - start_ms;
        sy_frame_message_close(&reply);
        usleep(BYSTANDER_PAUSE_US);
    }
    sy_client_close(client);
    return NULL;
}

void bystander_start(struct bystander *bystander, const struct sy_stage *stage, size_t first)
{
    memset(bystander, 0, sizeof(*bystander));
    bystander->stage = stage;
    bystander->times_ms = calloc(BYSTANDER_MAX, sizeof(*bystander->times_ms));
    assert_non_null(bystander->times_ms);
    assert_true(sy_load_make(stage, LOAD, 1, first, &bystander->load));
    assert_int_equal(pthread_create(&bystander->thread, NULL, stand_by, bystander), 0);
    usleep(100000);
}

static int compare_times(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

void bystander_end(struct bystander *bystander, uint64_t limit_ms)
{
    uint64_t *times = bystander->times_ms;
    size_t count;

    atomic_store(&bystander->stop, true);
    pthread_join(bystander->thread, NULL);
    count = bystander->count;
    assert_false(bystander->failed);
    assert_true(count > 0);
    qsort(times, count, sizeof(*times), compare_times);
    print_message("# a bystander's %zu appends: p50 %llu ms, p99 %llu ms, max %llu ms\n", count,
                  (unsigned long long)times[count / 2],
                  (unsigned long long)times[count * 99 / 100],
                  (unsigned long long)times[count - 1]);
    assert_true(times[count * 99 / 100] < limit_ms);
    sy_load_close(&bystander->load);
    free(times);
}

/* Behind what is given already, as by tools/check: the last word counts. */
void raw_count_memory(void)
{
    static const char keep_little[] = "quarantine_size_mb=1:thread_local_quarantine_size_kb=16";
    const char *given = getenv("ASAN_OPTIONS");
    char options[ASAN_OPTIONS_BYTES];
    int len = snprintf(options, sizeof(options), "%s%s%s", given == NULL ? "" : given,
                       given == NULL ? "" : ":", keep_little);

    assert_in_range(len, 0, sizeof(options) - 1);
    assert_int_equal(setenv("ASAN_OPTIONS", options, 1), 0);
}

uint64_t raw_memory_max(void)
{
#ifdef __SANITIZE_ADDRESS__
    return (uint64_t)400 << 20;
#else
    return (uint64_t)256 << 20;
#endif
}
