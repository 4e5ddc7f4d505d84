#include "net/peers.h"

#include <stdlib.h>
#include <string.h>

struct sy_peers {
    struct sy_channel_context *channel;
    size_t count;
    struct sy_peer_link *links[SY_NETWORK_NODES_MAX];
};

static enum sy_err open_links(struct sy_peers *peers, const struct sy_peers_options *options)
{
    const struct sy_network *network = options->network;
    enum sy_err err = SY_OK;

    for (size_t i = 0; i < peers->count && err == SY_OK; i++) {
        const struct sy_network_node *node = &network->nodes[i];
        struct sy_peer_link_options link = {
            .loop = options->loop,
            .code = node->code,
            .addresses = sy_addresses_of(options->addresses, sy_text(node->code)),
            .channel = peers->channel,
            .network_id = &network->id,
            .logger = options->logger,
            .seed = options->seed + 2 * i,
            .changed = options->changed,
            .ctx = options->ctx,
            .peer = i,
        };

        memcpy(link.key, sy_public_key_raw(&node->transport).data, sizeof(link.key));
        if (strcmp(node->code, options->code) != 0)
            err = sy_peer_link_open(&link, &peers->links[i]);
    }
    return err;
}

enum sy_err sy_peers_open(const struct sy_peers_options *options, struct sy_peers **out)
{
    struct sy_peers *peers = calloc(1, sizeof(*peers));
    enum sy_err err;

    if (peers == NULL)
        return SY_NO_MEMORY;
    peers->count = (size_t)options->network->node_count;
    err = sy_channel_node(options->transport_seed, options->code, &peers->channel);
    if (err == SY_OK)
        err = open_links(peers, options);
    if (err == SY_OK)
        *out = peers;
    else
        sy_peers_close(peers);
    return err;
}

struct sy_peer_link *sy_peers_link(const struct sy_peers *peers, size_t peer)
{
    sy_assert(peer < peers->count);
    return peers->links[peer];
}

size_t sy_peers_count(const struct sy_peers *peers)
{
    return peers->count;
}

void sy_peers_stop(struct sy_peers *peers)
{
    for (size_t i = 0; peers != NULL && i < peers->count; i++) {
        sy_peer_link_close(peers->links[i]);
        peers->links[i] = NULL;
    }
}

void sy_peers_close(struct sy_peers *peers)
{
    if (peers == NULL)
        return;
    sy_peers_stop(peers);
    sy_channel_context_close(peers->channel);
    free(peers);
}
