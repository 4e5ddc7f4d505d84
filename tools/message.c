#include "tools/message.h"

#include <string.h>

struct row {
    const char *code;
    const char *text[SY_LANGUAGES];
    const char *next[SY_LANGUAGES];
};

#define ROW(constant, code, english, chinese, next_english, next_chinese)                      \
    [SY_MESSAGE_##constant] = {code, {english, chinese}, {next_english, next_chinese}},
static const struct row rows[SY_MESSAGE_COUNT] = {SY_MESSAGE_LIST(ROW)};
#undef ROW

const char *sy_message_code(enum sy_message message)
{
    sy_assert((unsigned)message < SY_MESSAGE_COUNT);
    return rows[message].code;
}

enum sy_message sy_message_find(const char *code)
{
    for (unsigned i = 0; i < SY_MESSAGE_COUNT; i++) {
        if (strcmp(rows[i].code, code) == 0)
            return (enum sy_message)i;
    }
    return SY_MESSAGE_COUNT;
}

/* The number of the word that stands at at, as "{2}"; SY_MESSAGE_WORDS_MAX when none does. */
static unsigned word_at(const char *at)
{
    if (at[0] != '{' || at[1] < '0' || at[1] >= '0' + SY_MESSAGE_WORDS_MAX || at[2] != '}')
        return SY_MESSAGE_WORDS_MAX;
    return (unsigned)(at[1] - '0');
}

static void put(struct sy_buffer *to, const char *text, const struct sy_saying *saying)
{
    while (*text != 0) {
        unsigned word = word_at(text);

        if (word == SY_MESSAGE_WORDS_MAX) {
            sy_buffer_put(to, text, 1);
            text++;
        } else {
            if (saying->words[word] != NULL)
                sy_buffer_put_text(to, saying->words[word]);
            text += strlen("{0}");
        }
    }
}

void sy_message_put(struct sy_buffer *to, const struct sy_saying *saying,
                    enum sy_language language)
{
    sy_assert((unsigned)saying->message < SY_MESSAGE_COUNT);
    put(to, rows[saying->message].text[language], saying);
}

void sy_message_put_next(struct sy_buffer *to, const struct sy_saying *saying,
                         enum sy_language language)
{
    const char *next;

    sy_assert((unsigned)saying->message < SY_MESSAGE_COUNT);
    next = rows[saying->message].next[language];
    if (next != NULL)
        put(to, next, saying);
}

bool sy_message_language(const char *name, enum sy_language *out)
{
    if (strcmp(name, "en") == 0)
        *out = SY_ENGLISH;
    else if (strcmp(name, "zh") == 0)
        *out = SY_CHINESE;
    else
        return false;
    return true;
}

enum sy_language sy_message_language_of(char *(*environment)(const char *variable))
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
        const char *value = environment(variables[i]);

        if (value != NULL && value[0] != 0)
            return strncmp(value, "zh", 2) == 0 ? SY_CHINESE : SY_ENGLISH;
    }
    return SY_ENGLISH;
}
