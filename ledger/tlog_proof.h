/* tlog_proof.h - one file that proves an entry is in a log: index, path, signed checkpoint.
 *
 * Shape    "c2sp.org/tlog-proof@v1", then an optional line "extra <base64>" that nothing signs,
 *          "index <n>", the inclusion hashes in base64 a line each, an empty line, the note.
 *          Every byte is read: a line of another kind or in another place refuses the file.
 * Source   C2SP tlog-proof.
 * Pure     reading borrows and allocates nothing.
 */
#ifndef SY_TLOG_PROOF_H
#define SY_TLOG_PROOF_H

#include "ledger/merkle_proof.h"
#include "ledger/note.h"
#include "proto/buffer.h"

enum {
    /* Readers written by others stop at lines of 64 KiB: "extra " and the newline count. */
    SY_TLOG_PROOF_LINE_BYTES_MAX = 65535,
    SY_TLOG_PROOF_EXTRA_BYTES_MAX = SY_RECEIPT_EXTRA_BYTES_MAX
};

_Static_assert(((size_t)SY_TLOG_PROOF_EXTRA_BYTES_MAX + 2) / 3 * 4 + sizeof("extra \n") - 1 <=
                   SY_TLOG_PROOF_LINE_BYTES_MAX,
               "the extra line is one that others read");

struct sy_tlog_proof {
    struct sy_bytes extra; /* canonical base64, as long as the file; empty when there is none */
    uint64_t index;
    struct sy_merkle_proof path;
    struct sy_bytes note; /* not checked yet; as long as the file */
};

/* Append a proof file: extra is the bytes, not base64, and may be empty. SY_LIMIT for an
 * extra or a note above its limit, SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_tlog_proof_put(struct sy_buffer *out, struct sy_bytes extra,
                                          uint64_t index, const struct sy_merkle_proof *path,
                                          struct sy_bytes note);

/* Read a proof file: SY_BAD_VERSION when the first line is another, SY_LIMIT above
 * SY_RECEIPT_FILE_BYTES_MAX or for an extra, a path or a note above its limit, SY_BAD_PROOF for
 * everything else that is not such a file. The note is that of sy_note_parse if it is one. */
SY_MUST_USE enum sy_err sy_tlog_proof_parse(struct sy_bytes file, struct sy_tlog_proof *out);

#endif
