/* suyuan registry apply */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/act_batch.h"
#include "tools/act_line.h"
#include "tools/act_source.h"
#include "tools/act_statement.h"
#include "tools/apply_state.h"
#include "tools/command.h"
#include "tools/progress.h"
#include "tools/registry_act.h"
#include "tools/report.h"

enum { NUMBER_BYTES = 24 };

struct apply {
    struct sy_output *output;
    const struct sy_options *options;
    const char *path;
    bool proceed;
    uint64_t batch_max;
    struct sy_peer *peer;
    struct sy_act_signers signers;
    struct sy_outbox outbox;
    struct sy_apply_state state;
    struct sy_act_form form;
    struct sy_act_batch batch;
    struct sy_buffer submission;
    struct sy_progress progress;
    FILE *rejected;

    struct sy_apply_mark at; /* objects that were read */
    uint64_t objects;        /* in the file */
    uint64_t flaws;          /* found before anything is sent */
    uint64_t refused;        /* by the node */
    uint64_t before;         /* applied by earlier runs */
    uint64_t statements;
};

/* ---- the file ---- */

static void converted(void *context, const char *where, const char *before, const char *after)
{
    struct apply *a = context;

    sy_progress_end(&a->progress);
    sy_output_say(a->output, SY_SAY(ACT_CONVERTED, where, before, after));
}

/* The next object; *good when it is an act. The text lives until the next one. */
static enum sy_err next_act(struct apply *a, struct sy_act_source *source,
                            struct sy_bytes *text, bool *good)
{
    enum sy_err err = sy_act_source_next(source, text);

    *good = false;
    if (err == SY_BAD_JSON || err == SY_LIMIT) {
        *text = sy_text("?");
        (void)sy_act_form_wrong(
            &a->form, err == SY_LIMIT ? SY_MESSAGE_ACT_TOO_LARGE : SY_MESSAGE_ACT_NO_OBJECT, "",
            *text, "");
        snprintf(a->form.problem.words[0], sizeof(a->form.problem.words[0]), "%s:%" PRIu64,
                 a->path, source->line);
        err = SY_OK;
    } else if (err == SY_OK) {
        *good = sy_act_line_read(&a->form, *text, source->line);
    }
    if (err != SY_OK)
        return err;
    a->at.objects++;
    sy_apply_chain(&a->at.chain, *text);
    return SY_OK;
}

static void say_flaw(struct apply *a)
{
    struct sy_saying saying = sy_act_form_saying(&a->form);

    sy_progress_end(&a->progress);
    sy_output_error(a->output, &saying);
}

/* What is wrong is kept apart, so that it can be mended and applied by itself. */
static enum sy_err reject(struct apply *a, struct sy_bytes text)
{
    if (a->rejected == NULL)
        return SY_OK;
    return fwrite(text.data, 1, text.len, a->rejected) == text.len &&
                   fputc('\n', a->rejected) != EOF && fflush(a->rejected) == 0
               ? SY_OK
               : SY_IO;
}

/* All of it is looked at before anything is sent; and what an earlier run applied must still
 * stand there. */
static enum sy_exit check_file(struct apply *a)
{
    struct sy_act_source source;
    struct sy_bytes text;
    bool good;
    bool same = a->state.done.objects == 0;
    enum sy_err err = sy_act_source_open(&source, a->path);

    if (err != SY_OK)
        return sy_report_file(a->output, err, a->path);
    a->form.converted = converted;
    sy_progress_start(&a->progress, SY_MESSAGE_CHECKING_ACTS, a->output->language);
    while ((err = next_act(a, &source, &text, &good)) == SY_OK) {
        same = same || (a->at.objects == a->state.done.objects &&
                        sy_hash_equal(&a->at.chain, &a->state.done.chain));
        if (!good && a->at.objects > a->state.done.objects) {
            a->flaws++;
            say_flaw(a);
        }
        sy_progress_step(&a->progress, a->at.objects, 0);
    }
    sy_progress_end(&a->progress);
    sy_act_source_close(&source);
    a->form.converted = NULL;
    a->objects = a->at.objects;
    a->at = (struct sy_apply_mark){.objects = 0};
    if (err != SY_NOT_FOUND)
        return sy_report_file(a->output, err, a->path);
    if (!same) {
        sy_output_error(a->output, SY_SAY(APPLIED_CHANGED, a->path));
        return SY_EXIT_NO;
    }
    return SY_EXIT_YES;
}

