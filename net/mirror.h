/* mirror.h - the copy that a node keeps of one log of another node: what to ask of whom, when
 * to check, store and cosign, when to stop for good.
 *
 * Sans-I/O: feed one event, carry out the effects in the order in which they stand, before the
 * next event. Whatever an effect begins ends in one event. Equal states, events and times give
 * equal effects; now_ms never goes back.
 *
 * Shape    peers are numbered by the caller, 0..SY_MIRROR_PEERS_MAX-1. A stretch under way has
 *          a ticket, which never comes again; its bytes are the caller's, one allowance of
 *          SY_MIRROR_STRETCH_BYTES each, at most SY_MIRROR_WINDOW of them. They are asked for
 *          in parallel, from whoever has them, and stored one behind the other.
 * Rule     nothing is stored that was not checked against a root that the log signed; nothing
 *          is cosigned that is not durable; nothing is ever taken back. A log that has signed
 *          what cannot both be true, or an entry that is not valid, freezes its mirror.
 * Source   design section 6; C2SP tlog-mirror.
 */
#ifndef SY_MIRROR_H
#define SY_MIRROR_H

#include "ledger/network.h"
#include "ledger/stretch.h"

enum {
    SY_MIRROR_PEERS_MAX = SY_NETWORK_NODES_MAX,
    SY_MIRROR_WINDOW = 4,
    SY_MIRROR_STRETCH_BYTES = 1 << 20,
    SY_MIRROR_STRETCH_ENTRIES = 256,
    SY_MIRROR_SHOWN_MAX = 8,   /* checkpoints that wait to be compared */
    SY_MIRROR_DAMAGED_MAX = 8, /* entries that wait to be repaired */
    SY_MIRROR_REPAIRS_MAX = 2, /* that are asked for at a time: the rest goes on */
    SY_MIRROR_EFFECTS_MAX = 32,
    SY_MIRROR_ASK_MS = 10 * 1000,      /* without a byte of a stretch */
    SY_MIRROR_ASK_MAX_MS = 120 * 1000, /* for all of it, over the slowest line */
    SY_MIRROR_OTHER_MS = 3 * 1000, /* for the stretch that comes next, where another peer, that
                                      never failed, has it too */
    SY_MIRROR_BACKOFF_MIN_MS = 500,
    SY_MIRROR_BACKOFF_MAX_MS = 60 * 1000,
    SY_MIRROR_STALL_MS = 5 * 1000, /* after a fault, or where the registry is not known */
    SY_MIRROR_PARKED_MS = 5 * 1000 /* then what stands before the entry that waits is stored */
};

_Static_assert((int)SY_MIRROR_STRETCH_ENTRIES <= (int)SY_STRETCH_ENTRIES_MAX,
               "what is asked for can be read");

/* What stands in the store, together with the entries: one commit changes all of it. */
struct sy_mirror_held {
    uint64_t size;
    struct sy_hash root;
    struct sy_cover cover; /* of the latest stretch; note_len 0 when size is 0 */
    struct sy_signed_checkpoint
        full;                      /* the largest whose whole tree is held; note_len 0: none */
    struct sy_checkpoint cosigned; /* the largest that this node cosigned; size 0: none */
    bool frozen;                   /* there is evidence against the log */
};

