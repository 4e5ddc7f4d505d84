/* suyuan append */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/line.h"
#include "ledger/origin.h"
#include "net/clock.h"
#include "tools/append_delegation.h"
#include "tools/append_log.h"
#include "tools/append_report.h"
#include "tools/attach.h"
#include "tools/command.h"
#include "tools/directory.h"
#include "tools/file.h"
#include "tools/open.h"
#include "tools/report.h"

enum { OPEN_MEMBERS_MAX = 64, NUMBER_BYTES = 24 };

struct append {
    struct sy_output *output;
    const struct sy_options *options;
    bool dry_run;
    struct sy_network network;
    const struct sy_network_log *log; /* in network */
    struct sy_peer *peer;             /* once there is something to send */
    uint64_t witnesses;               /* that are to hold each statement */
    struct sy_act_signers signers;
    struct sy_signing signing;
    const char *open_members[OPEN_MEMBERS_MAX];
    struct sy_outbox outbox;
    struct sy_outbox_list earlier;
    struct sy_letters letters; /* of this line's files */
    struct sy_letters all;     /* those of earlier runs first */
    struct sy_append_file *files;
    size_t file; /* the one that is being read */
    struct sy_placement placement;
    struct sy_append_report report;
    struct sy_progress progress;
    uint64_t events;
};

static bool take_delay(struct append *a)
{
    static const char *const names[] = {"", "offline", "node_down", "correction", "back_fill"};
    const char *text = sy_options_value(a->options, "delay");

    if (text == NULL)
        return true;
    for (uint32_t i = 1; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(text, names[i]) == 0) {
            a->signing.delay = i;
            return true;
        }
    }
    sy_output_error(a->output, SY_SAY(BAD_DELAY, text));
    return false;
}

/* By default as many as make a receipt that verifies. */
static bool take_durability(struct append *a)
{
    static const char witnessed[] = "witnessed:";
    const size_t prefix = sizeof(witnessed) - 1;
    const char *text = sy_options_value(a->options, "durability");
    uint64_t others = a->network.node_count - 1;
    char most[NUMBER_BYTES];

    a->witnesses = a->network.quorum_needed;
    if (text == NULL)
        return true;
    a->witnesses = 0;
    if (strcmp(text, "local") == 0 || (strncmp(text, witnessed, prefix) == 0 &&
                                       sy_line_decimal(sy_text(text + prefix), &a->witnesses) &&
                                       a->witnesses > 0 && a->witnesses <= others))
        return true;
    snprintf(most, sizeof(most), "%" PRIu64, others);
    sy_output_error(a->output, SY_SAY(BAD_DURABILITY, text, most));
    return false;
}

static bool take_open_members(struct append *a, struct sy_capture_options *out)
{
    const char *member;
    size_t cursor = 0;

    while ((member = sy_options_each(a->options, "open", &cursor)) != NULL) {
        if (out->open_member_count == OPEN_MEMBERS_MAX) {
            sy_output_error(a->output, SY_SAY(TOO_MANY_OPEN, "64"));
            return false;
        }
        a->open_members[out->open_member_count++] = member;
    }
    out->open_members = a->open_members;
    return true;
}

static struct sy_scope scope_of(const struct append *a)
{
    return (struct sy_scope){sy_origin_place(sy_text(a->log->vkey.name)), a->network.id};
}

static enum sy_exit open_signers(struct append *a)
{
    enum sy_exit status =
        sy_act_signers_open_here(a->output, a->options, &a->network, &a->signers);

    if (status != SY_EXIT_YES)
        return status;
    if (a->signers.file.holder != SY_KEY_OF_ORGANISATION) {
        sy_output_error(a->output,
                        SY_SAY(KEY_NOT_ORGANISATION, sy_options_value(a->options, "key")));
        return SY_EXIT_USAGE;
    }
    a->signing.principal = sy_text(a->signers.principal);
    a->signing.signers = &a->signers;
    a->signing.scope = scope_of(a);
    return sy_append_delegation(a->output, a->options, &a->signing);
}

static enum sy_exit open_outbox(struct append *a)
{
    const char *base = sy_options_value(a->options, "outbox");
    const char *receipts = sy_options_value(a->options, "receipts");
    char own[SY_OUTBOX_PATH_BYTES];
    enum sy_err err = SY_OK;

