/* replica_state.h - what a replica consists of; only for the replica*.c files. */
#ifndef SY_REPLICA_STATE_H
#define SY_REPLICA_STATE_H

#include "net/fill.h"
#include "net/gossip.h"
#include "net/mirrored_log.h"
#include "net/offer.h"
#include "net/replica.h"
#include "net/start.h"
#include "net/stretch_answer.h"

struct sy_replica_log;
struct sy_replica_look;

enum sy_replica_stretch_state { SY_REPLICA_FREE, SY_REPLICA_ASKED, SY_REPLICA_HELD };

/* A stretch on its way, or here. */
struct sy_replica_stretch {
    struct sy_ask ask; /* first: the ask leads back here */
    struct sy_replica_log *log;
    enum sy_replica_stretch_state state;
    uint64_t ticket;
    uint32_t peer;
    uint64_t heard_ms; /* bytes of the peer of which the mirror knows */
    struct sy_stretch_answer answer;
    struct sy_replica_look *look; /* while a worker looks at it */
};

/* Work on a worker; each at most once at a time. A stretch that is still being looked at is
 * waited for. */
struct sy_replica_store {
    struct sy_replica_stretch *stretch;
    struct sy_mirrored_registry registry;
    struct sy_shared_note *note;
    struct sy_mirrored_outcome outcome;
    enum sy_err err;
};

struct sy_replica_repair {
    struct sy_replica_stretch *stretch;
    struct sy_checkpoint promised;
    enum sy_stretch_verdict verdict;
    enum sy_err err;
};

struct sy_replica_compare {
    struct sy_signed_checkpoint checkpoint;
    bool fork; /* with other: two roots of one size, nothing to compare */
    struct sy_signed_checkpoint other;
    bool same;
    struct sy_buffer evidence;
    enum sy_err err;
};

/* A cosigner of this node. */
struct sy_replica_cosigner {
    bool here;           /* its key is the one that the policy names */
    bool lost;           /* it has cosigned more than is known here, and never does again */
    struct sy_vkey vkey; /* that the policy names; no name: none */
    struct sy_secret_key key;
};

struct sy_replica_cosign {
    bool busy;
    struct sy_signed_checkpoint checkpoint;
    struct sy_shared_note *note;
    struct sy_log_keep keep;
    struct sy_replica_cosigner by[2]; /* as they were when it began; wiped at its end */
    struct sy_buffer lines[2];        /* by the mirror's key and by the witness's */
    enum sy_err err;
    bool next; /* this one, once it is not busy */
    struct sy_signed_checkpoint next_one;
};

/* Parts that the mirror lacks: what is asked for, or worked at, at the moment. */
struct sy_replica_fill {
    struct sy_ask ask; /* first: the ask leads back here */
    struct sy_replica_log *log;
    struct sy_fill machine;
    uint32_t peer;
    struct sy_stretch_answer answer;
    bool unasked; /* a question could not be sent */
    bool unbegun; /* work could not be begun */
    uint64_t from, to;
    uint64_t filled;
    bool wanted;
    enum sy_err err;
};

struct sy_replica_log {
    struct sy_replica *replica;
    uint32_t index;
    struct sy_kept_log *log;
    struct sy_mirror mirror;
    struct sy_replica_stretch stretches[SY_MIRROR_WINDOW];
    uint64_t unasked[SY_MIRROR_WINDOW]; /* tickets that could not be asked for */
    size_t unasked_count;
    bool uncompared; /* a comparison could not be begun */
    struct sy_replica_store store;
    struct sy_replica_repair repair;
    struct sy_replica_compare compare;
    struct sy_replica_compare fork;
    struct sy_replica_cosign cosign;
    struct sy_replica_fill fill;
    struct sy_request *offered; /* an OFFER_CHECKPOINT that waits for its cosignatures */
    struct sy_checkpoint offered_one;
    struct sy_shared_note *candidate; /* with the quorum, and not all held yet */
    struct sy_checkpoint candidate_one;
    struct sy_buffer evidence;
    /* Of an owned log. */
    struct sy_offer *offer;
    struct sy_start start;
    uint64_t start_asked_ms; /* when those that have not answered were asked again */
    bool deciding;           /* whether it may be signed */
    bool lost;               /* it never will be again */
};

