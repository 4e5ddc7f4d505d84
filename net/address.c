#include "net/address.h"

#include <string.h>

/* Decimal digits without a sign or a leading zero. */
static bool parse_port(struct sy_bytes text, uint16_t *out)
{
    uint32_t port = 0;

    if (text.len == 0 || text.len > 5 || (text.len > 1 && text.data[0] == '0'))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        port = port * 10 + (uint32_t)(text.data[i] - '0');
    }
    if (port > UINT16_MAX)
        return false;
    *out = (uint16_t)port;
    return true;
}

static bool is_host(struct sy_bytes text, bool bracketed)
{
    if (text.len == 0 || text.len > SY_ADDRESS_HOST_BYTES_MAX)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t byte = text.data[i];

        if (byte <= ' ' || byte >= 0x7f || byte == '[' || byte == ']' ||
            (byte == ':' && !bracketed))
            return false;
    }
    return true;
}

enum sy_err sy_address_parse(struct sy_bytes text, struct sy_address *out)
{
    struct sy_bytes host = text;
    struct sy_bytes port;
    bool bracketed = text.len > 0 && text.data[0] == '[';
    uint16_t number;

    while (host.len > 0 && host.data[host.len - 1] != ':')
        host.len--;
    if (host.len == 0)
        return SY_BAD_NAME;
    port = (struct sy_bytes){text.data + host.len, text.len - host.len};
    host.len--;
    if (bracketed) {
        if (host.len < 2 || host.data[host.len - 1] != ']')
            return SY_BAD_NAME;
        host = (struct sy_bytes){host.data + 1, host.len - 2};
    }
    if (!is_host(host, bracketed) || !parse_port(port, &number))
        return SY_BAD_NAME;
    *out = (struct sy_address){.port = number};
    memcpy(out->host, host.data, host.len);
    return SY_OK;
}
