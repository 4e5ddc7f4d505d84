/* suyuan registry erase */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/command.h"
#include "tools/erase_order.h"
#include "tools/file.h"
#include "tools/placement.h"
#include "tools/receipt_input.h"
#include "tools/report.h"

enum { NUMBER_BYTES = 24, DOCUMENT_BYTES_MAX = 256 << 20 };

struct erase {
    struct sy_output *output;
    const struct sy_options *options;
    struct sy_peer *peer;
    struct sy_receipt_input receipt;
    char origin[SY_NAME_BYTES_MAX + 1];
    uint64_t index;
    struct sy_one_entry entry;
    struct sy_erase_wish wish;
    struct sy_hash part_hash;
    struct sy_erase_order order;
    struct sy_hash document;
    bool has_document;
    struct sy_acts acts;
};

/* ---- words of the line ---- */

static int digit_of(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* 64 hexadecimal digits, as hashes are printed. */
static bool read_hash(const char *text, struct sy_hash *out)
{
    if (strlen(text) != 2 * SY_HASH_BYTES)
        return false;
    for (size_t i = 0; i < SY_HASH_BYTES; i++) {
        int high = digit_of(text[2 * i]);
        int low = digit_of(text[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        out->bytes[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static bool take_kinds(struct erase *e)
{
    const char *text;
    size_t cursor = 0;

    while ((text = sy_options_each(e->options, "kind", &cursor)) != NULL) {
        unsigned bit = 0;

        for (unsigned kind = SY_PART_OPEN; kind <= SY_PART_KINDS; kind++) {
            if (strcmp(text, sy_part_name((enum sy_part_kind)kind)) == 0)
                bit = 1u << kind;
        }
        if (bit == 0 || (e->wish.kinds & bit) != 0) {
            sy_output_error(e->output, SY_SAY(ERASE_KIND, text));
            return false;
        }
        e->wish.kinds |= bit;
    }
    return true;
}

static bool take_part_hash(struct erase *e)
{
    const char *text = sy_options_value(e->options, "part-hash");

    if (text == NULL)
        return true;
    if (!read_hash(text, &e->part_hash)) {
        sy_output_error(e->output, SY_SAY(ERASE_BAD_HASH, "part-hash", text));
        return false;
    }
    if ((e->wish.kinds & (e->wish.kinds - 1)) != 0) {
        sy_output_error(e->output, SY_SAY(ERASE_HASH_OF_ONE, NULL));
        return false;
    }
    e->wish.part_hash = &e->part_hash;
    return true;
}

/* --document: the hash of a paper, or the paper itself. */
static enum sy_exit take_document(struct erase *e)
{
    const char *text = sy_options_value(e->options, "document");
    struct sy_buffer paper = {.max = DOCUMENT_BYTES_MAX};
    enum sy_err err;

    e->has_document = text != NULL;
    if (text == NULL || read_hash(text, &e->document))
        return SY_EXIT_YES;
    err = sy_file_read(text, &paper);
    if (err == SY_OK)
        e->document = sy_hash_of(sy_buffer_bytes(&paper));
    sy_buffer_close(&paper);
    return err == SY_OK ? SY_EXIT_YES : sy_report_file(e->output, err, text);
}

static bool take_numbers(struct erase *e)
{
    static const char *const others[] = {"log", "index"};
    const char *receipt = sy_options_value(e->options, "receipt");
    const char *log = sy_options_value(e->options, "log");
    const char *index = sy_options_value(e->options, "index");
    const char *record = sy_options_value(e->options, "record");
    uint64_t value = 0;

    for (size_t i = 0; receipt != NULL && i < sizeof(others) / sizeof(others[0]); i++) {
        if (sy_options_value(e->options, others[i]) == NULL)
            continue;
        sy_output_error(e->output, SY_SAY(ERASE_NAMED_TWICE, others[i]));
        return false;
    }
    if (receipt == NULL && (log == NULL || index == NULL)) {
        sy_output_error(e->output, SY_SAY(ERASE_NOT_NAMED, NULL));
        return false;
    }
    if (index != NULL &&
        !sy_command_count(e->output, "index", index, 0, UINT32_MAX * (uint64_t)1024, &e->index))
        return false;
    if (record != NULL &&
        !sy_command_count(e->output, "record", record, 0, SY_RECORDS_MAX - 1, &value))
        return false;
    e->wish.record = (uint32_t)value;
    return true;
}

/* ---- which record ---- */

/* Of a receipt's statement the one record that it has, or that the receipt is about. */
static enum sy_exit take_only_record(struct erase *e)
{
    const struct sy_receipt *receipt = &e->receipt.receipt;
    struct sy_wire wire = sy_wire_open(receipt->message);
    struct sy_record_share record;
    char count[NUMBER_BYTES];

    if (sy_options_value(e->options, "record") != NULL || receipt->statement.record_count == 1)
        return SY_EXIT_YES;
    if (receipt->records_here == 1 &&
        sy_record_share_next(&wire, SY_RECEIPT_RECORDS, &record) == SY_OK) {
        e->wish.record = record.index;
        return SY_EXIT_YES;
    }
    snprintf(count, sizeof(count), "%u", receipt->statement.record_count);
    sy_output_error(e->output, SY_SAY(ERASE_WHICH_RECORD, count));
    return SY_EXIT_USAGE;
}

static enum sy_exit find_place(struct erase *e)
{
    const char *path = sy_options_value(e->options, "receipt");
    const char *log = sy_options_value(e->options, "log");
    enum sy_exit status;

    if (path == NULL) {
        if (strlen(log) > SY_NAME_BYTES_MAX ||
            sy_network_log(&e->peer->network, sy_text(log)) == NULL) {
            sy_output_error(e->output, SY_SAY(SHOW_UNKNOWN_LOG, log));
            return SY_EXIT_USAGE;
        }
        snprintf(e->origin, sizeof(e->origin), "%s", log);
        return SY_EXIT_YES;
    }
    e->receipt.network_path = sy_options_value(e->options, "network");
    status = sy_receipt_input_open(e->output, path, &e->peer->network, &e->receipt);
    if (status != SY_EXIT_YES)
        return status;
    snprintf(e->origin, sizeof(e->origin), "%s", e->receipt.receipt.trust.checkpoint.origin);
    e->index = e->receipt.receipt.entry.index;
    return take_only_record(e);
}

/* ---- the order ---- */

static void draft(struct erase *e)
{
    const char *ground = sy_options_value(e->options, "ground");
    const char *reason = sy_options_value(e->options, "reason");

    sy_erase_order_acts(&e->wish, &e->order, &e->acts);
    for (size_t i = 0; i < e->acts.count; i++) {
        sy_act_draft_text(&e->acts.act[i], SY_ACT_GROUND, ground);
        sy_act_draft_text(&e->acts.act[i], SY_ACT_REASON, reason);
        if (e->has_document)
            sy_act_draft_bytes(&e->acts.act[i], SY_ACT_DOCUMENT,
                               (struct sy_bytes){e->document.bytes, SY_HASH_BYTES});
    }
}

static void say_plan(struct erase *e)
{
    if (e->output->json)
        return;
    sy_erase_order_show(&e->wish, &e->order);
    sy_output_say(e->output, SY_SAY(ERASE_STAYS, NULL));
}

static void put_plan(struct erase *e, const struct sy_posted *posted)
{
    struct sy_json_writer *w = sy_output_json(e->output);

    sy_json_begin_object(w);
    sy_output_value(e->output, "origin", e->origin);
    sy_output_number(e->output, "index", e->index);
    sy_output_number(e->output, "record", e->wish.record);
    sy_erase_order_show(&e->wish, &e->order);
    sy_output_value(e->output, "ground", sy_options_value(e->options, "ground"));
    sy_json_name(w, "order");
    if (posted != NULL && !posted->prepared)
        sy_json_put_uint(w, posted->index);
    else
        sy_json_put_null(w);
    sy_json_end_object(w);
}

static void say_posted(struct erase *e, const struct sy_posted *posted)
{
    char index[NUMBER_BYTES];
    char order[NUMBER_BYTES];

    snprintf(index, sizeof(index), "%" PRIu64, e->index);
    snprintf(order, sizeof(order), "%" PRIu64, posted->index);
    if (posted->prepared)
        return;
    sy_output_say(e->output, SY_SAY(ERASE_ORDERED, order));
    sy_output_next(e->output, SY_SAY(NEXT_AFTER_ERASE, e->origin, index));
}

static enum sy_exit post(struct erase *e)
{
    struct sy_posted posted = {0};
    enum sy_exit status;

    say_plan(e);
    if (sy_options_value(e->options, "dry-run") != NULL) {
        if (e->output->json)
            put_plan(e, NULL);
        sy_output_say(e->output, SY_SAY(ERASE_DRY, NULL));
        return SY_EXIT_YES;
    }
    draft(e);
    status = sy_acts_post(e->output, e->options, &e->acts, &posted);
    if (status != SY_EXIT_YES)
        return status;
    if (e->output->json)
        put_plan(e, &posted);
    say_posted(e, &posted);
    return SY_EXIT_YES;
}

/* The hashes of a record's parts are for everybody; what stands in open and chain parts is
 * shown to who may read it. */
static enum sy_exit open_peer(struct erase *e)
{
    struct sy_act_signers *signers = calloc(1, sizeof(*signers));
    enum sy_exit status = SY_EXIT_UNASKED;
    size_t cursor = 0;

    if (signers == NULL)
        sy_output_error(e->output, SY_SAY(NO_MEMORY, NULL));
    else
        status = sy_peer_open_unnamed(e->output, sy_options_value(e->options, "network"),
                                      sy_options_value(e->options, "node"), &e->peer);
    if (status == SY_EXIT_YES)
        status = sy_act_signers_open(e->output, e->options, &e->peer->network, signers);
    if (status == SY_EXIT_YES &&
        (e->wish.kinds & (1u << SY_PART_OPEN | 1u << SY_PART_CHAIN)) != 0)
        status = sy_peer_prove(e->peer, &signers->file,
                               sy_options_each(e->options, "key", &cursor), signers->principal);
    sy_act_signers_close(signers);
    free(signers);
    return status;
}

static enum sy_exit ask_entry(struct erase *e)
{
    e->entry.peer = e->peer;
    e->entry.origin = e->origin;
    e->entry.index = e->index;
    return sy_one_entry_open(&e->entry, e->options);
}

static enum sy_exit run(struct erase *e)
{
    enum sy_exit status;

    if (!take_kinds(e) || !take_part_hash(e) || !take_numbers(e))
        return SY_EXIT_USAGE;
    status = take_document(e);
    if (status == SY_EXIT_YES)
        status = open_peer(e);
    if (status == SY_EXIT_YES)
        status = find_place(e);
    if (status == SY_EXIT_YES)
        status = ask_entry(e);
    if (status == SY_EXIT_YES)
        status = sy_erase_order_find(&e->wish, &e->order);
    return status == SY_EXIT_YES ? post(e) : status;
}

static enum sy_exit run_erase(const struct sy_options *options, struct sy_output *o)
{
    struct erase e = {.output = o, .options = options, .wish = {.options = options}};
    enum sy_exit status;

    e.wish.entry = &e.entry;
    status = run(&e);
    sy_erase_order_close(&e.order);
    sy_one_entry_close(&e.entry);
    sy_receipt_input_close(&e.receipt);
    sy_peer_close(e.peer);
    return status;
}

static const struct sy_option option_log = {
    .name = "log", .value = "ORIGIN", .help = {"log of the record", "记录所在日志"}};
static const struct sy_option option_index = {
    .name = "index", .value = "N", .help = {"entry of the log", "日志的条目序号"}};
static const struct sy_option option_receipt = {
    .name = "receipt",
    .value = "FILE",
    .help = {"its receipt, instead of --log and --index", "记录的回执，代替 --log 和 --index"}};
static const struct sy_option option_record = {
    .name = "record",
    .value = "N",
    .help = {"which record of the statement, from 0; by default the first, or the receipt's",
             "申报中的第几条记录，从 0 起；默认为第一条或回执所载"}};
static const struct sy_option option_kind = {
    .name = "kind",
    .value = "PART",
    .required = true,
    .repeated = true,
    .help = {"personal, commercial, chain or open; once for each",
             "personal、commercial、chain 或 open；每个分部给一次"}};
static const struct sy_option option_part_hash = {
    .name = "part-hash",
    .value = "HASH",
    .help = {"the part's hash, if the order names it: nothing else is erased",
             "命令所指分部的散列：不符则不删除"}};
static const struct sy_option option_leave_out = {
    .name = "leave-out",
    .value = "FIELD",
    .repeated = true,
    .help = {"a field that views are not to keep, as epc_list: what it says is lost to them",
             "不让视图保留的字段，如 epc_list：视图将失去其内容"}};
static const struct sy_option option_ground = {
    .name = "ground",
    .value = "TEXT",
    .required = true,
    .help = {"the legal ground, for everybody to see", "法律依据，任何人可见"}};
static const struct sy_option option_reason = {
    .name = "reason",
    .value = "TEXT",
    .help = {"more about it, for everybody to see", "说明，任何人可见"}};
static const struct sy_option option_document = {
    .name = "document",
    .value = "FILE",
    .help = {"the paper, or its SHA-256: the order has its hash",
             "文书文件或其 SHA-256：命令中只有其散列"}};
static const struct sy_option option_dry_run = {
    .name = "dry-run",
    .help = {"show what would be erased and what views keep", "只显示将删除和保留的内容"}};

static const struct sy_option *const erase_options[] = {SY_ACT_OPTIONS,    &sy_option_no_cache,
                                                        &option_log,       &option_index,
                                                        &option_receipt,   &option_record,
                                                        &option_kind,      &option_part_hash,
                                                        &option_leave_out, &option_ground,
                                                        &option_reason,    &option_document,
                                                        &option_dry_run,   NULL};

#define ERASE_EXAMPLE(ground)                                                                  \
    "  suyuan registry erase --network demo --key demo/authority.key --log "                   \
    "suyuan.example/test/310000 --index 4 --kind personal --ground " ground " --dry-run\n"     \
    "  suyuan registry erase --network demo --key demo/authority.key --receipt some.receipt "  \
    "--record 2 --kind open --ground " ground "\n"

const struct sy_command sy_command_registry_erase = {
    .name = "registry erase",
    .usage = {.options = erase_options},
    .summary = {"order by law that a part of a record be erased", "依法责令删除记录的分部"},
    .examples = {ERASE_EXAMPLE("'PIPL art. 47'"), ERASE_EXAMPLE("个人信息保护法第四十七条")},
    .run = run_erase};
