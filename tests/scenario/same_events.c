/* same_events - are the events of two EPCIS documents the same, as JSON with its numbers as
 * written? The order of events is free; recordTime, which the log adds, is left out, and
 * so is an event's @context, which takes in behind what its document gave it before.
 *
 * usage: same_events BEFORE AFTER
 * Exit status 0 yes, 1 no (the event is named), 2 when a file is not such a document. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "ledger/json.h"

enum { FILE_MAX = 64 << 20 };

static enum sy_err read_document(const char *path, struct sy_json_document *doc)
{
    FILE *file = fopen(path, "rb");
    uint8_t *text = malloc(FILE_MAX);
    enum sy_err err = SY_BAD_JSON;

    if (file != NULL && text != NULL)
        err = sy_json_parse((struct sy_bytes){text, fread(text, 1, FILE_MAX, file)}, doc, NULL);
    if (file != NULL)
        fclose(file);
    free(text);
    return err;
}

/* The first event, in a document, a query document, or alone. */
static const struct sy_json *first_event(const struct sy_json *root)
{
    const struct sy_json *body = sy_json_member(root, "epcisBody");
    const struct sy_json *results = sy_json_member(body, "queryResults");
    const struct sy_json *list;

    if (body == NULL)
        return root != NULL && root->type == SY_JSON_LIST ? root->first : root;
    if (results != NULL)
        body = sy_json_member(results, "resultsBody");
    list = sy_json_member(body, "eventList");
    return list == NULL ? body : list->first;
}

static bool has(const struct sy_json *event, const struct sy_json *wanted)
{
    for (const struct sy_json *m = event->first; m != NULL; m = m->next) {
        if (sy_bytes_equal(m->name, wanted->name))
            return sy_json_equal(m, wanted);
    }
    return false;
}

static bool left_out(const struct sy_json *member)
{
    return sy_bytes_equal(member->name, sy_text("recordTime")) ||
           sy_bytes_equal(member->name, sy_text("@context"));
}

/* Each member that counts of one stands in the other. */
static bool within(const struct sy_json *one, const struct sy_json *other)
{
    for (const struct sy_json *m = one->first; m != NULL; m = m->next) {
        if (!left_out(m) && !has(other, m))
            return false;
    }
    return true;
}

static bool same_event(const struct sy_json *before, const struct sy_json *after)
{
    return within(before, after) && within(after, before);
}

static int compare(const struct sy_json *before, const struct sy_json *after, const char *name)
{
    const struct sy_json *wanted = first_event(before);
    uint64_t event = 0;

    if (wanted == NULL || wanted->type != SY_JSON_OBJECT)
        return 2;
    for (; wanted != NULL; wanted = wanted->next) {
        const struct sy_json *found = first_event(after);

        event++;
        while (found != NULL && !same_event(wanted, found))
            found = found->next;
        if (found == NULL) {
            printf("event %" PRIu64 " of %s did not come back\n", event, name);
            return 1;
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct sy_json_document before = {.last_counts = true};
    struct sy_json_document after = {0};
    int status = 2;

    if (argc == 3 && read_document(argv[1], &before) == SY_OK &&
        read_document(argv[2], &after) == SY_OK)
        status = compare(before.root, after.root, argv[1]);
    sy_json_close(&before);
    sy_json_close(&after);
    return status;
}
