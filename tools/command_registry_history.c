/* suyuan registry history */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "proto/act.h"
#include "proto/part.h"
#include "proto/record_type.h"
#include "tools/act_body.h"
#include "tools/broken.h"
#include "tools/command.h"
#include "tools/format.h"
#include "tools/plain.h"
#include "tools/registry_asof.h"
#include "tools/registry_find.h"
#include "tools/registry_profile.h"
#include "tools/registry_words.h"

enum { NUMBER_BYTES = 24 };

/* An act as it stands in the log. */
struct told_act {
    uint64_t index;
    uint32_t record;
    int64_t at;
    struct sy_act act; /* borrowed from the log's snapshot */
    bool effective;
    enum sy_force then; /* what an effective one left; of a subject that it ended, too */
};

static const uint64_t heads =
    SY_FIELD_BIT(SY_ACT_SUBJECT) | SY_FIELD_BIT(SY_ACT_AFTER) | SY_FIELD_BIT(SY_ACT_VERB);

/* The act of a record of the registry's log. SY_UNIMPLEMENTED for what is none that we know. */
static enum sy_err read_act(struct sy_log_snapshot *log, uint64_t index, uint32_t record,
                            struct sy_act *out)
{
    struct sy_record_share share;
    struct sy_part part;
    enum sy_err err = sy_log_record(log, index, record, &share);

    if (err != SY_OK)
        return err == SY_NOT_FOUND ? SY_CORRUPT : err;
    if (share.parts[0].kind != SY_PART_OPEN || share.parts[0].part.data == NULL ||
        sy_part_read(share.parts[0].part, &part) != SY_OK ||
        sy_act_read(part.type, part.body, out) != SY_OK)
        return SY_UNIMPLEMENTED;
    return SY_OK;
}

static const char *done_words(const struct told_act *told, enum sy_language language)
{
    const struct sy_act_rule *rule = sy_act_rule(told->act.type, told->act.verb);

    if (!told->effective && rule != NULL)
        return sy_registry_words_done(told->act.type, told->act.verb, rule->then, language);
    return sy_registry_words_done(told->act.type, told->act.verb, told->then, language);
}

static enum sy_err say_act(const struct sy_registry_profile *p, const struct told_act *told)
{
    struct sy_buffer by = {0};
    char number[NUMBER_BYTES];
    char time[SY_FORMAT_BYTES];
    enum sy_err err = sy_registry_profile_say_by(p, told->index, &by);
    const struct sy_saying saying = {
        .message = told->effective ? SY_MESSAGE_HISTORY_ACT : SY_MESSAGE_HISTORY_VOID,
        .words = {number, time, done_words(told, p->output->language), sy_buffer_text(&by)}};

    snprintf(number, sizeof(number), "%" PRIu64, told->index);
    sy_format_time(told->at, time);
    if (err == SY_OK)
        sy_output_say(p->output, &saying);
    sy_act_body_say(p->output, p->directory, told->act.type, told->act.body, heads);
    sy_buffer_close(&by);
    return err;
}

static enum sy_err put_act(const struct sy_registry_profile *p, const struct told_act *told)
{
    const struct sy_act_rule *rule = sy_act_rule(told->act.type, told->act.verb);
    struct sy_json_writer *w = sy_output_json(p->output);
    char time[SY_FORMAT_BYTES];
    enum sy_err err;

    sy_json_begin_object(w);
    sy_output_number(p->output, "entry", told->index);
    sy_output_number(p->output, "record", told->record);
    sy_format_utc(told->at, time);
    sy_output_value(p->output, "at", time);
    if (rule != NULL)
        sy_output_value(p->output, "act", rule->word);
    sy_json_name(w, "subject");
    sy_json_put_text(w, told->act.subject);
    sy_json_name(w, "effective");
    sy_json_put_bool(w, told->effective);
    if (told->effective)
        sy_output_value(p->output, "left", sy_force_name(told->then));
    err = sy_registry_profile_put_by(p, told->index);
    sy_json_name(w, "fields");
    sy_json_begin_object(w);
    sy_act_body_put(p->output, told->act.type, told->act.body, heads);
    sy_json_end_object(w);
    sy_json_end_object(w);
    return err;
}

