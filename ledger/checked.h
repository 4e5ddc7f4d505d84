/* checked.h - a submission that was checked as far as it can be without its log: its bytes, its
 * records against the root that was signed, its signatures.
 *
 * Shape    nodes are those of the tree over the records' hashes, as sy_merkle_append_to puts
 *          them; digests hold, for each record in turn, a count
 *          byte and that many (kind byte, hash): what a log stores of a record for ever. The
 *          message is borrowed: it lives as long as whoever gave it keeps it. records are read
 *          from it with sy_record_share_next.
 * Source   design section 3: V1, V4 and V6, and what a sequencing node admits.
 * Pure     allocates nodes and digests, in proportion to record_count. Any thread.
 */
#ifndef SY_CHECKED_H
#define SY_CHECKED_H

#include "ledger/record.h"
#include "ledger/scope.h"
#include "proto/message.h"
#include "proto/submission.h"

struct sy_checked {
    struct sy_submission submission;
    struct sy_statement statement;
    struct sy_hash id;
    struct sy_list records;
    struct sy_buffer nodes;   /* see above */
    struct sy_buffer digests; /* likewise */
};

/* Where a check failed, for the answer: "records[3].parts[0]"; empty when it is about the
 * whole. */
struct sy_check_place {
    char member[64];
};

/* SY_BAD_ENCODING, SY_LIMIT, SY_BAD_NAME, SY_BAD_ROOT, SY_BAD_KEY, SY_BAD_SIGNATURE: the bytes
 * are refused for good, *where says which. On SY_OK close it. */
SY_MUST_USE enum sy_err sy_checked_open(const struct sy_scope *scope, struct sy_bytes message,
                                        struct sy_checked *out, struct sy_check_place *where);

/* The same for what a log holds already, which another node admitted: parts may be of kinds and
 * types that this program does not know, and may be withheld (by their hash). */
SY_MUST_USE enum sy_err sy_checked_open_sequenced(const struct sy_scope *scope,
                                                  struct sy_bytes message,
                                                  struct sy_checked *out,
                                                  struct sy_check_place *where);

/* NULL and twice are fine. */
void sy_checked_close(struct sy_checked *checked);

/* What is stored of one record, the count byte before it. */
void sy_digest_put(const struct sy_record_digest *digest, struct sy_buffer *to);

/* One record's stored digest bytes, without the count byte, into the plain form.
 * SY_CORRUPT when they are none. */
SY_MUST_USE enum sy_err sy_digest_read(struct sy_bytes bytes, struct sy_record_digest *out);

#endif
