#include "ledger/log_scrub.h"

#include <string.h>

#include "ledger/log_erase.h"
#include "ledger/log_rows.h"
#include "ledger/record.h"

/* One entry under way. */
struct reading {
    struct sy_log_snapshot *snapshot;
    struct sy_log_scrub *scrub;
    struct sy_merkle_source source;
    uint64_t index;
    struct sy_bytes bytes;
    struct sy_entry entry;
    struct sy_statement statement;
    struct sy_log_flaw *flaw;
};

const char *sy_flaw_name(enum sy_flaw_kind kind)
{
    static const char *const names[] = {"entry", "node", "lookup", "digest",
                                        "tree",  "part", "end"};

    sy_assert((size_t)kind < sizeof(names) / sizeof(names[0]));
    return names[kind];
}

static enum sy_err found(struct reading *r, enum sy_flaw_kind kind, const char *what)
{
    *r->flaw = (struct sy_log_flaw){.kind = kind, .index = r->index, .what = what};
    return SY_CORRUPT;
}

static enum sy_err found_in(struct reading *r, enum sy_flaw_kind kind, uint32_t record,
                            const char *what)
{
    enum sy_err err = found(r, kind, what);

    r->flaw->record = record;
    return err;
}

/* The peaks of the tree around the one at level, folded from the right (RFC 6962). */
static enum sy_err fold_peaks(const struct sy_merkle_source *source, uint64_t size,
                              unsigned level, const struct sy_hash *peak, struct sy_hash *out)
{
    bool begun = false;
    enum sy_err err = SY_OK;

    for (unsigned at = 0; err == SY_OK && at <= SY_MERKLE_LEVEL_MAX; at++) {
        struct sy_hash hash = *peak;

        if ((size >> at & 1) == 0)
            continue;
        if (at != level)
            err = source->read(source->context, at, (size >> at) - 1, &hash);
        *out = begun ? sy_hash_node(&hash, out) : hash;
        begun = true;
    }
    return err;
}

enum sy_err sy_log_node_fits(const struct sy_merkle_source *source,
                             const struct sy_log_scrub *scrub,
                             const struct sy_merkle_node *node)
{
    struct sy_hash hash = node->hash;
    uint64_t index = node->index;
    unsigned level = node->level;
    struct sy_hash other;
    struct sy_hash root;
    enum sy_err err = SY_OK;

    sy_assert(index < scrub->size >> level);
    while (err == SY_OK && (index | 1) < scrub->size >> level) {
        err = source->read(source->context, level, index ^ 1, &other);
        hash = (index & 1) != 0 ? sy_hash_node(&other, &hash) : sy_hash_node(&hash, &other);
        index >>= 1;
        level++;
    }
    if (err == SY_OK)
        err = fold_peaks(source, scrub->size, level, &hash, &root);
    if (err == SY_OK && !sy_hash_equal(&root, &scrub->root))
        err = SY_BAD_PROOF;
    return err;
}

static bool fits(struct reading *r, unsigned level, const struct sy_hash *hash)
{
    struct sy_merkle_node node = {level, r->index >> level, *hash};

    return sy_log_node_fits(&r->source, r->scrub, &node) == SY_OK;
}

/* A row that is not there, or not as long as it should be, is a flaw like any other. */
static bool is_flaw(enum sy_err err)
{
    return err == SY_NOT_FOUND || err == SY_CORRUPT;
}

static enum sy_err read_node(struct reading *r, unsigned level, uint64_t index, bool *here,
                             struct sy_hash *out)
{
    enum sy_err err = r->source.read(r->source.context, level, index, out);

    r->scrub->read_bytes += SY_HASH_BYTES;
    *here = err == SY_OK;
    return is_flaw(err) ? SY_OK : err;
}

/* The entry against the leaf that is stored, and where they differ both against the root. */
static enum sy_err check_leaf(struct reading *r)
{
    struct sy_hash stored;
    struct sy_hash made;
    bool here;
    enum sy_err err = sy_log_entry(r->snapshot, r->index, &r->bytes);

