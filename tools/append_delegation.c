#include "tools/append_delegation.h"

#include "net/clock.h"
#include "proto/record_type.h"
#include "tools/command.h"
#include "tools/directory.h"

enum { ENTRY_MAX = INT32_MAX }; /* far more than any registry has */

/* The latest delegation in force from the principal to the agent. */
static bool find(struct sy_registry_snapshot *registry, struct sy_bytes principal,
                 struct sy_bytes agent, uint64_t *index)
{
    uint64_t size = sy_registry_size(registry);
    struct sy_bytes last = {NULL, 0};
    bool found = false;

    while (sy_registry_next_link(registry, agent, last, size, &last) == SY_OK) {
        struct sy_registry_state state;

        if (sy_registry_state(registry, last, size, &state) != SY_OK ||
            state.type != SY_TYPE_DELEGATION ||
            sy_registry_force(&state, sy_clock_us()) != SY_FORCE_GOOD ||
            !sy_bytes_equal(sy_body_bytes(state.body, SY_DELEGATION_PRINCIPAL), principal) ||
            !sy_bytes_equal(sy_body_bytes(state.body, SY_DELEGATION_AGENT), agent))
            continue;
        if (!found || state.first > *index)
            *index = state.first;
        found = true;
    }
    return found;
}

enum sy_exit sy_append_delegation(struct sy_output *o, const struct sy_options *options,
                                  struct sy_signing *signing)
{
    const struct sy_act_signer *first = &signing->signers->signer[0];
    const char *given = sy_options_value(options, "delegation");
    struct sy_directory *directory = NULL;
    struct sy_peer *peer = NULL;
    enum sy_exit status;

    if (first->subject[0] == 0)
        return SY_EXIT_YES;
    signing->has_delegation = true;
    if (given != NULL)
        return sy_command_count(o, "delegation", given, 0, ENTRY_MAX, &signing->delegation)
                   ? SY_EXIT_YES
                   : SY_EXIT_USAGE;
    status = sy_peer_open_unnamed(o, sy_options_value(options, "network"),
                                  sy_options_value(options, "node"), &peer);
    if (status == SY_EXIT_YES)
        status = sy_directory_open(peer, options, &directory);
    if (status == SY_EXIT_YES && !find(sy_directory_registry(directory), signing->principal,
                                       sy_text(first->subject), &signing->delegation)) {
        sy_output_error(o, SY_SAY(NO_DELEGATION, signing->signers->principal, first->subject));
        status = SY_EXIT_NO;
    }
    sy_directory_close(directory);
    sy_peer_close(peer);
    return status;
}
