/* suyuan receipt attach */
#include "tools/attach.h"
#include "tools/command.h"
#include "tools/receipt_change.h"

static enum sy_exit attach_one(void *context, const char *path)
{
    return sy_attach_file(context, path);
}

static enum sy_exit run_attach(const struct sy_options *options, struct sy_output *o)
{
    struct sy_attach attach = {.network_path = sy_options_value(options, "network"),
                               .out = sy_options_value(options, "out")};
    const struct sy_receipt_change change = {attach_one, &attach, SY_MESSAGE_ATTACHED,
                                             "attached"};
    struct sy_directory *directory = NULL;
    enum sy_exit status;

    if (!sy_receipt_out_fits(options, o))
        return SY_EXIT_USAGE;
    status = sy_peer_open_unnamed(o, attach.network_path, sy_options_value(options, "node"),
                                  &attach.peer);
    if (status == SY_EXIT_YES)
        status = sy_directory_open(attach.peer, options, &directory);
    attach.directory = directory;
    if (status == SY_EXIT_YES)
        status = sy_receipts_change(options, o, &change);
    sy_directory_close(directory);
    sy_peer_close(attach.peer);
    return status;
}

static const struct sy_option *const attach_options[] = {
    &sy_option_network, &sy_option_node, &sy_receipt_option_out, &sy_option_no_cache, NULL};

const struct sy_command sy_command_receipt_attach = {
    .name = "receipt attach",
    .usage = {.options = attach_options,
              .operands = "RECEIPT...",
              .operands_min = 1,
              .operands_max = SY_OPERANDS_ANY},
    .summary = {"put into a receipt what the registry says of its signers",
                "把登记簿对签署者的记载放入回执"},
    .examples = {"  suyuan receipt attach --network demo --node 310000 receipts/*.receipt\n",
                 "  suyuan receipt attach --network demo --node 310000 receipts/*.receipt\n"},
    .run = run_attach};
