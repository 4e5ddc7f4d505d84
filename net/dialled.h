/* dialled.h - a connection that this node makes to another one: name looked up, its addresses
 * in turn, TLS, frames; nothing waits.
 *
 * Shape    one address is tried until it is ready or lost; then whoever made it closes it. What
 *          is sent before it is ready waits.
 * Bounds   SY_DIALLED_BYTES_MAX for what has come and is not whole yet, and the same for what
 *          the peer has not taken; beyond it the connection is lost.
 * Thread   everything on the loop's thread, callbacks too.
 */
#ifndef SY_DIALLED_H
#define SY_DIALLED_H

#include "ledger/address.h"
#include "net/channel.h"
#include "net/frame.h"
#include "net/loop.h"

enum { SY_DIALLED_BYTES_MAX = 16 << 20 };

struct sy_dialled;

/* Any of them may close the connection. After lost, nothing more is called. */
struct sy_dialled_handler {
    void *ctx;

    /* The address has taken the connection; the handshake begins. */
    void (*connected)(void *ctx);

    /* The peer is who it should be. */
    void (*ready)(void *ctx);

    /* Bytes have come, whole messages or not. */
    void (*heard)(void *ctx);

    /* A message of an answer; whoever gets it closes it. */
    void (*message)(void *ctx, struct sy_frame_message *message);

    /* Refused, broken off, or against the protocol (err is then a refusal); reason is English
     * and lives for the call. */
    void (*lost)(void *ctx, enum sy_err err, const char *reason);
};

/* Begins to connect to the address; the server there must have that key. SY_NO_MEMORY, SY_BUSY
 * when too many names are being looked up. */
SY_MUST_USE enum sy_err sy_dialled_open(struct sy_loop *loop, const struct sy_address *address,
                                        const struct sy_channel_context *channel,
                                        const uint8_t key[SY_CHANNEL_KEY_BYTES],
                                        const struct sy_dialled_handler *handler,
                                        struct sy_dialled **out);

/* Send a request. SY_FULL when the peer has not taken what was sent before; SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_dialled_send(struct sy_dialled *dialled, enum sy_frame_type type,
                                        uint64_t id, struct sy_bytes payload);

/* Now and then: a message that has begun has to go on. */
void sy_dialled_tick(struct sy_dialled *dialled);

/* Bytes it holds, in and out. */
size_t sy_dialled_held(const struct sy_dialled *dialled);

/* All bytes that have come and gone. */
uint64_t sy_dialled_carried(const struct sy_dialled *dialled);

/* Hangs up; the handler is not called any more. NULL is fine. */
void sy_dialled_close(struct sy_dialled *dialled);

#endif
