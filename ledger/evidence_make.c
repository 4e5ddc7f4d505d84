#include <string.h>

#include "ledger/evidence.h"
#include "ledger/merkle_overlay.h"

static void add_step(struct sy_evidence_tree *tree, uint64_t size, const struct sy_hash *root,
                     const struct sy_merkle_proof *proof)
{
    sy_assert(tree->step_count < SY_EVIDENCE_STEPS_MAX);
    tree->steps[tree->step_count++] = (struct sy_evidence_step){size, *root, *proof};
}

/* What is held, as its cover signs it, at a size. */
static enum sy_err held_tree(const struct sy_evidence_held *held, uint64_t at,
                             struct sy_evidence_tree *out)
{
    struct sy_merkle_proof proof;
    struct sy_hash root;
    enum sy_err err = SY_OK;

    sy_assert(at <= held->size);
    *out = (struct sy_evidence_tree){.checkpoint = held->cover->checkpoint};
    if (held->size < held->cover->checkpoint.checkpoint.size) {
        err = sy_merkle_root_at(&held->tree, held->size, &root);
        if (err == SY_OK)
            add_step(out, held->size, &root, &held->cover->proof);
    }
    if (err != SY_OK || at == held->size)
        return err;
    err = sy_merkle_root_at(&held->tree, at, &root);
    if (err == SY_OK)
        err = sy_merkle_prove_consistency(&held->tree, at, held->size, &proof);
    if (err == SY_OK)
        add_step(out, at, &root, &proof);
    return err;
}

enum sy_err sy_evidence_of_checkpoint(const struct sy_evidence_held *held,
                                      const struct sy_signed_checkpoint *checkpoint,
                                      struct sy_evidence *out)
{
    struct sy_evidence_tree theirs = {.checkpoint = *checkpoint};
    struct sy_evidence_tree ours;
    enum sy_err err = held_tree(held, checkpoint->checkpoint.size, &ours);

    if (err == SY_OK)
        sy_evidence_fork(&ours, &theirs, out);
    return err;
}

static enum sy_err of_fork(const struct sy_evidence_held *held,
                           const struct sy_stretch *stretch, struct sy_evidence *out)
{
    struct sy_evidence_tree theirs = {.checkpoint = stretch->checkpoint};
    struct sy_evidence_tree ours;
    enum sy_err err = held_tree(held, stretch->from, &ours);

    add_step(&theirs, stretch->from, &stretch->root_from, &stretch->proof_from);
    if (err == SY_OK)
        sy_evidence_fork(&ours, &theirs, out);
    return err;
}

/* The entry at index, from the stretch or from what is held, and its path. */
static enum sy_err add_entry(const struct sy_evidence_held *held,
                             const struct sy_evidence_case *from,
                             const struct sy_merkle_source *source, uint64_t index,
                             struct sy_evidence *out)
{
    struct sy_evidence_entry *entry = &out->entries[out->entry_count++];
    struct sy_entry_share share;
    enum sy_err err;

    entry->index = index;
    if (index < from->stretch->from)
        err = held->entry(held->context, index, &entry->bytes);
    else
        err = sy_entry_share_read(from->shares[index - from->stretch->from], &share);
    if (err != SY_OK)
        return err;
    if (index >= from->stretch->from)
        sy_buffer_put_bytes(&entry->bytes, share.entry);
    if (entry->bytes.err != SY_OK)
        return entry->bytes.err;
    return sy_merkle_prove_inclusion(source, from->stretch->to, index, &entry->path);
}

static enum sy_err of_entry(const struct sy_evidence_held *held,
                            const struct sy_evidence_case *from, struct sy_evidence *out)
{
    const struct sy_stretch *stretch = from->stretch;
    uint64_t index = from->result->index;
    struct sy_merkle_overlay overlay = {held->tree, stretch->from, from->leaves,
                                        (size_t)(stretch->to - stretch->from)};
    struct sy_merkle_source source = sy_merkle_overlay_source(&overlay);
    struct sy_hash root;
    enum sy_err err = sy_merkle_root_at(&source, stretch->to, &root);

    if (err != SY_OK)
        return err;
    out->kind = SY_EVIDENCE_ENTRY;
    out->rule = (unsigned)(from->result->problem.rule[1] - '0');
    out->tree_count = 1;
    out->trees[0].checkpoint = stretch->checkpoint;
    if (stretch->to < stretch->checkpoint.checkpoint.size)
        add_step(&out->trees[0], stretch->to, &root, &stretch->proof_to);
    err = add_entry(held, from, &source, index, out);
    if (err == SY_OK && (out->rule == 2 || out->rule == 3) && index > 0)
        err = add_entry(held, from, &source, index - 1, out);
    if (err == SY_OK && out->rule == 7)
        err = add_entry(held, from, &source, from->result->same, out);
    return err;
}

enum sy_err sy_evidence_of_stretch(const struct sy_evidence_held *held,
                                   const struct sy_evidence_case *from, struct sy_evidence *out)
{
    struct sy_evidence evidence = {0};
    enum sy_err err;

    if (from->result->verdict == SY_STRETCH_FORKED)
        err = of_fork(held, from->stretch, &evidence);
    else
        err = of_entry(held, from, &evidence);
    if (err == SY_OK)
        *out = evidence;
    else
        sy_evidence_close(&evidence);
    return err;
}
