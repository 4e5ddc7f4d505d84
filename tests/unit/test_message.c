/* The catalogue: complete in both languages, with the same words, and a way on after every
 * error. */
#include "tests/check.h"

#include "ledger/problem.h"
#include "tools/message.h"

static char *variable_lc_all, *variable_lc_messages, *variable_lang;

static char *environment(const char *variable)
{
    if (strcmp(variable, "LC_ALL") == 0)
        return variable_lc_all;
    if (strcmp(variable, "LC_MESSAGES") == 0)
        return variable_lc_messages;
    return strcmp(variable, "LANG") == 0 ? variable_lang : NULL;
}

/* Which of {0} to {3} a text uses, as bits. */
static unsigned words_of(const char *text)
{
    unsigned words = 0;

    for (unsigned i = 0; i < SY_MESSAGE_WORDS_MAX; i++) {
        char place[8];

        snprintf(place, sizeof(place), "{%u}", i);
        if (strstr(text, place) != NULL)
            words |= 1u << i;
    }
    return words;
}

static const struct sy_saying *plain(unsigned message)
{
    static struct sy_saying saying;

    saying = (struct sy_saying){.message = (enum sy_message)message,
                                .words = {"{0}", "{1}", "{2}", "{3}"}};
    return &saying;
}

static void test_languages_agree(void **state)
{
    (void)state;
    for (unsigned i = 0; i < SY_MESSAGE_COUNT; i++) {
        struct sy_buffer text[SY_LANGUAGES] = {{0}};
        struct sy_buffer next[SY_LANGUAGES] = {{0}};

        for (unsigned language = 0; language < SY_LANGUAGES; language++) {
            sy_message_put(&text[language], plain(i), (enum sy_language)language);
            sy_message_put_next(&next[language], plain(i), (enum sy_language)language);
            sy_buffer_put_u8(&text[language], 0);
            sy_buffer_put_u8(&next[language], 0);
            if (text[language].len < 3)
                fail_msg("%s says nothing", sy_message_code((enum sy_message)i));
        }
        if (words_of((char *)text[0].data) != words_of((char *)text[1].data) ||
            words_of((char *)next[0].data) != words_of((char *)next[1].data) ||
            (next[0].len == 1) != (next[1].len == 1))
            fail_msg("%s differs between the languages", sy_message_code((enum sy_message)i));
        for (unsigned language = 0; language < SY_LANGUAGES; language++) {
            sy_buffer_close(&text[language]);
            sy_buffer_close(&next[language]);
        }
    }
}

static void test_codes_can_be_matched_on(void **state)
{
    (void)state;
    for (unsigned i = 0; i < SY_MESSAGE_COUNT; i++) {
        const char *code = sy_message_code((enum sy_message)i);

        assert_true(strlen(code) > 1);
        assert_int_equal(strspn(code, "abcdefghijklmnopqrstuvwxyz_0123456789"), strlen(code));
        assert_string_equal(sy_message_code(sy_message_find(code)), code);
    }
    assert_int_equal(sy_message_find("no_such_code"), SY_MESSAGE_COUNT);
}

static void test_every_problem_can_be_said(void **state)
{
    (void)state;
    for (unsigned i = SY_PROBLEM_NONE + 1; i < SY_PROBLEM_COUNT; i++) {
        const char *name = sy_problem_name((enum sy_problem_kind)i);
        struct sy_buffer next = {0};

        if (sy_message_find(name) == SY_MESSAGE_COUNT)
            fail_msg("there is no message for %s", name);
        sy_message_put_next(&next, plain(sy_message_find(name)), SY_CHINESE);
        assert_true(next.len > 0);
        sy_buffer_close(&next);
    }
}

static void test_words_are_put_in_place(void **state)
{
    struct sy_buffer text = {0};

    (void)state;
    sy_message_put(&text, SY_SAY(UNKNOWN_COMMAND, "{1}"), SY_ENGLISH);
    check_text(sy_buffer_bytes(&text), "there is no command '{1}'");
    sy_buffer_clear(&text);
    sy_message_put(&text, SY_SAY(UNKNOWN_COMMAND, "溯源"), SY_CHINESE);
    check_text(sy_buffer_bytes(&text), "没有命令“溯源”");
    sy_buffer_clear(&text);
    sy_message_put(&text, SY_SAY(UNKNOWN_COMMAND, NULL), SY_ENGLISH);
    check_text(sy_buffer_bytes(&text), "there is no command ''");
    sy_buffer_close(&text);
}

static void test_language_of_the_environment(void **state)
{
    static char chinese[] = "zh_CN.UTF-8", c[] = "C", empty[] = "";
    enum sy_language language = SY_ENGLISH;

    (void)state;
    assert_int_equal(sy_message_language_of(environment), SY_ENGLISH);
    variable_lang = chinese;
    assert_int_equal(sy_message_language_of(environment), SY_CHINESE);
    variable_lc_messages = c;
    assert_int_equal(sy_message_language_of(environment), SY_ENGLISH);
    variable_lc_all = empty;
    assert_int_equal(sy_message_language_of(environment), SY_ENGLISH);
    variable_lc_all = chinese;
    assert_int_equal(sy_message_language_of(environment), SY_CHINESE);
    assert_true(sy_message_language("zh", &language));
    assert_int_equal(language, SY_CHINESE);
    assert_false(sy_message_language("zh_CN", &language));
    assert_true(sy_message_language("en", &language));
    assert_int_equal(language, SY_ENGLISH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_languages_agree),
        cmocka_unit_test(test_codes_can_be_matched_on),
        cmocka_unit_test(test_every_problem_can_be_said),
        cmocka_unit_test(test_words_are_put_in_place),
        cmocka_unit_test(test_language_of_the_environment),
    };

    return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
