/* Any story of an owner's offers, with nodes that cosign anything or nothing: an append that
 * waits is told once, at its time or when it has what it waits for; what is served has the
 * quorum's votes, each of another node, and never becomes less. */
#include <stdio.h>
#include <string.h>

#include "ledger/trust.h"
#include "ledger/witness.h"
#include "net/offer.h"
#include "tests/fuzz/events.h"

enum { NODES = 5, COSIGNERS = 2 * NODES, WAITS = 64, TIME_S = 1700000000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* What the outside knows by itself. */
static struct story {
    struct sy_network network;
    struct sy_secret_key log_key;
    struct sy_secret_key keys[COSIGNERS];
    struct sy_offer offer;
    struct sy_offer_effects todo;
    uint64_t now_ms;
    uint64_t committed;
    uint64_t served;
    uint64_t mirrored[NODES]; /* what each node's mirror has cosigned */
    uint64_t waits;           /* ids given out */
    uint64_t mirrors[WAITS];
    uint64_t sizes[WAITS];
    uint64_t deadlines_ms[WAITS];
    bool ended[WAITS];
} w;

static void make_key(uint32_t n, struct sy_secret_key *out)
{
    uint8_t seed[SY_SEED_BYTES] = {0};

    sy_put_u32be(seed, n + 1);
    sy_secret_key_from_seed(seed, out);
}

static void found(void)
{
    struct sy_network *network = &w.network;
    char name[32];

    make_key(100, &w.log_key);
    network->node_count = NODES;
    network->log_count = 1;
    network->cosigner_count = COSIGNERS;
    network->quorum_faults = 1;
    network->quorum_of = NODES - 1;
    network->quorum_needed = sy_network_quorum_needed(NODES - 1, 1);
    sy_assert(sy_vkey_make(sy_text("fuzz.example/0"), SY_VKEY_ED25519, &w.log_key.public_key,
                           &network->logs[0].vkey) == SY_OK);
    for (uint32_t i = 0; i < NODES; i++)
        snprintf(network->nodes[i].code, sizeof(network->nodes[i].code), "%u", 310100 + i);
    memcpy(network->logs[0].node, network->nodes[0].code, sizeof(network->logs[0].node));
    for (uint32_t i = 0; i < COSIGNERS; i++) {
        struct sy_network_cosigner *cosigner = &network->cosigners[i];

        make_key(i, &w.keys[i]);
        cosigner->role = i % 2 == 0 ? SY_COSIGNER_MIRROR : SY_COSIGNER_WITNESS;
        memcpy(cosigner->node, network->nodes[i / 2].code, sizeof(cosigner->node));
        snprintf(name, sizeof(name), "fuzz.example/%u/%s", i / 2,
                 sy_cosigner_role_name(cosigner->role));
        sy_assert(sy_vkey_make(sy_text(name), SY_VKEY_COSIGNATURE, &w.keys[i].public_key,
                               &cosigner->vkey) == SY_OK);
    }
}

static void make_checkpoint(uint64_t size, uint8_t branch, struct sy_checkpoint *out)
{
    struct sy_hash root = {{branch}};

    sy_put_u64be(root.bytes + 8, size);
    sy_assert(sy_checkpoint_make(sy_text("fuzz.example/0"), size, &root, out) == SY_OK);
}

static void end_wait(const struct sy_offer_effect *effect)
{
    bool reached = effect->type == SY_OFFER_REACHED;
    uint64_t mirrors = 0;

    sy_assert(effect->id < w.waits && !w.ended[effect->id]);
    w.ended[effect->id] = true;
    for (uint32_t i = 0; i < NODES; i++)
        mirrors += w.mirrored[i] >= w.sizes[effect->id];
    sy_assert(effect->mirrors == mirrors);
    sy_assert(reached == (mirrors >= w.mirrors[effect->id]));
    sy_assert(reached || w.now_ms >= w.deadlines_ms[effect->id]);
}

/* The served note is one that anybody trusts. */
static void check_served(void)
{
    struct sy_buffer note = {.max = SY_NOTE_BYTES_MAX};
    struct sy_trust trust;

    sy_assert(sy_offer_note(&w.offer, &note) == SY_OK);
    sy_assert(sy_trust_open(&w.network, sy_buffer_bytes(&note), &trust) == SY_OK);
    sy_assert(trust.checkpoint.size >= w.served);
    w.served = trust.checkpoint.size;
    sy_buffer_close(&note);
}

static void carry_out(const struct sy_offer_effect *effect)
{
    switch (effect->type) {
    case SY_OFFER_SEND:
        sy_assert(effect->node == UINT32_MAX || effect->node < NODES);
        sy_assert(effect->checkpoint->checkpoint.size <= w.committed);
        sy_assert(effect->checkpoint->checkpoint.size > 0);
        break;
    case SY_OFFER_SERVED:
        check_served();
        break;
    case SY_OFFER_REACHED:
    case SY_OFFER_EXPIRED:
        end_wait(effect);
        break;
    }
}

static enum sy_err step(const struct sy_offer_event *first)
{
    const struct sy_offer_event tick = {.type = SY_OFFER_TICK};
    const struct sy_offer_event *event = first;
    size_t rounds = 0;

