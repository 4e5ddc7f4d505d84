/* Whose votes a checkpoint of the registry needs, where its view is behind.
 *
 * A node that comes late reads the registry from its beginning, and is shown checkpoints that
 * have the quorum of today. When cosigners have had new keys meanwhile, these have not the
 * quorum of the policy that the view has come to, and the view would stay there for ever. */
#include <stdlib.h>

#include "ledger/trust.h"
#include "net/replica_state.h"
#include "net/worker.h"

static enum sy_err read_ahead(struct sy_replica *replica, struct sy_policy *out)
{
    struct sy_log_snapshot *log;
    enum sy_err err = sy_log_snapshot(replica->options.logs->log[0].log, &log);

    if (err != SY_OK)
        return err;
    err = sy_registry_policy_ahead(replica->options.registry, log, out);
    sy_log_release(log);
    return err;
}

static void run_ahead(void *data)
{
    struct sy_replica *replica = data;
    struct sy_replica_ahead *ahead = &replica->ahead;

    ahead->next = calloc(1, sizeof(*ahead->next));
    ahead->err = ahead->next == NULL ? SY_NO_MEMORY : read_ahead(replica, ahead->next);
}

/* The note that waited is judged again. */
static void ahead_done(void *data)
{
    struct sy_replica *replica = data;
    struct sy_replica_ahead *ahead = &replica->ahead;
    struct sy_shared_note *note = ahead->note;
    struct sy_signed_checkpoint unused;
    bool newer = ahead->err == SY_OK && replica->peers != NULL &&
                 ahead->next->network.version > sy_replica_network(replica)->version;

    ahead->busy = false;
    if (!newer) {
        free(ahead->next);
        ahead->next = NULL;
        return;
    }
    free(ahead->policy);
    ahead->policy = ahead->next;
    ahead->next = NULL;
    ahead->note = NULL;
    sy_log_line(replica->options.logger, SY_LOG_INFO, "policy_ahead", "version=%llu",
                (unsigned long long)ahead->policy->network.version);
    if (sy_replica_learn(replica->logs[0], sy_shared_note_bytes(note), &unused) != SY_OK)
        sy_log_line(replica->options.logger, SY_LOG_WARNING, "policy_ahead", "note=refused");
    sy_shared_note_release(note);
}

void sy_replica_look_ahead(struct sy_replica *replica)
{
    struct sy_replica_ahead *ahead = &replica->ahead;
    uint64_t held = replica->logs[0]->mirror.store.size;

    if (ahead->note == NULL || ahead->busy || held <= ahead->looked ||
        held < sy_shared_note_size(ahead->note))
        return;
    ahead->busy =
        sy_worker_submit(replica->options.loop, run_ahead, ahead_done, replica) == SY_OK;
    if (ahead->busy)
        ahead->looked = held;
}

bool sy_replica_trusts(struct sy_replica_log *log, struct sy_bytes note,
                       const struct sy_checkpoint *checkpoint)
{
    const struct sy_network *network = sy_replica_network(log->replica);
    struct sy_replica_ahead *ahead = &log->replica->ahead;
    struct sy_trust trust;
    enum sy_err err = sy_trust_open(network, note, &trust);

    if (err == SY_OK || err != SY_QUORUM || log->index != 0)
        return err == SY_OK;
    if (ahead->policy != NULL && ahead->policy->network.version > network->version)
        err = sy_trust_open(&ahead->policy->network, note, &trust);
    if (err == SY_QUORUM &&
        (ahead->note == NULL || checkpoint->size >= sy_shared_note_size(ahead->note)) &&
        sy_kept_log_set_note(&ahead->note, note, checkpoint->size) != SY_OK)
        return false; /* it will be shown again */
    return err == SY_OK;
}
