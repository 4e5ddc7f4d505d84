#include "tools/erase_order.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/origin.h"
#include "ledger/residue.h"
#include "proto/part.h"
#include "proto/schema.h"
#include "tools/erased.h"
#include "tools/keeping.h"
#include "tools/show_record.h"
#include "tools/words.h"

enum { NUMBER_BYTES = 24, HEX_BYTES = 2 * SY_HASH_BYTES + 1 };

static const char *number(uint64_t value, char text[NUMBER_BYTES])
{
    snprintf(text, NUMBER_BYTES, "%" PRIu64, value);
    return text;
}

static struct sy_output *output_of(const struct sy_erase_wish *wish)
{
    return wish->entry->peer->output;
}

static const char *word(const struct sy_erase_wish *wish, uint8_t kind)
{
    return sy_words_part(kind, output_of(wish)->language);
}

static enum sy_exit find_record(const struct sy_erase_wish *wish, struct sy_record_share *out)
{
    struct sy_wire cursor = sy_list_open(&wish->entry->records);
    char entry[NUMBER_BYTES];
    char count[NUMBER_BYTES];

    while (sy_record_share_next(&cursor, wish->entry->records.number, out) == SY_OK) {
        if (out->index == wish->record)
            return SY_EXIT_YES;
    }
    sy_output_error(output_of(wish),
                    SY_SAY(ERASE_NO_RECORD, number(wish->entry->index, entry),
                           number(wish->entry->evidence.statement.record_count, count)));
    return SY_EXIT_NO;
}

/* ---- what views keep ---- */

static bool is_left_out(const struct sy_options *options, const char *name)
{
    const char *given;
    size_t cursor = 0;

    while ((given = sy_options_each(options, "leave-out", &cursor)) != NULL) {
        if (strcmp(given, name) == 0)
            return true;
    }
    return false;
}

static enum sy_exit check_left_out(const struct sy_erase_wish *wish,
                                   const struct sy_schema *schema)
{
    const char *given;
    size_t cursor = 0;

    while ((given = sy_options_each(wish->options, "leave-out", &cursor)) != NULL) {
        size_t count = schema == NULL ? 0 : sy_schema_field_count(schema);
        size_t i = 0;

        while (i < count && strcmp(sy_schema_field(schema, i).name, given) != 0)
            i++;
        if (i < count && !sy_schema_field(schema, i).required)
            continue;
        sy_output_error(output_of(wish), SY_SAY(ERASE_FIELD, given));
        return SY_EXIT_USAGE;
    }
    return SY_EXIT_YES;
}

static void put_residue(const struct sy_erase_wish *wish, const struct sy_schema *schema,
                        struct sy_bytes body, struct sy_erase_part *part)
{
    struct sy_buffer all = {0};
    struct sy_wire_field value;
    struct sy_field field;
    struct sy_wire wire;

    sy_residue_write(part->type, body, &all);
    wire = sy_wire_open(sy_buffer_bytes(&all));
    while (sy_wire_next(&wire, &value) == SY_OK) {
        if (!sy_schema_find(schema, value.number, &field) ||
            is_left_out(wish->options, field.name))
            continue;
        if (value.type == SY_WIRE_BYTES)
            sy_wire_put_bytes(&part->residue, value.number, value.bytes);
        else
            sy_wire_put_uint(&part->residue, value.number, value.value);
    }
    if (all.err != SY_OK)
        part->residue.err = all.err;
    sy_buffer_close(&all);
}

/* The node does not have it, or does not show it. */
static void say_missing(const struct sy_erase_wish *wish, uint8_t kind)
{
    const struct sy_one_entry *entry = wish->entry;
    enum sy_part_state state = sy_keeping_state(&entry->gaps, wish->record, kind);

    if (state > SY_PART_ERASED)
        sy_output_error(output_of(wish),
                        SY_SAY(ERASE_NOT_KEPT, word(wish, kind), entry->peer->node->code,
                               sy_keeping_owner(entry->peer, sy_text(entry->origin))));
    else
        sy_output_error(output_of(wish), SY_SAY(ERASE_WITHHELD, word(wish, kind)));
}

