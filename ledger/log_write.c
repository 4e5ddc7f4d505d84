#include <stdlib.h>
#include <string.h>

#include "ledger/log_rows.h"

static enum sy_err read_writer_hash(void *context, unsigned level, uint64_t index,
                                    struct sy_hash *out)
{
    const struct sy_log_writer *writer = context;

    return sy_log_read_hash(writer->txn, level, index, out);
}

enum sy_err sy_log_begin(struct sy_log *log, struct sy_log_writer **out)
{
    struct sy_log_writer *writer = calloc(1, sizeof(*writer));
    enum sy_err err;

    if (writer == NULL)
        return SY_NO_MEMORY;
    writer->log = log;
    err = sy_store_write(log->store, &writer->txn);
    if (err == SY_OK)
        err = sy_log_load_head(writer->txn, log, &writer->head);
    if (err == SY_OK)
        err = sy_log_load_kept(writer->txn, &writer->kept);
    if (err == SY_OK)
        *out = writer;
    else
        sy_log_abort(writer);
    return err;
}

const struct sy_log_head *sy_log_writer_head(const struct sy_log_writer *writer)
{
    return &writer->head;
}

enum sy_err sy_log_writer_find(struct sy_log_writer *writer, int64_t signed_at,
                               const struct sy_hash *id, uint64_t *out)
{
    return sy_log_find_row(writer->txn, signed_at, id, out);
}

struct sy_merkle_source sy_log_writer_source(struct sy_log_writer *writer)
{
    return (struct sy_merkle_source){read_writer_hash, writer};
}

static enum sy_err put_leaf(struct sy_log_writer *writer, const struct sy_hash *leaf)
{
    struct sy_merkle_completed completed;
    enum sy_err err = sy_merkle_append_nodes(&writer->head.tree, leaf, &completed);

    for (size_t i = 0; i < completed.count && err == SY_OK; i++) {
        const struct sy_merkle_node *node = &completed.node[i];
        uint8_t key[8];

        err = sy_store_append(
            writer->txn, SY_LOG_HASHES,
            sy_log_index_key(sy_merkle_stored_index(node->level, node->index), key),
            (struct sy_bytes){node->hash.bytes, SY_HASH_BYTES});
    }
    return err;
}

static enum sy_err put_digests(struct sy_log_writer *writer, uint64_t index,
                               const struct sy_checked *checked)
{
    const uint8_t *at = checked->digests.data;
    enum sy_err err = SY_OK;

    for (uint32_t i = 0; i < checked->statement.record_count && err == SY_OK; i++) {
        size_t len = (size_t)at[0] * (1 + SY_HASH_BYTES);
        uint8_t key[SY_LOG_DIGEST_KEY_BYTES];

        err = sy_store_append(writer->txn, SY_LOG_DIGESTS, sy_log_digest_key(index, i, key),
                              (struct sy_bytes){at + 1, len});
        at += 1 + len;
    }
    return err;
}

/* A part, or why it is not here. Without keep, what was withheld has no row. */
static enum sy_err put_part(struct sy_log_writer *writer, struct sy_bytes key,
                            const struct sy_part_share *share, enum sy_part_state state)
{
    const uint8_t mark[SY_LOG_GAP_BYTES] = {0, (uint8_t)state};

    if (state == SY_PART_ABSENT)
        return SY_OK;
    if (state == SY_PART_HERE)
        return sy_store_append(writer->txn, SY_LOG_PARTS, key, share->part);
    sy_assert(state != SY_PART_ERASED);
    return sy_store_append(writer->txn, SY_LOG_PARTS, key,
                           (struct sy_bytes){mark, sizeof(mark)});
}

/* What is missing of a record that was not there before. */
static void count_gaps(struct sy_log_writer *writer, const struct sy_record_share *record,
                       const enum sy_part_state *states)
{
    struct sy_log_states before = {.digest.part_count = record->part_count};
    struct sy_log_states after;

    for (size_t i = 0; i < record->part_count; i++)
        before.digest.parts[i].kind = (uint8_t)record->parts[i].kind;
    after = before;
    memcpy(after.part, states, record->part_count * sizeof(states[0]));
    sy_log_recount(writer, &before, &after);
}

static enum sy_err put_record(struct sy_log_writer *writer, const struct sy_entry *read,
                              const struct sy_checked *checked, const struct sy_log_keep *keep,
                              const struct sy_record_share *record, bool *wanted)
{
    enum sy_part_state states[SY_PARTS_PER_RECORD_MAX];
    bool gap = false;

    for (size_t i = 0; i < record->part_count; i++) {
        const struct sy_part_share *share = &record->parts[i];
        uint8_t key[SY_LOG_PART_KEY_BYTES];
        enum sy_part_state state = SY_PART_HERE;
        enum sy_err err;

        if (keep != NULL)
            state = sy_log_due(keep, &checked->statement, read->sequenced_at, share->kind);
        if (state == SY_PART_HERE && share->part.data == NULL)
            state = keep == NULL ? SY_PART_ABSENT : SY_PART_WANTED;
        states[i] = state;
        gap = gap || state != SY_PART_HERE;
        *wanted = *wanted || state == SY_PART_WANTED;
        err = put_part(writer,
                       sy_log_part_key(read->index, record->index, (uint8_t)share->kind, key),
                       share, state);
        if (err != SY_OK)
            return err;
    }
    if (gap)
        count_gaps(writer, record, states);
    return SY_OK;
}

