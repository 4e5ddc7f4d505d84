/* The rules between the members of a network, genesis or policy. */
#include "ledger/network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/origin.h"

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

static enum sy_err check_registry(const struct sy_network *n, struct sy_problem *why)
{
    if (!is_named(n->registry.vkey.name, n, SY_PLACE_REGISTRY, NULL))
        return wrong(why, SY_PROBLEM_WRONG_ORIGIN, n->registry.vkey.name, "registry.origin");
    if (n->registry.vkey.type != SY_VKEY_ED25519)
        return wrong(why, SY_PROBLEM_BAD_VKEY, n->registry.vkey.name, "registry.vkey");
    if (sy_network_node(n, sy_text(n->registry.node)) == NULL)
        return wrong(why, SY_PROBLEM_UNKNOWN_NODE, n->registry.node, "registry.node");
    return SY_OK;
}

/* Whether some log that is closed comes right before this one. */
static bool has_predecessor(const struct sy_network *n, const struct sy_network_log *log)
{
    for (uint64_t i = 0; i < n->log_count; i++) {
        if (n->logs[i].closed && sy_network_successor(n, &n->logs[i]) == log)
            return true;
    }
    return false;
}

/* NAME/CODE, or the next generation of a log that is closed. */
static bool origin_fits(const struct sy_network *n, const struct sy_network_log *log)
{
    struct sy_bytes origin = sy_text(log->vkey.name);
    struct sy_bytes place = sy_origin_place(origin);
    char first[SY_NAME_BYTES_MAX + 1] = {0};

    memcpy(first, place.data, place.len);
    if (!is_named(first, n, log->node, NULL) || sy_origin_generation(origin) == 0)
        return false;
    return sy_origin_generation(origin) == 1 || has_predecessor(n, log);
}

/* A node of the network; of a closed log it may have gone. */
static bool owner_fits(const struct sy_network *n, const struct sy_network_log *log)
{
    return log->closed ? sy_node_code_valid(sy_text(log->node))
                       : sy_network_node(n, sy_text(log->node)) != NULL;
}

static enum sy_err check_logs(const struct sy_network *n, struct sy_problem *why)
{
    if (n->log_count == 0 || n->log_count > SY_NETWORK_LOGS_MAX)
        return wrong(why, n->log_count == 0 ? SY_PROBLEM_TOO_FEW : SY_PROBLEM_TOO_MANY,
                     n->log_count == 0 ? "1" : "nodes", "logs");
    for (uint64_t i = 0; i < n->log_count; i++) {
        const struct sy_network_log *log = &n->logs[i];

        if (!owner_fits(n, log))
            return wrong_in(why, SY_PROBLEM_UNKNOWN_NODE, log->node, "logs", i, "node");
        if (!origin_fits(n, log))
            return wrong_in(why, SY_PROBLEM_WRONG_ORIGIN, log->vkey.name, "logs", i, "origin");
        if (log->vkey.type != SY_VKEY_ED25519)
            return wrong_in(why, SY_PROBLEM_BAD_VKEY, log->vkey.name, "logs", i, "vkey");
        if (sy_network_log(n, sy_text(log->vkey.name)) != log ||
            (!log->closed && sy_network_log_of(n, sy_text(log->node)) != log))
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

/* Room for the keys of one network. */
struct keys {
    struct sy_network_key *list;
    size_t count;
};

/* at is where it is written: "logs[%u].vkey". */
static void gather(struct keys *keys, const struct sy_public_key *key,
                   enum sy_network_purpose purpose, const char *holder, const char *list,
                   uint64_t index, const char *member)
{
    struct sy_network_key *to = &keys->list[keys->count++];

    sy_assert(keys->count <= SY_NETWORK_KEYS_MAX);
    *to = (struct sy_network_key){key, purpose, holder, ""};
    snprintf(to->path, sizeof(to->path), "%s[%u]%s", list, (unsigned)index, member);
}

size_t sy_network_keys(const struct sy_network *n,
                       struct sy_network_key out[SY_NETWORK_KEYS_MAX])
{
    struct keys keys = {out, 1};

    out[0] = (struct sy_network_key){&n->registry.vkey.key, SY_PURPOSE_LOG,
                                     n->registry.vkey.name, "registry.vkey"};
    for (uint64_t i = 0; i < n->authority_count; i++) {
        gather(&keys, &n->authority_keys[i], SY_PURPOSE_AUTHORITY, "", "authority.keys", i, "");
        gather(&keys, &n->authority_connect_keys[i], SY_PURPOSE_CONNECT, "",
               "authority.connect_keys", i, "");
    }
    for (uint64_t i = 0; i < n->log_count; i++)
        gather(&keys, &n->logs[i].vkey.key, SY_PURPOSE_LOG, n->logs[i].vkey.name, "logs", i,
               ".vkey");
    for (uint64_t i = 0; i < n->node_count; i++) {
        gather(&keys, &n->nodes[i].transport, SY_PURPOSE_TRANSPORT, n->nodes[i].code, "nodes",
               i, ".transport_key");
        gather(&keys, &n->nodes[i].statement, SY_PURPOSE_STATEMENT, n->nodes[i].code, "nodes",
               i, ".statement_key");
    }
    for (uint64_t i = 0; i < n->cosigner_count; i++)
        gather(&keys, &n->cosigners[i].vkey.key, SY_PURPOSE_COSIGNER, n->cosigners[i].vkey.name,
               "cosigners", i, ".vkey");
    return keys.count;
}

/* A key that signs two kinds of things can be tricked into signing one as the other. */
static enum sy_err check_keys(const struct sy_network *n, struct sy_problem *why)
{
    struct sy_network_key *keys = calloc(SY_NETWORK_KEYS_MAX, sizeof(*keys));
    enum sy_err err = SY_OK;
    size_t count;

    if (keys == NULL) {
        sy_problem_set(why, SY_PROBLEM_NO_MEMORY, sy_text(""));
        return SY_NO_MEMORY;
    }
    count = sy_network_keys(n, keys);
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
        err = check_registry(network, why);
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