enum sy_mirror_event_type {
    SY_MIRROR_PEER = 1, /* peer is connected; owner: it is the log's */
    SY_MIRROR_LOST,     /* peer is gone */
    SY_MIRROR_SHOWN,    /* a checkpoint whose signature was verified; peer says that it holds
                           "held" entries */
    SY_MIRROR_OFFERED,  /* the same, and the peer, the owner, asks for a cosignature */
    SY_MIRROR_ANSWERED, /* the stretch of ticket is in memory: from, to, checkpoint */
    SY_MIRROR_COMING,   /* the peer goes on sending what it was asked for, the stretch of ticket
                           or what comes before it; said at most twice a second */
    SY_MIRROR_UNANSWERED, /* it will not come; err says why */
    SY_MIRROR_STORED,     /* the end of STORE or REPAIR: verdict, or err for a fault. FOLLOWS:
                             store is what is held now, and lacking says that parts did not
                             come that are to be here: fill.h sees to it. SY_NOT_YET: a
                             generation before it is not whole here */
    SY_MIRROR_COMPARED,   /* the end of COMPARE: same or not, or err for a fault */
    SY_MIRROR_GROWN,      /* the log is this node's own: held is what the store now has */
    SY_MIRROR_REGISTRY,   /* registry_shown: the largest registry checkpoint seen;
                             registry_held: held here and vouched for by the quorum */
    SY_MIRROR_EVIDENCE,   /* checked evidence against the log has come */
    SY_MIRROR_VOUCHED, /* a checkpoint that the network stands behind: cosigned by the quorum,
                             or where a policy has closed the log. So far a frozen mirror goes
                             on, since what others refer to may be in there */
    SY_MIRROR_DAMAGED, /* the stored entry "from" is not what it was; checkpoint: one that
                          covers it, whose whole tree was held */
    SY_MIRROR_TICK     /* now and then; at least once a second */
};

/* A field stands only where its type says so. */
struct sy_mirror_event {
    enum sy_mirror_event_type type;
    uint32_t peer;
    bool owner;
    uint64_t held;
    uint64_t ticket;
    uint64_t from, to;
    const struct sy_signed_checkpoint *checkpoint;
    enum sy_stretch_verdict verdict;
    uint64_t registry_size; /* of a stretch that WAITS */
    uint64_t sound_to;      /* of one that WAITS or is AT_ODDS: the entry that is to blame */
    bool lacking;
    const struct sy_mirror_held *store;
    bool same;
    uint64_t registry_shown, registry_held;
    enum sy_err err;
};

enum sy_mirror_effect_type {
    SY_MIRROR_ASK = 1, /* ask peer for [from, to), at most SY_MIRROR_STRETCH_BYTES; a: under
                          that checkpoint, NULL: any */
    SY_MIRROR_CANCEL,  /* nothing that comes for ticket is wanted any more */
    SY_MIRROR_FORGET,  /* the bytes of ticket are not needed any more */
    SY_MIRROR_STORE,   /* check ticket behind what is held and store it: then STORED. FORKED and
                          BROKEN: make the evidence of it */
    SY_MIRROR_REPAIR,  /* put the entry of ticket in the place of the damaged one, if it is the
                          one under a's root: then STORED. FOLLOWS: it is as it was; FALSE: it
                          was another; WAITS: what is wrong with it is missing there, too */
    SY_MIRROR_COMPARE, /* is a the root of what is held, at its size: then COMPARED; when not,
                          make the evidence of it */
    SY_MIRROR_FORK,    /* a and b are two roots of one size: make the evidence of it */
    SY_MIRROR_COSIGN,  /* persist that a is cosigned; then sign it, for peer: as a witness, and
                          as a mirror only when every part of these entries that is to be here
                          is, as the same commit sees it */
    SY_MIRROR_DROP     /* end the connection with peer: what it sent is false */
};

/* a and b live until the next step, or as long as the event that brought them. */
struct sy_mirror_effect {
    enum sy_mirror_effect_type type;
    uint32_t peer;
    uint64_t ticket;
    uint64_t from, to;
    const struct sy_signed_checkpoint *a, *b;
    const char *reason; /* of a drop, or a cancelled question that took too long: static
                           English, for the log line */
};

struct sy_mirror_effects {
    size_t count;
    struct sy_mirror_effect list[SY_MIRROR_EFFECTS_MAX];
};

