/* suyuan disclose */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/compose.h"
#include "ledger/origin.h"
#include "net/clock.h"
#include "proto/disclosure.h"
#include "tools/append_log.h"
#include "tools/command.h"
#include "tools/open.h"
#include "tools/peer.h"
#include "tools/placement.h"
#include "tools/receipt_file.h"
#include "tools/receipt_input.h"

struct disclose {
    struct sy_output *output;
    const struct sy_options *options;
    struct sy_peer *peer;
    struct sy_receipt_input receipt;
    struct sy_key_file keys;
    struct sy_secret_key key;
    const struct sy_network_log *log;
    uint64_t record;
    struct sy_hash hash; /* of the record */
    struct sy_disclosure disclosure;
    struct sy_buffer submission;
};

static bool take_part(struct disclose *d)
{
    const char *text = sy_options_value(d->options, "part");

    for (uint32_t kind = SY_PART_CHAIN; kind <= SY_PART_COMMERCIAL; kind++) {
        if (strcmp(text, sy_part_name((enum sy_part_kind)kind)) == 0)
            d->disclosure.kind = kind;
    }
    if (d->disclosure.kind == 0)
        sy_output_error(d->output, SY_SAY(DISCLOSE_PART, text));
    return d->disclosure.kind != 0;
}

static bool take_reader(struct disclose *d)
{
    const char *to = sy_options_value(d->options, "to");
    const char *ground = sy_options_value(d->options, "ground");

    if (strcmp(to, "everyone") != 0) {
        if (!sy_name_valid(sy_text(to), SY_SUBJECT_BYTES_MAX) || strchr(to, ':') == NULL) {
            sy_output_error(d->output, SY_SAY(DISCLOSE_TO, to));
            return false;
        }
        d->disclosure.to = sy_text(to);
    }
    if (ground != NULL)
        d->disclosure.ground = sy_text(ground);
    return true;
}

static bool take_principal(struct disclose *d)
{
    const char *as = sy_options_value(d->options, "as");

    if (as != NULL && sy_name_valid(sy_text(as), SY_SUBJECT_BYTES_MAX))
        return true;
    if (as == NULL)
        sy_output_error(d->output,
                        SY_SAY(SUBJECT_MISSING, sy_options_value(d->options, "key")));
    else
        sy_output_error(d->output, SY_SAY(BAD_ORGANISATION_ID, as));
    return false;
}

static enum sy_exit find_record(struct disclose *d)
{
    struct sy_receipt_input *in = &d->receipt;
    struct sy_record_digest digest;
    struct sy_record_share record;
    uint32_t number;
    struct sy_wire wire = sy_wire_open(sy_receipt_input_records(in, &number));

    while (sy_record_share_next(&wire, number, &record) == SY_OK) {
        if (record.index != d->record)
            continue;
        sy_record_digest_of(&record, &digest);
        d->hash = sy_record_hash(&digest);
        d->disclosure.record_hash = (struct sy_bytes){d->hash.bytes, SY_HASH_BYTES};
        d->disclosure.hint_origin = sy_text(in->receipt.trust.checkpoint.origin);
        d->disclosure.hint_index = in->receipt.entry.index;
        d->disclosure.hint_record = record.index;
        return SY_EXIT_YES;
    }
    sy_output_error(d->output,
                    SY_SAY(RECORD_NOT_HERE, sy_options_value(d->options, "record"), in->path));
    return SY_EXIT_NO;
}

static enum sy_exit open_record(struct disclose *d)
{
    enum sy_exit status = sy_receipt_input_open(d->output, d->options->operands[0],
                                                &d->peer->network, &d->receipt);

    if (status == SY_EXIT_YES)
        status = sy_receipt_input_parts(d->output, NULL, &d->receipt);
    return status == SY_EXIT_YES ? find_record(d) : status;
}

static enum sy_exit open_key(struct disclose *d)
{
    const char *path = sy_options_value(d->options, "key");
    const struct sy_network_log *closed;

