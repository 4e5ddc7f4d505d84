#include "ledger/connect.h"

#include "proto/buffer.h"

static enum sy_err put_message(const struct sy_connect_claim *claim, struct sy_buffer *to)
{
    sy_buffer_put_text(to, "suyuan/connect/v1\n");
    sy_buffer_put(to, claim->network_id.bytes, SY_HASH_BYTES);
    sy_buffer_put_bytes(to, claim->node);
    sy_buffer_put_u8(to, '\n');
    sy_buffer_put_bytes(to, claim->subject);
    sy_buffer_put_u8(to, '\n');
    sy_buffer_put(to, claim->exporter, SY_EXPORTER_BYTES);
    return to->err;
}

enum sy_err sy_connect_sign(const struct sy_connect_claim *claim,
                            const struct sy_secret_key *key, uint8_t out[SY_SIGNATURE_BYTES])
{
    struct sy_buffer message = {0};
    enum sy_err err = put_message(claim, &message);

    if (err == SY_OK)
        sy_sign(key, sy_buffer_bytes(&message), out);
    sy_buffer_close(&message);
    return err;
}

enum sy_err sy_connect_verify(const struct sy_connect_claim *claim,
                              const struct sy_public_key *key, struct sy_bytes signature)
{
    struct sy_buffer message = {0};
    enum sy_err err = put_message(claim, &message);

    if (err == SY_OK)
        err = sy_verify(key, sy_buffer_bytes(&message), signature);
    sy_buffer_close(&message);
    return err;
}
