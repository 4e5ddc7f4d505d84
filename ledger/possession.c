#include "ledger/possession.h"

#include <string.h>

#include "ledger/base64.h"

static enum sy_err put_message(const struct sy_hash *network_id, struct sy_bytes holder,
                               unsigned uses, const struct sy_public_key *key,
                               struct sy_buffer *to)
{
    sy_assert(uses <= UINT8_MAX);
    sy_buffer_put_text(to, "suyuan/possession/v1\n");
    sy_buffer_put(to, network_id->bytes, SY_HASH_BYTES);
    sy_buffer_put_bytes(to, holder);
    sy_buffer_put_u8(to, '\n');
    sy_buffer_put_u8(to, (uint8_t)uses);
    sy_buffer_put(to, key->bytes, SY_PUBLIC_KEY_BYTES);
    return to->err;
}

enum sy_err sy_possession_sign(const struct sy_hash *network_id, struct sy_bytes holder,
                               unsigned uses, const struct sy_secret_key *key,
                               uint8_t out[SY_SIGNATURE_BYTES])
{
    struct sy_buffer message = {0};
    enum sy_err err = put_message(network_id, holder, uses, &key->public_key, &message);

    if (err == SY_OK)
        sy_sign(key, sy_buffer_bytes(&message), out);
    sy_buffer_close(&message);
    return err;
}

enum sy_err sy_possession_verify(const struct sy_hash *network_id, struct sy_bytes holder,
                                 unsigned uses, const struct sy_public_key *key,
                                 struct sy_bytes signature)
{
    struct sy_buffer message = {0};
    enum sy_err err = put_message(network_id, holder, uses, key, &message);

    if (err == SY_OK)
        err = sy_verify(key, sy_buffer_bytes(&message), signature);
    sy_buffer_close(&message);
    return err;
}

void sy_key_request_write(const struct sy_key_request *request,
                          char out[SY_KEY_REQUEST_TEXT_BYTES + 1])
{
    uint8_t bytes[SY_KEY_REQUEST_BYTES];
    struct sy_buffer text = {0};

    sy_assert(request->uses <= UINT8_MAX);
    bytes[0] = (uint8_t)request->uses;
    memcpy(bytes + 1, request->key.bytes, SY_PUBLIC_KEY_BYTES);
    memcpy(bytes + 1 + SY_PUBLIC_KEY_BYTES, request->possession, SY_SIGNATURE_BYTES);
    sy_base64_put(&text, (struct sy_bytes){bytes, sizeof(bytes)});
    out[0] = 0;
    if (text.err == SY_OK) {
        sy_assert(text.len == SY_KEY_REQUEST_TEXT_BYTES);
        memcpy(out, text.data, SY_KEY_REQUEST_TEXT_BYTES);
        out[SY_KEY_REQUEST_TEXT_BYTES] = 0;
    }
    sy_buffer_close(&text);
}

enum sy_err sy_key_request_read(struct sy_bytes text, struct sy_key_request *out)
{
    uint8_t bytes[SY_KEY_REQUEST_BYTES];
    struct sy_public_key key;
    enum sy_err err = sy_base64_decode_exact(text, bytes, sizeof(bytes));

    if (err == SY_OK)
        err = sy_public_key_check((struct sy_bytes){bytes + 1, SY_PUBLIC_KEY_BYTES}, &key);
    if (err != SY_OK)
        return err;
    out->uses = bytes[0];
    out->key = key;
    memcpy(out->possession, bytes + 1 + SY_PUBLIC_KEY_BYTES, SY_SIGNATURE_BYTES);
    return SY_OK;
}
