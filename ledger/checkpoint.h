/* checkpoint.h - what a log promises: its name, how many entries it has and their root.
 *
 * Shape    three lines: origin, size in decimal, root in base64. No extension lines: ours have
 *          none and foreign ones are refused, since not every cosigner signs them.
 * Source   C2SP tlog-checkpoint; design section 3, "Names" and "Checkpoint".
 * Pure     no clock, no allocation but through the buffer that is passed in.
 */
#ifndef SY_CHECKPOINT_H
#define SY_CHECKPOINT_H

#include "ledger/merkle.h"
#include "ledger/note.h"

struct sy_checkpoint {
    char origin[SY_NAME_BYTES_MAX + 1]; /* NUL-terminated; the name of the log's key */
    uint64_t size;
    struct sy_hash root;
};

/* Bytes 21-7E without '+', at most SY_NAME_BYTES_MAX: what a log may be called. */
bool sy_origin_valid(struct sy_bytes origin);

/* SY_BAD_NAME for an origin that is not valid, SY_BAD_CHECKPOINT for a size above
 * SY_TREE_SIZE_MAX or size 0 with a root that is not H(). */
SY_MUST_USE enum sy_err sy_checkpoint_make(struct sy_bytes origin, uint64_t size,
                                           const struct sy_hash *root,
                                           struct sy_checkpoint *out);

/* Append the text that is signed; the buffer keeps the error. */
void sy_checkpoint_put(const struct sy_checkpoint *checkpoint, struct sy_buffer *out);

/* SY_BAD_CHECKPOINT for any other text than sy_checkpoint_put writes. */
SY_MUST_USE enum sy_err sy_checkpoint_parse(struct sy_bytes text, struct sy_checkpoint *out);

/* Append the note with the log's signature. Sign only what is durably stored: SY_BAD_NAME
 * when vkey is not named as the origin, SY_BAD_KEY when it is no log key or key is not its,
 * SY_LIMIT, SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_checkpoint_sign(const struct sy_checkpoint *checkpoint,
                                           const struct sy_vkey *vkey,
                                           const struct sy_secret_key *key,
                                           struct sy_buffer *out);

/* Take a note as a checkpoint of the log whose key is log: the errors of sy_note_parse,
 * sy_note_verify and sy_checkpoint_parse; SY_BAD_CHECKPOINT when it is another log's.
 * Cosignatures are not looked at. */
SY_MUST_USE enum sy_err sy_checkpoint_open(struct sy_bytes note, const struct sy_vkey *log,
                                           struct sy_checkpoint *out);

#endif
