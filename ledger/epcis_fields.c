#include "ledger/epcis_fields.h"

#include <string.h>

#define NAME(n) .name = n, .name_len = sizeof(n) - 1
#define ROW(n, field, s, p)                                                                    \
    NAME(n), .number = field, .shape = SY_SHAPE_##s, .policy = SY_POLICY_##p
#define OWN(field, s, p) .number = field, .shape = SY_SHAPE_##s, .policy = SY_POLICY_##p
#define VOCABULARY(v)    .rule = SY_RULE_VOCABULARY, .vocabulary = SY_CBV_##v
#define RULE(r)          .rule = SY_RULE_##r
#define OF(l)            .level = SY_LEVEL_##l
#define REQUIRED         .required = true

enum {
    ANY = SY_EVENT_ANY,
    OBJECT = SY_EVENT_OBJECT,
    GROUP = SY_EVENT_AGGREGATION | SY_EVENT_ASSOCIATION,
    TRANSACTION = SY_EVENT_TRANSACTION,
    CHANGE = SY_EVENT_TRANSFORMATION
};

/* clang-format off */
static const struct sy_epcis_row event_rows[] = {
    {ROW("recordTime", 0, DROPPED, OPEN), RULE(TIME), .events = ANY},
    {ROW("type", 1, TEXT, OPEN), VOCABULARY(EVENT_TYPE), .events = ANY, REQUIRED},
    {ROW("eventTime", 2, TEXT, OPEN), RULE(TIME), .events = ANY, REQUIRED},
    {ROW("eventTimeZoneOffset", 3, TEXT, OPEN), RULE(OFFSET), .events = ANY, REQUIRED},
    {ROW("eventID", 4, TEXT, EVENT_ID), RULE(URI), .events = ANY},
    {ROW("action", 5, TEXT, OPEN), VOCABULARY(ACTION), .events = OBJECT | GROUP | TRANSACTION,
     REQUIRED},
    {ROW("bizStep", 6, TEXT, OPEN), VOCABULARY(BIZ_STEP), .events = ANY},
    {ROW("disposition", 7, TEXT, OPEN), VOCABULARY(DISPOSITION), .events = ANY},
    {ROW("persistentDisposition", 8, OBJECT, OPEN), OF(PERSISTENT_DISPOSITION), .events = ANY},
    {ROW("errorDeclaration", 9, OBJECT, OPEN), OF(ERROR_DECLARATION), .events = ANY},
    {ROW("certificationInfo", 10, TEXT_OR_TEXTS, OPEN), RULE(URI), .events = ANY},
    {ROW("epcList", 11, TEXTS, OPEN), RULE(URI), .events = OBJECT | TRANSACTION},
    {ROW("quantityList", 12, OBJECTS, OPEN), OF(QUANTITY), .events = OBJECT | TRANSACTION},
    {ROW("parentID", 13, TEXT, OPEN), RULE(URI), .events = GROUP | TRANSACTION},
    {ROW("childEPCs", 14, TEXTS, OPEN), RULE(URI), .events = GROUP},
    {ROW("childQuantityList", 15, OBJECTS, OPEN), OF(QUANTITY), .events = GROUP},
    {ROW("inputEPCList", 16, TEXTS, CHAIN), RULE(URI), .events = CHANGE},
    {ROW("inputQuantityList", 17, OBJECTS, CHAIN), OF(QUANTITY), .events = CHANGE},
    {ROW("outputEPCList", 18, TEXTS, OPEN), RULE(URI), .events = CHANGE},
    {ROW("outputQuantityList", 19, OBJECTS, OPEN), OF(QUANTITY), .events = CHANGE},
    {ROW("transformationID", 20, TEXT, CHAIN), RULE(URI), .events = CHANGE},
    {ROW("readPoint", 21, OBJECT, PLACE), OF(LOCATION), .events = ANY},
    {ROW("bizLocation", 22, OBJECT, PLACE), OF(LOCATION), .events = ANY},
    {ROW("bizTransactionList", 23, OBJECTS, COMMERCIAL), OF(TRANSACTION), .events = ANY},
    {ROW("sourceList", 24, OBJECTS, CHAIN), OF(SOURCE), .events = ANY, .single = true},
    {ROW("destinationList", 25, OBJECTS, CHAIN), OF(DESTINATION), .events = ANY,
     .single = true},
    {ROW("sensorElementList", 26, OBJECTS, CHAIN), OF(SENSOR), .events = ANY},
    {ROW("ilmd", 27, MEMBERS, CHAIN), .events = OBJECT | CHANGE},
    {OWN(28, EXTENSIONS, COMMERCIAL)},
    {OWN(29, CONTEXT, CONTEXT)},
    {OWN(30, EMPTY, OPEN)},
    {OWN(31, LIST_FLAG, OPEN)},
    {OWN(32, SINGLE, OPEN)},
};

