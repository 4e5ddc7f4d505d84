#include "tools/help.h"

#include <stdio.h>
#include <string.h>

#include "tools/act_command.h"

enum { NAME_WIDTH = 18, OPTION_WIDTH = 24 };

static const char *const usage_word[SY_LANGUAGES] = {"usage", "用法"};
static const char *const options_name[SY_LANGUAGES] = {"OPTIONS", "选项"};
static const char *const options_word[SY_LANGUAGES] = {"options", "选项"};
static const char *const examples_word[SY_LANGUAGES] = {"examples", "示例"};
static const char *const required_word[SY_LANGUAGES] = {"required", "必需"};
static const char *const repeated_word[SY_LANGUAGES] = {"several times", "可重复"};
static const char *const list_head[SY_LANGUAGES] = {
    "Suyuan, a product traceability ledger\n\nusage: suyuan COMMAND [OPTIONS]\n\n",
    "溯源：产品追溯账本\n\n用法：suyuan 命令 [选项]\n\n"};
static const char *const list_foot[SY_LANGUAGES] = {
    "\nsuyuan COMMAND --help says more about one; suyuan --version; SUYUAN_NETWORK, "
    "SUYUAN_NODE\n"
    "and SUYUAN_KEY stand in for --network, --node and --key. Exit status: 0 yes, 1 no (a "
    "check\n"
    "failed), 2 not understood, 3 could not be found out (network, file).\n",
    "\nsuyuan 命令 --help 详细说明；suyuan --version；环境变量 SUYUAN_NETWORK、SUYUAN_NODE、\n"
    "SUYUAN_KEY 可代替 --network、--node、--key。退出状态：0 是；1 否（校验未通过）；\n"
    "2 命令有误；3 无法得知（网络、文件）。\n"};

void sy_help_list(struct sy_buffer *to, const char *group, enum sy_language language)
{
    if (group == NULL)
        sy_buffer_put_text(to, list_head[language]);
    for (const struct sy_command *const *c = sy_commands(); *c != NULL; c++) {
        if (!sy_command_in_group(*c, group))
            continue;
        sy_buffer_printf(to, "  %-*s %s\n", NAME_WIDTH, (*c)->name, (*c)->summary[language]);
    }
    if (group != NULL && strcmp(group, "registry") == 0)
        sy_act_command_list(to, NULL, language);
    sy_buffer_put_text(to, list_foot[language]);
}

static void put_option(struct sy_buffer *to, const struct sy_option *option,
                       enum sy_language language)
{
    char name[64];

    snprintf(name, sizeof(name), "--%s%s%s", option->name, option->value == NULL ? "" : " ",
             option->value == NULL ? "" : option->value);
    sy_buffer_printf(to, "  %-*s %s", OPTION_WIDTH, name, option->help[language]);
    if (option->required)
        sy_buffer_printf(to, " [%s]", required_word[language]);
    if (option->repeated)
        sy_buffer_printf(to, " [%s]", repeated_word[language]);
    if (option->variable != NULL)
        sy_buffer_printf(to, " [%s]", option->variable);
    if (option->fallback != NULL)
        sy_buffer_printf(to, " [%s]", option->fallback);
    sy_buffer_put_u8(to, '\n');
}

static void put_options(struct sy_buffer *to, const struct sy_option *const *options,
                        enum sy_language language)
{
    for (const struct sy_option *const *o = options; o != NULL && *o != NULL; o++)
        put_option(to, *o, language);
}

void sy_help_command(struct sy_buffer *to, const struct sy_command *command,
                     enum sy_language language)
{
    const char *colon = language == SY_CHINESE ? "：" : ":";

    sy_buffer_printf(to, "%s%s%ssuyuan %s", usage_word[language], colon,
                     language == SY_CHINESE ? "" : " ", command->name);
    for (const struct sy_option *const *o = command->usage.options; o != NULL && *o != NULL;
         o++) {
        if ((*o)->required)
            sy_buffer_printf(to, " --%s %s%s", (*o)->name, (*o)->value,
                             (*o)->repeated ? "..." : "");
    }
    sy_buffer_printf(to, " [%s]", options_name[language]);
    if (command->usage.operands != NULL)
        sy_buffer_printf(to, " %s", command->usage.operands);
    sy_buffer_printf(to, "\n\n%s\n\n", command->summary[language]);
    if (command->details[language] != NULL)
        sy_buffer_printf(to, "%s\n", command->details[language]);
    sy_buffer_printf(to, "%s%s\n", options_word[language], colon);
    put_options(to, command->usage.options, language);
    put_options(to, sy_options_common(), language);
    sy_buffer_printf(to, "\n%s%s\n%s", examples_word[language], colon,
                     command->examples[language]);
}
