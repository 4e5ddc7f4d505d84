#include "net/answer.h"

#include <string.h>

#include "ledger/log_keep.h"

#include "proto/message.h"

enum {
    VIA_MAX = SY_JOURNEY_DEPTH_MAX + 1,
    AGAIN_MAX = 64 /* further places of one record that an answer lists */
};

/* A snapshot of every log, those that were opened since the request, too: after the view's, so
 * that they hold every entry it names. */
static enum sy_err open_logs(const struct sy_answer *answer,
                             struct sy_log_snapshot *out[SY_KEPT_LOGS_MAX])
{
    size_t count = sy_kept_logs_count(answer->options->logs);
    enum sy_err err = SY_OK;

    memset(out, 0, SY_KEPT_LOGS_MAX * sizeof(*out));
    for (size_t i = 0; i < count && err == SY_OK; i++)
        err = sy_log_snapshot(answer->options->logs->log[i].log, &out[i]);
    return err;
}

static void close_logs(struct sy_log_snapshot *logs[SY_KEPT_LOGS_MAX])
{
    for (size_t i = 0; i < SY_KEPT_LOGS_MAX; i++)
        sy_log_release(logs[i]);
}

static enum sy_err put_watermarks(struct sy_answer *answer, struct sy_view_snapshot *view)
{
    const struct sy_reader_options *options = answer->options;
    struct sy_watermark mark;
    enum sy_err err;

    sy_wire_put_bytes(&answer->message, 1, sy_buffer_bytes(&answer->journey.item));
    for (size_t i = 0; i < answer->log_count; i++) {
        if (answer->notes[i] == NULL)
            continue;
        mark.origin = sy_text(options->logs->log[i].vkey.name);
        err = sy_view_watermark(view, mark.origin, &mark.size);
        if (err != SY_OK)
            return err;
        if (mark.size > sy_shared_note_size(answer->notes[i]))
            mark.size = sy_shared_note_size(answer->notes[i]); /* newer ones are not promised */
        sy_buffer_clear(&answer->nested);
        sy_watermark_write(&mark, &answer->nested);
        sy_wire_put_bytes(&answer->message, 2, sy_buffer_bytes(&answer->nested));
    }
    for (size_t i = 0; i < answer->log_count; i++) {
        if (answer->notes[i] != NULL)
            sy_wire_put_bytes(&answer->message, 3, sy_shared_note_bytes(answer->notes[i]));
    }
    return SY_OK;
}

/* The logs of which steps may be missing: the node does not have parts that views read. */
static enum sy_err put_unread(struct sy_answer *answer, struct sy_log_snapshot *const *logs)
{
    for (size_t i = 0; i < answer->log_count; i++) {
        struct sy_unread unread = {sy_text(answer->options->logs->log[i].vkey.name), 0};
        struct sy_log_kept kept;
        enum sy_err err = SY_OK;

        if (logs[i] != NULL)
            err = sy_log_kept(logs[i], &kept);
        if (err != SY_OK)
            return err;
        if (logs[i] == NULL || kept.unread == 0)
            continue;
        answer->lacks = true;
        unread.records = kept.unread;
        sy_buffer_clear(&answer->nested);
        sy_unread_write(&unread, &answer->nested);
        if (answer->has_gaps)
            sy_wire_put_bytes(&answer->message, 4, sy_buffer_bytes(&answer->nested));
    }
    return SY_OK;
}

static enum sy_err begin_journey(struct sy_answer *answer, struct sy_answer_sight *sight,
                                 struct sy_log_snapshot *const *logs)
{
    struct sy_get_journey ask;
    struct sy_journey_ask how;
    enum sy_err err = sy_get_journey_read(answer->request->payload, &ask);

    if (err != SY_OK)
        return err;
    if (ask.gaps.has && ask.gaps.value != 1)
        return SY_LIMIT;
    how = (struct sy_journey_ask){
        .item = ask.item,
        .access = &sight->access,
        .direct = ask.direct,
        .limit = ask.limit.has && ask.limit.value < UINT32_MAX ? (uint32_t)ask.limit.value : 0,
        .logs = logs,
    };
    while (how.log_count < SY_KEPT_LOGS_MAX && logs[how.log_count] != NULL)
        how.log_count++;
    answer->has_gaps = ask.gaps.has;
    err = sy_journey_open(sight->view, &how, &answer->journey);
    if (err == SY_OK)
        err = put_watermarks(answer, sight->view);
    if (err == SY_OK || err == SY_NOT_FOUND) {
        enum sy_err unread = put_unread(answer, logs);

        err = err == SY_OK ? unread : err;
    }
    if (err == SY_OK)
        sy_answer_put(answer, SY_FRAME_JOURNEY_START);
    answer->journey_begun = true;
    return err;
}

/* The item, or what contained it, innermost first. */
static size_t via_of(const struct sy_journey *journey, uint32_t container,
                     struct sy_bytes out[VIA_MAX])
{
    size_t count = 0;

    while (container != 0 && count < VIA_MAX - 1) {
        out[count++] = sy_journey_name(journey, container);
        container = journey->containers[container].inner;
    }
    /* Innermost first: the item's own container before the containers of that. */
    for (size_t i = 0; i < count / 2; i++) {
        struct sy_bytes swap = out[i];

        out[i] = out[count - 1 - i];
        out[count - 1 - i] = swap;
    }
    return count;
}

