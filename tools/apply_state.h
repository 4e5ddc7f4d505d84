/* apply_state.h - how far a file of acts has been applied, kept so that a run after a failure
 * goes on and enters nothing twice.
 *
 * Shape    suyuan/apply/<hash of network, principal and path>.state in the user's state: how
 *          many objects of the file are done and a hash over them, which tells when they were
 *          changed meanwhile; and the statement that was on its way, which waits in the outbox.
 *          The file is there while a run is not finished.
 * Errors   those of file.h; SY_CORRUPT for a file that is none of ours.
 */
#ifndef SY_APPLY_STATE_H
#define SY_APPLY_STATE_H

#include "tools/outbox.h"

struct sy_apply_mark {
    uint64_t objects;     /* of the file, from its start */
    struct sy_hash chain; /* over them, see sy_apply_chain */
};

struct sy_apply_state {
    char path[SY_OUTBOX_PATH_BYTES];
    struct sy_apply_mark done;
    uint64_t acts; /* that have been applied */
    bool sending;  /* a statement is on its way, up to the next mark */
    struct sy_apply_mark sent;
    uint64_t sent_acts;
    struct sy_outbox_name name;
};

/* Add one more object to the hash. */
void sy_apply_chain(struct sy_hash *chain, struct sy_bytes object);

/* Where the state of that file is, and what it says; all zero when there is none. */
SY_MUST_USE enum sy_err sy_apply_state_open(char *(*environment)(const char *variable),
                                            const struct sy_hash *network_id,
                                            struct sy_bytes principal, const char *file,
                                            struct sy_apply_state *out);

/* Put it down, safe on disk. */
SY_MUST_USE enum sy_err sy_apply_state_save(const struct sy_apply_state *state);

/* The run is finished. */
SY_MUST_USE enum sy_err sy_apply_state_remove(const struct sy_apply_state *state);

#endif
