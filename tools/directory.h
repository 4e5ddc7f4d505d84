/* directory.h - who is who: the registry's log, read from a node and verified, and what follows
 * from it.
 *
 * Shape    a verified copy is kept between commands (registry_copy.h): only the entries that it
 *          lacks are read, each checked as an auditor checks it, and the whole against the
 *          node's signed checkpoint. A node that shows less than was verified before is told
 *          of, and what is known holds; one that shows another registry is not believed.
 */
#ifndef SY_DIRECTORY_H
#define SY_DIRECTORY_H

#include "ledger/registry.h"
#include "tools/options.h"
#include "tools/peer.h"
#include "tools/verified.h"

struct sy_directory;

/* --no-cache: read the whole registry, and keep nothing. */
extern const struct sy_option sy_option_no_cache;

/* Read the registry as far as its checkpoint. SY_EXIT_NO when it does not verify or contradicts
 * what was verified before, SY_EXIT_UNASKED when it cannot be read; it has been said then. */
SY_MUST_USE enum sy_exit sy_directory_open(struct sy_peer *peer,
                                           const struct sy_options *options,
                                           struct sy_directory **out);

/* The registry, as verified, and its log; they live as long as the directory. */
struct sy_registry_snapshot *sy_directory_registry(const struct sy_directory *directory);
struct sy_log_snapshot *sy_directory_log(const struct sy_directory *directory);

/* The name that an organisation, office, site, product ... has now; empty when the registry has
 * none. Lives as long as the directory. */
struct sy_bytes sy_directory_name(const struct sy_directory *directory,
                                  struct sy_bytes subject);

/* Did the signers speak for the principal when the entry of that log was sequenced? The errors
 * of sy_registry_authorise and sy_authority_check; SY_NOT_YET: the registry has grown
 * meanwhile. */
SY_MUST_USE enum sy_err sy_directory_authorise(struct sy_directory *directory,
                                               struct sy_bytes origin,
                                               const struct sy_verified *evidence);

/* The registry's checkpoint, as it was verified, and its signed note. */
const struct sy_checkpoint *sy_directory_checkpoint(const struct sy_directory *directory);
struct sy_bytes sy_directory_note(const struct sy_directory *directory);

/* NULL is fine. */
void sy_directory_close(struct sy_directory *directory);

#endif
