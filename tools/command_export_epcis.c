/* suyuan export epcis */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/broken.h"
#include "tools/command.h"
#include "tools/entries.h"
#include "tools/epcis_file.h"
#include "tools/journey_walk.h"
#include "tools/progress.h"

struct export
{
    const struct sy_options *options;
    struct sy_output *output;
    struct sy_peer *peer;
    struct sy_directory *directory;
    struct sy_epcis_file file;
    struct sy_trust trust;
    struct sy_progress progress;
    uint64_t withheld; /* records of which nothing may be seen */
    uint64_t lacking;  /* records of which the node does not have parts */
    const char *owner; /* of the latest of their logs */
};

/* Some of it is at the node that owns the log, and not here. */
static bool lacks_parts(const struct sy_list *gaps, const struct sy_record_share *record)
{
    bool lacks = false;

    for (size_t i = 0; i < record->part_count; i++) {
        enum sy_part_state state = sy_keeping_state(gaps, record->index, record->parts[i].kind);

        lacks = lacks || (state != SY_PART_HERE && state != SY_PART_ERASED);
    }
    return lacks;
}

static void note_lacking(struct export *x, struct sy_bytes origin, bool lacks)
{
    const struct sy_network_log *log = sy_network_log(&x->peer->network, origin);

    x->lacking += lacks;
    if (lacks && log != NULL)
        x->owner = log->node;
}

/* Of a log first the master data, which stands in the header, then the events. */
static enum sy_exit put_records(struct export *x, const struct sy_entry_share *share,
                                const struct sy_verified *evidence, enum sy_record_type wanted)
{
    struct sy_wire cursor = sy_list_open(&share->records);
    struct sy_record_share record;
    struct sy_epcis_parts parts;
    enum sy_record_type type;
    enum sy_exit status = SY_EXIT_YES;

    while (status == SY_EXIT_YES &&
           sy_record_share_next(&cursor, share->records.number, &record) == SY_OK) {
        struct sy_erased_place place = {x->directory, sy_text(x->trust.checkpoint.origin),
                                        evidence->entry.index, record.index};
        bool here = sy_epcis_file_parts(&record, &parts, &type);
        bool lacks = lacks_parts(&share->gaps, &record);

        if (wanted == SY_TYPE_EPCIS_EVENT) { /* counted once, in the last pass */
            note_lacking(x, place.origin, lacks);
            x->withheld += !lacks && !here && record.parts[0].part.data == NULL;
        }
        if (here && type == SY_TYPE_EPCIS_EVENT &&
            sy_erased_add(&place, &record, &parts) != SY_OK)
            return sy_broken_fault(x->output, SY_IO);
        if (here && type == wanted)
            status = sy_epcis_file_put(&x->file, type, &parts, evidence->entry.sequenced_at);
    }
    return status;
}

static enum sy_exit put_entry(struct export *x, struct sy_bytes message, struct sy_merkle *tree,
                              enum sy_record_type wanted)
{
    struct sy_bytes origin = sy_text(x->trust.checkpoint.origin);
    uint64_t index = tree->size;
    struct sy_entry_share share;
    struct sy_verified evidence;
    struct sy_hash leaf;
    const char *what = "the entry did not come as it should";
    enum sy_err err = sy_entry_share_read(message, &share);

    if (err == SY_OK)
        err = sy_verified_statement(&x->peer->network, origin, share.entry, &evidence, &what);
    if (err == SY_OK && evidence.entry.index != index) {
        what = "it stands at another index";
        err = SY_BAD_CHAIN;
    }
    if (err == SY_OK)
        err = sy_verified_records(&evidence.statement, &share.records, &what);
    if (err == SY_OK) {
        err = sy_directory_authorise(x->directory, origin, &evidence);
        what = "its signers may not speak for its principal";
    }
    if (err == SY_OK) {
        leaf = sy_hash_leaf(share.entry);
        err = sy_merkle_append(tree, &leaf);
    }
    if (err == SY_OK)
        return put_records(x, &share, &evidence, wanted);
    sy_progress_end(&x->progress);
    return sy_broken_entry(x->output, origin, index, err,
                           sy_err_class(err) == SY_CLASS_FAULT ? NULL : what);
}

