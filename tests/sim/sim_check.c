#include "tests/sim/sim.h"

#include "ledger/sequence.h"

bool sim_log_honest(const struct sim_world *w, uint32_t log)
{
    return !w->node[log % w->nodes].rotten && !w->excused[log];
}

bool sim_node_honest(const struct sim_node *n)
{
    return !n->rotten;
}

static bool prefix_of(const struct sim_store *store, const struct sim_store *other)
{
    uint64_t size = store->synced.head.tree.size;

    if (other == NULL || size > other->synced.head.tree.size)
        return false;
    for (uint64_t i = 0; i < size; i++) {
        if (!sy_hash_equal(&store->rows[i].leaf, &other->rows[i].leaf))
            return false;
    }
    return true;
}

/* Does the entry name a registry that the quorum does not attest? */
static bool names_another_registry(const struct sim_world *w, const struct sy_entry *entry)
{
    struct sy_hash root;

    if (entry->registry_root.len == 0 || entry->registry_size > w->canon_count[w->nodes])
        return false;
    root = sy_merkle_root_of(w->canon[w->nodes], entry->registry_size);
    return memcmp(root.bytes, entry->registry_root.data, SY_HASH_BYTES) != 0;
}

/* A liar's entry that breaks a rule is in no honest store. */
static void check_rules(struct sim_world *w, const struct sim_node *n, uint32_t log)
{
    const struct sim_store *store = n->stores[log];

    for (uint64_t i = 0; i < store->synced.head.tree.size; i++) {
        struct sy_statement statement;
        struct sy_entry entry;

        if (!sim_row_sound(store, i))
            continue;
        if (sy_entry_read(store->rows[i].entry, &entry) != SY_OK ||
            sy_statement_read(entry.statement, &statement) != SY_OK ||
            sy_sequence_check_time(statement.signed_at, entry.sequenced_at) != SY_OK ||
            names_another_registry(w, &entry))
            sim_fail(w, "node %u holds entry %llu of log %u, which is not valid", n->index,
                     (unsigned long long)i, log);
    }
}

/* Every honest mirror is a prefix of what its owner signed. */
void sim_check_store(struct sim_world *w, struct sim_node *n, uint32_t log)
{
    const struct sim_store *store = n->stores[log];
    const struct sim_node *owner = &w->node[log % w->nodes];
    uint64_t size = store->synced.head.tree.size;

    if (!sim_node_honest(n) || owner == n)
        return;
    if (sim_log_honest(w, log)) {
        if (size > w->signed_count[log])
            sim_fail(w, "node %u holds more of log %u than was signed", n->index, log);
        for (uint64_t i = 0; i < size && w->failure == NULL; i++) {
            if (!sy_hash_equal(&store->rows[i].leaf, &w->signed_leaves[log][i]))
                sim_fail(w, "node %u holds another entry %llu of log %u than was signed",
                         n->index, (unsigned long long)i, log);
        }
        return;
    }
    if (owner->rotten) {
        check_rules(w, n, log);
        if (!prefix_of(store, owner->stores[log]) &&
            !prefix_of(store, sim_owned(&w->node[log % w->nodes], log)->branch))
            sim_fail(w, "node %u holds of log %u what its owner never signed", n->index, log);
    }
}

/* No honest key signs two trees that contradict each other, nor what is not durable. */
void sim_check_signed(struct sim_world *w, struct sim_node *n, uint32_t log,
                      const struct sy_checkpoint *checkpoint)
{
    const struct sim_store *store = n->stores[log];

    if (!sim_node_honest(n) || w->excused[log])
        return;
    if (store->synced.head.tree.size != checkpoint->size)
        sim_fail(w, "log %u: its owner signs what is not durable", log);
    if (checkpoint->size < w->signed_count[log])
        sim_fail(w, "log %u: its owner signs less than before", log);
    for (uint64_t i = 0; i < checkpoint->size && w->failure == NULL; i++) {
        if (i < w->signed_count[log] &&
            !sy_hash_equal(&w->signed_leaves[log][i], &store->rows[i].leaf))
            sim_fail(w, "log %u: its owner signs two histories", log);
        w->signed_leaves[log][i] = store->rows[i].leaf;
    }
    w->signed_count[log] = checkpoint->size;
}

