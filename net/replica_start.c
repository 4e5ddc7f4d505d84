/* May an owned log be signed? What start.h decides, carried out. */
#include "net/owned_log.h"
#include "net/replica_state.h"
#include "net/store_id_file.h"
#include "proto/message.h"

const char *sy_replica_start_reason(enum sy_start_reason reason)
{
    static const char *const names[] = {[SY_START_FIRST] = "first",
                                        [SY_START_AGREED] = "agreed",
                                        [SY_START_CUT_OFF] = "cut_off",
                                        [SY_START_WIPED] = "wiped",
                                        [SY_START_ROLLED_BACK] = "rolled_back",
                                        [SY_START_OTHER_TREE] = "other_tree"};

    return names[reason] == NULL ? "-" : names[reason];
}

/* From its first signature on the key is bound to the store. */
static enum sy_err bind_store(const struct sy_replica_log *log)
{
    const char *path = log->replica->options.key_path;
    uint8_t id[SY_STORE_ID_BYTES];
    enum sy_err err;

    if (path == NULL)
        return SY_OK;
    err = sy_store_id_read(path, log->log->vkey.name, id);
    if (err == SY_NOT_FOUND)
        err = sy_store_id_write(path, log->log->vkey.name, sy_log_store_id(log->log->log));
    return err;
}

static void sign(struct sy_replica_log *log, enum sy_start_reason reason)
{
    enum sy_err err = bind_store(log);

    log->log->refusing = SY_OK;
    if (err == SY_OK)
        err = sy_owned_log_sign_present(log->log);
    log->deciding = false;
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
    sy_log_line(log->replica->options.logger, SY_LOG_ERROR, "log_lost",
                "origin=%s reason=%s next=\"this key may have signed more than is here; %s\"",
                log->log->vkey.name, sy_replica_start_reason(reason),
                log->index == 0 ? "the network goes on, and admits and revokes nobody"
                                : "a policy act has to close the log and name its successor");
}

static void decide(struct sy_replica_log *log)
{
    enum sy_start_reason reason = 0;
    uint64_t now_ms = sy_loop_now_ms(log->replica->options.loop);

    switch (sy_start_verdict(&log->start, now_ms, &reason)) {
    case SY_START_WAIT:
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
    decide(log);
}

void sy_replica_start_answer(struct sy_replica_log *log, uint32_t peer,
                             const struct sy_signed_checkpoint *latest)
{
    uint64_t size = log->mirror.store.size;
    bool same = true;

    if (latest != NULL && latest->checkpoint.size <= size &&
        sy_mirrored_log_same(log->log, &latest->checkpoint, &same) != SY_OK)
        return; /* a fault here says nothing */
    if (log->lost)
        return;
    sy_start_answer(&log->start, peer, latest, size, same);
    decide(log);
}

/* A node that is alone has nobody to ask, and nobody who would notice. */
void sy_replica_start_begin(struct sy_replica_log *log)
{
    const struct sy_replica_options *options = &log->replica->options;
    const struct sy_network *network = sy_replica_network(log->replica);
    uint8_t id[SY_STORE_ID_BYTES];
    const uint8_t *store_id =
        sy_log_was_made(log->log->log) ? NULL : sy_log_store_id(log->log->log);
    enum sy_err err = SY_NOT_FOUND;

    if (network->node_count == 1) {
        if (log->log->note == NULL)
            sign(log, SY_START_AGREED);
        return;
    }
    if (options->key_path != NULL)
        err = sy_store_id_read(options->key_path, log->log->vkey.name, id);
    if (err != SY_OK && err != SY_NOT_FOUND) {
        log->log->refusing = err;
        sy_log_line(options->logger, SY_LOG_ERROR, "stores_unreadable",
                    "path=%s.stores error=%s", options->key_path, sy_err_name(err));
        return;
    }
    log->deciding = true;
    log->log->refusing = SY_NOT_YET;
    sy_start_init(&log->start, store_id, err == SY_OK ? id : NULL, network->node_count - 1,
                  sy_loop_now_ms(options->loop));
    decide(log);
}
