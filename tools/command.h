/* command.h - what a command is, and the list of them.
 *
 * Shape    a name of one word or two ("network new"); its line as options.h checks it; a run
 *          function that says what it found through the output and gives the exit status.
 */
#ifndef SY_COMMAND_H
#define SY_COMMAND_H

#include "tools/options.h"
#include "tools/output.h"

struct sy_command {
    const char *name;
    struct sy_usage usage;
    const char *summary[SY_LANGUAGES];  /* one line, for the list */
    const char *details[SY_LANGUAGES];  /* more, for its own help; NULL for none */
    const char *examples[SY_LANGUAGES]; /* lines as typed, each ending in a newline */
    enum sy_exit (*run)(const struct sy_options *options, struct sy_output *output);
};

/* Options that many commands share. */
extern const struct sy_option sy_option_registry_node; /* not required: the registry's owner */
extern const struct sy_option sy_option_network;       /* required */
extern const struct sy_option sy_option_node;          /* required */
extern const struct sy_option sy_option_key;           /* of whoever asks; not required */
extern const struct sy_option sy_option_as;            /* whose key it is; not required */

extern const struct sy_command sy_command_append;
extern const struct sy_command sy_command_disclose;
extern const struct sy_command sy_command_evidence_check;
extern const struct sy_command sy_command_evidence_list;
extern const struct sy_command sy_command_evidence_show;
extern const struct sy_command sy_command_key_new;
extern const struct sy_command sy_command_key_renew;
extern const struct sy_command sy_command_key_resume;
extern const struct sy_command sy_command_key_request;
extern const struct sy_command sy_command_key_show;
extern const struct sy_command sy_command_network_new;
extern const struct sy_command sy_command_network_show;
extern const struct sy_command sy_command_policy_adopt;
extern const struct sy_command sy_command_policy_close;
extern const struct sy_command sy_command_policy_fetch;
extern const struct sy_command sy_command_policy_new;
extern const struct sy_command sy_command_policy_show;
extern const struct sy_command sy_command_policy_sign;
extern const struct sy_command sy_command_policy_succeed;
extern const struct sy_command sy_command_receipt_attach;
extern const struct sy_command sy_command_receipt_renew;
extern const struct sy_command sy_command_receipt_extract;
extern const struct sy_command sy_command_receipt_show;
extern const struct sy_command sy_command_registry_apply;
extern const struct sy_command sy_command_registry_erase;
extern const struct sy_command sy_command_registry_list;
extern const struct sy_command sy_command_registry_show;
extern const struct sy_command sy_command_registry_history;
extern const struct sy_command sy_command_registry_export;
extern const struct sy_command sy_command_registry_signed_by;
extern const struct sy_command sy_command_registry_send;
extern const struct sy_command sy_command_registry_sign;
extern const struct sy_command sy_command_audit;
extern const struct sy_command sy_command_export_epcis;
extern const struct sy_command sy_command_export_tiles;
extern const struct sy_command sy_command_journey;
extern const struct sy_command sy_command_show;
extern const struct sy_command sy_command_status;
extern const struct sy_command sy_command_verify;

/* All commands, in the order of the help, ending in NULL. */
const struct sy_command *const *sy_commands(void);

/* The command that the line begins with, *words how many words name it; NULL. */
const struct sy_command *sy_command_find(int argc, const char *const *argv, int *words);

/* The name of a command near to the line's first words; NULL. */
const char *sy_command_nearest(int argc, const char *const *argv);

/* Whether command is "<group> something"; every command is in the group NULL. */
bool sy_command_in_group(const struct sy_command *command, const char *group);

/* Whether there is a command "<word> something". */
bool sy_command_is_group(const char *word);

/* The whole number of an option from min to max. False, and said, when it is none. */
SY_MUST_USE bool sy_command_count(struct sy_output *o, const char *option, const char *text,
                                  uint64_t min, uint64_t max, uint64_t *out);

#endif
