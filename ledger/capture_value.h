/* capture_value.h - the value of one member, checked and written as its field.
 *
 * Shape    the path names the member; what is wrong with it is added to the walk's errors and
 *          nothing is written.
 * Pure     allocation only.
 */
#ifndef SY_CAPTURE_VALUE_H
#define SY_CAPTURE_VALUE_H

#include "ledger/capture_walk.h"

/* Whatever would be open to everyone may not be the number of a person. */
void sy_capture_value_refuse_personal(struct sy_capture_walk *walk, const struct sy_json *node);

/* Is it a text that obeys the row's rule. */
bool sy_capture_value_check(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                            const struct sy_json *node);

/* The text of a value as JSON without white space; valid until the next call. */
struct sy_bytes sy_capture_value_json_text(struct sy_capture_walk *walk,
                                           const struct sy_json *node);

/* Write a value of that shape into the part. */
void sy_capture_value_text(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                           const struct sy_json *node, enum sy_part_kind kind);
void sy_capture_value_texts(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                            const struct sy_json *list, enum sy_part_kind kind);
void sy_capture_value_number(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                             const struct sy_json *node, enum sy_part_kind kind);
void sy_capture_value_bool(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                           const struct sy_json *node, enum sy_part_kind kind);
void sy_capture_value_json(struct sy_capture_walk *walk, const struct sy_epcis_row *row,
                           const struct sy_json *node, enum sy_part_kind kind);

#endif
