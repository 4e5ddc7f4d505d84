/* suyuan registry export */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/act_body.h"
#include "tools/broken.h"
#include "tools/command.h"
#include "tools/csv.h"
#include "tools/format.h"
#include "tools/plain.h"
#include "tools/registry_asof.h"

enum { NUMBER_BYTES = 24, COLUMNS_MAX = 64, SHARED_MAX = 24 };

/* A column has the fields of that name, of whatever type. */
struct column {
    const char *name;
    size_t count;
    const struct sy_act_label *labels[SHARED_MAX];
};

struct export_run {
    struct sy_output *output;
    struct sy_registry_snapshot *registry;
    struct sy_registry_moment moment;
    uint32_t type; /* 0: all */
    bool csv;
    size_t column_count;
    struct column columns[COLUMNS_MAX];
    struct sy_buffer row;
    struct sy_buffer cell;
    struct sy_buffer plain;
};

/* What an act of one time says of itself only. */
static bool is_of_one_act(const struct sy_act_label *field)
{
    return field->type == 0 &&
           (field->number == SY_ACT_TERM || field->number == SY_ACT_GROUND ||
            field->number == SY_ACT_REASON);
}

static struct column *column_named(struct export_run *x, const char *name)
{
    for (size_t i = 0; i < x->column_count; i++) {
        if (strcmp(x->columns[i].name, name) == 0)
            return &x->columns[i];
    }
    sy_assert(x->column_count < COLUMNS_MAX);
    x->columns[x->column_count] = (struct column){.name = name};
    return &x->columns[x->column_count++];
}

static void choose_columns(struct export_run *x)
{
    for (size_t i = 0; i < sy_act_label_count(); i++) {
        const struct sy_act_label *field = sy_act_label_at(i);
        struct column *column;

        if (is_of_one_act(field) || field->kind == SY_LABEL_MESSAGE ||
            (x->type != 0 && field->type != 0 && field->type != x->type))
            continue;
        column = column_named(x, field->name);
        sy_assert(column->count < SHARED_MAX);
        column->labels[column->count++] = field;
    }
}

static void put_out(struct export_run *x)
{
    if (sy_buffer_text(&x->row) == NULL)
        x->output->failed = true;
    else
        sy_output_text(x->output, sy_buffer_text(&x->row));
    sy_buffer_clear(&x->row);
}

static const char *const fixed[] = {"subject",     "type",  "state",       "state_since",
                                    "state_until", "entry", "first_entry", "latest_entry"};

static void put_head(struct export_run *x)
{
    size_t cells = 0;

    for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
        sy_csv_put(&x->row, sy_text(fixed[i]), &cells);
    for (size_t i = 0; i < x->column_count; i++)
        sy_csv_put(&x->row, sy_text(x->columns[i].name), &cells);
    sy_csv_end(&x->row, &cells);
    put_out(x);
}

static const char *noun_of(const struct sy_registry_state *state)
{
    const struct sy_act_rule *rule = sy_act_rule(state->type, state->verb);

    return rule == NULL ? "" : rule->noun;
}

static void put_time_cell(struct export_run *x, bool has, int64_t time, size_t *cells)
{
    char text[SY_FORMAT_BYTES] = "";

    if (has)
        sy_format_utc(time, text);
    sy_csv_put(&x->row, sy_text(text), cells);
}

static void put_number_cell(struct export_run *x, uint64_t number, size_t *cells)
{
    char text[NUMBER_BYTES];

    snprintf(text, sizeof(text), "%" PRIu64, number);
    sy_csv_put(&x->row, sy_text(text), cells);
}

