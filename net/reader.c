#include "net/reader.h"

#include <stdlib.h>
#include <string.h>

#include "net/answer.h"
#include "net/worker.h"

struct sy_reader {
    struct sy_reader_options options;
};

void sy_answer_put(struct sy_answer *answer, enum sy_frame_type type)
{
    uint8_t head[5] = {(uint8_t)type};

    sy_put_u32be(head + 1, (uint32_t)answer->message.len);
    if (answer->message.err != SY_OK)
        answer->piece.err = answer->message.err;
    sy_buffer_put(&answer->piece, head, sizeof(head));
    sy_buffer_put_bytes(&answer->piece, sy_buffer_bytes(&answer->message));
}

enum sy_err sy_answer_find_log(struct sy_answer *answer, struct sy_bytes origin)
{
    return sy_kept_log_find(answer->options->logs, origin, &answer->log);
}

enum sy_err sy_answer_stored(struct sy_answer *answer, size_t log, uint64_t index,
                             enum sy_err err)
{
    if (err != SY_CORRUPT && sy_err_class(err) != SY_CLASS_REFUSAL)
        return err;
    answer->damaged = true;
    answer->damaged_log = log;
    answer->damaged_index = index;
    return SY_CORRUPT;
}

static void close_answer(struct sy_answer *answer)
{
    sy_buffer_close(&answer->piece);
    sy_buffer_close(&answer->message);
    sy_buffer_close(&answer->nested);
    sy_buffer_close(&answer->item);
    sy_buffer_close(&answer->gaps);
    sy_journey_close(&answer->journey);
    for (size_t i = 0; i < answer->log_count; i++)
        sy_shared_note_release(answer->notes[i]);
    sy_shared_policy_release(answer->policy);
    sy_shared_note_release(answer->held);
    free(answer);
}

static const char *detail_of(const struct sy_answer *answer)
{
    switch ((int)answer->err) {
    case SY_NOT_FOUND:
        if (answer->request->type == SY_FRAME_GET_POLICY)
            return "this node knows no policy of that version; version 0 is network.json";
        if (answer->request->type == SY_FRAME_GET_JOURNEY && answer->lacks)
            return "no event that this node can read names this item, but it does not keep the "
                   "open or chain parts of all records; ask another node, too";
        return answer->request->type == SY_FRAME_GET_JOURNEY
                   ? "no event that you may read names this item"
                   : "this node has no such log, or the log is not that long";
    case SY_DENIED:
        return "only the network's nodes may ask for that, with their certificate";
    case SY_NOT_YET:
        return "this node mirrors that log, and has nothing of it yet; ask again later, or ask "
               "the node that owns it";
    case SY_BAD_ENCODING:
        return "the request is not the canonical encoding of its message";
    case SY_BAD_IDENTIFIER:
        return "this is not an identifier";
    case SY_PERSONAL:
        return "this is the number of a person; it names no item";
    case SY_UNKNOWN_KEY:
    case SY_KEY_NOT_IN_FORCE:
        return "the connect key that this connection proved is no longer in force; connect "
               "again "
               "with another one, or without";
    case SY_CORRUPT:
        return "the disk of this node has damaged what was to be given; it repairs that from "
               "another node: ask again in a moment, or ask another node";
    case SY_LIMIT:
        return "a limit is exceeded, or two members exclude each other";
    default:
        return "the node cannot answer now";
    }
}

static void fail(struct sy_answer *answer)
{
    struct sy_request *request = answer->request;
    const struct sy_reader_options *options = answer->options;

    if (answer->damaged)
        options->damaged(options->ctx, answer->damaged_log, answer->damaged_index);
    if (request->cancelled)
        sy_request_drop(request);
    else
        sy_request_error(request, answer->err, detail_of(answer), NULL, false);
    close_answer(answer);
}

/* Every message of the piece; the last one of the last piece ends the answer. */
static void send_piece(struct sy_answer *answer)
{
    struct sy_bytes rest = sy_buffer_bytes(&answer->piece);

    while (rest.len > 0) {
        uint32_t len = sy_get_u32be(rest.data + 1);
        struct sy_bytes message = {rest.data + 5, len};
        enum sy_frame_type type = (enum sy_frame_type)rest.data[0];
        bool end = answer->last && rest.len == 5 + (size_t)len;

        rest = (struct sy_bytes){message.data + len, rest.len - 5 - len};
        sy_request_reply(answer->request, type, message, end);
    }
}