static void put_occurrence(struct sy_answer *answer, const struct sy_position *position,
                           uint32_t number)
{
    struct sy_occurrence_message message = {
        sy_text(answer->options->logs->log[position->log].vkey.name), position->index,
        position->record};

    sy_buffer_clear(&answer->nested);
    sy_occurrence_message_write(&message, &answer->nested);
    sy_wire_put_bytes(&answer->message, number, sy_buffer_bytes(&answer->nested));
}

/* A record with its path, as much of it as the reader may have. */
static enum sy_err put_record(struct sy_answer *answer, struct sy_answer_sight *sight,
                              struct sy_log_snapshot *log, const struct sy_position *at,
                              struct sy_bytes statement_bytes)
{
    struct sy_hash hashes[SY_PARTS_PER_RECORD_MAX];
    struct sy_statement statement;
    struct sy_record_share record;
    enum sy_err err = sy_statement_read(statement_bytes, &statement);

    if (err == SY_OK)
        err = sy_log_record(log, at->index, at->record, &record);
    if (err == SY_OK)
        err = sy_log_record_sound(log, at->index, &record);
    if (err == SY_OK)
        err = sy_log_record_path(log, at->index, at->record, statement.record_count, &record);
    if (err == SY_OK)
        err = sy_answer_note_gaps(answer, log, at->index, &record);
    if (err == SY_OK)
        err = sy_answer_withhold(sight, log, at->index, &statement, &record, hashes);
    if (err == SY_OK)
        sy_record_share_put(&answer->message, 4, &record);
    return err;
}

static void put_tail(struct sy_answer *answer, size_t i)
{
    const struct sy_journey_event *event = sy_journey_at(&answer->journey, i);
    struct sy_bytes via[VIA_MAX];
    size_t via_count = via_of(&answer->journey, event->container, via);

    for (size_t n = 0; n < via_count; n++)
        sy_wire_put_bytes(&answer->message, 5, via[n]);
    for (uint32_t n = 0; n < event->again && n < AGAIN_MAX; n++)
        put_occurrence(answer, &sy_journey_at(&answer->journey, i + 1 + n)->position, 6);
    for (unsigned bit = 0; bit < 64; bit++) {
        if ((event->roles >> bit & 1) != 0)
            sy_wire_put_uint(&answer->message, 7, bit);
    }
    if (event->standing != SY_STANDING_PLAIN)
        sy_wire_put_uint(&answer->message, 8, event->standing);
    if (event->has_regarding)
        put_occurrence(answer, &event->regarding, 9);
    sy_answer_put_gaps(answer, 10);
}

static enum sy_err put_step(struct sy_answer *answer, struct sy_answer_sight *sight,
                            struct sy_log_snapshot *const *logs, size_t i)
{
    const struct sy_journey_event *event = sy_journey_at(&answer->journey, i);
    uint32_t n = event->position.log;
    struct sy_merkle_source source = sy_log_source(logs[n]);
    struct sy_merkle_proof path;
    struct sy_bytes bytes;
    struct sy_entry entry;
    enum sy_err err = sy_log_entry(logs[n], event->position.index, &bytes);

    if (err == SY_OK)
        err = sy_log_entry_sound(logs[n], event->position.index, bytes);
    if (err == SY_OK)
        err = sy_entry_read(bytes, &entry);
    if (err == SY_OK)
        err = sy_merkle_prove_inclusion(&source, sy_shared_note_size(answer->notes[n]),
                                        event->position.index, &path);
    if (err != SY_OK)
        return err;
    sy_buffer_clear(&answer->message);
    sy_wire_put_text(&answer->message, 1, answer->options->logs->log[n].vkey.name);
    sy_wire_put_bytes(&answer->message, 2, bytes);
    for (size_t h = 0; h < path.count; h++)
        sy_wire_put_bytes(&answer->message, 3,
                          (struct sy_bytes){path.hash[h].bytes, SY_HASH_BYTES});
    err = put_record(answer, sight, logs[n], &event->position, entry.statement);
    if (err != SY_OK)
        return err;
    put_tail(answer, i);
    sy_answer_put(answer, SY_FRAME_JOURNEY_STEP);
    return SY_OK;
}

static enum sy_err put_steps(struct sy_answer *answer, struct sy_answer_sight *sight,
                             struct sy_log_snapshot *const *logs)
{
    enum sy_err err = SY_OK;

    while (err == SY_OK && answer->next < answer->journey.count &&
           answer->piece.len < SY_ANSWER_PIECE_BYTES) {
        size_t i = (size_t)answer->next;

        /* The view may know entries that the note of the request's time does not cover yet. */
        const struct sy_journey_event *event = sy_journey_at(&answer->journey, i);

        answer->next += 1 + (uint64_t)event->again;
        if (event->position.index < sy_shared_note_size(answer->notes[event->position.log]))
            err = sy_answer_stored(answer, event->position.log, event->position.index,
                                   put_step(answer, sight, logs, i));
    }
    answer->last = answer->next >= answer->journey.count;
    return err;
}

static enum sy_err make_journey(struct sy_answer *answer)
{
    struct sy_log_snapshot *logs[SY_KEPT_LOGS_MAX] = {NULL};
    struct sy_answer_sight sight;
    enum sy_err err = sy_answer_sight_open(answer, &sight);

    sight.access.presented = true;
    if (err == SY_OK)
        err = open_logs(answer, logs);
    if (err == SY_OK && !answer->journey_begun)
        err = begin_journey(answer, &sight, logs);
    if (err == SY_OK)
        err = put_steps(answer, &sight, logs);
    close_logs(logs);
    sy_answer_sight_close(&sight);
    return err;
}

enum sy_err sy_answer_journey(struct sy_answer *answer)
{
    answer->make = make_journey;
    return SY_OK;
}
