/* Base64: RFC 4648's vectors, and that no text but one stands for given bytes. */
#include "tests/check.h"

#include "ledger/base64.h"

static void test_known_texts(void **state)
{
    static const char *const known[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"},
                                           {"\xfb\xff\xbf", "+/+/"}};

    (void)state;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        struct sy_buffer b = {0};
        size_t len;

        sy_base64_put(&b, sy_text(known[i][0]));
        check_text(sy_buffer_bytes(&b), known[i][1]);
        sy_buffer_clear(&b);
        check_err(sy_base64_check(sy_text(known[i][1]), &len), SY_OK);
        assert_int_equal(len, strlen(known[i][0]));
        check_err(sy_base64_decode(sy_text(known[i][1]), &b), SY_OK);
        check_text(sy_buffer_bytes(&b), known[i][0]);
        sy_buffer_close(&b);
    }
}

static void test_every_length_and_byte(void **state)
{
    uint8_t data[300];
    uint8_t again[300];

    (void)state;
    for (size_t i = 0; i < sizeof(data); i++)
        data[i] = (uint8_t)(i * 151);
    for (size_t len = 0; len <= sizeof(data); len++) {
        struct sy_buffer b = {0};

        sy_base64_put(&b, (struct sy_bytes){data, len});
        check_err(sy_base64_decode_exact(sy_buffer_bytes(&b), again, len), SY_OK);
        assert_memory_equal(data, again, len);
        check_err(sy_base64_decode_exact(sy_buffer_bytes(&b), again, len + 1), SY_BAD_ENCODING);
        sy_buffer_close(&b);
    }
}

static void test_texts_that_are_refused(void **state)
{
    static const char *const bad[] = {
        "A",    "AA",    "AAA",    "AAAAA", "=",        "==",       "===",
        "====", "A===",  "AA=A",   "=AAA",  "AAA=AAAA", "AA==AA==", "AAAA====",
        "AB==", "AI==",  "AAC=",   "AP==",  "AAB=",     "AAD=",     " AAA",
        "AAA ", "AA\nA", "AAAA\n", "AA-_",  "AAA\xff",  "AAA\x80",  "AA.A",
        "AAA*", "AA[A",  "AA`A",   "AA{A",  "AA@A"};
    struct sy_buffer b = {0};
    size_t len = 42;

    (void)state;
    sy_buffer_put_text(&b, "before");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (sy_base64_decode(sy_text(bad[i]), &b) != SY_BAD_ENCODING ||
            sy_base64_check(sy_text(bad[i]), &len) != SY_BAD_ENCODING)
            fail_msg("not refused: %s", bad[i]);
    }
    check_text(sy_buffer_bytes(&b), "before");
    assert_int_equal(len, 42);
    sy_buffer_close(&b);
}

/* Of all texts of four characters of a few kinds, those accepted give back the same text. */
static void test_one_text_for_given_bytes(void **state)
{
    static const char some[] = "AQgwBP/+9=z \n";
    const size_t n = sizeof(some) - 1;

    (void)state;
    for (size_t i = 0; i < n * n * n * n; i++) {
        char text[5] = {some[i % n], some[i / n % n], some[i / n / n % n], some[i / n / n / n],
                        0};
        struct sy_buffer bytes = {0};
        struct sy_buffer again = {0};

        if (sy_base64_decode(sy_text(text), &bytes) == SY_OK) {
            sy_base64_put(&again, sy_buffer_bytes(&bytes));
            check_text(sy_buffer_bytes(&again), text);
        }
        sy_buffer_close(&bytes);
        sy_buffer_close(&again);
    }
}

static void test_a_buffer_with_a_limit(void **state)
{
    struct sy_buffer b = {.max = 4};

    (void)state;
    check_err(sy_base64_decode(sy_text("AAAAAAAA"), &b), SY_LIMIT);
    assert_int_equal(b.len, 0);
    sy_buffer_clear(&b);
    sy_base64_put(&b, sy_text("abcd"));
    check_err(b.err, SY_LIMIT);
    assert_int_equal(b.len, 0);
    sy_buffer_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_texts),
        cmocka_unit_test(test_every_length_and_byte),
        cmocka_unit_test(test_texts_that_are_refused),
        cmocka_unit_test(test_one_text_for_given_bytes),
        cmocka_unit_test(test_a_buffer_with_a_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
