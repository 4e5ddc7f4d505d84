#include "ledger/log_keep.h"

#include <string.h>

#include "ledger/log_rows.h"

enum { KEPT_BYTES = 4 * 8 + 2 * 4 + 2 * 8 + 1, SEALED = 128 };

static const char kept_row[] = "kept";
static const char wanted_row[] = "wanted";
static const int64_t second_us = 1000000;

/* The kind as which a part is kept: what it seals; one that nobody has defined is personal. */
static uint32_t plain_kind(uint32_t kind)
{
    kind &= ~(uint32_t)SEALED;
    return kind >= SY_PART_OPEN && kind <= SY_PART_PERSONAL ? kind : SY_PART_PERSONAL;
}

int64_t sy_log_keep_since(const struct sy_log_keep *keep)
{
    sy_assert(keep->now >= 0);
    return keep->age_s == 0 ? INT64_MIN : keep->now - (int64_t)keep->age_s * second_us;
}

enum sy_part_state sy_log_due_since(uint32_t kinds, int64_t since,
                                    const struct sy_statement *statement, int64_t sequenced_at,
                                    uint32_t kind)
{
    if (statement->kind != SY_KIND_RECORDS)
        return SY_PART_HERE;
    if ((kinds >> plain_kind(kind) & 1) == 0)
        return SY_PART_NOT_SUBSCRIBED;
    return sequenced_at < since ? SY_PART_AGED_OUT : SY_PART_HERE;
}

enum sy_part_state sy_log_due(const struct sy_log_keep *keep,
                              const struct sy_statement *statement, int64_t sequenced_at,
                              uint32_t kind)
{
    return sy_log_due_since(keep->kinds, sy_log_keep_since(keep), statement, sequenced_at,
                            kind);
}

enum sy_err sy_log_load_kept(struct sy_store_txn *txn, struct sy_log_kept *out)
{
    struct sy_bytes row;
    enum sy_err err = sy_store_get(txn, SY_LOG_STATE, sy_text(kept_row), &row);

    *out = (struct sy_log_kept){0};
    if (err != SY_OK || row.len != KEPT_BYTES)
        return err == SY_NOT_FOUND ? SY_OK : err == SY_OK ? SY_CORRUPT : err;
    out->not_subscribed = sy_get_u64be(row.data);
    out->aged_out = sy_get_u64be(row.data + 8);
    out->wanted = sy_get_u64be(row.data + 16);
    out->unread = sy_get_u64be(row.data + 24);
    out->kinds = sy_get_u32be(row.data + 32);
    out->age_s = sy_get_u32be(row.data + 36);
    out->next = sy_get_u64be(row.data + 40);
    out->aged = sy_get_u64be(row.data + 48);
    out->widened = row.data[56] != 0;
    return SY_OK;
}

enum sy_err sy_log_save_kept(struct sy_store_txn *txn, const struct sy_log_kept *kept)
{
    uint8_t row[KEPT_BYTES];

    sy_put_u64be(row, kept->not_subscribed);
    sy_put_u64be(row + 8, kept->aged_out);
    sy_put_u64be(row + 16, kept->wanted);
    sy_put_u64be(row + 24, kept->unread);
    sy_put_u32be(row + 32, kept->kinds);
    sy_put_u32be(row + 36, kept->age_s);
    sy_put_u64be(row + 40, kept->next);
    sy_put_u64be(row + 48, kept->aged);
    row[56] = kept->widened;
    return sy_store_put(txn, SY_LOG_STATE, sy_text(kept_row),
                        (struct sy_bytes){row, sizeof(row)});
}

enum sy_err sy_log_kept(struct sy_log_snapshot *snapshot, struct sy_log_kept *out)
{
    return sy_log_load_kept(snapshot->txn, out);
}

static enum sy_err load_state(struct sy_store_txn *txn, uint64_t index, uint32_t record,
                              uint8_t kind, enum sy_part_state *out)
{
    uint8_t key[SY_LOG_PART_KEY_BYTES];
    struct sy_log_mark mark;
    struct sy_bytes row;
    enum sy_err err =
        sy_store_get(txn, SY_LOG_PARTS, sy_log_part_key(index, record, kind, key), &row);

    *out = err == SY_NOT_FOUND ? SY_PART_ABSENT : SY_PART_HERE;
    if (err == SY_OK && sy_log_mark_read(row, &mark))
        *out = mark.state;
    return err == SY_NOT_FOUND ? SY_OK : err;
}

