/* suyuan receipt show, suyuan receipt extract */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/base64.h"
#include "tools/command.h"
#include "tools/file.h"
#include "tools/format.h"
#include "tools/open.h"
#include "tools/placement.h"
#include "tools/receipt_input.h"
#include "tools/report.h"

enum { RECEIPT_MODE = 0644, RESTRICTED_MODE = 0600, HEX_BYTES = 2 * SY_HASH_BYTES + 1 };

static void show_bytes(struct sy_output *o, const char *name, struct sy_bytes bytes)
{
    struct sy_buffer text = {0};
    const char *value;

    sy_buffer_put_bytes(&text, bytes);
    value = sy_buffer_text(&text);
    sy_output_value(o, name, value == NULL ? "" : value);
    sy_buffer_close(&text);
}

static void show_hash(struct sy_output *o, const char *name, struct sy_bytes bytes)
{
    struct sy_hash hash;
    char hex[HEX_BYTES];

    sy_assert(bytes.len == SY_HASH_BYTES);
    memcpy(hash.bytes, bytes.data, SY_HASH_BYTES);
    sy_hash_hex(&hash, hex);
    sy_output_value(o, name, hex);
}

static void show_time(struct sy_output *o, const char *name, int64_t time_us)
{
    char text[SY_FORMAT_BYTES];

    sy_format_utc(time_us, text);
    sy_output_value(o, name, text);
}

static void show_signers(struct sy_output *o, const struct sy_statement *statement)
{
    struct sy_buffer key = {0};

    if (o->json) {
        sy_json_name(sy_output_json(o), "signers");
        sy_json_begin_list(sy_output_json(o));
    }
    for (size_t i = 0; i < statement->signer_count; i++) {
        sy_buffer_clear(&key);
        sy_base64_put(&key, statement->signers[i].key);
        if (o->json)
            sy_json_begin_object(sy_output_json(o));
        if (statement->signers[i].subject.len > 0)
            show_bytes(o, "signer", statement->signers[i].subject);
        show_bytes(o, "key", sy_buffer_bytes(&key));
        if (o->json)
            sy_json_end_object(sy_output_json(o));
    }
    if (o->json)
        sy_json_end_list(sy_output_json(o));
    sy_buffer_close(&key);
}

static void show_statement(struct sy_output *o, const struct sy_statement *statement)
{
    show_bytes(o, "principal", statement->principal);
    show_signers(o, statement);
    sy_output_number(o, "kind", statement->kind);
    sy_output_number(o, "records", statement->record_count);
    show_hash(o, "records_root", statement->records_root);
    show_time(o, "signed_at", statement->signed_at);
    if (statement->has_delegation)
        sy_output_number(o, "delegation", statement->delegation);
    if (statement->delay != 0)
        sy_output_number(o, "delay", statement->delay);
    if (statement->has_seen) {
        show_bytes(o, "seen_origin", statement->seen.origin);
        sy_output_number(o, "seen_size", statement->seen.size);
        show_hash(o, "seen_root", statement->seen.root);
    }
}

static void show_part(struct sy_output *o, const struct sy_part_share *part)
{
    struct sy_hash hash = {{0}};
    char hex[HEX_BYTES];

    if (part->part.data != NULL)
        hash = sy_part_hash((uint8_t)part->kind, part->part);
    else
        memcpy(hash.bytes, part->hash.data, SY_HASH_BYTES);
    sy_hash_hex(&hash, hex);
    if (o->json) {
        struct sy_json_writer *w = sy_output_json(o);

        sy_json_begin_object(w);
        sy_output_value(o, "part", sy_part_name((enum sy_part_kind)part->kind));
        sy_output_value(o, "hash", hex);
        sy_json_name(w, "here");
        sy_json_put_bool(w, part->part.data != NULL);
        sy_output_number(o, "bytes", part->part.len);
        sy_json_end_object(w);
    } else {
        struct sy_buffer line = {0};
        const char *text;

        sy_buffer_printf(&line, "  %-10s  %s", sy_part_name((enum sy_part_kind)part->kind),
                         hex);
        if (part->part.data != NULL)
            sy_buffer_printf(&line, "  %zu", part->part.len);
        sy_buffer_put_u8(&line, '\n');
        text = sy_buffer_text(&line);
        sy_output_text(o, text == NULL ? "" : text);
        sy_buffer_close(&line);
    }
}

