#include "net/channel.h"

#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/channel_ssl.h"

static const char exporter_label[] = "EXPORTER-suyuan-connect-v1";

/* A read that finds nothing asks for a retry. */
static int pipe_read(BIO *bio, char *to, size_t len, size_t *got)
{
    struct sy_channel *channel = BIO_get_data(bio);
    size_t n = len < channel->in.len ? len : channel->in.len;

    BIO_clear_retry_flags(bio);
    if (n == 0) {
        BIO_set_retry_read(bio);
        *got = 0;
        return 0;
    }
    memcpy(to, channel->in.data, n);
    channel->in.data += n;
    channel->in.len -= n;
    *got = n;
    return 1;
}

static int pipe_write(BIO *bio, const char *data, size_t len, size_t *written)
{
    struct sy_channel *channel = BIO_get_data(bio);

    BIO_clear_retry_flags(bio);
    sy_buffer_put(&channel->out, data, len);
    if (channel->out.err != SY_OK)
        return 0;
    *written = len;
    return 1;
}

static long pipe_control(BIO *bio, int command, long number, void *pointer)
{
    (void)bio;
    (void)number;
    (void)pointer;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD *sy_channel_pipe(void)
{
    BIO_METHOD *pipe =
        BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "suyuan channel");

    if (pipe == NULL)
        return NULL;
    if (BIO_meth_set_read_ex(pipe, pipe_read) != 1 ||
        BIO_meth_set_write_ex(pipe, pipe_write) != 1 ||
        BIO_meth_set_ctrl(pipe, pipe_control) != 1) {
        BIO_meth_free(pipe);
        return NULL;
    }
    return pipe;
}

/* What OpenSSL's latest error means for us; the first failure of a channel stays. */
static enum sy_err fail(struct sy_channel *channel)
{
    unsigned long code = ERR_peek_error();
    const char *text = ERR_reason_error_string(code);

    if (channel->out.err == SY_NO_MEMORY || ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE)
        channel->err = SY_NO_MEMORY;
    else
        channel->err = channel->wrong_key ? SY_BAD_KEY : SY_BAD_ENCODING;
    if (channel->wrong_key)
        text = "the server's key is not the one this network has for it";
    snprintf(channel->reason, sizeof(channel->reason), "%s",
             text == NULL ? "the TLS channel is broken" : text);
    ERR_clear_error();
    return channel->err;
}

/* Go on with the handshake. SY_NOT_YET while it needs bytes from the peer. */
static enum sy_err shake(struct sy_channel *channel)
{
    int done;

    ERR_clear_error();
    done = SSL_do_handshake(channel->ssl);
    if (done == 1) {
        channel->ready = true;
        return SY_OK;
    }
    if (SSL_get_error(channel->ssl, done) == SSL_ERROR_WANT_READ)
        return SY_NOT_YET;
    return fail(channel);
}

enum sy_err sy_channel_open(const struct sy_channel_context *context, const uint8_t *peer,
                            struct sy_channel **out)
{
    struct sy_channel *channel = calloc(1, sizeof(*channel));
    BIO *bio = NULL;
    enum sy_err err;

    if (channel == NULL)
        return SY_NO_MEMORY;
    channel->ssl = SSL_new(context->ssl);
    bio = BIO_new(context->pipe);
    if (channel->ssl == NULL || bio == NULL) {
        BIO_free(bio);
        sy_channel_close(channel);
        return SY_NO_MEMORY;
    }
    BIO_set_data(bio, channel);
    BIO_set_init(bio, 1);
    SSL_set_bio(channel->ssl, bio, bio);
    SSL_set_app_data(channel->ssl, channel);
    if (peer != NULL) {
        channel->pinned = true;
        memcpy(channel->peer, peer, sizeof(channel->peer));
    }
    if (context->server) {
        SSL_set_accept_state(channel->ssl);
    } else {
        SSL_set_connect_state(channel->ssl);
        err = shake(channel);
        if (err != SY_NOT_YET) {
            sy_channel_close(channel);
            return SY_INTERNAL;
        }
    }
    *out = channel;
    return SY_OK;
}