    if (base == NULL) {
        if (sy_outbox_default(a->options->environment, own, sizeof(own)) != SY_OK) {
            sy_output_error(a->output, SY_SAY(NO_OUTBOX, NULL));
            return SY_EXIT_USAGE;
        }
        base = own;
    }
    err = sy_outbox_open(base, &a->network.id, a->signing.scope.place, &a->outbox);
    if (err == SY_OK)
        err = sy_outbox_list(&a->outbox, &a->earlier);
    if (err != SY_OK)
        return sy_report_file(a->output, err, base);
    if (receipts != NULL) {
        err = sy_file_make_directory(receipts);
        if (err != SY_OK)
            return sy_report_file(a->output, err, receipts);
    }
    return SY_EXIT_YES;
}

static void take_placed(void *context, uint64_t event, const char *path, enum sy_part_kind part)
{
    struct append *a = context;

    (void)event;
    sy_placement_count(&a->placement, path, part);
}

static void take_flaw(void *context, const struct sy_intake_flaw *flaw)
{
    struct append *a = context;

    sy_progress_end(&a->progress);
    sy_append_report_flaw(&a->report, flaw);
}

static enum sy_err sign(struct append *a, struct sy_composer *composer,
                        const struct sy_outbox_name *name)
{
    struct sy_further_signer signers[SY_SIGNERS_MAX];
    struct sy_composition how = {
        .scope = a->signing.scope,
        .kind = SY_KIND_RECORDS,
        .signed_at = sy_clock_us(),
        .delay = a->signing.delay,
        .further = signers,
        .further_count = a->signers.count,
        .has_delegation = a->signing.has_delegation,
        .delegation = a->signing.delegation,
    };
    struct sy_buffer submission = {.max = SY_SUBMISSION_BYTES_MAX};
    struct sy_hash id;
    enum sy_err err;

    sy_act_signers_list(&a->signers, signers);
    err = sy_composer_finish(composer, &how, &submission, &id);
    if (err == SY_OK)
        err = sy_outbox_stage(&a->outbox, name, sy_buffer_bytes(&submission));
    if (err != SY_OK && err != SY_NO_MEMORY)
        sy_report_file(a->output, err, a->outbox.folder);
    sy_buffer_close(&submission);
    return err;
}

/* A statement is full: the bytes that were signed for the same records before, or new ones. */
static enum sy_err take_full(void *context, struct sy_composer *composer)
{
    struct append *a = context;
    struct sy_hash root = sy_composer_root(composer);
    struct sy_outbox_name name =
        sy_outbox_name_of(a->signing.principal, SY_KIND_RECORDS, &root);
    enum sy_err err = SY_OK;

    a->files[a->file].statements++;
    a->events += composer->count;
    sy_progress_step(&a->progress, a->events, 0);
    if (!a->dry_run) {
        err = sy_outbox_adopt(&a->outbox, &name);
        if (err != SY_OK)
            err = sign(a, composer, &name);
        if (err == SY_OK)
            err = sy_letters_add(&a->letters, &name, a->file);
    }
    if (composer->count > 0)
        sy_intake_forget(composer);
    return err;
}

/* A file could not be read, or what is made of it not be kept. */
static void say_failure(struct append *a, enum sy_err err, const char *path)
{
    sy_progress_end(&a->progress);
    if (err == SY_NO_MEMORY)
        sy_output_error(a->output, SY_SAY(NO_MEMORY, NULL));
    else
        sy_report_file(a->output, err, path);
}

static enum sy_exit read_files(struct append *a, struct sy_intake *intake)
{
    enum sy_exit status = SY_EXIT_YES;

    sy_progress_start(&a->progress, SY_MESSAGE_READING, a->output->language);
    for (size_t i = 0; i < a->options->operand_count; i++) {
        struct sy_append_file *file = &a->files[i];
        enum sy_err err;

        a->file = i;
        file->path = a->options->operands[i];
        err = sy_intake_read(intake, file->path, &file->counts);
        if (err == SY_BAD_EVENT && status == SY_EXIT_YES)
            status = SY_EXIT_NO;
        if (err != SY_OK && err != SY_BAD_EVENT) {
            say_failure(a, err, file->path);
            status = SY_EXIT_UNASKED;
            sy_intake_forget(&intake->composer);
        }
    }
    sy_progress_end(&a->progress);
    return status;
}

static void say_flaws(struct append *a, bool proceed)
{
    char flaws[NUMBER_BYTES];
    char bad[NUMBER_BYTES];
    char files[NUMBER_BYTES];
    uint64_t flaw_count = 0;
    size_t bad_count = 0;

    for (size_t i = 0; i < a->options->operand_count; i++) {
        flaw_count += a->files[i].counts.flaws;
        bad_count += a->files[i].counts.flaws > 0;
    }
    snprintf(flaws, sizeof(flaws), "%" PRIu64, flaw_count);
    snprintf(bad, sizeof(bad), "%zu", bad_count);
    snprintf(files, sizeof(files), "%zu", a->options->operand_count);
    if (proceed)
        sy_output_error(a->output, SY_SAY(SENT_THE_GOOD, flaws, bad, files));
    else
        sy_output_error(a->output, SY_SAY(NOTHING_SENT, flaws, bad, files));
}

