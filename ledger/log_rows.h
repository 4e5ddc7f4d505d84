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
 *   entries     index -> Entry
 *   hashes      position of a tree node (merkle.h) -> hash
 *   statements  signed_at (sign bit flipped), id[0..16] -> index: neighbours in time share
 *               pages
 *   digests     index, record u32 -> (kind, hash) of each part: never erased
 *   parts       index, record u32, kind -> Part; or the mark of one that was erased: 00, 01,
 *               index of the registry's entry that ordered it, type of the record u32 (0 when
 *               the part was not here), residue (a Part begins with 0a)
 *   trees       index -> the nodes of the statement's tree, above SY_LOG_TREE_STORED_ABOVE
 *               records
 */
#ifndef SY_LOG_ROWS_H
#define SY_LOG_ROWS_H

#include "ledger/log.h"

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
    SY_LOG_MARK_BYTES = 2 + 8 + 4 /* and the residue behind it */
};

struct sy_log {
    struct sy_store *store;
    struct sy_log_identity identity;
    bool made; /* when it was opened */
};

struct sy_log_snapshot {
    struct sy_store_txn *txn;
    struct sy_log_head head;
};

struct sy_log_writer {
    const struct sy_log *log;
    struct sy_store_txn *txn;
    struct sy_log_head head;
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

/* The mark of an erased part. */
struct sy_log_mark {
    uint64_t order;
    uint32_t type;
    struct sy_bytes residue;
};

/* Into the empty buffer; and back, false when the row is that of a part. */
void sy_log_mark_write(const struct sy_log_mark *mark, struct sy_buffer *to);
bool sy_log_mark_read(struct sy_bytes row, struct sy_log_mark *out);

/* The key of what is kept beside the entries. */
struct sy_bytes sy_log_beside_key(enum sy_log_beside_what what);

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
