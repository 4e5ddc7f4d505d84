#include "net/channel.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES_MAX = 64, REASON_BYTES_MAX = 160, SERIAL_BYTES = 16 };

static const char exporter_label[] = "EXPORTER-suyuan-connect-v1";

struct sy_channel_context {
    SSL_CTX *ssl;
    BIO_METHOD *pipe; /* reads from channel->in, writes to channel->out */
    bool server;
};

struct sy_channel {
    SSL *ssl;
    struct sy_bytes in;   /* the caller's, during a call */
    struct sy_buffer out; /* ciphertext ready to be sent */
    bool pinned;
    bool wrong_key;
    bool ready;
    uint8_t peer[SY_CHANNEL_KEY_BYTES];
    enum sy_err err; /* stays */
    char reason[REASON_BYTES_MAX];
};

static EVP_PKEY *private_key(const uint8_t seed[SY_CHANNEL_KEY_BYTES])
{
    return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, SY_CHANNEL_KEY_BYTES);
}

static bool raw_public_key(const EVP_PKEY *key, uint8_t out[SY_CHANNEL_KEY_BYTES])
{
    size_t len = SY_CHANNEL_KEY_BYTES;

    return EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 &&
           EVP_PKEY_get_raw_public_key(key, out, &len) == 1 && len == SY_CHANNEL_KEY_BYTES;
}

enum sy_err sy_channel_public_key(const uint8_t seed[SY_CHANNEL_KEY_BYTES],
                                  uint8_t out[SY_CHANNEL_KEY_BYTES])
{
    EVP_PKEY *key = private_key(seed);
    bool done = key != NULL && raw_public_key(key, out);

    EVP_PKEY_free(key);
    return done ? SY_OK : SY_INTERNAL;
}

/* The pipe: OpenSSL's view of the two directions. A read that finds nothing asks for a retry. */

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

static BIO_METHOD *new_pipe(void)
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

static SSL_CTX *new_settings(const SSL_METHOD *method)
{
    SSL_CTX *ssl = SSL_CTX_new(method);

    if (ssl == NULL)
        return NULL;
    SSL_CTX_set_options(ssl, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    /* Records buffers are given back while a connection is idle: a thousand may be. */
    SSL_CTX_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_AUTO_RETRY);
    SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);
    if (SSL_CTX_set_min_proto_version(ssl, TLS1_3_VERSION) != 1 ||
        SSL_CTX_set_max_proto_version(ssl, TLS1_3_VERSION) != 1 ||
        SSL_CTX_set_ciphersuites(ssl, "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256") !=
            1 ||
        SSL_CTX_set1_groups_list(ssl, "X25519") != 1 ||
        SSL_CTX_set1_sigalgs_list(ssl, "ed25519") != 1 ||
        SSL_CTX_set_num_tickets(ssl, 0) != 1) {
        SSL_CTX_free(ssl);
        return NULL;
    }
    return ssl;
}

static enum sy_err new_context(const SSL_METHOD *method, bool server,
                               struct sy_channel_context **out)
{
    struct sy_channel_context *context = calloc(1, sizeof(*context));

    if (context == NULL)
        return SY_NO_MEMORY;
    context->server = server;
    context->pipe = new_pipe();
    context->ssl = new_settings(method);
    if (context->pipe == NULL || context->ssl == NULL) {
        sy_channel_context_close(context);
        return SY_INTERNAL;
    }
    *out = context;
    return SY_OK;
}

static bool set_serial(X509 *certificate)
{
    uint8_t bytes[SERIAL_BYTES];
    BIGNUM *number = NULL;
    bool done;

    if (RAND_bytes(bytes, sizeof(bytes)) != 1)
        return false;
    bytes[0] = (bytes[0] & 0x7f) | 1; /* positive, of full length */
    number = BN_bin2bn(bytes, sizeof(bytes), NULL);
    done = number != NULL &&
           BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
    BN_free(number);
    return done;
}

/* Valid from the beginning of time to its end (RFC 5280, 4.1.2.5): only the key counts, and no
 * clock, of either side, is asked. */
static bool set_times(X509 *certificate)
{
    return ASN1_TIME_set_string(X509_getm_notBefore(certificate), "19700101000000Z") == 1 &&
           ASN1_TIME_set_string(X509_getm_notAfter(certificate), "99991231235959Z") == 1;
}

static X509 *self_signed(EVP_PKEY *key, const char *name)
{
    X509 *certificate = X509_new();
    X509_NAME *subject;

    if (certificate == NULL)
        return NULL;
    subject = X509_get_subject_name(certificate);
    if (X509_set_version(certificate, X509_VERSION_3) != 1 || !set_serial(certificate) ||
        !set_times(certificate) ||
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const uint8_t *)name, -1, -1,
                                   0) != 1 ||
        X509_set_issuer_name(certificate, subject) != 1 ||
        X509_set_pubkey(certificate, key) != 1 || X509_sign(certificate, key, NULL) == 0) {
        X509_free(certificate);
        return NULL;
    }
    return certificate;
}

enum sy_err sy_channel_server(const uint8_t seed[SY_CHANNEL_KEY_BYTES], const char *name,
                              struct sy_channel_context **out)
{
    struct sy_channel_context *context = NULL;
    EVP_PKEY *key = NULL;
    X509 *certificate = NULL;
    enum sy_err err;

    if (name[0] == 0 || strlen(name) > NAME_BYTES_MAX)
        return SY_BAD_NAME;
    err = new_context(TLS_server_method(), true, &context);
    if (err != SY_OK)
        return err;
    key = private_key(seed);
    certificate = key == NULL ? NULL : self_signed(key, name);
    if (certificate == NULL || SSL_CTX_use_certificate(context->ssl, certificate) != 1 ||
        SSL_CTX_use_PrivateKey(context->ssl, key) != 1)
        err = SY_INTERNAL;
    X509_free(certificate);
    EVP_PKEY_free(key);
    ERR_clear_error();
    if (err != SY_OK) {
        sy_channel_context_close(context);
        return err;
    }
    *out = context;
    return SY_OK;
}

/* In the place of OpenSSL's chain building: the key is the pinned one, and nothing else is asked.
 * That the server holds its secret half is proved by CertificateVerify, which OpenSSL checks. */
static int verify_pin(X509_STORE_CTX *store, void *unused)
{
    const SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    struct sy_channel *channel = SSL_get_app_data(ssl);
    const X509 *certificate = X509_STORE_CTX_get0_cert(store);
    const EVP_PKEY *key = certificate == NULL ? NULL : X509_get0_pubkey(certificate);
    uint8_t raw[SY_CHANNEL_KEY_BYTES];

    (void)unused;
    if (key != NULL && raw_public_key(key, raw) && channel->pinned &&
        CRYPTO_memcmp(raw, channel->peer, sizeof(raw)) == 0) {
        X509_STORE_CTX_set_error(store, X509_V_OK);
        return 1;
    }
    channel->wrong_key = true;
    X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
    return 0;
}

enum sy_err sy_channel_client(struct sy_channel_context **out)
{
    struct sy_channel_context *context = NULL;
    enum sy_err err = new_context(TLS_client_method(), false, &context);

    if (err != SY_OK)
        return err;
    SSL_CTX_set_verify(context->ssl, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_cert_verify_callback(context->ssl, verify_pin, NULL);
    *out = context;
    return SY_OK;
}

void sy_channel_context_close(struct sy_channel_context *context)
{
    if (context == NULL)
        return;
    SSL_CTX_free(context->ssl);
    BIO_meth_free(context->pipe);
    free(context);
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
