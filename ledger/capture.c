#include "ledger/capture.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/capture_event.h"
#include "ledger/capture_object.h"

/* What one call works on. bytes holds, a record after the other, the event id and the
 * bodies. */
struct session {
    struct sy_capture_walk walk;
    struct sy_buffer bytes;
    struct sy_buffer records;
    uint64_t events;
};

static struct sy_bytes text_of(const struct sy_json *node)
{
    if (node == NULL || node->type != SY_JSON_TEXT)
        return (struct sy_bytes){NULL, 0};
    return node->text;
}

static void keep_record(struct session *s, enum sy_record_type type)
{
    struct sy_capture_walk *walk = &s->walk;
    struct sy_capture_record record = {.type = type, .event = walk->event};

    record.event_id.len = walk->event_id.len;
    sy_buffer_put_bytes(&s->bytes, walk->event_id);
    for (unsigned i = 0; i < SY_PART_KINDS; i++) {
        record.has[i] = i == 0 || walk->frame[0].begun[i];
        if (!walk->frame[0].begun[i])
            continue;
        record.body[i].len = walk->frame[0].part[i].len;
        if (record.body[i].len > SY_CAPTURE_BODY_BYTES_MAX)
            sy_capture_walk_error(walk, SY_CAPTURE_TOO_LARGE, NULL, "1 MiB");
        sy_buffer_put_bytes(&s->bytes, sy_buffer_bytes(&walk->frame[0].part[i]));
    }
    sy_buffer_put(&s->records, &record, sizeof(record));
}

static void read_event(struct session *s, const struct sy_json *event)
{
    struct sy_capture_walk *walk = &s->walk;

    walk->event = walk->options->events_before + ++s->events;
    walk->event_id = (struct sy_bytes){NULL, 0};
    if (event->type != SY_JSON_OBJECT) {
        sy_capture_walk_error(walk, SY_CAPTURE_WRONG_TYPE, event, "object");
        return;
    }
    sy_capture_event_begin(walk, event);
    sy_capture_event_check(walk, event);
    sy_capture_object(walk, SY_LEVEL_EVENT, event);
    keep_record(s, SY_TYPE_EPCIS_EVENT);
    walk->event = 0;
    walk->event_id = (struct sy_bytes){NULL, 0};
}

/* Every element of what must be a list; what says of what, should it be none. */
static void read_each(struct session *s, const struct sy_json *list, const char *what,
                      void (*read_one)(struct session *s, const struct sy_json *element))
{
    uint64_t at = 0;

    if (list->type != SY_JSON_LIST) {
        sy_capture_walk_error(&s->walk, SY_CAPTURE_WRONG_TYPE, list, what);
        return;
    }
    for (const struct sy_json *n = list->first; n != NULL; n = n->next) {
        sy_capture_path_push_index(&s->walk.path, at++);
        read_one(s, n);
        sy_capture_path_pop(&s->walk.path);
    }
}

static void read_events(struct session *s, const struct sy_json *list)
{
    read_each(s, list, "list of events", read_event);
}

/* An object of the document's frame: one member is wanted, others may be allowed. */
static void read_frame(struct session *s, const struct sy_json *object, const char *wanted,
                       const char *const *allowed, bool required,
                       void (*read)(struct session *s, const struct sy_json *member))
{
    const struct sy_json *member = sy_json_member(object, wanted);

    if (object->type != SY_JSON_OBJECT) {
        sy_capture_walk_error(&s->walk, SY_CAPTURE_WRONG_TYPE, object, "object");
        return;
    }
    for (const struct sy_json *m = object->first; m != NULL; m = m->next) {
        bool known = m == member;

        for (const char *const *a = allowed; a != NULL && *a != NULL && !known; a++)
            known = sy_bytes_equal(m->name, sy_text(*a));
        if (known)
            continue;
        sy_capture_walk_unknown(&s->walk, m);
    }
    sy_capture_path_push(&s->walk.path, sy_text(wanted));
    if (member != NULL)
        read(s, member);
    else if (required)
        sy_capture_walk_error(&s->walk, SY_CAPTURE_MEMBER_MISSING, NULL,
                              read == read_events ? "list of events" : "object");
    sy_capture_path_pop(&s->walk.path);
}

static void read_results_body(struct session *s, const struct sy_json *body)
{
    read_frame(s, body, "eventList", NULL, true, read_events);
}

static void read_results(struct session *s, const struct sy_json *results)
{
    static const char *const allowed[] = {"queryName", "subscriptionID", NULL};

    read_frame(s, results, "resultsBody", allowed, true, read_results_body);
}

static void read_body(struct session *s, const struct sy_json *body)
{
    if (sy_json_member(body, "queryResults") != NULL)
        read_frame(s, body, "queryResults", NULL, true, read_results);
    else
        read_frame(s, body, "eventList", NULL, true, read_events);
}