static const struct sy_epcis_row persistent_rows[] = {
    {ROW("set", 1, TEXTS, OPEN), VOCABULARY(DISPOSITION)},
    {ROW("unset", 2, TEXTS, OPEN), VOCABULARY(DISPOSITION)},
    {OWN(3, EMPTY, OPEN)},
    {OWN(4, EXTENSIONS, COMMERCIAL)},
};

static const struct sy_epcis_row declaration_rows[] = {
    {ROW("declarationTime", 1, TEXT, OPEN), RULE(TIME), REQUIRED},
    {ROW("reason", 2, TEXT, OPEN), VOCABULARY(ERROR_REASON)},
    {ROW("correctiveEventIDs", 3, TEXTS, OPEN), RULE(URI)},
    {OWN(4, EXTENSIONS, COMMERCIAL)},
    {OWN(5, EMPTY, OPEN)},
};

static const struct sy_epcis_row quantity_rows[] = {
    {OWN(1, AT, OPEN)},
    {ROW("epcClass", 2, TEXT, OPEN), RULE(URI), REQUIRED},
    {ROW("quantity", 3, NUMBER, AMOUNT)},
    {ROW("uom", 4, TEXT, AMOUNT), RULE(UOM)},
    {ROW("suyuan:declared", 5, TEXT, AMOUNT)},
    {ROW("suyuan:basis", 6, TEXT, AMOUNT), VOCABULARY(BASIS)},
    {OWN(7, EXTENSIONS, COMMERCIAL)},
};

static const struct sy_epcis_row location_rows[] = {
    {ROW("id", 1, TEXT, PLACE), RULE(URI), REQUIRED},
    {OWN(2, EXTENSIONS, COMMERCIAL)},
};

static const struct sy_epcis_row transaction_rows[] = {
    {OWN(1, AT, TRANSACTION)},
    {ROW("type", 2, TEXT, TRANSACTION), VOCABULARY(TRANSACTION_TYPE)},
    {ROW("bizTransaction", 3, TEXT, TRANSACTION), RULE(URI), REQUIRED},
    {OWN(4, EXTENSIONS, COMMERCIAL)},
};

static const struct sy_epcis_row source_rows[] = {
    {OWN(1, AT, CHAIN)},
    {ROW("type", 2, TEXT, CHAIN), VOCABULARY(SOURCE_TYPE), REQUIRED},
    {ROW("source", 3, TEXT, CHAIN), RULE(URI), REQUIRED},
    {OWN(4, EXTENSIONS, COMMERCIAL)},
};

static const struct sy_epcis_row destination_rows[] = {
    {OWN(1, AT, CHAIN)},
    {ROW("type", 2, TEXT, CHAIN), VOCABULARY(SOURCE_TYPE), REQUIRED},
    {ROW("destination", 3, TEXT, CHAIN), RULE(URI), REQUIRED},
    {OWN(4, EXTENSIONS, COMMERCIAL)},
};

static const struct sy_epcis_row sensor_rows[] = {
    {OWN(1, AT, CHAIN)},
    {ROW("sensorMetadata", 2, OBJECT, CHAIN), OF(SENSOR_METADATA)},
    {ROW("sensorReport", 3, OBJECTS, CHAIN), OF(SENSOR_REPORT), REQUIRED},
    {OWN(4, EXTENSIONS, COMMERCIAL)},
    {OWN(5, EMPTY, CHAIN)},
};

