#include "net/appender.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ledger/sequence.h"
#include "net/clock.h"
#include "net/worker.h"
#include "proto/message.h"
#include "proto/record_type.h"

enum {
    CHECKERS = 3,         /* check jobs at a time; the writers need a thread too */
    CHECK_COUNT_MAX = 16, /* requests in one check job */
    CHECK_BYTES_MAX = 1 << 20,
    WRITE_COUNT_MAX = 1024, /* statements in one commit */
    WRITE_BYTES_MAX = 32 << 20,
    LOGS_MAX = 16
};

/* One append on its way. */
struct pending {
    struct pending *next;
    struct sy_request *request;
    size_t log; /* index of its log, once checked */
    struct sy_checked checked;
    enum sy_err err;
    struct sy_check_place where;
    const char *detail; /* static */
    bool known;         /* the statement was in the log before */
    uint64_t index;
    struct sy_buffer reply;
};

struct queue {
    struct pending *first;
    struct pending **last;
};

struct check_job {
    struct sy_appender *appender;
    struct queue queue;
};

/* One log's writer. */
struct writer {
    struct sy_appender *appender;
    struct sy_owned_log *log;
    struct queue ready;
    struct queue batch; /* under way; empty when the writer is idle */
    struct sy_own_note note;
    enum sy_err err;
    uint64_t root_size; /* the registry root that was computed last */
    struct sy_hash root;
};

struct sy_appender {
    struct sy_appender_options options;
    struct queue unchecked;
    unsigned checking;
    uint64_t count;
    struct writer writers[LOGS_MAX];
};

static void queue_init(struct queue *queue)
{
    queue->first = NULL;
    queue->last = &queue->first;
}

static void queue_put(struct queue *queue, struct pending *pending)
{
    pending->next = NULL;
    *queue->last = pending;
    queue->last = &pending->next;
}

static struct pending *queue_take(struct queue *queue)
{
    struct pending *pending = queue->first;

    if (pending == NULL)
        return NULL;
    queue->first = pending->next;
    if (queue->first == NULL)
        queue->last = &queue->first;
    return pending;
}

/* Moves requests until count or bytes are reached; at least one if there is one. */
static void queue_move(struct queue *from, struct queue *to, size_t count_max, size_t bytes_max)
{
    size_t bytes = 0;

    queue_init(to);
    for (size_t i = 0; i < count_max && from->first != NULL; i++) {
        size_t size = from->first->request->payload.len;

        if (i > 0 && bytes + size > bytes_max)
            return;
        bytes += size;
        queue_put(to, queue_take(from));
    }
}

/* ---- what a refusal says ---- */

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
    case SY_DENIED:
        return "this signer may not make such a statement in this log";
    case SY_WRONG_PLACE:
        return "this node does not sequence that log; ask one that does";
    case SY_NO_SPACE:
        return "the node's disk is full; send the same bytes again later";
    case SY_NO_MEMORY:
        return "the node is out of memory; send the same bytes again later";
    default:
        return "the node cannot store it now; send the same bytes again later";
    }
}

/* ---- checking, on a worker ---- */

static enum sy_err find_log(struct sy_appender *appender, struct sy_bytes origin, size_t *out)
{
    for (size_t i = 0; i < appender->options.log_count; i++) {
        if (sy_bytes_equal(origin, sy_text(appender->options.logs[i].vkey.name))) {
            *out = i;
            return SY_OK;
        }
    }
    return SY_WRONG_PLACE;
}

/* Cheap, before the signature: a signer whom nobody knows costs little. */
static enum sy_err check_authority(struct sy_appender *appender, const struct sy_owned_log *log,
                                   struct sy_bytes submission,
                                   struct sy_registry_snapshot *registry)
{
    struct sy_wire wire = sy_wire_open(submission);
    struct sy_wire_field field;
    struct sy_statement statement;
    enum sy_err err = sy_wire_next(&wire, &field);

    if (err != SY_OK || field.number != 1 || field.type != SY_WIRE_BYTES)
        return SY_BAD_ENCODING;
    err = sy_statement_read(field.bytes, &statement);
    if (err != SY_OK)
        return err;
    if (log->registry)
        return sy_authority_check(appender->options.authority, &statement);
    return sy_registry_authorise(registry, sy_registry_size(registry), sy_clock_us(),
                                 &statement);
}

