/* suyuan policy new */
#include <stdio.h>
#include <stdlib.h>

#include "tools/command.h"
#include "tools/file.h"
#include "tools/policies.h"
#include "tools/policy_change.h"
#include "tools/policy_draft.h"
#include "tools/report.h"

enum { PUBLIC_FILE_MODE = 0644, NUMBER_BYTES = 24 };

/* What the next policy is made in, too large for the stack. */
struct making {
    struct sy_policy before;
    struct sy_policy next;
    struct sy_policy read; /* the next as anybody would read it */
};

static enum sy_exit check_size(struct sy_output *o, size_t len)
{
    char have[NUMBER_BYTES];
    char most[NUMBER_BYTES];

    if (len <= SY_POLICY_TEXT_BYTES_MAX)
        return SY_EXIT_YES;
    snprintf(have, sizeof(have), "%zu", len);
    snprintf(most, sizeof(most), "%d", SY_POLICY_TEXT_BYTES_MAX);
    sy_output_error(o, SY_SAY(POLICY_TOO_LONG, have, most));
    return SY_EXIT_USAGE;
}

/* Write it, read it back, and hold it against the one in force. */
static enum sy_exit check(struct sy_output *o, const char *path, struct making *m,
                          struct sy_buffer *text)
{
    struct sy_problem why = {0};
    enum sy_exit status;

    sy_policy_write(&m->next, text);
    if (text->err != SY_OK) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        return SY_EXIT_UNASKED;
    }
    status = check_size(o, text->len);
    if (status == SY_EXIT_YES &&
        (sy_policy_parse(sy_buffer_bytes(text), &m->read, &why) != SY_OK ||
         sy_policy_follows(&m->before, &m->read, &why) != SY_OK)) {
        sy_report_problem(o, path, &why);
        status = SY_EXIT_USAGE;
    }
    return status;
}

static void show(struct sy_output *o, const char *path, const char *network,
                 const struct making *m)
{
    char version[NUMBER_BYTES];

    snprintf(version, sizeof(version), "%llu", (unsigned long long)m->read.network.version);
    if (o->json) {
        sy_json_begin_object(sy_output_json(o));
        sy_output_value(o, "file", path);
        sy_output_number(o, "version", m->read.network.version);
        sy_json_end_object(sy_output_json(o));
        return;
    }
    sy_output_say(o, SY_SAY(POLICY_WRITTEN, path, version));
    sy_policy_change_show(o, &m->before.network, &m->read.network);
    sy_output_next(o, SY_SAY(NEXT_POLICY_SIGN, path, network));
}

static enum sy_exit run_new(const struct sy_options *options, struct sy_output *o)
{
    const char *network = sy_options_value(options, "network");
    const char *path = sy_options_value(options, "out");
    struct making *m = calloc(1, sizeof(*m));
    struct sy_buffer text = {0};
    enum sy_exit status = SY_EXIT_UNASKED;

    if (m == NULL)
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
    else if (sy_policies_open(o, network, UINT64_MAX, &m->before))
        status = SY_EXIT_YES;
    if (status == SY_EXIT_YES) {
        m->next = m->before;
        status = sy_policy_draft(o, options, &m->next);
    }
    if (status == SY_EXIT_YES)
        status = check(o, path, m, &text);
    if (status == SY_EXIT_YES) {
        enum sy_err err = sy_file_create(path, PUBLIC_FILE_MODE, sy_buffer_bytes(&text));

        if (err != SY_OK)
            status = sy_report_file(o, err, path);
    }
    if (status == SY_EXIT_YES)
        show(o, path, network, m);
    sy_buffer_close(&text);
    free(m);
    return status;
}

static const struct sy_option option_out = {
    .name = "out",
    .value = "FILE",
    .required = true,
    .help = {"the document to write, as next.policy", "要写出的文件，如 next.policy"}};

static const struct sy_option *const new_options[] = {&sy_option_network,
                                                      &option_out,
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
