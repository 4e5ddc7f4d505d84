/* directory.h - who is who: the registry's log, read from a node and verified, for the length
 * of a command.
 *
 * Shape    names of organisations as they were first admitted, and the authority of statements
 *          (V5) as of any registry size.
 */
#ifndef SY_DIRECTORY_H
#define SY_DIRECTORY_H

#include "ledger/registry.h"
#include "tools/evidence.h"
#include "tools/peer.h"

struct sy_directory;

/* Read the registry as far as its checkpoint. SY_EXIT_NO when it does not verify,
 * SY_EXIT_UNASKED when it cannot be read; it has been said then. */
SY_MUST_USE enum sy_exit sy_directory_open(struct sy_peer *peer, struct sy_directory **out);

/* The same, and visit is called with every entry (an EntryShare) that has been verified, in
 * order; what it returns but SY_OK ends the reading as a fault. */
SY_MUST_USE enum sy_exit sy_directory_visit(struct sy_peer *peer,
                                            enum sy_err (*visit)(void *context,
                                                                 struct sy_bytes entry_share),
                                            void *context, struct sy_directory **out);

/* The registry, as verified; lives as long as the directory. */
struct sy_registry_snapshot *sy_directory_registry(const struct sy_directory *directory);

/* The name of an organisation; empty when the registry has none. Lives as long as the
 * directory. */
struct sy_bytes sy_directory_name(const struct sy_directory *directory,
                                  struct sy_bytes subject);

/* Did the signers speak for the principal when the entry of that log was sequenced? The errors
 * of sy_registry_authorise and sy_authority_check; SY_NOT_YET: the registry has grown
 * meanwhile. */
SY_MUST_USE enum sy_err sy_directory_authorise(struct sy_directory *directory,
                                               struct sy_bytes origin,
                                               const struct sy_evidence *evidence);

/* The registry's checkpoint, as it was verified. */
const struct sy_checkpoint *sy_directory_checkpoint(const struct sy_directory *directory);

/* NULL is fine. */
void sy_directory_close(struct sy_directory *directory);

#endif
