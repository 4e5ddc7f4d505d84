/* suyuan policy new */
#include <stdlib.h>

#include "tools/command.h"
#include "tools/policies.h"
#include "tools/policy_document.h"
#include "tools/policy_draft.h"

static enum sy_exit run_new(const struct sy_options *options, struct sy_output *o)
{
    const char *network = sy_options_value(options, "network");
    struct sy_policy_document *document = calloc(1, sizeof(*document));
    enum sy_exit status = SY_EXIT_UNASKED;

    if (document == NULL)
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
    else if (sy_policies_open(o, network, UINT64_MAX, &document->before))
        status = SY_EXIT_YES;
    if (status == SY_EXIT_YES) {
        document->network_path = network;
        document->path = sy_options_value(options, "out");
        document->next = document->before;
        status = sy_policy_draft(o, options, &document->next);
    }
    if (status == SY_EXIT_YES)
        status = sy_policy_document_write(o, document);
    if (status == SY_EXIT_YES) {
        if (o->json)
            sy_json_begin_object(sy_output_json(o));
        sy_policy_document_show(o, document);
        if (o->json)
            sy_json_end_object(sy_output_json(o));
    }
    free(document);
    return status;
}

static const struct sy_option *const new_options[] = {&sy_option_network,
                                                      &sy_option_policy_out,
                                                      &sy_option_add_authority,
                                                      &sy_option_remove_authority,
                                                      &sy_option_authorities_needed,
                                                      &sy_option_close_log,
                                                      &sy_option_checkpoint,
                                                      &sy_option_size,
                                                      &sy_option_root,
                                                      &sy_option_open_log,
                                                      &sy_option_add_node,
                                                      &sy_option_remove_node,
                                                      &sy_option_cosigner,
                                                      &sy_option_quorum_faults,
                                                      &sy_option_statement_bytes,
                                                      &sy_option_records,
                                                      NULL};

#define EXAMPLES(key)                                                                          \
    "  suyuan policy new --network demo --out next.policy --authorities-needed 2 \\\n"         \
    "    --add-authority " key "\n"                                                            \
    "  suyuan policy new --network demo --out next.policy \\\n"                                \
    "    --close-log suyuan.example/demo/310115 --checkpoint last.checkpoint\n"

const struct sy_command sy_command_policy_new = {
    .name = "policy new",
    .usage = {.options = new_options},
    .summary = {"write the next policy of a network, to be signed",
                "拟定网络的下一版规则，待签名"},
    .examples = {EXAMPLES("PUBLIC_KEY,CONNECT_KEY"), EXAMPLES("公钥,连接公钥")},
    .run = run_new};
