/* May an owned log be signed? What start.h decides, carried out. */
#include <string.h>

#include "net/owned_log.h"
#include "net/replica_state.h"
#include "net/store_id_file.h"
#include "proto/message.h"

enum { ASK_AGAIN_MS = 5 * 1000 }; /* whoever has not answered an owner that is to be resumed */

const char *sy_replica_start_reason(enum sy_start_reason reason)
{
    static const char *const names[] = {
        [SY_START_FIRST] = "first",          [SY_START_AGREED] = "agreed",
        [SY_START_CUT_OFF] = "cut_off",      [SY_START_RESUMED] = "resumed",
        [SY_START_WIPED] = "wiped",          [SY_START_ROLLED_BACK] = "rolled_back",
        [SY_START_OTHER_TREE] = "other_tree"};

    return names[reason] == NULL ? "-" : names[reason];
}

/* From its first signature on the key is bound to the store; where it is resumed, to the one
 * that was marked, and that is over. */
static enum sy_err bind_store(const struct sy_replica_log *log)
{
    const char *path = log->replica->options.key_path;
    struct sy_store_bound bound;
    enum sy_err err;

    if (path == NULL)
        return SY_OK;
    err = sy_store_id_read(path, log->log->vkey.name, &bound);
    if (err != SY_NOT_FOUND && (err != SY_OK || !bound.resume))
        return err;
    bound.resume = false;
    memcpy(bound.id, sy_log_store_id(log->log->log), sizeof(bound.id));
    return sy_store_id_write(path, log->log->vkey.name, &bound);
}

static void sign(struct sy_replica_log *log, enum sy_start_reason reason)
{
    enum sy_err err = bind_store(log);

    log->log->refusing = SY_OK;
    if (err == SY_OK)
        err = sy_owned_log_sign_present(log->log);
    log->deciding = false;
    sy_buffer_clear(&log->log->awaited);
    if (err != SY_OK)
        log->log->refusing = err;
    sy_log_line(log->replica->options.logger, err == SY_OK ? SY_LOG_INFO : SY_LOG_ERROR,
                "log_signed", "origin=%s size=%llu reason=%s error=%s", log->log->vkey.name,
                (unsigned long long)sy_shared_note_size(log->log->note),
                sy_replica_start_reason(reason), sy_err_name(err));
    if (err == SY_OK)
        sy_replica_grown(log->replica);
}

static void lose(struct sy_replica_log *log, enum sy_start_reason reason)
{
    if (log->lost)
        return;
    log->deciding = false;
    log->lost = true;
    log->log->refusing = SY_CLOSED;
    sy_buffer_clear(&log->log->awaited);
    sy_log_line(log->replica->options.logger, SY_LOG_ERROR, "log_lost",
                "origin=%s reason=%s next=\"this key may have signed more than is here; %s\"",
                log->log->vkey.name, sy_replica_start_reason(reason),
                log->log->registry
                    ? "once all that the others hold has come back, stop the node, say "
                      "'suyuan key resume' and start it again"
                    : "a policy act has to close the log and name its successor");
}

static bool has_answered(const struct sy_replica_log *log, const char *code)
{
    size_t peer;

    return sy_peers_find(log->replica->peers, sy_text(code), &peer) == SY_OK &&
           log->start.answered[peer];
}

/* For whom an owner that is to be resumed waits; said when it has changed. */
static void say_awaited(struct sy_replica_log *log)
{
    const struct sy_network *network = sy_replica_network(log->replica);
    struct sy_buffer codes = {.max = SY_KEPT_LOG_AWAITED_BYTES_MAX};
    struct sy_buffer *before = &log->log->awaited;

    for (uint64_t i = 0; log->replica->peers != NULL && i < network->node_count; i++) {
        const char *code = network->nodes[i].code;

        if (strcmp(code, log->replica->options.code) != 0 && !has_answered(log, code))
            sy_buffer_printf(&codes, codes.len == 0 ? "%s" : " %s", code);
    }
    if (codes.err != SY_OK ||
        sy_bytes_equal(sy_buffer_bytes(&codes), sy_buffer_bytes(before))) {
        sy_buffer_close(&codes);
        return;
    }
    sy_buffer_close(before);
    *before = codes;
    sy_log_line(
        log->replica->options.logger, SY_LOG_WARNING, "log_waits",
        "origin=%s for=\"%s\" next=\"it is to be resumed, and signs nothing before each "
        "of these nodes has answered what it knows of this log\"",
        log->log->vkey.name, sy_buffer_text(before));
}