static void drop_staged(struct append *a)
{
    for (size_t i = 0; i < a->letters.count; i++)
        sy_outbox_drop(&a->outbox, &a->letters.list[i].name);
}

/* All is right: what is staged is to be sent, behind what waited before. */
static enum sy_err keep_staged(struct append *a)
{
    enum sy_err err = SY_OK;
    struct sy_outbox_list own = {0};

    for (size_t i = 0; i < a->letters.count && err == SY_OK; i++) {
        err = sy_outbox_keep(&a->outbox, &a->letters.list[i].name);
        if (err == SY_OK)
            err = sy_outbox_list_add(&own, &a->letters.list[i].name);
    }
    for (size_t i = 0; i < a->earlier.count && err == SY_OK; i++) {
        if (!sy_outbox_listed(&own, &a->earlier.names[i]))
            err = sy_letters_add(&a->all, &a->earlier.names[i], SY_LETTER_EARLIER);
    }
    for (size_t i = 0; i < a->letters.count && err == SY_OK; i++)
        err = sy_letters_add(&a->all, &a->letters.list[i].name, a->letters.list[i].file);
    sy_outbox_list_close(&own);
    return err;
}

static void say_earlier(struct append *a)
{
    char count[NUMBER_BYTES];

    snprintf(count, sizeof(count), "%zu", a->all.count - a->letters.count);
    if (a->all.count > a->letters.count)
        sy_output_say(a->output, SY_SAY(SENDING_EARLIER, count));
}

static void say_waiting(struct append *a)
{
    char count[NUMBER_BYTES];
    size_t waiting = 0;

    for (size_t i = 0; i < a->all.count; i++)
        waiting += a->all.list[i].state != SY_LETTER_REFUSED &&
                   sy_outbox_has(&a->outbox, &a->all.list[i].name);
    snprintf(count, sizeof(count), "%zu", waiting);
    if (waiting > 0)
        sy_output_error(a->output, SY_SAY(STATEMENTS_WAIT, count, a->outbox.folder));
}

/* Only when all has arrived are the files removed: a run that was broken off finds them all, so
 * that the same command sends no report a second time. */
static enum sy_exit clear_outbox(struct append *a)
{
    for (size_t i = 0; i < a->letters.count; i++) {
        enum sy_err err = sy_outbox_remove(&a->outbox, &a->letters.list[i].name);

        if (err != SY_OK)
            return sy_report_file(a->output, err, a->outbox.folder);
    }
    return SY_EXIT_YES;
}

/* What the registry says of the signers, into each receipt that was kept. */
static enum sy_exit attach_all(struct append *a, struct sy_peer *peer)
{
    struct sy_attach attach = {.peer = peer,
                               .network_path = sy_options_value(a->options, "network")};
    struct sy_directory *directory = NULL;
    enum sy_exit status = sy_directory_open(peer, a->options, &directory);

    attach.directory = directory;
    for (size_t i = 0; i < a->all.count && status == SY_EXIT_YES; i++) {
        if (a->all.list[i].receipt != NULL)
            status = sy_attach_file(&attach, a->all.list[i].receipt);
    }
    sy_directory_close(directory);
    return status;
}

/* What is staged and what waits, to the log that the node's policy names. */
static enum sy_exit deliver(struct append *a)
{
    struct sy_delivery delivery = {
        .output = a->output,
        .peer = a->peer,
        .outbox = &a->outbox,
        .receipts = sy_options_value(a->options, "receipts"),
        .signing = &a->signing,
        .letters = &a->all,
    };

    sy_append_log_follow(a->peer, &a->network, &a->log);
    if (!take_durability(a))
        return SY_EXIT_USAGE;
    a->signing.scope = scope_of(a);
    delivery.origin = a->log->vkey.name;
    delivery.witnesses = a->witnesses;
    say_earlier(a);
    return sy_delivery_run(&delivery);
}

static enum sy_exit send_all(struct append *a)
{
    enum sy_err err = keep_staged(a);
    enum sy_exit attached = SY_EXIT_YES;
    enum sy_exit status;

