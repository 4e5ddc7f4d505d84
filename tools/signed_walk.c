#include "tools/signed_walk.h"

#include <stdlib.h>

#include "ledger/audit.h"
#include "tools/broken.h"

static enum sy_exit malformed(struct sy_signed_walk *walk)
{
    enum sy_err err = sy_peer_malformed(walk->peer);

    sy_assert(err != SY_OK);
    return sy_peer_report(walk->peer);
}

static enum sy_exit take_log(struct sy_signed_walk *walk, struct sy_bytes mark_bytes,
                             struct sy_bytes note)
{
    struct sy_signed_log *log = &walk->logs[walk->log_count];
    struct sy_audit_problem why = {.rule = "checkpoint"};
    struct sy_watermark mark;
    struct sy_buffer origin = {0};
    enum sy_exit status;
    enum sy_err err;

    if (walk->log_count == SY_SIGNED_LOGS_MAX || sy_watermark_read(mark_bytes, &mark) != SY_OK)
        return malformed(walk);
    err = sy_trust_open(&walk->peer->network, note, &log->trust);
    why.what = err != SY_OK ? log->trust.what : "the checkpoint is another log's";
    if (err == SY_OK && !sy_bytes_equal(sy_text(log->trust.checkpoint.origin), mark.origin))
        err = SY_BAD_CHECKPOINT;
    if (err == SY_OK) {
        log->as_of = mark.size;
        walk->log_count++;
        return SY_EXIT_YES;
    }
    sy_buffer_put_bytes(&origin, mark.origin);
    status = sy_broken_report(walk->peer->output,
                              sy_buffer_text(&origin) == NULL ? "" : sy_buffer_text(&origin),
                              err, &why);
    sy_buffer_close(&origin);
    return status;
}

static enum sy_exit take_start(struct sy_signed_walk *walk)
{
    struct sy_signed_start start;
    struct sy_wire marks;
    struct sy_wire notes;
    struct sy_bytes mark;
    struct sy_bytes note;
    enum sy_exit status = SY_EXIT_YES;

    if (sy_signed_start_read(sy_buffer_bytes(&walk->frame.payload), &start) != SY_OK)
        return malformed(walk);
    marks = sy_list_open(&start.as_of);
    notes = sy_list_open(&start.notes);
    while (status == SY_EXIT_YES && sy_list_next(&start.as_of, &marks, &mark)) {
        if (!sy_list_next(&start.notes, &notes, &note))
            return malformed(walk);
        status = take_log(walk, mark, note);
    }
    return status;
}

enum sy_exit sy_signed_walk_open(struct sy_signed_walk *walk, const struct sy_get_signed *ask)
{
    struct sy_buffer payload = {0};
    enum sy_err err;

    walk->key = ask->key;
    walk->latest = INT64_MIN;
    walk->logs = calloc(SY_SIGNED_LOGS_MAX, sizeof(*walk->logs));
    if (walk->logs == NULL)
        return sy_broken_fault(walk->peer->output, SY_NO_MEMORY);
    sy_get_signed_write(ask, &payload);
    err = sy_peer_send(walk->peer, SY_FRAME_GET_SIGNED, sy_buffer_bytes(&payload), &walk->id);
    sy_buffer_close(&payload);
    if (err == SY_OK)
        err = sy_peer_receive(walk->peer, &walk->frame);
    if (err != SY_OK)
        return sy_peer_report(walk->peer);
    if (walk->frame.type != SY_FRAME_SIGNED_START || walk->frame.id != walk->id)
        return malformed(walk);
    walk->ended = (walk->frame.flags & SY_FRAME_END) != 0;
    return take_start(walk);
}

static const struct sy_signed_log *find_log(const struct sy_signed_walk *walk,
                                            struct sy_bytes origin)
{
    for (size_t i = 0; i < walk->log_count; i++) {
        if (sy_bytes_equal(origin, sy_text(walk->logs[i].trust.checkpoint.origin)))
            return &walk->logs[i];
    }
    return NULL;
}

/* Whose key it is said to be; false when it is none of the signers'. */
static bool find_signer(struct sy_bytes key, const struct sy_statement *statement,
                        struct sy_bytes *subject)
{
    for (size_t i = 0; i < statement->signer_count; i++) {
        if (!sy_bytes_equal(statement->signers[i].key, key))
            continue;
        *subject = statement->signers[i].subject.len > 0 ? statement->signers[i].subject
                                                         : statement->principal;
        return true;
    }
    return false;
}

static enum sy_err check(struct sy_signed_walk *walk, const struct sy_signed_entry *message,
                         struct sy_signed_step *step, const char **what)
{
    enum sy_err err = sy_verified_entry(&walk->peer->network, &step->log->trust, message->entry,
                                        &message->path, &step->evidence, what);

    if (err != SY_OK)
        return err;
    *what = "it is not in the order in which entries were sequenced";
    if (step->evidence.entry.sequenced_at < walk->latest)
        return SY_BAD_TIME;
    *what = "the key did not sign it";
    if (!find_signer(walk->key, &step->evidence.statement, &step->subject))
        return SY_UNKNOWN_KEY;
    err = sy_directory_authorise(walk->directory, message->origin, &step->evidence);
    *what = "its signers may not speak for its principal";
    if (err == SY_NOT_YET) /* the registry has grown since it was read */
        err = SY_OK;
    return err;
}

enum sy_exit sy_signed_walk_next(struct sy_signed_walk *walk, struct sy_signed_step *out,
                                 bool *done)
{
    struct sy_signed_entry message;
    const char *what = NULL;
    enum sy_err err;

    *done = walk->ended;
    if (walk->ended)
        return SY_EXIT_YES;
    sy_frame_message_close(&walk->frame);
    err = sy_peer_receive(walk->peer, &walk->frame);
    if (err != SY_OK)
        return sy_peer_report(walk->peer);
    if (walk->frame.type != SY_FRAME_SIGNED_ENTRY || walk->frame.id != walk->id ||
        sy_signed_entry_read(sy_buffer_bytes(&walk->frame.payload), &message) != SY_OK)
        return malformed(walk);
    walk->ended = (walk->frame.flags & SY_FRAME_END) != 0;
    *out = (struct sy_signed_step){.log = find_log(walk, message.origin)};
    if (out->log == NULL)
        return malformed(walk);
    err = check(walk, &message, out, &what);
    if (err != SY_OK)
        return sy_broken_entry(walk->peer->output, message.origin, out->evidence.entry.index,
                               err, sy_err_class(err) == SY_CLASS_FAULT ? NULL : what);
    walk->latest = out->evidence.entry.sequenced_at;
    return SY_EXIT_YES;
}

void sy_signed_walk_close(struct sy_signed_walk *walk)
{
    sy_frame_message_close(&walk->frame);
    free(walk->logs);
    walk->logs = NULL;
}
