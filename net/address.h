/* address.h - where a node listens, as people write it: "host:port", "1.2.3.4:7443", "[::1]:7443".
 *
 * Pure     no look-up of names.
 */
#ifndef SY_ADDRESS_H
#define SY_ADDRESS_H

#include "proto/base.h"
#include "proto/err.h"

enum { SY_ADDRESS_HOST_BYTES_MAX = 253 };

struct sy_address {
    char host[SY_ADDRESS_HOST_BYTES_MAX + 1]; /* without brackets */
    uint16_t port;
};

/* SY_BAD_NAME: no port, a port above 65,535 or written oddly, an empty or long host, a host with
 * white space or control bytes, an IPv6 address without brackets. */
SY_MUST_USE enum sy_err sy_address_parse(struct sy_bytes text, struct sy_address *out);

#endif
