/* What a mirror decides, carried out. */
#include <stdlib.h>
#include <string.h>

#include "ledger/witness.h"
#include "net/clock.h"
#include "net/replica_state.h"
#include "net/worker.h"
#include "proto/message.h"

struct sy_replica_stretch *sy_replica_stretch_of(struct sy_replica_log *log, uint64_t ticket)
{
    for (size_t i = 0; i < SY_MIRROR_WINDOW; i++) {
        if (log->stretches[i].state != SY_REPLICA_FREE && log->stretches[i].ticket == ticket)
            return &log->stretches[i];
    }
    return NULL;
}

static void free_stretch(struct sy_replica_stretch *stretch)
{
    sy_replica_look_no_more(stretch);
    sy_stretch_answer_close(&stretch->answer);
    stretch->state = SY_REPLICA_FREE;
}

static void fail_stretch(struct sy_replica_stretch *stretch, enum sy_err err)
{
    struct sy_mirror_event event = {
        .type = SY_MIRROR_UNANSWERED, .ticket = stretch->ticket, .err = err};

    free_stretch(stretch);
    sy_replica_feed(stretch->log, &event);
}

static void stretch_failed(struct sy_ask *ask, enum sy_err err)
{
    fail_stretch((struct sy_replica_stretch *)(void *)ask, err);
}

/* All is here. */
static void end_stretch(struct sy_replica_stretch *stretch)
{
    const struct sy_stretch *read = &stretch->answer.read.stretch;
    struct sy_mirror_event event = {.type = SY_MIRROR_ANSWERED,
                                    .ticket = stretch->ticket,
                                    .from = read->from,
                                    .to = read->to,
                                    .checkpoint = &read->checkpoint};

    if (stretch->answer.shares.err != SY_OK) {
        fail_stretch(stretch, SY_NO_MEMORY);
        return;
    }
    stretch->state = SY_REPLICA_HELD;
    sy_replica_look(stretch);
    sy_replica_feed(stretch->log, &event);
}

static void stretch_message(struct sy_ask *ask, uint8_t type, struct sy_bytes payload, bool end)
{
    struct sy_replica_stretch *stretch = (struct sy_replica_stretch *)(void *)ask;
    struct sy_replica *replica = stretch->log->replica;
    const char *wrong =
        sy_stretch_answer_take(&stretch->answer, &stretch->log->log->vkey, type, payload, end);
    uint32_t peer = stretch->peer;

    if (wrong == NULL && end) {
        end_stretch(stretch);
    } else if (wrong != NULL) {
        if (end)
            fail_stretch(stretch, SY_BAD_ENCODING);
        sy_peer_link_blame(sy_replica_link(replica, peer), wrong);
    }
}

/* A peer answers one after the other: while it sends anything, it is at it. */
void sy_replica_coming(struct sy_replica_log *log)
{
    for (size_t i = 0; i < SY_MIRROR_WINDOW; i++) {
        struct sy_replica_stretch *stretch = &log->stretches[i];
        const struct sy_peer_link *link = sy_replica_link(log->replica, stretch->peer);
        struct sy_mirror_event event = {.type = SY_MIRROR_COMING, .ticket = stretch->ticket};

        if (stretch->state != SY_REPLICA_ASKED || link == NULL ||
            sy_peer_link_heard_ms(link) == stretch->heard_ms)
            continue;
        stretch->heard_ms = sy_peer_link_heard_ms(link);
        sy_replica_feed(log, &event);
    }
}

static enum sy_err send_ask(struct sy_replica_stretch *stretch,
                            const struct sy_mirror_effect *effect)
{
    struct sy_replica_log *log = stretch->log;
    struct sy_peer_link *link = sy_replica_link(log->replica, effect->peer);
    struct sy_get_stretch ask = {.origin = sy_text(log->log->vkey.name),
                                 .from = effect->from,
                                 .to = effect->to,
                                 .parts = 1,
                                 .bytes_max = SY_MIRROR_STRETCH_BYTES};
    const struct sy_log_keep *keep = &stretch->answer.read.keep;
    struct sy_buffer payload = {0};
    enum sy_err err;

    if (link == NULL)
        return SY_UNREACHABLE;
    if (effect->a != NULL)
        ask.note = sy_signed_checkpoint_note(effect->a);
    ask.kinds = (struct sy_optional){true, keep->kinds};
    if (keep->age_s > 0)
        ask.since = (struct sy_optional){true, (uint64_t)sy_log_keep_since(keep)};
    sy_get_stretch_write(&ask, &payload);
    err = payload.err;
    if (err == SY_OK)
        err = sy_peer_link_ask(link, SY_FRAME_GET_STRETCH, sy_buffer_bytes(&payload),
                               &stretch->ask);
    sy_buffer_close(&payload);
    return err;
}

