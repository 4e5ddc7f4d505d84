#include "net/offer.h"

#include <string.h>

#include "ledger/base64.h"
#include "ledger/cosignature.h"

void sy_offer_init(struct sy_offer *offer, const struct sy_network *network, const char *owner)
{
    memset(offer, 0, sizeof(*offer));
    offer->network = network;
    memcpy(offer->owner, owner, sizeof(offer->owner));
}

static struct sy_offer_effect *put(struct sy_offer_effects *out, enum sy_offer_effect_type type)
{
    if (out->count == SY_OFFER_EFFECTS_MAX) {
        out->more = true;
        return NULL;
    }
    out->list[out->count] = (struct sy_offer_effect){.type = type};
    return &out->list[out->count++];
}

static uint32_t node_of(const struct sy_network *network, const char *code)
{
    uint32_t i = 0;

    while (i < network->node_count && strcmp(network->nodes[i].code, code) != 0)
        i++;
    return i;
}

uint64_t sy_offer_mirrors(const struct sy_offer *offer, uint64_t size)
{
    uint64_t count = 0;

    for (uint64_t i = 0; i < offer->network->node_count; i++)
        count += offer->mirrored[i] >= size;
    return count;
}

/* One vote a node, whichever of its cosigners signed. */
static uint64_t count_votes(const struct sy_network *network,
                            const struct sy_offer_gathered *gathered)
{
    bool counted[SY_NETWORK_NODES_MAX] = {false};
    uint64_t votes = 0;

    for (uint64_t i = 0; i < network->cosigner_count; i++) {
        uint32_t node = node_of(network, network->cosigners[i].node);

        if (!gathered->by[i].here || counted[node])
            continue;
        counted[node] = true;
        votes++;
    }
    return votes;
}

/* The first so many of those that are open are settled. */
static void drop_open(struct sy_offer *offer, size_t count)
{
    offer->open_count -= count;
    memmove(&offer->open[0], &offer->open[count], offer->open_count * sizeof(offer->open[0]));
}

static uint64_t size_of(const struct sy_offer_gathered *gathered)
{
    return gathered->checkpoint.checkpoint.size; /* 0 when there is none */
}

/* The next may be offered: the last one is agreed on, or has had its time. */
static bool due(const struct sy_offer *offer, uint64_t now_ms)
{
    uint64_t size = offer->committed.checkpoint.size;
    const struct sy_offer_gathered *last;

    if (offer->network->quorum_of == 0 || size <= size_of(&offer->served))
        return false;
    if (offer->open_count == 0)
        return true;
    last = &offer->open[offer->open_count - 1];
    if (size <= size_of(last) || now_ms < last->offered_ms + SY_OFFER_AGAIN_MS)
        return false;
    return offer->open_count < SY_OFFER_OPEN ||
           now_ms >= offer->open[0].offered_ms + SY_OFFER_LATE_MS;
}

static void send_to(struct sy_offer_gathered *gathered, uint32_t node, uint64_t now_ms,
                    struct sy_offer_effects *out)
{
    struct sy_offer_effect *effect = put(out, SY_OFFER_SEND);

    if (effect == NULL)
        return;
    effect->node = node;
    effect->checkpoint = &gathered->checkpoint;
    if (node == UINT32_MAX)
        gathered->sent_ms = now_ms;
}

static void make_offer(struct sy_offer *offer, uint64_t now_ms, struct sy_offer_effects *out)
{
    struct sy_offer_gathered *next;

    if (!due(offer, now_ms) || out->count == SY_OFFER_EFFECTS_MAX)
        return;
    if (offer->open_count == SY_OFFER_OPEN)
        drop_open(offer, 1);
    next = &offer->open[offer->open_count++];
    memset(next, 0, sizeof(*next));
    next->checkpoint = offer->committed;
    next->offered_ms = now_ms;
    send_to(next, UINT32_MAX, now_ms, out);
    sy_assert(next->sent_ms == now_ms);
}

