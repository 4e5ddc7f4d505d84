/* event_source.h - a file of events, text by text: one JSON document, or JSON values one a
 * line.
 *
 * Shape    lines when the first line is a whole JSON value and more follows; otherwise one
 *          document. A file of lines is never in memory but for one of them, so it may be of
 *          any size.
 * Errors   those of file.h; SY_LIMIT for a text longer than the limits here.
 */
#ifndef SY_EVENT_SOURCE_H
#define SY_EVENT_SOURCE_H

#include <stdio.h>

#include "proto/buffer.h"

enum { SY_SOURCE_LINE_BYTES_MAX = 16 << 20, SY_SOURCE_DOCUMENT_BYTES_MAX = 256 << 20 };

struct sy_event_source {
    FILE *file;
    bool lines;
    bool taken;            /* what open has read was handed out */
    uint64_t line;         /* number of the line read last, from 1 */
    struct sy_buffer text; /* the text at hand */
};

/* "-" is standard input. On an error there is nothing to close. */
SY_MUST_USE enum sy_err sy_event_source_open(struct sy_event_source *source, const char *path);

/* The next text, until the next call. SY_NOT_FOUND at the end. */
SY_MUST_USE enum sy_err sy_event_source_next(struct sy_event_source *source,
                                             struct sy_bytes *text);

/* Twice is fine. */
void sy_event_source_close(struct sy_event_source *source);

#endif
