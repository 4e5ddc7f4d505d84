#include "tests/sim/sim.h"

/* What a run is like: all from its seed. */
void sim_plan(struct sim_world *w)
{
    w->latency_ms = 1 + sim_below(w, sim_chance(w, 300) ? 300 : 30);
    w->loss_permille = (unsigned)sim_below(w, 100);
    w->duplicate_permille = (unsigned)sim_below(w, 60);
    w->heal_ms = 12000 + sim_below(w, 14000);
    w->liars = (uint32_t)sim_below(w, w->faults + 1);
    if (w->faults > 0 && sim_chance(w, 500))
        w->liars = (uint32_t)w->faults;
    for (uint32_t i = 0; i < w->liars; i++) {
        struct sim_node *n = &w->node[sim_chance(w, 250) ? 0 : sim_below(w, w->nodes)];

        if (n->rotten) {
            w->liars--, i--;
            continue;
        }
        n->rotten = true;
        n->fork_ms = 4000 + sim_below(w, 9000);
        sim_count(w, SIM_liar);
        while (n->lies == 0)
            n->lies = (unsigned)(sim_random(w) & sim_random(w)) & ((1u << SIM_LIES) - 1);
        if (sim_chance(w, 500))
            n->lies |= 1u << SIM_LIE_FORK | (sim_chance(w, 500) ? 1u << SIM_LIE_SWAP : 0);
        if (sim_chance(w, 400))
            n->lies |= 1u << SIM_LIE_COSIGN;
    }
    for (uint32_t i = 0; i < w->nodes; i++) {
        if (!sim_chance(w, 500))
            continue;
        w->node[i].skew_us = ((int64_t)sim_below(w, 600) - 300) * 1000000;
        sim_count(w, SIM_clock_skew);
    }
}

static void cut(struct sim_world *w)
{
    uint64_t side = sim_random(w);
    uint64_t until = w->now_ms + 500 + sim_below(w, 9000);
    bool one_way = sim_chance(w, 400);

    sim_count(w, one_way ? SIM_partition_one_way : SIM_partition);
    for (uint32_t a = 0; a < w->nodes; a++) {
        for (uint32_t b = 0; b < w->nodes; b++) {
            if ((side >> a & 1) == (side >> b & 1) || (one_way && (side >> a & 1) == 0))
                continue;
            w->line[a][b].cut_until_ms = until;
        }
    }
}

static void clog_line(struct sim_world *w)
{
    struct sim_line *line = &w->line[sim_below(w, w->nodes)][sim_below(w, w->nodes)];

    line->clog_ms = line->clog_ms == 0 ? 20 + sim_below(w, 400) : 0;
    if (line->clog_ms > 0)
        sim_count(w, SIM_clogged);
}

static void crash(struct sim_world *w, struct sim_node *n)
{
    n->crash_in_write = false;
    sim_node_stop(w, n);
    n->restart_ms = w->now_ms + 100 + sim_below(w, 6000);
}

/* It starts again while it reaches nobody. */
static void isolate(struct sim_world *w, struct sim_node *n)
{
    uint64_t until = w->now_ms + 12000 + sim_below(w, 5000);

    sim_count(w, SIM_isolated);
    for (uint32_t other = 0; other < w->nodes; other++)
        w->line[n->index][other].cut_until_ms = w->line[other][n->index].cut_until_ms = until;
    if (n->up)
        crash(w, n);
    n->restart_ms = w->now_ms + 100;
}

/* One bit of one stored entry; never the last sound copy. */
static void rot(struct sim_world *w)
{
    struct sim_node *n = &w->node[sim_below(w, w->nodes)];
    uint32_t log = (uint32_t)sim_below(w, w->logs);
    struct sim_store *store = n->stores[log];
    uint64_t index = sim_below(w, store->synced.head.tree.size);
    struct sim_row *row = &store->rows[index];
    struct sy_entry_share share;
    unsigned others = 0;
    uint8_t *bytes;

    if (store->synced.head.tree.size == 0 || n->rotten || !sim_row_sound(store, index))
        return;
    for (uint32_t i = 0; i < w->nodes; i++) {
        struct sim_store *other = w->node[i].stores[log];

        others += i != n->index && !w->node[i].rotten &&
                  other->synced.held.full.checkpoint.size > index &&
                  sy_hash_equal(&other->rows[index].leaf, &row->leaf) &&
                  sim_row_sound(other, index);
    }
    if (others < 2)
        return;
    row->share = sim_keep(w, row->share);
    sy_assert(sy_entry_share_read(row->share, &share) == SY_OK);
    row->entry = share.entry;
    bytes = w->arena[w->arena_count - 1] + (row->entry.data - row->share.data);
    bytes[sim_below(w, row->entry.len)] ^= (uint8_t)(1u << sim_below(w, 8));
    sim_count(w, SIM_bit_rot);
}

