/* act_command.h - a command for each registry act, made from the tables of acts and fields.
 *
 * Shape    "registry NOUN VERB [SUBJECT]", also "registry NOUN-VERB"; and "registry admit", an
 *          organisation together with its first keys. Policies and erasures have commands of
 *          their own.
 */
#ifndef SY_ACT_COMMAND_H
#define SY_ACT_COMMAND_H

#include "ledger/act_rule.h"
#include "tools/command.h"

enum { SY_ACT_COMMAND_OPTIONS_MAX = 48 };

/* Keep its address while the command is in use: the command points into it. */
struct sy_act_command {
    struct sy_command command;
    const struct sy_act_rule *rule;
    bool with_keys; /* registry admit */
    char name[64];
    char details[SY_LANGUAGES][1024];
    char examples[SY_LANGUAGES][2048];
    size_t option_count;
    struct sy_option option[SY_ACT_COMMAND_OPTIONS_MAX];
    const struct sy_option *list[SY_ACT_COMMAND_OPTIONS_MAX + 1];
};

/* The act that the line begins with, *words how many words name it; false when it names
 * none. */
bool sy_act_command_find(int argc, const char *const *argv, struct sy_act_command *out,
                         int *words);

/* Whether there are acts on such a subject; the noun "organisation". */
bool sy_act_command_is_noun(const char *word);

/* A line for each act on that noun, NULL for all. */
void sy_act_command_list(struct sy_buffer *to, const char *noun, enum sy_language language);

/* "noun verb" of an act near to these words; false when none is near. */
bool sy_act_command_nearest(const char *noun, const char *verb, char *name, size_t size);

#endif
