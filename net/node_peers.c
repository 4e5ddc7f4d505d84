/* Which nodes this one has links to: those of the policy in force, where the registry says they
 * are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/identity.h"
#include "net/node_state.h"
#include "proto/record_type.h"

/* As registered; where nothing is, as nodes.json has them. */
static enum sy_err find_addresses(const struct sy_node *node,
                                  struct sy_registry_snapshot *registry, const char *code,
                                  struct sy_node_addresses *out)
{
    const struct sy_node_addresses *known = sy_addresses_of(node->addresses, sy_text(code));
    char subject[SY_NODE_CODE_BYTES + 8];
    struct sy_registry_state state;
    struct sy_wire_field field;
    struct sy_wire wire;
    enum sy_err err;

    *out = (struct sy_node_addresses){0};
    snprintf(subject, sizeof(subject), "node:%s", code);
    err = sy_registry_state(registry, sy_text(subject), UINT64_MAX, &state);
    if (err == SY_OK) {
        wire = sy_wire_open(state.body);
        while (out->count < SY_ADDRESSES_PER_NODE_MAX &&
               sy_body_each(&wire, SY_NODE_ADDRESSES, &field))
            out->count += sy_address_parse(field.bytes, &out->address[out->count]) == SY_OK;
    }
    if (out->count == 0 && known != NULL)
        *out = *known;
    snprintf(out->code, sizeof(out->code), "%s", code);
    return err == SY_NOT_FOUND ? SY_OK : err;
}

/* Whose key is not in force is no peer. */
static enum sy_err gather(const struct sy_node *node, struct sy_registry_snapshot *registry,
                          struct sy_peer_node *out, size_t *count)
{
    const struct sy_network *network = sy_shared_policy_network(node->policy);
    enum sy_err err = SY_OK;

    *count = 0;
    for (uint64_t i = 0; i < network->node_count && err == SY_OK; i++) {
        struct sy_peer_node *to = &out[*count];

        err = sy_identity_transport(&network->nodes[i], registry, &to->transport);
        if (err == SY_OK) {
            err = find_addresses(node, registry, network->nodes[i].code, &to->at);
            (*count)++;
        } else if (sy_err_class(err) != SY_CLASS_FAULT) {
            err = SY_OK;
        }
    }
    return err;
}

enum sy_err sy_node_follow_peers(struct sy_node *node)
{
    uint64_t version = sy_shared_policy_network(node->policy)->version;
    struct sy_registry_snapshot *registry;
    struct sy_peer_node *nodes;
    uint64_t size;
    size_t count = 0;
    enum sy_err err = sy_registry_snapshot(node->registry, &registry);

    if (err != SY_OK)
        return err;
    size = sy_registry_size(registry);
    if (node->peers_followed && node->peers_version == version && node->peers_size == size) {
        sy_registry_release(registry);
        return SY_OK;
    }
    nodes = calloc(SY_NETWORK_NODES_MAX, sizeof(*nodes));
    err = nodes == NULL ? SY_NO_MEMORY : gather(node, registry, nodes, &count);
    sy_registry_release(registry);
    if (err == SY_OK)
        err = sy_peers_follow(node->peers, nodes, count);
    free(nodes);
    if (err != SY_OK)
        return err;
    node->peers_followed = true;
    node->peers_version = version;
    node->peers_size = size;
    return SY_OK;
}
