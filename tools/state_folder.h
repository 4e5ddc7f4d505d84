/* state_folder.h - where a user's programs keep what outlives a command.
 *
 * Source   XDG Base Directory Specification: XDG_STATE_HOME, else ~/.local/state.
 * Pure     the environment is passed in; nothing is made.
 */
#ifndef SY_STATE_FOLDER_H
#define SY_STATE_FOLDER_H

#include <stddef.h>

#include "proto/err.h"

/* The folder suyuan/<name> of the user's state. SY_NOT_FOUND when the environment names no
 * place for it, SY_BAD_FILE when its path is too long. */
SY_MUST_USE enum sy_err sy_state_folder(char *(*environment)(const char *variable),
                                        const char *name, char *path, size_t size);

#endif