/* What those who have come, or have not answered, should cosign: the largest. */
static struct sy_offer_gathered *latest(struct sy_offer *offer)
{
    if (offer->open_count > 0)
        return &offer->open[offer->open_count - 1];
    return size_of(&offer->served) > 0 ? &offer->served : NULL;
}

static void offer_again(struct sy_offer *offer, uint64_t now_ms, struct sy_offer_effects *out)
{
    struct sy_offer_gathered *last = latest(offer);

    if (last == NULL || (offer->open_count == 0 && offer->wait_count == 0) ||
        now_ms < last->sent_ms + SY_OFFER_RETRY_MS)
        return;
    send_to(last, UINT32_MAX, now_ms, out);
}

/* A cosignature as it stands in a note. */
static enum sy_err read_blob(struct sy_bytes base64, struct sy_offer_cosignature *out)
{
    uint8_t blob[SY_KEY_ID_BYTES + SY_COSIGNATURE_BYTES];

    if (sy_base64_decode_exact(base64, blob, sizeof(blob)) != SY_OK)
        return SY_BAD_SIGNATURE;
    out->here = true;
    out->time_s = sy_get_u64be(blob + SY_KEY_ID_BYTES);
    memcpy(out->signature, blob + SY_KEY_ID_BYTES + 8, SY_SIGNATURE_BYTES);
    return SY_OK;
}

/* The line under the checkpoint, as a note: which of the node's cosigners made it. */
static enum sy_err check_line(const struct sy_offer *offer, const struct sy_offer_event *event,
                              const struct sy_offer_gathered *gathered, size_t *cosigner,
                              struct sy_offer_cosignature *out)
{
    const struct sy_network *network = offer->network;
    const char *code = network->nodes[event->node].code;
    struct sy_buffer bytes = {.max = SY_NOTE_BYTES_MAX};
    struct sy_note_signers signers;
    struct sy_note note;
    enum sy_err err = SY_UNKNOWN_KEY;

    sy_buffer_put_bytes(&bytes, sy_signed_checkpoint_note(&gathered->checkpoint));
    sy_buffer_put_bytes(&bytes, event->line);
    for (size_t i = 0; i < network->cosigner_count && err == SY_UNKNOWN_KEY; i++) {
        if (strcmp(network->cosigners[i].node, code) != 0)
            continue;
        err = bytes.err != SY_OK ? bytes.err : sy_note_parse(sy_buffer_bytes(&bytes), &note);
        if (err == SY_OK && note.line_count != 2)
            err = SY_BAD_NOTE;
        if (err == SY_OK)
            err = sy_note_verify(&note, &network->cosigners[i].vkey, 1, &signers);
        *cosigner = i;
    }
    if (err == SY_OK)
        err = read_blob(note.line[signers.by[0].line].base64, out);
    sy_buffer_close(&bytes);
    return err;
}

static struct sy_offer_gathered *find(struct sy_offer *offer, uint64_t size)
{
    for (size_t i = 0; i < offer->open_count; i++) {
        if (size_of(&offer->open[i]) == size)
            return &offer->open[i];
    }
    return size > 0 && size_of(&offer->served) == size ? &offer->served : NULL;
}

/* The largest that the quorum has cosigned is served; the smaller ones need nothing more. */
static void settle(struct sy_offer *offer, struct sy_offer_effects *out)
{
    for (size_t i = offer->open_count; i > 0; i--) {
        if (offer->open[i - 1].votes < offer->network->quorum_needed)
            continue;
        offer->served = offer->open[i - 1];
        drop_open(offer, i);
        (void)put(out, SY_OFFER_SERVED);
        return;
    }
}

static enum sy_err take_line(struct sy_offer *offer, const struct sy_offer_event *event,
                             struct sy_offer_effects *out)
{
    const struct sy_network *network = offer->network;
    struct sy_offer_gathered *gathered = find(offer, event->size);
    struct sy_offer_cosignature cosignature;
    size_t cosigner = 0;
    enum sy_err err;

