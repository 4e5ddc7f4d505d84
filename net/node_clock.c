#include "net/clock_watch.h"
#include "net/node_state.h"

void sy_node_watch_clock(struct sy_node *node)
{
    struct sy_clock_reading readings[SY_NETWORK_NODES_MAX] = {{false, 0, 0}};
    size_t count = node->peers == NULL ? 0 : sy_peers_count(node->peers);
    bool ahead;

    sy_assert(count <= SY_NETWORK_NODES_MAX);
    for (size_t i = 0; i < count; i++) {
        struct sy_peer_link *link = sy_peers_link(node->peers, i);
        struct sy_peer_link_state state;

        if (link == NULL)
            continue;
        sy_peer_link_compare(link, node->clock_ahead ? SY_CLOCK_RETRY_MS : SY_CLOCK_COMPARE_MS);
        state = sy_peer_link_state(link);
        readings[i] = (struct sy_clock_reading){state.up && state.measured, state.lead_us,
                                                state.error_us};
    }
    ahead = sy_clock_watch_ahead(readings, count);
    if (ahead != node->clock_ahead)
        sy_log_line(&node->logger, ahead ? SY_LOG_ERROR : SY_LOG_INFO,
                    ahead ? "clock_ahead" : "clock_right", "districts=%zu%s",
                    sy_clock_watch_led(readings, count),
                    ahead ? " reason=\"nothing is sequenced until the clock is set right\""
                          : "");
    node->clock_ahead = ahead;
}
