#include "ledger/line.h"

#include <string.h>

#include "ledger/base64.h"

bool sy_line_cut(struct sy_bytes *rest, uint8_t separator, struct sy_bytes *before)
{
    const uint8_t *at = rest->len == 0 ? NULL : memchr(rest->data, separator, rest->len);

    if (at == NULL)
        return false;
    *before = (struct sy_bytes){rest->data, (size_t)(at - rest->data)};
    rest->data = at + 1;
    rest->len -= before->len + 1;
    return true;
}

bool sy_line_decimal(struct sy_bytes text, uint64_t *out)
{
    uint64_t value = 0;

    if (text.len == 0 || (text.len > 1 && text.data[0] == '0'))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        uint64_t digit = (uint64_t)text.data[i] - '0';

        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        if (value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = value;
    return true;
}

bool sy_line_hash(struct sy_bytes text, struct sy_hash *out)
{
    return sy_base64_decode_exact(text, out->bytes, SY_HASH_BYTES) == SY_OK;
}
