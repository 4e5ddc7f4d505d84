/* event_text.h - an EPCIS event in lines that a newcomer understands.
 *
 * Shape    the event is the tree of its JSON, as far as the reader's parts say it; every line
 *          is indented and names what it says.
 * Pure     text into a buffer; what others wrote is made fit to be shown (plain.h).
 */
#ifndef SY_EVENT_TEXT_H
#define SY_EVENT_TEXT_H

#include "ledger/json.h"
#include "tools/event_name.h"

/* Append what happened, without an end of line: "packed (put together)". */
void sy_event_put_step(struct sy_buffer *to, const struct sy_event_teller *teller,
                       const struct sy_json *event);

/* Append the lines on things, places, parties, papers, states, measurements and the rest.
 * chain_withheld: the reader lacks the part in which places and quantities usually are. */
void sy_event_put_lines(struct sy_buffer *to, const struct sy_event_teller *teller,
                        const struct sy_json *event, bool chain_withheld);

#endif
