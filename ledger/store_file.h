/* store_file.h - what store_scour.c must know of an open store; for store.c and it only. */
#ifndef SY_STORE_FILE_H
#define SY_STORE_FILE_H

#include "ledger/store.h"

/* The data file, as the holder of the write lock sees it. */
struct sy_store_file {
    int fd;
    uint64_t txn;           /* of the writer; txn - 1 is what was committed last */
    uint64_t oldest_reader; /* the oldest commit that somebody reads; UINT64_MAX: nobody */
};

/* txn is a writing one. SY_UNIMPLEMENTED when LMDB is not of the version that we know. */
SY_MUST_USE enum sy_err sy_store_file(struct sy_store_txn *txn, struct sy_store_file *out);

/* A commit that changes nothing (but no table 0 has a row whose key is a single zero byte), so
 * that what was freed before is no longer in the latest but one. */
SY_MUST_USE enum sy_err sy_store_age(struct sy_store *store);

#endif
