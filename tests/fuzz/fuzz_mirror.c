/* Any story of a mirror, with peers that lie, logs that fork and stores that fail: nothing is
 * cosigned but what is held, of one tree, in ascending order; every stretch ends once; evidence
 * ends it; and afterwards one honest peer is enough to bring it up to date. */
#include <string.h>

#include "net/mirror.h"
#include "tests/fuzz/events.h"

enum { PEERS = 4, SIZE_MAX_SHOWN = 1 << 13, BRANCHES = 2, PATIENCE = 4000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum ticket_state { ASKED = 1, HELD, STORING, REPAIRING };

struct ticket {
    enum ticket_state state;
    uint64_t number;
    uint32_t peer;
    uint64_t from, to;
    struct sy_signed_checkpoint checkpoint; /* that came with it */
};

/* What the outside knows by itself. */
static struct {
    struct sy_mirror mirror;
    struct sy_mirror_effects todo;
    uint64_t now_ms;
    struct ticket tickets[SY_MIRROR_WINDOW];
    uint64_t last_ticket;
    uint8_t branch; /* of what is held */
    uint64_t largest;
    bool here[PEERS];
    bool comparing;
    struct sy_signed_checkpoint compared;
    struct sy_checkpoint cosigned;
    bool frozen;
} w;

/* Checkpoints are of one of the log's histories, which differ from their first entry on. */
static struct sy_signed_checkpoint at(uint64_t size, uint8_t branch)
{
    struct sy_signed_checkpoint c = {.checkpoint = {.origin = "o", .size = size},
                                     .note_len = 1};