/* Plaintext until to is full, the input used up, or the end. */
static enum sy_err decrypt(struct sy_channel *channel, uint8_t *to, size_t len, size_t *got)
{
    size_t total = 0;

    while (total < len) {
        size_t n = 0;
        int done;

        ERR_clear_error();
        done = SSL_read_ex(channel->ssl, to + total, len - total, &n);
        if (done == 1) {
            total += n;
            continue;
        }
        switch (SSL_get_error(channel->ssl, done)) {
        case SSL_ERROR_WANT_READ:
            *got = total;
            return SY_OK;
        case SSL_ERROR_ZERO_RETURN:
            *got = total;
            return total > 0 ? SY_OK : SY_NOT_FOUND;
        default:
            return fail(channel);
        }
    }
    *got = total;
    return SY_OK;
}

enum sy_err sy_channel_read(struct sy_channel *channel, struct sy_bytes *in, uint8_t *to,
                            size_t len, size_t *got)
{
    enum sy_err err = channel->err;
    size_t n = 0;

    sy_assert(len > 0);
    if (err != SY_OK)
        return err;
    channel->in = *in;
    if (!channel->ready)
        err = shake(channel);
    if (err == SY_OK)
        err = decrypt(channel, to, len, &n);
    if (err == SY_NOT_YET)
        err = SY_OK;
    *in = channel->in;
    channel->in = (struct sy_bytes){NULL, 0};
    if (err == SY_OK)
        *got = n;
    return err;
}

enum sy_err sy_channel_write(struct sy_channel *channel, struct sy_bytes plaintext)
{
    size_t written = 0;

    sy_assert(channel->ready);
    if (channel->err != SY_OK)
        return channel->err;
    if (plaintext.len == 0)
        return SY_OK;
    ERR_clear_error();
    if (SSL_write_ex(channel->ssl, plaintext.data, plaintext.len, &written) != 1)
        return fail(channel);
    sy_assert(written == plaintext.len);
    return SY_OK;
}

void sy_channel_end(struct sy_channel *channel)
{
    if (channel->err != SY_OK || !channel->ready)
        return;
    ERR_clear_error();
    /* 0 is: sent, and the peer's not yet seen. */
    if (SSL_shutdown(channel->ssl) < 0)
        ERR_clear_error();
}

size_t sy_channel_pending(const struct sy_channel *channel)
{
    return channel->out.len;
}

void sy_channel_take(struct sy_channel *channel, struct sy_buffer *out)
{
    sy_assert(out->data == NULL);
    *out = channel->out;
    channel->out = (struct sy_buffer){0};
}

bool sy_channel_ready(const struct sy_channel *channel)
{
    return channel->ready;
}

enum sy_err sy_channel_shown_key(const struct sy_channel *channel,
                                 uint8_t out[SY_CHANNEL_KEY_BYTES])
{
    const X509 *certificate;
    const EVP_PKEY *key;

    if (!channel->ready)
        return SY_NOT_YET;
    certificate = SSL_get0_peer_certificate(channel->ssl);
    key = certificate == NULL ? NULL : X509_get0_pubkey(certificate);
    return key != NULL && sy_channel_raw_key(key, out) ? SY_OK : SY_NOT_FOUND;
}

enum sy_err sy_channel_exporter(const struct sy_channel *channel,
                                uint8_t out[SY_CHANNEL_EXPORTER_BYTES])
{
    if (!channel->ready)
        return SY_NOT_YET;
    if (SSL_export_keying_material(channel->ssl, out, SY_CHANNEL_EXPORTER_BYTES, exporter_label,
                                   sizeof(exporter_label) - 1, NULL, 0, 0) != 1) {
        ERR_clear_error();
        return SY_INTERNAL;
    }
    return SY_OK;
}

const char *sy_channel_reason(const struct sy_channel *channel)
{
    return channel->reason;
}

void sy_channel_close(struct sy_channel *channel)
{
    if (channel == NULL)
        return;
    SSL_free(channel->ssl);
    sy_buffer_close(&channel->out);
    free(channel);
}