/* ---- a statement ---- */

static enum sy_exit save(struct apply *a)
{
    enum sy_err err = sy_apply_state_save(&a->state);

    return err == SY_OK ? SY_EXIT_YES : sy_report_file(a->output, err, a->state.path);
}

/* It has arrived. */
static enum sy_exit note_taken(struct apply *a)
{
    enum sy_exit status;
    enum sy_err err;

    a->state.done = a->state.sent;
    a->state.acts += a->state.sent_acts;
    a->state.sending = false;
    a->statements++;
    status = save(a);
    if (status != SY_EXIT_YES)
        return status;
    err = sy_outbox_remove(&a->outbox, &a->state.name);
    return err == SY_OK ? SY_EXIT_YES : sy_report_file(a->output, err, a->outbox.folder);
}

/* Which of the statement's acts the node refuses; false when it does not say. */
static bool refused_act(const struct apply *a, size_t count, size_t *out)
{
    struct sy_buffer member = {0};
    unsigned long index;
    char *end;
    const char *text;
    bool good;

    sy_buffer_put_bytes(&member, sy_buffer_bytes(&a->peer->member));
    text = sy_buffer_text(&member);
    good = text != NULL && strncmp(text, "records[", 8) == 0;
    index = good ? strtoul(text + 8, &end, 10) : 0;
    good = good && *end == ']' && index < count;
    sy_buffer_close(&member);
    *out = (size_t)index;
    return good;
}

static enum sy_exit say_refused(struct apply *a, size_t i)
{
    const struct sy_act_item *item = &a->batch.items[i];
    struct sy_buffer subject = {0};
    char line[NUMBER_BYTES];

    sy_buffer_put_bytes(&subject, sy_act_batch_subject(&a->batch, i));
    snprintf(line, sizeof(line), "%" PRIu64, item->origin.line);
    sy_progress_end(&a->progress);
    sy_output_error(a->output, SY_SAY(ACT_VOID_IN_FILE, line, sy_buffer_text(&subject),
                                      sy_buffer_text(&a->peer->detail)));
    sy_buffer_close(&subject);
    a->refused++;
    return reject(a, sy_act_batch_text(&a->batch, i)) == SY_OK
               ? SY_EXIT_YES
               : sy_report_file(a->output, SY_IO, sy_options_value(a->options, "rejected"));
}

static enum sy_exit say_failed(struct apply *a, enum sy_err err)
{
    sy_progress_end(&a->progress);
    if (a->peer->err != SY_OK)
        return sy_peer_report(a->peer);
    return err == SY_BAD_PROOF ? SY_EXIT_NO : sy_report_file(a->output, err, a->outbox.folder);
}

/* The acts [from, to) of the batch, up to that mark of the file, signed, put down and sent.
 * SY_VOID: the node refuses one of them, and nothing was entered. */
static enum sy_err send_range(struct apply *a, size_t from, size_t to,
                              const struct sy_apply_mark *mark)
{
    struct sy_scope scope = {sy_text(a->peer->network.registry.vkey.name), a->peer->network.id};
    uint64_t index;
    enum sy_err err;

    sy_buffer_clear(&a->submission);
    a->peer->err = SY_OK;
    err = sy_act_batch_sign(&a->batch, from, to, &a->signers, &scope, &a->submission);
    if (err == SY_OK)
        err = sy_act_statement_name(sy_buffer_bytes(&a->submission), &a->state.name);
    a->state.sending = true;
    a->state.sent = *mark;
    a->state.sent_acts = to - from;
    if (err == SY_OK)
        err = sy_apply_state_save(&a->state);
    if (err == SY_OK)
        err = sy_acts_deliver(a->peer, &a->outbox, &a->state.name,
                              sy_buffer_bytes(&a->submission), &index);
    if (err == SY_VOID && a->peer->refused) {
        a->state.sending = false;
        if (sy_outbox_remove(&a->outbox, &a->state.name) != SY_OK)
            err = SY_IO;
    }
    return err;
}

