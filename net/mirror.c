#include "net/mirror.h"

#include <string.h>

#include "net/mirror_parts.h"

void sy_mirror_init(struct sy_mirror *mirror, const struct sy_mirror_held *store, uint64_t seed)
{
    memset(mirror, 0, sizeof(*mirror));
    mirror->store = *store;
    mirror->seed = seed;
}

static bool is_behind_end(const struct sy_mirror *mirror,
                          const struct sy_signed_checkpoint *checkpoint)
{
    return mirror->ended && checkpoint->checkpoint.size > mirror->end.size;
}

void sy_mirror_end(struct sy_mirror *mirror, uint64_t size, const struct sy_hash *root)
{
    size_t kept = 0;

    sy_assert(mirror->store.size <= size);
    mirror->ended = true;
    mirror->end.size = size;
    mirror->end.root = *root;
    if (is_behind_end(mirror, &mirror->target))
        memset(&mirror->target, 0, sizeof(mirror->target));
    if (is_behind_end(mirror, &mirror->vouched))
        memset(&mirror->vouched, 0, sizeof(mirror->vouched));
    if (is_behind_end(mirror, &mirror->offer)) {
        memset(&mirror->offer, 0, sizeof(mirror->offer));
        mirror->offer_open = false;
    }
    for (size_t i = 0; i < mirror->shown_count; i++) {
        if (!is_behind_end(mirror, &mirror->shown[i]))
            mirror->shown[kept++] = mirror->shown[i];
    }
    mirror->shown_count = kept;
    mirror->stall_until_ms = 0;
}

/* What was asked for before the end was known. */
static void drop_behind_end(struct sy_mirror *mirror, struct sy_mirror_effects *out)
{
    for (size_t i = 0; i < SY_MIRROR_WINDOW && mirror->ended; i++) {
        struct sy_mirror_slot *slot = &mirror->slots[i];

        if (slot->state != SY_MIRROR_FREE && slot->state != SY_MIRROR_STORING &&
            slot->to > mirror->end.size)
            sy_mirror_free(mirror, slot, out);
    }
}

struct sy_mirror_effect *sy_mirror_put(struct sy_mirror_effects *out,
                                       enum sy_mirror_effect_type type)
{
    sy_assert(out->count < SY_MIRROR_EFFECTS_MAX);
    out->list[out->count] = (struct sy_mirror_effect){.type = type};
    return &out->list[out->count++];
}

uint64_t sy_mirror_behind(const struct sy_mirror *mirror)
{
    uint64_t target = mirror->target.checkpoint.size;

    return target > mirror->store.size ? target - mirror->store.size : 0;
}

void sy_mirror_freeze(struct sy_mirror *mirror, struct sy_mirror_effects *out)
{
    mirror->store.frozen = true;
    mirror->offer_open = false;
    mirror->shown_count = 0;
    for (size_t i = 0; i < SY_MIRROR_WINDOW; i++) {
        struct sy_mirror_slot *slot = &mirror->slots[i];

        /* What is being stored is durable in a moment, and then held. */
        if (slot->state != SY_MIRROR_FREE && slot->state != SY_MIRROR_STORING && !slot->repair)
            sy_mirror_free(mirror, slot, out);
    }
}

/* What it was asked for others are asked for at once. */
static void lose_peer(struct sy_mirror *mirror, uint32_t peer, struct sy_mirror_effects *out)
{
    mirror->peers[peer].here = false;
    for (size_t i = 0; i < SY_MIRROR_WINDOW; i++) {
        struct sy_mirror_slot *slot = &mirror->slots[i];

        if (slot->state == SY_MIRROR_ASKED && slot->peer == peer)
            sy_mirror_free(mirror, slot, out);
    }
    if (mirror->offer_open && mirror->offer_peer == peer)
        mirror->offer_open = false;
}

static void take_shown(struct sy_mirror *mirror, const struct sy_mirror_event *event,
                       struct sy_mirror_effects *out)
{
    struct sy_mirror_peer *peer = &mirror->peers[event->peer];

    peer->held = event->held;
    if (mirror->store.frozen)
        return;
    sy_mirror_learn(mirror, event->checkpoint, out);
    if (mirror->store.frozen || event->type != SY_MIRROR_OFFERED)
        return;
    if (event->checkpoint->checkpoint.size == 0 ||
        event->checkpoint->checkpoint.size < mirror->store.cosigned.size ||
        is_behind_end(mirror, event->checkpoint))
        return; /* nothing, or an older one: whoever holds the newer cosignature needs none */
    mirror->offer = *event->checkpoint;
    mirror->offer_peer = event->peer;
    mirror->offer_open = true;
}

