#include <string.h>

#include "ledger/evidence.h"
#include "ledger/origin.h"

static enum sy_err say(const char **what, enum sy_err err, const char *sentence)
{
    if (what != NULL)
        *what = sentence;
    return err;
}

/* Each step's tree starts the one above it. */
static bool tree_holds(const struct sy_evidence_tree *tree)
{
    uint64_t size = tree->checkpoint.checkpoint.size;
    const struct sy_hash *root = &tree->checkpoint.checkpoint.root;

    for (size_t i = 0; i < tree->step_count; i++) {
        const struct sy_evidence_step *step = &tree->steps[i];

        if (step->size == 0 || step->size >= size ||
            sy_merkle_verify_consistency(&step->root, step->size, root, size, step->proof.hash,
                                         step->proof.count) != SY_OK)
            return false;
        size = step->size;
        root = &step->root;
    }
    return true;
}

static enum sy_err check_fork(const struct sy_evidence *evidence, const char **what)
{
    const struct sy_evidence_tree *a = &evidence->trees[0];
    const struct sy_evidence_tree *b = &evidence->trees[1];
    struct sy_hash roots[2];
    struct sy_evidence again;

    if (evidence->tree_count != 2 || evidence->entry_count != 0 ||
        strcmp(a->checkpoint.checkpoint.origin, b->checkpoint.checkpoint.origin) != 0)
        return say(what, SY_BAD_PROOF, "a fork needs two trees of one log and nothing else");
    sy_evidence_fork(a, b, &again);
    if (!sy_checkpoint_same(&again.trees[0].checkpoint.checkpoint, &a->checkpoint.checkpoint))
        return say(what, SY_BAD_PROOF, "its trees are not in their order");
    roots[0] = sy_evidence_tree_root(a);
    roots[1] = sy_evidence_tree_root(b);
    if (sy_evidence_tree_size(a) != sy_evidence_tree_size(b) ||
        sy_hash_equal(&roots[0], &roots[1]))
        return say(what, SY_BAD_PROOF, "its two trees do not contradict each other");
    return say(what, SY_OK, "the log signed two trees that cannot both be true");
}

/* What an entry's rules may look up, from the evidence itself. */
struct support {
    const struct sy_evidence *evidence;
    struct sy_hash same; /* id of the statement of the other entry; zero when there is none */
    const struct sy_evidence_registry *authority;
};

/* A root of the registry proves nothing against the log that names it: the registry may be the
 * one that has signed two. */
static enum sy_err registry_root(void *context, uint64_t size, struct sy_hash *out)
{
    (void)context, (void)size, (void)out;
    return SY_NOT_YET;
}

static enum sy_err authorise(void *context, uint64_t size, int64_t sequenced_at,
                             const struct sy_statement *statement)
{
    const struct support *support = context;

    if (support->authority == NULL)
        return SY_NOT_YET;
    return support->authority->authorise(support->authority->context, size, sequenced_at,
                                         statement);
}

static enum sy_err seen(void *context, int64_t signed_at, const struct sy_hash *id,
                        uint64_t *index)
{
    const struct support *support = context;

    (void)signed_at;
    if (!sy_hash_equal(id, &support->same))
        return SY_NOT_FOUND;
    *index = support->evidence->entries[1].index;
    return SY_EXISTS;
}

/* Every entry is in the last step's tree; the second one stands before the first. */
static bool entries_hold(const struct sy_evidence *evidence)
{
    const struct sy_evidence_tree *tree = &evidence->trees[0];
    struct sy_hash root = sy_evidence_tree_root(tree);

    for (size_t i = 0; i < evidence->entry_count; i++) {
        const struct sy_evidence_entry *entry = &evidence->entries[i];
        struct sy_hash leaf = sy_hash_leaf(sy_buffer_bytes(&entry->bytes));

        if (sy_merkle_verify_inclusion(&root, sy_evidence_tree_size(tree), entry->index, &leaf,
                                       entry->path.hash, entry->path.count) != SY_OK)
            return false;
    }
    return evidence->entry_count > 0 &&
           (evidence->entry_count == 1 ||
            evidence->entries[1].index < evidence->entries[0].index);
}

