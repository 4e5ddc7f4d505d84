#include "net/mirror_parts.h"

struct sy_mirror_slot *sy_mirror_slot(struct sy_mirror *mirror, uint64_t ticket,
                                      enum sy_mirror_slot_state state)
{
    for (size_t i = 0; i < SY_MIRROR_WINDOW; i++) {
        struct sy_mirror_slot *slot = &mirror->slots[i];

        if (slot->state == state && slot->ticket == ticket)
            return slot;
    }
    return NULL;
}

void sy_mirror_free(struct sy_mirror *mirror, struct sy_mirror_slot *slot,
                    struct sy_mirror_effects *out)
{
    struct sy_mirror_effect *effect;

    sy_assert(slot->state != SY_MIRROR_FREE);
    if (slot->state == SY_MIRROR_ASKED) {
        sy_assert(mirror->peers[slot->peer].asked > 0);
        mirror->peers[slot->peer].asked--;
    }
    effect = sy_mirror_put(out, slot->state == SY_MIRROR_ASKED ? SY_MIRROR_CANCEL
                                                               : SY_MIRROR_FORGET);
    effect->ticket = slot->ticket;
    effect->peer = slot->peer;
    slot->state = SY_MIRROR_FREE;
}

/* Equal inputs give equal numbers; nobody outside can tell them. */
static uint64_t mixed(uint64_t x)
{
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9;
    x ^= x >> 27;
    x *= 0x94d049bb133111eb;
    return x ^ x >> 31;
}

uint64_t sy_mirror_backoff(const struct sy_mirror *mirror, uint64_t salt, unsigned failures)
{
    uint64_t wait = SY_MIRROR_BACKOFF_MIN_MS;

    sy_assert(failures > 0);
    for (unsigned i = 1; i < failures && wait < SY_MIRROR_BACKOFF_MAX_MS; i++)
        wait *= 2;
    if (wait > SY_MIRROR_BACKOFF_MAX_MS)
        wait = SY_MIRROR_BACKOFF_MAX_MS;
    return wait / 2 + mixed(mirror->seed + salt * 1000003u + failures) % (wait / 2 + 1);
}

void sy_mirror_blame(struct sy_mirror *mirror, uint32_t peer, uint64_t now_ms)
{
    struct sy_mirror_peer *p = &mirror->peers[peer];

    p->failures++;
    p->not_before_ms = now_ms + sy_mirror_backoff(mirror, peer, p->failures);
}

void sy_mirror_drop(struct sy_mirror *mirror, uint32_t peer, uint64_t now_ms,
                    const char *reason, struct sy_mirror_effects *out)
{
    struct sy_mirror_effect *effect = sy_mirror_put(out, SY_MIRROR_DROP);

    effect->peer = peer;
    effect->reason = reason;
    sy_mirror_blame(mirror, peer, now_ms);
}

/* The first index from "from" on that no slot covers; *to is where the next one begins, if it
 * is less. */
static uint64_t next_hole(const struct sy_mirror *mirror, uint64_t from, uint64_t *to)
{
    bool moved;

    do {
        moved = false;
        for (size_t i = 0; i < SY_MIRROR_WINDOW; i++) {
            const struct sy_mirror_slot *slot = &mirror->slots[i];

            if (slot->state != SY_MIRROR_FREE && !slot->repair && slot->from <= from &&
                from < slot->to) {
                from = slot->to;
                moved = true;
            }
        }
    } while (moved);
    for (size_t i = 0; i < SY_MIRROR_WINDOW; i++) {
        const struct sy_mirror_slot *slot = &mirror->slots[i];

        if (slot->state != SY_MIRROR_FREE && !slot->repair && slot->from > from &&
            slot->from < *to)
            *to = slot->from;
    }
    return from;
}

static bool may_ask(const struct sy_mirror *mirror, uint32_t peer, uint64_t index,
                    uint64_t now_ms)
{
    const struct sy_mirror_peer *p = &mirror->peers[peer];

    return p->here && p->held > index && now_ms >= p->not_before_ms;
}

static bool is_better(const struct sy_mirror_peer *a, const struct sy_mirror_peer *b)
{
    if (a->failures != b->failures)
        return a->failures < b->failures;
    if (a->doubts != b->doubts)
        return a->doubts < b->doubts;
    if (a->lacking != b->lacking)
        return !a->lacking;
    return a->asked < b->asked || (a->asked == b->asked && a->owner);
}

/* Of those who say that they have it and may be asked: the one that has failed the least, whose
 * stretches had to wait the least, that has all parts, then the one with the least to do, the
 * owner before others. Whoever claims to hold everything and gives nothing is asked last.
 * SY_MIRROR_PEERS_MAX: nobody. */
