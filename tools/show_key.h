/* show_key.h - keys in the form in which people pass them on. */
#ifndef SY_SHOW_KEY_H
#define SY_SHOW_KEY_H

#include "ledger/key_file.h"
#include "ledger/vkey.h"
#include "tools/output.h"

/* Base64 of the 33 bytes, as a named value. */
void sy_show_public_key(struct sy_output *o, const char *name, const struct sy_public_key *key);

/* The C2SP text form, as a named value. */
void sy_show_vkey(struct sy_output *o, const char *name, const struct sy_vkey *vkey);

/* All that a key file makes public, as named values in the open object. */
void sy_show_key_file(struct sy_output *o, const struct sy_key_file *file);

#endif
