#include "tools/act_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/record_type.h"
#include "tools/act_command.h"
#include "tools/act_form.h"
#include "tools/registry_act.h"

enum { FORMS = 3 }; /* an organisation and two keys */

struct conversions {
    struct sy_output *output;
    struct sy_buffer list[3]; /* where, before and after, each with a NUL behind it */
    size_t count;
};

struct run {
    struct sy_output *output;
    const struct sy_options *options;
    const struct sy_act_command *command;
    struct conversions conversions;
    struct sy_act_form form[FORMS];
    struct sy_acts acts;
};

static void converted(void *context, const char *where, const char *before, const char *after)
{
    struct conversions *c = context;
    const char *const words[] = {where, before, after};

    sy_output_say(c->output, SY_SAY(ACT_CONVERTED, where, before, after));
    for (size_t i = 0; i < 3; i++)
        sy_buffer_put(&c->list[i], words[i], strlen(words[i]) + 1);
    c->count++;
}

static void show_conversions(const struct conversions *c)
{
    static const char *const names[] = {"field", "before", "after"};
    struct sy_json_writer *json = sy_output_json(c->output);
    size_t at[3] = {0};

    sy_json_name(json, "converted");
    sy_json_begin_list(json);
    for (size_t n = 0; n < c->count; n++) {
        sy_json_begin_object(json);
        for (size_t i = 0; i < 3 && c->list[i].err == SY_OK; i++) {
            const char *text = (const char *)c->list[i].data + at[i];

            sy_output_value(c->output, names[i], text);
            at[i] += strlen(text) + 1;
        }
        sy_json_end_object(json);
    }
    sy_json_end_list(json);
}

/* ---- the line into the form ---- */

static bool take_value(struct run *run, const struct sy_act_field *field, const char *value)
{
    return sy_act_form_take(&run->form[0], field, sy_text(value));
}

static bool take_field(struct run *run, const struct sy_act_field *field)
{
    const char *value;
    size_t cursor = 0;
    bool good = true;

    if (!field->repeated) {
        value = sy_options_value(run->options, field->name);
        return value == NULL || take_value(run, field, value);
    }
    while (good && (value = sy_options_each(run->options, field->name, &cursor)) != NULL)
        good = take_value(run, field, value);
    return good;
}

static bool is_override(const struct sy_act_field *field)
{
    return strcmp(field->name, "override") == 0;
}

static bool take_fields(struct run *run)
{
    const struct sy_act_rule *rule = run->command->rule;
    bool good = true;

    for (int round = 0; round < 2; round++) {
        const struct sy_act_field *field;
        size_t cursor = 0;

        while (good && (field = sy_act_field_each(rule->type, &cursor)) != NULL) {
            if (sy_act_field_allowed(rule, field) && is_override(field) == (round == 0))
                good = take_field(run, field);
        }
    }
    return good;
}

static bool take_subject(struct run *run)
{
    const struct sy_options *options = run->options;
    const struct sy_act_rule *rule = run->command->rule;
    const char *subject = options->operand_count > 0 ? options->operands[0] : NULL;

    if (subject == NULL && run->command->with_keys)
        subject = sy_options_value(options, "id");
    if (subject == NULL && rule->type == SY_TYPE_KEY && (rule->when & 1u << SY_FORCE_NONE) == 0)
        subject = sy_options_value(options, "public-key");
    return subject == NULL || sy_act_form_subject(&run->form[0], sy_text(subject));
}

/* A key of the organisation that is being admitted. */
static bool fill_key(struct run *run, struct sy_act_form *form, const char *option)
{
    const char *request = sy_options_value(run->options, option);

    if (request == NULL)
        return true;
    snprintf(form->where, sizeof(form->where), "--%s, ", option);
    if (sy_act_form_begin(form, sy_act_rule(SY_TYPE_KEY, SY_KEY_ADDED)) != SY_OK)
        return sy_act_form_wrong(form, SY_MESSAGE_NO_MEMORY, "", (struct sy_bytes){NULL, 0},
                                 "");
    return sy_act_form_take(form, sy_act_field_named(SY_TYPE_KEY, sy_text("holder")),
                            run->form[0].subject) &&
           sy_act_form_take(form, sy_act_field_named(SY_TYPE_KEY, sy_text("request")),
                            sy_text(request)) &&
           sy_act_form_finish(form);
}

