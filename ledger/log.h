/* log.h - one log in its own folder: entries, records, parts, tree; appended to, read, proved.
 *
 * Shape    a log is the truth: a folder that can be copied and audited by itself. Its tables
 *          and rows are described in log.c. Size counts entries; record counts every record in
 *          them.
 * Source   design sections 3 and 7.
 * Life     bytes that a snapshot hands out live until it is released; what a writer hands out,
 *          until its next call.
 * Thread   one writer at a time; snapshots on any thread, each used by one at a time.
 * Errors   those of store.h; SY_CORRUPT when rows do not fit each other.
 */
#ifndef SY_LOG_H
#define SY_LOG_H

#include "ledger/checked.h"
#include "ledger/merkle_proof.h"
#include "ledger/store.h"
#include "proto/entry.h"

enum { SY_STORE_ID_BYTES = 16 };

struct sy_log;
struct sy_log_snapshot;
struct sy_log_writer;

/* Whose log it is: written when it is made, compared ever after. */
struct sy_log_identity {
    char origin[SY_NAME_BYTES_MAX + 1];
    struct sy_hash network_id;
    uint8_t store_id[SY_STORE_ID_BYTES]; /* random; tells a wiped store from a cut-off one */
};

/* The end of the log, from which the next entry follows. */
struct sy_log_head {
    struct sy_merkle tree;
    struct sy_hash last_leaf; /* of entry size - 1; the log's genesis when it is empty */
    int64_t sequenced_at;     /* of entry size - 1; INT64_MIN when empty */
    uint64_t registry_size;   /* of entry size - 1; 0 when empty */
    uint64_t record_count;
};

/* Opens or makes the log in folder path. SY_WRONG_PLACE or SY_WRONG_NETWORK when the folder is
 * that of another one. */
SY_MUST_USE enum sy_err sy_log_open(const char *path, uint64_t map_bytes,
                                    const struct sy_log_identity *identity,
                                    struct sy_log **out);

/* Opens the log that is there, to be read only, and says whose it is. */
SY_MUST_USE enum sy_err sy_log_open_read(const char *path, uint64_t map_bytes,
                                         struct sy_log_identity *identity, struct sy_log **out);

/* NULL is fine. */
void sy_log_close(struct sy_log *log);

/* What the log takes on disk, and the address space reserved for it. */
uint64_t sy_log_disk_bytes(struct sy_log *log);
uint64_t sy_log_map_bytes(struct sy_log *log);

/* The log as it is now, unchanged by what is appended until it is released. */
SY_MUST_USE enum sy_err sy_log_snapshot(struct sy_log *log, struct sy_log_snapshot **out);

/* NULL is fine. */
void sy_log_release(struct sy_log_snapshot *snapshot);

/* Where the log ends; it lives as long as the snapshot. */
const struct sy_log_head *sy_log_head(const struct sy_log_snapshot *snapshot);

/* Entry bytes; SY_NOT_FOUND at and past the end. */
SY_MUST_USE enum sy_err sy_log_entry(struct sy_log_snapshot *snapshot, uint64_t index,
                                     struct sy_bytes *out);

/* The entry at index, its bytes and both messages, all borrowed from the snapshot. SY_CORRUPT
 * when it is not there or cannot be read: whoever asks knows that the log is that long. */
SY_MUST_USE enum sy_err sy_log_statement(struct sy_log_snapshot *snapshot, uint64_t index,
                                         struct sy_bytes *bytes, struct sy_entry *entry,
                                         struct sy_statement *statement);

/* The index of a statement, by its id and time. SY_NOT_FOUND when it is not in the log. */
SY_MUST_USE enum sy_err sy_log_find(struct sy_log_snapshot *snapshot, int64_t signed_at,
                                    const struct sy_hash *id, uint64_t *out);

/* The kinds and hashes of a record's parts. SY_NOT_FOUND past the entry's last record. */
SY_MUST_USE enum sy_err sy_log_digest(struct sy_log_snapshot *snapshot, uint64_t index,
                                      uint32_t record, struct sy_record_digest *out);

/* A record with all parts that are stored, the others by their hash; no path. */
SY_MUST_USE enum sy_err sy_log_record(struct sy_log_snapshot *snapshot, uint64_t index,
                                      uint32_t record, struct sy_record_share *out);

/* The same, and the digest that it was stored with. */
SY_MUST_USE enum sy_err sy_log_record_digest(struct sy_log_snapshot *snapshot, uint64_t index,
                                             uint32_t record, struct sy_record_share *out,
                                             struct sy_record_digest *digest);