static enum sy_err check_one(struct sy_appender *appender, struct pending *pending,
                             struct sy_registry_snapshot *registry)
{
    struct sy_append append;
    struct sy_owned_log *log;
    enum sy_err err = sy_append_read(pending->request->payload, &append);

    if (err == SY_OK)
        err = find_log(appender, append.origin, &pending->log);
    if (err != SY_OK)
        return err;
    log = &appender->options.logs[pending->log];
    err = check_authority(appender, log, append.submission, registry);
    if (err != SY_OK)
        return err;
    return sy_checked_open(&log->scope, append.submission, &pending->checked, &pending->where);
}

static void run_check(void *data)
{
    struct check_job *job = data;
    struct sy_registry_snapshot *registry = NULL;
    enum sy_err err = sy_registry_snapshot(job->appender->options.registry, &registry);

    for (struct pending *p = job->queue.first; p != NULL; p = p->next)
        p->err = err == SY_OK ? check_one(job->appender, p, registry) : err;
    sy_registry_release(registry);
}

/* ---- writing, on a worker ---- */

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

static enum sy_err open_registry(struct writer *writer, struct registry_state *out)
{
    const struct sy_appender_options *options = &writer->appender->options;
    struct sy_log_snapshot *log = NULL;
    enum sy_err err = sy_registry_snapshot(options->registry, &out->snapshot);

    if (err != SY_OK)
        return err;
    out->size = sy_registry_size(out->snapshot);
    if (writer->root_size != out->size || out->size == 0) {
        struct sy_merkle_source source;

        err = sy_log_snapshot(options->registry_log->log, &log);
        if (err == SY_OK) {
            source = sy_log_source(log);
            err = sy_merkle_root_at(&source, out->size, &writer->root);
        }
        sy_log_release(log);
        if (err == SY_OK)
            writer->root_size = out->size;
    }
    out->root = writer->root;
    if (err != SY_OK)
        close_registry(out);
    return err;
}

/* V5 again, as of the size and time that the entry will name. */
static enum sy_err authorise(struct writer *writer, struct pending *pending,
                             const struct registry_state *registry, int64_t sequenced_at)
{
    if (writer->log->registry)
        return sy_registry_check_acts(registry->snapshot, &pending->checked, &pending->where,
                                      &pending->detail);
    return sy_registry_authorise(registry->snapshot, registry->size, sequenced_at,
                                 &pending->checked.statement);
}

/* The error is the pending's own where it is a refusal, the batch's where it is a fault. */
static enum sy_err write_one(struct writer *writer, struct pending *pending,
                             struct sy_log_writer *log, const struct registry_state *registry)
{
    const struct sy_log_head *head = sy_log_writer_head(log);
    struct sy_sequence how = {writer->log->registry, sy_clock_us(), registry->size,
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
    pending->err = authorise(writer, pending, registry, how.now);
    if (pending->err == SY_OK)
        pending->err = sy_sequence_entry(head, &how, &checked->submission,
                                         checked->statement.signed_at, &bytes, &entry);
    if (pending->err == SY_OK) {
        pending->index = head->tree.size;
        err = sy_log_put(log, sy_buffer_bytes(&bytes), &entry, checked);
    } else {
        err = SY_OK;
    }
    sy_buffer_close(&bytes);
    return err;
}

static enum sy_err write_batch(struct writer *writer, const struct registry_state *registry)
{
    struct sy_log_writer *log = NULL;
    uint64_t size;
    enum sy_err err = sy_log_begin(writer->log->log, &log);

    if (err != SY_OK)
        return err;
    size = sy_log_writer_head(log)->tree.size;
    for (struct pending *p = writer->batch.first; p != NULL && err == SY_OK; p = p->next)
        err = write_one(writer, p, log, registry);
    if (err == SY_OK && sy_log_writer_head(log)->tree.size == size) {
        sy_log_abort(log); /* nothing new: no need to sync */
        return SY_OK;
    }
    if (err == SY_OK)
        err = sy_log_put_note(log, sy_own_note_bytes(&writer->log->note));
    if (err == SY_OK)
        return sy_log_commit(log);
    sy_log_abort(log);
    return err;
}

static enum sy_err put_reply(struct writer *writer, struct pending *pending,
                             struct sy_log_snapshot *snapshot)
{
    struct sy_merkle_source source = sy_log_source(snapshot);
    struct sy_bytes items[SY_PROOF_HASHES_MAX];
    struct sy_append_reply reply = {.note = sy_own_note_bytes(&writer->note),
                                    .known = pending->known};
    struct sy_merkle_proof proof;
    enum sy_err err = sy_log_entry(snapshot, pending->index, &reply.entry);

