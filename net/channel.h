/* channel.h - TLS 1.3 between two who know each other's key, as bytes in and bytes out.
 *
 * Shape    a context is a side's settings, made once; a channel is one connection. The server's
 *          certificate is self-signed with its transport key; a client trusts exactly the key
 *          it was told, whatever the certificate says. A node that connects to another shows a
 *          certificate too, others need none: whose key it is, is for the server's user to find
 *          out. Plaintext and ciphertext pass through in
 *          either direction as the caller has them: nothing here knows a socket or a clock.
 * Source   RFC 8446; exporter: section 7.5.
 * Thread   a context is shared read-only; a channel belongs to one thread.
 */
#ifndef SY_CHANNEL_H
#define SY_CHANNEL_H

#include "proto/buffer.h"

enum {
    SY_CHANNEL_KEY_BYTES = 32, /* Ed25519: seed and public key */
    SY_CHANNEL_EXPORTER_BYTES = 32,
    SY_CHANNEL_RECORD_BYTES = 16384 /* plaintext in one TLS record */
};

struct sy_channel_context;
struct sy_channel;

/* The public key of a transport seed. SY_INTERNAL when OpenSSL fails. */
SY_MUST_USE enum sy_err sy_channel_public_key(const uint8_t seed[SY_CHANNEL_KEY_BYTES],
                                              uint8_t out[SY_CHANNEL_KEY_BYTES]);

/* A server whose certificate is made now from the seed; name is its CN, at most 64 bytes.
 * SY_BAD_NAME for another; SY_NO_MEMORY, SY_INTERNAL. */
SY_MUST_USE enum sy_err sy_channel_server(const uint8_t seed[SY_CHANNEL_KEY_BYTES],
                                          const char *name, struct sy_channel_context **out);

/* A client that nobody knows. SY_NO_MEMORY, SY_INTERNAL. */
SY_MUST_USE enum sy_err sy_channel_client(struct sy_channel_context **out);

/* A client with a certificate, as sy_channel_server makes it. */
SY_MUST_USE enum sy_err sy_channel_node(const uint8_t seed[SY_CHANNEL_KEY_BYTES],
                                        const char *name, struct sy_channel_context **out);

/* Its channels are closed by then. NULL is fine. */
void sy_channel_context_close(struct sy_channel_context *context);

/* A connection. peer is the key the server must have, NULL on a server. A client's first bytes
 * are ready to be sent at once. SY_NO_MEMORY, SY_INTERNAL. The context must outlive it. */
SY_MUST_USE enum sy_err sy_channel_open(const struct sy_channel_context *context,
                                        const uint8_t *peer, struct sy_channel **out);

/* Take ciphertext off the front of *in and put plaintext to to[0..len): *got bytes. All of *in
 * is used up unless to is full; nothing may come of it, and answers of the handshake may have
 * become ready to send. SY_NOT_FOUND once the peer has ended its side in order. SY_BAD_KEY when
 * the server's key is not the one pinned, SY_BAD_ENCODING for anything else that is not this
 * protocol: sy_channel_reason says more, and an alert is ready to send. SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_channel_read(struct sy_channel *channel, struct sy_bytes *in,
                                        uint8_t *to, size_t len, size_t *got);

/* Encrypt all the plaintext. Only after sy_channel_ready. SY_NO_MEMORY, SY_BAD_ENCODING when
 * the channel has failed or ended. */
SY_MUST_USE enum sy_err sy_channel_write(struct sy_channel *channel, struct sy_bytes plaintext);

/* Tell the peer that no more is coming. */
void sy_channel_end(struct sy_channel *channel);

/* Bytes ready to be sent. */
size_t sy_channel_pending(const struct sy_channel *channel);

/* Hand over all bytes that are ready to be sent; *out must be empty. */
void sy_channel_take(struct sy_channel *channel, struct sy_buffer *out);

/* The handshake is done: the peer is who it should be. */
bool sy_channel_ready(const struct sy_channel *channel);

/* On a server: the key of the client's certificate, whose secret half it has proved to have.
 * SY_NOT_FOUND when it showed none, SY_NOT_YET before sy_channel_ready. */
SY_MUST_USE enum sy_err sy_channel_shown_key(const struct sy_channel *channel,
                                             uint8_t out[SY_CHANNEL_KEY_BYTES]);

/* Bytes that only the two ends of this channel know, for proofs bound to it (label
 * "EXPORTER-suyuan-connect-v1"). SY_NOT_YET before sy_channel_ready, SY_INTERNAL. */
SY_MUST_USE enum sy_err sy_channel_exporter(const struct sy_channel *channel,
                                            uint8_t out[SY_CHANNEL_EXPORTER_BYTES]);

/* Why it failed, in English; "" while it has not. */
const char *sy_channel_reason(const struct sy_channel *channel);

/* Frees it, and says nothing to the peer. NULL is fine. */
void sy_channel_close(struct sy_channel *channel);

#endif
