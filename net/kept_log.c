#include "net/kept_log.h"

#include <stdio.h>
#include <string.h>

#include "ledger/origin.h"
#include "ledger/trust.h"

enum sy_err sy_kept_log_open(const char *path, uint64_t map_bytes,
                             const struct sy_network *network, const struct sy_network_log *log,
                             const uint8_t store_id[SY_STORE_ID_BYTES], struct sy_kept_log *out)
{
    struct sy_log_identity identity = {.network_id = network->id};
    enum sy_err err;

    *out = (struct sy_kept_log){.vkey = log->vkey};
    memcpy(out->owner, log->node, sizeof(out->owner));
    snprintf(identity.origin, sizeof(identity.origin), "%s", log->vkey.name);
    memcpy(identity.store_id, store_id, SY_STORE_ID_BYTES);
    err = sy_log_open(path, map_bytes, &identity, &out->log);
    if (err != SY_OK)
        return err;
    out->quorum = network->quorum_needed > 0;
    out->scope.network_id = network->id;
    out->scope.place = sy_origin_place(sy_text(out->vkey.name));
    out->registry = sy_origin_is_registry(sy_text(out->vkey.name));
    out->keep = (struct sy_log_keep){.kinds = SY_LOG_KEEP_ALL};
    return SY_OK;
}

uint64_t sy_kept_log_vouched(const struct sy_kept_log *log)
{
    uint64_t size = sy_shared_note_size(log->quorum ? log->proved : log->note);

    if (log->owned)
        return UINT64_MAX;
    return size < log->vouched ? log->vouched : size;
}

struct sy_shared_note *sy_kept_log_served(const struct sy_kept_log *log)
{
    return log->proved != NULL ? log->proved : log->note;
}

enum sy_err sy_kept_log_set_note(struct sy_shared_note **place, struct sy_bytes note,
                                 uint64_t size)
{
    struct sy_shared_note *fresh;
    enum sy_err err = sy_shared_note_make(note, size, &fresh);

    if (err != SY_OK)
        return err;
    sy_shared_note_release(*place);
    *place = fresh;
    return SY_OK;
}

size_t sy_kept_logs_count(const struct sy_kept_logs *logs)
{
    return atomic_load_explicit(&logs->count, memory_order_acquire);
}

void sy_kept_logs_add(struct sy_kept_logs *logs)
{
    size_t count = sy_kept_logs_count(logs);

    sy_assert(count < SY_KEPT_LOGS_MAX);
    atomic_store_explicit(&logs->count, count + 1, memory_order_release);
}

enum sy_err sy_kept_log_find(const struct sy_kept_logs *logs, struct sy_bytes origin,
                             size_t *out)
{
    size_t count = sy_kept_logs_count(logs);

    for (size_t i = 0; i < count; i++) {
        if (sy_bytes_equal(origin, sy_text(logs->log[i].vkey.name))) {
            *out = i;
            return SY_OK;
        }
    }
    return SY_NOT_FOUND;
}

static enum sy_err take_note(struct sy_kept_log *log, const struct sy_network *network,
                             struct sy_log_snapshot *snapshot, struct sy_bytes note)
{
    struct sy_merkle_source source = sy_log_source(snapshot);
    struct sy_trust trust;
    struct sy_hash root;
    enum sy_err trusted = sy_trust_open(network, note, &trust);
    enum sy_err err = SY_OK;

    /* Under another policy it may be worth nothing; then the next one is waited for. */
    if ((trusted != SY_OK && trusted != SY_QUORUM) ||
        strcmp(trust.checkpoint.origin, log->vkey.name) != 0)
        return SY_OK;
    if (trust.checkpoint.size > sy_log_head(snapshot)->tree.size)
        return SY_CORRUPT;
    err = sy_merkle_root_at(&source, trust.checkpoint.size, &root);
    if (err == SY_OK && !sy_hash_equal(&root, &trust.checkpoint.root))
        err = SY_CORRUPT;
    if (err == SY_OK && !log->owned)
        err = sy_kept_log_set_note(&log->note, note, trust.checkpoint.size);
    if (err == SY_OK && trusted == SY_OK && network->quorum_needed > 0)
        err = sy_kept_log_set_note(&log->proved, note, trust.checkpoint.size);
    return err;
}

enum sy_err sy_kept_log_take_note(struct sy_kept_log *log, const struct sy_network *network)
{
    struct sy_log_snapshot *snapshot;
    struct sy_bytes note;
    enum sy_err err = sy_log_snapshot(log->log, &snapshot);

    if (err != SY_OK)
        return err;
    err = sy_log_note(snapshot, &note);
    if (err == SY_OK)
        err = take_note(log, network, snapshot, note);
    sy_log_release(snapshot);
    return err == SY_NOT_FOUND ? SY_OK : err;
}

/* Is the note that stands beside the entries this one? */
static enum sy_err note_is_kept(struct sy_log *log, struct sy_bytes note, bool *kept)
{
    struct sy_log_snapshot *snapshot;
    struct sy_bytes bytes;
    enum sy_err err = sy_log_snapshot(log, &snapshot);

    if (err != SY_OK)
        return err;
    err = sy_log_note(snapshot, &bytes);
    *kept = err == SY_OK && sy_bytes_equal(bytes, note);
    sy_log_release(snapshot);
    return err == SY_NOT_FOUND ? SY_OK : err;
}

enum sy_err sy_kept_log_keep_note(struct sy_kept_log *log)
{
    struct sy_bytes note = sy_shared_note_bytes(sy_kept_log_served(log));
    struct sy_log_writer *writer;
    bool kept = true;
    enum sy_err err = note.len == 0 ? SY_OK : note_is_kept(log->log, note, &kept);

    if (err != SY_OK || kept)
        return err;
    err = sy_log_begin(log->log, &writer);
    if (err != SY_OK)
        return err;
    err = sy_log_put_note(writer, note);
    if (err == SY_OK)
        return sy_log_commit(writer);
    sy_log_abort(writer);
    return err;
}

void sy_kept_log_close(struct sy_kept_log *log)
{
    if (log == NULL)
        return;
    sy_log_close(log->log);
    log->log = NULL;
    sy_shared_note_release(log->note);
    sy_shared_note_release(log->proved);
    log->note = NULL;
    log->proved = NULL;
    sy_buffer_close(&log->awaited);
    sy_secret_key_wipe(&log->key);
}
