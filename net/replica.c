#include "net/replica.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/origin.h"
#include "net/registry_follow.h"
#include "net/replica_state.h"
#include "net/worker.h"

enum { TICK_MS = 100, MIRROR_TICKS = 5 };

struct sy_peer_link *sy_replica_link(struct sy_replica *replica, uint32_t peer)
{
    return replica->peers == NULL ? NULL : sy_peers_link(replica->peers, peer);
}

void sy_replica_drop(struct sy_replica *replica, uint32_t peer, const char *reason)
{
    struct sy_peer_link *link = sy_replica_link(replica, peer);

    if (replica->steps > 0)
        replica->drops[peer] = reason;
    else if (link != NULL)
        sy_peer_link_blame(link, reason);
}

/* The question is not there any more when its answer has been taken. */
static void end_question(struct sy_replica_question *question, uint8_t type,
                         struct sy_bytes payload, enum sy_err err)
{
    struct sy_replica *replica = question->log->replica;

    sy_assert(replica->asks[question->peer] > 0);
    replica->asks[question->peer]--;
    question->take(question, type, payload, err);
    free(question);
}

static void question_message(struct sy_ask *ask, uint8_t type, struct sy_bytes payload,
                             bool end)
{
    struct sy_replica_question *question = (struct sy_replica_question *)(void *)ask;
    struct sy_replica *replica = question->log->replica;

    if (end)
        end_question(question, type, payload, SY_OK);
    else
        sy_peer_link_blame(sy_replica_link(replica, question->peer),
                           "an answer of one message has several");
}

static void question_failed(struct sy_ask *ask, enum sy_err err)
{
    end_question((struct sy_replica_question *)(void *)ask, 0, (struct sy_bytes){NULL, 0}, err);
}

void sy_replica_ask(struct sy_replica_log *log, uint32_t peer, enum sy_frame_type type,
                    struct sy_bytes payload, const struct sy_replica_question *model)
{
    struct sy_replica *replica = log->replica;
    struct sy_peer_link *link = sy_replica_link(replica, peer);
    struct sy_replica_question *question;

    if (link == NULL || !sy_peer_link_up(link) || replica->asks[peer] >= SY_REPLICA_ASKS_MAX)
        return;
    question = calloc(1, sizeof(*question));
    if (question == NULL)
        return;
    *question = *model;
    question->log = log;
    question->peer = peer;
    question->ask = (struct sy_ask){.bytes_max = SY_NOTE_BYTES_MAX + 4096,
                                    .message = question_message,
                                    .failed = question_failed};
    if (sy_peer_link_ask(link, type, payload, &question->ask) == SY_OK)
        replica->asks[peer]++;
    else
        free(question);
}

static void run_follow(void *data)
{
    struct sy_replica *replica = data;

    replica->follow_err =
        sy_registry_follow(replica->options.registry, replica->options.logs->log[0].log,
                           replica->follow_to, &replica->registry_held);
}

static void follow_done(void *data)
{
    struct sy_replica *replica = data;
    struct sy_mirror_event event = {.type = SY_MIRROR_REGISTRY,
                                    .registry_shown =
                                        replica->gossip.logs[0].latest.checkpoint.size,
                                    .registry_held = replica->registry_held};

    replica->following = false;
    if (replica->follow_err != SY_OK)
        sy_log_line(replica->options.logger, SY_LOG_ERROR, "registry_failed", "error=%s",
                    sy_err_name(replica->follow_err));
    for (size_t i = 1; i < replica->log_count; i++)
        sy_replica_feed(replica->logs[i], &event);
    replica->options.grown(replica->options.ctx);
    if (replica->follow_again)
        sy_replica_follow(replica);
}

void sy_replica_follow(struct sy_replica *replica)
{
    replica->follow_again = replica->following;
    if (replica->following || replica->peers == NULL)
        return;
    replica->follow_to = sy_kept_log_vouched(&replica->options.logs->log[0]);
    replica->following =
        sy_worker_submit(replica->options.loop, run_follow, follow_done, replica) == SY_OK;
}

