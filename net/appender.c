#include "net/appender.h"

#include <stdlib.h>

#include "net/pending.h"
#include "net/worker.h"

enum {
    CHECKERS = 3,         /* check jobs at a time; the writers need a thread too */
    CHECK_COUNT_MAX = 16, /* requests in one check job */
    CHECK_BYTES_MAX = 1 << 20,
    WRITE_COUNT_MAX = 1024, /* statements in one commit */
    WRITE_BYTES_MAX = 32 << 20
};

struct check_job {
    struct sy_appender *appender;
    struct sy_shared_policy *policy; /* in force when it began */
    struct sy_pending_queue queue;
};

/* One log's writer; its batch's queue is empty when it is idle. */
struct writer {
    struct sy_appender *appender;
    struct sy_pending_queue ready;
    struct sy_batch batch;
    struct sy_waiting *waiting; /* for cosignatures, the latest first */
};

struct sy_appender {
    struct sy_appender_options options;
    struct sy_pending_queue unchecked;
    unsigned checking;
    uint64_t count;
    uint64_t wait_id; /* latest given out */
    struct writer writers[SY_KEPT_LOGS_MAX];
};

static void kick_checks(struct sy_appender *appender);
static void kick_writer(struct writer *writer);

static void run_check(void *data)
{
    struct check_job *job = data;

    sy_pending_check(&job->appender->options, sy_shared_policy_network(job->policy),
                     &job->queue);
}

static void run_write(void *data)
{
    struct writer *writer = data;

    sy_batch_write(&writer->batch);
}

static void free_job(struct check_job *job)
{
    if (job == NULL)
        return;
    sy_shared_policy_release(job->policy);
    free(job);
}

static void check_done(void *data)
{
    struct check_job *job = data;
    struct sy_appender *appender = job->appender;
    struct sy_pending *pending;

    appender->checking--;
    while ((pending = sy_pending_take(&job->queue)) != NULL) {
        if (pending->err == SY_OK && !pending->answered) {
            sy_request_hold(pending->request, pending->checked.digests.capacity +
                                                  pending->checked.statement.record_count *
                                                      sizeof(struct sy_hash));
            sy_pending_put(&appender->writers[pending->log].ready, pending);
        } else {
            sy_pending_finish(pending);
        }
    }
    free_job(job);
    for (size_t i = 0; i < sy_kept_logs_count(appender->options.logs); i++)
        kick_writer(&appender->writers[i]);
    kick_checks(appender);
}

static void fail_all(struct sy_pending_queue *queue, enum sy_err err)
{
    struct sy_pending *pending;

    while ((pending = sy_pending_take(queue)) != NULL) {
        pending->err = err;
        if (err == SY_STARTING)
            pending->detail = "this node has just started and compares its log with what the "
                              "others have of it; send the same bytes again in a moment";
        sy_pending_finish(pending);
    }
}

static void kick_checks(struct sy_appender *appender)
{
    while (appender->checking < CHECKERS && appender->unchecked.first != NULL) {
        struct check_job *job = calloc(1, sizeof(*job));
        enum sy_err err = SY_NO_MEMORY;

        if (job != NULL) {
            job->appender = appender;
            job->policy = sy_shared_policy_use(*appender->options.policy);
            sy_pending_move(&appender->unchecked, &job->queue, CHECK_COUNT_MAX,
                            CHECK_BYTES_MAX);
            err = sy_worker_submit(appender->options.loop, run_check, check_done, job);
            if (err != SY_OK)
                fail_all(&job->queue, err);
        }
        if (err != SY_OK) {
            free_job(job);
            fail_all(&appender->unchecked, err);
            return;
        }
        appender->checking++;
    }
}

/* A fault stays until a commit succeeds; a disk that lies is not written to again. */
static void note_state(struct writer *writer)
{
    struct sy_kept_log *log = writer->batch.log;
    const struct sy_own_note *note = &writer->batch.note;
    bool was = log->refusing != SY_OK;

    if (writer->batch.err == SY_OK)
        writer->batch.err =
            sy_kept_log_set_note(&log->note, sy_own_note_bytes(note), note->size);
    if (writer->batch.err == SY_OK) {
        log->refusing = SY_OK;
        if (was)
            sy_log_line(writer->appender->options.logger, SY_LOG_INFO, "appending_again",
                        "origin=%s", log->vkey.name);
        return;
    }
    if (log->refusing != writer->batch.err)
        sy_log_line(writer->appender->options.logger, SY_LOG_ERROR, "append_failed",
                    "origin=%s error=%s", log->vkey.name, sy_err_name(writer->batch.err));
    log->refusing = writer->batch.err;
}

