#include "ledger/tlog_policy.h"

#include <string.h>

static void put_cosigners(const struct sy_network *network, const char *code, bool keys,
                          struct sy_buffer *out)
{
    for (uint64_t i = 0; i < network->cosigner_count; i++) {
        const struct sy_network_cosigner *c = &network->cosigners[i];

        if (strcmp(c->node, code) != 0)
            continue;
        if (keys)
            sy_buffer_put_text(out, "witness");
        sy_buffer_printf(out, " %s", c->vkey.name);
        if (keys) {
            sy_buffer_put_text(out, " ");
            sy_vkey_put(&c->vkey, out);
            sy_buffer_put_text(out, "\n");
        }
    }
}

static bool votes(const struct sy_network *network, const struct sy_network_log *log,
                  uint64_t i)
{
    struct sy_bytes code = sy_text(network->nodes[i].code);

    return strcmp(network->nodes[i].code, log->node) != 0 &&
           (sy_network_cosigner(network, code, SY_COSIGNER_MIRROR) != NULL ||
            sy_network_cosigner(network, code, SY_COSIGNER_WITNESS) != NULL);
}

void sy_tlog_policy_put(const struct sy_network *network, const struct sy_network_log *log,
                        struct sy_buffer *out)
{
    sy_buffer_put_text(out, "log ");
    sy_vkey_put(&log->vkey, out);
    sy_buffer_put_text(out, "\n");
    if (network->quorum_needed == 0) {
        sy_buffer_put_text(out, "quorum none\n");
        return;
    }
    for (uint64_t i = 0; i < network->node_count; i++) {
        if (!votes(network, log, i))
            continue;
        put_cosigners(network, network->nodes[i].code, true, out);
        sy_buffer_printf(out, "group %s any", network->nodes[i].code);
        put_cosigners(network, network->nodes[i].code, false, out);
        sy_buffer_put_text(out, "\n");
    }
    sy_buffer_printf(out, "group districts %llu", (unsigned long long)network->quorum_needed);
    for (uint64_t i = 0; i < network->node_count; i++) {
        if (votes(network, log, i))
            sy_buffer_printf(out, " %s", network->nodes[i].code);
    }
    sy_buffer_put_text(out, "\nquorum districts\n");
}
