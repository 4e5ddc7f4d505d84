#include "tools/log_histories.h"

#include <string.h>

void sy_log_histories_open(struct sy_log_histories *h, struct sy_output *o,
                           const char *network_path, const struct sy_network *known)
{
    h->claim_count = known->node_count;
    for (size_t i = 0; i < h->claim_count; i++)
        sy_log_claim_open(o, network_path, known->nodes[i].code, &h->claims[i]);
}

/* Does the claim hold a tree that begins so? What is larger than it cannot. */
static enum sy_err holds(struct sy_log_claim *claim, const struct sy_checkpoint *tree,
                         bool *yes, struct sy_log_claim **asked)
{
    *yes = false;
    *asked = claim;
    if (!claim->holds || tree->size > claim->held.checkpoint.size)
        return SY_OK;
    return sy_log_claim_continues(claim, tree, yes);
}

/* The histories that a tree belongs to. */
static enum sy_err find_histories(struct sy_log_histories *h, const struct sy_checkpoint *tree,
                                  uint64_t *out, struct sy_log_claim **asked)
{
    enum sy_err err = SY_OK;
    bool yes = false;

    *out = 0;
    for (size_t i = 0; i < h->count && err == SY_OK; i++) {
        err = holds(&h->claims[h->heads[i]], tree, &yes, asked);
        if (yes)
            *out |= (uint64_t)1 << i;
    }
    return err;
}

/* The largest claim that has not been placed; claim_count when all are. */
static size_t largest(const struct sy_log_histories *h)
{
    size_t found = h->claim_count;

    for (size_t i = 0; i < h->claim_count; i++) {
        const struct sy_log_claim *claim = &h->claims[i];

        if (claim->holds && claim->histories == 0 &&
            (found == h->claim_count ||
             claim->held.checkpoint.size > h->claims[found].held.checkpoint.size))
            found = i;
    }
    return found;
}

static enum sy_err place_claims(struct sy_log_histories *h, struct sy_log_claim **asked)
{
    enum sy_err err = SY_OK;

    for (size_t i = largest(h); i < h->claim_count && err == SY_OK; i = largest(h)) {
        struct sy_log_claim *claim = &h->claims[i];

        err = find_histories(h, &claim->held.checkpoint, &claim->histories, asked);
        if (err == SY_OK && claim->histories == 0) {
            claim->histories = (uint64_t)1 << h->count;
            h->heads[h->count++] = i;
        }
    }
    return err;
}

enum sy_exit sy_log_histories_ask(struct sy_log_histories *h, const struct sy_network *network,
                                  const struct sy_network_log *log)
{
    struct sy_log_claim *asked = NULL;

    h->network = network;
    h->log = log;
    for (size_t i = 0; i < h->claim_count; i++)
        sy_log_claim_ask(&h->claims[i], network, log);
    return place_claims(h, &asked) == SY_OK ? SY_EXIT_YES : sy_peer_report(asked->peer);
}

enum sy_err sy_log_end_at(struct sy_log_histories *h, const struct sy_checkpoint *checkpoint,
                          struct sy_log_end *out, struct sy_log_claim **asked)
{
    enum sy_err err;
    bool yes = false;

    *out = (struct sy_log_end){.checkpoint = *checkpoint};
    err = find_histories(h, checkpoint, &out->histories, asked);
    for (size_t i = 0; i < h->claim_count && err == SY_OK; i++) {
        err = holds(&h->claims[i], checkpoint, &yes, asked);
        if (yes)
            out->holders |= (uint64_t)1 << i;
    }
    if (err == SY_OK && out->holders == 0)
        err = SY_NOT_FOUND;
    return err;
}

/* The history that has a quorum for what is in no other: a bit of each. */
static enum sy_err find_proved(struct sy_log_histories *h, uint64_t *out,
                               struct sy_log_claim **asked)
{
    enum sy_err err = SY_OK;

    *out = 0;
    for (size_t i = 0; i < h->claim_count && err == SY_OK; i++) {
        uint64_t in = 0;

        if (h->claims[i].proved.size > 0)
            err = find_histories(h, &h->claims[i].proved, &in, asked);
        if ((in & (in - 1)) == 0)
            *out |= in;
    }
    return err;
}

enum sy_err sy_log_end_find(struct sy_log_histories *h, struct sy_log_end *out,
                            struct sy_log_claim **asked)
{
    uint64_t proved = 1;
    size_t which = 0;
    enum sy_err err = SY_OK;

    if (h->count == 0)
        return SY_NOT_FOUND;
    if (h->count > 1)
        err = find_proved(h, &proved, asked);
    if (err != SY_OK)
        return err;
    if (proved == 0 || (proved & (proved - 1)) != 0)
        return SY_BAD_CHAIN;
    while ((proved >> which & 1) == 0)
        which++;
    return sy_log_end_at(h, &h->claims[h->heads[which]].held.checkpoint, out, asked);
}

/* Both begin one history, or they do not go together. */
static enum sy_err is_within(struct sy_log_histories *h, const struct sy_log_end *end,
                             const struct sy_checkpoint *proved, bool *yes,
                             struct sy_log_claim **asked)
{
    uint64_t in = 0;
    enum sy_err err;

    *yes = proved->size <= end->checkpoint.size;
    if (!*yes)
        return SY_OK;
    err = find_histories(h, proved, &in, asked);
    *yes = (in & end->histories) != 0;
    return err;
}

enum sy_err sy_log_end_cuts(struct sy_log_histories *h, const struct sy_log_end *end,
                            struct sy_log_claim **cut, struct sy_log_claim **asked)
{
    enum sy_err err = SY_OK;
    bool yes = true;

    *cut = NULL;
    for (size_t i = 0; i < h->claim_count && err == SY_OK && *cut == NULL; i++) {
        if (h->claims[i].proved.size == 0)
            continue;
        err = is_within(h, end, &h->claims[i].proved, &yes, asked);
        if (err == SY_OK && !yes)
            *cut = &h->claims[i];
    }
    return err;
}

uint64_t sy_log_histories_asked(const struct sy_log_histories *h)
{
    uint64_t count = 0;

    for (size_t i = 0; i < h->claim_count; i++)
        count += h->claims[i].peer != NULL && !h->claims[i].owner;
    return count;
}

/* Without a quorum nobody but the owner has promised anything. */
uint64_t sy_log_histories_needed(const struct sy_log_histories *h)
{
    const struct sy_network *n = h->network;

    return n->quorum_needed == 0 ? 0 : n->quorum_of - n->quorum_needed + n->quorum_faults + 1;
}

void sy_log_histories_close(struct sy_log_histories *h)
{
    for (size_t i = 0; i < h->claim_count; i++)
        sy_log_claim_close(&h->claims[i]);
    h->claim_count = 0;
}
