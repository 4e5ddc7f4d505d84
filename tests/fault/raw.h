/* raw.h - a peer by hand, that need not behave; and one that does, and notices harm. */
#ifndef SY_RAW_H
#define SY_RAW_H

#include <pthread.h>
#include <stdatomic.h>

#include "net/frame.h"
#include "tests/fault/fault.h"

struct raw {
    int fd;
    struct sy_channel *channel;
    struct sy_frame_reader reader;
};

/* A socket, from address 127.0.0.<host>; no node takes more than a share from each. */
void raw_connect(struct raw *raw, const struct sy_stage *stage, unsigned host);

/* Connected, greeted, as whoever the context shows: to a node of that key, at that address. */
void raw_open_as(struct raw *raw, const struct sy_address *address,
                 const struct sy_channel_context *context, const uint8_t *key,
                 const struct sy_hash *network_id);

/* The TLS handshake. False when the node hangs up instead. */
bool raw_handshake(struct raw *raw, const struct sy_stage *stage);

/* Both, and HELLO, whose answer is read. */
void raw_open(struct raw *raw, const struct sy_stage *stage, unsigned host);

/* As it is, before the handshake. False when the node has hung up. */
bool raw_send_bytes(struct raw *raw, const void *data, size_t len);

/* Through the channel. False when the node has hung up, or takes nothing for wait_ms. */
bool raw_send(struct raw *raw, struct sy_bytes plain, unsigned wait_ms);

/* One whole message. */
bool raw_send_message(struct raw *raw, uint8_t type, uint64_t id, struct sy_bytes payload,
                      unsigned wait_ms);

/* The next message. False when the node ends the connection before, or wait_ms are over. */
bool raw_receive(struct raw *raw, unsigned wait_ms, struct sy_frame_message *out);

/* The node hangs up within wait_ms; whatever comes before is thrown away. */
bool raw_ends(struct raw *raw, unsigned wait_ms);

void raw_close(struct raw *raw);

/* Somebody who appends now and then, and measures. */
struct bystander {
    pthread_t thread;
    const struct sy_stage *stage;
    struct sy_load load;
    atomic_bool stop;
    size_t count;
    bool failed;
    uint64_t *times_ms;
};

void bystander_start(struct bystander *bystander, const struct sy_stage *stage, size_t first);

/* It was served all the time: 99 of 100 within limit_ms. */
void bystander_end(struct bystander *bystander, uint64_t limit_ms);

/* Before the node starts, in a test that measures its memory: what sanitizers keep of freed
 * memory is not the node's. */
void raw_count_memory(void);

/* What the node may have in memory of its own: the 64 MiB that its peers may hold, eight
 * answers in the making, each a message of 8 MiB and its copy, and what connections and threads
 * need; more where sanitizers count in. */
uint64_t raw_memory_max(void);

#endif
