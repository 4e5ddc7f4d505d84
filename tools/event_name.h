/* event_name.h - what the identifiers in an event name, in a few words.
 *
 * Pure     text into a buffer; what others wrote is made fit to be shown (plain.h).
 */
#ifndef SY_EVENT_NAME_H
#define SY_EVENT_NAME_H

#include "tools/directory.h"

struct sy_event_teller {
    enum sy_language language;
    const struct sy_directory *directory; /* names of organisations; NULL for none */
    struct sy_bytes principal;            /* whose statement it is: goes without saying */
};

/* Append what an identifier names in a few words: "lot HT-03 of <organisation>". */
void sy_event_put_name(struct sy_buffer *to, const struct sy_event_teller *teller,
                       struct sy_bytes identifier);

/* The same without the kind of thing, where what stands before says it. */
void sy_event_put_bare_name(struct sy_buffer *to, const struct sy_event_teller *teller,
                            struct sy_bytes identifier);

/* Append an organisation: its name and registry id. */
void sy_event_put_subject(struct sy_buffer *to, const struct sy_event_teller *teller,
                          struct sy_bytes subject);

#endif
