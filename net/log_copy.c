#include "net/log_copy.h"

#include <string.h>

#include "ledger/checkpoint.h"
#include "ledger/log_repair.h"
#include "ledger/stretch_ahead.h"
#include "net/mirror_held.h"

enum { BATCH_MAX = 256, BATCH_BYTES = 4 << 20 };

/* Entries of one commit, as messages. */
struct batch {
    size_t count;
    struct sy_buffer share[BATCH_MAX];
    struct sy_bytes bytes[BATCH_MAX];
};

enum sy_err sy_log_copy_fits(struct sy_log *log, uint64_t size, const struct sy_hash *root,
                             bool *fits)
{
    struct sy_log_snapshot *snapshot;
    struct sy_merkle_source source;
    struct sy_hash held;
    enum sy_err err = sy_log_snapshot(log, &snapshot);

    *fits = false;
    if (err != SY_OK)
        return err;
    source = sy_log_source(snapshot);
    if (size <= sy_log_head(snapshot)->tree.size) {
        err = sy_merkle_root_at(&source, size, &held);
        *fits = err == SY_OK && sy_hash_equal(&held, root);
    }
    sy_log_release(snapshot);
    return err;
}

static void close_batch(struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        sy_buffer_close(&batch->share[i]);
    batch->count = 0;
}

static enum sy_err read_batch(struct sy_log_snapshot *from, uint64_t at, uint64_t size,
                              struct batch *out)
{
    size_t bytes = 0;
    enum sy_err err = SY_OK;

    out->count = 0;
    while (err == SY_OK && at < size && out->count < BATCH_MAX && bytes < BATCH_BYTES) {
        struct sy_buffer *share = &out->share[out->count];

        *share = (struct sy_buffer){0};
        err = sy_log_share(from, at++, share);
        out->bytes[out->count++] = sy_buffer_bytes(share);
        bytes += share->len;
    }
    return err;
}

static enum sy_err put_entry(const struct sy_kept_log *to, struct sy_log_writer *writer,
                             const struct sy_stretch_ahead *ahead, size_t i)
{
    const struct sy_entry_share *share = &ahead->entries[i].share;
    struct sy_entry_facts facts = {0};
    struct sy_entry_problem why = {0};
    struct sy_checked checked;
    enum sy_err err = sy_entry_check_encoding(&to->scope, share->entry, &facts, &why);

    if (err != SY_OK || !ahead->entries[i].good)
        return SY_CORRUPT;
    sy_stretch_ahead_facts(ahead, i, &facts);
    checked = (struct sy_checked){.statement = facts.statement,
                                  .id = facts.id,
                                  .records = share->records,
                                  .nodes = {.data = facts.nodes, .len = facts.nodes_len},
                                  .digests = {.data = facts.digests, .len = facts.digests_len}};
    return sy_log_put(writer, share->entry, &facts.entry, &checked);
}

static enum sy_err put_batch(const struct sy_kept_log *to, const struct batch *batch)
{
    struct sy_stretch_ahead ahead = {0};
    struct sy_log_writer *writer = NULL;
    enum sy_err err = sy_stretch_look_ahead(&to->scope, batch->bytes, batch->count, &ahead);

    if (err == SY_OK && !ahead.made)
        err = SY_CORRUPT;
    if (err == SY_OK)
        err = sy_log_begin(to->log, &writer);
    for (size_t i = 0; i < batch->count && err == SY_OK; i++)
        err = put_entry(to, writer, &ahead, i);
    sy_stretch_ahead_close(&ahead);
    if (err == SY_OK)
        return sy_log_commit(writer);
    sy_log_abort(writer);
    return err;
}

static enum sy_err size_of(const struct sy_kept_log *log, uint64_t *out)
{
    struct sy_log_snapshot *snapshot;
    enum sy_err err = sy_log_snapshot(log->log, &snapshot);

    if (err != SY_OK)
        return err;
    *out = sy_log_head(snapshot)->tree.size;
    sy_log_release(snapshot);
    return SY_OK;
}

enum sy_err sy_log_copy(const struct sy_kept_log *to, struct sy_log *from, uint64_t size)
{
    struct sy_log_snapshot *snapshot;
    struct batch batch = {0};
    uint64_t at = 0;
    enum sy_err err = size_of(to, &at);

    if (err == SY_OK)
        err = sy_log_snapshot(from, &snapshot);
    if (err != SY_OK)
        return err;
    while (err == SY_OK && at < size) {
        err = read_batch(snapshot, at, size, &batch);
        if (err == SY_OK)
            err = put_batch(to, &batch);
        at += batch.count;
        close_batch(&batch);
    }
    sy_log_release(snapshot);
    return err;
}

/* What stands beside the entries of a store, and what of it outlives them. */
static enum sy_err read_promises(const struct sy_kept_log *to, struct sy_log_snapshot *from,
                                 uint64_t size, struct sy_mirror_held *held,
                                 struct sy_buffer *evidence)
{
    struct sy_mirror_held read = {0};
    struct sy_bytes bytes;
    enum sy_err err = sy_log_beside(from, SY_LOG_MIRROR, &bytes);

    if (err == SY_OK)
        err = sy_mirror_held_read(bytes, &to->vkey, &read);
    if (err == SY_OK) {
        held->cosigned = read.cosigned;
        held->frozen = read.frozen;
        if (read.full.note_len > 0 && read.full.checkpoint.size <= size)
            held->full = read.full;
        err = sy_log_beside(from, SY_LOG_EVIDENCE, &bytes);
    }
    if (err == SY_OK) {
        sy_buffer_put_bytes(evidence, bytes);
        err = evidence->err;
    }
    return err == SY_NOT_FOUND ? SY_OK : err;
}

/* The note that was kept, as far as it is of what is here. */
static enum sy_err copy_note(const struct sy_kept_log *to, struct sy_log_snapshot *from,
                             uint64_t size, struct sy_log_writer *writer)
{
    struct sy_checkpoint checkpoint;
    struct sy_bytes note;
    enum sy_err err = sy_log_note(from, &note);

    if (err == SY_NOT_FOUND)
        return SY_OK;
    if (err == SY_OK && sy_checkpoint_open(note, &to->vkey, &checkpoint) == SY_OK &&
        checkpoint.size <= size)
        err = sy_log_put_note(writer, note);
    return err;
}

enum sy_err sy_log_copy_promises(const struct sy_kept_log *to, struct sy_log *from,
                                 uint64_t size)
{
    struct sy_log_snapshot *snapshot;
    struct sy_log_writer *writer = NULL;
    struct sy_mirror_held held = {0};
    struct sy_buffer evidence = {0};
    struct sy_buffer bytes = {0};
    enum sy_err err = sy_log_snapshot(from, &snapshot);

    if (err != SY_OK)
        return err;
    err = read_promises(to, snapshot, size, &held, &evidence);
    sy_mirror_held_put(&held, &bytes);
    if (err == SY_OK)
        err = bytes.err;
    if (err == SY_OK)
        err = sy_log_begin(to->log, &writer);
    if (err == SY_OK)
        err = sy_log_put_beside(writer, SY_LOG_MIRROR, sy_buffer_bytes(&bytes));
    if (err == SY_OK && evidence.len > 0)
        err = sy_log_put_beside(writer, SY_LOG_EVIDENCE, sy_buffer_bytes(&evidence));
    if (err == SY_OK)
        err = copy_note(to, snapshot, size, writer);
    sy_log_release(snapshot);
    if (err == SY_OK)
        err = sy_log_commit(writer);
    else
        sy_log_abort(writer);
    sy_buffer_close(&bytes);
    sy_buffer_close(&evidence);
    return err;
}