/* The column's field, where subjects of the type have it. */
static void put_field_cell(struct export_run *x, const struct sy_registry_state *state,
                           const struct column *column, size_t *cells)
{
    sy_buffer_clear(&x->cell);
    sy_buffer_clear(&x->plain);
    for (size_t i = 0; i < column->count; i++) {
        if (column->labels[i]->type == state->type || column->labels[i]->type == 0) {
            sy_act_body_value(column->labels[i], state->body, &x->cell);
            break;
        }
    }
    sy_plain_put(&x->plain, sy_buffer_bytes(&x->cell));
    sy_csv_put(&x->row, sy_buffer_bytes(&x->plain), cells);
    x->output->failed = x->output->failed || x->cell.err != SY_OK || x->plain.err != SY_OK;
}

static void put_row(struct export_run *x, struct sy_bytes subject,
                    const struct sy_registry_standing *s)
{
    size_t cells = 0;

    sy_csv_put(&x->row, subject, &cells);
    sy_csv_put(&x->row, sy_text(noun_of(&s->state)), &cells);
    sy_csv_put(&x->row, sy_text(sy_force_name(s->force)), &cells);
    put_time_cell(x, true, s->since, &cells);
    put_time_cell(x, s->has_until, s->until, &cells);
    put_number_cell(x, s->entry, &cells);
    put_number_cell(x, s->state.first, &cells);
    put_number_cell(x, s->state.index, &cells);
    for (size_t i = 0; i < x->column_count; i++)
        put_field_cell(x, &s->state, &x->columns[i], &cells);
    sy_csv_end(&x->row, &cells);
    put_out(x);
}

static void put_when(struct sy_output *o, const char *name, int64_t time)
{
    char text[SY_FORMAT_BYTES];

    sy_format_utc(time, text);
    sy_output_value(o, name, text);
}

static void put_line(struct export_run *x, struct sy_bytes subject,
                     const struct sy_registry_standing *s)
{
    struct sy_output *o = x->output;

    sy_json_begin_object(sy_output_json(o));
    sy_json_name(sy_output_json(o), "subject");
    sy_json_put_text(sy_output_json(o), subject);
    sy_output_value(o, "type", noun_of(&s->state));
    sy_output_value(o, "state", sy_force_name(s->force));
    put_when(o, "since", s->since);
    if (s->has_until)
        put_when(o, "state_until", s->until);
    sy_output_number(o, "entry", s->entry);
    sy_output_number(o, "first_entry", s->state.first);
    sy_output_number(o, "latest_entry", s->state.index);
    sy_json_name(sy_output_json(o), "fields");
    sy_json_begin_object(sy_output_json(o));
    sy_act_body_put(o, s->state.type, s->state.body,
                    SY_FIELD_BIT(SY_ACT_TERM) | SY_FIELD_BIT(SY_ACT_GROUND) |
                        SY_FIELD_BIT(SY_ACT_REASON));
    sy_json_end_object(sy_output_json(o));
    sy_json_end_object(sy_output_json(o));
    sy_output_json_line(o);
}

static enum sy_err export_all(struct export_run *x)
{
    struct sy_registry_standing standing;
    struct sy_bytes subject = {NULL, 0};
    enum sy_err err;

    if (x->csv)
        put_head(x);
    while (!x->output->failed &&
           (err = sy_registry_next_subject(x->registry, subject, &subject)) == SY_OK) {
        err = sy_registry_standing_find(x->registry, subject, &x->moment, &standing);
        if (err == SY_NOT_FOUND ||
            (err == SY_OK && x->type != 0 && standing.state.type != x->type))
            continue;
        if (err != SY_OK)
            return err;
        if (x->csv)
            put_row(x, subject, &standing);
        else
            put_line(x, subject, &standing);
    }
    return x->output->failed || err == SY_NOT_FOUND ? SY_OK : err;
}

