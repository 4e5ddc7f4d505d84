#include "tools/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/nearest.h"

enum { NEAREST_CANDIDATES_MAX = 64 };

static const struct sy_option json = {.name = "json",
                                      .help = {"print one JSON document", "输出一份 JSON"}};
static const struct sy_option lang = {
    .name = "lang", .value = "en|zh", .help = {"language of messages", "信息的语言"}};
static const struct sy_option help = {.name = "help", .help = {"show this help", "显示本帮助"}};

const struct sy_option *const *sy_options_common(void)
{
    static const struct sy_option *const common[] = {&json, &lang, &help, NULL};

    return common;
}

static const struct sy_option *find(const struct sy_usage *usage, const char *name, size_t len)
{
    const struct sy_option *const *lists[] = {usage->options, sy_options_common()};

    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        for (const struct sy_option *const *o = lists[i]; o != NULL && *o != NULL; o++) {
            if (strlen((*o)->name) == len && memcmp((*o)->name, name, len) == 0)
                return *o;
        }
    }
    return NULL;
}

static void complain(struct sy_complaint *why, enum sy_message message, const char *first,
                     const char *second)
{
    *why = (struct sy_complaint){.message = message};
    snprintf(why->words[0], sizeof(why->words[0]), "%s", first);
    snprintf(why->words[1], sizeof(why->words[1]), "%s", second == NULL ? "" : second);
}

static void complain_unknown(const struct sy_usage *usage, const char *word,
                             struct sy_complaint *why)
{
    const struct sy_option *const *lists[] = {usage->options, sy_options_common()};
    const char *candidates[NEAREST_CANDIDATES_MAX];
    const char *nearest;
    char name[SY_NEAREST_BYTES_MAX + 1];
    char shown[SY_NEAREST_BYTES_MAX + 8];
    size_t count = 0;

    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        for (const struct sy_option *const *o = lists[i]; o != NULL && *o != NULL; o++) {
            if (count < NEAREST_CANDIDATES_MAX)
                candidates[count++] = (*o)->name;
        }
    }
    snprintf(name, sizeof(name), "%.*s", (int)strcspn(word, "="), word);
    snprintf(shown, sizeof(shown), "--%s", name + strspn(name, "-"));
    nearest = sy_nearest(shown + 2, candidates, count);
    if (nearest == NULL) {
        complain(why, SY_MESSAGE_UNKNOWN_OPTION, name, NULL);
    } else {
        char meant[SY_NEAREST_BYTES_MAX + 3];

        snprintf(meant, sizeof(meant), "--%s", nearest);
        complain(why, SY_MESSAGE_UNKNOWN_OPTION_NEAR, name, meant);
    }
}

static bool given(const struct sy_options *options, const struct sy_option *option)
{
    for (size_t i = 0; i < options->count; i++) {
        if (options->values[i].option == option)
            return true;
    }
    return false;
}

static void take(struct sy_options *options, const struct sy_option *option, const char *value)
{
    options->values[options->count++] = (struct sy_option_value){option, value};
    options->help = options->help || option == &help;
    options->json = options->json || option == &json;
}

/* Take the option at argv[*at] with its value, *at moved to the last word used. */
static bool take_option(struct sy_options *options, int argc, const char *const *argv, int *at,
                        struct sy_complaint *why)
{
    const char *word = argv[*at];
    size_t len = strcspn(word, "=");
    const char *value = word[len] == '=' ? word + len + 1 : NULL;
    const struct sy_option *option =
        len > 2 && word[1] == '-' ? find(options->usage, word + 2, len - 2) : NULL;

    if (strcmp(word, "-h") == 0)
        option = &help;
    if (option == NULL) {
        complain_unknown(options->usage, word, why);
        return false;
    }
    if (given(options, option) && !option->repeated && option->value != NULL) {
        complain(why, SY_MESSAGE_OPTION_TWICE, option->name, NULL);
        return false;
    }
    if (option->value == NULL) {
        if (value != NULL)
            complain(why, SY_MESSAGE_OPTION_IS_A_FLAG, option->name, NULL);
        else
            take(options, option, "");
        return value == NULL;
    }
    /* The next option is no value: "--name --out DIR" forgot one. */
    if (value == NULL && *at + 1 < argc && strncmp(argv[*at + 1], "--", 2) != 0)
        value = argv[++*at];
    if (value == NULL || value[0] == 0) {
        complain(why, SY_MESSAGE_OPTION_WITHOUT_VALUE, option->name, option->value);
        return false;
    }
    take(options, option, value);
    return true;
}

