#include "ledger/genesis.h"

#include <string.h>

/* What the making of one network is at. */
struct maker {
    const struct sy_genesis *genesis;
    const uint8_t (*seeds)[SY_SEED_BYTES];
    size_t used;
    struct sy_network *network;
};

size_t sy_genesis_seeds(const struct sy_genesis *genesis)
{
    return 1 + SY_GENESIS_SEEDS_PER_NODE * (size_t)genesis->node_count +
           SY_GENESIS_SEEDS_PER_AUTHORITY * (size_t)genesis->authority_count;
}

uint64_t sy_genesis_faults(uint64_t node_count)
{
    return node_count < 2 ? 0 : (node_count - 2) / 3;
}

/* Give the next seed to a purpose: into the key file, its public key out. */
static enum sy_err give(struct maker *m, struct sy_key_file *file, enum sy_key_purpose purpose,
                        const char *name, struct sy_public_key *out)
{
    const uint8_t *seed = m->seeds[m->used];
    struct sy_secret_key secret;
    enum sy_err err = sy_key_file_add(file, purpose, name, seed);

    sy_assert(m->used < sy_genesis_seeds(m->genesis));
    m->used++;
    if (err != SY_OK || out == NULL)
        return err;
    sy_secret_key_from_seed(seed, &secret);
    *out = secret.public_key;
    sy_secret_key_wipe(&secret);
    return SY_OK;
}

static enum sy_err make_log(struct maker *m, struct sy_key_file *file, const char *last,
                            const char *code, struct sy_network_log *out)
{
    char origin[SY_NAME_BYTES_MAX + 1];
    struct sy_public_key key;
    enum sy_err err = sy_place_make(m->genesis->name, last, origin);

    if (err == SY_OK)
        err = give(m, file, SY_KEY_LOG, origin, &key);
    if (err == SY_OK)
        err = sy_vkey_make(sy_text(origin), SY_VKEY_ED25519, &key, &out->vkey);
    memcpy(out->node, code, sizeof(out->node));
    return err;
}

static enum sy_err make_cosigner(struct maker *m, struct sy_key_file *file, const char *code,
                                 enum sy_cosigner_role role)
{
    struct sy_network_cosigner *cosigner = &m->network->cosigners[m->network->cosigner_count++];
    char place[SY_NAME_BYTES_MAX + 1];
    char name[SY_NAME_BYTES_MAX + 1];
    struct sy_public_key key;
    enum sy_err err = sy_place_make(m->genesis->name, code, place);

    if (err == SY_OK)
        err = sy_place_make(sy_text(place), sy_cosigner_role_name(role), name);
    if (err == SY_OK)
        err = give(m, file, role == SY_COSIGNER_MIRROR ? SY_KEY_MIRROR : SY_KEY_WITNESS, place,
                   &key);
    if (err == SY_OK)
        err = sy_vkey_make(sy_text(name), SY_VKEY_COSIGNATURE, &key, &cosigner->vkey);
    cosigner->role = role;
    memcpy(cosigner->node, code, sizeof(cosigner->node));
    return err;
}

static enum sy_err make_node(struct maker *m, uint64_t i, struct sy_key_file *file)
{
    const char *code = m->genesis->codes[i];
    struct sy_network_node *node = &m->network->nodes[i];
    enum sy_err err = make_log(m, file, code, code, &m->network->logs[i]);

    memcpy(node->code, code, sizeof(node->code));
    if (err == SY_OK && i == 0)
        err = make_log(m, file, SY_PLACE_REGISTRY, code, &m->network->registry);
    if (err == SY_OK)
        err = make_cosigner(m, file, code, SY_COSIGNER_MIRROR);
    if (err == SY_OK)
        err = make_cosigner(m, file, code, SY_COSIGNER_WITNESS);
    if (err == SY_OK)
        err = give(m, file, SY_KEY_TRANSPORT, code, &node->transport);
    if (err == SY_OK)
        err = give(m, file, SY_KEY_STATEMENT, code, &node->statement);
    file->holder = SY_KEY_OF_NODE;
    return err;
}

static enum sy_err make_authority(struct maker *m, uint64_t i, struct sy_key_file *file)
{
    enum sy_err err = give(m, file, SY_KEY_AUTHORITY, "", &m->network->authority_keys[i]);

    if (err == SY_OK)
        err = give(m, file, SY_KEY_CONNECT, "", &m->network->authority_connect_keys[i]);
    if (err == SY_OK)
        err = give(m, file, SY_KEY_NONCE, "", NULL);
    file->holder = SY_KEY_OF_AUTHORITY;
    return err;
}

static enum sy_err make(struct maker *m, struct sy_key_file *node_files,
                        struct sy_key_file *authority_files)
{
    const struct sy_genesis *g = m->genesis;
    enum sy_err err = SY_OK;

    for (uint64_t i = 0; i < g->node_count && err == SY_OK; i++)
        err = make_node(m, i, &node_files[i]);
    for (uint64_t i = 0; i < g->authority_count && err == SY_OK; i++)
        err = make_authority(m, i, &authority_files[i]);
    return err;
}

enum sy_err sy_genesis_make(const struct sy_genesis *genesis,
                            const uint8_t (*seeds)[SY_SEED_BYTES], struct sy_network *network,
                            struct sy_key_file *node_files, struct sy_key_file *authority_files,
                            struct sy_problem *why)
{
    struct maker m = {.genesis = genesis, .seeds = seeds, .network = network};
    enum sy_err err = SY_BAD_NAME;

    sy_assert(genesis->node_count > 0);
    sy_assert(genesis->node_count <= SY_NETWORK_NODES_MAX);
    sy_assert(genesis->authority_count <= SY_NETWORK_AUTHORITIES_MAX);
    *network = (struct sy_network){.node_count = genesis->node_count,
                                   .log_count = genesis->node_count,
                                   .authority_count = genesis->authority_count,
                                   .authority_k = genesis->authority_k,
                                   .quorum_of = genesis->node_count - 1,
                                   .quorum_faults = genesis->faults,
                                   .limits = sy_network_limits_of_genesis};
    memset(node_files, 0, genesis->node_count * sizeof(*node_files));
    memset(authority_files, 0, genesis->authority_count * sizeof(*authority_files));
    sy_problem_set(why, SY_PROBLEM_BAD_PLACE_NAME, genesis->name);
    if (sy_place_valid(genesis->name)) {
        memcpy(network->name, genesis->name.data, genesis->name.len);
        err = make(&m, node_files, authority_files);
    }
    if (genesis->faults <= SY_NETWORK_NODES_MAX)
        network->quorum_needed = sy_network_quorum_needed(network->quorum_of, genesis->faults);
    if (err == SY_OK)
        err = sy_network_check(network, why);
    for (uint64_t i = 0; i < genesis->node_count && err != SY_OK; i++)
        sy_key_file_wipe(&node_files[i]);
    for (uint64_t i = 0; i < genesis->authority_count && err != SY_OK; i++)
        sy_key_file_wipe(&authority_files[i]);
    return err;
}
