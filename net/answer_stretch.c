#include <string.h>

#include "ledger/log_scrub.h"
#include "ledger/stretch.h"
#include "net/answer.h"
#include "net/clock.h"
#include "net/identity.h"
#include "net/mirror.h"
#include "proto/message.h"

/* A node gets every part that is here and that it asks for; of the others it keeps the hash. */
static enum sy_err
withhold_unasked(const struct sy_answer *answer, struct sy_log_snapshot *snapshot,
                 const struct sy_entry *entry, const struct sy_statement *statement,
                 struct sy_record_share *record, struct sy_record_digest *digest)
{
    bool known = false;
    enum sy_err err = SY_OK;

    for (size_t i = 0; err == SY_OK && i < record->part_count; i++) {
        struct sy_part_share *share = &record->parts[i];

        if (share->part.data == NULL ||
            sy_log_due_since(answer->kinds, answer->since, statement, entry->sequenced_at,
                             share->kind) == SY_PART_HERE)
            continue;
        if (!known)
            err = sy_log_digest(snapshot, entry->index, record->index, digest);
        if (err != SY_OK)
            return err;
        known = true;
        share->part = (struct sy_bytes){NULL, 0};
        share->hash = (struct sy_bytes){digest->parts[i].hash.bytes, SY_HASH_BYTES};
    }
    return err;
}

/* Who asks hashes all of it, so only what is to take the place of something damaged is hashed
 * here, too. */
static enum sy_err put_share(struct sy_answer *answer, struct sy_log_snapshot *snapshot,
                             uint64_t index)
{
    struct sy_bytes bytes;
    struct sy_entry entry;
    struct sy_statement statement;
    enum sy_err err = sy_log_statement(snapshot, index, &bytes, &entry, &statement);

    if (err == SY_OK)
        err = sy_log_entry_sound(snapshot, index, bytes);
    if (err != SY_OK)
        return err;
    sy_buffer_clear(&answer->message);
    sy_wire_put_bytes(&answer->message, 1, bytes);
    for (uint32_t i = 0; answer->parts && i < statement.record_count; i++) {
        struct sy_record_digest digest;
        struct sy_record_share record;

        err = sy_log_record(snapshot, index, i, &record);
        if (err == SY_OK && answer->one)
            err = sy_log_record_sound(snapshot, index, &record);
        if (err == SY_OK)
            err = sy_answer_note_gaps(answer, snapshot, index, &record);
        if (err == SY_OK)
            err = withhold_unasked(answer, snapshot, &entry, &statement, &record, &digest);
        if (err != SY_OK)
            return err == SY_NOT_FOUND ? SY_CORRUPT : err;
        sy_record_share_put(&answer->message, 2, &record);
    }
    sy_answer_put_gaps(answer, 3);
    sy_answer_put(answer, SY_FRAME_ENTRY_SHARE);
    return SY_OK;
}

/* As many entries as there may be, into the piece; answer->to is then where they end. */
static enum sy_err put_shares(struct sy_answer *answer, struct sy_log_snapshot *snapshot)
{
    uint64_t index = answer->next;
    enum sy_err err = SY_OK;

    while (err == SY_OK && index < answer->to &&
           (index == answer->next || answer->piece.len < answer->bytes_max)) {
        err = sy_answer_stored(answer, answer->log, index, put_share(answer, snapshot, index));
        index++;
    }
    answer->to = index;
    return err;
}

/* What is known to be damaged here is not given, and ends what is. */
static enum sy_err stop_at_bad(struct sy_answer *answer)
{
    const struct sy_kept_log *log = &answer->options->logs->log[answer->log];

    for (size_t i = 0; i < log->bad_count; i++) {
        if (log->bad[i] >= answer->next && log->bad[i] < answer->to)
            answer->to = log->bad[i];
    }
    return answer->to > answer->next ? SY_OK : SY_CORRUPT;
}

/* The checkpoint that was asked for, if what is held here is its tree; otherwise the one whose
 * whole tree is held. */
static enum sy_err choose_checkpoint(const struct sy_answer *answer,
                                     const struct sy_merkle_source *source,
                                     struct sy_signed_checkpoint *out)
{
    const struct sy_kept_log *log = &answer->options->logs->log[answer->log];
    struct sy_get_stretch ask;
    struct sy_hash root;
    enum sy_err err = sy_get_stretch_read(answer->request->payload, &ask);

