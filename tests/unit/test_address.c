/* Addresses as people write them. */
#include "tests/check.h"

#include "ledger/address.h"

static void test_written_and_read(void **state)
{
    static const struct {
        const char *text, *host;
        uint16_t port;
    } cases[] = {
        {"127.0.0.1:7411", "127.0.0.1", 7411},
        {"[::1]:1", "::1", 1},
        {"[fe80::1%eth0]:65535", "fe80::1%eth0", 65535},
        {"node-1.suyuan_example.cn:443", "node-1.suyuan_example.cn", 443},
        {"h:0", "h", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sy_address address;
        struct sy_buffer text = {0};

        check_err(sy_address_parse(sy_text(cases[i].text), &address), SY_OK);
        assert_string_equal(address.host, cases[i].host);
        assert_int_equal(address.port, cases[i].port);
        sy_address_put(&address, &text);
        check_text(sy_buffer_bytes(&text), cases[i].text);
        sy_buffer_close(&text);
    }
}

static void test_refused(void **state)
{
    static const char *const cases[] = {
        "",         "host",     ":1",    "host:",  "host:01", "h:00",    "h:65536",
        "::1:7411", "[host]:1", "[]:1",  "[::1]",  "h o:1",   "host:1 ", "host:+1",
        "host:-1",  "h:1x",     "a/b:1", "[::1:1", "[",       "[:1",     "上海:7411"};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sy_address address = {.port = 77};

        if (sy_address_parse(sy_text(cases[i]), &address) != SY_BAD_NAME)
            fail_msg("%s is taken for an address", cases[i]);
        assert_int_equal(address.port, 77);
    }
}

static void test_the_longest_host(void **state)
{
    struct sy_address address;
    struct sy_buffer text = {0};

    (void)state;
    for (size_t i = 0; i < SY_HOST_BYTES_MAX; i++)
        sy_buffer_put_u8(&text, 'a');
    sy_buffer_put_text(&text, ":1");
    check_err(sy_address_parse(sy_buffer_bytes(&text), &address), SY_OK);
    assert_int_equal(strlen(address.host), SY_HOST_BYTES_MAX);
    sy_buffer_clear(&text);
    for (size_t i = 0; i <= SY_HOST_BYTES_MAX; i++)
        sy_buffer_put_u8(&text, 'a');
    sy_buffer_put_text(&text, ":1");
    check_err(sy_address_parse(sy_buffer_bytes(&text), &address), SY_BAD_NAME);
    sy_buffer_close(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written_and_read),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_the_longest_host),
    };

    return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
