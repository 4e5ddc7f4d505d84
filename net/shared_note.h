/* shared_note.h - a signed note that is served to many: made and counted on the loop's thread,
 * read on any.
 *
 * Life     whoever uses it releases it, on the loop's thread; a worker reads one that its job
 *          uses.
 */
#ifndef SY_SHARED_NOTE_H
#define SY_SHARED_NOTE_H

#include "proto/base.h"
#include "proto/err.h"

struct sy_shared_note;

/* A copy of a checkpoint's note, used once; size is that of the tree it promises.
 * SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_shared_note_make(struct sy_bytes note, uint64_t size,
                                            struct sy_shared_note **out);

/* Once more; NULL is fine, and comes back. */
struct sy_shared_note *sy_shared_note_use(struct sy_shared_note *note);

/* Once less. NULL is fine. */
void sy_shared_note_release(struct sy_shared_note *note);

/* The note's bytes, and the size it promises; no bytes and 0 for NULL. */
struct sy_bytes sy_shared_note_bytes(const struct sy_shared_note *note);
uint64_t sy_shared_note_size(const struct sy_shared_note *note);

#endif
