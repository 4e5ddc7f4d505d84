/* registry_copy.h - where the verified copy of a network's registry lies between commands.
 *
 * Shape    XDG_STATE_HOME/suyuan/registry/<network id>/ has the files of audit.h (the log and
 *          its view, open parts only) and beside them:
 *            checkpoint  the newest signed note that all of it was verified against
 *            forks/      notes that a node has signed and that contradict it
 *            lock        held while the copy is brought up to date
 *          The checkpoint outlives the copy: whoever has it cannot be shown less, or another
 *          registry, without noticing.
 * Thread   one a process; of several commands at once one brings it up to date, and the others
 *          wait for it, and read it while it grows further.
 */
#ifndef SY_REGISTRY_COPY_H
#define SY_REGISTRY_COPY_H

#include "ledger/hash.h"
#include "tools/output.h"
#include "tools/scratch.h"

enum { SY_REGISTRY_COPY_PATH_BYTES = 4096 - 64 };

struct sy_registry_copy {
    bool kept; /* else a scratch folder, removed when it is closed */
    char path[SY_REGISTRY_COPY_PATH_BYTES];
    struct sy_scratch scratch;
    int lock;              /* -1 when not held */
    struct sy_buffer note; /* the checkpoint that was kept; empty when there is none */
};

/* The folder, locked; a scratch folder when none is to be kept, when there is no place where it
 * could be, or when the lock stays taken. False, and said, when not even that can be made.
 * Close it in every case. */
SY_MUST_USE bool sy_registry_copy_open(struct sy_output *o, const struct sy_hash *network_id,
                                       bool keep, struct sy_registry_copy *out);

/* Forget the log and its view, which nobody of this process has open; the checkpoint stays. */
SY_MUST_USE enum sy_err sy_registry_copy_forget(struct sy_registry_copy *copy);

/* All of the copy was verified against the note. Nothing where none is kept. */
SY_MUST_USE enum sy_err sy_registry_copy_verified(struct sy_registry_copy *copy,
                                                  struct sy_bytes note);

/* Keep a note that contradicts the checkpoint. Its path, into the buffer, which keeps the
 * error. */
void sy_registry_copy_fork(struct sy_registry_copy *copy, struct sy_bytes note,
                           struct sy_buffer *path);

/* Others may bring it further; what this process has open stays as it is. Twice is fine. */
void sy_registry_copy_unlock(struct sy_registry_copy *copy);

/* Twice is fine. */
void sy_registry_copy_close(struct sy_registry_copy *copy);

#endif
