#include "tests/sim/sim.h"

#include "ledger/witness.h"

bool sim_lies(const struct sim_node *n, enum sim_lie lie)
{
    return n->rotten && (n->lies & 1u << lie) != 0;
}

/* To every second node it shows its other history. */
bool sim_other_side(const struct sim_node *n, const struct sim_owned *o, uint32_t peer)
{
    return n->rotten && o->forked && (peer + n->side) % 2 == 1;
}

void sim_fork(struct sim_world *w, struct sim_node *n, struct sim_owned *o)
{
    if (o->forked || !o->signing || n->stores[o->log]->synced.held.full.checkpoint.size == 0 ||
        n->jobs[o->log].busy)
        return;
    sim_count(w, o->log == w->nodes ? SIM_lie_registry_fork : SIM_lie_fork);
    sim_trace(w, "node %u forks log %u at %llu", n->index, o->log,
              (unsigned long long)n->stores[o->log]->synced.head.tree.size);
    if (o->branch == NULL)
        o->branch = malloc(sizeof(*o->branch));
    sy_assert(o->branch != NULL);
    memcpy(o->branch, n->stores[o->log], sizeof(*o->branch));
    sy_offer_init(&o->branch_offer, &w->network,
                  sy_network_log(&w->network, sy_text(w->log_vkeys[o->log].name))->node);
    o->forked = true;
    sim_branch_commit(w, n, o);
}

void sim_cosign_blindly(struct sim_world *w, struct sim_node *n, uint32_t to, uint32_t log,
                        const struct sy_signed_checkpoint *checkpoint)
{
    struct sim_message *message =
        sim_message(n->index, to, SY_FRAME_OFFER_CHECKPOINT_REPLY, log);
    struct sy_buffer line = {0};
    struct sy_bytes item;
    struct sy_offer_checkpoint_reply reply = {{.items = &item, .count = 1}};

    sim_count(w, SIM_lie_cosign);
    message->size = checkpoint->checkpoint.size;
    sy_assert(sy_witness_cosign(&checkpoint->checkpoint, &n->cosigner_vkeys[0],
                                &n->cosigners[0], 1, &line) == SY_OK);
    item = sy_buffer_bytes(&line);
    sy_offer_checkpoint_reply_write(&reply, &message->payload);
    sy_buffer_close(&line);
    sim_send(w, message);
}

/* An older checkpoint of its own log, signed as it was then. */
static void replay(struct sim_world *w, struct sim_node *n, struct sim_message *message)
{
    struct sim_owned *o = sim_owned(n, message->log);
    struct sim_store *store = n->stores[message->log];
    uint64_t size = sim_below(w, store->synced.head.tree.size + 1);
    struct sy_signed_checkpoint signed_one;
    struct sy_checkpoint checkpoint;
    struct sy_show_checkpoint show;
    struct sy_hash root;

    if (o == NULL || o->forked || size == 0)
        return;
    root = sim_root_at(store, size);
    sy_assert(sy_checkpoint_make(sy_text(w->log_vkeys[o->log].name), size, &root,
                                 &checkpoint) == SY_OK);
    sy_assert(sy_signed_checkpoint_make(&checkpoint, &w->log_vkeys[o->log], &o->key,
                                        &signed_one) == SY_OK);
    show = (struct sy_show_checkpoint){sy_signed_checkpoint_note(&signed_one), size};
    sy_buffer_clear(&message->payload);
    sy_show_checkpoint_write(&show, &message->payload);
    sim_count(w, SIM_lie_replay);
}

static void lie_about_size(struct sim_world *w, struct sim_message *message)
{
    struct sy_show_checkpoint show;
    struct sy_buffer again = {0};

    if (sy_show_checkpoint_read(sy_buffer_bytes(&message->payload), &show) != SY_OK)
        return;
    show.held = sim_chance(w, 500) ? UINT64_MAX - sim_below(w, 9) : show.held + 1000;
    sy_show_checkpoint_write(&show, &again);
    sy_buffer_close(&message->payload);
    message->payload = again;
    sim_count(w, SIM_lie_size);
}

/* Somewhere in the entries, behind the first piece. */
static void alter(struct sim_world *w, struct sim_message *message)
{
    size_t first = 4 + (size_t)sy_get_u32be(message->payload.data);

    message->payload.data[first + sim_below(w, message->payload.len - first)] ^=
        (uint8_t)(1u << sim_below(w, 8));
    sim_count(w, SIM_lie_alter);
}

static void reorder(struct sim_world *w, struct sim_message *message)
{
    uint8_t *first = message->payload.data + 4 + sy_get_u32be(message->payload.data);
    uint8_t *end = message->payload.data + message->payload.len;
    size_t a = 4 + (size_t)sy_get_u32be(first);
    struct sy_buffer second = {0};
    size_t b;

    if (first + a >= end)
        return;
    b = 4 + (size_t)sy_get_u32be(first + a);
    sy_buffer_put(&second, first + a, b);
    memmove(first + b, first, a);
    memcpy(first, second.data, b);
    sy_buffer_close(&second);
    sim_count(w, SIM_lie_reorder);
}

static void garble(struct sim_world *w, struct sim_message *message)
{
    if (message->payload.len == 0)
        return;
    message->payload.len = sim_below(w, message->payload.len + 1);
    for (size_t i = 0; i < message->payload.len; i += 1 + sim_below(w, 40))
        message->payload.data[i] = (uint8_t)sim_random(w);
    if (sim_chance(w, 100))
        message->type = (uint8_t)sim_random(w);
    sim_count(w, SIM_lie_garbage);
}

/* What a liar does to what it sends; false: it does not send it. */
bool sim_spoil(struct sim_world *w, struct sim_node *n, struct sim_message *message)
{
    if (sim_lies(n, SIM_LIE_SILENT) && w->now_ms / 6000 % 2 == 1) {
        sim_count(w, SIM_lie_silent);
        return false;
    }
    if (message->type == SY_FRAME_STRETCH_START) {
        if (sim_lies(n, SIM_LIE_WITHHOLD)) {
            sim_count(w, SIM_lie_withhold);
            return false;
        }
        if (sim_lies(n, SIM_LIE_ALTER) && sim_chance(w, 500))
            alter(w, message);
        else if (sim_lies(n, SIM_LIE_REORDER) && sim_chance(w, 500))
            reorder(w, message);
    }
    if (message->type == SY_FRAME_SHOW_CHECKPOINT) {
        if (sim_lies(n, SIM_LIE_REPLAY) && sim_chance(w, 400))
            replay(w, n, message);
        if (sim_lies(n, SIM_LIE_SIZE) && sim_chance(w, 400))
            lie_about_size(w, message);
    }
    if (sim_lies(n, SIM_LIE_GARBAGE) && sim_chance(w, 100))
        garble(w, message);
    return true;
}