/* Products and places that serve the public are open; what else a header tells is chain. */
static enum sy_part_kind master_data_part(struct sy_bytes vocabulary)
{
    static const char *const open[] = {
        "urn:epcglobal:epcis:vtype:EPCClass",
        "urn:suyuan:1:term:ProductClass",
        "urn:suyuan:1:term:PublicSite",
    };

    for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++) {
        if (sy_bytes_equal(vocabulary, sy_text(open[i])))
            return SY_PART_OPEN;
    }
    return SY_PART_CHAIN;
}

static void read_vocabulary_elements(struct session *s, const struct sy_json *list)
{
    uint64_t at = 0;

    if (list->type != SY_JSON_LIST) {
        sy_capture_walk_error(&s->walk, SY_CAPTURE_WRONG_TYPE, list, "list of objects");
        return;
    }
    for (const struct sy_json *n = list->first; n != NULL; n = n->next) {
        sy_capture_path_push_index(&s->walk.path, at++);
        if (n->type != SY_JSON_OBJECT) {
            sy_capture_walk_error(&s->walk, SY_CAPTURE_WRONG_TYPE, n, "object");
        } else {
            sy_capture_object(&s->walk, SY_LEVEL_MASTER_DATA, n);
            keep_record(s, SY_TYPE_MASTER_DATA);
        }
        sy_capture_path_pop(&s->walk.path);
    }
}

static void read_vocabulary(struct session *s, const struct sy_json *vocabulary)
{
    static const char *const allowed[] = {"type", NULL};
    const struct sy_json *type = sy_json_member(vocabulary, "type");

    s->walk.vocabulary_type = text_of(type);
    s->walk.master_data_part = master_data_part(s->walk.vocabulary_type);
    if (type == NULL || type->type != SY_JSON_TEXT || !sy_uri_valid(type->text)) {
        sy_capture_path_push(&s->walk.path, sy_text("type"));
        sy_capture_walk_error(&s->walk,
                              type == NULL ? SY_CAPTURE_MEMBER_MISSING : SY_CAPTURE_BAD_URI,
                              type, "URI");
        sy_capture_path_pop(&s->walk.path);
    }
    read_frame(s, vocabulary, "vocabularyElementList", allowed, false,
               read_vocabulary_elements);
}

static void read_vocabularies(struct session *s, const struct sy_json *list)
{
    read_each(s, list, "list of objects", read_vocabulary);
}

static void read_master_data(struct session *s, const struct sy_json *master_data)
{
    read_frame(s, master_data, "vocabularyList", NULL, false, read_vocabularies);
}

static void read_header(struct session *s, const struct sy_json *header)
{
    read_frame(s, header, "epcisMasterData", NULL, false, read_master_data);
}

/* Does the document say more about itself than its kind and when it was made. */
static bool has_envelope(const struct sy_json *document)
{
    static const char *const said[] = {"id", "sender", "receiver", "instanceIdentifier"};

    for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
        if (sy_json_member(document, said[i]) != NULL)
            return true;
    }
    for (const struct sy_json *m = document->first; m != NULL; m = m->next) {
        if (sy_epcis_row_named(SY_LEVEL_DOCUMENT, m->name) == NULL)
            return true;
    }
    return false;
}

static void read_envelope(struct session *s, const struct sy_json *document)
{
    const struct sy_json *context = sy_json_member(document, "@context");
    const struct sy_json *version = sy_json_member(document, "schemaVersion");

    if (context != NULL && (context->type == SY_JSON_NULL || context->type == SY_JSON_BOOL ||
                            context->type == SY_JSON_NUMBER)) {
        sy_capture_path_push(&s->walk.path, context->name);
        sy_capture_walk_error(&s->walk, SY_CAPTURE_WRONG_TYPE, context, "list");
        sy_capture_path_pop(&s->walk.path);
    }
    if (version != NULL && !(version->text.len > 0 && version->text.data[0] == '2' &&
                             (version->text.len == 1 || version->text.data[1] == '.'))) {
        sy_capture_path_push(&s->walk.path, version->name);
        sy_capture_walk_error(&s->walk, SY_CAPTURE_BAD_VERSION, version, "2.0");
        sy_capture_path_pop(&s->walk.path);
    }
    if (sy_json_is(sy_json_member(document, "type"), "EPCISDocument") &&
        sy_json_member(document, "creationDate") == NULL) {
        sy_capture_path_push(&s->walk.path, sy_text("creationDate"));
        sy_capture_walk_error(&s->walk, SY_CAPTURE_MEMBER_MISSING, NULL,
                              "2026-11-23T08:00:00+08:00");
        sy_capture_path_pop(&s->walk.path);
    }
    sy_capture_object_within(&s->walk, SY_LEVEL_DOCUMENT, document, 6);
    if (has_envelope(document))
        keep_record(s, SY_TYPE_MASTER_DATA);
}

