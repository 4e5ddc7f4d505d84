#include "ledger/log_erase.h"

#include <string.h>

#include "ledger/log_rows.h"
#include "ledger/origin.h"
#include "ledger/residue.h"
#include "proto/part.h"
#include "proto/record_type.h"

static const char scour_row[] = "scour";
static const char ordered_row[] = "ordered";

/* A number in the table of states; 0 when there is none. */
static enum sy_err load_number(struct sy_store_txn *txn, const char *name, uint64_t *out)
{
    struct sy_bytes row;
    enum sy_err err = sy_store_get(txn, SY_LOG_STATE, sy_text(name), &row);

    *out = 0;
    if (err == SY_NOT_FOUND)
        return SY_OK;
    if (err == SY_OK && row.len != 8)
        return SY_CORRUPT;
    if (err == SY_OK)
        *out = sy_get_u64be(row.data);
    return err;
}

static enum sy_err save_number(struct sy_store_txn *txn, const char *name, uint64_t value)
{
    uint8_t row[8];

    sy_put_u64be(row, value);
    return sy_store_put(txn, SY_LOG_STATE, sy_text(name), (struct sy_bytes){row, sizeof(row)});
}

/* The part's hash, as the record's digest has it. */
static enum sy_err find_hash(struct sy_store_txn *txn, uint64_t index, uint32_t record,
                             uint8_t kind, struct sy_hash *out)
{
    uint8_t key[SY_LOG_DIGEST_KEY_BYTES];
    struct sy_record_digest digest;
    struct sy_bytes row;
    enum sy_err err =
        sy_store_get(txn, SY_LOG_DIGESTS, sy_log_digest_key(index, record, key), &row);

    if (err == SY_OK)
        err = sy_digest_read(row, &digest);
    if (err != SY_OK)
        return err;
    for (size_t i = 0; i < digest.part_count; i++) {
        if (digest.parts[i].kind == kind) {
            *out = digest.parts[i].hash;
            return SY_OK;
        }
    }
    return SY_NOT_FOUND;
}

static enum sy_err check(const struct sy_log_writer *writer,
                         const struct sy_log_erasure *erasure)
{
    struct sy_hash hash;
    enum sy_err err;

    if (erasure->index >= writer->head.tree.size)
        return SY_NOT_YET;
    err = find_hash(writer->txn, erasure->index, erasure->record, erasure->kind, &hash);
    if (err != SY_OK)
        return err;
    if (!sy_hash_equal(&hash, &erasure->part_hash))
        return SY_VOID;
    if (erasure->kind == SY_PART_OPEN &&
        sy_origin_is_registry(sy_text(writer->log->identity.origin)))
        return SY_DENIED;
    return SY_OK;
}

/* Zeros in its place first: where the row stands in a page with others, what the page keeps of
 * it is then nothing. */
static enum sy_err overwrite(struct sy_store_txn *txn, struct sy_bytes key, size_t len)
{
    static const uint8_t zeros[SY_PART_BYTES_MAX];

    if (len > sizeof(zeros))
        return SY_CORRUPT;
    return sy_store_put(txn, SY_LOG_PARTS, key, (struct sy_bytes){zeros, len});
}

static enum sy_err put_mark(struct sy_log_writer *writer, struct sy_bytes key,
                            const struct sy_log_mark *mark)
{
    struct sy_buffer *row = &writer->scratch;

    sy_buffer_clear(row);
    sy_log_mark_write(mark, row);
    if (row->err != SY_OK)
        return row->err;
    return sy_store_put(writer->txn, SY_LOG_PARTS, key, sy_buffer_bytes(row));
}

static enum sy_err owe_scour(struct sy_store_txn *txn)
{
    uint64_t owed;
    enum sy_err err = load_number(txn, scour_row, &owed);

    return err == SY_OK ? save_number(txn, scour_row, owed + 1) : err;
}

/* The mark, and what was counted as missing for another reason is not any more. */
static enum sy_err put_counted(struct sy_log_writer *writer,
                               const struct sy_log_erasure *erasure, struct sy_bytes key,
                               const struct sy_log_mark *mark)
{
    struct sy_log_states before;
    struct sy_log_states after;
    bool was_wanted = false;
    enum sy_err err = sy_log_load_states(writer->txn, erasure->index, erasure->record, &before);

    if (err != SY_OK)
        return err;
    after = before;
    for (size_t i = 0; i < before.digest.part_count; i++) {
        if (before.digest.parts[i].kind != erasure->kind)
            continue;
        was_wanted = before.part[i] == SY_PART_WANTED;
        after.part[i] = SY_PART_ERASED;
    }
    sy_log_recount(writer, &before, &after);
    err = put_mark(writer, key, mark);
    return err == SY_OK && was_wanted ? sy_log_relist(writer, erasure->index) : err;
}

enum sy_err sy_log_erase(struct sy_log_writer *writer, const struct sy_log_erasure *erasure)
{
    uint8_t bytes[SY_LOG_PART_KEY_BYTES];
    struct sy_bytes key =
        sy_log_part_key(erasure->index, erasure->record, erasure->kind, bytes);
    struct sy_log_mark mark;
    struct sy_log_mark old;
    struct sy_bytes row;
    struct sy_part part;
    enum sy_err err = check(writer, erasure);

