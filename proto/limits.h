/* limits.h - what may arrive: every bound on bytes from outside, in one place.
 *
 * A bound that is part of validity (V1) is the same at every node for ever; the rest are
 * policy.
 */
#ifndef SY_LIMITS_H
#define SY_LIMITS_H

enum {
    /* Validity: design section 3. */
    SY_DEPTH_MAX = 8,                 /* messages within messages, the outermost is 1 */
    SY_NAME_BYTES_MAX = 200,          /* origin, place, key name */
    SY_SUBJECT_BYTES_MAX = 200,       /* registry id of a principal or signer */
    SY_SIGNERS_MAX = 16,              /* of a statement */
    SY_RECORDS_MAX = 10000,           /* of a statement */
    SY_ENTRY_BYTES_MAX = 8192,        /* an Entry */
    SY_PART_BYTES_MAX = 1 << 20,      /* a Part */
    SY_PARTS_PER_RECORD_MAX = 8,      /* kinds 1..4, open and sealed */
    SY_STATEMENT_BYTES_MAX = 8 << 20, /* a statement with all its parts */
    SY_PROOF_HASHES_MAX = 63,         /* inclusion or consistency */
    SY_RECORD_PATH_MAX = 14,          /* 2^14 > SY_RECORDS_MAX */

    /* Receipts. */
    SY_RECEIPT_EXTRA_BYTES_MAX = 45000,    /* before base64 */
    SY_NOTE_BYTES_MAX = 65536,             /* a signed note */
    SY_NOTE_SIGNATURES_MAX = 100,          /* as Go's */
    SY_RECEIPT_FILE_BYTES_MAX = 256 << 10, /* a .receipt */
    SY_PARTS_FILE_BYTES_MAX = 10 << 20,    /* a .parts */

    /* The wire. */
    SY_FRAME_BYTES_MAX = 256 << 10,                  /* header included */
    SY_SUBMISSION_BYTES_MAX = (8 << 20) + (1 << 20), /* the message around 8 MiB of statement */
    SY_REQUEST_BYTES_MAX = 64 << 10,                 /* any request but an append */
    SY_REPLY_BYTES_MAX = 10 << 20,                   /* any message of an answer */

    /* Text that people give. */
    SY_ITEM_BYTES_MAX = 2048, /* an identifier */
    SY_JSON_DEPTH_MAX = 64,   /* objects and lists within each other */
    SY_NETWORK_FILE_BYTES_MAX = 1 << 20,
    SY_KEY_FILE_BYTES_MAX = 64 << 10
};

#endif
