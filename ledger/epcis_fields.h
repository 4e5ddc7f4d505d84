/* epcis_fields.h - the one table of EPCIS members: for each member its field in the schema, its
 * shape, the rule that checks it and the part it goes into. Capture, merge, export and views
 * are driven by it.
 *
 * Shape    a level is one kind of JSON object and its protobuf message. Its rows stand in
 *          ascending order of field numbers, so that walking them writes canonical bytes. Rows
 *          without a name are the schema's own: place in a list, extensions, flags.
 * Source   EPCIS 2.0; epcis.proto and record.proto; parts as decided for table version 1. A
 *          record does not say its version, so a row may move to a narrower part, never a field
 *          to another number.
 * Pure     constants.
 */
#ifndef SY_EPCIS_FIELDS_H
#define SY_EPCIS_FIELDS_H

#include "ledger/cbv.h"
#include "proto/base.h"
#include "proto/record_type.h"

enum { SY_EPCIS_TABLE_VERSION = 1, SY_EPCIS_ROWS_MAX = 40 };

enum sy_epcis_level {
    SY_LEVEL_EVENT,
    SY_LEVEL_PERSISTENT_DISPOSITION,
    SY_LEVEL_ERROR_DECLARATION,
    SY_LEVEL_QUANTITY,
    SY_LEVEL_LOCATION,
    SY_LEVEL_TRANSACTION,
    SY_LEVEL_SOURCE,
    SY_LEVEL_DESTINATION,
    SY_LEVEL_SENSOR,
    SY_LEVEL_SENSOR_METADATA,
    SY_LEVEL_SENSOR_REPORT,
    SY_LEVEL_MASTER_DATA, /* an element of a vocabulary */
    SY_LEVEL_ATTRIBUTE,
    SY_LEVEL_DOCUMENT,
    SY_LEVEL_COUNT
};

enum sy_epcis_shape {
    /* members of EPCIS */
    SY_SHAPE_TEXT,
    SY_SHAPE_NUMBER, /* number text as written */
    SY_SHAPE_BOOL,
    SY_SHAPE_TEXTS,         /* list of texts */
    SY_SHAPE_TEXT_OR_TEXTS, /* one text or a list of them; a list sets the LIST_FLAG row */
    SY_SHAPE_OBJECT,
    SY_SHAPE_OBJECTS, /* list of objects; or, where the row says so, one without the list */
    SY_SHAPE_MEMBERS, /* object whose members are kept as extensions */
    SY_SHAPE_JSON,    /* any value, as its JSON text */
    SY_SHAPE_CONTEXT, /* the document's @context, as its JSON text */
    SY_SHAPE_DROPPED, /* checked, not kept */
    /* rows without a name */
    SY_SHAPE_AT,         /* place in the list */
    SY_SHAPE_EXTENSIONS, /* members that the standard does not know */
    SY_SHAPE_EMPTY,      /* numbers of the lists that were given without elements */
    SY_SHAPE_LIST_FLAG,  /* certificationInfo was a list */
    SY_SHAPE_SINGLE,     /* numbers of the lists whose one element was given without the list */
    SY_SHAPE_OUTER       /* stands outside the object: vocabulary type, document */
};

enum sy_epcis_rule {
    SY_RULE_NONE,
    SY_RULE_URI,
    SY_RULE_TIME,
    SY_RULE_OFFSET,
    SY_RULE_UOM,
    SY_RULE_HEX,
    SY_RULE_VOCABULARY
};

/* The part a member goes into; the first four are part kinds themselves. */
enum sy_epcis_policy {
    SY_POLICY_OPEN = SY_PART_OPEN,
    SY_POLICY_CHAIN = SY_PART_CHAIN,
    SY_POLICY_COMMERCIAL = SY_PART_COMMERCIAL,
    SY_POLICY_PERSONAL = SY_PART_PERSONAL,
    SY_POLICY_EVENT_ID,    /* open if a UUID; else chain: an ERP's own ids tell of its orders */
    SY_POLICY_PLACE,       /* chain; open at steps that happen only in places open to all */
    SY_POLICY_AMOUNT,      /* chain; open when sold at retail, destroyed or recalled */
    SY_POLICY_TRANSACTION, /* open: certificates, test results, tickets; else commercial */
    SY_POLICY_MASTER_DATA, /* open: product classes, public sites; else chain */
    SY_POLICY_CONTEXT /* commercial, open when it names GS1's context and our prefix only */
};

/* Kinds of events, to say where a member may stand. */
enum {
    SY_EVENT_OBJECT = 1,
    SY_EVENT_AGGREGATION = 2,
    SY_EVENT_ASSOCIATION = 4,
    SY_EVENT_TRANSACTION = 8,
    SY_EVENT_TRANSFORMATION = 16,
    SY_EVENT_ANY = 31
};

struct sy_epcis_row {
    const char *name; /* of the member; NULL for the schema's own */
    uint8_t name_len;
    uint8_t number;     /* of the field; 0 when not kept */
    uint8_t shape;      /* enum sy_epcis_shape */
    uint8_t rule;       /* enum sy_epcis_rule */
    uint8_t vocabulary; /* enum sy_cbv, for SY_RULE_VOCABULARY */
    uint8_t policy;     /* enum sy_epcis_policy */
    uint8_t level;      /* of SHAPE_OBJECT and SHAPE_OBJECTS */
    uint8_t events;     /* where it may stand, at SY_LEVEL_EVENT */
    bool required;
    bool single; /* one object may stand for a list of one */
};

struct sy_epcis_level_rows {
    const struct sy_epcis_row *rows;
    size_t count;
    bool in_list; /* an element of a list: carries at */
};

/* The members that objects of that level may have. */
struct sy_epcis_level_rows sy_epcis_rows(enum sy_epcis_level level);

/* The row of the member of that name; NULL when the standard has none there. */
const struct sy_epcis_row *sy_epcis_row_named(enum sy_epcis_level level, struct sy_bytes name);

/* The row of that field number (not 0); NULL when there is none. */
const struct sy_epcis_row *sy_epcis_row_numbered(enum sy_epcis_level level, uint32_t number);

/* The bit of an event type, 0 for none. */
unsigned sy_epcis_event_bit(struct sy_bytes type);

#endif
