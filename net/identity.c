#include "net/identity.h"

#include <stdio.h>
#include <string.h>

#include "proto/record_type.h"

static const char prefix[] = "node:";

struct sy_bytes sy_identity_node_code(struct sy_bytes subject)
{
    return (struct sy_bytes){subject.data + sizeof(prefix) - 1,
                             subject.len - (sizeof(prefix) - 1)};
}

enum sy_err sy_identity_transport(const struct sy_network_node *node,
                                  struct sy_registry_snapshot *registry,
                                  struct sy_public_key *out)
{
    char subject[sizeof(prefix) + SY_NODE_CODE_BYTES];
    struct sy_registry_state state;
    struct sy_bytes named;
    enum sy_err err;

    snprintf(subject, sizeof(subject), "%s%s", prefix, node->code);
    err = sy_registry_state(registry, sy_text(subject), UINT64_MAX, &state);
    *out = node->transport;
    if (err != SY_OK)
        return err == SY_NOT_FOUND ? SY_OK : err;
    if (state.type != SY_TYPE_NODE)
        return SY_UNKNOWN_KEY;
    if (state.force != SY_FORCE_GOOD)
        return SY_KEY_NOT_IN_FORCE;
    named = sy_body_bytes(state.body, SY_NODE_TRANSPORT);
    return named.data == NULL ? SY_OK : sy_public_key_check(named, out);
}

/* By the key of its certificate: as registered, or as the policy has it. */
static enum sy_err check_node(const struct sy_network *network,
                              struct sy_registry_snapshot *registry, struct sy_bytes subject,
                              const struct sy_public_key *key)
{
    const struct sy_network_node *node =
        sy_network_node(network, sy_identity_node_code(subject));
    struct sy_public_key transport;
    enum sy_err err =
        node == NULL ? SY_UNKNOWN_KEY : sy_identity_transport(node, registry, &transport);

    return err == SY_OK && !sy_public_key_equal(&transport, key) ? SY_UNKNOWN_KEY : err;
}

bool sy_identity_is_node(struct sy_bytes subject)
{
    return subject.len > sizeof(prefix) - 1 &&
           memcmp(subject.data, prefix, sizeof(prefix) - 1) == 0;
}

enum sy_err sy_identity_check(const struct sy_network *network,
                              struct sy_registry_snapshot *registry, struct sy_bytes subject,
                              const struct sy_public_key *key, int64_t now)
{
    enum sy_err err;

    if (sy_bytes_equal(subject, sy_text(SY_AUTHORITY)))
        return sy_network_is_authority_connect(network, key) ? SY_OK : SY_UNKNOWN_KEY;
    if (sy_identity_is_node(subject) &&
        sy_network_node(network, sy_identity_node_code(subject)) == NULL)
        return SY_UNKNOWN_KEY;
    err = sy_registry_connect(registry, subject,
                              (struct sy_bytes){key->bytes, SY_PUBLIC_KEY_BYTES}, now);
    if (err == SY_UNKNOWN_KEY && sy_identity_is_node(subject))
        return check_node(network, registry, subject, key);
    return err;
}

enum sy_err sy_identity_node_of(const struct sy_network *network,
                                struct sy_registry_snapshot *registry,
                                const struct sy_public_key *key,
                                char out[SY_SUBJECT_BYTES_MAX + 1])
{
    char subject[sizeof(prefix) + SY_NODE_CODE_BYTES];

    for (uint64_t i = 0; i < network->node_count; i++) {
        enum sy_err err;

        snprintf(subject, sizeof(subject), "%s%s", prefix, network->nodes[i].code);
        err = check_node(network, registry, sy_text(subject), key);
        if (err == SY_OK)
            memcpy(out, subject, sizeof(subject));
        if (err != SY_UNKNOWN_KEY && err != SY_KEY_NOT_IN_FORCE)
            return err;
    }
    return SY_UNKNOWN_KEY;
}
