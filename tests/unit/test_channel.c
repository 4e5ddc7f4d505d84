/* The channel, both ends in memory: who may talk, what passes, what is refused. */
#include "tests/check.h"

#include "net/channel.h"

static const uint8_t seed_a[SY_CHANNEL_KEY_BYTES] = {1, 2, 3};
static const uint8_t seed_b[SY_CHANNEL_KEY_BYTES] = {4, 5, 6};

struct pair {
    struct sy_channel_context *server_context, *client_context;
    struct sy_channel *server, *client;
};

static void open_pair(struct pair *p, const uint8_t *seed, const uint8_t *pinned_seed)
{
    uint8_t key[SY_CHANNEL_KEY_BYTES];

    *p = (struct pair){0};
    check_err(sy_channel_public_key(pinned_seed, key), SY_OK);
    check_err(sy_channel_server(seed, "310101", &p->server_context), SY_OK);
    check_err(sy_channel_client(&p->client_context), SY_OK);
    check_err(sy_channel_open(p->server_context, NULL, &p->server), SY_OK);
    check_err(sy_channel_open(p->client_context, key, &p->client), SY_OK);
}

static void close_pair(struct pair *p)
{
    sy_channel_close(p->server);
    sy_channel_close(p->client);
    sy_channel_context_close(p->server_context);
    sy_channel_context_close(p->client_context);
}

/* All that from has for to, in pieces of at most step bytes, appended to out as plaintext. */
static enum sy_err carry(struct sy_channel *from, struct sy_channel *to, size_t step,
                         struct sy_buffer *out)
{
    struct sy_buffer cipher = {0};
    enum sy_err err = SY_OK;
    size_t at = 0;

    sy_channel_take(from, &cipher);
    while (err == SY_OK && at < cipher.len) {
        size_t len = cipher.len - at < step ? cipher.len - at : step;
        struct sy_bytes in = {cipher.data + at, len};
        size_t got = 1;

        at += len;
        while (err == SY_OK && (in.len > 0 || got > 0)) {
            uint8_t plain[1000];

            err = sy_channel_read(to, &in, plain, sizeof(plain), &got);
            if (err == SY_OK)
                sy_buffer_put(out, plain, got);
        }
    }
    sy_buffer_close(&cipher);
    return err;
}

static void shake(struct pair *p, size_t step)
{
    struct sy_buffer none = {0};

    for (int i = 0; i < 3; i++) {
        check_err(carry(p->client, p->server, step, &none), SY_OK);
        check_err(carry(p->server, p->client, step, &none), SY_OK);
    }
    assert_int_equal(none.len, 0);
    assert_true(sy_channel_ready(p->client));
    assert_true(sy_channel_ready(p->server));
    sy_buffer_close(&none);
}

static void test_handshake_and_words_in_any_pieces(void **state)
{
    const size_t steps[] = {1, 7, 1000, SIZE_MAX};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct pair p;
        struct sy_buffer got = {0};

        open_pair(&p, seed_a, seed_a);
        assert_false(sy_channel_ready(p.client));
        shake(&p, steps[i]);
        check_err(sy_channel_write(p.client, sy_text("a question")), SY_OK);
        check_err(carry(p.client, p.server, steps[i], &got), SY_OK);
        check_text(sy_buffer_bytes(&got), "a question");
        sy_buffer_clear(&got);
        check_err(sy_channel_write(p.server, sy_text("an answer")), SY_OK);
        check_err(carry(p.server, p.client, steps[i], &got), SY_OK);
        check_text(sy_buffer_bytes(&got), "an answer");
        sy_buffer_close(&got);
        close_pair(&p);
    }
}

static void check_shown(const struct pair *p, const uint8_t *seed)
{
    uint8_t want[SY_CHANNEL_KEY_BYTES];
    uint8_t shown[SY_CHANNEL_KEY_BYTES];

    if (seed == NULL) {
        check_err(sy_channel_shown_key(p->server, shown), SY_NOT_FOUND);
        return;
    }
    check_err(sy_channel_public_key(seed, want), SY_OK);
    check_err(sy_channel_shown_key(p->server, shown), SY_OK);
    assert_memory_equal(shown, want, sizeof(want));
}