static void ask_stretch(struct sy_replica_log *log, const struct sy_mirror_effect *effect)
{
    struct sy_replica_stretch *stretch = NULL;

    for (size_t i = 0; i < SY_MIRROR_WINDOW && stretch == NULL; i++) {
        if (log->stretches[i].state == SY_REPLICA_FREE)
            stretch = &log->stretches[i];
    }
    sy_assert(stretch != NULL);
    sy_stretch_answer_init(&stretch->answer);
    stretch->answer.read.keep = log->log->keep;
    stretch->ask = (struct sy_ask){0};
    stretch->log = log;
    stretch->ticket = effect->ticket;
    stretch->peer = effect->peer;
    stretch->ask.bytes_max = SY_MIRROR_STRETCH_BYTES + SY_REPLY_BYTES_MAX;
    stretch->ask.message = stretch_message;
    stretch->ask.failed = stretch_failed;
    if (send_ask(stretch, effect) == SY_OK) {
        stretch->state = SY_REPLICA_ASKED;
        stretch->heard_ms = sy_peer_link_heard_ms(sy_replica_link(log->replica, effect->peer));
    } else {
        log->unasked[log->unasked_count++] = effect->ticket;
    }
}

/* The bytes are not wanted: neither those that are here, nor those that may come. */
static void forget_stretch(struct sy_replica_log *log, uint64_t ticket)
{
    struct sy_replica_stretch *stretch = sy_replica_stretch_of(log, ticket);
    struct sy_peer_link *link;

    if (stretch == NULL)
        return;
    link = sy_replica_link(log->replica, stretch->peer);
    if (stretch->state == SY_REPLICA_ASKED && link != NULL)
        sy_peer_link_forget(link, &stretch->ask);
    free_stretch(stretch);
}

void sy_replica_forget_stretches(struct sy_replica_log *log)
{
    for (size_t i = 0; i < SY_MIRROR_WINDOW; i++) {
        if (log->stretches[i].state != SY_REPLICA_FREE)
            forget_stretch(log, log->stretches[i].ticket);
    }
}

static void run_store(void *data)
{
    struct sy_replica_log *log = data;
    struct sy_replica_store *job = &log->store;

    job->err = sy_mirrored_log_store(log->log, &job->stretch->answer.read, &job->registry,
                                     sy_shared_note_bytes(job->note), &job->outcome);
}

static void note_outcome(const struct sy_replica_log *log, const struct sy_replica_store *job)
{
    const struct sy_stretch_result *result = &job->outcome.result;

    if (job->err == SY_NOT_YET)
        return; /* an earlier generation comes first */
    if (job->err != SY_OK)
        sy_log_line(log->replica->options.logger, SY_LOG_ERROR, "mirror_failed",
                    "origin=%s error=%s", log->log->vkey.name, sy_err_name(job->err));
    else if (result->verdict != SY_STRETCH_FOLLOWS && result->verdict != SY_STRETCH_WAITS)
        sy_log_line(log->replica->options.logger, SY_LOG_WARNING, "mirror_refused",
                    "origin=%s index=%llu rule=%s peer=%s reason=\"%s\"", log->log->vkey.name,
                    (unsigned long long)result->index,
                    result->problem.rule == NULL ? "-" : result->problem.rule,
                    sy_replica_code(log->replica, job->stretch->peer),
                    result->problem.what == NULL ? "" : result->problem.what);
}

/* A copy that is not what a closed log ends with, or what an owner that lost its log has
 * signed, cannot be gone on with. */
static void note_misfit(struct sy_replica_log *log, const struct sy_replica_store *job)
{
    bool ends = log->log->closed || log->lost;

    if (ends && (job->err == SY_BAD_CHAIN ||
                 (job->err == SY_OK && job->outcome.result.verdict == SY_STRETCH_FORKED)))
        log->log->misfit = true;
}