enum sy_err sy_log_load_states(struct sy_store_txn *txn, uint64_t index, uint32_t record,
                               struct sy_log_states *out)
{
    uint8_t key[SY_LOG_DIGEST_KEY_BYTES];
    struct sy_bytes row;
    enum sy_err err =
        sy_store_get(txn, SY_LOG_DIGESTS, sy_log_digest_key(index, record, key), &row);

    if (err == SY_OK)
        err = sy_digest_read(row, &out->digest);
    for (size_t i = 0; err == SY_OK && i < out->digest.part_count; i++)
        err = load_state(txn, index, record, out->digest.parts[i].kind, &out->part[i]);
    return err;
}

static bool is_gap(enum sy_part_state state)
{
    return state == SY_PART_NOT_SUBSCRIBED || state == SY_PART_AGED_OUT ||
           state == SY_PART_WANTED;
}

/* Adds or takes away what the record counts for. */
static void count(struct sy_log_kept *kept, const struct sy_log_states *states, uint64_t one)
{
    bool unread = false;

    for (size_t i = 0; i < states->digest.part_count; i++) {
        enum sy_part_state state = states->part[i];

        kept->not_subscribed += state == SY_PART_NOT_SUBSCRIBED ? one : 0;
        kept->aged_out += state == SY_PART_AGED_OUT ? one : 0;
        kept->wanted += state == SY_PART_WANTED ? one : 0;
        unread = unread || (is_gap(state) && states->digest.parts[i].kind <= SY_PART_CHAIN);
    }
    kept->unread += unread ? one : 0;
}

void sy_log_recount(struct sy_log_writer *writer, const struct sy_log_states *before,
                    const struct sy_log_states *after)
{
    const struct sy_log_kept was = writer->kept;

    count(&writer->kept, before, UINT64_MAX); /* minus one */
    count(&writer->kept, after, 1);
    writer->recounted = writer->recounted || memcmp(&was, &writer->kept, sizeof(was)) != 0;
}

enum sy_err sy_log_put_gap(struct sy_log_writer *writer, uint64_t index, uint32_t record,
                           uint8_t kind, enum sy_part_state state)
{
    const uint8_t mark[SY_LOG_GAP_BYTES] = {0, (uint8_t)state};
    uint8_t key[SY_LOG_PART_KEY_BYTES];

    sy_assert(is_gap(state));
    return sy_store_put(writer->txn, SY_LOG_PARTS, sy_log_part_key(index, record, kind, key),
                        (struct sy_bytes){mark, sizeof(mark)});
}

static struct sy_bytes wanted_key(uint64_t index, uint8_t key[SY_LOG_WANTED_KEY_BYTES])
{
    memcpy(key, wanted_row, SY_LOG_WANTED_KEY_BYTES - 8);
    sy_put_u64be(key + SY_LOG_WANTED_KEY_BYTES - 8, index);
    return (struct sy_bytes){key, SY_LOG_WANTED_KEY_BYTES};
}

enum sy_err sy_log_list_wanted(struct sy_log_writer *writer, uint64_t index, bool wanted)
{
    uint8_t key[SY_LOG_WANTED_KEY_BYTES];
    enum sy_err err;

    if (wanted)
        return sy_store_put(writer->txn, SY_LOG_STATE, wanted_key(index, key), sy_text(""));
    err = sy_store_delete(writer->txn, SY_LOG_STATE, wanted_key(index, key));
    return err == SY_NOT_FOUND ? SY_OK : err;
}

enum sy_err sy_log_load_facts(struct sy_store_txn *txn, uint64_t index,
                              struct sy_log_facts *out)
{
    uint8_t key[8];
    struct sy_statement statement;
    struct sy_entry entry;
    struct sy_bytes bytes;
    enum sy_err err = sy_store_get(txn, SY_LOG_ENTRIES, sy_log_index_key(index, key), &bytes);

    if (err == SY_NOT_FOUND)
        return err;
    if (err == SY_OK)
        err = sy_entry_read(bytes, &entry);
    if (err == SY_OK)
        err = sy_statement_read(entry.statement, &statement);
    if (err != SY_OK)
        return sy_err_class(err) == SY_CLASS_FAULT ? err : SY_CORRUPT;
    *out = (struct sy_log_facts){
        .statement = {.kind = statement.kind, .record_count = statement.record_count},
        .sequenced_at = entry.sequenced_at};
    return SY_OK;
}

