/* node_state.h - what a node consists of; only for the node*.c files. */
#ifndef SY_NODE_STATE_H
#define SY_NODE_STATE_H

#include "ledger/registry.h"
#include "net/appender.h"
#include "net/eraser.h"
#include "net/follower.h"
#include "net/kept_log.h"
#include "net/node.h"
#include "net/peers.h"
#include "net/reader.h"
#include "net/replica.h"
#include "net/scrubber.h"
#include "net/shared_policy.h"

enum { SY_NODE_PATH_BYTES_MAX = 4096 };

struct sy_node {
    struct sy_loop *loop;
    const struct sy_network *network;      /* as founded */
    struct sy_shared_policy *policy;       /* that it follows */
    struct sy_shared_policy *started_with; /* whose nodes, cosigners and quorum are in use */
    char code[SY_NODE_CODE_BYTES + 1];
    char data[SY_NODE_PATH_BYTES_MAX];
    struct sy_logger logger;
    int lock;
    struct sy_kept_log
        logs[SY_KEPT_LOGS_MAX]; /* the registry's first, as the network has them */
    size_t log_count;
    struct sy_registry *registry;
    struct sy_view *view;
    struct sy_channel_context *channel;
    struct sy_server *server;
    struct sy_appender *appender;
    struct sy_reader *reader;
    struct sy_follower *follower;
    struct sy_eraser *eraser;
    struct sy_scrubber *scrubber;
    struct sy_peers *peers;
    struct sy_replica *replica;
    int64_t started_at;
    bool stopping;
    /* Appends in the last whole minute. */
    struct sy_timer *minute;
    uint64_t minute_start_count;
    uint64_t minute_count;
};

/* Follows the policy that the registry's view has, and says in the log what that changes. The
 * errors of the registry; it goes on with the policy it had. */
SY_MUST_USE enum sy_err sy_node_follow_policy(struct sy_node *node);

/* What each request does: the server's handler. */
struct sy_server_handler sy_node_handler(struct sy_node *node);

#endif