    sy_assert(event->node < network->node_count);
    if (strcmp(network->nodes[event->node].code, offer->owner) == 0)
        return SY_UNKNOWN_KEY;
    if (gathered == NULL)
        return SY_NOT_FOUND;
    err = check_line(offer, event, gathered, &cosigner, &cosignature);
    if (err != SY_OK)
        return err;
    gathered->by[cosigner] = cosignature;
    gathered->votes = count_votes(network, gathered);
    if (network->cosigners[cosigner].role == SY_COSIGNER_MIRROR &&
        offer->mirrored[event->node] < event->size)
        offer->mirrored[event->node] = event->size;
    if (gathered == &offer->served)
        (void)put(out, SY_OFFER_SERVED);
    settle(offer, out);
    return SY_OK;
}

/* What was gathered under the network of before counts as far as its keys are still named. */
static void carry_over(struct sy_offer_gathered *gathered, const struct sy_network *before,
                       const struct sy_network *network)
{
    struct sy_offer_cosignature old[SY_NETWORK_COSIGNERS_MAX];

    memcpy(old, gathered->by, sizeof(old));
    memset(gathered->by, 0, sizeof(gathered->by));
    for (uint64_t i = 0; i < network->cosigner_count; i++) {
        const struct sy_vkey *now = &network->cosigners[i].vkey;

        for (uint64_t j = 0; j < before->cosigner_count; j++) {
            const struct sy_vkey *then = &before->cosigners[j].vkey;

            if (strcmp(now->name, then->name) == 0 &&
                sy_public_key_equal(&now->key, &then->key))
                gathered->by[i] = old[j];
        }
    }
    gathered->votes = count_votes(network, gathered);
}

/* Who holds what, by the numbers of the network of now. */
static void carry_mirrored(struct sy_offer *offer, const struct sy_network *network)
{
    uint64_t old[SY_NETWORK_NODES_MAX];

    memcpy(old, offer->mirrored, sizeof(old));
    memset(offer->mirrored, 0, sizeof(offer->mirrored));
    for (uint32_t i = 0; i < offer->network->node_count; i++) {
        uint32_t node = node_of(network, offer->network->nodes[i].code);

        if (node < network->node_count)
            offer->mirrored[node] = old[i];
    }
}

/* What is served has to have the quorum of now; whoever may cosign now is asked to. */
static void take_policy(struct sy_offer *offer, const struct sy_network *network,
                        uint64_t now_ms, struct sy_offer_effects *out)
{
    struct sy_offer_gathered *last;

    for (size_t i = 0; i < offer->open_count; i++)
        carry_over(&offer->open[i], offer->network, network);
    if (size_of(&offer->served) > 0)
        carry_over(&offer->served, offer->network, network);
    carry_mirrored(offer, network);
    offer->network = network;
    if (offer->served.votes < network->quorum_needed)
        memset(&offer->served, 0, sizeof(offer->served));
    settle(offer, out);
    last = latest(offer);
    if (last != NULL)
        send_to(last, UINT32_MAX, now_ms, out);
}

/* Those appends that have what they waited for, or have waited long enough. */
static void end_waits(struct sy_offer *offer, uint64_t now_ms, struct sy_offer_effects *out)
{
    for (size_t i = 0; i < offer->wait_count;) {
        const struct sy_offer_wait *wait = &offer->waits[i];
        uint64_t mirrors = sy_offer_mirrors(offer, wait->size);
        struct sy_offer_effect *effect;

        if (mirrors < wait->mirrors && now_ms < wait->deadline_ms) {
            i++;
            continue;
        }
        effect = put(out, mirrors >= wait->mirrors ? SY_OFFER_REACHED : SY_OFFER_EXPIRED);
        if (effect == NULL)
            return;
        effect->id = wait->id;
        effect->mirrors = mirrors;
        offer->waits[i] = offer->waits[--offer->wait_count];
    }
}