static void show_records(struct sy_output *o, const struct sy_receipt *receipt)
{
    struct sy_wire wire = sy_wire_open(receipt->message);
    struct sy_record_share record;

    if (o->json) {
        sy_json_name(sy_output_json(o), "records_here");
        sy_json_begin_list(sy_output_json(o));
    }
    while (sy_record_share_next(&wire, SY_RECEIPT_RECORDS, &record) == SY_OK) {
        if (o->json)
            sy_json_begin_object(sy_output_json(o));
        sy_output_number(o, "record", record.index);
        if (o->json) {
            sy_json_name(sy_output_json(o), "parts");
            sy_json_begin_list(sy_output_json(o));
        }
        for (size_t i = 0; i < record.part_count; i++)
            show_part(o, &record.parts[i]);
        if (o->json) {
            sy_json_end_list(sy_output_json(o));
            sy_json_end_object(sy_output_json(o));
        }
    }
    if (o->json)
        sy_json_end_list(sy_output_json(o));
}

static void show_receipt(struct sy_output *o, const struct sy_receipt_input *in)
{
    const struct sy_receipt *receipt = &in->receipt;

    if (o->json) {
        sy_json_begin_object(sy_output_json(o));
        sy_json_name(sy_output_json(o), "checked");
        sy_json_put_bool(sy_output_json(o), in->checked);
    } else if (in->checked) {
        sy_output_say(o, SY_SAY(RECEIPT_HOLDS, in->path));
    } else {
        sy_output_say(o, SY_SAY(RECEIPT_NOT_CHECKED, in->path));
    }
    sy_output_value(o, "origin", receipt->trust.checkpoint.origin);
    sy_output_number(o, "index", receipt->entry.index);
    show_hash(o, "previous", receipt->entry.previous);
    show_time(o, "sequenced_at", receipt->entry.sequenced_at);
    sy_output_number(o, "registry_size", receipt->entry.registry_size);
    sy_output_number(o, "policy_version", receipt->policy_version);
    if (receipt->entry.registry_root.len > 0)
        show_hash(o, "registry_root", receipt->entry.registry_root);
    show_statement(o, &receipt->statement);
    sy_output_number(o, "size", receipt->trust.checkpoint.size);
    show_hash(o, "root",
              (struct sy_bytes){receipt->trust.checkpoint.root.bytes, SY_HASH_BYTES});
    sy_output_number(o, "path_hashes", receipt->path.count);
    show_records(o, receipt);
    if (o->json)
        sy_json_end_object(sy_output_json(o));
}

/* The network of the line; NULL when none is given. False when it cannot be read. */
static bool take_network(const struct sy_options *options, struct sy_output *o,
                         struct sy_network **out)
{
    const char *path = sy_options_value(options, "network");

    *out = NULL;
    if (path == NULL)
        return true;
    *out = calloc(1, sizeof(**out));
    if (*out == NULL) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        return false;
    }
    return sy_open_network(o, path, *out);
}

static enum sy_exit run_show(const struct sy_options *options, struct sy_output *o)
{
    struct sy_receipt_input in = {.network_path = sy_options_value(options, "network")};
    struct sy_network *network;
    enum sy_exit status = SY_EXIT_UNASKED;

    if (take_network(options, o, &network))
        status = sy_receipt_input_open(o, options->operands[0], network, &in);
    if (status == SY_EXIT_YES) {
        show_receipt(o, &in);
        if (!in.checked)
            sy_output_next(o, SY_SAY(NEXT_CHECK_RECEIPT, in.path));
    }
    sy_receipt_input_close(&in);
    free(network);
    return status;
}

/* "chain,commercial" as bits 1 << kind. */
static bool take_kinds(struct sy_output *o, const char *text, unsigned *kinds)
{
    *kinds = 1u << SY_PART_OPEN;
    while (text != NULL && *text != 0) {
        size_t len = strcspn(text, ",");
        bool found = false;

        for (unsigned kind = SY_PART_OPEN; kind <= SY_PART_KINDS && !found; kind++) {
            const char *name = sy_part_name((enum sy_part_kind)kind);

            found = strlen(name) == len && memcmp(name, text, len) == 0;
            if (found)
                *kinds |= 1u << kind;
        }
        if (!found) {
            sy_output_error(o, SY_SAY(BAD_PART, text));
            return false;
        }
        text += len + (text[len] == ',');
    }
    return true;
}

static enum sy_exit write_extract(const struct sy_options *options, struct sy_output *o,
                                  const struct sy_network *network,
                                  const struct sy_receipt_input *in, uint64_t record,
                                  unsigned kinds)
{
    const char *to = sy_options_value(options, "out");
    const char *record_text = sy_options_value(options, "record");
    struct sy_buffer out = {0};
    enum sy_exit status = SY_EXIT_NO;
    enum sy_err err =
        sy_receipt_extract(network, &in->receipt, in->parts, (uint32_t)record, kinds, &out);

    if (err == SY_NOT_FOUND) {
        sy_output_error(o, SY_SAY(RECORD_NOT_HERE, record_text, in->path));
    } else if (err == SY_LIMIT) {
        sy_output_error(o, SY_SAY(RECORD_TOO_LARGE, record_text));
    } else if (err != SY_OK) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        status = SY_EXIT_UNASKED;
    } else {
        mode_t mode = kinds == 1u << SY_PART_OPEN ? RECEIPT_MODE : RESTRICTED_MODE;

        err = sy_file_publish(to, mode, sy_buffer_bytes(&out));
        status = err == SY_OK ? SY_EXIT_YES : sy_report_file(o, err, to);
    }
    sy_buffer_close(&out);
    return status;
}