static const struct sy_epcis_row metadata_rows[] = {
    {ROW("time", 1, TEXT, CHAIN), RULE(TIME)},
    {ROW("startTime", 2, TEXT, CHAIN), RULE(TIME)},
    {ROW("endTime", 3, TEXT, CHAIN), RULE(TIME)},
    {ROW("deviceID", 4, TEXT, COMMERCIAL), RULE(URI)},
    {ROW("deviceMetadata", 5, TEXT, COMMERCIAL), RULE(URI)},
    {ROW("rawData", 6, TEXT, COMMERCIAL), RULE(URI)},
    {ROW("dataProcessingMethod", 7, TEXT, COMMERCIAL), RULE(URI)},
    {ROW("bizRules", 8, TEXT, COMMERCIAL), RULE(URI)},
    {OWN(9, EXTENSIONS, COMMERCIAL)},
};

static const struct sy_epcis_row report_rows[] = {
    {OWN(1, AT, CHAIN)},
    {ROW("type", 2, TEXT, CHAIN), VOCABULARY(MEASUREMENT)},
    {ROW("exception", 3, TEXT, CHAIN), VOCABULARY(SENSOR_ALERT)},
    {ROW("deviceID", 4, TEXT, COMMERCIAL), RULE(URI)},
    {ROW("deviceMetadata", 5, TEXT, COMMERCIAL), RULE(URI)},
    {ROW("rawData", 6, TEXT, COMMERCIAL), RULE(URI)},
    {ROW("dataProcessingMethod", 7, TEXT, COMMERCIAL), RULE(URI)},
    {ROW("bizRules", 8, TEXT, COMMERCIAL), RULE(URI)},
    {ROW("time", 9, TEXT, CHAIN), RULE(TIME)},
    {ROW("microorganism", 10, TEXT, CHAIN), RULE(URI)},
    {ROW("chemicalSubstance", 11, TEXT, CHAIN), RULE(URI)},
    {ROW("coordinateReferenceSystem", 12, TEXT, CHAIN), RULE(URI)},
    {ROW("value", 13, NUMBER, CHAIN)},
    {ROW("component", 14, TEXT, CHAIN), VOCABULARY(COMPONENT)},
    {ROW("stringValue", 15, TEXT, CHAIN)},
    {ROW("booleanValue", 16, BOOL, CHAIN)},
    {ROW("hexBinaryValue", 17, TEXT, CHAIN), RULE(HEX)},
    {ROW("uriValue", 18, TEXT, CHAIN), RULE(URI)},
    {ROW("minValue", 19, NUMBER, CHAIN)},
    {ROW("maxValue", 20, NUMBER, CHAIN)},
    {ROW("meanValue", 21, NUMBER, CHAIN)},
    {ROW("sDev", 22, NUMBER, CHAIN)},
    {ROW("percRank", 23, NUMBER, CHAIN)},
    {ROW("percValue", 24, NUMBER, CHAIN)},
    {ROW("uom", 25, TEXT, CHAIN), RULE(UOM)},
    {OWN(26, EXTENSIONS, COMMERCIAL)},
};

static const struct sy_epcis_row master_data_rows[] = {
    {OWN(1, OUTER, MASTER_DATA)},
    {ROW("id", 2, TEXT, MASTER_DATA), RULE(URI), REQUIRED},
    {ROW("attributes", 3, OBJECTS, MASTER_DATA), OF(ATTRIBUTE)},
    {ROW("children", 4, TEXTS, MASTER_DATA), RULE(URI)},
    {OWN(5, EXTENSIONS, COMMERCIAL)},
    {OWN(6, OUTER, COMMERCIAL)},
    {OWN(7, CONTEXT, CONTEXT)},
    {OWN(8, EMPTY, MASTER_DATA)},
};

static const struct sy_epcis_row attribute_rows[] = {
    {OWN(1, AT, MASTER_DATA)},
    {ROW("id", 2, TEXT, MASTER_DATA), RULE(URI), REQUIRED},
    {ROW("attribute", 3, JSON, MASTER_DATA)},
    {OWN(4, EXTENSIONS, COMMERCIAL)},
};

