/* whole_file.h - a small file of the node's own, read at once.
 *
 * Errors   SY_NOT_FOUND, SY_DENIED, SY_IO for the file; SY_LIMIT when it is larger than it may
 *          be; SY_NO_MEMORY.
 */
#ifndef SY_WHOLE_FILE_H
#define SY_WHOLE_FILE_H

#include "proto/buffer.h"

/* Into an empty buffer whose max is set: more is SY_LIMIT. What was read stands in no other
 * place of the memory, so that a secret can be wiped, after an error too. */
SY_MUST_USE enum sy_err sy_whole_file_read(const char *path, struct sy_buffer *out);

/* What errno says of a file that cannot be opened or moved. */
enum sy_err sy_whole_file_error(int error);

#endif
