#include <string.h>

#include "ledger/merkle_recent.h"
#include "ledger/sequence.h"
#include "net/clock.h"
#include "net/pending.h"
#include "net/registry_follow.h"
#include "proto/message.h"

/* The registry that the batch is checked against: one size for all of it. */
struct registry_state {
    struct sy_registry_snapshot *snapshot;
    uint64_t size;
    struct sy_hash root;
};

static void close_registry(struct registry_state *state)
{
    sy_registry_release(state->snapshot);
}

static enum sy_err open_registry(struct sy_batch *batch, struct registry_state *out)
{
    const struct sy_appender_options *options = batch->options;
    struct sy_log_snapshot *log = NULL;
    enum sy_err err = sy_registry_snapshot(options->registry, &out->snapshot);

    if (err != SY_OK)
        return err;
    out->size = sy_registry_size(out->snapshot);
    if (batch->root_size != out->size || out->size == 0) {
        struct sy_merkle_source source;

        err = sy_log_snapshot(options->logs->log[0].log, &log);
        if (err == SY_OK) {
            source = sy_log_source(log);
            err = sy_merkle_root_at(&source, out->size, &batch->root);
        }
        sy_log_release(log);
        if (err == SY_OK)
            batch->root_size = out->size;
    }
    out->root = batch->root;
    if (err != SY_OK)
        close_registry(out);
    return err;
}

/* A log that is closed takes nothing, and no log more than the policy admits. */
static enum sy_err check_policy(const struct sy_batch *batch, struct sy_pending *pending)
{
    const struct sy_network *network = sy_shared_policy_network(batch->policy);
    const struct sy_network_log *log = sy_network_log(network, sy_text(batch->log->vkey.name));

    if (log != NULL && log->closed) {
        sy_pending_say_closed(pending, network, log);
        return SY_CLOSED;
    }
    if (pending->checked.submission.message.len <= network->limits.statement_bytes &&
        pending->checked.statement.record_count <= network->limits.records)
        return SY_OK;
    sy_buffer_printf(
        &pending->words,
        "the network's policy admits at most %llu records and %llu bytes, all parts "
        "counted, in a statement: send less at a time",
        (unsigned long long)network->limits.records,
        (unsigned long long)network->limits.statement_bytes);
    return SY_LIMIT;
}

/* V5 and admission again, as of the size and time that the entry will name. */
static enum sy_err authorise(struct sy_batch *batch, struct sy_pending *pending,
                             const struct registry_state *registry, int64_t sequenced_at)
{
    enum sy_err err;

    if (batch->log->registry) {
        err = sy_registry_try(batch->options->registry, &pending->checked, sequenced_at,
                              &batch->trial);
        pending->where = batch->trial.where;
        pending->detail = batch->trial.why;
        return err;
    }
    err = sy_registry_authorise(registry->snapshot, registry->size, sequenced_at,
                                &pending->checked.statement);
    return err == SY_OK ? sy_pending_admit(pending, registry->snapshot, sequenced_at) : err;
}

/* The error is the pending's own where it is a refusal, the batch's where it is a fault. */
static enum sy_err write_one(struct sy_batch *batch, struct sy_pending *pending,
                             struct sy_log_writer *log, const struct registry_state *registry)
{
    const struct sy_log_head *head = sy_log_writer_head(log);
    struct sy_sequence how = {batch->log->registry, sy_clock_us(), registry->size,
                              registry->root};
    struct sy_checked *checked = &pending->checked;
    struct sy_buffer bytes = {0};
    struct sy_entry entry;
    enum sy_err err =
        sy_log_writer_find(log, checked->statement.signed_at, &checked->id, &pending->index);

    if (err == SY_OK) {
        pending->known = true;
        return SY_OK;
    }
    if (err != SY_NOT_FOUND)
        return err;
    if (!how.registry && how.registry_size < head->registry_size)
        return SY_CORRUPT; /* the registry's view has lost entries that this log has named */
    if (how.now < head->sequenced_at)
        how.now = head->sequenced_at;
    pending->err = check_policy(batch, pending);
    if (pending->err == SY_OK)
        pending->err = authorise(batch, pending, registry, how.now);
    if (pending->err == SY_OK)
        pending->err = sy_sequence_entry(head, &how, &checked->submission,
                                         checked->statement.signed_at, &bytes, &entry);
    if (pending->err == SY_OK) {
        pending->index = head->tree.size;
        err = sy_log_put(log, sy_buffer_bytes(&bytes), &entry, checked);
    } else {
        sy_registry_drop(&batch->trial);
        sy_pending_sign_refusal(pending, batch->log, registry->size);
        err = SY_OK;
    }
    sy_buffer_close(&bytes);
    return err;
}