    if (err == SY_OK)
        err = sy_merkle_prove_inclusion(&source, writer->note.size, pending->index, &proof);
    if (err != SY_OK)
        return err;
    for (size_t i = 0; i < proof.count; i++)
        items[i] = (struct sy_bytes){proof.hash[i].bytes, SY_HASH_BYTES};
    reply.path = (struct sy_list){.items = items, .count = proof.count};
    sy_append_reply_write(&reply, &pending->reply);
    return pending->reply.err;
}

/* Signs what is on disk now, and makes the answers. */
static enum sy_err answer_batch(struct writer *writer)
{
    struct sy_log_snapshot *snapshot;
    enum sy_err err = sy_log_snapshot(writer->log->log, &snapshot);

    if (err != SY_OK)
        return err;
    err = sy_owned_log_sign(writer->log, sy_log_head(snapshot), &writer->note);
    for (struct pending *p = writer->batch.first; p != NULL && err == SY_OK; p = p->next) {
        if (p->err == SY_OK)
            err = put_reply(writer, p, snapshot);
    }
    sy_log_release(snapshot);
    return err;
}

/* The registry's view follows its log at once, so that the next append is held against it. */
static enum sy_err apply_registry(struct writer *writer)
{
    struct sy_log_snapshot *snapshot;
    uint64_t applied;
    enum sy_err err = sy_log_snapshot(writer->appender->options.registry_log->log, &snapshot);

