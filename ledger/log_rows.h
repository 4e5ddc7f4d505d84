/* log_rows.h - how a log lies in its tables; only for the log_*.c files.
 *
 * Rows     all integers big-endian, so that keys ascend:
 *   state       "identity": origin length u16, origin, network id, store id
 *               "head": last leaf, sequenced_at, registry_size, record_count, frontier
 *               "note": the latest signed checkpoint that was kept
 *               "mirror", "evidence": see sy_log_beside
 *               "scour": erasures that are still to be scoured; none when absent
 *               "ordered": size of the registry up to which its orders are carried out
 *               "scrub": where the reading again of everything has come to (scrub_state.c)
 *               "kept": what is not here, counted; what is to be here, and how far all is in
 *               line with that: as struct sy_log_kept
 *               "wanted" and an index: a part of that entry is wanted
 *               "refilled": which entries got parts of which views do not know (log_fill.c)
 *   entries     index -> Entry
 *   hashes      position of a tree node (merkle.h) -> hash
 *   statements  signed_at (sign bit flipped), id[0..16] -> index: neighbours in time share
 *               pages
 *   digests     index, record u32 -> (kind, hash) of each part: never erased
 *   parts       index, record u32, kind -> Part; or the mark of one that is not here: 00 (a
 *               Part begins with 0a), its state (part_state.h), and when it was erased (01) the
 *               index of the registry's entry that ordered it, type of the record u32 (0 when
 *               the part was not here), residue
 *   trees       index -> the nodes of the statement's tree, above SY_LOG_TREE_STORED_ABOVE
 *               records
 */
#ifndef SY_LOG_ROWS_H
#define SY_LOG_ROWS_H

#include "ledger/log_keep.h"

enum {
    SY_LOG_STATE,
    SY_LOG_ENTRIES,
    SY_LOG_HASHES,
    SY_LOG_STATEMENTS,
    SY_LOG_DIGESTS,
    SY_LOG_PARTS,
    SY_LOG_TREES,
    SY_LOG_TABLES,
    SY_LOG_TREE_STORED_ABOVE = 16, /* records; smaller trees are computed again */
    SY_LOG_STATEMENT_KEY_BYTES = 8 + 16,
    SY_LOG_DIGEST_KEY_BYTES = 12,
    SY_LOG_PART_KEY_BYTES = 13,
    SY_LOG_GAP_BYTES = 2,          /* a mark without an order */
    SY_LOG_MARK_BYTES = 2 + 8 + 4, /* one with an order, and the residue behind it */
    SY_LOG_WANTED_KEY_BYTES = 6 + 8
};

struct sy_log {
    struct sy_store *store;
    struct sy_log_identity identity;
    bool made; /* when it was opened */
};

struct sy_log_snapshot {
    struct sy_store_txn *txn;
    struct sy_log_head head;
    uint64_t index; /* of the entry and the record in it that were read last */
    uint32_t record;
};

struct sy_log_writer {
    const struct sy_log *log;
    struct sy_store_txn *txn;
    struct sy_log_head head;
    struct sy_log_kept kept;
    bool recounted; /* kept is not what is stored */
    struct sy_buffer scratch;
};

/* The keys of the tables, in the array that the caller gives. */
struct sy_bytes sy_log_index_key(uint64_t index, uint8_t key[8]);
struct sy_bytes sy_log_digest_key(uint64_t index, uint32_t record,
                                  uint8_t key[SY_LOG_DIGEST_KEY_BYTES]);
struct sy_bytes sy_log_part_key(uint64_t index, uint32_t record, uint8_t kind,
                                uint8_t key[SY_LOG_PART_KEY_BYTES]);
struct sy_bytes sy_log_statement_key(int64_t signed_at, const struct sy_hash *id,
                                     uint8_t key[SY_LOG_STATEMENT_KEY_BYTES]);

/* The mark of a part that is not here; what follows the state only of an erased one. */
struct sy_log_mark {
    enum sy_part_state state;
    uint64_t order;
    uint32_t type;
    struct sy_bytes residue;
};

/* Into the empty buffer; and back, false when the row is that of a part. */
void sy_log_mark_write(const struct sy_log_mark *mark, struct sy_buffer *to);
bool sy_log_mark_read(struct sy_bytes row, struct sy_log_mark *out);

/* The key of what is kept beside the entries. */
struct sy_bytes sy_log_beside_key(enum sy_log_beside_what what);

/* What is not here, as it stands in the table; zero when nothing does. */
SY_MUST_USE enum sy_err sy_log_load_kept(struct sy_store_txn *txn, struct sy_log_kept *out);
SY_MUST_USE enum sy_err sy_log_save_kept(struct sy_store_txn *txn,
                                         const struct sy_log_kept *kept);

/* The states of a record's parts. */
struct sy_log_states {
    struct sy_record_digest digest;
    enum sy_part_state part[SY_PARTS_PER_RECORD_MAX];
};

/* SY_NOT_FOUND when there is no such record. */
SY_MUST_USE enum sy_err sy_log_load_states(struct sy_store_txn *txn, uint64_t index,
                                           uint32_t record, struct sy_log_states *out);

/* Count what a record was before and is after. */
void sy_log_recount(struct sy_log_writer *writer, const struct sy_log_states *before,
                    const struct sy_log_states *after);

/* The mark of a part, other than an erased one, in the place of its row. */
SY_MUST_USE enum sy_err sy_log_put_gap(struct sy_log_writer *writer, uint64_t index,
                                       uint32_t record, uint8_t kind, enum sy_part_state state);

/* Lists the entry as one of which a part is wanted, or not. */
SY_MUST_USE enum sy_err sy_log_list_wanted(struct sy_log_writer *writer, uint64_t index,
                                           bool wanted);

/* The same, as the states of its parts are. */
SY_MUST_USE enum sy_err sy_log_relist(struct sy_log_writer *writer, uint64_t index);

/* Of the entry at index, copied: a writer's next write invalidates what is borrowed. */
struct sy_log_facts {
    struct sy_statement statement; /* kind and record_count alone */
    int64_t sequenced_at;
};

/* SY_NOT_FOUND when the log is not that long. */
SY_MUST_USE enum sy_err sy_log_load_facts(struct sy_store_txn *txn, uint64_t index,
                                          struct sy_log_facts *out);

/* The head that stands in the table, or that of an empty log. */
SY_MUST_USE enum sy_err sy_log_load_head(struct sy_store_txn *txn, const struct sy_log *log,
                                         struct sy_log_head *out);

/* scratch is overwritten. */
SY_MUST_USE enum sy_err sy_log_save_head(struct sy_store_txn *txn,
                                         const struct sy_log_head *head,
                                         struct sy_buffer *scratch);

/* As sy_log_find, within any transaction. */
SY_MUST_USE enum sy_err sy_log_find_row(struct sy_store_txn *txn, int64_t signed_at,
                                        const struct sy_hash *id, uint64_t *out);

/* A stored node of the log's tree. */
SY_MUST_USE enum sy_err sy_log_read_hash(struct sy_store_txn *txn, unsigned level,
                                         uint64_t index, struct sy_hash *out);

#endif
