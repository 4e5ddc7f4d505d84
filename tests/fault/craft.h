/* craft.h - submissions that say what they like: signed as they should be, or not.
 *
 * Shape    craft_begin gives an honest statement of no records; add records, bend what is to be
 *          wrong, finish. What is not bent is as it should be.
 */
#ifndef SY_CRAFT_H
#define SY_CRAFT_H

#include "ledger/merkle.h"
#include "ledger/record.h"
#include "proto/submission.h"
#include "tests/fault/fault.h"

enum { CRAFT_TYPE = 99 }; /* a record type that no program knows: any body will do */

struct craft {
    struct sy_scope scope; /* that is signed */
    const char *origin;    /* that it is sent to */
    struct sy_statement statement;
    struct sy_secret_key keys[SY_SIGNERS_MAX]; /* [i] signs for signer i */
    size_t signature_count;
    bool root_set; /* statement.records_root is not to be computed */
    struct sy_buffer records;
    struct sy_buffer leaves;
    struct sy_hash root;
    uint32_t added;
};

void craft_begin(struct craft *craft, const struct sy_stage *stage);

/* A record of one part; the body filled with bytes of its index. */
void craft_add(struct craft *craft, uint32_t kind, size_t body_bytes);

/* The signed submission. */
void craft_submission(struct craft *craft, struct sy_buffer *out);

/* The Append message around a submission. */
void craft_append(const char *origin, struct sy_bytes submission, struct sy_buffer *out);

/* Both, and closes the craft. */
void craft_finish(struct craft *craft, struct sy_buffer *out);

void craft_close(struct craft *craft);

#endif
