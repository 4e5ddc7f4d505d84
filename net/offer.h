/* offer.h - the owner's side of cosigning: which of its checkpoints it offers, who has cosigned
 * it, and which appends that satisfies.
 *
 * Sans-I/O, as mirror.h.
 *
 * Shape    every commit is signed; only offered checkpoints are cosigned, so that cosignatures
 *          meet on one size. The next is offered when the quorum has cosigned the last one, or
 *          after SY_OFFER_AGAIN_MS. SY_OFFER_OPEN of them wait for the quorum at a time: what
 *          comes late over a slow line still counts. When all are taken, offers wait for one of
 *          them, at most SY_OFFER_LATE_MS.
 * Votes    one a node other than the owner, whichever of its cosigners signed; and, apart from
 *          that, which nodes hold the entries: those whose mirror has cosigned.
 * Source   design section 6.
 */
#ifndef SY_OFFER_H
#define SY_OFFER_H

#include "ledger/network.h"
#include "ledger/signed_checkpoint.h"

enum {
    SY_OFFER_OPEN = 8,
    SY_OFFER_AGAIN_MS = 200,
    SY_OFFER_LATE_MS = 10 * 1000,
    SY_OFFER_RETRY_MS = 2000,  /* to those who have not answered */
    SY_OFFER_WAITS_MAX = 4096, /* appends that wait for mirrors */
    SY_OFFER_EFFECTS_MAX = 64
};

/* A cosignature that was verified. */
struct sy_offer_cosignature {
    bool here;
    uint64_t time_s;
    uint8_t signature[SY_SIGNATURE_BYTES];
};

/* A checkpoint with those who cosigned it. */
struct sy_offer_gathered {
    struct sy_signed_checkpoint checkpoint; /* note_len 0: none */
    uint64_t offered_ms;                    /* first */
    uint64_t sent_ms;                       /* last */
    uint64_t votes;
    struct sy_offer_cosignature by[SY_NETWORK_COSIGNERS_MAX]; /* as in the network */
};

/* An append that waits until so many mirrors hold it. */
struct sy_offer_wait {
    uint64_t id;
    uint64_t size; /* of the log with its entry */
    uint64_t mirrors;
    uint64_t deadline_ms;
};

enum sy_offer_event_type {
    SY_OFFER_COMMITTED = 1, /* checkpoint: signed over what is durable */
    SY_OFFER_CONNECTED,     /* node has come: it may not have seen what is offered */
    SY_OFFER_COSIGNED,      /* line: what node has answered to the offer of that size */
    SY_OFFER_WAIT,          /* an append that is durable here: wait */
    SY_OFFER_POLICY,        /* network: as the policy has it from now on */
    SY_OFFER_TICK           /* now and then; every SY_OFFER_AGAIN_MS while appends come */
};

/* A field stands only where its type says so. */
struct sy_offer_event {
    enum sy_offer_event_type type;
    const struct sy_signed_checkpoint *checkpoint;
    uint32_t
        node; /* COSIGNED: index into the network's nodes; CONNECTED: the caller's number */
    uint64_t size;
    struct sy_bytes line;
    struct sy_offer_wait wait;
    const struct sy_network *network; /* lives until the next one */
};

enum sy_offer_effect_type {
    SY_OFFER_SEND = 1, /* offer the checkpoint to node, or, with UINT32_MAX, to all */
    SY_OFFER_SERVED,   /* what is served has changed */
    SY_OFFER_REACHED,  /* append id: so many mirrors hold it, as many as it waited for */
    SY_OFFER_EXPIRED /* append id: its time is over, so many mirrors hold it. The entry stays */
};

struct sy_offer_effect {
    enum sy_offer_effect_type type;
    uint32_t node;                                 /* as CONNECTED has it */
    const struct sy_signed_checkpoint *checkpoint; /* until the next step */
    uint64_t id;
    uint64_t mirrors;
};

/* more: there was no room for all; step again with a TICK at once. */
struct sy_offer_effects {
    size_t count;
    bool more;
    struct sy_offer_effect list[SY_OFFER_EFFECTS_MAX];
};

struct sy_offer {
    const struct sy_network *network;      /* lives as long */
    char owner[SY_NODE_CODE_BYTES + 1];    /* code of the log's: this node */
    struct sy_signed_checkpoint committed; /* the latest */
    size_t open_count;
    struct sy_offer_gathered open[SY_OFFER_OPEN]; /* offered, oldest first */
    struct sy_offer_gathered served;              /* the largest that reached the quorum */
    uint64_t mirrored[SY_NETWORK_NODES_MAX];      /* the largest size that each node's mirror
                                                     has cosigned */
    size_t wait_count;
    struct sy_offer_wait waits[SY_OFFER_WAITS_MAX];
};

/* For a log that this node, of that code, owns. */
void sy_offer_init(struct sy_offer *offer, const struct sy_network *network, const char *owner);

/* One event. Of COSIGNED: SY_UNKNOWN_KEY when no cosigner of that node made the line or it is
 * the owner's own, SY_BAD_NOTE and SY_BAD_SIGNATURE when it is none or not true, SY_NOT_FOUND
 * when nothing of that size waits (any more), SY_NO_MEMORY. Of WAIT: SY_FULL when too many
 * wait. The state is then as before, and *out empty. */
SY_MUST_USE enum sy_err sy_offer_step(struct sy_offer *offer,
                                      const struct sy_offer_event *event, uint64_t now_ms,
                                      struct sy_offer_effects *out);

/* How many nodes' mirrors hold the log up to that size. */
uint64_t sy_offer_mirrors(const struct sy_offer *offer, uint64_t size);

/* Append the note that is served: the largest checkpoint with the quorum's cosignatures; while
 * there is none, or the network needs none, the latest that was committed. SY_NOT_FOUND when
 * nothing is committed; SY_LIMIT, SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_offer_note(const struct sy_offer *offer, struct sy_buffer *out);

/* Append the note that covers so many entries and has the most votes, the latest committed one
 * when none is offered that does; *promised is its size. Errors as above. */
SY_MUST_USE enum sy_err sy_offer_best(const struct sy_offer *offer, uint64_t size,
                                      struct sy_buffer *out, uint64_t *promised);

#endif