/* The batch, whose end is that far into the file. What the node refuses is left out, and what
 * stands before it is sent by itself: so one bad act costs one statement more. */
static enum sy_exit send_batch(struct apply *a, const struct sy_apply_mark *end)
{
    size_t from = 0;
    size_t to = a->batch.count;
    bool stopping = false;
    enum sy_exit status = SY_EXIT_YES;

    if (a->batch.count > 0 && sy_act_batch_ask(&a->batch, a->peer) != SY_OK)
        status = say_failed(a, SY_IO);
    while (from < a->batch.count && status == SY_EXIT_YES) {
        const struct sy_apply_mark *mark =
            to == a->batch.count ? end : &a->batch.items[to].origin.before;
        enum sy_err err = from < to ? send_range(a, from, to, mark) : SY_OK;
        size_t bad = 0;

        if (err == SY_OK) {
            if (from < to)
                status = note_taken(a);
            if (stopping)
                status = status == SY_EXIT_YES ? SY_EXIT_NO : status;
            from = to + 1;
            to = a->batch.count;
        } else if (err == SY_VOID && a->peer->refused && refused_act(a, to - from, &bad)) {
            to = from + bad;
            stopping = !a->proceed;
            status = say_refused(a, to);
        } else {
            status = say_failed(a, err);
        }
    }
    sy_act_batch_clear(&a->batch);
    return status;
}

/* ---- the run ---- */

/* The statement that a run which was broken off had put down. */
static enum sy_exit send_left(struct apply *a)
{
    uint64_t index;
    enum sy_err err;

    if (!a->state.sending)
        return SY_EXIT_YES;
    sy_buffer_clear(&a->submission);
    a->peer->err = SY_OK;
    err = sy_outbox_read(&a->outbox, &a->state.name, &a->submission);
    if (err == SY_OK)
        err = sy_acts_deliver(a->peer, &a->outbox, &a->state.name,
                              sy_buffer_bytes(&a->submission), &index);
    if (err == SY_OK)
        return note_taken(a);
    a->state.sending = false;
    if (err == SY_NOT_FOUND && a->peer->err == SY_OK)
        return SY_EXIT_YES; /* it was never sent */
    if ((err == SY_VOID || err == SY_BAD_TIME) && a->peer->refused)
        return sy_outbox_remove(&a->outbox, &a->state.name) == SY_OK
                   ? SY_EXIT_YES /* its acts are made anew, and looked at one by one */
                   : sy_report_file(a->output, SY_IO, a->outbox.folder);
    return say_failed(a, err);
}

static enum sy_exit take_act(struct apply *a, const struct sy_act_origin *origin)
{
    enum sy_exit status = SY_EXIT_YES;
    enum sy_err err = SY_FULL;

    if (a->batch.count < a->batch_max)
        err = sy_act_batch_add(&a->batch, &a->form, origin);
    if (err == SY_FULL) {
        status = send_batch(a, &origin->before);
        if (status != SY_EXIT_YES)
            return status;
        sy_progress_step(&a->progress, a->at.objects, a->objects);
        err = sy_act_batch_add(&a->batch, &a->form, origin);
    }
    if (err != SY_OK) {
        sy_output_error(a->output, SY_SAY(NO_MEMORY, NULL));
        status = SY_EXIT_UNASKED;
    }
    return status;
}

static enum sy_exit send_file(struct apply *a)
{
    struct sy_act_source source;
    struct sy_act_origin origin = {.line = 0};
    bool good;
    enum sy_err err = sy_act_source_open(&source, a->path);
    enum sy_exit status = SY_EXIT_YES;

    if (err != SY_OK)
        return sy_report_file(a->output, err, a->path);
    sy_progress_start(&a->progress, SY_MESSAGE_APPLYING, a->output->language);
    while (status == SY_EXIT_YES) {
        origin.before = a->at;
        err = next_act(a, &source, &origin.text, &good);
        if (err != SY_OK)
            break;
        origin.line = source.line;
        if (a->at.objects <= a->state.done.objects)
            continue;
        if (good)
            status = take_act(a, &origin);
        else if (reject(a, origin.text) != SY_OK)
            status = sy_report_file(a->output, SY_IO, sy_options_value(a->options, "rejected"));
    }
    if (status == SY_EXIT_YES && err != SY_NOT_FOUND)
        status = sy_report_file(a->output, err, a->path);
    if (status == SY_EXIT_YES)
        status = send_batch(a, &a->at);
    sy_progress_end(&a->progress);
    sy_act_source_close(&source);
    return status;
}

