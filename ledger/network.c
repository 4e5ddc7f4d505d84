#include "ledger/network.h"

#include <string.h>

#include "ledger/origin.h"

const struct sy_network_limits sy_network_limits_of_genesis = {SY_STATEMENT_BYTES_MAX,
                                                               SY_RECORDS_MAX};

static bool same(const char *a, struct sy_bytes b)
{
    return sy_bytes_equal(sy_text(a), b);
}

uint64_t sy_network_quorum_needed(uint64_t n, uint64_t f)
{
    sy_assert(n <= SY_NETWORK_NODES_MAX);
    sy_assert(f <= SY_NETWORK_NODES_MAX);
    return n == 0 ? 0 : (n + f) / 2 + 1;
}

const char *sy_cosigner_role_name(enum sy_cosigner_role role)
{
    return role == SY_COSIGNER_MIRROR ? "mirror" : "witness";
}

const struct sy_network_node *sy_network_node(const struct sy_network *network,
                                              struct sy_bytes code)
{
    for (uint64_t i = 0; i < network->node_count; i++) {
        if (same(network->nodes[i].code, code))
            return &network->nodes[i];
    }
    return NULL;
}

const struct sy_network_log *sy_network_log(const struct sy_network *network,
                                            struct sy_bytes origin)
{
    if (same(network->registry.vkey.name, origin))
        return &network->registry;
    for (uint64_t i = 0; i < network->log_count; i++) {
        if (same(network->logs[i].vkey.name, origin))
            return &network->logs[i];
    }
    return NULL;
}

bool sy_network_log_ends(const struct sy_network_log *log, uint64_t size,
                         const struct sy_hash *root)
{
    return log->closed && log->final_size == size && sy_hash_equal(&log->final_root, root);
}

const struct sy_network_log *sy_network_log_of(const struct sy_network *network,
                                               struct sy_bytes code)
{
    for (uint64_t i = 0; i < network->log_count; i++) {
        if (!network->logs[i].closed && same(network->logs[i].node, code))
            return &network->logs[i];
    }
    return NULL;
}

const struct sy_network_log *sy_network_successor(const struct sy_network *network,
                                                  const struct sy_network_log *log)
{
    struct sy_bytes origin = sy_text(log->vkey.name);
    uint64_t generation = sy_origin_generation(origin);

    for (uint64_t i = 0; i < network->log_count && generation > 0; i++) {
        struct sy_bytes other = sy_text(network->logs[i].vkey.name);

        if (sy_origin_generation(other) == generation + 1 &&
            sy_bytes_equal(sy_origin_place(other), sy_origin_place(origin)))
            return &network->logs[i];
    }
    return NULL;
}

const struct sy_network_cosigner *sy_network_cosigner(const struct sy_network *network,
                                                      struct sy_bytes code,
                                                      enum sy_cosigner_role role)
{
    for (uint64_t i = 0; i < network->cosigner_count; i++) {
        const struct sy_network_cosigner *c = &network->cosigners[i];

        if (c->role == role && same(c->node, code))
            return c;
    }
    return NULL;
}

static bool listed(const struct sy_public_key *keys, uint64_t count,
                   const struct sy_public_key *key)
{
    for (uint64_t i = 0; i < count; i++) {
        if (sy_public_key_equal(&keys[i], key))
            return true;
    }
    return false;
}

bool sy_network_is_authority(const struct sy_network *network, const struct sy_public_key *key)
{
    return listed(network->authority_keys, network->authority_count, key);
}

bool sy_network_is_authority_connect(const struct sy_network *network,
                                     const struct sy_public_key *key)
{
    return listed(network->authority_connect_keys, network->authority_count, key);
}
