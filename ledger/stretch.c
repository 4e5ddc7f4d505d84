#include "ledger/stretch.h"

#include <string.h>

static enum sy_err prove_start(const struct sy_merkle_source *source, uint64_t size,
                               uint64_t of, struct sy_merkle_proof *out)
{
    out->count = 0;
    if (size == 0 || size == of)
        return SY_OK;
    return sy_merkle_prove_consistency(source, size, of, out);
}

enum sy_err sy_stretch_prove(const struct sy_merkle_source *source,
                             const struct sy_signed_checkpoint *checkpoint, uint64_t from,
                             uint64_t to, struct sy_stretch *out)
{
    uint64_t size = checkpoint->checkpoint.size;
    enum sy_err err = SY_OK;

    if (from >= to || to > size)
        return SY_NOT_FOUND;
    out->from = from;
    out->to = to;
    out->checkpoint = *checkpoint;
    out->root_from = (struct sy_hash){{0}};
    out->path.count = 0;
    if (from > 0)
        err = sy_merkle_root_at(source, from, &out->root_from);
    if (err == SY_OK)
        err = prove_start(source, from, size, &out->proof_from);
    if (err == SY_OK)
        err = prove_start(source, to, size, &out->proof_to);
    return err;
}

static struct sy_list list_of(const struct sy_merkle_proof *proof,
                              struct sy_bytes items[SY_PROOF_HASHES_MAX])
{
    for (size_t i = 0; i < proof->count; i++)
        items[i] = (struct sy_bytes){proof->hash[i].bytes, SY_HASH_BYTES};
    return (struct sy_list){.items = items, .count = proof->count};
}

void sy_stretch_put(const struct sy_stretch *stretch, struct sy_buffer *to)
{
    struct sy_bytes from_items[SY_PROOF_HASHES_MAX];
    struct sy_bytes to_items[SY_PROOF_HASHES_MAX];
    struct sy_bytes path_items[SY_PROOF_HASHES_MAX];
    struct sy_stretch_start message = {
        .from = stretch->from,
        .to = stretch->to,
        .note = sy_signed_checkpoint_note(&stretch->checkpoint),
        .proof_from = list_of(&stretch->proof_from, from_items),
        .proof_to = list_of(&stretch->proof_to, to_items),
        .path = list_of(&stretch->path, path_items),
    };

    if (stretch->from > 0)
        message.root_from = (struct sy_bytes){stretch->root_from.bytes, SY_HASH_BYTES};
    sy_stretch_start_write(&message, to);
}

static enum sy_err read_proof(const struct sy_list *list, struct sy_merkle_proof *out)
{
    struct sy_wire cursor = sy_list_open(list);
    struct sy_bytes item;

    if (list->count > SY_PROOF_HASHES_MAX)
        return SY_LIMIT;
    out->count = 0;
    while (sy_list_next(list, &cursor, &item)) {
        if (item.len != SY_HASH_BYTES)
            return SY_BAD_PROOF;
        memcpy(out->hash[out->count++].bytes, item.data, SY_HASH_BYTES);
    }
    return SY_OK;
}

enum sy_err sy_stretch_read(struct sy_bytes bytes, const struct sy_vkey *log,
                            struct sy_stretch *out)
{
    struct sy_stretch_start message;
    struct sy_stretch read = {0};
    enum sy_err err = sy_stretch_start_read(bytes, &message);

    if (err != SY_OK)
        return err;
    read.from = message.from;
    read.to = message.to;
    if (read.from >= read.to || message.root_from.len != (read.from > 0 ? SY_HASH_BYTES : 0))
        return SY_BAD_PROOF;
    if (read.to - read.from > SY_STRETCH_ENTRIES_MAX)
        return SY_LIMIT;
    if (read.from > 0)
        memcpy(read.root_from.bytes, message.root_from.data, SY_HASH_BYTES);
    err = read_proof(&message.proof_from, &read.proof_from);
    if (err == SY_OK)
        err = read_proof(&message.proof_to, &read.proof_to);
    if (err == SY_OK)
        err = read_proof(&message.path, &read.path);
    if (err == SY_OK)
        err = sy_signed_checkpoint_open(message.note, log, &read.checkpoint);
    if (err == SY_OK && read.to > read.checkpoint.checkpoint.size)
        err = SY_BAD_PROOF;
    if (err == SY_OK)
        *out = read;
    return err;
}

enum sy_err sy_stretch_covers(const struct sy_checkpoint *checkpoint, uint64_t size,
                              const struct sy_hash *root, const struct sy_merkle_proof *proof)
{
    if (size == 0)
        return proof->count == 0 ? SY_OK : SY_BAD_PROOF;
    return sy_merkle_verify_consistency(root, size, &checkpoint->root, checkpoint->size,
                                        proof->hash, proof->count);
}

static enum sy_err verdict(struct sy_stretch_result *out, enum sy_stretch_verdict verdict,
                           const char *rule, const char *what)
{
    out->verdict = verdict;
    if (rule != NULL) {
        out->problem.rule = rule;
        out->problem.what = what;
    }
    return SY_OK;
}

static enum sy_err read_share(const struct sy_bytes *shares,
                              const struct sy_stretch_ahead *ahead, size_t i,
                              struct sy_entry_share *out)
{
    if (ahead == NULL || !ahead->made)
        return sy_entry_share_read(shares[i], out);
    *out = ahead->entries[i].share;
    return SY_OK;
}

static struct sy_hash leaf_of(const struct sy_entry_share *share,
                              const struct sy_stretch_ahead *ahead, size_t i)
{
    return ahead == NULL || !ahead->made ? sy_hash_leaf(share->entry) : ahead->entry_leaf[i];
}

