#include "ledger/epcis_event.h"

#include <string.h>

#include "ledger/cbv.h"
#include "ledger/epcis_fields.h"
#include "ledger/epcis_names.h"
#include "ledger/json.h"
#include "ledger/time.h"

/* Field numbers of EpcisEvent (epcis.proto). */
enum {
    TYPE = 1,
    EVENT_TIME = 2,
    OFFSET = 3,
    EVENT_ID = 4,
    ACTION = 5,
    BIZ_STEP = 6,
    DISPOSITION = 7,
    PERSISTENT = 8,
    DECLARATION = 9,
    CERTIFICATION = 10,
    EPCS = 11,
    QUANTITIES = 12,
    PARENT = 13,
    CHILDREN = 14,
    CHILD_QUANTITIES = 15,
    INPUTS = 16,
    INPUT_QUANTITIES = 17,
    OUTPUTS = 18,
    OUTPUT_QUANTITIES = 19,
    TRANSFORMATION = 20,
    READ_POINT = 21,
    BIZ_LOCATION = 22,
    TRANSACTIONS = 23,
    ILMD = 27
};

static bool has_recalled(struct sy_bytes persistent, uint32_t number)
{
    struct sy_wire wire = sy_wire_open(persistent);
    struct sy_wire_field field;

    while (sy_wire_next(&wire, &field) == SY_OK) {
        if (field.number == number &&
            sy_bytes_equal(sy_cbv_bare(SY_CBV_DISPOSITION, field.bytes), sy_text("recalled")))
            return true;
    }
    return false;
}

static void read_declaration(struct sy_epcis_view *view, struct sy_bytes declaration)
{
    view->declared_wrong = true;
    view->declaration_timed =
        sy_time_parse(sy_epcis_field(declaration, 1), &view->declaration_time_us) == SY_OK;
    view->error_reason = sy_cbv_bare(SY_CBV_ERROR_REASON, sy_epcis_field(declaration, 2));
}

static void read_place(struct sy_epcis_view *view, struct sy_bytes *place,
                       struct sy_bytes location, enum sy_part_kind kind)
{
    struct sy_bytes id = sy_epcis_field(location, 1);

    if (place->data != NULL || id.data == NULL)
        return;
    *place = id;
    view->place_kind = kind;
}

static void read_field(struct sy_epcis_view *view, const struct sy_wire_field *field,
                       enum sy_part_kind kind)
{
    switch (field->number) {
    case TYPE:
        view->type = field->bytes;
        view->event_bit = sy_epcis_event_bit(field->bytes);
        break;
    case EVENT_TIME:
        view->event_time = field->bytes;
        view->timed = sy_time_parse(field->bytes, &view->event_time_us) == SY_OK;
        break;
    case OFFSET:
        (void)!sy_time_parse_offset(field->bytes, &view->offset_minutes);
        break;
    case EVENT_ID:
        view->event_id = field->bytes;
        break;
    case ACTION:
        view->action = field->bytes;
        break;
    case BIZ_STEP:
        view->biz_step = sy_cbv_bare(SY_CBV_BIZ_STEP, field->bytes);
        break;
    case DISPOSITION:
        view->disposition = sy_cbv_bare(SY_CBV_DISPOSITION, field->bytes);
        break;
    case PERSISTENT:
        view->sets_recalled = has_recalled(field->bytes, 1);
        view->unsets_recalled = has_recalled(field->bytes, 2);
        break;
    case DECLARATION:
        if (kind == SY_PART_OPEN || !view->declared_wrong)
            read_declaration(view, field->bytes);
        break;
    case READ_POINT:
        read_place(view, &view->read_point, field->bytes, kind);
        break;
    case BIZ_LOCATION:
        read_place(view, &view->biz_location, field->bytes, kind);
        break;
    default:
        break;
    }
}

enum sy_err sy_epcis_event_read(const struct sy_epcis_parts *parts, struct sy_epcis_view *out)
{
    struct sy_epcis_view view = {0};

    /* From the last part to the first, so that of a field in several the first one counts. */
    for (unsigned i = SY_PART_KINDS; i-- > 0;) {
        struct sy_wire wire = sy_wire_open(parts->body[i]);
        struct sy_wire_field field;
        enum sy_err err;

        while ((err = sy_wire_next(&wire, &field)) == SY_OK)
            read_field(&view, &field, (enum sy_part_kind)(i + 1));
        if (err != SY_NOT_FOUND)
            return err;
    }
    *out = view;
    return SY_OK;
}

