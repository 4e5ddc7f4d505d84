#include "tools/registry_profile.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "proto/record_type.h"
#include "tools/act_body.h"
#include "tools/format.h"
#include "tools/plain.h"
#include "tools/registry_dates.h"
#include "tools/registry_words.h"

enum { LINES_MAX = 40, NUMBER_BYTES = 24 }; /* of what belongs to a subject, for people */

/* What belongs to a subject, in the order in which it is shown. */
static const struct group {
    uint32_t type;
    const char *name;
    const char *label[SY_LANGUAGES];
} groups[] = {
    {SY_TYPE_ORGANISATION, "organisations", {"Successors, predecessors", "承继关系"}},
    {SY_TYPE_KEY, "keys", {"Keys", "密钥"}},
    {SY_TYPE_SITE, "sites", {"Sites", "场所"}},
    {SY_TYPE_LICENCE, "licences", {"Licences", "许可证"}},
    {SY_TYPE_ACCREDITATION, "accreditations", {"Accreditations", "资质"}},
    {SY_TYPE_STANDING_CERTIFICATE, "certificates", {"Certificates", "证书"}},
    {SY_TYPE_DELEGATION, "delegations", {"Delegations", "委托"}},
    {SY_TYPE_PERSON, "persons", {"Persons", "人员"}},
    {SY_TYPE_PRODUCT, "products", {"Products", "产品"}},
    {SY_TYPE_PRODUCT_CLASS, "classes", {"Classes within", "下级类别"}},
    {SY_TYPE_DEVICE, "devices", {"Devices", "设备"}},
    {SY_TYPE_CARD, "cards", {"Cards", "卡"}},
};

/* Stands in the standing, not among the fields. */
static const uint64_t left_out =
    SY_FIELD_BIT(SY_ACT_TERM) | SY_FIELD_BIT(SY_ACT_GROUND) | SY_FIELD_BIT(SY_ACT_REASON);

/* ---- by whom ---- */

static enum sy_err statement_at(const struct sy_registry_profile *p, uint64_t index,
                                struct sy_statement *out)
{
    struct sy_entry entry;
    struct sy_bytes bytes;

    return sy_log_statement(sy_directory_log(p->directory), index, &bytes, &entry, out);
}

/* The n-th party that signed beside the principal; empty for one of its own keys. */
static struct sy_bytes other_signer(const struct sy_statement *statement, size_t n)
{
    struct sy_bytes subject = statement->signers[n].subject;

    for (size_t i = 0; i < n; i++) {
        if (sy_bytes_equal(statement->signers[i].subject, subject))
            return (struct sy_bytes){NULL, 0};
    }
    return sy_bytes_equal(subject, statement->principal) ? (struct sy_bytes){NULL, 0} : subject;
}

enum sy_err sy_registry_profile_say_by(const struct sy_registry_profile *p, uint64_t index,
                                       struct sy_buffer *to)
{
    struct sy_statement statement;
    enum sy_err err = statement_at(p, index, &statement);

    if (err != SY_OK)
        return err;
    sy_act_body_party(p->directory, statement.principal, to);
    for (size_t i = 0; i < statement.signer_count; i++) {
        struct sy_bytes other = other_signer(&statement, i);

        if (other.len == 0)
            continue;
        sy_buffer_put_text(to, " + ");
        sy_act_body_party(p->directory, other, to);
    }
    return to->err;
}

enum sy_err sy_registry_profile_put_by(const struct sy_registry_profile *p, uint64_t index)
{
    struct sy_json_writer *w = sy_output_json(p->output);
    struct sy_statement statement;
    enum sy_err err = statement_at(p, index, &statement);

    if (err != SY_OK)
        return err;
    sy_json_name(w, "by");
    sy_json_put_text(w, statement.principal);
    sy_json_name(w, "signers");
    sy_json_begin_list(w);
    for (size_t i = 0; i < statement.signer_count; i++) {
        struct sy_bytes subject = statement.signers[i].subject;
        char key[SY_KEY_SUBJECT_BYTES + 1];

        sy_key_subject(statement.signers[i].key.data, key);
        sy_json_begin_object(w);
        sy_json_name(w, "subject");
        sy_json_put_text(w, subject.len > 0 ? subject : statement.principal);
        sy_output_value(p->output, "key", key);
        sy_json_end_object(w);
    }
    sy_json_end_list(w);
    return SY_OK;
}

/* ---- how it stands ---- */

/* "in force", "suspended until 2026-12-01 ..." */
static void put_state(const struct sy_registry_profile *p, const struct sy_registry_standing *s,
                      struct sy_buffer *to)
{
    const char *word = sy_registry_words_force(s->force, p->output->language);
    char until[SY_FORMAT_BYTES];

    sy_format_time(s->until, until);
    if (s->force == SY_FORCE_NOT_YET)
        sy_message_put(to, SY_SAY(PROFILE_NOT_BEFORE, word, until), p->output->language);
    else if (s->has_until)
        sy_message_put(to, SY_SAY(PROFILE_UNTIL, word, until), p->output->language);
    else if (s->force == SY_FORCE_SUSPENDED)
        sy_message_put(to, SY_SAY(PROFILE_UNTIL_REINSTATED, word), p->output->language);
    else
        sy_buffer_put_text(to, word);
}