/* The type whose acts have that noun. False, and said, when there is none. */
static bool take_type(struct sy_output *o, const char *noun, uint32_t *out)
{
    struct sy_buffer nouns = {0};
    uint32_t last = 0;

    for (size_t i = 0; i < sy_act_rule_count(); i++) {
        const struct sy_act_rule *rule = sy_act_rule_at(i);

        if (strcmp(rule->noun, noun) == 0) {
            *out = rule->type;
            sy_buffer_close(&nouns);
            return true;
        }
        if (rule->type != last)
            sy_buffer_printf(&nouns, "%s%s", last == 0 ? "" : ", ", rule->noun);
        last = rule->type;
    }
    sy_output_error(o, SY_SAY(BAD_TYPE, noun, sy_buffer_text(&nouns)));
    sy_buffer_close(&nouns);
    return false;
}

static bool take_options(const struct sy_options *options, struct export_run *x)
{
    const char *format = sy_options_value(options, "format");
    const char *type = sy_options_value(options, "type");

    if (strcmp(format, "csv") != 0 && strcmp(format, "json") != 0) {
        sy_output_error(x->output, SY_SAY(BAD_FORMAT, format));
        return false;
    }
    x->csv = strcmp(format, "csv") == 0 && !x->output->json;
    return type == NULL || take_type(x->output, type, &x->type);
}

static enum sy_exit run_export(const struct sy_options *options, struct sy_output *o)
{
    struct export_run x = {.output = o};
    struct sy_directory *directory = NULL;
    struct sy_peer *peer = NULL;
    enum sy_exit status;
    enum sy_err err;

    if (!take_options(options, &x))
        return SY_EXIT_USAGE;
    choose_columns(&x);
    status = sy_peer_open_unnamed(o, sy_options_value(options, "network"),
                                  sy_options_value(options, "node"), &peer);
    if (status == SY_EXIT_YES)
        status = sy_directory_open(peer, options, &directory);
    if (status == SY_EXIT_YES)
        status = sy_registry_asof(options, o, directory, &x.moment);
    if (status == SY_EXIT_YES) {
        x.registry = sy_directory_registry(directory);
        if (!x.csv)
            sy_output_json_lines(o);
        else if (sy_options_value(options, "bom") != NULL)
            sy_output_text(o, "\xef\xbb\xbf");
        err = export_all(&x);
        status = err == SY_OK ? SY_EXIT_YES : sy_broken_fault(o, err);
    }
    sy_directory_close(directory);
    sy_peer_close(peer);
    sy_buffer_close(&x.row);
    sy_buffer_close(&x.cell);
    sy_buffer_close(&x.plain);
    return status;
}

static const struct sy_option option_format = {
    .name = "format",
    .value = "csv|json",
    .fallback = "csv",
    .help = {"csv for spreadsheets, or one JSON document a line",
             "csv 供电子表格使用；json 为每行一个 JSON 文档"}};
static const struct sy_option option_type = {
    .name = "type",
    .value = "TYPE",
    .help = {"only these: organisation, site, key, licence, certificate, product ...",
             "只导出某一类：organisation、site、key、licence、certificate、product 等"}};
static const struct sy_option option_bom = {
    .name = "bom",
    .help = {"begin with a byte order mark, by which Excel knows UTF-8",
             "以字节顺序标记开头，便于 Excel 识别 UTF-8"}};

static const struct sy_option *const export_options[] = {
    &sy_option_network,  &sy_option_registry_node,
    &option_format,      &option_type,
    &sy_option_as_of,    &option_bom,
    &sy_option_no_cache, NULL};

const struct sy_command sy_command_registry_export = {
    .name = "registry export",
    .usage = {.options = export_options},
    .summary = {"all that is registered with its state, as a table or JSON lines",
                "导出全部登记对象及其状态（表格或 JSON 行）"},
    .examples = {"  suyuan registry export --type organisation --bom >organisations.csv\n"
                 "  suyuan registry export --format json --as-of 2026-11-23T08:00:00+08:00\n",
                 "  suyuan registry export --type organisation --bom >organisations.csv\n"
                 "  suyuan registry export --format json --as-of 2026-11-23T08:00:00+08:00\n"},
    .run = run_export};
