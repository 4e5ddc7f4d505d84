#include "net/reader.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/access.h"
#include "ledger/journey.h"
#include "net/worker.h"
#include "proto/message.h"

enum {
    PIECE_BYTES = 256 << 10, /* of answer made at a time; a single message may be larger */
    LOGS_MAX = 16,
    VIA_MAX = SY_JOURNEY_DEPTH_MAX + 1,
    AGAIN_MAX = 64 /* further places of one record that an answer lists */
};

/* One request on its way, and what of its answer has been made. */
struct task {
    struct sy_reader *reader;
    struct sy_request *request;
    enum sy_err (*make)(struct task *task); /* the next piece; sets last */
    bool busy;                              /* on a worker */
    bool last;
    enum sy_err err;
    const char *detail;     /* static */
    struct sy_buffer piece; /* type u8, length u32be, message; one behind the other */
    size_t subject_len;
    uint8_t subject[SY_SUBJECT_BYTES_MAX]; /* who asks */
    size_t log;
    uint64_t next;
    uint64_t to;
    bool parts;
    struct sy_own_note notes[LOGS_MAX]; /* as of the request */
    struct sy_buffer message;           /* scratch */
    struct sy_buffer nested;            /* scratch */
    struct sy_journey journey;
    bool journey_begun;
};

struct sy_reader {
    struct sy_reader_options options;
};

static void put_piece(struct task *task, enum sy_frame_type type)
{
    uint8_t head[5] = {(uint8_t)type};

    sy_put_u32be(head + 1, (uint32_t)task->message.len);
    if (task->message.err != SY_OK)
        task->piece.err = task->message.err;
    sy_buffer_put(&task->piece, head, sizeof(head));
    sy_buffer_put_bytes(&task->piece, sy_buffer_bytes(&task->message));
}

static struct sy_bytes reader_of(const struct task *task)
{
    return (struct sy_bytes){task->subject, task->subject_len};
}

static enum sy_err find_log(const struct sy_reader *reader, struct sy_bytes origin, size_t *out)
{
    for (size_t i = 0; i < reader->options.log_count; i++) {
        if (sy_bytes_equal(origin, sy_text(reader->options.logs[i].vkey.name))) {
            *out = i;
            return SY_OK;
        }
    }
    return SY_NOT_FOUND;
}

/* ---- entries ---- */

static enum sy_err put_records(struct task *task, struct sy_log_snapshot *snapshot,
                               uint64_t index, const struct sy_statement *statement)
{
    struct sy_hash hashes[SY_PARTS_PER_RECORD_MAX];
    struct sy_record_share record;
    enum sy_err err;

    for (uint32_t i = 0; i < statement->record_count; i++) {
        err = sy_log_record(snapshot, index, i, &record);
        if (err != SY_OK)
            return err == SY_NOT_FOUND ? SY_CORRUPT : err;
        sy_access_withhold(reader_of(task), statement->principal, &record, hashes);
        sy_record_share_put(&task->message, 2, &record);
    }
    return SY_OK;
}

static enum sy_err put_entry(struct task *task, struct sy_log_snapshot *snapshot,
                             uint64_t index)
{
    struct sy_bytes bytes;
    struct sy_entry entry;
    struct sy_statement statement;
    enum sy_err err = sy_log_entry(snapshot, index, &bytes);

    if (err == SY_OK)
        err = sy_entry_read(bytes, &entry);
    if (err == SY_OK)
        err = sy_statement_read(entry.statement, &statement);
    if (err != SY_OK)
        return SY_CORRUPT;
    sy_buffer_clear(&task->message);
    sy_wire_put_bytes(&task->message, 1, bytes);
    if (task->parts)
        err = put_records(task, snapshot, index, &statement);
    if (err == SY_OK)
        put_piece(task, SY_FRAME_ENTRY_SHARE);
    return err;
}

static enum sy_err make_entries(struct task *task)
{
    struct sy_log_snapshot *snapshot;
    enum sy_err err = sy_log_snapshot(task->reader->options.logs[task->log].log, &snapshot);

