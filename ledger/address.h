/* address.h - where a node listens, as people write it: "host:port", "1.2.3.4:7411",
 * "[::1]:7411".
 *
 * Shape    HOST is a name, an IPv4 address, or an IPv6 address in brackets, which may have a
 *          zone. Port 0, "any that is free", makes sense to listen on only.
 * Pure     no look-up of names.
 */
#ifndef SY_ADDRESS_H
#define SY_ADDRESS_H

#include "proto/buffer.h"

enum { SY_HOST_BYTES_MAX = 253 };

struct sy_address {
    char host[SY_HOST_BYTES_MAX + 1]; /* without brackets */
    uint16_t port;
};

/* SY_BAD_NAME: no port, a port above 65,535 or written oddly, an empty or long host or one with
 * other characters than names and addresses have, an IPv6 address without brackets. */
SY_MUST_USE enum sy_err sy_address_parse(struct sy_bytes text, struct sy_address *out);

/* Append it as it is written; the buffer keeps the error. */
void sy_address_put(const struct sy_address *address, struct sy_buffer *out);

#endif
