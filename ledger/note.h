/* note.h - signed notes: a text, and lines that say who signed it.
 *
 * Shape    the text ends in a newline; an empty line; then one line a signature, "U+2014 <name>
 *          <base64 of key id and signature>". The text may hold empty lines: the last one
 *          divides.
 * Source   C2SP signed-note; accepted and refused as golang.org/x/mod/sumdb/note does, but that
 *          base64 must be canonical and keys those of key.h.
 * Pure     parsing borrows from the bytes it is given and allocates nothing.
 */
#ifndef SY_NOTE_H
#define SY_NOTE_H

#include "ledger/vkey.h"

/* One signature as it stands in a note; whether it is true, sy_note_verify says. */
struct sy_note_line {
    struct sy_bytes name; /* as long as the note */
    uint32_t key_id;
    struct sy_bytes base64; /* of key id and signature, canonical; as long as the note */
    struct sy_bytes whole;  /* the line with its newline; as long as the note */
};

struct sy_note {
    struct sy_bytes text; /* the signed bytes, as long as the note */
    size_t line_count;
    struct sy_note_line line[SY_NOTE_SIGNATURES_MAX];
};

/* The true signatures of known keys, in the order of their lines. */
struct sy_note_signers {
    size_t count;
    struct {
        size_t known;    /* index into the keys that were passed in */
        size_t line;     /* index into the note's lines */
        uint64_t time_s; /* of a cosignature: seconds since 1970 UTC; otherwise 0 */
    } by[SY_NOTE_SIGNATURES_MAX];
};

/* Divide a note: SY_LIMIT above SY_NOTE_BYTES_MAX or SY_NOTE_SIGNATURES_MAX, SY_BAD_NOTE for
 * what is no note. */
SY_MUST_USE enum sy_err sy_note_parse(struct sy_bytes bytes, struct sy_note *out);

/* Check the note against keys one knows. Lines of other keys are ignored, so is a second
 * line of one key; a known key's line that is not true refuses the whole note with
 * SY_BAD_SIGNATURE. SY_UNKNOWN_KEY when no known key signed it; SY_BAD_KEY when two known
 * keys share name and id; SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_note_verify(const struct sy_note *note, const struct sy_vkey *known,
                                       size_t known_count, struct sy_note_signers *out);

/* Whether text can be signed: SY_BAD_NOTE when it is empty, has no newline at its end, holds
 * control characters or is no UTF-8; SY_LIMIT. */
SY_MUST_USE enum sy_err sy_note_check_text(struct sy_bytes text);

/* Append text and the empty line that begins the signatures: as sy_note_check_text,
 * SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_note_put_text(struct sy_buffer *out, struct sy_bytes text);

/* Append the signature line of text by vkey, whose secret key is key; time_s counts for
 * cosignatures only. SY_BAD_KEY when key is not vkey's, SY_BAD_TIME, SY_LIMIT, SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_note_put_signature(struct sy_buffer *out, struct sy_bytes text,
                                              const struct sy_vkey *vkey,
                                              const struct sy_secret_key *key, uint64_t time_s);

#endif
