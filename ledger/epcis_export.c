#include "ledger/epcis_export.h"

#include <string.h>

#include "ledger/epcis_write.h"
#include "proto/schema.h"

enum { BEFORE, IN_HEADER, IN_BODY };

/* Checked before anything is written, so that a document is never left half an object. */
static enum sy_err check_parts(enum sy_record_type type, const struct sy_epcis_parts *parts)
{
    for (unsigned i = 0; i < SY_PART_KINDS; i++) {
        if (sy_schema_check(sy_schema_of_record(type), parts->body[i]) != SY_OK)
            return SY_BAD_ENCODING;
    }
    return SY_OK;
}

static enum sy_err write_record(struct sy_json_writer *w, struct sy_merged_stack *stack,
                                enum sy_record_type type, const struct sy_epcis_parts *parts,
                                struct sy_bytes context, struct sy_bytes record_time)
{
    struct sy_epcis_write write = {.w = w, .stack = stack, .context = context};
    enum sy_err err = sy_epcis_write_object(
        &write, type == SY_TYPE_EPCIS_EVENT ? SY_LEVEL_EVENT : SY_LEVEL_MASTER_DATA, parts,
        record_time);

    if (err == SY_OK && w->to->err != SY_OK)
        err = w->to->err;
    return err;
}

enum sy_err sy_epcis_export_object(struct sy_json_writer *writer, enum sy_record_type type,
                                   const struct sy_epcis_parts *parts, struct sy_bytes context,
                                   struct sy_bytes record_time)
{
    struct sy_merged_stack stack = {0};
    enum sy_err err = check_parts(type, parts);

    if (err == SY_OK)
        err = write_record(writer, &stack, type, parts, context, record_time);
    sy_buffer_close(&stack.buffer);
    return err;
}

static struct sy_bytes first_field(const struct sy_epcis_parts *parts, uint32_t number)
{
    for (unsigned i = 0; i < SY_PART_KINDS; i++) {
        struct sy_bytes found = sy_epcis_field(parts->body[i], number);

        if (found.data != NULL)
            return found;
    }
    return (struct sy_bytes){NULL, 0};
}

struct sy_bytes sy_epcis_export_context(enum sy_record_type type,
                                        const struct sy_epcis_parts *parts)
{
    return first_field(parts, type == SY_TYPE_EPCIS_EVENT ? SY_EVENT_FIELD_CONTEXT
                                                          : SY_MASTER_DATA_FIELD_CONTEXT);
}

/* What the envelope says but for type, @context and date, which are this document's own. */
static void put_envelope(struct sy_epcis_export *e, const struct sy_epcis_parts *envelope)
{
    struct sy_epcis_write write = {.w = e->writer, .stack = &e->stack};
    struct sy_epcis_level_rows of = sy_epcis_rows(SY_LEVEL_DOCUMENT);
    struct sy_epcis_parts inner = {0};
    struct sy_merged_range all;

    for (unsigned i = 0; i < SY_PART_KINDS; i++)
        inner.body[i] = sy_epcis_field(envelope->body[i], 6);
    if (sy_epcis_merge(&e->stack, &inner, &all) != SY_OK)
        return;
    for (size_t i = 0; i < of.count; i++) {
        const struct sy_epcis_row *row = &of.rows[i];
        bool own = row->name != NULL &&
                   (strcmp(row->name, "type") == 0 || strcmp(row->name, "@context") == 0 ||
                    strcmp(row->name, "creationDate") == 0);

        if (row->number != 0 && !own) {
            enum sy_err err = sy_epcis_write_row(&write, SY_LEVEL_DOCUMENT, row, all);

            sy_assert(err == SY_OK); /* a document's rows hold no messages that could be bad */
        }
    }
    sy_epcis_merge_pop(&e->stack, all);
}

