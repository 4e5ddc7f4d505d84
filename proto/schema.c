#include "proto/schema.h"

#include "proto/epcis.pb-c.h"
#include "proto/limits.h"
#include "proto/log.pb-c.h"
#include "proto/record.pb-c.h"
#include "proto/record_type.h"
#include "proto/registry.pb-c.h"
#include "proto/utf8.h"
#include "proto/wire.h"
#include "proto/wire.pb-c.h"

#define ROW(constant, name) [SY_SCHEMA_##constant] = &suyuan__##name##__descriptor,
static const ProtobufCMessageDescriptor *const descriptors[SY_SCHEMA_COUNT] = {
    SY_SCHEMA_LIST(ROW)};
#undef ROW

static const ProtobufCMessageDescriptor *descriptor_of(const struct sy_schema *schema)
{
    return (const ProtobufCMessageDescriptor *)(const void *)schema;
}

static const struct sy_schema *schema_of(const void *descriptor)
{
    return descriptor;
}

const struct sy_schema *sy_schema_of(enum sy_schema_kind message)
{
    sy_assert((unsigned)message < SY_SCHEMA_COUNT);
    return schema_of(descriptors[message]);
}

const struct sy_schema *sy_schema_of_record(uint32_t type)
{
    switch (type) {
    case SY_TYPE_EPCIS_EVENT:
        return sy_schema_of(SY_SCHEMA_EPCIS_EVENT);
    case SY_TYPE_MASTER_DATA:
        return sy_schema_of(SY_SCHEMA_MASTER_DATA);
    case SY_TYPE_DISCLOSURE:
        return sy_schema_of(SY_SCHEMA_DISCLOSURE);
    case SY_TYPE_POLICY:
        return sy_schema_of(SY_SCHEMA_POLICY);
    case SY_TYPE_REGULATOR:
        return sy_schema_of(SY_SCHEMA_REGULATOR);
    case SY_TYPE_ORGANISATION:
        return sy_schema_of(SY_SCHEMA_ORGANISATION);
    case SY_TYPE_SITE:
        return sy_schema_of(SY_SCHEMA_SITE);
    case SY_TYPE_DEVICE:
        return sy_schema_of(SY_SCHEMA_DEVICE);
    case SY_TYPE_CARD:
        return sy_schema_of(SY_SCHEMA_CARD);
    case SY_TYPE_KEY:
        return sy_schema_of(SY_SCHEMA_KEY);
    case SY_TYPE_DELEGATION:
        return sy_schema_of(SY_SCHEMA_DELEGATION);
    case SY_TYPE_PERSON:
        return sy_schema_of(SY_SCHEMA_PERSON);
    case SY_TYPE_LICENCE:
        return sy_schema_of(SY_SCHEMA_LICENCE);
    case SY_TYPE_ACCREDITATION:
        return sy_schema_of(SY_SCHEMA_ACCREDITATION);
    case SY_TYPE_STANDING_CERTIFICATE:
        return sy_schema_of(SY_SCHEMA_STANDING_CERTIFICATE);
    case SY_TYPE_PRODUCT:
        return sy_schema_of(SY_SCHEMA_PRODUCT);
    case SY_TYPE_PRODUCT_CLASS:
        return sy_schema_of(SY_SCHEMA_PRODUCT_CLASS);
    case SY_TYPE_NODE:
        return sy_schema_of(SY_SCHEMA_NODE);
    case SY_TYPE_ERASURE_ORDER:
        return sy_schema_of(SY_SCHEMA_ERASURE_ORDER);
    default:
        return NULL;
    }
}

const char *sy_schema_name(const struct sy_schema *schema)
{
    return descriptor_of(schema)->short_name;
}

size_t sy_schema_field_count(const struct sy_schema *schema)
{
    return descriptor_of(schema)->n_fields;
}

static enum sy_field_type type_of(const ProtobufCFieldDescriptor *field)
{
    switch ((int)field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return SY_FIELD_TEXT;
    case PROTOBUF_C_TYPE_BYTES:
        return SY_FIELD_BYTES;
    case PROTOBUF_C_TYPE_UINT32:
        return SY_FIELD_UINT32;
    case PROTOBUF_C_TYPE_UINT64:
        return SY_FIELD_UINT64;
    case PROTOBUF_C_TYPE_INT64:
        return SY_FIELD_INT64;
    case PROTOBUF_C_TYPE_BOOL:
        return SY_FIELD_BOOL;
    default:
        sy_assert(field->type == PROTOBUF_C_TYPE_MESSAGE);
        return SY_FIELD_MESSAGE;
    }
}