/* No honest node cosigns what it does not durably hold, or less than before, or after there was
 * evidence. */
void sim_check_cosigned(struct sim_world *w, struct sim_node *n, uint32_t log,
                        const struct sy_checkpoint *checkpoint)
{
    struct sim_store *store = n->stores[log];
    struct sy_checkpoint *last = &w->last_cosigned[n->index][log];
    struct sy_hash root;

    if (!sim_node_honest(n) || n->lost)
        return;
    if (checkpoint->size > store->synced.head.tree.size) {
        sim_fail(w, "node %u cosigns of log %u what it does not hold", n->index, log);
        return;
    }
    root = sim_root_at(store, checkpoint->size);
    if (!sy_hash_equal(&root, &checkpoint->root))
        sim_fail(w, "node %u cosigns another tree of log %u than it holds", n->index, log);
    if (checkpoint->size < last->size ||
        (checkpoint->size == last->size && !sy_hash_equal(&checkpoint->root, &last->root)))
        sim_fail(w, "node %u cosigns less of log %u than before", n->index, log);
    if (store->synced.held.cosigned.size < checkpoint->size)
        sim_fail(w, "node %u cosigns log %u and may forget it", n->index, log);
    *last = *checkpoint;
}

/* Two receipts at the quorum never contradict each other. */
void sim_check_quorum(struct sim_world *w, uint32_t log, const struct sy_trust *trust)
{
    const struct sy_checkpoint *checkpoint = &trust->checkpoint;
    struct sim_store *holder = NULL;

    for (uint32_t i = 0; i < w->nodes && holder == NULL; i++) {
        struct sim_node *n = &w->node[i];
        struct sy_hash root;

        if (n->rotten || n->stores[log]->synced.head.tree.size < checkpoint->size)
            continue;
        root = sim_root_at(n->stores[log], checkpoint->size);
        if (sy_hash_equal(&root, &checkpoint->root))
            holder = n->stores[log];
    }
    if (holder == NULL) {
        sim_fail(w, "the quorum attests of log %u what no honest node holds", log);
        return;
    }
    for (uint64_t i = 0; i < checkpoint->size; i++) {
        if (i < w->canon_count[log] && !sy_hash_equal(&w->canon[log][i], &holder->rows[i].leaf))
            sim_fail(w, "the quorum attests two histories of log %u", log);
        w->canon[log][i] = holder->rows[i].leaf;
    }
    if (checkpoint->size > w->canon_count[log])
        w->canon_count[log] = checkpoint->size;
}

static void check_receipt(struct sim_world *w, const struct sim_receipt *r)
{
    for (uint32_t i = 0; i < w->nodes; i++) {
        const struct sim_node *n = &w->node[i];
        const struct sim_store *store = n->stores[r->log];

        if ((r->holders >> i & 1) == 0 || n->rotten || n->lost)
            continue;
        if (store->synced.head.tree.size <= r->index ||
            !sy_hash_equal(&store->rows[r->index].leaf, &r->leaf))
            sim_fail(w, "entry %llu of log %u, for which there is a receipt, is not at node %u",
                     (unsigned long long)r->index, r->log, i);
    }
}

/* No receipt is lost or contradicted within its durability. */
void sim_check_receipts(struct sim_world *w)
{
    for (size_t i = 0; i < w->receipt_count && w->failure == NULL; i++)
        check_receipt(w, &w->receipts[i]);
}

void sim_check_evidence(struct sim_world *w, uint32_t log)
{
    if (sim_log_honest(w, log))
        sim_fail(w, "there is evidence against log %u, whose owner is honest", log);
}