    if (err != SY_OK)
        return sy_report_file(a->output, err, a->outbox.folder);
    if (a->all.count == 0)
        return SY_EXIT_YES;
    status = sy_peer_open_unnamed(a->output, sy_options_value(a->options, "network"),
                                  sy_options_value(a->options, "node"), &a->peer);
    if (status == SY_EXIT_YES)
        status = deliver(a);
    if (status == SY_EXIT_YES && sy_options_value(a->options, "support") != NULL)
        attached = attach_all(a, a->peer);
    if (status == SY_EXIT_YES)
        status = clear_outbox(a);
    else
        say_waiting(a);
    return status == SY_EXIT_YES ? attached : status;
}

static void say_next(struct append *a)
{
    const char *receipt = NULL;
    const struct sy_letter *alone = NULL;

    for (size_t i = 0; i < a->all.count; i++) {
        const struct sy_letter *letter = &a->all.list[i];

        if (letter->receipt == NULL)
            continue;
        receipt = letter->receipt;
        if (letter->witnesses < a->network.quorum_needed)
            alone = letter;
    }
    if (alone != NULL)
        sy_output_next(
            a->output,
            SY_SAY(NEXT_AFTER_LOCAL, sy_options_value(a->options, "network"), alone->receipt));
    else if (receipt != NULL)
        sy_output_next(a->output, SY_SAY(NEXT_AFTER_APPEND,
                                         sy_options_value(a->options, "network"), receipt));
    else if (a->all.count > 0)
        sy_output_next(a->output, SY_SAY(NEXT_KEEP_RECEIPTS, NULL));
}

static enum sy_exit open_all(struct append *a)
{
    enum sy_exit status;

    if (sy_options_value(a->options, "support") != NULL &&
        sy_options_value(a->options, "receipts") == NULL) {
        sy_output_error(a->output, SY_SAY(SUPPORT_NEEDS_RECEIPTS, NULL));
        return SY_EXIT_USAGE;
    }
    if (!take_delay(a))
        return SY_EXIT_USAGE;
    if (!sy_open_network(a->output, sy_options_value(a->options, "network"), &a->network))
        return SY_EXIT_UNASKED;
    status = sy_append_log_find(a->output, a->options, &a->network, &a->log);
    if (status == SY_EXIT_YES && !take_durability(a))
        status = SY_EXIT_USAGE;
    if (status == SY_EXIT_YES)
        status = open_signers(a);
    if (status == SY_EXIT_YES && !a->dry_run)
        status = open_outbox(a);
    return status;
}

static bool has_sent(const struct append *a)
{
    for (size_t i = 0; i < a->all.count; i++) {
        if (a->all.list[i].state == SY_LETTER_TAKEN)
            return true;
    }
    return false;
}

static enum sy_exit report_all(struct append *a, struct sy_intake *intake)
{
    enum sy_exit read;
    enum sy_exit sent = SY_EXIT_YES;

    sy_append_report_begin(&a->report);
    read = read_files(a, intake);
    sy_append_report_read(&a->report);
    a->report.letters = &a->all;
    if (a->dry_run) {
        sy_append_report_placed(&a->report, &a->placement);
    } else {
        if (read == SY_EXIT_YES || (read == SY_EXIT_NO && intake->proceed))
            sent = send_all(a);
        if (a->output->json || has_sent(a) || (read == SY_EXIT_YES && sent == SY_EXIT_YES))
            sy_append_report_sent(&a->report);
        if (read == SY_EXIT_YES && sent == SY_EXIT_YES)
            say_next(a);
    }
    if (read == SY_EXIT_NO)
        say_flaws(a, intake->proceed && !a->dry_run);
    sy_append_report_end(&a->report);
    return sent > read ? sent : read;
}

static enum sy_exit run(struct append *a)
{
    struct sy_intake intake = {
        .proceed = sy_options_value(a->options, "proceed") != NULL,
        .full = take_full,
        .flawed = take_flaw,
        .context = a,
    };
    enum sy_exit status;

    if (!take_open_members(a, &intake.options))
        return SY_EXIT_USAGE;
    status = open_all(a);
    if (status != SY_EXIT_YES)
        return status;
    if (a->dry_run) {
        intake.options.placed = take_placed;
        intake.options.context = a;
    }
    sy_composer_init(&intake.composer, a->signing.principal,
                     sy_key_file_find(&a->signers.file, SY_KEY_NONCE, NULL)->seed);
    sy_composer_limit(&intake.composer, a->network.limits.records,
                      a->network.limits.statement_bytes);
    a->report = (struct sy_append_report){
        .output = a->output, .files = a->files, .file_count = a->options->operand_count};
    status = report_all(a, &intake);
    sy_composer_close(&intake.composer);
    drop_staged(a);
    return status;
}

static enum sy_exit run_append(const struct sy_options *options, struct sy_output *o)
{
    struct append *a = calloc(1, sizeof(*a));
    enum sy_exit status = SY_EXIT_UNASKED;