static enum sy_err say_standing(const struct sy_registry_profile *p,
                                const struct sy_registry_standing *s)
{
    const char *done =
        sy_registry_words_done(s->state.type, s->verb, s->state.force, p->output->language);
    struct sy_buffer state = {0};
    struct sy_buffer by = {0};
    char since[SY_FORMAT_BYTES];
    char number[NUMBER_BYTES];
    enum sy_err err = sy_registry_profile_say_by(p, s->entry, &by);

    put_state(p, s, &state);
    sy_format_time(s->since, since);
    snprintf(number, sizeof(number), "%" PRIu64, s->entry);
    if (err == SY_OK && sy_buffer_text(&state) != NULL && sy_buffer_text(&by) != NULL) {
        sy_output_say(p->output, SY_SAY(PROFILE_STANDS, sy_buffer_text(&state), since));
        sy_output_say(p->output, SY_SAY(PROFILE_BY, done, sy_buffer_text(&by), number));
    }
    if (err == SY_OK)
        err = state.err;
    sy_buffer_close(&state);
    sy_buffer_close(&by);
    return err;
}

static void put_when(struct sy_output *o, const char *name, int64_t time)
{
    char text[SY_FORMAT_BYTES];

    sy_format_utc(time, text);
    sy_output_value(o, name, text);
}

/* Members of the object under way: those that say how it stands. */
static void put_standing(struct sy_output *o, struct sy_bytes subject,
                         const struct sy_registry_standing *s)
{
    const struct sy_act_rule *rule = sy_act_rule(s->state.type, s->verb);

    sy_json_name(sy_output_json(o), "subject");
    sy_json_put_text(sy_output_json(o), subject);
    if (rule != NULL)
        sy_output_value(o, "type", rule->noun);
    sy_output_value(o, "state", sy_force_name(s->force));
    put_when(o, "since", s->since);
    if (s->has_until)
        put_when(o, s->force == SY_FORCE_NOT_YET ? "not_before" : "until", s->until);
    sy_output_number(o, "entry", s->entry);
}

/* ---- what belongs to it ---- */

static void say_line(const struct sy_registry_profile *p, struct sy_bytes subject,
                     const struct sy_registry_standing *s)
{
    struct sy_buffer line = {0};

    sy_buffer_put_text(&line, "  ");
    if (s->state.type != SY_TYPE_KEY) { /* which is shown as people have it */
        sy_plain_put(&line, subject);
        sy_buffer_put_text(&line, "  ");
    }
    sy_act_body_brief(p->output, p->directory, s->state.type, s->state.body, 0, &line);
    sy_buffer_put_text(&line, "  ");
    put_state(p, s, &line);
    sy_buffer_put_u8(&line, '\n');
    if (sy_buffer_text(&line) == NULL)
        p->output->failed = true;
    else
        sy_output_text(p->output, sy_buffer_text(&line));
    sy_buffer_close(&line);
}

static void put_line(const struct sy_registry_profile *p, struct sy_bytes subject,
                     const struct sy_registry_standing *s)
{
    sy_json_begin_object(sy_output_json(p->output));
    put_standing(p->output, subject, s);
    sy_json_name(sy_output_json(p->output), "fields");
    sy_json_begin_object(sy_output_json(p->output));
    sy_act_body_put(p->output, s->state.type, s->state.body, left_out);
    sy_json_end_object(sy_output_json(p->output));
    sy_json_end_object(sy_output_json(p->output));
}

static void begin_group(const struct sy_registry_profile *p, const struct group *group)
{
    if (p->output->json) {
        sy_json_name(sy_output_json(p->output), group->name);
        sy_json_begin_list(sy_output_json(p->output));
    } else {
        sy_output_say(p->output, SY_SAY(PROFILE_GROUP, group->label[p->output->language]));
    }
}

static void end_group(const struct sy_registry_profile *p, uint64_t count)
{
    char number[NUMBER_BYTES];

    if (p->output->json && count > 0)
        sy_json_end_list(sy_output_json(p->output));
    if (p->output->json || count <= LINES_MAX)
        return;
    snprintf(number, sizeof(number), "%" PRIu64, count - LINES_MAX);
    sy_output_say(p->output, SY_SAY(PROFILE_MORE, number));
}

static enum sy_err show_group(const struct sy_registry_profile *p, struct sy_bytes subject,
                              const struct group *group)
{
    struct sy_registry_snapshot *registry = sy_directory_registry(p->directory);
    struct sy_registry_standing standing;
    struct sy_registry_state state;
    struct sy_bytes link = {NULL, 0};
    uint64_t count = 0;
    enum sy_err err;

    while ((err = sy_registry_next_link(registry, subject, link, p->moment.size, &link)) ==
           SY_OK) {
        err = sy_registry_state(registry, link, p->moment.size, &state);
        if (err == SY_NOT_FOUND || (err == SY_OK && state.type != group->type))
            continue;
        if (err == SY_OK)
            err = sy_registry_standing_find(registry, link, &p->moment, &standing);
        if (err != SY_OK)
            return err;
        if (count++ == 0)
            begin_group(p, group);
        if (p->output->json)
            put_line(p, link, &standing);
        else if (count <= LINES_MAX)
            say_line(p, link, &standing);
    }
    end_group(p, count);
    return err == SY_NOT_FOUND ? SY_OK : err;
}

