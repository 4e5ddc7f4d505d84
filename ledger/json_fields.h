/* json_fields.h - reading an object whose members are all known, and saying exactly what is
 * wrong.
 *
 * Shape    a field knows where it stands: its parents are a list on the stack, from which the
 *          path "logs[2].vkey" is written only when something is wrong.
 * Errors   those that return bool return false with *why filled, outputs unchanged.
 * Pure     no allocation; texts are borrowed from the document.
 */
#ifndef SY_JSON_FIELDS_H
#define SY_JSON_FIELDS_H

#include "ledger/json.h"
#include "ledger/problem.h"

struct sy_field {
    const struct sy_json *node;
    const struct sy_field *parent; /* NULL for the root */
    const char *name;              /* of a member; NULL for an element */
    size_t index;                  /* of an element */
    struct sy_problem *why;
};

/* Parse a file of at most SY_NETWORK_FILE_BYTES_MAX and give its root; close the document.
 * SY_LIMIT, SY_BAD_JSON, SY_NO_MEMORY with *why filled, which may be NULL; there is then
 * nothing to close. */
SY_MUST_USE enum sy_err sy_field_document(struct sy_bytes file,
                                          struct sy_json_document *document,
                                          struct sy_field *root, struct sy_problem *why);

/* Say what is wrong here; always false. */
bool sy_field_wrong(const struct sy_field *f, enum sy_problem_kind kind,
                    struct sy_bytes detail);

/* It is an object with exactly these members. */
SY_MUST_USE bool sy_field_object(const struct sy_field *f, const char *const *names,
                                 size_t count);

/* The member, which must be of that type. The field lives as long as f. */
SY_MUST_USE bool sy_field_member(const struct sy_field *f, const char *name,
                                 enum sy_json_type type, struct sy_field *out);

/* A member that is a text, or a whole number of at most max without sign, fraction or
 * exponent. */
SY_MUST_USE bool sy_field_text(const struct sy_field *f, const char *name,
                               struct sy_bytes *out);
SY_MUST_USE bool sy_field_uint(const struct sy_field *f, const char *name, uint64_t max,
                               uint64_t *out);

/* A member that is a list of min to max elements. */
SY_MUST_USE bool sy_field_list(const struct sy_field *f, const char *name, size_t min,
                               size_t max, struct sy_field *out);

/* Step through a list: start with *element all zero; false after the last one. */
SY_MUST_USE bool sy_field_next(const struct sy_field *list, struct sy_field *element);

#endif
