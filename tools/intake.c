#include "tools/intake.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/json_writer.h"
#include "tools/event_source.h"

struct reading {
    struct sy_intake *intake;
    const char *file;
    struct sy_event_source source;
    struct sy_repeats repeats;
    struct sy_intake_counts *counts;
    uint64_t seen; /* events met, good or not */
};

static enum sy_err compose(struct reading *r, const struct sy_capture_record *record)
{
    struct sy_intake *intake = r->intake;
    struct sy_draft draft = {.type = record->type};
    uint64_t n;
    enum sy_err err;

    for (size_t i = 0; i < SY_PART_KINDS; i++) {
        if (!record->has[i])
            continue;
        draft.bodies[i] = record->body[i];
        /* A part may be there and empty: NULL would say that there is none. */
        if (draft.bodies[i].data == NULL)
            draft.bodies[i].data = (const uint8_t *)"";
    }
    err = sy_repeats_count(&r->repeats, &draft, &n);
    if (err == SY_OK)
        err = sy_composer_add(&intake->composer, &draft, n);
    if (err == SY_FULL) {
        err = intake->full(intake->context, &intake->composer);
        if (err == SY_OK)
            err = sy_composer_add(&intake->composer, &draft, n);
    }
    return err;
}

static enum sy_err take(struct reading *r, const struct sy_capture *capture)
{
    enum sy_err err = SY_OK;

    if (r->counts->flaws > 0 && !r->intake->proceed)
        return SY_OK;
    for (size_t i = 0; i < capture->count && err == SY_OK; i++)
        err = compose(r, &capture->records[i]);
    if (err == SY_OK) {
        r->counts->events += capture->events;
        r->counts->records += capture->count;
    }
    return err;
}

static void tell(struct reading *r, const struct sy_capture_errors *errors, bool warning)
{
    for (size_t i = 0; i < errors->count; i++)
        r->intake->flawed(r->intake->context, &(struct sy_intake_flaw){
                                                  .file = r->file,
                                                  .line = r->source.lines ? r->source.line : 0,
                                                  .error = &errors->list[i],
                                                  .warning = warning,
                                              });
    if (!warning)
        r->counts->flaws += errors->count + errors->more;
}

/* Whether the error is about one event, which can then be left out. */
static bool is_about_event(const struct sy_capture_errors *errors, uint64_t event)
{
    for (size_t i = 0; i < errors->count; i++) {
        if (errors->list[i].event == event)
            return true;
    }
    return false;
}

/* The list of events of a document: what has several of them. */
static const struct sy_json *event_list(const struct sy_json *root)
{
    const struct sy_json *body = sy_json_member(root, "epcisBody");
    const struct sy_json *results =
        sy_json_member(sy_json_member(body, "queryResults"), "resultsBody");
    const struct sy_json *list = root;

    if (results != NULL)
        list = sy_json_member(results, "eventList");
    else if (body != NULL)
        list = sy_json_member(body, "eventList");
    return list != NULL && list->type == SY_JSON_LIST ? list : NULL;
}

/* Write node, the events of list that have errors left out. Only what holds the list is
 * walked. */
static void write_without(struct sy_json_writer *w, const struct sy_json *node,
                          const struct sy_json *list, const struct sy_capture_errors *errors,
                          uint64_t before)
{
    if (node == list) {
        sy_json_begin_list(w);
        for (const struct sy_json *event = node->first; event != NULL; event = event->next) {
            if (!is_about_event(errors, ++before))
                sy_json_write(w, event);
        }
        sy_json_end_list(w);
    } else if (node->type == SY_JSON_OBJECT) {
        sy_json_begin_object(w);
        for (const struct sy_json *member = node->first; member != NULL;
             member = member->next) {
            sy_json_put_name(w, member->name);
            write_without(w, member, list, errors, before);
        }
        sy_json_end_object(w);
    } else {
        sy_json_write(w, node);
    }
}

