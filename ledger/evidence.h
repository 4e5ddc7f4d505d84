/* evidence.h - proof that a log broke its promise, as a text that anyone can check offline with
 * network.json: two signed trees that cannot both be true, or an entry under a signed root that
 * breaks a rule.
 *
 * Shape    a tree is a checkpoint that the log signed and, one below the other, at most
 *          SY_EVIDENCE_STEPS_MAX smaller trees, each with the proof that the one above starts
 *          with it. The text:
 *
 *              suyuan/evidence/v1
 *              fork                     or "entry V4": the rule that it breaks
 *              tree <bytes of note>     and the note, verbatim; then for each step
 *              step <size> <root>
 *              hash <base64>            its consistency proof, a line each
 *              tree ...                 fork: the other tree, of the same size and another
 *                                       root
 *              index <n>                entry: where it stands
 *              entry <base64>           its bytes
 *              hash <base64>            its inclusion in the last step's tree
 *              index ...                V2, V3: the entry before; V7: the one with the same
 *                                       statement; whose index is the less
 *
 *          A fork's trees ascend by size and root of their notes. There is one text for one
 *          evidence: what this program would not write is refused.
 * Source   design section 6.
 * Pure     no clock; allocates the entries' bytes.
 */
#ifndef SY_EVIDENCE_H
#define SY_EVIDENCE_H

#include "ledger/entry_check.h"
#include "ledger/network.h"
#include "ledger/stretch.h"

#define SY_EVIDENCE_FORMAT "suyuan/evidence/v1"

enum {
    SY_EVIDENCE_STEPS_MAX = 2,
    SY_EVIDENCE_BYTES_MAX = 60 << 10, /* of the text: it fits a request */
    SY_EVIDENCE_RULES = 8
};

_Static_assert((SY_STRETCH_ENTRY_BYTES_MAX + SY_ENTRY_BYTES_MAX) / 3 * 4 +
                       (2 + SY_EVIDENCE_STEPS_MAX) * SY_PROOF_HASHES_MAX * 50 +
                       2 * SY_SIGNED_CHECKPOINT_BYTES_MAX + 1024 <
                   SY_EVIDENCE_BYTES_MAX,
               "evidence of an entry fits: two of them, their paths, the steps and a note");

enum sy_evidence_kind { SY_EVIDENCE_FORK = 1, SY_EVIDENCE_ENTRY };

/* A smaller tree; proof: that the one above starts with it. */
struct sy_evidence_step {
    uint64_t size;
    struct sy_hash root;
    struct sy_merkle_proof proof;
};

struct sy_evidence_tree {
    struct sy_signed_checkpoint checkpoint;
    size_t step_count;
    struct sy_evidence_step steps[SY_EVIDENCE_STEPS_MAX];
};

struct sy_evidence_entry {
    uint64_t index;
    struct sy_buffer bytes;
    struct sy_merkle_proof path;
};

struct sy_evidence {
    enum sy_evidence_kind kind;
    unsigned rule; /* of an entry: 1 to 8 */
    size_t tree_count;
    struct sy_evidence_tree trees[2];
    size_t entry_count;
    struct sy_evidence_entry entries[2];
};

/* V5 needs the registry; as in sy_entry_rules. */
struct sy_evidence_registry {
    enum sy_err (*authorise)(void *context, uint64_t size, int64_t sequenced_at,
                             const struct sy_statement *statement);
    void *context;
};

/* What a mirror holds of the log, of which evidence is made. */
struct sy_evidence_held {
    struct sy_merkle_source tree;
    uint64_t size;
    const struct sy_cover *cover;

    /* Append the bytes of a stored entry. */
    enum sy_err (*entry)(void *context, uint64_t index, struct sy_buffer *out);
    void *context;
};

/* A stretch that is FORKED or BROKEN. */
struct sy_evidence_case {
    const struct sy_stretch *stretch;
    const struct sy_bytes *shares;
    const struct sy_hash *leaves; /* as sy_stretch_check has filled them */
    const struct sy_stretch_result *result;
};

/* A tree as its last step has it. */
uint64_t sy_evidence_tree_size(const struct sy_evidence_tree *tree);
struct sy_hash sy_evidence_tree_root(const struct sy_evidence_tree *tree);

/* Two trees of one log, in either order: puts them in theirs. */
void sy_evidence_fork(const struct sy_evidence_tree *a, const struct sy_evidence_tree *b,
                      struct sy_evidence *out);

/* Of a checkpoint that is not larger than what is held, and has another root: the error of the
 * source. */
SY_MUST_USE enum sy_err sy_evidence_of_checkpoint(const struct sy_evidence_held *held,
                                                  const struct sy_signed_checkpoint *checkpoint,
                                                  struct sy_evidence *out);

/* Of a stretch behind what is held: the error of the source, of entry, SY_NO_MEMORY. On SY_OK
 * close it. */
SY_MUST_USE enum sy_err sy_evidence_of_stretch(const struct sy_evidence_held *held,
                                               const struct sy_evidence_case *from,
                                               struct sy_evidence *out);

/* Append the text; the buffer keeps the error. */
void sy_evidence_put(const struct sy_evidence *evidence, struct sy_buffer *to);

/* Read a text whose notes are signed by logs of the network. SY_BAD_VERSION when the first line
 * is another, SY_LIMIT, SY_BAD_FILE for any other text than sy_evidence_put writes,
 * SY_UNKNOWN_KEY for a log that the network does not have, what sy_signed_checkpoint_open
 * refuses, SY_NO_MEMORY. On SY_OK close it; whether it proves anything, sy_evidence_check says.
 */
SY_MUST_USE enum sy_err sy_evidence_read(const struct sy_network *network, struct sy_bytes text,
                                         struct sy_evidence *out);

/* Does it prove what it says? SY_BAD_PROOF when not; SY_NOT_YET when that needs the registry
 * (V5) and none is given, or it is not as long; faults. *what, which may be NULL, says in
 * static English what is proved, or what is wrong. */
SY_MUST_USE enum sy_err sy_evidence_check(const struct sy_network *network,
                                          const struct sy_evidence *evidence,
                                          const struct sy_evidence_registry *registry,
                                          const char **what);

/* The origin of the log that it is against. */
const char *sy_evidence_origin(const struct sy_evidence *evidence);

/* Do the bytes begin as evidence does? */
bool sy_evidence_begins(struct sy_bytes bytes);

/* NULL and twice are fine. */
void sy_evidence_close(struct sy_evidence *evidence);

#endif