/* The tree of an entry's records as it was stored, empty when they are so few that none is; and
 * the hash of one of them, from that tree: false when it is not there, *out unchanged. */
SY_MUST_USE enum sy_err sy_log_tree(struct sy_log_snapshot *snapshot, uint64_t index,
                                    struct sy_bytes *out);
bool sy_log_tree_leaf(struct sy_bytes tree, uint32_t record, struct sy_hash *out);

/* The record's path to its statement's root, into out->path; count is the statement's. */
SY_MUST_USE enum sy_err sy_log_record_path(struct sy_log_snapshot *snapshot, uint64_t index,
                                           uint32_t record, uint32_t count,
                                           struct sy_record_share *out);

/* The stored nodes of the log's tree, for merkle_proof.h. */
struct sy_merkle_source sy_log_source(struct sy_log_snapshot *snapshot);

/* Whether what was derived from a log of size entries, the last with that leaf hash, was
 * derived from this one. SY_BAD_CHAIN when this log is shorter, or has another entry there: one
 * of the two was put back from an older copy, or is another log's. */
SY_MUST_USE enum sy_err sy_log_continues(struct sy_log_snapshot *snapshot, uint64_t size,
                                         const struct sy_hash *leaf);

/* Leaf hash of entry size - 1; zero for size 0. SY_NOT_FOUND past the end. */
SY_MUST_USE enum sy_err sy_log_leaf(struct sy_log_snapshot *snapshot, uint64_t size,
                                    struct sy_hash *out);

/* The latest signed checkpoint that was kept. SY_NOT_FOUND when there is none. */
SY_MUST_USE enum sy_err sy_log_note(struct sy_log_snapshot *snapshot, struct sy_bytes *out);

/* What whoever mirrors the log keeps beside its entries, and the evidence against it. */
enum sy_log_beside_what { SY_LOG_MIRROR, SY_LOG_EVIDENCE };

/* Its bytes. SY_NOT_FOUND when there is none. */
SY_MUST_USE enum sy_err sy_log_beside(struct sy_log_snapshot *snapshot,
                                      enum sy_log_beside_what what, struct sy_bytes *out);

/* Which store it is, and whether it was made when it was opened. */
const uint8_t *sy_log_store_id(const struct sy_log *log);
bool sy_log_was_made(const struct sy_log *log);

/* Opens what is at its path now, another store of the log perhaps. As sy_store_reopen: nobody
 * may use it meanwhile, and after an error it refuses everything until this succeeds. */
SY_MUST_USE enum sy_err sy_log_reopen(struct sy_log *log);

/* One writer at a time; what it puts is seen by nobody before it commits. */
SY_MUST_USE enum sy_err sy_log_begin(struct sy_log *log, struct sy_log_writer **out);

/* The head including what this writer has put. */
const struct sy_log_head *sy_log_writer_head(const struct sy_log_writer *writer);

/* As sy_log_find, including what this writer has put. */
SY_MUST_USE enum sy_err sy_log_writer_find(struct sy_log_writer *writer, int64_t signed_at,
                                           const struct sy_hash *id, uint64_t *out);

/* The stored nodes, including what this writer has put. */
struct sy_merkle_source sy_log_writer_source(struct sy_log_writer *writer);

/* Puts the entry at the end: its bytes, and what the submission brought. The entry is the next
 * one (the caller made it with sequence.h). On an error the writer can only be aborted. */
SY_MUST_USE enum sy_err sy_log_put(struct sy_log_writer *writer, struct sy_bytes entry,
                                   const struct sy_entry *read,
                                   const struct sy_checked *checked);

/* Keeps the latest signed checkpoint beside the entries. */
SY_MUST_USE enum sy_err sy_log_put_note(struct sy_log_writer *writer, struct sy_bytes note);

/* As sy_log_beside, including what this writer has put; and puts it. */
SY_MUST_USE enum sy_err sy_log_writer_beside(struct sy_log_writer *writer,
                                             enum sy_log_beside_what what,
                                             struct sy_bytes *out);
SY_MUST_USE enum sy_err sy_log_put_beside(struct sy_log_writer *writer,
                                          enum sy_log_beside_what what, struct sy_bytes bytes);

/* Ends the writer; on SY_OK everything is on disk. */
SY_MUST_USE enum sy_err sy_log_commit(struct sy_log_writer *writer);

/* Ends the writer and forgets what it put. NULL is fine. */
void sy_log_abort(struct sy_log_writer *writer);

#endif