static void test_a_node_shows_its_key_and_others_none(void **state)
{
    struct pair p;
    uint8_t key[SY_CHANNEL_KEY_BYTES];

    (void)state;
    open_pair(&p, seed_a, seed_a);
    check_err(sy_channel_shown_key(p.server, key), SY_NOT_YET);
    shake(&p, SIZE_MAX);
    check_shown(&p, NULL);
    sy_channel_close(p.client);
    sy_channel_close(p.server);
    sy_channel_context_close(p.client_context);
    check_err(sy_channel_node(seed_b, "", &p.client_context), SY_BAD_NAME);
    check_err(sy_channel_node(seed_b, "310115", &p.client_context), SY_OK);
    check_err(sy_channel_public_key(seed_a, key), SY_OK);
    check_err(sy_channel_open(p.server_context, NULL, &p.server), SY_OK);
    check_err(sy_channel_open(p.client_context, key, &p.client), SY_OK);
    shake(&p, 7);
    check_shown(&p, seed_b);
    close_pair(&p);
}

static void test_big_transfer(void **state)
{
    enum { BYTES = 5 << 20 };
    struct pair p;
    struct sy_buffer sent = {0};
    struct sy_buffer got = {0};
    uint32_t seed = 1;

    (void)state;
    for (size_t i = 0; i < BYTES; i++) {
        seed = seed * 1664525 + 1013904223;
        sy_buffer_put_u8(&sent, (uint8_t)(seed >> 24));
    }
    open_pair(&p, seed_a, seed_a);
    shake(&p, SIZE_MAX);
    check_err(sy_channel_write(p.server, sy_buffer_bytes(&sent)), SY_OK);
    check_err(carry(p.server, p.client, 65536, &got), SY_OK);
    assert_true(sy_bytes_equal(sy_buffer_bytes(&sent), sy_buffer_bytes(&got)));
    sy_buffer_close(&sent);
    sy_buffer_close(&got);
    close_pair(&p);
}

static void test_another_key_is_refused(void **state)
{
    struct pair p;
    struct sy_buffer none = {0};

    (void)state;
    open_pair(&p, seed_a, seed_b);
    check_err(carry(p.client, p.server, SIZE_MAX, &none), SY_OK);
    check_err(carry(p.server, p.client, SIZE_MAX, &none), SY_BAD_KEY);
    assert_non_null(strstr(sy_channel_reason(p.client), "key"));
    assert_false(sy_channel_ready(p.client));
    /* The server is told, and never gets as far as words. */
    assert_true(sy_channel_pending(p.client) > 0);
    check_err(carry(p.client, p.server, SIZE_MAX, &none), SY_BAD_ENCODING);
    assert_false(sy_channel_ready(p.server));
    assert_int_equal(none.len, 0);
    close_pair(&p);
}

static void test_exporter_is_the_same_on_both_sides_only(void **state)
{
    struct pair p, q;
    uint8_t a[SY_CHANNEL_EXPORTER_BYTES], b[SY_CHANNEL_EXPORTER_BYTES];

    (void)state;
    open_pair(&p, seed_a, seed_a);
    check_err(sy_channel_exporter(p.client, a), SY_NOT_YET);
    shake(&p, SIZE_MAX);
    check_err(sy_channel_exporter(p.client, a), SY_OK);
    check_err(sy_channel_exporter(p.server, b), SY_OK);
    assert_memory_equal(a, b, sizeof(a));
    open_pair(&q, seed_a, seed_a);
    shake(&q, SIZE_MAX);
    check_err(sy_channel_exporter(q.client, b), SY_OK);
    assert_memory_not_equal(a, b, sizeof(a));
    close_pair(&p);
    close_pair(&q);
}

