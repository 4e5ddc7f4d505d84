#include "tools/policy_sync.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/policies.h"

enum { NUMBER_BYTES = 24 };

static const char *number(uint64_t value, char text[NUMBER_BYTES])
{
    snprintf(text, NUMBER_BYTES, "%llu", (unsigned long long)value);
    return text;
}

static enum sy_exit is_wrong(struct sy_peer *peer, uint64_t version, const char *what)
{
    char text[NUMBER_BYTES];

    sy_output_error(peer->output,
                    SY_SAY(PEER_POLICY_WRONG, peer->node->code, number(version, text), what));
    return SY_EXIT_NO;
}

static enum sy_err read_signatures(const struct sy_list *list, struct sy_policy_signatures *out)
{
    struct sy_wire cursor = sy_list_open(list);
    struct sy_bytes signature;

    out->count = 0;
    while (sy_list_next(list, &cursor, &signature)) {
        if (out->count == SY_POLICY_SIGNATURES_MAX ||
            signature.len != SY_POLICY_SIGNATURE_BYTES)
            return SY_BAD_SIGNATURE;
        memcpy(out->item[out->count++], signature.data, signature.len);
    }
    return SY_OK;
}

/* The answer for the version behind *policy takes its place, and is kept. */
static enum sy_exit take(struct sy_peer *peer, const char *network_path,
                         const struct sy_policy_reply *reply, struct sy_policy *policy)
{
    uint64_t version = policy->network.version + 1;
    struct sy_policy_signatures signatures;
    struct sy_problem why = {0};

    if (read_signatures(&reply->signatures, &signatures) != SY_OK)
        return is_wrong(peer, version, "its signatures cannot be read");
    if (sy_policy_check(policy, reply->text, &signatures, policy, &why) != SY_OK)
        return is_wrong(peer, version, sy_policy_sentence(&why));
    sy_policies_keep(peer->output, network_path, version, reply->text, &signatures);
    return SY_EXIT_YES;
}

static enum sy_exit fetch(struct sy_peer *peer, const char *network_path,
                          struct sy_policy *policy)
{
    struct sy_get_policy ask = {policy->network.version + 1};
    struct sy_frame_message message;
    struct sy_policy_reply reply;
    struct sy_buffer payload = {0};
    enum sy_exit status = SY_EXIT_UNASKED;
    enum sy_err err;

    sy_get_policy_write(&ask, &payload);
    err = sy_peer_call(peer, SY_FRAME_GET_POLICY, sy_buffer_bytes(&payload), &message);
    sy_buffer_close(&payload);
    if (err != SY_OK)
        return sy_peer_report(peer);
    if (sy_policy_reply_read(sy_buffer_bytes(&message.payload), &reply) != SY_OK) {
        if (sy_peer_malformed(peer) == SY_BAD_ENCODING)
            status = sy_peer_report(peer);
    } else {
        status = take(peer, network_path, &reply, policy);
    }
    sy_frame_message_close(&message);
    return status;
}

/* The node that is asked, in the network as it is now. */
static enum sy_exit adopt(struct sy_peer *peer, const struct sy_policy *policy)
{
    char code[SY_NODE_CODE_BYTES + 1];
    char text[NUMBER_BYTES];

    snprintf(code, sizeof(code), "%s", peer->node->code);
    peer->network = policy->network;
    peer->node = sy_network_node(&peer->network, sy_text(code));
    if (peer->node != NULL)
        return SY_EXIT_YES;
    sy_output_error(peer->output,
                    SY_SAY(PEER_NODE_GONE, code, number(policy->network.version, text)));
    return SY_EXIT_UNASKED;
}

enum sy_exit sy_policy_sync(struct sy_peer *peer, const char *network_path)
{
    struct sy_policy *policy;
    enum sy_exit status = SY_EXIT_UNASKED;

    if (peer->policy_version < peer->network.version) {
        char its[NUMBER_BYTES];
        char ours[NUMBER_BYTES];

        sy_output_error(peer->output, SY_SAY(PEER_POLICY_OLDER, peer->node->code,
                                             number(peer->policy_version, its),
                                             number(peer->network.version, ours)));
        return SY_EXIT_YES;
    }
    if (peer->policy_version == peer->network.version)
        return SY_EXIT_YES;
    policy = calloc(1, sizeof(*policy));
    if (policy == NULL)
        sy_output_error(peer->output, SY_SAY(NO_MEMORY, NULL));
    else if (sy_policies_open(peer->output, network_path, UINT64_MAX, policy))
        status = SY_EXIT_YES;
    while (status == SY_EXIT_YES && policy->network.version < peer->policy_version)
        status = fetch(peer, network_path, policy);
    if (status == SY_EXIT_YES)
        status = adopt(peer, policy);
    free(policy);
    return status;
}
