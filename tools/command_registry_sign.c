/* suyuan registry sign, send */
#include <stdio.h>
#include <stdlib.h>

#include "ledger/base64.h"
#include "ledger/time.h"
#include "proto/part.h"
#include "proto/record_type.h"
#include "tools/act_statement.h"
#include "tools/act_words.h"
#include "tools/command.h"
#include "tools/file.h"
#include "tools/open.h"
#include "tools/plain.h"
#include "tools/registry_act.h"
#include "tools/report.h"

enum { NUMBER_BYTES = 24, FILE_MODE = 0600 };

struct prepared {
    struct sy_output *output;
    const char *path;
    struct sy_network network;
    struct sy_buffer bytes;
    struct sy_act_statement statement;
};

static enum sy_exit bad_file(const struct prepared *p, enum sy_err err)
{
    sy_output_error(p->output, SY_SAY(BAD_STATEMENT_FILE, p->path, sy_err_name(err)));
    return SY_EXIT_NO;
}

static enum sy_exit open_statement(struct prepared *p, const struct sy_network *network)
{
    enum sy_err err;

    p->bytes.max = SY_SUBMISSION_BYTES_MAX;
    err = sy_file_read(p->path, &p->bytes);
    if (err != SY_OK)
        return sy_report_file(p->output, err, p->path);
    err = sy_act_statement_read(network, sy_buffer_bytes(&p->bytes), &p->statement);
    return err == SY_OK ? SY_EXIT_YES : bad_file(p, err);
}

/* ---- in words ---- */

static enum sy_err put_record(struct sy_buffer *to, const struct sy_record_share *record,
                              enum sy_language language)
{
    struct sy_bytes bodies[SY_PART_KINDS] = {{NULL, 0}};
    struct sy_act act;
    uint32_t type = 0;
    enum sy_err err = SY_OK;

    for (size_t i = 0; i < record->part_count && err == SY_OK; i++) {
        struct sy_part part;

        err = sy_part_read(record->parts[i].part, &part);
        if (err == SY_OK && record->parts[i].kind <= SY_PART_KINDS) {
            bodies[record->parts[i].kind - 1] = part.body;
            type = part.type;
        }
    }
    if (err == SY_OK)
        err = sy_act_read(type, bodies[SY_PART_OPEN - 1], &act);
    if (err == SY_OK)
        sy_act_words_put(to, &act, bodies[SY_PART_PERSONAL - 1], language);
    return err;
}

static void put_signers(struct sy_buffer *to, const struct prepared *p)
{
    const struct sy_statement *s = &p->statement.statement;

    for (size_t i = 0; i < s->signer_count; i++) {
        struct sy_saying saying = {.message = p->statement.signed_by[i]
                                                  ? SY_MESSAGE_SIGNER_HAS_SIGNED
                                                  : SY_MESSAGE_SIGNER_IS_MISSING};
        struct sy_buffer who = {0};
        struct sy_buffer key = {0};

        sy_base64_put(&key, s->signers[i].key);
        sy_plain_put(&who,
                     s->signers[i].subject.len > 0 ? s->signers[i].subject : s->principal);
        saying.words[0] = sy_buffer_text(&who);
        saying.words[1] = sy_buffer_text(&key);
        sy_message_put(to, &saying, p->output->language);
        sy_buffer_put_u8(to, '\n');
        sy_buffer_close(&who);
        sy_buffer_close(&key);
    }
}

/* All that the statement says, before anybody signs it. */
static enum sy_exit show(struct prepared *p)
{
    struct sy_wire wire = sy_wire_open(p->statement.submission.message);
    struct sy_record_share record;
    struct sy_buffer page = {0};
    struct sy_buffer principal = {0};
    char time[SY_TIME_TEXT_BYTES] = "?";
    enum sy_err err;

    sy_plain_put(&principal, p->statement.statement.principal);
    if (sy_time_format_at(p->statement.statement.signed_at, 8 * 60, time) != SY_OK)
        return bad_file(p, SY_BAD_TIME);
    sy_message_put(&page, SY_SAY(STATEMENT_OF, sy_buffer_text(&principal), time),
                   p->output->language);
    sy_buffer_put_u8(&page, '\n');
    while ((err = sy_record_share_next(&wire, SY_SUBMISSION_RECORDS, &record)) == SY_OK) {
        err = put_record(&page, &record, p->output->language);
        if (err != SY_OK)
            break;
    }
    put_signers(&page, p);
    err = err == SY_NOT_FOUND ? page.err : err;
    if (err == SY_OK && !p->output->json)
        sy_output_text(p->output, sy_buffer_text(&page));
    sy_buffer_close(&page);
    sy_buffer_close(&principal);
    return err == SY_OK ? SY_EXIT_YES : bad_file(p, err);
}

static void show_state(struct prepared *p)
{
    if (p->output->json) {
        struct sy_json_writer *json = sy_output_json(p->output);

        sy_json_begin_object(json);
        sy_output_value(p->output, "file", p->path);
        sy_output_number(p->output, "signers", p->statement.statement.signer_count);
        sy_output_number(p->output, "missing", p->statement.missing);
        sy_json_end_object(json);
    }
    if (p->statement.missing > 0)
        sy_output_next(p->output, SY_SAY(NEXT_SIGN, p->path));
    else
        sy_output_next(p->output, SY_SAY(NEXT_SEND, p->path));
}

/* ---- sign ---- */