/* What came is what was asked for, or its beginning. */
static void take_answer(struct sy_mirror *mirror, const struct sy_mirror_event *event,
                        uint64_t now_ms, struct sy_mirror_effects *out)
{
    struct sy_mirror_slot *slot = sy_mirror_slot(mirror, event->ticket, SY_MIRROR_ASKED);

    if (slot == NULL) {
        sy_mirror_put(out, SY_MIRROR_FORGET)->ticket = event->ticket;
        return;
    }
    if (event->from != slot->from || event->to <= event->from || event->to > slot->to ||
        (slot->vouched &&
         !sy_checkpoint_same(&event->checkpoint->checkpoint, &mirror->vouched.checkpoint))) {
        uint32_t peer = slot->peer;

        sy_mirror_put(out, SY_MIRROR_FORGET)->ticket = event->ticket;
        sy_mirror_free(mirror, slot, out);
        sy_mirror_drop(mirror, peer, now_ms, "it answered what it was not asked", out);
        return;
    }
    slot->to = event->to;
    slot->state = SY_MIRROR_READY;
    mirror->peers[slot->peer].asked--;
    if (!mirror->store.frozen)
        sy_mirror_learn(mirror, event->checkpoint, out);
}

static void take_progress(struct sy_mirror *mirror, uint64_t ticket, uint64_t now_ms)
{
    struct sy_mirror_slot *slot = sy_mirror_slot(mirror, ticket, SY_MIRROR_ASKED);

    if (slot == NULL)
        return;
    slot->deadline_ms = now_ms + SY_MIRROR_ASK_MS;
    if (slot->deadline_ms > slot->asked_ms + SY_MIRROR_ASK_MAX_MS)
        slot->deadline_ms = slot->asked_ms + SY_MIRROR_ASK_MAX_MS;
}

static void take_no_answer(struct sy_mirror *mirror, const struct sy_mirror_event *event,
                           uint64_t now_ms, struct sy_mirror_effects *out)
{
    struct sy_mirror_slot *slot = sy_mirror_slot(mirror, event->ticket, SY_MIRROR_ASKED);
    struct sy_mirror_peer *peer;

    if (slot == NULL)
        return;
    peer = &mirror->peers[slot->peer];
    if (slot->repair) {
        sy_mirror_unrepaired(mirror, slot, now_ms);
    } else {
        if (event->err == SY_NOT_YET && peer->held > slot->from)
            peer->held = slot->from;
        sy_mirror_blame(mirror, slot->peer, now_ms);
    }
    peer->asked--;
    slot->state = SY_MIRROR_FREE;
    (void)out;
}

static void follows(struct sy_mirror *mirror, struct sy_mirror_slot *slot,
                    const struct sy_mirror_event *event, struct sy_mirror_effects *out)
{
    mirror->peers[slot->peer].failures = 0;
    mirror->peers[slot->peer].doubts = 0;
    mirror->peers[slot->peer].lacking = event->lacking;
    mirror->fault = SY_OK;
    mirror->stall = SY_MIRROR_GOING;
    sy_assert(event->store->size >= mirror->store.size);
    sy_assert(event->store->size <= event->store->cover.checkpoint.checkpoint.size);
    mirror->store.size = event->store->size;
    mirror->store.root = event->store->root;
    mirror->store.cover = event->store->cover;
    mirror->store.full = event->store->full;
    sy_mirror_free(mirror, slot, out);
}

/* What a repair came to says nothing of the log, and nothing of whether it can be stored. */
static void take_repair(struct sy_mirror *mirror, struct sy_mirror_slot *slot,
                        const struct sy_mirror_event *event, uint64_t now_ms,
                        struct sy_mirror_effects *out)
{
    if (event->err == SY_OK && event->verdict == SY_STRETCH_FOLLOWS)
        sy_mirror_repaired(mirror, slot->from);
    else
        sy_mirror_unrepaired(mirror, slot, now_ms);
    sy_mirror_free(mirror, slot, out);
}

