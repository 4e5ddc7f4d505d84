/* show_record.h - a record and its parts, field by field, whatever their type.
 *
 * Shape    fields by their names in the schema; a type that this program does not know by its
 *          number and size. For people indented lines, else JSON.
 */
#ifndef SY_SHOW_RECORD_H
#define SY_SHOW_RECORD_H

#include "tools/erased.h"
#include "tools/keeping.h"

/* A record that has been verified; place is where it stands, gaps why the node does not have
 * parts of it. */
void sy_show_record(const struct sy_peer *peer, const struct sy_erased_place *place,
                    const struct sy_record_share *record, const struct sy_list *gaps);

/* The body of a record of that type as one JSON object; of a type that is not known, null. */
void sy_show_body(struct sy_json_writer *w, uint32_t type, struct sy_bytes body);

/* The same as a text for people. */
void sy_show_body_text(struct sy_buffer *to, uint32_t type, struct sy_bytes body);

#endif
