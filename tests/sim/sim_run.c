#include "tests/sim/sim.h"

#include "ledger/genesis.h"

enum { AFTER_HEALING_MS = 180 * 1000, LINES_EVERY_MS = 250 };

static void make_keys(struct sim_world *w, const struct sy_key_file *files)
{
    for (uint32_t i = 0; i < w->nodes; i++) {
        struct sim_node *n = &w->node[i];
        static const enum sy_key_purpose purposes[] = {SY_KEY_MIRROR, SY_KEY_WITNESS};

        for (size_t role = 0; role < 2; role++) {
            sy_assert(sy_key_file_secret(&files[i], purposes[role], NULL,
                                         &n->cosigners[role]) == SY_OK);
            n->cosigner_vkeys[role] =
                sy_network_cosigner(&w->network, sy_text(w->network.nodes[i].code),
                                    role == 0 ? SY_COSIGNER_MIRROR : SY_COSIGNER_WITNESS)
                    ->vkey;
        }
        for (uint32_t own = 0; own < (i == 0 ? 2u : 1u); own++) {
            uint32_t log = own == 0 ? i : w->nodes;

            n->own[own].used = true;
            n->own[own].log = log;
            sy_assert(sy_key_file_secret(&files[i], SY_KEY_LOG, w->log_vkeys[log].name,
                                         &n->own[own].key) == SY_OK);
        }
    }
}

static void found(struct sim_world *w)
{
    static uint8_t seeds[SY_GENESIS_SEEDS_MAX][SY_SEED_BYTES];
    static struct sy_key_file node_files[SY_NETWORK_NODES_MAX];
    static struct sy_key_file authority_files[SY_NETWORK_AUTHORITIES_MAX];
    struct sy_genesis genesis = {.name = sy_text("suyuan.example/sim"),
                                 .node_count = w->nodes,
                                 .authority_count = 1,
                                 .authority_k = 1,
                                 .faults = w->faults};
    struct sy_problem why;

    for (uint32_t i = 0; i < w->nodes; i++)
        snprintf(genesis.codes[i], sizeof(genesis.codes[i]), "3101%02u", (i + 1) % 100);
    for (uint32_t i = 0; i < SY_GENESIS_SEEDS_MAX; i++)
        sy_put_u32be(seeds[i], i + 1);
    sy_assert(sy_genesis_make(&genesis, (const uint8_t(*)[SY_SEED_BYTES])seeds, &w->network,
                              node_files, authority_files, &why) == SY_OK);
    w->network.id.bytes[0] = 7;
    for (uint32_t i = 0; i < w->nodes; i++)
        w->log_vkeys[i] =
            sy_network_log_of(&w->network, sy_text(w->network.nodes[i].code))->vkey;
    w->log_vkeys[w->nodes] = w->network.registry.vkey;
    make_keys(w, node_files);
}

struct sim_world *sim_open(uint64_t seed)
{
    struct sim_world *w = calloc(1, sizeof(*w));

    sy_assert(w != NULL);
    w->seed = seed;
    w->random = seed * 0x2545f4914f6cdd1d + 1;
    w->nodes = sim_chance(w, 200) ? 3 + (uint32_t)sim_below(w, 2)
                                  : 5 + (uint32_t)sim_below(w, SIM_NODES_MAX - 4);
    w->logs = w->nodes + 1;
    w->faults = sy_genesis_faults(w->nodes);
    found(w);
    for (uint32_t i = 0; i < w->nodes; i++) {
        struct sim_node *n = &w->node[i];

        n->index = i;
        n->disk_slow = 1;
        for (uint32_t log = 0; log < w->logs; log++) {
            n->stores[log] = calloc(1, sizeof(*n->stores[log]));
            sy_assert(n->stores[log] != NULL);
            sy_log_head_init(&n->stores[log]->now.head, sy_text(w->log_vkeys[log].name),
                             &w->network.id);
            sim_sync(n->stores[log]);
        }
    }
    sim_plan(w);
    return w;
}

static void restart_and_recover(struct sim_world *w)
{
    for (uint32_t i = 0; i < w->nodes; i++) {
        struct sim_node *n = &w->node[i];

        if (!n->up && w->now_ms >= n->restart_ms)
            sim_node_start(w, n);
        if (w->now_ms >= n->disk_full_until_ms)
            n->disk_full = false;
        if (w->now_ms >= n->disk_slow_until_ms)
            n->disk_slow = 1;
    }
}

static void happen(struct sim_world *w, struct sim_event *event)
{
    struct sim_node *n = &w->node[event->node % SIM_NODES_MAX];
    bool current = event->node < SIM_NODES_MAX && n->up && n->epoch == event->epoch;

    switch (event->kind) {
    case SIM_DELIVER:
        sim_deliver(w, event->message);
        sim_message_free(event->message);
        break;
    case SIM_TICK:
        if (current)
            sim_tick(w, n);
        break;
    case SIM_DISK:
        if (current)
            sim_disk_done(w, n, event->log);
        break;
    case SIM_COMPARED:
        if (current)
            sim_compared(w, n, event->log, &event->compared);
        break;
    case SIM_CLIENT:
        sim_client(w);
        if (!w->healed || sim_chance(w, 900))
            sim_schedule(w, 20 + sim_below(w, 400), SIM_CLIENT, SIM_NODES_MAX);
        break;
    case SIM_FAULT:
        if (!w->healed)
            sim_strike(w);
        break;
    case SIM_CRASH:
        if (current) {
            sim_node_stop(w, n);
            n->restart_ms = w->now_ms + 100 + sim_below(w, 4000);
        }
        break;
    case SIM_LINK:
        restart_and_recover(w);
        sim_operate(w);
        sim_lines_step(w);
        sim_schedule(w, LINES_EVERY_MS, SIM_LINK, SIM_NODES_MAX);
        break;
    }
}

bool sim_run(struct sim_world *w)
{
    struct sim_event event;
    uint64_t looked_ms = 0;

    sim_schedule(w, 0, SIM_LINK, SIM_NODES_MAX);
    sim_schedule(w, 500, SIM_CLIENT, SIM_NODES_MAX);
    sim_schedule(w, 3000, SIM_FAULT, SIM_NODES_MAX);
    while (w->failure == NULL && sim_next(w, &event)) {
        happen(w, &event);
        if (!w->healed && w->now_ms >= w->heal_ms)
            sim_heal(w);
        if (!w->healed || w->now_ms < looked_ms + 1000)
            continue;
        looked_ms = w->now_ms;
        sim_check_receipts(w);
        if (w->now_ms > w->heal_ms + 5000 && sim_converged(w)) {
            sim_count(w, SIM_healed);
            break;
        }
        if (w->now_ms > w->heal_ms + AFTER_HEALING_MS) {
            w->trace = true;
            (void)sim_converged(w);
            sim_fail(w, "honest nodes do not converge");
        }
    }
    return w->failure == NULL;
}

void sim_close(struct sim_world *w)
{
    for (size_t i = 0; i < w->event_count; i++) {
        if (w->events[i].kind == SIM_DELIVER)
            sim_message_free(w->events[i].message);
    }
    for (uint32_t i = 0; i < SIM_NODES_MAX; i++)
        sim_node_free(&w->node[i]);
    for (size_t i = 0; i < w->arena_count; i++)
        free(w->arena[i]);
    free(w->arena);
    free(w->events);
    free(w);
}
