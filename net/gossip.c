#include "net/gossip.h"

#include <string.h>

void sy_gossip_init(struct sy_gossip *gossip, size_t log_count)
{
    sy_assert(log_count <= SY_GOSSIP_LOGS_MAX);
    memset(gossip, 0, sizeof(*gossip));
    gossip->log_count = log_count;
    for (size_t i = 0; i < SY_GOSSIP_LOGS_MAX; i++)
        gossip->logs[i].version = 1;
}

void sy_gossip_add(struct sy_gossip *gossip)
{
    sy_assert(gossip->log_count < SY_GOSSIP_LOGS_MAX);
    gossip->log_count++;
}

void sy_gossip_forget(struct sy_gossip *gossip, uint32_t log)
{
    memset(&gossip->logs[log].latest, 0, sizeof(gossip->logs[log].latest));
    memset(&gossip->logs[log].whole, 0, sizeof(gossip->logs[log].whole));
    gossip->logs[log].held = 0;
    gossip->logs[log].version++;
}

static void put(struct sy_gossip_effects *out, enum sy_gossip_effect_type type, uint32_t peer,
                uint32_t log)
{
    sy_assert(out->count < SY_GOSSIP_EFFECTS_MAX);
    out->list[out->count++] = (struct sy_gossip_effect){type, peer, log};
}

static void forget_peer(struct sy_gossip *gossip, uint32_t peer, bool here)
{
    gossip->here[peer] = here;
    for (size_t i = 0; i < gossip->log_count; i++) {
        gossip->logs[i].to[peer].version = 0;
        gossip->logs[i].to[peer].given = false;
        gossip->logs[i].to[peer].has_evidence = false;
    }
}

/* What is held is not all that the log has signed. */
static bool lags(const struct sy_gossip_log *log)
{
    return log->whole.note_len > 0 && log->whole.checkpoint.size < log->latest.checkpoint.size;
}

static void learn(struct sy_gossip_log *log, const struct sy_signed_checkpoint *checkpoint,
                  uint64_t now_ms)
{
    if (log->latest.note_len > 0 && checkpoint->checkpoint.size <= log->latest.checkpoint.size)
        return;
    if (!lags(log))
        log->stands_ms = now_ms;
    log->latest = *checkpoint;
    log->version++;
}

static void hold(struct sy_gossip_log *log, const struct sy_gossip_event *event,
                 uint64_t now_ms)
{
    log->version += log->held != event->held;
    log->held = event->held;
    if (event->checkpoint == NULL)
        return;
    if (event->checkpoint->checkpoint.size != log->whole.checkpoint.size)
        log->stands_ms = now_ms;
    log->whole = *event->checkpoint;
}

static void take(struct sy_gossip *gossip, const struct sy_gossip_event *event, uint64_t now_ms)
{
    struct sy_gossip_log *log = &gossip->logs[event->log];

    switch (event->type) {
    case SY_GOSSIP_PEER:
    case SY_GOSSIP_LOST:
        forget_peer(gossip, event->peer, event->type == SY_GOSSIP_PEER);
        break;
    case SY_GOSSIP_LEARNT:
        learn(log, event->checkpoint, now_ms);
        break;
    case SY_GOSSIP_HELD:
        hold(log, event, now_ms);
        break;
    case SY_GOSSIP_EVIDENCE:
        log->evidence = true;
        break;
    case SY_GOSSIP_GIVEN:
        log->to[event->peer].has_evidence = true;
        break;
    case SY_GOSSIP_TICK:
        break;
    }
}

static bool due_to_speak(const struct sy_gossip_log *log, uint32_t peer, uint64_t now_ms)
{
    uint64_t age = now_ms - log->to[peer].shown_ms;

    if (log->to[peer].version == 0)
        return true;
    if (log->to[peer].version == log->version)
        return age >= SY_GOSSIP_REPEAT_MS;
    return age >= SY_GOSSIP_EVERY_MS;
}

static bool due_to_give(const struct sy_gossip_log *log, uint32_t peer, uint64_t now_ms)
{
    return log->evidence && !log->to[peer].has_evidence &&
           (!log->to[peer].given || now_ms - log->to[peer].given_ms >= SY_GOSSIP_REPEAT_MS);
}

/* Not while it catches up: only where it stands still. */
static bool due_to_show_held(const struct sy_gossip_log *log, uint32_t peer, uint64_t now_ms)
{
    return lags(log) && !log->evidence && now_ms - log->stands_ms >= SY_GOSSIP_REPEAT_MS &&
           now_ms - log->to[peer].held_ms >= SY_GOSSIP_REPEAT_MS;
}

/* What the peer is to be told about the log; false when there is no room for it. */
static bool tell(struct sy_gossip *gossip, uint32_t peer, uint32_t index, uint64_t now_ms,
                 struct sy_gossip_effects *out)
{
    struct sy_gossip_log *log = &gossip->logs[index];
    bool give = due_to_give(log, peer, now_ms);
    bool speak = due_to_speak(log, peer, now_ms);
    bool show_held = due_to_show_held(log, peer, now_ms);

    if (out->count + give + speak + show_held > SY_GOSSIP_EFFECTS_MAX)
        return false;
    if (give) {
        put(out, SY_GOSSIP_GIVE, peer, index);
        log->to[peer].given = true;
        log->to[peer].given_ms = now_ms;
    }
    if (speak) {
        put(out, log->latest.note_len > 0 ? SY_GOSSIP_SHOW : SY_GOSSIP_ASK, peer, index);
        log->to[peer].version = log->version;
        log->to[peer].shown_ms = now_ms;
    }
    if (show_held) {
        put(out, SY_GOSSIP_SHOW_HELD, peer, index);
        log->to[peer].held_ms = now_ms;
    }
    return true;
}

void sy_gossip_step(struct sy_gossip *gossip, const struct sy_gossip_event *event,
                    uint64_t now_ms, struct sy_gossip_effects *out)
{
    out->count = 0;
    out->more = false;
    sy_assert(event->peer < SY_GOSSIP_PEERS_MAX);
    sy_assert(event->log < SY_GOSSIP_LOGS_MAX);
    take(gossip, event, now_ms);
    for (uint32_t peer = 0; peer < SY_GOSSIP_PEERS_MAX && !out->more; peer++) {
        for (uint32_t i = 0; gossip->here[peer] && i < gossip->log_count && !out->more; i++)
            out->more = !tell(gossip, peer, i, now_ms, out);
    }
}
