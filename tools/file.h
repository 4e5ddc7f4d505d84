/* file.h - whole files: read with a limit, made so that they are there after a power cut.
 *
 * Errors   SY_NOT_FOUND, SY_EXISTS, SY_DENIED (not allowed), SY_NO_SPACE, SY_NO_MEMORY,
 *          SY_BAD_FILE (a directory, or the like), SY_IO for the rest.
 */
#ifndef SY_FILE_H
#define SY_FILE_H

#include <sys/types.h>

#include "proto/buffer.h"

/* Append the file's content; "-" is standard input. SY_LIMIT when out->max is too small; *out
 * then holds what was read before. */
SY_MUST_USE enum sy_err sy_file_read(const char *path, struct sy_buffer *out);

/* Make a file that was not there. SY_EXISTS when it was: it is then unchanged. On any other
 * error there is no such file. */
SY_MUST_USE enum sy_err sy_file_create(const char *path, mode_t mode, struct sy_bytes content);

/* Make a file that was not there, whole or not at all, even when the program is killed
 * meanwhile. SY_EXISTS as above. */
SY_MUST_USE enum sy_err sy_file_publish(const char *path, mode_t mode, struct sy_bytes content);

/* Give a file another name in the same directory, where nothing must be: SY_EXISTS
 * otherwise. */
SY_MUST_USE enum sy_err sy_file_rename(const char *from, const char *to);

/* Give a file a second name, where nothing must be: SY_EXISTS otherwise. SY_UNIMPLEMENTED where
 * the file system has no such thing. */
SY_MUST_USE enum sy_err sy_file_link(const char *from, const char *to);

/* Gives the file that name, also when another one has it, and makes the name durable. */
SY_MUST_USE enum sy_err sy_file_move(const char *from, const char *to);

/* Make or replace a file: afterwards the old content or the new, never a mixture. */
SY_MUST_USE enum sy_err sy_file_replace(const char *path, mode_t mode, struct sy_bytes content);

/* Make a directory, and those above it; fine when it is there. */
SY_MUST_USE enum sy_err sy_file_make_directory(const char *path);

/* Remove a file; fine when it is not there. */
SY_MUST_USE enum sy_err sy_file_remove(const char *path);

/* True when something of that name is there, be it a file or not. */
bool sy_file_exists(const char *path);

#endif
