/* mirror_held.h - what a mirror holds, as bytes that stand beside the entries. Its size and
 * root are the entries' own.
 *
 * Shape    fields as of protobuf: 1 frozen, 2 cosigned size, 3 cosigned root, 4 note of the
 *          cover, 5 a hash of its proof, 6 note of the largest tree held. Absent when empty.
 */
#ifndef SY_MIRROR_HELD_H
#define SY_MIRROR_HELD_H

#include "net/mirror.h"

/* Append them; the buffer keeps the error. */
void sy_mirror_held_put(const struct sy_mirror_held *held, struct sy_buffer *to);

/* size and root are left as they are. SY_CORRUPT. */
SY_MUST_USE enum sy_err sy_mirror_held_read(struct sy_bytes bytes, const struct sy_vkey *log,
                                            struct sy_mirror_held *out);

#endif