static void run(void *data)
{
    struct sy_answer *answer = data;

    sy_buffer_clear(&answer->piece);
    sy_buffer_clear(&answer->message);
    sy_buffer_clear(&answer->gaps);
    answer->err = answer->make(answer);
    if (answer->err == SY_OK)
        answer->err = answer->piece.err;
}

static void done(void *data)
{
    struct sy_answer *answer = data;
    struct sy_request *request = answer->request;

    answer->busy = false;
    if (answer->err != SY_OK || request->cancelled) {
        fail(answer);
        return;
    }
    if (answer->last && answer->piece.len == 0) {
        /* An empty range: a message without content ends the answer. */
        answer->err = SY_NOT_FOUND;
        fail(answer);
        return;
    }
    send_piece(answer);
    if (answer->last) {
        close_answer(answer);
    } else {
        sy_buffer_close(&answer->piece); /* whoever waits holds nothing that is not counted */
        sy_buffer_close(&answer->message);
        sy_request_pull(request);
    }
}

static void submit(struct sy_answer *answer)
{
    enum sy_err err;

    answer->busy = true;
    sy_shared_policy_release(answer->policy); /* the one in force now, piece by piece */
    answer->policy = sy_shared_policy_use(*answer->options->policy);
    err = sy_worker_submit(answer->options->loop, run, done, answer);
    if (err != SY_OK) { /* else answer->err is the worker's, which may have ended already */
        answer->err = err;
        answer->busy = false;
        fail(answer);
    }
}

static enum sy_err start(struct sy_answer *answer)
{
    switch (answer->request->type) {
    case SY_FRAME_GET_CHECKPOINT:
        return sy_answer_checkpoint(answer);
    case SY_FRAME_GET_ENTRIES:
        return sy_answer_entries(answer);
    case SY_FRAME_GET_PROOF:
        return sy_answer_proof(answer);
    case SY_FRAME_GET_JOURNEY:
        return sy_answer_journey(answer);
    case SY_FRAME_GET_SIGNED:
        return sy_answer_signed(answer);
    case SY_FRAME_GET_STRETCH:
        return sy_answer_stretch(answer);
    case SY_FRAME_GET_SUBJECT:
        return sy_answer_subject(answer);
    case SY_FRAME_GET_POLICY:
        return sy_answer_policy(answer);
    default:
        return SY_UNIMPLEMENTED;
    }
}

/* A journey leads through all logs: one that has nothing with the quorum yet has no part in it.
 * A single log's checkpoint is given as it is, and whoever asked sees who stands behind it. */
static struct sy_shared_note *note_for(const struct sy_kept_log *log,
                                       const struct sy_request *request)
{
    return request->type == SY_FRAME_GET_JOURNEY && log->quorum ? log->proved
                                                                : sy_kept_log_served(log);
}

void sy_reader_take(struct sy_reader *reader, struct sy_request *request)
{
    struct sy_answer *answer = calloc(1, sizeof(*answer));
    struct sy_bytes subject = sy_connection_subject(request->connection);

    if (answer == NULL) {
        sy_request_error(request, SY_NO_MEMORY, "the node is out of memory", NULL, false);
        return;
    }
    answer->options = &reader->options;
    answer->request = request;
    request->data = answer;
    sy_request_hold(request, sizeof(*answer));
    sy_assert(subject.len <= sizeof(answer->subject));
    if (subject.len > 0)
        memcpy(answer->subject, subject.data, subject.len);
    answer->subject_len = subject.len;
    answer->key = *sy_connection_key(request->connection);
    answer->log_count = sy_kept_logs_count(reader->options.logs);
    for (size_t i = 0; i < answer->log_count; i++)
        answer->notes[i] = sy_shared_note_use(note_for(&reader->options.logs->log[i], request));
    answer->err = start(answer);
    if (answer->err != SY_OK)
        fail(answer);
    else if (request->type == SY_FRAME_GET_ENTRIES || request->type == SY_FRAME_GET_JOURNEY ||
             request->type == SY_FRAME_GET_SIGNED)
        sy_request_pull(request); /* a long answer waits for its turn from the first piece on */
    else
        submit(answer);
}

void sy_reader_more(struct sy_reader *reader, struct sy_request *request)
{
    struct sy_answer *answer = request->data;

    (void)reader;
    submit(answer);
}

void sy_reader_cancelled(struct sy_reader *reader, struct sy_request *request)
{
    struct sy_answer *answer = request->data;

    (void)reader;
    if (answer != NULL && !answer->busy) {
        sy_request_drop(request);
        close_answer(answer);
    }
}

enum sy_err sy_reader_open(const struct sy_reader_options *options, struct sy_reader **out)
{
    struct sy_reader *reader = calloc(1, sizeof(*reader));

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
