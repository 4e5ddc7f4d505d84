#include "ledger/signed_checkpoint.h"

#include <string.h>

static enum sy_err take_bytes(const struct sy_checkpoint *checkpoint, struct sy_bytes note,
                              struct sy_signed_checkpoint *out)
{
    if (note.len > sizeof(out->note))
        return SY_LIMIT;
    out->checkpoint = *checkpoint;
    memset(out->note, 0, sizeof(out->note));
    memcpy(out->note, note.data, note.len);
    out->note_len = note.len;
    return SY_OK;
}

enum sy_err sy_signed_checkpoint_open(struct sy_bytes bytes, const struct sy_vkey *log,
                                      struct sy_signed_checkpoint *out)
{
    struct sy_buffer text = {0};
    struct sy_note_signers signers;
    struct sy_checkpoint checkpoint;
    struct sy_note note;
    enum sy_err err = sy_note_parse(bytes, &note);

    if (err == SY_OK && log->type != SY_VKEY_ED25519)
        err = SY_BAD_KEY;
    if (err == SY_OK)
        err = sy_note_verify(&note, log, 1, &signers);
    if (err == SY_OK)
        err = sy_checkpoint_parse(note.text, &checkpoint);
    if (err == SY_OK && strcmp(checkpoint.origin, log->name) != 0)
        err = SY_BAD_CHECKPOINT;
    if (err != SY_OK)
        return err;
    err = sy_note_put_text(&text, note.text);
    sy_buffer_put_bytes(&text, note.line[signers.by[0].line].whole);
    if (err == SY_OK)
        err = text.err;
    if (err == SY_OK)
        err = take_bytes(&checkpoint, sy_buffer_bytes(&text), out);
    sy_buffer_close(&text);
    return err;
}

enum sy_err sy_signed_checkpoint_make(const struct sy_checkpoint *checkpoint,
                                      const struct sy_vkey *log,
                                      const struct sy_secret_key *key,
                                      struct sy_signed_checkpoint *out)
{
    struct sy_buffer note = {0};
    enum sy_err err = sy_checkpoint_sign(checkpoint, log, key, &note);

    if (err == SY_OK)
        err = take_bytes(checkpoint, sy_buffer_bytes(&note), out);
    sy_buffer_close(&note);
    return err;
}

struct sy_bytes sy_signed_checkpoint_note(const struct sy_signed_checkpoint *signed_one)
{
    return (struct sy_bytes){signed_one->note, signed_one->note_len};
}

bool sy_checkpoint_same(const struct sy_checkpoint *a, const struct sy_checkpoint *b)
{
    return a->size == b->size && sy_hash_equal(&a->root, &b->root);
}

bool sy_checkpoint_contradicts(const struct sy_checkpoint *a, const struct sy_checkpoint *b)
{
    return a->size == b->size && !sy_hash_equal(&a->root, &b->root) &&
           strcmp(a->origin, b->origin) == 0;
}
