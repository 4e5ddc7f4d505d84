/* signed_checkpoint.h - a checkpoint with its log's signature and nothing else: small enough to
 * be kept, copied and passed on.
 *
 * Shape    the note is written anew from what was read, with the log's own line alone. Lines of
 *          others are left out: whoever passes a note on cannot make it larger, nor plant a
 *          line in it.
 * Source   C2SP tlog-checkpoint.
 * Pure     fixed size, no allocation kept.
 */
#ifndef SY_SIGNED_CHECKPOINT_H
#define SY_SIGNED_CHECKPOINT_H

#include "ledger/checkpoint.h"

enum { SY_SIGNED_CHECKPOINT_BYTES_MAX = 1024 };

/* note_len is 0 when there is none. */
struct sy_signed_checkpoint {
    struct sy_checkpoint checkpoint;
    size_t note_len;
    uint8_t note[SY_SIGNED_CHECKPOINT_BYTES_MAX];
};

/* Take a note that the log signed: the errors of sy_checkpoint_open, *out unchanged. */
SY_MUST_USE enum sy_err sy_signed_checkpoint_open(struct sy_bytes note,
                                                  const struct sy_vkey *log,
                                                  struct sy_signed_checkpoint *out);

/* Sign one; the errors of sy_checkpoint_sign. Sign only what is durably stored. */
SY_MUST_USE enum sy_err sy_signed_checkpoint_make(const struct sy_checkpoint *checkpoint,
                                                  const struct sy_vkey *log,
                                                  const struct sy_secret_key *key,
                                                  struct sy_signed_checkpoint *out);

/* The note; it lives as long as the struct. */
struct sy_bytes sy_signed_checkpoint_note(const struct sy_signed_checkpoint *signed_one);

/* The same size and root. */
bool sy_checkpoint_same(const struct sy_checkpoint *a, const struct sy_checkpoint *b);

/* Two roots for one size of one log: both cannot be true. */
bool sy_checkpoint_contradicts(const struct sy_checkpoint *a, const struct sy_checkpoint *b);

#endif