struct sy_mirror_peer {
    bool here;
    bool owner;
    uint64_t held;
    bool lacking;      /* its latest stretch was without parts that are to be here */
    unsigned asked;    /* stretches under way */
    unsigned failures; /* since the last stretch that was stored */
    unsigned doubts; /* stretches that were to wait or at odds, since then: there may be another
                          history elsewhere */
    uint64_t not_before_ms;
};

/* Whoever has it is asked, one after the other: a damaged copy elsewhere is no lie, and whoever
 * cannot help here is asked for other things all the same. */
struct sy_mirror_damage {
    uint64_t index;
    unsigned failures;
    uint64_t not_before_ms;
    uint32_t peer; /* who was asked last */
};

enum sy_mirror_slot_state {
    SY_MIRROR_FREE,
    SY_MIRROR_ASKED,
    SY_MIRROR_READY, /* in memory */
    SY_MIRROR_STORING,
    SY_MIRROR_PARKED /* in memory, until the registry is that large */
};

struct sy_mirror_slot {
    enum sy_mirror_slot_state state;
    bool repair;
    bool vouched; /* asked for under the checkpoint that the network stands behind */
    uint32_t peer;
    uint64_t ticket;
    uint64_t from, to;
    uint64_t asked_ms;
    uint64_t deadline_ms;
    uint64_t registry_size;
    uint64_t sound_to;
};

/* Why nothing is pulled at the moment. */
enum sy_mirror_stall {
    SY_MIRROR_GOING,
    SY_MIRROR_FAULT,           /* this machine cannot store */
    SY_MIRROR_REGISTRY_UNSEEN, /* an entry names a registry that nobody has shown */
    SY_MIRROR_AT_ODDS,         /* an entry names another registry than the one known here, or
                                  repeats a statement of an earlier generation */
    SY_MIRROR_EARLIER          /* a generation before it is not whole here */
};

struct sy_mirror {
    uint64_t seed;
    struct sy_mirror_held store;
    struct sy_signed_checkpoint target;  /* the largest that was shown beyond what is held */
    struct sy_signed_checkpoint vouched; /* the largest that the network stands behind */
    size_t shown_count;
    struct sy_signed_checkpoint shown[SY_MIRROR_SHOWN_MAX]; /* to be compared, oldest first */
    bool comparing;
    struct sy_signed_checkpoint compared; /* latest: under way, or found the same */
    bool offer_open;
    uint32_t offer_peer;
    struct sy_signed_checkpoint offer;
    uint64_t registry_shown, registry_held;
    enum sy_mirror_stall stall;
    enum sy_err fault;
    uint64_t stall_until_ms;
    uint64_t sound_to; /* what stands before it can be stored, and is asked for by itself */
    size_t damaged_count;
    struct sy_mirror_damage damaged[SY_MIRROR_DAMAGED_MAX];
    struct sy_signed_checkpoint promised; /* what is damaged has to be under its root */
    uint64_t last_ticket;
    bool ended;               /* a policy has closed the log: */
    struct sy_checkpoint end; /* size and root where */
    struct sy_mirror_slot slots[SY_MIRROR_WINDOW];
    struct sy_mirror_peer peers[SY_MIRROR_PEERS_MAX];
};

/* As the store has it at start. seed spreads the waits of many nodes. */
void sy_mirror_init(struct sy_mirror *mirror, const struct sy_mirror_held *store,
                    uint64_t seed);

/* The log ends there: nothing behind it is learnt, pulled, stored or cosigned. No more is
 * held. */
void sy_mirror_end(struct sy_mirror *mirror, uint64_t size, const struct sy_hash *root);

/* One event. Late answers, and events of what is not under way, are passed over. */
void sy_mirror_step(struct sy_mirror *mirror, const struct sy_mirror_event *event,
                    uint64_t now_ms, struct sy_mirror_effects *out);

/* Entries that were promised by a signed checkpoint and are not held yet. */
uint64_t sy_mirror_behind(const struct sy_mirror *mirror);

#endif
