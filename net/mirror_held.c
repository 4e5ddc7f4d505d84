#include "net/mirror_held.h"

#include <stdio.h>
#include <string.h>

#include "proto/wire.h"

enum { FROZEN = 1, COSIGNED_SIZE, COSIGNED_ROOT, COVER, COVER_HASH, FULL };

void sy_mirror_held_put(const struct sy_mirror_held *held, struct sy_buffer *to)
{
    const struct sy_cover *cover = &held->cover;

    sy_wire_put_uint(to, FROZEN, held->frozen);
    sy_wire_put_uint(to, COSIGNED_SIZE, held->cosigned.size);
    sy_wire_put_bytes(to, COSIGNED_ROOT,
                      (struct sy_bytes){held->cosigned.root.bytes, SY_HASH_BYTES});
    if (cover->checkpoint.note_len > 0)
        sy_wire_put_bytes(to, COVER, sy_signed_checkpoint_note(&cover->checkpoint));
    for (size_t i = 0; i < cover->proof.count; i++)
        sy_wire_put_bytes(to, COVER_HASH,
                          (struct sy_bytes){cover->proof.hash[i].bytes, SY_HASH_BYTES});
    if (held->full.note_len > 0)
        sy_wire_put_bytes(to, FULL, sy_signed_checkpoint_note(&held->full));
}

static enum sy_err read_hash(struct sy_bytes bytes, struct sy_hash *out)
{
    if (bytes.len != SY_HASH_BYTES)
        return SY_CORRUPT;
    memcpy(out->bytes, bytes.data, SY_HASH_BYTES);
    return SY_OK;
}

static enum sy_err read_proof_hash(struct sy_bytes bytes, struct sy_merkle_proof *out)
{
    if (out->count == SY_PROOF_HASHES_MAX)
        return SY_CORRUPT;
    return read_hash(bytes, &out->hash[out->count++]);
}

static enum sy_err read_field(const struct sy_wire_field *field, const struct sy_vkey *log,
                              struct sy_mirror_held *out)
{
    bool number = field->number == FROZEN || field->number == COSIGNED_SIZE;

    if (number == (field->type == SY_WIRE_BYTES))
        return SY_CORRUPT;
    switch (field->number) {
    case FROZEN:
        out->frozen = field->value != 0;
        return SY_OK;
    case COSIGNED_SIZE:
        out->cosigned.size = field->value;
        return SY_OK;
    case COSIGNED_ROOT:
        return read_hash(field->bytes, &out->cosigned.root);
    case COVER:
        return sy_signed_checkpoint_open(field->bytes, log, &out->cover.checkpoint);
    case COVER_HASH:
        return read_proof_hash(field->bytes, &out->cover.proof);
    case FULL:
        return sy_signed_checkpoint_open(field->bytes, log, &out->full);
    default:
        return SY_CORRUPT;
    }
}

enum sy_err sy_mirror_held_read(struct sy_bytes bytes, const struct sy_vkey *log,
                                struct sy_mirror_held *out)
{
    struct sy_wire wire = sy_wire_open(bytes);
    struct sy_wire_field field;
    enum sy_err err;

    snprintf(out->cosigned.origin, sizeof(out->cosigned.origin), "%s", log->name);
    while ((err = sy_wire_next(&wire, &field)) == SY_OK) {
        err = read_field(&field, log, out);
        if (err != SY_OK)
            return err == SY_NO_MEMORY ? err : SY_CORRUPT;
    }
    return err == SY_NOT_FOUND ? SY_OK : SY_CORRUPT;
}
