#include "ledger/cosignature.h"

#include <inttypes.h>

#include "proto/buffer.h"

/* What is signed. */
static void put_message(struct sy_buffer *out, struct sy_bytes text, uint64_t time_s)
{
    sy_buffer_printf(out, "cosignature/v1\ntime %" PRIu64 "\n", time_s);
    sy_buffer_put_bytes(out, text);
}

enum sy_err sy_cosignature_sign(const struct sy_secret_key *key, struct sy_bytes text,
                                uint64_t time_s, uint8_t out[SY_COSIGNATURE_BYTES])
{
    struct sy_buffer message = {0};
    enum sy_err err;

    if (time_s > SY_COSIGNATURE_TIME_MAX)
        return SY_BAD_TIME;
    put_message(&message, text, time_s);
    err = message.err;
    if (err == SY_OK) {
        sy_put_u64be(out, time_s);
        sy_sign(key, sy_buffer_bytes(&message), out + 8);
    }
    sy_buffer_close(&message);
    return err;
}

enum sy_err sy_cosignature_verify(const struct sy_public_key *key, struct sy_bytes text,
                                  struct sy_bytes cosignature, uint64_t *time_s)
{
    struct sy_buffer message = {0};
    uint64_t time;
    enum sy_err err;

    if (cosignature.len != SY_COSIGNATURE_BYTES)
        return SY_BAD_SIGNATURE;
    time = sy_get_u64be(cosignature.data);
    if (time > SY_COSIGNATURE_TIME_MAX)
        return SY_BAD_SIGNATURE;
    put_message(&message, text, time);
    err = message.err;
    if (err == SY_OK)
        err = sy_verify(key, sy_buffer_bytes(&message),
                        (struct sy_bytes){cosignature.data + 8, SY_SIGNATURE_BYTES});
    if (err == SY_OK)
        *time_s = time;
    sy_buffer_close(&message);
    return err;
}
