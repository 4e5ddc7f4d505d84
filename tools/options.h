/* options.h - a command's line, checked against what the command declares.
 *
 * Shape    an option is --name, --name VALUE or --name=VALUE, anywhere between the operands; --
 *          ends the options; - is an operand. An option that is not given takes the value of
 *          its environment variable, then its fallback.
 * Pure     the environment is passed in. The values are borrowed from the line, the environment
 *          and the declaration.
 */
#ifndef SY_OPTIONS_H
#define SY_OPTIONS_H

#include "tools/message.h"

struct sy_option {
    const char *name;     /* "network" */
    const char *value;    /* what stands for its value in the help: "FILE"; NULL for a flag */
    const char *variable; /* environment variable that stands in for it; NULL for none */
    const char *fallback; /* value when nothing else gives one; NULL for none */
    bool required;        /* there is no default and the command cannot do without */
    bool repeated;        /* may be given several times */
    const char *help[SY_LANGUAGES];
};

enum { SY_OPERANDS_ANY = -1 };

/* What a command takes. */
struct sy_usage {
    const struct sy_option *const
        *options;                   /* ends in NULL; --json, --lang and --help are implied */
    const char *operands;           /* as the help shows them: "FILE..."; NULL for none */
    int operands_min, operands_max; /* SY_OPERANDS_ANY: no maximum */
    const void *about;              /* for the command's own use */
};

struct sy_options {
    const struct sy_usage *usage;
    struct sy_option_value *values; /* count of them, in the order of the line */
    size_t count;
    const char **operands;
    size_t operand_count;
    bool help, json;
    char *(*environment)(const char *variable);
};

struct sy_option_value {
    const struct sy_option *option;
    const char *value;
};

/* What is wrong with a line; the words are copies. */
struct sy_complaint {
    enum sy_message message;
    char words[2][64];
};

/* Check argc words against usage; with --help nothing is required. False with *why filled, *out
 * unchanged, for a line that is not allowed or when memory is short. */
SY_MUST_USE bool sy_options_parse(const struct sy_usage *usage, int argc,
                                  const char *const *argv,
                                  char *(*environment)(const char *variable),
                                  struct sy_options *out, struct sy_complaint *why);

/* The value of a declared option, NULL when nothing gives one; of a flag "" when it is set. */
const char *sy_options_value(const struct sy_options *options, const char *name);

/* The values of a repeated option one by one: start with *cursor = 0; NULL after the last. */
const char *sy_options_each(const struct sy_options *options, const char *name, size_t *cursor);

/* The options every command has, ending in NULL. */
const struct sy_option *const *sy_options_common(void);

/* Frees the lists of values; twice is fine. */
void sy_options_close(struct sy_options *options);

#endif