/* The policy that the registry's entries behind its view make: whose votes a checkpoint of it
 * needs, where the view has not come so far. */
struct sy_replica_ahead {
    struct sy_policy *policy;    /* NULL: none is known */
    struct sy_shared_note *note; /* the largest that lacked the quorum; NULL: none did */
    uint64_t looked;             /* at so many entries for it */
    /* Of the worker while busy. */
    bool busy;
    struct sy_policy *next;
    enum sy_err err;
};

struct sy_replica {
    struct sy_replica_options options;
    struct sy_shared_policy *policy; /* in use */
    struct sy_peers *peers;          /* NULL before begin and after stop */
    struct sy_timer *tick;
    unsigned ticks;
    struct sy_replica_cosigner cosigners[2];
    struct sy_replica_log *logs[SY_KEPT_LOGS_MAX];
    size_t log_count;
    struct sy_gossip gossip;
    size_t asks[SY_NETWORK_NODES_MAX]; /* small questions under way */
    /* What each peer has asked of late: it runs off with time. */
    struct {
        uint64_t amount;
        uint64_t since_ms;
    } taken[SY_NETWORK_NODES_MAX];
    /* Peers that are to be dropped once the event is over, and why. */
    const char *drops[SY_NETWORK_NODES_MAX];
    unsigned steps; /* one within the other */
    /* The registry's view on its way after its log. */
    bool following;
    bool follow_again;
    uint64_t follow_to;
    uint64_t registry_held;
    enum sy_err follow_err;
    struct sy_replica_ahead ahead;
};

/* The network as the policy in use has it. */
const struct sy_network *sy_replica_network(const struct sy_replica *replica);

/* Does the quorum stand behind the note, that of today where the registry's view is behind? */
bool sy_replica_trusts(struct sy_replica_log *log, struct sy_bytes note,
                       const struct sy_checkpoint *checkpoint);

/* Look for policies behind the view, if a note waits for that. */
void sy_replica_look_ahead(struct sy_replica *replica);

/* The code of a peer. */
const char *sy_replica_code(const struct sy_replica *replica, uint32_t peer);

/* Has a key of this node cosigned more of the log than is known here? Then it never does
 * again. */
void sy_replica_check_cosigned(struct sy_replica_log *log, struct sy_bytes note, uint64_t size);

/* The link to a peer; NULL when there is none (any more). */
struct sy_peer_link *sy_replica_link(struct sy_replica *replica, uint32_t peer);

/* A small question, whose ask lies in memory of its own. Its answer comes to take, NULL for
 * failures; it is freed afterwards. */
struct sy_replica_question {
    struct sy_ask ask; /* first */
    struct sy_replica_log *log;
    uint32_t peer;
    uint64_t size;
    void (*take)(struct sy_replica_question *question, uint8_t type, struct sy_bytes payload,
                 enum sy_err err);
};

/* Nothing happens when the peer is not there, or has too many. */
void sy_replica_ask(struct sy_replica_log *log, uint32_t peer, enum sy_frame_type type,
                    struct sy_bytes payload, const struct sy_replica_question *question);

/* Drop the peer, when the event that it is about is over. reason is static English. */
void sy_replica_drop(struct sy_replica *replica, uint32_t peer, const char *reason);

/* One event of the log's mirror, its effects, and what follows from them. */
void sy_replica_feed(struct sy_replica_log *log, const struct sy_mirror_event *event);

/* Have a stretch that is here looked at; looked is called after it, unless it was forgotten. At
 * most SY_MIRROR_WINDOW that are here, and as many whose bytes a worker has not left yet. */
void sy_replica_look(struct sy_replica_stretch *stretch);
void sy_replica_looked(struct sy_replica_stretch *stretch);

/* It is to be freed: its bytes stay with whoever looks at them, and with nobody else. */
void sy_replica_look_no_more(struct sy_replica_stretch *stretch);

/* Tell the mirror for which stretches it is worth waiting: their peers go on sending. */
void sy_replica_coming(struct sy_replica_log *log);

