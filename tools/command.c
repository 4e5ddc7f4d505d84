#include "tools/command.h"

#include <stdio.h>
#include <string.h>

#include "tools/nearest.h"

enum { COMMANDS_MAX = 64, NAME_BYTES_MAX = 64 };

const struct sy_option sy_option_network = {
    .name = "network",
    .value = "FILE",
    .variable = "SUYUAN_NETWORK",
    .required = true,
    .help = {"network.json, or the directory it is in", "network.json，或其所在目录"}};
const struct sy_option sy_option_node = {
    .name = "node",
    .value = "CODE",
    .variable = "SUYUAN_NODE",
    .required = true,
    .help = {"the node to ask, as 310000; or CODE=HOST:PORT",
             "要询问的节点，如 310000；或 代码=主机:端口"}};
const struct sy_option sy_option_registry_node = {
    .name = "node",
    .value = "CODE",
    .variable = "SUYUAN_NODE",
    .help = {"the node to ask; by default the registry's owner",
             "要询问的节点；默认为登记簿的拥有者"}};
const struct sy_option sy_option_key = {
    .name = "key",
    .value = "FILE",
    .variable = "SUYUAN_KEY",
    .help = {"your key file: proves to the node who asks", "你的密钥文件：向节点证明是谁在问"}};
const struct sy_option sy_option_as = {
    .name = "as",
    .value = "ID",
    .variable = "SUYUAN_AS",
    .help = {"whose key it is: registry id, as uscc:...", "密钥属于谁：登记号，如 uscc:..."}};

const struct sy_command *const *sy_commands(void)
{
    static const struct sy_command *const commands[] = {
        &sy_command_network_new,
        &sy_command_network_show,
        &sy_command_policy_new,
        &sy_command_policy_close,
        &sy_command_policy_succeed,
        &sy_command_policy_sign,
        &sy_command_policy_show,
        &sy_command_policy_adopt,
        &sy_command_policy_fetch,
        &sy_command_key_new,
        &sy_command_key_show,
        &sy_command_key_request,
        &sy_command_key_renew,
        &sy_command_key_resume,
        &sy_command_registry_erase,
        &sy_command_registry_apply,
        &sy_command_registry_sign,
        &sy_command_registry_send,
        &sy_command_registry_list,
        &sy_command_registry_show,
        &sy_command_registry_history,
        &sy_command_registry_export,
        &sy_command_registry_signed_by,
        &sy_command_append,
        &sy_command_verify,
        &sy_command_receipt_show,
        &sy_command_receipt_extract,
        &sy_command_receipt_attach,
        &sy_command_receipt_renew,
        &sy_command_evidence_list,
        &sy_command_evidence_show,
        &sy_command_evidence_check,
        &sy_command_disclose,
        &sy_command_journey,
        &sy_command_show,
        &sy_command_audit,
        &sy_command_export_epcis,
        &sy_command_export_tiles,
        &sy_command_status,
        NULL,
    };

    return commands;
}

/* Whether the line starts with the words of name. */
static bool starts_with(int argc, const char *const *argv, const char *name, int *words)
{
    int used = 0;

    while (*name != 0) {
        size_t len = strcspn(name, " ");

        if (used == argc || strlen(argv[used]) != len || memcmp(argv[used], name, len) != 0)
            return false;
        name += len;
        name += strspn(name, " ");
        used++;
    }
    *words = used;
    return true;
}

const struct sy_command *sy_command_find(int argc, const char *const *argv, int *words)
{
    for (const struct sy_command *const *c = sy_commands(); *c != NULL; c++) {
        if (starts_with(argc, argv, (*c)->name, words))
            return *c;
    }
    return NULL;
}

const char *sy_command_nearest(int argc, const char *const *argv)
{
    const char *names[COMMANDS_MAX];
    char typed[NAME_BYTES_MAX];
    size_t count = 0;
    const char *nearest = NULL;

    for (const struct sy_command *const *c = sy_commands(); *c != NULL; c++) {
        sy_assert(count < COMMANDS_MAX);
        names[count++] = (*c)->name;
    }
    if (argc > 1) {
        snprintf(typed, sizeof(typed), "%s %s", argv[0], argv[1]);
        nearest = sy_nearest(typed, names, count);
    }
    if (nearest == NULL)
        nearest = sy_nearest(argv[0], names, count);
    return nearest;
}

bool sy_command_in_group(const struct sy_command *command, const char *group)
{
    size_t len = group == NULL ? 0 : strlen(group);

    return group == NULL ||
           (strncmp(command->name, group, len) == 0 && command->name[len] == ' ');
}

bool sy_command_is_group(const char *word)
{
    for (const struct sy_command *const *c = sy_commands(); *c != NULL; c++) {
        if (sy_command_in_group(*c, word))
            return true;
    }
    return false;
}

bool sy_command_count(struct sy_output *o, const char *option, const char *text, uint64_t min,
                      uint64_t max, uint64_t *out)
{
    char from[24];
    char to[24];
    uint64_t value = 0;
    bool good = text[0] != 0;

    sy_assert(max < UINT64_MAX / 10 - 9);
    for (const char *at = text; *at != 0 && good; at++) {
        good = *at >= '0' && *at <= '9' && value <= max;
        value = good ? value * 10 + (uint64_t)(*at - '0') : 0;
    }
    if (good && value >= min && value <= max) {
        *out = value;
        return true;
    }
    snprintf(from, sizeof(from), "%llu", (unsigned long long)min);
    snprintf(to, sizeof(to), "%llu", (unsigned long long)max);
    sy_output_error(o, SY_SAY(BAD_COUNT, option, text, from, to));
    return false;
}