/* The text again with the flawed events left out; empty when nothing can be saved. */
static enum sy_err leave_out(struct sy_bytes text, const struct sy_capture_errors *errors,
                             uint64_t before, struct sy_buffer *out)
{
    struct sy_json_document document = {.last_counts = true};
    struct sy_json_writer writer = {.to = out};
    const struct sy_json *list;

    if (is_about_event(errors, 0) || sy_json_parse(text, &document, NULL) != SY_OK)
        return SY_OK;
    list = event_list(document.root);
    if (list != NULL)
        write_without(&writer, document.root, list, errors, before);
    sy_json_close(&document);
    return out->err;
}

/* Take what is right of a text that is not all right. */
static enum sy_err salvage(struct reading *r, struct sy_bytes text,
                           const struct sy_capture_errors *errors)
{
    struct sy_buffer rest = {0};
    struct sy_capture capture = {0};
    enum sy_err err = leave_out(text, errors, r->seen, &rest);

    if (err == SY_OK && rest.len > 0) {
        struct sy_capture_options options = r->intake->options;

        options.events_before = r->seen;
        err = sy_capture_read(sy_buffer_bytes(&rest), &options, &capture);
        if (err == SY_OK) {
            err = take(r, &capture);
        } else if (capture.errors.count > 0) {
            /* More was wrong than one reading lists. Each round leaves at least one event
             * out. */
            err = salvage(r, sy_buffer_bytes(&rest), &capture.errors);
        }
    }
    sy_capture_close(&capture);
    sy_buffer_close(&rest);
    return err;
}

static uint64_t count_events(struct sy_bytes text)
{
    struct sy_json_document document = {.last_counts = true};
    const struct sy_json *list;
    uint64_t count = 1;

    if (sy_json_parse(text, &document, NULL) == SY_OK) {
        list = event_list(document.root);
        if (list != NULL)
            count = list->count;
    }
    sy_json_close(&document);
    return count;
}

static enum sy_err read_text(struct reading *r, struct sy_bytes text)
{
    struct sy_capture_options options = r->intake->options;
    struct sy_capture capture = {0};
    enum sy_err err;

    options.events_before = r->seen;
    err = sy_capture_read(text, &options, &capture);
    if (err == SY_OK) {
        tell(r, &capture.warnings, true);
        r->seen += capture.events;
        err = take(r, &capture);
    } else if (capture.errors.count > 0) {
        tell(r, &capture.errors, false);
        err = r->intake->proceed ? salvage(r, text, &capture.errors) : SY_OK;
        r->seen += r->source.lines ? count_events(text) : 0;
    }
    sy_capture_close(&capture);
    return err;
}

void sy_intake_forget(struct sy_composer *composer)
{
    struct sy_bytes principal = composer->principal;
    const uint8_t *secret = composer->nonce_secret;
    uint64_t count_max = composer->count_max;
    uint64_t bytes_max = composer->bytes_max;

    sy_composer_close(composer);
    sy_composer_init(composer, principal, secret);
    sy_composer_limit(composer, count_max, bytes_max);
}

enum sy_err sy_intake_read(struct sy_intake *intake, const char *path,
                           struct sy_intake_counts *counts)
{
    struct reading r = {.intake = intake, .file = path, .counts = counts};
    struct sy_bytes text;
    enum sy_err err;

    *counts = (struct sy_intake_counts){0};
    err = sy_event_source_open(&r.source, path);
    if (err != SY_OK)
        return err;
    while (err == SY_OK) {
        err = sy_event_source_next(&r.source, &text);
        if (err == SY_OK)
            err = read_text(&r, text);
    }
    if (err == SY_NOT_FOUND)
        err = SY_OK;
    if (counts->flaws > 0 && !intake->proceed)
        sy_intake_forget(&intake->composer);
    if (err == SY_OK && intake->composer.count > 0)
        err = intake->full(intake->context, &intake->composer);
    if (err == SY_OK && counts->flaws > 0)
        err = SY_BAD_EVENT;
    sy_event_source_close(&r.source);
    sy_repeats_close(&r.repeats);
    return err;
}