void sy_epcis_export_begin(struct sy_epcis_export *e, struct sy_bytes context,
                           struct sy_bytes creation_date, const struct sy_epcis_parts *envelope)
{
    struct sy_json_writer *w = e->writer;

    sy_assert(e->place == BEFORE);
    e->context = context;
    sy_json_begin_object(w);
    sy_json_name(w, "@context");
    sy_epcis_write_json(w, context.len == 0 ? sy_text(SY_GS1_CONTEXT) : context);
    sy_json_name(w, "type");
    sy_json_put_string(w, "EPCISDocument");
    sy_json_name(w, "schemaVersion");
    sy_json_put_string(w, "2.0");
    sy_json_name(w, "creationDate");
    sy_json_put_text(w, creation_date);
    if (envelope != NULL)
        put_envelope(e, envelope);
}

static void begin_header(struct sy_epcis_export *e)
{
    sy_json_name(e->writer, "epcisHeader");
    sy_json_begin_object(e->writer);
    sy_json_name(e->writer, "epcisMasterData");
    sy_json_begin_object(e->writer);
    sy_json_name(e->writer, "vocabularyList");
    sy_json_begin_list(e->writer);
    e->place = IN_HEADER;
}

static void end_vocabulary(struct sy_epcis_export *e)
{
    if (e->vocabulary.len == 0)
        return;
    sy_json_end_list(e->writer);
    sy_json_end_object(e->writer);
    sy_buffer_clear(&e->vocabulary);
}

enum sy_err sy_epcis_export_master_data(struct sy_epcis_export *e,
                                        const struct sy_epcis_parts *parts)
{
    enum sy_err err = check_parts(SY_TYPE_MASTER_DATA, parts);
    struct sy_bytes type = first_field(parts, 1);

    sy_assert(e->place != IN_BODY);
    if (err != SY_OK || type.len == 0)
        return err;
    if (e->place == BEFORE)
        begin_header(e);
    if (!sy_bytes_equal(sy_buffer_bytes(&e->vocabulary), type)) {
        end_vocabulary(e);
        sy_buffer_put_bytes(&e->vocabulary, type);
        sy_json_begin_object(e->writer);
        sy_json_name(e->writer, "type");
        sy_json_put_text(e->writer, type);
        sy_json_name(e->writer, "vocabularyElementList");
        sy_json_begin_list(e->writer);
    }
    return write_record(e->writer, &e->stack, SY_TYPE_MASTER_DATA, parts, e->context,
                        (struct sy_bytes){NULL, 0});
}

static void begin_body(struct sy_epcis_export *e)
{
    end_vocabulary(e);
    if (e->place == IN_HEADER) {
        sy_json_end_list(e->writer);
        sy_json_end_object(e->writer);
        sy_json_end_object(e->writer);
    }
    sy_json_name(e->writer, "epcisBody");
    sy_json_begin_object(e->writer);
    sy_json_name(e->writer, "eventList");
    sy_json_begin_list(e->writer);
    e->place = IN_BODY;
}

enum sy_err sy_epcis_export_event(struct sy_epcis_export *e, const struct sy_epcis_parts *parts,
                                  struct sy_bytes record_time)
{
    enum sy_err err = check_parts(SY_TYPE_EPCIS_EVENT, parts);

    if (err != SY_OK)
        return err;
    if (e->place != IN_BODY)
        begin_body(e);
    return write_record(e->writer, &e->stack, SY_TYPE_EPCIS_EVENT, parts, e->context,
                        record_time);
}

void sy_epcis_export_end(struct sy_epcis_export *e)
{
    if (e->place != IN_BODY)
        begin_body(e);
    sy_json_end_list(e->writer);
    sy_json_end_object(e->writer);
    sy_json_end_object(e->writer);
}

void sy_epcis_export_close(struct sy_epcis_export *e)
{
    if (e == NULL)
        return;
    sy_buffer_close(&e->stack.buffer);
    sy_buffer_close(&e->vocabulary);
    e->place = BEFORE;
}
