#include "net/peers.h"

#include <stdlib.h>
#include <string.h>

struct peer {
    struct sy_peer_node node;
    struct sy_peer_link *link; /* NULL: it has left */
};

struct sy_peers {
    struct sy_peers_options options;
    struct sy_channel_context *channel;
    uint64_t links; /* opened so far */
    size_t count;
    struct peer list[SY_NETWORK_NODES_MAX];
};

enum sy_err sy_peers_open(const struct sy_peers_options *options, struct sy_peers **out)
{
    struct sy_peers *peers = calloc(1, sizeof(*peers));
    enum sy_err err;

    if (peers == NULL)
        return SY_NO_MEMORY;
    peers->options = *options;
    err = sy_channel_node(options->transport_seed, options->code, &peers->channel);
    peers->options.transport_seed = NULL;
    if (err == SY_OK)
        *out = peers;
    else
        sy_peers_close(peers);
    return err;
}

/* What the link calls finds no link any more. */
static void hang_up(struct sy_peers *peers, size_t peer)
{
    struct sy_peer_link *link = peers->list[peer].link;
    bool up = link != NULL && sy_peer_link_up(link);

    peers->list[peer].link = NULL;
    sy_peer_link_close(link);
    if (up)
        peers->options.changed(peers->options.ctx, peer, false);
}

static enum sy_err dial(struct sy_peers *peers, size_t peer)
{
    struct peer *to = &peers->list[peer];
    struct sy_peer_link_options link = {
        .loop = peers->options.loop,
        .code = to->node.at.code,
        .addresses = &to->node.at,
        .channel = peers->channel,
        .network_id = peers->options.network_id,
        .logger = peers->options.logger,
        .seed = peers->options.seed + 2 * peers->links++,
        .changed = peers->options.changed,
        .ctx = peers->options.ctx,
        .peer = peer,
    };

    memcpy(link.key, sy_public_key_raw(&to->node.transport).data, sizeof(link.key));
    return sy_peer_link_open(&link, &to->link);
}

static bool same_address(const struct sy_address *a, const struct sy_address *b)
{
    return a->port == b->port && strcmp(a->host, b->host) == 0;
}

static bool same_node(const struct sy_peer_node *a, const struct sy_peer_node *b)
{
    bool same = sy_public_key_equal(&a->transport, &b->transport) && a->at.count == b->at.count;

    for (uint64_t i = 0; i < a->at.count && same; i++)
        same = same_address(&a->at.address[i], &b->at.address[i]);
    return same;
}

/* Its number; or one that nobody has had, or that of one that has left. */
static size_t number_of(const struct sy_peers *peers, const char *code)
{
    size_t i = 0;

    while (i < peers->count && strcmp(peers->list[i].node.at.code, code) != 0)
        i++;
    if (i < SY_NETWORK_NODES_MAX)
        return i;
    for (i = 0; i < peers->count && peers->list[i].link != NULL; i++)
        ;
    return i;
}

/* Those of the nodes that are not there any more leave room for those that are new. */
static void drop_others(struct sy_peers *peers, const struct sy_peer_node *nodes, size_t count)
{
    for (size_t i = 0; i < peers->count; i++) {
        size_t at = 0;

        while (at < count && strcmp(nodes[at].at.code, peers->list[i].node.at.code) != 0)
            at++;
        if (at == count || !same_node(&nodes[at], &peers->list[i].node))
            hang_up(peers, i);
    }
}

enum sy_err sy_peers_follow(struct sy_peers *peers, const struct sy_peer_node *nodes,
                            size_t count)
{
    enum sy_err err = SY_OK;

    sy_assert(count <= SY_NETWORK_NODES_MAX);
    drop_others(peers, nodes, count);
    for (size_t i = 0; i < count && err == SY_OK; i++) {
        size_t peer = number_of(peers, nodes[i].at.code);

        if (strcmp(nodes[i].at.code, peers->options.code) == 0)
            continue;
        sy_assert(peer < SY_NETWORK_NODES_MAX);
        if (peer < peers->count && peers->list[peer].link != NULL)
            continue;
        peers->list[peer].node = nodes[i];
        if (peer == peers->count)
            peers->count++;
        err = dial(peers, peer);
    }
    return err;
}

struct sy_peer_link *sy_peers_link(const struct sy_peers *peers, size_t peer)
{
    sy_assert(peer < SY_NETWORK_NODES_MAX);
    return peers->list[peer].link;
}

size_t sy_peers_count(const struct sy_peers *peers)
{
    return peers->count;
}

const char *sy_peers_code(const struct sy_peers *peers, size_t peer)
{
    sy_assert(peer < peers->count);
    return peers->list[peer].node.at.code;
}

enum sy_err sy_peers_find(const struct sy_peers *peers, struct sy_bytes code, size_t *out)
{
    for (size_t i = 0; i < peers->count; i++) {
        if (peers->list[i].link != NULL &&
            sy_bytes_equal(code, sy_text(peers->list[i].node.at.code))) {
            *out = i;
            return SY_OK;
        }
    }
    return SY_NOT_FOUND;
}

void sy_peers_stop(struct sy_peers *peers)
{
    for (size_t i = 0; peers != NULL && i < peers->count; i++) {
        struct sy_peer_link *link = peers->list[i].link;

        peers->list[i].link = NULL;
        sy_peer_link_close(link);
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
