#include "proto/entry.h"

#include "proto/schema.h"
#include "proto/wire.h"

static enum sy_err read_fields(struct sy_bytes message, struct sy_entry *out)
{
    struct sy_wire wire = sy_wire_open(message);
    struct sy_wire_field field;

    while (sy_wire_next(&wire, &field) == SY_OK) {
        switch (field.number) {
        case 1:
            if (field.value != SY_ENTRY_FORMAT)
                return SY_BAD_VERSION;
            break;
        case 2:
            out->index = field.value;
            break;
        case 3:
            out->previous = field.bytes;
            break;
        case 4:
            out->sequenced_at = (int64_t)field.value;
            break;
        case 5:
            out->registry_size = field.value;
            break;
        case 6:
            out->registry_root = field.bytes;
            if (field.bytes.len != SY_HASH_BYTES)
                return SY_LIMIT;
            break;
        case 7:
            out->statement = field.bytes;
            break;
        default:
            if (out->signature_count == SY_SIGNERS_MAX || field.bytes.len != SY_SIGNATURE_BYTES)
                return SY_LIMIT;
            out->signatures[out->signature_count++] = field.bytes;
            break;
        }
    }
    return out->previous.len == SY_HASH_BYTES && out->signature_count > 0 ? SY_OK : SY_LIMIT;
}

enum sy_err sy_entry_read(struct sy_bytes message, struct sy_entry *out)
{
    struct sy_entry entry = {0};
    enum sy_err err;

    if (message.len > SY_ENTRY_BYTES_MAX)
        return SY_LIMIT;
    err = sy_schema_check(sy_schema_of(SY_SCHEMA_ENTRY), message);
    if (err == SY_OK)
        err = read_fields(message, &entry);
    if (err == SY_OK)
        *out = entry;
    return err;
}

void sy_entry_write(const struct sy_entry *entry, struct sy_buffer *to)
{
    size_t start = to->len;

    sy_assert(entry->previous.len == SY_HASH_BYTES);
    sy_wire_put_uint(to, 1, SY_ENTRY_FORMAT);
    sy_wire_put_uint(to, 2, entry->index);
    sy_wire_put_bytes(to, 3, entry->previous);
    sy_wire_put_int(to, 4, entry->sequenced_at);
    sy_wire_put_uint(to, 5, entry->registry_size);
    if (entry->registry_root.len > 0)
        sy_wire_put_bytes(to, 6, entry->registry_root);
    sy_wire_put_bytes(to, 7, entry->statement);
    for (size_t i = 0; i < entry->signature_count; i++)
        sy_wire_put_bytes(to, 8, entry->signatures[i]);
    if (to->err == SY_OK && to->len - start > SY_ENTRY_BYTES_MAX)
        to->err = SY_LIMIT;
}