enum sy_err sy_log_relist(struct sy_log_writer *writer, uint64_t index)
{
    struct sy_log_states states;
    struct sy_log_facts facts;
    bool wanted = false;
    enum sy_err err = sy_log_load_facts(writer->txn, index, &facts);

    for (uint32_t i = 0; err == SY_OK && !wanted && i < facts.statement.record_count; i++) {
        err = sy_log_load_states(writer->txn, index, i, &states);
        for (size_t p = 0; err == SY_OK && p < states.digest.part_count; p++)
            wanted = wanted || states.part[p] == SY_PART_WANTED;
    }
    return err == SY_OK ? sy_log_list_wanted(writer, index, wanted) : err;
}

/* The first listed entry from "from" on. */
static enum sy_err seek_wanted(struct sy_store_cursor *cursor, uint64_t from, uint64_t *out)
{
    uint8_t bytes[SY_LOG_WANTED_KEY_BYTES];
    struct sy_bytes wanted = wanted_key(from, bytes);
    struct sy_bytes key;
    struct sy_bytes value;
    enum sy_err err = sy_store_seek(cursor, wanted, &key, &value);

    if (err != SY_OK)
        return err;
    if (key.len != wanted.len || memcmp(key.data, wanted.data, wanted.len - 8) != 0)
        return SY_NOT_FOUND;
    *out = sy_get_u64be(key.data + key.len - 8);
    return SY_OK;
}

static enum sy_err find_wanted(struct sy_store_txn *txn, uint64_t from, uint64_t max,
                               uint64_t *first, uint64_t *to)
{
    struct sy_store_cursor *cursor;
    uint64_t next;
    enum sy_err err = sy_store_cursor_open(txn, SY_LOG_STATE, &cursor);

    if (err != SY_OK)
        return err;
    err = seek_wanted(cursor, from, first);
    *to = err == SY_OK ? *first + 1 : from;
    while (err == SY_OK && *to - *first < max && seek_wanted(cursor, *to, &next) == SY_OK &&
           next == *to)
        (*to)++;
    sy_store_cursor_close(cursor);
    return err;
}

enum sy_err sy_log_wanted(struct sy_log_snapshot *snapshot, uint64_t from, uint64_t max,
                          uint64_t *first, uint64_t *to)
{
    return find_wanted(snapshot->txn, from, max, first, to);
}

/* Is more to be here than what was asked for last? Of a log that nobody was asked to keep,
 * everything was kept. */
static bool widens(const struct sy_log_kept *kept, const struct sy_log_keep *keep)
{
    bool first = kept->kinds == 0 && kept->age_s == 0 && kept->next == 0;

    return !first && ((keep->kinds & ~kept->kinds) != 0 ||
                      (kept->age_s != 0 && (keep->age_s == 0 || keep->age_s > kept->age_s)));
}

static bool asks_same(const struct sy_log_kept *kept, const struct sy_log_keep *keep)
{
    return kept->kinds == keep->kinds && kept->age_s == keep->age_s;
}

static enum sy_err find_missing(struct sy_store_txn *txn, const struct sy_log_kept *kept,
                                const struct sy_log_keep *keep, uint64_t *out)
{
    uint64_t to;
    enum sy_err err = find_wanted(txn, 0, 1, out, &to);

    if (err == SY_NOT_FOUND)
        *out = UINT64_MAX;
    if (!asks_same(kept, keep) && (kept->widened || widens(kept, keep)))
        *out = 0;
    else if (kept->widened && kept->next < *out)
        *out = kept->next;
    return err == SY_NOT_FOUND ? SY_OK : err;
}

enum sy_err sy_log_missing(struct sy_log_snapshot *snapshot, const struct sy_log_keep *keep,
                           uint64_t *out)
{
    struct sy_log_kept kept;
    enum sy_err err = sy_log_load_kept(snapshot->txn, &kept);

    return err == SY_OK ? find_missing(snapshot->txn, &kept, keep, out) : err;
}

enum sy_err sy_log_writer_missing(struct sy_log_writer *writer, const struct sy_log_keep *keep,
                                  uint64_t from, uint64_t *wanted, uint64_t *out)
{
    uint64_t to;
    enum sy_err err = find_wanted(writer->txn, from, 1, wanted, &to);

    if (err == SY_NOT_FOUND) {
        *wanted = UINT64_MAX;
        err = SY_OK;
    }
    return err == SY_OK ? find_missing(writer->txn, &writer->kept, keep, out) : err;
}

