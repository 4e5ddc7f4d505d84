/* client.h - a connection to a node, for programs that wait: the command line, the bench.
 *
 * Shape    send any number of requests, receive messages as they come, each with its request's
 *          id; or call, which does one of each. Sending never waits for the node alone: what
 *          arrives meanwhile is kept for receive. The first request must be HELLO.
 * Errors   SY_UNREACHABLE (no such host, refused, broken off), SY_TIMEOUT, SY_BAD_KEY (the node
 *          has another key than the pinned one), SY_BAD_ENCODING, SY_BAD_VERSION and SY_LIMIT
 *          (the node does not keep to the protocol), SY_NO_MEMORY. sy_client_reason says more
 *          in English. After any of them but SY_TIMEOUT in receive and call, only close is of
 *          use.
 * Thread   one at a time.
 */
#ifndef SY_CLIENT_H
#define SY_CLIENT_H

#include "ledger/address.h"
#include "net/channel.h"
#include "net/frame.h"

enum { SY_CLIENT_INBOX_BYTES_MAX = 64 << 20 }; /* arrived and not received */

struct sy_client;

/* Resolve, connect (each address in turn) and shake hands, within timeout_ms. *out is made even
 * on an error, so that its reason can be read and it must be closed; NULL only for
 * SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_client_connect(const struct sy_address *address,
                                          const uint8_t key[SY_CHANNEL_KEY_BYTES],
                                          uint64_t timeout_ms, struct sy_client **out);

/* Why the latest error, in English; "" when there was none. */
const char *sy_client_reason(const struct sy_client *client);

/* SY_INTERNAL. */
SY_MUST_USE enum sy_err sy_client_exporter(const struct sy_client *client,
                                           uint8_t out[SY_CHANNEL_EXPORTER_BYTES]);

/* Send one request; *id is what its answers will carry. */
SY_MUST_USE enum sy_err sy_client_send(struct sy_client *client, enum sy_frame_type type,
                                       struct sy_bytes payload, uint64_t timeout_ms,
                                       uint64_t *id);

/* The next message of any answer; close it. Its type may be SY_FRAME_ERROR (error_reply.h),
 * with id 0 when the node ends the connection. SY_TIMEOUT leaves the connection as it is. */
SY_MUST_USE enum sy_err sy_client_receive(struct sy_client *client, uint64_t timeout_ms,
                                          struct sy_frame_message *out);

/* Send, and wait for the first message of the answer, or an ERROR with id 0; messages of other
 * ids are kept for receive. */
SY_MUST_USE enum sy_err sy_client_call(struct sy_client *client, enum sy_frame_type type,
                                       struct sy_bytes payload, uint64_t timeout_ms,
                                       struct sy_frame_message *reply);

/* Hangs up. NULL is fine. */
void sy_client_close(struct sy_client *client);

#endif