static void ask_again(struct sy_replica_log *log)
{
    struct sy_replica *replica = log->replica;
    uint64_t now_ms = sy_loop_now_ms(replica->options.loop);

    if (replica->peers == NULL || now_ms < log->start_asked_ms + ASK_AGAIN_MS)
        return;
    log->start_asked_ms = now_ms;
    for (uint32_t i = 0; i < sy_peers_count(replica->peers); i++) {
        if (!log->start.answered[i])
            sy_replica_ask_latest(log, i);
    }
}

static void decide(struct sy_replica_log *log)
{
    enum sy_start_reason reason = 0;
    uint64_t now_ms = sy_loop_now_ms(log->replica->options.loop);

    switch (sy_start_verdict(&log->start, now_ms, &reason)) {
    case SY_START_WAIT:
        if (log->start.resumes)
            say_awaited(log);
        break;
    case SY_START_SIGN:
        if (log->deciding)
            sign(log, reason);
        break;
    case SY_START_NEVER:
        lose(log, reason);
        break;
    }
}

void sy_replica_start_tick(struct sy_replica_log *log)
{
    if (log->start.resumes)
        ask_again(log);
    decide(log);
}

/* Is it what is here, where it is not larger? False: that could not be found out. */
static bool compare(struct sy_replica_log *log, const struct sy_signed_checkpoint *latest,
                    bool *same)
{
    return latest->checkpoint.size > log->mirror.store.size ||
           sy_mirrored_log_same(log->log, &latest->checkpoint, same) == SY_OK;
}

void sy_replica_start_shown(struct sy_replica_log *log,
                            const struct sy_signed_checkpoint *latest)
{
    bool same = true;

    if (log->lost || !compare(log, latest, &same))
        return;
    sy_start_shown(&log->start, latest, log->mirror.store.size, same);
    decide(log);
}

static bool is_node(const struct sy_replica *replica, uint32_t peer)
{
    return sy_network_node(sy_replica_network(replica),
                           sy_text(sy_replica_code(replica, peer))) != NULL;
}

/* Of one that is no node of the network any more it does not count. */
void sy_replica_start_answer(struct sy_replica_log *log, uint32_t peer,
                             const struct sy_signed_checkpoint *latest)
{
    bool same = true;

    if (log->lost || (latest != NULL && !compare(log, latest, &same)) ||
        !is_node(log->replica, peer))
        return;
    sy_start_answer(&log->start, peer, latest, log->mirror.store.size, same);
    decide(log);
}

void sy_replica_start_policy(struct sy_replica_log *log)
{
    if (log->deciding && log->start.resumes)
        sy_replica_start_begin(log);
}

/* What it knows itself counts as well: a checkpoint of which only a part has come back. */
static void resume(struct sy_replica_log *log)
{
    const struct sy_signed_checkpoint *cover = &log->mirror.store.cover.checkpoint;

    sy_start_resume(&log->start);
    if (cover->note_len > 0)
        sy_replica_start_shown(log, cover);
}

/* A node that is alone has nobody to ask, and nobody who would notice. */
void sy_replica_start_begin(struct sy_replica_log *log)
{
    const struct sy_replica_options *options = &log->replica->options;
    const struct sy_network *network = sy_replica_network(log->replica);
    struct sy_store_bound bound;
    const uint8_t *store_id =
        sy_log_was_made(log->log->log) ? NULL : sy_log_store_id(log->log->log);
    enum sy_err err = SY_NOT_FOUND;

    if (network->node_count == 1) {
        if (log->log->note == NULL)
            sign(log, SY_START_AGREED);
        return;
    }
    if (options->key_path != NULL)
        err = sy_store_id_read(options->key_path, log->log->vkey.name, &bound);
    if (err != SY_OK && err != SY_NOT_FOUND) {
        log->log->refusing = err;
        sy_log_line(options->logger, SY_LOG_ERROR, "stores_unreadable",
                    "path=%s.stores error=%s", options->key_path, sy_err_name(err));
        return;
    }
    log->deciding = true;
    log->log->refusing = SY_STARTING;
    sy_start_init(&log->start, store_id, err == SY_OK ? bound.id : NULL,
                  network->node_count - 1, sy_loop_now_ms(options->loop));
    if (err == SY_OK && bound.resume)
        resume(log);
    decide(log);
}
