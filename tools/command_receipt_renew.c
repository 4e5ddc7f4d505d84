/* suyuan receipt renew */
#include "tools/command.h"
#include "tools/directory.h"
#include "tools/receipt_change.h"
#include "tools/renew.h"

static enum sy_exit renew_one(void *context, const char *path)
{
    return sy_renew_file(context, path);
}

static enum sy_exit run_renew(const struct sy_options *options, struct sy_output *o)
{
    struct sy_renew renew = {.options = options};
    const struct sy_receipt_change change = {renew_one, &renew, SY_MESSAGE_RECEIPT_RENEWED,
                                             "renewed"};
    enum sy_exit status;

    if (!sy_receipt_out_fits(options, o))
        return SY_EXIT_USAGE;
    status = sy_peer_open_unnamed(o, sy_options_value(options, "network"),
                                  sy_options_value(options, "node"), &renew.peer);
    if (status == SY_EXIT_YES)
        status = sy_receipts_change(options, o, &change);
    sy_peer_close(renew.peer);
    return status;
}

static const struct sy_option *const renew_options[] = {
    &sy_option_network, &sy_option_node, &sy_receipt_option_out, &sy_option_no_cache, NULL};

const struct sy_command sy_command_receipt_renew = {
    .name = "receipt renew",
    .usage = {.options = renew_options,
              .operands = "RECEIPT...",
              .operands_min = 1,
              .operands_max = SY_OPERANDS_ANY},
    .summary = {"put a receipt under the checkpoint that a node shows now",
                "把回执换到节点现在给出的检查点之下"},
    .details =
        {"For a receipt that was taken before enough others held its entry (append\n"
         "--durability local), or under an earlier policy. The entry and its records\n"
         "stay; a node that shows another entry in its place is told of.\n",
         "用于在他人持有尚不足时取得的回执（append --durability local），或先前规则下的回执。\n"
         "条目及其记录不变；若节点在同一位置给出另一条目，则予指出。\n"},
    .examples = {"  suyuan receipt renew --network demo --node 310000 receipts/*.receipt\n",
                 "  suyuan receipt renew --network demo --node 310000 receipts/*.receipt\n"},
    .run = run_renew};
