/* help.h - the pages that --help shows, made from what the commands declare.
 *
 * Pure     text into a buffer.
 */
#ifndef SY_HELP_H
#define SY_HELP_H

#include "tools/command.h"

/* All commands; of one group ("key") when group is not NULL. */
void sy_help_list(struct sy_buffer *to, const char *group, enum sy_language language);

/* One command: its line, its options, its examples. */
void sy_help_command(struct sy_buffer *to, const struct sy_command *command,
                     enum sy_language language);

#endif
