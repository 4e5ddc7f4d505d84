/* json.h - a JSON text as a tree that one can look things up in.
 *
 * Shape    members and elements are linked lists in the order of the text. A number is the text
 *          it was written as: 0.10 and 1e-7 stay what they are. Names and texts are decoded and
 *          copied: they live as long as the document, whatever becomes of the input.
 * Strict   RFC 8259, and besides: no name twice in one object, no NUL and no lone surrogate in
 *          a text, valid UTF-8, one value and nothing behind it. A leading byte order mark is
 *          passed over. Who must read what others get wrong may let the last of equal names
 *          count.
 * Pure     allocation only, in one arena a document, up to its limit.
 */
#ifndef SY_JSON_H
#define SY_JSON_H

#include "proto/base.h"
#include "proto/err.h"
#include "proto/limits.h"

enum { SY_JSON_ARENA_BYTES_MAX = 1 << 30, SY_JSON_WHAT_BYTES = 120 };

enum sy_json_type {
    SY_JSON_NULL,
    SY_JSON_BOOL,
    SY_JSON_NUMBER,
    SY_JSON_TEXT,
    SY_JSON_LIST,
    SY_JSON_OBJECT
};

struct sy_json {
    enum sy_json_type type;
    bool truth;           /* of a bool */
    bool repeated;        /* the last of several members of its name; the others are gone */
    uint32_t count;       /* members or elements */
    struct sy_bytes name; /* of a member of an object */
    struct sy_bytes text; /* of a text, decoded; of a number, as written */
    const struct sy_json *first; /* member or element; NULL when there is none */
    const struct sy_json
        *next; /* behind this one in the same object or list; NULL at the end */
};

struct sy_json_arena; /* private */

/* All zero is a document that holds nothing. */
struct sy_json_document {
    const struct sy_json *root;
    size_t arena_max; /* bytes; 0 means SY_JSON_ARENA_BYTES_MAX; set before parsing */
    bool last_counts; /* of members of one name, instead of refusing; set before parsing */
    struct sy_json_arena *arena;
};

/* Where a text stops being JSON, and why, for people. */
struct sy_json_error {
    size_t offset;   /* bytes before the place */
    uint32_t line;   /* from 1 */
    uint32_t column; /* from 1, in characters */
    char what[SY_JSON_WHAT_BYTES];
};

/* Reads one text into a document that holds nothing. SY_BAD_JSON and SY_LIMIT (deeper than
 * SY_JSON_DEPTH_MAX, or more than the arena holds) fill *why, which may be NULL, and leave the
 * document holding nothing; so does SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_json_parse(struct sy_bytes text, struct sy_json_document *doc,
                                      struct sy_json_error *why);

/* Free everything; the document holds nothing afterwards. NULL and twice are fine. */
void sy_json_close(struct sy_json_document *doc);

/* The member of that name; NULL when there is none, or when node is NULL or no object. */
const struct sy_json *sy_json_member(const struct sy_json *node, const char *name);

/* True when node is a text that reads so; NULL is no text. */
bool sy_json_is(const struct sy_json *node, const char *text);

/* Equal values: the order of members does not matter, that of elements does, and numbers are
 * equal when they are written alike. */
bool sy_json_equal(const struct sy_json *a, const struct sy_json *b);

/* "text", "number", "object" ... */
const char *sy_json_type_name(enum sy_json_type type);

#endif
