/* key_file.h - the secret keys of a node, an organisation or the authority, as a text file.
 *
 * Shape    "suyuan-key/v1", then one line a purpose, words apart by one space, '#' starts a
 *          comment line. Every purpose has a random seed of its own; what the file is for
 *          follows from the purposes in it:
 *              node          log <origin> <seed>   (one a log it owns)
 *                            mirror <place> <seed>, witness <place> <seed>
 *                            transport <code> <seed>, statement <code> <seed>
 *              organisation  sign <seed>, connect <seed>, nonce <seed>
 *              authority     authority <seed>, connect <seed>, nonce <seed>
 *          A seed is base64 of 32 bytes. All of these must be there, each once (log: any
 *          number).
 * Secret   wipe the struct, and the text it was read from, after use. Problems name lines and
 *          purposes, never seeds.
 * Pure     seeds are passed in; no allocation.
 */
#ifndef SY_KEY_FILE_H
#define SY_KEY_FILE_H

#include "ledger/key.h"
#include "ledger/place.h"
#include "ledger/problem.h"
#include "proto/buffer.h"

enum { SY_KEY_FILE_LINES_MAX = 32, SY_KEY_FILE_LINE_BYTES_MAX = 1024 };

#define SY_KEY_FILE_FORMAT "suyuan-key/v1"

enum sy_key_purpose {
    SY_KEY_LOG,       /* signs checkpoints of a log */
    SY_KEY_MIRROR,    /* cosigns: I hold every entry */
    SY_KEY_WITNESS,   /* cosigns: consistent with what I saw */
    SY_KEY_TRANSPORT, /* the TLS certificate */
    SY_KEY_STATEMENT, /* what the node itself declares */
    SY_KEY_AUTHORITY, /* signs registry acts */
    SY_KEY_SIGN,      /* signs an organisation's statements */
    SY_KEY_CONNECT,   /* proves to a node who asks */
    SY_KEY_NONCE,     /* no key pair: the secret under which nonces of parts are made */
    SY_KEY_PURPOSES
};

enum sy_key_holder { SY_KEY_OF_NODE = 1, SY_KEY_OF_ORGANISATION, SY_KEY_OF_AUTHORITY };

struct sy_key_line {
    enum sy_key_purpose purpose;
    char name[SY_NAME_BYTES_MAX + 1]; /* origin, place or code; empty without one */
    uint8_t seed[SY_SEED_BYTES];
};

struct sy_key_file {
    enum sy_key_holder holder;
    size_t count;
    struct sy_key_line line[SY_KEY_FILE_LINES_MAX];
};

/* "log", "sign" ... */
const char *sy_key_purpose_name(enum sy_key_purpose purpose);

/* "node", "organisation", "authority" */
const char *sy_key_holder_name(enum sy_key_holder holder);

/* Read a key file. SY_BAD_FILE or SY_LIMIT with *why filled, which may be NULL; *out
 * unchanged. */
SY_MUST_USE enum sy_err sy_key_file_parse(struct sy_bytes text, struct sy_key_file *out,
                                          struct sy_problem *why);

/* What parsing asks of the lines taken together; sets nothing but *why. SY_BAD_FILE. */
SY_MUST_USE enum sy_err sy_key_file_check(const struct sy_key_file *file,
                                          struct sy_problem *why);

/* Append the text of a file that passes the check; the buffer keeps the error. */
void sy_key_file_write(const struct sy_key_file *file, struct sy_buffer *out);

/* Add a line with the seed. SY_LIMIT when the file is full, SY_BAD_NAME when the name is not
 * one for that purpose. */
SY_MUST_USE enum sy_err sy_key_file_add(struct sy_key_file *file, enum sy_key_purpose purpose,
                                        const char *name, const uint8_t seed[SY_SEED_BYTES]);

/* The line of a purpose, of a log's by its origin (NULL: the first); NULL when there is
 * none. */
const struct sy_key_line *sy_key_file_find(const struct sy_key_file *file,
                                           enum sy_key_purpose purpose, const char *name);

/* The key pair of that line: wipe it. SY_NOT_FOUND. */
SY_MUST_USE enum sy_err sy_key_file_secret(const struct sy_key_file *file,
                                           enum sy_key_purpose purpose, const char *name,
                                           struct sy_secret_key *out);

/* The public half alone. SY_NOT_FOUND. */
SY_MUST_USE enum sy_err sy_key_file_public(const struct sy_key_file *file,
                                           enum sy_key_purpose purpose, const char *name,
                                           struct sy_public_key *out);

/* Overwrite everything; NULL is fine. */
void sy_key_file_wipe(struct sy_key_file *file);

#endif
