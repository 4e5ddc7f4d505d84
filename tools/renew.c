#include "tools/renew.h"

#include <stdlib.h>

#include "ledger/receipt.h"
#include "tools/one_entry.h"
#include "tools/receipt_change.h"
#include "tools/receipt_file.h"
#include "tools/receipt_input.h"

/* As anybody will check it. */
static enum sy_err try(const struct sy_network *network, struct sy_bytes file,
                       struct sy_receipt_problem *why)
{
    struct sy_receipt receipt;
    enum sy_err err = sy_receipt_open(network, file, &receipt, why);

    if (err == SY_OK)
        sy_receipt_close(&receipt);
    return err;
}

/* What it shows of its signers was checked under the policy of then, and need not stand under
 * that of today. */
static enum sy_err drop_support(const struct sy_network *network, struct sy_buffer *file)
{
    struct sy_receipt_problem why;
    struct sy_receipt receipt;
    struct sy_buffer bare = {0};
    enum sy_err err = sy_receipt_read(sy_buffer_bytes(file), &receipt, &why);

    if (err != SY_OK)
        return err;
    err = receipt.support_bytes.data == NULL
              ? SY_NOT_FOUND
              : sy_receipt_attach(&receipt, (struct sy_bytes){NULL, 0}, &bare);
    if (err == SY_OK)
        err = try(network, sy_buffer_bytes(&bare), &why);
    sy_receipt_close(&receipt);
    if (err != SY_OK) {
        sy_buffer_close(&bare);
        return err;
    }
    sy_buffer_close(file);
    *file = bare;
    return SY_OK;
}

/* Another entry stands there. If the log has signed this one, it has been rewritten. */
static enum sy_exit say_other(const struct sy_renew *renew, const struct sy_receipt_input *in)
{
    struct sy_network *bare = sy_without_quorum(&renew->peer->network);
    const char *node = renew->peer->node->code;
    struct sy_output *o = renew->peer->output;
    struct sy_receipt_problem why;
    enum sy_exit status = SY_EXIT_NO;

    if (bare == NULL) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        status = SY_EXIT_UNASKED;
    } else if (try(bare, sy_buffer_bytes(&in->file), &why) == SY_OK) {
        sy_output_error(o, SY_SAY(RENEW_OTHER, in->path, node));
    } else {
        sy_output_error(o, SY_SAY(RENEW_FAILS, in->path, node, "it is not what stands there"));
    }
    free(bare);
    return status;
}

static enum sy_exit make(const struct sy_renew *renew, const struct sy_receipt_input *in,
                         const struct sy_one_entry *one, struct sy_buffer *file)
{
    const struct sy_network *network = &renew->peer->network;
    const char *node = renew->peer->node->code;
    const struct sy_inclusion inclusion = {one->entry, one->path, sy_buffer_bytes(&one->note)};
    struct sy_output *o = renew->peer->output;
    struct sy_receipt_problem why = {.what = NULL};
    enum sy_err err = sy_receipt_renew(network, &in->receipt, &inclusion, file);

    if (err == SY_BAD_PROOF)
        return say_other(renew, in);
    if (err == SY_OK)
        err = try(network, sy_buffer_bytes(file), &why);
    if (err != SY_OK && why.what != NULL && drop_support(network, file) == SY_OK) {
        sy_output_trouble(o, SY_SAY(RENEW_LEFT_OUT, in->path));
        return SY_EXIT_YES;
    }
    if (err == SY_OK)
        return SY_EXIT_YES;
    if (sy_err_class(err) == SY_CLASS_FAULT) {
        sy_output_error(o, SY_SAY(MACHINE_FAULT, sy_err_name(err)));
        return SY_EXIT_UNASKED;
    }
    sy_output_error(
        o, SY_SAY(RENEW_FAILS, in->path, node, why.what == NULL ? sy_err_name(err) : why.what));
    return SY_EXIT_NO;
}

enum sy_exit sy_renew_file(const struct sy_renew *renew, const char *path)
{
    struct sy_output *o = renew->peer->output;
    struct sy_receipt_input in = {0};
    struct sy_one_entry one = {.peer = renew->peer};
    struct sy_buffer file = {0};
    enum sy_exit status =
        sy_receipt_input_open(o, path, NULL, &in); /* what stands behind it is made anew */

    if (status == SY_EXIT_YES) {
        one.origin = in.receipt.trust.checkpoint.origin;
        one.index = in.receipt.entry.index;
        status = sy_one_entry_open(&one, renew->options);
    }
    if (status == SY_EXIT_YES)
        status = make(renew, &in, &one, &file);
    if (status == SY_EXIT_YES)
        status = sy_receipt_put(o, path, sy_options_value(renew->options, "out"),
                                sy_buffer_bytes(&file));
    sy_one_entry_close(&one);
    sy_receipt_input_close(&in);
    sy_buffer_close(&file);
    return status;
}
