/* JSON in and out: what is refused and where, and that nothing changes on the way through. */
#include "tests/check.h"

#include "ledger/json.h"
#include "ledger/json_writer.h"

static void check_written(const char *text, bool pretty, const char *want)
{
    struct sy_json_document doc = {0};
    struct sy_buffer out = {0};
    struct sy_json_writer writer = {.to = &out, .pretty = pretty};

    check_err(sy_json_parse(sy_text(text), &doc, NULL), SY_OK);
    sy_json_write(&writer, doc.root);
    assert_string_equal(sy_buffer_text(&out), want);
    sy_buffer_close(&out);
    sy_json_close(&doc);
}

static void test_numbers_and_texts_stay_as_written(void **state)
{
    static const char *const texts[] = {
        "[0.10,12.500,1234567890.123456789,1e-7,1E+7,12345678901234567890,-0,-0.0]",
        "{\"商品名称\":\"五花肉（去骨）\",\"a\":{},\"b\":[],\"c\":null,\"d\":true,\"e\":false}",
        "\"quote \\\" backslash \\\\ line \\n tab \\t bell \\u0007 emoji 🐖\"",
        "12",
        "\"\"",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        check_written(texts[i], false, texts[i]);
    check_written(" \"\\u6eaf\\/\\ud83d\\udc16\" ", false, "\"溯/🐖\"");
    check_written("\xef\xbb\xbf[1]", false, "[1]");
}

static void test_pretty(void **state)
{
    static const char want[] =
        "{\n  \"a\": [\n    1,\n    {},\n    []\n  ],\n  \"b\": \"{,:\\\"\"\n}";
    struct sy_buffer out = {0};
    struct sy_json_writer writer = {.to = &out, .pretty = true};

    (void)state;
    check_written("{\"a\":[1,{},[]],\"b\":\"{,:\\\"\"}", true, want);
    sy_json_put_raw(&writer, sy_text("{\"a\":[1,{},[]],\"b\":\"{,:\\\"\"}"));
    assert_string_equal(sy_buffer_text(&out), want);
    sy_buffer_close(&out);
}

static void test_refusals_name_the_place(void **state)
{
    static const struct {
        const char *text;
        uint32_t line, column;
        const char *what;
    } cases[] = {
        {"", 1, 1, "premature EOF"},
        {"{\n  \"溯源\": \"\\u0000\"}", 2, 10, "NUL"},
        {"[\"\\ud800\"]", 1, 3, "surrogate"},
        {"[\"\\udc00\"]", 1, 3, "surrogate"},
        {"[\"\\ud800\\n\"]", 1, 3, "surrogate"},
        {"[\"\\ud800\\u0041\"]", 1, 3, "surrogate"},
        {"[\"a\xff\"]", 1, 4, "UTF-8"},
        {"[\"\xed\xa0\x80\"]", 1, 3, "UTF-8"},
        {"[\"\xc0\x80\"]", 1, 3, "UTF-8"},
        {"{\"a\":1,\"b\":2,\"a\":3}", 1, 20, "two members"},
        {"{\"a\":1,\"\\u0061\":3}", 1, 19, "two members"},
        {"{} {}", 0, 0, "trailing garbage"},
        {"[1,]", 0, 0, "unallowed token"},
        {"[01]", 0, 0, ""},
        {"[.5]", 0, 0, ""},
        {"[1.]", 0, 0, ""},
        {"[+1]", 0, 0, ""},
        {"[1e]", 0, 0, ""},
        {"[NaN]", 0, 0, ""},
        {"['a']", 0, 0, ""},
        {"[\"a\nb\"]", 0, 0, ""},
        {"[\"\\x\"]", 0, 0, ""},
        {"[\"\\u12g4\"]", 0, 0, ""},
        {"[1 /* a */]", 0, 0, ""},
        {"{\"a\" 1}", 0, 0, ""},
        {"{a:1}", 0, 0, ""},
        {"[1", 1, 3, "premature EOF"},
        {"{\"a\":\n\"b\",", 2, 5, "premature EOF"},
        {"tru", 0, 0, ""},
        {"\xff\xfe[\0", 1, 1, "UTF-8"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sy_json_document doc = {0};
        struct sy_json_error why = {0};
        enum sy_err err = sy_json_parse(sy_text(cases[i].text), &doc, &why);

        if (err != SY_BAD_JSON || strstr(why.what, cases[i].what) == NULL)
            fail_msg("%s: %s, %s", cases[i].text, sy_err_name(err), why.what);
        assert_null(doc.root);
        if (cases[i].line == 0)
            continue;
        if (why.line != cases[i].line || why.column != cases[i].column)
            fail_msg("%s: %u:%u", cases[i].text, why.line, why.column);
    }
}

static void test_raw_nul_is_refused(void **state)
{
    struct sy_json_document doc = {0};

    (void)state;
    check_err(sy_json_parse((struct sy_bytes){(const uint8_t *)"[\"a\0b\"]", 7}, &doc, NULL),
              SY_BAD_JSON);
    check_err(sy_json_parse((struct sy_bytes){NULL, 0}, &doc, NULL), SY_BAD_JSON);
}

static void test_many_members_are_compared_too(void **state)
{
    struct sy_json_document doc = {0};
    struct sy_buffer text = {0};

    (void)state;
    sy_buffer_put_text(&text, "{\"n0\":0");
    for (unsigned i = 1; i < 5000; i++)
        sy_buffer_printf(&text, ",\"n%u\":%u", i, i);
    sy_buffer_put_text(&text, "}");
    check_err(sy_json_parse(sy_buffer_bytes(&text), &doc, NULL), SY_OK);
    assert_int_equal(doc.root->count, 5000);
    check_text(sy_json_member(doc.root, "n4321")->text, "4321");
    sy_json_close(&doc);
    text.len--;
    sy_buffer_put_text(&text, ",\"n2500\":1}");
    check_err(sy_json_parse(sy_buffer_bytes(&text), &doc, NULL), SY_BAD_JSON);
    sy_buffer_close(&text);
}

static void check_last_counts(const char *text, const char *want)
{
    struct sy_json_document doc = {.last_counts = true};
    struct sy_buffer out = {0};
    struct sy_json_writer writer = {.to = &out};

    check_err(sy_json_parse(sy_text(text), &doc, NULL), SY_OK);
    sy_json_write(&writer, doc.root);
    assert_string_equal(sy_buffer_text(&out), want);
    sy_buffer_close(&out);
    sy_json_close(&doc);
}

static void test_last_of_equal_names_may_count(void **state)
{
    struct sy_json_document doc = {.last_counts = true};

    (void)state;
    check_last_counts("{\"a\":1,\"b\":{\"c\":1,\"c\":2},\"a\":[3]}",
                      "{\"b\":{\"c\":2},\"a\":[3]}");
    check_last_counts("[{\"a\":1,\"a\":2,\"a\":3},4]", "[{\"a\":3},4]");
    check_err(sy_json_parse(sy_text("{\"a\":1,\"b\":2,\"a\":3}"), &doc, NULL), SY_OK);
    assert_int_equal(doc.root->count, 2);
    assert_true(sy_json_member(doc.root, "a")->repeated);
    assert_false(sy_json_member(doc.root, "b")->repeated);
    sy_json_close(&doc);
}

static void test_limits(void **state)
{
    struct sy_json_document doc = {0};
    struct sy_json_error why = {0};
    struct sy_buffer text = {0};

    (void)state;
    for (unsigned i = 0; i < SY_JSON_DEPTH_MAX; i++)
        sy_buffer_put_u8(&text, '[');
    for (unsigned i = 0; i < SY_JSON_DEPTH_MAX; i++)
        sy_buffer_put_u8(&text, ']');
    check_err(sy_json_parse(sy_buffer_bytes(&text), &doc, &why), SY_OK);
    sy_json_close(&doc);
    sy_buffer_clear(&text);
    for (unsigned i = 0; i < 1000000; i++)
        sy_buffer_put_u8(&text, '[');
    check_err(sy_json_parse(sy_buffer_bytes(&text), &doc, &why), SY_LIMIT);
    assert_int_equal(why.column, SY_JSON_DEPTH_MAX + 2);
    sy_buffer_clear(&text);
    sy_buffer_put_text(&text, "[1");
    for (unsigned i = 0; i < 10000; i++)
        sy_buffer_put_text(&text, ",1");
    sy_buffer_put_text(&text, "]");
    doc.arena_max = 100000;
    check_err(sy_json_parse(sy_buffer_bytes(&text), &doc, &why), SY_LIMIT);
    assert_non_null(strstr(why.what, "larger"));
    doc.arena_max = 2000000;
    check_err(sy_json_parse(sy_buffer_bytes(&text), &doc, &why), SY_OK);
    sy_json_close(&doc);
    sy_json_close(&doc);
    sy_json_close(NULL);
    sy_buffer_close(&text);
}

static void test_equality(void **state)
{
    static const struct {
        const char *a, *b;
        bool equal;
    } cases[] = {
        {"{\"a\":1,\"b\":[2,3]}", "{\"b\":[2,3],\"a\":1}", true},
        {"{\"a\":1}", "{\"a\":1.0}", false},
        {"[1,2]", "[2,1]", false},
        {"{\"a\":1}", "{\"a\":1,\"b\":2}", false},
        {"{\"a\":1,\"c\":2}", "{\"a\":1,\"b\":2}", false},
        {"\"1\"", "1", false},
        {"true", "false", false},
        {"null", "null", true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sy_json_document a = {0};
        struct sy_json_document b = {0};

        check_err(sy_json_parse(sy_text(cases[i].a), &a, NULL), SY_OK);
        check_err(sy_json_parse(sy_text(cases[i].b), &b, NULL), SY_OK);
        assert_int_equal(sy_json_equal(a.root, b.root), cases[i].equal);
        assert_int_equal(sy_json_equal(b.root, a.root), cases[i].equal);
        sy_json_close(&a);
        sy_json_close(&b);
    }
}

static void test_writer(void **state)
{
    struct sy_buffer out = {0};
    struct sy_json_writer w = {.to = &out};

    (void)state;
    sy_json_begin_object(&w);
    sy_json_name(&w, "u");
    sy_json_put_uint(&w, UINT64_MAX);
    sy_json_name(&w, "i");
    sy_json_put_int(&w, INT64_MIN);
    sy_json_name(&w, "l");
    sy_json_begin_list(&w);
    sy_json_put_bool(&w, true);
    sy_json_put_null(&w);
    sy_json_put_string(&w, "溯\x1f源");
    sy_json_put_number(&w, sy_text("1.50"));
    sy_json_put_raw(&w, sy_text("{\"x\":[]}"));
    sy_json_end_list(&w);
    sy_json_end_object(&w);
    assert_string_equal(sy_buffer_text(&out),
                        "{\"u\":18446744073709551615,\"i\":-9223372036854775808,"
                        "\"l\":[true,null,\"溯\\u001f源\",1.50,{\"x\":[]}]}");
    sy_buffer_close(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_and_texts_stay_as_written),
        cmocka_unit_test(test_pretty),
        cmocka_unit_test(test_refusals_name_the_place),
        cmocka_unit_test(test_raw_nul_is_refused),
        cmocka_unit_test(test_many_members_are_compared_too),
        cmocka_unit_test(test_last_of_equal_names_may_count),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_equality),
        cmocka_unit_test(test_writer),
    };

    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
