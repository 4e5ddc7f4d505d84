/* suyuan - the command line: finds the command, checks its line, runs it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/act_command.h"
#include "tools/command.h"
#include "tools/help.h"

/* The language before the line has been checked, so that what is wrong with it is said in
 * it. */
static enum sy_language choose_language(int argc, const char *const *argv)
{
    enum sy_language language = sy_message_language_of(getenv);

    for (int i = 0; i < argc; i++) {
        bool known = true;

        if (strncmp(argv[i], "--lang=", strlen("--lang=")) == 0)
            known = sy_message_language(argv[i] + strlen("--lang="), &language);
        else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            known = sy_message_language(argv[i + 1], &language);
        if (!known)
            break;
    }
    return language;
}

static void show(struct sy_output *o, struct sy_buffer *page)
{
    const char *text = sy_buffer_text(page);

    if (text == NULL)
        o->failed = true;
    else
        sy_output_text(o, text);
    sy_buffer_close(page);
}

/* The line is wrong for its command: say how, and where its help is. */
static enum sy_exit complain(struct sy_output *o, const struct sy_command *command,
                             const struct sy_complaint *why)
{
    char full_name[80];

    snprintf(full_name, sizeof(full_name), "suyuan %s", command->name);
    sy_output_error(
        o, &(const struct sy_saying){.message = why->message,
                                     .words = {why->words[0], why->words[1], full_name}});
    return SY_EXIT_USAGE;
}

static enum sy_exit run(const struct sy_command *command, int argc, const char *const *argv,
                        enum sy_language language)
{
    struct sy_options options;
    struct sy_complaint why;
    struct sy_output output;
    enum sy_exit status = SY_EXIT_YES;

    sy_output_start(&output, "suyuan", language, false);
    if (!sy_options_parse(&command->usage, argc, argv, getenv, &options, &why)) {
        status = complain(&output, command, &why);
        return sy_output_end(&output, status);
    }
    if (options.help) {
        struct sy_buffer page = {0};

        sy_help_command(&page, command, language);
        show(&output, &page);
    } else {
        sy_output_start(&output, "suyuan", language, options.json);
        status = command->run(&options, &output);
    }
    sy_options_close(&options);
    return sy_output_end(&output, status);
}

static bool asks_for_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0;
}

/* What is typed is no command: say which was probably meant. */
static void complain_unknown(struct sy_output *o, int argc, const char *const *argv)
{
    const char *nearest = sy_command_nearest(argc, argv);
    bool group = sy_command_is_group(argv[0]);
    char typed[80];

    snprintf(typed, sizeof(typed), "%s%s%s", argv[0], group && argc > 1 ? " " : "",
             group && argc > 1 ? argv[1] : "");
    if (group && (argc == 1 || nearest == NULL))
        sy_output_error(o, SY_SAY(COMMAND_UNFINISHED, argv[0]));
    else if (nearest != NULL)
        sy_output_error(o, SY_SAY(UNKNOWN_COMMAND_NEAR, typed, nearest));
    else
        sy_output_error(o, SY_SAY(UNKNOWN_COMMAND, typed));
}

/* The line starts with "registry": the acts on that subject, or the nearest act. */
static enum sy_exit without_act(struct sy_output *o, int argc, const char *const *argv)
{
    struct sy_buffer page = {0};
    char typed[80];
    char name[80];

    if (sy_act_command_is_noun(argv[1]) && (argc == 2 || asks_for_help(argv[2]))) {
        sy_act_command_list(&page, argv[1], o->language);
        show(o, &page);
        return SY_EXIT_YES;
    }
    snprintf(typed, sizeof(typed), "%s%s%s", argv[1], argc > 2 ? " " : "",
             argc > 2 ? argv[2] : "");
    if (sy_act_command_nearest(argv[1], argc > 2 ? argv[2] : "", name, sizeof(name)))
        sy_output_error(o, SY_SAY(ACT_UNKNOWN_NEAR, typed, name));
    else
        sy_output_error(o, SY_SAY(ACT_UNKNOWN, typed));
    return SY_EXIT_USAGE;
}

static bool is_act(int argc, const char *const *argv)
{
    return argc > 1 && strcmp(argv[0], "registry") == 0 && !asks_for_help(argv[1]) &&
           (argc > 2 || sy_act_command_is_noun(argv[1]));
}

/* The line names no command: a page that was asked for, or a mistake. */
static enum sy_exit without_command(int argc, const char *const *argv,
                                    enum sy_language language)
{
    struct sy_output output;
    struct sy_buffer page = {0};
    enum sy_exit status = SY_EXIT_YES;

    sy_output_start(&output, "suyuan", language, false);
    if (argc == 0) {
        sy_output_error(&output, SY_SAY(NO_COMMAND, NULL));
        status = SY_EXIT_USAGE;
    } else if (strcmp(argv[0], "--version") == 0) {
        sy_output_text(&output, "suyuan " SY_VERSION "\n");
    } else if (asks_for_help(argv[0])) {
        sy_help_list(&page, NULL, language);
        show(&output, &page);
    } else if (argc > 1 && asks_for_help(argv[1]) && sy_command_is_group(argv[0])) {
        sy_help_list(&page, argv[0], language);
        show(&output, &page);
    } else if (is_act(argc, argv)) {
        status = without_act(&output, argc, argv);
    } else {
        complain_unknown(&output, argc, argv);
        status = SY_EXIT_USAGE;
    }
    return sy_output_end(&output, status);
}

/* How many words a --lang before the command takes, *name its value: choose_language heeds
 * it. */
static int leading_language(int argc, const char *const *argv, const char **name)
{
    static const char assigned[] = "--lang=";

    *name = NULL;
    if (argc > 1 && strcmp(argv[0], "--lang") == 0) {
        *name = argv[1];
        return 2;
    }
    if (argc > 0 && strncmp(argv[0], assigned, strlen(assigned)) == 0) {
        *name = argv[0] + strlen(assigned);
        return 1;
    }
    return 0;
}

static enum sy_exit unknown_language(const char *name, enum sy_language language)
{
    struct sy_output output;

    sy_output_start(&output, "suyuan", language, false);
    sy_output_error(&output, SY_SAY(UNKNOWN_LANGUAGE, name));
    return sy_output_end(&output, SY_EXIT_USAGE);
}

int main(int argc, char **argv)
{
    const char *const *words = (const char *const *)argv + 1;
    int count = argc > 0 ? argc - 1 : 0;
    enum sy_language language = choose_language(count, words);
    enum sy_language wanted;
    const struct sy_command *command;
    struct sy_act_command act;
    const char *name;
    int skipped = leading_language(count, words, &name);
    int named = 0;

    sy_output_guard();
    if (name != NULL && !sy_message_language(name, &wanted))
        return (int)unknown_language(name, language);
    count -= skipped;
    words += skipped;
    command = sy_command_find(count, words, &named);
    if (command == NULL && sy_act_command_find(count, words, &act, &named))
        command = &act.command;
    if (command == NULL)
        return (int)without_command(count, words, language);
    return (int)run(command, count - named, words + named, language);
}