static enum sy_err write_batch(struct sy_batch *batch, const struct registry_state *registry)
{
    struct sy_log_writer *log = NULL;
    uint64_t size;
    enum sy_err err = sy_log_begin(batch->log->log, &log);

    if (err != SY_OK)
        return err;
    size = sy_log_writer_head(log)->tree.size;
    for (struct sy_pending *p = batch->queue.first; p != NULL && err == SY_OK; p = p->next)
        err = write_one(batch, p, log, registry);
    if (err == SY_OK && sy_log_writer_head(log)->tree.size == size) {
        sy_log_abort(log); /* nothing new: no need to sync */
        return SY_OK;
    }
    if (err == SY_OK && batch->kept != NULL)
        err = sy_log_put_note(log, sy_shared_note_bytes(batch->kept));
    if (err == SY_OK)
        return sy_log_commit(log);
    sy_log_abort(log);
    return err;
}

enum sy_err sy_pending_receipt(struct sy_pending *pending, struct sy_log_snapshot *snapshot,
                               const struct sy_merkle_source *tree, struct sy_bytes note,
                               uint64_t size)
{
    struct sy_bytes items[SY_PROOF_HASHES_MAX];
    struct sy_append_reply reply = {.note = note, .known = pending->known};
    struct sy_merkle_proof proof;
    enum sy_err err = sy_log_entry(snapshot, pending->index, &reply.entry);

    if (err == SY_OK)
        err = sy_merkle_prove_inclusion(tree, size, pending->index, &proof);
    if (err != SY_OK)
        return err;
    for (size_t i = 0; i < proof.count; i++)
        items[i] = (struct sy_bytes){proof.hash[i].bytes, SY_HASH_BYTES};
    reply.path = (struct sy_list){.items = items, .count = proof.count};
    sy_append_reply_write(&reply, &pending->reply);
    return pending->reply.err;
}

/* Signs what is on disk now, and makes the answers. */
static enum sy_err answer_batch(struct sy_batch *batch)
{
    struct sy_merkle_recent recent = {0};
    struct sy_merkle_source tree = sy_merkle_recent_source(&recent);
    struct sy_log_snapshot *snapshot;
    enum sy_err err = sy_log_snapshot(batch->log->log, &snapshot);

    if (err != SY_OK)
        return err;
    recent.base = sy_log_source(snapshot);
    err = sy_owned_log_sign(batch->log, sy_log_head(snapshot), &batch->note);
    for (struct sy_pending *p = batch->queue.first; p != NULL && err == SY_OK; p = p->next) {
        if (p->err == SY_OK && p->witnesses == 0)
            err = sy_pending_receipt(p, snapshot, &tree, sy_own_note_bytes(&batch->note),
                                     batch->note.size);
    }
    sy_log_release(snapshot);
    return err;
}

void sy_waiting_answer(struct sy_waiting *waiting)
{
    struct sy_merkle_recent recent = {0};
    struct sy_merkle_source tree = sy_merkle_recent_source(&recent);
    struct sy_log_snapshot *snapshot;
    enum sy_err err = sy_log_snapshot(waiting->log->log, &snapshot);

    waiting->err = err;
    if (err != SY_OK)
        return;
    recent.base = sy_log_source(snapshot);
    for (struct sy_pending *p = waiting->queue.first; p != NULL && err == SY_OK; p = p->next)
        err = sy_pending_receipt(p, snapshot, &tree, sy_shared_note_bytes(waiting->note),
                                 sy_shared_note_size(waiting->note));
    sy_log_release(snapshot);
    waiting->err = err;
}

/* What a fault left behind: the registry's view is as far as its log. */
static enum sy_err apply_registry(struct sy_batch *batch)
{
    return sy_registry_follow(batch->options->registry, batch->options->logs->log[0].log,
                              batch->registry_vouched, NULL);
}

/* The registry's view follows its log at once, so that the next append is held against it. */
static enum sy_err keep_trial(struct sy_batch *batch)
{
    struct sy_log_snapshot *snapshot;
    enum sy_err err;

    if (batch->trial.txn == NULL)
        return SY_OK;
    err = sy_log_snapshot(batch->log->log, &snapshot);
    if (err != SY_OK)
        return err;
    err = sy_registry_keep(&batch->trial, snapshot);
    sy_log_release(snapshot);
    return err;
}

void sy_batch_write(struct sy_batch *batch)
{
    struct registry_state registry;
    enum sy_err err = apply_registry(batch);

    sy_assert(batch->trial.txn == NULL);
    if (err == SY_OK)
        err = open_registry(batch, &registry);
    if (err == SY_OK) {
        err = write_batch(batch, &registry);
        close_registry(&registry);
    }
    if (err == SY_OK)
        err = keep_trial(batch);
    sy_registry_drop(&batch->trial);
    if (err == SY_OK)
        err = answer_batch(batch);
    batch->err = err;
}
