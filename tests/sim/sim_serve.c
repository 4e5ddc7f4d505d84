#include "tests/sim/sim.h"

static void show(struct sim_world *w, struct sim_message *message,
                 const struct sy_show_checkpoint *what, uint64_t size)
{
    sy_show_checkpoint_write(what, &message->payload);
    message->size = size;
    sim_send(w, message);
}

/* The latest, and with its cosignatures what has them: who reads the registry waits for those,
 * and a cosigner is reminded of its word. */
void sim_show(struct sim_world *w, struct sim_node *n, uint32_t peer, uint32_t log)
{
    struct sim_owned *o = sim_owned(n, log);
    bool branch = o != NULL && sim_other_side(n, o, peer);
    const struct sim_store *store = branch ? o->branch : n->stores[log];
    const struct sy_signed_checkpoint *latest =
        branch ? &store->synced.held.full : &n->gossip.logs[log].latest;
    const struct sy_checkpoint *proved = &n->proved_checkpoint[log];
    struct sy_show_checkpoint what = {sy_signed_checkpoint_note(latest),
                                      store->synced.held.full.checkpoint.size};

    if (branch || !sy_checkpoint_same(proved, &latest->checkpoint))
        show(w, sim_message(n->index, peer, SY_FRAME_SHOW_CHECKPOINT, log), &what,
             latest->checkpoint.size);
    if (branch || n->proved[log].len == 0)
        return;
    what.note = sy_buffer_bytes(&n->proved[log]);
    show(w, sim_message(n->index, peer, SY_FRAME_SHOW_CHECKPOINT, log), &what, proved->size);
}

void sim_show_held(struct sim_world *w, struct sim_node *n, uint32_t peer, uint32_t log)
{
    const struct sy_signed_checkpoint *whole = &n->gossip.logs[log].whole;
    struct sy_show_checkpoint what = {sy_signed_checkpoint_note(whole), whole->checkpoint.size};
    struct sim_owned *o = sim_owned(n, log);

    if (o != NULL && sim_other_side(n, o, peer))
        return; /* nobody is shown both histories by the liar himself */
    show(w, sim_message(n->index, peer, SY_FRAME_SHOW_CHECKPOINT, log), &what,
         whole->checkpoint.size);
}

void sim_ask_checkpoint(struct sim_world *w, struct sim_node *n, uint32_t peer, uint32_t log)
{
    struct sim_message *message = sim_message(n->index, peer, SY_FRAME_GET_CHECKPOINT, log);
    struct sy_get_checkpoint request = {sy_text(w->log_vkeys[log].name)};

    sy_get_checkpoint_write(&request, &message->payload);
    sim_send(w, message);
}

static void take_note(struct sim_world *w, struct sim_node *n,
                      const struct sim_message *message, struct sy_bytes note, uint64_t held)
{
    uint32_t log = message->log;
    struct sy_signed_checkpoint checkpoint;
    uint64_t cosigned = 0;

    if (sy_signed_checkpoint_open(note, &w->log_vkeys[log], &checkpoint) != SY_OK)
        return;
    if (checkpoint.checkpoint.size > n->stores[log]->synced.held.cosigned.size &&
        sy_start_cosigned(note, n->cosigner_vkeys, 2, &cosigned) == SY_OK &&
        cosigned > n->stores[log]->synced.held.cosigned.size && !n->cosigner_lost) {
        sim_trace(w, "node %u: its cosigners have signed what it does not remember", n->index);
        sim_count(w, SIM_cosigner_lost);
        n->cosigner_lost = true;
        if (sim_node_honest(n) && !n->lost)
            sim_fail(w, "node %u has cosigned log %u at %llu and does not remember it",
                     n->index, log, (unsigned long long)cosigned);
    }
    sim_gossip(w, n,
               &(struct sy_gossip_event){
                   .type = SY_GOSSIP_LEARNT, .log = log, .checkpoint = &checkpoint});
    sim_mirror(w, n, log,
               &(struct sy_mirror_event){.type = SY_MIRROR_SHOWN,
                                         .peer = message->from,
                                         .checkpoint = &checkpoint,
                                         .held = held});
    if (sim_owned(n, log) != NULL)
        sim_owner_shown(w, n, sim_owned(n, log), &checkpoint);
    if (log == w->nodes && checkpoint.checkpoint.size > n->registry_shown) {
        n->registry_shown = checkpoint.checkpoint.size;
        for (uint32_t i = 0; i < w->nodes; i++)
            sim_mirror(w, n, i,
                       &(struct sy_mirror_event){.type = SY_MIRROR_REGISTRY,
                                                 .registry_shown = n->registry_shown,
                                                 .registry_held = n->registry.size});
    }
    if (checkpoint.checkpoint.size > n->proved_checkpoint[log].size)
        sim_learn_proved(w, n, log, note);
}