static void show_number(struct apply *a, const char *name, uint64_t value)
{
    if (a->output->json)
        sy_output_number(a->output, name, value);
}

static void report(struct apply *a, bool finished)
{
    uint64_t applied = a->state.acts - a->before;
    char numbers[4][NUMBER_BYTES];
    const uint64_t values[] = {applied, a->objects, a->before, a->flaws + a->refused};

    for (size_t i = 0; i < 4; i++)
        snprintf(numbers[i], sizeof(numbers[i]), "%" PRIu64, values[i]);
    if (a->output->json)
        sy_json_begin_object(sy_output_json(a->output));
    show_number(a, "acts", a->objects);
    show_number(a, "applied", applied);
    show_number(a, "applied_before", a->before);
    show_number(a, "refused", a->flaws + a->refused);
    show_number(a, "statements", a->statements);
    if (a->output->json)
        sy_json_end_object(sy_output_json(a->output));
    sy_output_say(a->output, SY_SAY(APPLIED, numbers[0], numbers[1], numbers[2], numbers[3]));
    if (!finished && a->peer != NULL)
        sy_output_error(a->output, SY_SAY(APPLY_STOPPED, a->path));
}

static enum sy_exit apply_all(struct apply *a)
{
    enum sy_exit status = send_left(a);

    if (status == SY_EXIT_YES)
        status = send_file(a);
    report(a, status == SY_EXIT_YES);
    if (status != SY_EXIT_YES)
        return status;
    if (sy_apply_state_remove(&a->state) != SY_OK)
        return sy_report_file(a->output, SY_IO, a->state.path);
    return a->flaws + a->refused > 0 ? SY_EXIT_NO : SY_EXIT_YES;
}

static enum sy_exit open_state(struct apply *a)
{
    enum sy_err err = sy_apply_state_open(a->options->environment, &a->peer->network.id,
                                          sy_text(a->signers.principal), a->path, &a->state);

    if (err != SY_OK && err != SY_CORRUPT)
        return sy_report_file(a->output, err, a->path);
    if (err == SY_CORRUPT || sy_options_value(a->options, "restart") != NULL) {
        a->state.done = (struct sy_apply_mark){.objects = 0};
        a->state.acts = 0;
        a->state.sending = false;
    }
    a->before = a->state.acts;
    return SY_EXIT_YES;
}

static enum sy_exit open_all(struct apply *a)
{
    const char *rejected = sy_options_value(a->options, "rejected");
    enum sy_exit status =
        sy_peer_open_unnamed(a->output, sy_options_value(a->options, "network"),
                             sy_options_value(a->options, "node"), &a->peer);

    if (status == SY_EXIT_YES)
        status = sy_act_signers_open(a->output, a->options, &a->peer->network, &a->signers);
    if (status == SY_EXIT_YES)
        status = sy_acts_outbox(a->output, a->options, &a->peer->network, &a->outbox);
    if (status == SY_EXIT_YES)
        status = open_state(a);
    if (status == SY_EXIT_YES && rejected != NULL) {
        a->rejected = fopen(rejected, "ae");
        if (a->rejected == NULL)
            status = sy_report_file(a->output, SY_IO, rejected);
    }
    return status;
}

static enum sy_exit run(struct apply *a)
{
    bool dry = sy_options_value(a->options, "dry-run") != NULL;
    char flaws[NUMBER_BYTES];
    enum sy_exit status = SY_EXIT_YES;

