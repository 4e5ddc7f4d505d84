/* suyuan verify */
#include <stdlib.h>

#include "ledger/refusal.h"
#include "tools/command.h"
#include "tools/open.h"
#include "tools/refusal_file.h"
#include "tools/verdict.h"

/* What was read, as a receipt. */
static enum sy_exit verify_receipt(struct sy_output *o, const struct sy_network *network,
                                   struct sy_receipt_input *in, const char *parts)
{
    enum sy_exit status = sy_receipt_input_check(o, network, in);

    if (status == SY_EXIT_YES)
        status = sy_receipt_input_parts(o, parts, in);
    if (o->json) {
        sy_json_name(sy_output_json(o), "holds");
        sy_json_put_bool(sy_output_json(o), status == SY_EXIT_YES);
        if (status != SY_EXIT_YES)
            sy_output_value(o, "error", sy_err_name(in->err));
        if (status != SY_EXIT_YES && in->why.what != NULL)
            sy_output_value(o, "failed", in->why.what);
        sy_json_name(sy_output_json(o), "cut_off");
        sy_json_put_bool(sy_output_json(o), in->cut_off);
    }
    if (status == SY_EXIT_YES) {
        sy_output_say(o, SY_SAY(RECEIPT_HOLDS, in->path));
        sy_verdict_show(o, in->network, in);
    }
    return status;
}

static void show_unread(struct sy_output *o, enum sy_err err)
{
    if (!o->json)
        return;
    sy_json_name(sy_output_json(o), "holds");
    sy_json_put_bool(sy_output_json(o), false);
    sy_output_value(o, "error", sy_err_name(err));
}

/* One file: SY_EXIT_YES when all that it can show holds. */
static enum sy_exit verify_one(struct sy_output *o, const struct sy_options *options,
                               const struct sy_network *network, const char *path)
{
    struct sy_receipt_input in = {.network_path = sy_options_value(options, "network")};
    enum sy_exit status = sy_receipt_input_read(o, path, &in);

    if (o->json) {
        sy_json_begin_object(sy_output_json(o));
        sy_output_value(o, "file", path);
    }
    if (status != SY_EXIT_YES)
        show_unread(o, in.err);
    else if (sy_refusal_begins(sy_buffer_bytes(&in.file)))
        status = sy_refusal_show(o, network, path, sy_buffer_bytes(&in.file));
    else
        status = verify_receipt(o, network, &in, sy_options_value(options, "parts"));
    if (o->json)
        sy_json_end_object(sy_output_json(o));
    sy_receipt_input_close(&in);
    return status;
}

static enum sy_exit verify_all(const struct sy_options *options, struct sy_output *o,
                               const struct sy_network *network)
{
    enum sy_exit status = SY_EXIT_YES;

    if (o->json) {
        sy_json_begin_object(sy_output_json(o));
        sy_json_name(sy_output_json(o), "receipts");
        sy_json_begin_list(sy_output_json(o));
    }
    for (size_t i = 0; i < options->operand_count; i++) {
        enum sy_exit one = verify_one(o, options, network, options->operands[i]);

        /* A check that failed says more than a file that could not be read. */
        if (one == SY_EXIT_NO || status == SY_EXIT_YES)
            status = one;
    }
    if (o->json) {
        sy_json_end_list(sy_output_json(o));
        sy_json_end_object(sy_output_json(o));
    }
    return status;
}

static enum sy_exit run_verify(const struct sy_options *options, struct sy_output *o)
{
    struct sy_network *network;
    enum sy_exit status = SY_EXIT_UNASKED;

    if (sy_options_value(options, "parts") != NULL && options->operand_count > 1) {
        sy_output_error(o, SY_SAY(PARTS_OF_ONE, NULL));
        return SY_EXIT_USAGE;
    }
    network = calloc(1, sizeof(*network));
    if (network == NULL)
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
    else if (sy_open_network(o, sy_options_value(options, "network"), network))
        status = verify_all(options, o, network);
    free(network);
    return status;
}

static const struct sy_option option_parts = {
    .name = "parts",
    .value = "FILE",
    .help = {"the .parts file; by default the one beside the receipt, if there is one",
             ".parts 文件；默认为回执旁边的同名文件"}};

static const struct sy_option *const verify_options[] = {&sy_option_network, &option_parts,
                                                         NULL};

const struct sy_command sy_command_verify = {
    .name = "verify",
    .usage = {.options = verify_options,
              .operands = "FILE...",
              .operands_min = 1,
              .operands_max = SY_OPERANDS_ANY},
    .summary = {"check receipts and refusals, with no network", "脱网核验回执和拒收凭证"},
    .examples = {"  suyuan verify --network demo/network.json receipts/*.receipt\n",
                 "  suyuan verify --network demo/network.json receipts/*.receipt\n"},
    .run = run_verify};
