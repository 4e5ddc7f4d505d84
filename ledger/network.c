#include "ledger/network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One key of the network and the path of where it stands, to find keys that serve twice. */
struct key_place {
    const struct sy_public_key *key;
    char path[SY_PROBLEM_PATH_BYTES];
};

enum {
    KEYS_MAX =
        1 + 2 * SY_NETWORK_AUTHORITIES_MAX + 3 * SY_NETWORK_NODES_MAX + SY_NETWORK_COSIGNERS_MAX
};

static bool same(const char *a, struct sy_bytes b)
{
    return sy_bytes_equal(sy_text(a), b);
}

static enum sy_err wrong(struct sy_problem *why, enum sy_problem_kind kind, const char *detail,
                         const char *path)
{
    if (why != NULL) {
        sy_problem_set(why, kind, sy_text(detail));
        snprintf(why->path, sizeof(why->path), "%s", path);
    }
    return SY_BAD_FILE;
}

/* wrong at "<list>[<index>].<member>" */
static enum sy_err wrong_in(struct sy_problem *why, enum sy_problem_kind kind,
                            const char *detail, const char *list, uint64_t index,
                            const char *member)
{
    char path[SY_PROBLEM_PATH_BYTES];

    snprintf(path, sizeof(path), "%s[%u].%s", list, (unsigned)index, member);
    return wrong(why, kind, detail, path);
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

const struct sy_network_log *sy_network_log_of(const struct sy_network *network,
                                               struct sy_bytes code)
{
    for (uint64_t i = 0; i < network->log_count; i++) {
        if (same(network->logs[i].node, code))
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

static enum sy_err check_nodes(const struct sy_network *n, struct sy_problem *why)
{
    if (n->node_count == 0 || n->node_count > SY_NETWORK_NODES_MAX)
        return wrong(why, SY_PROBLEM_TOO_FEW, "1", "nodes");
    for (uint64_t i = 0; i < n->node_count; i++) {
        const char *code = n->nodes[i].code;

        if (!sy_node_code_valid(sy_text(code)))
            return wrong_in(why, SY_PROBLEM_BAD_NODE_CODE, code, "nodes", i, "code");
        if (sy_network_node(n, sy_text(code)) != &n->nodes[i])
            return wrong_in(why, SY_PROBLEM_LISTED_TWICE, code, "nodes", i, "code");
    }
    return SY_OK;
}

/* Whether origin is "<network>/<last>" or "<network>/<last>/<role>". */
static bool is_named(const char *origin, const struct sy_network *n, const char *last,
                     const char *role)
{
    char place[SY_NAME_BYTES_MAX + 1];
    char full[SY_NAME_BYTES_MAX + 1];

    if (sy_place_make(sy_text(n->name), last, place) != SY_OK)
        return false;
    if (role == NULL)
        return strcmp(origin, place) == 0;
    return sy_place_make(sy_text(place), role, full) == SY_OK && strcmp(origin, full) == 0;
}

static enum sy_err check_logs(const struct sy_network *n, struct sy_problem *why)
{
    if (!is_named(n->registry.vkey.name, n, SY_PLACE_REGISTRY, NULL))
        return wrong(why, SY_PROBLEM_WRONG_ORIGIN, n->registry.vkey.name, "registry.origin");
    if (n->registry.vkey.type != SY_VKEY_ED25519)
        return wrong(why, SY_PROBLEM_BAD_VKEY, n->registry.vkey.name, "registry.vkey");
    if (sy_network_node(n, sy_text(n->registry.node)) == NULL)
        return wrong(why, SY_PROBLEM_UNKNOWN_NODE, n->registry.node, "registry.node");
    if (n->log_count == 0 || n->log_count > n->node_count)
        return wrong(why, n->log_count == 0 ? SY_PROBLEM_TOO_FEW : SY_PROBLEM_TOO_MANY,
                     n->log_count == 0 ? "1" : "nodes", "logs");
    for (uint64_t i = 0; i < n->log_count; i++) {
        const struct sy_network_log *log = &n->logs[i];

        if (sy_network_node(n, sy_text(log->node)) == NULL)
            return wrong_in(why, SY_PROBLEM_UNKNOWN_NODE, log->node, "logs", i, "node");
        if (!is_named(log->vkey.name, n, log->node, NULL))
            return wrong_in(why, SY_PROBLEM_WRONG_ORIGIN, log->vkey.name, "logs", i, "origin");
        if (log->vkey.type != SY_VKEY_ED25519)
            return wrong_in(why, SY_PROBLEM_BAD_VKEY, log->vkey.name, "logs", i, "vkey");
        if (sy_network_log_of(n, sy_text(log->node)) != log)
            return wrong_in(why, SY_PROBLEM_LISTED_TWICE, log->vkey.name, "logs", i, "origin");
    }
    return SY_OK;
}

static enum sy_err check_cosigners(const struct sy_network *n, struct sy_problem *why)
{
    if (n->cosigner_count > 2 * n->node_count)
        return wrong(why, SY_PROBLEM_TOO_MANY, "nodes", "cosigners");
    for (uint64_t i = 0; i < n->cosigner_count; i++) {
        const struct sy_network_cosigner *c = &n->cosigners[i];

        if (sy_network_node(n, sy_text(c->node)) == NULL)
            return wrong_in(why, SY_PROBLEM_UNKNOWN_NODE, c->node, "cosigners", i, "node");
        if (!is_named(c->vkey.name, n, c->node, sy_cosigner_role_name(c->role)))
            return wrong_in(why, SY_PROBLEM_WRONG_ORIGIN, c->vkey.name, "cosigners", i, "name");
        if (c->vkey.type != SY_VKEY_COSIGNATURE)
            return wrong_in(why, SY_PROBLEM_BAD_VKEY, c->vkey.name, "cosigners", i, "vkey");
        if (sy_network_cosigner(n, sy_text(c->node), c->role) != c)
            return wrong_in(why, SY_PROBLEM_LISTED_TWICE, c->vkey.name, "cosigners", i, "name");
    }
    return SY_OK;
}

static enum sy_err check_numbers(const struct sy_network *n, struct sy_problem *why)
{
    if (n->authority_count == 0 || n->authority_count > SY_NETWORK_AUTHORITIES_MAX)
        return wrong(why, SY_PROBLEM_TOO_FEW, "1", "authority.keys");
    if (n->authority_k == 0 || n->authority_k > n->authority_count)
        return wrong(why, SY_PROBLEM_BAD_NUMBER, "k", "authority.k");
    if (n->quorum_of != n->node_count - 1)
        return wrong(why, SY_PROBLEM_WRONG_QUORUM, "nodes - 1", "quorum.of");
    /* With as many liars as voters no number of votes says anything. */
    if (n->quorum_of == 0 ? n->quorum_faults > 0 : n->quorum_faults >= n->quorum_of)
        return wrong(why, SY_PROBLEM_WRONG_QUORUM, "< of", "quorum.faults");
    if (n->quorum_needed != sy_network_quorum_needed(n->quorum_of, n->quorum_faults))
        return wrong(why, SY_PROBLEM_WRONG_QUORUM, "(of + faults) / 2 + 1", "quorum.needed");
    return SY_OK;
}

static void gather(struct key_place *keys, size_t *count, const struct sy_public_key *key,
                   const char *list, uint64_t index, const char *member)
{
    struct key_place *place = &keys[(*count)++];

    sy_assert(*count <= KEYS_MAX);
    place->key = key;
    snprintf(place->path, sizeof(place->path), "%s[%u]%s", list, (unsigned)index, member);
}

static size_t gather_all(const struct sy_network *n, struct key_place *keys)
{
    size_t count = 0;

    keys[count++] = (struct key_place){&n->registry.vkey.key, "registry.vkey"};
    for (uint64_t i = 0; i < n->authority_count; i++) {
        gather(keys, &count, &n->authority_keys[i], "authority.keys", i, "");
        gather(keys, &count, &n->authority_connect_keys[i], "authority.connect_keys", i, "");
    }
    for (uint64_t i = 0; i < n->log_count; i++)
        gather(keys, &count, &n->logs[i].vkey.key, "logs", i, ".vkey");
    for (uint64_t i = 0; i < n->node_count; i++) {
        gather(keys, &count, &n->nodes[i].transport, "nodes", i, ".transport_key");
        gather(keys, &count, &n->nodes[i].statement, "nodes", i, ".statement_key");
    }
    for (uint64_t i = 0; i < n->cosigner_count; i++)
        gather(keys, &count, &n->cosigners[i].vkey.key, "cosigners", i, ".vkey");
    return count;
}

/* A key that signs two kinds of things can be tricked into signing one as the other. */
static enum sy_err check_keys(const struct sy_network *n, struct sy_problem *why)
{
    struct key_place *keys = calloc(KEYS_MAX, sizeof(*keys));
    enum sy_err err = SY_OK;
    size_t count;

    if (keys == NULL) {
        sy_problem_set(why, SY_PROBLEM_NO_MEMORY, sy_text(""));
        return SY_NO_MEMORY;
    }
    count = gather_all(n, keys);
    for (size_t i = 1; i < count && err == SY_OK; i++) {
        for (size_t j = 0; j < i && err == SY_OK; j++) {
            if (sy_public_key_equal(keys[i].key, keys[j].key))
                err = wrong(why, SY_PROBLEM_KEY_REUSED, keys[j].path, keys[i].path);
        }
    }
    free(keys);
    return err;
}

enum sy_err sy_network_check(const struct sy_network *network, struct sy_problem *why)
{
    enum sy_err err;

    if (!sy_place_valid(sy_text(network->name)))
        return wrong(why, SY_PROBLEM_BAD_PLACE_NAME, network->name, "name");
    err = check_nodes(network, why);
    if (err == SY_OK)
        err = check_logs(network, why);
    if (err == SY_OK)
        err = check_cosigners(network, why);
    if (err == SY_OK)
        err = check_numbers(network, why);
    if (err == SY_OK)
        err = check_keys(network, why);
    return err;
}
