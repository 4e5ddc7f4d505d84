/* stage.h - a network of one node in a temporary folder, with the node running: what is measured.
 *
 * Shape    genesis from fresh seeds; suyuand as a child, on a port of its own on loopback; one
 *          organisation admitted. Everything ends with sy_stage_close.
 */
#ifndef SY_STAGE_H
#define SY_STAGE_H

#include <sys/types.h>

#include "ledger/key_file.h"
#include "ledger/network.h"
#include "ledger/scope.h"
#include "net/client.h"

enum { SY_STAGE_PATH_BYTES = 512 };

struct sy_stage {
    char folder[SY_STAGE_PATH_BYTES];
    struct sy_network *network;
    struct sy_key_file node_file;
    struct sy_key_file authority_file;
    struct sy_secret_key sign; /* of the organisation */
    uint8_t nonce[SY_SEED_BYTES];
    char principal[SY_SUBJECT_BYTES_MAX + 1];
    pid_t node;
    struct sy_address address;
};

/* daemon is the path of suyuand. False, and said on stderr, when something fails; close it then
 * too. */
SY_MUST_USE bool sy_stage_open(struct sy_stage *stage, const char *daemon);

/* A greeted connection; NULL, and said. */
struct sy_client *sy_stage_connect(const struct sy_stage *stage);

/* The scope of the district's log, and its origin. */
struct sy_scope sy_stage_scope(const struct sy_stage *stage);
const char *sy_stage_origin(const struct sy_stage *stage);

/* Resident set of the node without file-mapped pages, bytes; 0 when it cannot be told. */
uint64_t sy_stage_anonymous_bytes(const struct sy_stage *stage);

/* Stops the node and removes the folder. */
void sy_stage_close(struct sy_stage *stage);

#endif