static enum sy_err put_parts(struct sy_log_writer *writer, const struct sy_entry *read,
                             const struct sy_checked *checked, const struct sy_log_keep *keep)
{
    struct sy_wire wire = sy_list_open(&checked->records);
    struct sy_record_share record;
    bool wanted = false;
    enum sy_err err;

    while ((err = sy_record_share_next(&wire, checked->records.number, &record)) == SY_OK) {
        err = put_record(writer, read, checked, keep, &record, &wanted);
        if (err != SY_OK)
            return err;
    }
    if (err == SY_NOT_FOUND && wanted)
        return sy_log_list_wanted(writer, read->index, true);
    return err == SY_NOT_FOUND ? SY_OK : err;
}

static enum sy_err put_tree(struct sy_log_writer *writer, uint64_t index,
                            const struct sy_checked *checked)
{
    uint8_t key[8];

    sy_assert(checked->nodes.len ==
              sy_merkle_stored_count(checked->statement.record_count) * SY_HASH_BYTES);
    if (checked->statement.record_count <= SY_LOG_TREE_STORED_ABOVE)
        return SY_OK;
    return sy_store_append(writer->txn, SY_LOG_TREES, sy_log_index_key(index, key),
                           sy_buffer_bytes(&checked->nodes));
}

enum sy_err sy_log_put(struct sy_log_writer *writer, struct sy_bytes entry,
                       const struct sy_entry *read, const struct sy_checked *checked)
{
    return sy_log_put_kept(writer, entry, read, checked, NULL);
}

enum sy_err sy_log_put_kept(struct sy_log_writer *writer, struct sy_bytes entry,
                            const struct sy_entry *read, const struct sy_checked *checked,
                            const struct sy_log_keep *keep)
{
    uint64_t index = writer->head.tree.size;
    uint8_t key[SY_LOG_STATEMENT_KEY_BYTES];
    uint8_t value[8];
    struct sy_hash leaf = sy_hash_leaf(entry);
    enum sy_err err;

    sy_assert(read->index == index);
    sy_put_u64be(value, index);
    err = sy_store_append(writer->txn, SY_LOG_ENTRIES, (struct sy_bytes){value, 8}, entry);
    if (err == SY_OK)
        err =
            sy_store_put(writer->txn, SY_LOG_STATEMENTS,
                         sy_log_statement_key(checked->statement.signed_at, &checked->id, key),
                         (struct sy_bytes){value, 8});
    if (err == SY_OK)
        err = put_digests(writer, index, checked);
    if (err == SY_OK)
        err = put_parts(writer, read, checked, keep);
    if (err == SY_OK)
        err = put_tree(writer, index, checked);
    if (err == SY_OK)
        err = put_leaf(writer, &leaf);
    if (err == SY_EXISTS)
        err = SY_CORRUPT; /* rows stand where the head says that there are none */
    if (err != SY_OK)
        return err;
    writer->head.last_leaf = leaf;
    writer->head.sequenced_at = read->sequenced_at;
    writer->head.registry_size = read->registry_size;
    writer->head.record_count += checked->statement.record_count;
    return SY_OK;
}

enum sy_err sy_log_put_note(struct sy_log_writer *writer, struct sy_bytes note)
{
    return sy_store_put(writer->txn, SY_LOG_STATE, sy_text("note"), note);
}

enum sy_err sy_log_writer_beside(struct sy_log_writer *writer, enum sy_log_beside_what what,
                                 struct sy_bytes *out)
{
    return sy_store_get(writer->txn, SY_LOG_STATE, sy_log_beside_key(what), out);
}

enum sy_err sy_log_put_beside(struct sy_log_writer *writer, enum sy_log_beside_what what,
                              struct sy_bytes bytes)
{
    return sy_store_put(writer->txn, SY_LOG_STATE, sy_log_beside_key(what), bytes);
}

enum sy_err sy_log_commit(struct sy_log_writer *writer)
{
    struct sy_store_txn *txn = writer->txn;
    enum sy_err err = sy_log_save_head(txn, &writer->head, &writer->scratch);

    writer->txn = NULL;
    if (err == SY_OK && writer->recounted)
        err = sy_log_save_kept(txn, &writer->kept);
    if (err == SY_OK)
        err = sy_store_commit(txn);
    else
        sy_store_end(txn);
    sy_log_abort(writer);
    return err;
}

void sy_log_abort(struct sy_log_writer *writer)
{
    if (writer == NULL)
        return;
    sy_store_end(writer->txn);
    sy_buffer_close(&writer->scratch);
    free(writer);
}
