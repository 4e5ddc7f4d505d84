/* What an append may find behind it: a log that has ended, and the generations before. */
#include "net/earlier.h"
#include "net/mirrored_log.h"
#include "net/pending.h"
#include "proto/message.h"

void sy_pending_say_closed(struct sy_pending *pending, const struct sy_network *network,
                           const struct sy_network_log *log)
{
    const struct sy_network_log *next = sy_network_successor(network, log);

    sy_buffer_printf(&pending->words, "this log was closed at %llu entries; ",
                     (unsigned long long)log->final_size);
    if (next != NULL)
        sy_buffer_printf(&pending->words, "send the same bytes to its successor, %s",
                         next->vkey.name);
    else
        sy_buffer_put_text(&pending->words, "it has no successor yet: keep the statement, "
                                            "and send it there");
}

/* A checkpoint that covers an entry; the note is borrowed from the snapshot or from held. */
struct last {
    struct sy_bytes note;
    uint64_t size;
    struct sy_mirror_held held;
};

/* The note that stands beside the entries, or the checkpoint whose tree is all held: an owner
 * that has its entries from others has no other. */
static enum sy_err last_checkpoint(const struct sy_kept_log *log,
                                   struct sy_log_snapshot *snapshot, uint64_t index,
                                   struct last *out)
{
    struct sy_checkpoint checkpoint = {.size = 0};
    enum sy_err err = sy_log_note(snapshot, &out->note);

    if (err == SY_OK)
        err = sy_checkpoint_open(out->note, &log->vkey, &checkpoint);
    if (err != SY_OK && err != SY_NOT_FOUND)
        return err;
    out->size = checkpoint.size;
    if (out->size > index)
        return SY_OK;
    err = sy_mirrored_log_load(log, &out->held);
    if (err != SY_OK)
        return err;
    out->note = sy_signed_checkpoint_note(&out->held.full);
    out->size = out->held.full.note_len > 0 ? out->held.full.checkpoint.size : 0;
    return out->size > index ? SY_OK : SY_NOT_FOUND;
}

static enum sy_err answer(struct sy_pending *pending, const struct sy_kept_log *log,
                          struct sy_log_snapshot *snapshot)
{
    struct sy_merkle_source tree = sy_log_source(snapshot);
    struct last last;
    enum sy_err err = last_checkpoint(log, snapshot, pending->index, &last);

    if (err == SY_NOT_FOUND) {
        pending->detail = "the statement is in an earlier generation of this log, whose last "
                          "checkpoint has not come here yet; send the same bytes again later";
        return SY_NOT_YET;
    }
    pending->known = true;
    pending->answered = true;
    if (err != SY_OK)
        return err;
    return sy_pending_receipt(pending, snapshot, &tree, last.note, last.size);
}

static enum sy_err look_into(struct sy_pending *pending, const struct sy_kept_log *log)
{
    struct sy_log_snapshot *snapshot;
    enum sy_err err = sy_log_snapshot(log->log, &snapshot);

    if (err != SY_OK)
        return err;
    err = sy_log_find(snapshot, pending->checked.statement.signed_at, &pending->checked.id,
                      &pending->index);
    if (err == SY_OK)
        err = answer(pending, log, snapshot);
    sy_log_release(snapshot);
    return err;
}

static enum sy_err look_earlier(struct sy_pending *pending, const struct sy_kept_log *log)
{
    struct sy_earlier earlier;
    size_t which = 0;
    enum sy_err err = sy_earlier_open(log, &earlier);

    if (err == SY_NOT_YET)
        pending->detail = "an earlier generation of this log is not whole here yet; send the "
                          "same bytes again later";
    if (err != SY_OK)
        return err;
    err = sy_earlier_find(&earlier, pending->checked.statement.signed_at, &pending->checked.id,
                          &which, &pending->index);
    if (err == SY_OK)
        err = answer(pending, earlier.log[which], earlier.snapshot[which]);
    sy_earlier_close(&earlier);
    return err;
}

enum sy_err sy_pending_look_back(struct sy_pending *pending, const struct sy_kept_log *log,
                                 const struct sy_network *network)
{
    const struct sy_network_log *of = sy_network_log(network, sy_text(log->vkey.name));
    bool closed = of != NULL && of->closed;
    enum sy_err err = closed ? look_into(pending, log) : SY_NOT_FOUND;

    if (err == SY_NOT_FOUND && log->earlier != NULL)
        err = look_earlier(pending, log);
    if (err != SY_NOT_FOUND)
        return err;
    if (!closed)
        return SY_OK;
    sy_pending_say_closed(pending, network, of);
    return SY_CLOSED;
}
