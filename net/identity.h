/* identity.h - is a connect key that of whom it was shown for, as the registry stands?
 *
 * Shape    the authority by the policy in force; organisations, offices and persons by a
 *          registered key of use connect; a node by one, or by the key of its TLS certificate.
 */
#ifndef SY_IDENTITY_H
#define SY_IDENTITY_H

#include "ledger/network.h"
#include "ledger/registry.h"

/* SY_UNKNOWN_KEY, SY_KEY_NOT_IN_FORCE; faults. */
SY_MUST_USE enum sy_err sy_identity_check(const struct sy_network *network,
                                          struct sy_registry_snapshot *registry,
                                          struct sy_bytes subject,
                                          const struct sy_public_key *key, int64_t now);

/* The key of a node's certificate: as registered, where it is, else as the policy names it.
 * SY_KEY_NOT_IN_FORCE when it has retired, SY_UNKNOWN_KEY; faults. */
SY_MUST_USE enum sy_err sy_identity_transport(const struct sy_network_node *node,
                                              struct sy_registry_snapshot *registry,
                                              struct sy_public_key *out);

/* Is it the name of a node? */
bool sy_identity_is_node(struct sy_bytes subject);

/* The code in the name of a node, borrowed. */
struct sy_bytes sy_identity_node_code(struct sy_bytes subject);

/* Whose transport key it is: "node:310115" and a NUL. SY_UNKNOWN_KEY when no node's that is in
 * force; faults. */
SY_MUST_USE enum sy_err sy_identity_node_of(const struct sy_network *network,
                                            struct sy_registry_snapshot *registry,
                                            const struct sy_public_key *key,
                                            char out[SY_SUBJECT_BYTES_MAX + 1]);

#endif