/* All entries once, for the records of one type. */
static enum sy_exit pass(struct export *x, enum sy_record_type wanted)
{
    const struct sy_checkpoint *c = &x->trust.checkpoint;
    struct sy_frame_message message;
    struct sy_entries entries;
    struct sy_merkle tree = {0};
    struct sy_hash root;
    enum sy_exit status = SY_EXIT_YES;
    enum sy_err err = sy_entries_ask(&entries, x->peer, sy_text(c->origin), 0, c->size, true);

    while (err == SY_OK && status == SY_EXIT_YES) {
        err = sy_entries_next(&entries, &message);
        if (err != SY_OK)
            break;
        status = put_entry(x, sy_buffer_bytes(&message.payload), &tree, wanted);
        sy_frame_message_close(&message);
        sy_progress_step(&x->progress, tree.size, c->size);
    }
    if (status != SY_EXIT_YES)
        return status;
    sy_progress_end(&x->progress);
    if (err != SY_NOT_FOUND)
        return sy_peer_report(x->peer);
    root = sy_merkle_root(&tree);
    if (!sy_hash_equal(&root, &c->root)) {
        struct sy_audit_problem why = {.index = tree.size,
                                       .rule = "tree",
                                       .what =
                                           "the entries do not have the root that was signed"};

        return sy_broken_report(x->output, c->origin, SY_BAD_ROOT, &why);
    }
    return SY_EXIT_YES;
}

/* The log's checkpoint before the registry is read: then the registry is at least as large as
 * any entry below the checkpoint asks for. */
static enum sy_exit open_checkpoint(struct export *x, const char *origin)
{
    struct sy_audit_problem why = {.rule = "checkpoint"};
    struct sy_buffer note = {0};
    enum sy_err err = sy_peer_checkpoint(x->peer, sy_text(origin), &note);

    if (err != SY_OK) {
        sy_buffer_close(&note);
        return sy_peer_report(x->peer);
    }
    err = sy_trust_open(&x->peer->network, sy_buffer_bytes(&note), &x->trust);
    sy_buffer_close(&note);
    why.what = err != SY_OK ? x->trust.what : "the checkpoint is another log's";
    if (err == SY_OK && strcmp(x->trust.checkpoint.origin, origin) != 0)
        err = SY_BAD_CHECKPOINT;
    return err == SY_OK ? SY_EXIT_YES : sy_broken_report(x->output, origin, err, &why);
}

static enum sy_exit export_log(struct export *x, const char *origin)
{
    enum sy_exit status = open_checkpoint(x, origin);

    if (status == SY_EXIT_YES)
        status = sy_directory_open(x->peer, x->options, &x->directory);
    sy_progress_start(&x->progress, SY_MESSAGE_EXPORTING, x->output->language);
    if (status == SY_EXIT_YES)
        status = pass(x, SY_TYPE_MASTER_DATA);
    if (status == SY_EXIT_YES)
        status = pass(x, SY_TYPE_EPCIS_EVENT);
    return status;
}

static enum sy_exit export_item(struct export *x, const char *item)
{
    struct sy_get_journey ask = {.item = sy_text(item)};
    struct sy_walk walk = {.peer = x->peer};
    struct sy_walk_step step;
    enum sy_exit status = sy_directory_open(x->peer, x->options, &x->directory);
    bool done = false;

    walk.directory = x->directory;
    if (status == SY_EXIT_YES)
        status = sy_walk_open(&walk, &ask);
    while (status == SY_EXIT_YES) {
        status = sy_walk_next(&walk, &step, &done);
        if (status != SY_EXIT_YES || done)
            break;
        if (step.event == NULL)
            note_lacking(x, step.message.origin, true);
        else
            status = sy_epcis_file_put(&x->file, SY_TYPE_EPCIS_EVENT, &step.parts,
                                       step.evidence.entry.sequenced_at);
    }
    sy_walk_close(&walk);
    return status;
}

