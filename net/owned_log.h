/* owned_log.h - a log that this node sequences: its store, its key, its latest checkpoint.
 *
 * Rule     persist and sync, then sign, then publish. A note is a function of size and root, so
 *          a node that was killed after the sync signs the very same note when it starts again.
 * Thread   the note is set on the loop's thread; workers get copies.
 */
#ifndef SY_OWNED_LOG_H
#define SY_OWNED_LOG_H

#include "ledger/checkpoint.h"
#include "ledger/log.h"
#include "ledger/scope.h"

enum { SY_OWN_NOTE_BYTES_MAX = 1024 }; /* origin, size, root and one signature */

/* A note of our own, small enough to be copied. */
struct sy_own_note {
    size_t len;
    uint64_t size; /* of the tree it promises */
    uint8_t data[SY_OWN_NOTE_BYTES_MAX];
};

struct sy_owned_log {
    struct sy_vkey vkey; /* its name is the origin */
    struct sy_secret_key key;
    struct sy_scope scope;
    bool registry;
    struct sy_log *log;
    struct sy_own_note note;
    enum sy_err refusing; /* why appends are refused; SY_OK when they are not */
};

/* Opens or makes the log in folder path and signs its present state. seed is the log key's. */
SY_MUST_USE enum sy_err
sy_owned_log_open(const char *path, uint64_t map_bytes, const struct sy_vkey *vkey,
                  const uint8_t seed[SY_SEED_BYTES], const struct sy_hash *network_id,
                  const uint8_t store_id[SY_STORE_ID_BYTES], struct sy_owned_log *out);

/* Signs the head of a snapshot: what it shows is on disk. */
SY_MUST_USE enum sy_err sy_owned_log_sign(const struct sy_owned_log *log,
                                          const struct sy_log_head *head,
                                          struct sy_own_note *out);

/* Keeps the latest note beside the entries, so that the folder can be audited by itself. */
SY_MUST_USE enum sy_err sy_owned_log_keep_note(struct sy_owned_log *log);

/* The note's bytes, as long as the struct. */
struct sy_bytes sy_own_note_bytes(const struct sy_own_note *note);

/* Wipes the key. NULL is fine. */
void sy_owned_log_close(struct sy_owned_log *log);

#endif
