/* cluster.h - a network of four nodes on this machine, each a process of its own.
 *
 * Shape    node 0 owns the log that is measured, and the registry; FARTHEST is the one that is
 *          looked at from afar. Each has an address of the loopback that nobody else uses.
 */
#ifndef SY_CLUSTER_H
#define SY_CLUSTER_H

#include "proto/message.h"
#include "tools/bench/stage.h"

enum { SY_CLUSTER_NODES = SY_STAGE_NODES_MAX, SY_CLUSTER_FARTHEST = SY_CLUSTER_NODES - 1 };

struct sy_cluster {
    struct sy_stage stage; /* its address is the first node's */
    struct sy_key_file keys[SY_CLUSTER_NODES];
    struct sy_address addresses[SY_CLUSTER_NODES];
    pid_t nodes[SY_CLUSTER_NODES];
    const char *daemon;
    size_t events; /* of the log so far */
};

/* All nodes run, and the organisation is admitted. False, and said on stderr, when something
 * fails; close it then too. */
SY_MUST_USE bool sy_cluster_open(struct sy_cluster *c, const char *daemon);

/* Ends what runs, and removes the folder. */
void sy_cluster_close(struct sy_cluster *c);

/* False, and said, when there can be no process. It may still be on its way up. */
SY_MUST_USE bool sy_cluster_start(struct sy_cluster *c, size_t node);

/* Ends a node in order; the processor time that it has used, seconds. */
double sy_cluster_end(struct sy_cluster *c, size_t node);

/* The processor time that a node has used so far, seconds. */
double sy_cluster_used(const struct sy_cluster *c, size_t node);

/* Bytes that the node says its links have carried; it has ended. Negative when it cannot be
 * read. */
double sy_cluster_carried(const struct sy_cluster *c, size_t node);

/* A connection as anybody may have one: greeted, nobody proved. NULL when there is none. */
struct sy_client *sy_cluster_connect(const struct sy_cluster *c, size_t node);

/* The size that the node can show with the quorum behind it; 0 while none. */
uint64_t sy_cluster_verified(struct sy_client *client, const struct sy_cluster *c);

/* What the node has of the log: entries held, and entries that its views have followed. False
 * when it does not say. */
bool sy_cluster_held(struct sy_client *client, const struct sy_cluster *c, uint64_t *held,
                     uint64_t *viewed);

#endif
