#include "ledger/residue.h"

#include "ledger/epcis_names.h"
#include "ledger/log_erase.h"
#include "proto/disclosure.h"
#include "proto/record_type.h"

/* Field numbers of EpcisEvent and of what stands in it. */
enum { READ_POINT = 21, BIZ_LOCATION = 22, ILMD = 27, EVENT_FIELDS };
enum { INNER_FIELDS = 8, PLACE_EXTENSION = 2, EXTENSION_NAME = 2, EXTENSION_JSON = 3 };
enum { WHOLE = UINT8_MAX, DISTRICT_JSON_BYTES = 8 };

#define F(number) (1u << (number))
#define QUANTITY  (F(1) | F(2) | F(3) | F(4) | F(6)) /* at, class, how much, unit, basis */
#define TYPED     (F(1) | F(2) | F(3))               /* at, type, whose or which */

/* By field number of EpcisEvent: WHOLE, or which fields of the message within stay. */
static const uint8_t kept[EVENT_FIELDS] = {
    [1] = WHOLE,              /* type */
    [2] = WHOLE,              /* event_time */
    [3] = WHOLE,              /* event_time_zone_offset */
    [4] = WHOLE,              /* event_id */
    [5] = WHOLE,              /* action */
    [6] = WHOLE,              /* biz_step */
    [7] = WHOLE,              /* disposition */
    [8] = F(1) | F(2),        /* persistent_disposition: set, unset */
    [9] = F(1) | F(2) | F(3), /* error_declaration: time, reason, what replaces it */
    [10] = WHOLE,             /* certification_info */
    [11] = WHOLE,             /* epc_list */
    [12] = QUANTITY,          /* quantity_list */
    [13] = WHOLE,             /* parent_id */
    [14] = WHOLE,             /* child_epcs */
    [15] = QUANTITY,          /* child_quantity_list */
    [16] = WHOLE,             /* input_epc_list */
    [17] = QUANTITY,          /* input_quantity_list */
    [18] = WHOLE,             /* output_epc_list */
    [19] = QUANTITY,          /* output_quantity_list */
    [20] = WHOLE,             /* transformation_id */
    [READ_POINT] = F(1) | F(2),
    [BIZ_LOCATION] = F(1) | F(2),
    [23] = TYPED, /* biz_transaction_list */
    [24] = TYPED, /* source_list */
    [25] = TYPED, /* destination_list */
    [ILMD] = TYPED,
};

static void put_field(struct sy_buffer *to, const struct sy_wire_field *field)
{
    if (field->type == SY_WIRE_BYTES)
        sy_wire_put_bytes(to, field->number, field->bytes);
    else
        sy_wire_put_uint(to, field->number, field->value);
}

/* suyuan:district of a place says which office may look; its other extensions are free text. */
static bool is_district(const struct sy_wire_field *extension)
{
    return sy_epcis_name_is_district(sy_epcis_field(extension->bytes, EXTENSION_NAME)) &&
           sy_epcis_field(extension->bytes, EXTENSION_JSON).len == DISTRICT_JSON_BYTES;
}

/* Lots and certificates are items; the other members of ilmd are whatever somebody wrote. */
static bool is_number(const struct sy_wire_field *extension)
{
    return sy_epcis_ilmd_role(sy_epcis_field(extension->bytes, EXTENSION_NAME)) != 0;
}

static bool stays(const struct sy_wire_field *message, const struct sy_wire_field *field)
{
    bool place = message->number == READ_POINT || message->number == BIZ_LOCATION;

    return field->number < INNER_FIELDS && (kept[message->number] & F(field->number)) != 0 &&
           !(place && field->number == PLACE_EXTENSION && !is_district(field));
}

static bool all_stays(const struct sy_wire_field *message)
{
    struct sy_wire wire = sy_wire_open(message->bytes);
    struct sy_wire_field field;
    enum sy_err err;

    while ((err = sy_wire_next(&wire, &field)) == SY_OK) {
        if (!stays(message, &field))
            return false;
    }
    return err == SY_NOT_FOUND;
}

