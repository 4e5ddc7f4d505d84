/* capture_object.h - one JSON object of EPCIS to the bodies of its parts, checked on the way.
 *
 * Shape    a walk down the levels of epcis_fields.h. At each level members are sorted into
 *          rows, then the rows written in ascending order of field numbers: so bodies are
 *          canonical.
 * Pure     allocation only.
 */
#ifndef SY_CAPTURE_OBJECT_H
#define SY_CAPTURE_OBJECT_H

#include "ledger/capture_walk.h"

/* Writes an object of that level as the message at depth 0. */
void sy_capture_object(struct sy_capture_walk *walk, enum sy_epcis_level level,
                       const struct sy_json *object);

/* The same for an object that is field number of the message at depth 0 and all of it. */
void sy_capture_object_within(struct sy_capture_walk *walk, enum sy_epcis_level level,
                              const struct sy_json *object, uint32_t number);

#endif
