/* receipt_input.h - a receipt as commands read it: the file, checked, and the parts beside it.
 *
 * Errors   said to the user; the functions then return what the command ends with: SY_EXIT_NO
 *          for a check that failed, SY_EXIT_UNASKED for a file that cannot be read.
 */
#ifndef SY_RECEIPT_INPUT_H
#define SY_RECEIPT_INPUT_H

#include "ledger/policy.h"
#include "ledger/receipt.h"
#include "tools/output.h"

/* Keep its address while it is in use; all zero holds nothing. */
struct sy_receipt_input {
    const char *path;
    struct sy_buffer file;
    struct sy_receipt receipt;
    bool checked;             /* against a network */
    bool cut_off;             /* its entry lies beyond where a policy has closed the log */
    const char *network_path; /* set by the caller: where the policies of that network are */
    const struct sy_network *network; /* as the policy has it that the receipt was made under */
    const struct sy_network *newest;  /* as the newest policy has it that is known */
    struct sy_policy *older;          /* holds that when it is not the newest */
    struct sy_buffer parts_file;
    struct sy_bytes parts;         /* for sy_record_share_next; empty when there is none */
    struct sy_receipt_problem why; /* what failed */
    enum sy_err err;
};

/* Read the file, whatever it is; then check that it is a receipt; network NULL: only take it
 * apart. network is the newest: a receipt made under an earlier policy is checked under that,
 * and must still stand; SY_EXIT_UNASKED when its policy is not here yet. Close it in every
 * case. */
SY_MUST_USE enum sy_exit sy_receipt_input_read(struct sy_output *o, const char *path,
                                               struct sy_receipt_input *in);
SY_MUST_USE enum sy_exit sy_receipt_input_check(struct sy_output *o,
                                                const struct sy_network *network,
                                                struct sy_receipt_input *in);

/* Both. */
SY_MUST_USE enum sy_exit sy_receipt_input_open(struct sy_output *o, const char *path,
                                               const struct sy_network *network,
                                               struct sy_receipt_input *in);

/* Add the parts: of the path, or when it is NULL those beside the receipt, if they are
 * there. */
SY_MUST_USE enum sy_exit sy_receipt_input_parts(struct sy_output *o, const char *path,
                                                struct sy_receipt_input *in);

/* The records at hand, in turn: of the .parts file, else of the receipt. Start with
 * sy_wire_open(sy_receipt_input_records(in, &number)). */
struct sy_bytes sy_receipt_input_records(const struct sy_receipt_input *in, uint32_t *number);

/* Twice is fine. */
void sy_receipt_input_close(struct sy_receipt_input *in);

#endif
