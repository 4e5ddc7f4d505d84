/* What nodes tell each other of all logs: what is said, and what is heard. */
#include "ledger/line.h"
#include "ledger/trust.h"
#include "net/replica_state.h"
#include "proto/message.h"

struct sy_replica_log *sy_replica_log_of(struct sy_replica *replica, struct sy_bytes note)
{
    struct sy_bytes rest = note;
    struct sy_bytes origin;
    size_t index;

    if (!sy_line_cut(&rest, '\n', &origin) ||
        sy_kept_log_find(replica->options.logs, origin, &index) != SY_OK)
        return NULL;
    return replica->logs[index];
}

/* A note with the quorum is worth serving once all of it is here. */
static void consider(struct sy_replica_log *log, struct sy_bytes note,
                     const struct sy_signed_checkpoint *signed_one)
{
    const struct sy_checkpoint *checkpoint = &signed_one->checkpoint;
    const struct sy_shared_note *proved = log->log->proved;
    struct sy_mirror_event vouched = {.type = SY_MIRROR_VOUCHED, .checkpoint = signed_one};

    if (!log->log->quorum || (log->log->owned && !log->lost) ||
        checkpoint->size < sy_shared_note_size(proved) ||
        (log->candidate != NULL && checkpoint->size < log->candidate_one.size))
        return;
    if (checkpoint->size == sy_shared_note_size(proved) &&
        note.len <= sy_shared_note_bytes(proved).len)
        return; /* no more cosignatures than before */
    if (!sy_replica_trusts(log, note, checkpoint) ||
        sy_kept_log_set_note(&log->candidate, note, checkpoint->size) != SY_OK)
        return;
    log->candidate_one = *checkpoint;
    sy_replica_promote(log);
    sy_replica_feed(log, &vouched);
}

void sy_replica_promote(struct sy_replica_log *log)
{
    bool same = false;

    if (log->candidate == NULL || log->candidate_one.size > log->mirror.store.size)
        return;
    if (sy_mirrored_log_same(log->log, &log->candidate_one, &same) == SY_OK && same) {
        sy_shared_note_release(log->log->proved);
        log->log->proved = log->candidate;
        log->candidate = NULL;
        if (log->index == 0)
            sy_replica_follow(log->replica);
    }
    sy_shared_note_release(log->candidate);
    log->candidate = NULL;
}

static void tell_registry(struct sy_replica *replica)
{
    struct sy_mirror_event event = {.type = SY_MIRROR_REGISTRY,
                                    .registry_shown =
                                        replica->gossip.logs[0].latest.checkpoint.size,
                                    .registry_held = replica->registry_held};

    for (size_t i = 1; i < replica->log_count; i++)
        sy_replica_feed(replica->logs[i], &event);
}

enum sy_err sy_replica_learn(struct sy_replica_log *log, struct sy_bytes note,
                             struct sy_signed_checkpoint *out)
{
    struct sy_replica *replica = log->replica;
    uint64_t before = replica->gossip.logs[0].latest.checkpoint.size;
    struct sy_gossip_event event = {
        .type = SY_GOSSIP_LEARNT, .log = log->index, .checkpoint = out};
    enum sy_err err = sy_signed_checkpoint_open(note, &log->log->vkey, out);

    if (err == SY_OK)
        err = sy_trust_stands(sy_replica_network(replica), &out->checkpoint, NULL);
    if (err != SY_OK)
        return err;
    sy_replica_check_cosigned(log, note, out->checkpoint.size);
    sy_replica_gossip(replica, &event);
    consider(log, note, out);
    sy_replica_learn_end(log, note, out);
    if (replica->gossip.logs[0].latest.checkpoint.size > before)
        tell_registry(replica);
    return SY_OK;
}

struct sy_bytes sy_replica_best_note(const struct sy_replica_log *log)
{
    const struct sy_signed_checkpoint *latest = &log->replica->gossip.logs[log->index].latest;

    if (log->log->proved != NULL &&
        sy_shared_note_size(log->log->proved) >= latest->checkpoint.size)
        return sy_shared_note_bytes(log->log->proved);
    return sy_signed_checkpoint_note(latest);
}

bool sy_replica_take_note(struct sy_replica_log *log, uint32_t peer, struct sy_bytes note,
                          uint64_t held, enum sy_mirror_event_type type)
{
    struct sy_signed_checkpoint checkpoint;
    struct sy_mirror_event event = {
        .type = type, .peer = peer, .held = held, .checkpoint = &checkpoint};
    enum sy_err err = sy_replica_learn(log, note, &checkpoint);

    /* Behind the end of a closed log: whoever shows it may not know of that yet. */
    if (err != SY_OK)
        return err == SY_CLOSED;
    if (log->log->owned)
        sy_replica_start_shown(log, &checkpoint);
    sy_replica_feed(log, &event);
    return true;
}

static const char not_a_checkpoint[] = "what it shows is no checkpoint";

static void take_shown(struct sy_replica_question *question, uint8_t type,
                       struct sy_bytes payload, enum sy_err err)
{
    struct sy_replica_log *log = question->log;
    struct sy_show_checkpoint_reply reply;

    if (err != SY_OK)
        return;
    if (type != SY_FRAME_SHOW_CHECKPOINT_REPLY ||
        sy_show_checkpoint_reply_read(payload, &reply) != SY_OK ||
        (reply.note.len > 0 &&
         !sy_replica_take_note(log, question->peer, reply.note, reply.held, SY_MIRROR_SHOWN)))
        sy_replica_drop(log->replica, question->peer, not_a_checkpoint);
}