static void snapshot(struct sim_world *w, struct sim_node *n)
{
    for (uint32_t log = 0; log < w->logs; log++) {
        const struct sim_version *version = &n->stores[log]->synced;

        if (version->held.size != version->head.tree.size)
            return; /* signed in a moment */
    }
    for (uint32_t log = 0; log < w->logs; log++)
        n->snapshot[log] = n->stores[log]->synced;
    n->snapshot_taken = true;
}

/* No more nodes forget what they said than may lie. */
static bool may_lose(struct sim_world *w, const struct sim_node *n)
{
    return !n->rotten && !n->lost && w->liars + w->lost < w->faults;
}

static void wipe(struct sim_world *w, struct sim_node *n)
{
    sim_count(w, SIM_wiped);
    crash(w, n);
    for (uint32_t log = 0; log < w->logs; log++) {
        memset(n->stores[log], 0, sizeof(*n->stores[log]));
        sy_log_head_init(&n->stores[log]->now.head, sy_text(w->log_vkeys[log].name),
                         &w->network.id);
        sim_sync(n->stores[log]);
        sy_buffer_close(&n->evidence[log]);
        sy_buffer_close(&n->proved[log]);
        if (w->signed_count[log] > 0)
            n->wiped |= UINT32_C(1) << log;
    }
    n->snapshot_taken = false;
    n->lost = true;
    n->cosigner_lost = true; /* its store id is another */
    w->lost++;
}

static void roll_back(struct sim_world *w, struct sim_node *n)
{
    sim_count(w, SIM_rolled_back);
    sim_trace(w, "node %u is rolled back", n->index);
    crash(w, n);
    for (uint32_t log = 0; log < w->logs; log++) {
        n->stores[log]->now = n->snapshot[log];
        sim_sync(n->stores[log]);
        if (!n->snapshot[log].held.frozen)
            sy_buffer_close(&n->evidence[log]);
        sy_buffer_close(&n->proved[log]);
    }
    n->lost = true;
    w->lost++;
}

static void strike_node(struct sim_world *w, struct sim_node *n, uint64_t what)
{
    switch (what) {
    case 0:
        if (sim_chance(w, 600))
            n->crash_in_write = true;
        else
            crash(w, n);
        break;
    case 1:
        sim_count(w, SIM_disk_full);
        n->disk_full = true;
        n->disk_full_until_ms = w->now_ms + 500 + sim_below(w, 8000);
        break;
    case 2:
        sim_count(w, SIM_slow_disk);
        n->disk_slow = 5 + sim_below(w, 60);
        n->disk_slow_until_ms = w->now_ms + 500 + sim_below(w, 6000);
        break;
    case 3:
        sim_count(w, SIM_clock_jump);
        n->skew_us += ((int64_t)sim_below(w, 2400) - 1200) * 1000000;
        break;
    case 4:
        if (may_lose(w, n) && w->now_ms > 7000) {
            wipe(w, n);
            if (sim_chance(w, 300))
                isolate(w, n);
        }
        break;
    case 5:
        if (may_lose(w, n) && n->snapshot_taken) {
            roll_back(w, n);
            if (sim_chance(w, 200))
                isolate(w, n);
        }
        break;
    case 6:
        isolate(w, n);
        break;
    default:
        break;
    }
}

void sim_strike(struct sim_world *w)
{
    struct sim_node *n = &w->node[sim_below(w, w->nodes)];
    uint64_t what = sim_below(w, 13);

    if (n->up && !n->snapshot_taken && w->now_ms < 9000)
        snapshot(w, n);
    if (what < 2)
        cut(w);
    else if (what < 3)
        clog_line(w);
    else if (what < 6)
        rot(w);
    else if (n->up)
        strike_node(w, n, what - 6);
    sim_schedule(w, 50 + sim_below(w, 1200), SIM_FAULT, SIM_NODES_MAX);
}

void sim_heal(struct sim_world *w)
{
    w->healed = true;
    sim_trace(w, "healed");
    for (uint32_t a = 0; a < w->nodes; a++) {
        struct sim_node *n = &w->node[a];

        for (uint32_t b = 0; b < w->nodes; b++)
            w->line[a][b].cut_until_ms = w->line[a][b].clog_ms = 0;
        n->disk_full = false;
        n->disk_slow = 1;
        if (!n->up)
            n->restart_ms = w->now_ms;
    }
}