    if (is_flaw(err))
        return found(r, SY_FLAW_ENTRY, "the entry is missing");
    if (err == SY_OK)
        err = read_node(r, 0, r->index, &here, &stored);
    if (err != SY_OK)
        return err;
    r->scrub->read_bytes += r->bytes.len;
    made = sy_hash_leaf(r->bytes);
    if (here && sy_hash_equal(&stored, &made))
        return SY_OK;
    if (fits(r, 0, &made))
        return found(r, SY_FLAW_NODE, "the stored leaf hash is not that of the entry");
    return found(r, SY_FLAW_ENTRY, "the entry is not the one under the signed root");
}

static enum sy_err read_entry(struct reading *r)
{
    struct sy_bytes bytes;
    enum sy_err err = sy_log_statement(r->snapshot, r->index, &bytes, &r->entry, &r->statement);

    if (err == SY_CORRUPT || (err == SY_OK && r->entry.index != r->index))
        return found(r, SY_FLAW_ENTRY, "the entry cannot be read");
    return err;
}

/* The nodes that the entry completes. One that contradicts those below it is wrong unless the
 * root says otherwise: then the left one below is, which was named when it was reached. */
static enum sy_err check_nodes(struct reading *r)
{
    struct sy_hash below = sy_hash_leaf(r->bytes);
    enum sy_err err = SY_OK;

    for (unsigned level = 1; err == SY_OK && (r->index >> (level - 1) & 1) != 0; level++) {
        struct sy_hash left;
        struct sy_hash stored;
        struct sy_hash made;
        bool has_left;
        bool here;

        err = read_node(r, level - 1, (r->index >> (level - 1)) - 1, &has_left, &left);
        if (err == SY_OK)
            err = read_node(r, level, r->index >> level, &here, &stored);
        if (err != SY_OK)
            return err;
        made = sy_hash_node(&left, &below);
        below = here ? stored : made;
        if (has_left && here && sy_hash_equal(&stored, &made))
            continue;
        if (!here || !fits(r, level, &stored))
            return found(r, SY_FLAW_NODE,
                         "a stored node of the tree is not what those below it give");
    }
    return err;
}

static enum sy_err check_lookup(struct reading *r)
{
    struct sy_hash id = sy_statement_id(&r->scrub->scope, r->entry.statement);
    uint64_t index = 0;
    enum sy_err err = sy_log_find(r->snapshot, r->statement.signed_at, &id, &index);

    if (is_flaw(err) || (err == SY_OK && index != r->index))
        return found(r, SY_FLAW_LOOKUP, "its statement is not found where it stands");
    r->scrub->read_bytes += SY_LOG_STATEMENT_KEY_BYTES + 8;
    return err;
}

static bool is_root(const struct reading *r, const struct sy_merkle *tree)
{
    struct sy_hash root = sy_merkle_root(tree);

    return tree->size == r->statement.record_count &&
           memcmp(root.bytes, r->statement.records_root.data, SY_HASH_BYTES) == 0;
}

/* A part that its digest names, and that is neither here nor erased. */
static bool has_gap(struct reading *r, const struct sy_record_share *record)
{
    for (size_t i = 0; i < record->part_count; i++) {
        enum sy_part_state state;
        uint64_t order;

        if (sy_log_part_state(r->snapshot, r->index, record->index,
                              (uint8_t)record->parts[i].kind, &state, &order) != SY_OK ||
            state == SY_PART_ABSENT)
            return true;
    }
    return false;
}

/* The first record whose parts say something else than its digest does. */
static enum sy_err blame_digest(struct reading *r)
{
    struct sy_record_share record;
    struct sy_record_digest here;
    struct sy_record_digest stored;
    struct sy_hash a;
    struct sy_hash b;

