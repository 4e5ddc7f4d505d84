/* renew.h - a receipt under the checkpoint that a node shows now, in the place of the one under
 * which it was made: taken before a quorum stood behind it, or long ago.
 *
 * Errors   said to the user; the function returns what the command ends with.
 */
#ifndef SY_RENEW_H
#define SY_RENEW_H

#include "tools/options.h"
#include "tools/peer.h"

struct sy_renew {
    struct sy_peer *peer;
    const struct sy_options *options; /* --out, --no-cache */
};

/* Read the receipt, whatever stands behind it; ask for its entry, verify that, and write the
 * receipt anew, whole or not at all. SY_EXIT_NO when it is none, when the node shows another
 * entry in its place, or when what stands behind it is still too little: it is as it was. */
SY_MUST_USE enum sy_exit sy_renew_file(const struct sy_renew *renew, const char *path);

#endif
