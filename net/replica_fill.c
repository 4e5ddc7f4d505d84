/* What fill decides, carried out: parts that a mirror lacks are found, asked for and put. */
#include "net/mirrored_parts.h"
#include "net/replica_state.h"
#include "net/worker.h"
#include "proto/message.h"

static struct sy_replica_log *log_of(struct sy_replica_fill *fill)
{
    return fill->log;
}

static void fail(struct sy_replica_fill *fill)
{
    struct sy_fill_event event = {.type = SY_FILL_UNANSWERED};

    sy_stretch_answer_close(&fill->answer);
    sy_replica_fill_feed(log_of(fill), &event);
}

static void ask_failed(struct sy_ask *ask, enum sy_err err)
{
    (void)err;
    fail((struct sy_replica_fill *)(void *)ask);
}

static void ask_message(struct sy_ask *ask, uint8_t type, struct sy_bytes payload, bool end)
{
    struct sy_replica_fill *fill = (struct sy_replica_fill *)(void *)ask;
    struct sy_replica_log *log = log_of(fill);
    struct sy_fill_event event = {.type = end ? SY_FILL_ANSWERED : SY_FILL_COMING};
    uint32_t peer = fill->peer;
    const char *wrong =
        sy_stretch_answer_take(&fill->answer, &log->log->vkey, type, payload, end);

    if (wrong != NULL) {
        if (end)
            fail(fill);
        sy_peer_link_blame(sy_replica_link(log->replica, peer), wrong);
    } else if (end && fill->answer.shares.err != SY_OK) {
        fail(fill);
    } else {
        event.from = fill->answer.read.stretch.from;
        event.to = fill->answer.read.stretch.to;
        sy_replica_fill_feed(log, &event);
    }
}

static enum sy_err send_ask(struct sy_replica_log *log, const struct sy_fill_effect *effect)
{
    struct sy_peer_link *link = sy_replica_link(log->replica, effect->peer);
    const struct sy_log_keep *keep = &log->log->keep;
    struct sy_get_stretch ask = {.origin = sy_text(log->log->vkey.name),
                                 .from = effect->from,
                                 .to = effect->to,
                                 .parts = 1,
                                 .bytes_max = SY_MIRROR_STRETCH_BYTES,
                                 .kinds = {true, keep->kinds},
                                 .since = {keep->age_s > 0, (uint64_t)sy_log_keep_since(keep)}};
    struct sy_buffer payload = {0};
    enum sy_err err;

    if (link == NULL || !sy_peer_link_up(link))
        return SY_UNREACHABLE;
    sy_get_stretch_write(&ask, &payload);
    err = payload.err;
    if (err == SY_OK)
        err = sy_peer_link_ask(link, SY_FRAME_GET_STRETCH, sy_buffer_bytes(&payload),
                               &log->fill.ask);
    sy_buffer_close(&payload);
    return err;
}

static void ask(struct sy_replica_log *log, const struct sy_fill_effect *effect)
{
    struct sy_replica_fill *fill = &log->fill;

    sy_stretch_answer_init(&fill->answer);
    fill->peer = effect->peer;
    fill->ask = (struct sy_ask){.bytes_max = SY_MIRROR_STRETCH_BYTES + SY_REPLY_BYTES_MAX,
                                .message = ask_message,
                                .failed = ask_failed};
    fill->unasked = send_ask(log, effect) != SY_OK;
}

static void cancel(struct sy_replica_log *log)
{
    struct sy_peer_link *link = sy_replica_link(log->replica, log->fill.peer);

    if (link != NULL)
        sy_peer_link_forget(link, &log->fill.ask);
    sy_stretch_answer_close(&log->fill.answer);
}

static void run_find(void *data)
{
    struct sy_replica_log *log = data;
    struct sy_replica_fill *fill = &log->fill;

    fill->err =
        sy_mirrored_parts_find(log->log, fill->from, SY_FILL_ENTRIES, &fill->from, &fill->to);
}

