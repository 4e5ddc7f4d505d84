#include "tools/policy_chain.h"

#include <stdio.h>
#include <stdlib.h>

#include "tools/policies.h"
#include "tools/policy_change.h"

enum { NUMBER_BYTES = 24 };

/* Two that follow each other, too large for the stack. */
struct pair {
    struct sy_policy before;
    struct sy_policy next;
};

static void show_one(struct sy_output *o, const struct pair *pair)
{
    const struct sy_network *n = &pair->next.network;
    char version[NUMBER_BYTES];
    char hex[2 * SY_HASH_BYTES + 1];

    snprintf(version, sizeof(version), "%llu", (unsigned long long)n->version);
    sy_output_say(o, SY_SAY(POLICY_SHOWN, version, n->name));
    sy_policy_change_show(o, &pair->before.network, n);
    if (!o->json)
        return;
    sy_json_begin_object(sy_output_json(o));
    sy_output_number(o, "version", n->version);
    sy_hash_hex(&pair->next.hash, hex);
    sy_output_value(o, "hash", hex);
    sy_hash_hex(&pair->next.previous, hex);
    sy_output_value(o, "previous", hex);
    sy_output_number(o, "authorities", n->authority_count);
    sy_output_number(o, "needed", n->authority_k);
    sy_output_number(o, "statement_bytes", n->limits.statement_bytes);
    sy_output_number(o, "records", n->limits.records);
    sy_json_end_object(sy_output_json(o));
}

static void show_newest(struct sy_output *o, const struct sy_policy *newest)
{
    char version[NUMBER_BYTES];

    snprintf(version, sizeof(version), "%llu", (unsigned long long)newest->network.version);
    sy_output_say(o, SY_SAY(POLICY_KNOWN, version));
    if (o->json) {
        sy_json_end_list(sy_output_json(o));
        sy_output_number(o, "version", newest->network.version);
        sy_json_end_object(sy_output_json(o));
    }
}

enum sy_exit sy_policy_chain_show(struct sy_output *o, const char *network_path)
{
    struct pair *pair = calloc(1, sizeof(*pair));
    enum sy_exit status = SY_EXIT_UNASKED;

    if (pair == NULL) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        return status;
    }
    /* The whole chain first, so that nothing is shown of one that does not hold. */
    if (!sy_policies_open(o, network_path, UINT64_MAX, &pair->next) ||
        !sy_policies_open(o, network_path, 0, &pair->before))
        goto out;
    status = SY_EXIT_YES;
    if (o->json) {
        sy_json_begin_object(sy_output_json(o));
        sy_json_name(sy_output_json(o), "policies");
        sy_json_begin_list(sy_output_json(o));
    }
    for (uint64_t newest = pair->next.network.version, version = 1; version <= newest;
         version++) {
        if (!sy_policies_open(o, network_path, version, &pair->next)) {
            status = SY_EXIT_UNASKED; /* somebody changed the folder meanwhile */
            break;
        }
        show_one(o, pair);
        pair->before = pair->next;
    }
    show_newest(o, &pair->before);
out:
    free(pair);
    return status;
}