/* A message with those of its fields that stay: mostly it is whole. */
static void put_message(struct sy_buffer *to, const struct sy_wire_field *message)
{
    struct sy_wire wire = sy_wire_open(message->bytes);
    struct sy_wire_field field;
    struct sy_buffer inner = {0};

    if (all_stays(message)) {
        put_field(to, message);
        return;
    }
    while (sy_wire_next(&wire, &field) == SY_OK) {
        if (stays(message, &field))
            put_field(&inner, &field);
    }
    sy_wire_put_bytes(to, message->number, sy_buffer_bytes(&inner));
    if (inner.err != SY_OK)
        to->err = inner.err;
    sy_buffer_close(&inner);
}

static void write_event(struct sy_bytes body, struct sy_buffer *out)
{
    struct sy_wire wire = sy_wire_open(body);
    struct sy_wire_field field;

    while (sy_wire_next(&wire, &field) == SY_OK) {
        if (field.number >= EVENT_FIELDS || kept[field.number] == 0 ||
            (field.number == ILMD && !is_number(&field)))
            continue;
        if (kept[field.number] == WHOLE)
            put_field(out, &field);
        else
            put_message(out, &field);
    }
}

/* Without the words that give its ground. */
static void write_disclosure(struct sy_bytes body, struct sy_buffer *out)
{
    struct sy_disclosure disclosure;

    if (sy_disclosure_read(body, &disclosure) != SY_OK)
        return;
    disclosure.ground = (struct sy_bytes){NULL, 0};
    sy_disclosure_write(&disclosure, out);
}

void sy_residue_write(uint32_t type, struct sy_bytes body, struct sy_buffer *out)
{
    if (type == SY_TYPE_EPCIS_EVENT)
        write_event(body, out);
    else if (type == SY_TYPE_DISCLOSURE)
        write_disclosure(body, out);
}

enum sy_err sy_residue_of(struct sy_log_snapshot *snapshot, const struct sy_position *position,
                          const struct sy_part_share *share, uint32_t type,
                          struct sy_bytes *body)
{
    struct sy_bytes left;
    uint32_t left_type;
    enum sy_err err;

    if (share->part.data != NULL || share->kind > SY_PART_CHAIN)
        return SY_NOT_FOUND;
    err = sy_log_residue(snapshot, position->index, position->record, (uint8_t)share->kind,
                         &left_type, &left);
    if (err == SY_OK && left_type != type)
        err = SY_NOT_FOUND;
    if (err == SY_OK)
        *body = left;
    return err;
}

static bool same_field(const struct sy_wire_field *a, const struct sy_wire_field *b)
{
    return a->number == b->number && a->type == b->type &&
           (a->type == SY_WIRE_BYTES ? sy_bytes_equal(a->bytes, b->bytes)
                                     : a->value == b->value);
}

/* Goes behind the next field like that one. */
static bool skip_to(struct sy_wire *wire, const struct sy_wire_field *like)
{
    struct sy_wire_field field;

    while (sy_wire_next(wire, &field) == SY_OK) {
        if (same_field(&field, like))
            return true;
    }
    return false;
}

enum sy_err sy_residue_fits(uint32_t type, struct sy_bytes body, struct sy_bytes residue,
                            bool *out)
{
    struct sy_buffer most = {0};
    struct sy_wire left = sy_wire_open(residue);
    struct sy_wire_field field;
    struct sy_wire said;
    bool fits = true;
    enum sy_err err = SY_NOT_FOUND;

    sy_residue_write(type, body, &most);
    if (most.err != SY_OK)
        return most.err;
    said = sy_wire_open(sy_buffer_bytes(&most));
    while (fits && (err = sy_wire_next(&left, &field)) == SY_OK)
        fits = skip_to(&said, &field);
    *out = fits && err == SY_NOT_FOUND;
    sy_buffer_close(&most);
    return SY_OK;
}

enum sy_err sy_residue_add(struct sy_log_snapshot *snapshot, uint64_t index,
                           const struct sy_record_share *record, struct sy_epcis_parts *parts)
{
    const struct sy_position position = {0, index, record->index};

    for (size_t i = 0; i < record->part_count; i++) {
        const struct sy_part_share *share = &record->parts[i];
        struct sy_bytes body;
        enum sy_err err = sy_residue_of(snapshot, &position, share, SY_TYPE_EPCIS_EVENT, &body);

        if (err == SY_OK)
            parts->body[share->kind - 1] = body;
        else if (err != SY_NOT_FOUND)
            return err;
    }
    return SY_OK;
}
