#include "net/fill.h"

#include <limits.h>

_Static_assert((int)SY_FILL_PEERS_MAX <= 64, "peers are bits of a word");

static struct sy_fill_effect *put(struct sy_fill_effects *out, enum sy_fill_effect_type type)
{
    sy_assert(out->count < SY_FILL_EFFECTS_MAX);
    out->list[out->count] = (struct sy_fill_effect){.type = type};
    return &out->list[out->count++];
}

/* Those who give before those who did not, the owner behind the others: it has enough to do. */
static uint32_t choose(const struct sy_fill *fill)
{
    uint32_t best = SY_FILL_PEERS_MAX;

    for (uint32_t i = 0; i < SY_FILL_PEERS_MAX; i++) {
        const struct sy_fill_peer *peer = &fill->peers[i];
        const struct sy_fill_peer *other = &fill->peers[best % SY_FILL_PEERS_MAX];

        if (!peer->here || peer->misses >= SY_FILL_MISSES_MAX || (fill->tried >> i & 1) != 0)
            continue;
        if (best == SY_FILL_PEERS_MAX || (other->owner && !peer->owner) ||
            (other->owner == peer->owner && peer->misses < other->misses))
            best = i;
    }
    return best;
}

static void find(struct sy_fill *fill, struct sy_fill_effects *out)
{
    fill->phase = SY_FILL_FINDING;
    put(out, SY_FILL_FIND)->from = fill->cursor;
}

static void rest(struct sy_fill *fill, uint64_t until_ms)
{
    fill->phase = SY_FILL_RESTING;
    fill->rest_until_ms = until_ms;
}

static void end_round(struct sy_fill *fill, uint64_t now_ms)
{
    uint64_t wait_ms = SY_FILL_WAIT_MIN_MS;

    if (!fill->left) {
        fill->rounds = 0;
        rest(fill, now_ms + SY_FILL_BEGIN_MS);
        return;
    }
    for (unsigned i = 0; i < fill->rounds && wait_ms < SY_FILL_WAIT_MAX_MS; i++)
        wait_ms *= 2;
    fill->rounds++;
    fill->wanted = true;
    rest(fill, now_ms + (wait_ms < SY_FILL_WAIT_MAX_MS ? wait_ms : SY_FILL_WAIT_MAX_MS));
}

/* Is anybody here who has not had nothing so many times? */
static bool anybody(const struct sy_fill *fill, unsigned misses_max)
{
    for (uint32_t i = 0; i < SY_FILL_PEERS_MAX; i++) {
        if (fill->peers[i].here && fill->peers[i].misses < misses_max)
            return true;
    }
    return false;
}

/* The batch's next peer; when all were asked, the next batch. */
static void ask_next(struct sy_fill *fill, uint64_t now_ms, struct sy_fill_effects *out)
{
    uint32_t peer = choose(fill);
    struct sy_fill_effect *effect;

    if (peer == SY_FILL_PEERS_MAX) {
        fill->left = true;
        fill->cursor = fill->to;
        if (anybody(fill, SY_FILL_MISSES_MAX))
            find(fill, out);
        else
            end_round(fill, now_ms);
        return;
    }
    fill->phase = SY_FILL_ASKED;
    fill->peer = peer;
    fill->tried |= (uint64_t)1 << peer;
    fill->deadline_ms = now_ms + SY_FILL_ASK_MS;
    effect = put(out, SY_FILL_ASK);
    effect->peer = peer;
    effect->from = fill->from;
    effect->to = fill->to;
}

static void missed(struct sy_fill *fill, uint64_t now_ms, struct sy_fill_effects *out)
{
    fill->peers[fill->peer].misses++;
    ask_next(fill, now_ms, out);
}

static void lied(struct sy_fill *fill, uint64_t now_ms, struct sy_fill_effects *out)
{
    struct sy_fill_effect *effect = put(out, SY_FILL_DROP);

    effect->peer = fill->peer;
    effect->reason = "a part that it gave is not the one that was signed";
    fill->peers[fill->peer].misses = SY_FILL_MISSES_MAX;
    ask_next(fill, now_ms, out);
}

static void take_found(struct sy_fill *fill, const struct sy_fill_event *event, uint64_t now_ms,
                       struct sy_fill_effects *out)
{
    if (event->err != SY_OK) {
        fill->wanted = true;
        rest(fill, now_ms + SY_FILL_FAULT_MS);
        return;
    }
    if (event->from == event->to && !fill->wrapped && fill->begun > 0) {
        fill->wrapped = true;
        fill->cursor = 0;
        find(fill, out);
        return;
    }
    if (event->from == event->to || (fill->wrapped && event->from >= fill->begun)) {
        end_round(fill, now_ms);
        return;
    }
    fill->from = event->from;
    fill->to = event->to;
    fill->tried = 0;
    ask_next(fill, now_ms, out);
}

