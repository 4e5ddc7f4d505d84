/* capture_event.h - what one event must say besides what each of its members must be.
 *
 * Source   EPCIS 2.0 section 7.4; epcis_fields.h has what single members must be.
 * Pure     allocation only, of errors.
 */
#ifndef SY_CAPTURE_EVENT_H
#define SY_CAPTURE_EVENT_H

#include "ledger/capture_walk.h"

/* Sets what the walk needs to know of an event before it starts: its type and id, and whether
 * its step and state open places and amounts. */
void sy_capture_event_begin(struct sy_capture_walk *walk, const struct sy_json *event);

/* Adds an error for each rule between members that the event breaks. */
void sy_capture_event_check(struct sy_capture_walk *walk, const struct sy_json *event);

#endif