/* Are these the entries that the log signed, behind those that are held? Leaves verdict 0 when
 * they are. */
static enum sy_err check_tree(const struct sy_stretch *stretch, const struct sy_bytes *shares,
                              const struct sy_stretch_check *how,
                              const struct sy_log_head *head, struct sy_stretch_result *out)
{
    const struct sy_checkpoint *checkpoint = &stretch->checkpoint.checkpoint;
    struct sy_merkle tree = head->tree;
    struct sy_hash root = sy_merkle_root(&tree);
    struct sy_entry_share share;
    enum sy_err err = SY_OK;

    if (sy_stretch_covers(checkpoint, stretch->from, &stretch->root_from,
                          &stretch->proof_from) != SY_OK)
        return verdict(out, SY_STRETCH_FALSE, "tree", "its first proof does not hold");
    if (stretch->from > 0 && !sy_hash_equal(&root, &stretch->root_from))
        return verdict(out, SY_STRETCH_FORKED, "tree",
                       "the log signed a tree that does not start with what is held");
    for (uint64_t i = 0; i < stretch->to - stretch->from && err == SY_OK; i++) {
        if (read_share(shares, how->ahead, i, &share) != SY_OK)
            return verdict(out, SY_STRETCH_FALSE, "V1", "an entry did not come as it should");
        if (share.entry.len > SY_STRETCH_ENTRY_BYTES_MAX)
            return verdict(out, SY_STRETCH_FALSE, "V1", "an entry is larger than any may be");
        how->leaves[i] = leaf_of(&share, how->ahead, i);
        err = sy_merkle_append(&tree, &how->leaves[i]);
    }
    if (err != SY_OK)
        return err;
    root = sy_merkle_root(&tree);
    if (sy_stretch_covers(checkpoint, stretch->to, &root, &stretch->proof_to) != SY_OK)
        return verdict(out, SY_STRETCH_FALSE, "tree",
                       "its entries are not those that the log signed");
    return SY_OK;
}

/* The records of an entry do not travel in the tree: when they do not fit (V6), it is the fault
 * of whoever gave them. */
static enum sy_err judge(enum sy_err err, const struct sy_entry_facts *facts,
                         struct sy_stretch_result *out)
{
    if (out->problem.rule == NULL || sy_err_class(err) == SY_CLASS_FAULT)
        return err;
    if (err == SY_NOT_YET) {
        out->registry_size = facts->entry.registry_size;
        return verdict(out, SY_STRETCH_WAITS, NULL, NULL);
    }
    if (facts->other_registry)
        return verdict(out, SY_STRETCH_AT_ODDS, NULL, NULL);
    if (strcmp(out->problem.rule, "V6") == 0)
        return verdict(out, SY_STRETCH_FALSE, NULL, NULL);
    out->same = facts->same;
    return verdict(out, SY_STRETCH_BROKEN, NULL, NULL);
}

/* Entry i by all rules, those that it was found to keep before counted. */
static enum sy_err check_entry(const struct sy_stretch_check *how, struct sy_log_head *head,
                               size_t i, const struct sy_entry_share *share,
                               struct sy_entry_facts *facts, struct sy_entry_problem *why)
{
    enum sy_err err;

    if (how->ahead == NULL || !how->ahead->made || !how->ahead->entries[i].good)
        return sy_entry_check(&how->rules, head, share, facts, why);
    *facts = (struct sy_entry_facts){0};
    *why = (struct sy_entry_problem){0};
    err = sy_entry_check_encoding(&how->rules.scope, share->entry, facts, why);
    if (err != SY_OK)
        return err;
    sy_stretch_ahead_facts(how->ahead, i, facts);
    return sy_entry_check_place(&how->rules, head, facts, why);
}

static enum sy_err check_entries(const struct sy_stretch *stretch,
                                 const struct sy_bytes *shares,
                                 const struct sy_stretch_check *how, struct sy_log_head *head,
                                 struct sy_stretch_result *out)
{
    for (out->index = stretch->from; out->index < stretch->to; out->index++) {
        size_t i = (size_t)(out->index - stretch->from);
        struct sy_entry_share share;
        struct sy_entry_facts facts;
        enum sy_err err = read_share(shares, how->ahead, i, &share);

        if (err == SY_OK)
            err = check_entry(how, head, i, &share, &facts, &out->problem);
        if (err != SY_OK)
            return judge(err, &facts, out);
        if (how->take != NULL)
            err = how->take(how->context, share.entry, &share, &facts);
        if (err == SY_OK)
            err = sy_log_head_advance(head, share.entry, &facts);
        if (err != SY_OK)
            return err;
    }
    return verdict(out, SY_STRETCH_FOLLOWS, NULL, NULL);
}

enum sy_err sy_stretch_check(const struct sy_stretch *stretch, const struct sy_bytes *shares,
                             const struct sy_stretch_check *how, struct sy_log_head *head,
                             struct sy_stretch_result *out)
{
    struct sy_log_head after = *head;
    enum sy_err err;

    *out = (struct sy_stretch_result){.index = stretch->from};
    if (stretch->from != head->tree.size)
        return SY_BAD_CHAIN;
    sy_assert(stretch->to <= stretch->checkpoint.checkpoint.size);
    sy_assert(stretch->to - stretch->from <= SY_STRETCH_ENTRIES_MAX);
    err = check_tree(stretch, shares, how, head, out);
    if (err == SY_OK && out->verdict == 0)
        err = check_entries(stretch, shares, how, &after, out);
    if (err == SY_OK && out->verdict == SY_STRETCH_FOLLOWS)
        *head = after;
    return err;
}
