/* merkle_overlay.h - a stored tree with leaves behind it that are only in memory: what it will
 * be when they are stored, for proofs.
 *
 * Shape    the base holds the nodes of its first size entries; leaves are those behind them.
 * Source   RFC 6962 section 2.1.
 * Pure     no allocation; everything is borrowed.
 */
#ifndef SY_MERKLE_OVERLAY_H
#define SY_MERKLE_OVERLAY_H

#include "ledger/merkle_proof.h"

struct sy_merkle_overlay {
    struct sy_merkle_source base;
    uint64_t size; /* entries of the base */
    const struct sy_hash *leaves;
    size_t count;
};

/* The nodes of both, as long as the overlay. It gives SY_NOT_FOUND beyond them. */
struct sy_merkle_source sy_merkle_overlay_source(struct sy_merkle_overlay *overlay);

#endif