static void shown(struct sim_world *w, struct sim_node *n, const struct sim_message *message)
{
    struct sy_show_checkpoint what;

    if (sy_show_checkpoint_read(sy_buffer_bytes(&message->payload), &what) == SY_OK)
        take_note(w, n, message, what.note, what.held);
}

static void offered(struct sim_world *w, struct sim_node *n, const struct sim_message *message)
{
    struct sy_signed_checkpoint checkpoint;
    struct sy_offer_checkpoint offer;

    if (sy_offer_checkpoint_read(sy_buffer_bytes(&message->payload), &offer) != SY_OK ||
        sy_signed_checkpoint_open(offer.note, &w->log_vkeys[message->log], &checkpoint) !=
            SY_OK)
        return;
    if (sim_lies(n, SIM_LIE_COSIGN))
        sim_cosign_blindly(w, n, message->from, message->log, &checkpoint);
    sim_gossip(w, n,
               &(struct sy_gossip_event){
                   .type = SY_GOSSIP_LEARNT, .log = message->log, .checkpoint = &checkpoint});
    sim_mirror(w, n, message->log,
               &(struct sy_mirror_event){.type = SY_MIRROR_OFFERED,
                                         .peer = message->from,
                                         .checkpoint = &checkpoint,
                                         .held = checkpoint.checkpoint.size});
}

static void cosignatures(struct sim_world *w, struct sim_node *n,
                         const struct sim_message *message)
{
    struct sim_owned *o = sim_owned(n, message->log);
    struct sy_offer_checkpoint_reply reply;
    struct sy_wire cursor;
    struct sy_bytes line;

    if (o == NULL ||
        sy_offer_checkpoint_reply_read(sy_buffer_bytes(&message->payload), &reply) != SY_OK)
        return;
    cursor = sy_list_open(&reply.lines);
    while (sy_list_next(&reply.lines, &cursor, &line))
        sim_offer(w, n, o,
                  &(struct sy_offer_event){.type = SY_OFFER_COSIGNED,
                                           .node = message->from,
                                           .size = message->size,
                                           .line = line});
}

static void put_piece(struct sy_buffer *to, struct sy_bytes piece)
{
    uint8_t len[4];

    sy_put_u32be(len, (uint32_t)piece.len);
    sy_buffer_put(to, len, sizeof(len));
    sy_buffer_put_bytes(to, piece);
}

static bool take_piece(struct sy_bytes *rest, struct sy_bytes *out)
{
    size_t len;

    if (rest->len < 4)
        return false;
    len = sy_get_u32be(rest->data);
    if (len > rest->len - 4)
        return false;
    *out = (struct sy_bytes){rest->data + 4, len};
    *rest = (struct sy_bytes){rest->data + 4 + len, rest->len - 4 - len};
    return true;
}