static enum sy_exit sign_with(struct prepared *p, const char *path)
{
    struct sy_buffer with = {.max = SY_SUBMISSION_BYTES_MAX};
    struct sy_key_file file;
    struct sy_secret_key key;
    enum sy_exit status = SY_EXIT_YES;
    enum sy_err err;

    if (!sy_open_key(p->output, path, &file))
        return SY_EXIT_UNASKED;
    err = sy_act_key(&file, &key);
    sy_key_file_wipe(&file);
    if (err == SY_OK)
        err = sy_act_statement_sign(&p->network, &p->statement, &key, &with);
    sy_secret_key_wipe(&key);
    if (err == SY_OK)
        err = sy_file_replace(p->path, FILE_MODE, sy_buffer_bytes(&with));
    if (err == SY_NOT_FOUND) {
        sy_output_error(p->output, SY_SAY(NOT_A_SIGNER, path, p->path));
        status = SY_EXIT_USAGE;
    } else if (err != SY_OK) {
        status = sy_report_file(p->output, err, p->path);
    } else {
        sy_buffer_close(&p->bytes);
        p->bytes = with;
        with = (struct sy_buffer){0};
        err = sy_act_statement_read(&p->network, sy_buffer_bytes(&p->bytes), &p->statement);
        sy_assert(err == SY_OK);
    }
    sy_buffer_close(&with);
    return status;
}

static enum sy_exit sign_all(struct prepared *p, const struct sy_options *options)
{
    const char *path;
    size_t cursor = 0;
    enum sy_exit status = open_statement(p, &p->network);

    if (status == SY_EXIT_YES)
        status = show(p);
    while (status == SY_EXIT_YES && (path = sy_options_each(options, "key", &cursor)) != NULL)
        status = sign_with(p, path);
    if (status == SY_EXIT_YES)
        show_state(p);
    return status;
}

static enum sy_exit run_sign(const struct sy_options *options, struct sy_output *o)
{
    struct prepared *p = calloc(1, sizeof(*p));
    enum sy_exit status = SY_EXIT_UNASKED;

    if (p == NULL) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        return status;
    }
    p->output = o;
    p->path = options->operands[0];
    if (sy_open_network(o, sy_options_value(options, "network"), &p->network))
        status = sign_all(p, options);
    sy_buffer_close(&p->bytes);
    free(p);
    return status;
}

/* ---- send ---- */

static enum sy_exit send_it(struct prepared *p, const struct sy_options *options,
                            struct sy_peer *peer, uint64_t *index)
{
    struct sy_outbox outbox;
    char missing[NUMBER_BYTES];
    enum sy_exit status = open_statement(p, &peer->network);

    if (status == SY_EXIT_YES && p->statement.missing > 0) {
        snprintf(missing, sizeof(missing), "%zu", p->statement.missing);
        sy_output_error(p->output, SY_SAY(SIGNATURES_MISSING, p->path, missing));
        return SY_EXIT_USAGE;
    }
    if (status == SY_EXIT_YES)
        status = sy_acts_outbox(p->output, options, &peer->network, &outbox);
    if (status == SY_EXIT_YES)
        status = sy_acts_send(peer, &outbox, sy_buffer_bytes(&p->bytes), index);
    return status;
}

static enum sy_exit run_send(const struct sy_options *options, struct sy_output *o)
{
    struct prepared p = {.output = o, .path = options->operands[0]};
    struct sy_peer *peer = NULL;
    uint64_t index = 0;
    enum sy_exit status = sy_peer_open_unnamed(o, sy_options_value(options, "network"),
                                               sy_options_value(options, "node"), &peer);

    if (status == SY_EXIT_YES)
        status = send_it(&p, options, peer, &index);
    if (status == SY_EXIT_YES) {
        sy_output_say(o, SY_SAY(STATEMENT_SENT, p.path));
        if (o->json)
            sy_json_begin_object(sy_output_json(o));
        sy_output_number(o, "entry", index);
        if (o->json)
            sy_json_end_object(sy_output_json(o));
    }
    sy_peer_close(peer);
    sy_buffer_close(&p.bytes);
    return status;
}

static const struct sy_option option_key = {
    .name = "key",
    .value = "FILE",
    .repeated = true,
    .help = {"key file that signs; none: only show what the statement says",
             "签名的密钥文件；不写则只显示申报内容"}};
static const struct sy_option *const sign_options[] = {&sy_option_network, &option_key, NULL};
static const struct sy_option *const send_options[] = {&sy_option_network, &sy_act_option_node,
                                                       &sy_act_option_outbox, NULL};

const struct sy_command sy_command_registry_sign = {
    .name = "registry sign",
    .usage = {.options = sign_options,
              .operands = "FILE",
              .operands_min = 1,
              .operands_max = 1},
    .summary = {"sign acts that were prepared elsewhere, after showing them in words",
                "先显示内容，再为他处准备的登记行为签名"},
    .examples = {"  suyuan registry sign --network demo suspension.statement\n"
                 "  suyuan registry sign --network demo --key authority-2.key "
                 "suspension.statement\n",
                 "  suyuan registry sign --network demo suspension.statement\n"
                 "  suyuan registry sign --network demo --key authority-2.key "
                 "suspension.statement\n"},
    .run = run_sign};

const struct sy_command sy_command_registry_send = {
    .name = "registry send",
    .usage = {.options = send_options,
              .operands = "FILE",
              .operands_min = 1,
              .operands_max = 1},
    .summary = {"send acts that all have signed", "发送已签全的登记行为"},
    .examples = {"  suyuan registry send --network demo suspension.statement\n",
                 "  suyuan registry send --network demo suspension.statement\n"},
    .run = run_send};