static void test_the_end_is_told(void **state)
{
    struct pair p;
    struct sy_buffer got = {0};

    (void)state;
    open_pair(&p, seed_a, seed_a);
    shake(&p, SIZE_MAX);
    check_err(sy_channel_write(p.server, sy_text("last words")), SY_OK);
    sy_channel_end(p.server);
    check_err(carry(p.server, p.client, SIZE_MAX, &got), SY_NOT_FOUND);
    check_text(sy_buffer_bytes(&got), "last words");
    sy_buffer_close(&got);
    close_pair(&p);
}

/* Each byte of the client's first flight, and of a record, turned: never words, never a
 * crash. */
static void test_a_turned_byte_never_becomes_words(void **state)
{
    struct sy_buffer got = {0};
    size_t record_bytes = 1;

    (void)state;
    for (size_t at = 0; at < record_bytes; at++) {
        struct pair p;
        struct sy_buffer cipher = {0};
        struct sy_bytes in;
        uint8_t plain[100];
        size_t n = 0;
        enum sy_err err;

        open_pair(&p, seed_a, seed_a);
        shake(&p, SIZE_MAX);
        check_err(sy_channel_write(p.client, sy_text("words")), SY_OK);
        sy_channel_take(p.client, &cipher);
        record_bytes = cipher.len;
        cipher.data[at] ^= 1;
        in = sy_buffer_bytes(&cipher);
        err = sy_channel_read(p.server, &in, plain, sizeof(plain), &n);
        /* A longer length only waits for bytes that do not come. */
        assert_true(err == SY_BAD_ENCODING || (err == SY_OK && n == 0));
        if (err != SY_OK) {
            assert_true(strlen(sy_channel_reason(p.server)) > 0);
            check_err(sy_channel_read(p.server, &in, plain, sizeof(plain), &n), err);
            check_err(sy_channel_write(p.server, sy_text("x")), err);
        }
        sy_buffer_close(&cipher);
        close_pair(&p);
    }
    sy_buffer_close(&got);
}

static void test_garbage_for_a_handshake(void **state)
{
    static const char *const texts[] = {"GET / HTTP/1.1\r\n\r\n",
                                        "\x16\x03\x01\xff\xff garbage",
                                        "\x16\x03\x03\x00\x04\x01\x00\x00\x00"};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct pair p;
        struct sy_bytes in = sy_text(texts[i]);
        uint8_t plain[100];
        size_t n = 0;

        open_pair(&p, seed_a, seed_a);
        /* The third has NULs: the bytes that it claims. */
        if (i == 2)
            in.len = 9;
        check_err(sy_channel_read(p.server, &in, plain, sizeof(plain), &n), SY_BAD_ENCODING);
        assert_false(sy_channel_ready(p.server));
        close_pair(&p);
    }
}

static void test_names(void **state)
{
    struct sy_channel_context *context = NULL;
    char name[66];

    (void)state;
    memset(name, 'x', 65);
    name[65] = 0;
    check_err(sy_channel_server(seed_a, name, &context), SY_BAD_NAME);
    check_err(sy_channel_server(seed_a, "", &context), SY_BAD_NAME);
    assert_null(context);
    name[64] = 0;
    check_err(sy_channel_server(seed_a, name, &context), SY_OK);
    sy_channel_context_close(context);
}

/* RFC 8032, section 7.1, test 1. */
static void test_public_key_of_a_seed(void **state)
{
    uint8_t key[SY_CHANNEL_KEY_BYTES];

    (void)state;
    check_err(
        sy_channel_public_key(
            check_unhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
                .data,
            key),
        SY_OK);
    check_bytes_hex(((struct sy_bytes){key, sizeof(key)}),
                    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_handshake_and_words_in_any_pieces),
        cmocka_unit_test(test_a_node_shows_its_key_and_others_none),
        cmocka_unit_test(test_big_transfer),
        cmocka_unit_test(test_another_key_is_refused),
        cmocka_unit_test(test_exporter_is_the_same_on_both_sides_only),
        cmocka_unit_test(test_the_end_is_told),
        cmocka_unit_test(test_a_turned_byte_never_becomes_words),
        cmocka_unit_test(test_garbage_for_a_handshake),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_public_key_of_a_seed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