    if (err == SY_OK && ask.note.data == NULL)
        return sy_signed_checkpoint_open(sy_shared_note_bytes(answer->held), &log->vkey, out);
    if (err == SY_OK)
        err = sy_signed_checkpoint_open(ask.note, &log->vkey, out);
    if (err != SY_OK)
        return err;
    if (out->checkpoint.size > sy_shared_note_size(answer->held))
        return SY_NOT_YET;
    err = sy_merkle_root_at(source, out->checkpoint.size, &root);
    if (err == SY_OK && !sy_hash_equal(&root, &out->checkpoint.root))
        err = SY_NOT_FOUND;
    return err;
}

/* What the entries are proved with comes before them, and is known after them. */
static enum sy_err put_start(struct sy_answer *answer, struct sy_log_snapshot *snapshot)
{
    struct sy_merkle_source source = sy_log_source(snapshot);
    struct sy_buffer shares = answer->piece;
    struct sy_signed_checkpoint checkpoint;
    struct sy_stretch stretch;
    enum sy_err err = choose_checkpoint(answer, &source, &checkpoint);

    answer->piece = (struct sy_buffer){0};
    if (err == SY_OK)
        err = sy_stretch_prove(&source, &checkpoint, answer->next, answer->to, &stretch);
    if (err == SY_OK && answer->one)
        err = sy_merkle_prove_inclusion(&source, checkpoint.checkpoint.size, answer->next,
                                        &stretch.path);
    if (err == SY_OK) {
        sy_buffer_clear(&answer->message);
        sy_stretch_put(&stretch, &answer->message);
        sy_answer_put(answer, SY_FRAME_STRETCH_START);
        sy_buffer_put_bytes(&answer->piece, sy_buffer_bytes(&shares));
    }
    sy_buffer_close(&shares);
    return err;
}

/* A node that has left the network, or has another key by now, gets nothing. */
static enum sy_err check_asker(const struct sy_answer *answer)
{
    struct sy_bytes asker = {answer->subject, answer->subject_len};
    struct sy_registry_snapshot *registry;
    enum sy_err err = sy_registry_snapshot(answer->options->registry, &registry);

    if (err != SY_OK)
        return err;
    err = sy_identity_check(sy_shared_policy_network(answer->policy), registry, asker,
                            &answer->key, sy_clock_us());
    sy_registry_release(registry);
    return err == SY_OK || sy_err_class(err) == SY_CLASS_FAULT ? err : SY_DENIED;
}

static enum sy_err make_stretch(struct sy_answer *answer)
{
    struct sy_log_snapshot *snapshot;
    enum sy_err err = check_asker(answer);

    if (err == SY_OK)
        err = sy_log_snapshot(answer->options->logs->log[answer->log].log, &snapshot);
    if (err != SY_OK)
        return err;
    err = put_shares(answer, snapshot);
    if (err == SY_OK)
        err = put_start(answer, snapshot);
    sy_log_release(snapshot);
    answer->last = true;
    return err;
}

enum sy_err sy_answer_stretch(struct sy_answer *answer)
{
    struct sy_bytes asker = {answer->subject, answer->subject_len};
    struct sy_get_stretch ask;
    uint64_t size;
    enum sy_err err = sy_get_stretch_read(answer->request->payload, &ask);

    if (err == SY_OK && !sy_identity_is_node(asker))
        err = SY_DENIED;
    if (err == SY_OK)
        err = sy_answer_find_log(answer, ask.origin);
    if (err == SY_OK && (ask.parts > 1 || ask.from >= ask.to))
        err = SY_LIMIT;
    if (err != SY_OK)
        return err;
    answer->held = sy_shared_note_use(answer->options->logs->log[answer->log].note);
    size = sy_shared_note_size(answer->held);
    if (ask.from >= size)
        return SY_NOT_YET;
    answer->next = ask.from;
    answer->to = ask.to < size ? ask.to : size;
    if (answer->to - answer->next > SY_MIRROR_STRETCH_ENTRIES)
        answer->to = answer->next + SY_MIRROR_STRETCH_ENTRIES;
    answer->bytes_max = ask.bytes_max < SY_MIRROR_STRETCH_BYTES ? (size_t)ask.bytes_max
                                                                : SY_MIRROR_STRETCH_BYTES;
    answer->parts = ask.parts != 0;
    answer->one = ask.note.data != NULL && ask.to - ask.from == 1;
    answer->has_gaps = ask.kinds.has;
    answer->kinds = ask.kinds.has ? (uint32_t)ask.kinds.value : SY_LOG_KEEP_ALL;
    answer->since = ask.since.has ? (int64_t)ask.since.value : INT64_MIN;
    answer->make = make_stretch;
    return stop_at_bad(answer);
}