/* The end of the log before the entry: from the one before it, where the rule looks there. */
static bool make_head(const struct sy_evidence *evidence, const struct sy_network *network,
                      const struct sy_scope *scope, struct sy_log_head *out)
{
    uint64_t index = evidence->entries[0].index;
    struct sy_entry_problem problem;
    struct sy_entry_facts before;
    struct sy_bytes bytes = sy_buffer_bytes(&evidence->entries[1].bytes);

    sy_log_head_init(out, sy_text(sy_evidence_origin(evidence)), &network->id);
    if (index == 0)
        return evidence->entry_count == 1;
    if (evidence->entry_count != 2 || evidence->entries[1].index != index - 1 ||
        sy_entry_check_encoding(scope, bytes, &before, &problem) != SY_OK)
        return false;
    out->tree.size = index;
    out->last_leaf = sy_hash_leaf(bytes);
    out->sequenced_at = before.entry.sequenced_at;
    out->registry_size = before.entry.registry_size;
    return true;
}

/* Are the things there that the rule needs, and no others? Fills what can be looked up. */
static bool gather(const struct sy_evidence *evidence, const struct sy_network *network,
                   const struct sy_scope *scope, struct support *support,
                   struct sy_log_head *head)
{
    struct sy_entry_problem problem;
    struct sy_entry_facts other;

    *head = (struct sy_log_head){0};
    if (evidence->tree_count != 1)
        return false;
    switch (evidence->rule) {
    case 2:
    case 3:
        return make_head(evidence, network, scope, head);
    case 7:
        if (evidence->entry_count != 2 ||
            sy_entry_check_encoding(scope, sy_buffer_bytes(&evidence->entries[1].bytes), &other,
                                    &problem) != SY_OK)
            return false;
        support->same = other.id;
        return true;
    default:
        return evidence->entry_count == 1;
    }
}

static enum sy_err judge(enum sy_err err, const struct sy_entry_problem *problem,
                         const char **what)
{
    if (err == SY_NOT_YET)
        return say(what, err, "this can only be told with the registry beside it");
    if (err != SY_OK && sy_err_class(err) == SY_CLASS_FAULT)
        return err;
    if (err == SY_OK || problem->rule == NULL)
        return say(what, SY_BAD_PROOF, "the entry does not break that rule");
    return say(what, SY_OK, problem->what);
}

static enum sy_err check_entry(const struct sy_network *network,
                               const struct sy_evidence *evidence,
                               const struct sy_evidence_registry *authority, const char **what)
{
    const char *origin = sy_evidence_origin(evidence);
    struct support support = {.evidence = evidence, .authority = authority};
    struct sy_entry_rules rules = {
        .scope = {sy_origin_place(sy_text(origin)), network->id},
        .registry = sy_origin_is_registry(sy_text(origin)),
        .registry_size = UINT64_MAX,
        .registry_root = registry_root,
        .authorise = authorise,
        .seen = seen,
        .context = &support,
    };
    struct sy_entry_problem problem = {0};
    struct sy_entry_facts facts = {0};
    struct sy_log_head head;
    enum sy_err err;

    if (!entries_hold(evidence))
        return say(what, SY_BAD_PROOF, "an entry is not in the tree that was signed");
    if (!gather(evidence, network, &rules.scope, &support, &head))
        return say(what, SY_BAD_PROOF, "what it shows is not what that rule needs");
    err = sy_entry_check_encoding(&rules.scope, sy_buffer_bytes(&evidence->entries[0].bytes),
                                  &facts, &problem);
    if (evidence->rule == 1)
        return judge(err, &problem, what);
    if (err != SY_OK || evidence->rule == 6)
        return say(what, SY_BAD_PROOF, "the entry does not break that rule");
    err = sy_entry_check_rule(evidence->rule, &rules, &head, &facts, &problem);
    return judge(err, &problem, what);
}

enum sy_err sy_evidence_check(const struct sy_network *network,
                              const struct sy_evidence *evidence,
                              const struct sy_evidence_registry *registry, const char **what)
{
    for (size_t i = 0; i < evidence->tree_count; i++) {
        if (!tree_holds(&evidence->trees[i]))
            return say(what, SY_BAD_PROOF, "a tree is not the start of the one above it");
    }
    if (evidence->kind == SY_EVIDENCE_FORK)
        return check_fork(evidence, what);
    return check_entry(network, evidence, registry, what);
}