/* One event of the log's fill, and its effects. */
void sy_replica_fill_feed(struct sy_replica_log *log, const struct sy_fill_event *event);

/* One event of gossip, and its effects. */
void sy_replica_gossip(struct sy_replica *replica, const struct sy_gossip_event *event);

/* One event of the owned log's offer, and its effects. */
enum sy_err sy_replica_offer(struct sy_replica_log *log, const struct sy_offer_event *event);

/* The log whose checkpoint a note is; NULL when this node keeps none of that name. */
struct sy_replica_log *sy_replica_log_of(struct sy_replica *replica, struct sy_bytes note);

/* Take in a note of the log: the errors of sy_signed_checkpoint_open. */
SY_MUST_USE enum sy_err sy_replica_learn(struct sy_replica_log *log, struct sy_bytes note,
                                         struct sy_signed_checkpoint *out);

/* The stretch of that ticket, on its way or here; NULL. */
struct sy_replica_stretch *sy_replica_stretch_of(struct sy_replica_log *log, uint64_t ticket);

/* Put the entry of the ticket in the place of the damaged one: false when that cannot even be
 * begun. */
SY_MUST_USE bool sy_replica_mend(struct sy_replica_log *log, uint64_t ticket,
                                 const struct sy_signed_checkpoint *promised);

/* A checkpoint that the log signed, perhaps the one with which a policy has closed it. */
void sy_replica_learn_end(struct sy_replica_log *log, struct sy_bytes note,
                          const struct sy_signed_checkpoint *checkpoint);

/* That one, if this node has had it, is learnt again. */
void sy_replica_recall_end(struct sy_replica_log *log);

/* Appends that wait are told what was reached. */
void sy_replica_end_waits(struct sy_replica_log *log);

/* What the store holds is what this node tells. */
void sy_replica_tell_held(struct sy_replica_log *log);

/* To the log's mirror the peers that are up are as if they had just come. */
void sy_replica_meet_peers(struct sy_replica_log *log);

/* Nothing that was asked for is wanted any more, and nothing that is here. */
void sy_replica_forget_stretches(struct sy_replica_log *log);

/* What was learnt with the quorum and is held by now is served. */
void sy_replica_promote(struct sy_replica_log *log);

/* The offer waits for nothing (any more): answer it. */
void sy_replica_settle_offer(struct sy_replica_log *log);

/* There is evidence against the log, on disk. The text is taken. */
void sy_replica_accuse(struct sy_replica_log *log, struct sy_buffer *evidence);

/* What this node knows best: the largest checkpoint, with its cosignatures if they are here. */
struct sy_bytes sy_replica_best_note(const struct sy_replica_log *log);

/* A note that a peer has shown, offered or answered with; held: the entries that it says that
 * it has. False when it is false. */
bool sy_replica_take_note(struct sy_replica_log *log, uint32_t peer, struct sy_bytes note,
                          uint64_t held, enum sy_mirror_event_type type);

/* Ask the peer for the latest checkpoint that it knows. */
void sy_replica_ask_latest(struct sy_replica_log *log, uint32_t peer);

/* Show every peer the note that is served. */
void sy_replica_show_served(struct sy_replica_log *log);

/* The registry's log or what the quorum vouches for has grown. */
void sy_replica_follow(struct sy_replica *replica);

/* A stable word for why an owned log is signed, or never again. */
const char *sy_replica_start_reason(enum sy_start_reason reason);

/* Whether the owned log may be signed is looked into. */
void sy_replica_start_begin(struct sy_replica_log *log);

/* What a peer has answered that it knows, NULL: nothing, of a log of one's own, or what
 * somebody has shown of it: may that be signed? */
void sy_replica_start_answer(struct sy_replica_log *log, uint32_t peer,
                             const struct sy_signed_checkpoint *latest);
void sy_replica_start_shown(struct sy_replica_log *log,
                            const struct sy_signed_checkpoint *latest);

/* Another policy is in force: an owner that waits for all asks its nodes. */
void sy_replica_start_policy(struct sy_replica_log *log);
void sy_replica_start_tick(struct sy_replica_log *log);

#endif
