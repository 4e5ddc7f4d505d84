/* suyuan registry signed-by */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/base64.h"
#include "ledger/key.h"
#include "ledger/time.h"
#include "net/clock.h"
#include "proto/act.h"
#include "proto/record_type.h"
#include "tools/act_body.h"
#include "tools/broken.h"
#include "tools/command.h"
#include "tools/format.h"
#include "tools/plain.h"
#include "tools/registry_words.h"
#include "tools/signed_walk.h"

enum { NUMBER_BYTES = 24 };

/* What is told of one key. */
struct told_key {
    struct sy_output *output;
    struct sy_signed_walk walk;
    uint8_t key[SY_PUBLIC_KEY_BYTES];
    bool known; /* to the registry */
    struct sy_registered_key registered;
    uint64_t retired_by; /* the entry that ended it in order; UINT64_MAX */
    uint64_t count;
    uint64_t suspect;
    bool parted; /* the line before what is suspect has been drawn */
};

/* What stands at an entry. */
enum mark { MARK_NONE, MARK_RETIRED, MARK_REVOKED };

static const char *number(uint64_t value, char text[NUMBER_BYTES])
{
    snprintf(text, NUMBER_BYTES, "%" PRIu64, value);
    return text;
}

/* As 'key show' prints it, or as the registry names it. */
static bool take_key(const char *text, uint8_t out[SY_PUBLIC_KEY_BYTES])
{
    char subject[SY_KEY_SUBJECT_BYTES + 1];
    struct sy_public_key key;
    bool taken = sy_key_of_subject(sy_text(text), out);

    snprintf(subject, sizeof(subject), "key:%s", text);
    taken = taken || (strlen(text) == SY_KEY_SUBJECT_BYTES - 4 &&
                      sy_key_of_subject(sy_text(subject), out));
    taken = taken || sy_base64_decode_exact(sy_text(text), out, SY_PUBLIC_KEY_BYTES) == SY_OK;
    return taken &&
           sy_public_key_check((struct sy_bytes){out, SY_PUBLIC_KEY_BYTES}, &key) == SY_OK;
}

/* What the registry knows of the key, and by which entry it was ended. */
static enum sy_err look_up(struct told_key *told)
{
    struct sy_registry_snapshot *registry = sy_directory_registry(told->walk.directory);
    struct sy_bytes key = {told->key, sizeof(told->key)};
    char subject[SY_KEY_SUBJECT_BYTES + 1];
    struct sy_registry_state state;
    uint64_t after = UINT64_MAX;
    enum sy_err err = sy_registry_key(registry, key, UINT64_MAX, &told->registered);

    told->retired_by = UINT64_MAX;
    if (err == SY_NOT_FOUND)
        return SY_OK;
    if (err != SY_OK)
        return err;
    told->known = true;
    sy_key_subject(told->key, subject);
    while ((err = sy_registry_next_state(registry, sy_text(subject), after, &state)) == SY_OK) {
        if (state.force == SY_FORCE_ENDED && told->retired_by == UINT64_MAX)
            told->retired_by = state.index;
        after = state.index;
    }
    return err == SY_NOT_FOUND ? SY_OK : err;
}

static enum mark mark_of(const struct told_key *told, const struct sy_signed_step *step)
{
    if (told->known && told->registered.revoked &&
        step->evidence.entry.sequenced_at >= told->registered.since)
        return MARK_REVOKED;
    return step->evidence.entry.registry_size > told->retired_by ? MARK_RETIRED : MARK_NONE;
}

/* Whether the key was out of force when the entry was sequenced: another one that was in force
 * must have stood beside it. */
static bool beside_another(const struct told_key *told, const struct sy_signed_step *step)
{
    const struct sy_entry *entry = &step->evidence.entry;
    struct sy_registered_key then;

    return sy_registry_key(sy_directory_registry(told->walk.directory),
                           (struct sy_bytes){told->key, sizeof(told->key)},
                           entry->registry_size, &then) == SY_OK &&
           !sy_registered_key_in_force(&then, entry->sequenced_at);
}

static const char *const kinds[] = {"?", "records", "registry", "notice"};