static enum sy_exit find_residue(const struct sy_erase_wish *wish,
                                 const struct sy_part_share *share, struct sy_erase_part *part)
{
    struct sy_output *o = output_of(wish);
    const struct sy_schema *schema;
    struct sy_part read;
    enum sy_exit status;

    if (share->part.data == NULL) {
        say_missing(wish, part->kind);
        return SY_EXIT_NO;
    }
    if (sy_part_read(share->part, &read) != SY_OK) {
        sy_output_error(o, SY_SAY(ERASE_UNREADABLE, word(wish, part->kind)));
        return SY_EXIT_NO;
    }
    part->type = read.type;
    schema = sy_schema_of_record(read.type);
    status = check_left_out(wish, schema);
    if (status != SY_EXIT_YES)
        return status;
    put_residue(wish, schema, read.body, part);
    if (part->residue.err == SY_OK)
        return SY_EXIT_YES;
    sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
    return SY_EXIT_UNASKED;
}

/* ---- a part ---- */

/* The registry may have an order for it already, carried out or not. */
static enum sy_exit check_new(const struct sy_erase_wish *wish,
                              const struct sy_erase_part *part)
{
    const struct sy_one_entry *entry = wish->entry;
    struct sy_erased_place place = {entry->directory, sy_text(entry->origin), entry->index,
                                    wish->record};
    struct sy_part_share share = {.kind = part->kind,
                                  .hash = {part->hash.bytes, SY_HASH_BYTES}};
    struct sy_erasure erasure;
    char order[NUMBER_BYTES];
    char index[NUMBER_BYTES];
    enum sy_err err = sy_erased_find(&place, &share, &erasure);

    if (err == SY_NOT_FOUND)
        return SY_EXIT_YES;
    if (err != SY_OK) {
        sy_output_error(output_of(wish), SY_SAY(MACHINE_FAULT, sy_err_name(err)));
        return SY_EXIT_UNASKED;
    }
    sy_output_error(output_of(wish), SY_SAY(ERASE_TWICE, word(wish, part->kind),
                                            number(erasure.what.order, order), entry->origin,
                                            number(entry->index, index)));
    return SY_EXIT_NO;
}

static enum sy_exit check_hash(const struct sy_erase_wish *wish,
                               const struct sy_erase_part *part)
{
    char hex[HEX_BYTES];

    if (wish->part_hash == NULL || sy_hash_equal(wish->part_hash, &part->hash))
        return SY_EXIT_YES;
    sy_hash_hex(&part->hash, hex);
    sy_output_error(output_of(wish), SY_SAY(ERASE_OTHER_HASH, word(wish, part->kind), hex));
    return SY_EXIT_NO;
}

static enum sy_exit take_part(const struct sy_erase_wish *wish,
                              const struct sy_part_share *share, struct sy_erase_part *part)
{
    enum sy_exit status;

    part->kind = (uint8_t)share->kind;
    part->bytes = share->part.len;
    part->told = share->kind <= SY_PART_CHAIN;
    if (share->part.data != NULL)
        part->hash = sy_part_hash(part->kind, share->part);
    else
        memcpy(part->hash.bytes, share->hash.data, SY_HASH_BYTES);
    sy_erasure_subject(sy_text(wish->entry->origin), wish->entry->index, wish->record,
                       part->kind, &part->subject);
    if (part->subject.err != SY_OK) {
        sy_output_error(output_of(wish), SY_SAY(NO_MEMORY, NULL));
        return SY_EXIT_UNASKED;
    }
    status = check_hash(wish, part);
    if (status == SY_EXIT_YES)
        status = check_new(wish, part);
    if (status == SY_EXIT_YES && part->told)
        status = find_residue(wish, share, part);
    return status;
}

static enum sy_exit find_part(const struct sy_erase_wish *wish,
                              const struct sy_record_share *record, uint8_t kind,
                              struct sy_erase_order *order)
{
    char number_of_record[NUMBER_BYTES];
    char index[NUMBER_BYTES];

    for (size_t i = 0; i < record->part_count; i++) {
        if (record->parts[i].kind == kind)
            return take_part(wish, &record->parts[i], &order->parts[order->count++]);
    }
    sy_output_error(output_of(wish),
                    SY_SAY(ERASE_NO_PART, number(wish->record, number_of_record),
                           word(wish, kind), wish->entry->origin,
                           number(wish->entry->index, index)));
    return SY_EXIT_NO;
}

enum sy_exit sy_erase_order_find(const struct sy_erase_wish *wish, struct sy_erase_order *out)
{
    struct sy_record_share record;
    enum sy_exit status;

    *out = (struct sy_erase_order){0};
    if ((wish->kinds & 1u << SY_PART_OPEN) != 0 &&
        sy_origin_is_registry(sy_text(wish->entry->origin))) {
        sy_output_error(output_of(wish), SY_SAY(ERASE_REGISTRY_OPEN, NULL));
        return SY_EXIT_NO;
    }
    status = find_record(wish, &record);
    for (uint8_t kind = SY_PART_OPEN; kind <= SY_PART_KINDS && status == SY_EXIT_YES; kind++) {
        if ((wish->kinds & 1u << kind) != 0)
            status = find_part(wish, &record, kind, out);
    }
    return status;
}

