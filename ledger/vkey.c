#include "ledger/vkey.h"

#include <string.h>

#include "ledger/base64.h"
#include "ledger/hash.h"
#include "ledger/line.h"
#include "proto/utf8.h"

enum { ID_DIGITS = 2 * SY_KEY_ID_BYTES };

/* Unicode's White_Space, as Go's unicode.IsSpace has it. */
static bool is_space(uint32_t c)
{
    return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
           c == 0x205f || c == 0x3000;
}

bool sy_vkey_name_valid(struct sy_bytes name)
{
    if (name.len == 0)
        return false;
    while (name.len > 0) {
        uint32_t c;
        size_t len = sy_utf8_next(name, &c);

        if (len == 0 || c < 0x20 || c == '+' || is_space(c))
            return false;
        name.data += len;
        name.len -= len;
    }
    return true;
}

/* The first four bytes of H(name || 0A || type || raw key). */
static uint32_t key_id(struct sy_bytes name, enum sy_vkey_type type,
                       const struct sy_public_key *key)
{
    const uint8_t between[2] = {'\n', (uint8_t)type};
    const struct sy_bytes pieces[] = {name, {between, 2}, sy_public_key_raw(key)};
    struct sy_hash hash = sy_hash_pieces(pieces, 3);

    return sy_get_u32be(hash.bytes);
}

enum sy_err sy_vkey_make(struct sy_bytes name, enum sy_vkey_type type,
                         const struct sy_public_key *key, struct sy_vkey *out)
{
    if (name.len > SY_NAME_BYTES_MAX || !sy_vkey_name_valid(name))
        return SY_BAD_NAME;
    memset(out->name, 0, sizeof(out->name));
    memcpy(out->name, name.data, name.len);
    out->type = type;
    out->id = key_id(name, type, key);
    out->key = *key;
    return SY_OK;
}

/* Exactly eight lower-case hex digits. */
static bool parse_id(struct sy_bytes text, uint32_t *out)
{
    uint32_t id = 0;

    if (text.len != ID_DIGITS)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];

        if (c >= '0' && c <= '9')
            id = id << 4 | (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            id = id << 4 | (uint32_t)(c - 'a' + 10);
        else
            return false;
    }
    *out = id;
    return true;
}

enum sy_err sy_vkey_parse(struct sy_bytes text, struct sy_vkey *out)
{
    struct sy_bytes name;
    struct sy_bytes id_text;
    uint8_t raw[SY_PUBLIC_KEY_BYTES];
    enum sy_vkey_type type;
    struct sy_public_key key;
    struct sy_vkey vkey;
    uint32_t id;
    enum sy_err err;

    /* Names and ids hold no '+', base64 may. */
    if (!sy_line_cut(&text, '+', &name) || !sy_line_cut(&text, '+', &id_text) ||
        !parse_id(id_text, &id))
        return SY_BAD_KEY;
    if (sy_base64_decode_exact(text, raw, sizeof(raw)) != SY_OK)
        return SY_BAD_KEY;
    if (raw[0] != SY_VKEY_ED25519 && raw[0] != SY_VKEY_COSIGNATURE)
        return SY_BAD_KEY;
    /* Both types hold an Ed25519 key. */
    type = raw[0] == SY_VKEY_ED25519 ? SY_VKEY_ED25519 : SY_VKEY_COSIGNATURE;
    raw[0] = SY_KEY_ED25519;
    err = sy_public_key_check((struct sy_bytes){raw, sizeof(raw)}, &key);
    if (err == SY_OK)
        err = sy_vkey_make(name, type, &key, &vkey);
    if (err != SY_OK)
        return err;
    if (vkey.id != id)
        return SY_BAD_KEY;
    *out = vkey;
    return SY_OK;
}

void sy_vkey_put(const struct sy_vkey *vkey, struct sy_buffer *out)
{
    uint8_t raw[SY_PUBLIC_KEY_BYTES];

    memcpy(raw, vkey->key.bytes, sizeof(raw));
    raw[0] = (uint8_t)vkey->type;
    sy_buffer_printf(out, "%s+%08x+", vkey->name, vkey->id);
    sy_base64_put(out, (struct sy_bytes){raw, sizeof(raw)});
}