static struct sy_field field_of(const ProtobufCFieldDescriptor *field)
{
    struct sy_field out = {
        .name = field->name,
        .number = field->id,
        .type = type_of(field),
        .repeated = field->label == PROTOBUF_C_LABEL_REPEATED,
        .required = field->label == PROTOBUF_C_LABEL_REQUIRED,
    };

    if (out.type == SY_FIELD_MESSAGE)
        out.message = schema_of(field->descriptor);
    return out;
}

struct sy_field sy_schema_field(const struct sy_schema *schema, size_t i)
{
    sy_assert(i < sy_schema_field_count(schema));
    return field_of(&descriptor_of(schema)->fields[i]);
}

bool sy_schema_find(const struct sy_schema *schema, uint32_t number, struct sy_field *out)
{
    const ProtobufCMessageDescriptor *descriptor = descriptor_of(schema);

    for (unsigned i = 0; i < descriptor->n_fields; i++) {
        if (descriptor->fields[i].id == number) {
            *out = field_of(&descriptor->fields[i]);
            return true;
        }
    }
    return false;
}

static enum sy_err check_message(const ProtobufCMessageDescriptor *descriptor,
                                 struct sy_bytes message, unsigned depth);

static enum sy_err check_value(const ProtobufCFieldDescriptor *descriptor,
                               const struct sy_wire_field *field, unsigned depth)
{
    bool varint = field->type == SY_WIRE_VARINT;

    switch (type_of(descriptor)) {
    case SY_FIELD_TEXT:
        return !varint && sy_utf8_valid(field->bytes) ? SY_OK : SY_BAD_ENCODING;
    case SY_FIELD_BYTES:
        return !varint ? SY_OK : SY_BAD_ENCODING;
    case SY_FIELD_UINT32:
        return varint && field->value <= UINT32_MAX ? SY_OK : SY_BAD_ENCODING;
    case SY_FIELD_UINT64:
    case SY_FIELD_INT64:
        return varint ? SY_OK : SY_BAD_ENCODING;
    case SY_FIELD_BOOL:
        return varint && field->value <= 1 ? SY_OK : SY_BAD_ENCODING;
    case SY_FIELD_MESSAGE:
        if (varint)
            return SY_BAD_ENCODING;
        return check_message(descriptor->descriptor, field->bytes, depth + 1);
    }
    return SY_BAD_ENCODING;
}

/* Walks the bytes and the descriptor's fields side by side: both ascend. */
static enum sy_err check_message(const ProtobufCMessageDescriptor *descriptor,
                                 struct sy_bytes message, unsigned depth)
{
    struct sy_wire wire = sy_wire_open(message);
    struct sy_wire_field field;
    bool seen = false; /* fields[at] stood at least once */
    unsigned at = 0;
    enum sy_err err;

    if (depth > SY_DEPTH_MAX)
        return SY_LIMIT;
    while ((err = sy_wire_next(&wire, &field)) == SY_OK) {
        while (at < descriptor->n_fields && descriptor->fields[at].id < field.number) {
            if (!seen && descriptor->fields[at].label == PROTOBUF_C_LABEL_REQUIRED)
                return SY_BAD_ENCODING;
            seen = false;
            at++;
        }
        if (at == descriptor->n_fields || descriptor->fields[at].id != field.number)
            return SY_BAD_ENCODING;
        if (seen && descriptor->fields[at].label != PROTOBUF_C_LABEL_REPEATED)
            return SY_BAD_ENCODING;
        seen = true;
        err = check_value(&descriptor->fields[at], &field, depth);
        if (err != SY_OK)
            return err;
    }
    if (err != SY_NOT_FOUND)
        return err;
    for (; at < descriptor->n_fields; at++, seen = false) {
        if (!seen && descriptor->fields[at].label == PROTOBUF_C_LABEL_REQUIRED)
            return SY_BAD_ENCODING;
    }
    return SY_OK;
}

enum sy_err sy_schema_check(const struct sy_schema *schema, struct sy_bytes message)
{
    return check_message(descriptor_of(schema), message, 1);
}