/* What the log now has is also what it serves and shows. */
static void take_growth(struct sy_replica_log *log, const struct sy_mirror_held *held)
{
    struct sy_gossip_event event = {.type = SY_GOSSIP_HELD,
                                    .log = log->index,
                                    .held = held->size,
                                    .checkpoint = &held->full};

    if (!log->log->owned) /* whether an owned log may be signed is another question */
        log->log->refusing = SY_OK;
    if (held->full.note_len > 0 &&
        held->full.checkpoint.size > sy_shared_note_size(log->log->note) &&
        sy_kept_log_set_note(&log->log->note, sy_signed_checkpoint_note(&held->full),
                             held->full.checkpoint.size) != SY_OK)
        return; /* the next one will be set */
    sy_replica_promote(log);
    if (log->log->closed)
        sy_replica_recall_end(log);
    sy_replica_gossip(log->replica, &event);
    log->replica->options.grown(log->replica->options.ctx);
    if (log->index == 0 && !log->log->quorum)
        sy_replica_follow(log->replica);
}

/* The event may begin the next job at once: what came of this one is set aside before. */
static void store_done(void *data)
{
    struct sy_replica_log *log = data;
    struct sy_replica_store job = log->store;
    struct sy_mirror_event event = {.type = SY_MIRROR_STORED,
                                    .ticket = job.stretch->ticket,
                                    .err = job.err,
                                    .verdict = job.outcome.result.verdict,
                                    .registry_size = job.outcome.result.registry_size,
                                    .sound_to = job.outcome.result.index,
                                    .lacking = job.outcome.lacking,
                                    .store = &job.outcome.held};

    log->store = (struct sy_replica_store){0};
    sy_shared_note_release(job.note);
    note_outcome(log, &job);
    note_misfit(log, &job);
    if (job.err != SY_OK && job.err != SY_NOT_YET && !log->log->owned)
        log->log->refusing = job.err;
    sy_replica_feed(log, &event);
    if (job.err == SY_OK && job.outcome.result.verdict == SY_STRETCH_FOLLOWS)
        take_growth(log, &job.outcome.held);
    if (event.lacking)
        sy_replica_wanted(log->replica, log->index);
    if (job.outcome.evidence.len > 0)
        sy_replica_accuse(log, &job.outcome.evidence);
    sy_buffer_close(&job.outcome.evidence);
}

/* What the job uses is used from here on. */
static enum sy_err begin_store(struct sy_replica_log *log)
{
    struct sy_replica *replica = log->replica;
    struct sy_replica_store *job = &log->store;
    struct sy_kept_log *registry = &replica->options.logs->log[0];
    enum sy_err err;

    job->registry = (struct sy_mirrored_registry){replica->options.registry, registry->log,
                                                  sy_kept_log_vouched(registry)};
    job->note = sy_shared_note_use(sy_kept_log_served(log->log));
    err = sy_worker_submit(replica->options.loop, run_store, store_done, log);
    if (err == SY_OK)
        return SY_OK;
    sy_shared_note_release(job->note);
    job->stretch = NULL;
    return err;
}

static void store_stretch(struct sy_replica_log *log, uint64_t ticket)
{
    struct sy_replica_store *job = &log->store;

    sy_assert(job->stretch == NULL); /* one at a time */
    job->stretch = sy_replica_stretch_of(log, ticket);
    sy_assert(job->stretch != NULL);
    if (job->stretch->look != NULL)
        return; /* it begins when that is done */
    if (begin_store(log) != SY_OK)
        log->unasked[log->unasked_count++] = ticket; /* the machine hears of it as a fault */
}

void sy_replica_looked(struct sy_replica_stretch *stretch)
{
    struct sy_replica_log *log = stretch->log;
    struct sy_mirror_event event = {.type = SY_MIRROR_STORED, .ticket = stretch->ticket};

    if (log->store.stretch != stretch)
        return;
    if (log->replica->peers == NULL) { /* stopped: nothing is begun any more */
        log->store.stretch = NULL;
        return;
    }
    event.err = begin_store(log);
    if (event.err != SY_OK)
        sy_replica_feed(log, &event);
}