static void put_head(const struct told_key *told)
{
    struct sy_json_writer *w = sy_output_json(told->output);
    char subject[SY_KEY_SUBJECT_BYTES + 1];
    char time[SY_FORMAT_BYTES];

    sy_key_subject(told->key, subject);
    sy_json_begin_object(w);
    sy_output_value(told->output, "key", subject);
    sy_json_name(w, "holder");
    if (told->known)
        sy_json_put_text(w, told->registered.holder);
    else
        sy_json_put_null(w);
    sy_output_value(told->output, "state",
                    !told->known               ? "unknown"
                    : told->registered.revoked ? "revoked"
                    : told->registered.retired ? "retired"
                                               : "in_force");
    if (told->known && told->registered.revoked) {
        sy_format_utc(told->registered.since, time);
        sy_output_value(told->output, "since", time);
    }
    sy_json_name(w, "as_of");
    sy_json_begin_list(w);
    for (size_t i = 0; i < told->walk.log_count; i++) {
        sy_json_begin_object(w);
        sy_output_value(told->output, "origin", told->walk.logs[i].trust.checkpoint.origin);
        sy_output_number(told->output, "size", told->walk.logs[i].as_of);
        sy_json_end_object(w);
    }
    sy_json_end_list(w);
    sy_json_end_object(w);
    sy_output_json_line(told->output);
}

static void say_head(const struct told_key *told)
{
    struct sy_buffer text = {0};
    struct sy_buffer holder = {0};
    char since[SY_FORMAT_BYTES];

    sy_base64_put(&text, (struct sy_bytes){told->key, sizeof(told->key)});
    if (told->known)
        sy_act_body_party(told->walk.directory, told->registered.holder, &holder);
    if (sy_buffer_text(&text) == NULL || sy_buffer_text(&holder) == NULL)
        told->output->failed = true;
    else if (!told->known)
        sy_output_say(told->output, SY_SAY(SIGNED_KEY_UNKNOWN, sy_buffer_text(&text)));
    else
        sy_output_say(told->output,
                      SY_SAY(SIGNED_KEY_OF, sy_buffer_text(&text), sy_buffer_text(&holder)));
    sy_format_time(told->registered.since, since);
    if (told->known && told->registered.revoked)
        sy_output_say(told->output, SY_SAY(SIGNED_KEY_REVOKED, since));
    else if (told->known && told->registered.retired)
        sy_output_say(told->output, SY_SAY(SIGNED_KEY_RETIRED, NULL));
    sy_buffer_close(&text);
    sy_buffer_close(&holder);
}

static void put_step(const struct told_key *told, const struct sy_signed_step *step,
                     enum mark mark, bool finding)
{
    const struct sy_statement *statement = &step->evidence.statement;
    struct sy_json_writer *w = sy_output_json(told->output);
    char time[SY_FORMAT_BYTES];

    sy_json_begin_object(w);
    sy_output_value(told->output, "origin", step->log->trust.checkpoint.origin);
    sy_output_number(told->output, "entry", step->evidence.entry.index);
    sy_format_utc(step->evidence.entry.sequenced_at, time);
    sy_output_value(told->output, "sequenced_at", time);
    sy_output_value(told->output, "kind",
                    kinds[statement->kind <= SY_KIND_NOTICE ? statement->kind : 0]);
    sy_output_number(told->output, "records", statement->record_count);
    sy_json_name(w, "principal");
    sy_json_put_text(w, statement->principal);
    sy_json_name(w, "signed_as");
    sy_json_put_text(w, step->subject);
    sy_output_number(told->output, "signers", statement->signer_count);
    if (statement->has_delegation)
        sy_output_number(told->output, "delegation", statement->delegation);
    sy_json_name(w, "after_revocation");
    sy_json_put_bool(w, mark == MARK_REVOKED);
    sy_json_name(w, "after_retirement");
    sy_json_put_bool(w, mark == MARK_RETIRED);
    if (finding)
        sy_output_value(told->output, "finding", "not_in_force_beside_a_key_in_force");
    sy_json_end_object(w);
    sy_output_json_line(told->output);
}

static void say_step(struct told_key *told, const struct sy_signed_step *step, enum mark mark,
                     bool finding)
{
    const struct sy_statement *statement = &step->evidence.statement;
    struct sy_buffer where = {0};
    struct sy_buffer party = {0};
    char records[NUMBER_BYTES];
    char time[SY_FORMAT_BYTES];
    char since[SY_FORMAT_BYTES];

    sy_format_time(step->evidence.entry.sequenced_at, time);
    sy_format_time(told->registered.since, since);
    sy_buffer_printf(&where, "%s %" PRIu64, step->log->trust.checkpoint.origin,
                     step->evidence.entry.index);
    sy_act_body_party(told->walk.directory, statement->principal, &party);
    if (mark == MARK_REVOKED && !told->parted) {
        sy_output_say(told->output, SY_SAY(SIGNED_SUSPECT, since));
        told->parted = true;
    }
    if (sy_buffer_text(&where) == NULL || sy_buffer_text(&party) == NULL)
        told->output->failed = true;
    else
        sy_output_say(told->output,
                      SY_SAY(SIGNED_ENTRY, time, sy_buffer_text(&where),
                             number(statement->record_count, records), sy_buffer_text(&party)));
    if (finding)
        sy_output_say(told->output, SY_SAY(SIGNED_FINDING, NULL));
    sy_buffer_close(&where);
    sy_buffer_close(&party);
}