    if (err != SY_OK)
        return err;
    if (task->to > sy_log_head(snapshot)->tree.size)
        task->to = sy_log_head(snapshot)->tree.size;
    while (err == SY_OK && task->next < task->to && task->piece.len < PIECE_BYTES)
        err = put_entry(task, snapshot, task->next++);
    task->last = task->next >= task->to;
    sy_log_release(snapshot);
    return err;
}

static enum sy_err start_entries(struct task *task)
{
    struct sy_get_entries ask;
    enum sy_err err = sy_get_entries_read(task->request->payload, &ask);

    if (err == SY_OK)
        err = find_log(task->reader, ask.origin, &task->log);
    if (err == SY_OK && (ask.parts > 1 || ask.to < ask.from))
        err = SY_LIMIT;
    if (err != SY_OK)
        return err;
    task->next = ask.from;
    task->to = ask.to;
    task->parts = ask.parts != 0;
    task->make = make_entries;
    return SY_OK;
}

/* ---- proofs and the registry ---- */

static enum sy_err make_proof(struct task *task)
{
    struct sy_bytes items[SY_PROOF_HASHES_MAX];
    struct sy_merkle_proof path = {0};
    struct sy_merkle_source source;
    struct sy_log_snapshot *snapshot;
    struct sy_get_proof ask;
    struct sy_proof reply;
    enum sy_err err = sy_get_proof_read(task->request->payload, &ask);

    if (err == SY_OK)
        err = sy_log_snapshot(task->reader->options.logs[task->log].log, &snapshot);
    if (err != SY_OK)
        return err;
    source = sy_log_source(snapshot);
    if (ask.size > sy_log_head(snapshot)->tree.size)
        err = SY_NOT_FOUND;
    else if (ask.index.has)
        err = sy_merkle_prove_inclusion(&source, ask.size, ask.index.value, &path);
    else
        err = sy_merkle_prove_consistency(&source, ask.old_size.value, ask.size, &path);
    sy_log_release(snapshot);
    if (err != SY_OK)
        return err;
    for (size_t i = 0; i < path.count; i++)
        items[i] = (struct sy_bytes){path.hash[i].bytes, SY_HASH_BYTES};
    reply.path = (struct sy_list){.items = items, .count = path.count};
    sy_proof_write(&reply, &task->message);
    put_piece(task, SY_FRAME_PROOF);
    task->last = true;
    return SY_OK;
}

static enum sy_err start_proof(struct task *task)
{
    struct sy_get_proof ask;
    enum sy_err err = sy_get_proof_read(task->request->payload, &ask);

    if (err == SY_OK && ask.index.has == ask.old_size.has)
        err = SY_LIMIT;
    if (err == SY_OK)
        err = find_log(task->reader, ask.origin, &task->log);
    if (err == SY_OK)
        task->make = make_proof;
    return err;
}

static enum sy_err make_subject(struct task *task)
{
    struct sy_registry_snapshot *snapshot;
    struct sy_subject_reply reply;
    struct sy_get_subject ask;
    enum sy_err err = sy_get_subject_read(task->request->payload, &ask);

    if (err == SY_OK)
        err = sy_registry_snapshot(task->reader->options.registry, &snapshot);
    if (err != SY_OK)
        return err;
    reply.registry_size = sy_registry_size(snapshot);
    err = sy_registry_after(snapshot, ask.subject, &reply.after);
    sy_registry_release(snapshot);
    if (err != SY_OK)
        return err;
    sy_subject_reply_write(&reply, &task->message);
    put_piece(task, SY_FRAME_SUBJECT_REPLY);
    task->last = true;
    return SY_OK;
}

static enum sy_err start_subject(struct task *task)
{
    task->make = make_subject;
    return SY_OK;
}

static enum sy_err make_checkpoint(struct task *task)
{
    struct sy_checkpoint_reply reply = {sy_own_note_bytes(&task->notes[task->log])};

    sy_checkpoint_reply_write(&reply, &task->message);
    put_piece(task, SY_FRAME_CHECKPOINT);
    task->last = true;
    return SY_OK;
}

static enum sy_err start_checkpoint(struct task *task)
{
    struct sy_get_checkpoint ask;
    enum sy_err err = sy_get_checkpoint_read(task->request->payload, &ask);

    if (err == SY_OK)
        err = find_log(task->reader, ask.origin, &task->log);
    if (err == SY_OK)
        task->make = make_checkpoint;
    return err;
}