/* The entries [from, *to) that are sound, as far as they are held under a checkpoint. */
static bool put_stretch(struct sim_world *w, struct sim_node *n, struct sim_store *store,
                        const struct sy_get_stretch *request, struct sim_message *answer)
{
    const struct sy_signed_checkpoint *full = &store->synced.held.full;
    struct sy_merkle_source source = sim_source(store);
    struct sy_signed_checkpoint wanted;
    struct sy_buffer start = {0};
    struct sy_stretch stretch;
    uint64_t to = request->from;

    if (request->note.data != NULL) { /* of this tree, or of none */
        struct sy_hash root;

        if (sy_signed_checkpoint_open(request->note, &w->log_vkeys[answer->log], &wanted) !=
                SY_OK ||
            wanted.checkpoint.size > full->checkpoint.size)
            return false;
        root = sim_root_at(store, wanted.checkpoint.size);
        if (!sy_hash_equal(&root, &wanted.checkpoint.root))
            return false;
        full = &wanted;
    }
    while (to < request->to && to < full->checkpoint.size && sim_row_sound(store, to))
        to++;
    if (to < full->checkpoint.size && to < request->to && store == n->stores[answer->log])
        sim_damaged(w, n, answer->log, to);
    if (to == request->from)
        return false;
    sy_assert(sy_stretch_prove(&source, full, request->from, to, &stretch) == SY_OK);
    sy_stretch_put(&stretch, &start);
    put_piece(&answer->payload, sy_buffer_bytes(&start));
    for (uint64_t i = request->from; i < to; i++)
        put_piece(&answer->payload, store->rows[i].share);
    sy_buffer_close(&start);
    return true;
}

static void serve_stretch(struct sim_world *w, struct sim_node *n,
                          const struct sim_message *message)
{
    struct sim_owned *o = sim_owned(n, message->log);
    struct sim_store *store = n->stores[message->log];
    struct sy_get_stretch request;
    struct sim_message *answer;

    if (sy_get_stretch_read(sy_buffer_bytes(&message->payload), &request) != SY_OK)
        return;
    if (o != NULL && sim_other_side(n, o, message->from))
        store = o->branch;
    answer = sim_message(n->index, message->from, SY_FRAME_STRETCH_START, message->log);
    answer->id = message->id;
    if (!put_stretch(w, n, store, &request, answer))
        answer->type = SY_FRAME_ERROR;
    sim_send(w, answer);
}

static struct sim_stretch *free_stretch(struct sim_node *n, uint32_t log, uint64_t ticket)
{
    struct sim_stretch *found = NULL;

    for (size_t i = 0; i < SIM_HELD_STRETCHES; i++) {
        struct sim_stretch *s = &n->stretches[log][i];

        if (s->used && s->ticket == ticket)
            return NULL; /* the answer has come before */
        if (!s->used)
            found = s;
    }
    return found;
}

/* The pieces of an answer, as a stretch: SY_OK only when it is whole. */
static enum sy_err read_stretch(struct sim_world *w, uint32_t log, struct sim_stretch *s)
{
    struct sy_bytes rest = sy_buffer_bytes(&s->bytes);
    struct sy_bytes piece;
    enum sy_err err;

    if (!take_piece(&rest, &piece))
        return SY_BAD_ENCODING;
    err = sy_stretch_read(piece, &w->log_vkeys[log], &s->stretch);
    for (uint64_t i = 0; err == SY_OK && i < s->stretch.to - s->stretch.from; i++) {
        if (i == SY_MIRROR_STRETCH_ENTRIES || !take_piece(&rest, &s->shares[i]))
            err = SY_BAD_ENCODING;
    }
    return err == SY_OK && rest.len > 0 ? SY_BAD_ENCODING : err;
}

static void take_stretch(struct sim_world *w, struct sim_node *n, struct sim_message *message)
{
    struct sim_stretch *s = free_stretch(n, message->log, message->id);
    struct sy_mirror_event event = {.type = SY_MIRROR_ANSWERED, .ticket = message->id};

    if (s == NULL)
        return;
    s->ticket = message->id;
    s->peer = message->from;
    s->bytes = message->payload;
    message->payload = (struct sy_buffer){0};
    event.err = read_stretch(w, message->log, s);
    if (event.err != SY_OK) {
        sy_buffer_close(&s->bytes);
        event.type = SY_MIRROR_UNANSWERED;
        sim_mirror(w, n, message->log, &event);
        return;
    }
    s->used = true;
    event.from = s->stretch.from;
    event.to = s->stretch.to;
    event.checkpoint = &s->stretch.checkpoint;
    sim_mirror(w, n, message->log, &event);
}

