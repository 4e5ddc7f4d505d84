#include "net/answer.h"

#include "proto/message.h"

/* The checkpoints under which the entries are proved, and how far the view had read. */
static enum sy_err put_start(struct sy_answer *answer, struct sy_view_snapshot *view)
{
    const struct sy_reader_options *options = answer->options;

    for (size_t i = 0; i < answer->log_count; i++) {
        struct sy_watermark mark = {.origin = sy_text(options->logs->log[i].vkey.name)};
        uint64_t promised = sy_shared_note_size(answer->notes[i]);
        enum sy_err err = sy_view_watermark(view, mark.origin, &mark.size);

        if (err != SY_OK)
            return err;
        if (answer->notes[i] == NULL)
            continue; /* a mirror that has nothing yet */
        if (mark.size > promised)
            mark.size = promised;
        sy_buffer_clear(&answer->nested);
        sy_watermark_write(&mark, &answer->nested);
        sy_wire_put_bytes(&answer->message, 1, sy_buffer_bytes(&answer->nested));
    }
    for (size_t i = 0; i < answer->log_count; i++) {
        if (answer->notes[i] != NULL)
            sy_wire_put_bytes(&answer->message, 2, sy_shared_note_bytes(answer->notes[i]));
    }
    sy_answer_put(answer, SY_FRAME_SIGNED_START);
    return SY_OK;
}

static enum sy_err put_entry(struct sy_answer *answer)
{
    const struct sy_view_signed *at = &answer->at;
    const struct sy_kept_log *kept = &answer->options->logs->log[at->log];
    struct sy_merkle_source source;
    struct sy_merkle_proof path;
    struct sy_log_snapshot *log;
    struct sy_bytes bytes;
    enum sy_err err = sy_log_snapshot(kept->log, &log);

    if (err != SY_OK)
        return err;
    source = sy_log_source(log);
    err = sy_log_entry(log, at->index, &bytes);
    if (err == SY_OK)
        err = sy_log_entry_sound(log, at->index, bytes);
    if (err == SY_OK)
        err = sy_merkle_prove_inclusion(&source, sy_shared_note_size(answer->notes[at->log]),
                                        at->index, &path);
    if (err == SY_OK) {
        sy_buffer_clear(&answer->message);
        sy_wire_put_text(&answer->message, 1, kept->vkey.name);
        sy_wire_put_bytes(&answer->message, 2, bytes);
        for (size_t i = 0; i < path.count; i++)
            sy_wire_put_bytes(&answer->message, 3,
                              (struct sy_bytes){path.hash[i].bytes, SY_HASH_BYTES});
        sy_answer_put(answer, SY_FRAME_SIGNED_ENTRY);
    }
    sy_log_release(log);
    err = err == SY_NOT_FOUND ? SY_CORRUPT : err; /* the view has been there */
    return sy_answer_stored(answer, at->log, at->index, err);
}

/* The next entry to be given. The view may know some that the notes of the request's time do
 * not cover. last is set when there is none. */
static enum sy_err find_next(struct sy_answer *answer, struct sy_view_snapshot *view,
                             const struct sy_get_signed *ask)
{
    enum sy_err err;

    do {
        err = sy_view_next_signed(view, ask->key, ask->since, &answer->at);
        if (err == SY_OK && answer->at.log >= SY_KEPT_LOGS_MAX)
            err = SY_CORRUPT;
    } while (err == SY_OK &&
             answer->at.index >= sy_shared_note_size(answer->notes[answer->at.log]));
    answer->last = err == SY_NOT_FOUND;
    return answer->last ? SY_OK : err;
}

static enum sy_err make_signed(struct sy_answer *answer)
{
    struct sy_view_snapshot *view;
    struct sy_get_signed ask;
    enum sy_err err = sy_get_signed_read(answer->request->payload, &ask);

    if (err == SY_OK)
        err = sy_view_snapshot(answer->options->view, &view);
    if (err != SY_OK)
        return err;
    if (answer->next++ == 0) {
        err = put_start(answer, view);
        if (err == SY_OK)
            err = find_next(answer, view, &ask);
    }
    while (err == SY_OK && !answer->last && answer->piece.len < SY_ANSWER_PIECE_BYTES) {
        err = put_entry(answer);
        if (err == SY_OK)
            err = find_next(answer, view, &ask);
    }
    sy_view_release(view);
    return err;
}

enum sy_err sy_answer_signed(struct sy_answer *answer)
{
    struct sy_get_signed ask;
    enum sy_err err = sy_get_signed_read(answer->request->payload, &ask);

    if (err == SY_OK && ask.key.len != SY_PUBLIC_KEY_BYTES)
        err = SY_BAD_KEY;
    if (err == SY_OK)
        answer->make = make_signed;
    return err;
}
