/* epcis_export.h - records back to EPCIS 2.0 JSON: members and values as they went in, as far
 * as the parts at hand say them.
 *
 * Shape    an EPCISDocument is begun, given its master data and then its events, and ended; the
 *          writer's buffer may be emptied in between. The document has one @context; an event
 *          that was captured under another one carries its own. Members stand in the order of
 *          the schema's fields; lists keep the order they had.
 *          Bodies may come from a signer who did not use capture: what is no number or no JSON
 *          where one should be is written as text, and names cannot overwrite EPCIS's own.
 * Pure     no allocation but buffers'.
 */
#ifndef SY_EPCIS_EXPORT_H
#define SY_EPCIS_EXPORT_H

#include "ledger/epcis_fields.h"
#include "ledger/epcis_merge.h"
#include "ledger/json_writer.h"

/* All zero but for writer, before begin. */
struct sy_epcis_export {
    struct sy_json_writer *writer;
    struct sy_bytes context; /* the document's, JSON text; borrowed; empty: GS1's alone */
    struct sy_merged_stack stack;
    struct sy_buffer vocabulary; /* type of the vocabulary that is open */
    uint8_t place;               /* in front of, in the header, in the body */
};

/* The @context, as JSON text, that an event or element of master data was captured under; empty
 * when it was GS1's alone, or lies in a part that is not at hand. */
struct sy_bytes sy_epcis_export_context(enum sy_record_type type,
                                        const struct sy_epcis_parts *parts);

/* Begins a document. context is JSON text and lives until the end; empty for GS1's alone.
 * envelope gives its id, sender and so on; NULL when there is none. */
void sy_epcis_export_begin(struct sy_epcis_export *e, struct sy_bytes context,
                           struct sy_bytes creation_date,
                           const struct sy_epcis_parts *envelope);

/* An element of master data; all of them before the first event, those of one vocabulary one
 * behind the other. An envelope is passed over. SY_BAD_ENCODING when parts are no messages of
 * that type, nothing written; SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_epcis_export_master_data(struct sy_epcis_export *e,
                                                    const struct sy_epcis_parts *parts);

/* An event; record_time is left out when it is empty. Errors as above. */
SY_MUST_USE enum sy_err sy_epcis_export_event(struct sy_epcis_export *e,
                                              const struct sy_epcis_parts *parts,
                                              struct sy_bytes record_time);

/* Ends the document; what went wrong is in the writer's buffer. */
void sy_epcis_export_end(struct sy_epcis_export *e);

/* One event or element alone, as an object. It carries its @context only when that differs from
 * the one in force. Errors as above. */
SY_MUST_USE enum sy_err sy_epcis_export_object(struct sy_json_writer *writer,
                                               enum sy_record_type type,
                                               const struct sy_epcis_parts *parts,
                                               struct sy_bytes context,
                                               struct sy_bytes record_time);

/* Frees what it holds, not the writer. */
void sy_epcis_export_close(struct sy_epcis_export *e);

#endif
