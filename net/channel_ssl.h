/* channel_ssl.h - what a channel is to OpenSSL; for the two files that make it up. */
#ifndef SY_CHANNEL_SSL_H
#define SY_CHANNEL_SSL_H

#include <openssl/bio.h>
#include <openssl/ssl.h>

#include "net/channel.h"

enum { SY_CHANNEL_REASON_BYTES = 160 };

struct sy_channel_context {
    SSL_CTX *ssl;
    BIO_METHOD *pipe;
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
    char reason[SY_CHANNEL_REASON_BYTES];
};

/* The bytes of an Ed25519 key; false for another. */
bool sy_channel_raw_key(const EVP_PKEY *key, uint8_t out[SY_CHANNEL_KEY_BYTES]);

/* OpenSSL's view of the two directions: it reads from channel->in and writes to channel->out.
 * NULL for want of memory. */
BIO_METHOD *sy_channel_pipe(void);

#endif
