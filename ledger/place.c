#include "ledger/place.h"

#include <string.h>

bool sy_node_code_valid(struct sy_bytes code)
{
    bool zero = true;

    if (code.len != SY_NODE_CODE_BYTES)
        return false;
    for (size_t i = 0; i < code.len; i++) {
        if (code.data[i] < '0' || code.data[i] > '9')
            return false;
        zero = zero && code.data[i] == '0';
    }
    return !zero;
}

bool sy_place_valid(struct sy_bytes place)
{
    bool part_empty = true;

    if (place.len > SY_NAME_BYTES_MAX)
        return false;
    for (size_t i = 0; i < place.len; i++) {
        uint8_t byte = place.data[i];

        if (byte < 0x21 || byte > 0x7e || byte == '+' || (byte == '/' && part_empty))
            return false;
        part_empty = byte == '/';
    }
    return !part_empty;
}

enum sy_err sy_place_make(struct sy_bytes network, const char *last,
                          char out[SY_NAME_BYTES_MAX + 1])
{
    size_t last_len = strlen(last);
    char place[SY_NAME_BYTES_MAX + 1];
    size_t len;

    if (network.len > SY_NAME_BYTES_MAX || last_len > SY_NAME_BYTES_MAX ||
        network.len + 1 + last_len > SY_NAME_BYTES_MAX)
        return SY_BAD_NAME;
    if (network.len > 0)
        memcpy(place, network.data, network.len);
    place[network.len] = '/';
    memcpy(place + network.len + 1, last, last_len + 1);
    len = network.len + 1 + last_len;
    if (!sy_place_valid((struct sy_bytes){(const uint8_t *)place, len}))
        return SY_BAD_NAME;
    memcpy(out, place, len + 1);
    return SY_OK;
}

struct sy_bytes sy_place_last(struct sy_bytes place)
{
    size_t from = place.len;

    while (from > 0 && place.data[from - 1] != '/')
        from--;
    if (from == 0)
        return (struct sy_bytes){NULL, 0};
    return (struct sy_bytes){place.data + from, place.len - from};
}