static void run_compare(void *data)
{
    struct sy_replica_log *log = data;
    struct sy_replica_compare *job = &log->compare;

    job->err = sy_mirrored_log_compare(log->log, &job->checkpoint, &job->same, &job->evidence);
}

static void compare_done(void *data)
{
    struct sy_replica_log *log = data;
    struct sy_buffer evidence = log->compare.evidence;
    struct sy_mirror_event event = {
        .type = SY_MIRROR_COMPARED, .same = log->compare.same, .err = log->compare.err};

    log->compare.evidence = (struct sy_buffer){0};
    sy_replica_feed(log, &event); /* it may begin the next one */
    if (evidence.len > 0)
        sy_replica_accuse(log, &evidence);
    sy_buffer_close(&evidence);
}

static void compare(struct sy_replica_log *log, const struct sy_signed_checkpoint *checkpoint)
{
    log->compare = (struct sy_replica_compare){.checkpoint = *checkpoint};
    log->uncompared =
        sy_worker_submit(log->replica->options.loop, run_compare, compare_done, log) != SY_OK;
}

static void run_fork(void *data)
{
    struct sy_replica_log *log = data;
    struct sy_replica_compare *job = &log->fork;

    job->err = sy_mirrored_log_fork(log->log, &job->checkpoint, &job->other, &job->evidence);
}

static void fork_done(void *data)
{
    struct sy_replica_log *log = data;
    struct sy_replica_compare *job = &log->fork;

    if (job->evidence.len > 0)
        sy_replica_accuse(log, &job->evidence);
    sy_buffer_close(&job->evidence);
}

/* The mirror is frozen by now, so this comes once. */
static void make_fork(struct sy_replica_log *log, const struct sy_mirror_effect *effect)
{
    if (log->fork.fork)
        return;
    log->fork = (struct sy_replica_compare){
        .fork = true, .checkpoint = *effect->a, .other = *effect->b};
    log->fork.err = sy_worker_submit(log->replica->options.loop, run_fork, fork_done, log);
}

static void run_cosign(void *data)
{
    struct sy_replica_log *log = data;
    struct sy_replica_cosign *job = &log->cosign;
    uint64_t time_s = (uint64_t)(sy_clock_us() / 1000000);
    bool whole = false;

    job->err = sy_mirrored_log_cosign(log->log, &job->checkpoint.checkpoint,
                                      sy_shared_note_bytes(job->note), &job->keep, &whole);
    for (size_t i = 0; i < 2 && job->err == SY_OK; i++) {
        const struct sy_replica_cosigner *cosigner = &job->by[i];

        if (cosigner->here && (i == 1 || whole)) /* the witness holds nothing */
            job->err = sy_witness_cosign(&job->checkpoint.checkpoint, &cosigner->vkey,
                                         &cosigner->key, time_s, &job->lines[i]);
    }
}

static void cosign(struct sy_replica_log *log, const struct sy_signed_checkpoint *checkpoint);

/* The offer that it was for may have given way to a later one: that one is answered then. */
static void cosign_done(void *data)
{
    struct sy_replica_log *log = data;
    struct sy_replica_cosign *job = &log->cosign;
    struct sy_bytes lines[2];
    struct sy_offer_checkpoint_reply reply = {.lines = {.items = lines}};
    struct sy_buffer message = {0};

    job->busy = false;
    for (size_t i = 0; i < 2; i++)
        sy_secret_key_wipe(&job->by[i].key);
    sy_shared_note_release(job->note);
    if (job->err != SY_OK)
        sy_log_line(log->replica->options.logger, SY_LOG_WARNING, "not_cosigned",
                    "origin=%s error=%s", log->log->vkey.name, sy_err_name(job->err));
    if (job->err == SY_OK && log->offered != NULL &&
        sy_checkpoint_same(&log->offered_one, &job->checkpoint.checkpoint)) {
        for (size_t i = 0; i < 2; i++) {
            if (job->lines[i].len > 0)
                lines[reply.lines.count++] = sy_buffer_bytes(&job->lines[i]);
        }
        sy_offer_checkpoint_reply_write(&reply, &message);
        sy_request_reply(log->offered, SY_FRAME_OFFER_CHECKPOINT_REPLY,
                         sy_buffer_bytes(&message), true);
        log->offered = NULL;
        sy_buffer_close(&message);
    }
    for (size_t i = 0; i < 2; i++)
        sy_buffer_close(&job->lines[i]);
    if (job->next) {
        job->next = false;
        cosign(log, &job->next_one);
    }
    sy_replica_settle_offer(log);
}

