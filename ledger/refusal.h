/* refusal.h - a node's signed word that it did not take a statement, and why: whoever was
 * refused can show that they tried.
 *
 * Shape    a signed note of seven lines, signed once, by the key of the log that the statement
 *          was sent to: "suyuan/refusal/v1", origin, statement id in base64, the node's clock
 *          (2026-11-23T00:00:00.500000Z), the size of the registry that it decided by, the
 *          stable name of the error, the reason in one line. No log can be called as the first
 *          line, and no checkpoint has seven lines: neither is ever taken for the other.
 * Source   C2SP signed-note; design section 10.
 * Pure     no clock, no allocation but through the buffer that is passed in.
 */
#ifndef SY_REFUSAL_H
#define SY_REFUSAL_H

#include "ledger/note.h"

#define SY_REFUSAL_FORMAT "suyuan/refusal/v1"

enum {
    SY_REFUSAL_NAME_BYTES_MAX = 64,
    SY_REFUSAL_REASON_BYTES_MAX = 1024,
    SY_REFUSAL_BYTES_MAX = 2048 /* of the note */
};

struct sy_refusal {
    char origin[SY_NAME_BYTES_MAX + 1]; /* the log; the name of the key that signs */
    struct sy_hash statement_id;
    int64_t time; /* microseconds since 1970 UTC */
    uint64_t registry_size;
    char error[SY_REFUSAL_NAME_BYTES_MAX + 1]; /* perhaps one that this program does not know */
    char reason[SY_REFUSAL_REASON_BYTES_MAX + 1]; /* for people, English */
};

/* What is to be signed; a reason that is too long is cut between characters, what cannot stand
 * in a line becomes a blank. SY_BAD_NAME for an origin that no log can have, SY_BAD_TIME
 * outside the years 1 to 9999, SY_INTERNAL for an error that is none. */
SY_MUST_USE enum sy_err sy_refusal_make(struct sy_bytes origin,
                                        const struct sy_hash *statement_id, int64_t time,
                                        uint64_t registry_size, enum sy_err error,
                                        const char *reason, struct sy_refusal *out);

/* Append the text that is signed; the buffer keeps the error. */
void sy_refusal_put(const struct sy_refusal *refusal, struct sy_buffer *out);

/* SY_BAD_REFUSAL for any other text than sy_refusal_put writes. */
SY_MUST_USE enum sy_err sy_refusal_parse(struct sy_bytes text, struct sy_refusal *out);

/* Append the note with the log's signature. Sign only what answers a statement whose own
 * signatures were checked. SY_BAD_NAME when vkey is not named as the origin, SY_BAD_KEY when it
 * is no log key or key is not its, SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_refusal_sign(const struct sy_refusal *refusal,
                                        const struct sy_vkey *vkey,
                                        const struct sy_secret_key *key, struct sy_buffer *out);

/* Divide a note without looking at its signature: whose it would be. SY_BAD_REFUSAL. */
SY_MUST_USE enum sy_err sy_refusal_read(struct sy_bytes note, struct sy_refusal *out);

/* Take a note as a refusal by the log whose key is log. SY_BAD_REFUSAL for what is none, or is
 * another log's; SY_BAD_SIGNATURE, SY_UNKNOWN_KEY, SY_NO_MEMORY as sy_note_verify. */
SY_MUST_USE enum sy_err sy_refusal_open(struct sy_bytes note, const struct sy_vkey *log,
                                        struct sy_refusal *out);

/* Do the bytes begin as a refusal does? */
bool sy_refusal_begins(struct sy_bytes bytes);

#endif
