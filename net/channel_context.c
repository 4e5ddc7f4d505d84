#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "net/channel_ssl.h"

enum { NAME_BYTES_MAX = 64, SERIAL_BYTES = 16, SHOWN_BYTES_MAX = 4096 };

static EVP_PKEY *private_key(const uint8_t seed[SY_CHANNEL_KEY_BYTES])
{
    return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, SY_CHANNEL_KEY_BYTES);
}

bool sy_channel_raw_key(const EVP_PKEY *key, uint8_t out[SY_CHANNEL_KEY_BYTES])
{
    size_t len = SY_CHANNEL_KEY_BYTES;

    return EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 &&
           EVP_PKEY_get_raw_public_key(key, out, &len) == 1 && len == SY_CHANNEL_KEY_BYTES;
}

enum sy_err sy_channel_public_key(const uint8_t seed[SY_CHANNEL_KEY_BYTES],
                                  uint8_t out[SY_CHANNEL_KEY_BYTES])
{
    EVP_PKEY *key = private_key(seed);
    bool done = key != NULL && sy_channel_raw_key(key, out);

    EVP_PKEY_free(key);
    return done ? SY_OK : SY_INTERNAL;
}

static SSL_CTX *new_settings(const SSL_METHOD *method)
{
    /* Arrays, because the macros that take them cast const away. */
    char groups[] = "X25519", algorithms[] = "ed25519";
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
        SSL_CTX_set1_groups_list(ssl, groups) != 1 ||
        SSL_CTX_set1_sigalgs_list(ssl, algorithms) != 1 ||
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
    context->pipe = sy_channel_pipe();
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

/* Gives the context a certificate of the seed's key. */
static enum sy_err set_certificate(struct sy_channel_context *context,
                                   const uint8_t seed[SY_CHANNEL_KEY_BYTES], const char *name)
{
    EVP_PKEY *key = private_key(seed);
    X509 *certificate = key == NULL ? NULL : self_signed(key, name);
    enum sy_err err = SY_OK;

    if (certificate == NULL || SSL_CTX_use_certificate(context->ssl, certificate) != 1 ||
        SSL_CTX_use_PrivateKey(context->ssl, key) != 1)
        err = SY_INTERNAL;
    X509_free(certificate);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return err;
}

static bool name_fits(const char *name)
{
    return name[0] != 0 && strlen(name) <= NAME_BYTES_MAX;
}

/* Any certificate may be shown: what its key may do is decided where keys are known. */
static int take_any(X509_STORE_CTX *store, void *unused)
{
    (void)unused;
    X509_STORE_CTX_set_error(store, X509_V_OK);
    return 1;
}

enum sy_err sy_channel_server(const uint8_t seed[SY_CHANNEL_KEY_BYTES], const char *name,
                              struct sy_channel_context **out)
{
    struct sy_channel_context *context = NULL;
    enum sy_err err;

    if (!name_fits(name))
        return SY_BAD_NAME;
    err = new_context(TLS_server_method(), true, &context);
    if (err != SY_OK)
        return err;
    SSL_CTX_set_verify(context->ssl, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_cert_verify_callback(context->ssl, take_any, NULL);
    SSL_CTX_set_max_cert_list(context->ssl, SHOWN_BYTES_MAX);
    err = set_certificate(context, seed, name);
    if (err != SY_OK) {
        sy_channel_context_close(context);
        return err;
    }
    *out = context;
    return SY_OK;
}

/* In the place of OpenSSL's chain building: the key is the pinned one, and nothing else is
 * asked. That the server holds its secret half is proved by CertificateVerify, which OpenSSL
 * checks. */
static int verify_pin(X509_STORE_CTX *store, void *unused)
{
    const SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    struct sy_channel *channel = SSL_get_app_data(ssl);
    const X509 *certificate = X509_STORE_CTX_get0_cert(store);
    const EVP_PKEY *key = certificate == NULL ? NULL : X509_get0_pubkey(certificate);
    uint8_t raw[SY_CHANNEL_KEY_BYTES];

    (void)unused;
    if (key != NULL && sy_channel_raw_key(key, raw) && channel->pinned &&
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

enum sy_err sy_channel_node(const uint8_t seed[SY_CHANNEL_KEY_BYTES], const char *name,
                            struct sy_channel_context **out)
{
    struct sy_channel_context *context = NULL;
    enum sy_err err = name_fits(name) ? sy_channel_client(&context) : SY_BAD_NAME;

    if (err != SY_OK)
        return err;
    err = set_certificate(context, seed, name);
    if (err != SY_OK) {
        sy_channel_context_close(context);
        return err;
    }
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
