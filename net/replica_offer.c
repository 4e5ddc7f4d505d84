/* What the offer of an owned log decides, carried out. */
#include "net/replica_state.h"
#include "proto/message.h"

/* Its number in the network in use, whose cosigners are asked for. */
static bool find_node(const struct sy_replica *replica, uint32_t peer, uint32_t *out)
{
    const struct sy_network *network = sy_replica_network(replica);
    struct sy_bytes code = sy_text(sy_replica_code(replica, peer));
    const struct sy_network_node *node = sy_network_node(network, code);

    if (node == NULL)
        return false;
    *out = (uint32_t)(node - network->nodes);
    return true;
}

/* The lines that a node has answered with: each is held against the keys of its cosigners. */
static void take_lines(struct sy_replica_question *question, uint8_t type,
                       struct sy_bytes payload, enum sy_err err)
{
    struct sy_replica_log *log = question->log;
    struct sy_offer_checkpoint_reply reply;
    struct sy_offer_event event = {.type = SY_OFFER_COSIGNED, .size = question->size};
    struct sy_wire cursor;

    if (err != SY_OK || !find_node(log->replica, question->peer, &event.node))
        return;
    if (type != SY_FRAME_OFFER_CHECKPOINT_REPLY ||
        sy_offer_checkpoint_reply_read(payload, &reply) != SY_OK) {
        sy_replica_drop(log->replica, question->peer, "its cosignatures cannot be read");
        return;
    }
    cursor = sy_list_open(&reply.lines);
    while (sy_list_next(&reply.lines, &cursor, &event.line)) {
        err = sy_replica_offer(log, &event);
        if (err == SY_BAD_SIGNATURE || err == SY_BAD_NOTE) {
            sy_replica_drop(log->replica, question->peer, "a cosignature is not true");
            return;
        }
    }
}

static void send_offer(struct sy_replica_log *log, uint32_t peer,
                       const struct sy_signed_checkpoint *checkpoint)
{
    struct sy_replica_question question = {.size = checkpoint->checkpoint.size,
                                           .take = take_lines};
    struct sy_offer_checkpoint ask = {sy_signed_checkpoint_note(checkpoint)};
    struct sy_buffer payload = {0};

    sy_offer_checkpoint_write(&ask, &payload);
    if (payload.err == SY_OK)
        sy_replica_ask(log, peer, SY_FRAME_OFFER_CHECKPOINT, sy_buffer_bytes(&payload),
                       &question);
    sy_buffer_close(&payload);
}

/* What is served now has the quorum: clients get it, and the other nodes at once, so that they
 * can serve it too. */
static void serve(struct sy_replica_log *log)
{
    const struct sy_checkpoint *served = &log->offer->served.checkpoint.checkpoint;
    struct sy_buffer note = {.max = SY_NOTE_BYTES_MAX};

    if (sy_offer_note(log->offer, &note) == SY_OK &&
        sy_kept_log_set_note(&log->log->proved, sy_buffer_bytes(&note), served->size) == SY_OK)
        sy_replica_show_served(log);
    sy_buffer_close(&note);
}

struct sy_shared_note *sy_replica_best(const struct sy_replica *replica, size_t log,
                                       uint64_t size)
{
    const struct sy_replica_log *of = replica->logs[log];
    struct sy_buffer note = {.max = SY_NOTE_BYTES_MAX};
    struct sy_shared_note *best = NULL;
    uint64_t promised = 0;

    if (of->offer == NULL || sy_offer_best(of->offer, size, &note, &promised) != SY_OK ||
        sy_shared_note_make(sy_buffer_bytes(&note), promised, &best) != SY_OK)
        best = sy_shared_note_use(of->log->note);
    sy_buffer_close(&note);
    return best;
}

static void carry_out(struct sy_replica_log *log, const struct sy_offer_effect *effect)
{
    size_t count = sy_peers_count(log->replica->peers);

    switch (effect->type) {
    case SY_OFFER_SEND:
        for (uint32_t i = 0; i < count; i++) {
            if (effect->node == UINT32_MAX || effect->node == i)
                send_offer(log, i, effect->checkpoint);
        }
        break;
    case SY_OFFER_SERVED:
        serve(log);
        break;
    case SY_OFFER_REACHED:
    case SY_OFFER_EXPIRED:
        log->replica->options.witnessed(log->replica->options.ctx, log->index, effect->id);
        break;
    }
}

enum sy_err sy_replica_offer(struct sy_replica_log *log, const struct sy_offer_event *event)
{
    const struct sy_offer_event tick = {.type = SY_OFFER_TICK};
    struct sy_replica *replica = log->replica;
    struct sy_offer_effects effects;
    enum sy_err err;

    if (replica->peers == NULL || log->offer == NULL)
        return SY_STOPPING; /* or the log has ended */
    do {
        err = sy_offer_step(log->offer, event, sy_loop_now_ms(replica->options.loop), &effects);
        for (size_t i = 0; err == SY_OK && i < effects.count; i++)
            carry_out(log, &effects.list[i]);
        event = &tick;
    } while (err == SY_OK && effects.more);
    return err;
}
