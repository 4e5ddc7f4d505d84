/* network.h - a network as its genesis founds it (network.json, whose hash is all that a
 * terminal pins), or as a later policy has it (policy.h).
 *
 * Shape    every log and cosigner has its C2SP vkey and the node that runs it. A node owns at
 *          most one log, NAME/CODE; one of them owns NAME/registry too. Cosigners are named
 *          NAME/CODE/mirror and NAME/CODE/witness. No public key serves two purposes. A policy
 *          may close a log at its last size and root; NAME/CODE/2 then succeeds it, and so on.
 * Quorum   one vote a node other than the log's owner: of n = nodes - 1 votes, f of which may
 *          lie, floor((n + f) / 2) + 1 are needed; with a single node nothing is.
 * Source   design section 4.
 * Pure     fixed size, no allocation kept.
 */
#ifndef SY_NETWORK_H
#define SY_NETWORK_H

#include "ledger/hash.h"
#include "ledger/place.h"
#include "ledger/problem.h"
#include "ledger/vkey.h"
#include "proto/buffer.h"

struct sy_json_writer;

enum {
    SY_NETWORK_NODES_MAX = 64,
    SY_NETWORK_LOGS_MAX = 2 * SY_NETWORK_NODES_MAX, /* the closed ones too */
    SY_NETWORK_AUTHORITIES_MAX = 16,
    SY_NETWORK_COSIGNERS_MAX = 2 * SY_NETWORK_NODES_MAX
};

#define SY_NETWORK_FORMAT "suyuan-network/v1"

struct sy_network_node {
    char code[SY_NODE_CODE_BYTES + 1];
    struct sy_public_key transport; /* of its TLS certificate */
    struct sy_public_key statement; /* of what the node itself declares */
};

/* The vkey's name is the log's origin. */
struct sy_network_log {
    struct sy_vkey vkey;
    char node[SY_NODE_CODE_BYTES + 1]; /* code of the owner */
    bool closed;                       /* for good: nothing stands behind final_size */
    uint64_t final_size;
    struct sy_hash final_root;
};

enum sy_cosigner_role { SY_COSIGNER_MIRROR = 1, SY_COSIGNER_WITNESS = 2 };

struct sy_network_cosigner {
    struct sy_vkey vkey;
    char node[SY_NODE_CODE_BYTES + 1];
    enum sy_cosigner_role role;
};

/* What the nodes admit; never more than what is valid (limits.h). */
struct sy_network_limits {
    uint64_t statement_bytes; /* with all its parts */
    uint64_t records;         /* of a statement */
};

struct sy_network {
    char name[SY_NAME_BYTES_MAX + 1];
    struct sy_hash id; /* H(bytes of network.json) */
    uint64_t version;  /* of the policy; 0 is the genesis */
    struct sy_network_log registry;
    uint64_t authority_k; /* how many of the authorities must sign */
    uint64_t authority_count;
    struct sy_public_key authority_keys[SY_NETWORK_AUTHORITIES_MAX];
    struct sy_public_key authority_connect_keys[SY_NETWORK_AUTHORITIES_MAX]; /* same order */
    uint64_t node_count;
    struct sy_network_node nodes[SY_NETWORK_NODES_MAX];
    uint64_t log_count; /* without the registry */
    struct sy_network_log logs[SY_NETWORK_LOGS_MAX];
    uint64_t cosigner_count;
    struct sy_network_cosigner cosigners[SY_NETWORK_COSIGNERS_MAX];
    uint64_t quorum_faults; /* f */
    uint64_t quorum_of;     /* n */
    uint64_t quorum_needed;
    struct sy_network_limits limits;
};

/* Those of validity: a genesis names no others. */
extern const struct sy_network_limits sy_network_limits_of_genesis;

/* Read network.json, every name, key and number checked. SY_BAD_JSON, SY_BAD_FILE, SY_LIMIT,
 * SY_NO_MEMORY: *why, which may be NULL, says what and where, and *out is unchanged. */
SY_MUST_USE enum sy_err sy_network_parse(struct sy_bytes file, struct sy_network *out,
                                         struct sy_problem *why);

/* The rules between the members; id is not looked at. SY_BAD_FILE with *why filled. */
SY_MUST_USE enum sy_err sy_network_check(const struct sy_network *network,
                                         struct sy_problem *why);

/* Append network.json, readable, ending in a newline; the buffer keeps the error. The network
 * must pass the check. Its id is the hash of what is written. */
void sy_network_write(const struct sy_network *network, struct sy_buffer *out);

/* The log of an origin, the registry's included; NULL when the network has none of that
 * name. */
const struct sy_network_log *sy_network_log(const struct sy_network *network,
                                            struct sy_bytes origin);

/* The log that took over from a closed one, or the registry's; NULL when none did. */
const struct sy_network_log *sy_network_successor(const struct sy_network *network,
                                                  const struct sy_network_log *log);

/* Whether a policy has closed the log there. */
bool sy_network_log_ends(const struct sy_network_log *log, uint64_t size,
                         const struct sy_hash *root);

/* The open district log of a node; NULL when it owns none. */
const struct sy_network_log *sy_network_log_of(const struct sy_network *network,
                                               struct sy_bytes code);

/* The node of a code; NULL. */
const struct sy_network_node *sy_network_node(const struct sy_network *network,
                                              struct sy_bytes code);

/* The node's cosigner of that role; NULL. */
const struct sy_network_cosigner *sy_network_cosigner(const struct sy_network *network,
                                                      struct sy_bytes code,
                                                      enum sy_cosigner_role role);

/* Whether key is one of the authority's signing keys, or of its connect keys. */
bool sy_network_is_authority(const struct sy_network *network, const struct sy_public_key *key);
bool sy_network_is_authority_connect(const struct sy_network *network,
                                     const struct sy_public_key *key);

/* One key of the network: what it is for, whose it is, and where it is written. */
enum sy_network_purpose {
    SY_PURPOSE_LOG,
    SY_PURPOSE_AUTHORITY,
    SY_PURPOSE_CONNECT,
    SY_PURPOSE_TRANSPORT,
    SY_PURPOSE_STATEMENT,
    SY_PURPOSE_COSIGNER
};

struct sy_network_key {
    const struct sy_public_key *key; /* in the network */
    enum sy_network_purpose purpose;
    const char *holder; /* origin, node code, cosigner; "" for the authority */
    char path[SY_PROBLEM_PATH_BYTES];
};

enum {
    SY_NETWORK_KEYS_MAX = 1 + 2 * SY_NETWORK_AUTHORITIES_MAX + SY_NETWORK_LOGS_MAX +
                          2 * SY_NETWORK_NODES_MAX + SY_NETWORK_COSIGNERS_MAX
};

/* All of them; returns how many. */
size_t sy_network_keys(const struct sy_network *network,
                       struct sy_network_key out[SY_NETWORK_KEYS_MAX]);

/* floor((n + f) / 2) + 1; 0 when n is 0. */
uint64_t sy_network_quorum_needed(uint64_t n, uint64_t f);

/* The member "quorum" of an object that is being written. */
void sy_network_put_quorum(struct sy_json_writer *w, const struct sy_network *n);

/* "mirror", "witness" */
const char *sy_cosigner_role_name(enum sy_cosigner_role role);

#endif