static bool take_words(struct sy_options *options, int argc, const char *const *argv,
                       struct sy_complaint *why)
{
    bool only_operands = false;

    for (int i = 0; i < argc; i++) {
        if (only_operands || argv[i][0] != '-' || argv[i][1] == 0)
            options->operands[options->operand_count++] = argv[i];
        else if (strcmp(argv[i], "--") == 0)
            only_operands = true;
        else if (!take_option(options, argc, argv, &i, why))
            return false;
    }
    return true;
}

static bool check_required(const struct sy_options *options, struct sy_complaint *why)
{
    for (const struct sy_option *const *o = options->usage->options; o != NULL && *o != NULL;
         o++) {
        if (!(*o)->required || sy_options_value(options, (*o)->name) != NULL)
            continue;
        if ((*o)->variable != NULL)
            complain(why, SY_MESSAGE_OPTION_OR_VARIABLE_MISSING, (*o)->name, (*o)->variable);
        else
            complain(why, SY_MESSAGE_OPTION_MISSING, (*o)->name, (*o)->value);
        return false;
    }
    return true;
}

static bool check_operands(const struct sy_options *options, struct sy_complaint *why)
{
    const struct sy_usage *usage = options->usage;

    if (options->operand_count < (size_t)usage->operands_min) {
        complain(why, SY_MESSAGE_OPERAND_MISSING, usage->operands, NULL);
        return false;
    }
    if (usage->operands_max != SY_OPERANDS_ANY &&
        options->operand_count > (size_t)usage->operands_max) {
        complain(why, SY_MESSAGE_OPERAND_UNWANTED, options->operands[usage->operands_max],
                 NULL);
        return false;
    }
    return true;
}

static bool check_language(const struct sy_options *options, struct sy_complaint *why)
{
    const char *name = sy_options_value(options, "lang");
    enum sy_language language;

    if (name == NULL || sy_message_language(name, &language))
        return true;
    complain(why, SY_MESSAGE_UNKNOWN_LANGUAGE, name, NULL);
    return false;
}

bool sy_options_parse(const struct sy_usage *usage, int argc, const char *const *argv,
                      char *(*environment)(const char *variable), struct sy_options *out,
                      struct sy_complaint *why)
{
    struct sy_options options = {.usage = usage, .environment = environment};
    size_t words = (size_t)argc + 1;
    bool good = false;

    sy_assert(argc >= 0);
    options.values = calloc(words, sizeof(options.values[0]));
    options.operands = calloc(words, sizeof(options.operands[0]));
    if (options.values == NULL || options.operands == NULL)
        complain(why, SY_MESSAGE_NO_MEMORY, "", NULL);
    else
        good = take_words(&options, argc, argv, why) && check_language(&options, why);
    if (good && !options.help)
        good = check_required(&options, why) && check_operands(&options, why);
    if (good)
        *out = options;
    else
        sy_options_close(&options);
    return good;
}

const char *sy_options_value(const struct sy_options *options, const char *name)
{
    const struct sy_option *option = find(options->usage, name, strlen(name));
    const char *value;

    sy_assert(option != NULL);
    for (size_t i = 0; i < options->count; i++) {
        if (options->values[i].option == option)
            return options->values[i].value;
    }
    value = option->variable == NULL ? NULL : options->environment(option->variable);
    return value != NULL && value[0] != 0 ? value : option->fallback;
}

const char *sy_options_each(const struct sy_options *options, const char *name, size_t *cursor)
{
    const struct sy_option *option = find(options->usage, name, strlen(name));

    sy_assert(option != NULL);
    sy_assert(option->repeated);
    while (*cursor < options->count) {
        const struct sy_option_value *v = &options->values[(*cursor)++];

        if (v->option == option)
            return v->value;
    }
    return NULL;
}

void sy_options_close(struct sy_options *options)
{
    if (options == NULL)
        return;
    free(options->values);
    free((void *)options->operands);
    *options = (struct sy_options){0};
}
