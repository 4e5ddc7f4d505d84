#include "net/owned_log.h"

#include <string.h>

struct sy_bytes sy_own_note_bytes(const struct sy_own_note *note)
{
    return (struct sy_bytes){note->data, note->len};
}

enum sy_err sy_owned_log_sign(const struct sy_kept_log *log, const struct sy_log_head *head,
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

enum sy_err sy_owned_log_sign_present(struct sy_kept_log *log)
{
    struct sy_log_snapshot *snapshot;
    struct sy_own_note note;
    enum sy_err err = sy_log_snapshot(log->log, &snapshot);

    if (err != SY_OK)
        return err;
    err = sy_owned_log_sign(log, sy_log_head(snapshot), &note);
    sy_log_release(snapshot);
    if (err == SY_OK)
        err = sy_kept_log_set_note(&log->note, sy_own_note_bytes(&note), note.size);
    if (err != SY_OK)
        return err;
    /* A full disk must not keep the node from starting: it still answers reads. */
    err = sy_kept_log_keep_note(log);
    if (err == SY_NO_SPACE) {
        log->refusing = err;
        err = SY_OK;
    }
    return err;
}

enum sy_err sy_owned_log_begin(struct sy_kept_log *log, const struct sy_network *network,
                               const uint8_t seed[SY_SEED_BYTES])
{
    log->owned = true;
    sy_secret_key_from_seed(seed, &log->key);
    return sy_kept_log_take_note(log, network);
}