static enum sy_err show_groups(const struct sy_registry_profile *p, struct sy_bytes subject)
{
    enum sy_err err = SY_OK;

    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]) && err == SY_OK; i++)
        err = show_group(p, subject, &groups[i]);
    return err;
}

/* ---- the whole ---- */

static enum sy_err say_profile(const struct sy_registry_profile *p, struct sy_bytes subject,
                               const struct sy_registry_standing *s)
{
    struct sy_buffer name = {0};
    struct sy_buffer body = {0};
    enum sy_err err;

    sy_plain_put(&name, subject);
    if (sy_buffer_text(&name) != NULL)
        sy_output_say(p->output,
                      SY_SAY(PROFILE_HEAD,
                             sy_registry_words_type(s->state.type, p->output->language),
                             sy_buffer_text(&name)));
    err = name.err;
    sy_buffer_close(&name);
    if (err == SY_OK)
        err = say_standing(p, s);
    if (err == SY_OK)
        err = sy_registry_dates_body(sy_directory_registry(p->directory), subject, &s->state,
                                     &p->moment, &body);
    sy_act_body_say(p->output, p->directory, s->state.type, sy_buffer_bytes(&body),
                    left_out & ~(s->entry == s->state.index
                                     ? SY_FIELD_BIT(SY_ACT_GROUND) | SY_FIELD_BIT(SY_ACT_REASON)
                                     : 0));
    sy_buffer_close(&body);
    return err == SY_OK ? sy_registry_dates_show(p, subject) : err;
}

static enum sy_err put_profile(const struct sy_registry_profile *p, struct sy_bytes subject,
                               const struct sy_registry_standing *s)
{
    struct sy_json_writer *w = sy_output_json(p->output);
    const struct sy_act_rule *rule = sy_act_rule(s->state.type, s->verb);
    struct sy_buffer body = {0};
    enum sy_err err;

    put_standing(p->output, subject, s);
    if (rule != NULL)
        sy_output_value(p->output, "act", rule->word);
    err = sy_registry_profile_put_by(p, s->entry);
    sy_output_number(p->output, "first_entry", s->state.first);
    sy_output_number(p->output, "latest_entry", s->state.index);
    sy_json_name(w, "fields");
    sy_json_begin_object(w);
    if (err == SY_OK)
        err = sy_registry_dates_body(sy_directory_registry(p->directory), subject, &s->state,
                                     &p->moment, &body);
    sy_act_body_put(p->output, s->state.type, sy_buffer_bytes(&body),
                    SY_FIELD_BIT(SY_ACT_TERM));
    sy_buffer_close(&body);
    sy_json_end_object(w);
    return err == SY_OK ? sy_registry_dates_show(p, subject) : err;
}

/* A subject of later times. */
static enum sy_err show_later(const struct sy_registry_profile *p, struct sy_bytes subject)
{
    struct sy_registry_snapshot *registry = sy_directory_registry(p->directory);
    struct sy_registry_state first;
    struct sy_buffer name = {0};
    char number[NUMBER_BYTES];
    enum sy_err err = sy_registry_next_state(registry, subject, UINT64_MAX, &first);

    if (err != SY_OK)
        return err;
    if (p->output->json) {
        sy_json_begin_object(sy_output_json(p->output));
        sy_json_name(sy_output_json(p->output), "subject");
        sy_json_put_text(sy_output_json(p->output), subject);
        sy_output_value(p->output, "state", sy_force_name(SY_FORCE_NONE));
        sy_output_number(p->output, "first_entry", first.index);
        sy_json_end_object(sy_output_json(p->output));
        return SY_OK;
    }
    sy_plain_put(&name, subject);
    snprintf(number, sizeof(number), "%" PRIu64, first.index);
    if (sy_buffer_text(&name) != NULL)
        sy_output_say(p->output, SY_SAY(PROFILE_LATER, sy_buffer_text(&name), number));
    err = name.err;
    sy_buffer_close(&name);
    return err;
}

enum sy_err sy_registry_profile_show(const struct sy_registry_profile *p,
                                     struct sy_bytes subject, bool *there)
{
    struct sy_registry_standing standing;
    enum sy_err err = sy_registry_standing_find(sy_directory_registry(p->directory), subject,
                                                &p->moment, &standing);

    *there = err == SY_OK;
    if (err == SY_NOT_FOUND)
        return show_later(p, subject);
    if (err != SY_OK)
        return err;
    if (p->output->json) {
        sy_json_begin_object(sy_output_json(p->output));
        err = put_profile(p, subject, &standing);
        if (err == SY_OK)
            err = show_groups(p, subject);
        sy_json_end_object(sy_output_json(p->output));
        return err;
    }
    err = say_profile(p, subject, &standing);
    return err == SY_OK ? show_groups(p, subject) : err;
}