static void show_note(struct sy_replica_log *log, uint32_t peer, struct sy_bytes note)
{
    const struct sy_replica_question question = {.take = take_shown};
    struct sy_show_checkpoint show = {note, log->mirror.store.size};
    struct sy_buffer payload = {0};

    if (note.len == 0)
        return;
    sy_show_checkpoint_write(&show, &payload);
    if (payload.err == SY_OK)
        sy_replica_ask(log, peer, SY_FRAME_SHOW_CHECKPOINT, sy_buffer_bytes(&payload),
                       &question);
    sy_buffer_close(&payload);
}

static void take_latest(struct sy_replica_question *question, uint8_t type,
                        struct sy_bytes payload, enum sy_err err)
{
    struct sy_replica_log *log = question->log;
    struct sy_checkpoint_reply reply;
    struct sy_signed_checkpoint latest;
    uint64_t held = 0;
    bool read;

    if (log->log->owned && (err == SY_NOT_YET || err == SY_NOT_FOUND))
        sy_replica_start_answer(log, question->peer, NULL); /* it knows nothing */
    if (err != SY_OK)
        return;
    if (type != SY_FRAME_CHECKPOINT || sy_checkpoint_reply_read(payload, &reply) != SY_OK) {
        sy_replica_drop(log->replica, question->peer, not_a_checkpoint);
        return;
    }
    read = sy_signed_checkpoint_open(reply.note, &log->log->vkey, &latest) == SY_OK;
    if (read)
        held = latest.checkpoint.size; /* if not, it will say so when it is asked for them */
    if (!sy_replica_take_note(log, question->peer, reply.note, held, SY_MIRROR_SHOWN))
        sy_replica_drop(log->replica, question->peer, not_a_checkpoint);
    else if (read && log->log->owned)
        sy_replica_start_answer(log, question->peer, &latest);
}

void sy_replica_ask_latest(struct sy_replica_log *log, uint32_t peer)
{
    const struct sy_replica_question question = {.take = take_latest};
    struct sy_get_checkpoint ask = {sy_text(log->log->vkey.name)};
    struct sy_buffer payload = {0};

    sy_get_checkpoint_write(&ask, &payload);
    if (payload.err == SY_OK)
        sy_replica_ask(log, peer, SY_FRAME_GET_CHECKPOINT, sy_buffer_bytes(&payload),
                       &question);
    sy_buffer_close(&payload);
}

void sy_replica_show_served(struct sy_replica_log *log)
{
    for (uint32_t i = 0; i < sy_peers_count(log->replica->peers); i++)
        show_note(log, i, sy_shared_note_bytes(sy_kept_log_served(log->log)));
}

static void take_given(struct sy_replica_question *question, uint8_t type,
                       struct sy_bytes payload, enum sy_err err)
{
    struct sy_gossip_event event = {
        .type = SY_GOSSIP_GIVEN, .peer = question->peer, .log = question->log->index};
    struct sy_give_evidence_reply reply;

    if (err == SY_OK && type == SY_FRAME_GIVE_EVIDENCE_REPLY &&
        sy_give_evidence_reply_read(payload, &reply) == SY_OK)
        sy_replica_gossip(question->log->replica, &event);
}

static void give(struct sy_replica_log *log, uint32_t peer)
{
    const struct sy_replica_question question = {.take = take_given};
    struct sy_give_evidence give = {sy_buffer_bytes(&log->evidence)};
    struct sy_buffer payload = {0};

    if (give.text.len == 0)
        return;
    sy_give_evidence_write(&give, &payload);
    if (payload.err == SY_OK)
        sy_replica_ask(log, peer, SY_FRAME_GIVE_EVIDENCE, sy_buffer_bytes(&payload), &question);
    sy_buffer_close(&payload);
}

static void carry_out(struct sy_replica *replica, const struct sy_gossip_effect *effect)
{
    struct sy_replica_log *log = replica->logs[effect->log];

    switch (effect->type) {
    case SY_GOSSIP_SHOW:
        show_note(log, effect->peer, sy_replica_best_note(log));
        break;
    case SY_GOSSIP_SHOW_HELD:
        show_note(log, effect->peer,
                  sy_signed_checkpoint_note(&replica->gossip.logs[effect->log].whole));
        break;
    case SY_GOSSIP_ASK:
        sy_replica_ask_latest(log, effect->peer);
        break;
    case SY_GOSSIP_GIVE:
        give(log, effect->peer);
        break;
    }
}

void sy_replica_gossip(struct sy_replica *replica, const struct sy_gossip_event *event)
{
    const struct sy_gossip_event tick = {.type = SY_GOSSIP_TICK};
    struct sy_gossip_effects effects;

    if (replica->peers == NULL)
        return;
    do {
        sy_gossip_step(&replica->gossip, event, sy_loop_now_ms(replica->options.loop),
                       &effects);
        for (size_t i = 0; i < effects.count; i++)
            carry_out(replica, &effects.list[i]);
        event = &tick;
    } while (effects.more);
}

void sy_replica_accuse(struct sy_replica_log *log, struct sy_buffer *evidence)
{
    struct sy_gossip_event event = {.type = SY_GOSSIP_EVIDENCE, .log = log->index};

    if (log->evidence.len > 0)
        return;
    log->evidence = *evidence;
    *evidence = (struct sy_buffer){0};
    sy_log_line(log->replica->options.logger, SY_LOG_ERROR, "evidence", "origin=%s owner=%s",
                log->log->vkey.name, log->log->owner);
    sy_replica_gossip(log->replica, &event);
}