    if (!sy_command_count(a->output, "batch", sy_options_value(a->options, "batch"), 1,
                          SY_RECORDS_MAX, &a->batch_max))
        return SY_EXIT_USAGE;
    if (!dry)
        status = open_all(a);
    if (status == SY_EXIT_YES)
        status = check_file(a);
    if (status != SY_EXIT_YES)
        return status;
    if (dry || (a->flaws > 0 && !a->proceed)) {
        snprintf(flaws, sizeof(flaws), "%" PRIu64, a->flaws);
        report(a, true);
        if (a->flaws > 0)
            sy_output_error(a->output, SY_SAY(NOTHING_APPLIED, flaws));
        return a->flaws > 0 ? SY_EXIT_NO : SY_EXIT_YES;
    }
    return apply_all(a);
}

static enum sy_exit run_apply(const struct sy_options *options, struct sy_output *o)
{
    struct apply *a = calloc(1, sizeof(*a));
    enum sy_exit status;

    if (a == NULL) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        return SY_EXIT_UNASKED;
    }
    a->output = o;
    a->options = options;
    a->path = options->operands[0];
    a->proceed = sy_options_value(options, "proceed") != NULL;
    a->form.language = o->language;
    a->form.context = a;
    a->submission.max = SY_SUBMISSION_BYTES_MAX;
    status = run(a);
    if (a->rejected != NULL && fclose(a->rejected) != 0 && status == SY_EXIT_YES)
        status = sy_report_file(o, SY_IO, sy_options_value(options, "rejected"));
    sy_act_signers_close(&a->signers);
    sy_act_form_close(&a->form);
    sy_act_batch_close(&a->batch);
    sy_buffer_close(&a->submission);
    sy_peer_close(a->peer);
    free(a);
    return status;
}

static const struct sy_option option_dry_run = {
    .name = "dry-run", .help = {"send nothing; say what is wrong", "不发送；只说明哪里有错"}};
static const struct sy_option option_proceed = {
    .name = "proceed",
    .help = {"apply the good acts though others are wrong", "有错误时仍登记正确的行为"}};
static const struct sy_option option_rejected = {
    .name = "rejected",
    .value = "FILE",
    .help = {"with --proceed: what is wrong or refused goes there, to be mended",
             "配合 --proceed：把有错或被拒的写入该文件以便改正"}};
static const struct sy_option option_restart = {
    .name = "restart",
    .help = {"begin with the first act though an earlier run came further",
             "即使上次已进行到中途，也从头开始"}};
static const struct sy_option option_batch = {
    .name = "batch",
    .value = "COUNT",
    .fallback = "10000",
    .help = {"acts a statement at most", "每份申报最多多少项"}};
static const struct sy_option *const apply_options[] = {&sy_option_network,
                                                        &sy_act_option_node,
                                                        &sy_act_option_key,
                                                        &sy_act_option_as,
                                                        &option_dry_run,
                                                        &option_proceed,
                                                        &option_rejected,
                                                        &option_restart,
                                                        &option_batch,
                                                        &sy_act_option_outbox,
                                                        NULL};

#define EXAMPLES                                                                               \
    "  suyuan registry apply --network demo --as regulator:310115-1 --key office.key "         \
    "acts.jsonl\n"                                                                             \
    "  suyuan registry apply --network demo --key authority.key --proceed \\\n"                \
    "      --rejected wrong.jsonl products.json\n"

const struct sy_command sy_command_registry_apply = {
    .name = "registry apply",
    .usage = {.options = apply_options,
              .operands = "FILE",
              .operands_min = 1,
              .operands_max = 1},
    .summary = {"make many acts from a file; run again, it goes on where it stopped",
                "从文件批量登记；中断后重新运行即可继续"},
    .details =
        {"The file has one JSON object an act, as lines or as a list:\n"
         "  {\"act\": \"organisation admit\", \"subject\": \"uscc:91310112087994932F\",\n"
         "   \"name\": \"Sunny Meat\", \"role\": [\"slaughterhouse\"]}\n"
         "Members are named as the options of 'suyuan registry NOUN VERB'.\n",
         "文件中每项登记行为是一个 JSON 对象，逐行或组成列表：\n"
         "  {\"act\": \"organisation admit\", \"subject\": \"uscc:91310112087994932F\",\n"
         "   \"name\": \"阳光肉类\", \"role\": [\"屠宰\"]}\n"
         "成员名与“suyuan registry 名词 动词”的选项相同。\n"},
    .examples = {EXAMPLES, EXAMPLES},
    .run = run_apply};
