/* epcis_merge.h - the fields of one message whose bodies lie in several parts, as if it were
 * one.
 *
 * Shape    up to four bodies, by part kind - 1, empty where the reader has none. Their fields
 *          come in ascending order of numbers, of one number in order of kinds; of a field that
 *          may stand once the first one counts. Elements of lists are put together by the place
 *          ("at") that they carry.
 *          Fields lie on a stack that the caller owns, so that inner messages can be looked at
 *          while the outer one is walked.
 * Pure     no allocation but the stack's.
 */
#ifndef SY_EPCIS_MERGE_H
#define SY_EPCIS_MERGE_H

#include "proto/buffer.h"
#include "proto/record_type.h"
#include "proto/wire.h"

struct sy_epcis_parts {
    struct sy_bytes body[SY_PART_KINDS];
};

struct sy_merged {
    struct sy_wire_field field; /* bytes borrowed from the body */
    enum sy_part_kind kind;
    uint64_t at; /* of an element, once sy_epcis_merge_elements has sorted them */
};

/* A range of merged fields; indices, because the stack may move. */
struct sy_merged_range {
    size_t from, to;
};

/* All zero is an empty stack; close it with sy_buffer_close. */
struct sy_merged_stack {
    struct sy_buffer buffer;
};

/* Field number index of the stack; it moves when fields are pushed. */
struct sy_merged *sy_merged_at(const struct sy_merged_stack *stack, size_t index);

/* Pushes the fields of the bodies. SY_BAD_ENCODING when one is no message, SY_NO_MEMORY;
 * nothing is pushed then. */
SY_MUST_USE enum sy_err sy_epcis_merge(struct sy_merged_stack *stack,
                                       const struct sy_epcis_parts *parts,
                                       struct sy_merged_range *out);

/* Takes the fields from range.from on off the stack. */
void sy_epcis_merge_pop(struct sy_merged_stack *stack, struct sy_merged_range range);

/* Those of a field number, within a range of one message; empty when there are none. */
struct sy_merged_range sy_epcis_merge_find(const struct sy_merged_stack *stack,
                                           struct sy_merged_range range, uint32_t number);

/* Sorts the elements of a list by place and kind. */
void sy_epcis_merge_elements(struct sy_merged_stack *stack, struct sy_merged_range list);

/* The element that starts at *index: its bodies; *index moves behind it. */
struct sy_epcis_parts sy_epcis_merge_next(const struct sy_merged_stack *stack,
                                          struct sy_merged_range list, size_t *index);

/* The first field of that number in one message, empty when there is none. */
struct sy_bytes sy_epcis_field(struct sy_bytes message, uint32_t number);

#endif