    for (uint32_t i = 0; i < r->statement.record_count; i++) {
        if (sy_log_record(r->snapshot, r->index, i, &record) != SY_OK ||
            sy_log_digest(r->snapshot, r->index, i, &stored) != SY_OK)
            return found_in(r, SY_FLAW_DIGEST, i, "a record's digest cannot be read");
        sy_record_digest_of(&record, &here);
        a = sy_record_hash(&here);
        b = sy_record_hash(&stored);
        if (!sy_hash_equal(&a, &b) || has_gap(r, &record))
            return found_in(r, SY_FLAW_DIGEST, i,
                            "a record's digest is not what its parts give");
    }
    return found(r, SY_FLAW_DIGEST,
                 "the records' digests do not give the root that was signed");
}

/* The digests give the root that was signed, and the statement's tree what they give. */
static enum sy_err check_records(struct reading *r)
{
    struct sy_bytes nodes = {NULL, 0};
    struct sy_merkle tree = {0};
    size_t at = 0;
    uint8_t key[8];
    bool stored = r->statement.record_count > SY_LOG_TREE_STORED_ABOVE;
    bool same = true;
    enum sy_err err = SY_OK;

    if (stored)
        err = sy_store_get(r->snapshot->txn, SY_LOG_TREES, sy_log_index_key(r->index, key),
                           &nodes);
    if (err != SY_OK && !is_flaw(err))
        return err;
    for (uint32_t i = 0; i < r->statement.record_count; i++) {
        struct sy_merkle_completed completed;
        struct sy_record_digest digest;
        struct sy_hash leaf;

        err = sy_log_digest(r->snapshot, r->index, i, &digest);
        if (is_flaw(err) || sy_err_class(err) == SY_CLASS_REFUSAL)
            return found_in(r, SY_FLAW_DIGEST, i, "a record's digest cannot be read");
        if (err != SY_OK)
            return err;
        leaf = sy_record_hash(&digest);
        err = sy_merkle_append_nodes(&tree, &leaf, &completed);
        if (err != SY_OK)
            return err;
        for (size_t n = 0; stored && n < completed.count; n++, at += SY_HASH_BYTES)
            same = same && nodes.len - at >= SY_HASH_BYTES &&
                   memcmp(nodes.data + at, completed.node[n].hash.bytes, SY_HASH_BYTES) == 0;
        r->scrub->read_bytes += digest.part_count * (1 + SY_HASH_BYTES);
    }
    if (!is_root(r, &tree))
        return blame_digest(r);
    if (stored && (!same || nodes.len != at))
        return found(r, SY_FLAW_TREE, "the stored tree of its records is not what they give");
    r->scrub->read_bytes += nodes.len;
    return SY_OK;
}

static enum sy_err check_part(struct reading *r, uint32_t record,
                              const struct sy_record_digest *digest, size_t i,
                              const struct sy_part_share *share)
{
    uint8_t kind = digest->parts[i].kind;
    enum sy_part_state state = SY_PART_HERE;
    struct sy_hash hash;
    uint64_t order;
    enum sy_err err = SY_OK;

    if (share->part.data != NULL) {
        hash = sy_part_hash(kind, share->part);
        r->scrub->read_bytes += share->part.len;
        if (sy_hash_equal(&hash, &digest->parts[i].hash))
            return SY_OK;
        err = found_in(r, SY_FLAW_PART, record, "a part is not the one that its digest names");
    } else {
        err = sy_log_part_state(r->snapshot, r->index, record, kind, &state, &order);
        if (err != SY_OK || state != SY_PART_ABSENT || !r->scrub->whole)
            return err;
        err = found_in(r, SY_FLAW_PART, record, "a part is missing that no order has erased");
    }
    r->flaw->part_kind = kind;
    return err;
}

static enum sy_err check_parts(struct reading *r)
{
    struct sy_record_digest digest;
    struct sy_record_share record;
    enum sy_err err = SY_OK;

    for (uint32_t i = 0; err == SY_OK && i < r->statement.record_count; i++) {
        err = sy_log_digest(r->snapshot, r->index, i, &digest);
        if (err == SY_OK)
            err = sy_log_record(r->snapshot, r->index, i, &record);
        for (size_t p = 0; err == SY_OK && p < record.part_count; p++)
            err = check_part(r, i, &digest, p, &record.parts[p]);
    }
    return err;
}

