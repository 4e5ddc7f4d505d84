/* store_scour.h - overwrites what was deleted, so that it is gone from the disk.
 *
 * Shape    LMDB never writes over a page that somebody may read: after a deletion the bytes
 *          still stand in free pages, in the unused parts of pages in use, and in the memory
 *          that this process writes pages from. So: delete and commit; sy_store_reopen, for the
 *          memory; then sy_store_scour until it is done. It goes through all trees and clears
 *          what their pages do not use (walking), then clears every free page (freeing). Each
 *          call does a bounded piece under the write lock, so that writers wait for a piece
 *          only; readers never wait.
 * Rule     only bytes that no tree refers to are written, and a free page only when LMDB itself
 *          might give it to a writer: no reader and neither of the two latest commits needs it.
 *          A crash at any moment leaves a store that is whole.
 * Limit    while others write to the store, a copied page may carry up to seven bytes on either
 *          side of its gap along with it, and so may the next.
 * Source   store_page.h.
 */
#ifndef SY_STORE_SCOUR_H
#define SY_STORE_SCOUR_H

#include "ledger/store.h"

enum sy_scour_phase { SY_SCOUR_WALKING, SY_SCOUR_FREEING, SY_SCOUR_DONE };

/* How far it is; all zero: nothing is done yet. Kept in memory only: after a restart it begins
 * again, and what is zero already is not written again. */
struct sy_store_scour {
    enum sy_scour_phase phase;
    unsigned tree; /* walking: the how-manieth tree, in order of their names */
    uint16_t key_len;
    uint8_t key[SY_STORE_KEY_MAX]; /* walking: where in it to go on */
    uint64_t walked;               /* freeing: the commit whose trees were all clean */
    uint64_t next_page;            /* freeing: where to go on */
    uint64_t read_bytes;
    uint64_t cleared_bytes; /* in spans that were written over */
};

/* Does the next piece: about bytes_max of the data file. What it says is done is on disk.
 * SY_BUSY when an old reader still needs what is free (call again later, nothing is lost),
 * SY_UNIMPLEMENTED when the file is laid out in a way we do not know, SY_CORRUPT when it is
 * damaged: nothing was written where it is. No transaction of this thread may be open. Table 0
 * has no row whose key is one zero byte. */
SY_MUST_USE enum sy_err sy_store_scour(struct sy_store *store, struct sy_store_scour *scour,
                                       uint64_t bytes_max);

#endif
