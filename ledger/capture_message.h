/* capture_message.h - what is wrong with a document and what to do, in English and Chinese.
 *
 * Shape    one text a code with {path}, {value} and {expected} standing for the error's. Data
 *          for whoever prints; nothing is printed here.
 * Pure     no allocation but the buffer's.
 */
#ifndef SY_CAPTURE_MESSAGE_H
#define SY_CAPTURE_MESSAGE_H

#include "ledger/capture_error.h"
#include "ledger/language.h"
#include "proto/buffer.h"

/* The text of a code with its placeholders. */
const char *sy_capture_message_format(enum sy_capture_code code, enum sy_language language);

/* The text of an error, placeholders filled, without its event's number and without a new
 * line. */
void sy_capture_message_put(const struct sy_capture_error *error, enum sy_language language,
                            struct sy_buffer *to);

#endif
