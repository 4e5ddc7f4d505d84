/* registry_load.h - a made-up registry loaded twice: through a node, and straight into a store
 * of our own beside it, which is the limit.
 *
 * Shape    the stage runs; the population grows block by block. Statements are made before the
 *          clock starts; those that do not wait for each other are under way together.
 */
#ifndef SY_REGISTRY_LOAD_H
#define SY_REGISTRY_LOAD_H

#include "ledger/registry.h"
#include "tools/bench/population.h"
#include "tools/bench/stage.h"

struct sy_registry_load {
    struct sy_stage *stage;
    struct sy_population population;
    struct sy_secret_key authority;
    struct sy_client *client;
    struct sy_log *log; /* of the limit */
    struct sy_registry *registry;
    size_t blocks; /* loaded */
    uint64_t statements;
    double node_seconds;
    double store_seconds;
};

/* Of so many organisations a block. False, and said on stderr, when something fails; close it
 * then too. */
SY_MUST_USE bool sy_registry_load_open(struct sy_registry_load *load, struct sy_stage *stage,
                                       size_t block, size_t blocks);

/* Until so many blocks are loaded. The node runs. */
SY_MUST_USE bool sy_registry_load_until(struct sy_registry_load *load, size_t blocks);

/* Twice is fine. */
void sy_registry_load_close(struct sy_registry_load *load);

#endif