static bool fill(struct run *run, struct sy_act_form **wrong)
{
    *wrong = &run->form[0];
    if (sy_act_form_begin(&run->form[0], run->command->rule) != SY_OK)
        return sy_act_form_wrong(&run->form[0], SY_MESSAGE_NO_MEMORY, "",
                                 (struct sy_bytes){NULL, 0}, "");
    if (!take_fields(run) || !take_subject(run) || !sy_act_form_finish(&run->form[0]))
        return false;
    if (!run->command->with_keys)
        return true;
    *wrong = &run->form[1];
    if (!fill_key(run, *wrong, "org-key"))
        return false;
    *wrong = &run->form[2];
    return fill_key(run, *wrong, "connect-key");
}

/* ---- what became of it ---- */

static void say(const struct run *run, const struct sy_posted *posted)
{
    const struct sy_act_form *form = &run->form[0];
    struct sy_output *o = run->output;
    struct sy_buffer subject = {0};
    const char *done =
        o->language == SY_CHINESE ? form->rule->summary[SY_CHINESE] : form->rule->done;
    const char *id;

    sy_buffer_put_bytes(&subject, form->subject);
    id = sy_buffer_text(&subject);
    if (o->json)
        sy_json_begin_object(sy_output_json(o));
    if (!posted->prepared && run->command->with_keys)
        sy_output_say(o, SY_SAY(ADMITTED, sy_options_value(run->options, "name")));
    else if (!posted->prepared)
        sy_output_say(o, SY_SAY(ACT_POSTED, id, done));
    sy_output_value(o, "registry_id", id == NULL ? "" : id);
    if (!posted->prepared)
        sy_output_number(o, "entry", posted->index);
    if (o->json) {
        show_conversions(&run->conversions);
        sy_json_end_object(sy_output_json(o));
    }
    if (!posted->prepared && run->command->with_keys)
        sy_output_next(o,
                       SY_SAY(NEXT_AFTER_ADMIT, sy_options_value(run->options, "network"), id));
    sy_buffer_close(&subject);
}

static enum sy_exit post(struct run *run)
{
    struct sy_posted posted;
    struct sy_act_form *wrong;
    enum sy_exit status;

    if (!fill(run, &wrong)) {
        struct sy_saying saying = sy_act_form_saying(wrong);

        sy_output_error(run->output, &saying);
        return saying.message == SY_MESSAGE_NO_MEMORY ? SY_EXIT_UNASKED : SY_EXIT_USAGE;
    }
    for (size_t i = 0; i < FORMS; i++) {
        if (run->form[i].rule == NULL)
            continue;
        run->acts.act[run->acts.count] = run->form[i].draft;
        run->acts.personal[run->acts.count++] = run->form[i].personal;
    }
    status = sy_acts_post(run->output, run->options, &run->acts, &posted);
    if (status == SY_EXIT_YES)
        say(run, &posted);
    return status;
}

enum sy_exit sy_act_run(const struct sy_options *options, struct sy_output *o)
{
    struct run *run = calloc(1, sizeof(*run));
    enum sy_exit status;

    if (run == NULL) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        return SY_EXIT_UNASKED;
    }
    run->output = o;
    run->options = options;
    run->command = options->usage->about;
    run->conversions.output = o;
    for (size_t i = 0; i < FORMS; i++) {
        run->form[i].language = o->language;
        run->form[i].converted = converted;
        run->form[i].context = &run->conversions;
        memcpy(run->form[i].where, "--", 3);
    }
    status = post(run);
    for (size_t i = 0; i < FORMS; i++)
        sy_act_form_close(&run->form[i]);
    for (size_t i = 0; i < 3; i++)
        sy_buffer_close(&run->conversions.list[i]);
    free(run);
    return status;
}
