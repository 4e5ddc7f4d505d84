/* suyuan evidence check */
#include <stdlib.h>

#include "tools/command.h"
#include "tools/exhibit.h"
#include "tools/file.h"
#include "tools/open.h"
#include "tools/report.h"

/* A file under check; too large for the stack. */
struct check {
    struct sy_network network;
    struct sy_exhibit exhibit;
    struct sy_buffer file;
};

static enum sy_exit examine(struct sy_output *o, struct check *c, const char *path)
{
    struct sy_exhibit *x = &c->exhibit;
    enum sy_err err;

    c->file.max = SY_EVIDENCE_BYTES_MAX;
    err = sy_file_read(path, &c->file);
    if (err != SY_OK && err != SY_LIMIT)
        return sy_report_file(o, err, path);
    if (err == SY_OK)
        sy_exhibit_open(&c->network, NULL, sy_buffer_bytes(&c->file), path, x);
    else
        *x = (struct sy_exhibit){
            .name = path, .err = err, .what = "the file is larger than evidence can be"};
    if (x->err == SY_OK)
        return SY_EXIT_YES;
    if (x->err == SY_NOT_YET) {
        sy_output_error(o, SY_SAY(EVIDENCE_NEEDS_REGISTRY, path));
        return SY_EXIT_UNASKED;
    }
    if (x->what == NULL)
        return sy_report_file(o, x->err, path);
    sy_output_error(o, SY_SAY(EVIDENCE_FAILS, path, x->what, sy_err_name(x->err)));
    return SY_EXIT_NO;
}

static void put_answer(const struct sy_exhibit *x, struct sy_output *o)
{
    struct sy_json_writer *w = sy_output_json(o);

    sy_json_begin_object(w);
    sy_output_value(o, "file", x->name);
    sy_json_name(w, "proves");
    sy_json_put_bool(w, x->err == SY_OK);
    if (x->what != NULL)
        sy_output_value(o, "what", x->what);
    if (x->err != SY_OK)
        sy_output_value(o, "error", sy_err_name(x->err));
    if (x->evidence.tree_count > 0)
        sy_exhibit_put(x, o);
    sy_json_end_object(w);
}

static enum sy_exit run_evidence(const struct sy_options *options, struct sy_output *o)
{
    struct check *c = calloc(1, sizeof(*c));
    enum sy_exit status = SY_EXIT_UNASKED;

    if (c == NULL) {
        sy_output_error(o, SY_SAY(NO_MEMORY, NULL));
        return status;
    }
    c->exhibit.name = options->operands[0];
    if (sy_open_network(o, sy_options_value(options, "network"), &c->network)) {
        status = examine(o, c, options->operands[0]);
        if (o->json)
            put_answer(&c->exhibit, o);
        else if (status == SY_EXIT_YES)
            sy_exhibit_say(&c->exhibit, o);
    }
    sy_exhibit_close(&c->exhibit);
    sy_buffer_close(&c->file);
    free(c);
    return status;
}

static const struct sy_option *const evidence_options[] = {&sy_option_network, NULL};

const struct sy_command sy_command_evidence_check = {
    .name = "evidence check",
    .usage = {.options = evidence_options,
              .operands = "FILE",
              .operands_min = 1,
              .operands_max = 1},
    .summary = {"check, with no network, that a log broke its promise",
                "脱网核验日志违背承诺的证据"},
    .examples = {"  suyuan evidence check --network demo/network.json fork.evidence\n",
                 "  suyuan evidence check --network demo/network.json fork.evidence\n"},
    .run = run_evidence};