/* The two nodes know of no tree of the log that contradicts the other's. */
static bool agree(struct sim_node *a, struct sim_node *b, uint32_t log)
{
    const struct sy_signed_checkpoint *latest = &a->gossip.logs[log].latest;
    struct sim_store *x = a->stores[log];
    struct sim_store *y = b->stores[log];
    uint64_t size = x->synced.head.tree.size < y->synced.head.tree.size
                        ? x->synced.head.tree.size
                        : y->synced.head.tree.size;
    struct sy_hash roots[2] = {sim_root_at(x, size), sim_root_at(y, size)};

    if (!sy_hash_equal(&roots[0], &roots[1]))
        return false;
    if (latest->note_len == 0 || latest->checkpoint.size > y->synced.head.tree.size)
        return true;
    roots[0] = sim_root_at(y, latest->checkpoint.size);
    return sy_hash_equal(&roots[0], &latest->checkpoint.root);
}

/* A fork that honest nodes have seen is evidence at all of them. */
static bool evidence_spread(struct sim_world *w, uint32_t log)
{
    bool some = false;
    bool all = true;
    bool agreed = true;

    for (uint32_t i = 0; i < w->nodes; i++) {
        if (w->node[i].rotten)
            continue;
        some = some || w->node[i].evidence[log].len > 0;
        /* An owner that has forked without knowing it knows at least. */
        all = all && w->node[i].evidence[log].len > 0;
        for (uint32_t j = 0; j < w->nodes; j++)
            agreed = agreed && (w->node[j].rotten || agree(&w->node[i], &w->node[j], log));
    }
    return some ? all : agreed;
}

/* It holds another registry than the quorum attests, because its owner, or the node itself
 * after a rollback, signed two: what names that one is not to be had there. A policy act ends
 * that. */
static bool astray(const struct sim_world *w, const struct sim_node *n)
{
    uint32_t registry = w->nodes;
    const struct sim_store *store = n->stores[registry];

    if (sim_log_honest(w, registry))
        return false;
    for (uint64_t i = 0; i < store->synced.head.tree.size && i < w->canon_count[registry];
         i++) {
        if (!sy_hash_equal(&store->rows[i].leaf, &w->canon[registry][i]))
            return true;
    }
    return false;
}

/* Nodes whose votes a log may have to do without. */
static uint32_t voteless(const struct sim_world *w)
{
    uint32_t count = w->liars + w->lost;

    for (uint32_t i = 0; i < w->nodes; i++)
        count += !w->node[i].rotten && astray(w, &w->node[i]);
    return count;
}

/* Of whom it is expected that it holds all of the log. */
static bool counts(const struct sim_world *w, const struct sim_node *n, uint32_t log)
{
    return !n->rotten && (log == w->nodes || !astray(w, n));
}

static bool all_equal(struct sim_world *w, uint32_t log)
{
    const struct sim_node *first = NULL;

    for (uint32_t i = 0; i < w->nodes; i++) {
        const struct sim_node *n = &w->node[i];

        if (!counts(w, n, log))
            continue;
        if (first == NULL)
            first = n;
        if (n->stores[log]->synced.head.tree.size !=
                first->stores[log]->synced.head.tree.size ||
            !prefix_of(n->stores[log], first->stores[log]))
            return false;
        for (uint64_t row = 0; row < n->stores[log]->synced.head.tree.size; row++) {
            if (!sim_row_sound(n->stores[log], row))
                return false; /* not repaired yet */
        }
    }
    return true;
}

/* How many entries of the log can be had. The word of the quorum for a larger registry may have
 * been known to its owner alone, who named it and lost it: what names that one waits for a
 * policy act. */
static uint64_t reachable(struct sim_world *w, uint32_t log)
{
    const struct sim_store *store = w->node[log % w->nodes].stores[log];
    uint64_t attested = 0;

    if (log == w->nodes || !sim_owned(&w->node[0], w->nodes)->never)
        return store->synced.head.tree.size;
    for (uint32_t i = 0; i < w->nodes; i++) {
        if (!w->node[i].rotten && w->node[i].registry.size > attested)
            attested = w->node[i].registry.size;
    }
    for (uint64_t i = 0; i < store->synced.head.tree.size; i++) {
        struct sy_entry entry;

        if (sim_row_sound(store, i) && sy_entry_read(store->rows[i].entry, &entry) == SY_OK &&
            entry.registry_size > attested)
            return i;
    }
    return store->synced.head.tree.size;
}

