#include "tools/append_log.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NUMBER_BYTES = 24 };

/* Before anything is signed: what cannot be reached must not wait in the outbox. */
static bool check_node(struct sy_output *o, const struct sy_network *network, const char *node,
                       struct sy_bytes code)
{
    struct sy_address address;

    if (node[code.len] == '=' &&
        (sy_address_parse(sy_text(node + code.len + 1), &address) != SY_OK ||
         address.port == 0)) {
        sy_output_error(o, SY_SAY(BAD_NODE_OPTION, node));
        return false;
    }
    if (sy_network_node(network, code) != NULL)
        return true;
    sy_output_error(o, SY_SAY(PEER_NOT_IN_NETWORK, node, network->name));
    return false;
}

const struct sy_network_log *sy_append_log_closed(const struct sy_network *network,
                                                  struct sy_bytes code)
{
    const struct sy_network_log *log = NULL;

    for (uint64_t i = 0; i < network->log_count && log == NULL; i++) {
        if (sy_bytes_equal(sy_text(network->logs[i].node), code))
            log = &network->logs[i];
    }
    while (log != NULL && sy_network_successor(network, log) != NULL)
        log = sy_network_successor(network, log);
    return log;
}

/* The network as the node's policy has it. */
static enum sy_exit ask(struct sy_output *o, const struct sy_options *options,
                        struct sy_network *network)
{
    struct sy_peer *peer;
    enum sy_exit status = sy_peer_open_unnamed(o, sy_options_value(options, "network"),
                                               sy_options_value(options, "node"), &peer);

    if (status != SY_EXIT_YES)
        return status;
    *network = peer->network;
    sy_peer_close(peer);
    return SY_EXIT_YES;
}

enum sy_exit sy_append_log_find(struct sy_output *o, const struct sy_options *options,
                                struct sy_network *network, const struct sy_network_log **out)
{
    const char *node = sy_options_value(options, "node");
    struct sy_bytes code = {(const uint8_t *)node, strcspn(node, "=")};
    const struct sy_network_log *closed;
    enum sy_exit status;

    if (!check_node(o, network, node, code))
        return SY_EXIT_USAGE;
    *out = sy_network_log_of(network, code);
    if (*out != NULL)
        return SY_EXIT_YES;
    if (sy_append_log_closed(network, code) == NULL) {
        sy_output_error(o, SY_SAY(NODE_WITHOUT_LOG, node));
        return SY_EXIT_USAGE;
    }
    status = ask(o, options, network);
    if (status != SY_EXIT_YES)
        return status;
    *out = sy_network_log_of(network, code);
    if (*out != NULL)
        return SY_EXIT_YES;
    closed = sy_append_log_closed(network, code);
    sy_output_error(o, SY_SAY(LOG_IS_CLOSED, closed->vkey.name));
    return SY_EXIT_USAGE;
}

void sy_append_log_follow(struct sy_peer *peer, struct sy_network *network,
                          const struct sy_network_log **log)
{
    char origin[SY_NAME_BYTES_MAX + 1];
    char size[NUMBER_BYTES];
    const struct sy_network_log *next;

    if (peer->network.version <= network->version)
        return;
    snprintf(origin, sizeof(origin), "%s", (*log)->vkey.name);
    *network = peer->network;
    *log = sy_network_log(network, sy_text(origin)); /* no policy drops one */
    sy_assert(*log != NULL);
    next = sy_network_log_of(network, sy_text((*log)->node));
    if (!(*log)->closed || next == NULL)
        return;
    snprintf(size, sizeof(size), "%" PRIu64, (*log)->final_size);
    sy_output_say(peer->output,
                  SY_SAY(LOG_SUCCEEDED, (*log)->vkey.name, size, next->vkey.name));
    *log = next;
}
