/* peer.h - the node that a command asks: found, connected to, greeted, and shown who is asking.
 *
 * Shape    open takes the options network, node, key and as of the command's line. Every
 *          request then gives an error of err.h, the node's own refusals included; report says
 *          the latest one to the user, with what to do next.
 * Thread   one at a time.
 */
#ifndef SY_PEER_H
#define SY_PEER_H

#include "ledger/key_file.h"
#include "ledger/network.h"
#include "net/client.h"
#include "net/error_reply.h"
#include "proto/message.h"
#include "tools/options.h"
#include "tools/output.h"

enum {
    SY_PEER_CONNECT_MS = 10 * 1000,
    SY_PEER_ANSWER_MS = 60 * 1000,
    SY_PEER_START_MS = 30 * 1000 /* for a node that starts; it takes itself 10 s */
};

struct sy_peer {
    struct sy_output *output;
    const struct sy_network_node *node; /* in network */
    struct sy_client *client;
    char where[SY_HOST_BYTES_MAX + 16];     /* its address, as written */
    char subject[SY_SUBJECT_BYTES_MAX + 1]; /* who we have proved to be; empty when nobody */
    int64_t time_us;                        /* its clock when it was greeted */
    uint64_t policy_version;                /* which it follows */
    enum sy_err err;                        /* the latest failure, and what was said of it */
    bool refused;                           /* it is the node's own answer */
    struct sy_buffer name, detail, member;
    struct sy_buffer refusal;  /* a note that the node signed, or empty */
    int64_t starting_us;       /* when it first said that it starts; 0: it has not */
    struct sy_network network; /* as the newest policy has it, ours or the node's */
    struct sy_network genesis;
};

/* Connect as the command's options say, and prove the connect key where one is given. On
 * anything but SY_EXIT_YES it has been said and *out is unchanged. */
SY_MUST_USE enum sy_exit sy_peer_open(struct sy_output *o, const struct sy_options *options,
                                      struct sy_peer **out);

/* The same without a key: nobody asks. node is as of --node; NULL: the registry's owner. */
SY_MUST_USE enum sy_exit sy_peer_open_unnamed(struct sy_output *o, const char *network_path,
                                              const char *node, struct sy_peer **out);

/* Show who is asking on an unnamed connection: the connect key of a file, path as the user
 * knows it. Said on anything but SY_EXIT_YES. */
SY_MUST_USE enum sy_exit sy_peer_prove(struct sy_peer *peer, const struct sy_key_file *file,
                                       const char *path, const char *subject);

/* One request, one answer; close the reply. The errors of client.h and of the node. */
SY_MUST_USE enum sy_err sy_peer_call(struct sy_peer *peer, enum sy_frame_type type,
                                     struct sy_bytes payload, struct sy_frame_message *reply);

/* A request whose answers are received; *id is what they carry. */
SY_MUST_USE enum sy_err sy_peer_send(struct sy_peer *peer, enum sy_frame_type type,
                                     struct sy_bytes payload, uint64_t *id);

/* The next message of any answer; close it. When the node refuses a request, that is the error,
 * and out->id tells which one (0: all); there is nothing to close then. */
SY_MUST_USE enum sy_err sy_peer_receive(struct sy_peer *peer, struct sy_frame_message *out);

/* An answer whose bytes are not what the protocol says: keeps and returns SY_BAD_ENCODING. */
SY_MUST_USE enum sy_err sy_peer_malformed(struct sy_peer *peer);

/* Say the latest failure; SY_EXIT_UNASKED. */
enum sy_exit sy_peer_report(struct sy_peer *peer);

/* Whether the latest failure was that the node has just started, and takes no appends before it
 * has compared itself with the others. Then it was said, once, and some time has passed: the
 * same bytes are to be sent again. No longer than SY_PEER_START_MS in all. */
bool sy_peer_await_start(struct sy_peer *peer);

/* The latest signed checkpoint of a log; the buffer is cleared first. */
SY_MUST_USE enum sy_err sy_peer_checkpoint(struct sy_peer *peer, struct sy_bytes origin,
                                           struct sy_buffer *note);

/* The text of evidence that the node has against a log; empty when it has none. The buffer is
 * cleared first. */
SY_MUST_USE enum sy_err sy_peer_evidence(struct sy_peer *peer, const char *origin,
                                         struct sy_buffer *text);

/* NULL is fine. */
void sy_peer_close(struct sy_peer *peer);

#endif
