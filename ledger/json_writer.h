/* json_writer.h - JSON text, written piece by piece into a buffer.
 *
 * Shape    begin, then for an object name and value in turns, then end. Out of turn is a fault
 *          of the program and asserted. Errors are the buffer's: sticky, looked at once at the
 *          end. Compact has no white space at all; pretty indents by two and ends no line at
 *          the end. Texts are escaped only where JSON demands it; other characters stay
 *          readable.
 * Pure     no allocation but the buffer's.
 */
#ifndef SY_JSON_WRITER_H
#define SY_JSON_WRITER_H

#include "ledger/json.h"
#include "proto/buffer.h"

enum { SY_JSON_WRITER_DEPTH_MAX = SY_JSON_DEPTH_MAX + 16 };

/* All zero but for to (and pretty) is a writer at the start of a text. */
struct sy_json_writer {
    struct sy_buffer *to;
    bool pretty;
    bool named; /* a name waits for its value */
    unsigned depth;
    struct {
        bool object; /* or list */
        bool some;   /* something stands in it already */
    } level[SY_JSON_WRITER_DEPTH_MAX];
};

/* Commas are put where they belong. The caller sees to it that there are at most
 * SY_JSON_WRITER_DEPTH_MAX within each other. */
void sy_json_begin_object(struct sy_json_writer *w);
void sy_json_end_object(struct sy_json_writer *w);
void sy_json_begin_list(struct sy_json_writer *w);
void sy_json_end_list(struct sy_json_writer *w);

/* The name of the next value, inside an object. */
void sy_json_put_name(struct sy_json_writer *w, struct sy_bytes name);
void sy_json_name(struct sy_json_writer *w, const char *name);

/* Values. Text must be valid UTF-8, a number and raw JSON valid, raw without white space. */
void sy_json_put_text(struct sy_json_writer *w, struct sy_bytes text);
void sy_json_put_string(struct sy_json_writer *w, const char *text);
void sy_json_put_number(struct sy_json_writer *w, struct sy_bytes number);
void sy_json_put_uint(struct sy_json_writer *w, uint64_t value);
void sy_json_put_int(struct sy_json_writer *w, int64_t value);
void sy_json_put_bool(struct sy_json_writer *w, bool value);
void sy_json_put_null(struct sy_json_writer *w);
void sy_json_put_raw(struct sy_json_writer *w, struct sy_bytes json);

/* A node as it was read, numbers as written. */
void sy_json_write(struct sy_json_writer *w, const struct sy_json *node);

#endif
