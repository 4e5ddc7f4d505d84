/* connect.h - how an organisation proves to a node that it is asking.
 *
 * Shape    Ed25519 over "suyuan/connect/v1\n" || network id || node code || "\n" || subject ||
 *          "\n" || exporter: bound to this network, node, claim and TLS channel, so it is good
 *          for nothing else.
 * Source   design section 6; RFC 8446 section 7.5.
 */
#ifndef SY_CONNECT_H
#define SY_CONNECT_H

#include "ledger/key.h"

enum { SY_EXPORTER_BYTES = 32 };

struct sy_connect_claim {
    struct sy_hash network_id;
    struct sy_bytes node;
    struct sy_bytes subject; /* registry id, or "authority" */
    const uint8_t *exporter; /* SY_EXPORTER_BYTES */
};

/* SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_connect_sign(const struct sy_connect_claim *claim,
                                        const struct sy_secret_key *key,
                                        uint8_t out[SY_SIGNATURE_BYTES]);

/* SY_BAD_SIGNATURE, SY_NO_MEMORY. Whether the key is the subject's is for the registry to
 * say. */
SY_MUST_USE enum sy_err sy_connect_verify(const struct sy_connect_claim *claim,
                                          const struct sy_public_key *key,
                                          struct sy_bytes signature);

#endif