/* What a part is to become, that is so and is to be so. */
static enum sy_part_state next_state(enum sy_part_state is, enum sy_part_state due)
{
    if (is == SY_PART_ERASED || is == due)
        return is;
    return due == SY_PART_HERE ? SY_PART_WANTED : due;
}

static enum sy_err keep_record(struct sy_log_writer *writer, const struct sy_log_keep *keep,
                               const struct sy_log_facts *facts, uint64_t index,
                               uint32_t record, bool *wanted, uint64_t *parts)
{
    struct sy_log_states before;
    struct sy_log_states after;
    enum sy_err err = sy_log_load_states(writer->txn, index, record, &before);

    if (err != SY_OK)
        return err == SY_NOT_FOUND ? SY_CORRUPT : err;
    after = before;
    for (size_t i = 0; err == SY_OK && i < before.digest.part_count; i++) {
        uint8_t kind = before.digest.parts[i].kind;

        after.part[i] = next_state(
            before.part[i], sy_log_due(keep, &facts->statement, facts->sequenced_at, kind));
        *wanted = *wanted || after.part[i] == SY_PART_WANTED;
        if (after.part[i] != before.part[i])
            err = sy_log_put_gap(writer, index, record, kind, after.part[i]);
    }
    sy_log_recount(writer, &before, &after);
    *parts += before.digest.part_count;
    return err;
}

static enum sy_err keep_entry(struct sy_log_writer *writer, const struct sy_log_keep *keep,
                              uint64_t index, const struct sy_log_facts *facts, uint64_t *parts)
{
    bool wanted = false;
    enum sy_err err = SY_OK;

    for (uint32_t i = 0; err == SY_OK && i < facts->statement.record_count; i++)
        err = keep_record(writer, keep, facts, index, i, &wanted, parts);
    return err == SY_OK ? sy_log_list_wanted(writer, index, wanted) : err;
}

static bool is_old(const struct sy_log_keep *keep, const struct sy_log_facts *facts)
{
    return facts->sequenced_at < sy_log_keep_since(keep);
}

/* Something else is asked for than last time: everything is looked at again. */
static void begin(struct sy_log_writer *writer, const struct sy_log_keep *keep)
{
    struct sy_log_kept *kept = &writer->kept;

    kept->widened = (kept->widened && kept->next != UINT64_MAX) || widens(kept, keep);
    kept->kinds = keep->kinds;
    kept->age_s = keep->age_s;
    kept->next = 0;
    kept->aged = 0;
}

/* The entry that is next; SY_NOT_FOUND when nothing is left to be done now. */
static enum sy_err next_entry(struct sy_log_writer *writer, const struct sy_log_keep *keep,
                              uint64_t *index, struct sy_log_facts *facts)
{
    struct sy_log_kept *kept = &writer->kept;
    enum sy_err err;

    if (kept->next >= writer->head.tree.size) {
        kept->next = UINT64_MAX; /* what is put from now on is in line */
        kept->widened = false;
    }
    *index = kept->next == UINT64_MAX ? kept->aged : kept->next;
    if (*index >= writer->head.tree.size)
        return SY_NOT_FOUND;
    err = sy_log_load_facts(writer->txn, *index, facts);
    if (err == SY_NOT_FOUND)
        err = SY_CORRUPT;
    return err == SY_OK && kept->next == UINT64_MAX && !is_old(keep, facts) ? SY_NOT_FOUND
                                                                            : err;
}

enum sy_err sy_log_keep(struct sy_log_writer *writer, const struct sy_log_keep *keep,
                        uint64_t parts_max, bool *more, bool *changed)
{
    const struct sy_log_kept was = writer->kept;
    struct sy_log_facts facts;
    uint64_t parts = 0;
    uint64_t index;
    enum sy_err err = SY_OK;

    if (!asks_same(&writer->kept, keep))
        begin(writer, keep);
    while (parts < parts_max && (err = next_entry(writer, keep, &index, &facts)) == SY_OK) {
        err = keep_entry(writer, keep, index, &facts, &parts);
        if (err != SY_OK)
            break;
        if (is_old(keep, &facts))
            writer->kept.aged = index + 1;
        if (writer->kept.next != UINT64_MAX)
            writer->kept.next = index + 1;
    }
    *more = err == SY_OK;
    *changed = memcmp(&was, &writer->kept, sizeof(was)) != 0;
    writer->recounted = writer->recounted || *changed;
    return err == SY_NOT_FOUND ? SY_OK : err;
}
