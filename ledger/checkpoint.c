#include "ledger/checkpoint.h"

#include <inttypes.h>
#include <string.h>

#include "ledger/base64.h"
#include "ledger/line.h"

bool sy_origin_valid(struct sy_bytes origin)
{
    if (origin.len == 0 || origin.len > SY_NAME_BYTES_MAX)
        return false;
    for (size_t i = 0; i < origin.len; i++) {
        if (origin.data[i] < 0x21 || origin.data[i] > 0x7e || origin.data[i] == '+')
            return false;
    }
    return true;
}

enum sy_err sy_checkpoint_make(struct sy_bytes origin, uint64_t size,
                               const struct sy_hash *root, struct sy_checkpoint *out)
{
    struct sy_hash empty = sy_hash_of((struct sy_bytes){NULL, 0});

    if (!sy_origin_valid(origin))
        return SY_BAD_NAME;
    if (size > SY_TREE_SIZE_MAX || (size == 0 && !sy_hash_equal(root, &empty)))
        return SY_BAD_CHECKPOINT;
    *out = (struct sy_checkpoint){.size = size, .root = *root};
    memcpy(out->origin, origin.data, origin.len);
    return SY_OK;
}

void sy_checkpoint_put(const struct sy_checkpoint *checkpoint, struct sy_buffer *out)
{
    sy_buffer_printf(out, "%s\n%" PRIu64 "\n", checkpoint->origin, checkpoint->size);
    sy_base64_put(out, (struct sy_bytes){checkpoint->root.bytes, SY_HASH_BYTES});
    sy_buffer_put_u8(out, '\n');
}

enum sy_err sy_checkpoint_parse(struct sy_bytes text, struct sy_checkpoint *out)
{
    struct sy_bytes origin;
    struct sy_bytes size_text;
    struct sy_bytes root_text;
    uint64_t size;
    struct sy_hash root;

    if (!sy_line_cut(&text, '\n', &origin) || !sy_line_cut(&text, '\n', &size_text) ||
        !sy_line_cut(&text, '\n', &root_text) || text.len != 0)
        return SY_BAD_CHECKPOINT;
    if (!sy_line_decimal(size_text, &size) || !sy_line_hash(root_text, &root))
        return SY_BAD_CHECKPOINT;
    return sy_checkpoint_make(origin, size, &root, out) == SY_OK ? SY_OK : SY_BAD_CHECKPOINT;
}

enum sy_err sy_checkpoint_sign(const struct sy_checkpoint *checkpoint,
                               const struct sy_vkey *vkey, const struct sy_secret_key *key,
                               struct sy_buffer *out)
{
    struct sy_buffer text = {0};
    struct sy_buffer note = {0};
    enum sy_err err;

    if (strcmp(checkpoint->origin, vkey->name) != 0)
        return SY_BAD_NAME;
    if (vkey->type != SY_VKEY_ED25519)
        return SY_BAD_KEY;
    sy_checkpoint_put(checkpoint, &text);
    err = text.err;
    if (err == SY_OK)
        err = sy_note_put_text(&note, sy_buffer_bytes(&text));
    if (err == SY_OK)
        err = sy_note_put_signature(&note, sy_buffer_bytes(&text), vkey, key, 0);
    if (err == SY_OK) {
        sy_buffer_put_bytes(out, sy_buffer_bytes(&note));
        err = out->err;
    }
    sy_buffer_close(&text);
    sy_buffer_close(&note);
    return err;
}

enum sy_err sy_checkpoint_open(struct sy_bytes note, const struct sy_vkey *log,
                               struct sy_checkpoint *out)
{
    struct sy_note parsed;
    struct sy_note_signers signers;
    struct sy_checkpoint checkpoint;
    enum sy_err err = sy_note_parse(note, &parsed);

    if (err == SY_OK)
        err = sy_note_verify(&parsed, log, 1, &signers);
    if (err == SY_OK)
        err = sy_checkpoint_parse(parsed.text, &checkpoint);
    if (err != SY_OK)
        return err;
    if (log->type != SY_VKEY_ED25519 || strcmp(checkpoint.origin, log->name) != 0)
        return SY_BAD_CHECKPOINT;
    *out = checkpoint;
    return SY_OK;
}
