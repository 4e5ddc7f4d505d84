/* What is damaged here, put right from what others have. */
#include "net/replica_state.h"
#include "net/worker.h"

static void run(void *data)
{
    struct sy_replica_log *log = data;
    struct sy_replica_repair *job = &log->repair;

    job->err = sy_mirrored_log_repair(log->log, &job->promised, &job->stretch->answer.read,
                                      &job->verdict);
}

static void note_failure(const struct sy_replica_log *log, const struct sy_replica_repair *job,
                         uint64_t index, const char *node)
{
    sy_log_line(log->replica->options.logger, SY_LOG_WARNING, "not_repaired",
                "origin=%s index=%llu peer=%s error=%s reason=\"%s\"", log->log->vkey.name,
                (unsigned long long)index, node, sy_err_name(job->err),
                job->err != SY_OK                  ? "this machine cannot store it now"
                : job->verdict == SY_STRETCH_FALSE ? "what it gave is not what the log signed"
                                                   : "it does not have what is missing either");
}

/* The event may begin the next job at once: what came of this one is set aside before. */
static void done(void *data)
{
    struct sy_replica_log *log = data;
    const struct sy_replica_options *options = &log->replica->options;
    struct sy_replica_repair job = log->repair;
    uint64_t index = job.stretch->answer.read.stretch.from;
    const char *node = sy_replica_code(log->replica, job.stretch->peer);
    struct sy_mirror_event event = {.type = SY_MIRROR_STORED,
                                    .ticket = job.stretch->ticket,
                                    .err = job.err,
                                    .verdict = job.verdict};

    log->repair.stretch = NULL;
    if (job.err != SY_OK || job.verdict != SY_STRETCH_FOLLOWS)
        note_failure(log, &job, index, node);
    sy_replica_feed(log, &event);
    if (job.err == SY_OK && job.verdict == SY_STRETCH_FOLLOWS)
        options->repaired(options->ctx, log->index, index, node);
}

bool sy_replica_mend(struct sy_replica_log *log, uint64_t ticket,
                     const struct sy_signed_checkpoint *promised)
{
    struct sy_replica_repair *job = &log->repair;

    sy_assert(job->stretch == NULL); /* one at a time */
    *job = (struct sy_replica_repair){.stretch = sy_replica_stretch_of(log, ticket),
                                      .promised = promised->checkpoint};
    sy_assert(job->stretch != NULL);
    if (sy_worker_submit(log->replica->options.loop, run, done, log) == SY_OK)
        return true;
    job->stretch = NULL;
    return false;
}

void sy_replica_damaged(struct sy_replica *replica, size_t log, uint64_t index)
{
    struct sy_replica_log *of = replica->logs[log];
    struct sy_signed_checkpoint promised;
    struct sy_mirror_event event = {
        .type = SY_MIRROR_DAMAGED, .from = index, .checkpoint = &promised};

    if (index >= sy_shared_note_size(sy_kept_log_served(of->log)) ||
        sy_signed_checkpoint_open(sy_shared_note_bytes(sy_kept_log_served(of->log)),
                                  &of->log->vkey, &promised) != SY_OK)
        return; /* nothing that was promised: it is looked at again when it is */
    sy_replica_feed(of, &event);
}