static void finish_waiting(struct sy_waiting *waiting, enum sy_err err)
{
    struct sy_pending *pending;

    while ((pending = sy_pending_take(&waiting->queue)) != NULL) {
        if (err != SY_OK)
            pending->err = err;
        sy_pending_finish(pending);
    }
    sy_shared_note_release(waiting->note);
    free(waiting);
}

static void run_answer(void *data)
{
    sy_waiting_answer(data);
}

static void answer_done(void *data)
{
    struct sy_waiting *waiting = data;

    finish_waiting(waiting, waiting->err);
}

static void answer_waiting(struct sy_waiting *waiting)
{
    const struct sy_appender_options *options = &waiting->appender->options;
    enum sy_err err = SY_NO_MEMORY;

    waiting->note = options->best(options->ctx, waiting->log_number, waiting->size);
    if (waiting->note != NULL)
        err = sy_worker_submit(options->loop, run_answer, answer_done, waiting);
    if (err != SY_OK)
        finish_waiting(waiting, err);
}

void sy_appender_witnessed(struct sy_appender *appender, size_t log, uint64_t id)
{
    struct sy_waiting **at = &appender->writers[log].waiting;
    struct sy_waiting *waiting;

    while (*at != NULL && (*at)->id != id)
        at = &(*at)->next;
    waiting = *at;
    if (waiting == NULL)
        return;
    *at = waiting->next;
    answer_waiting(waiting);
}

/* With those of this batch that wait for as many. NULL for want of memory. */
static struct sy_waiting *waiting_for(struct writer *writer, uint64_t first_id,
                                      const struct sy_pending *pending)
{
    struct sy_appender *appender = writer->appender;
    struct sy_waiting *waiting = writer->waiting;

    while (waiting != NULL && waiting->id >= first_id &&
           waiting->witnesses != pending->witnesses)
        waiting = waiting->next;
    if (waiting != NULL && waiting->id >= first_id)
        return waiting;
    waiting = calloc(1, sizeof(*waiting));
    if (waiting == NULL)
        return NULL;
    *waiting = (struct sy_waiting){.next = writer->waiting,
                                   .appender = appender,
                                   .log = writer->batch.log,
                                   .log_number = (size_t)(writer - appender->writers),
                                   .id = ++appender->wait_id,
                                   .size = writer->batch.note.size,
                                   .witnesses = pending->witnesses};
    sy_pending_init(&waiting->queue);
    writer->waiting = waiting;
    return waiting;
}

static void let_wait(struct writer *writer, uint64_t first_id, struct sy_pending *pending)
{
    struct sy_waiting *waiting = waiting_for(writer, first_id, pending);

    if (waiting == NULL) {
        pending->err = SY_NO_MEMORY;
        sy_pending_finish(pending);
        return;
    }
    if (waiting->wait_ms < pending->wait_ms)
        waiting->wait_ms = pending->wait_ms;
    sy_pending_put(&waiting->queue, pending);
}

/* Their batch is known to be there: from now on cosignatures count. */
static void begin_waits(struct writer *writer, uint64_t first_id)
{
    struct sy_appender *appender = writer->appender;
    const struct sy_appender_options *options = &appender->options;

    for (uint64_t id = first_id; id <= appender->wait_id; id++) {
        const struct sy_waiting *waiting = writer->waiting;

        while (waiting != NULL && waiting->id != id)
            waiting = waiting->next;
        if (waiting != NULL &&
            options->wait(options->ctx, waiting->log_number, id, waiting->size,
                          waiting->witnesses, waiting->wait_ms) != SY_OK)
            sy_appender_witnessed(appender, waiting->log_number, id);
    }
}

static void forget_batch(struct sy_batch *batch)
{
    sy_shared_note_release(batch->kept);
    sy_shared_policy_release(batch->policy);
    batch->kept = NULL;
    batch->policy = NULL;
}

