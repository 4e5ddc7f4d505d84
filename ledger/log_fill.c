#include "ledger/log_fill.h"

#include "ledger/log_rows.h"
#include "ledger/record.h"
#include "proto/part.h"

enum { REFILLED_BYTES = 4 * 8 };

static const char refilled_row[] = "refilled";

/* Two ranges of entries: those filled since views last began to read such entries again, and
 * those that they are at. */
struct refilled {
    uint64_t from, to;
    uint64_t read_from, read_to;
};

static enum sy_err load_refilled(struct sy_store_txn *txn, struct refilled *out)
{
    struct sy_bytes row;
    enum sy_err err = sy_store_get(txn, SY_LOG_STATE, sy_text(refilled_row), &row);

    *out = (struct refilled){0};
    if (err == SY_NOT_FOUND)
        return SY_OK;
    if (err == SY_OK && row.len != REFILLED_BYTES)
        return SY_CORRUPT;
    if (err != SY_OK)
        return err;
    *out = (struct refilled){sy_get_u64be(row.data), sy_get_u64be(row.data + 8),
                             sy_get_u64be(row.data + 16), sy_get_u64be(row.data + 24)};
    return SY_OK;
}

static enum sy_err save_refilled(struct sy_store_txn *txn, const struct refilled *refilled)
{
    uint8_t row[REFILLED_BYTES];

    sy_put_u64be(row, refilled->from);
    sy_put_u64be(row + 8, refilled->to);
    sy_put_u64be(row + 16, refilled->read_from);
    sy_put_u64be(row + 24, refilled->read_to);
    return sy_store_put(txn, SY_LOG_STATE, sy_text(refilled_row),
                        (struct sy_bytes){row, sizeof(row)});
}

static enum sy_err note_refilled(struct sy_log_writer *writer, uint64_t index)
{
    struct refilled refilled;
    enum sy_err err = load_refilled(writer->txn, &refilled);

    if (err != SY_OK || (refilled.from <= index && index < refilled.to))
        return err;
    if (refilled.from == refilled.to) {
        refilled.from = index;
        refilled.to = index + 1;
    } else if (index < refilled.from) {
        refilled.from = index;
    } else {
        refilled.to = index + 1;
    }
    return save_refilled(writer->txn, &refilled);
}

/* Is it the part that the record names? */
static bool is_named(const struct sy_part_share *share, const struct sy_hash *name)
{
    struct sy_part part;
    struct sy_hash hash;

    if (sy_part_read(share->part, &part) != SY_OK)
        return false;
    hash = sy_part_hash((uint8_t)share->kind, share->part);
    return sy_hash_equal(&hash, name);
}

static enum sy_err fill_part(struct sy_log_writer *writer, uint64_t index, uint32_t record,
                             const struct sy_part_share *share, struct sy_log_states *states)
{
    uint8_t key[SY_LOG_PART_KEY_BYTES];
    size_t i = 0;
    enum sy_err err;

    while (i < states->digest.part_count && states->digest.parts[i].kind != share->kind)
        i++;
    if (i == states->digest.part_count)
        return SY_BAD_ROOT;
    if (states->part[i] != SY_PART_WANTED)
        return SY_OK;
    if (!is_named(share, &states->digest.parts[i].hash))
        return SY_BAD_ROOT;
    err = sy_store_put(writer->txn, SY_LOG_PARTS,
                       sy_log_part_key(index, record, (uint8_t)share->kind, key), share->part);
    if (err == SY_OK)
        states->part[i] = SY_PART_HERE;
    return err;
}

static enum sy_err fill_record(struct sy_log_writer *writer, uint64_t index,
                               const struct sy_record_share *record, uint64_t *filled)
{
    struct sy_log_states before;
    struct sy_log_states after;
    enum sy_err err = sy_log_load_states(writer->txn, index, record->index, &before);

    if (err != SY_OK)
        return err == SY_NOT_FOUND ? SY_BAD_ROOT : err;
    after = before;
    for (size_t i = 0; err == SY_OK && i < record->part_count; i++) {
        if (record->parts[i].part.data != NULL)
            err = fill_part(writer, index, record->index, &record->parts[i], &after);
    }
    for (size_t i = 0; i < before.digest.part_count; i++)
        *filled += before.part[i] != after.part[i];
    sy_log_recount(writer, &before, &after);
    return err;
}

enum sy_err sy_log_fill(struct sy_log_writer *writer, uint64_t index,
                        const struct sy_list *records, uint64_t *filled)
{
    struct sy_wire wire = sy_list_open(records);
    struct sy_record_share record;
    uint64_t count = 0;
    enum sy_err err;

    if (index >= writer->head.tree.size)
        return SY_NOT_FOUND;
    while ((err = sy_record_share_next(&wire, records->number, &record)) == SY_OK) {
        err = fill_record(writer, index, &record, &count);
        if (err != SY_OK)
            return err;
    }
    if (err != SY_NOT_FOUND)
        return sy_err_class(err) == SY_CLASS_FAULT ? err : SY_BAD_ROOT;
    if (count == 0)
        return SY_OK;
    *filled += count;
    err = note_refilled(writer, index);
    return err == SY_OK ? sy_log_relist(writer, index) : err;
}

enum sy_err sy_log_refilled(struct sy_log_snapshot *snapshot, bool *out)
{
    struct refilled refilled;
    enum sy_err err = load_refilled(snapshot->txn, &refilled);

    *out = refilled.from != refilled.to || refilled.read_from != refilled.read_to;
    return err;
}

enum sy_err sy_log_begin_refilled(struct sy_log_writer *writer, uint64_t *from, uint64_t *to)
{
    struct refilled refilled;
    enum sy_err err = load_refilled(writer->txn, &refilled);

    if (err == SY_OK && refilled.read_from == refilled.read_to &&
        refilled.from != refilled.to) {
        refilled = (struct refilled){0, 0, refilled.from, refilled.to};
        err = save_refilled(writer->txn, &refilled);
    }
    *from = refilled.read_from;
    *to = refilled.read_to;
    return err;
}

enum sy_err sy_log_end_refilled(struct sy_log_writer *writer, uint64_t done)
{
    struct refilled refilled;
    enum sy_err err = load_refilled(writer->txn, &refilled);

    if (err != SY_OK || done <= refilled.read_from)
        return err;
    refilled.read_from = done < refilled.read_to ? done : refilled.read_to;
    return save_refilled(writer->txn, &refilled);
}
