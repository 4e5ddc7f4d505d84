/* node_keys.h - the node's key file, read again when a policy names a key that it did not have
 * when it started.
 *
 * Errors   SY_NOT_FOUND, SY_DENIED, SY_IO for the file; SY_BAD_FILE and SY_LIMIT for what is in
 *          it; SY_NO_MEMORY.
 */
#ifndef SY_NODE_KEYS_H
#define SY_NODE_KEYS_H

#include "ledger/key_file.h"

/* Reads the file: wipe *out after use. It is unchanged on an error. */
SY_MUST_USE enum sy_err sy_node_keys_read(const char *path, struct sy_key_file *out);

#endif