void sy_epcis_items(struct sy_epcis_items *items, const struct sy_epcis_parts *parts)
{
    items->parts = *parts;
    items->part = 0;
    items->wire = sy_wire_open(parts->body[0]);
    items->inner = (struct sy_wire){NULL, NULL};
}

static enum sy_role role_of(uint32_t number)
{
    static const uint8_t roles[] = {
        [EVENT_ID] = SY_ROLE_EVENT,
        [CERTIFICATION] = SY_ROLE_CERTIFICATION,
        [EPCS] = SY_ROLE_EPC,
        [QUANTITIES] = SY_ROLE_QUANTITY,
        [PARENT] = SY_ROLE_PARENT,
        [CHILDREN] = SY_ROLE_CHILD,
        [CHILD_QUANTITIES] = SY_ROLE_CHILD_QUANTITY,
        [INPUTS] = SY_ROLE_INPUT,
        [INPUT_QUANTITIES] = SY_ROLE_INPUT_QUANTITY,
        [OUTPUTS] = SY_ROLE_OUTPUT,
        [OUTPUT_QUANTITIES] = SY_ROLE_OUTPUT_QUANTITY,
        [TRANSFORMATION] = SY_ROLE_TRANSFORMATION,
        [TRANSACTIONS] = SY_ROLE_TRANSACTION,
        [ILMD] = 0,
    };

    return number < sizeof(roles) ? (enum sy_role)roles[number] : 0;
}

/* The text or number that a JSON value is, in value when it needs decoding; empty for
 * others. */
static struct sy_bytes plain_value(struct sy_bytes json,
                                   uint8_t value[SY_EPCIS_ILMD_VALUE_BYTES])
{
    struct sy_json_document doc = {.arena_max = 1 << 16};
    struct sy_bytes plain = {NULL, 0};

    if (json.len >= 2 && json.data[0] == '"' && memchr(json.data, '\\', json.len) == NULL)
        return (struct sy_bytes){json.data + 1, json.len - 2};
    if (json.len == 0 || json.len > SY_EPCIS_ILMD_VALUE_BYTES)
        return plain;
    if (sy_json_parse(json, &doc, NULL) == SY_OK && doc.root->text.len > 0) {
        memcpy(value, doc.root->text.data, doc.root->text.len);
        plain = (struct sy_bytes){value, doc.root->text.len};
    }
    sy_json_close(&doc);
    return plain;
}

/* Open members only: a name in another part may be anybody's word. */
static bool ilmd_item(struct sy_epcis_items *items, struct sy_bytes extension,
                      struct sy_epcis_item *out)
{
    out->role = (enum sy_role)sy_epcis_ilmd_role(sy_epcis_field(extension, 2));
    if (items->part != SY_PART_OPEN - 1 || out->role == 0)
        return false;
    out->id = plain_value(sy_epcis_field(extension, 3), items->value);
    return true;
}

static bool field_item(struct sy_epcis_items *items, const struct sy_wire_field *field,
                       struct sy_epcis_item *out)
{
    out->role = role_of(field->number);
    out->id = field->bytes;
    switch (field->number) {
    case DECLARATION:
        items->inner = sy_wire_open(field->bytes);
        return false;
    case QUANTITIES:
    case CHILD_QUANTITIES:
    case INPUT_QUANTITIES:
    case OUTPUT_QUANTITIES:
        out->id = sy_epcis_field(field->bytes, 2);
        break;
    case TRANSACTIONS:
        out->id = sy_epcis_field(field->bytes, 3);
        out->type = sy_cbv_bare(SY_CBV_TRANSACTION_TYPE, sy_epcis_field(field->bytes, 2));
        break;
    case ILMD:
        if (!ilmd_item(items, field->bytes, out))
            return false;
        break;
    default:
        break;
    }
    return out->role != 0 && out->id.len > 0;
}

bool sy_epcis_items_next(struct sy_epcis_items *items, struct sy_epcis_item *out)
{
    struct sy_wire_field field;

    for (;;) {
        struct sy_epcis_item item = {.kind = (enum sy_part_kind)(items->part + 1)};

        if (sy_wire_next(&items->inner, &field) == SY_OK) {
            if (field.number != 3 || field.bytes.len == 0)
                continue;
            item.role = SY_ROLE_CORRECTIVE;
            item.id = field.bytes;
            *out = item;
            return true;
        }
        if (sy_wire_next(&items->wire, &field) == SY_OK) {
            if (!field_item(items, &field, &item))
                continue;
            *out = item;
            return true;
        }
        if (items->part + 1 >= SY_PART_KINDS)
            return false;
        items->part++;
        items->wire = sy_wire_open(items->parts.body[items->part]);
    }
}