/* ---- journeys ---- */

/* A snapshot of every log, taken before the view's is used. */
static enum sy_err open_logs(const struct sy_reader *reader,
                             struct sy_log_snapshot *out[LOGS_MAX])
{
    enum sy_err err = SY_OK;

    memset(out, 0, LOGS_MAX * sizeof(*out));
    for (size_t i = 0; i < reader->options.log_count && err == SY_OK; i++)
        err = sy_log_snapshot(reader->options.logs[i].log, &out[i]);
    return err;
}

static void close_logs(struct sy_log_snapshot *logs[LOGS_MAX])
{
    for (size_t i = 0; i < LOGS_MAX; i++)
        sy_log_release(logs[i]);
}

static enum sy_err put_watermarks(struct task *task, struct sy_view_snapshot *view)
{
    const struct sy_reader_options *options = &task->reader->options;
    struct sy_watermark mark;
    enum sy_err err;

    sy_wire_put_bytes(&task->message, 1, sy_buffer_bytes(&task->journey.item));
    for (size_t i = 0; i < options->log_count; i++) {
        mark.origin = sy_text(options->logs[i].vkey.name);
        err = sy_view_watermark(view, mark.origin, &mark.size);
        if (err != SY_OK)
            return err;
        sy_buffer_clear(&task->nested);
        sy_watermark_write(&mark, &task->nested);
        sy_wire_put_bytes(&task->message, 2, sy_buffer_bytes(&task->nested));
    }
    for (size_t i = 0; i < options->log_count; i++)
        sy_wire_put_bytes(&task->message, 3, sy_own_note_bytes(&task->notes[i]));
    return SY_OK;
}

static enum sy_err begin_journey(struct task *task, struct sy_log_snapshot *const *logs)
{
    struct sy_get_journey ask;
    struct sy_journey_ask how;
    struct sy_view_snapshot *view;
    enum sy_err err = sy_get_journey_read(task->request->payload, &ask);

    if (err == SY_OK)
        err = sy_view_snapshot(task->reader->options.view, &view);
    if (err != SY_OK)
        return err;
    how = (struct sy_journey_ask){
        .item = ask.item,
        .reader = reader_of(task),
        .direct = ask.direct,
        .limit = ask.limit.has && ask.limit.value < UINT32_MAX ? (uint32_t)ask.limit.value : 0,
        .logs = logs,
        .log_count = task->reader->options.log_count,
    };
    err = sy_journey_open(view, &how, &task->journey);
    if (err == SY_OK)
        err = put_watermarks(task, view);
    sy_view_release(view);
    if (err == SY_OK)
        put_piece(task, SY_FRAME_JOURNEY_START);
    task->journey_begun = true;
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

static void put_occurrence(struct task *task, const struct sy_position *position,
                           uint32_t number)
{
    struct sy_occurrence_message message = {
        sy_text(task->reader->options.logs[position->log].vkey.name), position->index,
        position->record};

    sy_buffer_clear(&task->nested);
    sy_occurrence_message_write(&message, &task->nested);
    sy_wire_put_bytes(&task->message, number, sy_buffer_bytes(&task->nested));
}

/* A record with its path, as much of it as the reader may have. */
static enum sy_err put_record(struct task *task, struct sy_log_snapshot *log,
                              const struct sy_position *at, struct sy_bytes statement_bytes)
{
    struct sy_hash hashes[SY_PARTS_PER_RECORD_MAX];
    struct sy_statement statement;
    struct sy_record_share record;
    enum sy_err err = sy_statement_read(statement_bytes, &statement);

    if (err == SY_OK)
        err = sy_log_record(log, at->index, at->record, &record);
    if (err == SY_OK)
        err = sy_log_record_path(log, at->index, at->record, statement.record_count, &record);
    if (err != SY_OK)
        return err;
    sy_access_withhold(reader_of(task), statement.principal, &record, hashes);
    sy_record_share_put(&task->message, 4, &record);
    return SY_OK;
}

static void put_tail(struct task *task, size_t i)
{
    const struct sy_journey_event *event = sy_journey_at(&task->journey, i);
    struct sy_bytes via[VIA_MAX];
    size_t via_count = via_of(&task->journey, event->container, via);

    for (size_t n = 0; n < via_count; n++)
        sy_wire_put_bytes(&task->message, 5, via[n]);
    for (uint32_t n = 0; n < event->again && n < AGAIN_MAX; n++)
        put_occurrence(task, &sy_journey_at(&task->journey, i + 1 + n)->position, 6);
    for (unsigned bit = 0; bit < 64; bit++) {
        if ((event->roles >> bit & 1) != 0)
            sy_wire_put_uint(&task->message, 7, bit);
    }
    if (event->standing != SY_STANDING_PLAIN)
        sy_wire_put_uint(&task->message, 8, event->standing);
    if (event->has_regarding)
        put_occurrence(task, &event->regarding, 9);
}

static enum sy_err put_step(struct task *task, struct sy_log_snapshot *const *logs, size_t i)
{
    const struct sy_journey_event *event = sy_journey_at(&task->journey, i);
    uint32_t n = event->position.log;
    struct sy_merkle_source source = sy_log_source(logs[n]);
    struct sy_merkle_proof path;
    struct sy_bytes bytes;
    struct sy_entry entry;
    enum sy_err err = sy_log_entry(logs[n], event->position.index, &bytes);

