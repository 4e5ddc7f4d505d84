/* stage.h - a network of one node in a temporary folder, with the node running: what is
 * measured.
 *
 * Shape    genesis from fresh seeds; suyuand as a child, on a port of its own on loopback; one
 *          organisation admitted. Everything ends with sy_stage_close.
 */
#ifndef SY_STAGE_H
#define SY_STAGE_H

#include <sys/types.h>

#include "ledger/compose.h"
#include "ledger/key_file.h"
#include "ledger/network.h"
#include "ledger/scope.h"
#include "net/client.h"
#include "proto/act.h"

enum { SY_STAGE_PATH_BYTES = 512, SY_STAGE_NAME_BYTES = 64, SY_STAGE_NODES_MAX = 4 };

struct sy_stage {
    char folder[SY_STAGE_PATH_BYTES];
    struct sy_network *network;
    struct sy_key_file node_file;
    struct sy_key_file authority_file;
    struct sy_secret_key sign; /* of the organisation */
    uint8_t nonce[SY_SEED_BYTES];
    char principal[SY_SUBJECT_BYTES_MAX + 1];
    pid_t node;          /* -1 when it does not run */
    size_t said;         /* bytes of its log before the latest start */
    const char *scrub_s; /* how long a scrub takes; NULL: as by default */
    struct sy_address address;
};

/* daemon is the path of suyuand. False, and said on stderr, when something fails; close it then
 * too. */
SY_MUST_USE bool sy_stage_open(struct sy_stage *stage, const char *daemon);

/* The same in steps. */
SY_MUST_USE bool sy_stage_found(struct sy_stage *stage);
SY_MUST_USE bool sy_stage_start(struct sy_stage *stage, const char *daemon);
SY_MUST_USE bool sy_stage_admit(struct sy_stage *stage);

/* The same network with several nodes, which whoever wants them starts: key_files gets theirs,
 * the first is the stage's own, and all are at addresses of the loopback that nobody else
 * uses. */
SY_MUST_USE bool sy_stage_found_nodes(struct sy_stage *stage, size_t count,
                                      struct sy_key_file key_files[SY_STAGE_NODES_MAX],
                                      struct sy_address addresses[SY_STAGE_NODES_MAX]);

/* Start in two: make the process; wait until it listens. False when it has ended instead. */
SY_MUST_USE bool sy_stage_launch(struct sy_stage *stage, const char *daemon);
SY_MUST_USE bool sy_stage_await(struct sy_stage *stage);

/* End the node with a signal: its status as waitpid gives it; -1 when it did not run, or had to
 * be killed after ten seconds. */
int sy_stage_end(struct sy_stage *stage, int signal_number);

/* Whether the node has written these words since its latest start; the rest of the line. */
bool sy_stage_said(const struct sy_stage *stage, const char *words, char *rest,
                   size_t rest_bytes);

/* The path of a file in the folder: network.json, node.key, node.log, data. */
void sy_stage_path(const struct sy_stage *stage, const char *name,
                   char out[SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES]);

/* The path of what belongs to one of several nodes: its data, its key, its log. */
void sy_stage_node_path(const struct sy_stage *stage, size_t node, const char *what,
                        char out[SY_STAGE_PATH_BYTES + SY_STAGE_NAME_BYTES]);

/* In a child: becomes suyuand as one of several nodes. It ends with its parent, and status 127
 * says that it could not be. */
_Noreturn void sy_stage_become(const struct sy_stage *stage, size_t node, const char *daemon,
                               const struct sy_address *address);

/* A connection to a node of the network as anybody may have one: greeted, nobody proved. Its
 * reason is sy_client_reason of *out, which is to be closed on an error, too; NULL is fine. */
SY_MUST_USE enum sy_err sy_stage_greet(const struct sy_network *network,
                                       const struct sy_network_node *node,
                                       const struct sy_address *address,
                                       struct sy_client **out);

/* A greeted connection; NULL, and said. */
struct sy_client *sy_stage_connect(const struct sy_stage *stage);

/* The scope of the district's log, and its origin. */
struct sy_scope sy_stage_scope(const struct sy_stage *stage);
const char *sy_stage_origin(const struct sy_stage *stage);

/* Resident set of the node without file-mapped pages, bytes; 0 when it cannot be told. */
uint64_t sy_stage_anonymous_bytes(const struct sy_stage *stage);

/* The processor time that a node, a process, has used so far, seconds; 0 when it cannot be
 * told. */
double sy_stage_used(pid_t node);

/* One more act, its open part alone. */
SY_MUST_USE bool sy_stage_add_act(struct sy_composer *composer, const struct sy_act_draft *act);

/* Stops the node and removes the folder. */
void sy_stage_close(struct sy_stage *stage);

#endif
