/* receipt.h - what a signer keeps: proof, with no network, that a statement is in a log.
 *
 * Shape    a receipt is a C2SP tlog-proof whose "extra" line is a Receipt message. Where all
 *          records are in it they have no paths, and the root is computed over all; where some
 *          are, each has its path; where none is, it proves the statement, and a .parts file
 *          beside it proves the records. A .parts file is "suyuan/parts/v1\n" and a PartsFile
 *          message.
 * Source   design section 3, "Receipt"; C2SP tlog-proof.
 * Pure     bytes in, bytes out.
 */
#ifndef SY_RECEIPT_H
#define SY_RECEIPT_H

#include "ledger/merkle_proof.h"
#include "ledger/network.h"
#include "ledger/record.h"
#include "ledger/support.h"
#include "ledger/trust.h"
#include "proto/entry.h"
#include "proto/statement.h"
#include "proto/submission.h"

/* What a node answers to an append, borrowed from its answer. */
struct sy_inclusion {
    struct sy_bytes entry;
    struct sy_merkle_proof path;
    struct sy_bytes note;
};

/* A receipt for the whole statement into the buffer, under the network's policy: open parts by
 * their bytes and the others by hash where that fits, else all by hash, else none. SY_BAD_PROOF
 * when the answer does not fit the submission, and the errors of reading it; SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_receipt_write(const struct sy_network *network,
                                         const struct sy_inclusion *inclusion,
                                         struct sy_bytes submission, struct sy_buffer *out);

/* The .parts file of a submission. */
SY_MUST_USE enum sy_err sy_parts_file_write(const struct sy_hash *statement_id,
                                            struct sy_bytes submission, struct sy_buffer *out);

/* A receipt that was read and checked against a network. Borrowed from its file. */
struct sy_receipt {
    struct sy_trust trust; /* the checkpoint, and who stands behind it */
    struct sy_entry entry;
    struct sy_statement statement;
    struct sy_hash statement_id;
    uint64_t policy_version;
    struct sy_bytes message; /* the Receipt; records are read from it in turn */
    uint32_t records_here;   /* how many records it holds; all of them when record_count */
    struct sy_bytes note;
    struct sy_merkle_proof path;
    struct sy_bytes support_bytes; /* Support; data NULL when there is none */
    struct sy_support support;     /* checked */
    struct sy_buffer extra;        /* owns message */
};

enum { SY_RECEIPT_RECORDS = 5, SY_PARTS_FILE_RECORDS = 3 }; /* for sy_record_share_next */

/* Checks everything a receipt can show, from the network down to each part: SY_OK is yes. The
 * network is that of the policy under which it was made: SY_NOT_YET when its own is a later
 * one, SY_BAD_VERSION when it is an earlier one. Whether a log was closed since is
 * sy_trust_stands' matter. SY_WRONG_NETWORK, SY_BAD_VERSION, SY_LIMIT, SY_BAD_ENCODING,
 * SY_BAD_NOTE, SY_BAD_CHECKPOINT, SY_BAD_PROOF, SY_BAD_SIGNATURE, SY_UNKNOWN_KEY (a log or
 * cosigner the network does not name), SY_BAD_ROOT, SY_BAD_TIME, SY_QUORUM, and of its support
 * what sy_support_open refuses: no. On SY_OK close it. */
SY_MUST_USE enum sy_err sy_receipt_open(const struct sy_network *network, struct sy_bytes file,
                                        struct sy_receipt *out, struct sy_receipt_problem *why);

/* Reads a receipt without checking anything but its form: of trust only what the checkpoint
 * says, no statement id. The errors of sy_receipt_open that are about form. Close it. */
SY_MUST_USE enum sy_err sy_receipt_read(struct sy_bytes file, struct sy_receipt *out,
                                        struct sy_receipt_problem *why);

/* NULL and twice are fine. */
void sy_receipt_close(struct sy_receipt *receipt);

/* Checks a .parts file against the receipt of its statement: it holds all records, and they are
 * those that were signed. *records (for sy_record_share_next with SY_PARTS_FILE_RECORDS) is
 * borrowed. The errors of sy_receipt_open; SY_WRONG_PLACE for another statement's file. */
SY_MUST_USE enum sy_err sy_parts_file_open(const struct sy_receipt *receipt,
                                           struct sy_bytes file, struct sy_bytes *records,
                                           struct sy_receipt_problem *why);

/* The receipt of one record alone. parts_records is what sy_parts_file_open gave, or empty;
 * kinds has bit 1 << kind for the parts whose bytes go in. SY_NOT_FOUND when the record is in
 * neither, SY_LIMIT when it does not fit a receipt: leave kinds out. */
SY_MUST_USE enum sy_err sy_receipt_extract(const struct sy_network *network,
                                           const struct sy_receipt *receipt,
                                           struct sy_bytes parts_records, uint32_t record,
                                           unsigned kinds, struct sy_buffer *out);

/* The receipt of the same entry from what a node shows now: under another checkpoint, and the
 * network's policy of today; records and support stay. SY_WRONG_NETWORK; SY_BAD_PROOF when
 * that is not the entry; SY_LIMIT, SY_NO_MEMORY. Whether it holds is for sy_receipt_open. */
SY_MUST_USE enum sy_err sy_receipt_renew(const struct sy_network *network,
                                         const struct sy_receipt *receipt,
                                         const struct sy_inclusion *inclusion,
                                         struct sy_buffer *out);

/* The receipt with that support (data NULL: without any) in the place of its own. SY_LIMIT when
 * it does not fit. */
SY_MUST_USE enum sy_err sy_receipt_attach(const struct sy_receipt *receipt,
                                          struct sy_bytes support, struct sy_buffer *out);

#endif