/* What an owned log has come to: to be compared with what others show, offered, and told. */
static void own_grown(struct sy_replica_log *log)
{
    struct sy_signed_checkpoint checkpoint;
    struct sy_mirror_held held = log->mirror.store;
    struct sy_mirror_event grown = {.type = SY_MIRROR_GROWN, .store = &held};
    struct sy_offer_event committed = {.type = SY_OFFER_COMMITTED, .checkpoint = &checkpoint};
    struct sy_gossip_event told = {.type = SY_GOSSIP_HELD, .log = log->index};

    if (log->lost || log->log->note == NULL ||
        sy_shared_note_size(log->log->note) < held.size ||
        (sy_shared_note_size(log->log->note) == held.size && held.full.note_len > 0))
        return;
    if (sy_signed_checkpoint_open(sy_shared_note_bytes(log->log->note), &log->log->vkey,
                                  &checkpoint) != SY_OK)
        return;
    held.size = checkpoint.checkpoint.size;
    held.root = checkpoint.checkpoint.root;
    held.cover.checkpoint = checkpoint;
    held.cover.proof.count = 0;
    held.full = checkpoint;
    told.held = held.size;
    sy_replica_feed(log, &grown);
    sy_replica_gossip(log->replica, &told);
    told = (struct sy_gossip_event){
        .type = SY_GOSSIP_LEARNT, .log = log->index, .checkpoint = &checkpoint};
    sy_replica_gossip(log->replica, &told);
    if (sy_replica_offer(log, &committed) != SY_OK)
        sy_log_line(log->replica->options.logger, SY_LOG_ERROR, "not_offered", "origin=%s",
                    log->log->vkey.name);
}

void sy_replica_grown(struct sy_replica *replica)
{
    for (size_t i = 0; i < replica->log_count; i++) {
        if (replica->logs[i]->log->owned)
            own_grown(replica->logs[i]);
    }
    if (replica->options.logs->log[0].owned)
        sy_replica_follow(replica);
}

enum sy_err sy_replica_wait(struct sy_replica *replica, size_t log, uint64_t id, uint64_t size,
                            uint64_t mirrors, uint64_t wait_ms)
{
    struct sy_offer_event event = {
        .type = SY_OFFER_WAIT,
        .wait = {id, size, mirrors, sy_loop_now_ms(replica->options.loop) + wait_ms}};

    sy_assert(replica->logs[log]->log->owned);
    return sy_replica_offer(replica->logs[log], &event);
}

static void on_tick(void *data)
{
    struct sy_replica *replica = data;
    const struct sy_gossip_event gossip = {.type = SY_GOSSIP_TICK};
    const struct sy_offer_event offer = {.type = SY_OFFER_TICK};
    const struct sy_mirror_event mirror = {.type = SY_MIRROR_TICK};
    const struct sy_fill_event fill = {.type = SY_FILL_TICK};

    replica->ticks++;
    sy_replica_look_ahead(replica);
    sy_replica_gossip(replica, &gossip);
    for (size_t i = 0; i < replica->log_count; i++) {
        struct sy_replica_log *log = replica->logs[i];

        if (log->deciding)
            sy_replica_start_tick(log);
        if (log->log->owned)
            (void)sy_replica_offer(log, &offer);
        if ((replica->ticks + i) % MIRROR_TICKS != 0)
            continue;
        sy_replica_coming(log);
        sy_replica_feed(log, &mirror);
        sy_replica_fill_feed(log, &fill);
    }
}

void sy_replica_peer(struct sy_replica *replica, size_t peer, bool up)
{
    struct sy_gossip_event gossip = {.type = up ? SY_GOSSIP_PEER : SY_GOSSIP_LOST,
                                     .peer = (uint32_t)peer};
    struct sy_mirror_event mirror = {.type = up ? SY_MIRROR_PEER : SY_MIRROR_LOST,
                                     .peer = (uint32_t)peer};
    struct sy_fill_event fill = {.type = up ? SY_FILL_PEER : SY_FILL_LOST,
                                 .peer = (uint32_t)peer};
    struct sy_offer_event offer = {.type = SY_OFFER_CONNECTED, .node = (uint32_t)peer};
    const char *code;

    if (replica->peers == NULL)
        return;
    code = sy_replica_code(replica, (uint32_t)peer);
    for (size_t i = 0; i < replica->log_count; i++) {
        struct sy_replica_log *log = replica->logs[i];

        mirror.owner = fill.owner = strcmp(log->log->owner, code) == 0;
        sy_replica_feed(log, &mirror);
        sy_replica_fill_feed(log, &fill);
        if (up && log->deciding)
            sy_replica_ask_latest(log, (uint32_t)peer);
        if (up && log->log->owned)
            (void)sy_replica_offer(log, &offer);
    }
    sy_replica_gossip(replica, &gossip);
}

struct sy_bytes sy_replica_evidence(const struct sy_replica *replica, size_t log)
{
    return log < replica->log_count ? sy_buffer_bytes(&replica->logs[log]->evidence)
                                    : (struct sy_bytes){NULL, 0};
}