static void say_end(const struct told_key *told)
{
    char count[NUMBER_BYTES];
    char suspect[NUMBER_BYTES];

    if (told->output->json) {
        struct sy_json_writer *w = sy_output_json(told->output);

        sy_json_begin_object(w);
        sy_output_number(told->output, "entries", told->count);
        sy_output_number(told->output, "suspect", told->suspect);
        sy_json_name(w, "verified");
        sy_json_put_bool(w, true);
        sy_json_end_object(w);
        sy_output_json_line(told->output);
        return;
    }
    for (size_t i = 0; i < told->walk.log_count; i++)
        sy_output_say(told->output,
                      SY_SAY(SIGNED_AS_OF, told->walk.logs[i].trust.checkpoint.origin,
                             number(told->walk.logs[i].as_of, count)));
    sy_output_say(told->output, SY_SAY(SIGNED_END, number(told->count, count),
                                       number(told->suspect, suspect)));
}

static enum sy_exit tell(struct told_key *told, int64_t since)
{
    const struct sy_get_signed ask = {{told->key, sizeof(told->key)}, since};
    struct sy_signed_step step;
    bool done = false;
    enum sy_exit status = sy_signed_walk_open(&told->walk, &ask);

    if (status == SY_EXIT_YES && told->output->json)
        put_head(told);
    else if (status == SY_EXIT_YES)
        say_head(told);
    while (status == SY_EXIT_YES) {
        enum mark mark;
        bool finding;

        status = sy_signed_walk_next(&told->walk, &step, &done);
        if (status != SY_EXIT_YES || done)
            break;
        mark = mark_of(told, &step);
        finding = beside_another(told, &step);
        told->count++;
        told->suspect += mark == MARK_REVOKED;
        if (told->output->json)
            put_step(told, &step, mark, finding);
        else
            say_step(told, &step, mark, finding);
    }
    if (status == SY_EXIT_YES)
        say_end(told);
    return status;
}

static enum sy_exit run_signed_by(const struct sy_options *options, struct sy_output *o)
{
    const char *since_text = sy_options_value(options, "since");
    struct told_key told = {.output = o};
    int64_t since = INT64_MIN;
    enum sy_exit status;
    enum sy_err err;

    if (!take_key(options->operands[0], told.key)) {
        sy_output_error(o, SY_SAY(BAD_SIGNED_KEY, options->operands[0]));
        return SY_EXIT_USAGE;
    }
    if (since_text != NULL && sy_time_parse(sy_text(since_text), &since) != SY_OK) {
        sy_output_error(o, SY_SAY(BAD_SIGNED_SINCE, since_text));
        return SY_EXIT_USAGE;
    }
    status = sy_peer_open_unnamed(o, sy_options_value(options, "network"),
                                  sy_options_value(options, "node"), &told.walk.peer);
    if (status == SY_EXIT_YES)
        status = sy_directory_open(told.walk.peer, options, &told.walk.directory);
    if (status == SY_EXIT_YES) {
        if (o->json)
            sy_output_json_lines(o);
        err = look_up(&told);
        status = err == SY_OK ? tell(&told, since) : sy_broken_fault(o, err);
    }
    sy_signed_walk_close(&told.walk);
    sy_directory_close(told.walk.directory);
    sy_peer_close(told.walk.peer);
    return status;
}

static const struct sy_option option_since = {
    .name = "since",
    .value = "TIME",
    .help = {"only what was sequenced then or later", "只列此后收录的条目"}};

static const struct sy_option *const signed_by_options[] = {
    &sy_option_network, &sy_option_registry_node, &option_since, &sy_option_no_cache, NULL};

const struct sy_command sy_command_registry_signed_by = {
    .name = "registry signed-by",
    .usage = {.options = signed_by_options,
              .operands = "KEY",
              .operands_min = 1,
              .operands_max = 1},
    .summary = {"everything a key signed, what came after its revocation marked",
                "某一密钥签署的全部条目，并标出吊销后的部分"},
    .examples = {"  suyuan registry signed-by PUBLIC_KEY --since 2026-11-23T08:00:00+08:00\n",
                 "  suyuan registry signed-by 公钥 --since 2026-11-23T08:00:00+08:00\n"},
    .run = run_signed_by};
