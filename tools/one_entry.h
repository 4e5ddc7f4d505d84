/* one_entry.h - one entry of a log, asked of a node and verified from the signed checkpoint
 * down to each part that is here, its signers' right to speak included.
 *
 * Errors   said to the user; the function returns what the command ends with.
 */
#ifndef SY_ONE_ENTRY_H
#define SY_ONE_ENTRY_H

#include "tools/directory.h"

/* All zero but for what is asked for. Keep its address while it is in use. */
struct sy_one_entry {
    struct sy_peer *peer; /* the caller's */
    const char *origin;
    uint64_t index;
    struct sy_bytes item; /* that it is about; empty: none is named */

    struct sy_trust trust;          /* the checkpoint, and who stands behind it */
    struct sy_directory *directory; /* the registry, no older than the checkpoint */
    struct sy_verified evidence;
    struct sy_list records;      /* all, a part that is withheld by its hash */
    struct sy_list gaps;         /* why the node does not have parts, as it says */
    struct sy_buffer note;       /* the checkpoint's */
    struct sy_bytes entry;       /* its bytes */
    struct sy_merkle_proof path; /* in the checkpoint's tree */
    struct sy_frame_message share, proof;
};

/* Ask for the entry. SY_EXIT_NO when there is none or it does not verify. Close it in every
 * case. */
SY_MUST_USE enum sy_exit sy_one_entry_open(struct sy_one_entry *one,
                                           const struct sy_options *options);

/* Twice is fine. */
void sy_one_entry_close(struct sy_one_entry *one);

#endif
