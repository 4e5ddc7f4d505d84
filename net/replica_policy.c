/* What a replica does when the policy in force changes: whose votes count, who cosigns here. */
#include <string.h>

#include "ledger/trust.h"
#include "net/replica_state.h"

const struct sy_network *sy_replica_network(const struct sy_replica *replica)
{
    return sy_shared_policy_network(replica->policy);
}

const char *sy_replica_code(const struct sy_replica *replica, uint32_t peer)
{
    return replica->peers == NULL ? "-" : sy_peers_code(replica->peers, peer);
}

static void drop_cosigner(struct sy_replica_cosigner *cosigner)
{
    sy_secret_key_wipe(&cosigner->key);
    *cosigner = (struct sy_replica_cosigner){0};
}

/* The cosigning key of the key file, where it is the one that the policy names. */
static void take_cosigner(struct sy_replica *replica, const struct sy_key_file *keys,
                          enum sy_key_purpose purpose, enum sy_cosigner_role role)
{
    struct sy_replica_cosigner *cosigner = &replica->cosigners[role == SY_COSIGNER_WITNESS];
    const struct sy_network_cosigner *named =
        sy_network_cosigner(sy_replica_network(replica), sy_text(replica->options.code), role);
    bool same = named != NULL && strcmp(named->vkey.name, cosigner->vkey.name) == 0 &&
                sy_public_key_equal(&named->vkey.key, &cosigner->vkey.key);

    if (same && (cosigner->here || cosigner->lost))
        return;
    if (!same)
        drop_cosigner(cosigner);
    if (named == NULL)
        return;
    cosigner->vkey = named->vkey;
    cosigner->here = keys != NULL && keys->count > 0 &&
                     sy_key_file_secret(keys, purpose, NULL, &cosigner->key) == SY_OK &&
                     sy_public_key_equal(&cosigner->key.public_key, &named->vkey.key);
    if (cosigner->here)
        sy_log_line(replica->options.logger, SY_LOG_INFO, "cosigner", "name=%s",
                    named->vkey.name);
    else if (!same)
        sy_log_line(replica->options.logger, SY_LOG_WARNING, "cosigner_unknown",
                    "name=%s reason=\"the policy names another key than the key file has\" "
                    "next=\"the file is read again each second\"",
                    named->vkey.name);
}

void sy_replica_take_cosigners(struct sy_replica *replica, const struct sy_key_file *keys)
{
    take_cosigner(replica, keys, SY_KEY_MIRROR, SY_COSIGNER_MIRROR);
    take_cosigner(replica, keys, SY_KEY_WITNESS, SY_COSIGNER_WITNESS);
}

bool sy_replica_lacks_cosigner(const struct sy_replica *replica)
{
    bool lacks = false;

    for (size_t i = 0; i < 2; i++) {
        const struct sy_replica_cosigner *cosigner = &replica->cosigners[i];

        lacks = lacks || (cosigner->vkey.name[0] != 0 && !cosigner->here && !cosigner->lost);
    }
    return lacks;
}

bool sy_replica_lost_cosigner(const struct sy_replica *replica)
{
    return replica->cosigners[0].lost || replica->cosigners[1].lost;
}

/* A note with a cosignature of this node's own beyond what it knows to have cosigned: the store
 * was wiped, or put back. Keys do not outlive the state that they promised about. */
void sy_replica_check_cosigned(struct sy_replica_log *log, struct sy_bytes note, uint64_t size)
{
    struct sy_replica *replica = log->replica;
    uint64_t cosigned;

    if (size <= log->mirror.store.cosigned.size)
        return;
    for (size_t i = 0; i < 2; i++) {
        struct sy_replica_cosigner *cosigner = &replica->cosigners[i];

        if (!cosigner->here ||
            sy_start_cosigned(note, &cosigner->vkey, 1, &cosigned) != SY_OK ||
            cosigned <= log->mirror.store.cosigned.size)
            continue;
        cosigner->here = false;
        cosigner->lost = true;
        sy_log_line(
            replica->options.logger, SY_LOG_ERROR, "cosigner_lost",
            "name=%s origin=%s size=%llu next=\"this key has cosigned more than is known "
            "here; a policy act has to name a new one\"",
            cosigner->vkey.name, log->log->vkey.name, (unsigned long long)cosigned);
    }
}

/* What the quorum of before has proved stays proved; what clients are served has to have the
 * quorum of now. */
static void weigh_note(struct sy_replica_log *log, const struct sy_network *network)
{
    struct sy_kept_log *kept = log->log;
    struct sy_trust trust;

    kept->vouched = sy_kept_log_vouched(kept);
    kept->quorum = network->quorum_needed > 0;
    if (kept->proved == NULL ||
        (kept->quorum &&
         sy_trust_open(network, sy_shared_note_bytes(kept->proved), &trust) == SY_OK))
        return;
    sy_shared_note_release(kept->proved);
    kept->proved = NULL;
}

void sy_replica_follow_policy(struct sy_replica *replica, struct sy_shared_policy *policy)
{
    struct sy_shared_policy *before = replica->policy;
    const struct sy_network *network = sy_shared_policy_network(policy);
    const struct sy_offer_event changed = {.type = SY_OFFER_POLICY, .network = network};

    replica->policy = sy_shared_policy_use(policy);
    sy_replica_take_cosigners(replica, NULL);
    for (size_t i = 0; i < replica->log_count; i++) {
        struct sy_replica_log *log = replica->logs[i];

        weigh_note(log, network);
        if (log->offer != NULL && sy_replica_offer(log, &changed) == SY_STOPPING)
            log->offer->network = network;
        sy_replica_start_policy(log);
    }
    sy_shared_policy_release(before);
}