    if (!sy_open_key(d->output, path, &d->keys))
        return SY_EXIT_UNASKED;
    if (d->keys.holder != SY_KEY_OF_ORGANISATION ||
        sy_key_file_secret(&d->keys, SY_KEY_SIGN, NULL, &d->key) != SY_OK) {
        sy_output_error(d->output, SY_SAY(KEY_NOT_ORGANISATION, path));
        return SY_EXIT_USAGE;
    }
    d->log = sy_network_log_of(&d->peer->network, sy_text(d->peer->node->code));
    if (d->log != NULL)
        return SY_EXIT_YES;
    closed = sy_append_log_closed(&d->peer->network, sy_text(d->peer->node->code));
    if (closed != NULL) {
        sy_output_error(d->output, SY_SAY(DISCLOSE_CLOSED, closed->vkey.name));
        return SY_EXIT_NO;
    }
    sy_output_error(d->output, SY_SAY(NODE_WITHOUT_LOG, d->peer->node->code));
    return SY_EXIT_USAGE;
}

/* Whom it is meant for is nobody else's business: then it stands in the chain part. */
static enum sy_err compose(struct disclose *d)
{
    struct sy_composition how = {
        .scope = {sy_origin_place(sy_text(d->log->vkey.name)), d->peer->network.id},
        .kind = SY_KIND_RECORDS,
        .signed_at = sy_clock_us(),
        .keys = &d->key,
        .key_count = 1,
    };
    unsigned part = d->disclosure.to.data == NULL ? SY_PART_OPEN : SY_PART_CHAIN;
    struct sy_draft draft = {.type = SY_TYPE_DISCLOSURE};
    struct sy_composer composer;
    struct sy_buffer body = {0};
    struct sy_hash id;
    enum sy_err err;

    sy_composer_init(&composer, sy_text(sy_options_value(d->options, "as")),
                     sy_key_file_find(&d->keys, SY_KEY_NONCE, NULL)->seed);
    sy_disclosure_write(&d->disclosure, &body);
    draft.bodies[part - 1] = sy_buffer_bytes(&body);
    err = body.err == SY_OK ? sy_composer_add(&composer, &draft, 0) : body.err;
    if (err == SY_OK)
        err = sy_composer_finish(&composer, &how, &d->submission, &id);
    sy_composer_close(&composer);
    sy_buffer_close(&body);
    return err;
}

static void say_done(struct disclose *d, uint64_t index)
{
    struct sy_output *o = d->output;
    const char *to = sy_options_value(d->options, "to");
    char number[24];

    snprintf(number, sizeof(number), "%" PRIu64, index);
    if (o->json) {
        sy_json_begin_object(sy_output_json(o));
        sy_output_value(o, "origin", d->log->vkey.name);
        sy_output_number(o, "index", index);
        sy_output_value(o, "part", sy_options_value(d->options, "part"));
        sy_output_value(o, "to", to);
        sy_json_end_object(sy_output_json(o));
    }
    sy_output_say(o, SY_SAY(DISCLOSED, to, number, d->log->vkey.name));
}

static enum sy_exit check(struct disclose *d, struct sy_bytes reply)
{
    struct sy_taken taken = {0};
    struct sy_receipt_problem why;
    enum sy_exit status = SY_EXIT_YES;
    enum sy_err err = sy_taken_read(&d->peer->network, sy_text(d->log->vkey.name),
                                    sy_buffer_bytes(&d->submission), reply, &taken, &why);

    if (err == SY_OK) {
        say_done(d, taken.receipt.entry.index);
    } else {
        sy_output_error(d->output,
                        SY_SAY(ANSWER_WRONG, d->peer->node->code, why.what, sy_err_name(err)));
        status = SY_EXIT_NO;
    }
    sy_taken_close(&taken);
    return status;
}

