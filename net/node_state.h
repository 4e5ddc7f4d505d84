/* node_state.h - what a node consists of; only for the node*.c files. */
#ifndef SY_NODE_STATE_H
#define SY_NODE_STATE_H

#include "ledger/registry.h"
#include "net/appender.h"
#include "net/eraser.h"
#include "net/follower.h"
#include "net/keeper.h"
#include "net/kept_log.h"
#include "net/node.h"
#include "net/peers.h"
#include "net/reader.h"
#include "net/replica.h"
#include "net/scrubber.h"
#include "net/shared_policy.h"

enum {
    SY_NODE_PATH_BYTES_MAX = 4096,
    SY_NODE_WATCH_MS = 1000 /* what could not be done is tried again */
};

struct sy_node {
    struct sy_loop *loop;
    const struct sy_network *network;     /* as founded */
    const struct sy_addresses *addresses; /* as nodes.json has them */
    struct sy_shared_policy *policy;      /* that it follows */
    uint64_t adopted; /* its version whose nodes, cosigners, quorum are in use */
    char code[SY_NODE_CODE_BYTES + 1];
    char data[SY_NODE_PATH_BYTES_MAX];
    struct sy_logger logger;
    const char *key_path;
    struct sy_subscription subscription;
    uint8_t store_id[SY_STORE_ID_BYTES]; /* for the next log that is made */
    int lock;
    struct sy_kept_logs logs;
    uint64_t opened_versions; /* of the policy, 0 included, whose logs are open */
    struct sy_registry *registry;
    struct sy_view *view;
    struct sy_channel_context *channel;
    struct sy_server *server;
    struct sy_appender *appender;
    struct sy_reader *reader;
    struct sy_follower *follower;
    struct sy_eraser *eraser;
    struct sy_scrubber *scrubber;
    struct sy_keeper *keeper;
    struct sy_peers *peers;
    bool peers_followed; /* they are those of that policy and registry: */
    uint64_t peers_version;
    uint64_t peers_size;
    struct sy_replica *replica;
    int64_t started_at;
    bool stopping;
    struct sy_timer *watch;
    bool waits_for_quiet;
    bool ending;         /* logs are, at the next quiet moment */
    enum sy_err opening; /* why a log of the policy is not open */
    struct sy_timer *second;
    bool clock_ahead; /* of those of two districts: nothing is sequenced */
    /* Appends in the last whole minute. */
    struct sy_timer *minute;
    uint64_t minute_start_count;
    uint64_t minute_count;
};

/* Follows the policy that the registry's view has, and says in the log what that changes. The
 * errors of the registry; it goes on with the policy it had. */
SY_MUST_USE enum sy_err sy_node_follow_policy(struct sy_node *node);

/* Does what the policy in force asks for and was not done yet: logs that it has added are
 * opened, keys that were missing are looked for. What cannot be done now is tried again. */
void sy_node_adopt_policy(struct sy_node *node);

/* Has links to the nodes that the policy names, where the registry says that they are. Errors
 * of the registry, SY_NO_MEMORY: to be tried again. */
SY_MUST_USE enum sy_err sy_node_follow_peers(struct sy_node *node);

/* The folder of an origin's log. */
void sy_node_log_path(const struct sy_node *node, const char *origin,
                      char out[SY_NODE_PATH_BYTES_MAX]);

/* Compares this node's clock with the others', and stops or goes on sequencing. */
void sy_node_watch_clock(struct sy_node *node);

/* What each request does: the server's handler. */
struct sy_server_handler sy_node_handler(struct sy_node *node);

#endif