    c.checkpoint.root.bytes[0] = size == 0 ? 0 : 1 + branch;
    sy_put_u64be(c.checkpoint.root.bytes + 8, size);
    return c;
}

static bool is_of_branch(const struct sy_checkpoint *checkpoint)
{
    return checkpoint->size == 0 || checkpoint->root.bytes[0] == 1 + w.branch;
}

static struct ticket *ticket_of(uint64_t number)
{
    for (size_t i = 0; i < SY_MIRROR_WINDOW; i++) {
        if (w.tickets[i].state != 0 && w.tickets[i].number == number)
            return &w.tickets[i];
    }
    return NULL;
}

static bool storing(void)
{
    for (size_t i = 0; i < SY_MIRROR_WINDOW; i++) {
        if (w.tickets[i].state >= STORING)
            return true;
    }
    return false;
}

static void asked(const struct sy_mirror_effect *effect)
{
    struct ticket *ticket = NULL;

    for (size_t i = 0; i < SY_MIRROR_WINDOW && ticket == NULL; i++) {
        if (w.tickets[i].state == 0)
            ticket = &w.tickets[i];
    }
    sy_assert(ticket != NULL);
    sy_assert(effect->ticket > w.last_ticket);
    sy_assert(effect->from < effect->to);
    sy_assert(effect->to - effect->from <= SY_MIRROR_STRETCH_ENTRIES);
    sy_assert(effect->peer < PEERS && w.here[effect->peer]);
    sy_assert(w.mirror.peers[effect->peer].held > effect->from);
    w.last_ticket = effect->ticket;
    *ticket = (struct ticket){ASKED,        effect->ticket, effect->peer,
                              effect->from, effect->to,     {.note_len = 0}};
}

static void stored_or_repaired(const struct sy_mirror_effect *effect)
{
    struct ticket *ticket = ticket_of(effect->ticket);

    sy_assert(!storing());
    sy_assert(ticket != NULL && ticket->state == HELD);
    sy_assert(ticket->from == effect->from && ticket->to == effect->to);
    if (effect->type == SY_MIRROR_STORE)
        sy_assert(effect->from == w.mirror.store.size);
    else
        sy_assert(effect->to == effect->from + 1);
    ticket->state = effect->type == SY_MIRROR_STORE ? STORING : REPAIRING;
}

static void cosigned(const struct sy_checkpoint *checkpoint)
{
    sy_assert(!w.frozen);
    sy_assert(w.mirror.damaged_count == 0);
    sy_assert(checkpoint->size > 0 && checkpoint->size <= w.mirror.store.size);
    sy_assert(checkpoint->size >= w.cosigned.size);
    sy_assert(is_of_branch(checkpoint));
    w.cosigned = *checkpoint;
}

static void carry_out(const struct sy_mirror_effect *effect)
{
    struct ticket *ticket = ticket_of(effect->ticket);

    switch (effect->type) {
    case SY_MIRROR_ASK:
        asked(effect);
        break;
    case SY_MIRROR_CANCEL: /* or of an answer that is refused, and was forgotten */
        sy_assert(ticket == NULL || ticket->state == ASKED);
        if (ticket != NULL)
            ticket->state = 0;
        break;
    case SY_MIRROR_FORGET: /* or of an answer that nobody waits for */
        sy_assert(ticket == NULL || ticket->state != ASKED);
        if (ticket != NULL)
            ticket->state = 0;
        break;
    case SY_MIRROR_STORE:
    case SY_MIRROR_REPAIR:
        stored_or_repaired(effect);
        break;
    case SY_MIRROR_COMPARE:
        sy_assert(!w.comparing && !w.frozen);
        sy_assert(effect->a->checkpoint.size <= w.mirror.store.size);
        w.comparing = true;
        w.compared = *effect->a;
        break;
    case SY_MIRROR_FORK:
        sy_assert(sy_checkpoint_contradicts(&effect->a->checkpoint, &effect->b->checkpoint));
        w.frozen = true;
        break;
    case SY_MIRROR_COSIGN:
        cosigned(&effect->a->checkpoint);
        break;
    case SY_MIRROR_DROP:
        sy_assert(effect->peer < PEERS && effect->reason != NULL);
        break;
    }
}

/* What the machine counts is what there is. */
static void check(void)
{
    uint64_t under_way[PEERS] = {0};

    for (size_t i = 0; i < SY_MIRROR_WINDOW; i++)
        under_way[w.tickets[i].peer] += w.tickets[i].state == ASKED;
    for (uint32_t i = 0; i < PEERS; i++)
        sy_assert(w.mirror.peers[i].asked == under_way[i]);
    sy_assert(!w.frozen || w.mirror.store.frozen);
    sy_assert(w.mirror.shown_count <= SY_MIRROR_SHOWN_MAX);
    sy_assert(w.mirror.damaged_count <= SY_MIRROR_DAMAGED_MAX);
}

static void step(const struct sy_mirror_event *event)
{
    sy_mirror_step(&w.mirror, event, w.now_ms, &w.todo);
    for (size_t i = 0; i < w.todo.count; i++)
        carry_out(&w.todo.list[i]);
    w.frozen |= w.mirror.store.frozen;
    check();
}

static void meet(uint32_t peer, bool here)
{
    w.here[peer] = here;
    step(&(struct sy_mirror_event){
        .type = here ? SY_MIRROR_PEER : SY_MIRROR_LOST, .peer = peer, .owner = peer == 0});
}

static void show(enum sy_mirror_event_type type, uint32_t peer, uint64_t size, uint8_t branch,
                 uint64_t held)
{
    struct sy_signed_checkpoint checkpoint = at(size, branch);

    if (size > w.largest)
        w.largest = size;
    step(&(struct sy_mirror_event){
        .type = type, .peer = peer, .checkpoint = &checkpoint, .held = held});
}

/* An answer to what was asked, or to anything else; what cannot be a stretch at all is
 * passed over, as whoever reads it would. */
static void answer(struct ticket *ticket, uint64_t number, uint64_t from, uint64_t to,
                   uint64_t size, uint8_t branch)
{
    struct sy_signed_checkpoint checkpoint = at(size, branch);

    if (from >= to || to > size)
        return;
    if (size > w.largest)
        w.largest = size;
    if (ticket != NULL && ticket->state == ASKED) {
        ticket->state = HELD; /* before the machine is told: it may want it stored at once */
        ticket->checkpoint = checkpoint;
        if (from == ticket->from && to > from && to < ticket->to)
            ticket->to = to;
    } else if (ticket != NULL) {
        return; /* the edge has answered for it already */
    }
    step(&(struct sy_mirror_event){.type = SY_MIRROR_ANSWERED,
                                   .ticket = number,
                                   .from = from,
                                   .to = to,
                                   .checkpoint = &checkpoint});
}

static void unanswered(struct ticket *ticket, enum sy_err err)
{
    uint64_t number = ticket->number;

    if (ticket->state != ASKED)
        return;
    ticket->state = 0;
    step(&(struct sy_mirror_event){.type = SY_MIRROR_UNANSWERED, .ticket = number, .err = err});
}

/* What came of it: as it is, where nothing else was chosen. */
static void end_store(struct ticket *ticket, enum sy_stretch_verdict verdict, enum sy_err err)
{
    struct sy_mirror_held held = w.mirror.store;
    const struct sy_checkpoint *checkpoint = &ticket->checkpoint.checkpoint;
    struct sy_mirror_event event = {.type = SY_MIRROR_STORED,
                                    .ticket = ticket->number,
                                    .err = err,
                                    .verdict = verdict,
                                    .store = &held,
                                    .registry_size = w.mirror.registry_held + 1};

    if (verdict == SY_STRETCH_FOLLOWS && ticket->state == STORING) {
        if (held.size == 0)
            w.branch = (uint8_t)(checkpoint->root.bytes[0] - 1);
        if (!is_of_branch(checkpoint))
            event.verdict = SY_STRETCH_FORKED;
    }
    if (event.verdict == SY_STRETCH_FOLLOWS && ticket->state == STORING && err == SY_OK) {
        held.size = ticket->to;
        held.root = at(held.size, w.branch).checkpoint.root;
        held.cover.checkpoint = ticket->checkpoint;
        if (checkpoint->size == held.size)
            held.full = ticket->checkpoint;
    }
    if (ticket->state == REPAIRING && verdict != SY_STRETCH_FOLLOWS &&
        verdict != SY_STRETCH_WAITS)
        event.verdict = SY_STRETCH_FALSE; /* there is nothing else that it can be */
    ticket->state = HELD;                 /* and goes on being held, where it has to wait */
    step(&event);
}

static void end_compare(enum sy_err err)
{
    w.comparing = false;
    step(&(struct sy_mirror_event){
        .type = SY_MIRROR_COMPARED, .same = is_of_branch(&w.compared.checkpoint), .err = err});
}

static void live_ticket(struct events *e)
{
    struct ticket *ticket = &w.tickets[events_below(e, SY_MIRROR_WINDOW)];
    uint64_t cut;

    if (ticket->state >= STORING) {
        enum sy_err err = events_below(e, 8) == 0 ? SY_FULL : SY_OK;

        end_store(
            ticket,
            (enum sy_stretch_verdict)(SY_STRETCH_FOLLOWS + events_below(e, SY_STRETCH_AT_ODDS)),
            err);
        return;
    }
    if (ticket->state != ASKED)
        return;
    switch (events_below(e, 6)) {
    case 0:
        unanswered(ticket, events_below(e, 2) == 0 ? SY_NOT_YET : SY_UNREACHABLE);
        break;
    case 1: /* anything */
        answer(ticket, ticket->number, events_number(e), events_number(e),
               events_number(e) % SIZE_MAX_SHOWN, (uint8_t)events_below(e, BRANCHES));
        break;
    case 2:
        step(&(struct sy_mirror_event){.type = SY_MIRROR_COMING, .ticket = ticket->number});
        break;
    default: /* what was asked for, or its beginning */
        cut = events_number(e) % (ticket->to - ticket->from);
        answer(ticket, ticket->number, ticket->from, ticket->to - cut,
               ticket->to + events_number(e) % 300, (uint8_t)events_below(e, BRANCHES));
        break;
    }
}

static void vouch(struct events *e)
{
    struct sy_signed_checkpoint checkpoint =
        at(events_number(e) % SIZE_MAX_SHOWN, (uint8_t)events_below(e, BRANCHES));

    step(&(struct sy_mirror_event){.type = SY_MIRROR_VOUCHED, .checkpoint = &checkpoint});
}

static void damage(uint64_t index)
{
    struct sy_signed_checkpoint promised = at(w.mirror.store.size, w.branch);

    step(&(struct sy_mirror_event){
        .type = SY_MIRROR_DAMAGED, .from = index, .checkpoint = &promised});
}

static void one_event(struct events *e)
{
    uint32_t kind = events_below(e, 16);
    uint32_t peer = events_below(e, PEERS);

    switch (kind) {
    case 0:
    case 1:
        meet(peer, true);
        break;
    case 2:
        meet(peer, false);
        break;
    case 3:
    case 4:
    case 5:
        show(kind == 3 ? SY_MIRROR_OFFERED : SY_MIRROR_SHOWN, peer,
             events_number(e) % SIZE_MAX_SHOWN, events_byte(e) == 255 ? 1 : 0,
             events_number(e));
        break;
    case 6:
        answer(ticket_of(peer), peer, 0, 1, 1, 0); /* of a ticket that is long gone */
        break;
    case 7:
        if (w.comparing)
            end_compare(events_below(e, 8) == 0 ? SY_NO_MEMORY : SY_OK);
        break;
    case 8:
        step(&(struct sy_mirror_event){.type = SY_MIRROR_REGISTRY,
                                       .registry_shown = events_number(e),
                                       .registry_held = events_number(e)});
        break;
    case 9:
        if (events_byte(e) > 250)
            step(&(struct sy_mirror_event){.type = SY_MIRROR_EVIDENCE});
        break;
    case 10:
        vouch(e);
        break;
    case 11:
        if (w.mirror.store.size > 0)
            damage(events_number(e) % w.mirror.store.size);
        break;
    case 12:
        w.now_ms += events_ms(e);
        step(&(struct sy_mirror_event){.type = SY_MIRROR_TICK});
        break;
    default:
        live_ticket(e);
        break;
    }
}

/* Only the owner is there, and it is honest: it answers, the store works. */
static void heal_step(uint64_t size)
{
    for (size_t i = 0; i < SY_MIRROR_WINDOW; i++) {
        struct ticket *ticket = &w.tickets[i];

        if (ticket->state == ASKED)
            answer(ticket, ticket->number, ticket->from, ticket->to, size, w.branch);
        else if (ticket->state >= STORING)
            end_store(ticket, SY_STRETCH_FOLLOWS, SY_OK);
    }
    if (w.comparing)
        end_compare(SY_OK);
    w.now_ms += 500;
    step(&(struct sy_mirror_event){.type = SY_MIRROR_TICK});
}

static void heal(void)
{
    uint64_t size = (w.largest > w.mirror.store.size ? w.largest : w.mirror.store.size) + 1;

    for (uint32_t peer = 0; peer < PEERS; peer++)
        meet(peer, false);
    meet(0, true);
    step(&(struct sy_mirror_event){
        .type = SY_MIRROR_REGISTRY, .registry_shown = UINT64_MAX, .registry_held = UINT64_MAX});
    show(SY_MIRROR_SHOWN, 0, size, w.branch, size);
    for (size_t i = 0; i < PATIENCE && !w.frozen && w.mirror.store.size < size; i++) {
        show(SY_MIRROR_SHOWN, 0, size, w.branch, size);
        heal_step(size);
    }
    if (w.frozen)
        return;
    sy_assert(w.mirror.store.size == size);
    for (size_t i = 0; i < PATIENCE && w.cosigned.size < size && !w.frozen; i++) {
        show(SY_MIRROR_OFFERED, 0, size, w.branch, size);
        heal_step(size);
    }
    sy_assert(w.frozen || w.cosigned.size == size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static const struct sy_mirror_held nothing;
    struct events e = {data, len};

    memset(&w, 0, sizeof(w));
    w.now_ms = 1000;
    sy_mirror_init(&w.mirror, &nothing, events_byte(&e));
    while (e.len > 0)
        one_event(&e);
    if (!w.frozen)
        heal();
    return 0;
}