static void take_stored(struct sy_mirror *mirror, const struct sy_mirror_event *event,
                        uint64_t now_ms, struct sy_mirror_effects *out)
{
    struct sy_mirror_slot *slot = sy_mirror_slot(mirror, event->ticket, SY_MIRROR_STORING);
    uint32_t peer;

    if (slot == NULL)
        return;
    if (slot->repair) {
        take_repair(mirror, slot, event, now_ms, out);
        return;
    }
    if (event->err != SY_OK) {
        mirror->fault = event->err;
        sy_mirror_free(mirror, slot, out);
        sy_mirror_stall(mirror, event->err == SY_NOT_YET ? SY_MIRROR_EARLIER : SY_MIRROR_FAULT,
                        now_ms);
        return;
    }
    peer = slot->peer;
    switch (event->verdict) {
    case SY_STRETCH_FOLLOWS:
        follows(mirror, slot, event, out);
        break;
    case SY_STRETCH_FALSE:
        sy_mirror_free(mirror, slot, out);
        sy_mirror_drop(mirror, peer, now_ms, "what it gave is not what the log signed", out);
        break;
    case SY_STRETCH_FORKED:
    case SY_STRETCH_BROKEN:
        if (slot->vouched)
            mirror->vouched.note_len = 0; /* this copy is of the other tree, and stays so */
        sy_mirror_free(mirror, slot, out);
        sy_mirror_freeze(mirror, out);
        break;
    case SY_STRETCH_WAITS:
        slot->sound_to = event->sound_to;
        sy_mirror_wait_for_registry(mirror, slot, event, now_ms, out);
        break;
    case SY_STRETCH_AT_ODDS:
        slot->sound_to = event->sound_to;
        sy_mirror_leave_out(mirror, slot, SY_MIRROR_AT_ODDS, now_ms, out);
        break;
    }
}

/* The log is this node's own: what is held grows by its own commits. */
static void take_growth(struct sy_mirror *mirror, const struct sy_mirror_held *held)
{
    sy_assert(held->size >= mirror->store.size);
    mirror->store.size = held->size;
    mirror->store.root = held->root;
    mirror->store.cover = held->cover;
    mirror->store.full = held->full;
}

/* All that is behind a stretch waits for it: one who does not answer, or drips, is not waited
 * for while another can be asked. */
static void expire(struct sy_mirror *mirror, uint64_t now_ms, struct sy_mirror_effects *out)
{
    for (size_t i = 0; i < SY_MIRROR_WINDOW; i++) {
        struct sy_mirror_slot *slot = &mirror->slots[i];

        if (slot->state != SY_MIRROR_ASKED ||
            (now_ms < slot->deadline_ms && !sy_mirror_has_other(mirror, slot, now_ms)))
            continue;
        sy_mirror_blame(mirror, slot->peer, now_ms);
        if (slot->repair)
            sy_mirror_unrepaired(mirror, slot, now_ms);
        sy_mirror_free(mirror, slot, out);
        out->list[out->count - 1].reason = "it took too long over what it was asked for";
    }
}

static void take(struct sy_mirror *mirror, const struct sy_mirror_event *event, uint64_t now_ms,
                 struct sy_mirror_effects *out)
{
    switch (event->type) {
    case SY_MIRROR_PEER:
        mirror->peers[event->peer].here = true;
        mirror->peers[event->peer].owner = event->owner;
        mirror->peers[event->peer].lacking = false;
        break;
    case SY_MIRROR_LOST:
        lose_peer(mirror, event->peer, out);
        break;
    case SY_MIRROR_SHOWN:
    case SY_MIRROR_OFFERED:
        take_shown(mirror, event, out);
        break;
    case SY_MIRROR_ANSWERED:
        take_answer(mirror, event, now_ms, out);
        break;
    case SY_MIRROR_COMING:
        take_progress(mirror, event->ticket, now_ms);
        break;
    case SY_MIRROR_UNANSWERED:
        take_no_answer(mirror, event, now_ms, out);
        break;
    case SY_MIRROR_STORED:
        take_stored(mirror, event, now_ms, out);
        break;
    case SY_MIRROR_COMPARED:
        sy_mirror_compared(mirror, event, out);
        break;
    case SY_MIRROR_GROWN:
        take_growth(mirror, event->store);
        break;
    case SY_MIRROR_REGISTRY:
        sy_mirror_take_registry(mirror, event);
        break;
    case SY_MIRROR_EVIDENCE:
        sy_mirror_freeze(mirror, out);
        break;
    case SY_MIRROR_VOUCHED:
        if (event->checkpoint->checkpoint.size > mirror->vouched.checkpoint.size &&
            !is_behind_end(mirror, event->checkpoint))
            mirror->vouched = *event->checkpoint;
        break;
    case SY_MIRROR_DAMAGED:
        sy_mirror_damaged(mirror, event->from, event->checkpoint);
        break;
    case SY_MIRROR_TICK:
        sy_mirror_expire_parked(mirror, now_ms, out);
        expire(mirror, now_ms, out);
        break;
    }
}

void sy_mirror_step(struct sy_mirror *mirror, const struct sy_mirror_event *event,
                    uint64_t now_ms, struct sy_mirror_effects *out)
{
    out->count = 0;
    sy_assert(event->peer < SY_MIRROR_PEERS_MAX);
    take(mirror, event, now_ms, out);
    drop_behind_end(mirror, out);
    sy_mirror_store_next(mirror, out);
    sy_mirror_vouch(mirror, out);
    sy_mirror_pull(mirror, now_ms, out);
}
