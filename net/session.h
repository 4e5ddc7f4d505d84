/* session.h - the server's end of one connection: ciphertext in, requests out; answers in,
 * ciphertext out.
 *
 * Shape    phases go one way: OPEN, ENDING (what has been answered is still sent, nothing more
 *          is read), ENDED (all has been handed over, the peer has been told), DEAD (nothing
 *          can be sent any more).
 * Pure     knows no socket and no clock: now_ms is the caller's and never goes back.
 */
#ifndef SY_SESSION_H
#define SY_SESSION_H

#include "ledger/key.h"
#include "net/channel.h"
#include "net/frame.h"
#include "net/server_limits.h"

enum {
    SY_SESSION_SEND_BYTES = 128 << 10,     /* plaintext in one go to the socket */
    SY_SESSION_PULL_BYTES = 256 << 10,     /* unsent, above which no answer is continued */
    SY_SESSION_UNSENT_BYTES = 1 << 20,     /* unsent, above which no request is read */
    SY_SESSION_UNSENT_BYTES_MAX = 64 << 20 /* unsent, above which the connection is given up */
};

enum sy_session_phase { SY_SESSION_OPEN, SY_SESSION_ENDING, SY_SESSION_ENDED, SY_SESSION_DEAD };

struct sy_session {
    const struct sy_server_limits *limits;
    struct sy_channel *channel;
    struct sy_frame_reader reader;
    struct sy_buffer cipher; /* has come, is not decrypted yet */
    struct sy_buffer plain;  /* decrypted, from plain_at on not taken yet */
    size_t plain_at;
    struct sy_buffer out; /* frames, from out_at on not encrypted yet */
    size_t out_at;
    enum sy_session_phase phase;
    bool ready;   /* the handshake is done */
    bool greeted; /* HELLO has been answered */
    bool paused;
    uint64_t paused_ms;   /* since */
    uint64_t step_ms;     /* when it opened, or got ready */
    uint64_t active_ms;   /* latest request or completion */
    size_t requests;      /* under way */
    size_t request_bytes; /* what they hold */
    size_t errors;        /* ERRORs sent, for whoever counts them */
    enum sy_err err;      /* why it is not open; SY_OK when that was in order */
    const char *reason;   /* the same for the log: static, or the channel's */
    char subject[SY_SUBJECT_BYTES_MAX + 1]; /* proved; empty until then */
    struct sy_public_key key;               /* with which */
};

/* Takes the channel, also on failure. */
void sy_session_init(struct sy_session *s, struct sy_channel *channel,
                     const struct sy_server_limits *limits, uint64_t now_ms);

/* Bytes have come from the socket. SY_NO_MEMORY: the session is dead. */
SY_MUST_USE enum sy_err sy_session_feed(struct sy_session *s, struct sy_bytes ciphertext);

/* The next request. SY_NOT_FOUND when there is none for now, or the session is not open (any
 * more): what the peer did wrong is an ERROR on its way to it, and in err and reason. */
SY_MUST_USE enum sy_err sy_session_next(struct sy_session *s, uint64_t now_ms,
                                        struct sy_frame_message *out);

/* Requests may be taken. pressed: all sessions together are over the budget. */
bool sy_session_may_take(const struct sy_session *s, bool pressed);

/* Not taking is our doing: the clocks of what is under assembly stand still meanwhile. */
void sy_session_pause(struct sy_session *s, uint64_t now_ms);
void sy_session_resume(struct sy_session *s, uint64_t now_ms);

/* It is over its own budget, and nothing that is under way can bring it below. */
bool sy_session_stuck(const struct sy_session *s);

/* An answer's message; left out when the session is not open. */
void sy_session_send(struct sy_session *s, uint8_t type, uint16_t flags, uint64_t id,
                     struct sy_bytes payload);

/* Answer a request with an ERROR, and with closing end the session. detail and member may be
 * NULL. Nothing when it is not open. */
void sy_session_error(struct sy_session *s, uint64_t id, enum sy_err err, const char *detail,
                      const char *member, bool closing);

/* The same for a statement that is refused, with the refusal that the node signed. */
void sy_session_refuse(struct sy_session *s, uint64_t id, enum sy_err err, const char *detail,
                       const char *member, struct sy_bytes refusal);

/* The same for what the peer did wrong: always ends. id 0: about the connection; reason is
 * static. */
void sy_session_fail(struct sy_session *s, uint64_t id, enum sy_err err, const char *reason);

/* Give it up: nothing more is sent. err and reason (static) are kept when it was open. */
void sy_session_kill(struct sy_session *s, enum sy_err err, const char *reason);

/* Bytes for the socket, at most about SY_SESSION_SEND_BYTES; *out must be empty, and stays so
 * when there are none. An ENDING session that has no more is ENDED. */
void sy_session_flush(struct sy_session *s, struct sy_buffer *out);

/* End what has taken too long: handshake, HELLO, a message's rest, idleness. */
void sy_session_tick(struct sy_session *s, uint64_t now_ms);

/* Bytes of answers that are not handed over yet. */
size_t sy_session_unsent(const struct sy_session *s);

/* All bytes it holds. */
size_t sy_session_held(const struct sy_session *s);

/* Frees what it holds; twice is fine. */
void sy_session_close(struct sy_session *s);

#endif