    if (err != SY_OK)
        return err;
    err = sy_registry_apply(writer->appender->options.registry, snapshot, UINT64_MAX, &applied);
    sy_log_release(snapshot);
    return err;
}

static void run_write(void *data)
{
    struct writer *writer = data;
    struct registry_state registry;
    enum sy_err err = apply_registry(writer); /* what a fault may have left behind */

    if (err == SY_OK)
        err = open_registry(writer, &registry);
    if (err == SY_OK) {
        err = write_batch(writer, &registry);
        close_registry(&registry);
    }
    if (err == SY_OK)
        err = answer_batch(writer);
    if (err == SY_OK && writer->log->registry)
        err = apply_registry(writer);
    writer->err = err;
}

/* ---- on the loop ---- */

static void kick_checks(struct sy_appender *appender);
static void kick_writer(struct writer *writer);

static void finish(struct pending *pending)
{
    const char *detail = pending->detail;

    if (detail == NULL)
        detail = detail_of(pending->err);
    if (pending->request->cancelled)
        sy_request_drop(pending->request);
    else if (pending->err == SY_OK)
        sy_request_reply(pending->request, SY_FRAME_APPEND_REPLY,
                         sy_buffer_bytes(&pending->reply), true);
    else
        sy_request_error(pending->request, pending->err, detail,
                         pending->where.member[0] == 0 ? NULL : pending->where.member, false);
    sy_checked_close(&pending->checked);
    sy_buffer_close(&pending->reply);
    free(pending);
}

static void check_done(void *data)
{
    struct check_job *job = data;
    struct sy_appender *appender = job->appender;
    struct pending *pending;

    appender->checking--;
    while ((pending = queue_take(&job->queue)) != NULL) {
        if (pending->err == SY_OK) {
            sy_request_hold(pending->request, pending->checked.digests.capacity +
                                                  pending->checked.statement.record_count *
                                                      sizeof(struct sy_hash));
            queue_put(&appender->writers[pending->log].ready, pending);
        } else {
            finish(pending);
        }
    }
    free(job);
    for (size_t i = 0; i < appender->options.log_count; i++)
        kick_writer(&appender->writers[i]);
    kick_checks(appender);
}

static void fail_all(struct queue *queue, enum sy_err err)
{
    struct pending *pending;

    while ((pending = queue_take(queue)) != NULL) {
        pending->err = err;
        finish(pending);
    }
}

static void kick_checks(struct sy_appender *appender)
{
    while (appender->checking < CHECKERS && appender->unchecked.first != NULL) {
        struct check_job *job = calloc(1, sizeof(*job));
        enum sy_err err = SY_NO_MEMORY;

        if (job != NULL) {
            job->appender = appender;
            queue_move(&appender->unchecked, &job->queue, CHECK_COUNT_MAX, CHECK_BYTES_MAX);
            err = sy_worker_submit(appender->options.loop, run_check, check_done, job);
            if (err != SY_OK)
                fail_all(&job->queue, err);
        }
        if (err != SY_OK) {
            free(job);
            fail_all(&appender->unchecked, err);
            return;
        }
        appender->checking++;
    }
}

/* A fault stays until a commit succeeds; a disk that lies is not written to again. */
static void note_state(struct writer *writer)
{
    struct sy_owned_log *log = writer->log;
    bool was = log->refusing != SY_OK;

    if (writer->err == SY_OK) {
        log->note = writer->note;
        log->refusing = SY_OK;
        if (was)
            sy_log_line(writer->appender->options.logger, SY_LOG_INFO, "appending_again",
                        "origin=%s", log->vkey.name);
        return;
    }
    if (log->refusing != writer->err)
        sy_log_line(writer->appender->options.logger, SY_LOG_ERROR, "append_failed",
                    "origin=%s error=%s", log->vkey.name, sy_err_name(writer->err));
    log->refusing = writer->err;
}

static void write_done(void *data)
{
    struct writer *writer = data;
    struct sy_appender *appender = writer->appender;
    struct pending *pending;

    note_state(writer);
    while ((pending = queue_take(&writer->batch)) != NULL) {
        if (writer->err != SY_OK)
            pending->err = writer->err;
        else if (pending->err == SY_OK && !pending->known)
            appender->count++;
        finish(pending);
    }
    if (writer->err == SY_OK)
        appender->options.grown(appender->options.ctx);
    kick_writer(writer);
}

static bool stopped_for_good(enum sy_err err)
{
    return err == SY_IO || err == SY_CORRUPT || err == SY_INTERNAL;
}

static void kick_writer(struct writer *writer)
{
    enum sy_err err;

    if (writer->batch.first != NULL || writer->ready.first == NULL)
        return;
    if (stopped_for_good(writer->log->refusing)) {
        fail_all(&writer->ready, writer->log->refusing);
        return;
    }
    queue_move(&writer->ready, &writer->batch, writer->log->registry ? 1 : WRITE_COUNT_MAX,
               WRITE_BYTES_MAX);
    err = sy_worker_submit(writer->appender->options.loop, run_write, write_done, writer);
    if (err != SY_OK)
        fail_all(&writer->batch, err);
}

void sy_appender_take(struct sy_appender *appender, struct sy_request *request)
{
    struct pending *pending = calloc(1, sizeof(*pending));

    if (pending == NULL) {
        sy_request_error(request, SY_NO_MEMORY, detail_of(SY_NO_MEMORY), NULL, false);
        return;
    }
    pending->request = request;
    sy_request_hold(request, sizeof(*pending));
    queue_put(&appender->unchecked, pending);
    kick_checks(appender);
}

uint64_t sy_appender_count(const struct sy_appender *appender)
{
    return appender->count;
}

enum sy_err sy_appender_open(const struct sy_appender_options *options,
                             struct sy_appender **out)
{
    struct sy_appender *appender = calloc(1, sizeof(*appender));

    sy_assert(options->log_count <= LOGS_MAX);
    if (appender == NULL)
        return SY_NO_MEMORY;
    appender->options = *options;
    queue_init(&appender->unchecked);
    for (size_t i = 0; i < options->log_count; i++) {
        struct writer *writer = &appender->writers[i];

        writer->appender = appender;
        writer->log = &options->logs[i];
        queue_init(&writer->ready);
        queue_init(&writer->batch);
    }
    *out = appender;
    return SY_OK;
}

void sy_appender_close(struct sy_appender *appender)
{
    if (appender == NULL)
        return;
    sy_assert(appender->checking == 0);
    sy_assert(appender->unchecked.first == NULL);
    free(appender);
}