    if (err != SY_OK)
        return err;
    err = sy_store_get(writer->txn, SY_LOG_PARTS, key, &row);
    mark = (struct sy_log_mark){
        .state = SY_PART_ERASED, .order = erasure->order, .residue = erasure->residue};
    if (err == SY_NOT_FOUND || (err == SY_OK && sy_log_mark_read(row, &old))) {
        /* It never came, or is not kept; the mark says that it never will. */
        if (err == SY_OK && old.state == SY_PART_ERASED)
            return SY_OK;
        err = SY_OK;
    } else if (err == SY_OK) {
        bool honest = false;

        if (sy_part_read(row, &part) == SY_OK) {
            mark.type = part.type;
            err = sy_residue_fits(part.type, part.body, erasure->residue, &honest);
        }
        if (err != SY_OK)
            return err;
        if (!honest) /* the bytes go all the same: views do not believe a false order */
            mark.residue = (struct sy_bytes){NULL, 0};
        err = overwrite(writer->txn, key, row.len);
    }
    if (err == SY_OK)
        err = put_counted(writer, erasure, key, &mark);
    if (err == SY_OK)
        err = owe_scour(writer->txn);
    return err == SY_NOT_FOUND ? SY_CORRUPT : err;
}

/* The row of a part that the record has. */
static enum sy_err find_row(struct sy_log_snapshot *snapshot, uint64_t index, uint32_t record,
                            uint8_t kind, bool *here, struct sy_bytes *row)
{
    uint8_t key[SY_LOG_PART_KEY_BYTES];
    struct sy_hash hash;
    enum sy_err err = find_hash(snapshot->txn, index, record, kind, &hash);

    if (err != SY_OK)
        return err;
    err = sy_store_get(snapshot->txn, SY_LOG_PARTS, sy_log_part_key(index, record, kind, key),
                       row);
    *here = err == SY_OK;
    return err == SY_NOT_FOUND ? SY_OK : err;
}

enum sy_err sy_log_part_state(struct sy_log_snapshot *snapshot, uint64_t index, uint32_t record,
                              uint8_t kind, enum sy_part_state *out, uint64_t *order)
{
    struct sy_log_mark mark;
    struct sy_bytes row;
    bool here;
    enum sy_err err = find_row(snapshot, index, record, kind, &here, &row);

    if (err != SY_OK)
        return err;
    *out = here ? SY_PART_HERE : SY_PART_ABSENT;
    if (here && sy_log_mark_read(row, &mark)) {
        *out = mark.state;
        if (mark.state == SY_PART_ERASED)
            *order = mark.order;
    }
    return SY_OK;
}

enum sy_err sy_log_residue(struct sy_log_snapshot *snapshot, uint64_t index, uint32_t record,
                           uint8_t kind, uint32_t *type, struct sy_bytes *body)
{
    struct sy_log_mark mark;
    struct sy_bytes row;
    bool here;
    enum sy_err err = find_row(snapshot, index, record, kind, &here, &row);

    if (err != SY_OK)
        return err;
    if (!here || !sy_log_mark_read(row, &mark) || mark.state != SY_PART_ERASED ||
        mark.residue.len == 0)
        return SY_NOT_FOUND;
    *type = mark.type;
    *body = mark.residue;
    return SY_OK;
}

enum sy_err sy_log_ordered(struct sy_log_snapshot *snapshot, uint64_t *out)
{
    return load_number(snapshot->txn, ordered_row, out);
}

enum sy_err sy_log_put_ordered(struct sy_log_writer *writer, uint64_t size)
{
    return save_number(writer->txn, ordered_row, size);
}

enum sy_err sy_log_owes_scour(struct sy_log_snapshot *snapshot, bool *out)
{
    uint64_t owed;
    enum sy_err err = load_number(snapshot->txn, scour_row, &owed);

    *out = owed > 0;
    return err;
}

enum sy_err sy_log_scour_begin(struct sy_log *log, struct sy_log_scour *out)
{
    struct sy_store_txn *txn;
    enum sy_err err = sy_store_reopen(log->store);

    if (err == SY_OK)
        err = sy_store_read(log->store, &txn);
    if (err != SY_OK)
        return err;
    *out = (struct sy_log_scour){0};
    err = load_number(txn, scour_row, &out->owed);
    sy_store_end(txn);
    return err;
}

static enum sy_err strike_off(struct sy_log *log, uint64_t done)
{
    struct sy_store_txn *txn;
    uint64_t owed;
    enum sy_err err = sy_store_write(log->store, &txn);

    if (err != SY_OK)
        return err;
    err = load_number(txn, scour_row, &owed);
    if (err == SY_OK && owed == done && owed > 0)
        err = sy_store_delete(txn, SY_LOG_STATE, sy_text(scour_row));
    if (err == SY_OK)
        return sy_store_commit(txn);
    sy_store_end(txn);
    return err;
}

enum sy_err sy_log_scour(struct sy_log *log, struct sy_log_scour *scour, uint64_t bytes_max)
{
    enum sy_err err = sy_store_scour(log->store, &scour->store, bytes_max);

    if (err != SY_OK || scour->store.phase != SY_SCOUR_DONE || scour->done)
        return err;
    err = strike_off(log, scour->owed);
    scour->done = err == SY_OK;
    return err;
}