static void read_document(struct session *s, const struct sy_json *document)
{
    const struct sy_json *header = sy_json_member(document, "epcisHeader");
    const struct sy_json *body = sy_json_member(document, "epcisBody");

    s->walk.document_context = sy_json_member(document, "@context");
    sy_capture_walk_context(&s->walk, NULL);
    read_envelope(s, document);
    if (header != NULL) {
        sy_capture_path_push(&s->walk.path, header->name);
        read_header(s, header);
        sy_capture_path_pop(&s->walk.path);
    }
    if (body != NULL) {
        sy_capture_path_push(&s->walk.path, body->name);
        read_body(s, body);
        sy_capture_path_pop(&s->walk.path);
    }
}

static void read_root(struct session *s, const struct sy_json *root)
{
    const struct sy_json *type = sy_json_member(root, "type");

    if (root->type == SY_JSON_LIST) {
        read_events(s, root);
    } else if (sy_json_is(type, "EPCISDocument") || sy_json_is(type, "EPCISQueryDocument")) {
        read_document(s, root);
    } else if (sy_json_member(root, "epcisBody") != NULL || root->type != SY_JSON_OBJECT ||
               (type == NULL && sy_json_member(root, "eventTime") == NULL)) {
        sy_capture_path_push(&s->walk.path, sy_text("type"));
        sy_capture_walk_error(&s->walk, SY_CAPTURE_NOT_EPCIS, type,
                              "EPCISDocument, EPCISQueryDocument or an event type");
        sy_capture_path_pop(&s->walk.path);
    } else {
        read_event(s, root);
    }
}

/* Lets the records point to their bytes, now that those do not move any more. */
static void place(struct sy_capture *out)
{
    const uint8_t *at = out->bytes;

    for (size_t i = 0; i < out->count; i++) {
        struct sy_capture_record *record = &out->records[i];

        record->event_id.data = at;
        at += record->event_id.len;
        for (unsigned k = 0; k < SY_PART_KINDS; k++) {
            record->body[k].data = at;
            at += record->body[k].len;
        }
    }
}

enum sy_err sy_capture_json(const struct sy_json *root,
                            const struct sy_capture_options *options, struct sy_capture *out)
{
    static const struct sy_capture_options defaults = {0};
    struct session s = {.walk = {.options = options == NULL ? &defaults : options,
                                 .errors = &out->errors,
                                 .warnings = &out->warnings,
                                 .master_data_part = SY_PART_CHAIN,
                                 .transaction_part = SY_PART_COMMERCIAL}};
    enum sy_err err = SY_OK;

    sy_assert(out->records == NULL);
    read_root(&s, root);
    sy_assert(s.walk.path.count == 0);
    if (s.walk.failed || s.bytes.err != SY_OK || s.records.err != SY_OK ||
        out->errors.no_memory || out->warnings.no_memory)
        err = SY_NO_MEMORY;
    else if (out->errors.count > 0)
        err = SY_BAD_EVENT;
    if (err == SY_OK) {
        out->count = s.records.len / sizeof(struct sy_capture_record);
        out->records = (struct sy_capture_record *)(void *)s.records.data;
        out->bytes = s.bytes.data;
        out->events = s.events;
        s.records = (struct sy_buffer){0};
        s.bytes = (struct sy_buffer){0};
        place(out);
    }
    sy_buffer_close(&s.records);
    sy_buffer_close(&s.bytes);
    sy_capture_walk_close(&s.walk);
    return err;
}

enum sy_err sy_capture_read(struct sy_bytes text, const struct sy_capture_options *options,
                            struct sy_capture *out)
{
    struct sy_json_document doc = {.last_counts = true};
    struct sy_json_error why = {0};
    enum sy_err err = sy_json_parse(text, &doc, &why);
    struct sy_capture_error *error;

    if (err == SY_NO_MEMORY)
        return err;
    if (err != SY_OK) {
        error = sy_capture_errors_add(&out->errors, SY_CAPTURE_BAD_JSON);
        if (error == NULL)
            return SY_NO_MEMORY;
        snprintf(error->path, sizeof(error->path), "%" PRIu32 ":%" PRIu32, why.line,
                 why.column);
        sy_capture_shorten(sy_text(why.what), error->expected, sizeof(error->expected));
        return err;
    }
    err = sy_capture_json(doc.root, options, out);
    sy_json_close(&doc);
    return err;
}

void sy_capture_close(struct sy_capture *capture)
{
    if (capture == NULL)
        return;
    free(capture->records);
    free(capture->bytes);
    sy_capture_errors_close(&capture->errors);
    sy_capture_errors_close(&capture->warnings);
    *capture = (struct sy_capture){0};
}
