/* receipt_file.h - the receipt of a statement that a node took: made from its answer, checked
 * as anybody would check it, kept.
 *
 * Shape    in a folder: <origin, '/' written '+'>-<index>.receipt, and .parts beside it. A file
 *          that is there is never changed; an older receipt of the same statement is as good.
 */
#ifndef SY_RECEIPT_FILE_H
#define SY_RECEIPT_FILE_H

#include "ledger/receipt.h"

enum { SY_RECEIPT_PATH_BYTES = 4096 };

/* Keep its address while it is in use; all zero holds nothing. */
struct sy_taken {
    struct sy_buffer file;     /* the receipt's bytes */
    struct sy_receipt receipt; /* what was read from them */
    bool known;                /* the statement was in the log before */
    uint64_t witnesses;        /* other nodes whose cosignatures it has */
};

/* The network as it would be if no cosignature were needed: what a receipt holds by the log's
 * own word. NULL for want of memory; free it. */
struct sy_network *sy_without_quorum(const struct sy_network *network);

/* Make the receipt of a submission from the node's AppendReply and check it, down to the pinned
 * network; how many have cosigned is for the caller to compare with what he asked for. The
 * errors of sy_receipt_write and sy_receipt_open, SY_WRONG_PLACE when its log is not a
 * generation of origin's place; *why then says what is wrong with the node's answer. Close it
 * in every case. */
SY_MUST_USE enum sy_err sy_taken_read(const struct sy_network *network, struct sy_bytes origin,
                                      struct sy_bytes submission, struct sy_bytes reply,
                                      struct sy_taken *out, struct sy_receipt_problem *why);

/* Put receipt and parts into the folder, safe on disk. path is the receipt's; on an error that
 * of the file it is about. Errors of file.h; SY_EXISTS when another statement's file is
 * there. */
SY_MUST_USE enum sy_err sy_taken_keep(const struct sy_taken *taken, struct sy_bytes submission,
                                      const char *folder, char path[SY_RECEIPT_PATH_BYTES]);

/* Whether the folder has what reads as a receipt of another statement for the same place of the
 * log; path is that one's. */
SY_MUST_USE bool sy_taken_stands_twice(const struct sy_taken *taken, const char *folder,
                                       char path[SY_RECEIPT_PATH_BYTES]);

/* The .parts file beside a receipt. SY_LIMIT when the path is too long. */
SY_MUST_USE enum sy_err sy_parts_path(const char *receipt_path,
                                      char path[SY_RECEIPT_PATH_BYTES]);

/* NULL and twice are fine. */
void sy_taken_close(struct sy_taken *taken);

#endif
