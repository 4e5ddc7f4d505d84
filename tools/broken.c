#include "tools/broken.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum sy_message sy_broken_rule(const char *rule)
{
    static const struct {
        const char *rule;
        enum sy_message message;
    } rows[] = {
        {"V1", SY_MESSAGE_RULE_V1},         {"V2", SY_MESSAGE_RULE_V2},
        {"V3", SY_MESSAGE_RULE_V3},         {"V4", SY_MESSAGE_RULE_V4},
        {"V5", SY_MESSAGE_RULE_V5},         {"V6", SY_MESSAGE_RULE_V6},
        {"V7", SY_MESSAGE_RULE_V7},         {"V8", SY_MESSAGE_RULE_V8},
        {"tree", SY_MESSAGE_RULE_TREE},     {"checkpoint", SY_MESSAGE_RULE_CHECKPOINT},
        {"stored", SY_MESSAGE_RULE_STORED},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcmp(rows[i].rule, rule) == 0)
            return rows[i].message;
    }
    return SY_MESSAGE_RULE_STORED;
}

enum sy_exit sy_broken_fault(struct sy_output *o, enum sy_err err)
{
    if (err == SY_NO_MEMORY)
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
    else
        sy_output_error(o, SY_SAY(MACHINE_FAULT, sy_err_name(err)));
    return SY_EXIT_UNASKED;
}

enum sy_exit sy_broken_report(struct sy_output *o, const char *origin, enum sy_err err,
                              const struct sy_audit_problem *why)
{
    struct sy_buffer where = {0};
    struct sy_buffer found = {0};

    if (why->rule == NULL)
        return sy_broken_fault(o, err);
    if (strcmp(why->rule, "checkpoint") == 0) {
        sy_output_error(o, SY_SAY(CHECKPOINT_BROKEN, origin, sy_err_name(err), why->what));
        return SY_EXIT_NO;
    }
    sy_buffer_printf(&where, "%" PRIu64 "%s%s", why->index, why->member[0] != 0 ? " " : "",
                     why->member);
    sy_buffer_printf(&found, "%s: %s: ", why->rule, why->what);
    sy_message_put(&found, &(const struct sy_saying){.message = sy_broken_rule(why->rule)},
                   o->language);
    sy_output_error(o, SY_SAY(LOG_BROKEN, origin, sy_buffer_text(&where), sy_err_name(err),
                              sy_buffer_text(&found)));
    sy_buffer_close(&where);
    sy_buffer_close(&found);
    return SY_EXIT_NO;
}

enum sy_exit sy_broken_entry(struct sy_output *o, struct sy_bytes origin, uint64_t index,
                             enum sy_err err, const char *what)
{
    struct sy_buffer name = {0};
    char number[24];

    if (what == NULL)
        return sy_broken_fault(o, err);
    sy_buffer_put_bytes(&name, origin);
    snprintf(number, sizeof(number), "%" PRIu64, index);
    sy_output_error(
        o, SY_SAY(ENTRY_BROKEN, sy_buffer_text(&name), number, sy_err_name(err), what));
    sy_buffer_close(&name);
    return SY_EXIT_NO;
}