/* Whoever wants all of a node's wants the generations behind this one, too. */
static void say_successor(const struct export *x, const char *origin)
{
    const struct sy_network *network = &x->peer->network;
    const struct sy_network_log *log = sy_network_log(network, sy_text(origin));
    const struct sy_network_log *next =
        log == NULL || !log->closed ? NULL : sy_network_successor(network, log);

    if (next != NULL)
        sy_output_error(x->output, SY_SAY(EXPORT_GOES_ON, origin, next->vkey.name));
}

static void say_done(const struct export *x, const char *origin)
{
    char events[24];
    char elements[24];

    if (x->withheld > 0) {
        snprintf(events, sizeof(events), "%" PRIu64, x->withheld);
        sy_output_error(x->output, SY_SAY(EXPORT_WITHHELD, events));
    }
    if (x->lacking > 0) {
        snprintf(events, sizeof(events), "%" PRIu64, x->lacking);
        sy_output_error(x->output,
                        SY_SAY(EXPORT_NOT_KEPT, events, x->owner == NULL ? "?" : x->owner));
    }
    if (origin != NULL)
        say_successor(x, origin);
    if (x->file.path[0] == 0)
        return;
    if (x->output->json) {
        sy_json_begin_object(sy_output_json(x->output));
        sy_output_value(x->output, "file", x->file.path);
        sy_output_number(x->output, "events", x->file.events);
        sy_output_number(x->output, "master_data", x->file.elements);
        sy_json_end_object(sy_output_json(x->output));
    }
    snprintf(events, sizeof(events), "%" PRIu64, x->file.events);
    snprintf(elements, sizeof(elements), "%" PRIu64, x->file.elements);
    sy_output_say(x->output, SY_SAY(EXPORT_RECORDS, events, elements, x->file.path));
}

static enum sy_exit run_epcis(const struct sy_options *options, struct sy_output *o)
{
    const char *origin = sy_options_value(options, "log");
    struct export x = {.options = options, .output = o, .file = {.output = o}};
    enum sy_exit status;

    if ((origin != NULL) == (options->operand_count > 0)) {
        sy_output_error(o, SY_SAY(EXPORT_WHAT, NULL));
        return SY_EXIT_USAGE;
    }
    status = sy_peer_open(o, options, &x.peer);
    if (status != SY_EXIT_YES)
        return status;
    status = sy_epcis_file_open(&x.file, sy_options_value(options, "out"));
    if (status == SY_EXIT_YES)
        status =
            origin != NULL ? export_log(&x, origin) : export_item(&x, options->operands[0]);
    if (status == SY_EXIT_YES)
        status = sy_epcis_file_finish(&x.file);
    if (status == SY_EXIT_YES)
        say_done(&x, origin);
    sy_epcis_file_close(&x.file);
    sy_directory_close(x.directory);
    sy_peer_close(x.peer);
    return status;
}

static const struct sy_option log_option = {
    .name = "log", .value = "ORIGIN", .help = {"all of this log", "整个日志"}};
static const struct sy_option out = {
    .name = "out",
    .value = "FILE",
    .help = {"write there instead of standard output", "写到该文件而不是标准输出"}};

static const struct sy_option *const epcis_options[] = {
    &sy_option_network, &sy_option_node, &log_option,         &out,
    &sy_option_key,     &sy_option_as,   &sy_option_no_cache, NULL};

const struct sy_command sy_command_export_epcis = {
    .name = "export epcis",
    .usage = {.options = epcis_options,
              .operands = "[ITEM]",
              .operands_min = 0,
              .operands_max = 1},
    .summary = {"events as an EPCIS 2.0 document, each verified",
                "导出 EPCIS 2.0 文档，逐条核验"},
    .examples = {"  suyuan export epcis --network demo --node 310000 --log "
                 "suyuan.example/test/310000 --out all.jsonld\n"
                 "  suyuan export epcis --key org.key --as uscc:91310112087994932F "
                 "'(01)06901234567892(10)L261123'\n",
                 "  suyuan export epcis --network demo --node 310000 --log "
                 "suyuan.example/test/310000 --out all.jsonld\n"
                 "  suyuan export epcis --key org.key --as uscc:91310112087994932F "
                 "'(01)06901234567892(10)L261123'\n"},
    .run = run_epcis};
