#include "ledger/evidence.h"

#include <inttypes.h>
#include <string.h>

#include "ledger/base64.h"

static const struct sy_checkpoint *note_of(const struct sy_evidence_tree *tree)
{
    return &tree->checkpoint.checkpoint;
}

uint64_t sy_evidence_tree_size(const struct sy_evidence_tree *tree)
{
    return tree->step_count == 0 ? note_of(tree)->size : tree->steps[tree->step_count - 1].size;
}

struct sy_hash sy_evidence_tree_root(const struct sy_evidence_tree *tree)
{
    return tree->step_count == 0 ? note_of(tree)->root : tree->steps[tree->step_count - 1].root;
}

const char *sy_evidence_origin(const struct sy_evidence *evidence)
{
    return note_of(&evidence->trees[0])->origin;
}

/* The order of a fork's trees: one evidence, one text. */
static bool in_order(const struct sy_evidence_tree *a, const struct sy_evidence_tree *b)
{
    if (note_of(a)->size != note_of(b)->size)
        return note_of(a)->size < note_of(b)->size;
    return memcmp(note_of(a)->root.bytes, note_of(b)->root.bytes, SY_HASH_BYTES) < 0;
}

void sy_evidence_fork(const struct sy_evidence_tree *a, const struct sy_evidence_tree *b,
                      struct sy_evidence *out)
{
    bool ordered = in_order(a, b);

    *out = (struct sy_evidence){.kind = SY_EVIDENCE_FORK, .tree_count = 2};
    out->trees[0] = ordered ? *a : *b;
    out->trees[1] = ordered ? *b : *a;
}

static void put_hashes(const struct sy_merkle_proof *proof, struct sy_buffer *to)
{
    for (size_t i = 0; i < proof->count; i++) {
        sy_buffer_put_text(to, "hash ");
        sy_base64_put(to, (struct sy_bytes){proof->hash[i].bytes, SY_HASH_BYTES});
        sy_buffer_put_u8(to, '\n');
    }
}

static void put_tree(const struct sy_evidence_tree *tree, struct sy_buffer *to)
{
    sy_buffer_printf(to, "tree %zu\n", tree->checkpoint.note_len);
    sy_buffer_put_bytes(to, sy_signed_checkpoint_note(&tree->checkpoint));
    for (size_t i = 0; i < tree->step_count; i++) {
        sy_buffer_printf(to, "step %" PRIu64 " ", tree->steps[i].size);
        sy_base64_put(to, (struct sy_bytes){tree->steps[i].root.bytes, SY_HASH_BYTES});
        sy_buffer_put_u8(to, '\n');
        put_hashes(&tree->steps[i].proof, to);
    }
}

static void put_entry(const struct sy_evidence_entry *entry, struct sy_buffer *to)
{
    sy_buffer_printf(to, "index %" PRIu64 "\nentry ", entry->index);
    sy_base64_put(to, sy_buffer_bytes(&entry->bytes));
    sy_buffer_put_u8(to, '\n');
    put_hashes(&entry->path, to);
}

void sy_evidence_put(const struct sy_evidence *evidence, struct sy_buffer *to)
{
    sy_assert(evidence->tree_count >= 1);
    sy_buffer_put_text(to, SY_EVIDENCE_FORMAT "\n");
    if (evidence->kind == SY_EVIDENCE_FORK)
        sy_buffer_put_text(to, "fork\n");
    else
        sy_buffer_printf(to, "entry V%u\n", evidence->rule);
    for (size_t i = 0; i < evidence->tree_count; i++)
        put_tree(&evidence->trees[i], to);
    for (size_t i = 0; i < evidence->entry_count; i++)
        put_entry(&evidence->entries[i], to);
}

bool sy_evidence_begins(struct sy_bytes bytes)
{
    static const char first[] = SY_EVIDENCE_FORMAT "\n";

    return bytes.len >= sizeof(first) - 1 && memcmp(bytes.data, first, sizeof(first) - 1) == 0;
}

void sy_evidence_close(struct sy_evidence *evidence)
{
    if (evidence == NULL)
        return;
    for (size_t i = 0; i < 2; i++)
        sy_buffer_close(&evidence->entries[i].bytes);
    evidence->entry_count = 0;
}
