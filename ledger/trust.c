#include "ledger/trust.h"

#include <string.h>

#include "ledger/line.h"

static enum sy_err refuse(struct sy_trust *trust, enum sy_err err, const char *what)
{
    trust->what = what;
    return err;
}

static const struct sy_network_log *log_of(const struct sy_network *network,
                                           const struct sy_note *note)
{
    struct sy_bytes rest = note->text;
    struct sy_bytes origin;

    if (!sy_line_cut(&rest, '\n', &origin))
        return NULL;
    return sy_network_log(network, origin);
}

/* One vote a district other than the owner, whichever of its cosigners signed. */
static uint64_t count_votes(const struct sy_trust *trust)
{
    uint64_t votes = 0;

    for (size_t i = 0; i < trust->cosigner_count; i++) {
        const char *node = trust->cosigners[i]->node;
        bool counted = strcmp(node, trust->log->node) == 0;

        for (size_t j = 0; j < i && !counted; j++)
            counted = strcmp(node, trust->cosigners[j]->node) == 0;
        votes += !counted;
    }
    return votes;
}

static void take_cosigners(const struct sy_network *network,
                           const struct sy_note_signers *signers, struct sy_trust *out)
{
    for (size_t i = 0; i < signers->count; i++) {
        if (signers->by[i].known == 0)
            continue;
        out->cosigners[out->cosigner_count] = &network->cosigners[signers->by[i].known - 1];
        out->cosigned_at_s[out->cosigner_count++] = signers->by[i].time_s;
    }
}

enum sy_err sy_trust_stands(const struct sy_network *network,
                            const struct sy_checkpoint *checkpoint, const char **what)
{
    const struct sy_network_log *log = sy_network_log(network, sy_text(checkpoint->origin));

    if (log == NULL || !log->closed || checkpoint->size < log->final_size ||
        sy_network_log_ends(log, checkpoint->size, &checkpoint->root))
        return SY_OK;
    if (what != NULL)
        *what = "the checkpoint goes beyond where the network has closed its log";
    return SY_CLOSED;
}

enum sy_err sy_trust_open(const struct sy_network *network, struct sy_bytes bytes,
                          struct sy_trust *out)
{
    struct sy_vkey known[1 + SY_NETWORK_COSIGNERS_MAX];
    struct sy_note_signers signers;
    struct sy_note note;
    enum sy_err err = sy_note_parse(bytes, &note);

    memset(out, 0, sizeof(*out));
    if (err != SY_OK)
        return refuse(out, err, "the checkpoint is no signed note");
    out->log = log_of(network, &note);
    if (out->log == NULL)
        return refuse(out, SY_UNKNOWN_KEY,
                      "the checkpoint is of a log that the network does not have");
    err = sy_checkpoint_open(bytes, &out->log->vkey, &out->checkpoint);
    if (err != SY_OK)
        return refuse(out, err, "the log did not sign this checkpoint");
    err = sy_trust_stands(network, &out->checkpoint, &out->what);
    if (err != SY_OK)
        return err;
    known[0] = out->log->vkey;
    for (uint64_t i = 0; i < network->cosigner_count; i++)
        known[1 + i] = network->cosigners[i].vkey;
    err = sy_note_verify(&note, known, 1 + (size_t)network->cosigner_count, &signers);
    if (err != SY_OK)
        return refuse(out, err, "a signature under the checkpoint does not verify");
    out->unknown_count = note.line_count - signers.count;
    take_cosigners(network, &signers, out);
    out->votes = count_votes(out);
    /* What the authorities have signed as its end needs no quorum beside. */
    if (out->votes < network->quorum_needed && out->checkpoint.size > 0 &&
        !sy_network_log_ends(out->log, out->checkpoint.size, &out->checkpoint.root))
        return refuse(out, SY_QUORUM, "too few districts have cosigned the checkpoint");
    return SY_OK;
}
