#include "tools/act_words.h"

#include <inttypes.h>

#include "ledger/time.h"
#include "proto/schema.h"
#include "tools/act_field.h"
#include "tools/plain.h"

enum { NAME_WIDTH = 16 };

static void put_hex(struct sy_buffer *to, struct sy_bytes bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        sy_buffer_printf(to, "%02x", bytes.data[i]);
}

static void put_number(struct sy_buffer *to, const struct sy_act_field *row, uint64_t value,
                       enum sy_language language)
{
    char time[SY_TIME_TEXT_BYTES];
    const char *word = row != NULL && row->words != NULL
                           ? sy_act_word_name(row->words, value, language)
                           : NULL;

    if (word != NULL)
        sy_buffer_put_text(to, word);
    else if (row != NULL && (row->kind == SY_ACT_IS_FROM || row->kind == SY_ACT_IS_UNTIL) &&
             sy_time_format_at((int64_t)value, 8 * 60, time) == SY_OK)
        sy_buffer_put_text(to, time);
    else
        sy_buffer_printf(to, "%" PRIu64, value);
}

/* A message within the act: its fields by their names in the schema. */
static void put_message(struct sy_buffer *to, const struct sy_schema *schema,
                        struct sy_bytes message)
{
    struct sy_wire wire = sy_wire_open(message);
    struct sy_wire_field field;
    struct sy_field what;
    const char *between = "";

    while (sy_wire_next(&wire, &field) == SY_OK) {
        if (!sy_schema_find(schema, field.number, &what))
            continue;
        sy_buffer_printf(to, "%s%s ", between, what.name);
        if (field.type == SY_WIRE_BYTES)
            sy_plain_put(to, field.bytes);
        else
            sy_buffer_printf(to, "%" PRIu64, field.value);
        between = ", ";
    }
}

static void put_field(struct sy_buffer *to, uint32_t type, const struct sy_wire_field *field,
                      enum sy_language language)
{
    const struct sy_act_field *row = sy_act_field_numbered(type, field->number);
    struct sy_field what;

    if (!sy_schema_find(sy_schema_of_record(type), field->number, &what))
        return;
    sy_buffer_printf(to, "    %-*s ", NAME_WIDTH, row == NULL ? what.name : row->name);
    if (what.type == SY_FIELD_MESSAGE)
        put_message(to, what.message, field->bytes);
    else if (what.type == SY_FIELD_BYTES)
        put_hex(to, field->bytes);
    else if (what.type == SY_FIELD_TEXT)
        sy_plain_put(to, field->bytes);
    else
        put_number(to, row, field->value, language);
    sy_buffer_put_u8(to, '\n');
}

static void put_fields(struct sy_buffer *to, uint32_t type, struct sy_bytes body,
                       enum sy_language language)
{
    struct sy_wire wire = sy_wire_open(body);
    struct sy_wire_field field;

    while (sy_wire_next(&wire, &field) == SY_OK) {
        if (field.number > SY_ACT_VERB)
            put_field(to, type, &field, language);
    }
}

void sy_act_words_put(struct sy_buffer *to, const struct sy_act *act, struct sy_bytes personal,
                      enum sy_language language)
{
    const struct sy_act_rule *rule = sy_act_rule(act->type, act->verb);

    if (rule != NULL)
        sy_buffer_printf(to, "  %s %s  ", rule->noun, rule->word);
    else
        sy_buffer_printf(to, "  %" PRIu32 ".%" PRIu32 "  ", act->type, act->verb);
    sy_plain_put(to, act->subject);
    sy_buffer_printf(to, "  (%s)\n", rule == NULL ? "?" : rule->summary[language]);
    put_fields(to, act->type, act->body, language);
    put_fields(to, act->type, personal, language);
}
