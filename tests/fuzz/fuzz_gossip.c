/* Any story of what nodes are told: only those who are there are told anything, of what is
 * known, no more often than is due; and nobody who is there is left in the dark. */
#include <string.h>

#include "net/gossip.h"
#include "tests/fuzz/events.h"

enum { PEERS = SY_GOSSIP_PEERS_MAX, LOGS = SY_GOSSIP_LOGS_MAX };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* What the outside knows by itself. */
static struct {
    struct sy_gossip gossip;
    bool here[PEERS];
    bool known[LOGS];
    bool accused[LOGS];
    bool has[LOGS][PEERS];  /* the evidence, as the peer has said */
    bool told[LOGS][PEERS]; /* something, since it came */
    uint64_t given_ms[LOGS][PEERS];
    bool given[LOGS][PEERS]; /* since it came */
    uint64_t asked_ms[LOGS][PEERS];
    bool asked[LOGS][PEERS]; /* since it came */
    uint64_t shown_held_ms[LOGS][PEERS];
    uint64_t largest[LOGS];
    bool holds[LOGS];
    uint64_t whole[LOGS];     /* the size of the checkpoint that is held */
    uint64_t stands_ms[LOGS]; /* since when it is, or is less than the largest */
} w;

static void check_effect(const struct sy_gossip_effect *effect, uint64_t now_ms)
{
    uint32_t log = effect->log;
    uint32_t peer = effect->peer;

    sy_assert(peer < PEERS && w.here[peer]);
    sy_assert(log < w.gossip.log_count);
    switch (effect->type) {
    case SY_GOSSIP_SHOW:
        sy_assert(w.known[log]);
        w.told[log][peer] = true;
        break;
    case SY_GOSSIP_SHOW_HELD:
        sy_assert(w.known[log] && !w.accused[log]);
        sy_assert(w.holds[log] && w.whole[log] < w.largest[log]);
        sy_assert(now_ms - w.stands_ms[log] >= SY_GOSSIP_REPEAT_MS);
        sy_assert(now_ms - w.shown_held_ms[log][peer] >= SY_GOSSIP_REPEAT_MS);
        w.shown_held_ms[log][peer] = now_ms;
        break;
    case SY_GOSSIP_ASK:
        sy_assert(!w.known[log]);
        sy_assert(!w.asked[log][peer] || now_ms - w.asked_ms[log][peer] >= SY_GOSSIP_EVERY_MS);
        w.asked[log][peer] = true;
        w.asked_ms[log][peer] = now_ms;
        break;
    case SY_GOSSIP_GIVE:
        sy_assert(w.accused[log]);
        sy_assert(!w.has[log][peer]);
        sy_assert(!w.given[log][peer] || now_ms - w.given_ms[log][peer] >= SY_GOSSIP_REPEAT_MS);
        w.given[log][peer] = true;
        w.given_ms[log][peer] = now_ms;
        break;
    }
}

/* The event, and ticks until there is nothing more to be told. */
static void step(const struct sy_gossip_event *event, uint64_t now_ms)
{
    const struct sy_gossip_event tick = {.type = SY_GOSSIP_TICK};
    struct sy_gossip_effects effects;
    size_t rounds = 0;

    do {
        sy_gossip_step(&w.gossip, rounds == 0 ? event : &tick, now_ms, &effects);
        for (size_t i = 0; i < effects.count; i++)
            check_effect(&effects.list[i], now_ms);
        rounds++;
        sy_assert(rounds <= 2 * PEERS * LOGS / SY_GOSSIP_EFFECTS_MAX + 2);
    } while (effects.more);
    for (uint32_t log = 0; log < w.gossip.log_count; log++) {
        sy_assert(w.gossip.logs[log].latest.checkpoint.size == w.largest[log]);
        for (uint32_t peer = 0; peer < PEERS; peer++) {
            bool asked = w.asked[log][peer];
            bool just_asked = asked && now_ms - w.asked_ms[log][peer] < SY_GOSSIP_EVERY_MS;

            sy_assert(!w.here[peer] ||
                      (w.known[log] ? w.told[log][peer] || just_asked : asked));
            sy_assert(!w.here[peer] || !w.accused[log] || w.has[log][peer] ||
                      w.given[log][peer]);
        }
    }
}

static void meet(uint32_t peer, bool here)
{
    w.here[peer] = here;
    for (uint32_t log = 0; log < LOGS; log++) {
        w.told[log][peer] = false;
        w.given[log][peer] = false;
        w.asked[log][peer] = false;
        w.has[log][peer] = false;
    }
}

static void learn(uint32_t log, const struct sy_signed_checkpoint *checkpoint, uint64_t now_ms)
{
    if (!w.holds[log] || w.whole[log] >= w.largest[log])
        w.stands_ms[log] = now_ms;
    if (!w.known[log] || checkpoint->checkpoint.size > w.largest[log])
        w.largest[log] = checkpoint->checkpoint.size;
    w.known[log] = true;
}

static void hold(uint32_t log, uint64_t size, uint64_t now_ms)
{
    if (size != w.whole[log])
        w.stands_ms[log] = now_ms;
    w.holds[log] = true;
    w.whole[log] = size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static struct sy_signed_checkpoint checkpoint;
    struct events e = {data, len};
    uint64_t now_ms = 1;

    memset(&w, 0, sizeof(w));
    sy_gossip_init(&w.gossip, 1 + events_below(&e, LOGS));
    while (e.len > 0) {
        struct sy_gossip_event event = {.type = (enum sy_gossip_event_type)(
                                            SY_GOSSIP_PEER + events_below(&e, SY_GOSSIP_TICK)),
                                        .peer = events_below(&e, PEERS),
                                        .log = events_below(&e, (uint32_t)w.gossip.log_count),
                                        .checkpoint = &checkpoint};

        now_ms += events_ms(&e);
        checkpoint.note_len = 1;
        checkpoint.checkpoint.size = events_number(&e);
        event.held = checkpoint.checkpoint.size;
        if (event.type == SY_GOSSIP_PEER || event.type == SY_GOSSIP_LOST)
            meet(event.peer, event.type == SY_GOSSIP_PEER);
        if (event.type == SY_GOSSIP_LEARNT)
            learn(event.log, &checkpoint, now_ms);
        if (event.type == SY_GOSSIP_HELD)
            hold(event.log, event.held, now_ms);
        if (event.type == SY_GOSSIP_EVIDENCE)
            w.accused[event.log] = true;
        if (event.type == SY_GOSSIP_GIVEN)
            w.has[event.log][event.peer] = true;
        step(&event, now_ms);
    }
    return 0;
}
