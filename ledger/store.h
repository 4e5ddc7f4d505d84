/* store.h - tables on disk (LMDB): the only file that knows how bytes become durable.
 *
 * Shape    an environment is a folder with a few tables, numbered 0.. by whoever opens it. Keys
 *          are 1..SY_STORE_KEY_MAX bytes, ordered as memcmp orders them, each once.
 * Errors   SY_NO_SPACE when the disk, the map or what a file may have is full (the transaction
 *          is gone, the store is as before and can go on), SY_DENIED when the files are not
 *          ours to write, SY_IO and SY_CORRUPT when the disk fails, SY_NO_MEMORY. errno and
 *          LMDB's codes do not travel further.
 * Life     bytes read live until their transaction ends or, in a writing one, until its next
 *          write.
 * Thread   one writing transaction at a time, by one thread; reading ones on any thread, each
 *          used by one thread at a time.
 */
#ifndef SY_STORE_H
#define SY_STORE_H

#include "proto/base.h"
#include "proto/err.h"

enum { SY_STORE_KEY_MAX = 511, SY_STORE_TABLES_MAX = 12, SY_STORE_READERS_MAX = 254 };

enum sy_store_mode {
    SY_STORE_CREATE,  /* read and write; made when it is not there */
    SY_STORE_DERIVED, /* the same, of what can be built again: SY_CORRUPT at the first doubt */
    SY_STORE_READ     /* as it is, by an auditor: nothing is written but the lock file */
};

struct sy_store;
struct sy_store_txn;
struct sy_store_cursor;

/* Makes a folder, whose parent is there, and its name in the parent durable. Fine when it is
 * there: whoever made it may have been killed before its name was on disk. */
SY_MUST_USE enum sy_err sy_store_folder(const char *path);

/* Opens the environment in folder path. map_bytes is address space, reserved for good. The
 * folder is made (its parent is there) and made durable, and what is found in it is on disk
 * when this returns. tables lives as long as the store. SY_NOT_FOUND when reading what is not
 * there. */
SY_MUST_USE enum sy_err sy_store_open(const char *path, enum sy_store_mode mode,
                                      uint64_t map_bytes, const char *const *tables,
                                      unsigned table_count, struct sy_store **out);

/* Closes the environment and opens it again, so that nothing is left of the pages that LMDB
 * keeps in memory for reuse, with what stood in them. SY_BUSY when a transaction is open: the
 * store is as before. On any other error the store is closed (transactions are refused with
 * SY_IO) until this succeeds. Nothing else may be called meanwhile. */
SY_MUST_USE enum sy_err sy_store_reopen(struct sy_store *store);

/* Removes the environment in folder path, which nobody has open. Fine when there is none. */
SY_MUST_USE enum sy_err sy_store_remove(const char *path);

/* No transaction may be open. NULL is fine. */
void sy_store_close(struct sy_store *store);

/* Begins a transaction: one that sees the store as it is now, or the one that changes it. */
SY_MUST_USE enum sy_err sy_store_read(struct sy_store *store, struct sy_store_txn **out);
SY_MUST_USE enum sy_err sy_store_write(struct sy_store *store, struct sy_store_txn **out);

/* Ends the transaction, whatever comes back; on SY_OK what was written is on disk (synced). */
SY_MUST_USE enum sy_err sy_store_commit(struct sy_store_txn *txn);

/* Ends the transaction and forgets what it wrote. NULL is fine. */
void sy_store_end(struct sy_store_txn *txn);

/* SY_NOT_FOUND when there is no such key. */
SY_MUST_USE enum sy_err sy_store_get(struct sy_store_txn *txn, unsigned table,
                                     struct sy_bytes key, struct sy_bytes *out);

/* The same, quicker where that is the row behind the one that was read last of the table. */
SY_MUST_USE enum sy_err sy_store_get_next(struct sy_store_txn *txn, unsigned table,
                                          struct sy_bytes key, struct sy_bytes *out);

/* Puts or replaces. */
SY_MUST_USE enum sy_err sy_store_put(struct sy_store_txn *txn, unsigned table,
                                     struct sy_bytes key, struct sy_bytes value);

/* Puts behind the last key of the table: faster, and pages are filled. SY_EXISTS when the key
 * is not greater than the last. */
SY_MUST_USE enum sy_err sy_store_append(struct sy_store_txn *txn, unsigned table,
                                        struct sy_bytes key, struct sy_bytes value);

/* SY_NOT_FOUND when there is no such key. */
SY_MUST_USE enum sy_err sy_store_delete(struct sy_store_txn *txn, unsigned table,
                                        struct sy_bytes key);

/* Rows of a table. */
/* Deletes every row of the table. */
SY_MUST_USE enum sy_err sy_store_clear(struct sy_store_txn *txn, unsigned table);

/* How many rows it has. */
SY_MUST_USE enum sy_err sy_store_count(struct sy_store_txn *txn, unsigned table, uint64_t *out);

/* A place in a table; close it before its transaction ends. NULL is fine to close. */
SY_MUST_USE enum sy_err sy_store_cursor_open(struct sy_store_txn *txn, unsigned table,
                                             struct sy_store_cursor **out);
void sy_store_cursor_close(struct sy_store_cursor *cursor);

/* The first row whose key is not less; then the rows behind it. SY_NOT_FOUND past the end. */
SY_MUST_USE enum sy_err sy_store_seek(struct sy_store_cursor *cursor, struct sy_bytes from,
                                      struct sy_bytes *key, struct sy_bytes *value);
SY_MUST_USE enum sy_err sy_store_next(struct sy_store_cursor *cursor, struct sy_bytes *key,
                                      struct sy_bytes *value);

/* The last row whose key is less. SY_NOT_FOUND when there is none. */
SY_MUST_USE enum sy_err sy_store_seek_before(struct sy_store_cursor *cursor,
                                             struct sy_bytes before, struct sy_bytes *key,
                                             struct sy_bytes *value);

/* The last row of the table. SY_NOT_FOUND when it is empty. */
SY_MUST_USE enum sy_err sy_store_last(struct sy_store_txn *txn, unsigned table,
                                      struct sy_bytes *key, struct sy_bytes *value);

/* Bytes that the environment uses on disk, and the address space it may grow into. */
uint64_t sy_store_disk_bytes(struct sy_store *store);
uint64_t sy_store_map_bytes(struct sy_store *store);

/* Free the slots of readers whose process has died. */
void sy_store_clear_stale_readers(struct sy_store *store);

#endif
