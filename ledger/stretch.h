/* stretch.h - entries of another node's log, with what proves that they are the next ones: how
 * a mirror gets what it stores, from whomever has it.
 *
 * Shape    entries [from, to), and a checkpoint that covers them. root_from is the root of the
 *          checkpoint's tree at size from; proof_from shows that, proof_to the same of the tree
 *          at size to (none where a size is 0 or the checkpoint's own). So a stretch is checked
 *          against a signed root before anything of it is stored, wherever it came from. One
 *          entry that takes the place of a damaged one has its inclusion path: it is checked
 *          against the root alone, whatever else is damaged where it goes.
 * Source   design section 6; RFC 9162 section 2.1.4.2.
 * Pure     bytes and rules in, a verdict out.
 */
#ifndef SY_STRETCH_H
#define SY_STRETCH_H

#include "ledger/signed_checkpoint.h"
#include "ledger/stretch_ahead.h"

enum {
    SY_STRETCH_ENTRIES_MAX = 1024,
    SY_STRETCH_ENTRY_BYTES_MAX = 2 * SY_ENTRY_BYTES_MAX /* what is larger is no entry, nor could
                                                           anybody be shown it as evidence */
};

struct sy_stretch {
    uint64_t from, to;
    struct sy_signed_checkpoint checkpoint;
    struct sy_hash root_from; /* zero when from is 0 */
    struct sy_merkle_proof proof_from;
    struct sy_merkle_proof proof_to;
    struct sy_merkle_proof path; /* of the one entry that was asked for; else none */
};

/* A checkpoint that covers what is held: proof shows that its tree starts with it (none when
 * the checkpoint is as large). */
struct sy_cover {
    struct sy_signed_checkpoint checkpoint;
    struct sy_merkle_proof proof;
};

/* By whoever gives: the proofs of [from, to) under a checkpoint whose whole tree is stored; the
 * path, if one is wanted, he adds. SY_NOT_FOUND unless from < to <= the checkpoint's size, or
 * the source's error. */
SY_MUST_USE enum sy_err sy_stretch_prove(const struct sy_merkle_source *source,
                                         const struct sy_signed_checkpoint *checkpoint,
                                         uint64_t from, uint64_t to, struct sy_stretch *out);

/* The message that begins the answer. */
void sy_stretch_put(const struct sy_stretch *stretch, struct sy_buffer *to);

/* By whoever asked: read the message, with the log's signature. SY_BAD_ENCODING, SY_LIMIT when
 * it has more entries or hashes than there may be, SY_BAD_PROOF when ranges or hashes cannot
 * be, what sy_signed_checkpoint_open refuses. */
SY_MUST_USE enum sy_err sy_stretch_read(struct sy_bytes message, const struct sy_vkey *log,
                                        struct sy_stretch *out);

enum sy_stretch_verdict {
    SY_STRETCH_FOLLOWS = 1, /* it continues what is held: store it */
    SY_STRETCH_FALSE,  /* these are not the entries that were signed: whoever gave them lied */
    SY_STRETCH_FORKED, /* the log signed a tree that does not start with what is held */
    SY_STRETCH_BROKEN, /* the log signed an entry that breaks a rule: evidence */
    SY_STRETCH_WAITS,  /* an entry names a registry that is not known here yet */
    SY_STRETCH_AT_ODDS /* an entry names another registry than the one known here: one of the
                          two logs is wrong, and nothing proves which */
};

struct sy_stretch_result {
    enum sy_stretch_verdict verdict;
    uint64_t index;                  /* of the entry that it is about */
    uint64_t registry_size;          /* WAITS: what it names */
    uint64_t same;                   /* BROKEN by V7: the other entry */
    struct sy_entry_problem problem; /* FALSE, BROKEN, WAITS: which rule, and how */
};

/* How a stretch is checked. */
struct sy_stretch_check {
    struct sy_entry_rules rules;
    struct sy_hash *leaves; /* gets the leaf hashes of its entries: room for all */
    const struct sy_stretch_ahead *ahead; /* what was found out before; NULL: nothing */

    /* What is done with an entry that has passed the rules, before the next is looked at; an
     * error ends the check. NULL: nothing. */
    enum sy_err (*take)(void *context, struct sy_bytes entry,
                        const struct sy_entry_share *share, const struct sy_entry_facts *facts);
    void *context;
};

/* Check the stretch behind head: shares are its EntryShare messages, one an index. The tree
 * comes first: what is not under the signed root proves nothing against its log. *head is moved
 * behind it when it FOLLOWS, and is as before otherwise: what was taken must then be undone.
 * SY_BAD_CHAIN when the stretch does not begin at head; faults. */
SY_MUST_USE enum sy_err sy_stretch_check(const struct sy_stretch *stretch,
                                         const struct sy_bytes *shares,
                                         const struct sy_stretch_check *how,
                                         struct sy_log_head *head,
                                         struct sy_stretch_result *out);

/* Does the tree of one root and size start the checkpoint's? Proof as above. */
SY_MUST_USE enum sy_err sy_stretch_covers(const struct sy_checkpoint *checkpoint, uint64_t size,
                                          const struct sy_hash *root,
                                          const struct sy_merkle_proof *proof);

#endif