static enum sy_err tell(const struct sy_registry_profile *p, const struct told_act *told)
{
    return p->output->json ? put_act(p, told) : say_act(p, told);
}

/* What stands on the subject between two of its effective acts, without effect: [from, to). */
static enum sy_err tell_void(const struct sy_registry_profile *p, struct sy_bytes subject,
                             uint64_t from, uint64_t to)
{
    struct sy_log_snapshot *log = sy_directory_log(p->directory);
    struct sy_registry_snapshot *registry = sy_directory_registry(p->directory);
    enum sy_err err = SY_OK;

    for (uint64_t i = from; i < to && err == SY_OK; i++) {
        struct sy_statement statement;
        struct sy_entry entry;
        struct sy_bytes bytes;

        err = sy_log_statement(log, i, &bytes, &entry, &statement);
        for (uint32_t n = 0; err == SY_OK && n < statement.record_count; n++) {
            const struct sy_registry_position here = {i, n};
            struct told_act told = {.index = i, .record = n, .at = entry.sequenced_at};
            struct sy_registry_position at;
            struct sy_bytes whose;

            err = read_act(log, i, n, &told.act);
            if (err == SY_UNIMPLEMENTED ||
                (err == SY_OK && !sy_bytes_equal(told.act.subject, subject))) {
                err = SY_OK;
                continue;
            }
            if (err == SY_OK)
                err = sy_registry_next_act(registry, &here, &at, &whose);
            if (err == SY_NOT_FOUND || (err == SY_OK && (at.index != i || at.record != n)))
                err = tell(p, &told);
        }
    }
    return err;
}

/* The subject's effective acts in order, with --void those without effect among them. */
static enum sy_err tell_acts(const struct sy_options *options,
                             const struct sy_registry_profile *p, struct sy_bytes subject)
{
    struct sy_registry_snapshot *registry = sy_directory_registry(p->directory);
    bool voids = sy_options_value(options, "void") != NULL;
    struct sy_registry_state state;
    uint64_t after = UINT64_MAX;
    uint64_t seen = 0; /* entries that were looked through for acts without effect */
    enum sy_err err;

    while ((err = sy_registry_next_state(registry, subject, after, &state)) == SY_OK &&
           state.index < p->moment.size) {
        struct told_act told = {.index = state.index,
                                .record = state.record,
                                .at = state.at,
                                .effective = true,
                                .then = state.force};

        if (voids)
            err = tell_void(p, subject, seen, state.index);
        if (err == SY_OK)
            err =
                read_act(sy_directory_log(p->directory), state.index, state.record, &told.act);
        if (err == SY_OK)
            err = tell(p, &told);
        if (err == SY_OK && voids)
            err = tell_void(p, subject, state.index, state.index + 1);
        if (err != SY_OK)
            return err;
        after = state.index;
        seen = state.index + 1;
    }
    if (err != SY_OK && err != SY_NOT_FOUND)
        return err;
    return voids ? tell_void(p, subject, seen, p->moment.size) : SY_OK;
}

static enum sy_err tell_subject(const struct sy_options *options,
                                const struct sy_registry_profile *p, struct sy_bytes subject)
{
    struct sy_buffer text = {0};
    enum sy_err err;

    if (p->output->json) {
        sy_json_begin_object(sy_output_json(p->output));
        sy_json_name(sy_output_json(p->output), "subject");
        sy_json_put_text(sy_output_json(p->output), subject);
        sy_json_name(sy_output_json(p->output), "acts");
        sy_json_begin_list(sy_output_json(p->output));
    } else {
        sy_act_body_party(p->directory, subject, &text);
        sy_buffer_put_u8(&text, '\n');
        sy_output_text(p->output, sy_buffer_text(&text) == NULL ? "" : sy_buffer_text(&text));
    }
    err = tell_acts(options, p, subject);
    if (p->output->json) {
        sy_json_end_list(sy_output_json(p->output));
        sy_json_end_object(sy_output_json(p->output));
    }
    sy_buffer_close(&text);
    return err;
}