static enum sy_err check_entry(struct reading *r)
{
    enum sy_err err = check_leaf(r);

    if (err == SY_OK)
        err = read_entry(r);
    if (err == SY_OK)
        err = check_nodes(r);
    if (err == SY_OK)
        err = check_lookup(r);
    if (err == SY_OK)
        err = check_records(r);
    if (err == SY_OK)
        err = check_parts(r);
    return err;
}

/* What was signed is what the nodes give, and the log ends where its nodes do. */
static enum sy_err check_end(struct reading *r)
{
    const struct sy_log_head *head = sy_log_head(r->snapshot);
    struct sy_hash kept = sy_merkle_root(&head->tree);
    struct sy_hash root;
    struct sy_hash leaf;
    enum sy_err err = sy_merkle_root_at(&r->source, r->scrub->size, &root);

    if (is_flaw(err) || (err == SY_OK && !sy_hash_equal(&root, &r->scrub->root)))
        return found(r, SY_FLAW_END, "the stored tree does not give the root that was signed");
    if (err == SY_OK)
        err = sy_merkle_root_at(&r->source, head->tree.size, &root);
    if (is_flaw(err) || (err == SY_OK && !sy_hash_equal(&root, &kept)))
        return found(r, SY_FLAW_END, "the stored end of the log is not what its tree gives");
    if (err == SY_OK && head->tree.size > 0)
        err = sy_log_leaf(r->snapshot, head->tree.size, &leaf);
    if (is_flaw(err) ||
        (err == SY_OK && head->tree.size > 0 && !sy_hash_equal(&leaf, &head->last_leaf)))
        return found(r, SY_FLAW_END, "the stored end of the log names another last entry");
    return err;
}

enum sy_err sy_log_scrub(struct sy_log_snapshot *snapshot, struct sy_log_scrub *scrub,
                         uint64_t bytes_max, struct sy_log_flaw *flaw)
{
    struct reading r = {.snapshot = snapshot,
                        .scrub = scrub,
                        .source = sy_log_source(snapshot),
                        .index = scrub->size,
                        .flaw = flaw};
    uint64_t begun = scrub->read_bytes;
    enum sy_err err = SY_OK;

    *flaw = (struct sy_log_flaw){.index = scrub->next};
    if (sy_log_head(snapshot)->tree.size < scrub->size)
        return found(&r, SY_FLAW_END, "the log is shorter than what was signed");
    do {
        r.index = scrub->next;
        err = r.index == scrub->size ? check_end(&r) : check_entry(&r);
        if (err == SY_OK && scrub->next < scrub->size)
            scrub->next++;
        else
            break;
    } while (scrub->next == scrub->size || scrub->read_bytes - begun < bytes_max);
    return err;
}

enum sy_err sy_log_entry_sound(struct sy_log_snapshot *snapshot, uint64_t index,
                               struct sy_bytes entry)
{
    struct sy_hash made = sy_hash_leaf(entry);
    struct sy_hash stored;
    enum sy_err err = sy_log_leaf(snapshot, index + 1, &stored);

    if (is_flaw(err) || (err == SY_OK && !sy_hash_equal(&made, &stored)))
        return SY_CORRUPT;
    return err;
}

enum sy_err sy_log_record_sound(struct sy_log_snapshot *snapshot, uint64_t index,
                                const struct sy_record_share *record)
{
    struct sy_record_digest digest;
    enum sy_err err = sy_log_digest(snapshot, index, record->index, &digest);

    if (is_flaw(err) || (err == SY_OK && digest.part_count != record->part_count))
        return SY_CORRUPT;
    for (size_t i = 0; err == SY_OK && i < record->part_count; i++) {
        const struct sy_part_share *share = &record->parts[i];
        struct sy_hash hash;

        if (share->part.data == NULL)
            continue;
        hash = sy_part_hash((uint8_t)share->kind, share->part);
        if (!sy_hash_equal(&hash, &digest.parts[i].hash))
            err = SY_CORRUPT;
    }
    return err;
}
