#include "net/owned_log.h"

#include <stdio.h>
#include <string.h>

#include "ledger/origin.h"

struct sy_bytes sy_own_note_bytes(const struct sy_own_note *note)
{
    return (struct sy_bytes){note->data, note->len};
}

enum sy_err sy_owned_log_sign(const struct sy_owned_log *log, const struct sy_log_head *head,
                              struct sy_own_note *out)
{
    struct sy_hash root = sy_merkle_root(&head->tree);
    struct sy_buffer note = {.max = SY_OWN_NOTE_BYTES_MAX};
    struct sy_checkpoint checkpoint;
    enum sy_err err =
        sy_checkpoint_make(sy_text(log->vkey.name), head->tree.size, &root, &checkpoint);

    if (err == SY_OK)
        err = sy_checkpoint_sign(&checkpoint, &log->vkey, &log->key, &note);
    if (err == SY_OK) {
        out->size = head->tree.size;
        out->len = note.len;
        memcpy(out->data, note.data, note.len);
    }
    sy_buffer_close(&note);
    return err;
}

/* Is the note that was kept the one for the present state? */
static enum sy_err note_is_kept(struct sy_owned_log *log, struct sy_log_snapshot *snapshot,
                                bool *kept)
{
    struct sy_bytes bytes;
    enum sy_err err = sy_log_note(snapshot, &bytes);

    *kept = err == SY_OK && sy_bytes_equal(bytes, sy_own_note_bytes(&log->note));
    return err == SY_NOT_FOUND ? SY_OK : err;
}

enum sy_err sy_owned_log_keep_note(struct sy_owned_log *log)
{
    struct sy_log_snapshot *snapshot;
    struct sy_log_writer *writer;
    bool kept;
    enum sy_err err = sy_log_snapshot(log->log, &snapshot);

    if (err != SY_OK)
        return err;
    err = note_is_kept(log, snapshot, &kept);
    sy_log_release(snapshot);
    if (err != SY_OK || kept)
        return err;
    err = sy_log_begin(log->log, &writer);
    if (err != SY_OK)
        return err;
    err = sy_log_put_note(writer, sy_own_note_bytes(&log->note));
    if (err == SY_OK)
        return sy_log_commit(writer);
    sy_log_abort(writer);
    return err;
}

static enum sy_err sign_present(struct sy_owned_log *log)
{
    struct sy_log_snapshot *snapshot;
    enum sy_err err = sy_log_snapshot(log->log, &snapshot);

    if (err != SY_OK)
        return err;
    err = sy_owned_log_sign(log, sy_log_head(snapshot), &log->note);
    sy_log_release(snapshot);
    return err;
}

enum sy_err sy_owned_log_open(const char *path, uint64_t map_bytes, const struct sy_vkey *vkey,
                              const uint8_t seed[SY_SEED_BYTES],
                              const struct sy_hash *network_id,
                              const uint8_t store_id[SY_STORE_ID_BYTES],
                              struct sy_owned_log *out)
{
    struct sy_log_identity identity = {.network_id = *network_id};
    enum sy_err err;

    memset(out, 0, sizeof(*out));
    out->vkey = *vkey;
    sy_secret_key_from_seed(seed, &out->key);
    snprintf(identity.origin, sizeof(identity.origin), "%s", vkey->name);
    memcpy(identity.store_id, store_id, SY_STORE_ID_BYTES);
    err = sy_log_open(path, map_bytes, &identity, &out->log);
    if (err == SY_OK)
        err = sign_present(out);
    if (err == SY_OK) {
        /* A full disk must not keep the node from starting: it still answers reads. */
        err = sy_owned_log_keep_note(out);
        if (err == SY_NO_SPACE) {
            out->refusing = err;
            err = SY_OK;
        }
    }
    if (err != SY_OK) {
        sy_owned_log_close(out);
        return err;
    }
    out->scope.network_id = *network_id;
    out->scope.place = sy_origin_place(sy_text(out->vkey.name));
    out->registry = sy_origin_is_registry(sy_text(out->vkey.name));
    return SY_OK;
}

void sy_owned_log_close(struct sy_owned_log *log)
{
    if (log == NULL)
        return;
    sy_log_close(log->log);
    log->log = NULL;
    sy_secret_key_wipe(&log->key);
}