static void given(struct sim_world *w, struct sim_node *n, const struct sim_message *message)
{
    struct sim_message *answer;
    struct sy_give_evidence give;
    struct sy_evidence evidence;
    struct sy_give_evidence_reply reply = {n->evidence[message->log].len > 0};

    if (sy_give_evidence_read(sy_buffer_bytes(&message->payload), &give) != SY_OK ||
        sy_evidence_read(&w->network, give.text, &evidence) != SY_OK)
        return;
    /* A V5 needs the registry as far as the entry names it: it will be given again. */
    if (sy_evidence_check(&w->network, &evidence, NULL, NULL) == SY_OK &&
        strcmp(sy_evidence_origin(&evidence), w->log_vkeys[message->log].name) == 0) {
        if (!reply.known)
            sim_count(w, SIM_evidence_received);
        sim_take_evidence(w, n, message->log, &evidence);
        answer =
            sim_message(n->index, message->from, SY_FRAME_GIVE_EVIDENCE_REPLY, message->log);
        sy_give_evidence_reply_write(&reply, &answer->payload);
        sim_send(w, answer);
    }
    sy_evidence_close(&evidence);
}

static void serve_checkpoint(struct sim_world *w, struct sim_node *n,
                             const struct sim_message *message)
{
    const struct sy_signed_checkpoint *latest = &n->gossip.logs[message->log].latest;
    const struct sy_signed_checkpoint *cover =
        &n->stores[message->log]->synced.held.cover.checkpoint;
    struct sim_message *answer =
        sim_message(n->index, message->from, SY_FRAME_CHECKPOINT, message->log);
    struct sy_checkpoint_reply reply = {0};

    if (cover->note_len > 0 && cover->checkpoint.size > latest->checkpoint.size)
        latest = cover;
    reply.note = sy_signed_checkpoint_note(latest);
    if (latest->note_len > 0)
        sy_checkpoint_reply_write(&reply, &answer->payload);
    sim_send(w, answer);
}

static void told_latest(struct sim_world *w, struct sim_node *n,
                        const struct sim_message *message)
{
    struct sim_owned *o = sim_owned(n, message->log);
    struct sy_signed_checkpoint checkpoint;
    struct sy_checkpoint_reply reply;

    if (message->payload.len == 0) {
        if (o != NULL)
            sim_owner_answered(w, n, o, message->from, NULL);
    } else if (sy_checkpoint_reply_read(sy_buffer_bytes(&message->payload), &reply) == SY_OK &&
               sy_signed_checkpoint_open(reply.note, &w->log_vkeys[message->log],
                                         &checkpoint) == SY_OK) {
        take_note(w, n, message, reply.note, checkpoint.checkpoint.size);
        if (o != NULL)
            sim_owner_answered(w, n, o, message->from, &checkpoint);
    }
}

void sim_deliver(struct sim_world *w, struct sim_message *message)
{
    struct sim_node *n = &w->node[message->to];

    if (!n->up)
        return;
    switch (message->type) {
    case SY_FRAME_SHOW_CHECKPOINT:
        shown(w, n, message);
        break;
    case SY_FRAME_OFFER_CHECKPOINT:
        offered(w, n, message);
        break;
    case SY_FRAME_OFFER_CHECKPOINT_REPLY:
        cosignatures(w, n, message);
        break;
    case SY_FRAME_GET_STRETCH:
        serve_stretch(w, n, message);
        break;
    case SY_FRAME_STRETCH_START:
        take_stretch(w, n, message);
        break;
    case SY_FRAME_ERROR:
        sim_mirror(w, n, message->log,
                   &(struct sy_mirror_event){
                       .type = SY_MIRROR_UNANSWERED, .ticket = message->id, .err = SY_NOT_YET});
        break;
    case SY_FRAME_GIVE_EVIDENCE:
        given(w, n, message);
        break;
    case SY_FRAME_GIVE_EVIDENCE_REPLY:
        sim_gossip(w, n,
                   &(struct sy_gossip_event){
                       .type = SY_GOSSIP_GIVEN, .peer = message->from, .log = message->log});
        break;
    case SY_FRAME_GET_CHECKPOINT:
        serve_checkpoint(w, n, message);
        break;
    case SY_FRAME_CHECKPOINT:
        told_latest(w, n, message);
        break;
    default:
        break; /* garbage */
    }
}
