/* act_statement.h - a statement of registry acts that several must sign, wherever they are.
 *
 * Shape    the file is a Submission; zeros stand in the place of a signature that is not
 *          made yet. Who must sign is fixed by the statement: nobody can be added or left out,
 *          and every signature is over all of it.
 */
#ifndef SY_ACT_STATEMENT_H
#define SY_ACT_STATEMENT_H

#include "ledger/network.h"
#include "proto/statement.h"
#include "proto/submission.h"
#include "tools/outbox.h"

/* Keep its bytes while it is in use; the statement's fields are borrowed from them. */
struct sy_act_statement {
    struct sy_submission submission;
    struct sy_statement statement;
    bool signed_by[SY_SIGNERS_MAX];
    size_t missing;
};

/* Read it and check every signature that is there, and that the records are those it commits
 * to. SY_BAD_ENCODING, SY_LIMIT, SY_BAD_NAME, SY_DENIED when it holds no registry acts,
 * SY_BAD_ROOT, SY_BAD_SIGNATURE, SY_BAD_KEY. */
SY_MUST_USE enum sy_err sy_act_statement_read(const struct sy_network *network,
                                              struct sy_bytes bytes,
                                              struct sy_act_statement *out);

/* Put the same submission with the signature of that key, which is one of its signers'.
 * SY_NOT_FOUND when it is none of them, SY_NO_MEMORY. */
SY_MUST_USE enum sy_err sy_act_statement_sign(const struct sy_network *network,
                                              const struct sy_act_statement *statement,
                                              const struct sy_secret_key *key,
                                              struct sy_buffer *to);

/* The name that it has in an outbox. The errors of reading a submission. */
SY_MUST_USE enum sy_err sy_act_statement_name(struct sy_bytes submission,
                                              struct sy_outbox_name *out);

#endif