static void show_extracted(struct sy_output *o, const char *to, uint64_t record, unsigned kinds)
{
    if (o->json) {
        struct sy_json_writer *w = sy_output_json(o);

        sy_json_begin_object(w);
        sy_output_value(o, "file", to);
        sy_output_number(o, "record", record);
        sy_json_name(w, "parts");
        sy_json_begin_list(w);
        for (unsigned kind = SY_PART_OPEN; kind <= SY_PART_KINDS; kind++) {
            if ((kinds & 1u << kind) != 0)
                sy_json_put_string(w, sy_part_name((enum sy_part_kind)kind));
        }
        sy_json_end_list(w);
        sy_json_end_object(w);
    } else {
        sy_output_say(o, SY_SAY(RECORD_EXTRACTED, to));
    }
}

static enum sy_exit run_extract(const struct sy_options *options, struct sy_output *o)
{
    struct sy_receipt_input in = {.network_path = sy_options_value(options, "network")};
    struct sy_network *network = NULL;
    uint64_t record;
    unsigned kinds;
    enum sy_exit status = SY_EXIT_UNASKED;

    if (!sy_command_count(o, "record", sy_options_value(options, "record"), 0,
                          SY_RECORDS_MAX - 1, &record) ||
        !take_kinds(o, sy_options_value(options, "with"), &kinds))
        return SY_EXIT_USAGE;
    if (take_network(options, o, &network))
        status = sy_receipt_input_open(o, options->operands[0], network, &in);
    if (status == SY_EXIT_YES)
        status = sy_receipt_input_parts(o, sy_options_value(options, "parts"), &in);
    if (status == SY_EXIT_YES)
        status = write_extract(options, o, network, &in, record, kinds);
    if (status == SY_EXIT_YES)
        show_extracted(o, sy_options_value(options, "out"), record, kinds);
    sy_receipt_input_close(&in);
    free(network);
    return status;
}

static const struct sy_option option_network = {
    .name = "network",
    .value = "FILE",
    .variable = "SUYUAN_NETWORK",
    .help = {"network.json: the receipt is then checked first", "network.json：给出则先核验"}};
static const struct sy_option option_record = {
    .name = "record",
    .value = "N",
    .required = true,
    .help = {"which record of the statement, from 0", "申报中的第几条记录，从 0 起"}};
static const struct sy_option option_parts = {
    .name = "parts",
    .value = "FILE",
    .help = {"the .parts file; by default the one beside the receipt",
             ".parts 文件；默认为回执旁边的同名文件"}};
static const struct sy_option option_with = {
    .name = "with",
    .value = "PARTS",
    .help = {"besides the open part: chain,commercial,personal",
             "除 open 之外还放入：chain,commercial,personal"}};
static const struct sy_option option_out = {.name = "out",
                                            .value = "FILE",
                                            .required = true,
                                            .help = {"where to write it", "写到哪里"}};

static const struct sy_option *const show_options[] = {&option_network, NULL};
static const struct sy_option *const extract_options[] = {
    &sy_option_network, &option_record, &option_parts, &option_with, &option_out, NULL};

const struct sy_command sy_command_receipt_show = {
    .name = "receipt show",
    .usage = {.options = show_options,
              .operands = "RECEIPT",
              .operands_min = 1,
              .operands_max = 1},
    .summary = {"print what a receipt holds", "显示回执的内容"},
    .examples = {"  suyuan receipt show --network demo some.receipt\n",
                 "  suyuan receipt show --network demo some.receipt\n"},
    .run = run_show};

const struct sy_command sy_command_receipt_extract = {
    .name = "receipt extract",
    .usage = {.options = extract_options,
              .operands = "RECEIPT",
              .operands_min = 1,
              .operands_max = 1},
    .summary = {"make the receipt of one record, to hand on", "取出一条记录的回执，以便转交"},
    .examples =
        {"  suyuan receipt extract --network demo --record 3 --out pig.receipt some.receipt\n",
         "  suyuan receipt extract --network demo --record 3 --out pig.receipt some.receipt\n"},
    .run = run_extract};
