/* What people do once the faults are over: they resume a registry that its owner has lost. */
#include "tests/sim/sim.h"

enum { SETTLED_MS = 12 * 1000, PATIENCE_MS = 70 * 1000, RESUMPTIONS_MAX = 3 };

static struct sim_owned *registry_of(struct sim_world *w)
{
    return sim_owned(&w->node[0], w->nodes);
}

/* Its owner has lost it, and all that lied is gone: among liars who hold back what they were
 * shown, two histories can come of it, of which receipts know one (start.h). What nobody holds
 * and somebody has been shown stays lost: people do not try for ever. */
bool sim_to_be_resumed(struct sim_world *w)
{
    struct sim_owned *o = registry_of(w);

    if (!w->healed || w->liars > 0 || !sim_log_honest(w, o->log))
        return false;
    if (o->resume && !o->never)
        return true; /* waiting, or to be started */
    return o->never && o->resumptions < RESUMPTIONS_MAX &&
           w->now_ms < w->heal_ms + PATIENCE_MS &&
           w->node[0].stores[o->log]->synced.head.tree.size > 0;
}

static void mark(struct sim_world *w, struct sim_node *n, struct sim_owned *o)
{
    struct sim_store *store = n->stores[o->log];

    if (!store->made) {
        store->made = true;
        sy_put_u64be(store->id, sim_random(w));
    }
    o->has_key_id = true;
    memcpy(o->key_id, store->id, SY_STORE_ID_BYTES);
    o->resume = true;
    o->resumptions++;
    sim_trace(w, "node %u: its operator resumes the registry at %llu entries", n->index,
              (unsigned long long)store->synced.head.tree.size);
}

void sim_operate(struct sim_world *w)
{
    struct sim_node *n = &w->node[0];
    struct sim_owned *o = registry_of(w);

    if (!sim_to_be_resumed(w) || !o->never || !n->up || w->now_ms < w->heal_ms + SETTLED_MS ||
        w->now_ms < n->started_ms + SETTLED_MS || n->jobs[o->log].busy ||
        sy_mirror_behind(&n->mirrors[o->log]) > 0)
        return;
    sim_node_stop(w, n);
    n->restart_ms = w->now_ms + 500;
    mark(w, n, o);
}

/* Nobody who is honest knows more than it goes on with; what was signed behind that, nobody was
 * given a receipt for that others do not hold. */
void sim_check_resumed(struct sim_world *w, struct sim_node *n, struct sim_owned *o)
{
    uint64_t size = n->stores[o->log]->synced.head.tree.size;

    o->resume = false;
    n->wiped &= ~(UINT32_C(1) << o->log);
    for (uint32_t i = 0; i < w->nodes; i++) {
        const struct sim_node *other = &w->node[i];

        if (other->gossip.logs[o->log].latest.checkpoint.size > size ||
            other->stores[o->log]->synced.head.tree.size > size ||
            other->stores[o->log]->synced.held.cover.checkpoint.checkpoint.size > size)
            sim_fail(w, "the registry is resumed at %llu entries, and node %u knows more",
                     (unsigned long long)size, i);
    }
    if (w->canon_count[o->log] > size)
        sim_fail(w, "the registry is resumed at %llu entries, and the quorum attests %zu",
                 (unsigned long long)size, w->canon_count[o->log]);
    if (w->signed_count[o->log] > size)
        w->signed_count[o->log] = size;
}