    do {
        enum sy_err err = sy_offer_step(&w.offer, event, w.now_ms, &w.todo);

        sy_assert(err == SY_OK || w.todo.count == 0);
        if (err != SY_OK)
            return err;
        for (size_t i = 0; i < w.todo.count; i++)
            carry_out(&w.todo.list[i]);
        event = &tick;
        sy_assert(++rounds <= SY_OFFER_WAITS_MAX / SY_OFFER_EFFECTS_MAX + 4);
    } while (w.todo.more);
    sy_assert(w.offer.open_count <= SY_OFFER_OPEN);
    for (uint32_t i = 0; i < NODES; i++)
        sy_assert(w.offer.mirrored[i] == w.mirrored[i]);
    return SY_OK;
}

static void commit(uint64_t more)
{
    struct sy_signed_checkpoint signed_one;
    struct sy_checkpoint checkpoint;

    w.committed += more;
    make_checkpoint(w.committed, 0, &checkpoint);
    sy_assert(sy_signed_checkpoint_make(&checkpoint, &w.network.logs[0].vkey, &w.log_key,
                                        &signed_one) == SY_OK);
    sy_assert(step(&(struct sy_offer_event){.type = SY_OFFER_COMMITTED,
                                            .checkpoint = &signed_one}) == SY_OK);
}

/* A line of any cosigner, on any checkpoint, shown by any node, bent or not. */
static void cosign(struct events *e)
{
    uint32_t cosigner = events_below(e, COSIGNERS);
    bool own = events_byte(e) < 200;
    uint32_t node = own ? cosigner / 2 : events_below(e, NODES);
    size_t which = events_below(e, SY_OFFER_OPEN + 1);
    uint64_t size =
        which < w.offer.open_count ? w.offer.open[which].checkpoint.checkpoint.size : w.served;
    uint8_t branch = events_byte(e) == 255 ? 1 : 0;
    uint8_t bend = events_byte(e);
    struct sy_buffer line = {0};
    struct sy_checkpoint checkpoint;
    uint64_t mirrored = w.mirrored[node];
    enum sy_err err;

    if (size == 0)
        return;
    make_checkpoint(size, branch, &checkpoint);
    sy_assert(sy_witness_cosign(&checkpoint, &w.network.cosigners[cosigner].vkey,
                                &w.keys[cosigner], TIME_S, &line) == SY_OK);
    if (bend >= 0xe0)
        line.data[events_byte(e) % line.len] ^= (uint8_t)(1 + events_byte(e) % 255);
    if (bend < 0xe0 && branch == 0 && node == cosigner / 2 && node != 0 && cosigner % 2 == 0 &&
        size > mirrored)
        w.mirrored[node] = size; /* before it is told: the effects count it */
    err = step(&(struct sy_offer_event){
        .type = SY_OFFER_COSIGNED, .node = node, .size = size, .line = sy_buffer_bytes(&line)});
    if (bend < 0xe0 && branch == 0 && node == cosigner / 2 && node != 0)
        sy_assert(err == SY_OK);
    if (branch != 0 || node == 0 || node != cosigner / 2)
        sy_assert(err != SY_OK || bend >= 0xe0);
    sy_buffer_close(&line);
}

static void wait_for(struct events *e)
{
    uint64_t id = w.waits;

    if (w.waits == WAITS)
        return;
    w.waits++;
    w.sizes[id] = w.committed;
    w.mirrors[id] = events_below(e, NODES + 1);
    w.deadlines_ms[id] = w.now_ms + events_ms(e);
    sy_assert(step(&(struct sy_offer_event){
                  .type = SY_OFFER_WAIT,
                  .wait = {id, w.sizes[id], w.mirrors[id], w.deadlines_ms[id]}}) == SY_OK);
}

static void one_event(struct events *e)
{
    switch (events_below(e, 8)) {
    case 0:
        commit(1 + (uint64_t)events_byte(e));
        break;
    case 1:
        sy_assert(step(&(struct sy_offer_event){.type = SY_OFFER_CONNECTED,
                                                .node = events_below(e, NODES)}) == SY_OK);
        break;
    case 2:
        if (w.committed > 0)
            wait_for(e);
        break;
    case 3:
    case 4:
        w.now_ms += events_ms(e);
        sy_assert(step(&(struct sy_offer_event){.type = SY_OFFER_TICK}) == SY_OK);
        break;
    default:
        if (w.committed > 0)
            cosign(e);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct events e = {data, len};

    if (w.network.node_count == 0)
        found();
    memset(&w.offer, 0, sizeof(w) - offsetof(struct story, offer));
    w.now_ms = 1000;
    sy_offer_init(&w.offer, &w.network, w.network.logs[0].node);
    while (e.len > 0)
        one_event(&e);
    w.now_ms += (uint64_t)1000 * 1000; /* every wait is over by then */
    sy_assert(step(&(struct sy_offer_event){.type = SY_OFFER_TICK}) == SY_OK);
    for (uint64_t id = 0; id < w.waits; id++)
        sy_assert(w.ended[id]);
    sy_assert(w.offer.wait_count == 0);
    return 0;
}