static bool all_reached(struct sim_world *w, uint32_t log, uint64_t size)
{
    for (uint32_t i = 0; i < w->nodes; i++) {
        const struct sim_node *n = &w->node[i];

        if (counts(w, n, log) && n->stores[log]->synced.head.tree.size < size)
            return false;
    }
    return true;
}

/* Of a log whose owner has lost it, all have what somebody holds up to a checkpoint. Entries
 * behind it that came alone to one of them cannot be proved to the others; they were witnessed
 * by nobody. */
static bool all_recovered(struct sim_world *w, uint32_t log)
{
    uint64_t whole = 0;

    for (uint32_t i = 0; i < w->nodes; i++) {
        uint64_t size = w->node[i].stores[log]->synced.held.full.checkpoint.size;

        if (!w->node[i].rotten && size > whole)
            whole = size;
    }
    for (uint32_t i = 0; i < w->nodes; i++) {
        if (!counts(w, &w->node[i], log))
            continue;
        if (w->node[i].stores[log]->synced.head.tree.size < whole)
            return false;
        for (uint32_t j = 0; j < w->nodes; j++) {
            if (!w->node[j].rotten && !agree(&w->node[i], &w->node[j], log))
                return false;
        }
    }
    return true;
}

/* All honest nodes hold the same, the quorum attests all of it, and the owner signs on, unless
 * it lost what it signed. */
static bool log_converged(struct sim_world *w, uint32_t log)
{
    struct sim_node *owner = &w->node[log % w->nodes];
    const struct sim_owned *o = sim_owned(owner, log);

    if (!sim_log_honest(w, log))
        return evidence_spread(w, log);
    if (log == w->nodes && sim_to_be_resumed(w))
        return false;
    if (o->never)
        return all_recovered(w, log);
    if (o->signing && reachable(w, log) < owner->stores[log]->synced.head.tree.size)
        return all_reached(w, log, reachable(w, log));
    if (!all_equal(w, log) || !o->signing)
        return false;
    if (voteless(w) > w->faults)
        return true;
    return o->pending_count == 0 &&
           o->offer.served.checkpoint.checkpoint.size == o->offer.committed.checkpoint.size;
}

static void explain(struct sim_world *w, uint32_t log)
{
    struct sim_node *owner = &w->node[log % w->nodes];
    const struct sim_owned *o = sim_owned(owner, log);

    sim_trace(w,
              "log %u has not converged: owner signing %d never %d pending %zu committed %llu "
              "offered %zu served %llu",
              log, o->signing, o->never, o->pending_count,
              (unsigned long long)o->offer.committed.checkpoint.size, o->offer.open_count,
              (unsigned long long)o->offer.served.checkpoint.checkpoint.size);
    for (uint32_t i = 0; i < w->nodes; i++) {
        const struct sim_node *n = &w->node[i];
        const struct sy_mirror *m = &n->mirrors[log];

        sim_trace(
            w,
            "  node %u: up %d liar %d lost %d holds %llu target %llu cosigned %llu stall %d "
            "damaged %zu offer %d evidence %d registry %llu/%llu",
            i, n->up, n->rotten, n->lost, (unsigned long long)m->store.size,
            (unsigned long long)m->target.checkpoint.size,
            (unsigned long long)m->store.cosigned.size, (int)m->stall, m->damaged_count,
            m->offer_open, n->evidence[log].len > 0, (unsigned long long)n->registry.size,
            (unsigned long long)n->registry_shown);
    }
}

bool sim_converged(struct sim_world *w)
{
    for (uint32_t i = 0; i < w->nodes; i++) {
        if (!w->node[i].up)
            return false;
    }
    for (uint32_t log = 0; log < w->logs; log++) {
        if (!log_converged(w, log)) {
            if (w->trace) {
                explain(w, log);
                explain(w, w->nodes);
            }
            return false;
        }
    }
    return true;
}