static void cosign(struct sy_replica_log *log, const struct sy_signed_checkpoint *checkpoint)
{
    struct sy_replica_cosign *job = &log->cosign;

    if (job->busy) {
        job->next = true;
        job->next_one = *checkpoint;
        return;
    }
    job->checkpoint = *checkpoint;
    job->keep = log->log->keep;
    job->note = sy_shared_note_use(sy_kept_log_served(log->log));
    memcpy(job->by, log->replica->cosigners, sizeof(job->by));
    job->busy =
        sy_worker_submit(log->replica->options.loop, run_cosign, cosign_done, log) == SY_OK;
    if (!job->busy)
        sy_shared_note_release(job->note);
}

static void note_cancelled(const struct sy_replica_log *log,
                           const struct sy_mirror_effect *effect)
{
    if (effect->reason != NULL)
        sy_log_line(log->replica->options.logger, SY_LOG_WARNING, "mirror_unanswered",
                    "origin=%s peer=%s reason=\"%s\"", log->log->vkey.name,
                    sy_replica_code(log->replica, effect->peer), effect->reason);
}

static void carry_out(struct sy_replica_log *log, const struct sy_mirror_effect *effect)
{
    switch (effect->type) {
    case SY_MIRROR_ASK:
        ask_stretch(log, effect);
        break;
    case SY_MIRROR_CANCEL:
        note_cancelled(log, effect);
        forget_stretch(log, effect->ticket);
        break;
    case SY_MIRROR_FORGET:
        forget_stretch(log, effect->ticket);
        break;
    case SY_MIRROR_STORE:
        store_stretch(log, effect->ticket);
        break;
    case SY_MIRROR_REPAIR:
        if (!sy_replica_mend(log, effect->ticket, effect->a))
            log->unasked[log->unasked_count++] = effect->ticket;
        break;
    case SY_MIRROR_COMPARE:
        compare(log, effect->a);
        break;
    case SY_MIRROR_FORK:
        make_fork(log, effect);
        break;
    case SY_MIRROR_COSIGN:
        cosign(log, effect->a);
        break;
    case SY_MIRROR_DROP:
        sy_replica_drop(log->replica, effect->peer, effect->reason);
        break;
    }
}

/* What could not even be begun. */
static void report_unasked(struct sy_replica_log *log)
{
    while (log->unasked_count > 0) {
        uint64_t ticket = log->unasked[--log->unasked_count];
        bool held = sy_replica_stretch_of(log, ticket) != NULL;
        struct sy_mirror_event event = {.type = held ? SY_MIRROR_STORED : SY_MIRROR_UNANSWERED,
                                        .ticket = ticket,
                                        .err = held ? SY_NO_MEMORY : SY_UNREACHABLE};

        sy_replica_feed(log, &event);
    }
    if (log->uncompared) {
        struct sy_mirror_event event = {.type = SY_MIRROR_COMPARED, .err = SY_NO_MEMORY};

        log->uncompared = false;
        sy_replica_feed(log, &event);
    }
}

void sy_replica_feed(struct sy_replica_log *log, const struct sy_mirror_event *event)
{
    struct sy_replica *replica = log->replica;
    struct sy_mirror_effects effects;

    if (replica->peers == NULL)
        return; /* stopped */
    replica->steps++;
    sy_mirror_step(&log->mirror, event, sy_loop_now_ms(replica->options.loop), &effects);
    for (size_t i = 0; i < effects.count; i++)
        carry_out(log, &effects.list[i]);
    report_unasked(log);
    sy_replica_settle_offer(log);
    if (--replica->steps > 0)
        return;
    for (uint32_t i = 0; i < SY_NETWORK_NODES_MAX; i++) {
        const char *reason = replica->drops[i];
        struct sy_peer_link *link = reason == NULL ? NULL : sy_replica_link(replica, i);

        replica->drops[i] = NULL;
        if (link != NULL)
            sy_peer_link_blame(link, reason);
    }
}
