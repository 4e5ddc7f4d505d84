/* open.h - the files that most commands need, read and checked.
 *
 * Errors   said to the user by these functions; they return false and the command ends with
 *          SY_EXIT_UNASKED. Outputs are then unchanged.
 */
#ifndef SY_OPEN_H
#define SY_OPEN_H

#include "ledger/addresses.h"
#include "ledger/key_file.h"
#include "ledger/network.h"
#include "ledger/subscription.h"
#include "tools/output.h"

/* network.json, or a directory that holds it, alone. */
SY_MUST_USE bool sy_open_genesis(struct sy_output *o, const char *path, struct sy_network *out);

/* The network as the newest policy that is kept beside it has it; see policies.h. */
SY_MUST_USE bool sy_open_network(struct sy_output *o, const char *path, struct sy_network *out);

/* Append the path of what lies beside the network of that path; the buffer keeps the error. */
void sy_open_beside(const char *network_path, const char *name, struct sy_buffer *to);

/* nodes.json beside the network of that path; when there is none *out is empty. */
SY_MUST_USE bool sy_open_addresses(struct sy_output *o, const char *network_path,
                                   struct sy_addresses *out);

/* A key file; wipe it. */
SY_MUST_USE bool sy_open_key(struct sy_output *o, const char *path, struct sy_key_file *out);

/* Which parts a node keeps. */
SY_MUST_USE bool sy_open_subscription(struct sy_output *o, const char *path,
                                      struct sy_subscription *out);

/* Write a key file that only its owner may read. Says nothing; errors as sy_file_create. */
SY_MUST_USE enum sy_err sy_save_key(const char *path, const struct sy_key_file *file);

#endif