static uint32_t choose(const struct sy_mirror *mirror, uint64_t index, uint64_t now_ms)
{
    uint32_t best = SY_MIRROR_PEERS_MAX;

    for (uint32_t i = 0; i < SY_MIRROR_PEERS_MAX; i++) {
        const struct sy_mirror_peer *peer = &mirror->peers[i];
        const struct sy_mirror_peer *other = &mirror->peers[best % SY_MIRROR_PEERS_MAX];

        if (!may_ask(mirror, i, index, now_ms))
            continue;
        if (best == SY_MIRROR_PEERS_MAX || is_better(peer, other))
            best = i;
    }
    return best;
}

bool sy_mirror_has_other(const struct sy_mirror *mirror, const struct sy_mirror_slot *slot,
                         uint64_t now_ms)
{
    if (slot->from != mirror->store.size || now_ms - slot->asked_ms < SY_MIRROR_OTHER_MS)
        return false;
    for (uint32_t i = 0; i < SY_MIRROR_PEERS_MAX; i++) {
        if (i != slot->peer && mirror->peers[i].failures == 0 &&
            may_ask(mirror, i, slot->from, now_ms))
            return true;
    }
    return false;
}

struct sy_mirror_slot *sy_mirror_free_slot(struct sy_mirror *mirror)
{
    for (size_t i = 0; i < SY_MIRROR_WINDOW; i++) {
        if (mirror->slots[i].state == SY_MIRROR_FREE)
            return &mirror->slots[i];
    }
    return NULL;
}

struct sy_mirror_effect *sy_mirror_ask(struct sy_mirror *mirror, struct sy_mirror_slot *slot,
                                       uint64_t now_ms, struct sy_mirror_effects *out)
{
    struct sy_mirror_effect *effect = sy_mirror_put(out, SY_MIRROR_ASK);

    sy_assert(slot->state == SY_MIRROR_FREE);
    slot->state = SY_MIRROR_ASKED;
    slot->ticket = ++mirror->last_ticket;
    slot->asked_ms = now_ms;
    slot->deadline_ms = now_ms + SY_MIRROR_ASK_MS;
    mirror->peers[slot->peer].asked++;
    effect->peer = slot->peer;
    effect->ticket = slot->ticket;
    effect->from = slot->from;
    effect->to = slot->to;
    return effect;
}

/* False when nobody can be asked for it. */
static bool ask(struct sy_mirror *mirror, uint64_t from, uint64_t to, uint64_t now_ms,
                struct sy_mirror_effects *out)
{
    uint32_t peer = choose(mirror, from, now_ms);
    struct sy_mirror_slot *slot = sy_mirror_free_slot(mirror);
    struct sy_mirror_effect *effect;

    if (peer == SY_MIRROR_PEERS_MAX || slot == NULL)
        return false;
    *slot = (struct sy_mirror_slot){
        .vouched = mirror->store.frozen, .peer = peer, .from = from, .to = to};
    effect = sy_mirror_ask(mirror, slot, now_ms, out);
    if (slot->vouched)
        effect->a = &mirror->vouched;
    return true;
}

void sy_mirror_pull(struct sy_mirror *mirror, uint64_t now_ms, struct sy_mirror_effects *out)
{
    const struct sy_signed_checkpoint *towards =
        mirror->store.frozen ? &mirror->vouched : &mirror->target;
    uint64_t end = towards->note_len > 0 ? towards->checkpoint.size : 0;
    uint64_t from = mirror->store.size;

    if (mirror->ended && end > mirror->end.size)
        end = mirror->end.size;
    if (mirror->sound_to > from && end > mirror->sound_to)
        end = mirror->sound_to;
    sy_mirror_pull_repairs(mirror, now_ms, out);
    if (now_ms < mirror->stall_until_ms)
        return;
    while (sy_mirror_free_slot(mirror) != NULL) {
        uint64_t to = end;

        from = next_hole(mirror, from, &to);
        if (from >= to)
            return;
        if (to - from > SY_MIRROR_STRETCH_ENTRIES)
            to = from + SY_MIRROR_STRETCH_ENTRIES;
        if (!ask(mirror, from, to, now_ms, out))
            return;
        from = to;
    }
}

void sy_mirror_store_next(struct sy_mirror *mirror, struct sy_mirror_effects *out)
{
    struct sy_mirror_slot *next = NULL;
    struct sy_mirror_effect *effect;

    for (size_t i = 0; i < SY_MIRROR_WINDOW; i++) {
        struct sy_mirror_slot *slot = &mirror->slots[i];

        if (slot->state == SY_MIRROR_STORING)
            return;
        if (slot->state == SY_MIRROR_READY &&
            (slot->repair || slot->from == mirror->store.size))
            next = slot;
    }
    if (next == NULL)
        return;
    next->state = SY_MIRROR_STORING;
    effect = sy_mirror_put(out, next->repair ? SY_MIRROR_REPAIR : SY_MIRROR_STORE);
    effect->ticket = next->ticket;
    effect->peer = next->peer;
    effect->from = next->from;
    effect->to = next->to;
    if (next->repair)
        effect->a = &mirror->promised;
}
