#include "proto/share.h"

#include <string.h>

enum { KIND_MAX = 255 };

static enum sy_err read_part(struct sy_bytes message, struct sy_part_share *out)
{
    struct sy_wire wire = sy_wire_open(message);
    struct sy_wire_field field;
    struct sy_part_share share = {0};
    bool has_part = false;
    bool has_hash = false;

    while (sy_wire_next(&wire, &field) == SY_OK) {
        if (field.number == 1) {
            share.kind = (uint32_t)field.value;
        } else if (field.number == 2) {
            share.part = field.bytes;
            has_part = true;
        } else {
            share.hash = field.bytes;
            has_hash = true;
        }
    }
    if (share.kind == 0 || share.kind > KIND_MAX || has_part == has_hash)
        return SY_LIMIT;
    if (has_part ? share.part.len == 0 || share.part.len > SY_PART_BYTES_MAX
                 : share.hash.len != SY_HASH_BYTES)
        return SY_LIMIT;
    *out = share;
    return SY_OK;
}

static enum sy_err add_part(struct sy_bytes message, struct sy_record_share *record)
{
    struct sy_part_share share;
    enum sy_err err = read_part(message, &share);

    if (err != SY_OK)
        return err;
    if (record->part_count == SY_PARTS_PER_RECORD_MAX)
        return SY_LIMIT;
    if (record->part_count > 0 && record->parts[record->part_count - 1].kind >= share.kind)
        return SY_LIMIT;
    record->parts[record->part_count++] = share;
    return SY_OK;
}

static enum sy_err read_fields(struct sy_bytes message, struct sy_record_share *out)
{
    struct sy_wire wire = sy_wire_open(message);
    struct sy_wire_field field;
    enum sy_err err;

    out->index = 0;
    out->part_count = 0;
    out->path_count = 0;
    while (sy_wire_next(&wire, &field) == SY_OK) {
        if (field.number == 1) {
            out->index = (uint32_t)field.value;
        } else if (field.number == 2) {
            err = add_part(field.bytes, out);
            if (err != SY_OK)
                return err;
        } else {
            if (out->path_count == SY_RECORD_PATH_MAX || field.bytes.len != SY_HASH_BYTES)
                return SY_LIMIT;
            memcpy(out->path[out->path_count++].bytes, field.bytes.data, SY_HASH_BYTES);
        }
    }
    return out->part_count == 0 ? SY_LIMIT : SY_OK;
}

enum sy_err sy_record_share_read(struct sy_bytes message, struct sy_record_share *out)
{
    struct sy_record_share record;
    enum sy_err err = read_fields(message, &record);

    if (err != SY_OK)
        return err;
    out->index = record.index;
    out->part_count = record.part_count;
    out->path_count = record.path_count;
    memcpy(out->parts, record.parts, record.part_count * sizeof(record.parts[0]));
    memcpy(out->path, record.path, record.path_count * sizeof(record.path[0]));
    return SY_OK;
}

static size_t uint_size(uint32_t value)
{
    size_t size = 2;

    while (value >= 0x80) {
        value >>= 7;
        size++;
    }
    return size;
}

static size_t part_size(const struct sy_part_share *share)
{
    const struct sy_bytes *bytes = share->part.data != NULL ? &share->part : &share->hash;

    return uint_size(share->kind) + sy_wire_bytes_size(2, bytes->len);
}

size_t sy_record_share_size(const struct sy_record_share *record)
{
    size_t size = uint_size(record->index);

    for (size_t i = 0; i < record->part_count; i++)
        size += sy_wire_bytes_size(2, part_size(&record->parts[i]));
    return size + record->path_count * sy_wire_bytes_size(3, SY_HASH_BYTES);
}

void sy_record_share_put(struct sy_buffer *to, uint32_t number,
                         const struct sy_record_share *record)
{
    sy_wire_put_header(to, number, sy_record_share_size(record));
    sy_wire_put_uint(to, 1, record->index);
    for (size_t i = 0; i < record->part_count; i++) {
        const struct sy_part_share *share = &record->parts[i];

        sy_wire_put_header(to, 2, part_size(share));
        sy_wire_put_uint(to, 1, share->kind);
        if (share->part.data != NULL)
            sy_wire_put_bytes(to, 2, share->part);
        else
            sy_wire_put_bytes(to, 3, share->hash);
    }
    for (size_t i = 0; i < record->path_count; i++)
        sy_wire_put_bytes(to, 3, (struct sy_bytes){record->path[i].bytes, SY_HASH_BYTES});
}

enum sy_err sy_record_share_next(struct sy_wire *wire, uint32_t number,
                                 struct sy_record_share *out)
{
    struct sy_wire_field field;
    enum sy_err err;

    while ((err = sy_wire_next(wire, &field)) == SY_OK) {
        if (field.number == number)
            return sy_record_share_read(field.bytes, out);
    }
    return err;
}
