#include "tools/registry_dates.h"

#include "proto/act.h"
#include "proto/record_type.h"
#include "tools/format.h"
#include "tools/plain.h"

static const struct {
    uint32_t field;
    const char *list;
} dated[] = {{SY_ORGANISATION_NAME, "names"}, {SY_ORGANISATION_USCC, "codes"}};

enum { DATED = sizeof(dated) / sizeof(dated[0]) };

/* ---- in force ---- */

/* The fields of the body but one. */
static void put_without(struct sy_bytes body, uint32_t number, struct sy_buffer *to)
{
    struct sy_wire wire = sy_wire_open(body);
    struct sy_wire_field field;

    while (sy_wire_next(&wire, &field) == SY_OK) {
        if (field.number == number)
            continue;
        if (field.type == SY_WIRE_BYTES)
            sy_wire_put_bytes(to, field.number, field.bytes);
        else
            sy_wire_put_uint(to, field.number, field.value);
    }
}

/* The body with the value in the place of its own; data NULL: with none. */
static enum sy_err replace(struct sy_buffer *body, uint32_t field, struct sy_bytes value)
{
    struct sy_buffer rest = {0};
    struct sy_buffer one = {0};
    enum sy_err err;

    put_without(sy_buffer_bytes(body), field, &rest);
    if (value.data != NULL)
        sy_wire_put_bytes(&one, field, value);
    err = rest.err == SY_OK ? one.err : rest.err;
    sy_buffer_clear(body);
    if (err == SY_OK)
        sy_body_overlay(sy_buffer_bytes(&rest), sy_buffer_bytes(&one), body);
    sy_buffer_close(&rest);
    sy_buffer_close(&one);
    return err == SY_OK ? body->err : err;
}

enum sy_err sy_registry_dates_body(struct sy_registry_snapshot *registry,
                                   struct sy_bytes subject,
                                   const struct sy_registry_state *state,
                                   const struct sy_registry_moment *moment,
                                   struct sy_buffer *to)
{
    enum sy_err err;

    sy_buffer_clear(to);
    sy_buffer_put_bytes(to, state->body);
    err = to->err;
    if (state->type != SY_TYPE_ORGANISATION)
        return err;
    /* Of the last name or code, unless it is when a merger or split takes effect. */
    if (err == SY_OK && !sy_body_has(state->body, SY_ORGANISATION_SUCCESSORS))
        err = replace(to, SY_ACT_FROM, (struct sy_bytes){NULL, 0});
    for (size_t i = 0; i < DATED && err == SY_OK; i++) {
        struct sy_registry_dated now;

        if (!sy_body_has(state->body, dated[i].field))
            continue;
        err = sy_registry_dated(registry, subject, dated[i].field, moment, &now);
        if (err == SY_NOT_FOUND)
            err = replace(to, dated[i].field, (struct sy_bytes){NULL, 0});
        else if (err == SY_OK)
            err = replace(to, dated[i].field, now.value);
    }
    return err;
}

/* ---- before and to come ---- */

static void say_one(const struct sy_registry_profile *p, const struct sy_registry_dated *one,
                    int64_t until)
{
    struct sy_buffer value = {0};
    char time[SY_FORMAT_BYTES];

    sy_plain_put(&value, one->value);
    if (sy_buffer_text(&value) == NULL) {
        p->output->failed = true;
    } else if (one->from > p->moment.time) {
        sy_format_time(one->from, time);
        sy_output_say(p->output, SY_SAY(PROFILE_TO_COME, sy_buffer_text(&value), time));
    } else if (until <= p->moment.time) {
        sy_format_time(until, time);
        sy_output_say(p->output, SY_SAY(PROFILE_FORMERLY, sy_buffer_text(&value), time));
    }
    sy_buffer_close(&value);
}

static void put_one(const struct sy_registry_profile *p, const struct sy_registry_dated *one,
                    int64_t until)
{
    struct sy_json_writer *w = sy_output_json(p->output);
    char time[SY_FORMAT_BYTES];

    sy_json_begin_object(w);
    sy_json_name(w, "value");
    sy_json_put_text(w, one->value);
    if (one->from != INT64_MIN) {
        sy_format_utc(one->from, time);
        sy_output_value(p->output, "from", time);
    }
    if (until != INT64_MAX) {
        sy_format_utc(until, time);
        sy_output_value(p->output, "until", time);
    }
    sy_output_number(p->output, "entry", one->index);
    sy_json_end_object(w);
}

/* Each with the beginning of the next; what another of the same time took the place of is left
 * out: it never was. */
static enum sy_err show_field(const struct sy_registry_profile *p, struct sy_bytes subject,
                              uint32_t field)
{
    struct sy_registry_snapshot *registry = sy_directory_registry(p->directory);
    struct sy_registry_dated next = {{NULL, 0}, 0, 0};
    enum sy_err err = sy_registry_next_dated(registry, subject, field, p->moment.size, &next);

    while (err == SY_OK) {
        struct sy_registry_dated one = next;
        int64_t until = INT64_MAX;

        err = sy_registry_next_dated(registry, subject, field, p->moment.size, &next);
        if (err == SY_OK)
            until = next.from;
        if (until == one.from)
            continue;
        if (p->output->json)
            put_one(p, &one, until);
        else
            say_one(p, &one, until);
    }
    return err == SY_NOT_FOUND ? SY_OK : err;
}

enum sy_err sy_registry_dates_show(const struct sy_registry_profile *p, struct sy_bytes subject)
{
    struct sy_registry_state state;
    enum sy_err err =
        sy_registry_state(sy_directory_registry(p->directory), subject, p->moment.size, &state);

    for (size_t i = 0; i < DATED && err == SY_OK && state.type == SY_TYPE_ORGANISATION; i++) {
        if (p->output->json) {
            sy_json_name(sy_output_json(p->output), dated[i].list);
            sy_json_begin_list(sy_output_json(p->output));
        }
        err = show_field(p, subject, dated[i].field);
        if (p->output->json)
            sy_json_end_list(sy_output_json(p->output));
    }
    return err;
}
