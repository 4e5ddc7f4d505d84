/* fill.h - parts of a mirrored log that are to be here and are not: of whom they are asked, one
 * peer after the other, until somebody has them.
 *
 * Sans-I/O, as mirror.h: feed one event, carry out the effects. Whatever an effect begins ends
 * in one event, but for what was cancelled.
 *
 * Shape    a round goes through the entries of which a part is wanted, a batch at a time. A
 *          batch is asked of one peer after the other, those first who gave something, the
 *          owner last, until nothing of it is wanted any more or everybody was asked. Who has
 *          nothing again and again is not asked any more in that round. A round that leaves
 *          something is followed by another, which goes on where that one ended, after a while,
 *          longer each time; sooner when somebody comes or more is wanted.
 * Bounds   one answer at a time. Entries go on being stored meanwhile: see mirror.h.
 * Source   design sections 3 (V6) and 6.
 */
#ifndef SY_FILL_H
#define SY_FILL_H

#include "ledger/network.h"

enum {
    SY_FILL_PEERS_MAX = SY_NETWORK_NODES_MAX,
    SY_FILL_ENTRIES = 64,    /* of a batch */
    SY_FILL_MISSES_MAX = 16, /* batches of which a peer gave nothing, one behind the other */
    SY_FILL_EFFECTS_MAX = 4,
    SY_FILL_BEGIN_MS = 200, /* what becomes wanted within it is asked for together */
    SY_FILL_WAIT_MIN_MS = 2000,
    SY_FILL_WAIT_MAX_MS = 10 * 60 * 1000,
    SY_FILL_FAULT_MS = 5000,
    SY_FILL_ASK_MS = 10 * 1000 /* without a byte of an answer */
};

enum sy_fill_event_type {
    SY_FILL_PEER = 1,   /* peer is connected; owner: it is the log's */
    SY_FILL_LOST,       /* peer is gone */
    SY_FILL_WANTED,     /* parts have become wanted, or may have */
    SY_FILL_FOUND,      /* the end of FIND: the run [from, to), none when equal, or err */
    SY_FILL_ANSWERED,   /* the answer to ASK is in memory: entries [from, to) */
    SY_FILL_COMING,     /* some of it has come */
    SY_FILL_UNANSWERED, /* it will not come */
    SY_FILL_STORED,     /* the end of STORE: so many parts were put, and whether any of the
                           batch are wanted still; or err, SY_BAD_ROOT for what is false */
    SY_FILL_TICK        /* now and then; at least once a second */
};

/* A field stands only where its type says so. */
struct sy_fill_event {
    enum sy_fill_event_type type;
    uint32_t peer;
    bool owner;
    uint64_t from, to;
    uint64_t filled;
    bool wanted;
    enum sy_err err;
};

enum sy_fill_effect_type {
    SY_FILL_FIND = 1, /* the first run of entries, from "from" on, at most SY_FILL_ENTRIES, of
                         which parts are wanted: then FOUND */
    SY_FILL_ASK,      /* ask peer for the wanted parts of [from, to): then ANSWERED or
                         UNANSWERED */
    SY_FILL_CANCEL,   /* what was asked of peer is not wanted any more */
    SY_FILL_STORE,    /* put what has come: then STORED */
    SY_FILL_DROP      /* end the connection with peer: what it sent is false */
};

struct sy_fill_effect {
    enum sy_fill_effect_type type;
    uint32_t peer;
    uint64_t from, to;
    const char *reason; /* of a drop: static English */
};

struct sy_fill_effects {
    size_t count;
    struct sy_fill_effect list[SY_FILL_EFFECTS_MAX];
};

enum sy_fill_phase { SY_FILL_RESTING, SY_FILL_FINDING, SY_FILL_ASKED, SY_FILL_STORING };

struct sy_fill_peer {
    bool here;
    bool owner;
    unsigned misses;
};

/* All zero is one that knows of nobody and wants nothing. */
struct sy_fill {
    enum sy_fill_phase phase;
    bool wanted; /* a round is due */
    bool left;   /* the round leaves something */
    bool wrapped;
    unsigned rounds;   /* that left something, one behind the other */
    uint64_t begun;    /* where the round began */
    uint64_t cursor;   /* the batch behind it is next */
    uint64_t from, to; /* the batch */
    uint64_t tried;    /* peers that were asked for it: bits */
    uint32_t peer;     /* of what is asked */
    uint64_t rest_until_ms;
    uint64_t deadline_ms;
    struct sy_fill_peer peers[SY_FILL_PEERS_MAX];
};

/* One event. */
void sy_fill_step(struct sy_fill *fill, const struct sy_fill_event *event, uint64_t now_ms,
                  struct sy_fill_effects *out);

#endif
