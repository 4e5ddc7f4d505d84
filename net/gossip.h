/* gossip.h - what nodes tell each other about all logs: the latest checkpoints, so that no two
 * of them can be shown two histories for long, and evidence.
 *
 * Sans-I/O, as mirror.h.
 *
 * Shape    logs and peers are numbered by the caller. What has changed is shown to everyone, at
 *          most every SY_GOSSIP_EVERY_MS; what has not, again after SY_GOSSIP_REPEAT_MS. Who
 *          knows nothing of a log asks as often, for a peer may not be able to come by itself.
 *          Where what is held stands still behind the latest checkpoint, the one whose entries
 *          are held is shown too: nodes that were shown two histories may all know the same
 *          latest one, and none be able to reach it.
 *          Evidence is given at once and repeated, until the peer has it; the log goes on being
 *          shown, for what the quorum attests of it still holds.
 * Source   design section 6.
 */
#ifndef SY_GOSSIP_H
#define SY_GOSSIP_H

#include "ledger/network.h"
#include "ledger/signed_checkpoint.h"

enum {
    SY_GOSSIP_LOGS_MAX = SY_NETWORK_LOGS_MAX + 1,
    SY_GOSSIP_PEERS_MAX = SY_NETWORK_NODES_MAX,
    SY_GOSSIP_EVERY_MS = 500,
    SY_GOSSIP_REPEAT_MS = 10 * 1000,
    SY_GOSSIP_EFFECTS_MAX = 64
};

enum sy_gossip_event_type {
    SY_GOSSIP_PEER = 1, /* peer is connected */
    SY_GOSSIP_LOST,     /* peer is gone */
    SY_GOSSIP_LEARNT,   /* a checkpoint of log whose signature was verified, one's own too */
    SY_GOSSIP_HELD,     /* this node holds so many entries of log, and all of checkpoint's;
                           NULL: of none */
    SY_GOSSIP_EVIDENCE, /* there is checked evidence against log */
    SY_GOSSIP_GIVEN,    /* peer has the evidence against log */
    SY_GOSSIP_TICK
};

struct sy_gossip_event {
    enum sy_gossip_event_type type;
    uint32_t peer;
    uint32_t log;
    uint64_t held;
    const struct sy_signed_checkpoint *checkpoint;
};

enum sy_gossip_effect_type {
    SY_GOSSIP_SHOW = 1,  /* show peer the latest that is known of log */
    SY_GOSSIP_SHOW_HELD, /* show peer the checkpoint whose entries are held */
    SY_GOSSIP_ASK,       /* nothing is known of log: ask peer */
    SY_GOSSIP_GIVE       /* give peer the evidence against log */
};

struct sy_gossip_effect {
    enum sy_gossip_effect_type type;
    uint32_t peer;
    uint32_t log;
};

/* more: there was no room for all; step again with a TICK at once. */
struct sy_gossip_effects {
    size_t count;
    bool more;
    struct sy_gossip_effect list[SY_GOSSIP_EFFECTS_MAX];
};

struct sy_gossip_log {
    struct sy_signed_checkpoint latest; /* the largest; note_len 0: none */
    struct sy_signed_checkpoint whole;  /* whose entries are held; note_len 0: none */
    uint64_t held;
    uint64_t stands_ms; /* since when whole is what it is, or less than latest */
    uint64_t version;   /* counts the changes of what is shown */
    bool evidence;
    struct {
        uint64_t version; /* last shown; 0: nothing */
        uint64_t shown_ms;
        uint64_t held_ms; /* when whole was shown */
        bool given;
        uint64_t given_ms;
        bool has_evidence;
    } to[SY_GOSSIP_PEERS_MAX];
};

struct sy_gossip {
    size_t log_count;
    bool here[SY_GOSSIP_PEERS_MAX];
    struct sy_gossip_log logs[SY_GOSSIP_LOGS_MAX];
};

/* Nothing is known yet. */
void sy_gossip_init(struct sy_gossip *gossip, size_t log_count);

/* One log more, of which nothing is known. */
void sy_gossip_add(struct sy_gossip *gossip);

/* What is known of the log does not count any more: it is learnt again. */
void sy_gossip_forget(struct sy_gossip *gossip, uint32_t log);

/* One event. */
void sy_gossip_step(struct sy_gossip *gossip, const struct sy_gossip_event *event,
                    uint64_t now_ms, struct sy_gossip_effects *out);

#endif
