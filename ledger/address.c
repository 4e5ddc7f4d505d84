#include "ledger/address.h"

#include <string.h>

enum { PORT_MAX = 65535 };

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_hex(uint8_t byte)
{
    return is_digit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

/* Letters, digits, '-', '.' and '_', or what an IPv6 address with its zone is made of. */
static bool host_valid(struct sy_bytes host, bool bracketed)
{
    bool colon = false;

    if (host.len == 0 || host.len > SY_HOST_BYTES_MAX)
        return false;
    for (size_t i = 0; i < host.len; i++) {
        uint8_t byte = host.data[i];
        bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');

        if (bracketed ? !is_hex(byte) && byte != ':' && byte != '.' && byte != '%' && !letter
                      : !is_digit(byte) && !letter && byte != '-' && byte != '.' && byte != '_')
            return false;
        colon = colon || byte == ':';
    }
    return colon == bracketed;
}

static bool read_port(struct sy_bytes text, uint16_t *out)
{
    unsigned port = 0;

    if (text.len == 0 || text.len > 5 || (text.len > 1 && text.data[0] == '0'))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.data[i]))
            return false;
        port = port * 10 + (unsigned)(text.data[i] - '0');
    }
    if (port > PORT_MAX)
        return false;
    *out = (uint16_t)port;
    return true;
}

enum sy_err sy_address_parse(struct sy_bytes text, struct sy_address *out)
{
    struct sy_address address = {0};
    size_t colon = text.len;
    struct sy_bytes host;
    bool bracketed;

    while (colon > 0 && text.data[colon - 1] != ':')
        colon--;
    if (colon == 0)
        return SY_BAD_NAME;
    host = (struct sy_bytes){text.data, colon - 1};
    bracketed = host.len >= 2 && host.data[0] == '[' && host.data[host.len - 1] == ']';
    if (bracketed)
        host = (struct sy_bytes){host.data + 1, host.len - 2};
    if (!host_valid(host, bracketed) ||
        !read_port((struct sy_bytes){text.data + colon, text.len - colon}, &address.port))
        return SY_BAD_NAME;
    memcpy(address.host, host.data, host.len);
    *out = address;
    return SY_OK;
}

void sy_address_put(const struct sy_address *address, struct sy_buffer *out)
{
    bool bracketed = strchr(address->host, ':') != NULL;

    sy_buffer_printf(out, "%s%s%s:%u", bracketed ? "[" : "", address->host,
                     bracketed ? "]" : "", address->port);
}
