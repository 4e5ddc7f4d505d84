/* server_limits.h - what those who connect may have of a server. */
#ifndef SY_SERVER_LIMITS_H
#define SY_SERVER_LIMITS_H

#include "proto/base.h"

/* A field that is 0 gets the value named. */
struct sy_server_limits {
    size_t held_bytes;           /* in all: 64 MiB */
    size_t connection_bytes;     /* a connection: 12 MiB */
    uint32_t connections;        /* 1,024 */
    uint32_t connections_source; /* from one address, or one IPv6 /64: 256 */
    uint32_t requests;           /* under way on a connection: 1,024 */
    uint64_t
        handshake_ms;   /* from accept to the end of the handshake, and again to HELLO: 10 s */
    uint64_t idle_ms;   /* an anonymous connection without a request: 5 min */
    uint64_t unread_ms; /* for the peer to take the next 128 KiB: 30 s */
    uint64_t stop_ms;   /* for requests under way to finish on stop: 5 s */
};

/* Bytes that a connection may always hold, so that it is served while others use up the
 * rest. */
enum { SY_SERVER_RESERVE_BYTES = 48 << 10 };

/* Answers of many messages that are being continued at one time: what they make is not counted
 * before it is made. */
enum { SY_SERVER_MORE_MAX = 8 };

#endif