    if (a != NULL)
        a->files = calloc(options->operand_count, sizeof(*a->files));
    if (a == NULL || a->files == NULL) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        free(a);
        return status;
    }
    a->output = o;
    a->options = options;
    a->dry_run = sy_options_value(options, "dry-run") != NULL;
    status = run(a);
    sy_act_signers_close(&a->signers);
    sy_outbox_list_close(&a->earlier);
    sy_letters_close(&a->letters);
    sy_letters_close(&a->all);
    sy_placement_close(&a->placement);
    sy_peer_close(a->peer);
    free(a->files);
    free(a);
    return status;
}

static const struct sy_option option_key = {
    .name = "key",
    .value = "FILE[=ID]",
    .variable = "SUYUAN_KEY",
    .required = true,
    .repeated = true,
    .help = {"key file that signs; =ID when whose it is speaks for --as by a delegation. A key "
             "that has ended may stand beside one in force",
             "签名的密钥文件；由受托者代 --as 申报时加 =登记号。已停用的密钥可与有效密钥并列"}};
static const struct sy_option option_delegation = {
    .name = "delegation",
    .value = "ENTRY",
    .help = {"entry of the registry that granted it; found there by default",
             "授予委托的登记簿条目；默认自行查找"}};
static const struct sy_option option_receipts = {
    .name = "receipts",
    .value = "DIR",
    .help = {"keep a .receipt and a .parts of each statement there",
             "在此目录为每份申报留存 .receipt 和 .parts"}};
static const struct sy_option option_support = {
    .name = "support",
    .help = {"put into each receipt what the registry says of whoever signed",
             "把登记簿对签署者的记载放入每份回执"}};
static const struct sy_option option_outbox = {
    .name = "outbox",
    .value = "DIR",
    .help = {"where signed statements wait; by default ~/.local/state/suyuan/outbox",
             "已签申报的等待目录；默认 ~/.local/state/suyuan/outbox"}};
static const struct sy_option option_dry_run = {
    .name = "dry-run",
    .help = {"send nothing; show which member goes into which part",
             "不发送；显示每个成员进入哪个分部"}};
static const struct sy_option option_proceed = {
    .name = "proceed",
    .help = {"send the good events though others are wrong", "有错误时仍发送正确的事件"}};
static const struct sy_option option_open = {
    .name = "open",
    .value = "MEMBER",
    .repeated = true,
    .help = {"show this chain or commercial member to everybody",
             "把此 chain 或 commercial 成员对所有人公开"}};
static const struct sy_option option_delay = {
    .name = "delay",
    .value = "REASON",
    .help = {"why it is late: offline, node_down, correction, back_fill",
             "迟报原因：offline、node_down、correction、back_fill"}};

static const struct sy_option option_durability = {
    .name = "durability",
    .value = "HOW",
    .help = {"local, or witnessed:K: wait until K other nodes hold it; by default the quorum",
             "local，或 witnessed:K：等到另外 K 个节点也持有；默认为法定票数"}};

static const struct sy_option *const append_options[] = {
    &sy_option_network, &sy_option_node,     &option_key,
    &sy_option_as,      &option_delegation,  &option_receipts,
    &option_support,    &option_outbox,      &option_dry_run,
    &option_proceed,    &option_open,        &option_delay,
    &option_durability, &sy_option_no_cache, NULL};

const struct sy_command sy_command_append = {
    .name = "append",
    .usage = {.options = append_options,
              .operands = "FILE...",
              .operands_min = 1,
              .operands_max = SY_OPERANDS_ANY},
    .summary = {"report EPCIS 2.0 events, and keep receipts", "申报 EPCIS 2.0 事件并留存回执"},
    .examples = {"  suyuan append --network demo --node 310000 --key farm.key \\\n"
                 "      --as uscc:91310112087994932F --receipts receipts events.json\n"
                 "  suyuan append --key market.key=uscc:91310115MA1K3BTP2B \\\n"
                 "      --as reg:310115-42 stall.json\n"
                 "  suyuan append ... --dry-run events.json\n"
                 "  produce-events | suyuan append ... -\n",
                 "  suyuan append --network demo --node 310000 --key farm.key \\\n"
                 "      --as uscc:91310112087994932F --receipts receipts events.json\n"
                 "  suyuan append --key market.key=uscc:91310115MA1K3BTP2B \\\n"
                 "      --as reg:310115-42 stall.json\n"
                 "  suyuan append ... --dry-run events.json\n"
                 "  produce-events | suyuan append ... -\n"},
    .run = run_append};
