/* What other nodes show, offer, give and ask for, as it comes in: answered. */
#include <string.h>

#include "net/identity.h"
#include "net/replica_state.h"
#include "proto/message.h"

static void refuse(struct sy_request *request, enum sy_err err, const char *detail)
{
    sy_request_error(request, err, detail, NULL, false);
}

/* No honest node says that: it is told so, and not listened to for a while. */
static void drop(struct sy_replica *replica, struct sy_request *request, uint32_t peer,
                 enum sy_err err, const char *reason)
{
    sy_request_error(request, err, reason, NULL, true);
    sy_replica_drop(replica, peer, reason);
}

/* The number of the node that asks. */
static bool find_peer(const struct sy_replica *replica, const struct sy_request *request,
                      uint32_t *out)
{
    struct sy_bytes subject = sy_connection_subject(request->connection);
    size_t peer;

    if (!sy_identity_is_node(subject) ||
        sy_peers_find(replica->peers, sy_identity_node_code(subject), &peer) != SY_OK)
        return false;
    *out = (uint32_t)peer;
    return true;
}

static const char unreadable[] = "it sends what cannot be read";
static const char strange[] = "this is no checkpoint of a log that is known here";

/* To whoever knows the largest checkpoint, the largest that the quorum stands behind is news: a
 * log that has forked may have none for the larger tree, and nobody else be left to tell. */
static struct sy_bytes answer_note(const struct sy_replica_log *log, struct sy_bytes shown)
{
    const struct sy_signed_checkpoint *latest = &log->replica->gossip.logs[log->index].latest;
    struct sy_signed_checkpoint theirs;

    if (log->log->proved != NULL &&
        sy_signed_checkpoint_open(shown, &log->log->vkey, &theirs) == SY_OK &&
        sy_checkpoint_same(&theirs.checkpoint, &latest->checkpoint))
        return sy_shared_note_bytes(log->log->proved);
    return sy_replica_best_note(log);
}

static void answer_show(struct sy_replica *replica, struct sy_request *request, uint32_t peer)
{
    struct sy_show_checkpoint_reply reply = {0};
    struct sy_show_checkpoint show;
    struct sy_buffer message = {0};
    struct sy_replica_log *log;

    if (sy_show_checkpoint_read(request->payload, &show) != SY_OK) {
        drop(replica, request, peer, SY_BAD_ENCODING, unreadable);
        return;
    }
    log = sy_replica_log_of(replica, show.note);
    if (log == NULL) { /* a policy that is not known here yet may have it */
        refuse(request, SY_BAD_NOTE, strange);
        return;
    }
    if (!sy_replica_take_note(log, peer, show.note, show.held, SY_MIRROR_SHOWN)) {
        drop(replica, request, peer, SY_BAD_NOTE, "what it shows is no checkpoint");
        return;
    }
    reply.note = answer_note(log, show.note);
    reply.held = log->mirror.store.size;
    sy_show_checkpoint_reply_write(&reply, &message);
    sy_request_reply(request, SY_FRAME_SHOW_CHECKPOINT_REPLY, sy_buffer_bytes(&message), true);
    sy_buffer_close(&message);
}

static void reply_without_lines(struct sy_request *request)
{
    sy_request_reply(request, SY_FRAME_OFFER_CHECKPOINT_REPLY, (struct sy_bytes){NULL, 0},
                     true);
}

void sy_replica_settle_offer(struct sy_replica_log *log)
{
    struct sy_request *request = log->offered;

    if (request == NULL || log->mirror.offer_open || log->cosign.busy || log->cosign.next)
        return;
    log->offered = NULL;
    reply_without_lines(request);
}

/* Only the owner offers; a later offer takes the place of the one before. */
static void take_offer(struct sy_replica *replica, struct sy_request *request, uint32_t peer)
{
    struct sy_offer_checkpoint offer;
    struct sy_replica_log *log;
    struct sy_request *before;
    struct sy_signed_checkpoint checkpoint;

    if (sy_offer_checkpoint_read(request->payload, &offer) != SY_OK) {
        drop(replica, request, peer, SY_BAD_ENCODING, unreadable);
        return;
    }
    log = sy_replica_log_of(replica, offer.note);
    if (log == NULL) {
        refuse(request, SY_BAD_NOTE, strange);
        return;
    }
    if (sy_signed_checkpoint_open(offer.note, &log->log->vkey, &checkpoint) != SY_OK) {
        drop(replica, request, peer, SY_BAD_NOTE, "what it offers is no checkpoint");
        return;
    }
    if (log->log->owned || strcmp(log->log->owner, sy_replica_code(replica, peer)) != 0) {
        refuse(request, SY_DENIED, "only a log's owner offers its checkpoints");
        return;
    }
    before = log->offered;
    log->offered = request;
    log->offered_one = checkpoint.checkpoint;
    if (before != NULL)
        reply_without_lines(before);
    (void)sy_replica_take_note(log, peer, offer.note, checkpoint.checkpoint.size,
                               SY_MIRROR_OFFERED);
    sy_replica_settle_offer(log); /* it may have been nothing that can be cosigned */
}

