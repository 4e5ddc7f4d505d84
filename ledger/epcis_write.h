/* epcis_write.h - one object of EPCIS, merged from its parts, as JSON.
 *
 * Shape    walks the rows of epcis_fields.h over the merged fields. What is no number or no
 *          JSON where one should be is written as text, and names cannot overwrite EPCIS's own.
 * Pure     no allocation but buffers'.
 */
#ifndef SY_EPCIS_WRITE_H
#define SY_EPCIS_WRITE_H

#include "ledger/epcis_fields.h"
#include "ledger/epcis_merge.h"
#include "ledger/json_writer.h"

/* Field numbers of the schemas: @context and extensions. */
enum {
    SY_EVENT_FIELD_EXTENSION = 28,
    SY_EVENT_FIELD_CONTEXT = 29,
    SY_MASTER_DATA_FIELD_EXTENSION = 5,
    SY_MASTER_DATA_FIELD_CONTEXT = 7
};

#define SY_GS1_CONTEXT "[\"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld\"]"

/* One walk over a message and the messages in it. */
struct sy_epcis_write {
    struct sy_json_writer *w;
    struct sy_merged_stack *stack;
    struct sy_bytes context; /* in force around the object, JSON text; empty: GS1's alone */
    bool context_put;        /* the record's own @context stands there already */
};

/* The object of that level; record_time is left out when it is empty. SY_BAD_ENCODING when a
 * body is no message, SY_NO_MEMORY; something may be written then. */
SY_MUST_USE enum sy_err sy_epcis_write_object(struct sy_epcis_write *write,
                                              enum sy_epcis_level level,
                                              const struct sy_epcis_parts *parts,
                                              struct sy_bytes record_time);

/* The members of one row, from the merged fields of their object; none when it is not there.
 * Errors as above. */
SY_MUST_USE enum sy_err sy_epcis_write_row(struct sy_epcis_write *write,
                                           enum sy_epcis_level level,
                                           const struct sy_epcis_row *row,
                                           struct sy_merged_range all);

/* JSON text as a value; as a text when it is no JSON. */
void sy_epcis_write_json(struct sy_json_writer *w, struct sy_bytes json);

#endif