struct sy_replica_state sy_replica_state(const struct sy_replica *replica, size_t log)
{
    static const struct sy_replica_state none;

    static const char *const stalls[] = {[SY_MIRROR_GOING] = NULL,
                                         [SY_MIRROR_FAULT] = "fault",
                                         [SY_MIRROR_REGISTRY_UNSEEN] = "registry_unseen",
                                         [SY_MIRROR_AT_ODDS] = "at_odds",
                                         [SY_MIRROR_EARLIER] = "earlier_generation"};
    const struct sy_replica_log *of;

    if (log >= replica->log_count)
        return none;
    of = replica->logs[log];
    return (struct sy_replica_state){
        .known_size = of->mirror.store.size + sy_mirror_behind(&of->mirror),
        .frozen = of->evidence.len > 0,
        .stall = stalls[of->mirror.stall],
        .lost = of->lost ? sy_replica_start_reason(of->start.lost) : NULL};
}

static void close_log(struct sy_replica_log *log)
{
    if (log == NULL)
        return;
    for (size_t i = 0; i < SY_MIRROR_WINDOW; i++)
        sy_stretch_answer_close(&log->stretches[i].answer);
    sy_stretch_answer_close(&log->fill.answer);
    sy_shared_note_release(log->candidate);
    sy_buffer_close(&log->evidence);
    free(log->offer);
    free(log);
}

static enum sy_err open_offer(struct sy_replica_log *log)
{
    log->offer = calloc(1, sizeof(*log->offer));
    if (log->offer == NULL)
        return SY_NO_MEMORY;
    sy_offer_init(log->offer, sy_replica_network(log->replica), log->log->owner);
    return SY_OK;
}

static enum sy_err open_log(struct sy_replica *replica, uint32_t index)
{
    const struct sy_replica_options *options = &replica->options;
    struct sy_replica_log *log = calloc(1, sizeof(*log));
    struct sy_mirror_held held;
    enum sy_err err;

    if (log == NULL)
        return SY_NO_MEMORY;
    replica->logs[index] = log;
    log->replica = replica;
    log->index = index;
    log->log = &options->logs->log[index];
    log->fill.log = log;
    err = sy_mirrored_log_load(log->log, &held);
    if (err != SY_OK)
        return err;
    sy_mirror_init(&log->mirror, &held, options->seed + index);
    if (log->log->closed)
        sy_mirror_end(&log->mirror, log->log->end_size, &log->log->end_root);
    if (held.full.note_len > 0 && !log->log->owned &&
        held.full.checkpoint.size > sy_shared_note_size(log->log->note))
        err = sy_kept_log_set_note(&log->log->note, sy_signed_checkpoint_note(&held.full),
                                   held.full.checkpoint.size);
    if (err == SY_OK && held.frozen) {
        err = sy_mirrored_log_evidence(log->log, &log->evidence);
        err = err == SY_NOT_FOUND ? SY_OK : err;
    }
    return err == SY_OK && log->log->owned ? open_offer(log) : err;
}

enum sy_err sy_replica_open(const struct sy_replica_options *options, struct sy_replica **out,
                            size_t *which)
{
    struct sy_replica *replica = calloc(1, sizeof(*replica));
    enum sy_err err = SY_OK;

    if (replica == NULL)
        return SY_NO_MEMORY;
    replica->options = *options;
    replica->policy = sy_shared_policy_use(options->policy);
    replica->log_count = sy_kept_logs_count(options->logs);
    sy_gossip_init(&replica->gossip, replica->log_count);
    sy_replica_take_cosigners(replica, options->keys);
    for (*which = 0; *which < replica->log_count; (*which)++) {
        err = open_log(replica, (uint32_t)*which);
        if (err != SY_OK)
            break;
    }
    replica->options.keys = NULL;
    if (err == SY_OK)
        err = sy_timer_open(options->loop, TICK_MS, TICK_MS, on_tick, replica, &replica->tick);
    if (err == SY_OK)
        *out = replica;
    else
        sy_replica_close(replica);
    return err;
}

void sy_replica_tell_held(struct sy_replica_log *log)
{
    const struct sy_mirror_held *held = &log->mirror.store;
    struct sy_gossip_event event = {.type = SY_GOSSIP_HELD,
                                    .log = log->index,
                                    .held = held->size,
                                    .checkpoint = &held->full};
    struct sy_gossip_event accused = {.type = SY_GOSSIP_EVIDENCE, .log = log->index};

    sy_replica_gossip(log->replica, &event);
    event = (struct sy_gossip_event){
        .type = SY_GOSSIP_LEARNT, .log = log->index, .checkpoint = &held->full};
    if (held->full.note_len > 0)
        sy_replica_gossip(log->replica, &event);
    if (log->evidence.len > 0)
        sy_replica_gossip(log->replica, &accused);
}

