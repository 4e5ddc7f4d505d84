/* vkey.h - who may sign a note: a name, a key and what its signatures say.
 *
 * Shape    text form "<name>+<key id, 8 hex digits>+<base64 of type and raw key>". The type is
 *          the note's, not that of key.h: 01 signs the text, 04 signs the text and a time.
 * Source   C2SP signed-note, "Signatures"; tlog-cosignature.
 * Pure     no allocation but through the buffer that is passed in.
 */
#ifndef SY_VKEY_H
#define SY_VKEY_H

#include "ledger/key.h"
#include "proto/buffer.h"
#include "proto/limits.h"

enum sy_vkey_type { SY_VKEY_ED25519 = 1, SY_VKEY_COSIGNATURE = 4 };

enum { SY_KEY_ID_BYTES = 4 };

struct sy_vkey {
    char name[SY_NAME_BYTES_MAX + 1]; /* NUL-terminated */
    enum sy_vkey_type type;
    uint32_t id; /* distinguishes keys of one name; no proof of anything */
    struct sy_public_key key;
};

/* Not empty, UTF-8 without control characters, no '+' and no space of any script (U+3000,
 * which a Chinese keyboard types, is one). */
bool sy_vkey_name_valid(struct sy_bytes name);

/* SY_BAD_NAME for a name that is not valid or longer than SY_NAME_BYTES_MAX. */
SY_MUST_USE enum sy_err sy_vkey_make(struct sy_bytes name, enum sy_vkey_type type,
                                     const struct sy_public_key *key, struct sy_vkey *out);

/* SY_BAD_NAME as above; SY_BAD_KEY for text of another form, another type, a key that key.h
 * refuses or an id that is not the key's. */
SY_MUST_USE enum sy_err sy_vkey_parse(struct sy_bytes text, struct sy_vkey *out);

/* Append the text form; the buffer keeps the error. */
void sy_vkey_put(const struct sy_vkey *vkey, struct sy_buffer *out);

#endif
