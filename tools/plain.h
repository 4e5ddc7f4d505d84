/* plain.h - other people's text, fit to be shown: nothing in it can move a cursor, change
 * colours or turn the line around.
 *
 * Pure     text into a buffer.
 */
#ifndef SY_PLAIN_H
#define SY_PLAIN_H

#include "proto/buffer.h"

/* Append the text, each control and format character as an escape that can be seen (\u200b),
 * each byte that is no text as U+FFFD. */
void sy_plain_put(struct sy_buffer *to, struct sy_bytes text);

#endif