static enum sy_exit send(struct disclose *d)
{
    struct sy_append ask = {.origin = sy_text(d->log->vkey.name),
                            .submission = sy_buffer_bytes(&d->submission)};
    struct sy_frame_message message;
    struct sy_buffer payload = {0};
    enum sy_exit status;
    enum sy_err err;

    sy_append_write(&ask, &payload);
    err = sy_peer_call(d->peer, SY_FRAME_APPEND, sy_buffer_bytes(&payload), &message);
    sy_buffer_close(&payload);
    if (err != SY_OK)
        return sy_peer_report(d->peer);
    status = check(d, sy_buffer_bytes(&message.payload));
    sy_frame_message_close(&message);
    return status;
}

static enum sy_exit run(struct disclose *d)
{
    enum sy_exit status;

    if (!sy_command_count(d->output, "record", sy_options_value(d->options, "record"), 0,
                          SY_RECORDS_MAX - 1, &d->record) ||
        !take_part(d) || !take_reader(d) || !take_principal(d))
        return SY_EXIT_USAGE;
    status = sy_peer_open_unnamed(d->output, sy_options_value(d->options, "network"),
                                  sy_options_value(d->options, "node"), &d->peer);
    if (status == SY_EXIT_YES)
        status = open_key(d);
    if (status == SY_EXIT_YES)
        status = open_record(d);
    if (status != SY_EXIT_YES)
        return status;
    if (compose(d) == SY_OK)
        return send(d);
    sy_output_error(d->output, SY_SAY(NO_MEMORY, NULL));
    return SY_EXIT_UNASKED;
}

static enum sy_exit run_disclose(const struct sy_options *options, struct sy_output *o)
{
    struct disclose d = {.output = o, .options = options};
    enum sy_exit status = run(&d);

    sy_secret_key_wipe(&d.key);
    sy_key_file_wipe(&d.keys);
    sy_receipt_input_close(&d.receipt);
    sy_buffer_close(&d.submission);
    sy_peer_close(d.peer);
    return status;
}

static const struct sy_option option_key = {
    .name = "key",
    .value = "FILE",
    .variable = "SUYUAN_KEY",
    .required = true,
    .help = {"your key file: signs the disclosure", "你的密钥文件：签署公开决定"}};
static const struct sy_option option_record = {
    .name = "record",
    .value = "N",
    .required = true,
    .help = {"which record of the statement, from 0", "申报中的第几条记录，从 0 起"}};
static const struct sy_option option_part = {
    .name = "part",
    .value = "PART",
    .required = true,
    .help = {"what to open: chain or commercial", "公开哪个分部：chain 或 commercial"}};
static const struct sy_option option_to = {
    .name = "to",
    .value = "ID",
    .required = true,
    .help = {"who may see it: a registry id, or everyone",
             "向谁公开：登记号，或 everyone（所有人）"}};
static const struct sy_option option_ground = {
    .name = "ground", .value = "TEXT", .help = {"why, for people", "理由"}};
static const struct sy_option *const disclose_options[] = {
    &sy_option_network, &sy_option_node, &option_key,    &sy_option_as, &option_record,
    &option_part,       &option_to,      &option_ground, NULL};

const struct sy_command sy_command_disclose = {
    .name = "disclose",
    .usage = {.options = disclose_options,
              .operands = "RECEIPT",
              .operands_min = 1,
              .operands_max = 1},
    .summary = {"open a part of a record to somebody, or to everyone",
                "向某个主体或所有人公开一条记录的一个分部"},
    .examples =
        {"  suyuan disclose some.receipt --record 0 --part chain --to "
         "uscc:91310112087994932F\n"
         "  suyuan disclose some.receipt --record 0 --part chain --to everyone --ground "
         "recall\n",
         "  suyuan disclose some.receipt --record 0 --part chain --to "
         "uscc:91310112087994932F\n"
         "  suyuan disclose some.receipt --record 0 --part chain --to everyone --ground "
         "召回\n"},
    .run = run_disclose};