static void answer_evidence(struct sy_replica *replica, struct sy_request *request,
                            uint32_t peer)
{
    struct sy_give_evidence give;
    struct sy_give_evidence_reply reply = {0};
    struct sy_evidence evidence;
    struct sy_buffer message = {0};
    enum sy_err err = sy_give_evidence_read(request->payload, &give);

    if (err == SY_OK)
        err = sy_evidence_read(sy_replica_network(replica), give.text, &evidence);
    if (err == SY_OK) {
        struct sy_replica_log *log = NULL;
        struct sy_mirror_event event = {.type = SY_MIRROR_EVIDENCE};
        struct sy_buffer text = {0};
        size_t index;

        err = sy_evidence_check(sy_replica_network(replica), &evidence, NULL, NULL);
        if (err == SY_OK &&
            sy_kept_log_find(replica->options.logs, sy_text(sy_evidence_origin(&evidence)),
                             &index) == SY_OK)
            log = replica->logs[index];
        reply.known = log != NULL && log->evidence.len > 0;
        if (log != NULL && !reply.known) {
            err = sy_mirrored_log_freeze(log->log, give.text);
            sy_buffer_put_bytes(&text, give.text);
        }
        if (log != NULL && !reply.known && err == SY_OK) {
            sy_replica_feed(log, &event);
            sy_replica_accuse(log, &text);
        }
        sy_buffer_close(&text);
        sy_evidence_close(&evidence);
    }
    if (err != SY_OK && sy_err_class(err) == SY_CLASS_REFUSAL && err != SY_UNKNOWN_KEY) {
        drop(replica, request, peer, err, "the evidence that it gives proves nothing");
        return;
    }
    if (err != SY_OK) { /* of a log that is not known here, or more than can be told here */
        refuse(request, err, "this proves nothing here");
        return;
    }
    sy_give_evidence_reply_write(&reply, &message);
    sy_request_reply(request, SY_FRAME_GIVE_EVIDENCE_REPLY, sy_buffer_bytes(&message), true);
    sy_buffer_close(&message);
}

/* The largest that this node knows, by whatever it stands here: an owner that asks whether it
 * has lost something must hear of one that is on disk because some of its entries are. */
static struct sy_bytes largest_note(const struct sy_replica_log *log)
{
    const struct sy_signed_checkpoint *latest = &log->replica->gossip.logs[log->index].latest;
    const struct sy_signed_checkpoint *cover = &log->mirror.store.cover.checkpoint;

    return cover->note_len > 0 && cover->checkpoint.size > latest->checkpoint.size
               ? sy_signed_checkpoint_note(cover)
               : sy_replica_best_note(log);
}

static void answer_checkpoint(struct sy_replica *replica, struct sy_request *request)
{
    struct sy_get_checkpoint ask;
    struct sy_checkpoint_reply reply = {0};
    struct sy_buffer message = {0};
    size_t index;

    if (sy_get_checkpoint_read(request->payload, &ask) == SY_OK &&
        sy_kept_log_find(replica->options.logs, ask.origin, &index) == SY_OK)
        reply.note = largest_note(replica->logs[index]);
    if (reply.note.len == 0) {
        refuse(request, SY_NOT_YET, "this node knows no checkpoint of that log");
        return;
    }
    sy_checkpoint_reply_write(&reply, &message);
    sy_request_reply(request, SY_FRAME_CHECKPOINT, sy_buffer_bytes(&message), true);
    sy_buffer_close(&message);
}

/* False when it has asked for too much by now. */
static bool may_ask(struct sy_replica *replica, uint32_t peer, uint64_t weight)
{
    uint64_t now_ms = sy_loop_now_ms(replica->options.loop);
    uint64_t off = (now_ms - replica->taken[peer].since_ms) * SY_REPLICA_TAKEN_A_SECOND / 1000;
    uint64_t *amount = &replica->taken[peer].amount;

    if (off > 0) {
        *amount = *amount > off ? *amount - off : 0;
        replica->taken[peer].since_ms = now_ms;
    }
    if (*amount + weight > SY_REPLICA_TAKEN_MAX)
        return false;
    *amount += weight;
    return true;
}

/* Whoever comes by himself is there, and dialled soon; but for one who was dropped. */
static bool is_shunned(struct sy_replica *replica, uint32_t peer)
{
    struct sy_peer_link *link = sy_replica_link(replica, peer);

    if (link == NULL)
        return false;
    sy_peer_link_sighted(link);
    return sy_peer_link_shuns(link);
}

void sy_replica_take(struct sy_replica *replica, struct sy_request *request)
{
    uint64_t weight = request->type == SY_FRAME_GIVE_EVIDENCE ? SY_REPLICA_EVIDENCE_WEIGHT : 1;
    uint32_t peer = 0;

    if (replica->peers == NULL)
        refuse(request, SY_STOPPING, "the node is stopping");
    else if (!find_peer(replica, request, &peer))
        refuse(request, SY_DENIED,
               "only the network's nodes may ask for that, with their certificate");
    else if (is_shunned(replica, peer))
        sy_request_error(request, SY_DENIED, "come back later, and say what is true", NULL,
                         true);
    else if (!may_ask(replica, peer, weight))
        drop(replica, request, peer, SY_LIMIT, "it asks more than a node may");
    else if (request->type == SY_FRAME_SHOW_CHECKPOINT)
        answer_show(replica, request, peer);
    else if (request->type == SY_FRAME_OFFER_CHECKPOINT)
        take_offer(replica, request, peer);
    else if (request->type == SY_FRAME_GIVE_EVIDENCE)
        answer_evidence(replica, request, peer);
    else
        answer_checkpoint(replica, request);
}

void sy_replica_cancelled(struct sy_replica *replica, struct sy_request *request)
{
    for (size_t i = 0; i < replica->log_count; i++) {
        if (replica->logs[i]->offered == request)
            replica->logs[i]->offered = NULL;
    }
    sy_request_drop(request);
}
