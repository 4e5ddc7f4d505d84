/* refusal_file.h - a node's signed refusal of a statement: kept by whoever was refused, and
 * shown to anybody.
 *
 * Shape    <folder>/<statement id in hex>.refusal. One that is there stays: the first refusal
 *          shows the earliest time.
 */
#ifndef SY_REFUSAL_FILE_H
#define SY_REFUSAL_FILE_H

#include "tools/peer.h"

/* Keep the refusal that came with the peer's latest error, if one came: of a submission to the
 * log, into a folder that is there. Says where it is, or what is wrong with it. */
void sy_refusal_keep(struct sy_peer *peer, struct sy_bytes origin, struct sy_bytes submission,
                     const char *folder);

/* Check a .refusal against the network and say what it proves; as JSON the members of the open
 * object. SY_EXIT_NO when it does not hold. */
SY_MUST_USE enum sy_exit sy_refusal_show(struct sy_output *o, const struct sy_network *network,
                                         const char *path, struct sy_bytes file);

#endif
