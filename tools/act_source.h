/* act_source.h - acts from a file, one JSON object after the other, however long the file is.
 *
 * Shape    JSON lines, a list of objects, or objects one behind the other: what stands between
 *          objects is blanks, commas and the brackets of one list. Each object comes with the
 *          line that it starts on. What is no object is an error of its line; the next line
 *          goes on.
 */
#ifndef SY_ACT_SOURCE_H
#define SY_ACT_SOURCE_H

#include <stdio.h>

#include "proto/buffer.h"

enum { SY_ACT_SOURCE_BYTES_MAX = 1 << 20 }; /* of one object */

struct sy_act_source {
    FILE *file;
    uint64_t line; /* of the object's first character, from 1 */
    uint64_t at;   /* of the next character */
    struct sy_buffer text;
};

/* SY_NOT_FOUND, SY_DENIED, SY_BAD_FILE, SY_IO. */
SY_MUST_USE enum sy_err sy_act_source_open(struct sy_act_source *source, const char *path);

/* The next object's text, valid until the next call. SY_NOT_FOUND at the end; SY_BAD_JSON for
 * what is no object, SY_LIMIT for one that is too large: source->line says where, and the next
 * call goes on behind it. SY_IO, SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_act_source_next(struct sy_act_source *source, struct sy_bytes *text);

/* Twice is fine. */
void sy_act_source_close(struct sy_act_source *source);

#endif