static void write_done(void *data)
{
    struct writer *writer = data;
    struct sy_appender *appender = writer->appender;
    uint64_t first_id = appender->wait_id + 1;
    struct sy_pending *pending;

    forget_batch(&writer->batch);
    note_state(writer);
    while ((pending = sy_pending_take(&writer->batch.queue)) != NULL) {
        if (writer->batch.err != SY_OK)
            pending->err = writer->batch.err;
        else if (pending->err == SY_OK && !pending->known)
            appender->count++;
        if (pending->err == SY_OK && pending->witnesses > 0)
            let_wait(writer, first_id, pending);
        else
            sy_pending_finish(pending);
    }
    if (writer->batch.err == SY_OK)
        appender->options.grown(appender->options.ctx);
    begin_waits(writer, first_id);
    kick_writer(writer);
}

/* Until the node has compared itself with the others or is started again, or for good. */
static bool is_closed(enum sy_err err)
{
    return err == SY_IO || err == SY_CORRUPT || err == SY_INTERNAL || err == SY_STARTING ||
           err == SY_CLOSED;
}

/* A log that is resumed may wait for long: whoever sends is told for whom. */
static void say_awaited(struct sy_pending_queue *queue, struct sy_kept_log *log)
{
    struct sy_pending *pending;

    for (pending = queue->first; log->awaited.len > 0 && pending != NULL;
         pending = pending->next)
        sy_buffer_printf(&pending->words,
                         "this log is to be resumed, and its node signs nothing before it has "
                         "heard what nodes %s know of it; send the same bytes again once they "
                         "run",
                         sy_buffer_text(&log->awaited));
}

static void kick_writer(struct writer *writer)
{
    enum sy_err err;

    if (writer->batch.queue.first != NULL || writer->ready.first == NULL)
        return;
    if (is_closed(writer->batch.log->refusing) || !writer->batch.log->owned) {
        enum sy_err why = writer->batch.log->refusing;

        say_awaited(&writer->ready, writer->batch.log);
        if (why == SY_STARTING && writer->batch.log->awaited.len > 0)
            why = SY_NOT_YET; /* longer than anybody would wait */
        fail_all(&writer->ready, why == SY_OK ? SY_CLOSED : why);
        return;
    }
    sy_pending_move(&writer->ready, &writer->batch.queue,
                    writer->batch.log->registry ? 1 : WRITE_COUNT_MAX, WRITE_BYTES_MAX);
    writer->batch.registry_vouched =
        sy_kept_log_vouched(&writer->appender->options.logs->log[0]);
    writer->batch.kept = sy_shared_note_use(sy_kept_log_served(writer->batch.log));
    writer->batch.policy = sy_shared_policy_use(*writer->appender->options.policy);
    err = sy_worker_submit(writer->appender->options.loop, run_write, write_done, writer);
    if (err != SY_OK) {
        forget_batch(&writer->batch);
        fail_all(&writer->batch.queue, err);
    }
}

void sy_appender_take(struct sy_appender *appender, struct sy_request *request)
{
    enum sy_err err = appender->options.halted == NULL
                          ? SY_OK
                          : appender->options.halted(appender->options.ctx);
    struct sy_pending *pending;

    if (err != SY_OK) {
        sy_request_error(request, err,
                         "the clock of this node leads those of two other districts by more "
                         "than five minutes, so it dates nothing; once its clock is set right "
                         "it takes the same bytes by itself",
                         NULL, false);
        return;
    }
    pending = calloc(1, sizeof(*pending));
    if (pending == NULL) {
        sy_request_error(request, SY_NO_MEMORY, "the node is out of memory", NULL, false);
        return;
    }
    pending->request = request;
    sy_request_hold(request, sizeof(*pending));
    sy_pending_put(&appender->unchecked, pending);
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

    if (appender == NULL)
        return SY_NO_MEMORY;
    appender->options = *options;
    sy_pending_init(&appender->unchecked);
    for (size_t i = 0; i < SY_KEPT_LOGS_MAX; i++) { /* those that are to come, too */
        struct writer *writer = &appender->writers[i];

        writer->appender = appender;
        writer->batch.options = &appender->options;
        writer->batch.log = &options->logs->log[i];
        sy_pending_init(&writer->ready);
        sy_pending_init(&writer->batch.queue);
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
    for (size_t i = 0; i < SY_KEPT_LOGS_MAX; i++)
        sy_assert(appender->writers[i].waiting == NULL);
    free(appender);
}