void sy_erase_order_acts(const struct sy_erase_wish *wish, const struct sy_erase_order *order,
                         struct sy_acts *acts)
{
    _Static_assert(SY_PART_KINDS <= (int)SY_ACTS_MAX, "an act a part");

    acts->count = order->count;
    for (size_t i = 0; i < order->count; i++) {
        const struct sy_erase_part *part = &order->parts[i];
        struct sy_act_draft *act = &acts->act[i];

        *act = sy_act_draft(SY_TYPE_ERASURE_ORDER, sy_buffer_bytes(&part->subject), 0,
                            SY_ERASURE_ORDERED);
        sy_act_draft_text(act, SY_ERASURE_ORIGIN, wish->entry->origin);
        sy_act_draft_uint(act, SY_ERASURE_INDEX, wish->entry->index);
        sy_act_draft_uint(act, SY_ERASURE_RECORD, wish->record);
        sy_act_draft_uint(act, SY_ERASURE_KIND, part->kind);
        sy_act_draft_bytes(act, SY_ERASURE_PART_HASH,
                           (struct sy_bytes){part->hash.bytes, SY_HASH_BYTES});
        if (part->told && part->residue.len > 0)
            sy_act_draft_bytes(act, SY_ERASURE_RESIDUE, sy_buffer_bytes(&part->residue));
        else if (part->told) /* views keep nothing, and the order says so */
            sy_act_draft_text(act, SY_ERASURE_RESIDUE, "");
    }
}

/* ---- told ---- */

static void say_part(const struct sy_erase_wish *wish, const struct sy_erase_part *part,
                     const char *hex)
{
    struct sy_output *o = output_of(wish);
    struct sy_buffer kept = {0};
    char text[2][NUMBER_BYTES];

    sy_output_say(o, SY_SAY(ERASE_PART, word(wish, part->kind), number(wish->record, text[0]),
                            number(wish->entry->index, text[1]), wish->entry->origin));
    if (part->bytes > 0)
        sy_output_say(o, SY_SAY(ERASE_BYTES, number(part->bytes, text[0]), hex));
    else
        sy_output_say(o, SY_SAY(ERASE_BYTES_UNSEEN, hex));
    if (!part->told)
        return;
    sy_show_body_text(&kept, part->type, sy_buffer_bytes(&part->residue));
    if (part->residue.len > 0)
        sy_output_say(o, SY_SAY(ERASE_KEEPS, sy_buffer_text(&kept)));
    else
        sy_output_say(o, SY_SAY(ERASE_KEEPS_NOTHING, NULL));
    sy_buffer_close(&kept);
}

static void put_part(struct sy_output *o, const struct sy_erase_part *part, const char *hex)
{
    struct sy_json_writer *w = sy_output_json(o);

    sy_json_begin_object(w);
    sy_output_number(o, "kind", part->kind);
    sy_output_value(o, "kind_name", sy_words_part(part->kind, SY_ENGLISH));
    sy_output_value(o, "hash", hex);
    sy_json_name(w, "bytes");
    if (part->bytes > 0)
        sy_json_put_uint(w, part->bytes);
    else
        sy_json_put_null(w);
    sy_json_name(w, "views_keep");
    if (part->told)
        sy_show_body(w, part->type, sy_buffer_bytes(&part->residue));
    else
        sy_json_put_null(w);
    sy_json_end_object(w);
}

void sy_erase_order_show(const struct sy_erase_wish *wish, const struct sy_erase_order *order)
{
    struct sy_output *o = output_of(wish);
    char hex[HEX_BYTES];

    if (o->json) {
        sy_json_name(sy_output_json(o), "parts");
        sy_json_begin_list(sy_output_json(o));
    }
    for (size_t i = 0; i < order->count; i++) {
        sy_hash_hex(&order->parts[i].hash, hex);
        if (o->json)
            put_part(o, &order->parts[i], hex);
        else
            say_part(wish, &order->parts[i], hex);
    }
    if (o->json)
        sy_json_end_list(sy_output_json(o));
}

void sy_erase_order_close(struct sy_erase_order *order)
{
    for (size_t i = 0; i < order->count; i++) {
        sy_buffer_close(&order->parts[i].residue);
        sy_buffer_close(&order->parts[i].subject);
    }
    order->count = 0;
}
