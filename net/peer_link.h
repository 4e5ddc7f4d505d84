/* peer_link.h - this node's line to another one: dialled again and again, greeted, asked.
 *
 * Shape    questions (asks) carry ids, and are answered in whatever order the peer is ready.
 *          The asks are the askers', in the list here from ask to the last message or to
 *          failed; what comes for one that was forgotten is passed over. link.h decides when to
 *          dial and when to give up.
 * Bounds   an answer has at most the bytes that its ask allows, and the connection those of
 *          dialled.h. Whoever sends more, or answers what nobody asked, is dropped and not
 *          dialled again for a while.
 * Thread   everything on the loop's thread, callbacks too.
 */
#ifndef SY_PEER_LINK_H
#define SY_PEER_LINK_H

#include "ledger/addresses.h"
#include "net/channel.h"
#include "net/frame.h"
#include "net/link.h"
#include "net/log_line.h"
#include "net/loop.h"

struct sy_peer_link;

/* One question on its way. */
struct sy_ask {
    struct sy_ask *next; /* from here on the link's, until it is answered */
    uint64_t id;
    size_t bytes_max; /* of all messages of the answer together; 0: SY_PEER_LINK_ANSWER_MAX */
    size_t bytes;

    /* A message of the answer; after the one with end the ask is the asker's again. */
    void (*message)(struct sy_ask *ask, uint8_t type, struct sy_bytes payload, bool end);

    /* There will be no (more) answer: the peer's own error, or SY_UNREACHABLE. The ask is the
     * asker's again. */
    void (*failed)(struct sy_ask *ask, enum sy_err err);
};

enum { SY_PEER_LINK_ANSWER_MAX = 64 << 10 };

struct sy_peer_link_options {
    struct sy_loop *loop;
    const char *code; /* of the peer; this and the others live as long as the link */
    const struct sy_node_addresses *addresses; /* NULL: none is known */
    const struct sy_channel_context *channel;
    const struct sy_hash *network_id;
    const struct sy_logger *logger;
    uint8_t key[SY_CHANNEL_KEY_BYTES];
    uint64_t seed; /* random: spreads the attempts of many nodes */

    /* It is up, or no longer. Asks under way have failed by then. */
    void (*changed)(void *ctx, size_t peer, bool up);
    void *ctx;
    size_t peer;
};

/* It dials by itself. SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_peer_link_open(const struct sy_peer_link_options *options,
                                          struct sy_peer_link **out);

/* Ask: message, failed and bytes_max are set, the rest is not looked at. SY_UNREACHABLE when it
 * is not up, SY_FULL, SY_NO_MEMORY: the ask stays the asker's, and nothing is called. */
SY_MUST_USE enum sy_err sy_peer_link_ask(struct sy_peer_link *link, enum sy_frame_type type,
                                         struct sy_bytes payload, struct sy_ask *ask);

/* The answer is not wanted any more, and what comes of it within its bound is passed over; fine
 * when it is not under way. */
void sy_peer_link_forget(struct sy_peer_link *link, struct sy_ask *ask);

/* It sent garbage, a flood or a lie, over this link or by itself: hang up, and do not come back
 * soon. reason is English, and stands in the log. */
void sy_peer_link_blame(struct sy_peer_link *link, const char *reason);

/* It has come by itself: there is no need to wait as long as for one that is not there. */
void sy_peer_link_sighted(struct sy_peer_link *link);

/* It was blamed not long ago: it is not listened to, either. */
bool sy_peer_link_shuns(const struct sy_peer_link *link);

/* Compare the clocks again when the last comparison is so old. */
void sy_peer_link_compare(struct sy_peer_link *link, uint64_t age_ms);

/* Asks are taken. */
bool sy_peer_link_up(const struct sy_peer_link *link);

/* When a byte last came from the peer, in the loop's milliseconds. */
uint64_t sy_peer_link_heard_ms(const struct sy_peer_link *link);

/* For people. Text lives until the link changes. */
struct sy_peer_link_state {
    bool up;
    const char *address; /* of the latest attempt; "" before */
    const char *reason;  /* why it is not up; "" before the first attempt */
    int64_t since;       /* of up, or of the last time it was; microseconds UTC */
    uint64_t failures;
    bool measured;    /* the clocks have been compared: HELLO brings the peer's time */
    int64_t lead_us;  /* of the peer's clock before ours, by the latest HELLO */
    int64_t error_us; /* it may be so much more or less: half of what the way took */
    uint64_t carried_bytes;
};

/* How it is now. */
struct sy_peer_link_state sy_peer_link_state(const struct sy_peer_link *link);

/* Hangs up and frees it; asks under way fail first. NULL is fine. */
void sy_peer_link_close(struct sy_peer_link *link);

#endif