    if (err == SY_OK)
        err = sy_entry_read(bytes, &entry);
    if (err == SY_OK)
        err = sy_merkle_prove_inclusion(&source, task->notes[n].size, event->position.index,
                                        &path);
    if (err != SY_OK)
        return err;
    sy_buffer_clear(&task->message);
    sy_wire_put_text(&task->message, 1, task->reader->options.logs[n].vkey.name);
    sy_wire_put_bytes(&task->message, 2, bytes);
    for (size_t h = 0; h < path.count; h++)
        sy_wire_put_bytes(&task->message, 3,
                          (struct sy_bytes){path.hash[h].bytes, SY_HASH_BYTES});
    err = put_record(task, logs[n], &event->position, entry.statement);
    if (err != SY_OK)
        return err;
    put_tail(task, i);
    put_piece(task, SY_FRAME_JOURNEY_STEP);
    return SY_OK;
}

static enum sy_err make_journey(struct task *task)
{
    struct sy_log_snapshot *logs[LOGS_MAX];
    enum sy_err err = open_logs(task->reader, logs);

    if (err == SY_OK && !task->journey_begun)
        err = begin_journey(task, logs);
    while (err == SY_OK && task->next < task->journey.count && task->piece.len < PIECE_BYTES) {
        size_t i = (size_t)task->next;

        /* The view may know entries that the note of the request's time does not cover yet. */
        const struct sy_journey_event *event = sy_journey_at(&task->journey, i);

        task->next += 1 + (uint64_t)event->again;
        if (event->position.index < task->notes[event->position.log].size)
            err = put_step(task, logs, i);
    }
    task->last = task->next >= task->journey.count;
    close_logs(logs);
    return err;
}

static enum sy_err start_journey(struct task *task)
{
    task->make = make_journey;
    return SY_OK;
}

/* ---- on the loop ---- */

static void close_task(struct task *task)
{
    sy_buffer_close(&task->piece);
    sy_buffer_close(&task->message);
    sy_buffer_close(&task->nested);
    sy_journey_close(&task->journey);
    free(task);
}

static const char *detail_of(const struct task *task)
{
    switch ((int)task->err) {
    case SY_NOT_FOUND:
        return task->request->type == SY_FRAME_GET_JOURNEY
                   ? "no event that you may read names this item"
                   : "this node has no such log, or the log is not that long";
    case SY_BAD_ENCODING:
        return "the request is not the canonical encoding of its message";
    case SY_BAD_IDENTIFIER:
        return "this is not an identifier";
    case SY_PERSONAL:
        return "this is the number of a person; it names no item";
    case SY_LIMIT:
        return "a limit is exceeded, or two members exclude each other";
    default:
        return "the node cannot answer now";
    }
}

static void fail(struct task *task)
{
    struct sy_request *request = task->request;

    if (request->cancelled)
        sy_request_drop(request);
    else
        sy_request_error(request, task->err, detail_of(task), NULL, false);
    close_task(task);
}

/* Every message of the piece; the last one of the last piece ends the answer. */
static void send_piece(struct task *task)
{
    struct sy_bytes rest = sy_buffer_bytes(&task->piece);

    while (rest.len > 0) {
        uint32_t len = sy_get_u32be(rest.data + 1);
        struct sy_bytes message = {rest.data + 5, len};
        enum sy_frame_type type = (enum sy_frame_type)rest.data[0];
        bool end = task->last && rest.len == 5 + (size_t)len;

        rest = (struct sy_bytes){message.data + len, rest.len - 5 - len};
        sy_request_reply(task->request, type, message, end);
    }
}

static void run(void *data)
{
    struct task *task = data;

    sy_buffer_clear(&task->piece);
    sy_buffer_clear(&task->message);
    task->err = task->make(task);
    if (task->err == SY_OK)
        task->err = task->piece.err;
}

static void done(void *data)
{
    struct task *task = data;
    struct sy_request *request = task->request;

    task->busy = false;
    if (task->err != SY_OK || request->cancelled) {
        fail(task);
        return;
    }
    if (task->last && task->piece.len == 0) {
        /* An empty range: a message without content ends the answer. */
        task->err = SY_NOT_FOUND;
        fail(task);
        return;
    }
    send_piece(task);
    if (task->last) {
        close_task(task);
    } else {
        sy_buffer_close(&task->piece); /* whoever waits holds nothing that is not counted */
        sy_buffer_close(&task->message);
        sy_request_pull(request);
    }
}

static void submit(struct task *task)
{
    task->busy = true;
    task->err = sy_worker_submit(task->reader->options.loop, run, done, task);
    if (task->err != SY_OK) {
        task->busy = false;
        fail(task);
    }
}

static enum sy_err start(struct task *task)
{
    switch (task->request->type) {
    case SY_FRAME_GET_CHECKPOINT:
        return start_checkpoint(task);
    case SY_FRAME_GET_ENTRIES:
        return start_entries(task);
    case SY_FRAME_GET_PROOF:
        return start_proof(task);
    case SY_FRAME_GET_JOURNEY:
        return start_journey(task);
    case SY_FRAME_GET_SUBJECT:
        return start_subject(task);
    default:
        return SY_UNIMPLEMENTED;
    }
}

void sy_reader_take(struct sy_reader *reader, struct sy_request *request)
{
    struct task *task = calloc(1, sizeof(*task));
    struct sy_bytes subject = sy_connection_subject(request->connection);

    if (task == NULL) {
        sy_request_error(request, SY_NO_MEMORY, "the node is out of memory", NULL, false);
        return;
    }
    task->reader = reader;
    task->request = request;
    request->data = task;
    sy_request_hold(request, sizeof(*task));
    sy_assert(subject.len <= sizeof(task->subject));
    if (subject.len > 0)
        memcpy(task->subject, subject.data, subject.len);
    task->subject_len = subject.len;
    for (size_t i = 0; i < reader->options.log_count; i++)
        task->notes[i] = reader->options.logs[i].note;
    task->err = start(task);
    if (task->err != SY_OK)
        fail(task);
    else if (request->type == SY_FRAME_GET_ENTRIES || request->type == SY_FRAME_GET_JOURNEY)
        sy_request_pull(request); /* a long answer waits for its turn from the first piece on */
    else
        submit(task);
}

void sy_reader_more(struct sy_reader *reader, struct sy_request *request)
{
    struct task *task = request->data;

    (void)reader;
    submit(task);
}

void sy_reader_cancelled(struct sy_reader *reader, struct sy_request *request)
{
    struct task *task = request->data;

    (void)reader;
    if (task != NULL && !task->busy) {
        sy_request_drop(request);
        close_task(task);
    }
}

enum sy_err sy_reader_open(const struct sy_reader_options *options, struct sy_reader **out)
{
    struct sy_reader *reader = calloc(1, sizeof(*reader));

    sy_assert(options->log_count <= LOGS_MAX);
    if (reader == NULL)
        return SY_NO_MEMORY;
    reader->options = *options;
    *out = reader;
    return SY_OK;
}

void sy_reader_close(struct sy_reader *reader)
{
    free(reader);
}
