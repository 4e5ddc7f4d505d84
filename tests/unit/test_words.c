/* The words: every word of the vocabularies has one in both languages. */
#include "tests/check.h"

#include "tools/plain.h"
#include "tools/words.h"

static void each_word_is_said(enum sy_cbv vocabulary, size_t count)
{
    const char *const *word = sy_cbv_words(vocabulary);
    size_t found = 0;

    for (; *word != NULL; word++, found++) {
        for (unsigned language = 0; language < SY_LANGUAGES; language++) {
            const char *text =
                sy_words_of(vocabulary, sy_text(*word), (enum sy_language)language);

            if (text == NULL || text[0] == 0)
                fail_msg("%s has no word in language %u", *word, language);
        }
    }
    assert_int_equal(found, count);
}

static void test_every_word_of_the_vocabularies_is_said(void **state)
{
    (void)state;
    each_word_is_said(SY_CBV_BIZ_STEP, 41);
    each_word_is_said(SY_CBV_DISPOSITION, 33);
    each_word_is_said(SY_CBV_TRANSACTION_TYPE, 13);
    each_word_is_said(SY_CBV_SOURCE_TYPE, 3);
    each_word_is_said(SY_CBV_ERROR_REASON, 2);
    each_word_is_said(SY_CBV_SENSOR_ALERT, 2);
    each_word_is_said(SY_CBV_BASIS, 4);
}

static void test_words_are_found_in_every_form(void **state)
{
    (void)state;
    assert_string_equal(
        sy_words_of(SY_CBV_BIZ_STEP, sy_text("urn:epcglobal:cbv:bizstep:killing"), SY_CHINESE),
        "屠宰");
    assert_string_equal(sy_words_of(SY_CBV_BIZ_STEP,
                                    sy_text("https://ref.gs1.org/cbv/BizStep-killing"),
                                    SY_ENGLISH),
                        "slaughtered");
    assert_null(
        sy_words_of(SY_CBV_BIZ_STEP, sy_text("https://example.org/dancing"), SY_ENGLISH));
}

static void test_every_event_and_action_is_said(void **state)
{
    (void)state;
    for (const char *const *type = sy_cbv_words(SY_CBV_EVENT_TYPE); *type != NULL; type++) {
        bool transforms = strcmp(*type, "TransformationEvent") == 0;

        for (const char *const *action = sy_cbv_words(SY_CBV_ACTION); *action != NULL; action++)
            for (unsigned language = 0; language < SY_LANGUAGES; language++)
                assert_non_null(sy_words_action(sy_text(*type),
                                                sy_text(transforms ? "" : *action),
                                                (enum sy_language)language));
    }
    assert_null(sy_words_action(sy_text("ObjectEvent"), sy_text("DANCE"), SY_ENGLISH));
}

static void test_every_kind_of_identifier_is_said(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < SY_IDENTIFIER_KINDS; kind++)
        for (unsigned language = 0; language < SY_LANGUAGES; language++)
            assert_non_null(
                sy_words_kind((enum sy_identifier_kind)kind, (enum sy_language)language));
    for (uint32_t kind = 1; kind <= 4; kind++)
        assert_non_null(sy_words_part(kind, SY_CHINESE));
    assert_string_equal(sy_words_part(130, SY_ENGLISH), "chain");
    assert_null(sy_words_part(77, SY_ENGLISH));
}

static void check_plain(const char *text, const char *want)
{
    struct sy_buffer out = {0};

    sy_plain_put(&out, sy_text(text));
    assert_string_equal(sy_buffer_text(&out), want);
    sy_buffer_close(&out);
}

static void test_text_cannot_move_the_cursor(void **state)
{
    (void)state;
    check_plain("七号笼车 12斤", "七号笼车 12斤");
    check_plain("a\033[2Jb\nc\r", "a\\u001b[2Jb\\u000ac\\u000d");
    check_plain("a\xe2\x80\xae"
                "b",
                "a\\u202eb"); /* right-to-left override */
    check_plain("\xe2\x80\x8b\xef\xbb\xbf", "\\u200b\\ufeff");
    check_plain("\xf3\xa0\x80\x81", "\\ue0001");
    check_plain("\xc2\x9b"
                "1m",
                "\\u009b1m");
    check_plain("\xff", "\xef\xbf\xbd");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_word_of_the_vocabularies_is_said),
        cmocka_unit_test(test_words_are_found_in_every_form),
        cmocka_unit_test(test_every_event_and_action_is_said),
        cmocka_unit_test(test_every_kind_of_identifier_is_said),
        cmocka_unit_test(test_text_cannot_move_the_cursor),
    };

    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
