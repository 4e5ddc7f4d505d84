/* suyuan receipt attach */
#include "tools/attach.h"
#include "tools/command.h"

static enum sy_exit attach_all(const struct sy_options *options, struct sy_output *o,
                               struct sy_attach *attach)
{
    enum sy_exit status = SY_EXIT_YES;

    if (o->json) {
        sy_json_begin_object(sy_output_json(o));
        sy_json_name(sy_output_json(o), "receipts");
        sy_json_begin_list(sy_output_json(o));
    }
    for (size_t i = 0; i < options->operand_count; i++) {
        const char *path = options->operands[i];
        enum sy_exit one = sy_attach_file(attach, path);

        if (one == SY_EXIT_NO || status == SY_EXIT_YES)
            status = one;
        if (o->json) {
            sy_json_begin_object(sy_output_json(o));
            sy_output_value(o, "file", path);
            sy_json_name(sy_output_json(o), "attached");
            sy_json_put_bool(sy_output_json(o), one == SY_EXIT_YES);
            sy_json_end_object(sy_output_json(o));
        } else if (one == SY_EXIT_YES) {
            sy_output_say(o, SY_SAY(ATTACHED, attach->out == NULL ? path : attach->out));
        }
    }
    if (o->json) {
        sy_json_end_list(sy_output_json(o));
        sy_json_end_object(sy_output_json(o));
    }
    return status;
}

static enum sy_exit run_attach(const struct sy_options *options, struct sy_output *o)
{
    struct sy_attach attach = {.network_path = sy_options_value(options, "network"),
                               .out = sy_options_value(options, "out")};
    struct sy_directory *directory = NULL;
    enum sy_exit status;

    if (attach.out != NULL && options->operand_count > 1) {
        sy_output_error(o, SY_SAY(ATTACH_OUT_OF_ONE, NULL));
        return SY_EXIT_USAGE;
    }
    status = sy_peer_open_unnamed(o, attach.network_path, sy_options_value(options, "node"),
                                  &attach.peer);
    if (status == SY_EXIT_YES)
        status = sy_directory_open(attach.peer, options, &directory);
    attach.directory = directory;
    if (status == SY_EXIT_YES)
        status = attach_all(options, o, &attach);
    sy_directory_close(directory);
    sy_peer_close(attach.peer);
    return status;
}

static const struct sy_option option_out = {
    .name = "out",
    .value = "FILE",
    .help = {"where to write it; by default it takes the receipt's place",
             "写到哪里；默认替换原回执"}};

static const struct sy_option *const attach_options[] = {
    &sy_option_network, &sy_option_node, &option_out, &sy_option_no_cache, NULL};

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