enum sy_err sy_offer_step(struct sy_offer *offer, const struct sy_offer_event *event,
                          uint64_t now_ms, struct sy_offer_effects *out)
{
    struct sy_offer_gathered *last;
    enum sy_err err = SY_OK;

    out->count = 0;
    out->more = false;
    switch (event->type) {
    case SY_OFFER_COMMITTED:
        sy_assert(event->checkpoint->checkpoint.size >= offer->committed.checkpoint.size);
        offer->committed = *event->checkpoint;
        break;
    case SY_OFFER_CONNECTED:
        last = latest(offer);
        if (last != NULL)
            send_to(last, event->node, now_ms, out);
        break;
    case SY_OFFER_COSIGNED:
        err = take_line(offer, event, out);
        break;
    case SY_OFFER_WAIT:
        if (offer->wait_count == SY_OFFER_WAITS_MAX)
            return SY_FULL;
        offer->waits[offer->wait_count++] = event->wait;
        break;
    case SY_OFFER_POLICY:
        take_policy(offer, event->network, now_ms, out);
        break;
    case SY_OFFER_TICK:
        offer_again(offer, now_ms, out);
        break;
    }
    if (err != SY_OK)
        return err;
    make_offer(offer, now_ms, out);
    end_waits(offer, now_ms, out);
    return SY_OK;
}

static void put_cosignature(const struct sy_vkey *vkey,
                            const struct sy_offer_cosignature *cosignature,
                            struct sy_buffer *out)
{
    uint8_t blob[SY_KEY_ID_BYTES + SY_COSIGNATURE_BYTES];

    sy_put_u32be(blob, vkey->id);
    sy_put_u64be(blob + SY_KEY_ID_BYTES, cosignature->time_s);
    memcpy(blob + SY_KEY_ID_BYTES + 8, cosignature->signature, SY_SIGNATURE_BYTES);
    sy_buffer_printf(out, "\xe2\x80\x94 %s ", vkey->name);
    sy_base64_put(out, (struct sy_bytes){blob, sizeof(blob)});
    sy_buffer_put_u8(out, '\n');
}

static enum sy_err put_gathered(const struct sy_offer *offer,
                                const struct sy_offer_gathered *gathered, struct sy_buffer *out)
{
    size_t lines = 1;

    sy_buffer_put_bytes(out, sy_signed_checkpoint_note(&gathered->checkpoint));
    for (uint64_t i = 0; i < offer->network->cosigner_count; i++) {
        if (gathered->by[i].here && lines++ < SY_NOTE_SIGNATURES_MAX)
            put_cosignature(&offer->network->cosigners[i].vkey, &gathered->by[i], out);
    }
    return out->err;
}

enum sy_err sy_offer_note(const struct sy_offer *offer, struct sy_buffer *out)
{
    if (offer->committed.note_len == 0)
        return SY_NOT_FOUND;
    if (size_of(&offer->served) > 0)
        return put_gathered(offer, &offer->served, out);
    sy_buffer_put_bytes(out, sy_signed_checkpoint_note(&offer->committed));
    return out->err;
}

enum sy_err sy_offer_best(const struct sy_offer *offer, uint64_t size, struct sy_buffer *out,
                          uint64_t *promised)
{
    const struct sy_offer_gathered *best = NULL;

    if (offer->committed.note_len == 0 || offer->committed.checkpoint.size < size)
        return SY_NOT_FOUND;
    if (size_of(&offer->served) >= size && size_of(&offer->served) > 0)
        best = &offer->served;
    for (size_t i = 0; i < offer->open_count; i++) {
        const struct sy_offer_gathered *open = &offer->open[i];

        if (size_of(open) >= size && (best == NULL || open->votes > best->votes))
            best = open;
    }
    *promised = best == NULL ? offer->committed.checkpoint.size : size_of(best);
    if (best != NULL)
        return put_gathered(offer, best, out);
    sy_buffer_put_bytes(out, sy_signed_checkpoint_note(&offer->committed));
    return out->err;
}