static enum sy_err tell_all(const struct sy_options *options,
                            const struct sy_registry_profile *p,
                            const struct sy_registry_found *found)
{
    const struct sy_checkpoint *checkpoint = sy_directory_checkpoint(p->directory);
    char size[NUMBER_BYTES];
    enum sy_err err = SY_OK;

    if (p->output->json) {
        sy_json_begin_object(sy_output_json(p->output));
        sy_registry_asof_show(options, p->output, p->directory, &p->moment);
        sy_json_name(sy_output_json(p->output), "found");
        sy_json_begin_list(sy_output_json(p->output));
    } else if (found->count > 0) {
        sy_registry_asof_show(options, p->output, p->directory, &p->moment);
    }
    for (size_t i = 0; i < found->count && err == SY_OK; i++)
        err = tell_subject(options, p, sy_text(found->subject[i]));
    if (p->output->json) {
        sy_json_end_list(sy_output_json(p->output));
        sy_json_end_object(sy_output_json(p->output));
    }
    snprintf(size, sizeof(size), "%" PRIu64, checkpoint->size);
    if (err == SY_OK && found->count > 0)
        sy_output_say(p->output, SY_SAY(SHOW_VERIFIED, size, checkpoint->origin));
    return err;
}

static enum sy_exit history(const struct sy_options *options,
                            const struct sy_registry_profile *p)
{
    struct sy_registry_found found;
    enum sy_exit status = SY_EXIT_YES;
    enum sy_err err = sy_registry_find(sy_directory_registry(p->directory),
                                       sy_text(options->operands[0]), &found);

    if (err == SY_OK)
        err = tell_all(options, p, &found);
    if (err != SY_OK)
        status = sy_broken_fault(p->output, err);
    else if (found.count == 0)
        status = sy_registry_find_unknown(p->output, &found,
                                          sy_directory_checkpoint(p->directory)->size);
    sy_registry_found_close(&found);
    return status;
}

static enum sy_exit run_history(const struct sy_options *options, struct sy_output *o)
{
    struct sy_registry_profile profile = {.output = o};
    struct sy_peer *peer = NULL;
    enum sy_exit status = sy_peer_open_unnamed(o, sy_options_value(options, "network"),
                                               sy_options_value(options, "node"), &peer);

    if (status == SY_EXIT_YES)
        status = sy_directory_open(peer, options, &profile.directory);
    if (status == SY_EXIT_YES)
        status = sy_registry_asof(options, o, profile.directory, &profile.moment);
    if (status == SY_EXIT_YES)
        status = history(options, &profile);
    sy_directory_close(profile.directory);
    sy_peer_close(peer);
    return status;
}

static const struct sy_option option_void = {
    .name = "void",
    .help = {"also the acts that had no effect; looks through the whole log",
             "一并列出无效的登记行为；须查遍整个日志"}};

static const struct sy_option *const history_options[] = {
    &sy_option_network, &sy_option_registry_node, &sy_option_as_of,
    &option_void,       &sy_option_no_cache,      NULL};

const struct sy_command sy_command_registry_history = {
    .name = "registry history",
    .usage = {.options = history_options,
              .operands = "ID|CODE|KEY|NUMBER",
              .operands_min = 1,
              .operands_max = 1},
    .summary = {"what was done to a subject, by whom and on what ground",
                "某一登记对象的历次登记：何人、何时、依据"},
    .examples = {"  suyuan registry history uscc:91310112087994932F\n"
                 "  suyuan registry history licence:SC10131011500018 --void --json\n",
                 "  suyuan registry history uscc:91310112087994932F\n"
                 "  suyuan registry history licence:SC10131011500018 --void --json\n"},
    .run = run_history};