/* What came is what was asked for, or its beginning: the rest is the next batch. */
static void take_answer(struct sy_fill *fill, const struct sy_fill_event *event,
                        uint64_t now_ms, struct sy_fill_effects *out)
{
    if (event->from != fill->from || event->to <= event->from || event->to > fill->to) {
        lied(fill, now_ms, out);
        return;
    }
    fill->to = event->to;
    fill->phase = SY_FILL_STORING;
    put(out, SY_FILL_STORE);
}

static void take_stored(struct sy_fill *fill, const struct sy_fill_event *event,
                        uint64_t now_ms, struct sy_fill_effects *out)
{
    if (event->err == SY_BAD_ROOT) {
        lied(fill, now_ms, out);
    } else if (event->err != SY_OK) {
        fill->wanted = true;
        rest(fill, now_ms + SY_FILL_FAULT_MS);
    } else if (event->wanted && event->filled == 0) {
        missed(fill, now_ms, out);
    } else {
        fill->peers[fill->peer].misses = 0;
        if (event->wanted) {
            ask_next(fill, now_ms, out);
            return;
        }
        fill->cursor = fill->to;
        find(fill, out);
    }
}

static void lose(struct sy_fill *fill, uint32_t peer, uint64_t now_ms,
                 struct sy_fill_effects *out)
{
    fill->peers[peer].here = false;
    if (fill->phase != SY_FILL_ASKED || fill->peer != peer)
        return;
    put(out, SY_FILL_CANCEL)->peer = peer;
    ask_next(fill, now_ms, out);
}

static void begin_round(struct sy_fill *fill, struct sy_fill_effects *out)
{
    fill->wanted = false;
    fill->left = false;
    fill->wrapped = false;
    fill->begun = fill->cursor;
    for (size_t i = 0; i < SY_FILL_PEERS_MAX; i++)
        fill->peers[i].misses = 0;
    find(fill, out);
}

static void take_tick(struct sy_fill *fill, uint64_t now_ms, struct sy_fill_effects *out)
{
    if (fill->phase == SY_FILL_ASKED && now_ms >= fill->deadline_ms) {
        put(out, SY_FILL_CANCEL)->peer = fill->peer;
        missed(fill, now_ms, out);
    } else if (fill->phase == SY_FILL_RESTING && fill->wanted &&
               now_ms >= fill->rest_until_ms && anybody(fill, UINT_MAX)) {
        begin_round(fill, out);
    }
}

/* Something may be had now that could not be had before. */
static void hasten(struct sy_fill *fill, uint64_t until_ms)
{
    if (fill->phase == SY_FILL_RESTING && fill->rest_until_ms > until_ms)
        fill->rest_until_ms = until_ms;
}

void sy_fill_step(struct sy_fill *fill, const struct sy_fill_event *event, uint64_t now_ms,
                  struct sy_fill_effects *out)
{
    out->count = 0;
    sy_assert(event->peer < SY_FILL_PEERS_MAX);
    switch (event->type) {
    case SY_FILL_PEER:
        fill->peers[event->peer] = (struct sy_fill_peer){.here = true, .owner = event->owner};
        hasten(fill, now_ms + SY_FILL_BEGIN_MS);
        break;
    case SY_FILL_LOST:
        lose(fill, event->peer, now_ms, out);
        break;
    case SY_FILL_WANTED:
        if (!fill->wanted && fill->phase == SY_FILL_RESTING && fill->rounds == 0)
            fill->rest_until_ms = now_ms + SY_FILL_BEGIN_MS;
        fill->wanted = true;
        hasten(fill, now_ms + SY_FILL_WAIT_MIN_MS);
        break;
    case SY_FILL_FOUND:
        if (fill->phase == SY_FILL_FINDING)
            take_found(fill, event, now_ms, out);
        break;
    case SY_FILL_ANSWERED:
        if (fill->phase == SY_FILL_ASKED)
            take_answer(fill, event, now_ms, out);
        break;
    case SY_FILL_COMING:
        fill->deadline_ms = now_ms + SY_FILL_ASK_MS;
        break;
    case SY_FILL_UNANSWERED:
        if (fill->phase == SY_FILL_ASKED)
            missed(fill, now_ms, out);
        break;
    case SY_FILL_STORED:
        if (fill->phase == SY_FILL_STORING)
            take_stored(fill, event, now_ms, out);
        break;
    case SY_FILL_TICK:
        take_tick(fill, now_ms, out);
        break;
    }
}