void sy_replica_meet_peers(struct sy_replica_log *log)
{
    struct sy_replica *replica = log->replica;

    for (uint32_t i = 0; i < sy_peers_count(replica->peers); i++) {
        struct sy_peer_link *link = sy_replica_link(replica, i);
        struct sy_mirror_event event = {
            .type = SY_MIRROR_PEER,
            .peer = i,
            .owner = strcmp(log->log->owner, sy_replica_code(replica, i)) == 0};
        struct sy_fill_event fill = {.type = SY_FILL_PEER, .peer = i, .owner = event.owner};

        if (link == NULL || !sy_peer_link_up(link))
            continue;
        sy_replica_feed(log, &event);
        sy_replica_fill_feed(log, &fill);
        if (log->deciding)
            sy_replica_ask_latest(log, i);
    }
}

static void begin_log(struct sy_replica_log *log)
{
    sy_replica_tell_held(log);
    sy_replica_recall_end(log);
    if (log->log->owned)
        sy_replica_start_begin(log);
    sy_replica_meet_peers(log);
}

void sy_replica_begin(struct sy_replica *replica, struct sy_peers *peers)
{
    replica->peers = peers;
    for (size_t i = 0; i < replica->log_count; i++) {
        struct sy_replica_log *log = replica->logs[i];

        begin_log(log);
    }
    sy_replica_grown(replica);
    sy_replica_follow(replica);
    for (size_t i = 0; i < replica->log_count; i++)
        sy_replica_wanted(replica, i); /* what was wanted before the start is still */
}

enum sy_err sy_replica_add(struct sy_replica *replica)
{
    enum sy_err err = SY_OK;

    while (err == SY_OK && replica->log_count < sy_kept_logs_count(replica->options.logs)) {
        uint32_t index = (uint32_t)replica->log_count;

        close_log(replica->logs[index]); /* what is left of an attempt */
        replica->logs[index] = NULL;
        err = open_log(replica, index);
        if (err != SY_OK)
            break;
        replica->log_count++;
        sy_gossip_add(&replica->gossip);
        if (replica->peers != NULL)
            begin_log(replica->logs[index]);
    }
    if (err == SY_OK && replica->peers != NULL)
        sy_replica_grown(replica);
    return err;
}

void sy_replica_own(struct sy_replica *replica, size_t index)
{
    struct sy_replica_log *log = replica->logs[index];

    if (index >= replica->log_count || log->offer != NULL || replica->peers == NULL)
        return;
    if (open_offer(log) != SY_OK) {
        log->log->refusing = SY_NO_MEMORY; /* until the next start */
        return;
    }
    sy_replica_start_begin(log);
    for (uint32_t i = 0; log->deciding && i < sy_peers_count(replica->peers); i++)
        sy_replica_ask_latest(log, i);
    sy_replica_grown(replica);
}

void sy_replica_end_waits(struct sy_replica_log *log)
{
    for (size_t i = 0; i < log->offer->wait_count; i++)
        log->replica->options.witnessed(log->replica->options.ctx, log->index,
                                        log->offer->waits[i].id);
    log->offer->wait_count = 0;
}

void sy_replica_stop(struct sy_replica *replica)
{
    if (replica == NULL || replica->tick == NULL)
        return;
    sy_timer_close(replica->tick);
    replica->tick = NULL;
    replica->peers = NULL;
    for (size_t i = 0; i < replica->log_count; i++) {
        struct sy_replica_log *log = replica->logs[i];

        if (log->offer != NULL)
            sy_replica_end_waits(log);
        log->mirror.offer_open = false;
        log->cosign.next = false;
        sy_replica_settle_offer(log);
    }
}

void sy_replica_close(struct sy_replica *replica)
{
    if (replica == NULL)
        return;
    sy_replica_stop(replica);
    for (size_t i = 0; i < replica->log_count; i++)
        close_log(replica->logs[i]);
    for (size_t i = 0; i < 2; i++)
        sy_secret_key_wipe(&replica->cosigners[i].key);
    sy_shared_policy_release(replica->policy);
    sy_shared_note_release(replica->ahead.note);
    free(replica->ahead.policy);
    free(replica);
}
