#include "net/pending.h"

#include <stdlib.h>

void sy_pending_init(struct sy_pending_queue *queue)
{
    queue->first = NULL;
    queue->last = &queue->first;
}

void sy_pending_put(struct sy_pending_queue *queue, struct sy_pending *pending)
{
    pending->next = NULL;
    *queue->last = pending;
    queue->last = &pending->next;
}

struct sy_pending *sy_pending_take(struct sy_pending_queue *queue)
{
    struct sy_pending *pending = queue->first;

    if (pending == NULL)
        return NULL;
    queue->first = pending->next;
    if (queue->first == NULL)
        queue->last = &queue->first;
    return pending;
}

void sy_pending_move(struct sy_pending_queue *from, struct sy_pending_queue *to,
                     size_t count_max, size_t bytes_max)
{
    size_t bytes = 0;

    sy_pending_init(to);
    for (size_t i = 0; i < count_max && from->first != NULL; i++) {
        size_t size = from->first->request->payload.len;

        if (i > 0 && bytes + size > bytes_max)
            return;
        bytes += size;
        sy_pending_put(to, sy_pending_take(from));
    }
}

static const char *detail_of(enum sy_err err)
{
    switch ((int)err) {
    case SY_BAD_ENCODING:
        return "the bytes are not the canonical encoding; send what the signer wrote, "
               "unchanged";
    case SY_LIMIT:
        return "a limit is exceeded: at most 10,000 records, 8 MiB in all, 1 MiB a part";
    case SY_BAD_ROOT:
        return "the records are not those that the statement commits to";
    case SY_BAD_SIGNATURE:
        return "a signature does not verify; was it signed for this network and this log?";
    case SY_BAD_KEY:
        return "a signer's key is not an Ed25519 key";
    case SY_BAD_TIME:
        return "signed more than 30 days before or 10 minutes after the node's clock; "
               "sign it again, with a reason for the delay";
    case SY_UNKNOWN_PRINCIPAL:
        return "the principal is not in the registry; the authority can admit it";
    case SY_UNKNOWN_KEY:
        return "a signing key is not registered for its subject; the authority can add it";
    case SY_KEY_NOT_IN_FORCE:
        return "the signing key is retired or revoked; sign with one that is in force";
    case SY_SUSPENDED:
    case SY_ENDED:
    case SY_STEP_DENIED:
    case SY_BEYOND_DELEGATION:
    case SY_UNLICENSED:
        return "the organisation may not declare this now; ask its office";
    case SY_DENIED:
        return "this signer may not make such a statement in this log";
    case SY_WRONG_PLACE:
        return "this node does not sequence that log; ask one that does";
    case SY_NOT_YET:
        return "this node is asking the others whether it has all that it signed; send the "
               "same "
               "bytes again in a moment";
    case SY_CLOSED:
        return "this node has lost entries that it signed and, as it stands, never signs this "
               "log again; 'suyuan status' of it says what its operator can do";
    case SY_NO_SPACE:
        return "the node's disk is full; send the same bytes again later";
    case SY_NO_MEMORY:
        return "the node is out of memory; send the same bytes again later";
    default:
        return "the node cannot store it now; send the same bytes again later";
    }
}

const char *sy_pending_detail(struct sy_pending *pending)
{
    if (pending->words.len > 0 && pending->words.err == SY_OK)
        return sy_buffer_text(&pending->words);
    return pending->detail != NULL ? pending->detail : detail_of(pending->err);
}

void sy_pending_finish(struct sy_pending *pending)
{
    const char *member = pending->where.member[0] == 0 ? NULL : pending->where.member;

    if (pending->request->cancelled)
        sy_request_drop(pending->request);
    else if (pending->err == SY_OK)
        sy_request_reply(pending->request, SY_FRAME_APPEND_REPLY,
                         sy_buffer_bytes(&pending->reply), true);
    else if (pending->refusal.len > 0)
        sy_request_refuse(pending->request, pending->err, sy_pending_detail(pending), member,
                          sy_buffer_bytes(&pending->refusal));
    else
        sy_request_error(pending->request, pending->err, sy_pending_detail(pending), member,
                         false);
    sy_checked_close(&pending->checked);
    sy_buffer_close(&pending->reply);
    sy_buffer_close(&pending->words);
    sy_buffer_close(&pending->refusal);
    free(pending);
}