static const struct sy_epcis_row document_rows[] = {
    {ROW("schemaVersion", 0, DROPPED, COMMERCIAL), REQUIRED},
    {ROW("epcisHeader", 0, DROPPED, COMMERCIAL)},
    {ROW("epcisBody", 0, DROPPED, COMMERCIAL), REQUIRED},
    {ROW("id", 1, TEXT, COMMERCIAL)},
    {ROW("creationDate", 2, TEXT, COMMERCIAL), RULE(TIME)},
    {ROW("sender", 3, TEXT, COMMERCIAL)},
    {ROW("receiver", 4, TEXT, COMMERCIAL)},
    {ROW("instanceIdentifier", 5, TEXT, COMMERCIAL)},
    {OWN(6, EXTENSIONS, COMMERCIAL)},
    {ROW("type", 7, TEXT, COMMERCIAL), REQUIRED},
    {ROW("@context", 8, CONTEXT, COMMERCIAL), REQUIRED},
};
/* clang-format on */

#define LEVEL(rows, in_list)                                                                   \
    {                                                                                          \
        rows, sizeof(rows) / sizeof(rows[0]), in_list                                          \
    }

static const struct sy_epcis_level_rows levels[SY_LEVEL_COUNT] = {
    [SY_LEVEL_EVENT] = LEVEL(event_rows, false),
    [SY_LEVEL_PERSISTENT_DISPOSITION] = LEVEL(persistent_rows, false),
    [SY_LEVEL_ERROR_DECLARATION] = LEVEL(declaration_rows, false),
    [SY_LEVEL_QUANTITY] = LEVEL(quantity_rows, true),
    [SY_LEVEL_LOCATION] = LEVEL(location_rows, false),
    [SY_LEVEL_TRANSACTION] = LEVEL(transaction_rows, true),
    [SY_LEVEL_SOURCE] = LEVEL(source_rows, true),
    [SY_LEVEL_DESTINATION] = LEVEL(destination_rows, true),
    [SY_LEVEL_SENSOR] = LEVEL(sensor_rows, true),
    [SY_LEVEL_SENSOR_METADATA] = LEVEL(metadata_rows, false),
    [SY_LEVEL_SENSOR_REPORT] = LEVEL(report_rows, true),
    [SY_LEVEL_MASTER_DATA] = LEVEL(master_data_rows, false),
    [SY_LEVEL_ATTRIBUTE] = LEVEL(attribute_rows, true),
    [SY_LEVEL_DOCUMENT] = LEVEL(document_rows, false),
};

struct sy_epcis_level_rows sy_epcis_rows(enum sy_epcis_level level)
{
    sy_assert((unsigned)level < SY_LEVEL_COUNT);
    return levels[level];
}

const struct sy_epcis_row *sy_epcis_row_named(enum sy_epcis_level level, struct sy_bytes name)
{
    struct sy_epcis_level_rows of = sy_epcis_rows(level);

    for (size_t i = 0; i < of.count; i++) {
        if (of.rows[i].name != NULL && of.rows[i].name_len == name.len &&
            memcmp(of.rows[i].name, name.data, name.len) == 0)
            return &of.rows[i];
    }
    return NULL;
}

const struct sy_epcis_row *sy_epcis_row_numbered(enum sy_epcis_level level, uint32_t number)
{
    struct sy_epcis_level_rows of = sy_epcis_rows(level);

    sy_assert(number != 0);
    for (size_t i = 0; i < of.count; i++) {
        if (of.rows[i].number == number)
            return &of.rows[i];
    }
    return NULL;
}

unsigned sy_epcis_event_bit(struct sy_bytes type)
{
    static const struct {
        const char *name;
        unsigned bit;
    } types[] = {
        {"ObjectEvent", SY_EVENT_OBJECT},
        {"AggregationEvent", SY_EVENT_AGGREGATION},
        {"AssociationEvent", SY_EVENT_ASSOCIATION},
        {"TransactionEvent", SY_EVENT_TRANSACTION},
        {"TransformationEvent", SY_EVENT_TRANSFORMATION},
    };

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (sy_bytes_equal(type, sy_text(types[i].name)))
            return types[i].bit;
    }
    return 0;
}
