/* Names and keys of note signers as text. */
#include "tests/check.h"

#include "ledger/vkey.h"

#define FOO_KEY "AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

static void test_text_and_back(void **state)
{
    static const struct {
        const char *text, *name;
        enum sy_vkey_type type;
        uint32_t id;
    } known[] = {
        {"example.com/foo+530d903a+" FOO_KEY, "example.com/foo", SY_VKEY_ED25519, 0x530d903a},
        {"mirror.example.org+3fb148ef+BAAjjch9GyYz0sJsJx7ALhbdAtz2ov0unbzSl1vMp94O",
         "mirror.example.org", SY_VKEY_COSIGNATURE, 0x3fb148ef},
        {"witness.example.org+b8a2cf20+BFLN3yikSfFkVAJtrnh/CiY3Zozkoy7clp+P7XB28qUN",
         "witness.example.org", SY_VKEY_COSIGNATURE, 0xb8a2cf20},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        struct sy_vkey vkey;
        struct sy_buffer text = {0};

        check_err(sy_vkey_parse(sy_text(known[i].text), &vkey), SY_OK);
        assert_string_equal(vkey.name, known[i].name);
        assert_int_equal(vkey.type, known[i].type);
        assert_int_equal(vkey.id, known[i].id);
        sy_vkey_put(&vkey, &text);
        check_text(sy_buffer_bytes(&text), known[i].text);
        sy_buffer_close(&text);
    }
}

static void test_texts_that_are_refused(void **state)
{
    static const struct {
        const char *text;
        enum sy_err err;
    } bad[] = {
        {"", SY_BAD_KEY},
        {"example.com/foo", SY_BAD_KEY},
        {"example.com/foo+530d903a", SY_BAD_KEY},
        {"example.com/foo+530d903b+" FOO_KEY, SY_BAD_KEY}, /* another id */
        {"example.com/foo+530D903A+" FOO_KEY, SY_BAD_KEY}, /* another spelling */
        {"example.com/foo+0530d903a+" FOO_KEY, SY_BAD_KEY},
        {"example.com/foo+530d90+" FOO_KEY, SY_BAD_KEY},
        {"example.com/fop+530d903a+" FOO_KEY, SY_BAD_KEY}, /* the id of another name */
        {"example.com/foo+530d903a+" FOO_KEY "\n", SY_BAD_KEY},
        {"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U0=", SY_BAD_KEY},
        {"example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", SY_BAD_KEY},
        {"+530d903a+" FOO_KEY, SY_BAD_NAME},
        {"exam ple+530d903a+" FOO_KEY, SY_BAD_NAME},
    };
    struct sy_vkey vkey = {.id = 42};

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        enum sy_err err = sy_vkey_parse(sy_text(bad[i].text), &vkey);

        if (err != bad[i].err)
            fail_msg("%s: %s", sy_err_name(err), bad[i].text);
    }
    assert_int_equal(vkey.id, 42);
}

/* Change any one byte of a key's text into any other: it is never taken for a key. */
static void test_every_damaged_byte_is_noticed(void **state)
{
    static const char good[] = "example.com/foo+530d903a+" FOO_KEY;
    char text[sizeof(good)];
    struct sy_vkey vkey;

    (void)state;
    for (size_t i = 0; i < sizeof(good) - 1; i++) {
        for (int flip = 1; flip < 256; flip++) {
            memcpy(text, good, sizeof(text));
            text[i] = (char)(text[i] ^ flip);
            assert_int_not_equal(sy_vkey_parse(sy_text(text), &vkey), SY_OK);
        }
    }
}

static void test_names(void **state)
{
    static const char *const good[] = {"a", "suyuan.example/shanghai/310115",
                                       "\xe6\xba\xaf\xe6\xba\x90", "a-b_c.d:8443/~x"};
    /* Spaces as Go's unicode.IsSpace has them, with what stands beside each range. */
    static const char *const bad[] = {"",
                                      "a+b",
                                      "a b",
                                      "a\tb",
                                      "a\nb",
                                      "a\rb",
                                      "a\x1f",
                                      "\xff",
                                      "a\xc2\x85",
                                      "a\xc2\xa0",
                                      "\xe1\x9a\x80",
                                      "\xe2\x80\x80",
                                      "\xe2\x80\x8a",
                                      "\xe2\x80\xa8",
                                      "\xe2\x80\xa9",
                                      "\xe2\x80\xaf",
                                      "\xe2\x81\x9f",
                                      "\xe3\x80\x80"};
    static const char *const beside[] = {"\xc2\x84",     "\xc2\xa1",     "\xe2\x80\x8b",
                                         "\xe2\x80\xb0", "\xe3\x80\x81", "\xe2\x81\xa0"};
    struct sy_secret_key key;
    struct sy_vkey vkey = {.id = 42};
    char name[SY_NAME_BYTES_MAX + 2];

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        assert_true(sy_vkey_name_valid(sy_text(good[i])));
    for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++)
        assert_true(sy_vkey_name_valid(sy_text(beside[i])));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (sy_vkey_name_valid(sy_text(bad[i])))
            fail_msg("name %zu is not refused", i);
    }
    sy_secret_key_from_seed((const uint8_t[SY_SEED_BYTES]){0}, &key);
    memset(name, 'n', sizeof(name) - 1);
    name[sizeof(name) - 1] = 0;
    check_err(sy_vkey_make(sy_text(name), SY_VKEY_ED25519, &key.public_key, &vkey),
              SY_BAD_NAME);
    assert_int_equal(vkey.id, 42);
    name[SY_NAME_BYTES_MAX] = 0;
    check_err(sy_vkey_make(sy_text(name), SY_VKEY_ED25519, &key.public_key, &vkey), SY_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_and_back),
        cmocka_unit_test(test_texts_that_are_refused),
        cmocka_unit_test(test_every_damaged_byte_is_noticed),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