static void find_done(void *data)
{
    struct sy_replica_log *log = data;
    struct sy_fill_event event = {.type = SY_FILL_FOUND,
                                  .from = log->fill.from,
                                  .to = log->fill.to,
                                  .err = log->fill.err};

    sy_replica_fill_feed(log, &event);
}

static void run_store(void *data)
{
    struct sy_replica_log *log = data;
    struct sy_replica_fill *fill = &log->fill;
    const struct sy_stretch *read = &fill->answer.read.stretch;
    struct sy_mirrored_parts parts = {read->from, read->to, fill->answer.read.shares};

    fill->err = sy_mirrored_parts_fill(log->log, &parts, &fill->filled, &fill->wanted);
}

static void store_done(void *data)
{
    struct sy_replica_log *log = data;
    struct sy_replica *replica = log->replica;
    struct sy_fill_event event = {.type = SY_FILL_STORED,
                                  .filled = log->fill.filled,
                                  .wanted = log->fill.wanted,
                                  .err = log->fill.err};

    sy_stretch_answer_close(&log->fill.answer);
    if (event.err != SY_OK)
        sy_log_line(replica->options.logger, SY_LOG_WARNING, "parts_refused",
                    "origin=%s peer=%s error=%s", log->log->vkey.name,
                    sy_replica_code(replica, log->fill.peer), sy_err_name(event.err));
    else if (event.filled > 0)
        replica->options.grown(replica->options.ctx); /* views read those entries again */
    sy_replica_fill_feed(log, &event);
}

static void submit(struct sy_replica_log *log, void (*run)(void *data),
                   void (*done)(void *data))
{
    log->fill.unbegun = sy_worker_submit(log->replica->options.loop, run, done, log) != SY_OK;
}

static void carry_out(struct sy_replica_log *log, const struct sy_fill_effect *effect)
{
    switch (effect->type) {
    case SY_FILL_FIND:
        log->fill.from = effect->from;
        submit(log, run_find, find_done);
        break;
    case SY_FILL_ASK:
        ask(log, effect);
        break;
    case SY_FILL_CANCEL:
        cancel(log);
        break;
    case SY_FILL_STORE:
        submit(log, run_store, store_done);
        break;
    case SY_FILL_DROP:
        sy_replica_drop(log->replica, effect->peer, effect->reason);
        break;
    }
}

/* What could not even be begun. */
static bool next_failure(struct sy_replica_fill *fill, struct sy_fill_event *out)
{
    if (fill->unasked) {
        *out = (struct sy_fill_event){.type = SY_FILL_UNANSWERED};
    } else if (fill->unbegun) {
        *out = (struct sy_fill_event){
            .type = fill->machine.phase == SY_FILL_FINDING ? SY_FILL_FOUND : SY_FILL_STORED,
            .err = SY_NO_MEMORY};
        sy_stretch_answer_close(&fill->answer);
    } else {
        return false;
    }
    fill->unasked = fill->unbegun = false;
    return true;
}

void sy_replica_fill_feed(struct sy_replica_log *log, const struct sy_fill_event *event)
{
    struct sy_replica *replica = log->replica;
    struct sy_fill_event failure;
    struct sy_fill_effects effects;

    if (replica->peers == NULL)
        return; /* stopped */
    do {
        sy_fill_step(&log->fill.machine, event, sy_loop_now_ms(replica->options.loop),
                     &effects);
        for (size_t i = 0; i < effects.count; i++)
            carry_out(log, &effects.list[i]);
        event = &failure;
    } while (next_failure(&log->fill, &failure));
}

void sy_replica_wanted(struct sy_replica *replica, size_t log)
{
    const struct sy_fill_event event = {.type = SY_FILL_WANTED};

    if (log < replica->log_count)
        sy_replica_fill_feed(replica->logs[log], &event);
}
