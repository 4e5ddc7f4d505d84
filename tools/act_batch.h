/* act_batch.h - acts that go into one statement, in order, with the lines that they stand on.
 *
 * Shape    no two acts of a batch are about the same subject, so that each can be given its
 *          "after" from what the registry says before the statement. An act on a subject that
 *          must not be there yet says 0 and needs no asking.
 */
#ifndef SY_ACT_BATCH_H
#define SY_ACT_BATCH_H

#include "tools/act_form.h"
#include "tools/act_signers.h"
#include "tools/apply_state.h"
#include "tools/peer.h"

enum {
    SY_ACT_BATCH_BYTES_MAX = 5 << 20, /* below a node's budget for a connection */
    SY_ACT_BATCH_SLOTS = 1 << 15
};

/* Where an act comes from. */
struct sy_act_origin {
    struct sy_apply_mark before; /* how far the file was read in front of it */
    uint64_t line;
    struct sy_bytes text; /* as it stands there */
};

struct sy_act_item {
    uint32_t type;
    bool ask; /* what "after" is must be asked */
    uint64_t after;
    struct sy_act_origin origin;                     /* its text is in bodies, too */
    size_t open_from, personal_from, text_from, end; /* in bodies; one may be empty */
};

/* All zero is empty. */
struct sy_act_batch {
    struct sy_act_item *items;
    size_t count, capacity;
    struct sy_buffer bodies;
    uint64_t subjects[SY_ACT_BATCH_SLOTS]; /* hashes; 0 is a free slot */
};

/* SY_FULL, nothing added, when the batch has no room for it or has its subject already;
 * SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_act_batch_add(struct sy_act_batch *batch,
                                         const struct sy_act_form *form,
                                         const struct sy_act_origin *origin);

/* Ask the node for every "after" that must be asked. The errors of peer.h. */
SY_MUST_USE enum sy_err sy_act_batch_ask(struct sy_act_batch *batch, struct sy_peer *peer);

/* The acts [from, to) as one signed statement. SY_NO_MEMORY, SY_LIMIT. */
SY_MUST_USE enum sy_err sy_act_batch_sign(const struct sy_act_batch *batch, size_t from,
                                          size_t to, const struct sy_act_signers *signers,
                                          const struct sy_scope *scope,
                                          struct sy_buffer *submission);

/* The subject of an act, and its text; they live until the batch changes. */
struct sy_bytes sy_act_batch_subject(const struct sy_act_batch *batch, size_t i);
struct sy_bytes sy_act_batch_text(const struct sy_act_batch *batch, size_t i);

/* Empty again. NULL is fine for close, and twice. */
void sy_act_batch_clear(struct sy_act_batch *batch);
void sy_act_batch_close(struct sy_act_batch *batch);

#endif
