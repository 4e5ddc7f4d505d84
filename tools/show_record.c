#include "tools/show_record.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/base64.h"
#include "ledger/hash.h"
#include "ledger/record.h"
#include "proto/part.h"
#include "proto/record_type.h"
#include "proto/schema.h"
#include "tools/plain.h"
#include "tools/words.h"

enum { INDENT = 6, HASH_SHOWN = 16 };

static void put_bytes_text(struct sy_json_writer *w, struct sy_bytes bytes)
{
    struct sy_buffer text = {0};

    sy_base64_put(&text, bytes);
    sy_json_put_text(w, sy_buffer_bytes(&text));
    sy_buffer_close(&text);
}

static const char *type_name(uint32_t type)
{
    const struct sy_schema *schema = sy_schema_of_record(type);

    return schema == NULL ? NULL : sy_schema_name(schema);
}

static void put_lines(struct sy_buffer *to, const struct sy_schema *schema,
                      struct sy_bytes message, int depth);

static void put_value(struct sy_buffer *to, const struct sy_field *field,
                      const struct sy_wire_field *value, int depth)
{
    switch (field->type) {
    case SY_FIELD_TEXT:
        sy_plain_put(to, value->bytes);
        break;
    case SY_FIELD_BYTES:
        sy_base64_put(to, value->bytes);
        break;
    case SY_FIELD_UINT32:
    case SY_FIELD_UINT64:
        sy_buffer_printf(to, "%" PRIu64, value->value);
        break;
    case SY_FIELD_INT64:
        sy_buffer_printf(to, "%" PRId64, (int64_t)value->value);
        break;
    case SY_FIELD_BOOL:
        sy_buffer_put_text(to, value->value != 0 ? "true" : "false");
        break;
    case SY_FIELD_MESSAGE:
        sy_buffer_put_u8(to, '\n');
        put_lines(to, field->message, value->bytes, depth + 1);
        return;
    }
    sy_buffer_put_u8(to, '\n');
}

/* The message has been checked against its schema, so its depth is bounded. */
static void put_lines(struct sy_buffer *to, const struct sy_schema *schema,
                      struct sy_bytes message, int depth)
{
    struct sy_wire wire = sy_wire_open(message);
    struct sy_wire_field value;
    struct sy_field field;

    while (sy_wire_next(&wire, &value) == SY_OK) {
        if (!sy_schema_find(schema, value.number, &field))
            continue;
        sy_buffer_printf(to, "%*s%s: ", INDENT + 2 * depth, "", field.name);
        put_value(to, &field, &value, depth);
    }
}

static void say_part(struct sy_output *o, const struct sy_part_share *share)
{
    struct sy_buffer lines = {0};
    struct sy_part part;
    char number[24];
    char size[24];
    char type[64];
    const char *name;

    if (sy_part_read(share->part, &part) != SY_OK)
        return;
    name = type_name(part.type);
    snprintf(number, sizeof(number), "%u", share->kind);
    snprintf(size, sizeof(size), "%zu", part.body.len);
    snprintf(type, sizeof(type), "%s%s%u%s", name == NULL ? "" : name, name == NULL ? "" : " (",
             part.type, name == NULL ? "" : ")");
    name = sy_words_part(share->kind, o->language);
    sy_output_say(o, SY_SAY(SHOW_PART, name == NULL ? number : name, type, size));
    if (sy_schema_of_record(part.type) == NULL || (share->kind & SY_PART_SEALED) != 0)
        return;
    put_lines(&lines, sy_schema_of_record(part.type), part.body, 0);
    if (sy_buffer_text(&lines) != NULL)
        sy_output_text(o, sy_buffer_text(&lines));
    sy_buffer_close(&lines);
}

static void say_withheld(struct sy_output *o, const struct sy_part_share *share)
{
    const char *name = sy_words_part(share->kind, o->language);
    struct sy_hash hash;
    char hex[2 * SY_HASH_BYTES + 1];
    char number[24];

    memcpy(hash.bytes, share->hash.data, SY_HASH_BYTES);
    sy_hash_hex(&hash, hex);
    hex[HASH_SHOWN] = 0;
    snprintf(number, sizeof(number), "%u", share->kind);
    sy_output_say(o, SY_SAY(SHOW_WITHHELD, name == NULL ? number : name, hex));
}

static void say_record(const struct sy_peer *peer, const struct sy_erased_place *place,
                       const struct sy_record_share *record, const struct sy_list *gaps,
                       const char *hash)
{
    struct sy_output *o = peer->output;
    struct sy_erasure erasure;
    char index[24];

    snprintf(index, sizeof(index), "%u", record->index);
    sy_output_say(o, SY_SAY(SHOW_RECORD, index, hash));
    for (size_t i = 0; i < record->part_count; i++) {
        enum sy_part_state state = sy_keeping_state(gaps, record->index, record->parts[i].kind);

        if (record->parts[i].part.data != NULL)
            say_part(o, &record->parts[i]);
        else if (sy_erased_find(place, &record->parts[i], &erasure) == SY_OK)
            sy_erased_say(o, place->directory, &erasure);
        else if (state > SY_PART_ERASED)
            sy_keeping_say_gap(peer, place->origin, record->parts[i].kind, state);
        else
            say_withheld(o, &record->parts[i]);
    }
}

