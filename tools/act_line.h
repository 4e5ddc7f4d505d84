/* act_line.h - an act as an object of a file: {"act": "organisation suspend", "subject":
 * "uscc:...", "ground": "...", "term": "2026-12-31"}.
 *
 * Shape    the members are the fields of the command line, with _ or -; a repeated field takes
 *          a list. A number stands for its digits; null is no value.
 */
#ifndef SY_ACT_LINE_H
#define SY_ACT_LINE_H

#include "tools/act_form.h"

/* The object that starts on that line of its file, into the form. False with the problem
 * filled: where is the line and, where a member is to blame, its column and name. */
SY_MUST_USE bool sy_act_line_read(struct sy_act_form *form, struct sy_bytes text,
                                  uint64_t line);

#endif