static void put_object(struct sy_json_writer *w, const struct sy_schema *schema,
                       struct sy_bytes message);

static void put_json(struct sy_json_writer *w, const struct sy_field *field,
                     const struct sy_wire_field *value)
{
    switch (field->type) {
    case SY_FIELD_TEXT:
        sy_json_put_text(w, value->bytes);
        break;
    case SY_FIELD_BYTES:
        put_bytes_text(w, value->bytes);
        break;
    case SY_FIELD_UINT32:
    case SY_FIELD_UINT64:
        sy_json_put_uint(w, value->value);
        break;
    case SY_FIELD_INT64:
        sy_json_put_int(w, (int64_t)value->value);
        break;
    case SY_FIELD_BOOL:
        sy_json_put_bool(w, value->value != 0);
        break;
    case SY_FIELD_MESSAGE:
        put_object(w, field->message, value->bytes);
        break;
    }
}

/* Canonical bytes have the elements of a list one behind the other. */
static void put_object(struct sy_json_writer *w, const struct sy_schema *schema,
                       struct sy_bytes message)
{
    struct sy_wire wire = sy_wire_open(message);
    struct sy_wire_field value;
    struct sy_field field;
    uint32_t list = 0;

    sy_json_begin_object(w);
    while (sy_wire_next(&wire, &value) == SY_OK) {
        if (!sy_schema_find(schema, value.number, &field))
            continue;
        if (list != 0 && list != value.number) {
            sy_json_end_list(w);
            list = 0;
        }
        if (list == 0)
            sy_json_name(w, field.name);
        if (list == 0 && field.repeated) {
            sy_json_begin_list(w);
            list = value.number;
        }
        put_json(w, &field, &value);
    }
    if (list != 0)
        sy_json_end_list(w);
    sy_json_end_object(w);
}

static void put_part(struct sy_output *o, const struct sy_erased_place *place,
                     const struct sy_part_share *share, enum sy_part_state state)
{
    struct sy_json_writer *w = sy_output_json(o);
    const char *kind = sy_words_part(share->kind, SY_ENGLISH);
    struct sy_erasure erasure;
    struct sy_part part;

    sy_json_begin_object(w);
    sy_output_number(o, "kind", share->kind);
    if (kind != NULL)
        sy_output_value(o, "kind_name", kind);
    sy_json_name(w, "withheld");
    sy_json_put_bool(w, share->part.data == NULL);
    if (share->part.data == NULL) {
        sy_json_name(w, "hash");
        put_bytes_text(w, share->hash);
        sy_json_name(w, "erased");
        sy_erased_put(o, place->directory,
                      sy_erased_find(place, share, &erasure) == SY_OK ? &erasure : NULL);
        if (state != SY_PART_HERE)
            sy_output_value(o, "state", sy_part_state_name(state));
    } else if (sy_part_read(share->part, &part) == SY_OK) {
        sy_output_number(o, "type", part.type);
        if (type_name(part.type) != NULL)
            sy_output_value(o, "type_name", type_name(part.type));
        sy_output_number(o, "body_bytes", part.body.len);
        sy_json_name(w, "body");
        if (type_name(part.type) != NULL && (share->kind & SY_PART_SEALED) == 0)
            put_object(w, sy_schema_of_record(part.type), part.body);
        else
            put_bytes_text(w, part.body);
    }
    sy_json_end_object(w);
}

void sy_show_record(const struct sy_peer *peer, const struct sy_erased_place *place,
                    const struct sy_record_share *record, const struct sy_list *gaps)
{
    struct sy_output *o = peer->output;
    struct sy_record_digest digest;
    struct sy_hash hash;
    char hex[2 * SY_HASH_BYTES + 1];

    sy_record_digest_of(record, &digest);
    hash = sy_record_hash(&digest);
    sy_hash_hex(&hash, hex);
    if (!o->json) {
        say_record(peer, place, record, gaps, hex);
        return;
    }
    sy_json_begin_object(sy_output_json(o));
    sy_output_number(o, "index", record->index);
    sy_output_value(o, "hash", hex);
    sy_json_name(sy_output_json(o), "parts");
    sy_json_begin_list(sy_output_json(o));
    for (size_t i = 0; i < record->part_count; i++)
        put_part(o, place, &record->parts[i],
                 sy_keeping_state(gaps, record->index, record->parts[i].kind));
    sy_json_end_list(sy_output_json(o));
    sy_json_end_object(sy_output_json(o));
}

void sy_show_body(struct sy_json_writer *w, uint32_t type, struct sy_bytes body)
{
    const struct sy_schema *schema = sy_schema_of_record(type);

    if (schema == NULL)
        sy_json_put_null(w);
    else
        put_object(w, schema, body);
}

void sy_show_body_text(struct sy_buffer *to, uint32_t type, struct sy_bytes body)
{
    struct sy_buffer text = {0};
    struct sy_json_writer w = {.to = &text};

    sy_show_body(&w, type, body);
    sy_plain_put(to, sy_buffer_bytes(&text));
    sy_buffer_close(&text);
}
